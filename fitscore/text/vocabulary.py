"""The word lists that ship with fitscore, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """One word list by its path inside the package, such as `resume/vocabulary.toml`."""
    return tomllib.loads(files("fitscore").joinpath(name).read_text(encoding="utf-8"))


def any_phrase(phrases: Iterable[str]) -> str:
    """A regular expression for any of some phrases as they stand, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda phrase: (-len(phrase), phrase))))


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
