"""DOCX to lines: body, tables, text boxes, headers and footers in reading order."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from fitscore.documents.backdrop import Backdrop
from fitscore.documents.docx_colors import Palette
from fitscore.documents.docx_content import (
    ALTERNATE,
    DRAWINGS,
    SKIPPED,
    Fields,
    chosen,
    drawings,
    pieces,
)
from fitscore.documents.docx_looks import Looks, value_at
from fitscore.documents.docx_margins import Margins, begins_a_page, ends_in, shows_background
from fitscore.documents.docx_parts import REFERENCES, Notes, related, transitional
from fitscore.documents.docx_place import (
    extent_of,
    is_flat,
    is_off,
    is_outside,
    is_tabbed_off,
    line_height,
    page_of,
    tab_stops,
)
from fitscore.documents.docx_shapes import Drafts, in_margin
from fitscore.documents.docx_sight import USUAL_SIZE, Sight, is_painted, size_of
from fitscore.documents.docx_styles import (
    W15,
    Properties,
    Styles,
    W,
    is_on,
    laid_over,
    number,
)
from fitscore.documents.docx_tables import Cell, Table
from fitscore.documents.flow import Flow, Look, said_once
from fitscore.documents.grounds import WHITE, Ground
from fitscore.documents.package import (
    ARCHIVE_DAMAGE,
    check_package,
    is_opaque,
    local_name,
    text_within,
)
from fitscore.documents.place import Page, Place, Room, Shape, inside, is_too_small
from fitscore.errors import UnreadableError
from fitscore.types import Flag, Line

_TEXT, _PARAGRAPH, _TABLE = f"{W}t", f"{W}p", f"{W}tbl"


def read_docx(data: bytes, source: str) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
    """Text of a Word document and its lines: headers, body, text boxes, notes and footers.

    What a reader would not see (hidden, of the ground's colour, tiny, cut off, off the page,
    covered, in a header that is not in use) is flagged and left out.

    Raises:
        LimitError: It unpacks to far more than it is.
        UnreadableError: The file is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError
    from lxml.etree import XMLSyntaxError

    # The library is not strict: a missing part or attribute is a None where it wants a string.
    damage = (OpcError, XmlchemyError, XMLSyntaxError, AttributeError, TypeError, *ARCHIVE_DAMAGE)
    try:
        check_package(data, source, (".xml", ".rels"))
        return _Reader(docx.Document(io.BytesIO(transitional(data)))).again().read()
    except damage as error:
        raise UnreadableError(
            source, f"the Word file is damaged ({error})", "open it in a word processor and save it"
        ) from error


class _Reader:
    """Walks the markup itself.

    The library's own iteration leaves out what stands in content controls, text boxes and
    tracked insertions.
    """

    def __init__(self, document: Any, tops: Mapping[Any, float] = MappingProxyType({})) -> None:
        self._document = document
        self._body = document.element.body
        self._flow = Flow()
        settings = document.settings.element
        theme = related(document.part, "theme")
        self._palette = Palette(theme, settings)
        self._sight = Sight(self._palette, theme)
        styles = document.styles.element
        self._styles = Styles(styles, related(document.part, "numbering"))
        self._looks = Looks(self._styles, styles)
        self._paper = self._background() if shows_background(settings) else (WHITE,)
        self._margins = Margins(document)
        margins = [element for element, _ in self._margins.headers + self._margins.footers]
        self._notes = Notes(document.part)
        self._fields = Fields([document.element, *margins, *self._notes.roots])
        self._drafts = Drafts(self._palette, cache(self._is_opaque))
        self._backdrop = self._drawn(margins, tops)
        self._collapsed: int | None = None  # level of the heading whose text is folded away

    def again(self) -> _Reader:
        """The reader that knows where drawings are that reach over text before their own."""
        if not self._backdrop.reaches_up:
            return self
        self._pages()
        return _Reader(self._document, self._backdrop.tops())

    def read(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        for element, section in said_once(self._margins.headers, _said):
            self._story(element, self._margin_place(page_of(section), header=True))
        self._pages()
        self._flow.beside()
        self._flow.foot()
        self._flow.margin()
        for element, section in said_once(self._margins.footers, _said):
            self._story(element, self._margin_place(page_of(section), header=False))
        self._flow.beside()
        self._tell_idle()
        return self._flow.result()

    def _pages(self) -> None:
        """The body, section by section."""
        sections = [section._sectPr for section in self._margins.sections]  # noqa: SLF001 - the markup
        at, y = 0, 0.0
        place = self._page_place(sections[0] if sections else self._body, y)
        for block in self._body:
            self._blocks((block,), place)
            ended = len(ends_in(block))
            if ended and at + ended < len(sections):
                at += ended
                if begins_a_page(sections[at]):
                    place.room.turn(place.page)
                place = self._page_place(sections[at], place.room.y)

    def _page_place(self, section: Any, y: float) -> Place:
        page = page_of(section)
        columns = section.find(f"{W}cols")
        count = 1.0 if columns is None else max(1.0, number(columns.get(f"{W}num"), 1))
        wide = page.width - page.left - page.right
        return Place(
            page,
            Room(wide / count, y),
            self._paper,
            left=page.left if count == 1 else None,
            right=page.width - page.right if count == 1 else None,
            is_body=True,
            flows=True,
            is_bare=True,
        )

    def _margin_place(self, page: Page, *, header: bool) -> Place:
        return Place(
            page,
            Room(page.width - page.left - page.right),
            self._paper,
            hidden=(page.header if header else page.footer) >= page.height,
            left=page.left,
            right=page.width - page.right,
        )

    def _tell_idle(self) -> None:
        """Headers and footers on no page: what is said nowhere else is told."""
        seen = " ".join(self._flow.builder.text().split())
        for element in self._margins.idle:
            for paragraph in element.iter(_PARAGRAPH):
                text = "".join(each.text or "" for each in paragraph.iter(_TEXT))
                if " ".join(text.split()) not in seen:
                    self._flow.hide(text)

    def _story(self, parent: Any, place: Place) -> None:
        """A margin or a text box: fields begin and end in it."""
        before = self._fields.apart()
        self._blocks(parent, place)
        self._fields.back(before)

    def _blocks(self, parent: Any, place: Place) -> None:
        for child in parent:
            tag = child.tag
            if tag == _PARAGRAPH:
                self._paragraph(child, place)
            elif tag == _TABLE:
                self._table(child, place)
            elif tag == ALTERNATE:
                self._blocks(chosen(child), place)
            elif tag in SKIPPED or not isinstance(tag, str):
                continue
            elif tag.startswith(W):
                self._blocks(child, place)
            else:  # what nobody knows is left out
                self._flow.hide(" ".join(each.text or "" for each in child.iter(_TEXT)))

    def _table(self, element: Any, place: Place) -> None:
        table = Table(element, self._styles, self._palette)
        size = (table.width or place.room.width, 1.0)
        left = table.indent
        if left is not None and place.left is not None:
            left += place.left
            off = left + size[0] <= 0 or left >= place.page.width
        else:
            left, off = None, False
        if table.floating is not None:
            anchors = (f"{W}horzAnchor", f"{W}vertAnchor")
            off = is_outside(table.floating, place.page, ("tblpX", "tblpY"), anchors, size)
        if off or (self._collapsed is not None and place.is_body):
            place = replace(place, hidden=True)
        for index in range(len(table.rows)):
            top = place.room.y
            cells = [
                (cell.element, self._cell_place(cell, place, left if table.fixed else None))
                for cell in table.cells(index)
                if not cell.gone
            ]
            self._flow.cells(cells, lambda pair: self._blocks(*pair))
            ends = [inner.room.bottom or inner.room.y for _, inner in cells]
            place.room.y = max([top, *ends])

    def _cell_place(self, cell: Cell, place: Place, table_left: float | None) -> Place:
        left = None if table_left is None else table_left + cell.left
        off = left is not None and (left + cell.width <= 0 or left >= place.page.width)
        bottom = None if cell.height is None else place.room.y + cell.height
        if place.room.bottom is not None:
            bottom = min(place.room.bottom, bottom or place.room.bottom)
        return Place(
            place.page,
            Room(cell.width or place.room.width, place.room.y + cell.above, bottom),
            place.grounds if cell.fill is None else cell.fill.over(place.grounds),
            cell.key,
            hidden=place.hidden or cell.hidden or off,
            left=left,
            right=None if left is None else left + cell.width,
            flows=place.flows,
            is_bare=place.is_bare and (cell.fill is None or not cell.fill.grounds),
        )

    def _paragraph(self, element: Any, place: Place) -> None:
        own = element.find(f"{W}pPr")
        style_id = value_at(element, "pPr/pStyle") or ""
        properties = self._styles.paragraph(place.table, style_id)
        if own is not None:
            listed = self._styles.indent(own.find(f"{W}numPr"))
            properties = laid_over({**properties, **listed}, own)
        if place.is_body and self._is_folded(properties):
            place = replace(place, hidden=True)
        if place.is_body and _is_set(properties, "pageBreakBefore") and place.room.y:
            place.room.turn(place.page)
        self._backdrop.note(element, place.room.y)
        boxes = self._boxes_of(element, place)
        runs = self._seen(element, style_id, properties, place)
        if place.is_body and any(e.get(f"{W}type") == "page" for e in element.iter(f"{W}br")):
            place.room.turn(place.page)
        text = "".join(text for _, text in runs)
        if boxes and not text.strip():
            return
        self._flow.add(text, self._looks.of(element, style_id, runs))

    def _boxes_of(self, paragraph: Any, place: Place) -> int:
        """Take what is drawn in a paragraph; gives how many text boxes that is."""
        if next(paragraph.iter(*DRAWINGS), None) is None:
            return 0
        boxes = 0
        for drawing in drawings(paragraph):
            for shape in self._drafts.shapes(drawing, place.page, place.left):
                if shape.content is not None:
                    self._box(shape, place)
                    boxes += 1
                elif shape.words and place.flows:  # in a margin it is a watermark
                    self._word_art(shape, place)
        return boxes

    def _is_folded(self, properties: Properties) -> bool:
        """Whether a paragraph stands under a heading that opens collapsed."""
        outline = properties.get(f"{W}outlineLvl")
        level = None if outline is None else int(number(outline.get(f"{W}val"), 9))
        if level is not None and level < 9:
            if self._collapsed is not None and level <= self._collapsed:
                self._collapsed = None
            mark = properties.get(f"{W15}collapsed")
            if self._collapsed is None and mark is not None and _is_marked(mark):
                self._collapsed = level
                return False
        return self._collapsed is not None

    def _around(self, shape: Shape, place: Place) -> tuple[tuple[Ground, ...], bool]:
        """What lies behind a drawing, and whether it is hidden where it stands."""
        below, gone = place.grounds, False
        if not shape.inline:
            below, covered = self._backdrop.beside(shape, self._paper)
            gone = covered or shape.area.is_off(place.page)
        return below, gone or place.hidden or shape.hidden or is_too_small(shape)

    def _word_art(self, shape: Shape, place: Place) -> None:
        """Words that are drawn as shapes."""
        below, hidden = self._around(shape, place)
        if hidden or not is_painted(shape.fill, below):
            self._flow.hide(shape.words)
        else:
            self._flow.box(partial(self._flow.add, shape.words, Look()))

    def _box(self, shape: Shape, place: Place) -> None:
        """A text box, which is read when its turn comes."""
        below, hidden = self._around(shape, place)
        inner = inside(shape, place, below, hidden=hidden)
        self._flow.box(partial(self._story, shape.content, inner))

    def _note(self, reference: Any, place: Place, *, hidden: bool) -> None:
        """A note, which stands at the foot of the page, whatever lies behind its mark."""
        page = place.page
        wide = page.width - page.left - page.right
        right = page.width - page.right
        inner = Place(page, Room(wide), self._paper, hidden=hidden, left=page.left, right=right)
        for note in self._notes.at(reference):
            self._flow.note(partial(self._story, note, inner))

    def _seen(
        self, paragraph: Any, style_id: str, properties: Properties, place: Place
    ) -> list[tuple[Any, str]]:
        """The runs of a paragraph that a reader sees, with their text; others are kept apart."""
        found = list(pieces(paragraph, self._fields))
        inked = {
            at: self._properties(run, style_id, place)
            for at, (run, text, _) in enumerate(found)
            if run is not None and text.strip()
        }
        size = max(map(size_of, inked.values()), default=USUAL_SIZE)
        letters = sum(len(text) for _, text, _ in found)
        extent = extent_of(properties, letters, size, place.room)
        gone = place.hidden or (bool(inked) and is_off(properties, extent, place))
        if place.flows and inked:
            grounds, covered = self._backdrop.around(paragraph, extent, place)
            place = replace(place, grounds=grounds) if place.is_bare else place
            gone = gone or covered
        seen = []
        below, tabs, stops = extent.before, 0, tab_stops(properties)
        for at, (run, text, unseen) in enumerate(found):
            before = below
            below += text.count("\n") * line_height(properties, size)
            line = text.rpartition("\n")
            tabs = (0 if line[1] else tabs) + line[2].count("\t")
            if run is not None and run.tag in REFERENCES:
                mark = self._properties(run.getparent(), style_id, place)[f"{W}vanish"]
                self._note(run, place, hidden=unseen or place.hidden or mark)
                continue
            if not text.strip():
                seen.append((run, text))
                continue
            away = unseen or gone or is_tabbed_off(tabs, stops, place)
            if away or self._is_hidden(text, inked.get(at), properties, place, before):
                self._flow.hide(text)
            else:
                seen.append((run, text))
        place.room.put(extent.before, extent.height, extent.after)
        return [(run, text) for run, text in seen if run is not None]

    def _is_hidden(
        self,
        text: str,
        run: Properties | None,
        paragraph: Properties,
        place: Place,
        before: float,
    ) -> bool:
        if run is None:
            return True
        size = size_of(run)
        return (
            place.room.is_clipped(before, size)
            or is_flat(paragraph, size)
            or self._sight.is_hidden(text, run, paragraph, place)
        )

    def _properties(self, run: Any, style_id: str, place: Place) -> Properties:
        """The properties of a run; `vanish` is a truth value."""
        own = run.find(f"{W}rPr")
        name = value_at(run, "rPr/rStyle") or ""
        found = self._styles.run(place.table, style_id, name)
        if own is None:
            return found
        found = laid_over(found, own)
        mark = found[f"{W}vanish"]
        if not isinstance(mark, bool):
            found[f"{W}vanish"] = is_on(mark)
        return found

    def _background(self) -> tuple[Ground, ...]:
        """The colour of all pages."""
        found = self._document.element.find(f"{W}background")
        if found is None:
            return (WHITE,)
        if any(local_name(e) == "fill" and e.get("type", "solid") != "solid" for e in found.iter()):
            return (None,)
        color = self._palette.color(found, "color")
        return (color or WHITE,)

    def _drawn(self, margins: list[Any], tops: Mapping[Any, float]) -> Backdrop:
        """What is drawn under and over text."""
        sections = self._margins.sections
        page = page_of(sections[0]._sectPr) if sections else Page()  # noqa: SLF001 - the markup
        body, *others = (
            [
                shape
                for drawing in root.iter(*DRAWINGS)
                if not _is_left_out(drawing)
                for shape in self._drafts.shapes(drawing, page, page.left)
            ]
            for root in (self._body, *margins)
        )
        headers = {element for element, _ in self._margins.headers}
        fixed = [
            in_margin(shape, page, header=root in headers)
            for root, shapes in zip(margins, others, strict=True)
            for shape in shapes
        ]
        return Backdrop(body, fixed, tops)

    def _is_opaque(self, relation: str) -> bool:
        """Whether the picture of a relation lets nothing through."""
        part = self._document.part.related_parts.get(relation)
        return part is not None and is_opaque(part.blob)


def _said(margin: tuple[Any, Any]) -> str:
    return text_within(margin[0])


def _is_left_out(element: Any) -> bool:
    """Whether an element stands in an alternative that is not taken."""
    child = element
    for ancestor in element.iterancestors():
        if ancestor.tag == ALTERNATE and chosen(ancestor) is not child:
            return True
        child = ancestor
    return False


def _is_marked(element: Any) -> bool:
    return element.get(f"{W15}val", element.get(f"{W}val", "1")) not in {"0", "false", "off"}


def _is_set(properties: Properties, name: str) -> bool:
    found = properties.get(f"{W}{name}")
    return found is not None and is_on(found)
