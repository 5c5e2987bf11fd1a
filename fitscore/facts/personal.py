"""An age and the right to work: from a stated birth date or citizenship, by arithmetic alone.

What is told here is of the person. It decides the one requirement that asks for it and reaches
nothing else: no vector, no model, no other requirement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from fitscore.facts.fact import Fact, Outcome
from fitscore.text.dates import dates_in, month_of
from fitscore.text.vocabulary import load
from fitscore.types import Kind, Requirement

AGE, RIGHT_TO_WORK = "age", "right to work"
_NEARLY = 6  # months: somebody who is of age before long
_OF_DATE = 30  # characters behind `born` in which the date stands
_CITIZEN = r"(?:\s+|/\w+\s+)(?:citizen(?:ship)?|national(?:ity)?|passport)\b"
_LABEL = r"\b(?:citizenship|nationality|citizen of)\s*:?\s*(?:\w+\s*[,/&]\s*)?"
_CLAUSE = re.compile(r"(?<![A-Z])\.\s+|[;|\n•]\s*")


class Statement(NamedTuple):
    """What is stated, and where it stands in the text."""

    outcome: Outcome
    start: int
    end: int


def is_personal(requirement: Requirement) -> bool:
    """Whether it asks for an age or the right to work, of which no model may judge."""
    if requirement.kind is not Kind.LOGISTICS:
        return False
    return _asks_work(requirement.text) or _age_asked(requirement.text) is not None


def personal_facts(requirement: Requirement, text: str, as_of: str) -> Iterator[Fact]:
    """What a résumé states of an age or the right to work that is asked; nothing where it does not.

    Args:
        requirement: What is asked.
        text: Of the résumé, all of it.
        as_of: YYYY-MM-DD, the day of the decision.
    """
    found = personal_statement(requirement, text, as_of)
    if found is not None:
        about = RIGHT_TO_WORK if _age_asked(requirement.text) is None else AGE
        yield Fact(about, found.outcome)


def personal_statement(requirement: Requirement, text: str, as_of: str) -> Statement | None:
    """The statement that decides it, with its place; None where there is none. As above."""
    if not is_personal(requirement):
        return None
    asked = _age_asked(requirement.text)
    return _right_to_work(requirement.text, text) if asked is None else _age(asked, text, as_of)


def _asks_work(text: str) -> bool:
    return _any("work", "asked").search(text) is not None


def _age_asked(text: str) -> int | None:
    for pattern in load("facts/personal.toml")["age"]["asked"]:
        if found := re.search(pattern, text, re.IGNORECASE):
            return int(found["age"])
    return None


def _age(asked: int, text: str, as_of: str) -> Statement | None:
    table = load("facts/personal.toml")["age"]
    months, place = None, None
    if found := re.search(table["born"], text, re.IGNORECASE):
        dates = dates_in(text[found.end() : found.end() + _OF_DATE])
        if dates:
            months = month_of(as_of) - month_of(dates[0].from_, last=True)
            place = found.start(), found.end() + dates[0].end
    elif found := re.search(table["told"], text, re.IGNORECASE):
        months, place = 12 * int(found["age"]), found.span()
    if months is None or place is None:
        return None
    short = 12 * asked - months
    reached = Outcome.PENDING if short <= _NEARLY else Outcome.LOWER
    return Statement(Outcome.ENOUGH if short <= 0 else reached, *place)


def _right_to_work(asked: str, text: str) -> Statement | None:
    """Where it is stated: of the place that is asked, or of none; the best that is said."""
    places: dict[str, dict[str, str]] = load("facts/personal.toml")["places"]
    ours = [place for place in places.values() if re.search(place["named"], asked)]
    found: list[Statement] = []
    first = 0
    for part in (*_CLAUSE.finditer(text), None):
        stop = part.start() if part else len(text)
        outcome = _said_in(text[first:stop], asked, ours, places)
        if outcome is not None:
            found.append(Statement(outcome, first, stop))
        first = part.end() if part else stop
    order = (Outcome.ENOUGH, Outcome.PENDING, Outcome.NONE)
    return min(found, key=lambda each: order.index(each.outcome), default=None)


def _said_in(
    clause: str, asked: str, ours: list[dict[str, str]], places: dict[str, dict[str, str]]
) -> Outcome | None:
    """What one clause says of the right to work."""
    for place in ours:
        of_ours = place["citizens"]
        if re.search(rf"{of_ours}{_CITIZEN}|{_LABEL}{of_ours}", clause):
            return Outcome.ENOUGH
    elsewhere = any(re.search(place["named"], clause) for place in places.values())
    if elsewhere and not any(re.search(place["named"], clause) for place in ours):
        return None
    if _any("work", "lacks").search(clause):
        return Outcome.NONE
    if _any("work", "pending").search(clause):
        return Outcome.PENDING
    has = _any("work", "has").search(clause) or _any("work", "settled").search(clause)
    return Outcome.ENOUGH if has and not _any("work", "citizens_only").search(asked) else None


@cache
def _any(table: str, key: str) -> re.Pattern[str]:
    options: list[str] = load("facts/personal.toml")[table][key]
    return re.compile("|".join(options), re.IGNORECASE)
