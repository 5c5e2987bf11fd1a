"""From logits of words to segments of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fitscore.tagging.network import Array

_LEAST = 1e-9  # a probability that is not quite 0


def split_heads(logits: Array, heads: Mapping[str, int]) -> dict[str, Array]:
    """The columns of each head, by its name; `heads` says how wide each is, in order."""
    ends = np.cumsum(list(heads.values()))
    return dict(zip(heads, np.split(logits, ends[:-1], axis=1), strict=True))


def segments(classes: Array, begins: Array) -> list[tuple[int, int, int]]:
    """First word, the word behind and the class of each unit, by Viterbi's algorithm.

    Each word is of a class, and begins a unit or goes on with the one before it; all words of a
    unit are of one class. The probabilities of all of that are taken for independent.
    """
    emission = log_softmax(classes).astype(np.float64)
    chance = logistic(begins.astype(np.float64))
    fresh = np.log(chance + _LEAST)
    goes_on = np.log(1 - chance + _LEAST)
    count = len(emission)
    best = emission[0].copy()
    is_new = np.zeros((count, emission.shape[1]), dtype=bool)
    came_from = np.zeros(count, dtype=np.int64)
    for i in range(1, count):
        came_from[i] = best.argmax()
        new, same = best[came_from[i]] + fresh[i], best + goes_on[i]
        is_new[i] = new > same
        best = np.maximum(new, same) + emission[i]
    label, behind = int(best.argmax()), count
    found = []
    for i in range(count - 1, 0, -1):
        if is_new[i, label]:
            found.append((i, behind, label))
            label, behind = int(came_from[i]), i
    return [(0, behind, label), *reversed(found)]


def log_softmax(x: Array) -> Array:
    """Logarithms of the probabilities of each row."""
    shifted = x - x.max(axis=1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def logistic(x: NDArray[np.floating] | np.floating) -> NDArray[np.float64]:
    """The probability of log odds."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, dtype=np.float64))))
