"""Text of a web page that lies under an opaque box: only where rules say where both are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bs4.element import NavigableString, Tag

from fitscore.documents.css_boxes import Frame
from fitscore.documents.css_colours import Colour
from fitscore.documents.css_edges import THICK, borders, outer_reach, outline, widest
from fitscore.documents.css_style import Style
from fitscore.documents.css_values import SCREEN, length
from fitscore.documents.html_paint import Ground, hides_backdrop, is_opaque
from fitscore.documents.html_pictures import is_opaque_picture
from fitscore.documents.html_places import CONTEXTS, Place, is_item

_GLYPH_HEIGHT = 1.0  # of the font size
_IN_FLOW = (0, False, -1)
_TOLERANCE = 4.0  # px
_MOST_PAIRS = 2_000_000  # of a box and a text
_LOWEST = (-(10**12), False, -1)
_MOST_SHARED = 20  # items in one cell
_MOST_SHARE = 0.5  # of a page's text: a page that waits for a script to take a cover away
# Of elements that are painted as one, by `id()`: their z-index, whether they lie above what is in
# lines, and their place in the order of the page.
Layer = tuple[int, bool, int]
Layers = dict[int, Layer]


@dataclass(frozen=True, slots=True)
class Written:
    """A string that may be seen, and where it was reckoned to begin; lengths in px.

    It is `placed` where rules and not the flow say how far down it is; it is `told` from the
    ground of the elements that it is in; `loose` is how much less than reckoned may stand above it.
    """

    string: NavigableString
    x: float
    y: float
    width: float
    style: Style
    placed: bool
    told: bool
    loose: float


@dataclass(frozen=True, slots=True)
class Cover:
    """A box with a ground of its own that was put in a place.

    Attributes:
        tag: `id()` of its element.
        frame: `id()` of the element that it is placed in, 0 or 1 for the page.
        layer: Its z-index and order.
        whole: It covers all of the frame.
        box: Left, top, right and bottom in px.
        loose: How much less than reckoned may stand above it in the flow; None where rules say
            where it is.
        reach: How far an outline or a shadow of it spreads, in px.
        opaque: It hides what is under it.
    """

    tag: int
    frame: int
    layer: Layer
    whole: bool
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    loose: float | None = None
    reach: float = 0.0
    opaque: bool = True

    def down_to(self, bottom: float) -> Cover:
        """The same with the bottom that its content makes."""
        return replace(self, box=(*self.box[:3], max(self.box[3], bottom)))

    @classmethod
    def of(
        cls,
        tag: Tag,
        frame: Frame,
        values: Mapping[str, str],
        em: float,
        size: tuple[float | None, float | None],
        layer: Layer,
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


@dataclass
class Order:
    """What lies over and under texts, by the `id()` of their strings.

    Attributes:
        covered: Those under a cover.
        grounds: What a box paints that a text is set on, without being in it.
        complete: All boxes were held against all texts.
    """

    covered: set[int] = field(default_factory=set)
    grounds: dict[int, Ground] = field(default_factory=dict)
    complete: bool = True


class Stacking:
    """The order in which the boxes of a page are painted."""

    def __init__(self) -> None:
        self._layers: Layers = {}
        self._cells: dict[tuple[int, str], list[int]] = {}
        self._filled: dict[tuple[int, str], int] = {}
        self._boxes: list[Cover] = []
        self._pulled: dict[int, Cover] = {}  # boxes over what stands above them
        self._grounds: dict[int, Ground] = {}

    def enter(
        self,
        tag: Tag,
        inner: Place,
        place: Place,
        values: Mapping[str, str],
        frame: Frame,
        box: tuple[float | None, float | None],
        corner: tuple[float, float],
        loose: float,
    ) -> Place:
        """The place with what its stacking makes of it, and what it covers remembered."""
        position = values.get("position", "static").lower()
        z = values.get("z-index", "auto").lower()
        positioned = position not in {"static", ""}
        number = int(z) if z.lstrip("+-").isdigit() and len(z) < 12 else None
        item = is_item(place)
        layered = number is not None and (positioned or item)
        opaque = is_opaque(values, inner.style) or is_opaque_picture(tag, inner.style)
        edged = positioned and is_all_border(values, inner.style.size, box, frame.height)
        opaque = opaque or edged or hides_backdrop(values)
        self._spread(tag, values, inner, box, corner, loose, positioned=positioned)
        paints = opaque or "background-image" in values or "background-color" in values
        own = layered or position in {"fixed", "sticky"} or bool(CONTEXTS & values.keys())
        if positioned or own or item:
            level = (number or 0) if layered else 0
            self._layers[id(tag)] = (level, positioned or own, len(self._layers))
        if paints and id(tag) in self._layers:
            layer = self._layers[id(tag)]
            if position in {"absolute", "fixed"}:
                cover = Cover.of(tag, frame, values, inner.style.size, box, layer)
                self._boxes.append(replace(cover, opaque=opaque and (number or 0) >= 0))
            elif opaque and not item and (positioned or own) and is_pulled(values):
                width = place.width if box[0] is None else box[0]
                span = (*corner, corner[0] + width, corner[1] + (box[1] or 0.0))
                # Beside what is around its parent, boxes may stand that the flow does not tell of.
                self._pulled[id(tag)] = Cover(
                    id(tag), id(tag.parent), layer, whole=False, box=span, loose=loose
                )
        if item:
            self._share_cell(tag, values, place, opaque=opaque, paints=paints)
        root = tag.name in {"html", "body"}
        behind = layered and number is not None and number < 0 and place.backed
        backed = not root and opaque if not own else False
        return replace(
            inner, backed=backed or (place.backed and not own), lost=inner.lost or behind
        )

    def _spread(
        self,
        tag: Tag,
        values: Mapping[str, str],
        inner: Place,
        box: tuple[float | None, float | None],
        corner: tuple[float, float],
        loose: float,
        *,
        positioned: bool,
    ) -> None:
        """Remember what an outline or a shadow covers around an element."""
        em = inner.style.size
        width, offset, ink = (
            outline(values, em) if "outline" in " ".join(values) else (0.0, 0.0, None)
        )
        reach = width + offset
        if positioned and reach < THICK * em and "box-shadow" in values:
            reach, ink = outer_reach(values, em)
        if reach < THICK * em or ink is None or ink[3] < 1:
            return
        wide, high = (inner.width if box[0] is None else box[0]), box[1] or 0.0
        layer = (0, True, len(self._layers))
        left, top = corner
        span = (left - reach, top - reach, left + wide + reach, top + high + reach)
        self._layers[id(tag)] = layer
        cover = Cover(id(tag), id(tag.parent), layer, whole=False, box=span, loose=loose)
        self._pulled[id(tag)] = replace(cover, reach=reach)

    def _share_cell(
        self, tag: Tag, values: Mapping[str, str], place: Place, *, opaque: bool, paints: bool
    ) -> None:
        """Remember which cell of a grid an item is in, and what it covers there."""
        cell = cell_of(values)
        if not cell or "grid" not in place.values.get("display", "") or tag.parent is None:
            return
        others = self._cells.setdefault((id(tag.parent), cell), [])
        layer = self._layers[id(tag)]
        if paints and fills_cell(values):
            self._boxes += [
                Cover(id(tag), other, layer, whole=True, opaque=opaque)
                for other in others[:_MOST_SHARED]
                if self._layers[other] < layer
            ]
            self._filled[id(tag.parent), cell] = id(tag)
        below = self._filled.get((id(tag.parent), cell))
        if below not in {None, id(tag)} and self._layers[below] < layer:
            self._boxes.append(Cover(below, id(tag), (-1, False, 0), whole=True, opaque=False))
        others.append(id(tag))

    def paint(self, tag: Tag, ground: Ground) -> None:
        """Remember what text in an element is painted on."""
        if id(tag) in self._layers:
            self._grounds[id(tag)] = ground

    def close(self, tag: Tag, bottom: float) -> None:
        """Remember how far down an element reaches that lies over what stands above it."""
        pulled = self._pulled.get(id(tag))
        if pulled is not None:
            self._boxes.append(pulled.down_to(bottom + pulled.reach))

    def judge(self, written: Sequence[Written]) -> Order:
        """What lies over and under the texts of a page.

        A cover over most of a page is none: pages begin so, and a script takes it away.
        """
        texts = written if len(self._boxes) * len(written) <= _MOST_PAIRS else ()
        total = sum(len(text.string) for text in texts)
        order = Order(complete=texts is written)
        tops: dict[int, Layer] = {}
        for box in self._boxes:
            over = [(text, self._is_over(box, text)) for text in texts]
            under = [text for text, is_over in over if is_over]
            if box.opaque and sum(len(text.string) for text in under) <= _MOST_SHARE * total:
                order.covered.update(id(text.string) for text in under)
            ground = self._grounds.get(box.tag)
            if ground is None or ground.groups:
                continue
            layer = self._layers[box.tag]
            for text, is_over in over:
                if is_over is False and layer > tops.get(id(text.string), _LOWEST):
                    tops[id(text.string)] = layer
                    order.grounds[id(text.string)] = ground
        return order

    def _is_over(self, cover: Cover, text: Written) -> bool | None:
        """Whether a box lies over a text or under it; None where it does neither."""
        left, top, right, bottom = cover.box
        inside = (
            text.x >= left - _TOLERANCE
            and text.y >= top - _TOLERANCE
            and text.x + text.width <= right + _TOLERANCE
            and text.y + _GLYPH_HEIGHT * text.style.size <= bottom + _TOLERANCE
        )
        if not inside and not cover.whole:
            return None
        if cover.loose is not None and abs(cover.loose - text.loose) > _TOLERANCE:
            return None
        layer: Layer | None = None
        for parent in text.string.parents:
            key = id(parent)
            if key == cover.tag:
                return None
            if key == cover.frame:
                break
            layer = self._layers.get(key, layer)
        else:
            if cover.frame > 1:
                return None
        # What is not positioned lies under all that is.
        return (layer or _IN_FLOW) < cover.layer


def is_all_border(
    values: Mapping[str, str],
    em: float,
    box: tuple[float | None, float | None],
    frame: float | None,
) -> bool:
    """Whether most of a box is its border, which nothing is seen through."""
    edges = borders(values, em)
    if widest(edges) < THICK * em:
        return False
    sums = [
        sum(edges[side][0] for side in sides if side in edges and _is_solid(edges[side][1]))
        for sides in (("left", "right"), ("top", "bottom"))
    ]
    high = frame if box[1] is None and {"top", "bottom"} <= values.keys() else box[1]
    return any(
        size is not None and size > 0 and total >= _MOST_BORDER * size
        for total, size in zip(sums, (box[0], high), strict=True)
    )


def _is_solid(ink: Colour | None) -> bool:
    return ink is not None and ink[3] == 1


_MOST_BORDER = 0.8  # of a box


def is_pulled(values: Mapping[str, str]) -> bool:
    """Whether a box in the flow is moved over what stands above it."""
    texts = " ".join(values.get(name, "") for name in _PULLING)
    return "-" in texts or any(name in values for name in ("bottom", "transform", "translate"))


_PULLING = ("margin-top", "top")


def cell_of(values: Mapping[str, str]) -> str:
    """The cell of a grid that an item is put in, as written; empty where none is."""
    area = values.get("grid-area", "")
    rows, columns = values.get("grid-row", ""), values.get("grid-column", "")
    starts = values.get("grid-row-start", ""), values.get("grid-column-start", "")
    if area:
        rows, _, columns = area.partition("/")
        columns = columns.partition("/")[0] or rows
    else:
        rows, columns = rows or starts[0], columns or starts[1]
    rows, columns = (part.partition("/")[0].strip() for part in (rows, columns))
    return f"{rows}/{columns}" if rows and columns and "auto" not in {rows, columns} else ""


def fills_cell(values: Mapping[str, str]) -> bool:
    """Whether an item is as large as its cell."""
    own = {"width", "height", "max-width", "max-height", "transform"} & values.keys()
    places = ("align-self", "justify-self", "place-self")
    return not own and all(values.get(name, "stretch") in {"stretch", "normal"} for name in places)
