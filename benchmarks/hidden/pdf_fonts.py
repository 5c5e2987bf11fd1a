"""Ways of claiming text in a PDF that its glyphs, pictures and annotations do not show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from benchmarks.hidden.pdf_paint import GROUP
from benchmarks.hidden.pdf_place import picture
from benchmarks.hidden.pdf_sheet import (
    FONT_FILE,
    HEIGHT,
    PLACE,
    WIDTH,
    Collection,
    Layout,
    Sheet,
    canary,
    embedded,
    fill,
    glyphs_of_file,
    to_unicode,
    type3,
)
from benchmarks.hidden.shared import CANARY, SEEN

FONTS = Collection()
CLAIMS = Collection()
TOLD = "Answered the letters of citizens."  # what the canary's place shows: as many letters
assert len(TOLD) == len(CANARY)

FONTS.each(
    glyphs_without_operators=lambda s, p: canary(
        s, p, font=type3(s, lambda _: "600 0 d0", CANARY)
    ),
    glyphs_that_paint_nothing=lambda s, p: canary(
        s, p, font=type3(s, lambda _: "600 0 0 0 600 700 d1 0 0 500 700 re n", CANARY)
    ),
    glyphs_of_paper_colour=lambda s, p: canary(
        s, p, font=type3(s, lambda _: f"600 0 d0 {fill(p.paper)} 0 0 500 700 re f", CANARY)
    ),
    glyphs_that_are_specks=lambda s, p: canary(
        s, p, font=type3(s, lambda _: "600 0 0 0 600 700 d1 0 0 40 40 re f", CANARY)
    ),
    glyphs_of_a_point=lambda s, p: canary(
        s, p, size=1,
        font=type3(s, lambda _: "1 0 0 0 1 1 d1 0 0 .6 1 re f", CANARY, matrix="1 0 0 1 0 0",
                   width=0.7, bounds="0 0 1 1"),
    ),
)  # fmt: skip


@FONTS.way()
def glyphs_that_are_missing(sheet: Sheet, layout: Layout) -> None:
    """Codes of blanks, which a CMap calls letters."""
    blank = glyphs_of_file()[ord(" ")]
    font, show = embedded(sheet, CANARY, CANARY, glyphs=[blank] * len(CANARY))
    sheet.put(canary(sheet, layout, font=font, show=show))


def _shown(sheet: Sheet, layout: Layout, shown: str, said: Sequence[str], **more: object) -> None:
    font, show = embedded(sheet, shown, said, **more)  # type: ignore[arg-type]
    sheet.put(canary(sheet, layout, font=font, show=show))


@CLAIMS.way("recognition")
def a_cmap_that_lies(sheet: Sheet, layout: Layout) -> None:
    """An embedded font shows other letters than its CMap names."""
    _shown(sheet, layout, TOLD, CANARY)


@CLAIMS.way("recognition")
def glyphs_for_no_letter(sheet: Sheet, layout: Layout) -> None:
    """Each code shows the box that stands for a missing glyph."""
    _shown(sheet, layout, TOLD, CANARY, glyphs=[0] * len(TOLD))


@CLAIMS.way("recognition")
def glyphs_all_alike(sheet: Sheet, layout: Layout) -> None:
    """Each code shows a dash."""
    _shown(sheet, layout, "-" * len(CANARY), CANARY)


@CLAIMS.way("recognition")
def one_glyph_for_a_sentence(sheet: Sheet, layout: Layout) -> None:
    """The CMap names a sentence for one letter."""
    _shown(sheet, layout, "Clerk", [CANARY, "l", "e", "r", "k"])


@CLAIMS.way("recognition")
def each_glyph_for_a_word(sheet: Sheet, layout: Layout) -> None:
    """The CMap names a word for each of four letters."""
    _shown(sheet, layout, "Town", [f"{word} " for word in CANARY.split()])


@CLAIMS.way("recognition")
def a_cmap_that_lies_of_a_standard_font(sheet: Sheet, layout: Layout) -> None:
    """Nothing is embedded, and the CMap names other letters than the encoding."""
    codes = dict(enumerate(CANARY, 128))
    cmap = sheet.add("", to_unicode(codes, 1))
    names = {" ": "space", ".": "period"}
    differences = " ".join(f"/{names.get(c, c)}" for c in TOLD)
    font = sheet.name(
        "Font",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{layout.font} /ToUnicode {cmap} /Encoding "
        f"<< /Type /Encoding /Differences [128 {differences}] >> >>",
    )
    show = "<" + "".join(f"{code:02X}" for code in codes) + "> Tj"
    sheet.put(canary(sheet, layout, font=font, show=show))


@CLAIMS.way("recognition")
def glyph_procedures_of_other_letters(sheet: Sheet, layout: Layout) -> None:
    """The glyphs of a Type 3 font are pictures of other letters."""
    shown = dict(zip(CANARY, TOLD, strict=True))
    font = type3(sheet, lambda c: letter(shown[c]), CANARY)
    sheet.put(canary(sheet, layout, font=font))


@CLAIMS.way("recognition")
def words_in_a_row_of_squares(sheet: Sheet, layout: Layout) -> None:
    """The glyphs of a Type 3 font are squares, which look like a rule."""
    font = type3(sheet, lambda _: "600 0 0 0 600 700 d1 0 0 600 300 re f", CANARY)
    sheet.put(canary(sheet, layout, font=font))


def letter(char: str) -> str:
    """Operators of a Type 3 glyph that is a picture of a letter, as old TeX makes them."""
    pen = ImageFont.truetype(str(FONT_FILE), 80)
    image = Image.new("1", (80, 104))
    ImageDraw.Draw(image).text((0, 0), char, fill=1, font=pen)
    box = image.getbbox()
    if box is None:
        return "600 0 d0"
    cut = image.crop(box)
    width, height = cut.size
    x, y = box[0] * 10, (78 - box[3]) * 10
    return (
        f"{pen.getlength(char) * 10:.0f} 0 {x} {y} {x + width * 10} {y + height * 10} d1 "
        f"q {width * 10} 0 0 {height * 10} {x} {y} cm BI /W {width} /H {height} /IM true /BPC 1 "
        f"/D [1 0] /F /AHx ID {cut.tobytes().hex()}> EI Q"
    )


def _said(text: str) -> str:
    return f"/Span << /ActualText ({text}) >> BDC"


CLAIMS.each(
    "recognition",
    said_of_other_words=lambda s, p: f"{_said(CANARY)} {canary(s, p, text=TOLD)} EMC",
    said_of_other_words_in_a_list=lambda s, p: (
        f"/Span {s.name('Properties', f'<< /ActualText ({CANARY}) >>')} BDC "
        f"{canary(s, p, text=TOLD)} EMC"
    ),
    said_of_a_dash=lambda s, p: f"{_said(CANARY)} {canary(s, p, text='-')} EMC",
    said_of_a_short_word=lambda s, p: f"{_said(CANARY)} {canary(s, p, text='Town')} EMC",
    said_of_each_word=lambda s, p: " ".join(
        f"{_said(word)} {canary(s, p, text=told, x=p.x + 90 * n)} EMC"
        for n, (word, told) in enumerate(
            zip(CANARY.split(), ("Budgets", "of", "archives", "kept"), strict=True)
        )
    ),
)


def paged(lines: Sequence[tuple[float, str]], width: int = 1275) -> Image.Image:
    """A picture of a page with lines of type at heights in points."""
    scale = width / WIDTH
    image = Image.new("RGB", (width, round(HEIGHT * scale)), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_FILE), round(11 * scale))
    for y, text in lines:
        pen.text((60 * scale, (HEIGHT - y) * scale), text, fill="black", font=font, anchor="ls")
    return image


def scan(sheet: Sheet, shown: str, said: str, *, strips: int = 1, inside: str = "3 Tr") -> None:
    """A picture of the page with a line at the canary's place, and text laid over it."""
    lines = [(630 - 20 * n, text) for n, text in enumerate(SEEN)]
    image = paged([*lines, (PLACE, shown)])
    tall = image.height // strips
    for number in range(strips):
        bottom = (number + 1) * tall if number + 1 < strips else image.height
        part = image.crop((0, number * tall, image.width, bottom))
        name = sheet.image(part.tobytes(), *part.size)
        share = part.height / image.height * HEIGHT
        low = HEIGHT - bottom / image.height * HEIGHT
        sheet.put(f"q {WIDTH} 0 0 {share:.3f} 0 {low:.3f} cm {name} Do Q")
    pen = ImageFont.truetype(str(FONT_FILE), 110)
    for y, text in [*lines, (PLACE, said)]:
        wide = pen.getlength(text) / 10 / (len(text) * 0.6 * 11)
        mode = inside if text == said else "3 Tr"
        sheet.put(sheet.text(text, 60, y, "Courier", 11, inside=f"{mode} {100 * wide:.2f} Tz"))


def _scanned(
    shown: str, *, strips: int = 1, inside: str = "3 Tr"
) -> Callable[[Sheet, Layout], None]:
    return lambda sheet, _: scan(sheet, shown, CANARY, strips=strips, inside=inside)


for _name, _draw in (
    ("laid over a scan of other words", _scanned(TOLD)),
    ("laid over white paper of a scan", _scanned("")),
    ("laid over strips of a scan", _scanned(TOLD, strips=9)),
    ("in white over a scan", _scanned("", inside="1 g")),
    ("clip only over a scan", _scanned(TOLD, inside="7 Tr")),
):
    _draw.__name__ = _name
    CLAIMS.way("sight" if "white over" in _name else "recognition", whole=True)(_draw)

CLAIMS.each(
    "recognition",
    laid_over_a_dark_picture=lambda s, p: picture(s, p) + canary(s, p, inside="3 Tr"),
)


def _noted(
    entries: str, flags: int, looks: Callable[[Sheet, Layout], str] | None = None
) -> Callable[[Sheet, Layout], None]:
    """The canary in a text on top."""

    def draw(sheet: Sheet, layout: Layout) -> None:
        shape = f"{layout.x - 5} {PLACE - 10} {layout.x + 345} {PLACE + 20}"
        shown = ""
        if looks:
            form = sheet.add(
                f"/Type /XObject /Subtype /Form /BBox [0 0 350 30] /Resources {sheet.resources()} "
                + GROUP,
                looks(sheet, layout),
            )
            shown = f"/AP << /N {form} >>"
        sheet.annotations.append(
            sheet.add(
                f"<< /Type /Annot /Subtype /FreeText /Rect [{shape}] /F {flags} /Contents "
                f"({CANARY}) {entries} {shown} >>"
            )
        )

    return draw


def _looks(sheet: Sheet, layout: Layout) -> str:
    return canary(sheet, layout, x=5, y=10)


for _name, _told, _draw in (
    ("in a hidden note", "nothing", _noted("/DA (/Helv 11 Tf 0 g)", 2, _looks)),
    ("in a note that is not viewed", "nothing", _noted("/DA (/Helv 11 Tf 0 g)", 32, _looks)),
    ("in a white note", "nothing", _noted("/DA (/Helv 11 Tf 1 g)", 4)),
    ("in a note whose looks are white", "sight", _noted(
        "/DA (/Helv 11 Tf 0 g)", 4, lambda s, p: canary(s, p, x=5, y=10, color=p.paper))),
    ("in a note whose looks are empty", "nothing", _noted(
        "/DA (/Helv 11 Tf 0 g)", 4, lambda *_: "0 0 m")),
):  # fmt: skip
    _draw.__name__ = _name
    CLAIMS.way(_told)(_draw)
