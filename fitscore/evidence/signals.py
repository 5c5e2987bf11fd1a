"""All signals of one résumé for all requirements of one posting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import Asked
from fitscore.evidence.comparison import PAIR_FEATURES, Comparison
from fitscore.evidence.degrees import best_degree, enough, level_of
from fitscore.evidence.scale import sums_of
from fitscore.evidence.semantic import Array, centre, cosines, finite_mean, greatest
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
SUMS_FROM = 5  # passages, the most relevant ones
HOLDING = [PAIR_FEATURES.index(name) for name in ("spelling", "named")]


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
    levels = np.array([level_of(entry) for entry in comparison.resume.education], np.int64)
    enough_of = levels >= asked.levels[:, None]
    values = signal_values(
        asked,
        {
            **of_passages(np.stack([near, relevance, *comparison.pair_features[HOLDING]])),
            "whole": np.einsum("rd,d->r", asked.vectors, everything),
            "domain": np.einsum("d,d->", asked.centre, everything),
            "posting": near[: asked.whole].max(axis=-1).mean(),
            "posting_relevance": relevance[: asked.whole].max(axis=-1).mean(),
            **of_years(asked, np.array(tenure.most), np.array([c.tenure.most for c in counting])),
            "degree_level": np.array(levels.max(initial=-1)),
            "degree_held": np.asarray(enough_of.any(axis=-1)),
            "degree_near": np.where(enough_of, degrees, 0.0).max(axis=-1, initial=0.0),
        },
    )
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
    left_out = unvouched(comparison.asked, comparison.shown.passages["list"]) | copied
    values = signals.values.copy()
    if left_out.any():
        held = comparison.pair_features[HOLDING]
        columns = of_passages(np.stack([signals.cosines, signals.relevance, *held]), left_out)
        for name, column in columns.items():
            values[:, SIGNALS.index(name)] = column
    return values


def unvouched(asked: Asked, listed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which passages do not vouch for which requirements, as they are lists of keywords.

    Args:
        asked: The requirements.
        listed: Which passages are such lists, shape (..., passages).

    Returns:
        Shape (requirements, ..., passages).
    """
    experience = np.array([item.kind is Kind.EXPERIENCE for item in asked.requirements])
    left_out: NDArray[np.bool_] = experience.reshape(-1, *(1,) * listed.ndim) & listed
    return left_out


def signal_values(asked: Asked, columns: Mapping[str, NDArray[Any]]) -> Array:
    """The matrix of signals; of several résumés at once, or of one.

    Args:
        asked: The requirements.
        columns: By name, what a résumé says, shape (..., requirements) or (..., 1) or ().

    Returns:
        Shape (..., requirements, len(SIGNALS)).
    """
    requirements = asked.requirements
    with_degree = np.array([item.degree is not None for item in requirements])
    told: dict[str, NDArray[Any]] = {
        "names_asked": np.array([bool(item.names) for item in requirements]),
        "years_asked": asked.years,
        "degree_asked": with_degree,
        "equivalent": np.array([item.or_equivalent for item in requirements]),
        "field_asked": np.array(asked.asks_field),
        **{f"kind_{k.value}": np.array([item.kind is k for item in requirements]) for k in Kind},
        **columns,
    }
    shape = np.broadcast_shapes(*(column.shape for column in told.values()))
    values = np.zeros((*shape, len(SIGNALS)))
    for index, name in enumerate(SIGNALS):
        values[..., index] = told[name]
    for name in ("degree_held", "degree_near"):
        values[..., SIGNALS.index(name)] *= with_degree
    return values


def of_passages(
    said: NDArray[Any],
    left_out: NDArray[np.bool_] | None = None,
) -> dict[str, NDArray[Any]]:
    """The signals that passages give, each of shape (requirements, ...).

    Args:
        said: Of requirements and passages their cosine, how relevant they are, and the shares of
            runs of letters and of names that are held, shape (4, requirements, ..., passages).
        left_out: Which passages do not count; where that is all, the one that says least does.
    """
    if left_out is not None:
        least = said[1].argmin(axis=-1)[..., None] == np.arange(said.shape[-1])
        left_out = np.where(left_out.all(axis=-1, keepdims=True), ~least, left_out)
        nothing = said.dtype.type(-np.inf)
        said = np.where(left_out, nothing, said)
    near, relevance, spelled, named = said
    nearest = greatest(near, 3)
    most = greatest(relevance, 3)
    second = nearest[..., min(1, nearest.shape[-1] - 1)]
    most_relevant = relevance.argmax(axis=-1)[..., None]
    return {
        "nearest": nearest[..., 0],
        "second": np.where(np.isfinite(second), second, nearest[..., 0]),
        "top3": finite_mean(nearest),
        "relevance": most[..., 0],
        "relevance3": finite_mean(most),
        "relevant_cosine": np.take_along_axis(near, most_relevant, axis=-1)[..., 0],
        "spelling": spelled.max(axis=-1),
        "names_found": named.max(axis=-1),
    }


def of_years(asked: Asked, months: NDArray[Any], counting: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """The signals that years give, 0 where none are asked.

    Args:
        asked: The requirements.
        months: Worked in all, shape (...).
        counting: In the roles that count, shape (..., requirements).
    """
    least = np.where(asked.years > 0, asked.years, np.inf)
    return {
        "years_share": np.minimum(_MOST_YEARS_SHARE, months[..., None] / 12 / least),
        "years_counting": np.minimum(_MOST_YEARS_SHARE, counting / 12 / least),
    }


def _scale(comparison: Comparison, index: int, relevance: Array) -> Scale | None:
    asked = comparison.asked.sums[index]
    if asked is None:
        return None
    best = np.argsort(-relevance, kind="stable")[:SUMS_FROM]
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


def _answer(requirement: Requirement, comparison: Comparison, near: Array) -> Education | None:
    """The nearest entry that is high enough, else the highest."""
    if requirement.degree is None:
        return None
    entries = comparison.resume.education
    high = [i for i, held in enumerate(enough(entries, requirement.degree)) if held]
    if high:
        return entries[max(high, key=lambda i: (near[i], -i))]
    return best_degree(comparison.resume)
