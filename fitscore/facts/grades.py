"""Grades: the grade point average that is asked, beside those of the degrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fitscore.facts.fact import Fact, Outcome
from fitscore.types import Education, Requirement

_NUMBER = r"(\d{1,2}(?:\.\d{1,2})?)(?:\s*(?:/|out of|on a)\s*(\d{1,2}(?:\.\d{1,2})?))?(?![\d%:/,])"
_BEHIND = re.compile(
    rf"\bC?GPA\b\W{{0,3}}(?:(?:of|at least|minimum|is|above|over)\s+){{0,2}}{_NUMBER}",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"{_NUMBER}\s+(?:or (?:higher|above|better)\s+)?C?GPA\b", re.IGNORECASE)
_STATED = re.compile(_NUMBER)
_OF_FOUR = 4.3  # the highest of the usual scale, which is meant where none is named


def grade_facts(requirement: Requirement, entries: Sequence[Education]) -> Iterator[Fact]:
    """Whether a grade point average reaches the one that is asked, on the same scale.

    Args:
        requirement: What is asked.
        entries: Of education.
    """
    asked = _grade(_BEHIND.search(requirement.text) or _BEFORE.search(requirement.text))
    if asked is None:
        return
    stated = [_grade(_STATED.fullmatch(entry.gpa or "")) for entry in entries]
    same = [grade[0] for grade in stated if grade is not None and grade[1] == asked[1]]
    if same:
        yield Fact("grade", Outcome.ENOUGH if max(same) >= asked[0] else Outcome.LOWER)


def _grade(found: re.Match[str] | None) -> tuple[float, float] | None:
    """`3.5/4.0` is 3.5 of 4, and so is 3.5; nothing of a number on no known scale."""
    if found is None:
        return None
    value = float(found[1])
    if found[2]:
        return value, float(found[2])
    return (value, 4.0) if value <= _OF_FOUR else None
