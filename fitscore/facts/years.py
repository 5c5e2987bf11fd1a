"""Years: those that are asked, beside those worked in such jobs, in all, and stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fitscore.facts.fact import Fact, Outcome
from fitscore.posting.attributes import years_min, years_within
from fitscore.text.dates import find_ranges, month_of, tenure
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
    asked = requirement.years_min * 12
    window = requirement.years_within or years_within(requirement.text)
    if window:
        roles, relevant = (_within(each, window, as_of) for each in (roles, relevant))
    for about, some in (("years in such jobs", relevant), ("years in all jobs", roles)):
        worked = tenure(some, as_of)
        middle = (worked.least + worked.most) / 2
        yield Fact(about, Outcome.of_ratio(middle, asked))
    stated = max((_stated(text, as_of) for text in statements), default=0.0)
    if stated:
        yield Fact("years stated", Outcome.of_ratio(stated, asked))


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
