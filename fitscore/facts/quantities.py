"""Quantities: a number of something that is asked, beside the numbers of the same thing stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from fitscore.facts.fact import Fact, Outcome
from fitscore.posting.lexicon import languages
from fitscore.text.vocabulary import any_phrase
from fitscore.text.words import is_content_word
from fitscore.types import Kind, Requirement

_FACTORS = {"k": 1e3, "m": 1e6, "b": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_STEM = 5  # letters of a word that are compared
_BEHIND = 3  # words behind a number that may say what it counts
_NO_THING = re.compile(
    r"years?|yrs?|months?|weeks?|days?|hours?|jahren?|jahre|ans|années|años|degrees?|of|age|am|pm",
    re.IGNORECASE,
)
# What is asked by a name may hold a number that is no amount: `Level 3`, `Series 7`.
_OF_NAMES = frozenset({Kind.CERTIFICATION, Kind.EDUCATION, Kind.LANGUAGE, Kind.TOOL})
_TIME = re.compile(
    r"\s*\(\d|[\s)+’'-]*(?:years?|yrs?|months?|weeks?|days?)\b|\s*[-–/:]\s*\d", re.IGNORECASE
)


class Quantity(NamedTuple):
    """A number and the stems of the words that say of what it is."""

    value: float
    things: frozenset[str]


def quantity_facts(requirement: Requirement, statements: Sequence[str]) -> Iterator[Fact]:
    """How far the largest stated number of a thing reaches, where a number of it is asked.

    Args:
        requirement: What is asked.
        statements: The nearest to it.
    """
    asked = [found for found in quantities_in(requirement.text) if found.things]
    if not asked:
        return
    stated = [found for text in statements for found in quantities_in(text)]
    for wanted in asked[:2]:
        same = [found.value for found in stated if found.things & wanted.things]
        if same:
            yield Fact("number", Outcome.of_ratio(max(same), wanted.value))


def with_shares(text: str, requirement: Requirement) -> str:
    """A text with how far each number in it reaches behind it, where a number of a thing is asked.

    Beside `teams of ten or more`, `led seven agents` becomes `led seven (over half) agents`: of
    what the number is, whoever reads it has to tell.
    """
    if requirement.kind in _OF_NAMES:
        return text
    wanted = next((value for _, value in _amounts(requirement.text)), None)
    if wanted is not None:
        for end, value in reversed(_amounts(text)):
            text = f"{text[:end]} ({Outcome.of_ratio(value, wanted)}){text[end:]}"
    return text


def _amounts(text: str) -> list[tuple[int, float]]:
    """Where numbers above one end that are no time, and their values."""
    return [
        (end, found.value)
        for end, found in _placed(text)
        if found.value > 1 and not _TIME.match(text[end:])
    ]


def quantities_in(text: str) -> list[Quantity]:
    """Numbers of things in a text: `six cooks`, `$2.4 million budget`, `85 wpm`; no dates."""
    return [found for _, found in _placed(text)]


def _placed(text: str) -> list[tuple[int, Quantity]]:
    """The same with where each number ends."""
    found = []
    for match in _number().finditer(text):
        value = _value(match)
        words = re.findall(r"[^\W\d_]+", re.split(r"[.;:,()]\s|\d", text[match.end() :])[0])
        things = set()
        for word in words[:_BEHIND]:
            if _NO_THING.fullmatch(word):
                break
            if is_content_word(word.lower()):
                things.add(word.lower()[:_STEM])
        is_year = re.fullmatch(r"(?:19|20)\d\d", match.group()) is not None
        if value and not is_year:
            found.append((match.end(), Quantity(value, frozenset(things))))
    return found


def _value(match: re.Match[str]) -> float:
    figure = match["figure"]
    if figure is None:
        return _numbers()[re.sub(r"\s+", " ", match["word"].lower())]
    return float(figure.replace(",", "")) * _FACTORS.get((match["unit"] or "").strip().lower(), 1.0)


@cache
def _numbers() -> dict[str, float]:
    return {
        name.lower(): float(value)
        for table in languages().values()
        for name, value in table["numbers"].items()
        if len(name) > 2
    }


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,/-])(?:(?:[$£€]\s?)?(?P<figure>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)"
        rf"(?P<unit>(?:k|m|b)\b|\s?(?:thousand|million|billion))?(?:\s?%|\s?percent)?\+?"
        rf"|(?P<word>{any_phrase(_numbers())})(?!\w))(?![/\d-])",
        re.IGNORECASE,
    )
