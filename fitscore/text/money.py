"""Amounts of money as people write them."""

from __future__ import annotations

import re

_AMOUNT = re.compile(
    r"(?:[$£€]|\b(?:USD|CAD|EUR|GBP)\s?)\s?(?P<number>\d[\d,]{0,15}(?:\.\d+)?)"
    r"(?:\s?(?:-|–|to)\s?[$£€]?(?P<upper>\d[\d,]{0,15}(?:\.\d+)?))?\s?-?"
    r"(?P<unit>thousand|million|billion|[kmb](?:m|n)?\b)?",
    re.IGNORECASE,
)
# A figure with what it is paid for: `$80,000 - $95,000 per year`.
_FIGURE = r"[$£€]\s?\d[\d,.]*(?:k\b)?"
_PAY = re.compile(
    rf"{_FIGURE}(?:\s*(?:-|–|—|to)\s*[$£€]?\s?\d[\d,.]*(?:k\b)?)?"
    r"(?:\s*(?:per|an?|/)\s*(?:year|hour|annum|month|week|hr|yr))?",
    re.IGNORECASE,
)
_UNITS = {"t": 1e3, "k": 1e3, "m": 1e6, "b": 1e9}


def amounts_in(text: str) -> list[float]:
    """Amounts with a currency sign (`$1.2M`, `£30,000`); of a range (`$2-3 million`) both ends."""
    return [
        float(number.replace(",", "")) * _UNITS.get((found["unit"] or "")[:1].lower(), 1.0)
        for found in _AMOUNT.finditer(text)
        for number in (found["number"], found["upper"])
        if number
    ]


def first_pay(text: str) -> str | None:
    """The first pay that a text names, as it is written; None for less than two digits."""
    found = _PAY.search(text)
    return found.group().strip() if found and re.search(r"\d{2}", found.group()) else None


def amount_in_words(amount: float) -> str:
    """`180,000`, `2.5 million`: without a sign, since currencies are not converted."""
    for least, unit in ((1e9, "billion"), (1e6, "million")):
        if amount >= least:
            return f"{amount / least:g} {unit}"
    return f"{amount:,.0f}"
