"""Degrees held against the degree asked."""

from __future__ import annotations

from fitscore.types import Degree, Education, Resume


def best_degree(resume: Resume) -> Education | None:
    """The entry of the highest level, the later one among equals; None where no level is named."""
    named = [entry for entry in resume.education if entry.degree is not None]
    return max(named, key=_rank, default=None)


def _rank(entry: Education) -> tuple[int, int]:
    return (entry.degree.level if entry.degree else -1, entry.year or 0)


def level_gap(resume: Resume, asked: Degree) -> int | None:
    """Levels held above (or, negative, below) the level asked; None where none is named."""
    best = best_degree(resume)
    if best is None or best.degree is None:
        return None
    return best.degree.level - asked.level
