"""Ways of hiding text in a Word file by the properties of runs, paragraphs and styles."""

from __future__ import annotations

from benchmarks.hidden.docx_page import Layout, Way, Word, cell, par, row, run, shade, style, table

DARK = "1F3A5F"
VANISH = "<w:vanish/>"
BARE = '<w:lang w:val="en-GB"/>'  # says nothing of colour, size or font
_BASE = '<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="1" w:noHBand="0"/>'


def color(value: str, more: str = "") -> str:
    """A colour of type."""
    return f'<w:color w:val="{value}" {more}/>'


def in_table(word: Word, content: str, inner: str, *, at: int = 0, column: int = 0) -> None:
    """A table with a style, the canary in a row of it."""
    word.styles.append(style("table", "Grid", inner))
    rows = []
    for n in range(4):
        cells = [cell(par(run(word.look(), f"Cell {n} {k}"))) for k in range(2)]
        if n == at:
            cells[column] = cell(par(content))
        rows.append(row(*cells))
    word.add(table(*rows, props=f'<w:tblStyle w:val="Grid"/>{_BASE}'))


def condition(kind: str, inner: str) -> str:
    """What a table's style sets for some of its cells."""
    return f'<w:tblStylePr w:type="{kind}">{inner}</w:tblStylePr>'


def vanish(word: Word, _: Layout) -> None:
    """Marked hidden."""
    word.add(par(run(word.look(more=VANISH))))


def vanish_true(word: Word, _: Layout) -> None:
    """Marked hidden, the value written out."""
    word.add(par(run(word.look(more='<w:vanish w:val="true"/>'))))


def vanish_in_a_character_style(word: Word, _: Layout) -> None:
    """The run's style is hidden."""
    word.styles.append(style("character", "Ghost", f"<w:rPr>{VANISH}</w:rPr>"))
    word.add(par(run('<w:rStyle w:val="Ghost"/>' + word.look())))


def vanish_in_a_paragraph_style(word: Word, _: Layout) -> None:
    """The paragraph's style is hidden."""
    word.styles.append(style("paragraph", "Ghost", f"<w:rPr>{VANISH}</w:rPr>"))
    word.add(par(run(word.look()), '<w:pStyle w:val="Ghost"/>'))


def vanish_in_a_parent_style(word: Word, _: Layout) -> None:
    """A style two levels up is hidden."""
    word.styles.append(style("character", "Root", f"<w:rPr>{VANISH}</w:rPr>"))
    word.styles.append(style("character", "Stem", "<w:rPr><w:i/></w:rPr>", "Root"))
    word.styles.append(style("character", "Leaf", "<w:rPr><w:b/></w:rPr>", "Stem"))
    word.add(par(run('<w:rStyle w:val="Leaf"/>' + word.look())))


def vanish_in_a_linked_style(word: Word, _: Layout) -> None:
    """The character half of a linked pair."""
    linked = '<w:link w:val="GhostChar"/>'
    word.styles.append(style("paragraph", "Ghost", linked))
    back = '<w:link w:val="Ghost"/>'
    word.styles.append(style("character", "GhostChar", f"{back}<w:rPr>{VANISH}</w:rPr>"))
    word.add(par(run('<w:rStyle w:val="GhostChar"/>' + word.look()), '<w:pStyle w:val="Ghost"/>'))


def vanish_in_a_table_style(word: Word, _: Layout) -> None:
    """The table's style hides its text; the other cells bring it back."""
    word.styles.append(style("table", "Grid", f"<w:rPr>{VANISH}</w:rPr>"))
    back = run(word.look(more='<w:vanish w:val="0"/>'), "Cell")
    cells = row(cell(par(run(word.look()))), cell(par(back)))
    word.add(table(cells, props='<w:tblStyle w:val="Grid"/>'))


def vanish_in_the_first_row(word: Word, _: Layout) -> None:
    """The style hides the first row."""
    word.styles.append(style("table", "Grid", condition("firstRow", f"<w:rPr>{VANISH}</w:rPr>")))
    rows = row(cell(par(run(word.look())))), row(cell(par(run(word.look(), "Year"))))
    word.add(table(*rows, props=f'<w:tblStyle w:val="Grid"/>{_BASE}', grid=(4500,)))


def vanish_in_a_band(word: Word, _: Layout) -> None:
    """The style hides every second row."""
    word.styles.append(style("table", "Grid", condition("band1Horz", f"<w:rPr>{VANISH}</w:rPr>")))
    first, second = run(word.look(), "Year"), run(word.look())
    rows = row(cell(par(first))), row(cell(par(second)))
    word.add(table(*rows, props=f'<w:tblStyle w:val="Grid"/>{_BASE}', grid=(4500,)))


def vanish_in_the_last_column(word: Word, _: Layout) -> None:
    """The style hides the last column."""
    word.styles.append(style("table", "Grid", condition("lastCol", f"<w:rPr>{VANISH}</w:rPr>")))
    cells = row(cell(par(run(word.look(), "Year"))), cell(par(run(word.look()))))
    word.add(table(cells, props=f'<w:tblStyle w:val="Grid"/>{_BASE}'))


def vanish_in_the_defaults(word: Word, _: Layout) -> None:
    """The document's defaults hide all; what is to be seen is brought back."""
    word.defaults = VANISH
    word.seen_props = '<w:vanish w:val="0"/>'
    word.add(par(run(word.look())))


def vanish_in_the_usual_style(word: Word, _: Layout) -> None:
    """The default paragraph style hides all; what is to be seen is brought back."""
    word.styles.append(style("paragraph", "Normal", f"<w:rPr>{VANISH}</w:rPr>", default=True))
    word.seen_props = '<w:vanish w:val="0"/>'
    word.add(par(run(word.look())))


def vanish_three_times(word: Word, _: Layout) -> None:
    """A toggle that is on in three kinds of styles is on (17.7.3)."""
    word.styles.append(style("paragraph", "Ghost", f"<w:rPr>{VANISH}</w:rPr>"))
    word.styles.append(style("character", "GhostRun", f"<w:rPr>{VANISH}</w:rPr>"))
    word.styles.append(style("table", "Grid", f"<w:rPr>{VANISH}</w:rPr>"))
    made = run('<w:rStyle w:val="GhostRun"/>' + word.look())
    content = par(made, '<w:pStyle w:val="Ghost"/>')
    word.add(table(row(cell(content)), props='<w:tblStyle w:val="Grid"/>', grid=(4500,)))


def paper_colour(word: Word, layout: Layout) -> None:
    """The colour of the paper."""
    word.add(par(run(word.look(color=color(layout.paper)))))


def near(value: str, by: int) -> str:
    """A colour a few steps off, towards the middle."""
    parts = [int(value[i : i + 2], 16) for i in (0, 2, 4)]
    return "".join(f"{p - by if p > 127 else p + by:02X}" for p in parts)


def nearly_paper_colour(word: Word, layout: Layout) -> None:
    """A few steps off the colour of the paper."""
    word.add(par(run(word.look(color=color(near(layout.paper, 9))))))


def other_hue_of_the_same_luminance(word: Word, layout: Layout) -> None:
    """Yellow on white, navy on nearly black."""
    hue = "FFFF40" if layout.paper > "8" else "002050"
    word.add(par(run(word.look(color=color(hue)))))


def theme_background(word: Word, _: Layout) -> None:
    """The theme's colour of the paper."""
    word.add(par(run(word.look(color=color("000000", 'w:themeColor="background1"')))))


def theme_tint(word: Word, layout: Layout) -> None:
    """A theme's colour, lightened or darkened until it is the paper's."""
    more = 'w:themeColor="text1" w:themeTint="08"'
    if layout.ink != "000000":
        more = 'w:themeColor="accent3" w:themeTint="10"'
    if layout.paper < "8":
        more = 'w:themeColor="accent1" w:themeShade="40"'
    word.add(par(run(word.look(color=color("00B050", more)))))


def theme_mapping(word: Word, _: Layout) -> None:
    """The settings map the colour of text to the theme's light colour."""
    word.mapping = 'w:bg1="dark1" w:t1="light1" w:bg2="dark2" w:t2="light2"'
    word.add(par(run(word.look(color=color("000000", 'w:themeColor="text1"')))))


def colour_in_a_character_style(word: Word, layout: Layout) -> None:
    """The run's style has the colour of the paper."""
    word.styles.append(style("character", "Pale", f"<w:rPr>{color(layout.paper)}</w:rPr>"))
    word.add(par(run('<w:rStyle w:val="Pale"/>' + BARE)))


def colour_in_a_paragraph_style(word: Word, layout: Layout) -> None:
    """The paragraph's style, by its parent, has the colour of the paper."""
    word.styles.append(style("paragraph", "Pale", f"<w:rPr>{color(layout.paper)}</w:rPr>"))
    word.styles.append(style("paragraph", "Paler", "", "Pale"))
    word.add(par(run(BARE), '<w:pStyle w:val="Paler"/>'))


def colour_in_a_table_style(word: Word, layout: Layout) -> None:
    """The table's style has the colour of the paper."""
    in_table(word, run(BARE), f"<w:rPr>{color(layout.paper)}</w:rPr>", at=1)


def colour_in_the_first_row(word: Word, layout: Layout) -> None:
    """The table's style has it for the first row."""
    inner = condition("firstRow", f"<w:rPr>{color(layout.paper)}</w:rPr>")
    in_table(word, run(BARE), inner)


def colour_in_the_defaults(word: Word, layout: Layout) -> None:
    """The document's defaults have the colour of the paper."""
    word.defaults = f'{color(layout.paper)}<w:sz w:val="22"/>'
    word.add(par(run(BARE)))


def colour_of_the_runs_shading(word: Word, _: Layout) -> None:
    """The colour of the ground of the run."""
    word.add(par(run(word.look(color=color(DARK), more=shade(DARK)))))


def colour_of_the_paragraphs_shading(word: Word, _: Layout) -> None:
    """The colour of the ground of the paragraph."""
    word.add(par(run(word.look(color=color("3A2010"))), shade("3A2010")))


def colour_of_the_cells_shading(word: Word, _: Layout) -> None:
    """The colour of the ground of the cell."""
    content = par(run(word.look(color=color("8D6E63"))))
    word.add(table(row(cell(content, shade("8D6E63"))), grid=(4500,)))


def colour_of_a_band(word: Word, _: Layout) -> None:
    """The colour that the table's style gives the ground of every second row."""
    inner = condition("band1Horz", f"<w:tcPr>{shade(DARK)}</w:tcPr>")
    in_table(word, run(word.look(color=color(DARK))), inner, at=1)


def colour_of_the_highlight(word: Word, _: Layout) -> None:
    """The colour of the marker."""
    more = '<w:highlight w:val="darkBlue"/>'
    word.add(par(run(word.look(color=color("000080"), more=more))))


def colour_of_a_solid_pattern(word: Word, _: Layout) -> None:
    """The colour of a pattern that covers the ground's fill."""
    solid = shade("FFFFFF", f'w:val="solid" w:color="{DARK}"')
    word.add(par(run(word.look(color=color(DARK))), solid))


def light_cell_in_a_dark_style(word: Word, _: Layout) -> None:
    """White on a cell whose own white ground lies over the dark one of the table's style."""
    word.styles.append(style("table", "Grid", f"<w:tcPr>{shade(DARK)}</w:tcPr>"))
    content = cell(par(run(word.look(color=color("FFFFFF")))), shade("FFFFFF"))
    word.add(table(row(content), props='<w:tblStyle w:val="Grid"/>', grid=(4500,)))


def light_run_on_a_dark_paragraph(word: Word, _: Layout) -> None:
    """White on a run whose own white ground lies over the paragraph's dark one."""
    word.add(par(run(word.look(color=color("FFFFFF"), more=shade("FFFFFF"))), shade(DARK)))


def shading_that_is_nil(word: Word, layout: Layout) -> None:
    """The colour of the paper on a dark ground that is switched off."""
    nothing = shade(near(layout.paper, 120), 'w:val="nil" w:color="auto"')
    word.add(par(run(word.look(color=color(layout.paper))), nothing))


def a_row_that_is_not_banded(word: Word, layout: Layout) -> None:
    """The colour of the paper in a row that the style's dark bands leave out."""
    other = near(layout.paper, 110)
    inner = condition("band2Horz", f"<w:tcPr>{shade(other)}</w:tcPr>")
    in_table(word, run(word.look(color=color(layout.paper))), inner, at=1)


def background_that_is_not_shown(word: Word, layout: Layout) -> None:
    """White on a dark paper that the settings don't show."""
    if layout.paper == "FFFFFF":
        word.background = '<w:background w:color="102027"/>'
    word.add(par(run(word.look(color=color(layout.paper)))))


def _filled(word: Word, inner: str) -> None:
    word.add(par(run(word.look(more=f"<w14:textFill>{inner}</w14:textFill>"))))


def no_text_fill(word: Word, _: Layout) -> None:
    """Type that is not filled."""
    _filled(word, "<w14:noFill/>")


def _solid(value: str, more: str = "") -> str:
    made = f'<w14:srgbClr w14:val="{value}">{more}</w14:srgbClr>'
    return f"<w14:solidFill>{made}</w14:solidFill>"


def transparent(word: Word, layout: Layout) -> None:
    """Type filled with a colour that is fully transparent."""
    _filled(word, _solid(layout.ink, '<w14:alpha w14:val="100000"/>'))


def nearly_transparent(word: Word, layout: Layout) -> None:
    """Type filled with a colour that is nearly transparent."""
    _filled(word, _solid(layout.ink, '<w14:alpha w14:val="97000"/>'))


def text_fill_of_the_paper(word: Word, layout: Layout) -> None:
    """The fill says the paper's colour, the older property ink's."""
    _filled(word, _solid(layout.paper))


def text_fill_of_the_theme(word: Word, _: Layout) -> None:
    """The fill is the theme's colour of the paper."""
    made = '<w14:schemeClr w14:val="bg1"/>'
    _filled(word, f"<w14:solidFill>{made}</w14:solidFill>")


def gradient_of_the_paper(word: Word, layout: Layout) -> None:
    """The fill runs from the paper's colour to nearly the same."""
    stops = "".join(
        f'<w14:gs w14:pos="{at}"><w14:srgbClr w14:val="{value}"/></w14:gs>'
        for at, value in ((0, layout.paper), (100000, near(layout.paper, 6)))
    )
    _filled(word, f"<w14:gradFill><w14:gsLst>{stops}</w14:gsLst></w14:gradFill>")


def one_point(word: Word, _: Layout) -> None:
    """A size of one point."""
    word.add(par(run(word.look(size=2))))


def one_point_in_a_style(word: Word, layout: Layout) -> None:
    """A size of one point, in the style of the paragraph."""
    inner = f'<w:rPr><w:sz w:val="2"/>{color(layout.ink)}</w:rPr>'
    word.styles.append(style("paragraph", "Tiny", inner))
    word.add(par(run(BARE), '<w:pStyle w:val="Tiny"/>'))


def one_point_in_the_defaults(word: Word, layout: Layout) -> None:
    """A size of one point, where nothing else is said."""
    word.defaults = f'<w:sz w:val="2"/>{color(layout.ink)}'
    word.add(par(run(BARE)))


def one_point_of_a_table_style(word: Word, layout: Layout) -> None:
    """A size of one point, in the style of the table."""
    word.defaults = color(layout.ink)
    in_table(word, run(BARE), '<w:rPr><w:sz w:val="2"/></w:rPr>', at=1)


def one_point_from_right_to_left(word: Word, _: Layout) -> None:
    """Marked as of a script whose size is set apart."""
    word.add(par(run(word.look(more='<w:szCs w:val="2"/><w:rtl/>'))))


def small_and_raised(word: Word, _: Layout) -> None:
    """A superscript of three points."""
    word.add(par(run(word.look(size=6, more='<w:vertAlign w:val="superscript"/>'))))


def squeezed(word: Word, _: Layout) -> None:
    """A scale of one in a hundred."""
    word.add(par(run(word.look(more='<w:w w:val="1"/>'))))


def squeezed_in_a_style(word: Word, _: Layout) -> None:
    """The same, in a style."""
    word.styles.append(style("character", "Thin", '<w:rPr><w:w w:val="2"/></w:rPr>'))
    word.add(par(run('<w:rStyle w:val="Thin"/>' + word.look())))


def stacked(word: Word, layout: Layout) -> None:
    """Letters drawn one over the other."""
    word.add(par(run(word.look(more=f'<w:spacing w:val="-{layout.size * 5}"/>'))))


def fitted_into_nothing(word: Word, _: Layout) -> None:
    """The run is fitted into a width of two points."""
    word.add(par(run(word.look(more='<w:fitText w:val="40" w:id="7"/>'))))


def font_of_signs(word: Word, _: Layout) -> None:
    """Letters drawn as pictures of hands and telephones."""
    font = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    word.add(par(run(font + word.look().partition("/>")[2])))


def font_of_signs_in_a_style(word: Word, _: Layout) -> None:
    """The same, in a style."""
    font = '<w:rPr><w:rFonts w:ascii="Webdings" w:hAnsi="Webdings"/></w:rPr>'
    word.styles.append(style("paragraph", "Signs", font))
    plain = word.look().partition("/>")[2]
    word.add(par(run(plain), '<w:pStyle w:val="Signs"/>'))


def font_of_signs_in_the_theme(word: Word, _: Layout) -> None:
    """The theme's font for the body is one of signs."""
    word.minor_font = "Wingdings 2"
    font = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    word.add(par(run(font + word.look().partition("/>")[2])))


def set_from_right_to_left(word: Word, _: Layout) -> None:
    """An override that turns the order of the letters round."""
    word.add(par(f'<w:bdo w:val="rtl">{run(word.look())}</w:bdo>'))


def raised_off_the_page(word: Word, _: Layout) -> None:
    """Raised by twice the height of the page."""
    word.add(par(run(word.look(more='<w:position w:val="3168"/>'))))


def lowered_out_of_its_line(word: Word, _: Layout) -> None:
    """Lowered by more than the exact height of its line."""
    line = '<w:spacing w:line="300" w:lineRule="exact"/>'
    word.add(par(run(word.look(more='<w:position w:val="-2000"/>')), line))


def exact_line(word: Word, _: Layout) -> None:
    """Lines exactly one point high."""
    word.add(par(run(word.look()), '<w:spacing w:line="20" w:lineRule="exact"/>'))


def exact_line_in_a_style(word: Word, _: Layout) -> None:
    """The same, in a style."""
    inner = '<w:pPr><w:spacing w:line="40" w:lineRule="exact"/></w:pPr>'
    word.styles.append(style("paragraph", "Flat", inner))
    word.add(par(run(word.look()), '<w:pStyle w:val="Flat"/><w:spacing w:after="80"/>'))


def line_of_hardly_anything(word: Word, _: Layout) -> None:
    """A twentieth of a line."""
    word.add(par(run(word.look()), '<w:spacing w:line="12" w:lineRule="auto"/>'))


WAYS: list[Way] = [
    vanish, vanish_true, vanish_in_a_character_style, vanish_in_a_paragraph_style,
    vanish_in_a_parent_style, vanish_in_a_linked_style, vanish_in_a_table_style,
    vanish_in_the_first_row, vanish_in_a_band, vanish_in_the_last_column, vanish_in_the_defaults,
    vanish_in_the_usual_style, vanish_three_times, paper_colour, nearly_paper_colour,
    other_hue_of_the_same_luminance, theme_background, theme_tint, theme_mapping,
    colour_in_a_character_style, colour_in_a_paragraph_style, colour_in_a_table_style,
    colour_in_the_first_row, colour_in_the_defaults, colour_of_the_runs_shading,
    colour_of_the_paragraphs_shading, colour_of_the_cells_shading, colour_of_a_band,
    colour_of_the_highlight, colour_of_a_solid_pattern, light_cell_in_a_dark_style,
    light_run_on_a_dark_paragraph, shading_that_is_nil, a_row_that_is_not_banded,
    background_that_is_not_shown, no_text_fill, transparent, nearly_transparent,
    text_fill_of_the_paper, text_fill_of_the_theme, gradient_of_the_paper, one_point,
    one_point_in_a_style, one_point_in_the_defaults, one_point_of_a_table_style,
    one_point_from_right_to_left, small_and_raised, squeezed, squeezed_in_a_style, stacked,
    fitted_into_nothing, font_of_signs, font_of_signs_in_a_style, font_of_signs_in_the_theme,
    set_from_right_to_left, raised_off_the_page, lowered_out_of_its_line, exact_line,
    exact_line_in_a_style, line_of_hardly_anything,
]  # fmt: skip
