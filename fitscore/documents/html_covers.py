"""Text of a web page that lies under an opaque box: only where rules say where both are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bs4.element import NavigableString, Tag

from fitscore.documents.css_boxes import Frame
from fitscore.documents.css_values import SCREEN, length

_GLYPH_HEIGHT = 1.0  # of the font size
_TOLERANCE = 4.0  # px
_MOST_COVERS = 50
_MOST_SHARE = 0.5  # of a page's text: a page that waits for a script to take a cover away
# Of positioned elements by `id()`: their z-index, and their place in the order of the page.
Layers = dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Written:
    """A string that may be seen, and where it was reckoned to begin; lengths in px.

    It is `placed` where rules and not the flow say how far down it is.
    """

    string: NavigableString
    x: float
    y: float
    width: float
    size: float
    placed: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """An opaque box that was put in a place.

    Attributes:
        tag: `id()` of its element.
        frame: `id()` of the element that it is placed in, 0 or 1 for the page.
        layer: Its z-index and order.
        whole: It covers all of the frame.
        box: Left, top, right and bottom in px.
    """

    tag: int
    frame: int
    layer: tuple[int, int]
    whole: bool
    box: tuple[float, float, float, float]

    @classmethod
    def of(
        cls,
        tag: Tag,
        frame: Frame,
        values: Mapping[str, str],
        em: float,
        size: tuple[float | None, float | None],
        layer: tuple[int, int],
    ) -> Cover:
        """The cover that an element is, from its values and its size where that is known."""
        high = SCREEN[1] if frame.height is None else frame.height
        left, right, whole_across = _span(values, ("left", "right"), em, frame.width, size[0])
        top, bottom, whole_down = _span(values, ("top", "bottom"), em, high, size[1])
        if values.get("height", "").strip() in {"100%", "100vh"} and top <= 0:
            whole_down = True
        box = (frame.x + left, frame.y + top, frame.x + right, frame.y + bottom)
        return cls(id(tag), frame.key, layer, whole_across and whole_down, box)


def _span(
    values: Mapping[str, str], sides: tuple[str, str], em: float, whole: float, size: float | None
) -> tuple[float, float, bool]:
    """Where a box begins and ends along an axis, and whether that is all of it."""
    start, end = (length(values.get(side, "auto"), em, whole) for side in sides)
    if start is not None and end is not None and size is None:
        return start, whole - end, start <= 0 and end <= 0
    if size is None:
        return 0.0, 0.0, False
    if start is None:
        start = whole - end - size if end is not None else 0.0
    return start, start + size, start <= 0 and start + size >= whole


def covered(written: Sequence[Written], covers: Sequence[Cover], layers: Layers) -> set[int]:
    """`id()` of the strings that lie under covers.

    A cover over most of a page is none: pages begin so, and a script takes it away.
    """
    found: set[int] = set()
    total = sum(len(text.string) for text in written)
    for cover in covers[:_MOST_COVERS]:
        under = [text for text in written if _is_under(text, cover, layers)]
        if sum(len(text.string) for text in under) <= _MOST_SHARE * total:
            found |= {id(text.string) for text in under}
    return found


def _is_under(text: Written, cover: Cover, layers: Layers) -> bool:
    left, top, right, bottom = cover.box
    inside = (
        text.x >= left - _TOLERANCE
        and text.y >= top - _TOLERANCE
        and text.x + text.width <= right + _TOLERANCE
        and text.y + _GLYPH_HEIGHT * text.size <= bottom + _TOLERANCE
    )
    if not inside and not cover.whole:
        return False
    layer: tuple[int, int] | None = None
    for parent in text.string.parents:
        key = id(parent)
        if key == cover.tag:
            return False
        if key == cover.frame:
            break
        layer = layers.get(key, layer)
    else:
        if cover.frame > 1:
            return False
    # What is not positioned lies under all that is.
    return layer is None or layer < cover.layer
