"""What the wording of a text says: leading, money, numbers, a field of study."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load

_NUMBER = re.compile(r"\d")
_BETWEEN_ITEMS = re.compile(r"[,;|•·/]+")
_LEAST_ITEMS, _LONGEST_ITEM = 4, 2.5  # words, on average
_FIELD = re.compile(r"\b(?:in|of)\s+\w+", re.IGNORECASE)


def speaks_of_leading(text: str) -> bool:
    """People led, trained or hired."""
    return bool(_words("leading").search(text))


def speaks_of_money(text: str) -> bool:
    """A budget or a sum."""
    return bool(_pattern("money").search(text))


def has_number(text: str) -> bool:
    """Any digit: people who measured their work say how much."""
    return bool(_NUMBER.search(text))


def tells_of_work(text: str) -> bool:
    """Something was done: `managed`, `led`."""
    return bool(_words("done").search(text))


def lists_keywords(text: str) -> bool:
    """Many short items with commas or the like between them."""
    items = [item for item in _BETWEEN_ITEMS.split(text) if item.strip()]
    return len(items) >= _LEAST_ITEMS and len(text.split()) <= _LONGEST_ITEM * len(items)


def names_field(text: str) -> bool:
    """A field is asked, not a level alone: `a degree in nursing`."""
    return bool(_FIELD.search(text))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load("text/words.toml")["wording"][name]), re.IGNORECASE)


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_pattern(name).pattern})\b", re.IGNORECASE)
