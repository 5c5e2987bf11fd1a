"""All signals of one résumé for all requirements of one posting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fitscore.evidence.comparison import FEATURES, Comparison
from fitscore.evidence.degrees import best_degree, enough, level_of
from fitscore.evidence.scale import sums_of
from fitscore.evidence.semantic import Array, centre, cosines, top_mean
from fitscore.evidence.wording import names_field
from fitscore.evidence.years import COUNTS_FROM, worked
from fitscore.resume import Tenure
from fitscore.types import Education, Kind, Requirement, Role

# The columns of the matrix of signals, in order.
SIGNALS = (
    "nearest",  # cosine of the nearest passage
    "second",  # cosine of the second nearest
    "top3",  # mean cosine of the three nearest
    "whole",  # cosine with the mean of all passages
    "domain",  # cosine of the mean of all requirements with the mean of all passages
    "posting",  # mean over the posting's requirements of `nearest`
    "relevance",  # score of the most relevant passage
    "relevance3",  # mean score of the three most relevant
    "posting_relevance",  # mean over the posting's requirements of `relevance`
    "relevant_cosine",  # cosine of the most relevant passage
    "spelling",  # share of the character 4-grams asked that one passage holds
    "names_asked",  # 1 when the requirement names something
    "names_found",  # share of those names that one passage names
    "years_asked",  # how many, 0 for none
    "years_share",  # years worked over years asked, at most 2
    "years_counting",  # years in roles that count over years asked, at most 2
    "degree_asked",  # 1 when a level of education is asked
    "degree_held",  # 1 when that level or a higher one is named
    "degree_level",  # the highest level held, -1 for none
    "equivalent",  # 1 when the posting allows another way
    "degree_near",  # cosine of the nearest degree that is high enough
    "field_asked",  # 1 when a degree in a field is asked
    *(f"kind_{kind.value}" for kind in Kind),
)
_MOST_YEARS_SHARE = 2.0
_SUMS_FROM = 5  # passages, the most relevant ones
_SPELLING, _NAMED = FEATURES.index("spelling"), FEATURES.index("named")


@dataclass(frozen=True, slots=True)
class Scale:
    """The least sum of money that is asked, and the largest that relevant passages name."""

    asked: float
    named: float

    @property
    def falls_short(self) -> bool:
        """Whether less is named than asked."""
        return self.named < self.asked


@dataclass(frozen=True, slots=True)
class Counting:
    """The roles that count for a requirement, nearest first, and the months they cover."""

    roles: tuple[Role, ...]
    tenure: Tenure


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found, as numbers for the decision and as findings for the reasons.

    Attributes:
        values: Shape (requirements, len(SIGNALS)).
        cosines: Of requirements with passages, shape (requirements, passages).
        relevance: Scores of the same pairs.
        names: For each requirement, the passage that holds each name, or None.
        all_roles: The roles that were work.
        tenure: Months worked by the as-of date.
        counting: For each requirement, the roles that count.
        education: For each requirement, the entry that answers it best.
        scale: For each requirement, sums of money; None where one side names none.
    """

    values: Array
    cosines: Array
    relevance: Array
    names: tuple[dict[str, int | None], ...]
    all_roles: tuple[Role, ...]
    tenure: Tenure
    counting: tuple[Counting, ...]
    education: tuple[Education | None, ...]
    scale: tuple[Scale | None, ...]


def read_signals(comparison: Comparison, relevance: Array) -> Signals:
    """Signals of one résumé.

    Args:
        comparison: The résumé beside the posting.
        relevance: Scores of its passages, shape (requirements, passages).
    """
    near = comparison.cosines
    everything = centre(comparison.passage_vectors)
    whole = np.einsum("rd,d->r", comparison.requirement_vectors, everything)
    own = comparison.whole
    asked = centre(comparison.requirement_vectors[:own])
    domain = float(np.einsum("d,d->", asked, everything))
    tenure = worked(comparison.roles, comparison.as_of)
    counting = tuple(_counting(comparison, index) for index in range(len(near)))
    degrees = cosines(comparison.requirement_vectors, comparison.education_vectors)
    features = comparison.features
    rows = []
    for index, requirement in enumerate(comparison.requirements):
        row = {
            **_of_passages(near[index], relevance[index], features[index]),
            "whole": whole[index],
            "domain": domain,
            "posting": near[:own].max(axis=1).mean(),
            "posting_relevance": relevance[:own].max(axis=1).mean(),
            "names_asked": bool(requirement.names),
            **_years(requirement, tenure, counting[index].tenure),
            **_degree(requirement, comparison, degrees[index]),
            "equivalent": requirement.or_equivalent,
            f"kind_{requirement.kind.value}": 1.0,
        }
        rows.append([float(row.get(name, 0.0)) for name in SIGNALS])
    return Signals(
        np.array(rows, dtype=np.float64),
        near,
        relevance,
        comparison.names,
        comparison.roles,
        tenure,
        counting,
        tuple(
            _answer(requirement, comparison, degrees[index])
            for index, requirement in enumerate(comparison.requirements)
        ),
        tuple(_scale(comparison, index, row) for index, row in enumerate(relevance)),
    )


def vouched_values(comparison: Comparison, signals: Signals) -> Array:
    """The matrix of signals as it is without the passages that do not vouch for a requirement.

    Words copied from the posting vouch for none, and a list of keywords for no experience. Where
    nothing else is left, the passage that says least of it stands in.
    """
    values = signals.values.copy()
    copied = np.array([item.copied for item in comparison.passages.items])
    listed = np.array([item.is_list for item in comparison.passages.items])
    for index, requirement in enumerate(comparison.requirements):
        left_out = copied | listed if requirement.kind is Kind.EXPERIENCE else copied
        relevance = signals.relevance[index]
        kept = np.flatnonzero(~left_out) if not left_out.all() else relevance.argmin(keepdims=True)
        found = _of_passages(
            signals.cosines[index, kept], relevance[kept], comparison.features[index, kept]
        )
        for name, value in found.items():
            values[index, SIGNALS.index(name)] = value
    return values


def _of_passages(near: Array, relevance: Array, features: Array) -> dict[str, float]:
    """The signals of one requirement that its passages give."""
    return {
        "nearest": near.max(),
        "second": np.sort(near)[-2:][0],
        "top3": top_mean(near[None], 3)[0],
        "relevance": relevance.max(),
        "relevance3": top_mean(relevance[None], 3)[0],
        "relevant_cosine": near[relevance.argmax()],
        "spelling": features[:, _SPELLING].max(),
        "names_found": features[:, _NAMED].max(),
    }


def _scale(comparison: Comparison, index: int, relevance: Array) -> Scale | None:
    asked = min(sums_of([comparison.requirements[index].text]), default=None)
    best = np.argsort(-relevance, kind="stable")[:_SUMS_FROM]
    named = max(sums_of(comparison.passages.items[place].encodable for place in best), default=None)
    return None if asked is None or named is None else Scale(asked, named)


def _counting(comparison: Comparison, index: int) -> Counting:
    near = {id_: values[index] for id_, values in comparison.closeness.items()}
    roles = [role for role in comparison.roles if near.get(role.id, 0.0) >= COUNTS_FROM]
    roles.sort(key=lambda role: -near[role.id])
    return Counting(tuple(roles), worked(roles, comparison.as_of))


def _years(requirement: Requirement, tenure: Tenure, counting: Tenure) -> dict[str, float]:
    asked = requirement.years_min
    if not asked:
        return {}
    return {
        "years_asked": asked,
        "years_share": min(_MOST_YEARS_SHARE, tenure.most / 12 / asked),
        "years_counting": min(_MOST_YEARS_SHARE, counting.most / 12 / asked),
    }


def _degree(requirement: Requirement, comparison: Comparison, near: Array) -> dict[str, float]:
    held = level_of(best_degree(comparison.resume))
    if requirement.degree is None:
        return {"degree_level": held}
    high = enough(comparison.resume.education, requirement.degree)
    return {
        "degree_asked": 1.0,
        "degree_held": float(any(high)),
        "degree_level": held,
        "degree_near": float(near[high].max(initial=0.0)),
        "field_asked": float(names_field(requirement.text)),
    }


def _answer(requirement: Requirement, comparison: Comparison, near: Array) -> Education | None:
    """The nearest entry that is high enough, else the highest."""
    if requirement.degree is None:
        return None
    entries = comparison.resume.education
    high = [i for i, held in enumerate(enough(entries, requirement.degree)) if held]
    if high:
        return entries[max(high, key=lambda i: (near[i], -i))]
    return best_degree(comparison.resume)
