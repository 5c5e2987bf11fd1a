"""The sections that headings name, in the languages that headings.toml lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from fitscore.text.vocabulary import load

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST_WORDS = 6
_UNPAID = ("volun", "extracurr", "extra-curr", "communit")


def section_named(text: str) -> str | None:
    """The section that a text names, if it is made of the words of a heading; any case.

    Letters typed apart (`E X P E R I E N C E`) are read as the words they spell.
    """
    words = _WORD.findall(_closed_up(text).lower().replace("’", "'"))
    return _section_of(tuple(words)) if 1 <= len(words) <= _MOST_WORDS else None


def is_heading(words: Sequence[str]) -> bool:
    """Whether words in lower case are those of a heading, the neutral ones included."""
    neutral = load("resume/headings.toml")["en"]["neutral"]
    return _section_of(tuple(words)) is not None or all(word in neutral for word in words)


def _closed_up(text: str) -> str:
    """A text typed letter by letter as words; two blanks or more part them."""
    letters = text.split()
    if len(letters) < 4 or any(len(letter) > 1 for letter in letters):
        return text
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", text.strip()))


@cache
def _section_of(words: tuple[str, ...]) -> str | None:
    found = (_in_language(words, language) for language in load("resume/headings.toml"))
    return next((section for section in found if section), None)


def _in_language(words: tuple[str, ...], language: str) -> str | None:
    phrases, owners, neutral = _tables(language)
    phrase = " ".join(words)
    if phrase in phrases:
        return phrases[phrase]
    known = {owners[word] for word in words if word in owners}
    if not known or any(word not in owners and word not in neutral for word in words):
        return None
    if "experience" in known and not any(word.startswith(_UNPAID) for word in words):
        return "experience"
    if "work" in words and "history" in words:
        return "experience"
    order = [name for name in load("resume/headings.toml")[language]["sections"] if name in known]
    first: str = next((name for name in order if name != "experience"), order[0])
    return first


@cache
def _tables(language: str) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Whole phrases and single words, each with its section, and the neutral words."""
    table = load("resume/headings.toml")[language]
    pairs = [(entry, name) for name, entries in table["sections"].items() for entry in entries]
    phrases = dict(reversed(pairs))
    owners = {entry: name for entry, name in phrases.items() if " " not in entry}
    return phrases, owners, frozenset(table["neutral"])
