"""Where the boxes of a web page's elements are: what their own rules and the flow make of them.

No page is laid out. What is put somewhere by lengths is reckoned from them, the rest from the flow
of the text (see `html_flow`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bs4.element import Tag

from fitscore.documents.css_boxes import (
    Frame,
    contained_height,
    cuts,
    has_no_rows,
    height_by_ratio,
    kept_width,
    padding,
    scrolls,
    size_of,
    width_of_item,
)
from fitscore.documents.css_edges import THICK, borders, widest
from fitscore.documents.css_properties import SIDES
from fitscore.documents.css_transforms import transform_of
from fitscore.documents.css_values import SCREEN, length
from fitscore.documents.html_covers import Stacking
from fitscore.documents.html_flow import Flow, State, line_height, margin_of
from fitscore.documents.html_places import (
    Place,
    across_of,
    clip_of,
    columns_of,
    has_columns,
    is_item,
    sets_below,
    sets_beside,
    within_scroller,
)

_MOST_RIGHT = 3 * SCREEN[0]
MOST_BLANK = 3 * SCREEN[1]  # px that nobody scrolls over to look for more
_ROOM_BELOW = 300.0  # px below the screen, as the flow may be that much shorter
_MOST_LINES = 1_000
Size = tuple[float | None, float | None]


class Boxes:
    """Puts boxes, one after the other, in the order of the page.

    Attributes:
        most_right: Where nobody scrolls to, in px from the left edge of the page.
        most_down: The same from its top.
    """

    def __init__(self, flow: Flow, stacking: Stacking) -> None:
        self.most_right = _MOST_RIGHT
        self.most_down = math.inf
        self._flow = flow
        self._stacking = stacking

    def enter(
        self, tag: Tag, inner: Place, place: Place, values: Mapping[str, str]
    ) -> tuple[Place, bool]:
        """The place with the element's box, and whether that is too small to be seen as a ground.

        Args:
            tag: The element.
            inner: The place inside it, without its box.
            place: The place that it stands in.
            values: Of the element.
        """
        em = inner.style.size
        display = values.get("display", "").lower()
        position = values.get("position", "static").lower().removeprefix("-webkit-")
        placed = position in {"absolute", "fixed"}
        if placed:
            self._flow.run = self._flow.pushed = 0.0
        elif not display.startswith("inline"):
            self._flow.end_line(place.style, place.width)
        frame = Frame(1, height=SCREEN[1]) if position == "fixed" else place.frame
        outer = (frame.width, frame.height) if placed else (place.width, place.height)
        width, height = _size(tag, inner, place, values, outer)
        moved = self._moved(tag, inner, place, values, frame, position, (width, height))
        changed = transform_of(
            values, em, outer[0] if width is None else width, height, place.values
        )
        back = values.get("backface-visibility", "visible").lower() == "hidden"
        sides = [padding(values, side, em, outer[0]) for side in SIDES]
        x, y = moved.x + changed.x, moved.y + changed.y
        top = self._flow.y - moved.base + y
        if place.columns is not None and not placed and "flex" in place.values.get("display", ""):
            x += place.columns[1]
        box, shown, thick = _outer_box(values, em, (width, height), sides)
        room = max(1.0, outer[0] - sides[1] - sides[3] if width is None else width)
        columned = place.columned
        if has_columns(values) and height is not None and cuts(values, "x"):
            columned = self._flow.y + columns_of(values, em, room) * height
        if _is_container(values):
            moved = replace(moved, style=replace(moved.style, container=room))
        small = any(size is not None and size < em / 2 for size in box)
        clips = moved.clips
        if tag.name in {"html", "body"}:
            self._limit(values, height)
        if cuts(values, "x") or cuts(values, "y"):
            clips = within_scroller(clips, values, em)
            clips = (*clips, clip_of(tag, values, (x, top), shown, any(sides), self._flow.loose))
            self._flow.enclose()
        if display.startswith("inline") and width and not tag.get_text(strip=True):
            self._flow.pushed += width
        inner = replace(
            moved,
            x=x + sides[3],
            y=y,
            across=moved.across * changed.across,
            down=moved.down * changed.down,
            width=room,
            height=height,
            clips=clips,
            lined=sets_below(tag, values, inner, clipped=clips is not moved.clips),
            inline=display.startswith("inline"),
            columns=[0.0, 0.0] if sets_beside(tag, values) else None,
            bordered=thick,
            columned=columned,
            top=self._flow.y,
            lost=moved.lost or (back and changed.away),
        )
        if position in {"relative", "absolute", "fixed", "sticky"} or "transform" in values:
            edge = Frame(id(tag), x, top, room + sides[1] + sides[3], box[1], inner.slack, clips)
            inner = replace(inner, frame=edge)
        self._flow.skip(sides[0])
        placed_in = (x, top)
        return self._stacking.enter(
            tag, inner, place, values, frame, box, placed_in, self._flow.loose
        ), small

    def _limit(self, values: Mapping[str, str], height: float | None) -> None:
        """Take the page's own overflow for that of the screen (CSS Overflow 3)."""
        if cuts(values, "x") and not scrolls(values, "x"):
            self.most_right = SCREEN[0]
        if cuts(values, "y") and not scrolls(values, "y") and height is not None:
            self.most_down = SCREEN[1] + _ROOM_BELOW

    def _moved(
        self,
        tag: Tag,
        inner: Place,
        place: Place,
        values: Mapping[str, str],
        frame: Frame,
        position: str,
        size: tuple[float | None, float | None],
    ) -> Place:
        """The place moved by margins and by the offsets of positioned boxes."""
        em = inner.style.size
        side = {
            name: length(values.get(name, "auto"), em, whole)
            for name, whole in (
                ("left", frame.width), ("right", frame.width),
                ("top", frame.height or 0.0), ("bottom", frame.height or 0.0),
            )
        }  # fmt: skip
        across = length(values.get("margin-left", "0"), em, place.width) or 0.0
        given = "margin-top" in values
        down = length(values.get("margin-top", "0"), em, place.width) or 0.0
        if position not in {"absolute", "fixed"}:
            far = abs(down) > MOST_BLANK
            if not far:
                self._flow.margin(down if given else margin_of(tag.name, em), given=given)
            if position == "relative":
                across += side["left"] if side["left"] is not None else -(side["right"] or 0.0)
                down_by = side["top"] if side["top"] is not None else -(side["bottom"] or 0.0)
            else:
                down_by = 0.0
                across += _pushed_out(values, em, place.width, size[0])
            return replace(inner, x=place.x + across, y=place.y + (down if far else 0.0) + down_by)
        x, slack_x = across_of(place, frame, side, size[0])
        y, base, slack_y = self._down(place, frame, side, size[1])
        return replace(
            inner,
            x=x + across,
            y=y + down,
            base=base,
            slack=(slack_x, slack_y),
            clips=() if position == "fixed" else frame.clips,
            fixed=position == "fixed" or place.fixed,
            anchor=frame.key if side["top"] is not None else 0,
        )

    def _down(
        self,
        place: Place,
        frame: Frame,
        side: Mapping[str, float | None],
        height: float | None,
    ) -> tuple[float, float, float]:
        """Its top, where in the flow it begins, and how wrong that may be."""
        top, bottom = side["top"], side["bottom"]
        if top is not None:
            return frame.y + top, self._flow.y, frame.slack[1]
        if bottom is not None:
            known = SCREEN[1] if frame.height is None else frame.height
            return frame.y + known - bottom - (height or 0.0), self._flow.y, frame.slack[1]
        return place.y, place.base, place.slack[1]

    def close(self, tag: Tag, inner: Place, place: Place, start: State) -> None:
        """Reckon how far down the page reaches behind an element."""
        flow = self._flow
        flow.end_line(inner.style, inner.width)
        values = inner.values
        em = inner.style.size
        if inner.columns is not None:
            flow.back(max(flow.y, inner.columns[0]))
        if values and inner is not place:
            flow.skip(padding(values, "bottom", em, inner.width))
            if inner.height is not None:
                bottom = inner.top + inner.height
                if "height" in values or bottom < flow.y:
                    flow.back(bottom)
        self._stacking.close(tag, flow.y - inner.base + inner.y)
        given = inner is not place and "margin-bottom" in values
        size = length(values["margin-bottom"], em, 0.0) or 0.0 if given else margin_of(tag.name, em)
        if abs(size) <= MOST_BLANK:
            flow.margin(size, given=given)
        if place.columns is not None:
            place.columns[0] = max(place.columns[0], flow.y)
        if inner is not place and place.columns is not None:
            place.columns[1] += kept_width(values, place.values, em, place.width)
        out = inner is not place and values.get("position", "").lower() in {"absolute", "fixed"}
        floats = inner is not place and values.get("float", "none").lower() != "none"
        if out:
            flow.restore(start)
        elif place.columns is not None or floats:
            flow.back(start[0])  # what follows stands beside it


def _pushed_out(values: Mapping[str, str], em: float, whole: float, width: float | None) -> float:
    """How far a box that floats at the right is moved by a margin below nothing, in px."""
    margin = length(values.get("margin-right", "0"), em, whole) or 0.0
    floats = values.get("float", "none").lower() in {"right", "inline-end"}
    return whole - width - margin if floats and width is not None and margin < 0 else 0.0


def _size(tag: Tag, inner: Place, place: Place, values: Mapping[str, str], outer: Size) -> Size:
    """Width and height that rules give a box; None where they follow from what is in it."""
    em = inner.style.size
    width = size_of(values, "width", em, outer[0])
    height = size_of(values, "height", em, outer[1])
    if height is None and width is not None and cuts(values, "y"):
        height = height_by_ratio(values, width, em)
    clamp = values.get("-webkit-line-clamp", values.get("line-clamp", "")).split(" ")[0]
    if clamp.isdecimal() and 0 < int(clamp) < _MOST_LINES and cuts(values, "y"):
        most = int(clamp) * line_height(inner.style)
        height = most if height is None else min(height, most)
    if height is None and ("grid" in place.values.get("display", "") or "contain" in values):
        height = 0.0 if has_no_rows(place.values) else contained_height(values, em)
    if is_item(place):
        width = width_of_item(tag, place.values, values, em, width)
    return width, height


def _outer_box(
    values: Mapping[str, str], em: float, size: Size, sides: Sequence[float]
) -> tuple[Size, Size, bool]:
    """The size with padding and thick borders, without borders, and whether these are thick."""
    edges = borders(values, em)
    thick = bool(edges) and widest(edges) >= THICK * em
    lines = [edges[name][0] if thick and name in edges else 0.0 for name in SIDES]
    around, down = lines[1] + lines[3], lines[0] + lines[2]
    if values.get("box-sizing", "").lower() == "border-box":
        return size, _grown(size, -around, -down), thick
    padded = _grown(size, sides[1] + sides[3], sides[0] + sides[2])
    return _grown(padded, around, down), padded, thick


def _grown(size: Size, across: float, down: float) -> Size:
    width, height = size
    return (
        None if width is None else max(0.0, width + across),
        None if height is None else max(0.0, height + down),
    )


def _is_container(values: Mapping[str, str]) -> bool:
    """Whether container queries and units are about an element (CSS Conditional Rules 5)."""
    kind = values.get("container-type", values.get("container", "").rpartition("/")[2])
    return "size" in kind.lower()
