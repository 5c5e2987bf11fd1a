"""Asks that stand in one sentence though each is shown by evidence of its own.

A sentence of requirements is cut at its commas and joining words, and each piece says by what it
would be shown: a degree, a paper that one holds, a language, work, or nothing but the candidate's
word. Two of these in one sentence are two asks. Alternatives are one ask, and so is what belongs to
the ask before it (`experience with budgets and forecasts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from fitscore.posting.attributes import degree_of, years_min
from fitscore.posting.lexicon import any_option
from fitscore.text.credentials import any_credential
from fitscore.text.languages import language_names, level_of
from fitscore.text.vocabulary import load
from fitscore.types import Posting, Requirement

_WORD = re.compile(r"[A-Za-z][\w'’-]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_JOINT = re.compile(
    r"\s*(?:[,;•&]|\.(?=\s+[A-Z])|\b(?:as well as|and/or|and|or|with|plus|as is|paired)\b)\s*",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"\bor\b", re.IGNORECASE)
# What may stand between two requirements of one sentence.
_SAME_SENTENCE = re.compile(r"[\s,;&–•-]*(?:and|with|plus|as well as)?[\s,]*", re.IGNORECASE)
_OBJECT = 2  # words of a piece behind which its ask has an object of its own


class _Piece(NamedTuple):
    text: str
    shown_by: str  # nothing where it belongs to the piece before it
    alternative: bool  # to the piece before it


def sentences_of_several(posting: Posting) -> Iterator[tuple[int, int]]:
    """Where the asks of each sentence stand that are several, without what parts it from others."""
    for group in _sentences(posting):
        if _asks_several(group):
            yield group[0].start, group[-1].end


def _sentences(posting: Posting) -> Iterator[list[Requirement]]:
    """Requirements, those of one sentence together."""
    group: list[Requirement] = []
    for item in posting.requirements:
        between = posting.text[group[-1].end : item.start] if group else ""
        if group and ("\n" in between or not _SAME_SENTENCE.fullmatch(between)):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _asks_several(group: list[Requirement]) -> bool:
    if any(item.degree and item.years_min and not item.or_equivalent for item in group):
        return True
    parts = [part for item in group for part in (item.all_of or (item,))]
    pieces = [piece for part in parts for piece in _pieces(part)]
    asks: list[_Piece] = []
    for piece in pieces:
        if piece.shown_by:
            asks.append(piece)
        elif piece.alternative and asks:
            asks[-1] = asks[-1]._replace(alternative=True)
    return any(_apart(one, other) for one, other in pairwise(asks))


def _apart(one: _Piece, other: _Piece) -> bool:
    """Whether two asks that follow each other are shown by different evidence."""
    if other.alternative:
        return False
    if one.shown_by != other.shown_by:
        return True
    return one.shown_by == "work" and min(_length(one), _length(other)) > _OBJECT


def _length(piece: _Piece) -> int:
    return len(_WORD.findall(piece.text))


def _pieces(item: Requirement) -> Iterator[_Piece]:
    text = _BRACKETS.sub(" ", item.text)
    start, alternative = 0, False
    for joint in [*_JOINT.finditer(text), None]:
        end = joint.start() if joint else len(text)
        if text[start:end].strip():
            piece = text[start:end]
            yield _Piece(piece, _shown_by(piece), alternative)
            alternative = False
        if joint:
            alternative |= _OTHERWISE.search(joint.group()) is not None
            start = joint.end()


def _shown_by(text: str) -> str:
    """A degree, a paper by its name, a language, work, a word of the candidate's; or nothing."""
    table = _vocabulary()
    paper = table["paper"].search(text)
    if paper:
        return str(paper.group()[:5].lower())
    if any_credential().search(text):
        return "certificate"
    if degree_of(text) is not None or table["schooling"].search(text):
        return "degree"
    if language_names().search(text) and (level_of(text) or table["spoken"].search(text)):
        return "language"
    if table["claimed"].search(text):
        return "claim"
    return "work" if years_min(text) is not None or table["shown"].search(text) else ""


@cache
def _vocabulary() -> dict[str, re.Pattern[str]]:
    table = load("posting/lint.toml")
    options = {**table["asked"], "claimed": table["unprovable"]["patterns"]}
    return {
        name: re.compile(rf"(?<![\w-])(?:{any_option(words)})(?!\w)", re.IGNORECASE)
        for name, words in options.items()
    }
