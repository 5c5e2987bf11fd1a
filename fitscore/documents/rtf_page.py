"""The page of an RTF document: where its text stands, on what, and whether a reader sees it.

Control words: Microsoft's Rich Text Format specification, version 1.9.1; properties of shapes:
[MS-ODRAW], 2.3. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from fitscore.documents.backdrop import Backdrop
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
from fitscore.documents.grounds import BLACK, NOTHING, WHITE, Fill, Ground, mixed
from fitscore.documents.place import (
    LEAST_LETTER,
    NARROWEST,
    Area,
    Extent,
    Page,
    Place,
    Room,
    Shape,
    inside,
    is_too_small,
)
from fitscore.documents.rtf_state import (
    Block,
    Box,
    Note,
    Paragraph,
    Parsed,
    Row,
    Shade,
    State,
    boxes_in,
    text_of,
    whole,
)

_STRAIGHT = frozenset({"1", "2", "75", "109", "202"})  # types of shapes that fill their area
_LINE = "20"
_PICTURES = ("pib", "fillBlip")
_BASES = ("page", "margin")
_FIRST, _LEFT = ("headerf", "footerf"), ("headerl", "footerl")


class Sheets:
    """Lays a document out.

    Args:
        parsed: The document.
        tops: Where paragraphs begin that drawings are anchored in, if a look was had before.
    """

    def __init__(self, parsed: Parsed, tops: Mapping[Any, float] | None = None) -> None:
        self._parsed = parsed
        self._flow = Flow()
        self._page = next((b.page for b in parsed.body if isinstance(b, Paragraph)), Page())
        self._paper = self._background()
        margins = [blocks for _, blocks in parsed.headers + parsed.footers]
        body, others = (
            [
                _shape(box, self._page, None if in_cell else self._page.left)
                for blocks in stories
                for box, in_cell in boxes_in(blocks)
            ]
            for stories in ([parsed.body], margins)
        )
        self._backdrop = Backdrop(body, others, tops or {})

    def flow(self) -> Flow:
        """The text in reading order."""
        if self._backdrop.reaches_up:
            self._body()
            return Sheets(self._parsed, self._backdrop.tops())._read()  # noqa: SLF001 - one of these
        return self._read()

    def _read(self) -> Flow:
        flow, idle = self._flow, []
        stories = []
        for margins in (self._parsed.headers, self._parsed.footers):
            used = [blocks for kind, blocks in margins if self._is_in_use(kind)]
            idle += [blocks for kind, blocks in margins if not self._is_in_use(kind)]
            stories.append(said_once(used, text_of))
        headers, footers = stories
        for header in headers:
            self._blocks(header, self._place())
        self._body()
        flow.beside()
        flow.foot()
        flow.margin()
        for footer in footers:
            self._blocks(footer, self._place())
        flow.beside()
        seen = " ".join(flow.builder.text().split())
        for blocks in idle:
            text = text_of(blocks)
            if " ".join(text.split()) not in seen:
                flow.hide(text)
        return flow

    def _body(self) -> None:
        self._blocks(self._parsed.body, replace(self._place(), is_body=True, flows=True))

    def _is_in_use(self, kind: str) -> bool:
        """Whether pages have a header or footer of a kind."""
        if kind in _FIRST:
            return "titlepg" in self._parsed.flags
        return kind not in _LEFT or "facingp" in self._parsed.flags

    def _place(self) -> Place:
        page = self._page
        right = page.width - page.right
        room = Room(right - page.left)
        return Place(page, room, self._paper, left=page.left, right=right, is_bare=True)

    def _background(self) -> tuple[Ground, ...]:
        """The colour of all pages."""
        if "viewbksp" not in self._parsed.flags:
            return (WHITE,)
        fills = [_fill(box) for box in self._parsed.backgrounds]
        return fills[-1].over((WHITE,)) if fills else (WHITE,)

    def _blocks(self, blocks: Sequence[Block], place: Place) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block, place)
            elif isinstance(block, Box):
                self._box(block, place)
            elif isinstance(block, Note):
                inner = replace(self._place(), hidden=block.hidden or place.hidden, is_bare=False)
                self._flow.note(partial(self._blocks, block.blocks, inner))
            else:
                self._row(block, place)

    def _row(self, row: Row, place: Place) -> None:
        top = place.room.y
        cells = [(cell, self._cell_place(row, at, place)) for at, cell in enumerate(row.cells)]
        self._flow.cells(cells, lambda pair: self._blocks(*pair))
        place.room.y = max([top, *(inner.room.bottom or inner.room.y for _, inner in cells)])

    def _cell_place(self, row: Row, at: int, place: Place) -> Place:
        grid = row.grid
        exact = -grid.height if grid.height < 0 else None
        bottom = None if exact is None else place.room.y + exact
        if at >= len(grid.edges):
            room = Room(place.room.width, place.room.y, bottom)
            return replace(place, room=room, left=None, right=None, is_body=False)
        start = grid.edges[at - 1] if at else grid.left
        width = grid.edges[at] - start
        left = None if place.left is None else place.left + start
        off = left is not None and (left + width <= 0 or left >= place.page.width)
        fills = [self._fill(shade) for shade in (grid.shade, grid.shades[at])]
        return Place(
            place.page,
            Room(width, place.room.y, bottom),
            fills[1].over(fills[0].over(place.grounds)),
            hidden=place.hidden or off or grid.covered[at] or width < NARROWEST,
            left=left,
            right=None if left is None else left + width,
            flows=place.flows,
            is_bare=place.is_bare and not any(fill.grounds for fill in fills),
        )

    def _box(self, box: Box, place: Place) -> None:
        """A text box, which is read when its turn comes."""
        if not text_of(box.blocks).strip():
            return
        shape = _shape(box, place.page, place.left)
        below, covered = self._backdrop.beside(shape, self._paper)
        off = shape.area.is_off(place.page)
        hidden = place.hidden or shape.hidden or off or covered or is_too_small(shape)
        inner = inside(shape, place, below, hidden=hidden)
        self._flow.box(partial(self._blocks, box.blocks, inner))

    def _paragraph(self, paragraph: Paragraph, place: Place) -> None:
        state = paragraph.state
        if place.is_body:
            place = replace(place, page=paragraph.page)
        self._backdrop.note(paragraph, place.room.y)
        inked = [each for text, each in paragraph.runs if text.strip()]
        size = max((each.size for each in inked), default=state.size)
        extent = _extent(paragraph, size, place.room)
        gone = place.hidden or _is_off(state, extent, place)
        if place.flows and inked:
            grounds, covered = self._backdrop.around(paragraph, extent, place)
            place = replace(place, grounds=grounds) if place.is_bare else place
            gone = gone or covered
        seen: list[tuple[str, State]] = []
        unseen = ""
        before, state_before = extent.before, state
        for text, each in paragraph.runs:
            clipped = place.room.is_clipped(before, each.size)
            before += text.count("\n") * _line(each, each.size)
            if text.strip() and (gone or clipped or self._is_hidden(each, place)):
                # A word may be written in parts that are set alike.
                unseen += text if each is state_before else " " + text
                state_before = each
            else:
                seen.append((text, each))
        place.room.put(extent.before, extent.height, extent.after)
        if paragraph.breaks and place.is_body:
            place.room.turn(place.page)
        if unseen:
            self._flow.hide(whole(unseen))
        self._flow.add(whole("".join(text for text, _ in seen)), self._look(paragraph, seen))

    def _look(self, paragraph: Paragraph, seen: list[tuple[str, State]]) -> Look:
        state = paragraph.state
        inked = [each for text, each in seen if text.strip()]
        name = self._parsed.styles.get(state.style, "").strip().lower()
        return Look(
            before=state.before,
            after=state.after,
            size=max((each.size for each in inked), default=state.size),
            bold=bool(inked) and all(each.bold or each.capitals for each in inked),
            item=paragraph.item,
            heading=name.startswith(("heading", "title")) or 0 <= state.outline < 9,
            indent=0.0 if paragraph.item else state.indent,
        )

    def _is_hidden(self, state: State, place: Place) -> bool:
        """Whether text is marked hidden, tiny, squeezed, cut off, or of its ground's colour."""
        if state.hidden or state.gone or min(state.size, state.size * state.scale) < LEAST_SIZE:
            return True
        if is_stacked(state.size * state.scale, state.spread) or abs(state.moved) > FARTHEST:
            return True
        # A negative height is exact (\sl of the specification); zero is automatic.
        if state.line < 0 and -state.line < LEAST_SEEN * state.size:
            return True
        ink = self._rgb(state.color)
        if ink is None:
            return False
        paper = Shade(state.paper, state.paper_pattern, state.paper_share)
        own = Shade(state.ground, state.ground_pattern, state.ground_share)
        grounds = self._fill(own).over(self._fill(paper).over(place.grounds))
        return not any(ground is None or is_told(ink, ground) for ground in grounds)

    def _fill(self, shade: Shade) -> Fill:
        """What a ground is seen as; a pattern is the mixture of its two colours."""
        color = self._rgb(shade.color)
        if shade.share <= 0:
            return NOTHING if color is None else Fill((color,))
        ink = self._rgb(shade.pattern) or BLACK
        return Fill((mixed(ink, color or WHITE, shade.share),))

    def _rgb(self, color: int) -> RGB | None:
        """A colour of the table; None for the automatic one."""
        colors = self._parsed.colors
        parts = colors[color] if 0 < color < len(colors) else []
        return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _extent(paragraph: Paragraph, size: float, room: Room) -> Extent:
    """How far a paragraph reaches."""
    state = paragraph.state
    width = sum(len(text) for text, _ in paragraph.runs) * size * LEAST_LETTER
    lines = max(1, int(width / max(room.width - state.indent - state.right, size, 1.0)))
    lines += sum(text.count("\n") for text, _ in paragraph.runs)
    height = lines * _line(state, size)
    across = (state.first, state.indent, state.right, width)
    return Extent(*across, height, state.before, state.after, state.alignment)


def _line(state: State, size: float) -> float:
    """The height of a line of type, at least."""
    return -state.line if state.line < 0 else size


def _is_off(state: State, extent: Extent, place: Place) -> bool:
    """Whether a paragraph stands off the page, or in a frame that does or has no height."""
    page = place.page
    if state.frame_width or state.frame_height or state.frame_x or state.frame_y:
        high, wide = state.frame_height, state.frame_width or page.width
        if -4 < high < 0 or wide < NARROWEST:
            return True
        left = state.frame_x + (0.0 if state.frame_across == "page" else page.left)
        top = state.frame_y + (0.0 if state.frame_down == "page" else page.top)
        below = state.frame_down != "paragraph" and top >= page.height
        above = top + max(abs(high), 36.0) + (page.height * (state.frame_down == "paragraph")) <= 0
        return left + wide <= 0 or left >= page.width or below or above
    across = extent.across(place)
    return across is not None and (across[1] <= 0 or across[0] >= page.width)


def _shape(box: Box, page: Page, left: float | None) -> Shape:
    """A drawing as its control words and properties have it."""
    said, marks = box.said, box.marks
    lengths = {name: box.lengths.get(name) for name in ("shpleft", "shptop", "dpx", "dpy")}
    if "do" in marks:
        x, y = lengths["dpx"] or 0.0, lengths["dpy"] or 0.0
        width, height = (box.lengths.get(name, 0.0) for name in ("dpxsize", "dpysize"))
        known = lengths["dpx"] is not None
    else:
        x, y = lengths["shpleft"] or 0.0, lengths["shptop"] or 0.0
        width, height = box.lengths.get("shpright", x) - x, box.lengths.get("shpbottom", y) - y
        known = lengths["shpleft"] is not None
    grows = said.get("fFitShapeToText") == "1"
    behind = "shpfblwtxt" in marks or said.get("fBehindDocument") == "1"
    hidden = said.get("fHidden") == "1"
    shape = Shape(Area((0.0, page.width), (0.0, page.height), page.width, page.height), _fill(box))
    shape = replace(shape, content=box.blocks, owner=box.owner, hidden=hidden)
    if box.grouped or not known:
        return replace(shape, floats=False, grows=True, inline=True)
    base = _base(said.get("posrelh"), marks, "x")
    start = {"page": 0.0, "margin": page.left}.get(base, left)
    across = (x, x + page.width) if start is None else (x + start, x + start)
    if said.get("posh", "0") != "0":
        across = (0.0, page.width)
    base = _base(said.get("posrelv"), marks, "y")
    down = None
    if said.get("posv", "0") != "0":
        below = (0.0, page.height)
    elif base:
        top = y + (page.top if base == "margin" else 0.0)
        below = (top, top)
    else:
        below, down = (y, y + page.height), y
    return replace(
        shape,
        area=Area(across, below, width, height, down),
        order=box.lengths.get("shpz", 0.0),
        behind=behind,
        floats=behind or "shpwr" in marks or "do" in marks,
        grows=grows,
        straight=said.get("shapeType", "1") in _STRAIGHT,
    )


def _base(said: str | None, marks: set[str], way: str) -> str:
    """What a distance is from; nothing for the column or the paragraph."""
    if said is not None:
        return {"0": "margin", "1": "page"}.get(said, "")
    return next((base for base in _BASES if {f"shpb{way}{base}", f"dob{way}{base}"} & marks), "")


def _fill(box: Box) -> Fill:
    """What a shape is painted with.

    Where it says nothing, Word paints it white and others leave it as it is.
    """
    said = box.said
    if not said.keys() & {"fFilled", "fillColor", "fillType", *_PICTURES}:
        return NOTHING
    if "do" in box.marks or said.get("shapeType") == _LINE or said.get("fFilled", "1") == "0":
        return NOTHING
    if said.get("fillType", "0") != "0" or any(name in said for name in _PICTURES):
        return Fill((None,))
    color, opacity = (
        int(said[name][:12]) if said.get(name, "").lstrip("-").isdecimal() else usual
        for name, usual in (("fillColor", 0xFFFFFF), ("fillOpacity", 0x10000))
    )
    rgb = (float(color & 255), float(color >> 8 & 255), float(color >> 16 & 255))
    return Fill((rgb,), opacity / 0x10000)
