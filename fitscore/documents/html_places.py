"""What an element of a web page gives those in it: styles, ground, and where its box is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bs4.element import Tag

from fitscore.documents.css_boxes import Clip, Frame, cuts, scrolls
from fitscore.documents.css_style import Style
from fitscore.documents.css_values import SCREEN, length
from fitscore.documents.html_paint import Ground

_SLACK = (600.0, 300.0)  # px, that the flow may move a box beyond what is reckoned here
PSEUDO = ("::before", "::after")
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "slot", "button", "img", "marquee", *PSEUDO,
}  # fmt: skip
_BESIDE = ("flex", "grid", "inline", "table", "-webkit-box", "-webkit-flex")
CELLS = {"td", "th", "table", "tr"}

CONTEXTS = {
    "opacity", "transform", "filter", "isolation", "mix-blend-mode", "clip-path", "mask-image",
    "will-change", "contain", "perspective", "scale", "rotate", "translate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What an element's children stand in; lengths in px.

    Attributes:
        style: Of their text.
        values: The element's own.
        ground: What they are painted on.
        across: How much they are scaled; as `down`.
        x: Left edge, as reckoned from what rules say.
        y: How far they are moved from `base`, or from their place in the flow.
        base: Where in the flow the box that is placed begins; 0 where none is.
        slack: How wrong x and y may be.
        width: Of the content.
        height: Of the content, where known.
        clips: Boxes that cut them off.
        frame: What absolute boxes in it are placed in.
        fixed: It does not scroll.
        lined: Its children stand below one another.
        backed: Something opaque is painted between it and its stacking context.
        lost: Nothing in it is seen.
        unjudged: Whether it is seen is not worked out.
        inline: The element is part of a line.
        columns: How far down its children reach, which stand beside one another, and how much of
            the line those take that keep their width; None where they stand below one another.
        bordered: Its border is so thick that text may stand on it.
        columned: How far down its lines would reach if all its columns were one, before they are
            cut off; None where that is not so.
        anchor: `id()` of the element whose top says where the box is that it stands in; 0 for none.
        top: Where in the flow the element's box begins.
    """

    style: Style = field(default_factory=Style)
    values: Mapping[str, str] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)
    across: float = 1.0
    down: float = 1.0
    x: float = 0.0
    y: float = 0.0
    base: float = 0.0
    slack: tuple[float, float] = _SLACK
    width: float = SCREEN[0]
    height: float | None = None
    clips: tuple[Clip, ...] = ()
    frame: Frame = field(default_factory=Frame)
    fixed: bool = False
    lined: bool = True
    backed: bool = False
    lost: bool = False
    unjudged: bool = False
    inline: bool = False
    columns: list[float] | None = None
    bordered: bool = False
    columned: float | None = None
    anchor: int = 0
    top: float = 0.0


def is_inline(tag: Tag, display: str, values: Mapping[str, str], place: Place) -> bool:
    """Whether an element is part of lines, so that sizes and transforms do not apply."""
    out = values.get("position", "").lower() in {"absolute", "fixed"}
    if out or is_item(place) or values.get("float", "none").lower() != "none":
        return False
    return display in {"inline", "contents"} or (not display and tag.name in INLINE)


def sets_below(tag: Tag, values: Mapping[str, str], inner: Place, *, clipped: bool) -> bool:
    """Whether children stand below one another, so that their heights add up."""
    display = values.get("display", "").lower()
    beside = (display.startswith(_BESIDE) or tag.name in CELLS) and not is_upright(values)
    beside = beside or values.get("float", "none").lower() != "none" or has_columns(values)
    return not beside and (inner.lined or clipped)


def is_upright(values: Mapping[str, str]) -> bool:
    """Whether an old flex box sets its lines below one another, as one with a clamp does."""
    return values.get("-webkit-box-orient", "").lower() in {"vertical", "block-axis"}


def has_columns(values: Mapping[str, str]) -> bool:
    """Whether its lines are set in columns."""
    names = ("columns", "column-count", "column-width")
    words = {word for name in names for word in values.get(name, "").split()}
    return bool(words - {"1", "auto"})


def columns_of(values: Mapping[str, str], em: float, width: float) -> int:
    """How many columns its lines are set in (CSS Multi-column Layout 1)."""
    words = " ".join(values.get(name, "") for name in ("columns", "column-count")).split()
    counts = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    sizes = [length(word, em, None) for word in (*words, values.get("column-width", "auto"))]
    wide = [size for size in sizes if size and size > max(counts, default=0)]
    fitting = int(width // max(1.0, wide[0])) if wide else 0
    return max(1, min([n for n in (*counts[:1], fitting) if n], default=1))


def clip_of(
    tag: Tag,
    values: Mapping[str, str],
    corner: tuple[float, float],
    box: tuple[float | None, float | None],
    padded: bool,  # noqa: FBT001 - one of a row of facts
    loose: float,
) -> Clip:
    """What an element with a corner and a box of a size cuts off."""
    width = box[0] if cuts(values, "x") else None
    height = box[1] if cuts(values, "y") else None
    return Clip(
        *corner,
        width,
        height,
        scrolls(values, "y"),
        auto=cuts(values, "y") and box[1] is None and not padded,
        loose=loose,
        key=id(tag),
        sideways=scrolls(values, "x"),
    )


def within_scroller(
    clips: tuple[Clip, ...], values: Mapping[str, str], em: float
) -> tuple[Clip, ...]:
    """What clips around a box that scrolls cut off of what is in it: they move over all of it."""
    down, across = scrolls(values, "y"), scrolls(values, "x")
    return tuple(
        replace(
            clip,
            height=None if down and (clip.height or 0.0) > em else clip.height,
            width=None if across and (clip.width or 0.0) > em else clip.width,
        )
        for clip in clips
    )


def across_of(
    place: Place, frame: Frame, side: Mapping[str, float | None], width: float | None
) -> tuple[float, float]:
    """The left edge of a placed box in px, and how wrong that may be."""
    left, right = side["left"], side["right"]
    if left is not None:
        return frame.x + left, frame.slack[0]
    if right is not None:
        return frame.x + frame.width - right - (width or 0.0), frame.slack[0]
    return place.x, place.slack[0]


def is_cut(
    clip: Clip,
    place: Place,
    corner: tuple[float, float],
    extent: tuple[float, float],
    size: float,
) -> bool:
    """Whether a box cuts off text of an extent at a corner."""
    if clip.width is not None and clip.width < min(size, extent[0] / 2):
        return True
    if clip.height is not None and clip.height < size / 2:
        return True
    line = place.style.line
    if clip.auto and line is not None and line < 0.3 * place.style.size:
        return True
    x, y = corner[0] - clip.x, corner[1] - clip.y
    wide = place.width if clip.width is None else clip.width
    if x + extent[0] <= 0 or (x >= wide and not clip.sideways):
        return True
    if clip.scrolls:  # to what stands behind its beginning, and to nothing before it
        return y + 2 * extent[1] < 0
    if clip.height is None or not place.lined:
        return False
    if place.anchor == clip.key:  # rules alone say how they stand to one another
        return y + 0.8 * extent[1] <= 0 or y >= clip.height
    return y > 1.5 * (clip.height + extent[1]) or y + 2 * extent[1] < -clip.height


def is_item(place: Place) -> bool:
    """Whether children of a place are items of a flex box or a grid."""
    display = place.values.get("display", "").lower()
    return "flex" in display or "grid" in display or display.endswith("box")


def sets_beside(tag: Tag, values: Mapping[str, str]) -> bool:
    """Whether an element's children stand beside one another."""
    display = values.get("display", "").lower()
    if is_upright(values):
        return False
    if "flex" in display or display.endswith("box"):
        flow = values.get("flex-direction", "") + values.get("flex-flow", "")
        return "column" not in flow
    return "grid" in display or display == "table-row" or (not display and tag.name == "tr")
