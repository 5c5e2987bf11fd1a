"""What looks like hiding in a Word file and is seen well."""

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
from benchmarks.hidden.docx_page import Layout, Way, Word, cell, par, row, run, shade, style, table
from benchmarks.hidden.docx_places import code, field_char
from benchmarks.hidden.docx_runs import BARE, DARK, VANISH, color, condition, in_table, near
from benchmarks.hidden.shared import CANARY

_BY = 'w:id="5" w:author="Ann" w:date="2024-01-01T00:00:00Z"'
_WHITE = color("FFFFFF")
_AUTO = color("auto")


def white_on_a_dark_run(word: Word, _: Layout) -> None:
    """White on the dark ground of the run."""
    word.add(par(run(word.look(color=_WHITE, more=shade(DARK)))))


def white_on_a_dark_paragraph(word: Word, _: Layout) -> None:
    """White on the dark ground of the paragraph's style."""
    word.styles.append(style("paragraph", "Bar", f"<w:pPr>{shade(DARK)}</w:pPr>"))
    word.add(par(run(word.look(color=_WHITE)), '<w:pStyle w:val="Bar"/>'))


def white_in_a_dark_cell(word: Word, _: Layout) -> None:
    """White on the dark ground of the cell."""
    word.add(table(row(cell(par(run(word.look(color=_WHITE))), shade(DARK))), grid=(4500,)))


def white_in_a_dark_first_row(word: Word, _: Layout) -> None:
    """White on the dark first row of a table's style, both set there."""
    inner = condition("firstRow", f"<w:rPr>{_WHITE}</w:rPr><w:tcPr>{shade(DARK)}</w:tcPr>")
    in_table(word, run(BARE), inner)


def white_in_a_dark_band(word: Word, _: Layout) -> None:
    """White on the dark rows of a table's style."""
    inner = condition("band2Horz", f"<w:tcPr>{shade(DARK)}</w:tcPr>")
    in_table(word, run(word.look(color=_WHITE)), inner, at=2)


def white_in_a_dark_table(word: Word, _: Layout) -> None:
    """White on the ground of the whole table."""
    content = cell(par(run(word.look(color=_WHITE))))
    word.add(table(row(content), props=shade(DARK), grid=(4500,)))


def white_on_a_marker(word: Word, _: Layout) -> None:
    """White on a marker's dark colour."""
    more = '<w:highlight w:val="darkBlue"/>'
    word.add(par(run(word.look(color=_WHITE, more=more))))


def white_on_the_themes_dark(word: Word, _: Layout) -> None:
    """White on a ground of the theme's colour."""
    ground = shade("FFFFFF", 'w:val="clear" w:color="auto" w:themeFill="accent1"')
    word.add(par(run(word.look(color=_WHITE)), ground))


def white_on_a_solid_pattern(word: Word, _: Layout) -> None:
    """White on a pattern whose colour covers a white fill."""
    word.add(par(run(word.look(color=_WHITE)), shade("FFFFFF", f'w:val="solid" w:color="{DARK}"')))


def white_in_a_dark_box(word: Word, _: Layout) -> None:
    """White in a filled text box."""
    word.add(box(par(run(word.look(color=_WHITE))), solid(DARK)))


def white_in_a_dark_older_box(word: Word, _: Layout) -> None:
    """White in a filled text box in VML."""
    made = par(run(word.look(color=_WHITE)))
    word.add(older_box(made, "width:300pt;height:60pt", 'fillcolor="#1f3a5f [3204]"'))


def white_in_a_box_on_a_shape(word: Word, _: Layout) -> None:
    """White in a box without a fill, on a shape drawn apart from it."""
    place = {"x": 100, "y": 500, "across": "page", "down": "page"}
    dark = anchor(graphic(shape("", solid(DARK))), order=2, width=400, height=90, **place)  # type: ignore[arg-type]
    word.add(par(f"<w:r>{dark}</w:r>"))
    word.add(box(par(run(word.look(color=_WHITE))), order=5, **place))


def white_on_a_picture(word: Word, _: Layout) -> None:
    """White on a picture behind the text."""
    drawing = anchor(picture(word.picture()), x=-20, y=-6, width=500, height=80, behind=True)
    word.add(par(f"<w:r>{drawing}</w:r>" + run(word.look(color=_WHITE))))


def white_on_a_shape_behind(word: Word, _: Layout) -> None:
    """White on a shape behind the text."""
    drawing = anchor(graphic(shape("", solid(DARK))), x=-20, y=-6, width=500, behind=True)
    word.add(par(f"<w:r>{drawing}</w:r>" + run(word.look(color=_WHITE))))


def automatic_on_dark(word: Word, _: Layout) -> None:
    """Type of no colour of its own turns white on a dark ground."""
    word.add(table(row(cell(par(run(word.look(color=_AUTO))), shade("000000"))), grid=(4500,)))


def automatic(word: Word, _: Layout) -> None:
    """Type of no colour of its own."""
    word.add(par(run(word.look(color=_AUTO))))


def vanish_twice(word: Word, _: Layout) -> None:
    """A toggle that is on in two kinds of styles is off (17.7.3)."""
    word.styles.append(style("paragraph", "Ghost", f"<w:rPr>{VANISH}</w:rPr>"))
    word.styles.append(style("character", "GhostRun", f"<w:rPr>{VANISH}</w:rPr>"))
    made = run('<w:rStyle w:val="GhostRun"/>' + word.look())
    word.add(par(made, '<w:pStyle w:val="Ghost"/>'))


def vanish_undone(word: Word, _: Layout) -> None:
    """A hidden style, and a run that brings its text back."""
    word.styles.append(style("paragraph", "Ghost", f"<w:rPr>{VANISH}</w:rPr>"))
    made = run(word.look(more='<w:vanish w:val="0"/>'))
    word.add(par(made, '<w:pStyle w:val="Ghost"/>'))


def vanish_of_a_mark(word: Word, _: Layout) -> None:
    """Only the end of the paragraph is hidden."""
    word.add(par(run(word.look()), f"<w:rPr>{VANISH}<w:specVanish/></w:rPr>"))


def vanish_of_a_number(word: Word, _: Layout) -> None:
    """Only the number of the item is hidden."""
    word.numbering.append(
        '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="%1."/><w:rPr>{VANISH}</w:rPr></w:lvl></w:abstractNum><w:num '
        'w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    )
    word.add(par(run(word.look()), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'))


def hidden_on_the_web(word: Word, _: Layout) -> None:
    """Hidden where the document is shown as a web page."""
    word.add(par(run(word.look(more="<w:webHidden/>"))))


def theme_text(word: Word, layout: Layout) -> None:
    """The theme's colour of text; the older property disagrees."""
    word.add(par(run(word.look(color=color(layout.paper, 'w:themeColor="text1"')))))


def theme_text_lightened(word: Word, layout: Layout) -> None:
    """The theme's colour of text, half way to white."""
    more = 'w:themeColor="text1" w:themeTint="80"'
    word.add(par(run(word.look(color=color(layout.paper, more)))))


def theme_background_darkened(word: Word, layout: Layout) -> None:
    """The theme's colour of the paper, darkened to grey."""
    more = 'w:themeColor="background1" w:themeShade="80"'
    if layout.paper < "8":
        more = 'w:themeColor="background1" w:themeTint="80"'
    word.add(par(run(word.look(color=color(layout.paper, more)))))


def grey(word: Word, _: Layout) -> None:
    """Grey, as dates and places often are."""
    word.add(par(run(word.look(color=color("999999")))))


def pale_heading(word: Word, layout: Layout) -> None:
    """A large heading in a pale colour."""
    pale = "9DC3E6" if layout.paper > "8" else "5B7F9F"
    word.add(par(run(word.look(color=color(pale), size=44))))


def inserted(word: Word, _: Layout) -> None:
    """A tracked insertion."""
    word.add(par(f"<w:ins {_BY}>{run(word.look())}</w:ins>"))


def moved_to(word: Word, _: Layout) -> None:
    """Where text was moved to."""
    word.add(par(f"<w:moveTo {_BY}>{run(word.look())}</w:moveTo>"))


def tracked_formatting(word: Word, _: Layout) -> None:
    """Hidden before a tracked change."""
    old = f"<w:rPrChange {_BY}><w:rPr>{VANISH}</w:rPr></w:rPrChange>"
    word.add(par(run(word.look(more=old))))


def small_print(word: Word, _: Layout) -> None:
    """Five points."""
    word.add(par(run(word.look(size=10))))


def exact_line_that_fits(word: Word, layout: Layout) -> None:
    """Lines as high as the type."""
    line = f'<w:spacing w:line="{layout.size * 10}" w:lineRule="exact"/>'
    word.add(par(run(word.look()), line))


def exact_row_that_fits(word: Word, _: Layout) -> None:
    """A row as high as its line."""
    cells = row(cell(par(run(word.look()))), props='<w:trHeight w:val="360" w:hRule="exact"/>')
    word.add(table(cells, grid=(4500,)))


def condensed(word: Word, _: Layout) -> None:
    """Four fifths as wide, and closer together."""
    word.add(par(run(word.look(more='<w:spacing w:val="-10"/><w:w w:val="80"/>'))))


def raised(word: Word, _: Layout) -> None:
    """Raised by four points."""
    word.add(par(run(word.look(more='<w:position w:val="8"/>'))))


def in_a_control(word: Word, _: Layout) -> None:
    """In a content control without a frame."""
    props = '<w:sdtPr><w15:appearance w15:val="hidden"/></w:sdtPr>'
    word.add(f"<w:sdt>{props}<w:sdtContent>{par(run(word.look()))}</w:sdtContent></w:sdt>")


def placeholder(word: Word, _: Layout) -> None:
    """What a content control shows before it is filled in is printed too."""
    grey_text = run(word.look(color=color("808080")))
    props = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    word.add(par(f"<w:sdt>{props}<w:sdtContent>{grey_text}</w:sdtContent></w:sdt>"))


def in_a_box(word: Word, _: Layout) -> None:
    """In a text box, with its twin."""
    word.add(box(par(run(word.look()))))


def in_a_box_beyond_the_edge(word: Word, _: Layout) -> None:
    """In a text box that begins left of the page and reaches into it."""
    made = par(run(word.look()), '<w:ind w:left="1000"/>')
    word.add(box(made, x=-20, across="page", width=400))


def in_a_box_that_grows(word: Word, _: Layout) -> None:
    """In a text box that is too low, and grows with its text."""
    grows = shape(par(run(word.look()))).replace(
        "<wps:bodyPr/>", "<wps:bodyPr><a:spAutoFit/></wps:bodyPr>"
    )
    word.add(par(twice(anchor(graphic(grows), height=6), par(run(word.look())))))


def on_a_frame(word: Word, _: Layout) -> None:
    """In a frame at the left of the text."""
    place = '<w:framePr w:w="4000" w:hAnchor="page" w:vAnchor="page" w:x="1000" w:y="9000"/>'
    word.add(par(run(word.look()), place))


def taken_fallback(word: Word, _: Layout) -> None:
    """What stands in for something that Word does not know."""
    word.add(
        par(
            f'<mc:AlternateContent><mc:Choice Requires="x">{run("", "2024")}</mc:Choice>'
            f"<mc:Fallback>{run(word.look())}</mc:Fallback></mc:AlternateContent>"
        )
    )


def header_of_the_first_page(word: Word, _: Layout) -> None:
    """The header of a first page that is unlike others."""
    word.section.append(word.margin_part("header", "first", CANARY) + "<w:titlePg/>")


def header_of_even_pages(word: Word, _: Layout) -> None:
    """The header of even pages that are unlike the odd ones."""
    word.settings.insert(0, "<w:evenAndOddHeaders/>")
    word.section.append(word.margin_part("header", "even", CANARY))


def result_of_a_field(word: Word, _: Layout) -> None:
    """The text of a link."""
    link = code(' HYPERLINK "https://example.org" ')
    parts = [field_char("begin"), link, field_char("separate"), run(word.look())]
    word.add(par("".join(parts) + field_char("end")))


def result_of_a_simple_field(word: Word, _: Layout) -> None:
    """The result of a field written in short."""
    word.add(par(f'<w:fldSimple w:instr=" TITLE ">{run(word.look())}</w:fldSimple>'))


def outlined_white(word: Word, layout: Layout) -> None:
    """Type filled with the paper's colour and outlined in ink."""
    line = (
        f'<w14:textOutline w14:w="9525"><w14:solidFill><w14:srgbClr w14:val="{layout.ink}"/>'
        "</w14:solidFill></w14:textOutline>"
    )
    word.add(par(run(word.look(color=color(layout.paper), more=line))))


def gradient(word: Word, layout: Layout) -> None:
    """Type filled from ink to half ink."""
    stops = "".join(
        f'<w14:gs w14:pos="{at}"><w14:srgbClr w14:val="{value}"/></w14:gs>'
        for at, value in ((0, layout.ink), (100000, near(layout.ink, 90)))
    )
    fill = f"<w14:textFill><w14:gradFill><w14:gsLst>{stops}</w14:gsLst></w14:gradFill>"
    word.add(par(run(word.look(more=f"{fill}</w14:textFill>"))))


def into_the_margin(word: Word, _: Layout) -> None:
    """Half an inch into the left margin."""
    word.add(par(run(word.look()), '<w:ind w:left="-720" w:hanging="0"/>'))


def merged_cell(word: Word, _: Layout) -> None:
    """The upper part of a merged cell."""
    first = cell(par(run(word.look())), '<w:vMerge w:val="restart"/>')
    word.add(table(row(first), row(cell(par(""), "<w:vMerge/>")), grid=(4500,)))


def picture_beside(word: Word, _: Layout) -> None:
    """A picture in front of the text's right margin."""
    drawing = anchor(picture(word.picture()), x=400, y=-20, width=90, height=90)
    word.add(par(f"<w:r>{drawing}</w:r>" + run(word.look())))


def bullet_in_signs(word: Word, _: Layout) -> None:
    """A telephone of a font of signs before the text."""
    font = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    word.add(par(run(font, "( ") + run(word.look())))


def collapsed_elsewhere(word: Word, _: Layout) -> None:
    """Under the heading behind one that is collapsed."""
    collapsed = '<w:outlineLvl w:val="0"/><w15:collapsed/>'
    word.add(par(run(word.look(), "Languages"), collapsed))
    word.add(par(run(word.look(), "Skills"), '<w:outlineLvl w:val="0"/>'))
    word.add(par(run(word.look())))


def opened_heading(word: Word, _: Layout) -> None:
    """Under a heading that says that it is not collapsed."""
    opened = '<w:outlineLvl w:val="0"/><w15:collapsed w:val="0"/>'
    word.add(par(run(word.look(), "Skills"), opened))
    word.add(par(run(word.look())))


LOOK_ALIKES: list[Way] = [
    white_on_a_dark_run, white_on_a_dark_paragraph, white_in_a_dark_cell,
    white_in_a_dark_first_row, white_in_a_dark_band, white_in_a_dark_table, white_on_a_marker,
    white_on_the_themes_dark, white_on_a_solid_pattern, white_in_a_dark_box,
    white_in_a_dark_older_box, white_in_a_box_on_a_shape, white_on_a_picture,
    white_on_a_shape_behind, automatic_on_dark, automatic, vanish_twice, vanish_undone,
    vanish_of_a_mark, vanish_of_a_number, hidden_on_the_web, theme_text, theme_text_lightened,
    theme_background_darkened, grey, pale_heading, inserted, moved_to, tracked_formatting,
    small_print, exact_line_that_fits, exact_row_that_fits, condensed, raised, in_a_control,
    placeholder, in_a_box, in_a_box_beyond_the_edge, in_a_box_that_grows, on_a_frame,
    taken_fallback, header_of_the_first_page, header_of_even_pages, result_of_a_field,
    result_of_a_simple_field, outlined_white, gradient, into_the_margin, merged_cell,
    picture_beside, bullet_in_signs, collapsed_elsewhere, opened_heading,
]  # fmt: skip
