"""What transforms make of an element's box: how it is scaled and turned, and where it comes to.

All functions, their order, the origin and the perspective of the element around it go into one
matrix. Specifications: CSS Transforms 1 and 2, CSS Motion Path 1 (`offset-path` of a path).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitscore.documents.css_values import amount, functions, length, tokens

_GUESSED_WIDTH = 300.0  # px, of a box that is as wide as its text
_LEAST_DEPTH = 1e-3  # of the distance to the eye: what is nearer lies behind it
_KEYWORDS = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}
_STARTS = re.compile(r"\s*[Mm]\s*(-?[\d.]+)[\s,]+(-?[\d.]+)")
Matrix = tuple[tuple[float, float, float, float], ...]
_SAME: Matrix = (
    (1.0, 0.0, 0.0, 0.0),
    (0.0, 1.0, 0.0, 0.0),
    (0.0, 0.0, 1.0, 0.0),
    (0.0, 0.0, 0.0, 1.0),
)


@dataclass(frozen=True, slots=True)
class Transform:
    """How a box is scaled along and across its lines, and how far it is moved in px.

    Both scales are 0 where nothing of the box is seen, as behind the eye; it is `away` where its
    back is seen.
    """

    across: float = 1.0
    down: float = 1.0
    x: float = 0.0
    y: float = 0.0
    away: bool = False


_NONE = Transform()
_TRANSFORMING = {"transform", "translate", "rotate", "scale", "zoom", "offset-path"}


def transform_of(
    values: Mapping[str, str],
    em: float,
    width: float | None,
    height: float | None,
    outer: Mapping[str, str] | None = None,
) -> Transform:
    """Of `transform`, `translate`, `scale`, `rotate`, `zoom` and `offset-path` together.

    Args:
        values: Of the element.
        em: Its font size in px.
        width: Of its box in px; None where that is not known, and so is `height`.
        height: Of its box.
        outer: Values of its parent, whose `perspective` it is seen in.
    """
    if not _TRANSFORMING & values.keys():
        return _NONE
    wide = _GUESSED_WIDTH if width is None else width
    high = 1.5 * em if height is None else height
    steps = [
        *_separate("translate", values.get("translate", "none")),
        *_separate("rotate", values.get("rotate", "none")),
        *_separate("scale", values.get("scale", "none")),
        *functions(values.get("transform", "none")),
    ]
    matrix = matrix_of(steps, em, wide, high)
    origin = _origin(values.get("transform-origin", ""), em, wide, high)
    matrix = times(_moved(*origin), times(matrix, _moved(*(-part for part in origin))))
    # The point of the box that is nearest to the origin stays where it is, or the origin is afar.
    at = (min(max(0.0, origin[0]), wide), min(max(0.0, origin[1]), high))
    distance = length((outer or {}).get("perspective", "none"), em, None)
    if distance is not None and distance > 0:
        eye = (wide / 2, high / 2, 0.0)
        seen = times(_perspective(distance), _moved(*(-part for part in eye)))
        matrix = times(times(_moved(*eye), seen), matrix)
    across, down, x, y = seen_at(matrix, *at)
    start = _start_of(values.get("offset-path", "none"))
    zoom = length(values.get("zoom", "1"), em, 1.0)
    zoom = zoom if zoom is not None and zoom > 0 else 1.0
    return Transform(
        across * zoom,
        down * zoom,
        x - at[0] + start[0],
        y - at[1] + start[1],
        _is_away(matrix),
    )


def seen_at(matrix: Matrix, x: float, y: float) -> tuple[float, float, float, float]:
    """Scales along and across a line at a point, and where that point comes to."""
    place = put(matrix, x, y)
    right, below = put(matrix, x + 1, y), put(matrix, x, y + 1)
    if place is None or right is None or below is None:
        return 0.0, 0.0, x, y
    a, b = right[0] - place[0], right[1] - place[1]
    c, d = below[0] - place[0], below[1] - place[1]
    across = math.hypot(a, b)
    return across, (abs(a * d - b * c) / across if across else 0.0), *place


def put(matrix: Matrix, x: float, y: float) -> tuple[float, float] | None:
    """A point of the page's plane as it is seen; None where it lies behind the eye."""
    across, down, _, depth = (row[0] * x + row[1] * y + row[3] for row in matrix)
    return None if depth < _LEAST_DEPTH else (across / depth, down / depth)


def _is_away(matrix: Matrix) -> bool:
    """Whether the back of a box is seen: by the sign of what its plane and its space turn to."""
    (a, b, c, _), (d, e, f, _), (g, h, i, _) = matrix[:3]
    space = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (a * e - b * d) * space < 0


def matrix_of(
    steps: Sequence[tuple[str, Sequence[Any]]], em: float, wide: float, high: float
) -> Matrix:
    """The functions of a transform as one matrix.

    Args:
        steps: Their names and arguments.
        em: The font size in px.
        wide: Of the box that shares are of, in px; as `high`.
        high: Of the box.
    """
    matrix = _SAME
    for name, arguments in steps:
        step = _step(name, arguments, em, wide, high)
        if step is not _SAME:
            matrix = times(matrix, step)
    return matrix


def times(one: Matrix, other: Matrix) -> Matrix:
    """The product of two matrices: the second one is applied first."""
    columns = tuple(zip(*other, strict=True))
    rows = [tuple(sum(a * b for a, b in zip(row, c, strict=True)) for c in columns) for row in one]
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def _rows(*numbers: float) -> Matrix:
    """A matrix of which the first entries are given row by row, for the plane or for space."""
    if len(numbers) == 4:
        a, b, c, d = numbers
        return ((a, b, 0.0, 0.0), (c, d, 0.0, 0.0), _SAME[2], _SAME[3])
    a, b, c, d, e, f, g, h, i = numbers
    return ((a, b, c, 0.0), (d, e, f, 0.0), (g, h, i, 0.0), _SAME[3])


def _moved(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Matrix:
    return ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, z), _SAME[3])


def _perspective(distance: float) -> Matrix:
    return (*_SAME[:3], (0.0, 0.0, -1.0 / max(1.0, distance), 1.0))


def _turned(x: float, y: float, z: float, degrees: float) -> Matrix:
    """About an axis (CSS Transforms 2, rotate3d)."""
    far = math.hypot(x, y, z)
    if not far:
        return _SAME
    x, y, z = x / far, y / far, z / far
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    t = 1 - c
    return _rows(
        t * x * x + c, t * x * y - s * z, t * x * z + s * y,
        t * x * y + s * z, t * y * y + c, t * y * z - s * x,
        t * x * z - s * y, t * y * z + s * x, t * z * z + c,
    )  # fmt: skip


def _step(name: str, arguments: Sequence[Any], em: float, wide: float, high: float) -> Matrix:
    """The matrix of one function; one that is not known changes nothing."""
    if name.startswith("translate"):
        return _translation(name, arguments, em, wide, high)
    share = 1.0 if name.startswith("scale") else None
    n = [value or 0.0 for value in (amount(token, em, share) for token in arguments)]
    if not n:
        return _SAME
    one, two = [*n, n[0]][:2]
    simple = {
        "scale": lambda: _rows(one, 0.0, 0.0, two),
        "scale3d": lambda: _rows(one, 0.0, 0.0, two),
        "scalex": lambda: _rows(one, 0.0, 0.0, 1.0),
        "scaley": lambda: _rows(1.0, 0.0, 0.0, one),
        "rotate": lambda: _turned(0.0, 0.0, 1.0, one),
        "rotatez": lambda: _turned(0.0, 0.0, 1.0, one),
        "rotatex": lambda: _turned(1.0, 0.0, 0.0, one),
        "rotatey": lambda: _turned(0.0, 1.0, 0.0, one),
        "skew": lambda: _rows(1.0, _tangent(one), _tangent(n[1] if len(n) > 1 else 0.0), 1.0),
        "skewx": lambda: _rows(1.0, _tangent(one), 0.0, 1.0),
        "skewy": lambda: _rows(1.0, 0.0, _tangent(one), 1.0),
        "perspective": lambda: _perspective(one) if one > 0 else _SAME,
    }
    if name in simple:
        return simple[name]()
    if name == "rotate3d" and len(n) == 4:
        return _turned(n[0], n[1], n[2], n[3])
    if name == "matrix" and len(n) == 6:
        a, b, c, d, e, f = n
        return ((a, c, 0.0, e), (b, d, 0.0, f), _SAME[2], _SAME[3])
    if name == "matrix3d" and len(n) == 16:
        return tuple((n[i], n[i + 4], n[i + 8], n[i + 12]) for i in range(4))
    return _SAME


def _tangent(degrees: float) -> float:
    return math.tan(math.radians(degrees))


def _translation(
    name: str, arguments: Sequence[Any], em: float, wide: float, high: float
) -> Matrix:
    axis = {"translatex": 0, "translatey": 1, "translatez": 2}.get(name)
    way = [0.0, 0.0, 0.0]
    for i, token in enumerate(arguments[:3]):
        at = i if axis is None else axis
        way[at] = amount(token, em, (wide, high, 0.0)[at]) or 0.0
    return _moved(*way)


def _separate(name: str, value: str) -> list[tuple[str, list[Any]]]:
    found = list(tokens(value))
    if not found or (found[0].type == "ident" and found[0].lower_value == "none"):
        return []
    if name == "rotate":
        axis = found[0].lower_value if found[0].type == "ident" else ""
        if axis:
            return [(f"rotate{axis}", found[1:])]
        return [("rotate3d" if len(found) == 4 else "rotate", found)]
    return [(name, found)]


def _origin(value: str, em: float, wide: float, high: float) -> tuple[float, float, float]:
    """Of `transform-origin`: the middle of the box unless it is said."""
    found = list(tokens(value))
    words = [token.lower_value if token.type == "ident" else "" for token in found[:2]]
    if words[:1] in (["top"], ["bottom"]) or words[1:] in (["left"], ["right"]):
        found[:2] = reversed(found[:2]) if len(words) > 1 else [None, *found[:1]]
    place = [wide / 2, high / 2, 0.0]
    for i, token in enumerate(found[:3]):
        if token is None:
            continue
        whole = (wide, high, 0.0)[i]
        if token.type == "ident":
            given: float | None = whole * _KEYWORDS.get(token.lower_value, 0.5)
        else:
            given = amount(token, em, whole)
        place[i] = place[i] if given is None else given
    return place[0], place[1], place[2]


def _start_of(path: str) -> tuple[float, float]:
    """Where a path begins on which a box is put."""
    for name, arguments in functions(path):
        texts = [token.value for token in arguments if token.type == "string"]
        start = _STARTS.match(texts[0]) if name == "path" and texts else None
        if start:
            try:
                return float(start[1]), float(start[2])
            except ValueError:
                return 0.0, 0.0
    return 0.0, 0.0
