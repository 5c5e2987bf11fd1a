"""Signals: what some résumés show of each requirement, as the numbers that the classifier reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.passage_signals import passage_signals
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, Integers, ResumeArrays
from fitscore.scoring.tenure import (
    RELEVANT_FROM,
    months_relevant,
    months_worked,
    role_similarity,
)
from fitscore.scoring.vectors import Array, Kernel
from fitscore.types import Kind

# The columns of the matrix of signals, in order.
SIGNALS = (
    "max_cosine",  # of the nearest passage
    "second_cosine",  # of the second nearest
    "mean_top3_cosine",  # of the three nearest
    "centroid_cosine",  # with the mean of all passages
    "domain_cosine",  # of the mean of all requirements with the mean of all passages
    "posting_max_cosine",  # mean over the posting's requirements of `max_cosine`
    "max_relevance",  # score of the most relevant passage
    "mean_top3_relevance",  # of the three most relevant
    "posting_max_relevance",  # mean over the posting's requirements of `max_relevance`
    "cosine_of_most_relevant",  # cosine of the most relevant passage
    "char_ngrams",  # share of the character 4-grams asked that one passage holds
    "names_asked",  # 1 when the requirement names something
    "names_found",  # share of those names that one passage names
    "years_asked",  # how many, 0 for none
    "years_ratio",  # years worked over years asked, at most 2
    "relevant_years_ratio",  # years in roles that are relevant over years asked, at most 2
    "degree_asked",  # 1 when a level of education is asked
    "degree_held",  # 1 when that level or a higher one is named
    "degree_level",  # the highest level held, -1 for none
    "or_equivalent",  # 1 when the posting allows another way
    "degree_cosine",  # of the nearest degree that is high enough
    "degree_field_asked",  # 1 when a degree in a field is asked
    *(f"kind_{kind.value}" for kind in Kind),
)
_NEAR_THRESHOLD = 1e-5  # of cosines, whose single precision errs by 1e-7
_MOST_YEARS_RATIO = 2.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found, as numbers for the classifier and as findings for the reasons.

    Attributes:
        values: Shape (résumés, requirements, len(SIGNALS)).
        corroborated: The same without the passages that do not corroborate a requirement.
        cosines: Of requirements with passages, shape (requirements, passages); without columns
            where the résumés had to be put in another order.
        relevance: Scores of the same pairs, or without columns.
        named: For each name that is asked, which résumés name it, shape (résumés,).
        any_named: Whether one of the names asked is named, shape (résumés, requirements).
        role_similarity: As `tenure.role_similarity`, shape (roles, requirements).
        degree_cosines: Of requirements with entries of education, shape (requirements, entries).
        amounts: The largest amount of money that the most relevant passages name, not a number
            where they name none; shape (résumés, requirements).
        near_tie: Where a rounding error could move a verdict by more than itself, shape (résumés,
            requirements): two passages are equally relevant, or a role is at the threshold.
    """

    values: Array
    corroborated: Array
    cosines: NDArray[Any]
    relevance: NDArray[Any]
    named: dict[str, Booleans]
    any_named: Booleans
    role_similarity: Array
    degree_cosines: Array
    amounts: Array
    near_tie: Booleans


def compute_signals(
    requirements: RequirementArrays,
    parts: Sequence[ResumeArrays],
    relevance: Relevance,
    *,
    copied: Sequence[Booleans],
    as_of: str,
    encoder: str,
    kernel: Kernel,
) -> Signals:
    """The signals of some résumés, each with one passage at least.

    Args:
        requirements: What is asked.
        parts: The résumés, one or many in one or several parts, without what does not count.
        relevance: Scores passages.
        copied: Of each part, the passages that do not corroborate anything, shape (passages,).
        as_of: YYYY-MM-DD, the day that "present" means.
        encoder: The hash of the model that made the vectors.
        kernel: How to multiply, and in what precision.
    """
    relevance = relevance.astype(kernel.dtype)
    queries = [requirements.vectors, requirements.centroid[None]]
    if encoder == relevance.encoder:
        queries.append(relevance.queries(requirements))
    rows = np.concatenate(queries)
    products = np.concatenate([kernel.cosines(rows, part.vectors) for part in parts], axis=1)
    # From here on by how many passages they have, and without what has said all.
    resumes = ResumeArrays.concatenate([part.without_sources() for part in parts])
    order, left_out = resumes.by_size, np.concatenate(copied)
    is_sorted = bool((np.diff(order) > 0).all())
    if not is_sorted:
        columns = resumes.rows_of(order)
        products, left_out, resumes = products[:, columns], left_out[columns], resumes.take(order)
    found = _sorted_signals(requirements, resumes, relevance, products, left_out, as_of, kernel)
    return found if is_sorted else _reordered(found, resumes, order)


def _sorted_signals(
    requirements: RequirementArrays,
    resumes: ResumeArrays,
    relevance: Relevance,
    products: NDArray[Any],
    copied: Booleans,
    as_of: str,
    kernel: Kernel,
) -> Signals:
    """The same of résumés in the order of how many passages they have.

    `products` are those of the passages with the requirements, with their centroid, and perhaps
    with what relevance looks for.
    """
    count = len(requirements)
    cosines, domain, looked_for = products[:count], products[count], products[count + 1 :]
    low_rank = relevance.with_titles(looked_for, resumes.headers) if len(looked_for) else None
    columns, corroborated, findings = passage_signals(
        requirements, resumes, relevance, cosines, low_rank, copied, as_of, kernel
    )
    norm = np.where(resumes.resumes["centroid_norm"] > 0, resumes.resumes["centroid_norm"], 1.0)
    sizes = resumes.resumes["passages"].astype(np.float64)
    domain_sums = np.add.reduceat(domain, resumes.first_passages[:-1], dtype=np.float64)
    similarity = role_similarity(requirements, resumes, cosines)
    # Those of the vectors themselves are plain products: there are few.
    degree_cosines = kernel.cosines(requirements.vectors, resumes.education_vectors)
    whole = {
        # The cosine with the mean of all passages is the mean of the cosines over its length.
        "centroid_cosine": columns["mean_cosine"] / norm[:, None],
        "domain_cosine": (domain_sums / sizes / norm)[:, None],
        **_years(
            requirements,
            months_worked(resumes, resumes.roles["work"], as_of),
            months_relevant(requirements, resumes, similarity, as_of),
        ),
        **_degrees(requirements, resumes, degree_cosines),
    }
    near_tie = findings.near_tie
    roles, rows = np.nonzero(np.abs(similarity - RELEVANT_FROM) < _NEAR_THRESHOLD)
    near_tie[resumes.role_owners[roles], rows] = True
    return Signals(
        values=signal_values(requirements, columns | whole),
        corroborated=signal_values(requirements, columns | corroborated | whole),
        cosines=cosines,
        relevance=findings.relevance,
        named=findings.named,
        any_named=findings.any_named,
        role_similarity=similarity,
        degree_cosines=degree_cosines.astype(np.float64),
        amounts=findings.amounts,
        near_tie=near_tie,
    )


def _years(
    requirements: RequirementArrays, worked: Array, relevant: Array
) -> dict[str, NDArray[Any]]:
    """The signals that years give, 0 where none are asked.

    Args:
        requirements: What is asked.
        worked: Months in all, shape (résumés,).
        relevant: Months in the roles that are relevant, shape (résumés, requirements).
    """
    least = np.where(requirements.years > 0, requirements.years, np.inf)
    return {
        "years_ratio": np.minimum(_MOST_YEARS_RATIO, worked[:, None] / 12 / least),
        "relevant_years_ratio": np.minimum(_MOST_YEARS_RATIO, relevant / 12 / least),
    }


def _degrees(
    requirements: RequirementArrays, resumes: ResumeArrays, cosines: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """The signals that education gives."""
    owners, levels = resumes.education_owners, resumes.education["level"]
    sufficient = levels[:, None] >= requirements.degree_levels
    shape = (len(resumes), len(requirements))
    highest, held, nearest = np.full(len(resumes), -1.0), np.zeros(shape), np.zeros(shape)
    np.maximum.at(highest, owners, levels)
    np.maximum.at(held, owners, sufficient)
    np.maximum.at(nearest, owners, np.where(sufficient, cosines.T, 0.0))
    return {"degree_level": highest[:, None], "degree_held": held, "degree_cosine": nearest}


def signal_values(requirements: RequirementArrays, columns: Mapping[str, NDArray[Any]]) -> Array:
    """The matrix of signals.

    Args:
        requirements: What is asked.
        columns: By name, what résumés say, shape (résumés, requirements) or (résumés, 1).

    Returns:
        Shape (résumés, requirements, len(SIGNALS)).
    """
    asked = requirements.requirements
    by_name: dict[str, NDArray[Any]] = {
        "names_asked": np.array([bool(item.names) for item in asked]),
        "years_asked": requirements.years,
        "degree_asked": requirements.asks_degree,
        "or_equivalent": np.array([item.or_equivalent for item in asked]),
        "degree_field_asked": requirements.asks_field,
        **{f"kind_{kind.value}": np.array([item.kind is kind for item in asked]) for kind in Kind},
        **columns,
    }
    shape = np.broadcast_shapes(*(column.shape for column in by_name.values()))
    values = np.zeros((*shape, len(SIGNALS)))
    for index, name in enumerate(SIGNALS):
        values[..., index] = by_name[name]
    for name in ("degree_held", "degree_cosine"):
        values[..., SIGNALS.index(name)] *= requirements.asks_degree
    return values


def _reordered(found: Signals, resumes: ResumeArrays, order: Integers) -> Signals:
    """The signals in the order that the résumés came in.

    Args:
        found: In the order of `resumes`.
        resumes: Those that came, taken by `order`.
        order: Where each of them stood.
    """
    back = np.argsort(order)
    roles = _rows(resumes.first_roles, back)
    entries = _rows(resumes.first_education, back)
    return Signals(
        values=found.values[back],
        corroborated=found.corroborated[back],
        cosines=found.cosines[:, :0],
        relevance=found.relevance[:, :0],
        named={name: rows[back] for name, rows in found.named.items()},
        any_named=found.any_named[back],
        role_similarity=found.role_similarity[roles],
        degree_cosines=found.degree_cosines[:, entries],
        amounts=found.amounts[back],
        near_tie=found.near_tie[back],
    )


def _rows(firsts: Integers, which: Integers) -> Integers:
    parts = [np.arange(firsts[owner], firsts[owner + 1]) for owner in which.tolist()]
    return np.concatenate([np.zeros(0, np.int64), *parts])
