"""Names of places, told from those of employers and schools."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import any_phrase, load

_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'’-]*|(?:St|Ste|Ft|Mt|Pt)\.)"
_TOWN_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}"
_ANY_PLACE = re.compile(r"^[A-Z][\w.'’ -]+,\s*[A-Z][\w. ]*$")
_TOWN = rf"{_WORD}(?:\s+(?:(?:of|the|de|la|sur|upon)\s+)?{_WORD}){{0,3}}"


@cache
def _region() -> str:
    """A state, a province or a country, with the post code or the country behind it."""
    words = load("text/trade.toml")["places"]
    regions = any_phrase(words["regions"])
    countries = any_phrase(words["countries"])
    named = rf"(?:{regions}|(?i:{countries}))(?!\w)"
    return rf"{named}(?:\s+\d{{5}}(?:-\d{{4}})?)?(?:\s*,\s*(?i:{countries})(?!\w))?"


# What anonymised résumés and templates print in place of a town.
_UNSAID = r"City(?:\s*,?\s*(?:State|Province|ST))?"


@cache
def _place() -> re.Pattern[str]:
    town = rf"(?:{_TOWN}\s*,\s*)?{_region()}"
    return re.compile(rf"{town}|{_UNSAID}|State|(?i:remote|hybrid|on-?site)")


@cache
def _tail() -> re.Pattern[str]:
    town = rf"(?:[,;.]|\s[–—|-])\s*(?:{_TOWN}\s*,\s*)?{_region()}"
    return re.compile(rf"(?<=[\w.])(?:{town}|[\s,]+{_UNSAID})[\s,.]*$")


def is_place(text: str) -> bool:
    """Whether a text is a place and nothing else: `Austin, TX`, `Pune, India`, `Remote`."""
    return _place().fullmatch(text.strip(" ,.;()")) is not None


def without_place(text: str) -> str:
    """A name without the place behind it: `City of Bath, Bath, UK` is `City of Bath`."""
    return _tail().sub("", text).strip(" ,;")


def find_town(text: str) -> str | None:
    """A town with its state, province or country, wherever it stands: `Bath, UK`."""
    found = _town().search(text)
    return found.group() if found else None


@cache
def _town() -> re.Pattern[str]:
    regions = "|".join(map(re.escape, load("text/trade.toml")["places"]["regions"]))
    return re.compile(rf"\b{_TOWN_NAME}, (?:{regions})(?![\w])")


def looks_like_place(text: str) -> bool:
    """Whether a text is set as a place is, its words unknown: `Wexmoor, Somewhere`."""
    return _ANY_PLACE.match(text) is not None
