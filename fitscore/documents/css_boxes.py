"""Where an element's box is, how large, and what of it is cut off: as far as its own rules say.

No page is laid out here. What matters is where boxes are put by lengths, and how large they are
made by lengths; what only follows from the flow of the text is estimated with room to spare.
Specifications: CSS 2.2 (visual formatting, overflow, clip), CSS Positioned Layout 3, CSS
Transforms 2, CSS Masking 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bs4.element import Tag

from fitscore.documents.css_values import SCREEN, amount, functions, length, tokens, written

_ON_EDGE = 0.03  # cosine: what is turned this far is a line
_LEAST_AREA = 0.02  # of a box: what a clipping path must leave
_CLIPPING = {"hidden", "clip", "scroll", "auto", "overlay"}
_GUESSED_WIDTH = 300.0  # px, of a box that is as wide as its text


@dataclass(frozen=True, slots=True)
class Clip:
    """A box that cuts off what leaves it; lengths in px.

    Attributes:
        x: Its left edge.
        y: Its top.
        width: None where not known.
        height: The same.
        scrolls: What is cut off can be scrolled to.
        auto: Its height is that of its lines.
        loose: How much less than reckoned may stand above its top.
    """

    x: float
    y: float
    width: float | None
    height: float | None
    scrolls: bool
    auto: bool
    loose: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What an absolutely positioned box is placed in.

    Attributes:
        key: `id()` of its element; 0 for the page, 1 for the screen.
        x: Its left edge in px.
        y: Its top.
        width: In px.
        height: None where not known.
        slack: How wrong x and y may be, as far as the flow sets them.
        clips: Boxes that cut it off.
    """

    key: int = 0
    x: float = 0.0
    y: float = 0.0
    width: float = SCREEN[0]
    height: float | None = None
    slack: tuple[float, float] = (0.0, 0.0)
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class Transform:
    """What transforms make of a box: how it is scaled, and how far it is moved in px."""

    across: float = 1.0
    down: float = 1.0
    x: float = 0.0
    y: float = 0.0


_SAME = Transform()


def transform_of(
    values: Mapping[str, str], em: float, width: float | None, height: float | None
) -> Transform:
    """Of `transform`, `translate`, `scale`, `rotate`, `zoom` and `offset-path` together."""
    if not _TRANSFORMING & values.keys():
        return _SAME
    across = down = 1.0
    wide = _GUESSED_WIDTH if width is None else width
    high = 1.5 * em if height is None else height
    x, y = _start_of(values.get("offset-path", "none"))
    steps = [
        *_separate("translate", values.get("translate", "none")),
        *_separate("rotate", values.get("rotate", "none")),
        *_separate("scale", values.get("scale", "none")),
        *functions(values.get("transform", "none")),
    ]
    for name, arguments in steps:
        a, b, dx, dy = _step(name, arguments, em, wide, high)
        x, y = x + across * dx, y + down * dy
        across, down = across * a, down * b
    zoom = length(values.get("zoom", "1"), em, 1.0)
    if zoom is not None and zoom > 0:
        across, down = across * zoom, down * zoom
    return Transform(abs(across), abs(down), x, y)


_TRANSFORMING = {"transform", "translate", "rotate", "scale", "zoom", "offset-path"}
_STARTS = re.compile(r"\s*[Mm]\s*(-?[\d.]+)[\s,]+(-?[\d.]+)")


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


def _separate(name: str, value: str) -> list[tuple[str, list[Any]]]:
    found = list(tokens(value))
    if not found or (found[0].type == "ident" and found[0].lower_value == "none"):
        return []
    if name == "rotate":
        axis = found[0].lower_value if found[0].type == "ident" else ""
        if axis:
            return [(f"rotate{axis}", found[1:])]
        return [("rotate3d", found)] if len(found) == 4 else []
    return [(name, found)]


def _step(
    name: str, arguments: Sequence[Any], em: float, wide: float, high: float
) -> tuple[float, float, float, float]:
    """Scales across and down and the way moved, of one function."""
    share = 1.0 if name.startswith("scale") else None
    plain = [amount(token, em, share) for token in arguments]
    one, two = ([1.0 if n is None else n for n in plain] + [1.0, 1.0])[:2]
    if name in {"scale", "scale3d"}:
        return one, (two if len(plain) > 1 else one), 0.0, 0.0
    if name in {"scalex", "scaley"}:
        return (one, 1.0, 0.0, 0.0) if name == "scalex" else (1.0, one, 0.0, 0.0)
    if name.startswith("translate"):
        of = high if name == "translatey" else wide
        x = (amount(arguments[0], em, of) or 0.0) if arguments else 0.0
        y = (amount(arguments[1], em, high) or 0.0) if len(arguments) > 1 else 0.0
        return (1.0, 1.0, 0.0, x) if name == "translatey" else (1.0, 1.0, x, y)
    if name in {"rotatex", "rotatey"} and plain:
        seen = abs(math.cos(math.radians(one)))
        seen = 0.0 if seen < _ON_EDGE else seen
        return (1.0, seen, 0.0, 0.0) if name == "rotatex" else (seen, 1.0, 0.0, 0.0)
    if name.startswith("skew") and plain:
        flat = min(abs(math.cos(math.radians(n or 0.0))) for n in plain) < _ON_EDGE
        return (0.0 if flat else 1.0), 1.0, 0.0, 0.0
    if name in {"rotate3d", "matrix", "matrix3d"}:
        return _matrix(name, plain)
    return 1.0, 1.0, 0.0, 0.0


def _matrix(name: str, given: Sequence[float | None]) -> tuple[float, float, float, float]:
    n = [value or 0.0 for value in given]
    if name == "rotate3d" and len(n) == 4:
        seen = abs(math.cos(math.radians(n[3])))
        seen = 0.0 if seen < _ON_EDGE else seen
        return (seen if n[1] else 1.0), (seen if n[0] else 1.0), 0.0, 0.0
    if name == "matrix" and len(n) == 6:
        return math.hypot(n[0], n[1]), math.hypot(n[2], n[3]), n[4], n[5]
    if name == "matrix3d" and len(n) == 16:
        return math.hypot(n[0], n[1]), math.hypot(n[4], n[5]), n[12], n[13]
    return 1.0, 1.0, 0.0, 0.0


def size_of(values: Mapping[str, str], axis: str, em: float, whole: float | None) -> float | None:
    """`width` or `height` within its limits, or the most it may be; None where nothing says."""
    size = length(values.get(axis, "auto"), em, whole)
    most = length(values.get(f"max-{axis}", "none"), em, whole)
    least = length(values.get(f"min-{axis}", "0"), em, whole) or 0.0
    if size is None and most is None:
        return None
    given = min(n for n in (size, most) if n is not None)
    return max(least, given)


def height_by_ratio(values: Mapping[str, str], width: float) -> float | None:
    """The height that `aspect-ratio` gives a box of a width; None where it gives none."""
    found = [t.value for t in tokens(values.get("aspect-ratio", "")) if t.type == "number"]
    across, down = ([float(n) for n in found] + [1.0, 1.0])[:2]
    known = found and across > 0 and down > 0 and "min-height" not in values
    return width * down / across if known else None


def padding(values: Mapping[str, str], side: str, em: float, whole: float) -> float:
    """The padding of one side."""
    return length(values.get(f"padding-{side}", "0"), em, whole) or 0.0


def cuts(values: Mapping[str, str], axis: str) -> bool:
    """Whether what overflows an axis (x or y) is cut off; one that is not visible makes both so."""
    across = values.get("overflow-x", "visible").lower()
    down = values.get("overflow-y", "visible").lower()
    this, other = (across, down) if axis == "x" else (down, across)
    contained = any(
        word in values.get("contain", "").lower() for word in ("paint", "strict", "content")
    )
    return contained or this in _CLIPPING or other in _CLIPPING - {"clip"}


def scrolls(values: Mapping[str, str], axis: str) -> bool:
    """Whether what overflows an axis can be scrolled to."""
    return values.get(f"overflow-{axis}", "visible").lower() in {"scroll", "auto", "overlay"}


def leaves_nothing(values: Mapping[str, str], em: float, *, positioned: bool) -> bool:
    """Whether `clip` or `clip-path` leave no more than a spot of a box."""
    if positioned:
        for name, arguments in functions(values.get("clip", "auto")):
            edges = [amount(token, em, None) for token in arguments]
            if name == "rect" and len(edges) == 4 and _is_spot(edges, em):
                return True
    for name, arguments in functions(values.get("clip-path", "none")):
        if name in _PATHS and _PATHS[name](arguments, em):
            return True
    return False


def _is_spot(edges: Sequence[float | None], em: float) -> bool:
    top, right, bottom, left = edges
    least = 0.3 * em
    high = bottom is not None and bottom - (top or 0.0) < least
    wide = right is not None and right - (left or 0.0) < least
    return high or wide


def _inset(arguments: Sequence[Any], em: float) -> bool:
    edges: list[float] = []
    for token in arguments:
        if token.type == "ident":
            break  # `round`
        edges.append(amount(token, em, 1.0) or 0.0 if token.type == "percentage" else 0.0)
    if not edges:
        return False
    top, right = edges[0], edges[min(1, len(edges) - 1)]
    bottom = edges[2] if len(edges) > 2 else top
    left = edges[3] if len(edges) > 3 else right
    long = [amount(t, em, None) or 0.0 for t in arguments if t.type == "dimension"]
    return (
        top + bottom > 1 - _LEAST_AREA
        or left + right > 1 - _LEAST_AREA
        or max([0.0, *long]) > SCREEN[0]
    )


def _round(arguments: Sequence[Any], em: float) -> bool:
    radii: list[float] = []
    for token in arguments:
        if token.type == "ident":
            break
        radius = amount(token, em, 300.0)
        if radius is not None:
            radii.append(radius)
    return bool(radii) and min(radii) < 0.3 * em


def _polygon(arguments: Sequence[Any], em: float) -> bool:
    """By the shoelace formula; a share is one of 1,000 px."""
    numbers = [amount(t, em, 1000.0) for t in arguments if t.type != "ident"]
    if len(numbers) < 2 or None in numbers:
        return False
    points = [(numbers[i] or 0.0, numbers[i + 1] or 0.0) for i in range(0, len(numbers) - 1, 2)]
    turned = zip(points, points[1:] + points[:1], strict=True)
    area = abs(sum(a * d - b * c for (a, b), (c, d) in turned)) / 2
    return area < em * em


def _rect(arguments: Sequence[Any], em: float) -> bool:
    edges = [amount(token, em, 1000.0) for token in arguments[:4]]
    return len(edges) == 4 and _is_spot(edges, em)


def _xywh(arguments: Sequence[Any], em: float) -> bool:
    sizes = [amount(token, em, 1000.0) for token in arguments[2:4]]
    return len(sizes) == 2 and any(size is not None and size < 0.3 * em for size in sizes)


def _path(arguments: Sequence[Any], em: float) -> bool:
    del em
    text = "".join(token.value for token in arguments if token.type == "string")
    numbers = {float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text[:2000])}
    return len(numbers) < 2


_PATHS = {
    "inset": _inset, "circle": _round, "ellipse": _round, "polygon": _polygon, "rect": _rect,
    "xywh": _xywh, "path": _path,
}  # fmt: skip


def indent_of(text: str, em: float, width: float) -> float:
    """The first line's indent in px."""
    first = text.split(" ", maxsplit=1)[0] if text else "0"
    return length(first, em, width) or 0.0


def has_no_rows(values: Mapping[str, str]) -> bool:
    """Whether the rows of a grid are all made to be nothing."""
    rows = tokens(values.get("grid-template-rows", values.get("grid-template", "none")))
    sized = [t for t in rows if t.type in {"dimension", "number", "percentage"}]
    return bool(rows) and len(sized) == len(rows) and all(not t.value for t in sized)


def is_contained(values: Mapping[str, str]) -> bool:
    """Whether a box is as large as if nothing were in it."""
    words = values.get("contain", "").lower().split()
    return bool({"strict", "size"} & set(words)) and "contain-intrinsic-size" not in values


def faces_away(values: Mapping[str, str]) -> bool:
    """Whether the back of a turned box is seen, which is made to be nothing."""
    if values.get("backface-visibility", "visible").lower() != "hidden":
        return False
    turned = 1.0
    for name, arguments in functions(values.get("transform", "none")):
        if name in {"rotatex", "rotatey"} and arguments:
            turned *= math.cos(math.radians(amount(arguments[0], 16.0, None) or 0.0))
    return turned < 0


def width_of_item(
    tag: Tag,
    container: Mapping[str, str],
    values: Mapping[str, str],
    em: float,
    width: float | None,
) -> float | None:
    """The width of an item of a flex box that does not grow, or in a column of no width."""
    if "grid" in container.get("display", "").lower():
        tracks = tokens(container.get("grid-template-columns", "none"))
        if not any(t.type in {"number", "dimension"} and not t.value for t in tracks):
            return width
        place = sum(1 for _ in tag.find_previous_siblings(limit=len(tracks)))
        track = tracks[place % len(tracks)]
        return 0.0 if track.type in {"number", "dimension"} and not track.value else width
    parts = tokens(values.get("flex", ""))
    grow = values.get("flex-grow", "0" if not parts else written([parts[0]]))
    basis = values.get("flex-basis", written([parts[2]]) if len(parts) == 3 else "auto")
    given = length(basis, em, None)
    return given if given is not None and grow.strip() in {"0", "none"} else width
