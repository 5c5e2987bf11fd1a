"""Dates as people write them in résumés, and months added up."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
# A season stands for its first month in the northern hemisphere.
_SEASONS = {"winter": 1, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}
MONTH_NAMES = "|".join(sorted([*_MONTHS, *_SEASONS], key=len, reverse=True))
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_POINT = (
    rf"(?:(?P<name{{n}}>{MONTH_NAMES})\.?,?\s*(?:\d{{{{1,2}}}},\s*)?['’]?(?P<ny{{n}}>{_YEAR}|\d\d(?!\d))"
    rf"|(?P<iso{{n}}>{_YEAR})[-/.](?P<im{{n}}>0?[1-9]|1[0-2])(?:[-/.]\d{{{{1,2}}}})?(?!\d)"
    rf"|(?P<num{{n}}>0?[1-9]|1[0-2])\s?[/.]\s?(?:\d{{{{1,2}}}}[/.])?(?P<my{{n}}>{_YEAR}|\d\d(?!\d))"
    rf"|(?P<year{{n}}>{_YEAR}))"
)
_NOW = r"(?P<now>present|current(?:ly)?|now|today|to date|date|ongoing|till now)"
_DASH = r"\s*(?:-|–|—|−|‐|to|until|till|through|thru|\bup to\b)\s*"
_RANGE = re.compile(
    rf"(?<![\w$#/-]){_POINT.format(n=1)}{_DASH}(?:{_NOW}|{_POINT.format(n=2)}|(?P<short>\d\d)(?!\d))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:since|from)\s+{_POINT.format(n=1)}\b", re.IGNORECASE)
_SINGLE = re.compile(rf"(?<![\w$#/.-]){_POINT.format(n=1)}(?![\w/-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From and to as YYYY-MM or YYYY; `to` None means present; with its place in the text."""

    from_: str
    to: str | None
    start: int
    end: int


def find_ranges(text: str) -> list[DateRange]:
    """All date ranges in a text: `Nov 2013 to Current`, `2011–14`, `03/2009 - present`."""
    found = [_range(match) for match in _RANGE.finditer(text)]
    if found:
        return [item for item in found if item is not None]
    return [
        DateRange(point, None, match.start(), match.end())
        for match in _SINCE.finditer(text)
        if (point := _point(match, 1)) is not None
    ]


def find_date(text: str) -> DateRange | None:
    """A single date (`Summer 2012`, `May 2000`) as a range of itself, the last one in a text."""
    matches = list(_SINGLE.finditer(text))
    for match in reversed(matches):
        point = _point(match, 1)
        if point is not None:
            return DateRange(point, point, match.start(), match.end())
    return None


def _range(match: re.Match[str]) -> DateRange | None:
    first = _point(match, 1)
    if first is None:
        return None
    if match["now"]:
        return DateRange(first, None, match.start(), match.end())
    second = f"{first[:2]}{match['short']}" if match["short"] else _point(match, 2)
    if second is None or second[:4] < first[:4]:
        return None
    return DateRange(first, second, match.start(), match.end())


def _point(match: re.Match[str], n: int) -> str | None:
    """One date as YYYY-MM or YYYY; two-digit years up to 49 are of this century."""
    if name := match[f"name{n}"]:
        month = _MONTHS.get(name.lower()) or _SEASONS[name.lower()]
        return f"{_full_year(match[f'ny{n}'])}-{month:02d}"
    if iso := match[f"iso{n}"]:
        return f"{iso}-{int(match[f'im{n}']):02d}"
    if number := match[f"num{n}"]:
        return f"{_full_year(match[f'my{n}'])}-{int(number):02d}"
    return match[f"year{n}"]


def _full_year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return ("20" if int(digits) < 50 else "19") + digits


def months_between(from_: str, to: str) -> tuple[int, int]:
    """First and one-past-last month of a period, counted in months from year 0.

    A year without a month counts from its January and to its December.
    """
    year, _, month = from_.partition("-")
    first = int(year) * 12 + (int(month) - 1 if month else 0)
    year, _, month = to.partition("-")
    last = int(year) * 12 + (int(month) - 1 if month else 11)
    return first, max(first, last) + 1


def union_months(periods: Iterable[tuple[int, int]]) -> int:
    """Months covered by half-open periods, overlaps counted once."""
    total = 0
    reached = -1
    for first, stop in sorted(periods):
        total += max(0, stop - max(first, reached))
        reached = max(reached, stop)
    return total
