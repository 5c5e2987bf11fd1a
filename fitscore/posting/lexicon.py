"""How postings are written in each language: phrases and patterns, one file a language.

A file in `fitscore/posting/languages`, named by the ISO 639-1 code, makes a language known: its
headings and openers are features of the reader, its numbers, years and degrees are read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from fitscore.text.vocabulary import any_phrase

_FOLDER = "posting/languages"
DEFAULT = "en"
# The features that a language's file gives the words of a posting: of all its rows, those without
# which postings of sources that the reader has not seen are read worse.
LEXICON = ("heading_requirement", "heading_preferred", "cue_opener")


@cache
def languages() -> dict[str, dict[str, Any]]:
    """All that is known of each language, by its code; English first."""
    folder = files("fitscore").joinpath(_FOLDER)
    tables = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return dict(sorted(tables.items(), key=lambda item: (item[0] != DEFAULT, item[0])))


def known(language: str | None) -> str:
    """A language that is known: the one given, or English."""
    return language if language in languages() else DEFAULT


def any_option(options: Iterable[str]) -> str:
    """A regular expression for any of some; for nothing where there are none."""
    return "|".join(f"(?:{option})" for option in options) or r"(?!)"


@cache
def joining_words(language: str, *names: str) -> str:
    """A regular expression for the words that join two asks: those of `or`, `and` or `who`."""
    joins = languages()[language]["joins"]
    return any_phrase(word for name in names for word in joins[name])


@cache
def lexicon_of(language: str | None) -> tuple[re.Pattern[str], ...]:
    """What shows each feature of `LEXICON`, in a language and in English, which is in many."""
    tables = [languages()[code] for code in dict.fromkeys((DEFAULT, known(language)))]
    return (
        *(
            _heading({phrase for table in tables for phrase in table["headings"][name]})
            for name in ("requirement", "preferred")
        ),
        _opener(option for table in tables for option in table["cues"]["opener"]),
    )


def _opener(options: Iterable[str]) -> re.Pattern[str]:
    """Any of the openers, where an ask may begin: behind a break, a mark or a joining word."""
    before = r"(?:(?<=[\n.:;,•*>–-]\s)|(?<=\n)|(?<=\A)|(?<=\band )|(?<=\bet )|(?<=\bund ))"
    return re.compile(rf"{before}(?:{any_option(options)})", re.IGNORECASE | re.MULTILINE)


def _heading(phrases: set[str]) -> re.Pattern[str]:
    """Any of the phrases, where it begins with a capital."""
    options = any_phrase(phrases).replace("'", "['’]")
    # The words may be glued to those before (`ownershipRequirements`) and behind them.
    return re.compile(rf"(?<![A-Z])(?=[A-ZÀ-Þ])(?i:{options})(?![a-zà-ÿ])")
