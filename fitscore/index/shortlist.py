"""Which of many kept résumés are worth scoring: by what one matrix product says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fitscore.index.cache import PassageCache
from fitscore.matching import Prepared, Scorer
from fitscore.types import Kind

SHORTLIST = 1000


def first_guesses(scorer: Scorer, prepared: Prepared, cache: PassageCache) -> NDArray[np.float64]:
    """What orders the résumés of an index about as their fit does.

    The part of relevance that vectors alone give, of the best passage for each requirement
    (MaxSim), through the logistic function, weighted as in the fit.

    Args:
        scorer: Whose decision and weights.
        prepared: By it.
        cache: Of the index.

    Returns:
        Shape (résumés,), in the order of `cache.facts`.
    """
    asked, relevance = prepared.asked, scorer.decision.relevance
    requirements = asked.requirements[: asked.whole]
    vectors = relevance.directions(asked, scorer.encoder.identity.sha256)[: asked.whole]
    best = cache.best(vectors).astype(np.float64)
    weights = np.array(
        [0.0 if r.kind is Kind.LOGISTICS else scorer.weights.weight_of(r) for r in requirements]
    )
    return weights @ (1.0 / (1.0 + np.exp(-best)))
