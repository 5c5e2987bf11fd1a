"""How much of an element's box `clip`, `clip-path` and masks leave to be seen.

A shape is held against points all over the box. Specifications: CSS Masking 1, CSS Shapes 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from fitscore.documents.css_colours import UNKNOWN, painted
from fitscore.documents.css_values import CACHED, SCREEN, amount, functions, length, tokens, written
from fitscore.documents.svg_paths import corners_of

LEAST_LEFT = 0.1  # of a box: what is left of less text is not read
MOST_LEFT = 0.85  # of a box: of so much nobody misses the rest
_LEAST_CLEAR = 0.5  # alpha of a mask through which text is read
_COLUMNS, _ROWS = 32, 12  # points of a box that are looked at
MOST_CORNERS = 64  # of a shape that is held against points
_SPOT = 0.3  # of the font size
_HIGH = 40  # lines of a box that has many of them
# Properties that leave less of an element.
CLIPPING = {"clip", "clip-path", "mask-image"}
Test = Callable[[float, float], bool]


def share_left(
    values: Mapping[str, str], em: float, box: tuple[float | None, float | None], *, placed: bool
) -> float | None:
    """The part of a box that its clips leave, from 0 to 1; None where that is not worked out.

    Args:
        values: Of the element.
        em: Its font size in px.
        box: Width and height in px; None where not known.
        placed: It is absolutely positioned, so that `clip` holds.
    """
    if placed and _is_clipped_to_spot(values.get("clip", "auto"), em):
        return 0.0
    path = values.get("clip-path", "none")
    if path.lower() in {"none", ""}:
        return 1.0
    wide = SCREEN[0] / 2 if box[0] is None else box[0]
    if box[1] is not None:
        return _left(path, em, wide, box[1])
    # Of a box with one line and of one with many; what differs much is not known.
    shares = [_left(path, em, wide, lines * 1.3 * em) for lines in (1, _HIGH)]
    if None in shares:
        return None
    low, high = sorted(share for share in shares if share is not None)
    return low if low >= MOST_LEFT or high <= LEAST_LEFT else None


def is_masked(values: Mapping[str, str], em: float) -> bool | None:
    """Whether masks let nothing of an element through; None where that is not worked out."""
    image = values.get("mask-image", "none")
    stops = painted(image)
    if stops is None:
        return False
    size = length(values.get("mask-size", "auto").split(" ")[0], em, None)
    if size is not None and size < em / 2:
        return True
    if UNKNOWN in stops:
        return None
    clear = [stop[3] for stop in stops]
    if max(clear) < LEAST_LEFT:
        return True
    once = "no-repeat" in values.get("mask-repeat", "")
    moved = values.get("mask-position", "") or size is not None
    return None if min(clear) < _LEAST_CLEAR or (once and moved) else False


def _is_clipped_to_spot(clip: str, em: float) -> bool:
    for name, arguments in functions(clip):
        edges = [amount(token, em, None) for token in arguments]
        if name == "rect" and len(edges) == 4:
            top, right, bottom, left = edges
            high = bottom is not None and bottom - (top or 0.0) < _SPOT * em
            wide = right is not None and right - (left or 0.0) < _SPOT * em
            return high or wide
    return False


@lru_cache(maxsize=CACHED)
def _left(path: str, em: float, wide: float, high: float) -> float | None:
    if wide <= 0 or high <= 0:
        return 0.0
    share = 1.0
    if any(token.type == "url" for token in tokens(path)):
        return None
    for name, arguments in functions(path):
        made = _SHAPES.get(name)
        test = made(arguments, em, wide, high) if made else None
        if test is None:
            return None
        hits = sum(
            test((i + 0.5) * wide / _COLUMNS, (j + 0.5) * high / _ROWS)
            for i in range(_COLUMNS)
            for j in range(_ROWS)
        )
        share = min(share, hits / (_COLUMNS * _ROWS))
    return share


def _sides(arguments: Sequence[Any]) -> list[Any]:
    """What stands before `round` and `at`."""
    words = (i for i, t in enumerate(arguments) if t.type == "ident" and t.lower_value in _AFTER)
    return list(arguments[: next(words, len(arguments))])


_AFTER = {"round", "at"}


_FOUR = ((0, 0, 0, 0), (0, 1, 0, 1), (0, 1, 2, 1), (0, 1, 2, 3))  # top, right, bottom, left


def _between(left: float, top: float, right: float, bottom: float) -> Test:
    return lambda x, y: left <= x <= right and top <= y <= bottom


def _inset(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    given = _sides(arguments)
    if not 1 <= len(given) <= 4:
        return None
    four = [given[i] for i in _FOUR[len(given) - 1]]
    top, right, bottom, left = (
        amount(token, em, whole)
        for token, whole in zip(four, (high, wide, high, wide), strict=True)
    )
    if top is None or right is None or bottom is None or left is None:
        return None
    return _between(left, top, wide - right, high - bottom)


def _rect(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    given = _sides(arguments)
    if len(given) != 4:
        return None
    top, right, bottom, left = (
        amount(token, em, whole)
        for token, whole in zip(given, (high, wide, high, wide), strict=True)
    )
    return _between(
        0.0 if left is None else left,
        0.0 if top is None else top,
        wide if right is None else right,
        high if bottom is None else bottom,
    )


def _xywh(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    given = [
        amount(token, em, whole)
        for token, whole in zip(_sides(arguments), (wide, high, wide, high), strict=False)
    ]
    known = [value for value in given if value is not None]
    if len(known) != 4:
        return None
    x, y, across, down = known
    return _between(x, y, x + across, y + down)


def _round(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    """A circle, or an ellipse with two radii."""
    given = _sides(arguments)
    rest = arguments[len(given) + 1 :] if len(arguments) > len(given) else []
    middle = _point(rest, em, wide, high)
    diagonal = math.hypot(wide, high) / math.sqrt(2)
    wholes = (diagonal,) if len(given) < 2 else (wide, high)
    radii = [amount(token, em, whole) for token, whole in zip(given, wholes, strict=False)]
    known = [radius for radius in radii if radius is not None]
    if middle is None or not given or len(known) != len(radii):
        return None
    rx, ry = known[0], known[-1]
    if rx <= 0 or ry <= 0:
        return lambda _x, _y: False
    x0, y0 = middle
    return lambda x, y: ((x - x0) / rx) ** 2 + ((y - y0) / ry) ** 2 <= 1


def _point(given: Sequence[Any], em: float, wide: float, high: float) -> tuple[float, float] | None:
    """Where `at` sets the middle of a circle."""
    if not given:
        return wide / 2, high / 2
    place = [wide / 2, high / 2]
    for i, token in enumerate(given[:2]):
        if token.type == "ident":
            word = token.lower_value
            axis = 0 if word in {"left", "right"} else 1 if word in {"top", "bottom"} else i
            place[axis] = (wide, high)[axis] * _SHARES.get(word, 0.5)
            continue
        value = amount(token, em, (wide, high)[i])
        if value is None:
            return None
        place[i] = value
    return place[0], place[1]


_SHARES = {"left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0}


def _polygon(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    given = [token for token in arguments if token.type != "ident"]
    numbers = [amount(token, em, (wide, high)[i % 2]) for i, token in enumerate(given)]
    known = [number for number in numbers if number is not None]
    if len(known) != len(numbers) or not 2 <= len(known) <= 2 * MOST_CORNERS:
        return None
    return inside(list(zip(known[::2], known[1::2], strict=False)))


def _path(arguments: Sequence[Any], em: float, wide: float, high: float) -> Test | None:
    del em, wide, high
    text = "".join(token.value for token in arguments if token.type == "string")
    corners = corners_of(text)
    if corners is None or not corners.straight or len(corners.points) > MOST_CORNERS:
        return None
    return inside(corners.points)


def inside(corners: Sequence[tuple[float, float]]) -> Test:
    """A test of points against a polygon: how often a ray from them crosses its edges."""
    edges = list(zip(corners, [*corners[1:], *corners[:1]], strict=True))

    def test(x: float, y: float) -> bool:
        within = False
        for (x1, y1), (x2, y2) in edges:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
        return within

    return test


_SHAPES: dict[str, Callable[[Sequence[Any], float, float, float], Test | None]] = {
    "inset": _inset, "circle": _round, "ellipse": _round, "polygon": _polygon, "rect": _rect,
    "xywh": _xywh, "path": _path,
}  # fmt: skip


def reference(value: str) -> str:
    """The `id` of what a value names by `url(#id)`; empty where it names nothing in the page."""
    for token in tokens(value):
        address = str(token.value) if token.type == "url" else ""
        if token.type == "function" and token.lower_name == "url":
            address = written(token.arguments).strip("'\"")
        if address.startswith("#"):
            return address[1:]
    return ""
