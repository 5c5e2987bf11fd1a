"""Where an element's box is, how large, and what of it is cut off: as far as its own rules say.

No page is laid out here. What matters is where boxes are put by lengths, and how large they are
made by lengths; what only follows from the flow of the text is estimated with room to spare.
Specifications: CSS 2.2 (visual formatting, overflow), CSS Positioned Layout 3. Transforms are in
`css_transforms`, clips in `css_clips`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bs4.element import Tag

from fitscore.documents.css_values import SCREEN, amount, length, meant, tokens, written

_CLIPPING = {"hidden", "clip", "scroll", "auto", "overlay"}


@dataclass(frozen=True, slots=True)
class Clip:
    """A box that cuts off what leaves it; lengths in px.

    Attributes:
        x: Its left edge.
        y: Its top.
        width: None where not known.
        height: The same.
        scrolls: What is cut off below can be scrolled to.
        key: `id()` of its element.
        sideways: What is cut off at the right can be scrolled to.
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
    key: int = 0
    sideways: bool = False


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


def size_of(values: Mapping[str, str], axis: str, em: float, whole: float | None) -> float | None:
    """`width` or `height` within its limits, or the most it may be; None where nothing says."""
    size = length(values.get(axis, "auto"), em, whole)
    most = length(values.get(f"max-{axis}", "none"), em, whole)
    least = length(values.get(f"min-{axis}", "0"), em, whole) or 0.0
    if size is None and most is None:
        return None
    given = min(n for n in (size, most) if n is not None)
    return max(least, given)


def height_by_ratio(values: Mapping[str, str], width: float, em: float) -> float | None:
    """The height that `aspect-ratio` gives a box of a width; None where it gives none."""
    found = [t.value for t in tokens(values.get("aspect-ratio", "")) if t.type == "number"]
    across, down = ([float(n) for n in found] + [1.0, 1.0])[:2]
    if not (found and across > 0 and down > 0):
        return None
    least = length(values.get("min-height", "0"), em, None) or 0.0
    return max(least, width * down / across)


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
    other = values.get("overflow-y" if axis == "x" else "overflow-x", "visible").lower()
    this = values.get(f"overflow-{axis}", "visible").lower()
    if this == "visible" and other not in {"visible", "clip"}:
        this = "auto"  # CSS Overflow 3: one that is not visible makes both so
    return this in {"scroll", "auto", "overlay"}


def indent_of(text: str, em: float, width: float) -> float:
    """The first line's indent in px."""
    first = text.split(" ", maxsplit=1)[0] if text else "0"
    return length(first, em, width) or 0.0


def has_no_rows(values: Mapping[str, str]) -> bool:
    """Whether the rows of a grid are all made to be nothing."""
    given = values.get("grid-template-rows", values.get("grid-template", "none"))
    if given.lower() == "none":
        given = values.get("grid-auto-rows", "auto")
    rows = tokens(given)
    tops = [meant(t.arguments)[-1:] if t.type == "function" else [t] for t in rows]
    sizes = [size for top in tops for size in top]
    return bool(sizes) and all(
        t.type in {"dimension", "number", "percentage"} and not t.value for t in sizes
    )


def contained_height(values: Mapping[str, str], em: float) -> float | None:
    """The height of a box that is as large as if nothing were in it; None where it is not so."""
    words = values.get("contain", "").lower().split()
    if not {"strict", "size"} & set(words):
        return None
    names = ("contain-intrinsic-size", "contain-intrinsic-height", "contain-intrinsic-block-size")
    given = [amount(t, em, None) for name in names for t in tokens(values.get(name, ""))]
    return max(0.0, ([size for size in given if size is not None] or [0.0])[-1])


def kept_width(
    values: Mapping[str, str], container: Mapping[str, str], em: float, whole: float
) -> float:
    """The width that an item of a flex box does not lose to those beside it; 0 where none is sure.

    Args:
        values: Of the item.
        container: Of the box.
        em: The item's font size in px.
        whole: Width of the box in px.
    """
    flows = container.get("flex-wrap", "") + container.get("flex-flow", "")
    if "flex" not in container.get("display", "") or "wrap" in flows.replace("nowrap", ""):
        return 0.0
    words = [written([token]).lower() for token in tokens(values.get("flex", ""))]
    shrink = "0" if words == ["none"] else words[1] if len(words) > 1 else "1"
    if values.get("flex-shrink", shrink).strip() != "0":
        return length(values.get("min-width", "0"), em, whole) or 0.0
    basis = values.get("flex-basis", words[2] if len(words) == 3 else "auto")
    given = length(basis, em, whole)
    if given is None:
        given = size_of(values, "width", em, whole)
    return max(0.0, given or 0.0)


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
