"""All signals of one résumé for all requirements of one posting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.degrees import best_degree, level_gap
from fitscore.evidence.lexical import content_words, coverage
from fitscore.evidence.names import find_names
from fitscore.evidence.passages import Passages
from fitscore.evidence.semantic import Neighbours, nearest_passages
from fitscore.evidence.years import worked
from fitscore.resume import Tenure
from fitscore.types import Education, Kind, Requirement, Resume, Section

# The columns of the matrix of signals, in order.
SIGNALS = (
    "nearest",  # cosine of the nearest passage
    "top3",  # mean cosine of the three nearest
    "whole",  # cosine with the mean of all passages
    "words_nearest",  # share of the words asked that one of the five nearest passages holds
    "words_resume",  # share of the words asked that the résumé holds
    "listed",  # 1 when the nearest passage is of a skills section
    "names_asked",  # 1 when the requirement names something
    "names_found",  # share of those names that the résumé names
    "years_asked",  # 1 when a number of years is asked
    "years_share",  # years worked over years asked, at most 1.5
    "degree_asked",  # 1 when a level of education is asked
    "degree_held",  # 1 when that level or a higher one is named
    "degree_below",  # 1 when only a lower level is named
    *(f"kind_{kind.value}" for kind in Kind),
    *(f"kind_{kind.value}_nearest" for kind in Kind),
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found, as numbers for the decision and as findings for the reasons.

    Attributes:
        values: Shape (requirements, len(SIGNALS)), float64.
        neighbours: The nearest passages of each requirement.
        names: For each requirement, the passage that holds each name, or None.
        tenure: Months worked by the as-of date.
        education: The entry of the highest level.
    """

    values: NDArray[np.float64]
    neighbours: Neighbours
    names: tuple[dict[str, int | None], ...]
    tenure: Tenure
    education: Education | None


def read_signals(
    requirements: Sequence[Requirement],
    requirement_vectors: NDArray[np.float32],
    resume: Resume,
    passages: Passages,
    passage_vectors: NDArray[np.float32],
    as_of: str,
) -> Signals:
    """Signals of one résumé.

    Args:
        requirements: Of the posting.
        requirement_vectors: Unit rows, shape (requirements, dimensions).
        resume: The résumé.
        passages: What of it can be evidence; at least one.
        passage_vectors: Unit rows, shape (passages, dimensions).
        as_of: YYYY-MM-DD, the day that "present" means.
    """
    neighbours = nearest_passages(requirement_vectors, passage_vectors)
    centre = passage_vectors.mean(axis=0)
    norm = float(np.linalg.norm(centre)) or 1.0
    words = [content_words(text) for text in passages.texts]
    all_words = frozenset(word for entry in words for word in entry)
    tenure = worked(resume, as_of)
    names = tuple(find_names(item.names, passages) for item in requirements)
    rows = []
    for index, requirement in enumerate(requirements):
        cosines = neighbours.similarity[index].astype(np.float64)
        nearest = [int(i) for i in neighbours.passage[index]]
        asked = content_words(requirement.text)
        row = {
            "nearest": cosines[0],
            "top3": cosines[:3].mean(),
            "whole": float(requirement_vectors[index] @ centre) / norm,
            "words_nearest": max(coverage(asked, words[i]) for i in nearest),
            "words_resume": coverage(asked, all_words),
            "listed": float(passages.items[nearest[0]].section is Section.SKILLS),
            **_names(names[index]),
            **_years(requirement, tenure),
            **_degree(requirement, resume),
            f"kind_{requirement.kind.value}": 1.0,
            f"kind_{requirement.kind.value}_nearest": cosines[0],
        }
        rows.append([row.get(name, 0.0) for name in SIGNALS])
    return Signals(np.array(rows, dtype=np.float64), neighbours, names, tenure, best_degree(resume))


def _names(found: dict[str, int | None]) -> dict[str, float]:
    if not found:
        return {}
    share = sum(place is not None for place in found.values()) / len(found)
    return {"names_asked": 1.0, "names_found": share}


def _years(requirement: Requirement, tenure: Tenure) -> dict[str, float]:
    if not requirement.years_min:
        return {}
    return {"years_asked": 1.0, "years_share": min(1.5, tenure.most / 12 / requirement.years_min)}


def _degree(requirement: Requirement, resume: Resume) -> dict[str, float]:
    if requirement.degree is None:
        return {}
    gap = level_gap(resume, requirement.degree)
    held, below = gap is not None and gap >= 0, gap is not None and gap < 0
    return {"degree_asked": 1.0, "degree_held": float(held), "degree_below": float(below)}
