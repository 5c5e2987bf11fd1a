"""Ways of hiding text in a PDF by where it stands: matrices, clips, covers, layers, the page."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.hidden.pdf_paint import BROWN, shading
from benchmarks.hidden.pdf_sheet import (
    BLACK,
    HEIGHT,
    PLACE,
    WHITE,
    WIDTH,
    Collection,
    Layout,
    Sheet,
    box,
    canary,
    fill,
    line_y,
    stroke,
)
from benchmarks.hidden.shared import CANARY

SET = Collection()  # by matrices and spacing
AWAY = Collection()  # by the page and by clips
UNDER = Collection()  # by what is drawn later, and by layers


def _matrix(matrix: str, **more: object) -> Callable[[Sheet, Layout], str]:
    """The canary with a text matrix of four numbers, at its place."""

    def operators(sheet: Sheet, layout: Layout) -> str:
        inside = f"{matrix} {layout.x} {PLACE} Tm"
        return canary(sheet, layout, inside=inside, x=0, y=0, **more)

    return operators


def _words_on_each_other(sheet: Sheet, layout: Layout) -> str:
    """Four lines with no leading."""
    shown = " ".join(f"({word}) Tj T*" for word in CANARY.split())
    return canary(sheet, layout, inside="0 TL", show=shown)


def _letters_on_each_other(sheet: Sheet, layout: Layout) -> str:
    """Each letter shown by an operator of its own, at one place."""
    letters = CANARY.replace(" ", "")
    shown = " ".join(f"1 0 0 1 {layout.x} {PLACE} Tm ({c}) Tj" for c in letters)
    return canary(sheet, layout, show=shown)


SET.each(
    one_point=lambda s, p: canary(s, p, size=1),
    two_points=lambda s, p: canary(s, p, size=2),
    scaled_down=lambda s, p: f"q 0.18 0 0 0.18 {p.x} {PLACE} cm {canary(s, p, x=0, y=0)} Q",
    squeezed=lambda s, p: f"q 0.01 0 0 1 {p.x} {PLACE} cm {canary(s, p, x=0, y=0)} Q",
    squeezed_by_the_text_matrix=_matrix("0.06 0 0 1"),
    flattened_by_the_text_matrix=_matrix("1 0 0 0.04"),
    flat_and_large=_matrix("1 0 0 0.05", size=40),
    tiny_by_the_text_matrix=_matrix("0.1 0 0 0.1"),
    no_height=_matrix("1 0 0 0"),
    sheared_flat=_matrix("1 0 12 0.2"),
    scaled_to_a_hundredth=lambda s, p: canary(s, p, inside="1 Tz"),
    scaled_to_a_tenth=lambda s, p: canary(s, p, inside="10 Tz"),
    letters_pushed_into_a_third=lambda s, p: canary(s, p, inside=f"{-0.36 * p.size} Tc"),
    words_on_each_other=_words_on_each_other,
)
# pdfium leaves out letters that stand on each other: words are not whole, and not told.
SET.each(
    "nothing",
    scaled_to_nothing=lambda s, p: canary(s, p, inside="0 Tz"),
    letters_pushed_together=lambda s, p: canary(s, p, inside=f"{-0.5 * p.size} Tc"),
    letters_kerned_back=lambda s, p: canary(
        s, p, show="[" + " ".join(f"({c}) 540" for c in CANARY) + "] TJ"
    ),
    letters_on_each_other=_letters_on_each_other,
)


@SET.way()
def a_point_in_a_larger_unit(sheet: Sheet, layout: Layout) -> None:
    """One unit of a page whose units are one and a half points."""
    sheet.page["UserUnit"] = "1.5"
    sheet.put(canary(sheet, layout, size=1))


@AWAY.way()
def cropped(sheet: Sheet, layout: Layout) -> None:
    """On the paper, in a margin that the crop box cuts off."""
    sheet.page["CropBox"] = f"[0 60 {WIDTH} {HEIGHT}]"
    sheet.put(canary(sheet, layout, y=30))


@AWAY.way()
def off_a_turned_page(sheet: Sheet, layout: Layout) -> None:
    """Below the paper, of a page that is turned upside down."""
    sheet.page["Rotate"] = "180"
    sheet.put(canary(sheet, layout, y=-40))


@AWAY.way()
def outside_of_a_moved_page(sheet: Sheet, layout: Layout) -> None:
    """At the origin, of a page that begins elsewhere."""
    sheet.page["MediaBox"] = f"[0 20 {WIDTH} {HEIGHT}]"
    sheet.put(canary(sheet, layout, y=6))


def _clip(path: str) -> Callable[[Sheet, Layout], str]:
    return lambda sheet, layout: canary(sheet, layout, before=path.format(x=layout.x, y=PLACE))


AWAY.each(
    left_of_the_page=lambda s, p: canary(s, p, x=-900),
    right_of_the_page=lambda s, p: canary(s, p, x=WIDTH + 20),
    above_the_page=lambda s, p: canary(s, p, y=HEIGHT + 60),
    clipped=_clip("10 10 5 5 re W n"),
    clipped_to_nothing=_clip("10 10 0 0 re W n"),
    clipped_even_odd=_clip("0 0 612 792 re {x} 380 400 40 re W* n"),
    clipped_to_a_strip=_clip("0 {y} 612 1.2 re W n"),
    clipped_by_text=lambda s, p: (
        f"q BT {s.font(p.font)} 11 Tf 7 Tr 60 200 Td (cut) Tj ET {canary(s, p)} Q"
    ),
    outside_of_its_form=lambda s, p: f"{s.form(canary(s, p), box='0 0 50 50')} Do",
)


def _picture(sheet: Sheet) -> str:
    """A dark picture with a gradient."""
    rows = bytes(
        part for y in range(40) for x in range(200) for part in (20 + x // 4, 30 + y, 60 + x // 8)
    )
    return sheet.image(rows, 200, 40)


def _over(cover: Callable[[Sheet, Layout], str]) -> Callable[[Sheet, Layout], str]:
    return lambda sheet, layout: canary(sheet, layout) + "\n" + cover(sheet, layout)


def _box(_: Sheet, layout: Layout) -> str:
    return box(layout.paper, layout.x - 5, PLACE - 10, 350, 30)


def picture(sheet: Sheet, layout: Layout) -> str:
    """Operators that draw a dark picture at the canary's place."""
    return f"q 350 0 0 50 {layout.x - 5} {PLACE - 20} cm {_picture(sheet)} Do Q\n"


def _inline(_: Sheet, layout: Layout) -> str:
    color = bytes(round(255 * part) for part in layout.paper).hex()
    return (
        f"q 350 0 0 30 {layout.x - 5} {PLACE - 10} cm "
        f"BI /W 1 /H 1 /CS /RGB /BPC 8 /F /AHx ID {color}> EI Q"
    )


def _stencil(_: Sheet, layout: Layout) -> str:
    return (
        f"q {fill(layout.paper)} 350 0 0 30 {layout.x - 5} {PLACE - 10} cm "
        "BI /W 8 /H 1 /IM true /BPC 1 /D [1 0] /F /AHx ID FF> EI Q"
    )


def _gradient(sheet: Sheet, layout: Layout) -> str:
    name = sheet.name("Shading", shading(sheet, layout.paper, layout.paper))
    return f"q {layout.x - 5} {PLACE - 10} 350 30 re W n {name} sh Q"


def _but_for_a_corner(_: Sheet, layout: Layout) -> str:
    """A cover with a hole of a point's width under each letter."""
    holes = " ".join(f"{layout.x + 5 * i} {PLACE} 1 1 re" for i in range(40))
    return f"q {fill(layout.paper)} {layout.x - 5} {PLACE - 10} 350 30 re {holes} f* Q"


def _block(sheet: Sheet, layout: Layout) -> str:
    """Letters of a large font that is as thick as a wall."""
    return sheet.text(
        "MMMMMM", layout.x - 12, PLACE - 10, "Helvetica-Bold", 60, color=layout.paper,
        before=f"{stroke(layout.paper)} 14 w", inside="2 Tr",
    )  # fmt: skip


UNDER.each(
    covered_by_a_box=_over(_box),
    covered_by_a_picture=_over(picture),
    covered_by_an_inline_picture=_over(_inline),
    covered_by_a_stencil=_over(_stencil),
    covered_by_a_gradient=_over(_gradient),
    covered_by_a_form=_over(lambda s, p: f"{s.form(_box(s, p))} Do"),
    covered_by_a_line=_over(
        lambda _, p: f"q {stroke(p.paper)} 30 w {p.x - 5} {PLACE + 3} m 600 {PLACE + 3} l S Q"
    ),
    covered_by_large_type=_over(_block),
    covered_but_for_a_corner=_over(_but_for_a_corner),
    covered_but_for_its_feet=_over(
        lambda _, p: box(p.paper, p.x - 5, PLACE + 0.8, 350, 30)
    ),
    covered_by_what_is_almost_opaque=_over(
        lambda s, p: f"q {s.state('/ca 0.95')} {_box(s, p)} Q"
    ),
    covered_and_written_over=_over(
        lambda s, p: _box(s, p)
        + canary(s, p, text="Answered the letters of the public")
    ),
    under_a_large_letter_of_its_colour=lambda s, p: (
        canary(s, p, size=4, x=p.x + 3, text=CANARY)
        + s.text("MMMMMMM", p.x - 4, PLACE - 16, "Helvetica-Bold", 50, color=p.ink,
                 before=f"{stroke(p.ink)} 12 w", inside="2 Tr")
    ),
    in_black_on_black=lambda s, p: (
        box(BLACK, p.x - 5, PLACE - 10, 350, 30) + canary(s, p, color=BLACK)
    ),
    in_brown_under_a_tint=lambda s, p: (
        canary(s, p, color=BROWN) + box(BROWN, p.x - 5, PLACE - 10, 350, 30)
    ),
    covered_by_two_halves=_over(
        lambda _, p: box(p.paper, p.x - 5, PLACE - 10, 350, 13)
        + box(p.paper, p.x - 5, PLACE + 3, 350, 20)
    ),
    under_a_word_in_paper_colour=_over(
        lambda s, p: _box(s, p) + canary(s, p, text="nothing to see", color=p.paper)
    ),
)  # fmt: skip


def _annotated(kind: str, flags: int = 4) -> Callable[[Sheet, Layout], None]:
    def draw(sheet: Sheet, layout: Layout) -> None:
        sheet.put(canary(sheet, layout))
        shape = f"{layout.x - 5} {PLACE - 10} {layout.x + 345} {PLACE + 20}"
        looks = sheet.add(
            "/Type /XObject /Subtype /Form /BBox [0 0 350 30] /Resources << >>",
            box(layout.paper, 0, 0, 350, 30),
        )
        field = "/FT /Btn /Ff 65536 /T (b) " if kind == "Widget" else ""
        annotation = sheet.add(
            f"<< /Type /Annot /Subtype /{kind} /Rect [{shape}] /F {flags} {field}"
            f"/AP << /N {looks} >> >>"
        )
        sheet.annotations.append(annotation)
        if field:
            sheet.root["AcroForm"] = f"<< /Fields [{annotation}] >>"

    return draw


for _name, _kind in (
    ("under a square on top", "Square"),
    ("under a stamp", "Stamp"),
    ("under a button", "Widget"),
    ("under a free text box", "FreeText"),
):
    _draw = _annotated(_kind)
    _draw.__name__ = _name
    UNDER.way()(_draw)


def _layered(
    configuration: str, membership: str = "{a}", more: str = ""
) -> Callable[[Sheet, Layout], None]:
    """The canary in a layer; `{a}` is one that is off and `{b}` one that is on."""

    def draw(sheet: Sheet, layout: Layout) -> None:
        usage = more.format(a="", b="")
        a = sheet.add(f"<< /Type /OCG /Name (a) {usage} >>")
        b = sheet.add("<< /Type /OCG /Name (b) >>")
        name = sheet.name("Properties", membership.format(a=a, b=b))
        sheet.root["OCProperties"] = (
            f"<< /OCGs [{a} {b}] /D << {configuration.format(a=a, b=b)} >> >>"
        )
        sheet.put(f"/OC {name} BDC {canary(sheet, layout)} EMC")

    return draw


def _in_a_layered_form(sheet: Sheet, layout: Layout) -> None:
    a = sheet.add("<< /Type /OCG /Name (a) >>")
    sheet.root["OCProperties"] = f"<< /OCGs [{a}] /D << /OFF [{a}] >> >>"
    sheet.put(f"{sheet.form(canary(sheet, layout), f'/OC {a}')} Do")


for _name, _draw in (
    ("switched off", _layered("/OFF [{a}]")),
    ("off with all others", _layered("/BaseState /OFF /ON [{b}]")),
    ("off where one of two is", _layered(
        "/OFF [{a}]", "<< /Type /OCMD /OCGs [{a} {b}] /P /AllOn >>")),
    ("seen where a layer is off that is on", _layered(
        "/OFF [{a}]", "<< /Type /OCMD /OCGs [{b}] /P /AllOff >>")),
    ("off by an expression", _layered(
        "/OFF [{a}]", "<< /Type /OCMD /VE [/Not {b}] >>")),
    ("off by a longer expression", _layered(
        "/OFF [{a}]", "<< /Type /OCMD /VE [/And {b} [/Or {a} [/Not {b}]]] >>")),
    ("for print only", _layered(
        "/AS [<< /Event /View /Category [/View] /OCGs [{a}] >>]",
        more="/Usage << /View << /ViewState /OFF >> /Print << /PrintState /ON >> >>")),
    ("in a form that is switched off", _in_a_layered_form),
):  # fmt: skip
    _draw.__name__ = _name
    UNDER.way()(_draw)


@SET.way()
def among_the_lines_in_paper_colour(sheet: Sheet, layout: Layout) -> None:
    """At the end of a line that is seen, on its baseline."""
    sheet.put(canary(sheet, layout, color=layout.paper, x=layout.x + 20, y=line_y(layout, 3) - 30))


@SET.way()
def white_on_a_lightened_band(sheet: Sheet, layout: Layout) -> None:
    """White on a band that is nearly white."""
    sheet.put(box((0.94, 0.94, 0.96), 0, PLACE - 15, WIDTH, 40))
    sheet.put(canary(sheet, layout, color=WHITE))
