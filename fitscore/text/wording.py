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
# Work that was done: a regular past, or an irregular one that often begins a statement.
_DONE = re.compile(
    r"\b(?:\w{2,}ed|led|ran|built|wrote|taught|grew|held|kept|made|oversaw|sold|spoke|won|brought"
    r"|drove|gave|met|set up|took|drew|dealt|cut|chaired)\b",
    re.IGNORECASE,
)
_BETWEEN_ITEMS = re.compile(r"[,;|•·/]+")
_LEAST_ITEMS, _LONGEST_ITEM = 4, 2.5  # words, on average
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


def tells_of_work(text: str) -> bool:
    """Something was done: `managed`, `led`."""
    return bool(_DONE.search(text))


def lists_keywords(text: str) -> bool:
    """Many short items with commas or the like between them."""
    items = [item for item in _BETWEEN_ITEMS.split(text) if item.strip()]
    return len(items) >= _LEAST_ITEMS and len(text.split()) <= _LONGEST_ITEM * len(items)


def names_field(text: str) -> bool:
    """A field is asked, not a level alone: `a degree in nursing`."""
    return bool(_FIELD.search(text))
