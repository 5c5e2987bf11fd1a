"""Names of places."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import any_phrase, load

_TOWN_NAME = r"[A-Z][\w.'’-]{0,60}(?: [A-Z][\w.'’-]{0,60}){0,2}"
_ANY_PLACE = re.compile(r"^[A-Z][\w.'’ -]+,\s*[A-Z][\w. ]*$")


def find_town(text: str) -> str | None:
    """A town with its state, province or country, wherever it stands: `Bath, UK`."""
    found = _town().search(text)
    return found.group() if found else None


@cache
def _town() -> re.Pattern[str]:
    regions = any_phrase(load("text/trade.toml")["places"]["regions"])
    return re.compile(rf"\b{_TOWN_NAME}, (?:{regions})(?![\w])")


def looks_like_place(text: str) -> bool:
    """Whether a text is set as a place is, its words unknown: `Wexmoor, Somewhere`."""
    return _ANY_PLACE.match(text) is not None
