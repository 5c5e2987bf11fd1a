"""Formulas, notes, lengths with units, and covers of other paragraphs in a Word file."""

from __future__ import annotations

from benchmarks.hidden.docx_drawings import anchor, graphic, shape, solid
from benchmarks.hidden.docx_page import NAMESPACES, Layout, Way, Word, cell, par, row, run, table
from benchmarks.hidden.shared import CANARY

_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def math(word: Word, text: str = CANARY) -> str:
    """Text of a formula."""
    return f"<m:r><w:rPr>{word.look()}</w:rPr><m:t>{text}</m:t></m:r>"


def formula(inner: str) -> str:
    """A paragraph with a formula."""
    return par(f"<m:oMath {_MATH}>{inner}</m:oMath>")


def phantom(word: Word, switch: str) -> str:
    """A formula that takes room, shown or not."""
    properties = f'<m:phantPr><m:show m:val="{switch}"/></m:phantPr>'
    return formula(f"<m:phant>{properties}<m:e>{math(word)}</m:e></m:phant>")


def phantom_of_a_formula(word: Word, _: Layout) -> None:
    """A formula that takes room and is not shown."""
    word.add(phantom(word, "off"))


def hidden_degree_of_a_root(word: Word, _: Layout) -> None:
    """The degree of a root that has none."""
    degree = f'<m:radPr><m:degHide m:val="1"/></m:radPr><m:deg>{math(word)}</m:deg>'
    word.add(formula(f"<m:rad>{degree}<m:e>{math(word, '2024')}</m:e></m:rad>"))


def hidden_limit_of_a_sum(word: Word, _: Layout) -> None:
    """The lower limit of a sum that has none."""
    properties = '<m:naryPr><m:subHide m:val="on"/></m:naryPr>'
    limits = f"<m:sub>{math(word)}</m:sub><m:sup>{math(word, '9')}</m:sup>"
    word.add(formula(f"<m:nary>{properties}{limits}<m:e>{math(word, '2024')}</m:e></m:nary>"))


def note(word: Word, look: str, kind: str = "footnote", mark: str = "") -> None:
    """A paragraph, and the note that it refers to."""
    inner = f'<w:{kind} w:id="4">{par(run(look))}</w:{kind}>'
    word.part(f"{kind}s.xml", f"{kind}s", f"<w:{kind}s {NAMESPACES}>{inner}</w:{kind}s>")
    reference = f'<w:r><w:rPr>{mark}</w:rPr><w:{kind}Reference w:id="4"/></w:r>'
    word.add(par(run(word.look(), "2024") + reference))


def footnote_of_the_papers_colour(word: Word, layout: Layout) -> None:
    """A note in the colour of the page."""
    note(word, word.look(color=f'<w:color w:val="{layout.paper}"/>'))


def endnote_of_one_point(word: Word, _: Layout) -> None:
    """A note at the end, one point high."""
    note(word, word.look(size=2), "endnote")


def note_of_a_hidden_mark(word: Word, _: Layout) -> None:
    """A note whose mark in the text is hidden."""
    note(word, word.look(), mark="<w:vanish/>")


def size_with_a_unit(word: Word, _: Layout) -> None:
    """A size of type in points and not in halves of them."""
    word.add(par(run('<w:sz w:val="1pt"/>')))


def width_in_percent(word: Word, _: Layout) -> None:
    """Letters of one percent of their width, with the sign."""
    word.add(par(run(word.look(more='<w:w w:val="1%"/>'))))


def indent_with_a_unit(word: Word, _: Layout) -> None:
    """An indent in inches, far to the left."""
    word.add(par(run(word.look()), '<w:ind w:left="-40in" w:right="20in"/>'))


def cover(layout: Layout, *, y: float, height: float, x: float = -10, width: float = 500) -> str:
    """A run with a shape of the page's colour."""
    inner = graphic(shape("", solid(layout.paper)))
    return f"<w:r>{anchor(inner, x=x, y=y, width=width, height=height)}</w:r>"


def under_a_shape_of_the_paragraph_before(word: Word, layout: Layout) -> None:
    """A shape anchored above, which reaches over the next paragraph."""
    word.add(par(cover(layout, y=0, height=140)))
    word.add(par(run(word.look())))


def under_a_shape_of_a_later_paragraph(word: Word, layout: Layout) -> None:
    """A shape anchored two paragraphs below, which reaches up."""
    for text in ("2023", "2024", CANARY, "2025"):
        word.add(par(run(word.look(), text)))
    word.add(par(cover(layout, y=-50, height=50)))


def cell_under_a_shape(word: Word, layout: Layout) -> None:
    """Text in a cell with a ground of its own, and a shape over the table."""
    word.add(par(cover(layout, y=0, height=160)))
    shade = f'<w:shd w:val="clear" w:fill="{layout.paper}"/>'
    word.add(table(row(cell(par(run(word.look())), shade)), grid=(4500,)))


def word_art(word: Word, more: str, css: str = "width:300pt;height:40pt") -> None:
    """Words drawn as shapes, as older files have them."""
    path = f'<v:textpath style="font-family:Impact;font-size:1pt" string="{CANARY}"/>'
    made = f'<v:shape type="#_x0000_t136" style="{css}" {more}>{path}</v:shape>'
    word.add(par(f"<w:r><w:pict>{made}</w:pict></w:r>"))


def word_art_of_the_papers_colour(word: Word, layout: Layout) -> None:
    """Words drawn as shapes in the colour of the page, without outlines."""
    word_art(word, f'fillcolor="#{layout.paper}" stroked="f"')


def word_art_off_the_page(word: Word, layout: Layout) -> None:
    """Words drawn as shapes, left of the page."""
    css = "position:absolute;margin-left:-900pt;width:300pt;height:40pt;"
    word_art(word, f'fillcolor="#{layout.ink}"', f"{css}mso-position-horizontal-relative:page")


def line_behind_other_lines_of_its_row(word: Word, _: Layout) -> None:
    """A row of an exact height, which other lines of the same paragraph fill."""
    lines = "".join(f"<w:r><w:t>Line {n}</w:t><w:br/></w:r>" for n in range(9))
    height = '<w:trHeight w:val="600" w:hRule="exact"/>'
    word.add(table(row(cell(par(lines + run(word.look()))), props=height), grid=(4500,)))


def word_art_shown(word: Word, layout: Layout) -> None:
    """Words drawn as shapes in the ink of the page."""
    word_art(word, f'fillcolor="#{layout.ink}" stroked="f"')


def word_art_of_outlines(word: Word, layout: Layout) -> None:
    """Words drawn as shapes in the colour of the page, with outlines."""
    word_art(word, f'fillcolor="#{layout.paper}" strokecolor="#{layout.ink}"')


def tab_stop_off_the_page(word: Word, _: Layout) -> None:
    """A tab stop far to the right of the page."""
    stop = '<w:tabs><w:tab w:val="left" w:pos="31000"/></w:tabs>'
    word.add(par("<w:r><w:tab/></w:r>" + run(word.look()), stop))


def seen_from_the_edge(word: Word, _: Layout) -> None:
    """A box that is turned in space by a quarter."""
    turned = '<a:scene3d><a:camera prst="orthographicFront"><a:rot lat="5400000" lon="0" rev="0"/>'
    made = shape(par(run(word.look())))
    made = made.replace("</wps:spPr>", f"{turned}</a:camera></a:scene3d></wps:spPr>")
    word.add(par(f"<w:r>{anchor(graphic(made))}</w:r>"))


def result_that_is_counted_anew(word: Word, _: Layout) -> None:
    """Words kept as the number of the page."""
    word.add(par(f'<w:fldSimple w:instr=" PAGE ">{run(word.look())}</w:fldSimple>'))


def margin_of_a_table_in_an_exact_row(word: Word, _: Layout) -> None:
    """White space above the text of all cells, higher than the row."""
    space = '<w:tblCellMar><w:top w:w="4000" w:type="dxa"/></w:tblCellMar>'
    cells = row(cell(par(run(word.look()))), props='<w:trHeight w:val="400" w:hRule="exact"/>')
    word.add(table(cells, props=space, grid=(4500,)))


def older(word: Word, around: str, css: str, inset: str = "") -> None:
    """A text box in VML, in something else."""
    text = f"<w:txbxContent>{par(run(word.look()))}</w:txbxContent>"
    made = f'<v:shape style="position:absolute;{css}" filled="f" stroked="f"><v:textbox {inset}>'
    made = around.format(f"{made}{text}</v:textbox></v:shape>")
    word.add(par(f"<w:r><w:pict>{made}</w:pict></w:r>"))


def inset_of_an_older_box(word: Word, _: Layout) -> None:
    """White space in a box of VML, higher than the box."""
    older(word, "{}", "width:300pt;height:30pt", 'inset="0,500pt,0,0"')


def far_from_its_older_group(word: Word, _: Layout) -> None:
    """A member of a group of VML, far outside of that."""
    group = '<v:group style="position:absolute;width:300pt;height:30pt" coordsize="1000,1000">'
    older(word, group + "{}</v:group>", "left:100000;top:0;width:1000;height:1000")


def number_of_the_page(word: Word, _: Layout) -> None:
    """The number of the page, and words behind it."""
    number = f'<w:fldSimple w:instr=" PAGE ">{run(word.look(), "iv")}</w:fldSimple>'
    word.add(par(number + run(word.look())))


def tab_stop_on_the_page(word: Word, _: Layout) -> None:
    """A tab stop within the line."""
    stop = '<w:tabs><w:tab w:val="left" w:pos="4000"/></w:tabs>'
    word.add(par("<w:r><w:tab/></w:r>" + run(word.look()), stop))


def formula_shown(word: Word, _: Layout) -> None:
    """A formula of words."""
    word.add(formula(math(word)))


def phantom_shown(word: Word, _: Layout) -> None:
    """A phantom that is shown, as one for its height alone."""
    word.add(phantom(word, "on"))


def limit_shown(word: Word, _: Layout) -> None:
    """The upper limit of a sum whose lower one is hidden."""
    properties = '<m:naryPr><m:subHide m:val="1"/></m:naryPr>'
    limits = f"<m:sub/><m:sup>{math(word)}</m:sup>"
    word.add(formula(f"<m:nary>{properties}{limits}<m:e>{math(word, '2024')}</m:e></m:nary>"))


def footnote(word: Word, _: Layout) -> None:
    """A note at the foot."""
    note(word, word.look(size=18))


def endnote(word: Word, _: Layout) -> None:
    """A note at the end."""
    note(word, word.look(size=18), "endnote")


def size_of_nine_points(word: Word, layout: Layout) -> None:
    """A size of type with its unit, small and well to read."""
    word.add(par(run(word.look().replace(f'w:val="{layout.size}"', 'w:val="9pt"'))))


def indent_of_an_inch(word: Word, _: Layout) -> None:
    """An indent with its unit."""
    word.add(par(run(word.look()), '<w:ind w:left="1in"/>'))


def above_a_shape_of_a_later_paragraph(word: Word, layout: Layout) -> None:
    """A shape that reaches up, and ends far below the text."""
    word.add(par(run(word.look())))
    for n in range(9):
        word.add(par(run(word.look(), f"20{n}0")))
    word.add(par(cover(layout, y=-40, height=40)))


def beside_a_shape_of_the_paragraph_before(word: Word, layout: Layout) -> None:
    """A shape over the right of the column, where the line does not reach."""
    word.add(par(cover(layout, y=0, height=140, x=420, width=60)))
    word.add(par(run(word.look())))


def on_the_page_behind_a_shape(word: Word, layout: Layout) -> None:
    """A shape that reaches down to the end of a page, and text on the next one."""
    word.add(par(cover(layout, y=0, height=200) + '<w:r><w:br w:type="page"/></w:r>'))
    word.add(par(run(word.look())))


WAYS: list[Way] = [
    phantom_of_a_formula, hidden_degree_of_a_root, hidden_limit_of_a_sum,
    footnote_of_the_papers_colour, endnote_of_one_point, note_of_a_hidden_mark, size_with_a_unit,
    width_in_percent, indent_with_a_unit, under_a_shape_of_the_paragraph_before,
    under_a_shape_of_a_later_paragraph, cell_under_a_shape, word_art_of_the_papers_colour,
    word_art_off_the_page, line_behind_other_lines_of_its_row, tab_stop_off_the_page,
    seen_from_the_edge,
    result_that_is_counted_anew, margin_of_a_table_in_an_exact_row, inset_of_an_older_box,
    far_from_its_older_group,
]  # fmt: skip
LOOK_ALIKES: list[Way] = [
    formula_shown, phantom_shown, limit_shown, footnote, endnote, size_of_nine_points,
    indent_of_an_inch, above_a_shape_of_a_later_paragraph, beside_a_shape_of_the_paragraph_before,
    on_the_page_behind_a_shape, word_art_shown, word_art_of_outlines, number_of_the_page,
    tab_stop_on_the_page,
]  # fmt: skip
