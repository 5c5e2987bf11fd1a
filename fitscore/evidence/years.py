"""Years worked, added up from dated roles."""

from __future__ import annotations

from fitscore.resume import months_between, union_months
from fitscore.types import Resume, Section

_WORKED = {Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER}


def months_worked(resume: Resume, as_of: str) -> int:
    """Months covered by the dated roles of a résumé, overlaps counted once.

    Args:
        resume: The résumé.
        as_of: YYYY-MM-DD; a role that runs to the present ends in this month.
    """
    periods = []
    limit = months_between(as_of[:7], as_of[:7])[1]
    for role in resume.roles:
        if role.from_ is None or role.section not in _WORKED:
            continue
        first, stop = months_between(role.from_, role.to or as_of[:7])
        if first < limit:
            periods.append((first, min(stop, limit)))
    return union_months(periods)


def in_words(months: int) -> str:
    """`4 y 7 m`, `7 m`, `3 y`."""
    years, rest = divmod(months, 12)
    parts = [f"{years} y" if years else "", f"{rest} m" if rest or not years else ""]
    return " ".join(part for part in parts if part)
