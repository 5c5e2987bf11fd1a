"""Months worked, added up from dated roles: in all of them, and in those that are relevant."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Integers, ResumeArrays
from fitscore.scoring.vectors import Array

# Cosine from which a role counts for a requirement. The labelled verdicts do not tell 0.25, 0.35
# and 0.45 apart; this is the middle one.
RELEVANT_FROM = 0.35
_APART = 1 << 20  # months, more than any date has
_BEST = 3  # passages


def role_similarity(
    requirements: RequirementArrays, resumes: ResumeArrays, cosines: NDArray[Any]
) -> Array:
    """How near each role comes to each requirement: by its best passages, or by it as a whole.

    Args:
        requirements: What is asked.
        resumes: The résumés.
        cosines: Of requirements with passages, shape (requirements, passages).

    Returns:
        Shape (roles, requirements); not a number where a requirement asks no years, or a role was
        no work or has no passage.
    """
    found = np.full((len(resumes.roles), len(requirements)), np.nan)
    with_years = np.flatnonzero(requirements.years)
    roles = np.flatnonzero(resumes.roles["work"] & (resumes.roles["passages"] > 0))
    if not len(with_years) or not len(roles):
        return found
    sizes = resumes.roles["passages"][roles].astype(np.int64)
    begins = np.cumsum(sizes) - sizes
    within = np.arange(sizes.sum()) - np.repeat(begins, sizes)
    own = resumes.role_passages[np.repeat(resumes.first_role_passages[roles], sizes) + within]
    firsts = np.repeat(resumes.first_passages[resumes.role_owners[roles]], sizes)
    rows = cosines[with_years][:, own + firsts]
    which = np.repeat(np.arange(len(roles)), sizes)
    norm = resumes.roles["centroid_norm"][roles]
    # The cosine with the mean of a role's passages is the mean of the cosines over its length.
    whole = np.add.reduceat(rows, begins, axis=1, dtype=np.float64)
    whole /= sizes * np.where(norm > 0, norm, 1.0)
    # Role behind role on one line, the nearest first: a cosine is 1 at most.
    ordered = 4.0 * which - np.sort(4.0 * which - rows, axis=1)
    best = ordered[:, begins]
    several = sum(
        np.where(sizes > nth, ordered[:, np.minimum(begins + nth, len(which) - 1)], 0.0)
        for nth in range(_BEST)
    ) / np.minimum(sizes, _BEST)
    found[np.ix_(roles, with_years)] = np.maximum(0.5 * best + 0.5 * several, whole).T
    return found


def months_worked(resumes: ResumeArrays, which: NDArray[np.bool_], as_of: str) -> Array:
    """Months covered by some roles of each résumé, overlaps counted once; shape (résumés,).

    Args:
        resumes: The résumés.
        which: Which roles, shape (roles,).
        as_of: YYYY-MM-DD, the day that "present" means.
    """
    periods, owners = resumes.months(as_of)[which], resumes.role_owners[which]
    order = np.lexsort((periods[:, 0], owners))
    owners = owners[order]
    # Owner behind owner on one line, so that no period reaches into the next one's.
    first, stop = (periods[order] + owners[:, None] * _APART).T
    reached = np.maximum.accumulate(np.concatenate([[-1], stop[:-1]]))
    months: Integers = (stop - np.maximum(first, reached)).clip(0)
    return np.bincount(owners, months, minlength=len(resumes)).astype(np.float64)


def months_relevant(
    requirements: RequirementArrays, resumes: ResumeArrays, similarity: Array, as_of: str
) -> Array:
    """Months worked in the roles that are relevant to each requirement, 0 where no years are asked.

    Args:
        requirements: What is asked.
        resumes: The résumés.
        similarity: As `role_similarity`.
        as_of: YYYY-MM-DD, the day that "present" means.

    Returns:
        Shape (résumés, requirements).
    """
    found = np.zeros((len(resumes), len(requirements)))
    for column in np.flatnonzero(requirements.years):
        relevant = similarity[:, column] >= RELEVANT_FROM
        found[:, column] = months_worked(resumes, relevant, as_of)
    return found
