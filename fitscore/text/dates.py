"""Dates as people write them in résumés, and months added up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Role

_TABLES = load("text/dates.toml")
_LANGUAGES = _TABLES.values()
_MONTHS = {
    name: number
    for table in _LANGUAGES
    for number, names in enumerate(table["months"], 1)
    for name in names
}
_CLIPPED = {
    name: number for table in _LANGUAGES for name, number in table.get("clipped", {}).items()
}
# A season runs from its first month to its last, in the northern hemisphere and within the year.
_SEASONS = {
    "winter": (1, 2), "spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11),
}  # fmt: skip


def _words(key: str) -> str:
    return any_phrase({word for table in _LANGUAGES for word in table[key]})


MONTH_NAMES = any_phrase([*_MONTHS, *_SEASONS])
_DIGIT = re.compile(r"\d")  # every date has one, and most lines have none
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_POINT = (
    # `March 2019`, `1st of March, 2019`, `Mar-19`, `Apr'13`, `mars de 2019`, `out/2019`
    rf"(?:(?:{_DAY}(?:st|nd|rd|th|\.)?\s+(?:(?:of|de)\s+)?)?"
    rf"(?:(?P<name{{n}}>{MONTH_NAMES})|(?P<clip{{n}}>{any_phrase(_CLIPPED)})(?=[./]))\.?,?[\s/-]*"
    rf"(?:(?:of|de|del|do)\s+)?(?:\d{{{{1,2}}}}(?:st|nd|rd|th)?,\s*)?['’]?\s?"
    rf"(?P<ny{{n}}>{_YEAR}|(?<!\d)\d\d(?!\d))"
    # `2019-03`, `2018.3`, `2019-03-31`
    rf"|(?P<iso{{n}}>{_YEAR})(?:-|\s?[/.]\s?)(?P<im{{n}}>{_MONTH})(?:[-/.]\d{{{{1,2}}}}(?!\d))?+(?![\d%])"
    # `30.06.2018`, `30/06/2018`
    rf"|{_DAY}\.\s?(?P<em{{n}}>{_MONTH})\.\s?(?P<ey{{n}}>{_YEAR})"
    rf"|(?:1[3-9]|2\d|3[01])/(?P<sm{{n}}>{_MONTH})/(?P<sy{{n}}>{_YEAR})"
    # `06/2018`, `6.2018`, `06-2018`, `06/18`; `06/30/2018`
    rf"|(?P<num{{n}}>{_MONTH})(?:-|\s?[/.]\s?)(?:\d{{{{1,2}}}}[/.-])?(?P<my{{n}}>{_YEAR})"
    rf"|(?P<cut{{n}}>{_MONTH})\s?/\s?(?P<cy{{n}}>\d\d)(?![\d/.%])"
    # `Q3 2018`, `2018 Q3`
    rf"|Q(?P<q{{n}}>[1-4])[\s/’'-]*(?P<qy{{n}}>{_YEAR})|(?P<yq{{n}}>{_YEAR})\s?Q(?P<r{{n}}>[1-4])"
    # `'18`
    rf"|['’‘](?P<cropped{{n}}>\d\d)(?!\w)|(?P<year{{n}}>{_YEAR}))"
)
# The groups of a year and of the month that stands beside it in figures.
_FIGURES = {"iso": "im", "ey": "em", "sy": "sm", "my": "num", "cy": "cut"}
_NOW = rf"(?P<now>\(?(?:{_words('now')})(?!\w)\)?)"
# English words may stand between dates without blanks; words of other languages need them.
_DASH = (
    rf"(?:\s*(?:-{{1,3}}|\.{{2,3}}|[–—−‐‑‒―~→➔➝]|\b(?:{any_phrase(_TABLES['en']['to'])})\b)\s*"
    rf"|\s+(?:{_words('to')})\s+"
    # A slash, where it can part nothing but two dates: `2017/2022`, `2018-07/2019-04` (ISO 8601).
    r"|\s+/\s+|(?<=[12]\d{3})/(?=[12]\d{3}\b|[^\W\d]{3}|\d?\d[.-][12]\d{3}\b|\d?\d\.\d?\d\.)"
    r"|(?<=[12]\d{3}-\d\d)/(?=[12]\d{3}-\d\d))"
)
_BEFORE = r"(?<![\w$#/.-])"
_RANGE = re.compile(
    rf"{_BEFORE}{_POINT.format(n=1)}{_DASH}(?:{_NOW}|{_POINT.format(n=2)}\b|(?P<short>\d\d)(?![\d/]|\.\d))",
    re.IGNORECASE,
)
# `May – August 2020`: the year stands once. `Present to April 2017`: the end stands first.
_MONTH_RANGE = re.compile(
    rf"{_BEFORE}(?P<month>{any_phrase(_MONTHS)})\.?{_DASH}{_POINT.format(n=2)}\b", re.IGNORECASE
)
# `2020 onwards`; `Jan 2020 -` at the end of a line. Two dates with nothing between them; `between
# 2016 and 2018`.
_ONWARDS = re.compile(
    rf"{_BEFORE}{_POINT.format(n=1)}(?:,?\s+(?:{_words('onwards')})(?!\w)|\s?[-–—→]+\s*(?=[)\]]?\s*(?:\n|\Z)))",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    rf"(?:{_BEFORE}{_POINT.format(n=1)}[ \t]+{_POINT.format(n=2)}"
    rf"|\b(?:{_words('between')})\s+{_POINT.format(n=3)}\s+(?:{_words('and')})\s+{_POINT.format(n=4)})(?![\w/-])",
    re.IGNORECASE,
)
_REVERSED = re.compile(rf"(?<!\w){_NOW}{_DASH}{_POINT.format(n=1)}\b", re.IGNORECASE)
_SINCE = re.compile(rf"\b(?:{_words('since')})\s+{_POINT.format(n=1)}\b", re.IGNORECASE)
_SINCE_BEFORE = re.compile(rf"\b(?:{_words('since')})\s+\Z", re.IGNORECASE)
_ONWARDS_BEHIND = re.compile(rf",?\s+(?:{_words('onwards')})(?!\w)", re.IGNORECASE)
_MENTIONED = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{2,4}\b|\b(?:present|current|now|today)\b", re.IGNORECASE
)
_BY_SLASH = re.compile(r"(?<!\d)(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)\d\d)(?!\d)")
_MONTHS_OF_YEAR = 12
_ENDS = 2  # of a period
_SINGLE = re.compile(rf"{_BEFORE}{_POINT.format(n=1)}(?![\w/-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From and to as YYYY-MM or YYYY; `to` None means present; with its place in the text."""

    from_: str
    to: str | None
    start: int
    end: int


def find_ranges(text: str) -> list[DateRange]:
    """All date ranges in a text: `Nov 2013 to Current`, `2011–14`, `30.06.2018 bis heute`."""
    if not _DIGIT.search(text):
        return []
    for pattern, read in ((_RANGE, _range), *_other_readers()):
        items = [item for match in pattern.finditer(text) if (item := read(match)) is not None]
        if items:
            return items
    return []


def periods_in(text: str) -> list[DateRange]:
    """All date ranges in a text that tells of several: `clerk 2012 to 2019, manager since 2020`.

    Unlike `find_ranges` it goes on behind the first way of writing one.
    """
    if not _DIGIT.search(text):
        return []
    found: list[DateRange] = []
    for pattern, read in ((_RANGE, _range), *_other_readers()):
        for match in pattern.finditer(text):
            if any(match.start() < each.end and each.start < match.end() for each in found):
                continue
            item = read(match)
            found += [] if item is None else [item]
    return sorted(found, key=lambda each: each.start)


def _other_readers() -> tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str]], DateRange | None]], ...
]:
    """What reads ranges that are written in other ways than by a dash between two dates."""
    return (
        (_MONTH_RANGE, _month_range), (_REVERSED, _open), (_SINCE, _open), (_ONWARDS, _open),
        (_SIDE_BY_SIDE, _side_by_side),
    )  # fmt: skip


def find_date(text: str) -> DateRange | None:
    """A single date (`Summer 2012`, `May 2000`) as a range of itself, the last one in a text."""
    return next(reversed(dates_in(text)), None)


def period_of(texts: Sequence[str]) -> DateRange | None:
    """What texts that are known to be dates say together; its offsets mean nothing.

    They may be the two ends of a period in two cells (`03/2019`, `12/2021`), a period that a cell
    broke (`Jan 2018 – Dec`, `2023`), or one told backwards (`March 2017 to February 2012`).
    """
    ends = [end for text in texts[:2] for end in text.split("\n")]
    for text in (" ".join(texts), *texts, " - ".join(ends[:_ENDS])):
        for found in find_ranges(text):
            return found
    singles = [found for text in texts for found in dates_in(text)]
    if len(singles) == _ENDS:
        first, last = sorted(singles, key=lambda found: found.from_)
        return DateRange(first.from_, last.to, 0, 0)
    return singles[-1] if singles else None


def dates_in(text: str) -> list[DateRange]:
    """All single dates in a text, each as a range of itself."""
    matches = _SINGLE.finditer(text) if _DIGIT.search(text) else ()
    return [
        DateRange(first, _point(found, 1, last=True), found.start(), found.end())
        for found in matches
        if (first := _point(found, 1)) is not None
    ]


def since_before(text: str) -> int:
    """How long the word is with which a text ends that opens a period: `since `, `ab `; else 0."""
    found = _SINCE_BEFORE.search(text)
    return len(found.group()) if found else 0


def onwards_behind(text: str) -> int:
    """How long the words are with which a text begins that leave a period open; else 0."""
    found = _ONWARDS_BEHIND.match(text)
    return len(found.group()) if found else 0


def months_first(text: str) -> str:
    """A text whose days stand before the months, `15/09/2013`, with the months before the days."""
    return _BY_SLASH.sub(r"\g<second>/\g<first>/\g<year>", text)


@lru_cache(maxsize=1)
def puts_days_first(text: str) -> bool:
    """Whether some date of a text cannot but begin with its day."""
    pairs = [(int(f["first"]), int(f["second"])) for f in _BY_SLASH.finditer(text)]
    days = any(first > _MONTHS_OF_YEAR >= second for first, second in pairs)
    return days and not any(second > _MONTHS_OF_YEAR for _, second in pairs)


def mentions_date(text: str) -> bool:
    """Whether a text names a year, a month by number, or the present: enough for a margin."""
    return _MENTIONED.search(text) is not None


def _range(match: re.Match[str]) -> DateRange | None:
    first = _point(match, 1)
    if first is None:
        return None
    if match["now"]:
        return DateRange(first, None, match.start(), match.end())
    second = f"{first[:2]}{match['short']}" if match["short"] else _point(match, 2, last=True)
    return _period(match, first, second)


def _period(match: re.Match[str], first: str | None, last: str | None) -> DateRange | None:
    """What was found, if it has both dates, and does not end in a year before it begins."""
    if first is None or last is None or last[:4] < first[:4]:
        return None
    return DateRange(first, last, match.start(), match.end())


def _month_range(match: re.Match[str]) -> DateRange | None:
    """Of a month and a date, whose year is that of both."""
    last = _point(match, 2, last=True)
    first = f"{last[:4]}-{_MONTHS[match['month'].lower()]:02d}" if last else None
    if first is None or last is None or len(last) == 4 or last < first:
        return None
    return DateRange(first, last, match.start(), match.end())


def _side_by_side(match: re.Match[str]) -> DateRange | None:
    """Two months with nothing between them, or whatever stands behind `between`."""
    first, last = _point(match, 1), _point(match, 2, last=True)
    if first is None or last is None:
        first, last = _point(match, 3), _point(match, 4, last=True)
    elif len(first) == 4 or len(last) == 4:
        return None
    return _period(match, first, last)


def _open(match: re.Match[str]) -> DateRange | None:
    """From a date to the present."""
    first = _point(match, 1)
    return DateRange(first, None, match.start(), match.end()) if first else None


def _point(match: re.Match[str], n: int, *, last: bool = False) -> str | None:
    """One date as YYYY-MM or YYYY; two-digit years up to 49 are of this century.

    Args:
        match: What was found.
        n: Which of its dates.
        last: The last month of a season or a quarter, not its first.
    """
    part = {name.removesuffix(str(n)): value for name, value in match.groupdict().items() if value}
    if "ny" in part:
        name = (part.get("name") or part["clip"]).lower()
        number = _MONTHS.get(name) or _CLIPPED.get(name) or _SEASONS[name][last]
        return f"{_full_year(part['ny'])}-{number:02d}"
    if quarter := part.get("q") or part.get("r"):
        return f"{part.get('qy') or part['yq']}-{3 * int(quarter) - 2 + 2 * last:02d}"
    for year, month in _FIGURES.items():
        if year in part:
            return f"{_full_year(part[year])}-{int(part[month]):02d}"
    return _full_year(part["cropped"]) if "cropped" in part else part.get("year")


def _full_year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return ("20" if int(digits) < 50 else "19") + digits


def day_of(as_of: str | date | None) -> str:
    """The day that "present" means, YYYY-MM-DD: as it is given, else today.

    Raises:
        ValueError: It is no day.
        TypeError: It is no text and no date.
    """
    if as_of is None:
        return today()
    if isinstance(as_of, datetime):
        return as_of.date().isoformat()
    if isinstance(as_of, date):
        return as_of.isoformat()
    if not isinstance(as_of, str):
        raise TypeError(f"as_of is a text or a date, not {type(as_of).__name__}")
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise ValueError(f"as_of: {as_of!r} is no day; write it as YYYY-MM-DD") from None


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
        if role.from_ is None or not role.is_work:
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
