"""A document without the person in it, to be read in the place of the original.

Whatever is decided from it cannot depend on a name, an e-mail address or a link.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitscore.types import Document, Line

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A range of the original text and where it, or what replaces it, begins in the redacted."""

    start: int
    end: int
    begins: int
    replaced: bool


@dataclass(frozen=True, slots=True)
class Redacted:
    """A document in which some ranges stand replaced, and the way back to the original's offsets.

    Attributes:
        document: The text with the replacements.
        text: The original's.
        replacements: The ranges of it that stand replaced, and what stands there instead.
    """

    document: Document
    text: str
    replacements: tuple[tuple[Range, str], ...]
    _stretches: tuple[_Stretch, ...]

    def original(self, start: int, end: int) -> Range:
        """A range of the original text; a replacement that it touches comes whole."""
        first = self._at(start)
        # The end of a range belongs to the stretch before it.
        last = self._at(max(start, end - 1))
        return (
            first.start if first.replaced else first.start + start - first.begins,
            last.end if last.replaced else last.start + end - last.begins,
        )

    def _at(self, offset: int) -> _Stretch:
        number = bisect_right(self._stretches, offset, key=lambda stretch: stretch.begins)
        return self._stretches[max(0, number - 1)]


def redact(document: Document, replacements: Sequence[tuple[Range, str]]) -> Redacted:
    """A document with words in the place of some ranges.

    Args:
        document: Any.
        replacements: Ranges in order that do not overlap, and what to write there; no line break.
    """
    pieces: list[str] = []
    stretches: list[_Stretch] = []
    length = at = 0
    for (start, end), words in [*replacements, ((len(document.text),) * 2, "")]:
        stretches.append(_Stretch(at, start, length, replaced=False))
        length += start - at
        stretches.append(_Stretch(start, end, length, replaced=True))
        length += len(words)
        pieces += document.text[at:start], words
        at = end
    stretches = [stretch for stretch in stretches if stretch.start < stretch.end]

    def moved(offset: int) -> int:
        number = bisect_right(stretches, offset, key=lambda stretch: stretch.start)
        stretch = stretches[max(0, number - 1)]
        if not stretch.replaced or offset == stretch.start:
            return stretch.begins + offset - stretch.start
        return stretches[number].begins if number < len(stretches) else length

    lines = [_moved(document, line, moved(line.start), moved(line.end)) for line in document.lines]
    lines = [line for line in lines if line.start < line.end]
    redacted = replace(document, text="".join(pieces), lines=tuple(lines))
    return Redacted(redacted, document.text, tuple(replacements), tuple(stretches))


def _moved(document: Document, line: Line, start: int, end: int) -> Line:
    """A line at its new place; where a column is a character, its edge moves with its length."""
    longer = (end - start) - (line.end - line.start)
    typed = document.media in {"text", "markdown"}
    return replace(line, start=start, end=end, x1=line.x1 + longer if typed else line.x1)
