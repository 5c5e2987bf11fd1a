"""What a requirement asks for in numbers and names: years, degree, equivalents, names.

They bind, so they are read by grammar, in the language of the posting; what is a matter of
judgement (priority, kind) the trained reader says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from fitscore.posting.lexicon import (
    DEFAULT,
    any_option,
    joining_words,
    known,
    languages,
)
from fitscore.posting.words import tools
from fitscore.text.credentials import any_credential
from fitscore.text.degrees import degrees_asked
from fitscore.text.languages import language_names
from fitscore.text.vocabulary import any_phrase
from fitscore.types import Degree, Kind, Priority, Requirement, Span

_DIGITS = r"\d+(?:[.,]\d+)?"
_MOST_YEARS = 40
_MONTHS_IN_YEAR = 12
_SLASH = re.compile(r"(?<![\w.])([\w.]++)\s*/\s*([\w.]+)")


def years_min(text: str, language: str | None = DEFAULT) -> float | None:
    """The least number of years asked for: `5-7 years` is 5, `eighteen months` is 1.5.

    An age, an upper bound, a window of time (`in the last 5 years`) and the length of something
    else (`a 2 year contract`) are not years asked for.
    """
    grammar = _grammar(known(language))
    if grammar.aged.search(text):
        return None
    within = [found.span() for found in grammar.within.finditer(text)]
    within += [found.span() for found in grammar.length.finditer(text)]
    for found in grammar.years.finditer(text):
        if any(a < found.end() and found.start() < b for a, b in within):
            continue
        value = grammar.value(found)
        if value is not None and value <= _MOST_YEARS:
            return value
    return None


def years_within(text: str, language: str | None = DEFAULT) -> float | None:
    """How many of the last years something must have been done in, or None."""
    grammar = _grammar(known(language))
    found = grammar.within.search(text)
    return grammar.value(found) if found else None


def durations_in(text: str, language: str | None = DEFAULT) -> list[tuple[int, int, float]]:
    """Lengths of time in a text, `six years`, `18 months`: where each stands, and its years."""
    grammar = _grammar(known(language))
    found = ((each, grammar.value(each)) for each in grammar.years.finditer(text))
    return [
        (each.start(), each.end(), value)
        for each, value in found
        if value is not None and value <= _MOST_YEARS
    ]


class _Grammar:
    """How years are written in one language; digits are the same in all."""

    def __init__(self, table: dict[str, object]) -> None:
        years: dict[str, list[str]] = table["years"]  # type: ignore[assignment]
        numbers: dict[str, int] = table["numbers"]  # type: ignore[assignment]
        self._numbers = {name.lower(): float(value) for name, value in numbers.items()}
        self._months = set(years["months"])
        number = rf"(?:{_DIGITS}|{any_phrase(numbers)})"
        units = any_phrase(years["units"])
        joins = any_phrase(years["joins"])
        upper = "".join(rf"(?<!{re.escape(word)} )" for word in years["most"])
        lower = "|".join(rf"(?<={re.escape(word)} )" for word in years["least"])
        before = rf"(?:{lower}|{upper})"
        behind = any_phrase(years["not_worked"])
        self.years = re.compile(
            rf"(?<![\w.$€£-]){before}(?P<low>{number})\s*(?:\(\s*{_DIGITS}\s*\)\s*)?"
            rf"(?:\+|plus\b|{any_phrase(years['open'])})?\s*"
            rf"(?:(?:-|–|—|/|{joins})\s*{number}\s*(?:\(\s*\d+\s*\)\s*)?\+?\s*)?"
            rf"(?:(?:{any_phrase(years['between'])})\s+)*[-–]?\s*(?P<unit>{units})(?-i:(?![a-zà-ÿ\d_]))"
            rf"(?![-'’]?\s*(?:{behind}))",
            re.IGNORECASE,
        )
        self.within = _either(years["within"], number)
        self.length = _either(years["length"], number)
        self.aged = _either(years["aged"], number)

    def value(self, found: re.Match[str]) -> float | None:
        """In years."""
        # A pattern of several options numbers its groups: `low1`, `unit2`.
        groups = {
            name.rstrip("0123456789"): part for name, part in found.groupdict().items() if part
        }
        low = groups["low"].lower()
        low = re.sub(r"\s+", " ", low)
        value = self._numbers[low] if low in self._numbers else float(low.replace(",", "."))
        unit = groups.get("unit", "").lower()
        if unit.startswith("decade"):
            return 10 * value
        return value / _MONTHS_IN_YEAR if unit in self._months else value


@cache
def _grammar(language: str) -> _Grammar:
    return _Grammar(languages()[language])


def _either(options: Iterable[str], number: str) -> re.Pattern[str]:
    """Any of some patterns, in which NUMBER stands for a number; nothing where there are none."""
    return re.compile(any_option(options).replace("NUMBER", number), re.IGNORECASE)


def degree_of(text: str, language: str | None = DEFAULT) -> Degree | None:
    """The lowest level of education that satisfies."""
    patterns = _degrees(known(language))
    text = patterns["other"].sub(" ", text) if "other" in patterns else text
    named = [degree for degree in Degree if degree in patterns and patterns[degree].search(text)]
    named = sorted({*named, *degrees_asked(text)}, key=lambda degree: degree.level)
    if named:
        return named[0]
    bare = patterns.get("bare")
    return Degree.BACHELOR if bare is not None and bare.search(text) else None


@cache
def _degrees(language: str) -> dict[str, re.Pattern[str]]:
    tables = languages()[language]["degrees"]
    return {
        name: re.compile(any_option(options), re.IGNORECASE) for name, options in tables.items()
    }


def allows_equivalent(text: str, language: str | None = DEFAULT) -> bool:
    """Whether the text itself allows another way to satisfy it."""
    text = _cue(known(language), "no_equivalent").sub(" ", text)
    return _cue(known(language), "equivalent").search(text) is not None


def names_alternatives(text: str, language: str | None = DEFAULT) -> bool:
    """Whether an `or` stands in it, or a slash between two degrees or certificates.

    `or more` is no alternative.
    """
    if _alternative(known(language)).search(text):
        return True
    return any(
        all(degree_of(name, language) or any_credential().search(name) for name in found.groups())
        for found in _SLASH.finditer(text)
    )


@cache
def _alternative(language: str) -> re.Pattern[str]:
    words = joining_words(language, "or")
    behind = any_phrase(option.split()[-1] for option in languages()[language]["years"]["open"])
    return re.compile(rf"\b(?:{words})\b(?!\s+(?:{behind})\b)", re.IGNORECASE)


def only_modifies(text: str, language: str | None = DEFAULT) -> bool:
    """Whether a clause asks nothing and allows another way to satisfy what other clauses ask."""
    found = _cue(known(language), "modifier").search(text)
    return found is not None and degree_of(text[: found.start()], language) is None


def is_not_asked(text: str, language: str | None = DEFAULT) -> bool:
    """Whether it says that something is not asked (`No degree required`)."""
    return _cue(known(language), "not_asked").search(text) is not None


def shuts_out(text: str, language: str | None = DEFAULT) -> bool:
    """Whether it says who will not be taken (`no visa sponsorship`), which no résumé answers."""
    return _cue(known(language), "exclusion").search(text) is not None


def stated_priority(text: str, language: str | None = DEFAULT) -> Priority | None:
    """The priority that a requirement's own words state, whatever its heading says."""
    for priority in (Priority.BONUS, Priority.REQUIRED, Priority.PREFERRED):
        if _cue(known(language), priority.value).search(text):
            return priority
    return None


@cache
def _cue(language: str, name: str) -> re.Pattern[str]:
    return re.compile(any_option(languages()[language]["cues"][name]), re.IGNORECASE)


@cache
def priority_below(heading: str, language: str | None = DEFAULT) -> Priority | None:
    """The priority that a heading gives what stands beneath it, by the phrases it holds.

    A bonus or preferred phrase wins over a plain one (`Preferred Qualifications`), then a longer.
    """
    best: tuple[bool, int] = (False, 0)
    found = None
    for priority, pattern in _headings_of(known(language)).items():
        for phrase in pattern.finditer(heading.replace("’", "'")):
            rank = (priority is not Priority.REQUIRED, len(phrase.group()))
            if rank > best:
                best, found = rank, priority
    return found


@cache
def _headings_of(language: str) -> dict[Priority, re.Pattern[str]]:
    tables = [languages()[code]["headings"] for code in dict.fromkeys((DEFAULT, language))]
    names = {
        Priority.REQUIRED: "requirement",
        Priority.PREFERRED: "preferred",
        Priority.BONUS: "bonus",
    }
    found = {}
    for priority, name in names.items():
        phrases = any_phrase({phrase for table in tables for phrase in table[name]})
        found[priority] = re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE)
    return found


def names_in(text: str) -> tuple[str, ...]:
    """Certificates, tools, languages and licences named, as written, in order, each once."""
    found: dict[int, str] = {}
    for pattern in (any_credential(), tools(), language_names()):
        for match in pattern.finditer(text):
            found.setdefault(match.start(), match.group())
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def part_of(
    requirement: Requirement, number: int, span: Span, language: str | None = DEFAULT
) -> Requirement:
    """A part of a requirement as one of its own: its words say what it asks.

    Args:
        requirement: Whose priority it has, and whose kind where its words say none.
        number: Which part, from 1.
        span: Its words.
        language: That of the posting.
    """
    years, degree = years_min(span.text, language), degree_of(span.text, language)
    return replace(
        requirement,
        id=f"{requirement.id}.{number}",
        text=span.text,
        start=span.start,
        end=span.end,
        kind=_kind_of_part(span.text, years, degree) or requirement.kind,
        years_min=years,
        years_within=years_within(span.text, language),
        degree=degree,
        names=names_in(span.text),
        any_of=(),
        all_of=(),
    )


def _kind_of_part(text: str, years: float | None, degree: Degree | None) -> Kind | None:
    named = (
        (Kind.EDUCATION, degree is not None),
        (Kind.EXPERIENCE, years is not None),
        (Kind.CERTIFICATION, any_credential().search(text) is not None),
        (Kind.TOOL, tools().search(text) is not None),
        (Kind.LANGUAGE, language_names().search(text) is not None),
    )
    return next((kind for kind, is_it in named if is_it), None)
