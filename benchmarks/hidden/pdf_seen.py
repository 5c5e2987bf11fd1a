"""Look-alikes: text in a PDF that a reader sees well, though it is set like text that is hidden."""

from __future__ import annotations

import math

from benchmarks.hidden.pdf_fonts import letter, scan
from benchmarks.hidden.pdf_paint import shading
from benchmarks.hidden.pdf_place import picture
from benchmarks.hidden.pdf_sheet import (
    BLACK,
    PLACE,
    WHITE,
    WIDTH,
    Collection,
    Layout,
    Sheet,
    box,
    canary,
    color_of,
    embedded,
    near,
    stroke,
    to_unicode,
    type3,
)
from benchmarks.hidden.shared import CANARY

SEEN_WELL = Collection()
GREY, ORANGE = color_of("#999999"), color_of("#FF9800")
SLATE, MARKER = color_of("#37474F"), color_of("#FFF59D")


def _banner(layout: Layout) -> str:
    return box(SLATE, 0, PLACE - 15, WIDTH, 40) if layout else ""


def _turned(degrees: float) -> str:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f}"


SEEN_WELL.each(
    grey_text=lambda s, p: canary(s, p, color=GREY),
    orange_text=lambda s, p: canary(s, p, color=ORANGE),
    light_heading=lambda s, p: canary(s, p, color=near(p.paper, 0.25), size=16),
    light_text=lambda s, p: canary(s, p, color=near(p.paper, 0.3)),
    white_on_a_band=lambda s, p: _banner(p) + canary(s, p, color=WHITE),
    red_on_green=lambda s, p: (
        box((0.0, 0.51, 0.0), 0, PLACE - 15, WIDTH, 40) + canary(s, p, color=(0.86, 0.0, 0.0))
    ),
    over_a_tint=lambda s, p: (
        box(MARKER, p.x - 4, PLACE - 5, 300, 16) + canary(s, p, color=BLACK)
    ),
    marked_with_a_multiplied_yellow=lambda s, p: (
        canary(s, p, color=BLACK if not p.dark else WHITE)
        + f"q {s.state('/BM /Multiply' if not p.dark else '/ca 0.3')} "
        + box(MARKER, p.x - 4, PLACE - 5, 300, 16) + "Q"
    ),
    small_print=lambda s, p: canary(s, p, size=5),
    smaller_print=lambda s, p: canary(s, p, size=4),
    over_a_picture=lambda s, p: picture(s, p) + canary(s, p, color=WHITE),
    struck_twice=lambda s, p: canary(s, p) + canary(s, p, x=p.x + 0.3),
    with_a_shadow=lambda s, p: (
        canary(s, p, color=near(p.paper, 0.3), x=p.x + 0.8, y=PLACE - 0.8) + canary(s, p)
    ),
    on_a_halo=lambda s, p: (
        f"q {canary(s, p, before=f'{stroke(p.paper)} 3 w', inside='1 Tr')} Q" + canary(s, p)
    ),
    on_a_copy_in_the_colour_of_the_paper=lambda s, p: (
        canary(s, p, color=p.paper, x=p.x + 0.6, y=PLACE - 0.6) + canary(s, p)
    ),
    outlined=lambda s, p: canary(s, p, before=f"{stroke(p.ink)} 0.3 w", inside="2 Tr"),
    stroked_only=lambda s, p: canary(s, p, before=f"{stroke(p.ink)} 0.6 w", inside="1 Tr"),
    large_and_stroked=lambda s, p: canary(
        s, p, before=f"{stroke(p.ink)} 1 w", inside="1 Tr", size=20
    ),
    over_a_watermark=lambda s, p: (
        s.text("DRAFT", p.x, PLACE - 15, "Helvetica-Bold", 60, color=near(p.paper, 0.2))
        + canary(s, p)
    ),
    two_thirds_opaque=lambda s, p: canary(s, p, before=s.state("/ca 0.65")),
    clipping_a_gradient=lambda s, p: (
        f"q BT {s.font(p.font)} {p.size} Tf 7 Tr {p.x} {PLACE} Td ({CANARY}) Tj ET "
        f"{s.name('Shading', shading(s, p.ink, GREY))} sh Q"
    ),
    negative_size=lambda s, p: canary(
        s, p, size=-p.size, inside=f"-1 0 0 -1 {p.x} {PLACE} Tm", x=0, y=0
    ),
    mirrored_twice=lambda s, p: (
        f"q 1 0 0 -1 0 {2 * PLACE} cm "
        + canary(s, p, inside=f"1 0 0 -1 {p.x} {PLACE} Tm", x=0, y=0) + "Q"
    ),
    type_of_one_unit_scaled_up=lambda s, p: canary(
        s, p, size=1, inside=f"{p.size} 0 0 {p.size} {p.x} {PLACE} Tm", x=0, y=0
    ),
    condensed=lambda s, p: canary(s, p, inside="60 Tz"),
    letter_spaced=lambda s, p: canary(s, p, inside="1.2 Tc"),
    kerned_tight=lambda s, p: canary(s, p, inside="-0.35 Tc"),
    slanted=lambda s, p: canary(s, p, inside=f"1 0 0.3 1 {p.x} {PLACE} Tm", x=0, y=0),
    said_as_it_is=lambda s, p: f"/Span << /ActualText ({CANARY}) >> BDC {canary(s, p)} EMC",
    knocked_out_of_a_bar=lambda s, p: (
        box(p.ink, 0, PLACE - 6, WIDTH, 20) + canary(s, p, color=p.paper)
    ),
)  # fmt: skip


@SEEN_WELL.way()
def across_two_grounds(sheet: Sheet, layout: Layout) -> None:
    """Orange that begins on a dark box and goes on over the paper."""
    sheet.put(box(SLATE, layout.x - 10, PLACE - 8, 90, 26))
    sheet.put(canary(sheet, layout, color=color_of("#E65100")))


@SEEN_WELL.way()
def filled_with_a_gradient(sheet: Sheet, layout: Layout) -> None:
    """Filled with a shading pattern from the ink to grey."""
    made = shading(sheet, layout.ink, GREY)
    pattern = sheet.add(f"<< /Type /Pattern /PatternType 2 /Shading {made} >>")
    name = sheet.name("Pattern", pattern)
    sheet.put(canary(sheet, layout, color=None, before=f"/Pattern cs {name} scn"))


@SEEN_WELL.way()
def turned_aside(sheet: Sheet, layout: Layout) -> None:
    """Up the margin."""
    inside = f"{_turned(90)} 30 300 Tm"
    color = WHITE if layout.bar and layout.bar[0] < 0.5 else layout.ink
    sheet.put(canary(sheet, layout, inside=inside, x=0, y=0, color=color))


@SEEN_WELL.way()
def picture_letters_of_a_type_3_font(sheet: Sheet, layout: Layout) -> None:
    """As old TeX sets them."""
    sheet.put(canary(sheet, layout, font=type3(sheet, letter, CANARY)))


@SEEN_WELL.way()
def type_3_in_units_of_the_page(sheet: Sheet, layout: Layout) -> None:
    """A Type 3 font of one unit, whose glyphs are as large as they are drawn."""
    scale = layout.size / 1000

    def drawn(char: str) -> str:
        head, _, rest = letter(char).partition(" d1 ")
        if not rest:
            return f"{600 * scale} 0 d0"
        measures = " ".join(f"{float(part) * scale:.4f}" for part in head.split())
        return f"{measures} d1 q {scale} 0 0 {scale} 0 0 cm {rest} Q"

    bounds = " ".join(f"{v * scale:.3f}" for v in (0, -250, 1000, 1000))
    font = type3(sheet, drawn, CANARY, matrix="1 0 0 1 0 0", width=600 * scale, bounds=bounds)
    sheet.put(canary(sheet, layout, font=font, size=1))


@SEEN_WELL.way()
def an_embedded_subset(sheet: Sheet, layout: Layout) -> None:
    """With a CMap that says what is shown."""
    font, show = embedded(sheet, CANARY, CANARY)
    sheet.put(canary(sheet, layout, font=font, show=show))


@SEEN_WELL.way()
def a_standard_font_with_a_cmap(sheet: Sheet, layout: Layout) -> None:
    """Not embedded, with a CMap that agrees."""
    cmap = sheet.add("", to_unicode({ord(c): c for c in set(CANARY)}, 1))
    font = sheet.name(
        "Font",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{layout.font} /ToUnicode {cmap} "
        "/Encoding /WinAnsiEncoding >>",
    )
    sheet.put(canary(sheet, layout, font=font))


@SEEN_WELL.way("recognition", whole=True)
def recognized_scan(sheet: Sheet, _: Layout) -> None:
    """A scan with the text that a recognizer laid over it, unpainted."""
    scan(sheet, CANARY, CANARY)


@SEEN_WELL.way("recognition", whole=True)
def recognized_scan_in_strips(sheet: Sheet, _: Layout) -> None:
    """The same in twelve strips."""
    scan(sheet, CANARY, CANARY, strips=12)


@SEEN_WELL.way()
def typed_into_a_field(sheet: Sheet, layout: Layout) -> None:
    """The value of a form's field, with its looks."""
    looks = sheet.add(
        f"/Type /XObject /Subtype /Form /BBox [0 0 350 30] /Resources {sheet.resources()}",
        f"/Tx BMC {canary(sheet, layout, x=5, y=10)} EMC",
    )
    shape = f"{layout.x - 5} {PLACE - 10} {layout.x + 345} {PLACE + 20}"
    field = sheet.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({CANARY}) /F 4 /Rect [{shape}] "
        f"/DA (/Helv 11 Tf 0 g) /AP << /N {looks} >> >>"
    )
    sheet.annotations.append(field)
    sheet.root["AcroForm"] = f"<< /Fields [{field}] /DA (/Helv 11 Tf 0 g) >>"


@SEEN_WELL.way()
def in_a_layer_that_is_on(sheet: Sheet, layout: Layout) -> None:
    """Of two layers, the one that is shown."""
    a, b = (sheet.add(f"<< /Type /OCG /Name ({name}) >>") for name in "ab")
    sheet.root["OCProperties"] = f"<< /OCGs [{a} {b}] /D << /OFF [{a}] >> >>"
    name = sheet.name("Properties", b)
    sheet.put(f"/OC {name} BDC {canary(sheet, layout)} EMC")
