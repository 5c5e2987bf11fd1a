"""Years: those that are asked, beside those worked in such jobs, in all, and stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fitscore.facts.fact import Fact, Outcome
from fitscore.posting.attributes import durations_in, years_min, years_within
from fitscore.text.dates import find_ranges, in_words, month_of, periods_in, tenure
from fitscore.types import Requirement, Role

_LONGEST = 60  # years that somebody may state


def years_facts(
    requirement: Requirement,
    roles: Sequence[Role],
    relevant: Sequence[Role],
    statements: Sequence[str],
    as_of: str,
) -> Iterator[Fact]:
    """How far the years reach, nothing where none are asked.

    Args:
        requirement: What is asked.
        roles: That were work.
        relevant: Those of them that are near to what is asked.
        statements: The nearest to what is asked: they may state a total.
        as_of: YYYY-MM-DD, the day that "present" means.
    """
    if not requirement.years_min:
        return
    for about, some in (("years in such jobs", relevant), ("years in all jobs", roles)):
        yield Fact(about, reached(months_of(some, requirement, as_of), requirement))
    stated = max((_stated(text, as_of) for text in statements), default=0.0)
    if stated:
        yield Fact("years stated", reached(stated, requirement))


def with_lengths(text: str, requirement: Requirement, as_of: str) -> str:
    """A text with how far each time in it reaches behind it, where years are asked.

    `Manager since May 2022` becomes `Manager since May 2022 (3 years 8 months, over half)`: the
    arithmetic is done here, whoever reads it only needs to know what the time was spent on.

    Args:
        text: Of a statement.
        requirement: What is asked.
        as_of: YYYY-MM-DD, the day that "present" means.
    """
    if not requirement.years_min:
        return text
    told: list[tuple[int, str]] = []
    for found in periods_in(text):
        period = Role("", "", None, found.from_, found.to, found.start, found.end)
        months = months_of([period], requirement, as_of)
        told.append((found.end, f"{in_words(round(months))}, {reached(months, requirement)}"))
    for _, end, years in durations_in(text):
        told.append((end, str(reached(12 * years, requirement))))
    for end, words in sorted(told, reverse=True):
        text = f"{text[:end]} ({words}){text[end:]}"
    return text


def reached(months: float, requirement: Requirement) -> Outcome:
    """How far some months reach beside the years that are asked."""
    return Outcome.of_ratio(months, 12 * (requirement.years_min or 0.0))


def months_of(roles: Sequence[Role], requirement: Requirement, as_of: str) -> float:
    """Months worked in some roles, overlaps counted once; the middle where only years are known.

    Where a requirement asks for time within the last years, those alone count.
    """
    window = requirement.years_within or years_within(requirement.text)
    found = tenure(_within(roles, window, as_of) if window else roles, as_of)
    return (found.least + found.most) / 2


def _within(roles: Sequence[Role], years: float, as_of: str) -> list[Role]:
    """Roles as far as they lie in the last years."""
    first = month_of(as_of) - round(years * 12)
    begin = f"{first // 12:04d}-{first % 12 + 1:02d}"
    kept = []
    for role in roles:
        if role.from_ is None or (role.to is not None and month_of(role.to, last=True) < first):
            continue
        late = month_of(role.from_) >= first
        kept.append(role if late else replace(role, from_=begin))
    return kept


def _stated(text: str, as_of: str) -> float:
    """Months that a statement says: `over nine years`, `since 2018`."""
    years = years_min(text) or 0.0
    months = [years * 12 if years <= _LONGEST else 0.0]
    for found in find_ranges(text):
        last = month_of(found.to or as_of, last=True)
        months.append(float(min(last, month_of(as_of)) + 1 - month_of(found.from_)))
    return max(months)
