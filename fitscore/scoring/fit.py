"""Probabilities to a fit from 0 to 100, its band and its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from fitscore.scoring.vectors import Array
from fitscore.types import Band

# The least fit of each band.
BANDS = ((75.0, Band.STRONG), (55.0, Band.GOOD), (35.0, Band.PARTIAL), (0.0, Band.WEAK))


def fits_of(weights: Array, met: Array, partial: Array) -> Array:
    """100 · Σ weight · (P(met) + ½ P(partial)) / Σ weight; 0 where nothing weighs.

    Requirements that no résumé could show weigh nothing: the caller sees to that.

    Args:
        weights: Shape (..., requirements), like the others.
        met: P(met).
        partial: P(partial).

    Returns:
        Shape (...).
    """
    total = weights.sum(axis=-1)
    fits: Array = 100.0 * (weights * (met + 0.5 * partial)).sum(axis=-1)
    shares: Array = np.divide(fits, total, out=np.zeros_like(fits), where=total > 0)
    return shares


def fit_of(weights: Sequence[float], met: Sequence[float], partial: Sequence[float]) -> float:
    """The fit of one résumé, as `fits_of`."""
    return float(fits_of(np.array(weights), np.array(met), np.array(partial)))


def interval_of(
    weights: Sequence[float], met: Sequence[float], partial: Sequence[float]
) -> tuple[float, float]:
    """One standard deviation around the fit, the verdicts taken as independent.

    A verdict is worth 1 with P(met), ½ with P(partial), else 0; its variance is
    P(met) + ¼ P(partial) - (P(met) + ½ P(partial))².
    """
    total = sum(weights)
    if not total:
        return (0.0, 0.0)
    rows = zip(weights, met, partial, strict=True)
    variance = sum(w * w * (m + 0.25 * p - (m + 0.5 * p) ** 2) for w, m, p in rows)
    spread = 100.0 * sqrt(max(0.0, variance)) / total
    fit = fit_of(weights, met, partial)
    return (max(0.0, fit - spread), min(100.0, fit + spread))


def band_of(fit: float) -> Band:
    """The fit in a word: strong from 75, good from 55, partial from 35, else weak."""
    return next(band for least, band in BANDS if fit >= least)
