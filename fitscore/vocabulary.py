"""The word lists that ship with fitscore, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """One word list by its path inside the package, such as `resume/vocabulary.toml`."""
    return tomllib.loads(files("fitscore").joinpath(name).read_text(encoding="utf-8"))


@cache
def any_word(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words, longest first, any case.

    A short all-capital name (`CIA`, `RN`) is matched in capitals only: in lower case it is a
    word or a part of one.
    """
    ordered = sorted(phrases, key=len, reverse=True)
    options = "|".join(_option(phrase) for phrase in ordered)
    return re.compile(rf"(?<![\w]){'(?:' + options + ')'}(?![\w])")


def _option(phrase: str) -> str:
    pattern = r"\s+".join(re.escape(word) for word in phrase.split())
    pattern = pattern.replace("'", "['’]")
    capitals = phrase.isupper() and len(phrase) <= 4
    return pattern if capitals else f"(?i:{pattern})"


@cache
def credentials() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Known certificates: the short name and the pattern of all its names."""
    return tuple((names[0], pattern) for names, pattern in credential_phrases())


@cache
def credential_phrases() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Known certificates: all names, the short one first, and their pattern."""
    entries = map(tuple, load("credentials.toml")["credentials"])
    return tuple((names, any_word(names)) for names in entries)


@cache
def any_credential() -> re.Pattern[str]:
    """A pattern that finds any name of any known certificate."""
    entries = load("credentials.toml")["credentials"]
    return any_word(tuple(name for names in entries for name in names))


@cache
def degrees() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Levels of education, highest first, with the pattern of their names."""
    levels = load("trade.toml")["degrees"]
    return tuple((level, _degree_pattern(tuple(names))) for level, names in levels.items())


def _degree_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Abbreviations (`B.A`, `BS`) in capitals, with or without stops; words in any case."""
    options = []
    for name in sorted(names, key=len, reverse=True):
        if "." in name or len(name) <= 3:
            stops = r"\.?\s?".join(re.escape(c) for c in name.replace(".", "").upper() if c != " ")
            short = name.replace(".", "").replace(" ", "")
            options.append(_abbreviation(name, stops, short))
        else:
            options.append(f"(?i:{re.escape(name)})".replace("'", "['’]"))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(options)})(?![\w])\.?")


def _abbreviation(name: str, stops: str, short: str) -> str:
    if " " in name:  # `ms in`: the short form only counts before a field
        first, *rest = name.split()
        return rf"{re.escape(first.upper())}\s+(?i:{' '.join(rest)})"
    mixed = {"phd": "Ph", "edd": "Ed", "psyd": "Psy", "pharmd": "Pharm"}.get(short)
    if mixed:
        return rf"(?i:{re.escape(mixed)}\.?\s?D)"
    if len(short) > 2:
        return rf"(?i:{re.escape(name)})|{stops}"
    return stops
