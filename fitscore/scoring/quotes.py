"""A passage as a quote that can stand in a report: whole, and neither a word nor a page."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from fitscore.scoring.passages import Passage
from fitscore.text.sentences import sentence_ranges
from fitscore.text.words import content_words, coverage
from fitscore.types import Evidence, Resume

SHORTEST, LONGEST = 15, 300  # characters
_FARTHEST_NEIGHBOUR = 60


def quote_of(
    resume: Resume, left_out: AbstractSet[str], passage: Passage, similarity: float, asked: str
) -> Evidence:
    """A passage as evidence, verbatim.

    A single listed word is shown with its neighbours in the list; of a long passage the
    sentences that share the most words with what was asked are shown.

    Args:
        resume: As it was read.
        left_out: Bullets that do not count: they are no neighbours.
        passage: Which.
        similarity: Its cosine with what is asked.
        asked: The text of the requirement.
    """
    text = resume.text
    start, end = _lengthened(resume, left_out, passage.start, passage.end)
    if end - start > LONGEST:
        start, end = _best_window(text, start, end, asked)
    quote = " ".join(text[start:end].split())
    return Evidence(quote, start, end, passage.page, similarity)


def _lengthened(
    resume: Resume, left_out: AbstractSet[str], start: int, end: int
) -> tuple[int, int]:
    """Take in the bullets behind, then before, until the quote is long enough to be found."""
    for bullet in resume.bullets:
        if _length(resume.text, start, end) >= SHORTEST:
            return start, end
        if end <= bullet.start and _are_neighbours(resume.text, end, bullet.start):
            if bullet.text in left_out:
                break
            end = bullet.end
    for bullet in reversed(resume.bullets):
        if _length(resume.text, start, end) >= SHORTEST:
            break
        if bullet.end <= start and _are_neighbours(resume.text, bullet.end, start):
            if bullet.text in left_out:
                break
            start = bullet.start
    return start, end


def _are_neighbours(text: str, end: int, start: int) -> bool:
    """Whether no word stands between two bullets: a heading does where a section ends."""
    return start - end <= _FARTHEST_NEIGHBOUR and not any(map(str.isalpha, text[end:start]))


def _length(text: str, start: int, end: int) -> int:
    return len(" ".join(text[start:end].split()))


def _best_window(text: str, start: int, end: int, asked: str) -> tuple[int, int]:
    wanted = content_words(asked)
    sentences = sentence_ranges(text, start, end)
    best = max(sentences, key=lambda span: coverage(wanted, content_words(text[slice(*span)])))
    first, last = best
    for a, b in sentences:
        if a >= last and b - first <= LONGEST:
            last = b
    if last - first <= LONGEST:
        return first, last
    cut = text.rfind(" ", first, first + LONGEST)
    return first, cut if cut > first else first + LONGEST
