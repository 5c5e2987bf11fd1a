"""Ways of hiding text in a Word file by where it stands: tables, frames, boxes, margins, fields."""

from __future__ import annotations

from benchmarks.hidden.docx_drawings import (
    anchor,
    box,
    graphic,
    older_box,
    picture,
    shape,
    solid,
    twice,
)
from benchmarks.hidden.docx_page import MARGIN, Layout, Way, Word, cell, par, row, run, table
from benchmarks.hidden.docx_runs import color
from benchmarks.hidden.shared import CANARY

_FAR = -30000  # twentieths of a point
_EXACT = '<w:trHeight w:val="{}" w:hRule="exact"/>'


def ink(word: Word) -> str:
    """The canary as the layout sets text."""
    return run(word.look())


def exact_row(word: Word, _: Layout) -> None:
    """A row exactly one point high."""
    cells = row(cell(par(ink(word))), props=_EXACT.format(20))
    word.add(table(cells, grid=(4500,)))


def pushed_out_of_its_row(word: Word, _: Layout) -> None:
    """A row of an exact height, and above the text more white space than that."""
    spaced = par(ink(word), '<w:spacing w:before="3000"/>')
    word.add(table(row(cell(spaced), props=_EXACT.format(400)), grid=(4500,)))


def behind_other_lines_of_its_row(word: Word, _: Layout) -> None:
    """A row of an exact height that other lines fill."""
    lines = "".join(par(run(word.look(), f"Line {n}")) for n in range(9))
    cells = row(cell(lines + par(ink(word))), props=_EXACT.format(600))
    word.add(table(cells, grid=(4500,)))


def cell_of_no_width(word: Word, _: Layout) -> None:
    """A cell one twentieth of a point wide."""
    cells = row(cell(par(ink(word)), width=1), cell(par(run(word.look(), "Year"))))
    word.add(table(cells, grid=(1, 4500)))


def lower_part_of_a_merged_cell(word: Word, _: Layout) -> None:
    """A cell that one above it covers."""
    first = cell(par(run(word.look(), "Year")), '<w:vMerge w:val="restart"/>')
    second = cell(par(ink(word)), "<w:vMerge/>")
    word.add(table(row(first), row(second), grid=(4500,)))


def right_part_of_a_merged_cell(word: Word, _: Layout) -> None:
    """A cell that one beside it covers."""
    first = cell(par(run(word.look(), "Year")), '<w:hMerge w:val="restart"/>')
    word.add(table(row(first, cell(par(ink(word)), '<w:hMerge w:val="continue"/>'))))


def left_of_the_page(word: Word, _: Layout) -> None:
    """An indent far to the left, and one from the right to keep the line there."""
    word.add(par(ink(word), f'<w:ind w:left="{_FAR}" w:right="14000"/>'))


def right_of_the_page(word: Word, _: Layout) -> None:
    """An indent wider than the page."""
    word.add(par(ink(word), '<w:ind w:left="16000" w:right="-16000"/>'))


def first_line_left_of_the_page(word: Word, _: Layout) -> None:
    """A hanging indent that puts the only line off the page."""
    word.add(par(ink(word), '<w:ind w:left="0" w:hanging="20000"/>'))


def indent_of_a_list(word: Word, _: Layout) -> None:
    """The indent of a level of a list."""
    word.numbering.append(
        '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText '
        f'w:val="-"/><w:pPr><w:ind w:left="{_FAR}" w:hanging="200"/></w:pPr></w:lvl>'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    )
    word.add(par(ink(word), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'))


def table_left_of_the_page(word: Word, _: Layout) -> None:
    """A table with an indent far to the left."""
    cells = row(cell(par(ink(word))))
    word.add(table(cells, props=f'<w:tblInd w:w="{_FAR}" w:type="dxa"/>', grid=(4500,)))


def floating_table_off_the_page(word: Word, _: Layout) -> None:
    """A floating table below the page."""
    place = '<w:tblpPr w:horzAnchor="page" w:vertAnchor="page" w:tblpX="900" w:tblpY="20000"/>'
    word.add(table(row(cell(par(ink(word)))), props=place, grid=(4500,)))


def frame_off_the_page(word: Word, _: Layout) -> None:
    """A frame left of the page."""
    place = f'<w:framePr w:w="4000" w:hAnchor="page" w:vAnchor="text" w:x="{_FAR}" w:y="1"/>'
    word.add(par(ink(word), place))


def frame_of_no_height(word: Word, _: Layout) -> None:
    """A frame exactly one point high."""
    place = '<w:framePr w:w="4000" w:h="20" w:hRule="exact" w:hAnchor="margin" w:vAnchor="text"/>'
    word.add(par(ink(word), place))


def box_left_of_the_page(word: Word, _: Layout) -> None:
    """A text box left of the page."""
    word.add(box(par(ink(word)), x=-900, across="page"))


def box_below_the_page(word: Word, _: Layout) -> None:
    """A text box below the page."""
    word.add(box(par(ink(word)), y=900, down="page"))


def box_of_no_size(word: Word, _: Layout) -> None:
    """A text box without width and height."""
    word.add(box(par(ink(word)), width=0, height=0))


def box_of_one_point(word: Word, _: Layout) -> None:
    """A text box one point high."""
    word.add(box(par(ink(word)), height=1))


def inline_box_of_no_size(word: Word, _: Layout) -> None:
    """A text box in the line, of no size."""
    inner = graphic(shape(par(ink(word))))
    word.add(
        par(
            '<w:r><w:drawing><wp:inline><wp:extent cx="0" cy="0"/><wp:docPr id="4" name="d"/>'
            f"{inner}</wp:inline></w:drawing></w:r>"
        )
    )


def hidden_box(word: Word, _: Layout) -> None:
    """A drawing marked hidden."""
    word.add(box(par(ink(word)), hidden='hidden="1"'))


def hidden_anchor(word: Word, _: Layout) -> None:
    """An anchor marked hidden."""
    word.add(box(par(ink(word)), more='hidden="1"'))


def box_of_the_papers_colour(word: Word, layout: Layout) -> None:
    """The paper's colour in a box that is not filled."""
    word.add(box(par(run(word.look(color=color(layout.paper))))))


def colour_of_the_boxs_fill(word: Word, _: Layout) -> None:
    """The colour of the box."""
    made = par(run(word.look(color=color("5D4037"))))
    word.add(box(made, solid("5D4037")))


def theme_fill_of_the_box(word: Word, _: Layout) -> None:
    """The colour of the box, which is the theme's, darkened."""
    darkened = '<a:schemeClr val="accent2"><a:lumMod val="50000"/></a:schemeClr>'
    fill = f"<a:solidFill>{darkened}</a:solidFill>"
    word.add(box(par(run(word.look(color=color("833C0B")))), fill))


def transparent_fill_of_the_box(word: Word, layout: Layout) -> None:
    """The paper's colour on a fill that is fully transparent."""
    fill = '<a:solidFill><a:srgbClr val="808080"><a:alpha val="0"/></a:srgbClr></a:solidFill>'
    word.add(box(par(run(word.look(color=color(layout.paper)))), fill))


def box_under_a_shape(word: Word, layout: Layout) -> None:
    """A text box, and a filled shape over it."""
    place = {"x": 100, "y": 500, "across": "page", "down": "page"}
    word.add(box(par(ink(word)), order=3, **place))
    cover = anchor(graphic(shape("", solid(layout.paper))), order=9, width=310, height=70, **place)  # type: ignore[arg-type]
    word.add(par(f"<w:r>{cover}</w:r>"))


def older_box_off_the_page(word: Word, _: Layout) -> None:
    """A text box in VML, left of the page."""
    word.add(older_box(par(ink(word)), "margin-left:-2000pt;margin-top:0;width:300pt;height:60pt"))


def older_box_hidden(word: Word, _: Layout) -> None:
    """A text box in VML that is not visible."""
    word.add(older_box(par(ink(word)), "width:300pt;height:60pt;visibility:hidden"))


def older_box_of_no_size(word: Word, _: Layout) -> None:
    """A text box in VML of no height."""
    word.add(older_box(par(ink(word)), "width:300pt;height:0"))


def older_box_of_the_papers_colour(word: Word, layout: Layout) -> None:
    """The paper's colour in a box in VML that is not filled."""
    made = par(run(word.look(color=color(layout.paper))))
    word.add(older_box(made, "width:300pt;height:60pt"))


def older_box_of_its_own_colour(word: Word, _: Layout) -> None:
    """The colour of a box in VML."""
    made = par(run(word.look(color=color("004D40"))))
    word.add(older_box(made, "width:300pt;height:60pt", 'fillcolor="#004d40"'))


def in_a_group_off_the_page(word: Word, _: Layout) -> None:
    """A member of a group, left of all others and of the page."""
    size = '<a:ext cx="3000000" cy="600000"/>'
    far = shape(par(ink(word)), place='<a:off x="-20000000" y="0"/>', size=size)
    near = shape(par(run(word.look(), "Year")), place='<a:off x="0" y="0"/>', size=size)
    frame = (
        f'<a:xfrm><a:off x="0" y="0"/>{size}<a:chOff x="0" y="0"/>{size.replace("ext", "chExt")}'
    )
    inner = f"<wpg:wgp><wpg:grpSpPr>{frame}</a:xfrm></wpg:grpSpPr>{far}{near}</wpg:wgp>"
    drawing = anchor(graphic(inner, "wordprocessingGroup"))
    word.add(par(twice(drawing, par(ink(word)), "wpg")))


def under_a_shape(word: Word, layout: Layout) -> None:
    """A filled shape in front of the paragraph that it is anchored in."""
    cover = anchor(graphic(shape("", solid(layout.paper))), x=-10, y=-4, width=500, height=60)
    word.add(par(f"<w:r>{cover}</w:r>" + ink(word)))


def under_a_picture(word: Word, _: Layout) -> None:
    """A picture in front of the paragraph that it is anchored in."""
    cover = anchor(picture(word.picture()), x=-10, y=-4, width=500, height=60)
    word.add(par(f"<w:r>{cover}</w:r>" + ink(word)))


def below_the_end_of_its_box(word: Word, _: Layout) -> None:
    """Behind nine lines in a box that has room for two."""
    lines = "".join(par(run(word.look(), f"Line {n}")) for n in range(9))
    word.add(box(lines + par(ink(word)), height=34))


def header_of_a_first_page(word: Word, _: Layout) -> None:
    """The header of a first page that is like all others."""
    word.section.append(word.margin_part("header", "first", CANARY))


def footer_of_a_first_page(word: Word, _: Layout) -> None:
    """The footer of a first page that is like all others."""
    word.section.append(word.margin_part("footer", "first", CANARY))


def header_of_even_pages(word: Word, _: Layout) -> None:
    """The header of even pages that are like the odd ones."""
    word.section.append(word.margin_part("header", "even", CANARY))


def header_of_an_empty_section(word: Word, _: Layout) -> None:
    """The header of a section that begins in the middle of a page, and ends there."""
    end = word.section_end()
    word.add(par("", end))
    word.section += [word.margin_part("header", "default", CANARY), '<w:type w:val="continuous"/>']


def header_below_the_page(word: Word, _: Layout) -> None:
    """A header farther from the edge than the page is high."""
    word.margins = f'w:left="{MARGIN}" w:right="{MARGIN}" w:header="30000" w:footer="720"'
    word.section.append(word.margin_part("header", "default", CANARY))


def white_header(word: Word, layout: Layout) -> None:
    """A header in the paper's colour."""
    props = word.look(color=color(layout.paper))
    word.section.append(word.margin_part("header", "default", CANARY, props))


def page_of_no_size(word: Word, _: Layout) -> None:
    """A section whose pages are one point wide and high."""
    word.add(par("", word.section_end()))
    size = 'w:w="20" w:h="20"'
    word.add(par(ink(word), word.section_end(size=size, margins='w:left="0" w:right="0"')))
    word.add(par(run(word.look(), "References on request")))


def margin_wider_than_the_page(word: Word, _: Layout) -> None:
    """A section whose left margin is wider than the page."""
    word.add(par("", word.section_end()))
    margins = 'w:left="25000" w:right="-20000" w:header="720" w:footer="720"'
    word.add(par(ink(word), word.section_end(margins=margins)))
    word.add(par(run(word.look(), "References on request")))


def field_char(kind: str) -> str:
    """A mark of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    """The instruction of a field."""
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def in_the_code_of_a_field(word: Word, _: Layout) -> None:
    """Ordinary text within the instruction of a field."""
    result = run(word.look(), "2024")
    parts = [field_char("begin"), code(" DATE "), ink(word), field_char("separate"), result]
    word.add(par("".join(parts) + field_char("end")))


def result_within_a_code(word: Word, _: Layout) -> None:
    """The result of a field that stands within the instruction of another."""
    inner = field_char("begin") + code(" AUTHOR ") + field_char("separate")
    inner += ink(word) + field_char("end")
    outer = field_char("begin") + code(" IF 1 = 2 ") + inner + field_char("separate")
    word.add(par(outer + run(word.look(), "2024") + field_char("end")))


def result_of_a_field_that_shows_nothing(word: Word, _: Layout) -> None:
    """The result of a field that sets a bookmark."""
    parts = [field_char("begin"), code(' SET town "x" '), field_char("separate"), ink(word)]
    word.add(par("".join(parts) + field_char("end")))


def simple_field_that_shows_nothing(word: Word, _: Layout) -> None:
    """The same, written in short."""
    word.add(par(f'<w:fldSimple w:instr=" TC &quot;x&quot; ">{ink(word)}</w:fldSimple>'))


def field_without_a_result(word: Word, _: Layout) -> None:
    """Text in a field that ends with its instruction."""
    word.add(par(field_char("begin") + code(" XE ") + ink(word) + field_char("end")))


def under_a_collapsed_heading(word: Word, _: Layout) -> None:
    """Text under a heading that opens collapsed."""
    heading = '<w:outlineLvl w:val="1"/><w15:collapsed/>'
    word.add(par(run(word.look(), "Languages"), heading))
    word.add(par(ink(word)))


def unknown_element(word: Word, _: Layout) -> None:
    """In an element that is to be ignored by those who don't know it."""
    word.add(par(run(word.look(), "2024") + f"<x:note>{ink(word)}</x:note>"))


def ruby_of_one_point(word: Word, _: Layout) -> None:
    """A guide to pronunciation, one point high."""
    look = word.look(size=2)
    word.add(
        par(
            '<w:r><w:ruby><w:rubyPr><w:hps w:val="2"/></w:rubyPr><w:rt>'
            f"{run(look)}</w:rt><w:rubyBase>{run(word.look(), '2024')}</w:rubyBase></w:ruby></w:r>"
        )
    )


WAYS: list[Way] = [
    exact_row, pushed_out_of_its_row, behind_other_lines_of_its_row, cell_of_no_width,
    lower_part_of_a_merged_cell, right_part_of_a_merged_cell, left_of_the_page, right_of_the_page,
    first_line_left_of_the_page, indent_of_a_list, table_left_of_the_page,
    floating_table_off_the_page, frame_off_the_page, frame_of_no_height, box_left_of_the_page,
    box_below_the_page, box_of_no_size, box_of_one_point, inline_box_of_no_size, hidden_box,
    hidden_anchor, box_of_the_papers_colour, colour_of_the_boxs_fill, theme_fill_of_the_box,
    transparent_fill_of_the_box, box_under_a_shape, older_box_off_the_page, older_box_hidden,
    older_box_of_no_size, older_box_of_the_papers_colour, older_box_of_its_own_colour,
    in_a_group_off_the_page, under_a_shape, under_a_picture, below_the_end_of_its_box,
    header_of_a_first_page, footer_of_a_first_page, header_of_even_pages,
    header_of_an_empty_section, header_below_the_page, white_header, page_of_no_size,
    margin_wider_than_the_page, in_the_code_of_a_field, result_within_a_code,
    result_of_a_field_that_shows_nothing, simple_field_that_shows_nothing, field_without_a_result,
    under_a_collapsed_heading, unknown_element, ruby_of_one_point,
]  # fmt: skip
