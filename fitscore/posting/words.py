"""Names of tools and of languages, as patterns."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import any_word, load


@cache
def tools() -> re.Pattern[str]:
    """Names of tools; those that are also plain words only as they are written."""
    names: list[str] = load("text/trade.toml")["tools"]["names"]
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(re.escape(name) for name in ordered)})(?![\w+#])")


@cache
def language_names() -> re.Pattern[str]:
    """Names of human languages."""
    return any_word(tuple(load("text/trade.toml")["languages"]["names"]))
