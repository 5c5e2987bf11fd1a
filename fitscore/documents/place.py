"""Where a paragraph and what is drawn stand on a page: its room, and what lies behind it.

Lengths are points. Heights are estimates that err on the small side, so that text is taken for
clipped only where it surely is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fitscore.documents.flow import LEAST_SEEN
from fitscore.documents.grounds import WHITE, Fill, Ground

LEAST_LETTER = 0.45  # widths of letters to the size of type, at least
NARROWEST = 2.0  # points; a cell or a box that is narrower shows no letter


@dataclass(frozen=True, slots=True)
class Page:
    """The paper of a section and its margins."""

    width: float = 612.0
    height: float = 792.0
    left: float = 72.0
    right: float = 72.0
    top: float = 72.0
    header: float = 36.0
    footer: float = 36.0

    @property
    def body(self) -> float:
        """The height between the margins."""
        return max(72.0, self.height - 2 * self.top)


@dataclass(slots=True)
class Room:
    """What text flows into: a page, a cell, a box."""

    width: float
    y: float = 0.0
    bottom: float | None = None  # None where it grows with its text

    def put(self, before: float, height: float, after: float) -> None:
        """Text of a height, with white space around it."""
        self.y += before + height + after

    def turn(self, page: Page) -> None:
        """Go on at the top of the next page."""
        full = page.body
        self.y = (self.y // full + 1) * full

    def is_clipped(self, before: float, size: float) -> bool:
        """Whether a line that begins here is cut off."""
        return self.bottom is not None and self.bottom - self.y - before < LEAST_SEEN * size


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for all paragraphs of a story, a cell or a box."""

    page: Page
    room: Room
    grounds: tuple[Ground, ...] = (WHITE,)
    table: tuple[str, tuple[str, ...]] | None = None  # its style, and which formats hold
    hidden: bool = False
    left: float | None = None  # of the text, from the edge of the page; None where nobody knows
    right: float | None = None
    is_body: bool = False  # of the pages, and not of a cell, a box or a margin
    flows: bool = False  # with the pages, be it in a cell
    is_bare: bool = False  # nothing is painted between the page's drawings and the text


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the text of a paragraph reaches."""

    first: float  # points from the left of the text to the first line
    left: float
    right: float  # points from the right
    width: float  # of the text in one line
    height: float  # of all its lines
    before: float
    after: float
    alignment: str = "left"

    def across(self, place: Place) -> tuple[float, float] | None:
        """Where the text begins and ends, from the left edge of the page."""
        if place.left is None or place.right is None:
            return None
        begin, end = place.left + self.left, place.right - self.right
        begin = min(begin, begin + self.first) if self.width > end - begin else begin + self.first
        if self.width >= end - begin > 0:
            return begin, end
        if self.alignment in {"right", "end"}:
            return end - self.width, end
        if self.alignment == "center":
            middle = (begin + end) / 2
            return middle - self.width / 2, middle + self.width / 2
        return begin, begin + self.width


@dataclass(frozen=True, slots=True)
class Area:
    """Where a drawing is; its corner is known, or lies between two places."""

    left: tuple[float, float]  # from the left edge of the page: at least, at most
    top: tuple[float, float]  # from the upper edge
    width: float
    height: float
    down: float | None = None  # from the paragraph that it is anchored in

    def is_off(self, page: Page) -> bool:
        """Whether it is off the page, wherever its paragraph stands."""
        across = self.left[1] + self.width <= 0 or self.left[0] >= page.width
        return across or self.top[1] + self.height <= 0 or self.top[0] >= page.height

    def moved(self, x: float, y: float, width: float, height: float) -> Area:
        """The area of a member of it."""
        return Area(
            (self.left[0] + x, self.left[1] + x),
            (self.top[0] + y, self.top[1] + y),
            width,
            height,
            None if self.down is None else self.down + y,
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn: a box with text, a filled shape, a picture."""

    area: Area
    fill: Fill
    content: Any = None  # its text
    words: str = ""  # that are drawn as shapes, in the colours of its fill
    owner: Any = None  # the paragraph that it is anchored in
    order: float = 0.0  # the higher, the nearer to the eye
    behind: bool = False  # the text of the body
    floats: bool = True  # where text does not give way to it
    hidden: bool = False
    grows: bool = False  # with its text
    straight: bool = True  # it covers its whole area
    inline: bool = False


def inside(shape: Shape, place: Place, below: tuple[Ground, ...], *, hidden: bool) -> Place:
    """The place of the text in a box.

    Args:
        shape: The box.
        place: What it is anchored in.
        below: What lies behind it.
        hidden: Nothing in it is seen.
    """
    return Place(
        replace(place.page, width=shape.area.width),
        Room(shape.area.width, bottom=None if shape.grows else shape.area.height),
        shape.fill.over(below),
        hidden=hidden,
        left=0.0,
        right=shape.area.width,
    )


def is_too_small(shape: Shape) -> bool:
    """Whether a box has no room for a letter."""
    return shape.area.width < NARROWEST or (shape.area.height < NARROWEST and not shape.grows)
