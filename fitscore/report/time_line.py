"""The dated roles of a résumé on one scale of years: what a terminal and a page draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitscore.text.dates import in_short, tenure
from fitscore.types import Role


@dataclass(frozen=True, slots=True)
class RoleBar:
    """One role on the scale.

    Attributes:
        start: Where its first month begins, as a share of the scale, 0 to 1.
        stop: Where its last month ends.
        length: `4 y 7 m`; where the dates leave bounds, the greater one, marked.
    """

    role: Role
    start: float
    stop: float
    length: str

    @property
    def dates(self) -> str:
        """`2017-07 to 2019-08`, `2019-09 to present`."""
        return f"{self.role.from_} to {self.role.to or 'present'}"


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Whole years, from that of the first role to that of the last, and a bar for each role."""

    first: int
    last: int
    bars: tuple[RoleBar, ...]

    def ticks(self, most: int) -> list[tuple[int, float]]:
        """Beginnings of years and where they stand, 0 to 1, as far apart as `most` asks."""
        years = self.last - self.first + 1
        step = next(step for step in (1, 2, 5, 10, 20, 50, years) if years / step <= most)
        return [(year, (year - self.first) / years) for year in range(self.first, self.last + 1)
                if (year - self.first) % step == 0]  # fmt: skip


def time_line_of(roles: Sequence[Role], as_of: str) -> TimeLine | None:
    """The roles that have dates, in the order given; None where none has.

    Args:
        roles: Of one résumé.
        as_of: YYYY-MM-DD, the day that "present" means.
    """
    dated = [role for role in roles if role.from_]
    if not dated:
        return None
    first = min(int((role.from_ or as_of)[:4]) for role in dated)
    last = max(first, *(int((role.to or as_of)[:4]) for role in dated))
    years = range(first, last + 1)
    bars = (
        RoleBar(
            role,
            _share(role.from_ or as_of, years),
            _share(role.to or as_of[:7], years, end=True),
            _length(role, as_of),
        )
        for role in dated
    )
    return TimeLine(first, last, tuple(bars))


def _share(date: str, years: range, *, end: bool = False) -> float:
    """Where a month's beginning (or end) lies between the first year's and the last one's end."""
    month = int(date[5:7]) if len(date) > 4 else (12 if end else 1)
    at = int(date[:4]) - years.start + (month - 1 + end) / 12
    return min(1.0, max(0.0, at / len(years)))


def _length(role: Role, as_of: str) -> str:
    found = tenure([replace(role, type="work")], as_of)
    return f"{'' if found.least == found.most else '≤ '}{in_short(found.most)}"
