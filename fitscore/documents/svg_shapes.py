"""Shapes of a drawing in a web page: where they are, and what they are filled with (SVG 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bs4.element import Tag

from fitscore.documents.css import declarations
from fitscore.documents.css_clips import MOST_CORNERS, inside
from fitscore.documents.css_colours import UNKNOWN, Colour, colour
from fitscore.documents.css_transforms import Matrix, matrix_of, put, times
from fitscore.documents.css_values import functions, length
from fitscore.documents.svg_paths import corners_of

SHAPES = {
    "rect", "circle", "ellipse", "polygon", "path", "image", "use", "polyline", "line",
}  # fmt: skip
EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_MOST_SHAPES = 50  # of a clip
_COLUMNS, _ROWS = 12, 3  # points of a text's box that are held against a shape
Box = tuple[float, float, float, float]  # left, top, right, bottom
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape as it is drawn.

    Attributes:
        box: What it does not leave.
        covers: Whether it is painted at a point; None where that is not worked out.
        ink: What it is painted with.
    """

    box: Box
    covers: Callable[[float, float], bool] | None
    ink: Colour = UNKNOWN

    def share_of(self, box: Box) -> float | None:
        """How much of a box it is painted on, from 0 to 1; None where that is not worked out."""
        if not touch(self.box, box):
            return 0.0
        if self.covers is None:
            return None
        left, top, right, bottom = box
        hits = sum(
            self.covers(
                left + (i + 0.5) * (right - left) / _COLUMNS,
                top + (j + 0.5) * (bottom - top) / _ROWS,
            )
            for i in range(_COLUMNS)
            for j in range(_ROWS)
        )
        return hits / (_COLUMNS * _ROWS)


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes have points in common."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def hull(points: Iterable[Point]) -> Box:
    """The smallest box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def length_of(tag: Tag, name: str, em: float, whole: float, otherwise: float = 0.0) -> float:
    """The first length of an attribute."""
    words = str(tag.get(name) or "").replace(",", " ").split()
    found = length(words[0], em, whole) if words else None
    return otherwise if found is None else found


def transformed(tag: Tag, values: Mapping[str, str], matrix: Matrix, em: float) -> Matrix:
    """The matrix in an element, from the one around it."""
    given = values.get("transform") or str(tag.get("transform") or "none")
    if given == "none":
        return matrix
    steps = functions(given)
    for i, (name, arguments) in enumerate(steps):
        if name == "rotate" and len(arguments) == 3:  # about a point
            x, y = (float(getattr(token, "value", 0.0)) for token in arguments[1:])
            around = matrix_of([(name, arguments[:1])], em, 0.0, 0.0)
            turned = times(times(_shift(x, y), around), _shift(-x, -y))
            before, after = (matrix_of(part, em, 0.0, 0.0) for part in (steps[:i], steps[i + 1 :]))
            return times(matrix, times(times(before, turned), after))
    return times(matrix, matrix_of(steps, em, 0.0, 0.0))


def _shift(x: float, y: float) -> Matrix:
    return ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def shape_of(
    tag: Tag, matrix: Matrix, em: float, window: tuple[float, float], stroke: float = 0.0
) -> Shape:
    """A shape on the plane of the drawing, painted with what is not known yet.

    Args:
        tag: Of the shape.
        matrix: From its units.
        em: The font size in px.
        window: Width and height that shares are of.
        stroke: Width of its outline, where that is what is painted.
    """
    corners = _corners(tag, em, window, stroke)
    if corners is None:
        return Shape(EVERYWHERE, None)
    points, straight = corners
    placed = [put(matrix, *point) for point in points]
    seen = [point for point in placed if point is not None]
    if not seen:
        return Shape((0.0, 0.0, 0.0, 0.0), lambda _x, _y: False)
    if tag.name in {"circle", "ellipse"}:
        left, top, right, bottom = hull(seen)
        x0, y0, rx, ry = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, bottom - top
        if not rx or not ry:
            return Shape((0.0, 0.0, 0.0, 0.0), lambda _x, _y: False)
        return Shape(
            (left, top, right, bottom),
            lambda x, y: ((x - x0) / rx) ** 2 + ((y - y0) / (ry / 2)) ** 2 <= 1,
        )
    return Shape(hull(seen), inside(seen) if straight and len(seen) <= MOST_CORNERS else None)


def _corners(
    tag: Tag, em: float, window: tuple[float, float], stroke: float
) -> tuple[Sequence[Point], bool] | None:
    """Corners of a shape in its units, and whether straight lines join them."""
    wide, high = window
    at = {name: length_of(tag, name, em, wide) for name in ("x", "cx", "r", "rx", "x1", "x2")}
    at |= {name: length_of(tag, name, em, high) for name in ("y", "cy", "ry", "y1", "y2")}
    if tag.name in {"rect", "image"}:
        across = length_of(tag, "width", em, wide, -1.0)
        down = length_of(tag, "height", em, high, -1.0)
        if across < 0 or down < 0:
            return None if tag.name == "image" else ([(0.0, 0.0)], True)
        return _rectangle(at["x"], at["y"], at["x"] + across, at["y"] + down), True
    if tag.name in {"circle", "ellipse"}:
        rx, ry = at["rx"] or at["r"], at["ry"] or at["r"]
        return _rectangle(at["cx"] - rx, at["cy"] - ry, at["cx"] + rx, at["cy"] + ry), True
    if tag.name == "line":
        left, top, right, bottom = hull([(at["x1"], at["y1"]), (at["x2"], at["y2"])])
        level, upright = top == bottom, left == right
        half = stroke / 2
        box = (
            left - half * upright, top - half * level, right + half * upright,
            bottom + half * level,
        )  # fmt: skip
        return _rectangle(*box), level or upright
    if tag.name in {"polygon", "polyline"}:
        numbers = [float(n) for n in NUMBER.findall(str(tag.get("points") or ""))]
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        return (points or [(0.0, 0.0)]), True
    if tag.name == "path":
        found = corners_of(str(tag.get("d") or ""))
        return ([(0.0, 0.0)], True) if found is None else (found.points, found.straight)
    return None


def _rectangle(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def share_of_clip(clip: Tag, em: float, box: tuple[float | None, float | None]) -> float | None:
    """The part of a box that a `clipPath` of a drawing leaves; None where that is not known."""
    shapes = list(clip.find_all(lambda _: True, limit=_MOST_SHAPES))
    if not shapes:
        return 0.0
    wide, high = (600.0 if box[0] is None else box[0]), (1.3 * em if box[1] is None else box[1])
    if str(clip.get("clippathunits") or "").lower() == "objectboundingbox":
        return None
    found = [clip_shape(tag, None, em, (wide, high)) for tag in shapes]
    shares = [shape.share_of((0.0, 0.0, wide, high)) for shape in found]
    known = [share for share in shares if share is not None]
    return min(1.0, sum(known)) if len(known) == len(shares) else None


def clip_shape(tag: Tag, matrix: Matrix | None, em: float, window: tuple[float, float]) -> Shape:
    """A shape of a clip, in the units of what is clipped."""
    if tag.name not in SHAPES - {"image", "use"}:
        return Shape(EVERYWHERE, None)
    return shape_of(tag, transformed(tag, {}, matrix or _shift(0.0, 0.0), em), em, window)


def stops_of(named: Mapping[str, Tag], name: str) -> tuple[Colour, ...]:
    """Colours of the gradient of an `id`; UNKNOWN where it has none that are known."""
    gradient = named.get(name)
    for _ in range(2):
        if gradient is None or "gradient" not in gradient.name.lower():
            return (UNKNOWN,)
        found = [_stop(stop) for stop in gradient.find_all("stop", limit=_MOST_SHAPES)]
        if found:
            return tuple(dict.fromkeys(found))
        other = str(gradient.get("href") or gradient.get("xlink:href") or "").partition("#")[2]
        gradient = named.get(other)
    return (UNKNOWN,)


def _stop(stop: Tag) -> Colour:
    given = {d.name: d.value for d in declarations(str(stop.get("style") or ""))}
    ink = colour(given.get("stop-color") or str(stop.get("stop-color") or "black"))
    alpha = length(given.get("stop-opacity") or str(stop.get("stop-opacity") or "1"), 16.0, 1.0)
    if ink is None or isinstance(ink, str) or ink == UNKNOWN:
        return UNKNOWN
    return (*ink[:3], ink[3] * min(1.0, max(0.0, 1.0 if alpha is None else alpha)))


def lets_nothing_through(mask: Tag) -> bool:
    """Whether a mask is empty or all black, so that it lets nothing through."""
    shapes = [tag for tag in mask.find_all(lambda _: True) if tag.name in SHAPES]
    fills = [colour(str(tag.get("fill") or "black")) for tag in shapes]
    return all(not isinstance(ink, str) and ink is not None and max(ink[:3]) < 20 for ink in fills)
