"""What the wording of a text says: leading, money, numbers, a field of study."""

from __future__ import annotations

import re

_LEADING = re.compile(
    r"\b(?:manag\w+|supervis\w+|led|lead\w*|direct\w+|oversee\w*|oversaw|head\w*|coach\w+|mentor\w+"
    r"|train\w+|hir\w+|staff|team)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\$|£|€|\bmillion|budget", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_FIELD = re.compile(r"\b(?:in|of)\s+\w+", re.IGNORECASE)


def speaks_of_leading(text: str) -> bool:
    """People led, trained or hired."""
    return bool(_LEADING.search(text))


def speaks_of_money(text: str) -> bool:
    """A budget or a sum."""
    return bool(_MONEY.search(text))


def has_number(text: str) -> bool:
    """Any digit: people who measured their work say how much."""
    return bool(_NUMBER.search(text))


def names_field(text: str) -> bool:
    """A field is asked, not a level alone: `a degree in nursing`."""
    return bool(_FIELD.search(text))
