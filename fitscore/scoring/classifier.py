"""The classifier: signals to P(missing), P(partial) and P(met)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.errors import DecisionFileError
from fitscore.scoring.features import FEATURES
from fitscore.scoring.relevance import NUMBERS, Relevance
from fitscore.scoring.signals import SIGNALS
from fitscore.types import Identity, Verdict

SCHEMA = "fitscore.decision/3"
CLASSES = (Verdict.MISSING, Verdict.PARTIAL, Verdict.MET)
_REMEDY = "give a file written by `python -m fitscore.training`"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was learned: which passage is relevant, and a logistic regression over signals.

    softmax(coefficients · (signals - mean) / standard_deviation + intercept), classes in the order
    of `CLASSES`.

    Attributes:
        identity: Name and hash of the file's bytes.
        signals: Names of the columns it reads.
        mean: Of each column in the training data.
        standard_deviation: Of each column there.
        coefficients: Shape (3, signals).
        intercept: Shape (3,).
        relevance: Scores passages; some of the signals are made of its scores.
    """

    identity: Identity
    signals: tuple[str, ...]
    mean: NDArray[np.float64]
    standard_deviation: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    intercept: NDArray[np.float64]
    relevance: Relevance

    def probabilities(
        self, values: NDArray[np.float64], columns: Sequence[str]
    ) -> NDArray[np.float64]:
        """P(missing), P(partial), P(met) of each row, shape (..., 3).

        Args:
            values: Signals, shape (..., len(columns)).
            columns: Their names.
        """
        order = [columns.index(name) for name in self.signals]
        # Signal by signal: a matrix product or a sum over an axis may add in another order, and
        # so round otherwise, when there are more rows.
        logits = np.zeros((len(CLASSES), *values.shape[:-1]))
        logits += self.intercept.reshape(-1, *(1,) * (values.ndim - 1))
        scaling = zip(order, self.mean, self.standard_deviation, self.coefficients.T, strict=True)
        for column, mean, deviation, weights in scaling:
            scaled = (values[..., column] - mean) / deviation
            for logit, weight in zip(logits, weights, strict=True):
                logit += scaled * weight
        shifted = np.exp(logits - logits.max(axis=0))
        shifted /= shifted.sum(axis=0)
        return np.moveaxis(shifted, 0, -1)


@cache
def default_decision() -> Decision:
    """The decision that ships with fitscore."""
    data = files("fitscore.scoring").joinpath("decision.json").read_bytes()
    return _decision(data, "decision.json")


def load_decision(path: str | Path) -> Decision:
    """A decision from a file.

    Raises:
        DecisionFileError: There is no such file, it is no decision, or it reads signals that do not
            exist.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise DecisionFileError(
            str(path), f"it cannot be read ({error.strerror})", "check the path"
        ) from error
    return _decision(data, str(path))


def _decision(data: bytes, source: str) -> Decision:
    try:
        value: dict[str, Any] = json.loads(data)
        if value["schema"] != SCHEMA:
            raise DecisionFileError(
                source, f"the schema is {value['schema']!r}, not {SCHEMA!r}", _REMEDY
            )
        names = tuple(value["signals"])
        arrays = [
            np.array(value[key], dtype=np.float64)
            for key in ("mean", "standard_deviation", "coefficients", "intercept")
        ]
        relevance = relevance_of(value["relevance"])
        identity = Identity(str(value["name"]), hashlib.sha256(data).hexdigest())
        unknown = sorted(set(names) - set(SIGNALS))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DecisionFileError(
            source, f"this is no decision ({type(error).__name__}: {error})", _REMEDY
        ) from error
    if unknown:
        raise DecisionFileError(source, f"it reads unknown signals {unknown}", _REMEDY)
    shapes = [(len(names),), (len(names),), (len(CLASSES), len(names)), (len(CLASSES),)]
    if [array.shape for array in arrays] != shapes or not relevance.fits():
        raise DecisionFileError(source, "its arrays do not fit its signals", _REMEDY)
    mean, deviation, coefficients, intercept = arrays
    if not (all(np.isfinite(array).all() for array in arrays) and (deviation > 0).all()):
        raise DecisionFileError(
            source, "a number of it is none, or a standard deviation is 0", _REMEDY
        )
    return Decision(identity, names, mean, deviation, coefficients, intercept, relevance)


def relevance_of(value: dict[str, Any]) -> Relevance:
    """A Relevance from the object that a decision's file holds.

    Raises:
        ValueError, KeyError, TypeError: It is none.
    """
    if value["features"] != list(FEATURES):
        raise ValueError("its features are not those that are read")
    numbers = {name: np.array(value[name], dtype=np.float64) for name in NUMBERS}
    return Relevance(
        requirement_projection=_unpacked(value["requirement_projection"], value["rank"]),
        passage_projection=_unpacked(value["passage_projection"], value["rank"]),
        encoder=str(value["encoder"]),
        **numbers,
    )


def relevance_to_dict(relevance: Relevance) -> dict[str, Any]:
    """The same object: the two large matrices as base64 of little-endian float16."""
    numbers = {name: np.round(getattr(relevance, name), 6).tolist() for name in NUMBERS}
    return {
        "features": list(FEATURES),
        "encoder": relevance.encoder,
        "rank": len(relevance.requirement_projection),
        **numbers,
        "requirement_projection": _packed(relevance.requirement_projection),
        "passage_projection": _packed(relevance.passage_projection),
    }


def _packed(rows: NDArray[np.float32]) -> str:
    return base64.b64encode(rows.astype("<f2").tobytes()).decode("ascii")


def _unpacked(text: str, rank: int) -> NDArray[np.float32]:
    flat = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f2")
    return flat.astype(np.float32).reshape(rank, -1)
