"""Levels of education and how they are written."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load
from fitscore.text.words import tokens_of
from fitscore.types import Degree

_LONGEST_ABBREVIATION = 3  # letters
_LONG_FORMS = {"phd": "Ph", "edd": "Ed", "psyd": "Psy", "pharmd": "Pharm"}


_IN_WORDS = {
    Degree.HIGH_SCHOOL: "high school diploma",
    Degree.ASSOCIATE: "associate degree",
    Degree.BACHELOR: "bachelor's degree",
    Degree.MASTER: "master's degree",
    Degree.DOCTORATE: "doctorate",
}


def degree_in_words(degree: Degree, before: str = "a") -> str:
    """`a bachelor's degree`, `an associate degree`, `your doctorate`."""
    words = _IN_WORDS[degree]
    before = "an" if before == "a" and words[0] in "aeiou" else before
    return f"{before} {words}"


def degrees_held(text: str) -> list[Degree]:
    """The levels that an entry of a résumé's education names, the lowest first.

    A name inside a longer one tells nothing: an International Baccalaureate is no baccalaureate.
    """
    found = [(m.span(), degree) for degree, p in held_patterns() for m in p.finditer(text)]
    longest = {
        degree
        for (start, end), degree in found
        if not any(a <= start and end <= b and end - start < b - a for (a, b), _ in found)
    }
    return sorted(longest, key=list(Degree).index)


def degrees_asked(text: str) -> list[Degree]:
    """The levels that an ask of a posting names, the lowest first."""
    return [degree for degree, pattern in reversed(_asked_patterns()) if pattern.search(text)]


@cache
def degree_words() -> frozenset[str]:
    """The words that names of degrees consist of."""
    return frozenset(
        tokens_of(
            " ".join(name for _, table in _levels() for name in table["names"] + table["held"])
        )
    )


@cache
def held_patterns() -> tuple[tuple[Degree, re.Pattern[str]], ...]:
    """Levels of education, the highest first, with what names them in a résumé."""
    return tuple(
        (degree, re.compile("|".join([*_in_any_case(table["written"]), _any_name(held)])))
        for degree, table in _levels()
        for held in [[*table["names"], *table["held"]]]
    )


@cache
def _asked_patterns() -> tuple[tuple[Degree, re.Pattern[str]], ...]:
    return tuple(
        (
            degree,
            re.compile("|".join([_any_name(table["names"]), *_in_any_case(table["asked"])])),
        )
        for degree, table in _levels()
    )


def _in_any_case(patterns: list[str]) -> list[str]:
    return [f"(?i:{pattern})" for pattern in patterns]


def _levels() -> list[tuple[Degree, dict[str, list[str]]]]:
    tables = load("text/degrees.toml")
    return [(degree, tables[degree.value]) for degree in reversed(Degree)]


def _any_name(names: list[str]) -> str:
    """Abbreviations (`B.A`, `BS`) in capitals, with or without stops; the rest in any case."""
    options = []
    for name in sorted(names, key=len, reverse=True):
        if "." in name or len(name) <= _LONGEST_ABBREVIATION:
            options.append(_abbreviation(name))
        else:
            options.append(f"(?i:{re.escape(name)})".replace("'", "['’]"))
    return rf"(?<![\w.])(?:{'|'.join(options)})(?![\w])\.?"


def _abbreviation(name: str) -> str:
    stops = r"\.?\s?".join(re.escape(c) for c in name.replace(".", "").upper() if c != " ")
    short = name.replace(".", "").replace(" ", "")
    if " " in name:  # `ms in`: the short form only counts before a field
        first, *rest = name.split()
        return rf"{re.escape(first.upper())}\s+(?i:{' '.join(rest)})"
    if short in _LONG_FORMS:
        return rf"(?i:{re.escape(_LONG_FORMS[short])}\.?\s?D)"
    if len(short) >= _LONGEST_ABBREVIATION:
        return rf"(?i:{re.escape(name)})|{stops}"
    return stops
