"""How far down a page its lines reach, and how much of a text a box shows.

No font is at hand: letters are measured by an average, and each length says how much of it is
guessed. What counts as cut off is only what would be so with the narrowest letters and the fewest
lines. Specification: CSS 2.2 (block formatting, margins that collapse).
"""

from __future__ import annotations

import math
import re

from fitscore.documents.css_boxes import Clip
from fitscore.documents.css_style import Style

GLYPH, LINE = 0.5, 1.2  # of the font size: a letter's usual width, a line's height
_NARROW = 0.76  # of the usual width: a condensed face in small letters
_FEWEST = 0.65  # of the lines that a text is reckoned to fill beyond its first
_LINE_GUESS = 0.04  # of a line: fonts differ in what they call normal
_LEAST_WIDTH = 200.0  # px, of a column; in narrower boxes text is cut off or set beside others
_LEAST_SHOWN = 0.3  # of the font size: the tips of letters, which nobody reads
_NOWHERE = math.inf
_WORD = re.compile(r"\S+")
# The sheet of a browser (HTML, section Rendering), in font sizes.
_MARGINS = {
    "p": 1.0, "ul": 1.0, "ol": 1.0, "dl": 1.0, "blockquote": 1.0, "figure": 1.0, "pre": 1.0,
    "h1": 0.67, "h2": 0.83, "h3": 1.0, "h4": 1.33, "h5": 1.67, "h6": 2.33, "hr": 0.5,
}  # fmt: skip


def margin_of(tag: str, em: float) -> float:
    """What a browser leaves above and below an element, in px."""
    return _MARGINS.get(tag, 0.0) * em


def line_height(style: Style) -> float:
    """In px."""
    return LINE * style.size if style.line is None else style.line


State = tuple[float, float, float]


class Flow:
    """Where the next line comes; lengths in px.

    Attributes:
        y: How far down the lines reach.
        loose: How much less that may be.
        run: Of the line that is being filled, as far as letters make it.
        pushed: The same, as far as lengths in rules do.
    """

    def __init__(self, *, sure: bool) -> None:
        self.y = self.loose = self.run = self.pushed = 0.0
        self._sure = sure  # the browser's own margins hold
        self._margin, self._margin_at = 0.0, _NOWHERE

    def margin(self, size: float, *, given: bool) -> None:
        """A margin above or below, which collapses with one that it touches."""
        beside = self._margin if self.y == self._margin_at else 0.0
        joined = max(size, beside, 0.0) + min(size, beside, 0.0)
        if not given and not self._sure:
            self.loose += max(0.0, joined - beside)
        self.y += joined - beside
        self._margin, self._margin_at = joined, self.y

    def skip(self, size: float) -> None:
        """Padding."""
        if size:
            self.y += size

    def enclose(self) -> None:
        """A box whose margins do not collapse with those around it."""
        self._margin_at = _NOWHERE

    def back(self, y: float) -> None:
        """What follows stands beside what was last."""
        self.y = y
        self._margin_at = _NOWHERE

    def state(self) -> State:
        """What a box that is taken out of the flow leaves as it was."""
        return self.y, self.run, self.pushed

    def restore(self, state: State) -> None:
        """Go on as if what came since then were not there."""
        self.y, self.run, self.pushed = state
        self._margin_at = _NOWHERE

    def end_line(self, style: Style, width: float) -> None:
        """A block begins or ends."""
        if not self.run:
            self.pushed = 0.0
            return
        line = line_height(style)
        lines = 1 if style.nowrap else math.ceil(self.run / max(width, _LEAST_WIDTH))
        self.y += lines * line
        self.loose += (lines - 1) * line * (1 - _FEWEST)
        self.loose += 0.0 if style.line is not None else lines * line * _LINE_GUESS
        self.run = self.pushed = 0.0


def shown_of(
    clip: Clip, style: Style, flow: Flow, corner: tuple[float, float], width: float, *, lined: bool
) -> float:
    """How much of a text a box may show, in px of its length as it was measured.

    Args:
        clip: The box.
        style: Of the text.
        flow: What stands in its line before it.
        corner: Where its first line begins, without what stands before it.
        width: Of the lines that it is set in.
        lined: What stands above it in the page does so within the box.
    """
    rest = _NOWHERE
    if style.nowrap and clip.width is not None and not clip.sideways:
        before = corner[0] + flow.pushed + _NARROW * flow.run
        rest = (clip.x + clip.width - before - _LEAST_SHOWN * style.size) / _NARROW
    if clip.height is None or not lined or clip.scrolls:
        return rest
    line = line_height(style)
    least = max(0.0, flow.loose - clip.loose)
    top = corner[1] - clip.y - least + max(0.0, (line - style.size) / 2)
    left = clip.height - top - _LEAST_SHOWN * style.size
    if left <= 0:
        return 0.0
    if style.nowrap or line <= 0:
        return rest
    lines = 1 + math.floor(left / line)
    return min(rest, lines * width / _NARROW - flow.run)


def divided(text: str, count: int) -> tuple[str, str]:
    """A text and what is cut off behind so many characters; words that are cut through are kept."""
    length, end = 0, 0
    for word in _WORD.finditer(text):
        if length > count:
            break
        length += len(word[0]) + 1
        end = word.end()
    return text[:end], text[end:]
