"""A Word file written part by part, and ten layouts of the text that everyone sees.

Element names are those of ECMA-376 (ISO/IEC 29500-1), WordprocessingML; lengths are twentieths of a
point, half-points for sizes of type, English Metric Units (12,700 to a point) for drawings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from benchmarks.hidden.shared import CANARY, SEEN

_OFFICE = "http://schemas.openxmlformats.org"
_MICROSOFT = "http://schemas.microsoft.com/office/word"
_KINDS = f"{_OFFICE}/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main" xmlns:r="{_KINDS}" '
    f'xmlns:mc="{_OFFICE}/markup-compatibility/2006" '
    f'xmlns:wp="{_OFFICE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{_OFFICE}/drawingml/2006/main" xmlns:pic="{_OFFICE}/drawingml/2006/picture" '
    f'xmlns:wps="{_MICROSOFT}/2010/wordprocessingShape" '
    f'xmlns:wpg="{_MICROSOFT}/2010/wordprocessingGroup" '
    f'xmlns:w14="{_MICROSOFT}/2010/wordml" xmlns:w15="{_MICROSOFT}/2012/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:example:unknown" mc:Ignorable="w14 w15 x"'
)
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 12240, 15840, 1080


@dataclass(frozen=True)
class Layout:
    """How the text of a page is set, and on what."""

    name: str
    font: str = "Calibri"
    size: int = 22
    paper: str = "FFFFFF"
    ink: str = "000000"
    band: str = ""
    bar: str = ""
    line: int = 259


LAYOUTS = [
    Layout("plain"),
    Layout("serif, small", font="Times New Roman", size=18, line=240),
    Layout("cream paper", paper="FBF6E9"),
    Layout("grey tint", paper="ECEFF1", size=20),
    Layout("dark band above", band="1F3A5F"),
    Layout("dark side bar", bar="263238", size=20),
    Layout("light side bar", bar="E3F2FD", font="Courier New", size=18),
    Layout("dark paper", paper="102027", ink="FFFFFF"),
    Layout("blue ink", font="Arial", size=20, ink="0D47A1"),
    Layout("wide leading", font="Times New Roman", size=24, line=480),
]


def run(props: str = "", text: str = CANARY) -> str:
    """A run of text with its own properties."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(content: str, props: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{props}</w:pPr>{content}</w:p>"


def style(kind: str, name: str, inner: str, based: str = "", *, default: bool = False) -> str:
    """A style; `inner` are its properties."""
    usual = ' w:default="1"' if default else ""
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{usual}><w:name w:val="{name}"/>{parent}'
        f"{inner}</w:style>"
    )


def shade(fill: str, more: str = 'w:val="clear" w:color="auto"') -> str:
    """A ground."""
    return f'<w:shd {more} w:fill="{fill}"/>'


def cell(content: str, props: str = "", width: int = 4500) -> str:
    """A cell of a table."""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{props}</w:tcPr>{content}</w:tc>"


def row(*cells: str, props: str = "") -> str:
    """A row of a table."""
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, props: str = "", grid: tuple[int, ...] = (4500, 4500)) -> str:
    """A table of fixed widths."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f'<w:tbl><w:tblPr>{props}<w:tblW w:w="{sum(grid)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


@dataclass
class Word:
    """What the parts of a file are made of."""

    layout: Layout
    body: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    numbering: list[str] = field(default_factory=list)
    section: list[str] = field(default_factory=list)
    parts: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    loose: dict[str, bytes] = field(default_factory=dict)
    defaults: str = ""
    seen_props: str = ""  # of the text that everyone sees, where all else is changed
    background: str = ""
    mapping: str = ""
    minor_font: str = "Calibri"
    margins: str = f'w:left="{MARGIN}" w:right="{MARGIN}" w:header="720" w:footer="720"'

    def __post_init__(self) -> None:
        if self.layout.paper != "FFFFFF":
            self.background = f'<w:background w:color="{self.layout.paper}"/>'
            self.settings.append("<w:displayBackgroundShape/>")

    def look(self, *, color: str = "", size: int = 0, more: str = "") -> str:
        """The properties of a run as the layout has them, some of them changed."""
        tone = color or f'<w:color w:val="{self.layout.ink}"/>'
        font = f'<w:rFonts w:ascii="{self.layout.font}" w:hAnsi="{self.layout.font}"/>'
        return f'{font}{tone}<w:sz w:val="{size or self.layout.size}"/>{more}'

    def add(self, block: str) -> None:
        """A block behind the text that everyone sees."""
        self.body.append(block)

    def part(self, name: str, kind: str, content: str | bytes, type_: str = "") -> str:
        """A part of its own; gives the name of its relation."""
        made = content if isinstance(content, bytes) else content.encode()
        self.parts[name] = (kind, type_, made)
        return f"rel{len(self.parts)}"

    def margin_part(self, kind: str, which: str, text: str, props: str | None = None) -> str:
        """A header or footer; gives the reference to it."""
        name = f"{kind}{which}{len(self.parts)}.xml"
        tag = "hdr" if kind == "header" else "ftr"
        look = self.look() if props is None else props
        content = f"<w:{tag} {NAMESPACES}>{par(run(look, text))}</w:{tag}>"
        relation = self.part(name, kind, content, f"{_WORD_TYPE}.{kind}+xml")
        return f'<w:{kind}Reference w:type="{which}" r:id="{relation}"/>'

    def picture(self) -> str:
        """The relation of a dark picture."""
        stream = io.BytesIO()
        Image.new("RGB", (40, 40), "#14303F").save(stream, "PNG")
        return self.part("media/image1.png", "image", stream.getvalue(), "image/png")

    def section_end(self, extra: str = "", size: str = "", margins: str = "") -> str:
        """The properties of a section."""
        size = size or f'w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"'
        top = "" if "w:top" in (margins or self.margins) else 'w:top="1080" w:bottom="1080"'
        return (
            f"<w:sectPr>{extra}<w:pgSz {size}/><w:pgMar {top} "
            f'{margins or self.margins} w:gutter="0"/></w:sectPr>'
        )

    def to_bytes(self) -> bytes:
        """The file."""
        kinds = {
            "styles.xml": ("styles", self._styles()),
            "settings.xml": ("settings", self._settings()),
            "numbering.xml": ("numbering", self._numbering()),
            "theme/theme1.xml": ("theme", self._theme()),
        }
        files = {f"word/{name}": content.encode() for name, (_, content) in kinds.items()}
        types = {f"word/{name}": f"{_WORD_TYPE}.{kind}+xml" for name, (kind, _) in kinds.items()}
        types["word/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
        relations = [(f"own{kind}", kind, name) for name, (kind, _) in kinds.items()]
        for n, (name, (kind, type_, content)) in enumerate(self.parts.items(), 1):
            files[f"word/{name}"] = content
            types[f"word/{name}"] = type_ or "application/xml"
            relations.append((f"rel{n}", kind, name))
        files["word/document.xml"] = self._document().encode()
        types["word/document.xml"] = f"{_WORD_TYPE}.document.main+xml"
        files["word/_rels/document.xml.rels"] = _relations(relations)
        main = [("rId1", "officeDocument", "word/document.xml")]
        files["_rels/.rels"] = _relations(main)
        overrides = "".join(
            f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, type_ in types.items()
        )
        files["[Content_Types].xml"] = (
            f'<Types xmlns="{_OFFICE}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ).encode()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**files, **self.loose}.items():
                archive.writestr(name, content)
        return stream.getvalue()

    def _document(self) -> str:
        layout = self.layout
        spacing = f'<w:spacing w:after="80" w:line="{layout.line}" w:lineRule="auto"/>'
        look = self.look(more=self.seen_props)
        bold = f"{look}<w:b/>"
        seen = [par(run(bold, "EXPERIENCE"), spacing)]
        seen += [par(run(look, text), spacing) for text in SEEN]
        blocks = seen + self.body
        if layout.band:
            white = self.look(color='<w:color w:val="FFFFFF"/>', size=40, more=self.seen_props)
            name = par(run(white, "Records Supervisor"))
            blocks.insert(0, table(row(cell(name, shade(layout.band), 9000)), grid=(9000,)))
        if layout.bar:
            dark = layout.bar < "8"
            tone = f'<w:color w:val="{"FFFFFF" if dark else "000000"}"/>'
            aside = par(run(self.look(color=tone, more=self.seen_props), "Filing and indexing"))
            bar = cell(aside, shade(layout.bar), 2600)
            main = cell("".join(seen), "", 7400)
            blocks = [table(row(bar, main), grid=(2600, 7400)), *self.body]
        end = self.section_end("".join(self.section))
        return (
            f"<w:document {NAMESPACES}>{self.background}<w:body>{''.join(blocks)}{end}</w:body>"
            "</w:document>"
        )

    def _styles(self) -> str:
        return (
            f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
            f"{self.defaults or _USUAL}</w:rPr></w:rPrDefault></w:docDefaults>"
            f"{'' if any(_is_normal(s) for s in self.styles) else _NORMAL}"
            f"{''.join(self.styles)}</w:styles>"
        )

    def _settings(self) -> str:
        mapping = self.mapping or (
            'w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"'
        )
        inner = "".join(self.settings)
        return f"<w:settings {NAMESPACES}>{inner}<w:clrSchemeMapping {mapping}/></w:settings>"

    def _numbering(self) -> str:
        return f"<w:numbering {NAMESPACES}>{''.join(self.numbering)}</w:numbering>"

    def _theme(self) -> str:
        """Text 1 is the layout's ink, background 1 its paper."""
        colors = {
            "dk1": self.layout.ink, "lt1": self.layout.paper, "dk2": "44546A", "lt2": "E7E6E6",
            "accent1": "1F3864", "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000",
            "accent5": "5B9BD5", "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
        }  # fmt: skip
        made = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in colors.items())
        fonts = "".join(
            f'<a:{kind}Font><a:latin typeface="{name}"/></a:{kind}Font>'
            for kind, name in (("major", "Calibri Light"), ("minor", self.minor_font))
        )
        return (
            f'<a:theme {NAMESPACES} name="Office"><a:themeElements><a:clrScheme name="Office">'
            f'{made}</a:clrScheme><a:fontScheme name="Office">{fonts}</a:fontScheme>'
            '<a:fmtScheme name="Office"/></a:themeElements></a:theme>'
        )


_USUAL = '<w:sz w:val="22"/>'
_NORMAL = style("paragraph", "Normal", "", default=True)


def _is_normal(made: str) -> bool:
    return 'w:styleId="Normal"' in made


def _relations(relations: list[tuple[str, str, str]]) -> bytes:
    made = "".join(
        f'<Relationship Id="{name}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{made}</Relationships>'
    ).encode()


Way = Callable[[Word, Layout], None]


def page(layout: Layout, way: Way) -> bytes:
    """A Word file: the layout with one way of writing the canary."""
    word = Word(layout)
    way(word, layout)
    return word.to_bytes()
