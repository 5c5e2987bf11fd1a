"""Which of many kept résumés are worth rating: by what one matrix product says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fitscore.index.cache import Cache
from fitscore.matching import Prepared, Scorer
from fitscore.types import Kind

SHORTLIST = 1000  # scored
RATED = 5  # for each that is scored: with fewer the first guess leaves out some of the best


def first_guesses(scorer: Scorer, prepared: Prepared, cache: Cache) -> NDArray[np.float64]:
    """What orders the résumés of an index about as their fit does.

    The cosine of the nearest passage for each requirement (MaxSim), weighted as in the fit, and
    the mean of all cosines, which tells the trade. `python -m benchmarks.index` prints what of the
    best twenty it leaves out.

    Args:
        scorer: Whose weights.
        prepared: By it.
        cache: Of the index.

    Returns:
        Shape (résumés,), in the order of `cache.names`.
    """
    asked = prepared.asked
    weights = np.array(
        [
            0.0 if item.kind is Kind.LOGISTICS else scorer.weights.weight_of(item)
            for item in asked.requirements[: asked.whole]
        ]
    )
    best, mean = cache.nearness(asked.vectors[: asked.whole])
    guesses: NDArray[np.float64] = best @ weights / max(1e-9, weights.sum()) + mean
    return guesses
