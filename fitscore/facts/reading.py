"""All facts of one requirement and one résumé."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitscore.facts.education import degree_facts
from fitscore.facts.fact import Fact
from fitscore.facts.grades import grade_facts
from fitscore.facts.languages import language_facts
from fitscore.facts.names import name_facts
from fitscore.facts.personal import personal_facts
from fitscore.facts.quantities import quantity_facts
from fitscore.facts.years import years_facts
from fitscore.types import Education, Requirement, Role

_NEAREST = 5  # statements that may state a total or a number


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of a résumé counts as facts, without the person and without what was copied.

    Attributes:
        statements: What it says.
        roles: That were work.
        education: Its entries.
        text: All of it, the person included: an age and the right to work are read from it.
        as_of: YYYY-MM-DD, the day that "present" means.
    """

    statements: Sequence[str]
    roles: Sequence[Role]
    education: Sequence[Education]
    text: str
    as_of: str


def facts_of(
    requirement: Requirement,
    candidate: Candidate,
    *,
    patterns: Mapping[str, re.Pattern[str]],
    nearest: Sequence[int],
    relevant: Sequence[Role],
) -> tuple[Fact, ...]:
    """What arithmetic and names say of a requirement, in a fixed order.

    Args:
        requirement: What is asked.
        candidate: What counts.
        patterns: What finds each of its names.
        nearest: The indices of its statements, the nearest to what is asked first; those of
            education aside, whose years were no work.
        relevant: The roles that are near to what is asked.
    """
    near = [candidate.statements[index] for index in nearest[:_NEAREST]]
    return (
        *years_facts(requirement, candidate.roles, relevant, near, candidate.as_of),
        *degree_facts(requirement, candidate.education, candidate.as_of),
        *grade_facts(requirement, candidate.education),
        *name_facts(requirement, patterns, candidate.statements),
        *language_facts(requirement, patterns, candidate.statements),
        *quantity_facts(requirement, near),
        *personal_facts(requirement, candidate.text, candidate.as_of),
    )
