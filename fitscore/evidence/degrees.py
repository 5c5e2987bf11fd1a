"""Degrees held against the degree asked: level and field."""

from __future__ import annotations

from collections.abc import Sequence

from fitscore.evidence.passages import Passages
from fitscore.types import Degree, Education, Resume


def best_degree(resume: Resume) -> Education | None:
    """The entry of the highest level, the later one among equals; None where no level is named."""
    named = [entry for entry in resume.education if entry.degree is not None]
    return max(named, key=_rank, default=None)


def _rank(entry: Education) -> tuple[int, int]:
    return (level_of(entry), entry.year or 0)


def level_of(entry: Education | None) -> int:
    """The level of an entry from 0; -1 where none is named."""
    return entry.degree.level if entry and entry.degree else -1


def described(entries: Sequence[Education]) -> list[str]:
    """Each entry as an encoder is to see it: level and field, no name of a school, no year."""
    return [
        f"{entry.degree.value if entry.degree else ''} degree in "
        f"{entry.field or 'general studies'}".strip()
        for entry in entries
    ]


def enough(entries: Sequence[Education], asked: Degree) -> list[bool]:
    """Which of the entries are of the level asked or a higher one."""
    return [level_of(entry) >= asked.level for entry in entries]


def entry_of_passages(resume: Resume, passages: Passages) -> list[Education | None]:
    """The entry of the education section that each passage belongs to."""
    return [
        next((e for e in resume.education if e.start <= item.start and item.end <= e.end), None)
        for item in passages.items
    ]
