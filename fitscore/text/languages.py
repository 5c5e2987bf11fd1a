"""The language of a text, and the names of languages."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import any_word, load

_LEAST_WORDS = 20
# A fifth of English words are of those listed, and next to none of any other language.
_ENGLISH_SHARE = 0.08


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None below twenty words."""
    words = text.lower().split()
    if len(words) < _LEAST_WORDS:
        return None
    # The library takes most of a second to load its tables, and nearly all text is English.
    english = set(load("text/words.toml")["english"]["words"])
    if sum(word in english for word in words) > _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    code, _ = py3langid.classify(" ".join(words[:600]))
    return str(code)


@cache
def language_names() -> re.Pattern[str]:
    """Names of human languages."""
    return any_word(tuple(load("text/trade.toml")["languages"]["names"]))


def code_of(name: str) -> str | None:
    """ISO 639-1 code of a language by its English name, of those that texts are read in."""
    codes: dict[str, str] = load("text/trade.toml")["languages"]["codes"]
    return codes.get(name.lower())


def level_of(text: str) -> str | None:
    """The level of a language that a text says, the highest: `native` or of the CEFR scale."""
    return next((level for level, pattern in _levels() if pattern.search(text)), None)


@cache
def _levels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = load("text/language_levels.toml")["levels"]
    return tuple((name, re.compile("|".join(said), re.IGNORECASE)) for name, said in table.items())
