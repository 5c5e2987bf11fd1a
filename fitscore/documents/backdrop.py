"""What is drawn under and over the text of a page of a word processor.

Nobody lays out the pages here: where a paragraph stands is estimated, and text counts as covered
only where the estimate leaves no doubt, as lying on something dark wherever it may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fitscore.documents.grounds import Ground
from fitscore.documents.place import Extent, Place, Shape

_MOST_SHAPES = 300
_SLACK = 12.0  # points
_PER_POINT = 0.3  # of error in what is estimated, to the distance
_SURELY, _MOSTLY = 0.95, 0.5  # share of an area


class Backdrop:
    """The drawings of a document.

    Args:
        body: Shapes anchored in the body.
        margins: Those in headers and footers, which lie under all text of the body.
        tops: Where paragraphs begin that drawings are anchored in, if a look was had before.

    Attributes:
        reaches_up: Whether a drawing may lie over text before the one that it is anchored in.
    """

    def __init__(
        self, body: Sequence[Shape], margins: Iterable[Shape], tops: Mapping[Any, float]
    ) -> None:
        shapes = [(shape, False) for shape in body] + [(shape, True) for shape in margins]
        self._shapes = [
            (shape, margin)
            for shape, margin in shapes
            if shape.fill.grounds and not (shape.inline or shape.hidden or shape.words)
        ]
        # A page of a plan has thousands: the largest lie under and over most.
        self._shapes.sort(key=lambda pair: -pair[0].area.width * pair[0].area.height)
        del self._shapes[_MOST_SHAPES:]
        self._shapes.sort(key=lambda pair: (not pair[1], pair[0].order))
        self._tops = {shape.owner: -1.0 for shape, margin in self._shapes if not margin}
        self._known = dict(tops)
        self.reaches_up = any((shape.area.down or 0.0) < 0 for shape in body)

    def tops(self) -> dict[Any, float]:
        """Where paragraphs begin that drawings are anchored in, of those that were noted."""
        return {owner: y for owner, y in self._tops.items() if y >= 0}

    def note(self, paragraph: Any, y: float) -> None:
        """Where a paragraph of the body begins, in points of text above it."""
        if paragraph in self._tops:
            self._tops[paragraph] = y

    def around(
        self, paragraph: Any, extent: Extent, place: Place
    ) -> tuple[tuple[Ground, ...], bool]:
        """What may lie behind a paragraph, and whether something surely lies over it."""
        grounds, covered = place.grounds, False
        perhaps: tuple[Ground, ...] = ()
        for shape, margin in self._shapes:
            if not shape.floats:  # the text gives way, though other boxes may lie on it
                continue
            share = _across(shape, extent.across(place))
            if share < _MOSTLY:
                continue
            sure, maybe = self._down(shape, paragraph, extent, place, repeated=margin)
            if shape.behind or margin:
                if sure and share >= _SURELY and shape.straight:
                    grounds, perhaps = shape.fill.over(grounds), ()
                elif sure or maybe:
                    perhaps += shape.fill.over(grounds)
            elif sure and share >= _SURELY:
                covered |= shape.straight and shape.fill.is_opaque
        return grounds + perhaps, covered

    def _down(
        self, shape: Shape, paragraph: Any, extent: Extent, place: Place, *, repeated: bool
    ) -> tuple[bool, bool]:
        """Whether a shape reaches from above to below a paragraph: surely, and maybe."""
        height, page, text = shape.area.height, place.page, extent.height
        if height < text / 2:
            return False, False
        if shape.area.down is not None:
            down = shape.area.down
            if shape.owner is paragraph:
                return _reaches(down, height, extent.before, text, -2.0)
            anchored = self._tops.get(shape.owner, -1.0)
            farther_on = anchored < 0
            if farther_on:
                anchored = self._known.get(shape.owner, -1.0)
                if anchored < 0:
                    return False, False
            top = place.room.y + extent.before - anchored
            slack = _SLACK + _PER_POINT * abs(top)
            # Whatever the error, what comes first stands above what comes next.
            low, high = top - slack, top + slack
            low, high = (low, min(high, -text)) if farther_on else (max(low, 0.0), high)
            sure = down <= low and high + 0.8 * text <= down + height
            return sure, _reaches(down, height, top, text, slack)[1]
        full = page.body
        turned, y = divmod(place.room.y + extent.before, full)
        low, high = shape.area.top
        if (turned and not repeated) or low < high:
            return False, True
        if height > page.height * _SURELY:
            return True, True
        return _reaches(low, height, page.top + y, text, _SLACK + _PER_POINT * (y + turned * full))

    def beside(self, box: Shape, below: tuple[Ground, ...]) -> tuple[tuple[Ground, ...], bool]:
        """What lies behind a box on the page, and whether something opaque lies over it."""
        grounds, covered, passed = below, False, False
        for shape, margin in self._shapes:
            if shape.content is not None and shape.content is box.content:
                passed = True
                continue
            share = self._share(box, shape)
            if share is None:
                if margin or not passed:
                    grounds = (*grounds, *shape.fill.over(grounds))
            elif not (passed or shape.order > box.order) or margin:
                if share > _MOSTLY:
                    grounds = shape.fill.over(grounds)
            elif share >= _SURELY and not shape.behind:
                covered |= shape.straight and shape.fill.is_opaque
        return grounds, covered

    def _share(self, box: Shape, shape: Shape) -> float | None:
        """How much of a box a shape takes; None where one cannot say."""
        inner, outer = box.area, shape.area
        if inner.left[0] != inner.left[1] or outer.left[0] != outer.left[1]:
            return None
        if inner.down is not None and outer.down is not None and box.owner is shape.owner:
            tops = inner.down, outer.down
        elif inner.top[0] == inner.top[1] and outer.top[0] == outer.top[1]:
            tops = inner.top[0], outer.top[0]
        else:
            return None
        wide = _overlap(inner.left[0], inner.width, outer.left[0], outer.width)
        return wide * _overlap(tops[0], inner.height, tops[1], outer.height)


def _reaches(
    start: float, height: float, top: float, text: float, slack: float
) -> tuple[bool, bool]:
    """Whether something reaches from above to below text: surely, and with all slack given."""
    sure = start + slack <= top and top + 0.8 * text + slack <= start + height
    slack = abs(slack)
    return sure, start - slack <= top and top + text / 2 <= start + height + slack


def _across(shape: Shape, text: tuple[float, float] | None) -> float:
    """How much of a line a shape reaches over; about all, where nobody knows."""
    if text is None or shape.area.left[0] != shape.area.left[1]:
        return _MOSTLY
    return _overlap(text[0], text[1] - text[0], shape.area.left[0], shape.area.width)


def _overlap(start: float, length: float, other: float, long: float) -> float:
    shared = min(start + length, other + long) - max(start, other)
    return max(0.0, shared) / length if length > 0 else 0.0
