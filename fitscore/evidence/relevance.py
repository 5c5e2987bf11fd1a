"""How likely a passage is the one that a recruiter would quote for a requirement: learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.comparison import FEATURES, Comparison
from fitscore.evidence.semantic import Array

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
        features = np.clip((comparison.features - self.mean) / self.spread, -FARTHEST, FARTHEST)
        units = np.einsum("rpf,hf->rph", features, self.hidden) + self.bias
        scores: Array = np.einsum("rpf,f->rp", features, self.linear) + self.constant
        scores += np.einsum("rph,h->rp", np.maximum(units, 0.0), self.output)
        if comparison.encoder == self.encoder:
            asked = np.einsum("rd,kd->rk", comparison.requirement_vectors, self.asked)
            for scale, rows in zip(
                self.scales, (comparison.passage_vectors, comparison.title_vectors), strict=True
            ):
                shown = np.einsum("pd,kd->pk", rows, self.shown)
                scores += scale * np.einsum("rk,pk->rp", asked, shown)
        return scores

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
