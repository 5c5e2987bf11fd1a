"""Ways of hiding text in a PDF, drawn on ten layouts, and look-alikes that a reader sees well."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pypdf
from PIL import Image, ImageDraw
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.hidden.shared import CANARY, SEEN

WIDTH, HEIGHT = 612.0, 792.0


@dataclass(frozen=True)
class Layout:
    """Where the text of a page stands, and on what."""

    name: str
    paper: Color
    font: str
    size: float
    x: float
    ink: Color = black
    band: Color | None = None
    bar: Color | None = None
    leading: float = 1.4


LAYOUTS = [
    Layout("plain", white, "Helvetica", 11, 60),
    Layout("serif, small", white, "Times-Roman", 9, 72, leading=1.2),
    Layout("cream paper", HexColor("#FBF6E9"), "Helvetica", 11, 60),
    Layout("grey tint", HexColor("#ECEFF1"), "Helvetica", 10, 60),
    Layout("dark band above", white, "Helvetica", 11, 60, band=HexColor("#1F3A5F")),
    Layout("dark side bar", white, "Helvetica", 10, 240, bar=HexColor("#263238")),
    Layout("light side bar", white, "Courier", 9, 230, bar=HexColor("#E3F2FD")),
    Layout("dark paper", HexColor("#102027"), "Helvetica", 11, 60, ink=white),
    Layout("blue ink", white, "Helvetica-Bold", 10, 90, ink=HexColor("#0D47A1")),
    Layout("wide leading", white, "Times-Roman", 12, 60, leading=2.2),
]


def draw_layout(canvas: Canvas, layout: Layout) -> None:
    """The paper, what lies on it, and the text that everyone sees."""
    canvas.setFillColor(layout.paper)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    if layout.band:
        canvas.setFillColor(layout.band)
        canvas.rect(0, 690, WIDTH, 102, stroke=0, fill=1)
        write(canvas, 60, 730, "Records Supervisor", white, "Helvetica-Bold", 20)
    if layout.bar:
        canvas.setFillColor(layout.bar)
        canvas.rect(0, 0, 200, HEIGHT, stroke=0, fill=1)
        dark = layout.bar.red < 0.5
        write(canvas, 20, 640, "Filing and indexing", white if dark else black, "Helvetica", 10)
    write(canvas, layout.x, 660, "EXPERIENCE", layout.ink, "Helvetica-Bold", layout.size + 2)
    for n, text in enumerate(SEEN):
        write(canvas, layout.x, line_y(layout, n), text, layout.ink, layout.font, layout.size)


def line_y(layout: Layout, n: int) -> float:
    """The baseline of one of the lines."""
    return 630 - n * layout.size * layout.leading


def write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    color: Color,
    font: str,
    size: float,
    mode: int = 0,
) -> None:
    """A line of text."""
    line = canvas.beginText(x, y)
    line.setFont(font, size)
    line.setFillColor(color)
    line.setTextRenderMode(mode)
    line.textOut(text)
    canvas.drawText(line)


Way = Callable[[Canvas, Layout], None]


def _canary(canvas: Canvas, layout: Layout, color: Color, **more: float) -> None:
    x, y = more.get("x", layout.x), more.get("y", 400.0)
    size, mode = more.get("size", layout.size), int(more.get("mode", 0))
    write(canvas, x, y, CANARY, color, layout.font, size, mode)


def _near(color: Color, by: float) -> Color:
    step = -by if color.red > 0.5 else by
    return Color(color.red + step, color.green + step, color.blue + step)


def _with_alpha(color: Color, alpha: float) -> Color:
    return Color(color.red, color.green, color.blue, alpha=alpha)


def paper_colour(canvas: Canvas, layout: Layout) -> None:
    """The colour of the paper."""
    _canary(canvas, layout, layout.paper)


def nearly_paper_colour(canvas: Canvas, layout: Layout) -> None:
    """Five hundredths off the colour of the paper."""
    _canary(canvas, layout, _near(layout.paper, 0.05))


def colour_of_a_box(canvas: Canvas, layout: Layout) -> None:
    """The colour of a box that is drawn behind."""
    canvas.setFillColor(HexColor("#8D6E63"))
    canvas.rect(layout.x - 5, 390, 300, 30, stroke=0, fill=1)
    _canary(canvas, layout, HexColor("#8D6E63"))


def unpainted(canvas: Canvas, layout: Layout) -> None:
    """Text render mode 3."""
    _canary(canvas, layout, layout.ink, mode=3)


def clip_only(canvas: Canvas, layout: Layout) -> None:
    """Text render mode 7."""
    canvas.saveState()
    _canary(canvas, layout, layout.ink, mode=7)
    canvas.restoreState()


def one_point(canvas: Canvas, layout: Layout) -> None:
    """A size of one point."""
    _canary(canvas, layout, layout.ink, size=1)


def scaled_down(canvas: Canvas, layout: Layout) -> None:
    """Eleven points in a matrix that shrinks to a fifth."""
    canvas.saveState()
    canvas.translate(layout.x, 400)
    canvas.scale(0.18, 0.18)
    _canary(canvas, layout, layout.ink, x=0, y=0)
    canvas.restoreState()


def squeezed(canvas: Canvas, layout: Layout) -> None:
    """A horizontal scale of one in a hundred."""
    canvas.saveState()
    canvas.translate(layout.x, 400)
    canvas.scale(0.01, 1)
    _canary(canvas, layout, layout.ink, x=0, y=0)
    canvas.restoreState()


def left_of_the_page(canvas: Canvas, layout: Layout) -> None:
    """Left of the paper."""
    _canary(canvas, layout, layout.ink, x=-900)


def above_the_page(canvas: Canvas, layout: Layout) -> None:
    """Above the paper."""
    _canary(canvas, layout, layout.ink, y=HEIGHT + 60)


def cropped(canvas: Canvas, layout: Layout) -> None:
    """On the paper, in a margin that the crop box cuts off."""
    _canary(canvas, layout, layout.ink, y=30)


def clipped(canvas: Canvas, layout: Layout) -> None:
    """Outside of a clipping path."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(10, 10, 5, 5)
    canvas.clipPath(path, stroke=0, fill=0)
    _canary(canvas, layout, layout.ink)
    canvas.restoreState()


def transparent(canvas: Canvas, layout: Layout) -> None:
    """Fully transparent."""
    _canary(canvas, layout, _with_alpha(layout.ink, 0))


def nearly_transparent(canvas: Canvas, layout: Layout) -> None:
    """Four hundredths opaque."""
    _canary(canvas, layout, _with_alpha(layout.ink, 0.04))


def covered_by_a_box(canvas: Canvas, layout: Layout) -> None:
    """A box of the paper's colour is drawn over it."""
    _canary(canvas, layout, layout.ink)
    canvas.setFillColor(layout.paper)
    canvas.rect(layout.x - 5, 390, 350, 30, stroke=0, fill=1)


def covered_by_a_picture(canvas: Canvas, layout: Layout) -> None:
    """A picture is drawn over it."""
    _canary(canvas, layout, layout.ink)
    canvas.drawImage(ImageReader(picture()), layout.x - 5, 380, 350, 50)


def covered_and_written_over(canvas: Canvas, layout: Layout) -> None:
    """Covered by a box on which other text stands."""
    covered_by_a_box(canvas, layout)
    told = "Answered the letters of the public"
    write(canvas, layout.x, 400, told, layout.ink, layout.font, layout.size)


def switched_off(canvas: Canvas, layout: Layout) -> None:
    """In a layer that is off."""
    canvas._code.append("/OC /Layer BDC")  # noqa: SLF001 - reportlab draws no layers itself
    _canary(canvas, layout, layout.ink)
    canvas._code.append("EMC")  # noqa: SLF001


def over_text(canvas: Canvas, layout: Layout) -> None:
    """In the paper's colour, on a line that is seen and so narrow that it cannot blot it out."""
    y = line_y(layout, 0) + layout.size * 0.1
    _canary(canvas, layout, layout.paper, y=y, size=max(3.0, layout.size * 0.35))


def between_lines(canvas: Canvas, layout: Layout) -> None:
    """In the paper's colour, between two lines."""
    y = (line_y(layout, 1) + line_y(layout, 2)) / 2
    _canary(canvas, layout, layout.paper, y=y, size=5)


def in_a_form(canvas: Canvas, layout: Layout) -> None:
    """In the paper's colour, in a form that the page draws."""
    canvas.beginForm("hidden")
    _canary(canvas, layout, layout.paper)
    canvas.endForm()
    canvas.doForm("hidden")


WAYS: list[Way] = [
    paper_colour, nearly_paper_colour, colour_of_a_box, unpainted, clip_only, one_point,
    scaled_down, squeezed, left_of_the_page, above_the_page, cropped, clipped, transparent,
    nearly_transparent,
    covered_by_a_box, covered_by_a_picture, covered_and_written_over, switched_off, over_text,
    between_lines, in_a_form,
]  # fmt: skip


def grey_text(canvas: Canvas, layout: Layout) -> None:
    """Grey, as dates and places often are."""
    _canary(canvas, layout, HexColor("#9E9E9E"))


def light_text(canvas: Canvas, layout: Layout) -> None:
    """Lighter, yet readable."""
    _canary(canvas, layout, _near(layout.paper, 0.3))


def white_on_a_band(canvas: Canvas, layout: Layout) -> None:
    """White on a dark band."""
    canvas.setFillColor(HexColor("#37474F"))
    canvas.rect(0, 385, WIDTH, 40, stroke=0, fill=1)
    _canary(canvas, layout, white)


def over_a_tint(canvas: Canvas, layout: Layout) -> None:
    """Black on a marker's yellow."""
    canvas.setFillColor(HexColor("#FFF59D"))
    canvas.rect(layout.x - 4, 395, 300, 16, stroke=0, fill=1)
    _canary(canvas, layout, black)


def small_print(canvas: Canvas, layout: Layout) -> None:
    """Five points."""
    _canary(canvas, layout, layout.ink, size=5)


def over_a_picture(canvas: Canvas, layout: Layout) -> None:
    """White on a dark picture."""
    canvas.drawImage(ImageReader(picture()), layout.x - 5, 380, 350, 50)
    _canary(canvas, layout, white)


def struck_twice(canvas: Canvas, layout: Layout) -> None:
    """Drawn twice, a hair apart, to look bold."""
    _canary(canvas, layout, layout.ink)
    _canary(canvas, layout, layout.ink, x=layout.x + 0.3)


def outlined(canvas: Canvas, layout: Layout) -> None:
    """Filled and stroked."""
    canvas.setStrokeColor(layout.ink)
    canvas.setLineWidth(0.3)
    _canary(canvas, layout, layout.ink, mode=2)


def over_a_watermark(canvas: Canvas, layout: Layout) -> None:
    """On a large grey word."""
    color = _near(layout.paper, 0.2)
    write(canvas, layout.x, 385, "DRAFT", color, "Helvetica-Bold", 60)
    _canary(canvas, layout, layout.ink)


def recognized_scan(canvas: Canvas, _: Layout) -> None:
    """A scan with the text that a recognizer laid over it, unpainted."""
    image = Image.new("RGB", (1275, 1650), "white")
    pen = ImageDraw.Draw(image)
    scale = 1275 / WIDTH
    lines = [(630 - 20 * n, text) for n, text in enumerate((*SEEN, CANARY))]
    for y, text in lines:
        for k in range(len(text)):
            if text[k] != " ":
                left, top = (60 + 6.2 * k) * scale, (HEIGHT - y - 8) * scale
                pen.rectangle((left, top, left + 6, top + 14), fill="black")
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)
    for y, text in lines:
        write(canvas, 60, y, text, black, "Helvetica", 11, 3)


LOOK_ALIKES: list[Way] = [
    grey_text, light_text, white_on_a_band, over_a_tint, small_print, over_a_picture, struck_twice,
    outlined, over_a_watermark, recognized_scan,
]  # fmt: skip


def picture() -> Image.Image:
    """A dark picture with a gradient."""
    image = Image.new("RGB", (200, 40))
    image.putdata([(20 + x // 4, 30 + y, 60 + x // 8) for y in range(40) for x in range(200)])
    return image


def page(layout: Layout, way: Way) -> bytes:
    """A PDF of one page: the layout with one way of writing the canary."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    if way is not recognized_scan:
        draw_layout(canvas, layout)
    way(canvas, layout)
    canvas.save()
    if way is switched_off:
        return _with_layer_off(buffer.getvalue())
    return _cut(buffer.getvalue()) if way is cropped else buffer.getvalue()


def _cut(data: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].cropbox = RectangleObject((0, 60, WIDTH, HEIGHT))
    return _saved(writer)


def _with_layer_off(data: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    layer = writer._add_object(  # noqa: SLF001 - pypdf has no layers of its own
        DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("L")}
        )
    )
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Layer"): layer})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {
            NameObject("/OCGs"): ArrayObject([layer]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
        }
    )
    return _saved(writer)


def _saved(writer: pypdf.PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
