"""What a requirement asks for: priority, kind, years, degree, equivalents, names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain

from fitscore.posting.sections import Topic
from fitscore.posting.words import (
    language_names,
    number_words,
    patterns,
    tool_signs,
    tools,
    vocabulary,
)
from fitscore.text.credentials import any_credential
from fitscore.text.degrees import degrees_asked
from fitscore.types import Degree, Kind, Priority, Requirement, Span

_NUMBER = r"(?:\d+(?:\.\d+)?|WORDS)"
_UPPER = rf"(?:(?:-|–|—|to)\s*{_NUMBER}\s*(?:\(\s*\d+\s*\))?\+?\s*)?"
_OPEN = r"(?:\+|plus\b|or more\b)?\s*"
_BETWEEN = r"(?:full\s+|or more\s+|consecutive\s+|calendar\s+)?"
# Years of age, and the length of a degree, are not years of experience.
_NOT_WORKED = (
    r"(?![-'’]?\s*(?:of age|olds?\b|(?:college|university)\b|(?:degree|diploma|bachelor|program)))"
)
_YEARS = (
    rf"(?<![\w.$-])(?<!within )(?P<low>{_NUMBER})\s*(?:\(\s*\d+(?:\.\d+)?\s*\)\s*)?{_OPEN}{_UPPER}"
    rf"{_BETWEEN}(?P<unit>years?|yrs?|months?)\b{_NOT_WORKED}"
)
# `five years, of which no fewer than three were spent leading`: years, though not called so again.
_YEARS_OF_THOSE = (
    rf"\b(?:at least|no fewer than|minimum of)\s+(?P<low>{_NUMBER})\s+"
    r"(?:were spent|of (?:them|which|those))"
)
_MOST_YEARS = 40
_MONTHS_IN_YEAR = 12
# Kinds of which a degree that is named is asked.
SCHOOLED = frozenset({Kind.EDUCATION, Kind.CERTIFICATION})


def priority_of(text: str, topic: Topic) -> Priority:
    """The heading's priority, unless the wording inside overrides it."""
    if patterns("priority", "bonus").search(text):
        return Priority.BONUS
    if patterns("priority", "required").search(text):
        return Priority.REQUIRED
    if patterns("priority", "preferred").search(text):
        return Priority.PREFERRED
    by_topic = {Topic.PREFERRED: Priority.PREFERRED, Topic.BONUS: Priority.BONUS}
    return by_topic.get(topic, Priority.REQUIRED)


def kind_of(text: str) -> Kind:
    """What a requirement asks for; the order of the tests is the vocabulary's."""
    tooled = tools().search(text) is not None or tool_signs().search(text) is not None
    for name in vocabulary()["kind"]:
        if name == "education" and (years_min(text) is not None and degree_of(text) is None):
            continue
        if (
            name == "certification"
            and tooled
            and not re.search(r"certif|licen", text, re.IGNORECASE)
        ):
            continue
        if name == "trait" and (tooled or years_min(text) is not None):
            continue
        if name == "experience" and tooled and not _is_lived(text):
            return Kind.TOOL
        if patterns("kind", name).search(text):
            return Kind(name)
    return Kind.TOOL if tooled else Kind.SKILL


def _is_lived(text: str) -> bool:
    """Years, or things done, weigh more than the tool they were done with."""
    return years_min(text) is not None


def years_min(text: str) -> float | None:
    """The least number of years asked for: `5-7 years` is 5, `eighteen months` is 1.5."""
    words = number_words()
    forms = (_YEARS, _YEARS_OF_THOSE)
    for found in chain.from_iterable(_years_pattern(form).finditer(text) for form in forms):
        low = found["low"].lower()
        value = float(words[low]) if low in words else float(low)
        if value <= _MOST_YEARS:
            in_months = (found.groupdict().get("unit") or "").lower().startswith("month")
            return value / _MONTHS_IN_YEAR if in_months else value
    return None


@cache
def _years_pattern(form: str) -> re.Pattern[str]:
    options = "|".join(sorted(number_words(), key=len, reverse=True))
    return re.compile(form.replace("WORDS", options), re.IGNORECASE)


def degree_of(text: str) -> Degree | None:
    """The lowest level of education that satisfies."""
    text = patterns("degrees", "other").sub(" ", text)
    named = degrees_asked(text)
    if named:
        return named[0]
    return Degree.BACHELOR if patterns("degrees", "bare").search(text) else None


def allows_equivalent(text: str) -> bool:
    """Whether the text itself allows another way to satisfy it."""
    text = patterns("equivalents", "not_routes").sub(" ", text)
    return patterns("equivalents", "routes").search(text) is not None


def names_in(text: str) -> tuple[str, ...]:
    """Certificates, tools, languages and licences named, as written, in order, each once."""
    found: dict[int, str] = {}
    for pattern in (any_credential(), tools(), language_names()):
        for match in pattern.finditer(text):
            found.setdefault(match.start(), match.group())
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def part_of(requirement: Requirement, number: int, span: Span) -> Requirement:
    """A part of a requirement as one of its own: its words say what it asks.

    Args:
        requirement: Whose priority it has.
        number: Which part, from 1.
        span: Its words.
    """
    kind = kind_of(span.text)
    return replace(
        requirement,
        id=f"{requirement.id}.{number}",
        text=span.text,
        start=span.start,
        end=span.end,
        kind=kind,
        years_min=years_min(span.text),
        degree=degree_of(span.text) if kind in SCHOOLED else None,
        names=names_in(span.text),
        any_of=(),
        all_of=(),
    )
