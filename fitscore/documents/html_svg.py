"""Which text of a drawing in a web page is not seen (SVG 2).

Shapes are the ground of the text that follows them, and cover what stands before them; transforms,
windows and clips are followed. Text that a shape with curves or a picture may cover, or that a mask
or a filter changes, counts and is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bs4.element import NavigableString, Tag

from fitscore.documents.contrast import RGB
from fitscore.documents.css import Declaration, Sheets
from fitscore.documents.css_clips import reference
from fitscore.documents.css_colours import UNKNOWN, Colour, colour, over
from fitscore.documents.css_style import Style, inherited, own_values
from fitscore.documents.css_transforms import Matrix, put, seen_at, times
from fitscore.documents.css_unjudged import is_unjudged
from fitscore.documents.css_values import length
from fitscore.documents.flow import LEAST_SIZE
from fitscore.documents.html_flow import GLYPH
from fitscore.documents.html_paint import Ground, legible, on
from fitscore.documents.html_places import Place
from fitscore.documents.svg_paths import corners_of
from fitscore.documents.svg_shapes import (
    EVERYWHERE,
    NUMBER,
    SHAPES,
    Box,
    Shape,
    clip_shape,
    hull,
    length_of,
    lets_nothing_through,
    shape_of,
    stops_of,
    transformed,
)

# What is not painted where it stands (SVG 2, never-rendered elements), and what is no drawing.
NOT_DRAWN = {
    "defs", "symbol", "clippath", "mask", "pattern", "marker", "title", "desc", "metadata", "style",
    "script", "foreignobject", "lineargradient", "radialgradient", "filter",
}  # fmt: skip
_ASCENT, _DESCENT = 0.7, 0.1  # of the font size: capitals above the line, and most letters below
_NARROWEST, _WIDEST = 0.76, 1.2  # of the usual width of letters
_MOST_NODES = 20_000
_MOST_PAIRS = 50_000  # of a text and a shape
_MOST_COVERED, _LEAST_COVERED = 0.9, 0.05  # of a text's box
_CLOSEST = 0.25  # of the font size: letters nearer to each other stand on one another
_LEAST_ON_PATH, _MOST_ON_PATH = 0.3, 0.8  # of a text's length


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something is drawn, and how; lengths in px of the drawing.

    Attributes:
        style: Of its text.
        ground: What it is painted on, without the shapes of the drawing.
        matrix: From its units to px.
        window: Width and height of the window around it, in its units.
        inks: What its letters are filled with.
        alpha: How much of that is painted (`fill-opacity`).
        pen: Where the text goes on, in its units.
        anchor: The part of a text's width that stands before its place.
        step: From one letter to the next in its units, where that is given.
        path: Corners of the path that its text is set on.
        clips: What cuts it off.
        hidden: Nothing in it is seen.
        doubtful: Whether it is seen is not worked out.
    """

    style: Style
    ground: Ground
    matrix: Matrix
    window: tuple[float, float]
    inks: tuple[Colour, ...] = ()
    alpha: float = 1.0
    pen: tuple[float, float] = (0.0, 0.0)
    anchor: float = 0.0
    step: float | None = None
    path: tuple[tuple[float, float], ...] = ()
    clips: tuple[Shape, ...] = ()
    hidden: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    string: NavigableString
    spot: _Spot
    box: Box  # as narrow as it may be
    wide: Box  # as wide as it may be
    size: float


class Drawing:
    """The drawing that an `svg` element is.

    Attributes:
        gone: `id()` of elements that are not displayed.
        strings: `id()` of further strings that are not seen.
        doubtful: `id()` of strings that count, though what paints them is not worked out.
    """

    def __init__(
        self,
        svg: Tag,
        place: Place,
        held: Mapping[int, list[Declaration]],
        sheets: Sheets,
        named: Mapping[str, Tag],
    ) -> None:
        self.gone: set[int] = set()
        self.strings: set[int] = set()
        self.doubtful: set[int] = set()
        self._held, self._sheets, self._named = held, sheets, named
        self._shapes: list[Shape] = []
        self._texts: list[tuple[_Text, int]] = []
        cut = place.values.get("overflow-x", "hidden").lower() != "visible"
        spot, view = _view(svg, place)
        self._walk(svg, replace(spot, clips=(view,) if cut else (), doubtful=place.unjudged))
        many = len(self._texts) * len(self._shapes) > _MOST_PAIRS
        for text, before in self._texts:
            if many:
                self.doubtful.add(id(text.string))
                continue
            seen = not place.lost and self._is_seen(text, before)
            if seen is False:
                self.strings.add(id(text.string))
            elif seen is None or text.spot.doubtful:
                self.doubtful.add(id(text.string))

    def _walk(self, svg: Tag, spot: _Spot) -> None:
        stack: list[tuple[object, _Spot]] = [(child, spot) for child in reversed(svg.contents)]
        count = 0
        while stack and count < _MOST_NODES:
            node, spot = stack.pop()
            count += 1
            if isinstance(node, NavigableString) and not node.isspace():
                self._write(node, spot)
            if not isinstance(node, Tag) or node.name in NOT_DRAWN:
                continue
            values, variables = own_values(
                node, self._held.get(id(node), ()), self._sheets, spot.style, {}
            )
            if values.get("display", "").lower() == "none" or _is_passed_over(node):
                self.gone.add(id(node))
                continue
            inner = self._enter(node, values, inherited(spot.style, values, variables), spot)
            if node.name in SHAPES:
                self._draw(node, values, inner)
            else:
                stack.extend((child, inner) for child in reversed(node.contents))

    def _enter(self, tag: Tag, values: Mapping[str, str], style: Style, spot: _Spot) -> _Spot:
        """The spot inside an element."""
        matrix = transformed(tag, values, spot.matrix, style.size)
        share = length(values.get("fill-opacity", "1"), 16.0, 1.0)
        alpha = 1.0 if share is None else min(1.0, max(0.0, share))
        spot = replace(spot, style=style, matrix=matrix, alpha=spot.alpha * alpha)
        if "fill" in values:
            name = reference(values["fill"])
            spot = replace(spot, inks=stops_of(self._named, name) if name else ())
        spot = replace(spot, style=_outlined(values, style))
        ground = on(spot.ground, _effects_of(values), style, small=True)
        spot = replace(
            spot,
            ground=ground,
            doubtful=spot.doubtful or is_unjudged(values),
        )
        spot = self._clipped(values, spot)
        if tag.name == "svg":
            spot = _inner_window(tag, spot)
        if tag.name in {"text", "tspan"}:
            spot = _penned(tag, values, spot)
        elif "text-anchor" in values:
            spot = replace(spot, anchor=_ANCHORS.get(values["text-anchor"], 0.0))
        return self._on_path(tag, spot) if tag.name == "textpath" else spot

    def _clipped(self, values: Mapping[str, str], spot: _Spot) -> _Spot:
        """The spot with the clips and masks of an element."""
        path, mask = values.get("clip-path", "none"), values.get("mask-image", "none")
        if path.lower() != "none":
            name = reference(path)
            clip = self._named.get(name)
            if not name or (clip is not None and clip.has_attr("clippathunits")):
                spot = replace(spot, doubtful=True)
            elif clip is not None:
                shapes = [tag for tag in clip.children if isinstance(tag, Tag)]
                made = [
                    clip_shape(tag, spot.matrix, spot.style.size, spot.window) for tag in shapes
                ]
                spot = replace(
                    spot,
                    clips=(*spot.clips, *made[:1]),
                    hidden=spot.hidden or not made,
                    doubtful=spot.doubtful or len(made) > 1,
                )
        if mask.lower() != "none":
            found = self._named.get(reference(mask))
            dark = found is not None and lets_nothing_through(found)
            spot = replace(spot, hidden=spot.hidden or dark, doubtful=True)
        return spot

    def _on_path(self, tag: Tag, spot: _Spot) -> _Spot:
        """The spot on the path that a `textPath` names."""
        name = str(tag.get("href") or tag.get("xlink:href") or "").partition("#")[2]
        path = self._named.get(name)
        data = str(tag.get("path") or (path.get("d") if path is not None else "") or "")
        corners = corners_of(data)
        if corners is None:
            simple = path is not None and path.name in SHAPES - {"path"}
            return replace(spot, hidden=not simple, doubtful=True)
        return replace(spot, path=tuple(corners.points), doubtful=not corners.straight)

    def _write(self, string: NavigableString, spot: _Spot) -> None:
        size = spot.style.size
        count = len(" ".join(string.split()))
        width = GLYPH * size * count + spot.style.letter * count
        step = spot.step
        if step is not None:
            close = step < _CLOSEST * size and count > 1
            spot = replace(spot, hidden=spot.hidden or close)
            width = max(size, step * count)
        x, y = spot.pen
        if spot.path:
            far = sum(
                ((a - c) ** 2 + (b - d) ** 2) ** 0.5
                for (a, b), (c, d) in zip(spot.path, spot.path[1:], strict=False)
            )
            spot = replace(
                spot,
                hidden=spot.hidden or far < _LEAST_ON_PATH * width,
                doubtful=spot.doubtful or far < _MOST_ON_PATH * width,
            )
            x, y, _, _ = hull(spot.path)
        across, down, _, _ = seen_at(spot.matrix, x, y)
        boxes = []
        for part in (_NARROWEST, _WIDEST):
            left = x - spot.anchor * part * width
            corners = [
                put(spot.matrix, left + a * part * width, y + b * size)
                for a in (0, 1)
                for b in (-_ASCENT, _DESCENT)
            ]
            seen = [corner for corner in corners if corner is not None]
            boxes.append(hull(seen) if seen else (0.0, 0.0, 0.0, 0.0))
        text = _Text(string, spot, boxes[0], boxes[1], size * min(across, down))
        self._texts.append((text, len(self._shapes)))

    def _draw(self, tag: Tag, values: Mapping[str, str], spot: _Spot) -> None:
        thick = length(values.get("stroke-width", "1"), spot.style.size, None) or 0.0
        lined = tag.name == "line"
        ink: Colour = UNKNOWN
        if lined:
            found = colour(values.get("stroke", "none"))
            ink = UNKNOWN if isinstance(found, str) else found or (0.0, 0.0, 0.0, 0.0)
        elif tag.name not in {"image", "use"}:
            paint = spot.style.paint
            solid = [stop for stop in spot.inks if stop != UNKNOWN]
            if len(solid) == 1 == len(spot.inks):
                paint = solid[0]
            ink = UNKNOWN if paint == UNKNOWN else (*paint[:3], paint[3] * spot.alpha)
        if ink[3] == 0:
            return
        if spot.ground.groups or spot.doubtful or spot.hidden:
            ink = UNKNOWN
        shape = shape_of(tag, spot.matrix, spot.style.size, spot.window, thick if lined else 0.0)
        self._shapes.append(replace(shape, ink=ink))

    def _is_seen(self, text: _Text, before: int) -> bool | None:
        """Whether a text is seen; None where that is not worked out."""
        style, spot = text.spot.style, text.spot
        if spot.hidden or not style.visible or text.size < LEAST_SIZE * 4 / 3:
            return False
        doubt = False
        for clip in spot.clips:
            share = clip.share_of(text.box)
            if share is not None and share < _LEAST_COVERED:
                return False
            doubt = doubt or share is None
        for shape in self._shapes[before:]:
            share = shape.share_of(text.wide) if shape.ink[3] in {1, UNKNOWN[3]} else 0.0
            if share is None or (share > _MOST_COVERED and shape.ink == UNKNOWN):
                doubt = True
            elif share > _MOST_COVERED:
                return False
        ground = replace(spot.ground, colours=self._below(text, before))
        inks = spot.inks or (style.paint,)
        filled = [(*ink[:3], ink[3] * spot.alpha) if ink != UNKNOWN else ink for ink in inks]
        if not any(legible(ground, replace(style, fill=ink)) for ink in filled):
            return False
        return None if doubt else True

    def _below(self, text: _Text, before: int) -> tuple[RGB, ...] | None:
        """What is painted under a text; None where that is not known."""
        colours = text.spot.ground.below()
        for shape in self._shapes[:before]:
            share = shape.share_of(text.box)
            if share is not None and share < _LEAST_COVERED:
                continue
            if shape.ink == UNKNOWN or share is None or share < _MOST_COVERED:
                colours = None  # on the edge of one, or on what is not known
            elif shape.ink[3] == 1:
                colours = (shape.ink[:3],)
            elif colours is not None:
                colours = tuple(over(shape.ink, base) for base in colours)
        return colours


_ANCHORS = {"middle": 0.5, "end": 1.0}


def _is_passed_over(tag: Tag) -> bool:
    """Whether a `switch` shows another one of its children (SVG 2, conditional processing)."""
    if tag.parent is None or tag.parent.name != "switch":
        return False
    beside = [child for child in tag.parent.children if isinstance(child, Tag)]
    return tag is not next((child for child in beside if _may_show(child)), None)


def _may_show(tag: Tag) -> bool:
    language = str(tag.get("systemlanguage") or "en").lower()
    return "en" in language and not tag.get("requiredextensions")


def _outlined(values: Mapping[str, str], style: Style) -> Style:
    """The style with the outline that `stroke` gives to letters."""
    if "stroke" not in values and "stroke-width" not in values:
        return style
    width = length(values.get("stroke-width", "1"), style.size, None)
    ink = colour(values.get("stroke", "none"))
    if ink is None:
        return style
    inked = style.colour if isinstance(ink, str) else ink
    return replace(style, stroke=(1.0 if width is None else width, inked))


def _view(svg: Tag, place: Place) -> tuple[_Spot, Shape]:
    """Units and window of a drawing."""
    numbers = [float(n) for n in NUMBER.findall(str(svg.get("viewbox") or ""))]
    wide = length(place.values.get("width", "auto"), place.style.size, place.width)
    high = place.height
    scale, x, y = 1.0, 0.0, 0.0
    window = (300.0 if wide is None else wide, 150.0 if high is None else high)
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        sizes = [(wide, numbers[2]), (high, numbers[3])]
        scale = min((a / b for a, b in sizes if a is not None), default=place.width / numbers[2])
        window = (scale * numbers[2], scale * numbers[3])
        x, y = -scale * numbers[0], -scale * numbers[1]
        if wide is not None and high is not None:  # set in the middle of the window
            x, y = x + (wide - window[0]) / 2, y + (high - window[1]) / 2
            window = (wide, high)
    spot = _Spot(place.style, place.ground, _scaled(scale, x, y), _over(window, scale))
    return spot, _window(window, _scaled(1.0, 0.0, 0.0))


def _inner_window(svg: Tag, spot: _Spot) -> _Spot:
    """The spot in a drawing within the drawing, which cuts off what leaves it."""
    em = spot.style.size
    x, y = length_of(svg, "x", em, spot.window[0]), length_of(svg, "y", em, spot.window[1])
    wide = length_of(svg, "width", em, spot.window[0], spot.window[0])
    high = length_of(svg, "height", em, spot.window[1], spot.window[1])
    matrix = times(spot.matrix, _scaled(1.0, x, y))
    clip = _window((wide, high), matrix)
    numbers = [float(n) for n in NUMBER.findall(str(svg.get("viewbox") or ""))]
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        scale = min(wide / numbers[2], high / numbers[3])
        matrix = times(matrix, _scaled(scale, -scale * numbers[0], -scale * numbers[1]))
        wide, high = numbers[2], numbers[3]
    return replace(spot, matrix=matrix, window=(wide, high), clips=(*spot.clips, clip))


def _scaled(scale: float, x: float, y: float) -> Matrix:
    return (
        (scale, 0.0, 0.0, x), (0.0, scale, 0.0, y), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0),
    )  # fmt: skip


def _over(window: tuple[float, float], scale: float) -> tuple[float, float]:
    return window[0] / (scale or 1.0), window[1] / (scale or 1.0)


def _window(size: tuple[float, float], matrix: Matrix) -> Shape:
    corners = [put(matrix, x, y) for x in (0.0, size[0]) for y in (0.0, size[1])]
    seen = [corner for corner in corners if corner is not None]
    left, top, right, bottom = hull(seen) if seen else EVERYWHERE
    return Shape((left, top, right, bottom), lambda x, y: left <= x <= right and top <= y <= bottom)


def _penned(tag: Tag, values: Mapping[str, str], spot: _Spot) -> _Spot:
    """The spot with the place that a text names, and with steps from letter to letter."""
    em = spot.style.size
    anchor = values.get("text-anchor")
    if anchor:
        spot = replace(spot, anchor=_ANCHORS.get(anchor, 0.0))
    x = length_of(tag, "x", em, spot.window[0], spot.pen[0])
    y = length_of(tag, "y", em, spot.window[1], spot.pen[1])
    dx, dy = length_of(tag, "dx", em, spot.window[0]), length_of(tag, "dy", em, spot.window[1])
    count = max(1, len(" ".join(tag.get_text().split())))
    given = [float(n) for n in NUMBER.findall(str(tag.get("x") or ""))]
    moved = [float(n) for n in NUMBER.findall(str(tag.get("dx") or ""))]
    step = spot.step
    if len(given) > count / 2 and count > 2:
        step = abs(given[-1] - given[0]) / (len(given) - 1)
    elif len(moved) > count / 2 and count > 2:
        step = max(0.0, GLYPH * em + sum(moved[1:]) / (len(moved) - 1))
    if tag.has_attr("textlength"):
        step = length_of(tag, "textlength", em, spot.window[0]) / count
    return replace(spot, pen=(x + dx, y + dy), step=step)


def _effects_of(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: values[name] for name in ("opacity", "filter", "mix-blend-mode") if name in values
    }
