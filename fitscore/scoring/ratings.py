"""Fits and gates of many résumés at once, without their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.fit import fits_of
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans
from fitscore.scoring.signals import Signals
from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL, UNKNOWN, Verdicts
from fitscore.scoring.weights import Weights
from fitscore.types import Priority

_NEAR_VERDICT = 1e-3  # of a probability: within it, rounding may decide between two verdicts


@dataclass(frozen=True, slots=True)
class Ratings:
    """What ranks in a ranking depend on, each of shape (résumés,).

    Attributes:
        fit: 0 to 100; not a number where it cannot be told.
        knocked_out: Whether a knock-out is missing.
        required_met: How many required requirements are met.
        highest_fit: The fit if every requirement that rounding could decide were met.
        surely_out: Whether a knock-out is missing, whatever rounding decides.
    """

    fit: Array
    knocked_out: Booleans
    required_met: NDArray[np.int64]
    highest_fit: Array
    surely_out: Booleans

    @classmethod
    def none(cls, count: int) -> Self:
        """Of so many résumés of which nothing is known yet."""
        return cls(
            np.full(count, np.nan),
            np.zeros(count, np.bool_),
            np.zeros(count, np.int64),
            np.full(count, np.nan),
            np.zeros(count, np.bool_),
        )

    @classmethod
    def of(
        cls,
        prepared: Prepared,
        weights: Weights,
        signals: Signals,
        verdicts: Verdicts,
        able: Booleans,
    ) -> Self:
        """Those of some résumés for a posting.

        Args:
            prepared: The posting.
            weights: Of its requirements.
            signals: Of those that can be scored; so are the verdicts.
            verdicts: On them.
            able: Which of all they are.
        """
        requirements, shares = prepared.posting.requirements, verdicts.probabilities
        ratings = cls.none(len(able))
        weighed = weights.known(requirements, verdicts.verdicts == UNKNOWN)
        met, partial = shares[..., MET], shares[..., PARTIAL]
        ratings.fit[able] = fits_of(weighed, met, partial)
        required = [item.priority is Priority.REQUIRED for item in requirements]
        ratings.required_met[able] = ((verdicts.verdicts == MET) & required).sum(axis=-1)
        gates = [weights.knocks_out(item) for item in requirements]
        out = (verdicts.verdicts == MISSING) & gates
        ratings.knocked_out[able] = out.any(axis=-1)
        tied = _tied(prepared.requirements, signals.near_tie)
        ratings.highest_fit[able] = fits_of(
            weighed, np.where(tied, 1.0, met), np.where(tied, 0.0, partial)
        )
        best = np.sort(shares, axis=-1)
        clear = best[..., -1] - best[..., -2] >= _NEAR_VERDICT
        ratings.surely_out[able] = (out & clear & ~tied).any(axis=-1)
        return ratings


def _tied(requirements: RequirementArrays, near_tie: Booleans) -> Booleans:
    """Where a requirement, or a part of it, is a near tie; shape (résumés, requirements)."""
    tied = near_tie[:, : requirements.count].copy()
    for index in range(requirements.count):
        parts = requirements.parts_of(index)
        if parts:
            tied[:, index] |= near_tie[:, parts].any(axis=1)
    return tied
