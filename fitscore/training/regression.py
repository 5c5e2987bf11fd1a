"""Train verdicts: a multinomial logistic regression over signals, and the file of a decision."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from fitscore.scoring.classifier import SCHEMA, relevance_to_dict
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.signals import SIGNALS
from fitscore.scoring.vectors import Array

INVERSE_REGULARISATION = 0.03


def fit(
    values: Array,
    labels: NDArray[np.int64],
    inverse_regularisation: float = INVERSE_REGULARISATION,
) -> dict[str, Any]:
    """The logistic regression as a part of the object that is written to a file."""
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=inverse_regularisation, max_iter=2000)
    model.fit(scaler.transform(values), labels)
    numbers = {
        "mean": scaler.mean_,
        "standard_deviation": scaler.scale_,
        "coefficients": model.coef_,
        "intercept": model.intercept_,
    }
    return {key: np.round(value, 6).tolist() for key, value in numbers.items()}


def probabilities(decision: dict[str, Any], values: Array) -> Array:
    """P(missing), P(partial), P(met) of each row."""
    scaled = (values - np.array(decision["mean"])) / np.array(decision["standard_deviation"])
    logits = scaled @ np.array(decision["coefficients"]).T + np.array(decision["intercept"])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = odds / odds.sum(axis=1, keepdims=True)
    return shares


def decision_file(name: str, regression: dict[str, Any], relevance: Relevance) -> str:
    """A decision's file."""
    value = {"schema": SCHEMA, "name": name, "signals": list(SIGNALS), **regression}
    return json.dumps({**value, "relevance": relevance_to_dict(relevance)}) + "\n"
