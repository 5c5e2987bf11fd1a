"""ODT to lines: body, lists, tables, text boxes, notes, headers and footers in reading order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from fitscore.documents.backdrop import Backdrop
from fitscore.documents.flow import Flow, Look, said_once
from fitscore.documents.odt_sight import (
    SHAPES,
    Frames,
    extent_of,
    is_hidden,
    line_height,
    most_pages,
    size_of,
)
from fitscore.documents.odt_styles import (
    PARAGRAPH,
    Looks,
    Styles,
    attribute,
    fill_of,
    laid_over,
    points,
)
from fitscore.documents.package import (
    ARCHIVE_DAMAGE,
    check_package,
    is_opaque,
    local_name,
    text_within,
)
from fitscore.documents.place import NARROWEST, Extent, Place, Room, inside, is_too_small
from fitscore.errors import LockedError, UnreadableError
from fitscore.types import Flag, Line

_MOST_BLANKS = 200
_MOST_COLUMNS = 1_000
_HEAD = 4_096  # bytes of a picture that say what it is
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
# Comments, what a revision took out, notes (which are read apart), and what is said of pictures.
_SKIPPED = frozenset({
    "annotation", "annotation-end", "tracked-changes", "note", "desc", "covered-table-cell",
    "sequence-decls", "variable-decls", "forms", "object", "object-ole", "image", "script",
    "table-of-content-source",
})  # fmt: skip
_MARGINS = (
    ("header-first", "header", "header-left"),
    ("footer-first", "footer", "footer-left"),
)
_HIDDEN_FIELDS = frozenset({"hidden-text", "hidden-paragraph"})
_SPAN = "text"


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
            pictures = {
                name: archive.open(name).read(_HEAD)
                for name in archive.namelist()
                if name.startswith("Pictures/")
            }
        return _reader(content, styles, pictures).read()
    except (XMLSyntaxError, AttributeError, TypeError, *ARCHIVE_DAMAGE) as error:
        raise UnreadableError(
            source,
            f"the OpenDocument file is damaged ({error})",
            "open it in a word processor and save it",
        ) from error


class _Reader:
    """Walks the markup of the body and of the margins of its pages.

    Args:
        content: The root of the part with the text.
        styles: The root of the part with styles and margins.
        pictures: By name.
        tops: Where paragraphs begin that frames are anchored in, if a look was had before.
    """

    def __init__(
        self,
        content: Any,
        styles: Any,
        pictures: Mapping[str, bytes],
        tops: Mapping[Any, float] | None = None,
    ) -> None:
        self._body = next((e for e in content.iter() if local_name(e) == "body"), content)
        self._flow = Flow()
        self._styles = Styles(styles, content)
        self._frames = Frames(
            self._styles, lambda name: is_opaque(pictures.get(name, b"")), most_pages(self._body)
        )
        self._masters = self._used_masters()
        page, _ = self._styles.page(self._masters[0])
        shapes = [
            self._frames.shape(e, page, None if _is_inside(e) else page.left)
            for e in self._body.iter()
            if _is_drawn(e)
        ]
        self.backdrop = Backdrop(shapes, (), tops or {})

    def _used_masters(self) -> list[str]:
        """Names of the master pages in use, the first page's first."""
        masters = self._styles.masters
        used = ["Standard" if "Standard" in masters else next(iter(masters), "")]
        for element in self._body.iter("{*}p", "{*}h", "{*}table"):
            family = "table" if local_name(element) == "table" else PARAGRAPH
            used.append(self._styles.master_of(family, attribute(element, "style-name")))
        found: list[str] = []
        while used:
            name = used.pop(0)
            if name in masters and name not in found:
                found.append(name)
                used.append(attribute(masters[name], "next-style-name"))
        return found or [""]

    def read(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        headers, footers = (self._margin(names) for names in _MARGINS)
        for element in headers:
            self._blocks(element, self._place(self._masters[0]))
        self.walk()
        self._flow.beside()
        self._flow.foot()
        self._flow.margin()
        for element in footers:
            self._blocks(element, self._place(self._masters[0]))
        self._flow.beside()
        self._tell_idle()
        return self._flow.result()

    def walk(self) -> None:
        """Read the body."""
        self._blocks(self._body, replace(self._place(self._masters[0]), is_body=True, flows=True))

    def _place(self, master: str) -> Place:
        page, paper = self._styles.page(master)
        right = page.width - page.right
        room = Room(right - page.left)
        return Place(page, room, paper, left=page.left, right=right, is_bare=True)

    def _margin(self, names: tuple[str, ...]) -> Iterator[Any]:
        """Headers or footers that are shown."""
        shown = (
            element
            for element in self._in_margins()
            if local_name(element) in names and self._is_in_use(element)
        )
        return said_once(shown, text_within)

    def _in_margins(self) -> Iterator[Any]:
        for master in self._styles.masters.values():
            yield from master

    def _is_in_use(self, element: Any) -> bool:
        used = attribute(element.getparent(), "name") in self._masters
        return used and attribute(element, "display") != "false"

    def _tell_idle(self) -> None:
        """Headers and footers on no page: what is said nowhere else is told."""
        seen = " ".join(self._flow.builder.text().split())
        for element in self._in_margins():
            page = attribute(element.getparent(), "name")
            # Word processors keep pages that no text is on.
            if page in self._masters and not self._is_in_use(element):
                for paragraph in element.iter("{*}p", "{*}h"):
                    text = " ".join(_said(paragraph).split())
                    if text not in seen:
                        self._flow.hide(text)

    def _blocks(self, parent: Any, place: Place, *, item: bool = False) -> None:
        """Everything in an element; the first paragraph of a list's item is marked as one."""
        for child in parent:
            kind = local_name(child)
            if kind == "covered-table-cell" or (kind not in _SKIPPED and _is_off(child)):
                self._flow.hide(_said(child))
            elif kind in {"p", "h"}:
                self._paragraph(child, place, item=item)
                item = False
            elif kind == "list-item":
                self._blocks(child, place, item=True)
            elif kind == "table":
                self._table(child, place)
            elif kind == "section":
                self._section(child, place)
            elif _is_drawn(child):
                self._box(child, place)
            elif kind not in _SKIPPED and not str(child.tag).startswith(_SVG):
                self._blocks(child, place)

    def _section(self, element: Any, place: Place) -> None:
        style = self._styles.of("section", attribute(element, "style-name"))
        left, right = (points(style.get(f"margin-{side}")) for side in ("left", "right"))
        fill = fill_of(style)
        inner = replace(
            place,
            grounds=fill.over(place.grounds),
            left=None if place.left is None else place.left + left,
            right=None if place.right is None else place.right - right,
            is_bare=place.is_bare and not fill.grounds,
        )
        self._blocks(element, inner)

    def _table(self, element: Any, place: Place) -> None:
        style = self._styles.of("table", attribute(element, "style-name"))
        left = None
        if place.left is not None and style.get("align", "margins") in {"left", "margins"}:
            left = place.left + points(style.get("margin-left"))
        place = replace(place, grounds=fill_of(style).over(place.grounds))
        columns: list[float | None] = []  # widths; negative where one is not shown
        for column in _parts(element, "table-column"):
            said = self._styles.of("table-column", attribute(column, "style-name"))
            width = points(said["column-width"]) if "column-width" in said else None
            width = -1.0 if _is_off(column) else width
            count = attribute(column, "number-columns-repeated") or "1"
            times = min(_MOST_COLUMNS, int(count)) if count.isdecimal() else 1
            columns += [width] * times
        for row in _parts(element, "table-row"):
            if _is_off(row):
                self._flow.hide(_said(row))
            else:
                self._row(row, columns, place, left)

    def _row(self, row: Any, columns: list[float | None], place: Place, left: float | None) -> None:
        style = self._styles.of("table-row", attribute(row, "style-name"))
        exact = points(style["row-height"]) if "row-height" in style else None
        top, bottom = place.room.y, None if exact is None else place.room.y + exact
        below = fill_of(style).over(place.grounds)
        cells = []
        for at, cell in enumerate(e for e in row if local_name(e).endswith("table-cell")):
            own = self._styles.of("table-cell", attribute(cell, "style-name"))
            span = attribute(cell, "number-columns-spanned") or "1"
            widths = columns[at : at + (int(span) if span.isdecimal() else 1)]
            known = [each for each in widths if each is not None]
            width = sum(known) if known and len(known) == len(widths) else None
            if local_name(cell) == "table-cell":
                fill = fill_of(own)
                inner = Place(
                    place.page,
                    Room(width or place.room.width, top, bottom),
                    fill.over(below),
                    hidden=place.hidden or (width is not None and width < NARROWEST),
                    left=left,
                    right=None if left is None or width is None else left + width,
                    flows=place.flows,
                )
                cells.append((cell, inner))
            else:
                self._flow.hide(_said(cell))
            first = columns[at] if at < len(columns) else None
            left = None if left is None or first is None else left + max(0.0, first)
        self._flow.cells(cells, lambda pair: self._blocks(*pair))
        place.room.y = max([top, *(inner.room.bottom or inner.room.y for _, inner in cells)])

    def _box(self, element: Any, place: Place) -> None:
        """A frame or a shape, which is read when its turn comes."""
        shape = self._frames.shape(element, place.page, place.left)
        if shape.inline:
            below, covered, off = place.grounds, False, False
        else:
            below, covered = self.backdrop.beside(shape, place.grounds)
            off = shape.area.is_off(place.page)
        hidden = place.hidden or shape.hidden or off or covered or is_too_small(shape)
        inner = inside(shape, place, below, hidden=hidden)
        self._flow.box(partial(self._blocks, element, inner))

    def _paragraph(self, element: Any, place: Place, *, item: bool) -> None:
        name = attribute(element, "style-name")
        master = self._styles.master_of(PARAGRAPH, name)
        if place.is_body and master in self._masters:
            page, paper = self._styles.page(master)
            place = replace(place, page=page, grounds=paper if place.is_bare else place.grounds)
            place.room.turn(page)
        self.backdrop.note(element, place.room.y)
        boxes = list(_boxes(element))
        for box in boxes:
            self._box(box, place)
        own = self._styles.of(PARAGRAPH, name)
        found = list(self._runs(element, own, place))
        whole = "".join(text for text, _ in found)
        inked = [looks for text, looks in found if text.strip()]
        size = max(map(size_of, inked), default=size_of(own))
        extent = extent_of(own, whole, size, place.room)
        if inked:
            place = self._on_ground(element, extent, place)
        runs = []
        below = extent.before
        for text, looks in found:
            clipped = place.room.is_clipped(below, size_of(looks))
            below += text.count("\n") * line_height(looks, size)
            if text.strip() and (place.hidden or clipped or is_hidden(looks, place)):
                self._flow.hide(text)
            else:
                runs.append((text, looks))
        place.room.put(extent.before, extent.height, extent.after)
        if boxes and not any(text.strip() for text, _ in runs):
            return
        inked = [looks for text, looks in runs if text.strip()]
        heading = local_name(element) == "h" or own.get("heading") == "yes"
        look = Look(
            before=points(own.get("margin-top")),
            after=points(own.get("margin-bottom")),
            size=max((points(looks.get("font-size")) for looks in inked), default=0.0)
            or points(own.get("font-size")),
            bold=bool(inked) and all(map(_is_bold, inked)),
            item=item and not heading,
            heading=heading,
            indent=0.0 if item else points(own.get("margin-left")),
        )
        self._flow.add("".join(text for text, _ in runs), look)

    def _on_ground(self, element: Any, extent: Extent, place: Place) -> Place:
        """The place of a paragraph with what lies behind it; hidden where it is not seen."""
        across = extent.across(place)
        off = across is not None and (across[1] <= 0 or across[0] >= place.page.width)
        switched = any(
            local_name(e) == "hidden-paragraph" and attribute(e, "is-hidden") != "false"
            for e in element.iter()
        )
        grounds, covered = place.grounds, False
        if place.flows:
            found, covered = self.backdrop.around(element, extent, place)
            grounds = found if place.is_bare else grounds
        return replace(place, grounds=grounds, hidden=place.hidden or off or switched or covered)

    def _runs(self, parent: Any, looks: Looks, place: Place) -> Iterator[tuple[str, Looks]]:
        """Text with what is set for it; tabs and breaks are characters."""
        yield _joined(parent.text), looks
        for child in parent:
            kind = local_name(child)
            if kind in {"span", "a"}:
                own = self._styles.of(_SPAN, attribute(child, "style-name"))
                yield from self._runs(child, laid_over(looks, own), place)
            elif kind in _HIDDEN_FIELDS and attribute(child, "is-hidden") != "false":
                self._flow.hide(text_within(child) or attribute(child, "string-value"))
            elif kind == "note":
                self._note(child, place)
            elif kind == "s":
                yield " " * min(_MOST_BLANKS, int(attribute(child, "c") or 1)), looks
            elif kind == "tab":
                yield "\t", looks
            elif kind == "line-break":
                yield "\n", looks
            elif _is_off(child):
                self._flow.hide(text_within(child))
            elif kind and kind not in _SKIPPED and not _is_drawn(child):
                yield from self._runs(child, looks, place)
            yield _joined(child.tail), looks

    def _note(self, element: Any, place: Place) -> None:
        """A note, which stands at the foot of the page."""
        inner = replace(self._place(self._masters[0]), hidden=place.hidden, is_bare=False)
        for body in element:
            if local_name(body) == "note-body":
                self._flow.note(partial(self._blocks, body, inner))


def _reader(content: Any, styles: Any, pictures: Mapping[str, bytes]) -> _Reader:
    """A reader that knows where frames are that reach over text before their own."""
    found = _Reader(content, styles, pictures)
    if not found.backdrop.reaches_up:
        return found
    found.walk()
    return _Reader(content, styles, pictures, found.backdrop.tops())


def _is_drawn(element: Any) -> bool:
    kind = local_name(element)
    return kind == "frame" or kind in SHAPES


def _is_inside(element: Any) -> bool:
    """Whether something is anchored in a cell or in another box."""
    return any(local_name(e) == "table-cell" or _is_drawn(e) for e in element.iterancestors())


def _is_off(element: Any) -> bool:
    """Whether a section, a field, a row or a column is switched off."""
    display = attribute(element, "display")
    if display == "condition":
        return attribute(element, "is-hidden") != "false"
    return display == "none" or attribute(element, "visibility") in {"collapse", "filter"}


def _said(element: Any) -> str:
    return " ".join(element.itertext())


def _parts(table: Any, name: str) -> Iterator[Any]:
    """Rows or columns of a table, those in groups and headers included."""
    for child in table:
        kind = local_name(child)
        if kind == name:
            yield child
        elif kind.startswith("table-") and kind != "table-cell":
            yield from _parts(child, name)


def _boxes(parent: Any) -> Iterator[Any]:
    """Frames and shapes with text that are anchored in a paragraph."""
    for child in parent:
        kind = local_name(child)
        if _is_drawn(child):
            yield child
        elif kind not in _SKIPPED:
            yield from _boxes(child)


def _joined(text: str | None) -> str:
    """Text of the markup, in which a run of white space is a blank."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _is_bold(looks: Mapping[str, str]) -> bool:
    weight = looks.get("font-weight", "")
    heavy = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return heavy or looks.get("text-transform") == "uppercase"
