"""Which text of a drawing in a web page is not seen (SVG 2).

Rectangles, circles and polygons are the ground of the text that follows them, and cover what stands
before them. Where another shape may lie, or a transform is not a simple one, text counts as seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bs4.element import NavigableString, Tag

from fitscore.documents.contrast import RGB
from fitscore.documents.css import Declaration, Sheets
from fitscore.documents.css_boxes import transform_of
from fitscore.documents.css_colours import UNKNOWN, Colour, over
from fitscore.documents.css_style import Style, inherited, own_values
from fitscore.documents.css_values import length
from fitscore.documents.flow import LEAST_SIZE
from fitscore.documents.html_flow import GLYPH
from fitscore.documents.html_paint import Ground, legible, on
from fitscore.documents.html_places import Place

# What is not painted where it stands (SVG 2, never-rendered elements), and what is no drawing.
NOT_DRAWN = {
    "defs", "symbol", "clippath", "mask", "pattern", "marker", "title", "desc", "metadata", "style",
    "script", "foreignobject", "lineargradient", "radialgradient", "filter",
}  # fmt: skip
_SHAPES = {"rect", "circle", "ellipse", "polygon", "path", "image", "use", "polyline"}
_ASCENT, _DESCENT = 0.7, 0.1  # of the font size: capitals above the line, and most letters below
_NARROWEST, _WIDEST = 0.76, 1.2  # of the usual width of letters
_MOST_NODES = 20_000
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_SIMPLE = re.compile(r"\s*(?:(?:translate|scale)\s*\([^)]*\)\s*,?\s*)*", re.IGNORECASE)
_EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something is drawn, and how; lengths in px of the drawing.

    Attributes:
        style: Of its text.
        ground: What it is painted on, without the shapes of the drawing.
        scale: Of its units.
        x: Where its units begin; as `y`.
        pen: Where the text goes on, in its units.
        anchor: The part of a text's width that stands before its place.
        sure: Its place is known.
    """

    style: Style
    ground: Ground
    scale: float
    x: float
    y: float
    pen: tuple[float, float] = (0.0, 0.0)
    anchor: float = 0.0
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Shape:
    box: Box
    ink: Colour


@dataclass(frozen=True, slots=True)
class _Text:
    string: NavigableString
    spot: _Spot
    box: Box  # as narrow as it may be
    wide: float  # as wide as it may be


class Drawing:
    """The drawing that an `svg` element is.

    Attributes:
        gone: `id()` of elements that are not displayed.
        strings: `id()` of further strings that are not seen.
    """

    def __init__(
        self, svg: Tag, place: Place, held: Mapping[int, list[Declaration]], sheets: Sheets
    ) -> None:
        self.gone: set[int] = set()
        self.strings: set[int] = set()
        self._held, self._sheets = held, sheets
        self._shapes: list[_Shape] = []
        self._texts: list[tuple[_Text, int]] = []
        cut = place.values.get("overflow-x", "hidden").lower() != "visible"
        spot, self._view = _view(svg, place, cut=cut)
        self._walk(svg, spot)
        for text, before in self._texts:
            if place.lost or not self._is_seen(text, before):
                self.strings.add(id(text.string))

    def _walk(self, svg: Tag, spot: _Spot) -> None:
        stack: list[tuple[object, _Spot]] = [(child, spot) for child in reversed(svg.contents)]
        count = 0
        while stack and count < _MOST_NODES:
            node, spot = stack.pop()
            count += 1
            if isinstance(node, NavigableString) and not node.isspace():
                spot = self._write(node, spot)
            if not isinstance(node, Tag) or node.name in NOT_DRAWN:
                continue
            values, variables = own_values(
                node, self._held.get(id(node), ()), self._sheets, spot.style, {}
            )
            if values.get("display", "").lower() == "none":
                self.gone.add(id(node))
                continue
            style = inherited(spot.style, values, variables)
            inner = replace(_moved(node, values, spot), style=style)
            inner = replace(inner, ground=on(spot.ground, _effects_of(values), style, small=True))
            if node.name in _SHAPES:
                self._draw(node, values, inner)
            else:
                stack.extend((child, inner) for child in reversed(node.contents))

    def _write(self, string: NavigableString, spot: _Spot) -> _Spot:
        size = spot.style.size * spot.scale
        width = GLYPH * size * len(" ".join(string.split()))
        x, y = spot.x + spot.scale * spot.pen[0], spot.y + spot.scale * spot.pen[1]
        narrow = _NARROWEST * width
        left = x - spot.anchor * narrow
        box = (left, y - _ASCENT * size, left + narrow, y + _DESCENT * size)
        self._texts.append((_Text(string, spot, box, _WIDEST * width), len(self._shapes)))
        return spot

    def _draw(self, shape: Tag, values: Mapping[str, str], spot: _Spot) -> None:
        ink = _ink(spot.style, values) if shape.name not in {"image", "use"} else UNKNOWN
        if ink[3] == 0:
            return
        if spot.ground.groups:
            ink = UNKNOWN
        box = _box_of(shape, spot)
        self._shapes.append(_Shape(_EVERYWHERE if box is None else box, ink if box else UNKNOWN))

    def _is_seen(self, text: _Text, before: int) -> bool:
        style, size = text.spot.style, text.spot.style.size * text.spot.scale
        if not style.visible:
            return False
        if not text.spot.sure:
            return True
        if size < LEAST_SIZE * 4 / 3 or not _touch(text.box, self._view):
            return False
        left, top, _, bottom = text.box
        wide = (left, top, left + text.wide, bottom)
        for shape in self._shapes[before:]:
            if shape.ink[3] == 1 and _holds(shape.box, wide):
                return False
        ground = replace(text.spot.ground, colours=self._below(text, before))
        return legible(ground, replace(style, fill=style.paint))

    def _below(self, text: _Text, before: int) -> tuple[RGB, ...] | None:
        """What is painted under a text; None where that is not known."""
        colours = text.spot.ground.below()
        for shape in self._shapes[:before]:
            if not _touch(shape.box, text.box):
                continue
            if shape.ink == UNKNOWN or not _holds(shape.box, text.box):
                colours = None  # on the edge of one, or on what is not known
            elif shape.ink[3] == 1:
                colours = (shape.ink[:3],)
            elif colours is not None:
                colours = tuple(over(shape.ink, base) for base in colours)
        return colours


def _view(svg: Tag, place: Place, *, cut: bool) -> tuple[_Spot, Box]:
    """Units and window of a drawing."""
    numbers = [float(n) for n in _NUMBER.findall(str(svg.get("viewbox") or ""))]
    wide = length(place.values.get("width", "auto"), place.style.size, place.width)
    high = place.height
    spot = _Spot(place.style, place.ground, 1.0, 0.0, 0.0)
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        sizes = [(wide, numbers[2]), (high, numbers[3])]
        scale = min((a / b for a, b in sizes if a is not None), default=place.width / numbers[2])
        view = (0.0, 0.0, scale * numbers[2], scale * numbers[3])
        spot = replace(spot, scale=scale, x=-scale * numbers[0], y=-scale * numbers[1])
        if wide is not None and high is not None:  # set in the middle of the window
            spot = replace(
                spot,
                x=spot.x + (wide - view[2]) / 2,
                y=spot.y + (high - view[3]) / 2,
            )
            view = (0.0, 0.0, wide, high)
    else:
        view = (0.0, 0.0, 300.0 if wide is None else wide, 150.0 if high is None else high)
    return spot, view if cut else _EVERYWHERE


def _moved(tag: Tag, values: Mapping[str, str], spot: _Spot) -> _Spot:
    """The spot with an element's transform and with the place that a text names."""
    given = str(tag.get("transform") or "") or values.get("transform", "none")
    if given != "none":
        sure = spot.sure and _SIMPLE.fullmatch(given.replace("px", "")) is not None
        moved = transform_of({"transform": given}, spot.style.size, None, None)
        x, y = spot.x + spot.scale * moved.x, spot.y + spot.scale * moved.y
        sure = sure and moved.across == moved.down
        spot = replace(spot, x=x, y=y, scale=spot.scale * moved.across, sure=sure)
    anchor = str(tag.get("text-anchor") or values.get("text-anchor") or "")
    if anchor:
        spot = replace(spot, anchor={"middle": 0.5, "end": 1.0}.get(anchor, 0.0))
    if tag.name in {"text", "tspan"}:
        x, y = (
            _length(tag, name, spot, old) for name, old in (("x", spot.pen[0]), ("y", spot.pen[1]))
        )
        dx, dy = (_length(tag, name, spot, 0.0) for name in ("dx", "dy"))
        shares = any("%" in str(tag.get(name) or "") for name in ("x", "y"))
        spot = replace(spot, pen=(x + dx, y + dy), sure=spot.sure and not shares)
    if tag.name in {"textpath", "svg", "switch"}:
        spot = replace(spot, sure=False)
    return spot


def _length(tag: Tag, name: str, spot: _Spot, otherwise: float) -> float:
    """The first length of an attribute, in its units."""
    words = str(tag.get(name) or "").replace(",", " ").split()
    found = length(words[0], spot.style.size, None) if words else None
    return otherwise if found is None else found


def _effects_of(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: values[name] for name in ("opacity", "filter", "mix-blend-mode") if name in values
    }


def _ink(style: Style, values: Mapping[str, str]) -> Colour:
    """What a shape is filled with."""
    share = length(values.get("fill-opacity", "1"), 16.0, 1.0)
    paint = style.paint
    if paint == UNKNOWN or share is None:
        return UNKNOWN
    return (*paint[:3], paint[3] * min(1.0, max(0.0, share)))


def _box_of(shape: Tag, spot: _Spot) -> Box | None:
    """The box of a shape that fills most of it; None where not known."""
    if not spot.sure:
        return None
    at = {name: _length(shape, name, spot, 0.0) for name in ("x", "y", "cx", "cy", "r", "rx", "ry")}
    if shape.name == "rect":
        sizes = [str(shape.get(side) or "0") for side in ("width", "height")]
        if sizes == ["100%", "100%"]:
            return _EVERYWHERE
        wide, high = (length(size, spot.style.size, None) for size in sizes)
        if wide is None or high is None:
            return None
        box = (at["x"], at["y"], at["x"] + wide, at["y"] + high)
    elif shape.name in {"circle", "ellipse"}:
        rx, ry = at["rx"] or at["r"], at["ry"] or at["r"]
        box = (at["cx"] - rx, at["cy"] - ry, at["cx"] + rx, at["cy"] + ry)
    elif shape.name == "polygon":
        numbers = [float(n) for n in _NUMBER.findall(str(shape.get("points") or ""))]
        if len(numbers) < 4:
            return (0.0, 0.0, 0.0, 0.0)
        box = (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    else:
        return None
    left, top, right, bottom = (spot.scale * side for side in box)
    return left + spot.x, top + spot.y, right + spot.x, bottom + spot.y


def _touch(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _holds(outer: Box, inner: Box) -> bool:
    corner = outer[0] <= inner[0] and outer[1] <= inner[1]
    return corner and outer[2] >= inner[2] and outer[3] >= inner[3]
