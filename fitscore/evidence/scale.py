"""Sums of money: what is asked against what is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SUM = re.compile(
    r"(?:[$£€]|\b(?:USD|CAD|EUR|GBP)\s?)\s?(?P<number>\d[\d,]{0,15}(?:\.\d+)?)"
    r"(?:\s?(?:-|–|to)\s?[$£€]?(?P<upper>\d[\d,]{0,15}(?:\.\d+)?))?\s?-?"
    r"(?P<unit>thousand|million|billion|[kmb](?:m|n)?\b)?",
    re.IGNORECASE,
)
_UNITS = {"t": 1e3, "k": 1e3, "m": 1e6, "b": 1e9}


def sums_of(texts: Iterable[str]) -> list[float]:
    """Sums with a currency sign (`$1.2M`, `£30,000`); of a range (`$2-3 million`) both ends."""
    return [
        float(number.replace(",", "")) * _UNITS.get((match["unit"] or "")[:1].lower(), 1.0)
        for text in texts
        for match in _SUM.finditer(text)
        for number in (match["number"], match["upper"])
        if number
    ]


def in_short(amount: float) -> str:
    """`180,000`, `2.5 million`: without a sign, since currencies are not converted."""
    for least, unit in ((1e9, "billion"), (1e6, "million")):
        if amount >= least:
            return f"{amount / least:g} {unit}"
    return f"{amount:,.0f}"
