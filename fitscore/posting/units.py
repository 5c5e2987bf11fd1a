"""From what the network says of each word to the units of a posting, and to its header fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.posting.heads import CLASSES, FIELDS, HEADS, KINDS, PRIORITIES
from fitscore.posting.lists import with_lists
from fitscore.tagging.decoding import log_softmax, logistic, segments, split_heads
from fitscore.tagging.network import Array
from fitscore.tagging.words import LAYOUT, Words
from fitscore.types import Document, Kind, Priority

# Log odds of what the mark of a line says, set on sources that the network had not seen.
_MARKED = 4.0
_MOST_FIELD_WORDS = 24  # of a title, an employer, a location or a salary, signs included
_BEST_STARTS = 16  # first words of which the best last word is sought


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


def units_of(document: Document, words: Words, logits: Array) -> list[Unit]:
    """The most probable division of a posting into units.

    Args:
        document: The posting.
        words: The posting's words.
        logits: Of each word, shape (words, sum of HEADS).
    """
    if not len(words):
        return []
    of = split_heads(logits, HEADS)
    units = []
    # One bullet, one requirement; and what a mark stands before is no heading.
    begins = of["begins"][:, 0] + _MARKED * np.array([0, 1, -1])[words.items]
    classes = with_lists(document, words, of["class"])
    classes[words.items > 0, CLASSES.index("heading")] -= 2 * _MARKED
    for first, behind, label in segments(classes, begins.astype(np.float32)):
        rows = slice(first, behind)
        units.append(
            Unit(
                int(words.starts[first]),
                int(words.ends[behind - 1]),
                CLASSES[label],
                PRIORITIES[int(log_softmax(of["priority"][rows]).sum(axis=0).argmax())],
                KINDS[int(log_softmax(of["kind"][rows]).sum(axis=0).argmax())],
                float(logistic(of["equivalent"][rows, 0].mean())),
            )
        )
    return units


def fields_of(words: Words, logits: Array) -> dict[str, tuple[int, int]]:
    """Where the title, employer, location and salary stand, those of them that are named.

    The logits of a first and of a last word are log odds against the field's being named nowhere
    (Devlin et al. 2019, question answering with answers that may be missing). Both stand in one
    line.
    """
    if not len(words):
        return {}
    of = split_heads(logits, HEADS)
    lines = np.cumsum(words.features[:, LAYOUT.index("line_start")])
    found = {}
    for number, name in enumerate(FIELDS):
        starts, ends = of["field_starts"][:, number], of["field_ends"][:, number]
        score, first, last = max(
            _best_end(int(first), starts, ends, lines)
            for first in np.argsort(-starts, kind="stable")[:_BEST_STARTS]
        )
        if score > 0:
            found[name] = (int(words.starts[first]), int(words.ends[last]))
    return found


def _best_end(
    first: int, starts: Array, ends: Array, lines: NDArray[np.floating]
) -> tuple[float, int, int]:
    """The best span that begins at a word: log odds, its first and its last word."""
    rows = slice(first, first + _MOST_FIELD_WORDS)
    inside = np.where(lines[rows] == lines[first], ends[rows], -np.inf)
    last = int(inside.argmax())
    return float(starts[first] + inside[last]), first, first + last
