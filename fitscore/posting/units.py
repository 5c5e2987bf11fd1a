"""Pieces of a section to units: one bullet one unit, prose in asks; each a range of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from fitscore.documents.sentences import sentence_ranges
from fitscore.documents.wrapping import Wrapping
from fitscore.posting.sections import Piece, without_mark
from fitscore.posting.words import ask_head
from fitscore.types import Document

_LIST_LINE = 150  # characters: lines shorter than this on average are a list without bullets
_LONG_LINE = 260
_LEAST_WORDS = 2

# Between two asks of one sentence: the words that join them, then the beginning of an ask.
_JOINS = re.compile(
    r";\s*(?:and\s+|or\s+)?"
    r"|,?\s+and\s+(?:for\s+)?(?=you\b)"
    r"|,\s+(?:and|but|as well as|plus)\s+(?:for\s+)?"
    r"|,\s+(?=as (?:is|are)\b)|,\s+(?=of which\b)|,\s+(?=so would\b)"
    r"|\s+(?=as well as (?:an? )?(?:ability|experience|knowledge)\b)"
    r"|,\s+(?=you(?:['’]re|['’]ve)?\s)"
)
_AS_WELL = re.compile(r"(?:as (?:is|are)|of which|so would)\b", re.IGNORECASE)
_GERUND_CHAIN = re.compile(
    r"\b(?:adept|skilled|experienced|proficient|expert|effective|accomplished)\s+(?:at|in|with)\s+",
    re.IGNORECASE,
)
_GERUND = re.compile(r"(?:and\s+)?[a-z-]+ing\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A range that may be one requirement; `context` is the sentence it stands in."""

    start: int
    end: int
    context: tuple[int, int]
    marked: bool


def read_units(document: Document, pieces: Sequence[Piece], *, asks: bool) -> list[Unit]:
    """Units of one section.

    Args:
        document: The posting.
        pieces: Its lines under one heading.
        asks: Whether the section states requirements; elsewhere prose is told apart into
            sentences only.
    """
    blocks = _blocks(document, pieces)
    plain = [end - start for start, end, marked in blocks if not marked]
    is_list = bool(plain) and median(plain) < _LIST_LINE
    units: list[Unit] = []
    for start, end, marked in blocks:
        if marked:
            begin = without_mark(document.text, start, end)
            units.append(Unit(begin, end, (begin, end), marked=True))
        elif asks and is_list and end - start < _LONG_LINE:
            units.append(Unit(start, end, (start, end), marked=False))
        else:
            units += _prose(document.text, start, end, asks=asks)
    return [unit for unit in units if _has_words(document.text[unit.start : unit.end])]


def _blocks(document: Document, pieces: Sequence[Piece]) -> list[tuple[int, int, bool]]:
    """Lines put back together where a margin broke them."""
    wrapping = Wrapping(document)
    blocks: list[tuple[int, int, bool]] = []
    above: Piece | None = None
    for piece in pieces:
        joins = (
            above is not None
            and not piece.marked
            and piece.line is not above.line
            and (
                wrapping.continues(above.line, piece.line)
                or _hangs(above, piece, in_item=blocks[-1][2])
            )
        )
        if joins:
            start, _, marked = blocks[-1]
            blocks[-1] = (start, piece.end, marked)
        else:
            blocks.append((piece.start, piece.end, piece.marked))
        above = piece
    return blocks


def _hangs(above: Piece, piece: Piece, *, in_item: bool) -> bool:
    """The rest of a list item, indented under its text."""
    deeper = piece.line.x0 > above.line.x0 or (
        piece.line.x0 == above.line.x0 and not above.marked and piece.line.x0 > 0
    )
    return in_item and deeper and piece.line.gap < 1 and piece.line.page == above.line.page


def _prose(text: str, start: int, end: int, *, asks: bool) -> list[Unit]:
    units: list[Unit] = []
    for sentence in sentence_ranges(text, start, end):
        clauses = split_asks(text, *sentence) if asks else [sentence]
        units += [Unit(a, b, sentence, marked=False) for a, b in clauses]
    return units


def split_asks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of the asks that one sentence joins.

    A sentence is told apart where what follows `and`, a comma or a semicolon begins like an ask
    of its own ("..., and you have ...", "...; knowledge of ..."), and in a chain of gerunds
    behind "adept at". The objects of one ask stay together.
    """
    cuts: list[tuple[int, int]] = []
    for found in _JOINS.finditer(text, start, end):
        rest = text[found.end() : end]
        long_enough = len(text[start : found.start()].split()) >= 3 and len(rest.split()) >= 3
        if long_enough and (ask_head().match(rest) or _AS_WELL.match(rest)):
            cuts.append(found.span())
    ranges: list[tuple[int, int]] = []
    begin = start
    for cut_start, cut_end in cuts:
        ranges.append((begin, cut_start))
        begin = cut_end
    ranges.append((begin, end))
    return [piece for a, b in ranges for piece in _split_gerunds(text, a, b)]


def _split_gerunds(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`adept at providing A, overseeing B, developing C` as three asks."""
    chain = _GERUND_CHAIN.search(text, start, end)
    if chain is None or not _GERUND.match(text, chain.end(), end):
        return [(start, end)]
    cuts = [
        found.span()
        for found in re.compile(r",\s+").finditer(text, chain.end(), end)
        if _GERUND.match(text, found.end(), end) or _last_item(text, found.end(), end)
    ]
    if len(cuts) < 2:
        return [(start, end)]
    ranges = []
    begin = start
    for cut_start, cut_end in cuts:
        ranges.append((begin, cut_start))
        begin = cut_end
    ranges.append((begin, end))
    return ranges


def _last_item(text: str, start: int, end: int) -> bool:
    """The end of such a chain may go over to nouns."""
    return "," not in text[start:end] and len(text[start:end].split()) >= 4


def _has_words(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= _LEAST_WORDS or len(text.strip()) >= 3
