"""A page of a PDF written operator by operator (ISO 32000-2), and the ten layouts of it."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import reportlab
from reportlab.pdfbase.ttfonts import TTFontFile

from benchmarks.hidden.shared import CANARY, SEEN

WIDTH, HEIGHT = 612.0, 792.0
PLACE = 400.0  # the baseline of the canary
Color = tuple[float, float, float]
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
FONT_FILE = Path(os.path.dirname(reportlab.__file__), "fonts", "Vera.ttf")  # noqa: PTH120


def color_of(code: str) -> Color:
    """A colour as HTML writes it."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


@dataclass(frozen=True)
class Layout:
    """Where the text of a page stands, and on what."""

    name: str
    paper: Color
    font: str
    size: float
    x: float
    ink: Color = BLACK
    band: Color | None = None
    bar: Color | None = None
    leading: float = 1.4

    @property
    def dark(self) -> bool:
        """Whether the paper is dark."""
        return self.paper[0] < 0.5


LAYOUTS = [
    Layout("plain", WHITE, "Helvetica", 11, 60),
    Layout("serif, small", WHITE, "Times-Roman", 9, 72, leading=1.2),
    Layout("cream paper", color_of("#FBF6E9"), "Helvetica", 11, 60),
    Layout("grey tint", color_of("#ECEFF1"), "Helvetica", 10, 60),
    Layout("dark band above", WHITE, "Helvetica", 11, 60, band=color_of("#1F3A5F")),
    Layout("dark side bar", WHITE, "Helvetica", 10, 240, bar=color_of("#263238")),
    Layout("light side bar", WHITE, "Courier", 9, 230, bar=color_of("#E3F2FD")),
    Layout("dark paper", color_of("#102027"), "Helvetica", 11, 60, ink=WHITE),
    Layout("blue ink", WHITE, "Helvetica-Bold", 10, 90, ink=color_of("#0D47A1")),
    Layout("wide leading", WHITE, "Times-Roman", 12, 60, leading=2.2),
]


@dataclass
class Sheet:
    """One page: its content, its resources, and the objects of the file.

    Attributes:
        content: Operators.
        page: Further entries of the page's dictionary.
        root: Further entries of the catalogue.
        annotations: References.
    """

    content: list[str] = field(default_factory=list)
    page: dict[str, str] = field(default_factory=dict)
    root: dict[str, str] = field(default_factory=dict)
    annotations: list[str] = field(default_factory=list)
    _objects: list[bytes] = field(default_factory=list)
    _resources: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, operators: str) -> None:
        """Add to the content."""
        self.content.append(operators)

    def add(self, entries: str, stream: bytes | str | None = None) -> str:
        """An object of the file: a dictionary or another value, or a stream; its reference."""
        if stream is None:
            self._objects.append(entries.encode("latin-1"))
        else:
            data = zlib.compress(stream.encode("latin-1") if isinstance(stream, str) else stream)
            head = f"<< {entries} /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
            self._objects.append(head.encode("latin-1") + data + b"\nendstream")
        return f"{len(self._objects)} 0 R"

    def name(self, kind: str, value: str) -> str:
        """The name of a resource, made at need; kind is a key of the resource dictionary."""
        known = self._resources.setdefault(kind, {})
        for name, other in known.items():
            if other == value:
                return f"/{name}"
        name = f"{kind[:2]}{len(known)}"
        known[name] = value
        return f"/{name}"

    def font(self, base: str) -> str:
        """The name of a standard font."""
        return self.name(
            "Font",
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>",
        )

    def state(self, entries: str) -> str:
        """The operator that sets a graphics state."""
        return f"{self.name('ExtGState', f'<< {entries} >>')} gs"

    def form(self, content: str, entries: str = "", box: str = "0 0 612 792") -> str:
        """The name of a form that draws content with the resources of the page."""
        head = f"/Type /XObject /Subtype /Form /BBox [{box}] /Resources {self.resources()} "
        return self.name("XObject", self.add(head + entries, content))

    def image(self, rows: bytes, width: int, height: int, entries: str = "") -> str:
        """The name of a picture of three bytes to a pixel."""
        head = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
            "/ColorSpace /DeviceRGB /BitsPerComponent 8 "
        )
        return self.name("XObject", self.add(head + entries, rows))

    def text(
        self,
        text: str,
        x: float,
        y: float,
        font: str,
        size: float,
        *,
        color: Color | None = None,
        before: str = "",
        inside: str = "",
        show: str | None = None,
    ) -> str:
        """Operators of a line of text.

        Args:
            text: What is shown.
            x: From the left.
            y: Of the baseline.
            font: The base of a standard font, or the name of a resource.
            size: Of the type.
            color: Of it.
            before: Operators before the text object.
            inside: Operators in it, before the place is set.
            show: Operators in place of the one that shows the text.
        """
        name = font if font.startswith("/") else self.font(font)
        fill = f"{_numbers(color)} rg " if color else ""
        shown = show if show is not None else f"({text}) Tj"
        return f"q {fill}{before} BT {name} {size} Tf {inside} {x:.3f} {y:.3f} Td {shown} ET Q\n"

    def resources(self) -> str:
        """The resource dictionary as it is so far."""
        kinds = (
            f"/{kind} << " + " ".join(f"/{name} {value}" for name, value in known.items()) + " >>"
            for kind, known in self._resources.items()
        )
        return f"<< {' '.join(kinds)} >>"

    def data(self) -> bytes:
        """The file."""
        content = self.add("", "\n".join(self.content))
        page = {
            "Type": "/Page", "MediaBox": f"[0 0 {WIDTH} {HEIGHT}]", "Contents": content,
            "Resources": self.resources(), **self.page,
        }  # fmt: skip
        if self.annotations:
            page["Annots"] = f"[{' '.join(self.annotations)}]"
        number = len(self._objects)
        page["Parent"] = f"{number + 2} 0 R"
        self.add(_dictionary(page))
        self.add(f"<< /Type /Pages /Count 1 /Kids [{number + 1} 0 R] >>")
        root = self.add(
            _dictionary({"Type": "/Catalog", "Pages": f"{number + 2} 0 R", **self.root})
        )
        return _file(self._objects, root)


def _dictionary(entries: dict[str, str]) -> str:
    return "<< " + " ".join(f"/{key} {value}" for key, value in entries.items()) + " >>"


def _file(objects: Sequence[bytes], root: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root {root} >>\nstartxref\n{len(data)}\n%%EOF"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return data + head + table + end.encode()


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def fill(color: Color) -> str:
    """The operator that sets the colour of fills."""
    return f"{_numbers(color)} rg"


def stroke(color: Color) -> str:
    """The operator that sets the colour of strokes."""
    return f"{_numbers(color)} RG"


def box(color: Color, x: float, y: float, width: float, height: float) -> str:
    """Operators of a filled rectangle."""
    return f"q {fill(color)} {x} {y} {width} {height} re f Q\n"


def canary(sheet: Sheet, layout: Layout, **more: object) -> str:
    """Operators that write the canary in the layout's type, changed in some way.

    Args:
        sheet: The page.
        layout: Of it.
        **more: Arguments of `Sheet.text` in place of the layout's.
    """
    given: dict[str, object] = {
        "text": CANARY, "x": layout.x, "y": PLACE, "font": layout.font, "size": layout.size,
        "color": layout.ink,
    }  # fmt: skip
    return sheet.text(**{**given, **more})  # type: ignore[arg-type]


def draw_layout(sheet: Sheet, layout: Layout) -> None:
    """The paper, what lies on it, and the text that everyone sees."""
    sheet.put(box(layout.paper, 0, 0, WIDTH, HEIGHT))
    if layout.band:
        sheet.put(box(layout.band, 0, 690, WIDTH, 102))
        sheet.put(sheet.text("Records Supervisor", 60, 730, "Helvetica-Bold", 20, color=WHITE))
    if layout.bar:
        sheet.put(box(layout.bar, 0, 0, 200, HEIGHT))
        color = WHITE if layout.bar[0] < 0.5 else BLACK
        sheet.put(sheet.text("Filing and indexing", 20, 640, "Helvetica", 10, color=color))
    heading = "Helvetica-Bold", layout.size + 2
    sheet.put(sheet.text("EXPERIENCE", layout.x, 660, *heading, color=layout.ink))
    for n, text in enumerate(SEEN):
        y = line_y(layout, n)
        sheet.put(sheet.text(text, layout.x, y, layout.font, layout.size, color=layout.ink))


def line_y(layout: Layout, n: int) -> float:
    """The baseline of one of the lines."""
    return 630 - n * layout.size * layout.leading


def near(color: Color, by: float) -> Color:
    """A colour lighter or darker by a part of one."""
    step = -by if color[0] > 0.5 else by
    return color[0] + step, color[1] + step, color[2] + step


Draw = Callable[[Sheet, Layout], None]


@dataclass(frozen=True)
class Way:
    """A way of writing the canary.

    Attributes:
        name: In words.
        draw: Puts it on a page.
        told_by: How it is told: `sight` from a rendering; `recognition` by nothing but reading
            what is shown, so that without the extra it is flagged and may count; `nothing`: it is
            no part of the page's text, and no flag is needed.
        whole: It draws the page too.
    """

    name: str
    draw: Draw
    told_by: str = "sight"
    whole: bool = False

    def __call__(self, sheet: Sheet, layout: Layout) -> None:
        """Put it on a page."""
        self.draw(sheet, layout)

    @property
    def __name__(self) -> str:
        """The name, as functions have one."""
        return self.name.replace(" ", "_")


class Collection:
    """Ways in the order in which they are written down."""

    def __init__(self) -> None:
        self.ways: list[Way] = []

    def way(self, told_by: str = "sight", *, whole: bool = False) -> Callable[[Draw], Draw]:
        """Take a function in under its name."""

        def take(draw: Draw) -> Draw:
            name = draw.__name__.replace("_", " ")
            self.ways.append(Way(name, draw, told_by, whole))
            return draw

        return take

    def each(self, told_by: str = "sight", **draws: Callable[[Sheet, Layout], str]) -> None:
        """Take functions in that give operators, under the names of the arguments."""
        for name, operators in draws.items():

            def draw(
                sheet: Sheet,
                layout: Layout,
                operators: Callable[[Sheet, Layout], str] = operators,
            ) -> None:
                sheet.put(operators(sheet, layout))

            self.ways.append(Way(name.replace("_", " "), draw, told_by))


@cache
def glyphs_of_file() -> dict[int, int]:
    """Glyph numbers of the embedded font by character."""
    found: dict[int, int] = TTFontFile(str(FONT_FILE)).charToGlyph
    return found


@cache
def _file_metrics() -> tuple[dict[int, float], float]:
    font = TTFontFile(str(FONT_FILE))
    return font.charWidths, font.defaultWidth


def to_unicode(said: dict[int, str], width: int) -> str:
    """A CMap from codes of so many bytes to text."""
    pairs = "\n".join(
        f"<{code:0{2 * width}X}> <{text.encode('utf-16-be').hex()}>" for code, text in said.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Said def /CMapType 2 def\n1 begincodespacerange\n"
        f"<{'00' * width}> <{'FF' * width}>\nendcodespacerange\n"
        f"{len(said)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )


def embedded(
    sheet: Sheet, shown: str, said: Sequence[str], *, glyphs: Sequence[int] | None = None
) -> tuple[str, str]:
    """An embedded font with a code for each letter to show, and the operator that shows them.

    Args:
        sheet: The page.
        shown: What the glyphs look like.
        said: What the font's CMap says of each.
        glyphs: Numbers of the glyphs, in place of those of `shown`.
    """
    known, (widths, usual) = glyphs_of_file(), _file_metrics()
    numbers = list(glyphs) if glyphs is not None else [known.get(ord(c), 0) for c in shown]
    file = sheet.add(f"/Length1 {FONT_FILE.stat().st_size}", FONT_FILE.read_bytes())
    described = sheet.add(
        "<< /Type /FontDescriptor /FontName /AAAAAA+Vera /Flags 4 /FontBBox [-183 -236 1288 928] "
        f"/ItalicAngle 0 /Ascent 928 /Descent -236 /CapHeight 730 /StemV 80 /FontFile2 {file} >>"
    )
    table = b"\0\0" + b"".join(number.to_bytes(2, "big") for number in numbers)
    wide = " ".join(f"{widths.get(ord(c), usual):.0f}" for c in shown)
    descendant = sheet.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Vera /CIDSystemInfo "
        f"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {described} "
        f"/W [1 [{wide}]] /CIDToGIDMap {sheet.add('', table)} >>"
    )
    cmap = sheet.add("", to_unicode({n: text for n, text in enumerate(said, 1) if text}, 2))
    font = sheet.name(
        "Font",
        "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Vera /Encoding /Identity-H "
        f"/DescendantFonts [{descendant}] /ToUnicode {cmap} >>",
    )
    codes = "".join(f"{number:04X}" for number in range(1, len(shown) + 1))
    return font, f"<{codes}> Tj"


def type3(
    sheet: Sheet,
    procedures: Callable[[str], str],
    text: str,
    *,
    matrix: str = "0.001 0 0 0.001 0 0",
    width: float = 600,
    bounds: str = "0 -250 700 900",
) -> str:
    """The name of a Type 3 font whose glyphs are drawn by procedures, one for each letter.

    Args:
        sheet: The page.
        procedures: Operators of a letter's glyph.
        text: Its letters are in the font, under their codes.
        matrix: From glyph space to text space.
        width: Of each glyph.
        bounds: Of all glyphs.
    """
    letters = sorted(set(text))
    drawn = " ".join(f"/g{ord(c)} {sheet.add('', procedures(c))}" for c in letters)
    named = " ".join(f"{ord(c)} /g{ord(c)}" for c in letters)
    first, last = ord(letters[0]), ord(letters[-1])
    widths = " ".join(str(width) for _ in range(first, last + 1))
    cmap = sheet.add("", to_unicode({ord(c): c for c in letters}, 1))
    return sheet.name(
        "Font",
        f"<< /Type /Font /Subtype /Type3 /FontBBox [{bounds}] /FontMatrix [{matrix}] "
        f"/CharProcs << {drawn} >> /Encoding << /Type /Encoding /Differences [{named}] >> "
        f"/FirstChar {first} /LastChar {last} /Widths [{widths}] /ToUnicode {cmap} "
        f"/Resources {sheet.resources()} >>",
    )
