"""Names of tools, as a pattern."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load


@cache
def tools() -> re.Pattern[str]:
    """Names of tools; those that are also plain words only as they are written."""
    names: list[str] = load("text/trade.toml")["tools"]["names"]
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(re.escape(name) for name in ordered)})(?![\w+#])")
