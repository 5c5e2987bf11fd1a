"""Signals to probability, verdict and fit: pure functions on arrays."""

from fitscore.scoring.decision import Decision, default_decision, load_decision
from fitscore.scoring.fit import band_of, fit_of, interval_of, weight_of

__all__ = [
    "Decision",
    "band_of",
    "default_decision",
    "fit_of",
    "interval_of",
    "load_decision",
    "weight_of",
]
