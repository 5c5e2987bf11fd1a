"""DOCX to lines: body, tables, text boxes, headers and footers in reading order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fitscore.documents.builder import TextBuilder
from fitscore.errors import LimitError, UnreadableError
from fitscore.types import Line

_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 200 << 20
_MOST_RATIO = 100  # text packs to a tenth, a drawing's points to a thirtieth
_SMALL = 4 << 20
_TWIP = 1 / 20  # points
_USUAL_SIZE = 11.0  # points, where a document names none
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What a revision took out, and the twin of a drawing for older programs.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "delText"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes, source: str) -> tuple[str, tuple[Line, ...]]:
    """Text of a Word document and its lines: headers, body, text boxes and footers.

    Raises:
        UnreadableError: The file is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    # What the library, the archive and the markup raise on damaged files of many kinds.
    damage = (
        OpcError,
        XMLSyntaxError,
        zipfile.BadZipFile,
        zlib.error,
        AttributeError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    )
    try:
        _check_archive(data, source)
        return _Reader(docx.Document(io.BytesIO(data))).read()
    except damage as error:
        raise UnreadableError(
            source, f"the Word file is damaged ({error})", "open it in a word processor and save it"
        ) from error


def _check_archive(data: bytes, source: str) -> None:
    """Refuse an archive that would unpack to far more than it is, or that declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        crowded = len(entries) > _MOST_ENTRIES or size > _MOST_UNPACKED
        packed = sum(entry.compress_size for entry in entries) or 1
        if crowded or (size > _SMALL and size / packed > _MOST_RATIO):
            raise LimitError(
                source,
                f"it unpacks to {size >> 20} MiB in {len(entries)} parts, which no résumé does",
                "save it again from a word processor, or as PDF",
            )
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                # No word processor writes a document type; it is how entities are smuggled in.
                part = archive.read(entry).replace(b"\0", b"")
                if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                    raise UnreadableError(
                        source,
                        "the Word file declares a document type, as attacks do",
                        "open it in a word processor and save it again",
                    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What a paragraph style sets, its ancestors' settings included; lengths in points."""

    before: float
    after: float
    size: float
    bold: bool
    item: bool
    heading: bool


class _Reader:
    """Walks the markup itself.

    The library's own iteration leaves out what stands in content controls, text boxes and
    tracked insertions. Rows are counted as on paper: the cells of a table's row and the parts
    between tabs share one, and a text box begins at the row that it stands beside.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._builder = TextBuilder()
        self._row = 0.0
        self._blank = 0.0  # points of white space above the next paragraph
        self._boxes: list[tuple[float, Any]] = []
        self._defaults = _spacing(document.styles.element, "docDefaults/pPrDefault/pPr")
        self._look_of = cache(self._look)

    def read(self) -> tuple[str, tuple[Line, ...]]:
        sections = list(self._document.sections)
        for element in _margins(sections, ("first_page_header", "header", "even_page_header")):
            self._blocks(element)
        self._blocks(self._document.element.body)
        self._beside()
        self._row = 0.0
        for element in _margins(sections, ("first_page_footer", "footer", "even_page_footer")):
            self._blocks(element)
        self._beside()
        return self._builder.text(), self._builder.lines()

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            kind = _kind(child)
            if kind == "p":
                self._paragraph(child)
            elif kind == "tbl":
                self._table(child)
            elif kind not in _SKIPPED:
                self._blocks(child)

    def _table(self, table: Any) -> None:
        for row in _inside(table, "tr"):
            top = bottom = self._row
            for cell in _inside(row, "tc"):
                self._row = top
                self._blank = 0.0
                self._blocks(cell)
                bottom = max(bottom, self._row)
            self._row = bottom

    def _beside(self) -> None:
        """The text boxes that stand beside what was read so far."""
        while self._boxes:
            boxes, self._boxes = self._boxes, []
            for row, box in boxes:
                self._row = row
                self._blocks(box)

    def _paragraph(self, element: Any) -> None:
        boxes = list(_text_boxes(element))
        if self._builder.is_empty():
            # A band or a side bar that is anchored above the text is read before it.
            for box in boxes:
                self._blocks(box)
                self._row = 0.0
        else:
            self._boxes += [(self._row, box) for box in boxes]
        runs = list(_runs(element))
        text = "".join(text for _, text in runs)
        look = self._look_of(_value(element, "pPr/pStyle") or "")
        if not text.strip():
            self._blank += (look.size or _USUAL_SIZE) if not boxes else 0.0
            return
        before, after = _spacing(element, "pPr", (look.before, look.after))
        inked = [run for run, part in runs if part.strip()]
        bold = look.bold or all(_is_on(run, "b") or _is_on(run, "caps") for run in inked)
        sizes = [float(size) / 2 for run in inked if (size := _value(run, "rPr/sz"))]
        numbering = _value(element, "pPr/numPr/numId")
        item = look.item if numbering is None else numbering != "0"
        gap = max(before, self._blank) / (look.size or _USUAL_SIZE)
        first = True
        for part in text.split("\n"):
            # A tab sets the place or the dates apart from the title: each part is a line.
            for piece in part.split("\t"):
                line = Line(
                    0,
                    0,
                    x0=_indent(element),
                    size=max(sizes, default=look.size),
                    bold=bold or look.heading,
                    heading=look.heading,
                    item=item and first,
                    gap=gap if first and not item else 0.0,
                )
                first = not self._builder.add(piece, line, row=self._row) and first
            self._row += 1
        self._blank = after

    def _look(self, style_id: str) -> _Look:
        from docx.enum.style import WD_STYLE_TYPE

        styles = self._document.styles.element
        usual = styles.default_for(WD_STYLE_TYPE.PARAGRAPH)
        name, before, after, size, bold, item, outline = "", None, None, "", None, None, None
        for _ in range(12):  # a chain of styles that runs in a circle ends
            style = styles.get_by_id(style_id) if style_id else usual
            if style is None:
                break
            name = name or (_value(style, "name") or "").lower()
            spacing = style.find(f"{_W}pPr/{_W}spacing")
            if spacing is not None:
                before = before if before is not None else spacing.get(f"{_W}before")
                after = after if after is not None else spacing.get(f"{_W}after")
            size = size or _value(style, "rPr/sz") or ""
            if bold is None and style.find(f"{_W}rPr/{_W}b") is not None:
                bold = _is_on(style, "b")
            item = item or _value(style, "pPr/numPr/numId")
            outline = outline or _value(style, "pPr/outlineLvl")
            parent = _value(style, "basedOn")
            if not parent:
                break
            style_id = parent
        listed = name.startswith(("list bullet", "list number")) or item not in (None, "0")
        heading = name.startswith(("heading", "title")) or outline in set("012345678")
        return _Look(
            float(before) * _TWIP if before else self._defaults[0],
            float(after) * _TWIP if after else self._defaults[1],
            float(size) / 2 if size else 0.0,
            bool(bold),
            listed,
            heading,
        )


def _kind(element: Any) -> str:
    """The local name of an element; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _inside(parent: Any, kind: str) -> Iterator[Any]:
    """Children of a kind, those in content controls included."""
    for child in parent:
        if _kind(child) == kind:
            yield child
        elif _kind(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inside(child, kind)


def _runs(parent: Any) -> Iterator[tuple[Any, str]]:
    """Runs of a paragraph with their text; tabs and breaks are characters."""
    for child in parent:
        kind = _kind(child)
        if kind == "r":
            yield child, "".join(map(_characters, child))
        elif kind not in _SKIPPED:
            yield from _runs(child)


def _characters(element: Any) -> str:
    kind = _kind(element)
    if kind == "t":
        return element.text or ""
    if kind == "sym":
        return chr(int(element.get(f"{_W}char") or "20", 16))
    return _BREAKS.get(kind, "")


def _text_boxes(parent: Any) -> Iterator[Any]:
    for child in parent:
        kind = _kind(child)
        if kind == "txbxContent":
            yield child
        elif kind not in _SKIPPED:
            yield from _text_boxes(child)


def _margins(sections: list[Any], names: tuple[str, ...]) -> Iterator[Any]:
    """Headers or footers of all sections; one that says the same as another is read once."""
    seen: set[str] = set()
    for section in sections:
        for name in names:
            margin = getattr(section, name)
            if margin.is_linked_to_previous:
                continue
            element = margin._element  # noqa: SLF001 - the library's proxies hide content controls
            told = " ".join("".join(element.itertext()).split())
            if told and told not in seen:
                seen.add(told)
                yield element


def _value(element: Any, path: str) -> str | None:
    """The `val` of a property, by its path of local names."""
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = None if found is None else found.get(f"{_W}val")
    return None if value is None else str(value)


def _is_on(element: Any, name: str) -> bool:
    found = element.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _indent(paragraph: Any) -> float:
    found = paragraph.find(f"{_W}pPr/{_W}ind")
    if found is None:
        return 0.0
    return float(found.get(f"{_W}left") or found.get(f"{_W}start") or 0) * _TWIP


def _spacing(
    element: Any, path: str, inherited: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """White space above and below a paragraph in points, where its properties set their own."""
    found = element.find("/".join(f"{_W}{step}" for step in f"{path}/spacing".split("/")))
    if found is None:
        return inherited
    above, below = (found.get(f"{_W}{side}") for side in ("before", "after"))
    return (
        float(above) * _TWIP if above else inherited[0],
        float(below) * _TWIP if below else inherited[1],
    )
