"""Dates as people write them in résumés, and months added up."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fitscore.types import Role

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
# A season runs from its first month to its last, in the northern hemisphere and within the year.
_SEASONS = {
    "winter": (1, 2), "spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11),
}  # fmt: skip
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
# What stands where a person or a template left the year out: `March 20XX – December 20XX`.
_UNSAID = re.compile(
    rf"(?:(?:{MONTH_NAMES})\.?\s+)?\b(?:19|20)(?:xx|__|\?\?){_DASH}"
    rf"(?:{_NOW}|(?:(?:{MONTH_NAMES})\.?\s+)?(?:19|20)(?:xx|__|\?\?))",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:since|from)\s+{_POINT.format(n=1)}\b", re.IGNORECASE)
_MENTIONED = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{2,4}\b|\b(?:present|current|now|today)\b", re.IGNORECASE
)
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
        first, last = _point(match, 1), _point(match, 1, last=True)
        if first is not None:
            return DateRange(first, last, match.start(), match.end())
    return None


def mentions_date(text: str) -> bool:
    """Whether a text names a year, a month by number, or the present: enough for a margin."""
    return _MENTIONED.search(text) is not None


def without_dates(text: str) -> str:
    """A text without its single dates."""
    return _SINGLE.sub(" ", text)


def find_unsaid(text: str) -> tuple[int, int] | None:
    """Where a range of dates stands whose years are left out, if one does."""
    found = _UNSAID.search(text)
    return found.span() if found else None


def _range(match: re.Match[str]) -> DateRange | None:
    first = _point(match, 1)
    if first is None:
        return None
    if match["now"]:
        return DateRange(first, None, match.start(), match.end())
    second = f"{first[:2]}{match['short']}" if match["short"] else _point(match, 2, last=True)
    if second is None or second[:4] < first[:4]:
        return None
    return DateRange(first, second, match.start(), match.end())


def _point(match: re.Match[str], n: int, *, last: bool = False) -> str | None:
    """One date as YYYY-MM or YYYY; two-digit years up to 49 are of this century.

    Args:
        match: What was found.
        n: Which of its dates.
        last: The last month of a season, not its first.
    """
    if name := match[f"name{n}"]:
        month = _MONTHS.get(name.lower()) or _SEASONS[name.lower()][last]
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


def today() -> str:
    """The user's own day as YYYY-MM-DD: what "present" means unless a day is given."""
    return date.today().isoformat()  # noqa: DTZ011 - no zone but the user's is meant


@dataclass(frozen=True, slots=True)
class Tenure:
    """Months worked: the least and the most that the dates allow, equal where months are given."""

    least: int
    most: int

    def __str__(self) -> str:
        """`4 years 7 months`, or `2 years 2 months to 4 years` where only years are known."""
        words = in_words(self.most)
        return words if self.least == self.most else f"{in_words(self.least)} to {words}"


def in_words(months: int) -> str:
    """`4 years 7 months`, `1 month`, `3 years`."""
    years, rest = divmod(months, 12)
    parts = [_counted(years, "year")] if years else []
    parts += [_counted(rest, "month")] if rest or not years else []
    return " ".join(parts)


def in_short(months: int) -> str:
    """`4 y 7 m`, `7 m`, `3 y`: for tables."""
    years, rest = divmod(months, 12)
    parts = [f"{years} y" if years else "", f"{rest} m" if rest or not years else ""]
    return " ".join(part for part in parts if part)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tenure(roles: Iterable[Role], as_of: str) -> Tenure:
    """Months covered by the dated ones of some roles, overlaps counted once.

    Args:
        roles: Roles of one résumé; those without dates count nothing.
        as_of: YYYY-MM or YYYY-MM-DD; a role that runs to the present ends in this month, and
            none counts beyond it.
    """
    limit = month_of(as_of) + 1
    shortest: list[tuple[int, int]] = []
    longest: list[tuple[int, int]] = []
    for role in roles:
        if role.from_ is None:
            continue
        to = role.to or as_of[:7]
        # Both ends may lie anywhere in a year that stands without a month.
        latest_first, earliest_last = month_of(role.from_, last=True), month_of(to)
        shortest.append((latest_first, min(max(latest_first, earliest_last) + 1, limit)))
        first, last = month_of(role.from_), month_of(to, last=True)
        longest.append((first, min(max(first, last) + 1, limit)))
    return Tenure(covered(shortest), covered(longest))


def month_of(point: str, *, last: bool = False) -> int:
    """A date in months from year 0; of a year alone its January, or its December for `last`."""
    year, month = point[:4], point[5:7]
    return int(year) * 12 + (int(month) - 1 if month else 11 * last)


def covered(periods: Iterable[tuple[int, int]]) -> int:
    """Months covered by half-open periods, overlaps counted once."""
    total = 0
    reached = -1
    for first, stop in sorted(periods):
        total += max(0, stop - max(first, reached))
        reached = max(reached, stop)
    return total
