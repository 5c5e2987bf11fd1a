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
from typing import Any, NamedTuple

from fitscore.posting.attributes import degree_of, years_min
from fitscore.posting.lexicon import any_option, known, languages
from fitscore.text.credentials import any_credential
from fitscore.text.languages import language_names, level_of
from fitscore.text.list_marks import MARK
from fitscore.text.sentences import sentence_ranges
from fitscore.text.vocabulary import load
from fitscore.types import Kind, Posting, Requirement

_WORD = re.compile(r"[a-z][a-z'’-]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_JOINT = re.compile(
    r"\s*(?:[,;•&]|(?<=[a-z])\.(?=\s+[A-Z])|"
    r"\b(?:as well as|and/or|and|or|with|plus|as is|paired|alongside)\b)\s*",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"\bor\b", re.IGNORECASE)
# What stands between two requirements of one sentence, the first of which ends in no full stop.
_SAME_SENTENCE = re.compile(
    r"\s*(?:[,;&•]|\b(?:and|with|plus|as well as)\b)[\s,;]*(?:and\b)?\s*", re.IGNORECASE
)
# Another way to what is asked, up to the end of its clause.
_EQUIVALENT = re.compile(
    r"\b(?:and/)?or\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:equivalent|other|similar|related|comparable)\b"
    r"[^.;,]*",
    re.IGNORECASE,
)
_PART_OF_IT = re.compile(r"of which\b|equivalent\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b[ABC][12]\b")  # of the Common European Framework
_ANOTHER_WAY = re.compile(r"\bor\b|\bequivalent", re.IGNORECASE)
_WHO = re.compile(r"who\b", re.IGNORECASE)
_LIST = re.compile(r"[•:·*]")
_LONGEST_LEAD = 60  # characters
_LONGEST_JOINT = 20
_LEAST_WORDS = 2  # of an ask that names nothing by which it is shown
_UNTYPED = frozenset({Kind.TRAIT, Kind.LOGISTICS})
# What is nobody's own evidence beside another: whoever claims one claims the other.
_CLAIMS = frozenset({"claim", "ability"})
_WORK = frozenset({"work", "ability"})
_LANGUAGE = "language"  # with its name, where a level of it is asked
_BY_WORDS = frozenset({"work", "degree", _LANGUAGE})


class _Piece(NamedTuple):
    text: str
    shown_by: str  # nothing where it belongs to the piece before it
    alternative: bool  # to the piece before it
    begins: bool  # a sentence
    listed: bool  # behind a comma alone
    of_tools: bool


def sentences_of_several(posting: Posting) -> Iterator[tuple[int, int]]:
    """Where sentences stand, from their first word to their last ask, that ask several things."""
    for group in _sentences(posting):
        if _asks_several(group, posting.language):
            start, end = group[0].start, group[-1].end
            yield _first_word(posting.text, start), end


def _first_word(text: str, start: int) -> int:
    """Where the sentence of an ask begins, where a few words lead to it and no list."""
    line = text.rfind("\n", 0, start) + 1
    first = max((a for a, _ in sentence_ranges(text, line, start) if a < start), default=start)
    mark = MARK.match(text[first:start])
    first += mark.end() if mark else 0
    lead = text[first:start]
    return first if len(lead) <= _LONGEST_LEAD and not _LIST.search(lead) else start


def _sentences(posting: Posting) -> Iterator[list[Requirement]]:
    """Requirements, those of one sentence together."""
    group: list[Requirement] = []
    for item in posting.requirements:
        if group:
            between = posting.text[group[-1].end : item.start]
            far = len(between) > _LONGEST_JOINT or group[-1].text.endswith(".")
            if far or not _SAME_SENTENCE.fullmatch(between):
                yield group
                group = []
        group.append(item)
    if group:
        yield group


def _asks_several(group: list[Requirement], language: str | None) -> bool:
    if any(item.degree and item.years_min and not item.or_equivalent for item in group):
        return True
    asks: list[_Piece] = []
    for part in (part for item in group for part in (item.all_of or (item,))):
        pieces = _pieces(part, language)
        told = any(piece.shown_by for piece in pieces)
        if pieces and part.kind is Kind.TRAIT and not told:
            pieces[0] = pieces[0]._replace(shown_by="claim")
        for piece in pieces:
            if piece.shown_by and not (asks and _belongs(piece, asks[-1], language)):
                asks.append(piece)
            elif asks:
                text = f"{asks[-1].text} {piece.text}"
                either = asks[-1].alternative or piece.alternative
                asks[-1] = asks[-1]._replace(text=text, alternative=either)
    return any(_apart(one, other) for one, other in pairwise(asks))


def _belongs(piece: _Piece, before: _Piece, language: str | None) -> bool:
    """Whether it is what somebody is able to do (`able to teach and to use his skills`)."""
    told = piece.shown_by in _BY_WORDS and before.shown_by in _CLAIMS
    claimed = piece.shown_by == "claim" and before.shown_by == "work" and _WHO.match(piece.text)
    return bool(claimed) or (told and _opener(known(language)).match(piece.text) is None)


def _apart(one: _Piece, other: _Piece) -> bool:
    """Whether two asks that follow each other are shown by different evidence."""
    if other.alternative or other.begins or {one.shown_by, other.shown_by} <= _CLAIMS:
        return False
    # `knowledge and experience` of one thing are one ask; with an object of its own each is one.
    objects = _objects(one.text), _objects(other.text)
    if {one.shown_by, other.shown_by} <= _WORK:
        tools = one.of_tools and other.of_tools
        return not tools and all(objects) and objects[0] != objects[1]
    if _LANGUAGE in (one.shown_by, other.shown_by) and one.shown_by[:8] == other.shown_by[:8]:
        return False
    return one.shown_by != other.shown_by


def _objects(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - frozenset(_table()["small"]["words"])


def _pieces(item: Requirement, language: str | None) -> list[_Piece]:
    text = _EQUIVALENT.sub(" ", _BRACKETS.sub(" ", item.text))
    found: list[_Piece] = []
    start, sign, alternative, begins = 0, "", False, False
    for joint in [*_JOINT.finditer(text), None]:
        piece = text[start : joint.start() if joint else len(text)].strip()
        if piece:
            shown_by = _shown_by(piece, first=not found)
            if not shown_by and item.years_min and years_min(piece) is not None:
                shown_by = "work"
            if shown_by == "degree" and item.or_equivalent and _ANOTHER_WAY.search(text):
                shown_by = "work"
            tools = item.kind is Kind.TOOL
            found.append(_Piece(piece, shown_by, alternative, begins, sign == ",", tools))
            alternative = begins = False
        if joint:
            alternative |= _OTHERWISE.search(joint.group()) is not None
            begins |= "." in joint.group()
            start, sign = joint.end(), joint.group().strip()
    # `A, B, or C`: all of them are alternatives.
    for at in range(len(found) - 1, 1, -1):
        if found[at].alternative and found[at].shown_by and found[at - 1].listed:
            found[at - 1] = found[at - 1]._replace(alternative=True)
    if len(found) > 1 and not found[0].shown_by and _leads(item, found, language):
        found[0] = found[0]._replace(shown_by="work")
    return found


def _leads(item: Requirement, pieces: list[_Piece], language: str | None) -> bool:
    """Whether what names no evidence is an ask: the next begins as another one does."""
    next_told = next((piece.shown_by for piece in pieces[1:] if piece.shown_by), "work")
    return (
        item.kind not in _UNTYPED
        and len(_objects(pieces[0].text)) >= _LEAST_WORDS
        and next_told not in ("work", "ability")
        and _opener(known(language)).match(pieces[1].text) is not None
    )


@cache
def _opener(language: str) -> re.Pattern[str]:
    options = any_option(languages()[language]["cues"]["opener"])
    return re.compile(rf"(?:{options}|the\b|an?\b)", re.IGNORECASE)


def _shown_by(text: str, *, first: bool) -> str:
    """A degree, a paper by its name, a language, work, the candidate's word alone; or nothing."""
    patterns = _patterns()
    if _PART_OF_IT.match(text):
        return ""
    paper = patterns["paper"].search(text)
    if paper:
        return paper.group()[:5].lower()
    if degree_of(text) is not None or patterns["schooling"].search(text):
        return "degree"
    tongue = language_names().search(text)
    level = level_of(text) or _LEVEL.search(text)
    spoken = patterns["spoken"].search(text) or len(_objects(text)) <= _LEAST_WORDS
    if tongue and (spoken or level):
        return f"{_LANGUAGE} {tongue.group()}" if level else _LANGUAGE
    if patterns["claimed"].search(text):
        return "claim"
    if patterns["able"].search(text):
        return "ability"
    if patterns["shown"].search(text):
        return "work"
    # Behind another ask the name of a certificate is what that ask is about.
    return "certificate" if first and any_credential().search(text) else ""


def _table() -> dict[str, Any]:
    return load("posting/lint.toml")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    options = {**_table()["asked"], "claimed": _table()["unprovable"]["patterns"]}
    return {
        name: re.compile(rf"(?<![\w-])(?:{any_option(words)})(?!\w)", re.IGNORECASE)
        for name, words in options.items()
    }
