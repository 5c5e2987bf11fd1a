"""A résumé's text cut into pieces at its quotes, so that a page can mark each in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fitscore.resume.headings import section_named
from fitscore.text.clean import printable
from fitscore.types import Evidence, RequirementResult, Resume


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote and what it is for.

    Attributes:
        key: Of this quote on the page, such as `4-1`.
        requirement: The requirement's number on the page, from 1.
        nearest: The closest thing found, which proves nothing.
    """

    key: str
    requirement: int
    evidence: Evidence
    nearest: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that the same quotes cover.

    Attributes:
        style: heading, role or nothing.
        gap: A blank line stands above it.
        page: Of which page it is the beginning; 0 where it begins none but the first.
        quotes: Those that cover it.
        ends: Of those, the ones that end with it.
    """

    start: int
    text: str
    style: str
    gap: bool
    page: int
    quotes: tuple[Quote, ...]
    ends: tuple[Quote, ...]

    @property
    def keys(self) -> str:
        """The keys of its quotes, for a page's attribute."""
        return " ".join(quote.key for quote in self.quotes)

    @property
    def proves(self) -> bool:
        """Whether one of its quotes is a proof."""
        return any(not quote.nearest for quote in self.quotes)


def quotes_of(number: int, result: RequirementResult) -> list[Quote]:
    """The quotes of one requirement in the order of a report: proofs, then the nearest thing."""
    found = [(quote, False) for quote in result.evidence]
    if result.nearest is not None:
        found.append((result.nearest, True))
    return [
        Quote(f"{number}-{place}", number, quote, nearest)
        for place, (quote, nearest) in enumerate(found, 1)
    ]


def pieces_of(resume: Resume, quotes: Sequence[Quote]) -> list[Piece]:
    """The whole text of a résumé in pieces; put together they are the text.

    The lines of a statement are joined, since they were broken for a page of another width.
    Of quotes that do not lie in the text nothing is marked.
    """
    text = _unwrapped(resume)
    styles = _styles(resume, text)
    pages = _page_starts(resume)
    placed = [q for q in quotes if 0 <= q.evidence.start < q.evidence.end <= len(text)]
    cuts = {0, len(text), *pages}
    for start, end in styles:
        cuts |= {start, end}
    for quote in placed:
        cuts |= {quote.evidence.start, quote.evidence.end}
    edges = sorted(cuts)
    kinds = {start: style for (start, _), style in styles.items()}
    spans = sorted(styles)
    pieces: list[Piece] = []
    at = 0
    for start, end in pairwise(edges):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        styled = at < len(spans) and spans[at][0] <= start
        covering = tuple(q for q in placed if q.evidence.start <= start < q.evidence.end)
        first = start in kinds and start > 0 and not _after_blank(text, start)
        pieces.append(
            Piece(
                start,
                "\n".join(printable(line) for line in text[start:end].split("\n")),
                styles[spans[at]] if styled else "",
                first and not _after_heading(pieces),
                pages.get(start, 0),
                covering,
                tuple(q for q in covering if q.evidence.end == end),
            )
        )
    return pieces


def _after_blank(text: str, start: int) -> bool:
    """Whether a blank line stands above a line's start."""
    above = text.rfind("\n", 0, max(0, start - 1))
    return above >= 0 and not text[above:start].strip()


def _after_heading(pieces: Sequence[Piece]) -> bool:
    """Whether nothing but a line break stands between a heading and what comes next."""
    shown = [piece for piece in pieces[-2:] if piece.text.strip()]
    return bool(shown) and shown[-1].style == "heading"


def _unwrapped(resume: Resume) -> str:
    """The text with a blank for each line break within a statement: offsets stay."""
    characters = list(resume.text)
    for bullet in resume.bullets:
        for at in range(max(0, bullet.start), min(bullet.end, len(characters))):
            if characters[at] == "\n":
                characters[at] = " "
    return "".join(characters)


def _styles(resume: Resume, text: str) -> dict[tuple[int, int], str]:
    """Where the lines of headings and roles stand; none lies in another."""
    found = {
        (role.start, role.end): "role"
        for role in resume.roles
        if 0 <= role.start < role.end <= len(text)
    }
    taken = bytearray(len(text))
    for a, b in (*found, *((bullet.start, bullet.end) for bullet in resume.bullets)):
        taken[a:b] = b"\1" * len(taken[a:b])
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip() and not any(taken[start:end]) and section_named(line):
            found[start, end] = "heading"
        start = end + 1
    return found


def _page_starts(resume: Resume) -> dict[int, int]:
    """Where the first statement or role of each page but the first begins."""
    starts: dict[int, int] = {}
    page = 1
    units = [(item.start, item.page) for item in resume.bullets]
    units += [(item.start, item.page) for item in resume.roles]
    for start, number in sorted(units):
        if number > page and 0 < start < len(resume.text):
            starts[start] = page = number
    return starts
