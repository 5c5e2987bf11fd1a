"""The posting vocabulary as compiled patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from fitscore.text.vocabulary import any_word, load


@cache
def vocabulary() -> dict[str, Any]:
    """The word list of this package."""
    return load("posting/vocabulary.toml")


@cache
def patterns(table: str, key: str) -> re.Pattern[str]:
    """All patterns of one list as one; `LANGUAGE` in them stands for any known language."""
    languages = "|".join(load("text/trade.toml")["languages"]["names"])
    options = [option.replace("LANGUAGE", languages) for option in vocabulary()[table][key]]
    return re.compile("|".join(f"(?:{option})" for option in options), re.IGNORECASE)


@cache
def ask_head() -> re.Pattern[str]:
    """What an ask begins with, at the place it is matched at."""
    options = vocabulary()["asks"]["heads"]
    return re.compile("|".join(f"(?:{option})" for option in options), re.IGNORECASE)


@cache
def tools() -> re.Pattern[str]:
    """Names of tools; those that are also plain words only as they are written."""
    names: list[str] = load("text/trade.toml")["tools"]["names"]
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(re.escape(name) for name in ordered)})(?![\w+#])")


@cache
def tool_signs() -> re.Pattern[str]:
    """Words that make an ask one for a tool."""
    return any_word(tuple(load("text/trade.toml")["tools"]["signs"]))


@cache
def language_names() -> re.Pattern[str]:
    """Names of human languages."""
    return any_word(tuple(load("text/trade.toml")["languages"]["names"]))


@cache
def number_words() -> dict[str, int]:
    """Numbers written as words."""
    return dict(vocabulary()["numbers"])
