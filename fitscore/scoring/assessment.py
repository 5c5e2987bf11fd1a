"""One résumé for one posting: what its verdicts rest on, as indices into the arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.facts import Fact
from fitscore.scoring.masks import Masks
from fitscore.scoring.passages import WORK, EncodedResume, Passage
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans
from fitscore.scoring.signals import Signals
from fitscore.scoring.verdicts import Verdicts
from fitscore.text.dates import Tenure, tenure
from fitscore.types import Education, Resume, Role

# Relevance from which a role counts for the years that are asked. By it arithmetic alone gives the
# labelled verdict in 0.64 of the cases, by the cosines of `tenure` in 0.58 (on real résumés; on
# written applicants 0.65 and 0.58).
RELEVANT_FROM = -1.5


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is quoted, argued and advised of one résumé comes from here.

    Attributes:
        resume: As it was read.
        left_out: Bullets that do not count: no quote reaches beyond one.
        passages: Those that count, in the order of the arrays; so are roles and education.
        copied: Which passages were copied in part.
        requirements: What is asked.
        signals: Of this résumé alone.
        verdicts: Of this résumé alone, without the axis of résumés.
        as_of: YYYY-MM-DD, the day that "present" means.
        disclaimed: What it says that is not so of the person: facts read it, it proves nothing.
        order: What orders the passages of each row of what is asked, shape (requirements,
            passages): how relevant they are, by the second look where there was one.
        facts: Of each requirement of the posting; nothing without a second look.
        bound: Of each, whether rules and facts bind its verdict; nothing of an estimate.
    """

    resume: Resume
    left_out: frozenset[str]
    passages: tuple[Passage, ...]
    roles: tuple[Role, ...]
    education: tuple[Education, ...]
    copied: Booleans
    requirements: RequirementArrays
    signals: Signals
    verdicts: Verdicts
    as_of: str
    disclaimed: tuple[str, ...]
    order: NDArray[Any]
    facts: tuple[tuple[Fact, ...], ...] = ()
    bound: tuple[bool, ...] = ()

    @classmethod
    def of(
        cls,
        encoded: EncodedResume,
        masks: Masks,
        requirements: RequirementArrays,
        signals: Signals,
        verdicts: Verdicts,
        as_of: str,
    ) -> Assessment:
        """That of a résumé whose arrays were masked."""
        resume = encoded.resume
        left_out = {
            (passage.start, passage.end)
            for passage, out in zip(encoded.passages, masks.passages, strict=True)
            if out
        }
        return cls(
            resume,
            frozenset(item.text for item in resume.bullets if (item.start, item.end) in left_out),
            tuple(encoded.passages[index] for index in np.flatnonzero(~masks.passages)),
            tuple(resume.roles[index] for index in np.flatnonzero(~masks.roles)),
            tuple(resume.education[index] for index in np.flatnonzero(~masks.education)),
            masks.copied[~masks.passages],
            requirements,
            signals,
            verdicts,
            as_of,
            tuple(
                passage.text
                for passage, out, copied in zip(
                    encoded.passages, masks.passages, masks.copied, strict=True
                )
                if out and not copied
            ),
            signals.relevance,
        )

    def by_relevance(self, row: int) -> list[int]:
        """The passages, the most relevant to what is asked first."""
        order: list[int] = np.argsort(-self.order[row], kind="stable").tolist()
        return order

    def most_relevant(self, row: int) -> Passage:
        """The passage that is most relevant to what is asked."""
        return self.passages[int(self.order[row].argmax())]

    def names(self, row: int) -> tuple[list[str], list[str]]:
        """Of the names that are asked, those that are named and those that are not."""
        asked = dict.fromkeys(self.requirements.requirements[row].names)
        named = [name for name in asked if self.signals.named[name][0]]
        return named, [name for name in asked if name not in named]

    @property
    def work(self) -> tuple[Role, ...]:
        """The roles that were work, paid or not."""
        return tuple(role for role in self.roles if role.section in WORK and role.is_work)

    def relevant_roles(self, row: int) -> list[Role]:
        """The roles that are relevant to what is asked, the nearest first.

        A role is as relevant as the most relevant of what is said of it, its title among that.
        """
        scores = self.signals.relevance[[row, *self.requirements.parts_of(row)]].max(axis=0)
        found = [
            (max(said), role)
            for role in self.roles
            if (
                said := [
                    s for s, p in zip(scores, self.passages, strict=True) if p.stands_under(role.id)
                ]
            )
        ]
        found.sort(key=lambda each: -each[0])
        return [role for score, role in found if score >= RELEVANT_FROM and role.is_work]

    def tenure(self, roles: tuple[Role, ...] | list[Role]) -> Tenure:
        """Months covered by some roles."""
        return tenure(roles, self.as_of)

    def degree(self, row: int) -> Education | None:
        """The entry of education that answers best: the nearest that suffices, else the highest."""
        asked = self.requirements.requirements[row].degree
        if asked is None:
            return None
        cosines = self.signals.degree_cosines[row]
        named = [(index, entry) for index, entry in enumerate(self.education) if entry.degree]
        enough = [pair for pair in named if pair[1].degree and pair[1].degree.level >= asked.level]
        if enough:
            return max(enough, key=lambda pair: (cosines[pair[0]], -pair[0]))[1]
        entries = [entry for _, entry in named]
        return max(entries, key=_height, default=None)

    def facts_of(self, row: int) -> tuple[Fact, ...]:
        """What arithmetic and names say of a requirement; nothing of its parts."""
        return self.facts[row] if row < len(self.facts) else ()

    def amounts(self, row: int) -> tuple[float, float] | None:
        """The amount asked and the largest that is named, where less is named."""
        asked = float(self.requirements.amounts[row])
        named = float(self.signals.amounts[0, row])
        return (asked, named) if named < asked else None


def _height(entry: Education) -> tuple[int, int]:
    return (entry.degree.level if entry.degree else -1, entry.year or 0)
