"""Where an OpenDocument text puts its paragraphs and frames, and whether type is seen.

OpenDocument 1.3, part 3: 20 (formatting), 10.4 (frames). Lengths are points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fitscore.documents.contrast import is_told
from fitscore.documents.flow import LEAST_SEEN, LEAST_SIZE, is_stacked
from fitscore.documents.grounds import NOTHING, Fill, mixed
from fitscore.documents.odt_styles import Looks, Styles, attribute, fill_of, points, rgb, share
from fitscore.documents.package import local_name
from fitscore.documents.place import LEAST_LETTER, Area, Extent, Page, Place, Room, Shape

SHAPES = frozenset({"custom-shape", "rect", "ellipse", "polygon", "path", "line", "connector"})
_STRAIGHT = frozenset({"frame", "rect"})
_USUAL_SIZE = 12.0  # points
_LEAST_LETTERS = 200  # on a page, unless a paragraph begins it
_MARGINS = frozenset({"page-content", "page-start-margin"})


def size_of(looks: Looks) -> float:
    """The size of type."""
    return points(looks.get("font-size")) or _USUAL_SIZE


def line_height(looks: Looks, size: float) -> float:
    """The height of a line of type, at least."""
    line = looks.get("line-height", "normal")
    if line == "normal" or not line:
        return size
    return share(line) * size if line.endswith("%") else points(line)


def extent_of(looks: Looks, text: str, size: float, room: Room) -> Extent:
    """How far a paragraph reaches."""
    left, right = points(looks.get("margin-left")), points(looks.get("margin-right"))
    width = len(text) * size * LEAST_LETTER
    lines = max(1, int(width / max(room.width - left - right, size, 1.0))) + text.count("\n")
    height = lines * line_height(looks, size)
    above, below = points(looks.get("margin-top")), points(looks.get("margin-bottom"))
    aligned = looks.get("text-align", "left")
    return Extent(
        points(looks.get("text-indent")), left, right, width, height, above, below, aligned
    )


def is_hidden(looks: Looks, place: Place) -> bool:
    """Whether text is marked hidden, tiny, squeezed, cut off, or of its ground's colour."""
    if looks.get("display") == "none":
        return True
    size = size_of(looks)
    raised = looks.get("text-position", "100% 100%").split()[-1]
    scale = min(1.0, share(looks.get("text-scale")))
    if size * min(share(raised), scale) < LEAST_SIZE:
        return True
    if is_stacked(scale * size, points(looks.get("letter-spacing"))):
        return True
    if line_height(looks, size) < LEAST_SEEN * size:
        return True
    opacity = share(looks.get("opacity"))
    ink = rgb(looks.get("color"))
    if ink is None:
        return False
    below = place.grounds
    for key in ("paper", "background-color"):
        color = rgb(looks.get(key))
        below = below if color is None else (color,)
    return not any(
        ground is None or is_told(mixed(ink, ground, opacity), ground) for ground in below
    )


class Frames:
    """Reads frames and shapes.

    Args:
        styles: Of the document.
        is_opaque: Whether the picture of a link lets nothing through.
        pages: How many pages there are at most.
    """

    def __init__(self, styles: Styles, is_opaque: Callable[[str], bool], pages: int) -> None:
        self._styles = styles
        self._is_opaque = is_opaque
        self._pages = pages

    def shape(self, element: Any, page: Page, left: float | None) -> Shape:
        """A frame as its attributes and its style have it.

        Args:
            element: A frame or a shape.
            page: Where it stands.
            left: Of the text it is anchored in, from the edge; None where that is not known.
        """
        style = self._styles.of("graphic", attribute(element, "style-name"))
        sizes = {key: points(attribute(element, key)) for key in ("x", "y", "width", "height")}
        inner = [child for child in element if local_name(child) == "text-box"]
        grows = any(attribute(e, "min-height") for e in (*inner, element))
        grows |= not attribute(element, "height")
        small = any(
            attribute(element, key) and sizes[key] < 1 for key in ("width", "height")
        ) and not any(attribute(e, "min-height") for e in inner)
        kind = attribute(element, "anchor-type")
        behind = style.get("run-through") == "background"
        number = attribute(element, "anchor-page-number")
        fill, straight = self._filled(element, style)
        inline = kind == "as-char"
        order = attribute(element, "z-index")[:9]
        return Shape(
            self._area(sizes, style, kind, page, left),
            fill,
            content=element,
            owner=next((e for e in element.iterancestors() if local_name(e) in {"p", "h"}), None),
            order=float(order) if order.isdecimal() else 0.0,
            behind=behind,
            floats=not inline and (behind or style.get("wrap") == "run-through"),
            hidden=small or (number.isdecimal() and int(number) > self._pages),
            grows=grows,
            straight=straight,
            inline=inline,
        )

    def _filled(self, element: Any, style: Looks) -> tuple[Fill, bool]:
        kind = local_name(element)
        for child in element:
            if local_name(child) == "image":
                return Fill((None,)), self._is_opaque(attribute(child, "href"))
        return (NOTHING if kind in {"line", "connector"} else fill_of(style)), kind in _STRAIGHT

    def _area(
        self, sizes: dict[str, float], style: Looks, kind: str, page: Page, left: float | None
    ) -> Area:
        width, height = sizes["width"] or page.width, sizes["height"] or 1.0
        x, y = sizes["x"], sizes["y"]
        if kind == "as-char":
            return Area((0.0, page.width), (0.0, page.height), width, height)
        rel = style.get("horizontal-rel", "page" if kind == "page" else "paragraph")
        start = 0.0 if rel == "page" else page.left if rel in _MARGINS else left
        if style.get("horizontal-pos", "from-left") not in {"from-left", "from-inside"}:
            across = (0.0, page.width)
        else:
            across = (x, x + page.width) if start is None else (x + start, x + start)
        rel = style.get("vertical-rel", "page" if kind == "page" else "paragraph")
        if style.get("vertical-pos", "from-top") != "from-top":
            return Area(across, (0.0, page.height), width, height)
        if rel == "page" or rel in _MARGINS:
            top = y + (0.0 if rel == "page" else page.top)
            return Area(across, (top, top), width, height)
        return Area(across, (y, y + page.height), width, height, y)


def most_pages(body: Any) -> int:
    """How many pages a text has at most: a paragraph to a page, and few letters."""
    paragraphs = sum(1 for _ in body.iter("{*}p", "{*}h"))
    return 1 + paragraphs + sum(map(len, body.itertext())) // _LEAST_LETTERS
