"""Requirements that join others, and evidence that does not vouch for what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.decision import Array
from fitscore.types import Requirement


def capped(probabilities: Array, vouched: Array) -> Array:
    """Rows in which P(met) is no more than what vouches for itself; the rest is partial.

    Args:
        probabilities: P(missing), P(partial), P(met) with all evidence, shape (..., 3).
        vouched: The same with the evidence alone that vouches for itself.
    """
    met = np.minimum(probabilities[..., 2], vouched[..., 2])
    missing = probabilities[..., 0]
    return np.stack([missing, 1.0 - missing - met, met], axis=-1)


def joined(
    requirement: Requirement, probabilities: Array, index: int, parts: Sequence[int]
) -> tuple[Array, NDArray[np.int64]]:
    """P(missing), P(partial), P(met) of a requirement from those of its parts.

    Of alternatives the best counts, the whole text among them. Of parts that are all needed,
    it is met as far as the weakest is met, and shown at all as far as the best is: one of two
    is partial.

    Args:
        requirement: It has alternatives (`any_of`) or parts (`all_of`).
        probabilities: Of everything asked, shape (..., asked, 3).
        index: The row of the requirement as a whole.
        parts: The rows of its parts.

    Returns:
        Its probabilities, shape (..., 3), and the row whose evidence stands for it, shape (...).
    """
    if requirement.any_of:
        options = np.array([index, *parts])
        rows = probabilities[..., options, :]
        best = (rows[..., 2] + 0.5 * rows[..., 1]).argmax(axis=-1)
        return np.take_along_axis(rows, best[..., None, None], axis=-2)[..., 0, :], options[best]
    rows = probabilities[..., list(parts), :]
    met = rows[..., 2].min(axis=-1)
    shown = (rows[..., 1] + rows[..., 2]).max(axis=-1)
    return np.stack([1.0 - shown, shown - met, met], axis=-1), np.full(met.shape, index)
