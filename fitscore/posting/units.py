"""From what the network says of each word to the units of a posting, and to its header fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.posting.features import FEATURES, Words
from fitscore.posting.network import CLASSES, FIELDS, HEADS, KINDS, PRIORITIES, Array
from fitscore.types import Kind, Priority

# Log odds, set on sources that the network had not seen: what the mark of a line says, and against
# the beginning of a unit, of which the network sees too many elsewhere.
_MARKED, _DOUBT = 4.0, 0.5
_LEAST = 1e-9  # a probability that is not quite 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage of one kind: one ask, one duty, one heading.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last one.
        label: One of `CLASSES`.
        priority: Of a requirement.
        kind: Of a requirement.
        equivalent: Probability that it allows another way to satisfy it.
    """

    start: int
    end: int
    label: str
    priority: Priority
    kind: Kind
    equivalent: float


def units_of(words: Words, logits: Array) -> list[Unit]:
    """The most probable division of a posting into units.

    Args:
        words: The posting's words.
        logits: Of each word, shape (words, sum of HEADS).
    """
    if not len(words):
        return []
    of = split_heads(logits)
    units = []
    # One bullet, one requirement; and what a mark stands before is no heading.
    begins = of["begins"][:, 0] - _DOUBT + _MARKED * np.array([0, 1, -1])[words.items]
    classes = of["class"].copy()
    classes[words.items > 0, CLASSES.index("heading")] -= 2 * _MARKED
    for first, behind, label in _segments(classes, begins.astype(np.float32)):
        rows = slice(first, behind)
        units.append(
            Unit(
                int(words.starts[first]),
                int(words.ends[behind - 1]),
                CLASSES[label],
                PRIORITIES[int(_log_softmax(of["priority"][rows]).sum(axis=0).argmax())],
                KINDS[int(_log_softmax(of["kind"][rows]).sum(axis=0).argmax())],
                float(_logistic(of["equivalent"][rows, 0].mean())),
            )
        )
    return units


def fields_of(words: Words, logits: Array) -> dict[str, tuple[int, int]]:
    """Where the title, employer, location and salary stand, those of them that are named.

    Each is the run of words within a line whose log odds add up to the most, above 0: one doubtful
    word between certain ones does not part them.
    """
    if not len(words):
        return {}
    shares = np.exp(_log_softmax(split_heads(logits)["field"]).astype(np.float64))
    odds = np.log(shares + _LEAST) - np.log(1 - shares + _LEAST)
    breaks = words.features[:, FEATURES.index("line_start")] > 0
    found = {}
    for number, name in enumerate(FIELDS, 1):
        first, behind = _best_run(odds[:, number].tolist(), breaks.tolist())
        if behind > first:
            found[name] = (int(words.starts[first]), int(words.ends[behind - 1]))
    return found


def _best_run(odds: list[float], breaks: list[bool]) -> tuple[int, int]:
    """The range with the greatest sum above 0 that crosses no break, by Kadane's algorithm."""
    best, total, first, found = 0.0, 0.0, 0, (0, 0)
    for i, (value, is_break) in enumerate(zip(odds, breaks, strict=True)):
        if total <= 0 or is_break:
            total, first = 0.0, i
        total += value
        if total > best:
            best, found = total, (first, i + 1)
    return found


def split_heads(logits: Array) -> dict[str, Array]:
    """The columns of each head."""
    ends = np.cumsum(list(HEADS.values()))
    return dict(zip(HEADS, np.split(logits, ends[:-1], axis=1), strict=True))


def _segments(classes: Array, begins: Array) -> list[tuple[int, int, int]]:
    """First word, the word behind and the class of each unit, by Viterbi's algorithm.

    Each word is of a class, and begins a unit or goes on with the one before it; all words of a
    unit are of one class. The probabilities of all of that are taken for independent.
    """
    emission = _log_softmax(classes).astype(np.float64)
    chance = _logistic(begins.astype(np.float64))
    fresh = np.log(chance + _LEAST)
    goes_on = np.log(1 - chance + _LEAST)
    count = len(emission)
    best = emission[0].copy()
    is_new = np.zeros((count, len(CLASSES)), dtype=bool)
    came_from = np.zeros(count, dtype=np.int64)
    for i in range(1, count):
        came_from[i] = best.argmax()
        new, same = best[came_from[i]] + fresh[i], best + goes_on[i]
        is_new[i] = new > same
        best = np.maximum(new, same) + emission[i]
    label, behind = int(best.argmax()), count
    segments = []
    for i in range(count - 1, 0, -1):
        if is_new[i, label]:
            segments.append((i, behind, label))
            label, behind = int(came_from[i]), i
    return [(0, behind, label), *reversed(segments)]


def _log_softmax(x: Array) -> Array:
    shifted = x - x.max(axis=1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def _logistic(x: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, dtype=np.float64))))
