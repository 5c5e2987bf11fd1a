"""Levels of education and how they are written."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load


@cache
def degrees() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Levels of education, highest first, with the pattern of their names."""
    levels = load("text/trade.toml")["degrees"]
    return tuple((level, _degree_pattern(tuple(names))) for level, names in levels.items())


def _degree_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Abbreviations (`B.A`, `BS`) in capitals, with or without stops; words in any case."""
    options = []
    for name in sorted(names, key=len, reverse=True):
        if "." in name or len(name) <= 3:
            stops = r"\.?\s?".join(re.escape(c) for c in name.replace(".", "").upper() if c != " ")
            short = name.replace(".", "").replace(" ", "")
            options.append(_abbreviation(name, stops, short))
        else:
            options.append(f"(?i:{re.escape(name)})".replace("'", "['’]"))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(options)})(?![\w])\.?")


def _abbreviation(name: str, stops: str, short: str) -> str:
    if " " in name:  # `ms in`: the short form only counts before a field
        first, *rest = name.split()
        return rf"{re.escape(first.upper())}\s+(?i:{' '.join(rest)})"
    mixed = {"phd": "Ph", "edd": "Ed", "psyd": "Psy", "pharmd": "Pharm"}.get(short)
    if mixed:
        return rf"(?i:{re.escape(mixed)}\.?\s?D)"
    if len(short) > 2:
        return rf"(?i:{re.escape(name)})|{stops}"
    return stops
