"""Scope: whether a name in a statement is had, denied, wished for, not finished, or another's."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

from fitscore.text.vocabulary import load
from fitscore.text.words import content_words

_BUT = r"but|however|aber|mais|pero"
# What ends the reach of a word: a stop, a semicolon, a bracket, a dash, `but`.
_CLAUSE = re.compile(rf"[(\[]|[.;:!?)\]•|·]\s|\s[–—-]\s|\n|,?\s(?:{_BUT})\s")
# Names of a list before a name, `no experience with Docker or [Kubernetes]`: no other words.
_ITEM = r"(?!(?:No|Not|Never|Without|Neither)\b)[A-Z.][^\s,]*"
_ITEMS = re.compile(
    rf"(?:{_ITEM}(?:\s{_ITEM})?"
    r"(?:,\s*(?:and|or|nor)?|\s(?:and|or|nor|und|oder|et|ou|y|o|ni))\s+){1,4}$"
)
# Whose lack it is: `patients who do not speak [English]`.
_OF_OTHERS = re.compile(
    r"\b(?:who|whose|that|which|people|patients?|customers?|clients?|staff|students?|learners?"
    r"|pupils?|users?|newcomers|colleagues?|candidates?|language)\s",
    re.IGNORECASE,
)
_REACH = 160  # characters to each side, at most: longer clauses are lists


class Scope(IntEnum):
    """What a statement says of a name in it, from least to most."""

    DENIED = 0
    OTHERS = 1
    WISHED = 2
    EXPIRED = 3
    PENDING = 4
    HELD = 5


# Behind these a statement may go on to say what is so.
_TURN = re.compile(rf",?\s(?:{_BUT}|although|though)\s|[.;!?]\s+(?=\S)")
_LEAST_SAID = 3  # content words behind a turn that say something
_OF_ANY_NAME = {Scope.DENIED, Scope.WISHED, Scope.PENDING}


def scope_at(text: str, start: int, end: int, *, certificate: bool = True) -> Scope:
    """What a statement says of a name that stands in it at some place.

    The words of the same clause decide; the first kind that is found counts, in the order of the
    vocabulary.

    Args:
        text: The statement.
        start: Where the name begins.
        end: Where it ends.
        certificate: It names something that is held, expires or is somebody else's. Of a tool or
            a language the words before it alone are looked at, for whether it is denied, wished
            for or being learned.
    """
    text = text.replace("’", "'")
    first = max(
        (found.end() for found in _CLAUSE.finditer(text, max(0, start - _REACH), start)),
        default=max(0, start - _REACH),
    )
    behind = _CLAUSE.search(text, end, end + _REACH)
    last = behind.start() if behind else end + _REACH
    # A bracket or a comma right behind a name says what is so of it: `PMP (expired)`.
    if behind and text[behind.start()] in "([–—-" and behind.start() - end <= 1:
        further = _CLAUSE.search(text, behind.end(), end + _REACH)
        last = further.start() if further else end + _REACH
    before, after = text[first:start], text[end:last]
    item = before.rpartition(",")[2]
    list_before = _ITEMS.search(before)
    for scope, (reaches, leading, trailing) in _cues().items():
        if not certificate and scope not in _OF_ANY_NAME:
            continue
        said = leading.search(before if reaches else item)
        if not said and reaches and list_before:
            said = leading.search(before[: list_before.start()])
        if said and reaches and _OF_OTHERS.search(before, 0, said.start() + 1):
            return Scope.OTHERS
        if said or (certificate and trailing.search(after)):
            return scope
    return Scope.HELD


def is_disclaimed(statement: str) -> bool:
    """Whether a statement as a whole denies what it speaks of, wishes for it, or tells of others.

    What it says behind a `but` or in a further sentence makes it a statement of what is so.
    """
    text = statement.replace("’", "'").strip(" \t•·-–—*").casefold()
    first, *others = _TURN.split(text)
    opens = _openings().match
    return opens(first) is not None and all(
        opens(part) or len(content_words(part)) < _LEAST_SAID for part in others
    )


@cache
def _openings() -> re.Pattern[str]:
    tables = load("facts/scope.toml").values()
    return re.compile("|".join(option for table in tables for option in table.get("opens", ())))


@cache
def _cues() -> dict[Scope, tuple[bool, re.Pattern[str], re.Pattern[str]]]:
    """Of each kind whether it reaches over a list, what stands before a name, and what behind."""
    tables = load("facts/scope.toml")
    return {
        Scope[name.upper()]: (table["reaches"], _any(table["before"]), _any(table["behind"]))
        for name, table in tables.items()
    }


def _any(options: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(options) or r"(?!)", re.IGNORECASE)
