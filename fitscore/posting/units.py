"""Pieces of a section to units: one bullet one unit, prose in asks; each a range of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from fitscore.posting.sections import Piece, without_mark
from fitscore.posting.words import ask_head, patterns
from fitscore.text.sentences import sentence_ranges
from fitscore.text.wrapping import Wrapping
from fitscore.types import Document

# Set by hand on the postings that the reader was developed with. Behind each stands how many of
# 199 postings are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LIST_LINE = 150  # 5; characters: lines shorter than this on average are a list without bullets
_LONG_LINE = 260  # 4; characters
_OPEN_END = re.compile(r"[\s,;]+or[\s:,]*\Z", re.IGNORECASE)
_LONGEST_UNIT = 1200  # 19; characters
_LEAST_WORDS = 2  # 4
_LEAST_ASK_WORDS = 3  # 3

# Between two asks of one sentence: the words that join them, then the beginning of an ask.
_JOINS = re.compile(
    r",\s+and just as (?:much|important(?:ly)?),?\s+(?:that\s+)?"
    r"|;\s*(?:and\s+|or\s+)?"
    r"|,?\s+and\s+(?:for\s+)?(?=you\b)"
    r"|,\s+(?:and|but|as well as|plus)\s+(?:for\s+)?"
    r"|,\s+(?=as (?:is|are)\b)|,\s+(?=of which\b)|,\s+(?=so would\b)"
    r"|\s+(?=as well as (?:an? )?(?:ability|experience|knowledge)\b)"
    r"|,\s+(?=you(?:['’]re|['’]ve)?\s)|\s+(?=and as (?:someone|an?)\b)|,\s+and (?=to \w)"
    r"|,\s+(?=(?:be|have|has|excel|thrive|hold|possess|comfortable|skilled|adept|proficient)\b)"
    r"|,\s+(?=(?:at least |no fewer than )?\w+ of (?:them|which)\b)"
)
_AS_WELL = re.compile(r"(?:as (?:is|are)|of which|so would|and as)\b", re.IGNORECASE)
_OF_THOSE = re.compile(r"(?:at least |no fewer than )?\w+ of (?:them|which)\b")
# `..., and you can show us the numbers` is about the ask before it.
_SHOWS_IT = re.compile(
    r"you (?:can|could|should be able to|are able to) (?:show|give|prove|tell|put)\b", re.IGNORECASE
)
_JUST_AS = re.compile(r"\bjust as\b")
_TO_LIST = re.compile(r"\b(?:able|ability|want|need|willing|prepared)\s+to\b")
_GERUND_CHAIN = re.compile(
    r"\b(?:adept|skilled|experienced|proficient|expert|effective|accomplished)\s+(?:at|in|with)\s+",
    re.IGNORECASE,
)
_GERUND = re.compile(r"(?:and\s+)?[a-z-]+ing\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A range that may be one requirement.

    Attributes:
        context: The sentence it stands in.
        any_of: Ranges of its alternatives, where it lists some.
    """

    start: int
    end: int
    context: tuple[int, int]
    marked: bool
    any_of: tuple[tuple[int, int], ...] = ()


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
            ranges = _bounded(document.text, begin, end)
            units += [Unit(a, b, (a, b), marked=True) for a, b in ranges]
        elif asks and is_list and end - start < _LONG_LINE:
            units.append(Unit(start, end, (start, end), marked=False))
        else:
            units += _prose(document.text, start, end, asks=asks)
    return [unit for unit in units if _has_words(document.text[unit.start : unit.end])]


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A range cut at white space where it is longer than anything that a person would tick."""
    pieces = []
    while end - start > _LONGEST_UNIT:
        cut = max(text.rfind(sign, start, start + _LONGEST_UNIT) for sign in " \n")
        stop = cut if cut > start else start + _LONGEST_UNIT
        pieces.append((start, stop))
        start = stop
    return [*pieces, (start, end)]


def joined_alternatives(text: str, units: Sequence[Unit]) -> list[Unit]:
    """Items that end in `or` are alternatives with the item that follows: one requirement."""
    joined: list[Unit] = []
    open_end = False
    for unit in units:
        if open_end:
            first = joined[-1]
            known = first.any_of or ((first.start, _without_or(text, first)),)
            parts = (*known, (unit.start, _without_or(text, unit)))
            whole = (first.start, unit.end)
            joined[-1] = Unit(*whole, whole, first.marked, parts)
        else:
            joined.append(unit)
        open_end = unit.marked and _OPEN_END.search(text, unit.start, unit.end) is not None
    return joined


def _without_or(text: str, unit: Unit) -> int:
    found = _OPEN_END.search(text, unit.start, unit.end)
    return found.start() if found else unit.end


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
    sentences = sentence_ranges(text, start, end)
    for sentence in (piece for whole in sentences for piece in _bounded(text, *whole)):
        clauses = split_asks(text, *sentence) if asks else [sentence]
        units += [Unit(a, b, sentence, marked=False) for a, b in clauses]
    return units


def split_asks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of the asks that one sentence joins.

    A sentence is told apart where what follows `and`, a comma or a semicolon begins like an ask
    of its own ("..., and you have ...", "...; knowledge of ..."), and in a chain of gerunds
    behind "adept at". The objects of one ask stay together.
    """
    cuts = [found for found in _JOINS.finditer(text, start, end) if _parts(text, found, start, end)]
    begins = [start, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), end]
    pieces = _without_subordinates(text, list(zip(begins, ends, strict=True)))
    asked: list[tuple[int, int]] = []
    for piece in pieces:
        for a, b in _without_lead_in(text, *piece):
            asked += _split_gerunds(text, a, b)
    return asked


def _parts(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether these joining words part two asks: what follows begins like one."""
    before, rest = text[start : found.start()], text[found.end() : end]
    if len(before.split()) < _LEAST_ASK_WORDS or len(rest.split()) < _LEAST_ASK_WORDS:
        return False
    if _SHOWS_IT.match(rest):
        return False
    if rest.startswith("to "):
        return _TO_LIST.search(before) is not None
    signs = (_JUST_AS.search(found.group()), _AS_WELL.match(rest), _OF_THOSE.match(rest))
    return any(signs) or ask_head().match(rest) is not None


def _without_subordinates(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Clauses that only lead to the next (`Because you will train others, ...`) left out."""
    kept = []
    for index, (start, end) in enumerate(pieces):
        body = re.sub(r"^and\s+", "", text[start:end].lstrip())
        leads = patterns("asks", "subordinate").search(body) is not None
        if not (leads and index + 1 < len(pieces) and not _AS_WELL.match(body)):
            kept.append((start, end))
    return kept


def _without_lead_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ask without the words that lead into it; who is sought, where that is an ask itself."""
    sought = patterns("asks", "sought").search(text, start, end)
    if sought:
        return [sought.span("who"), *_without_lead_in(text, sought.end(), end)]
    while found := patterns("asks", "lead_ins").match(text, start, end):
        if len(text[found.end() : end].split()) < _LEAST_ASK_WORDS:
            break
        start = found.end()
    return [(start, end)]


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
