"""ODT to lines: body, lists, tables, text boxes, headers and footers in reading order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

from fitscore.documents.contrast import RGB, is_told
from fitscore.documents.flow import (
    FARTHEST,
    LEAST_SEEN,
    LEAST_SIZE,
    Flow,
    Look,
    is_stacked,
    said_once,
)
from fitscore.documents.package import ARCHIVE_DAMAGE, check_package, local_name, text_within
from fitscore.errors import LockedError, UnreadableError
from fitscore.types import Flag, Line

_MOST_STYLES = 12
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|pc|px|%)")
_COLOR = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_MOST_BLANKS = 200
_USUAL_SIZE = 12.0  # points
# Comments, what a revision took out, notes at the foot, and what is said of pictures.
_SKIPPED = frozenset({
    "annotation", "annotation-end", "tracked-changes", "note", "title", "desc",
    "covered-table-cell", "sequence-decls", "variable-decls", "forms", "object", "object-ole",
    "image", "script",
})  # fmt: skip
_SHAPES = frozenset({"custom-shape", "rect", "ellipse", "polygon", "path", "line", "connector"})
_MARGINS = (
    ("header-first", "header", "header-left"),
    ("footer-first", "footer", "footer-left"),
)
_SIDES = (("x", "width"), ("y", "height"))
_SPAN, _PARAGRAPH = "text", "paragraph"


def read_odt(data: bytes, source: str) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
    """Text of an OpenDocument text and its lines: headers, body, text boxes and footers.

    What a reader would not see (hidden, white on white, tiny) is flagged and left out.

    Raises:
        LimitError: It unpacks to far more than it is.
        UnreadableError: The file is damaged.
    """
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    try:
        check_package(data, source, ("content.xml", "styles.xml"))
        parser = XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise LockedError(
                    source, "the file is protected by a password", "save a copy without a password"
                )
            content = fromstring(archive.read("content.xml"), parser)
            named = "styles.xml" in archive.namelist()
            styles = fromstring(archive.read("styles.xml"), parser) if named else content
        return _Reader(content, styles).read()
    except (XMLSyntaxError, AttributeError, TypeError, *ARCHIVE_DAMAGE) as error:
        raise UnreadableError(
            source,
            f"the OpenDocument file is damaged ({error})",
            "open it in a word processor and save it",
        ) from error


class _Reader:
    """Walks the markup of the body and of the margins of its pages."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._content = content
        self._margins = styles
        self._flow = Flow()
        self._styles: dict[tuple[str, str], Any] = {}
        self._papers: list[str | None] = []
        for root in (styles, content):
            for element in root.iter():
                kind = local_name(element)
                if kind == "style":
                    self._styles[_value(element, "family"), _value(element, "name")] = element
                elif kind == "page-layout-properties":
                    self._papers.append(_value(element, "background-color"))
                elif kind == "default-style":
                    self._styles[_value(element, "family"), ""] = element
        self._of_style = cache(self._collected)

    def read(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        headers, footers = (self._margin(names) for names in _MARGINS)
        for element in headers:
            self._blocks(element)
        for element in self._content.iter():
            if local_name(element) == "body":
                self._blocks(element)
        self._flow.beside()
        self._flow.margin()
        for element in footers:
            self._blocks(element)
        self._flow.beside()
        return self._flow.result()

    def _margin(self, names: tuple[str, ...]) -> Iterator[Any]:
        """Headers or footers that are shown."""
        shown = (
            element
            for element in self._margins.iter()
            if local_name(element) in names and _value(element, "display") != "false"
        )
        return said_once(shown, text_within)

    def _blocks(self, parent: Any, *, item: bool = False) -> None:
        """Everything in an element; the first paragraph of a list's item is marked as one."""
        for child in parent:
            kind = local_name(child)
            if self._is_unseen(child):
                self._flow.hide(" ".join(child.itertext()))
            elif kind in {"p", "h"}:
                self._paragraph(child, item=item)
                item = False
            elif kind == "list-item":
                self._blocks(child, item=True)
            elif kind == "table-row":
                self._flow.cells(_cells(child), self._blocks)
            elif kind == "frame" or kind in _SHAPES:
                self._flow.box(partial(self._blocks, child))
            elif kind not in _SKIPPED:
                self._blocks(child)

    def _is_unseen(self, element: Any) -> bool:
        """Whether a section, a row or a column is switched off, or a frame is off the page."""
        kind = local_name(element)
        if kind == "frame" or kind in _SHAPES:
            ends = [_points(_value(element, a)) + _points(_value(element, b)) for a, b in _SIDES]
            sizes = [_value(element, name) for name in ("width", "height")]
            fixed = _value(element, "anchor-type") == "page"
            grows = any(_value(child, "min-height") for child in element)
            small = any(size and _points(size) < 1 for size in sizes) and not grows
            if small or min(ends) < (0 if fixed else -FARTHEST):
                return True
        if kind == "table-row":
            style = self._of_style(kind, _value(element, "style-name"))
            if 0 <= _points(style.get("row-height", "99pt")) < LEAST_SIZE:
                return True
        return _value(element, "display") in {"none", "condition"} or _value(
            element, "visibility"
        ) in {"collapse", "filter"}

    def _paragraph(self, element: Any, *, item: bool) -> None:
        boxes = list(_boxes(element))
        for box in boxes:
            if self._is_unseen(box):
                self._flow.hide(" ".join(box.itertext()))
            else:
                self._flow.box(partial(self._blocks, box))
        own = self._of_style(_PARAGRAPH, _value(element, "style-name"))
        runs = []
        for text, looks in self._runs(element, own):
            if text.strip() and self._is_hidden(looks, element):
                self._flow.hide(text)
            else:
                runs.append((text, looks))
        if boxes and not any(text.strip() for text, _ in runs):
            return
        inked = [looks for text, looks in runs if text.strip()]
        heading = local_name(element) == "h" or own.get("heading") == "yes"
        look = Look(
            before=_points(own.get("margin-top")),
            after=_points(own.get("margin-bottom")),
            size=max((_points(looks.get("font-size")) for looks in inked), default=0.0)
            or _points(own.get("font-size")),
            bold=bool(inked) and all(map(_is_bold, inked)),
            item=item and not heading,
            heading=heading,
            indent=0.0 if item else _points(own.get("margin-left")),
        )
        self._flow.add("".join(text for text, _ in runs), look)

    def _runs(
        self, parent: Any, looks: Mapping[str, str]
    ) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Text with what is set for it; tabs and breaks are characters."""
        yield _joined(parent.text), looks
        for child in parent:
            kind = local_name(child)
            if kind == "span":
                own = self._of_style(_SPAN, _value(child, "style-name"))
                size = _sized(own.get("font-size"), looks.get("font-size"))
                yield from self._runs(child, {**looks, **own, **size})
            elif kind in {"hidden-text", "hidden-paragraph"}:
                self._flow.hide("".join(child.itertext()) or _value(child, "string-value"))
            elif kind == "s":
                yield " " * min(_MOST_BLANKS, int(_value(child, "c") or 1)), looks
            elif kind == "tab":
                yield "\t", looks
            elif kind == "line-break":
                yield "\n", looks
            elif kind and kind not in _SKIPPED and kind != "frame" and kind not in _SHAPES:
                yield from self._runs(child, looks)
            yield _joined(child.tail), looks

    def _is_hidden(self, looks: Mapping[str, str], paragraph: Any) -> bool:
        """Whether text is marked hidden, tiny, squeezed, cut off, or of its ground's colour."""
        if looks.get("display") == "none" or looks.get("char-transparency") == "100%":
            return True
        size = _points(looks.get("font-size")) or _USUAL_SIZE
        share = looks.get("text-position", "100% 100%").split()[-1]
        scale = min(1.0, _share(looks.get("text-scale")))
        if size * min(_share(share), scale) < LEAST_SIZE:
            return True
        if is_stacked(scale * size, _points(looks.get("letter-spacing"))):
            return True
        line = looks.get("line-height", "")
        high = _share(line) * size if line.endswith("%") else _points(line)
        if line and line != "normal" and high < LEAST_SEEN * size:
            return True
        if _points(looks.get("margin-left")) < -FARTHEST:
            return True
        ink = _rgb(looks.get("color"))
        if ink is None or looks.get("use-window-font-color") == "true":
            return False
        return all(
            ground is not None and not is_told(ink, ground)
            for ground in self._behind(looks, paragraph)
        )

    def _behind(self, looks: Mapping[str, str], paragraph: Any) -> list[RGB | None]:
        """What may lie behind text, the nearest that is painted; None for a picture."""
        own = _rgb(looks.get("background-color"))
        if own is not None:
            return [own]
        for ancestor in paragraph.iterancestors():
            kind = local_name(ancestor)
            if kind in _SHAPES or kind == "frame":
                style = self._of_style("graphic", _value(ancestor, "style-name"))
                if style.get("fill") in {"gradient", "bitmap", "hatch"}:
                    return [None]
                fill = None if style.get("fill") == "none" else _rgb(style.get("fill-color"))
                fill = fill or _rgb(style.get("background-color"))
            elif kind in {"table-cell", "table-row", "table"}:
                style = self._of_style(kind, _value(ancestor, "style-name"))
                fill = _rgb(style.get("background-color"))
            else:
                continue
            if fill is not None:
                return [fill]
        return [_rgb(paper) or (255, 255, 255) for paper in self._papers] or [(255, 255, 255)]

    def _collected(self, family: str, name: str) -> dict[str, str]:
        """What a style sets, its ancestors' and the default's settings included."""
        chain: list[Any] = []
        while name and len(chain) < _MOST_STYLES:  # a chain that runs in a circle ends
            style = self._styles.get((family, name))
            if style is None:
                break
            chain.append(style)
            name = _value(style, "parent-style-name")
        # A span inherits from its paragraph, which is laid under it by the caller.
        usual = self._styles.get((family, "")) if family == _PARAGRAPH else None
        found: dict[str, str] = {}
        for style in [*([usual] if usual is not None else []), *reversed(chain)]:
            label = (_value(style, "display-name") or _value(style, "name")).lower()
            if label.startswith(("heading", "title")) or _value(style, "default-outline-level"):
                found["heading"] = "yes"
            for properties in style:
                for key, value in properties.attrib.items():
                    _set(found, str(key).rpartition("}")[2], str(value))
        return found


def _set(found: dict[str, str], key: str, value: str) -> None:
    """Lay a setting over those before it; a percentage is of the size before it."""
    if key == "font-size":
        found |= _sized(value, found.get(key))
    else:
        found[key] = value


def _sized(size: str | None, before: str | None) -> dict[str, str]:
    """The setting of a size, a percentage of what is set around it worked out."""
    found = _LENGTH.fullmatch(size or "")
    if found is None:
        return {}
    if found[2] == "%" and before and not before.endswith("%"):
        return {"font-size": f"{_points(before) * float(found[1]) / 100:g}pt"}
    return {"font-size": size or ""}


def _value(element: Any, name: str) -> str:
    """An attribute by its local name; empty where there is none."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _cells(row: Any) -> list[Any]:
    return [child for child in row if local_name(child) == "table-cell"]


def _boxes(parent: Any) -> Iterator[Any]:
    """Frames and shapes with text that are anchored in a paragraph."""
    for child in parent:
        kind = local_name(child)
        if kind == "frame" or kind in _SHAPES:
            yield child
        elif kind not in _SKIPPED:
            yield from _boxes(child)


def _joined(text: str | None) -> str:
    """Text of the markup, in which a run of white space is a blank."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _points(length: str | None) -> float:
    found = _LENGTH.fullmatch(length or "")
    return float(found[1]) * _POINTS.get(found[2], 0.0) if found else 0.0


def _is_bold(looks: Mapping[str, str]) -> bool:
    weight = looks.get("font-weight", "")
    heavy = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return heavy or looks.get("text-transform") == "uppercase"


def _share(percentage: str | None) -> float:
    found = _LENGTH.fullmatch(percentage or "")
    return float(found[1]) / 100 if found and found[2] == "%" else 1.0


def _rgb(color: str | None) -> RGB | None:
    found = _COLOR.fullmatch(color or "")
    return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None
