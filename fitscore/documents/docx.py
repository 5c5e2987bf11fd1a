"""DOCX to lines: body, tables, text boxes, headers and footers in reading order.

One file: a part of a Word document is read by what the others know.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from fitscore.documents.flow import LEAST_SIZE, Flow, Look, is_white, said_once
from fitscore.documents.package import ARCHIVE_DAMAGE, check_package, local_name, text_within
from fitscore.errors import UnreadableError
from fitscore.types import Flag, Line

_MOST_STYLES = 12
_TWIP = 1 / 20  # points
_MOSTLY = 0.5  # share of an area
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What a revision took out, and the twin of a drawing for older programs.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "delText"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes, source: str) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
    """Text of a Word document and its lines: headers, body, text boxes and footers.

    What a reader would not see (hidden, white on white, tiny) is flagged and left out.

    Raises:
        LimitError: It unpacks to far more than it is.
        UnreadableError: The file is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    # The library is not strict: a missing part or attribute is a None where it wants a string.
    damage = (OpcError, XMLSyntaxError, AttributeError, TypeError, *ARCHIVE_DAMAGE)
    try:
        check_package(data, source, (".xml", ".rels"))
        return _Reader(docx.Document(io.BytesIO(data))).read()
    except damage as error:
        raise UnreadableError(
            source, f"the Word file is damaged ({error})", "open it in a word processor and save it"
        ) from error


_Rectangle = tuple[int, int, int, int]


class _Reader:
    """Walks the markup itself.

    The library's own iteration leaves out what stands in content controls, text boxes and
    tracked insertions.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._flow = Flow()
        self._defaults = _spacing(document.styles.element, "docDefaults/pPrDefault/pPr")
        self._look_of = cache(self._look)
        self._filled: list[_Rectangle] | None = None

    def read(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        sections = list(self._document.sections)
        for element in said_once(
            _margins(sections, ("first_page_header", "header", "even_page_header")), text_within
        ):
            self._blocks(element)
        self._blocks(self._document.element.body)
        self._flow.beside()
        self._flow.margin()
        for element in said_once(
            _margins(sections, ("first_page_footer", "footer", "even_page_footer")), text_within
        ):
            self._blocks(element)
        self._flow.beside()
        return self._flow.result()

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            kind = local_name(child)
            if kind == "p":
                self._paragraph(child)
            elif kind == "tbl":
                self._table(child)
            elif kind not in _SKIPPED:
                self._blocks(child)

    def _table(self, table: Any) -> None:
        for row in _inside(table, "tr"):
            self._flow.cells(_inside(row, "tc"), self._blocks)

    def _paragraph(self, element: Any) -> None:
        boxes = list(_text_boxes(element))
        for box in boxes:
            self._flow.box(partial(self._blocks, box))
        runs = self._seen(element, _value(element, "pPr/pStyle") or "")
        text = "".join(text for _, text in runs)
        if boxes and not text.strip():
            return
        look = self._look_of(_value(element, "pPr/pStyle") or "")
        before, after = _spacing(element, "pPr", (look.before, look.after))
        inked = [run for run, part in runs if part.strip()]
        bold = look.bold or all(_is_on(run, "b") or _is_on(run, "caps") for run in inked)
        sizes = [float(size) / 2 for run in inked if (size := _value(run, "rPr/sz"))]
        numbering = _value(element, "pPr/numPr/numId")
        self._flow.add(
            text,
            replace(
                look,
                before=before,
                after=after,
                size=max(sizes, default=look.size),
                bold=bold,
                item=look.item if numbering is None else numbering != "0",
                indent=_indent(element),
            ),
        )

    def _seen(self, paragraph: Any, style_id: str) -> list[tuple[Any, str]]:
        """The runs of a paragraph that a reader sees, with their text; others are kept apart."""
        seen = []
        for run, text in _runs(paragraph):
            if text.strip() and self._is_hidden(run, paragraph, style_id):
                self._flow.hide(text)
            else:
                seen.append((run, text))
        return seen

    def _is_hidden(self, run: Any, paragraph: Any, style_id: str) -> bool:
        """Whether a run is marked hidden, tiny, or white where nothing dark lies behind it."""
        style = _value(run, "rPr/rStyle") or ""
        chain = [run, *self._styles(style), *self._styles(style_id)]
        if _first(chain, lambda e: _switch(e, "vanish")):
            return True
        size = _first(chain, lambda e: _value(e, "rPr/sz"))
        if size and size.isdecimal() and int(size) / 2 < LEAST_SIZE:
            return True
        color = _first(chain, lambda e: _value(e, "rPr/color"))
        return _is_white(color) and not self._is_shaded(run, paragraph, chain)

    def _is_shaded(self, run: Any, paragraph: Any, chain: list[Any]) -> bool:
        """Whether something that is not white may lie behind a run: white text on it is seen.

        A drawn shape and a table's style may colour what is in them.
        """
        shades = [e.find(f"{_W}rPr/{_W}shd") for e in chain]
        shades += [e.find(f"{_W}pPr/{_W}shd") for e in (paragraph, *chain)]
        highlight = _first(chain, lambda e: _value(e, "rPr/highlight"))
        if highlight and highlight not in {"white", "none"}:
            return True
        for ancestor in run.iterancestors():
            kind = local_name(ancestor)
            if kind in {"wsp", "shape", "rect"} and _is_filled(ancestor):
                return True
            if kind == "anchor" and self._lies_on_a_shape(ancestor):
                return True
            if kind == "tc":
                shades.append(ancestor.find(f"{_W}tcPr/{_W}shd"))
            elif kind == "tbl":
                shades.append(ancestor.find(f"{_W}tblPr/{_W}shd"))
                for style in self._styles(_value(ancestor, "tblPr/tblStyle") or ""):
                    shades += style.iter(f"{_W}shd")
        background = self._document.element.find(f"{_W}background")
        if background is not None and not _is_white(background.get(f"{_W}color")):
            return True
        fills = [shade.get(f"{_W}fill") for shade in shades if shade is not None]
        return any(fill not in {None, "auto"} and not _is_white(fill) for fill in fills)

    def _lies_on_a_shape(self, anchor: Any) -> bool:
        """Whether most of an anchored text box lies on a filled shape drawn apart from it."""
        own = _rectangle(anchor)
        return own is not None and any(
            _share(own, rectangle) > _MOSTLY for rectangle in self._filled_shapes()
        )

    def _filled_shapes(self) -> list[_Rectangle]:
        if self._filled is None:
            anchors = [e for e in self._document.element.body.iter() if local_name(e) == "anchor"]
            filled = [
                a
                for a in anchors
                if any(local_name(e) == "wsp" and _is_filled(e) for e in a.iter())
            ]
            found = map(_rectangle, filled)
            self._filled = [rectangle for rectangle in found if rectangle is not None]
        return self._filled

    def _styles(self, style_id: str) -> list[Any]:
        """A style and those it is based on; a chain that runs in a circle ends."""
        found: list[Any] = []
        styles = self._document.styles.element
        while style_id and len(found) < _MOST_STYLES:
            style = styles.get_by_id(style_id)
            if style is None:
                break
            found.append(style)
            style_id = _value(style, "basedOn") or ""
        return found

    def _look(self, style_id: str) -> Look:
        from docx.enum.style import WD_STYLE_TYPE

        styles = self._document.styles.element
        usual = styles.default_for(WD_STYLE_TYPE.PARAGRAPH)
        name, before, after, size, bold, item, outline = "", None, None, "", None, None, None
        for _ in range(_MOST_STYLES):  # a chain of styles that runs in a circle ends
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
        return Look(
            float(before) * _TWIP if before else self._defaults[0],
            float(after) * _TWIP if after else self._defaults[1],
            float(size) / 2 if size else 0.0,
            bool(bold),
            listed,
            heading,
        )


def _inside(parent: Any, kind: str) -> Iterator[Any]:
    """Children of a kind, those in content controls included."""
    for child in parent:
        if local_name(child) == kind:
            yield child
        elif local_name(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inside(child, kind)


def _runs(parent: Any) -> Iterator[tuple[Any, str]]:
    """Runs of a paragraph with their text; tabs and breaks are characters."""
    for child in parent:
        kind = local_name(child)
        if kind == "r":
            yield child, "".join(map(_characters, child))
        elif kind not in _SKIPPED:
            yield from _runs(child)


def _characters(element: Any) -> str:
    kind = local_name(element)
    if kind == "t":
        return element.text or ""
    if kind == "sym":
        return chr(int(element.get(f"{_W}char") or "20", 16))
    return _BREAKS.get(kind, "")


def _text_boxes(parent: Any) -> Iterator[Any]:
    for child in parent:
        kind = local_name(child)
        if kind == "txbxContent":
            yield child
        elif kind not in _SKIPPED:
            yield from _text_boxes(child)


def _margins(sections: list[Any], names: tuple[str, ...]) -> Iterator[Any]:
    """Headers or footers of all sections that have their own."""
    for section in sections:
        for name in names:
            margin = getattr(section, name)
            if not margin.is_linked_to_previous:
                yield margin._element  # noqa: SLF001 - the library's proxies hide content controls


def _value(element: Any, path: str) -> str | None:
    """The `val` of a property, by its path of local names."""
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = None if found is None else found.get(f"{_W}val")
    return None if value is None else str(value)


def _is_filled(shape: Any) -> bool:
    """Whether a drawn shape has a ground of its own that is not white."""
    fill = shape.get("fillcolor")
    if fill is not None:
        return shape.get("filled") not in {"f", "false"} and not _is_white(fill.lstrip("#")[:6])
    for properties in shape:
        if local_name(properties) == "spPr":
            for child in properties:
                if local_name(child) in {"gradFill", "blipFill", "pattFill"}:
                    return True
                if local_name(child) == "solidFill":
                    colors = [e.get("val") for e in child if local_name(e).endswith("Clr")]
                    return not any(_is_white(color) or color == "bg1" for color in colors)
                if local_name(child) == "noFill":
                    return False
    # A shape without a fill of its own takes that of its style.
    return any(local_name(e) == "fillRef" and e.get("idx") not in {None, "0"} for e in shape.iter())


def _rectangle(anchor: Any) -> _Rectangle | None:
    """Where a drawing lies, if it is measured from the page: left, top, right, bottom (EMU)."""
    corner = []
    for child in anchor:
        if local_name(child) in {"positionH", "positionV"} and child.get("relativeFrom") == "page":
            corner += [int(e.text or 0) for e in child if local_name(e) == "posOffset"]
    extent = [e for e in anchor if local_name(e) == "extent"]
    if len(corner) != 2 or not extent:
        return None
    left, top = corner
    return left, top, left + int(extent[0].get("cx")), top + int(extent[0].get("cy"))


def _share(inner: _Rectangle, outer: _Rectangle) -> float:
    """How much of the area of one rectangle another covers."""
    wide = min(inner[2], outer[2]) - max(inner[0], outer[0])
    tall = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0, wide) * max(0, tall) / area if area > 0 else 0.0


def _first(elements: list[Any], read: Callable[[Any], str | None]) -> str | None:
    """What the first of some elements says that says anything."""
    return next((value for element in elements if (value := read(element)) is not None), None)


def _switch(element: Any, name: str) -> str | None:
    """`on`, an empty string for off, or None where nothing is said."""
    if element.find(f"{_W}rPr/{_W}{name}") is None:
        return None
    return "on" if _is_on(element, name) else ""


def _is_white(color: str | None) -> bool:
    """Whether a colour (RRGGBB) is white or cannot be told from it on paper."""
    if color is None or not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return False
    return is_white(*(int(color[i : i + 2], 16) for i in (0, 2, 4)))


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
