"""How likely a passage is the one that a recruiter would quote for a requirement: learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import ASKED_FEATURES, Asked
from fitscore.evidence.comparison import (
    FEATURES,
    PAIR_FEATURES,
    Comparison,
    of_headers,
)
from fitscore.evidence.semantic import Array
from fitscore.evidence.shown import PASSAGE_FEATURES

_PAIR, _SHOWN, _ASKED = (
    np.array([FEATURES.index(name) for name in names])
    for names in (PAIR_FEATURES, PASSAGE_FEATURES, ASKED_FEATURES)
)
# Its arrays of double precision.
NUMBERS = ("mean", "spread", "linear", "hidden", "bias", "output", "constant", "scales")
FARTHEST = 4.0  # standard deviations at which a feature is cut, in training as in use

_TOGETHER = 1 << 14  # pairs in one step

Product = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]


def exact_product(weights: NDArray[Any], columns: NDArray[Any]) -> NDArray[Any]:
    """Matrices (..., units, features) times (..., features, columns), without a BLAS.

    The bits of its sums are the same wherever NumPy is.
    """
    found: NDArray[Any] = np.einsum("...uf,...fc->...uc", weights, columns)
    return found


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
        products = None
        if comparison.encoder == self.encoder:
            rows = np.einsum("rd,pd->rp", self.sought(comparison.asked), comparison.passage_vectors)
            products = self.with_titles(rows.astype(np.float64), comparison.shown.headers)
        return self.logits(
            comparison.asked.features,
            comparison.pair_features,
            comparison.passage_features,
            products,
        )

    def with_titles(self, products: NDArray[Any], headers: NDArray[np.int64]) -> NDArray[Any]:
        """What the low-rank product adds to a score.

        Args:
            products: Of `sought` with passages, shape (requirements, passages).
            headers: As `Shown.headers`.
        """
        text, title = self.scales
        found: NDArray[Any] = text * products + title * of_headers(products, headers)
        return found

    def logits(
        self,
        asked: NDArray[Any],
        pair: NDArray[Any],
        shown: NDArray[Any],
        products: NDArray[Any] | None,
        product: Product = exact_product,
    ) -> NDArray[Any]:
        """The same from features, of several résumés at once or of one.

        Args:
            asked: Shape (features, requirements).
            pair: Shape (features, requirements, ..., passages).
            shown: Shape (features, ..., passages).
            products: What `with_titles` adds, shape (requirements, ..., passages).
            product: Of matrices, as `exact_product`; `np.matmul` is the quickest.

        Returns:
            Shape (requirements, ..., passages), of the pair's type.
        """
        # relu(x) is x / 2 + |x| / 2: the first half is linear, and a magnitude takes a pass less.
        half = 0.5 * self.output
        weights = np.concatenate(
            [self.hidden, (self.linear + np.einsum("u,uf->f", half, self.hidden))[None]]
        )
        weights /= self.spread
        offsets = np.concatenate([self.bias, self.constant + np.einsum("u,u->", half, self.bias)])
        offsets -= (weights * self.mean).sum(axis=1)
        # Of a pair's features most are of one side alone: these are added up once a side.
        of_asked = product(weights[:, _ASKED], self._cut(asked, _ASKED)) + offsets[:, None]
        shown = shown.reshape(len(shown), -1)
        of_shown = product(weights[:, _SHOWN], self._cut(shown, _SHOWN))
        # One more feature, always 1, whose weights are what the requirement alone says.
        count, passages = len(of_asked.T), len(shown.T)
        own = np.empty((count, len(weights), len(pair) + 1), pair.dtype)
        own[..., :-1], own[..., -1] = weights[:, _PAIR], of_asked.T
        features = np.ones((len(pair) + 1, count, passages), pair.dtype)
        self._cut(pair.reshape(len(pair), count, passages), _PAIR, out=features[:-1])
        features = np.moveaxis(features, 1, 0)
        scores = np.empty((count, passages), pair.dtype)
        step = max(1, _TOGETHER // passages)
        for first in range(0, count, step):
            some = slice(first, first + step)
            units = product(own[some], features[some])
            units += of_shown
            sizes = np.abs(units[:, :-1], out=units[:, :-1])
            np.add(product(half[None], sizes)[:, 0], units[:, -1], out=scores[some])
        scores = scores.reshape(pair.shape[1:])
        return scores if products is None else np.add(scores, products, out=scores)

    def sought(self, asked: Asked) -> NDArray[np.float32]:
        """What the low-rank product seeks, as a vector for each requirement."""
        wanted = np.einsum("rd,kd->rk", asked.vectors, self.asked)
        sought: NDArray[np.float32] = np.einsum("rk,kd->rd", wanted, self.shown)
        return sought

    def single(self) -> Relevance:
        """The same in single precision: half the work, for what need not be exact."""
        numbers = {name: getattr(self, name).astype(np.float32) for name in NUMBERS}
        return replace(self, **numbers)

    def _cut(
        self,
        values: NDArray[Any],
        columns: NDArray[np.int64],
        out: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """Features within `FARTHEST` of their mean, shape (features, ...)."""
        beside = (-1, *(1,) * (values.ndim - 1))
        mean, spread = self.mean[columns].reshape(beside), self.spread[columns].reshape(beside)
        least, most = mean - FARTHEST * spread, mean + FARTHEST * spread
        return np.clip(values, least, most, out=out)

    def fits(self) -> bool:
        """Whether its arrays fit each other and `FEATURES`."""
        count = len(FEATURES)
        numbers = [getattr(self, name) for name in (*NUMBERS, "asked", "shown")]
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
