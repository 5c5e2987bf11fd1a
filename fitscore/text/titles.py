"""Job titles, told from the names of employers by their words."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def is_title(text: str) -> bool:
    """Whether a text reads as a job title: it has a word that titles end in."""
    return title_score(text) > 0


def title_score(text: str) -> int:
    """How much a text reads as a title (above 0) rather than an employer (below 0)."""
    employers = sum(word in _employer_words() for word in _words(text))
    return 2 * names_title(text) - employers


def names_employer(text: str) -> bool:
    """Whether a word of a text is one that employers are named by."""
    return any(word in _employer_words() for word in _words(text))


def names_title(text: str, *, plural: bool = True) -> bool:
    """Whether a word of a text is one that job titles end in.

    Args:
        text: Any.
        plural: Also in the plural, which names of employers are in as well (`Redbird Builders`).
    """
    words = _words(text)
    singular = (word.removesuffix("s") for word in words) if plural else ()
    return not _title_nouns().isdisjoint({*words, *singular})


def _words(text: str) -> list[str]:
    return [word.lower().strip(".'’") for word in _WORD.findall(text)]


@cache
def _title_nouns() -> frozenset[str]:
    return frozenset(load("text/trade.toml")["titles"]["nouns"])


@cache
def _employer_words() -> frozenset[str]:
    return frozenset(load("text/trade.toml")["employers"]["words"])
