"""Ways of hiding text in a PDF by how it is painted: colours, transparency, render modes."""

from __future__ import annotations

from collections.abc import Callable

from PIL import ImageCms

from benchmarks.hidden.pdf_sheet import (
    BLACK,
    HEIGHT,
    PLACE,
    WHITE,
    WIDTH,
    Collection,
    Color,
    Layout,
    Sheet,
    box,
    canary,
    fill,
    near,
    stroke,
)

PAINT = Collection()
GROUP = "/Group << /S /Transparency >>"
BROWN = (0.553, 0.431, 0.388)


def _like_paper(layout: Layout) -> Color:
    """A colour far from the paper's in the blue channel, and as light or dark."""
    return (0.0, 0.0, 0.4) if layout.dark else (1.0, 1.0, 0.25)


def _in_space(space: str, color: str) -> Callable[[Sheet, Layout], str]:
    """The canary in a colour of a space; `{r}`, `{g}`, `{b}` stand for the paper's."""

    def operators(sheet: Sheet, layout: Layout) -> str:
        red, green, blue = layout.paper
        parts = {"r": red, "g": green, "b": blue, "y": 0.75, "t": 0.0}
        name = sheet.name("ColorSpace", space.format(**parts))
        return canary(sheet, layout, color=None, before=f"{name} cs {color.format(**parts)} scn")

    return operators


def _indexed(sheet: Sheet, color: Color) -> str:
    table = bytes(round(255 * part) for part in color).hex()
    return sheet.name("ColorSpace", f"[/Indexed /DeviceRGB 0 <{table}>]")


_TO_PAPER = "<< /FunctionType 2 /Domain [0 1] /C0 [{r} {g} {b}] /C1 [0 0 0] /N 1 >>"
PAINT.each(
    paper_colour=lambda s, p: canary(s, p, color=p.paper),
    nearly_paper_colour=lambda s, p: canary(s, p, color=near(p.paper, 0.05)),
    a_tenth_off_paper_colour=lambda s, p: canary(
        s, p, color=near(p.paper, 0.07 if p.dark else 0.09)
    ),
    as_light_as_paper_in_rgb=lambda s, p: canary(s, p, color=_like_paper(p)),
    as_light_as_paper_in_cmyk=lambda s, p: canary(
        s, p, color=None, before="1 1 0 0.62 k" if p.dark else "0 0 0.7 0 k"
    ),
    half_way_to_yellow_or_blue=lambda s, p: canary(
        s, p, color=(0.0, 0.05, 0.28) if p.dark else (1.0, 1.0, 0.6)
    ),
    paper_colour_in_a_separation=_in_space(f"[/Separation /Spot /DeviceRGB {_TO_PAPER}]", "{t}"),
    paper_colour_in_device_n=_in_space(f"[/DeviceN [/Spot] /DeviceRGB {_TO_PAPER}]", "{t}"),
    paper_colour_in_an_index=lambda s, p: canary(
        s, p, color=None, before=f"{_indexed(s, p.paper)} cs 0 sc"
    ),
)


def _grey(layout: Layout) -> float:
    return sum(layout.paper) / 3


@PAINT.way()
def paper_colour_in_lab(sheet: Sheet, layout: Layout) -> None:
    """L* of the paper, and a* and b* of none."""
    name = sheet.name("ColorSpace", "[/Lab << /WhitePoint [0.9505 1 1.089] >>]")
    grey = _grey(layout)
    linear = ((grey + 0.055) / 1.055) ** 2.4
    light = 116 * linear ** (1 / 3) - 16
    sheet.put(canary(sheet, layout, color=None, before=f"{name} cs {light:.2f} 0 0 sc"))


@PAINT.way()
def paper_colour_by_a_profile(sheet: Sheet, layout: Layout) -> None:
    """Of the paper, in the colours of an ICC profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name = sheet.name("ColorSpace", f"[/ICCBased {sheet.add('/N 3', profile)}]")
    red, green, blue = layout.paper
    sheet.put(canary(sheet, layout, color=None, before=f"{name} cs {red} {green} {blue} sc"))


@PAINT.way()
def tiled_in_paper_colour(sheet: Sheet, layout: Layout) -> None:
    """Filled with a tiling pattern of the paper's colour."""
    _tiled(sheet, layout, box(layout.paper, 0, 0, 8, 8))


@PAINT.way()
def tiled_with_specks(sheet: Sheet, layout: Layout) -> None:
    """Filled with a tiling pattern that is empty but for a speck in each tile."""
    _tiled(sheet, layout, box(layout.ink, 0, 0, 1, 1))


def _tiled(sheet: Sheet, layout: Layout, tile: str) -> None:
    pattern = sheet.add(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 8 8] /XStep 8 "
        "/YStep 8 /Resources << >>",
        tile,
    )
    name = sheet.name("Pattern", pattern)
    sheet.put(canary(sheet, layout, color=None, before=f"/Pattern cs {name} scn"))


def shading(sheet: Sheet, first: Color, second: Color) -> str:
    """An axial shading from the left of the page to its right."""
    ends = [" ".join(map(str, color)) for color in (first, second)]
    return sheet.add(
        f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 {WIDTH} 0] /Extend [true true] "
        f"/Function << /FunctionType 2 /Domain [0 1] /C0 [{ends[0]}] /C1 [{ends[1]}] /N 1 >> >>"
    )


@PAINT.way()
def shaded_in_paper_colour(sheet: Sheet, layout: Layout) -> None:
    """Filled with a gradient between the paper's colour and almost the same."""
    made = shading(sheet, layout.paper, near(layout.paper, 0.04))
    name = sheet.name("Pattern", sheet.add(f"<< /Type /Pattern /PatternType 2 /Shading {made} >>"))
    sheet.put(canary(sheet, layout, color=None, before=f"/Pattern cs {name} scn"))


def _blended(mode: str, color: Color) -> Callable[[Sheet, Layout], str]:
    return lambda sheet, layout: canary(
        sheet, layout, color=color, before=sheet.state(f"/BM /{mode}")
    )


GREY = (0.5, 0.5, 0.5)
PAINT.each(
    multiplied_with_white=_blended("Multiply", WHITE),
    screened_with_black=_blended("Screen", BLACK),
    lighter_of_black=_blended("Lighten", BLACK),
    darker_of_white=_blended("Darken", WHITE),
    difference_from_black=_blended("Difference", BLACK),
    excluded_black=_blended("Exclusion", BLACK),
    soft_light_of_grey=_blended("SoftLight", GREY),
    hard_light_of_grey=_blended("HardLight", GREY),
    dodged_with_black=_blended("ColorDodge", BLACK),
    transparent=lambda s, p: canary(s, p, before=s.state("/ca 0")),
    nearly_transparent=lambda s, p: canary(s, p, before=s.state("/ca 0.04")),
    transparent_to_a_twelfth=lambda s, p: canary(s, p, before=s.state("/ca 0.08")),
    form_nearly_transparent=lambda s, p: (
        f"q {s.state('/ca 0.04')} {s.form(canary(s, p), GROUP)} Do Q"
    ),
    unpainted=lambda s, p: canary(s, p, inside="3 Tr"),
    clip_only=lambda s, p: canary(s, p, inside="7 Tr"),
    unpainted_in_a_form=lambda s, p: f"{s.form(canary(s, p, inside='3 Tr'))} Do",
    in_a_form=lambda s, p: f"{s.form(canary(s, p, color=p.paper))} Do",
    stroked_in_paper_colour=lambda s, p: canary(
        s, p, before=f"{stroke(p.paper)} 0.5 w", inside="1 Tr"
    ),
    stroked_without_width=lambda s, p: canary(s, p, before=f"{stroke(p.ink)} 0 w", inside="1 Tr"),
    strokes_dashed_out=lambda s, p: canary(
        s, p, before=f"{stroke(p.ink)} 0.5 w [0 900] 0 d", inside="1 Tr"
    ),
    strokes_transparent=lambda s, p: canary(
        s, p, before=f"{stroke(p.ink)} {s.state('/CA 0.03')}", inside="1 Tr"
    ),
    filled_and_stroked_in_paper_colour=lambda s, p: canary(
        s, p, color=p.paper, before=stroke(p.paper), inside="2 Tr"
    ),
    stroked_over_in_paper_colour=lambda s, p: canary(
        s, p, before=f"{stroke(p.paper)} {p.size / 2} w", inside="2 Tr"
    ),
    filled_and_clipped_in_paper_colour=lambda s, p: canary(s, p, color=p.paper, inside="4 Tr"),
    colour_of_a_box=lambda s, p: (
        box(BROWN, p.x - 5, PLACE - 10, 300, 30) + canary(s, p, color=BROWN)
    ),
    half_way_over_a_box=lambda s, p: (
        box(BROWN, p.x - 5, PLACE - 10, 300, 30) + canary(s, p, color=near(BROWN, 0.06))
    ),
    over_text=lambda s, p: canary(
        s, p, color=p.paper, y=630 + p.size * 0.1, size=max(3.0, p.size * 0.35)
    ),
    between_lines=lambda s, p: canary(
        s, p, color=p.paper, y=630 - 1.5 * p.size * p.leading, size=5
    ),
    across_a_line_in_paper_colour=lambda s, p: canary(
        s, p, color=p.paper, y=630 - 2 * p.size * p.leading, x=p.x + 40, size=p.size * 0.4
    ),
)


def _masked(kind: str, mask: str) -> Callable[[Sheet, Layout], None]:
    def draw(sheet: Sheet, layout: Layout) -> None:
        group = "/Group << /S /Transparency /CS /DeviceGray >>"
        form = sheet.add(
            f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDTH} {HEIGHT}] {group}", mask
        )
        state = sheet.state(f"/SMask << /S /{kind} /G {form} >>")
        sheet.put(canary(sheet, layout, before=state))

    return draw


for _name, _kind, _mask in (
    ("masked by black", "Luminosity", f"0 g 0 0 {WIDTH} {HEIGHT} re f"),
    ("masked by nothing", "Alpha", ""),
    ("masked but for a strip", "Luminosity", f"1 g 0 {PLACE + 1} {WIDTH} 1 re f"),
):
    _draw = _masked(_kind, _mask)
    _draw.__name__ = _name
    PAINT.way()(_draw)


@PAINT.way()
def in_one_colour_of_a_chequerboard(sheet: Sheet, layout: Layout) -> None:
    """Black on squares of black and white that are finer than the letters."""
    squares = [
        f"{layout.x - 4 + 2 * i} {PLACE - 5 + 2 * j} 2 2 re"
        for i in range(130)
        for j in range(10)
        if (i + j) % 2
    ]
    ground = box(WHITE, layout.x - 4, PLACE - 5, 260, 20)
    sheet.put(f"{ground} q {fill(BLACK)} {' '.join(squares)} f Q")
    sheet.put(canary(sheet, layout, color=BLACK))


@PAINT.way()
def striped_over(sheet: Sheet, layout: Layout) -> None:
    """Stripes of the paper's colour that leave a fifteenth of it."""
    stripes = " ".join(f"{layout.x - 4} {PLACE - 4 + 1.5 * i} 350 1.41 re" for i in range(14))
    sheet.put(canary(sheet, layout))
    sheet.put(f"q {fill(layout.paper)} {stripes} f Q")
