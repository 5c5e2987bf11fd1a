"""How likely a passage is the one that a recruiter would quote for a requirement: learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import ASKED_FEATURES, Asked
from fitscore.evidence.comparison import (
    FEATURES,
    PAIR_FEATURES,
    PASSAGE_FEATURES,
    Comparison,
)
from fitscore.evidence.semantic import Array

_PAIR, _SHOWN, _ASKED = (
    np.array([FEATURES.index(name) for name in names])
    for names in (PAIR_FEATURES, PASSAGE_FEATURES, ASKED_FEATURES)
)
FARTHEST = 4.0  # standard deviations at which a feature is cut, in training as in use


@dataclass(frozen=True, slots=True)
class Relevance:
    """A small network over features of a pair, and a low-rank product of their vectors.

    score = linear · f + output · relu(hidden · f + bias) + constant
            + scale_text · (asked r)·(shown p) + scale_title · (asked r)·(shown t)

    where f are the standardised `FEATURES`, r the requirement's vector, p the passage's and t
    that of the title of its role. A score is a logit beside 0, which stands for "no passage
    shows it": it was trained by a softmax over the passages of a résumé and that 0.

    Attributes:
        mean: Of each feature in the training data, shape (features,).
        spread: Standard deviation of each, shape (features,).
        linear: Shape (features,).
        hidden: Shape (units, features).
        bias: Shape (units,).
        output: Shape (units,).
        constant: Shape (1,).
        asked: Shape (rank, dimensions).
        shown: Shape (rank, dimensions).
        scales: Of text and title, shape (2,).
        encoder: The hash of the model whose vectors it was trained with.
    """

    mean: Array
    spread: Array
    linear: Array
    hidden: Array
    bias: Array
    output: Array
    constant: Array
    asked: NDArray[np.float32]
    shown: NDArray[np.float32]
    scales: Array
    encoder: str

    def scores(self, comparison: Comparison) -> Array:
        """Logits, shape (requirements, passages).

        The vectors of another model than the one it was trained with are left out.
        """
        # Of a pair's features most are of one side alone: these are added up once a side.
        pair = self._scaled(comparison.pair_features, _PAIR)
        shown = self._scaled(comparison.passage_features, _SHOWN)
        asked = self._scaled(comparison.asked.features, _ASKED)
        units = np.einsum("rpf,hf->rph", pair, self.hidden[:, _PAIR])
        units += np.einsum("pf,hf->ph", shown, self.hidden[:, _SHOWN])
        units += (np.einsum("rf,hf->rh", asked, self.hidden[:, _ASKED]) + self.bias)[:, None]
        scores: Array = np.einsum("rpf,f->rp", pair, self.linear[_PAIR])
        scores += np.einsum("pf,f->p", shown, self.linear[_SHOWN])
        scores += (np.einsum("rf,f->r", asked, self.linear[_ASKED]) + self.constant)[:, None]
        scores += np.einsum("rph,h->rp", np.maximum(units, 0.0, out=units), self.output)
        if comparison.encoder == self.encoder:
            products = np.einsum(
                "rd,pd->rp", self._sought(comparison.asked), comparison.passage_vectors
            )
            scores += self.scales[0] * products
            scores += self.scales[1] * comparison.of_titles(products.astype(np.float64))
        return scores

    def _sought(self, asked: Asked) -> NDArray[np.float32]:
        """What the low-rank product seeks, as a vector for each requirement."""
        wanted = np.einsum("rd,kd->rk", asked.vectors, self.asked)
        sought: NDArray[np.float32] = np.einsum("rk,kd->rd", wanted, self.shown)
        return sought

    def _scaled(self, values: Array, columns: NDArray[np.int64]) -> Array:
        scaled: Array = (values - self.mean[columns]) / self.spread[columns]
        return np.clip(scaled, -FARTHEST, FARTHEST, out=scaled)

    def fits(self) -> bool:
        """Whether its arrays fit each other and `FEATURES`."""
        count = len(FEATURES)
        numbers = (
            self.mean, self.spread, self.linear, self.hidden, self.bias, self.output,
            self.constant, self.asked, self.shown, self.scales,
        )  # fmt: skip
        return (
            all(np.isfinite(array).all() for array in numbers)
            and bool((self.spread > 0).all())
            and self.mean.shape == self.spread.shape == self.linear.shape == (count,)
            and self.hidden.ndim == 2
            and self.hidden.shape[1] == count
            and self.bias.shape == self.output.shape == (len(self.hidden),)
            and self.constant.shape == (1,)
            and self.asked.ndim == 2
            and self.asked.shape == self.shown.shape
            and self.scales.shape == (2,)
        )
