"""Signals to probability, verdict and fit: pure functions on arrays."""

from fitscore.scoring.decision import Decision, default_decision, load_decision
from fitscore.scoring.fit import band_of, fit_of, fits_of, interval_of
from fitscore.scoring.weights import DEFAULT_WEIGHTS, Weights, load_weights

__all__ = [
    "DEFAULT_WEIGHTS",
    "Decision",
    "Weights",
    "band_of",
    "default_decision",
    "fit_of",
    "fits_of",
    "interval_of",
    "load_decision",
    "load_weights",
]
