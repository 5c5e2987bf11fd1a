"""Known certificates, licences and designations, under all the names they go by."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import any_word, load


@cache
def credentials() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Known certificates: the short name and the pattern of all its names."""
    return tuple((names[0], pattern) for names, pattern in credential_phrases())


@cache
def credential_phrases() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Known certificates: all names, the short one first, and their pattern."""
    entries = map(tuple, load("text/credentials.toml")["credentials"])
    return tuple((names, any_word(names)) for names in entries)


def is_known_credential(name: str) -> bool:
    """Whether a name is one of a known certificate, all of whose names are known then."""
    return any(pattern.fullmatch(name) for _, pattern in credential_phrases())


@cache
def any_credential() -> re.Pattern[str]:
    """A pattern that finds any name of any known certificate."""
    entries = load("text/credentials.toml")["credentials"]
    return any_word(tuple(name for names in entries for name in names))
