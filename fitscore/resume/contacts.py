"""E-mail addresses, telephone numbers and links, as patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from fitscore.text.vocabulary import any_phrase, load

# A word run on to the address begins with a capital: `ines@example.comPhone`. Lengths are those of
# RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4: a word of any length is looked at once.
EMAIL = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}?\.(?:[a-z]{2,24}|[A-Z]{2,24}|[A-Z][a-z]{1,23})(?![a-z]|\.[a-z])"
)
PHONE = re.compile(r"(?:(?<![\w/+])|(?<=[A-Za-z]:))\+?\(?\d[\d ().–-]{7,17}\d(?![\w/])")
_LOCAL_PHONE = re.compile(r"(?<![\w/-])\d{3}[-. ]\d{4}(?![\w/-])")  # only among contacts
_PERIOD = re.compile(r"\b(?:19|20)\d\d\s?[–-]\s?(?:19|20)\d\d\b")
_DAY = re.compile(r"(?<!\d)[0-3]?\d[.-][01]?\d[.-](?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ ().–-]*)+")


def find_phone(text: str) -> str | None:
    """The first telephone number of a text that holds contacts."""
    numbers = (found.group() for found in PHONE.finditer(text) if is_phone(found.group()))
    local = _LOCAL_PHONE.search(text)
    number = next(numbers, None) or (local and local.group())
    return number.strip() if number else None


def is_phone(text: str) -> bool:
    """Whether digits are as many as a number has, and no dates."""
    dates = _YEARS.fullmatch(text.strip()) or _PERIOD.search(text) or _DAY.search(text)
    return 10 <= sum(c.isdigit() for c in text) <= 13 and not dates


@cache
def link() -> re.Pattern[str]:
    """A site of one's own or a profile; the bare name of a company (`Monster.com`) is none."""
    sites = any_phrase(identity_words()["sites"])
    return re.compile(
        rf"(?:\b[a-z]{{1,20}}:// ?|\bwww\.)\S+|\b(?:{sites})(?:\.com)?/\S+"
        rf"|\b[\w-]{{1,63}}\.(?:{_domains()})/\S*",
        re.IGNORECASE,
    )


def _domains() -> str:
    return any_phrase(identity_words()["domains"])


def identity_words() -> dict[str, Any]:
    """The words by which a person is told."""
    words: dict[str, Any] = load("resume/vocabulary.toml")["identity"]
    return words
