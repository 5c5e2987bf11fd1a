"""Glyphs of a PDF's page as boxes: which belong together, lie on each other, cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.documents.flow import LEAST_SIZE

CAPITAL = 0.7  # of the type's size
# Of the type's size, as the mean of a word's wide letters: thinner is squeezed to lines, wider is
# drawn out. That of condensed types is 0.25, and of type squeezed to a third 0.15.
_LEAST_WIDTH, _MOST_WIDTH = 0.11, 2.5
_NARROW = frozenset("iljftrI1!|.,:;'’`\"()[]{}/\\-–·•*")
_MOST_SHEAR = 2.0  # of the type's size to the side, for one upwards: italics have 0.3
_SAMPLES = 40  # of a large glyph, up and across
_TWIN = 0.12  # of the type's size: a glyph this near to the same glyph is its shadow, or bold
_PART = 1_500_000  # pixels looked at together

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placed:
    """One glyph as the page's text holds it.

    Attributes:
        index: In the text page.
        char: The character.
        box: Left, bottom, right, top of its ink in points of the page.
        size: Of the type as set, in points; of a font of drawings, of its tallest glyph.
        word: Number of the run without spaces that it is part of.
        owner: Address of the text object that draws it.
        font: Address of its font.
        turn: Quarters by which it is turned against the clock on the page; None if by other angles
            or mirrored.
        shear: How far the type leans to the side, for one upwards.
        drawn: It is of a font of drawings (Type 3), whose boxes say little.
        said: The file says this in place of glyphs that have no text of their own; its box is a
            part of theirs.
    """

    index: int
    char: str
    box: tuple[float, float, float, float]
    size: float
    word: int
    owner: int
    font: int = 0
    turn: int | None = 0
    shear: float = 0.0
    drawn: bool = False
    said: bool = False


def runs_of(glyphs: Sequence[Placed], places: Ints, turns: Sequence[int]) -> Ints:
    """Numbers of runs: text objects that follow each other on a line in one type are one."""
    of_place: dict[int, int] = {}
    ends: dict[int, Placed] = {}
    starts: dict[int, Placed] = {}
    for glyph, place in zip(glyphs, places.tolist(), strict=True):
        starts.setdefault(place, glyph)
        ends[place] = glyph
    run = 0
    before = None
    for place in sorted(starts):
        if before is not None:
            a, b = ends[before], starts[place]
            same = (
                place >= 0 <= before
                and turns[place] == turns[before]
                and a.font == b.font
                and abs(a.size - b.size) < 0.01
                and abs(a.box[1] - b.box[1]) < 0.3 * a.size
                and a.box[0] < b.box[0]
            )
            run += not same
        of_place[place] = run
        before = place
    return np.array([of_place[place] for place in places.tolist()], np.int64)


def steps_of(pixels: Ints, axis: int) -> Ints:
    """Pixels from one sample of a box to the next."""
    wide = pixels[:, axis + 2] - pixels[:, axis]
    found: Ints = np.maximum(1, wide // _SAMPLES)
    return found


def in_parts(members: Ints, pixels: Ints) -> Iterator[Ints]:
    """Glyphs in portions that fit into memory."""
    areas = np.ones(len(members), np.int64)
    for axis in (0, 1):
        wide = pixels[members, axis + 2] - pixels[members, axis]
        areas *= np.minimum(wide, 2 * _SAMPLES)
    portion = np.cumsum(areas) // _PART
    for number in np.unique(portion):
        yield members[portion == number]


def samples_of(pixels: Ints, width: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The pixels of boxes: number of the box, place in the rendering, x and y of each."""
    steps = [steps_of(pixels, axis) for axis in (0, 1)]
    counts = [-(-(pixels[:, axis + 2] - pixels[:, axis]) // steps[axis]) for axis in (0, 1)]
    total = counts[0] * counts[1]
    number = np.repeat(np.arange(len(pixels)), total)
    place = np.arange(len(number)) - np.repeat(np.cumsum(total) - total, total)
    row, column = np.divmod(place, np.maximum(1, counts[0])[number])
    x = pixels[number, 0] + column * steps[0][number]
    y = pixels[number, 1] + row * steps[1][number]
    return number, y * width + x, x, y


def shared_boxes(boxes: NDArray[np.float64]) -> Ints:
    """How many letters that follow each other share the box of each."""
    starts = np.flatnonzero(np.r_[True, (boxes[1:] != boxes[:-1]).any(axis=1)])
    counts = np.diff(np.r_[starts, len(boxes)])
    found: Ints = np.repeat(counts, counts)
    return found


def extreme_of(
    ufunc: np.ufunc, number: Ints, values: NDArray[Any], count: int, none: float
) -> NDArray[np.float64]:
    """The least or greatest of the values of each of so many numbers, which are in order."""
    found = np.full(count, none)
    if len(number):
        starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
        found[number[starts]] = ufunc.reduceat(values, starts)
    return found


def twins_of(glyphs: Sequence[Placed], chosen: Ints) -> list[int]:
    """Of each of some glyphs the first that is the same, almost in its place: bold, or a shadow."""
    found = []
    cells: dict[tuple[str, int, int], int] = {}
    for i in chosen.tolist():
        glyph = glyphs[i]
        step = max(0.1, _TWIN * glyph.size)
        column, row = int(glyph.box[0] // step), int(glyph.box[1] // step)
        near = (
            cells.get((glyph.char, column + dx, row + dy)) for dx in (0, -1, 1) for dy in (0, -1, 1)
        )
        first = next((other for other in near if other is not None), i)
        found.append(first)
        if first == i:
            cells[glyph.char, column, row] = i
    return found


def illegible(glyphs: Sequence[Placed], boxes: NDArray[np.float64]) -> Mask:
    """Glyphs of words that are too small, squeezed or drawn out to be read."""
    sizes = np.array([glyph.size for glyph in glyphs])
    found = sizes < LEAST_SIZE
    found |= np.array([abs(glyph.shear) for glyph in glyphs]) > _MOST_SHEAR
    # Across the line: the lesser side of a box is no measure, so type turned aside is turned back.
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    letters = np.array([glyph.char not in _NARROW for glyph in glyphs])
    _, word = np.unique([glyph.word for glyph in glyphs], return_inverse=True)
    count = np.maximum(1, np.bincount(word, weights=letters))
    across = np.bincount(word, weights=wide * letters) / count
    along = np.bincount(word, weights=tall * letters) / count
    size = np.bincount(word, weights=sizes) / np.bincount(word)
    several = np.bincount(word, weights=letters) > 2
    thin = np.minimum(across, along) < _LEAST_WIDTH * size
    long = np.maximum(across, along) > _MOST_WIDTH * size
    flat = np.maximum(across, along) < LEAST_SIZE * CAPITAL * 0.5
    found |= (several & (thin | long | flat))[word]
    return found
