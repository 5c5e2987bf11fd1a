"""A multinomial logistic regression over named signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from fitscore.scoring.vectors import Array
from fitscore.types import Verdict

CLASSES = (Verdict.MISSING, Verdict.PARTIAL, Verdict.MET)


@dataclass(frozen=True, slots=True)
class Regression:
    """softmax(coefficients · (signals - mean) / standard_deviation + intercept).

    Attributes:
        signals: Names of the columns it reads.
        mean: Of each column in the training data, shape (signals,).
        standard_deviation: Of each column there, shape (signals,).
        coefficients: Shape (3, signals), classes in the order of `CLASSES`.
        intercept: Shape (3,).
    """

    signals: tuple[str, ...]
    mean: Array
    standard_deviation: Array
    coefficients: Array
    intercept: Array

    @classmethod
    def of(cls, value: dict[str, Any], known: Sequence[str]) -> Self:
        """That of an object in a decision's file.

        Args:
            value: The object.
            known: The signals that there are.

        Raises:
            ValueError, KeyError, TypeError: It is none, or it reads signals that do not exist.
        """
        names = tuple(value["signals"])
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise ValueError(f"it reads unknown signals {unknown}")
        mean, deviation, coefficients, intercept = (
            np.array(value[key], dtype=np.float64)
            for key in ("mean", "standard_deviation", "coefficients", "intercept")
        )
        arrays = mean, deviation, coefficients, intercept
        shapes = [(len(names),), (len(names),), (len(CLASSES), len(names)), (len(CLASSES),)]
        if [array.shape for array in arrays] != shapes:
            raise ValueError("its arrays do not fit its signals")
        if not (all(np.isfinite(array).all() for array in arrays) and (deviation > 0).all()):
            raise ValueError("a number of it is none, or a standard deviation is 0")
        return cls(names, *arrays)

    def probabilities(self, values: Array, columns: Sequence[str]) -> Array:
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
