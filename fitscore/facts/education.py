"""Degrees: the level that is asked, beside those that are finished and those that are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitscore.facts.fact import Fact, Outcome
from fitscore.types import Education, Requirement


def degree_facts(
    requirement: Requirement, entries: Sequence[Education], as_of: str
) -> Iterator[Fact]:
    """How far education reaches, nothing where no level is asked.

    Args:
        requirement: What is asked.
        entries: Of the résumé.
        as_of: YYYY-MM-DD, the day that "present" means: a year behind it is not there yet.
    """
    asked = requirement.degree
    if asked is None:
        return
    held = [entry for entry in entries if entry.degree is not None]
    today = int(as_of[:4])
    finished = [
        entry.degree
        for entry in held
        if entry.degree and entry.state == "completed" and (entry.year or today) <= today
    ]
    if any(degree.level >= asked.level for degree in finished):
        yield Fact("degree", Outcome.ENOUGH)
        return
    for entry in held:
        if entry.degree is not None and entry.degree.level >= asked.level:
            yield Fact("degree", Outcome.PENDING)
            return
    yield Fact("degree", Outcome.LOWER if held else Outcome.NONE)
