"""Sums of money: what is asked against what is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SUM = re.compile(
    r"(?:[$£€]|\b(?:USD|CAD|EUR|GBP)\s?)\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?-?"
    r"(?P<unit>thousand|million|billion|[kmb](?:m|n)?\b)?",
    re.IGNORECASE,
)
_UNITS = {"t": 1e3, "k": 1e3, "m": 1e6, "b": 1e9}


def largest_sum(texts: Iterable[str]) -> float | None:
    """The largest sum with a currency sign in some texts (`$1.2M`, `£30,000`); None for none."""
    sums = [
        float(match["number"].replace(",", "")) * _UNITS.get((match["unit"] or "")[:1].lower(), 1.0)
        for text in texts
        for match in _SUM.finditer(text)
    ]
    return max(sums, default=None)


def in_short(amount: float) -> str:
    """`180,000`, `2.5 million`: without a sign, since currencies are not converted."""
    for least, unit in ((1e9, "billion"), (1e6, "million")):
        if amount >= least:
            return f"{amount / least:g} {unit}"
    return f"{amount:,.0f}"
