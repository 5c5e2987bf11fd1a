"""How likely a passage is the one that a recruiter would quote for a requirement: learned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from fitscore.scoring.features import FEATURES, PAIR_FEATURES, of_titles
from fitscore.scoring.requirement_arrays import REQUIREMENT_FEATURES, RequirementArrays
from fitscore.scoring.resume_arrays import PASSAGE_FEATURES
from fitscore.scoring.vectors import Array, Product

_PAIR, _PASSAGE, _REQUIREMENT = (
    np.array([FEATURES.index(name) for name in names])
    for names in (PAIR_FEATURES, PASSAGE_FEATURES, REQUIREMENT_FEATURES)
)
# Its arrays of double precision.
NUMBERS = (
    "mean",
    "standard_deviation",
    "linear",
    "hidden",
    "bias",
    "output",
    "constant",
    "product_weights",
)
FARTHEST = 4.0  # standard deviations at which a feature is cut, in training as in use
_TOGETHER = 1 << 14  # pairs in one step


@dataclass(frozen=True, slots=True)
class Relevance:
    """A small network over features of a pair, and a low-rank product of their vectors.

    score = linear · f + output · relu(hidden · f + bias) + constant
            + w_text · (R r)·(P p) + w_title · (R r)·(P t)

    where f are the standardised `FEATURES`, r the requirement's vector, p the passage's, t that of
    the title of its role, and R and P the two projections. A score is a logit beside 0, which
    stands for "no passage shows it": it was trained by a softmax over the passages of a résumé and
    that 0.

    Attributes:
        mean: Of each feature in the training data, shape (features,).
        standard_deviation: Of each, shape (features,).
        linear: Shape (features,).
        hidden: Shape (units, features).
        bias: Shape (units,).
        output: Shape (units,).
        constant: Shape (1,).
        product_weights: Of text and title, shape (2,).
        requirement_projection: Shape (rank, dimensions).
        passage_projection: Shape (rank, dimensions).
        encoder: The hash of the model whose vectors it was trained with.
    """

    mean: Array
    standard_deviation: Array
    linear: Array
    hidden: Array
    bias: Array
    output: Array
    constant: Array
    product_weights: Array
    requirement_projection: NDArray[np.float32]
    passage_projection: NDArray[np.float32]
    encoder: str

    def with_titles(self, products: NDArray[Any], headers: NDArray[np.int64]) -> NDArray[Any]:
        """What the low-rank product adds to a score.

        Args:
            products: Of `queries` with passages, shape (requirements, passages).
            headers: As `ResumeArrays.headers`.
        """
        text, title = self.product_weights
        found: NDArray[Any] = text * products + title * of_titles(products, headers)
        return found

    def logits(
        self,
        requirements: NDArray[Any],
        pair: NDArray[Any],
        passages: NDArray[Any],
        products: NDArray[Any] | None,
        product: Product,
    ) -> NDArray[Any]:
        """Scores of pairs, of several résumés at once or of one.

        Args:
            requirements: Their features, shape (features, requirements).
            pair: Shape (features, requirements, ..., passages).
            passages: Their features, shape (features, ..., passages).
            products: What `with_titles` adds, shape (requirements, ..., passages); None where the
                vectors are of another model than the one it was trained with.
            product: Of matrices, as `Kernel.product`.

        Returns:
            Shape (requirements, ..., passages), of the pair's type.
        """
        # relu(x) is x / 2 + |x| / 2: the first half is linear, and a magnitude takes a pass less.
        half = 0.5 * self.output
        weights = np.concatenate(
            [self.hidden, (self.linear + np.einsum("u,uf->f", half, self.hidden))[None]]
        )
        weights /= self.standard_deviation
        offsets = np.concatenate([self.bias, self.constant + np.einsum("u,u->", half, self.bias)])
        offsets -= (weights * self.mean).sum(axis=1)
        # Of a pair's features most are of one side alone: these are added up once a side.
        columns = self._cut(requirements, _REQUIREMENT)
        of_requirements = product(weights[:, _REQUIREMENT], columns) + offsets[:, None]
        columns = self._cut(passages.reshape(len(passages), -1), _PASSAGE)
        of_passages = product(weights[:, _PASSAGE], columns)
        # One more feature, always 1, whose weights are what the requirement alone says.
        count, width = len(of_requirements.T), len(of_passages.T)
        own = np.empty((count, len(weights), len(pair) + 1), pair.dtype)
        own[..., :-1], own[..., -1] = weights[:, _PAIR], of_requirements.T
        features = np.ones((len(pair) + 1, count, width), pair.dtype)
        self._cut(pair.reshape(len(pair), count, width), _PAIR, out=features[:-1])
        features = np.moveaxis(features, 1, 0)
        scores = np.empty((count, width), pair.dtype)
        step = max(1, _TOGETHER // width)
        for first in range(0, count, step):
            some = slice(first, first + step)
            units = product(own[some], features[some])
            units += of_passages
            sizes = np.abs(units[:, :-1], out=units[:, :-1])
            np.add(product(half[None], sizes)[:, 0], units[:, -1], out=scores[some])
        scores = scores.reshape(pair.shape[1:])
        return scores if products is None else np.add(scores, products, out=scores)

    def queries(self, requirements: RequirementArrays) -> NDArray[np.float32]:
        """What the low-rank product looks for, as a vector for each requirement."""
        wanted = np.einsum("rd,kd->rk", requirements.vectors, self.requirement_projection)
        found: NDArray[np.float32] = np.einsum("rk,kd->rd", wanted, self.passage_projection)
        return found

    def astype(self, dtype: DTypeLike) -> Relevance:
        """The same in another precision: single is half the work, for what need not be exact."""
        numbers = {name: getattr(self, name).astype(dtype) for name in NUMBERS}
        return replace(self, **numbers)

    def _cut(
        self,
        values: NDArray[Any],
        columns: NDArray[np.int64],
        out: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """Features within `FARTHEST` of their mean, shape (features, ...)."""
        beside = (-1, *(1,) * (values.ndim - 1))
        mean = self.mean[columns].reshape(beside)
        reach = FARTHEST * self.standard_deviation[columns].reshape(beside)
        return np.clip(values, mean - reach, mean + reach, out=out)

    def fits(self) -> bool:
        """Whether its arrays fit each other and `FEATURES`."""
        count = len(FEATURES)
        projections = self.requirement_projection, self.passage_projection
        numbers = [*(getattr(self, name) for name in NUMBERS), *projections]
        return (
            all(np.isfinite(array).all() for array in numbers)
            and bool((self.standard_deviation > 0).all())
            and self.mean.shape == self.standard_deviation.shape == self.linear.shape == (count,)
            and self.hidden.ndim == 2
            and self.hidden.shape[1] == count
            and self.bias.shape == self.output.shape == (len(self.hidden),)
            and self.constant.shape == (1,)
            and projections[0].ndim == 2
            and projections[0].shape == projections[1].shape
            and self.product_weights.shape == (2,)
        )
