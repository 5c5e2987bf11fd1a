"""Grades: the grade point average that is asked, beside those of the degrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fitscore.facts.fact import Fact, Outcome
from fitscore.types import Education, Requirement

_AVERAGE = re.compile(r"\bC?GPA\b", re.IGNORECASE)
_GRADE = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:/|out of)\s*(\d+(?:\.\d+)?))?")


def grade_facts(requirement: Requirement, entries: Sequence[Education]) -> Iterator[Fact]:
    """Whether a grade point average reaches the one that is asked, on the same scale.

    Args:
        requirement: What is asked.
        entries: Of education.
    """
    word = _AVERAGE.search(requirement.text)
    asked = _grade(requirement.text[word.end() :]) or _grade(requirement.text) if word else None
    if asked is None:
        return
    stated = [grade for entry in entries if (grade := _grade(entry.gpa or "")) is not None]
    same = [value for value, scale in stated if scale is None or asked[1] in {None, scale}]
    if same:
        enough = max(same) >= asked[0]
        yield Fact("grade", Outcome.ENOUGH if enough else Outcome.LOWER)


def _grade(text: str) -> tuple[float, float | None] | None:
    """`3.5/4.0` is 3.5 of 4; nothing of a text without a number."""
    found = _GRADE.search(text)
    if found is None:
        return None
    return float(found[1]), float(found[2]) if found[2] else None
