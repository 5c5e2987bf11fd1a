"""Slips of language in a posting: by a dictionary, and by patterns of what people get wrong.

A pattern is here only where what it finds is wrong in nearly any text; what a careful reader would
have to understand first (a word that makes no sense, half a sentence) is not looked for. English
only: of postings in other languages nothing is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from fitscore.posting.lexicon import DEFAULT
from fitscore.posting.spelling import is_known, joined, meant_by, parted
from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Posting

_WORD = re.compile(r"(?<![\w@./'’#&-])[A-Za-z][a-z]+(?![\w@/'’-]|\.\w)")
_GLUED = re.compile(r"(?<![\w@./&=?#-])([A-Z]?[a-z]{2,})([A-Z][a-z]{2,})(?![\w@/]|\.\w)")
_WRAPPED = re.compile(r"^(.{40,}[\w,)])\n(?=[a-z(])", re.MULTILINE)  # a sentence that goes on below
_BRACKET = re.compile(r"[()]")
_WORD_BEHIND = re.compile(r"\(\w{0,40}")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*(?:\n|[-*•·]\s|\d+[.)]))[^\n]+)*")
_ENUMERATED = re.compile(r"(?:\d\.?|(?:^|[\s;,:])(?:[A-Za-z]|[ivx]{1,4})\.?)\Z")
_LONG = 8  # letters of a word that no name begins with
_BEFORE_BRACKET = 40  # characters
_MANY = 5  # places of one slip that are told one by one
_TERM = 3  # times that a slip does not occur: it is a word of the trade then
_FOREIGN = 3  # unknown words in a line, with which it is in another language
_FOREIGN_SHARE = 0.2


class Mistake(NamedTuple):
    """Where a slip stands, and what to write instead."""

    start: int
    end: int
    suggestion: str


def mistakes_in(posting: Posting) -> list[Mistake]:
    """The slips of an English posting, in the order of its text, none inside another."""
    if posting.language not in (None, DEFAULT):
        return []
    text = _WRAPPED.sub(r"\1 ", posting.text)
    found = [*_misspelt(text), *_glued(text), *_unbalanced(text), *_by_pattern(text)]
    kept: list[Mistake] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.end > kept[-1].end:
            kept.append(each)
    return kept


class _Pattern(NamedTuple):
    pattern: re.Pattern[str]
    template: str
    once: bool


@cache
def _patterns() -> tuple[_Pattern, ...]:
    titles = any_phrase(load("text/trade.toml")["titles"]["nouns"])
    return tuple(
        _Pattern(
            re.compile(
                entry["pattern"].replace("{titles}", f"(?i:{titles})"),
                (re.IGNORECASE if entry.get("any") else 0) | re.MULTILINE,
            ),
            entry["template"],
            bool(entry.get("once")),
        )
        for entry in load("posting/mistakes.toml")["patterns"]
    )


def _by_pattern(text: str) -> Iterator[Mistake]:
    for pattern, template, once in _patterns():
        found = [_told(each, template) for each in pattern.finditer(text)]
        yield from _first(found) if once or len(found) > _MANY else found


def _told(found: re.Match[str], template: str) -> Mistake:
    groups = (group or "" for group in found.groups())
    return Mistake(*found.span(), template.format(found.group(), *groups))


def _first(found: list[Mistake]) -> Iterator[Mistake]:
    """The first of slips of one kind, which says how many there are."""
    if found:
        others = len(found) - 1
        more = f"; so it is in {others} more place{'s' * (others > 1)}" if others else ""
        first = min(found)
        yield first._replace(suggestion=f"{first.suggestion}{more}")


def _misspelt(text: str) -> Iterator[Mistake]:
    """Words that are spelt wrongly or parted, outside lines in another language."""
    times = Counter(word.group().lower() for word in _WORD.finditer(text))
    for line in re.finditer(r"[^\n]+", text):
        words = list(_WORD.finditer(text, *line.span()))
        unknown = [word for word in words if not is_known(word.group().lower())]
        lower = [word for word in unknown if word.group().islower()]
        if len(lower) >= _FOREIGN and len(unknown) > _FOREIGN_SHARE * len(words):
            continue
        for one, other in pairwise(words):
            whole = joined(one.group(), other.group())
            if whole and text[one.end() : other.start()] == " ":
                yield Mistake(one.start(), other.end(), f"a blank too many: write “{whole}”")
        for word in words:
            meant = meant_by(word.group())
            if meant and times[word.group().lower()] < _TERM:
                yield Mistake(*word.span(), f"spelt wrongly: “{'” or “'.join(meant)}”?")


def _glued(text: str) -> Iterator[Mistake]:
    """The first of the words that an export has glued."""
    yield from _first([*_glued_by_case(text), *_glued_in_lower_case(text)])


def _glued_by_case(text: str) -> Iterator[Mistake]:
    """`ResponsibilitiesManage`, `dayWhen`: names are made of two capitals (`PowerPoint`)."""
    for found in _GLUED.finditer(text):
        one, other = found.groups()
        told = one.islower() or len(one) >= _LONG
        if told and is_known(one.lower()) and is_known(other.lower()):
            yield Mistake(*found.span(), f"a blank is missing: write “{one} {other}”")


def _glued_in_lower_case(text: str) -> Iterator[Mistake]:
    for word in _WORD.finditer(text):
        parts = parted(word.group()) if word.group().islower() else None
        if parts:
            yield Mistake(*word.span(), f"a blank is missing: write “{' '.join(parts)}”")


def _unbalanced(text: str) -> Iterator[Mistake]:
    """Brackets in a paragraph of which the other is missing, each with the word beside it."""
    for paragraph in _PARAGRAPH.finditer(text):
        opened: list[int] = []
        for sign in _BRACKET.finditer(text, *paragraph.span()):
            at = sign.start()
            if sign.group() == "(":
                opened.append(at)
            elif opened:
                opened.pop()
            else:
                before = text[max(at - _BEFORE_BRACKET, paragraph.start()) : at]
                word = before.split(" ")[-1]
                if word and word[-1] not in ":;-)" and not _ENUMERATED.search(before):
                    told = "the bracket was never opened: open it or take it out"
                    yield Mistake(at - len(word), at + 1, told)
        if opened:
            behind = _WORD_BEHIND.match(text, opened[0])
            end = behind.end() if behind else opened[0] + 1
            told = "the bracket is never closed: close it or take it out"
            yield Mistake(opened[0], end, told)
