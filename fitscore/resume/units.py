"""From what the network says of words to units: what stands where, and in which section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitscore.resume.heads import CLASSES, HEADS, SECTIONS, TYPES
from fitscore.tagging.decoding import log_softmax, logistic, segments, split_heads
from fitscore.tagging.network import Array
from fitscore.tagging.words import LAYOUT, Words

_HEADING = CLASSES.index("heading")
_LINE_START, _LOWER = LAYOUT.index("line_start"), LAYOUT.index("lower")
_ITEM, _BLANK_ABOVE = LAYOUT.index("item"), LAYOUT.index("blank_line_above")
# Log odds that a section must gain to begin at a heading, at another line, and within a line.
_AT_HEADING, _AT_LINE, _WITHIN = 0.5, 6.0, 40.0
_LIKELY = 0.5  # probability
_FIRST_WORDS = 3  # of a unit, where an entry may be told to begin


@dataclass(frozen=True, slots=True)
class Unit:
    """A range of a résumé's text that is one thing.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        label: One of `CLASSES`.
        section: One of `SECTIONS`.
        opens: Whether an entry (a job, a degree) begins with it.
        type: One of `TYPES`: what the entry is, if it is one of a work history.
        chance: Mean probability of the label.
    """

    start: int
    end: int
    label: str
    section: str
    opens: bool
    type: str
    chance: float


def units_of(words: Words, logits: Array) -> list[Unit]:
    """Units in order; every word is in one."""
    said = split_heads(logits, HEADS)
    found = segments(said["class"], said["begins"][:, 0])
    costs = [_cost(words, first, label) for first, _, label in found]
    sections = _sections(found, said["section"], costs)
    chances = np.exp(log_softmax(said["class"]))
    opens = logistic(said["entry"][:, 0]) > _LIKELY
    types = log_softmax(said["type"])
    return [
        Unit(
            int(words.starts[first]),
            int(words.ends[behind - 1]),
            CLASSES[label],
            SECTIONS[section],
            bool(opens[first : min(behind, first + _FIRST_WORDS)].any()),
            TYPES[int(types[first:behind].sum(axis=0).argmax())],
            float(chances[first:behind, label].mean()),
        )
        for (first, behind, label), section in zip(found, sections, strict=True)
    ]


def _cost(words: Words, first: int, label: int) -> float:
    if label == _HEADING:
        return _AT_HEADING
    shown = words.features[first]
    goes_on = shown[_LOWER] and not (shown[_ITEM] or shown[_BLANK_ABOVE])
    return _AT_LINE if shown[_LINE_START] and not goes_on else _WITHIN


def _sections(
    found: Sequence[tuple[int, int, int]], logits: Array, costs: Sequence[float]
) -> list[int]:
    """The section of each unit, by Viterbi's algorithm: a new one seldom begins but at a heading.

    A heading's own words tell of the section below it, so no section ends inside a unit.
    """
    chances = log_softmax(logits).astype(np.float64)
    emission = np.array([chances[first:behind].sum(axis=0) for first, behind, _ in found])
    count, sections = emission.shape
    best = emission[0].copy()
    came_from = np.zeros((count, sections), dtype=np.int64)
    for i in range(1, count):
        top = int(best.argmax())
        stays = best >= best[top] - costs[i]
        came_from[i] = np.where(stays, np.arange(sections), top)
        best = np.where(stays, best, best[top] - costs[i]) + emission[i]
    path = [int(best.argmax())]
    for i in range(count - 1, 0, -1):
        path.append(int(came_from[i, path[-1]]))
    return path[::-1]
