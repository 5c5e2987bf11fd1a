"""All signals of one résumé for all requirements of one posting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fitscore.evidence.comparison import PAIR_FEATURES, Comparison
from fitscore.evidence.degrees import best_degree, enough, level_of
from fitscore.evidence.scale import sums_of
from fitscore.evidence.semantic import Array, centre, cosines, top_mean
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
_SPELLING, _NAMED = PAIR_FEATURES.index("spelling"), PAIR_FEATURES.index("named")


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
    asked, near = comparison.asked, comparison.cosines
    everything = centre(comparison.passage_vectors)
    tenure = worked(comparison.roles, comparison.as_of)
    counting = _counting(comparison)
    degrees = cosines(asked.vectors, comparison.education_vectors)
    columns = {
        **_of_passages(near, relevance, comparison.pair_features),
        "whole": np.einsum("rd,d->r", asked.vectors, everything),
        "domain": np.einsum("d,d->", asked.centre, everything),
        "posting": near[: asked.whole].max(axis=1).mean(),
        "posting_relevance": relevance[: asked.whole].max(axis=1).mean(),
    }
    values = np.zeros((len(near), len(SIGNALS)))
    for name, column in columns.items():
        values[:, SIGNALS.index(name)] = column
    for index, requirement in enumerate(asked.requirements):
        row = {
            "names_asked": bool(requirement.names),
            **_years(requirement, tenure, counting[index].tenure),
            **_degree(requirement, comparison, degrees[index], field=asked.asks_field[index]),
            "equivalent": requirement.or_equivalent,
            f"kind_{requirement.kind.value}": 1.0,
        }
        for name, value in row.items():
            values[index, SIGNALS.index(name)] = value
    return Signals(
        values,
        near,
        relevance,
        comparison.names,
        comparison.roles,
        tenure,
        counting,
        tuple(
            _answer(requirement, comparison, degrees[index])
            for index, requirement in enumerate(asked.requirements)
        ),
        tuple(_scale(comparison, index, row) for index, row in enumerate(relevance)),
    )


def vouched_values(comparison: Comparison, signals: Signals) -> Array:
    """The matrix of signals as it is without the passages that do not vouch for a requirement.

    Words copied from the posting vouch for none, and a list of keywords for no experience. Where
    nothing else is left, the passage that says least of it stands in.
    """
    copied = np.array([item.copied for item in comparison.passages.items])
    listed = np.array([item.is_list for item in comparison.passages.items])
    requirements = comparison.asked.requirements
    experience = np.array([item.kind is Kind.EXPERIENCE for item in requirements])
    values = signals.values.copy()
    for rows, left_out in ((experience, copied | listed), (~experience, copied)):
        if not rows.any() or not left_out.any():
            continue
        near, relevance = signals.cosines[rows], signals.relevance[rows]
        features = comparison.pair_features[rows]
        if left_out.all():
            least = relevance.argmin(axis=1)[:, None]
            near, relevance = (np.take_along_axis(v, least, axis=1) for v in (near, relevance))
            features = np.take_along_axis(features, least[:, :, None], axis=1)
        else:
            kept = np.flatnonzero(~left_out)
            near, relevance, features = near[:, kept], relevance[:, kept], features[:, kept]
        for name, column in _of_passages(near, relevance, features).items():
            values[rows, SIGNALS.index(name)] = column
    return values


def _of_passages(near: Array, relevance: Array, features: Array) -> dict[str, Array]:
    """The signals that passages give, each of shape (requirements,).

    Args:
        near: Cosines, shape (requirements, passages).
        relevance: Scores of the same pairs.
        features: Shape (requirements, passages, len(PAIR_FEATURES)).
    """
    most_relevant = relevance.argmax(axis=1)[:, None]
    return {
        "nearest": near.max(axis=1),
        "second": np.sort(near, axis=1)[:, -2:][:, 0],
        "top3": top_mean(near, 3),
        "relevance": relevance.max(axis=1),
        "relevance3": top_mean(relevance, 3),
        "relevant_cosine": np.take_along_axis(near, most_relevant, axis=1)[:, 0],
        "spelling": features[:, :, _SPELLING].max(axis=1),
        "names_found": features[:, :, _NAMED].max(axis=1),
    }


def _scale(comparison: Comparison, index: int, relevance: Array) -> Scale | None:
    asked = comparison.asked.sums[index]
    if asked is None:
        return None
    best = np.argsort(-relevance, kind="stable")[:_SUMS_FROM]
    named = max(sums_of(comparison.passages.items[place].encodable for place in best), default=None)
    return None if named is None else Scale(asked, named)


def _counting(comparison: Comparison) -> tuple[Counting, ...]:
    roles = [role for role in comparison.roles if role.id in comparison.closeness]
    if not roles:
        return (Counting((), worked((), comparison.as_of)),) * len(comparison.cosines)
    near = np.array([comparison.closeness[role.id] for role in roles])
    tenures: dict[tuple[int, ...], Counting] = {}
    found = []
    for column in near.T:
        order = np.argsort(-column, kind="stable")
        places = tuple(int(place) for place in order if column[place] >= COUNTS_FROM)
        if places not in tenures:
            counting = tuple(roles[place] for place in places)
            tenures[places] = Counting(counting, worked(counting, comparison.as_of))
        found.append(tenures[places])
    return tuple(found)


def _years(requirement: Requirement, tenure: Tenure, counting: Tenure) -> dict[str, float]:
    asked = requirement.years_min
    if not asked:
        return {}
    return {
        "years_asked": asked,
        "years_share": min(_MOST_YEARS_SHARE, tenure.most / 12 / asked),
        "years_counting": min(_MOST_YEARS_SHARE, counting.most / 12 / asked),
    }


def _degree(
    requirement: Requirement, comparison: Comparison, near: Array, *, field: bool
) -> dict[str, float]:
    held = level_of(best_degree(comparison.resume))
    if requirement.degree is None:
        return {"degree_level": held}
    high = enough(comparison.resume.education, requirement.degree)
    return {
        "degree_asked": 1.0,
        "degree_held": float(any(high)),
        "degree_level": held,
        "degree_near": float(near[high].max(initial=0.0)),
        "field_asked": float(field),
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
