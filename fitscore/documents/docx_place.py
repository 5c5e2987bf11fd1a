"""Where the markup of a Word file puts a paragraph. Lengths are points."""

from __future__ import annotations

from typing import Any

from fitscore.documents.docx_styles import TWIP, Properties, W, is_on, number
from fitscore.documents.flow import LEAST_SEEN
from fitscore.documents.place import LEAST_LETTER, Extent, Page, Place, Room

_LEAST_PAGE = 7.2  # points; Word has no smaller one


def page_of(section: Any) -> Page:
    """The page of a section's properties."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    usual = Page()
    if size is None and margins is None:
        return usual
    wide, high = ((None if size is None else size.get(W + key)) for key in "wh")
    said = {} if margins is None else margins.attrib

    def margin(side: str, by: float) -> float:
        return number(said.get(W + side), by / TWIP) * TWIP

    return Page(
        number(wide, usual.width / TWIP) * TWIP,
        number(high, usual.height / TWIP) * TWIP,
        margin("left", usual.left),
        margin("right", usual.right),
        margin("top", usual.top),
        margin("header", usual.header),
        margin("footer", usual.footer),
    )


def extent_of(properties: Properties, letters: int, size: float, room: Room) -> Extent:
    """How far a paragraph reaches, by its properties and how much text it has."""
    indent, spacing = properties.get(f"{W}ind", {}), properties.get(f"{W}spacing", {})

    def length(said: Any, *keys: str) -> float:
        return next((number(said[W + k]) * TWIP for k in keys if W + k in said), 0.0)

    left, right = length(indent, "start", "left"), length(indent, "end", "right")
    hanging = length(indent, "hanging")
    first = -hanging if hanging else length(indent, "firstLine")
    width = letters * size * LEAST_LETTER
    lines = max(1, int(width / max(room.width - left - right, size, 1.0)))
    alignment = properties.get(f"{W}jc")
    aligned = "left" if alignment is None else alignment.get(f"{W}val") or "left"
    turned = properties.get(f"{W}bidi")
    if turned is not None and is_on(turned):
        left, right = right, left
        aligned = {"left": "right", "start": "right", "right": "left", "end": "left"}.get(
            aligned, aligned
        )
    return Extent(
        first,
        left,
        right,
        width,
        lines * line_height(properties, size),
        length(spacing, "before"),
        length(spacing, "after"),
        aligned,
    )


def tab_stops(properties: Properties) -> list[float]:
    """A paragraph's own tab stops, in points from the left of the text."""
    found = properties.get(f"{W}tabs")
    stops = () if found is None else found.iterchildren(f"{W}tab")
    kept = [stop for stop in stops if stop.get(f"{W}val") not in {"clear", "bar"}]
    return sorted(number(stop.get(f"{W}pos")) * TWIP for stop in kept)


def is_tabbed_off(tabs: int, stops: list[float], place: Place) -> bool:
    """Whether text behind some tabs of a line begins beyond the page."""
    if not tabs or not stops or place.left is None:
        return False
    return place.left + stops[min(tabs, len(stops)) - 1] >= place.page.width


def line_height(properties: Properties, size: float) -> float:
    """The height of a line of type."""
    spacing = properties.get(f"{W}spacing", {})
    line, rule = number(spacing.get(f"{W}line")), spacing.get(f"{W}lineRule", "auto")
    if line <= 0:
        return size
    if rule == "exact":
        return line * TWIP
    return max(size, line * TWIP) if rule == "atLeast" else size * max(line / 240, 0.05)


def is_flat(properties: Properties, size: float) -> bool:
    """Whether lines are so low that type is cut off (17.3.1.33: exact, or a part of a line)."""
    return line_height(properties, size) < LEAST_SEEN * size


def is_off(properties: Properties, extent: Extent, place: Place) -> bool:
    """Whether a paragraph stands off the page, or in a frame that does or has no height."""
    page = place.page
    if place.is_body and min(page.width, page.height - abs(page.top)) < _LEAST_PAGE:
        return True
    frame = properties.get(f"{W}framePr")
    if frame is not None:
        return _is_frame_off(frame, page)
    across = extent.across(place)
    return across is not None and (across[1] <= 0 or across[0] >= page.width)


def _is_frame_off(frame: Any, page: Page) -> bool:
    height, wide = (number(frame.get(W + side)) * TWIP for side in "hw")
    if (frame.get(f"{W}hRule") == "exact" and 0 < height < 4) or 0 < wide < 2:
        return True
    names, anchors = ("x", "y"), (f"{W}hAnchor", f"{W}vAnchor")
    return is_outside(frame, page, names, anchors, (wide or page.width, max(height, 36.0)))


def is_outside(
    element: Any,
    page: Page,
    places: tuple[str, str],
    anchors: tuple[str, str],
    size: tuple[float, float],
) -> bool:
    """Whether a frame or a floating table is off the page, wherever what it is anchored in stands.

    Args:
        element: With the attributes.
        page: The page.
        places: Names of the attributes with the distances.
        anchors: Full names of those that say from where.
        size: Its width and height.
    """
    margins = (page.left, page.top)
    for name, anchor, margin, length, long in zip(
        places, anchors, margins, size, (page.width, page.height), strict=True
    ):
        if any(W + name + more in element.attrib for more in ("Align", "Spec")):
            continue
        at = number(element.get(W + name)) * TWIP
        start = element.get(anchor)
        low, high = (0.0, 0.0) if start == "page" else (margin, margin)
        if start in {None, "text"} and name.lower().endswith("y"):
            low, high = 0.0, long
        if high + at + length <= 0 or low + at >= long:
            return True
    return False
