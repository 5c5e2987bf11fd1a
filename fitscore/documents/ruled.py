"""Tables whose cells are ruled: a page's drawn lines to cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_THICKEST = 3.0  # points: what is thicker is an area
_TOUCH = 3.0  # points between the ends of two lines that meet
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_LEAST_ENTRIES = 2
_LEAST_EDGES = 3  # ways across and down: two rows of two cells
# A page with more lines, or a table with more cells, is a drawing.
_MOST_PAIRS, _MOST_CELLS = 250_000, 5_000


class Rule(NamedTuple):
    """A line that is drawn along or down a page: its edges, y from the top, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_level(self) -> bool:
        """Whether it runs along the page, not down it."""
        return self.x1 - self.x0 >= self.y1 - self.y0

    @property
    def is_thin(self) -> bool:
        """Whether it is a line at all."""
        return (
            min(self.x1 - self.x0, self.y1 - self.y0)
            <= _THICKEST
            < max(self.x1 - self.x0, self.y1 - self.y0)
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Cells between lines that meet.

    Attributes:
        xs: Where its vertical lines stand, from left to right.
        ys: Where its horizontal lines stand, from the top.
        cells: Which cell each field of this grid is part of, row by row; cells that no line parts
            are one. Numbers are in reading order.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """Which cell a point is in, or None outside of the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.cells[row][column] if inside else None

    def is_level_with(self, y: float) -> bool:
        """Whether a height is between its first and its last line."""
        return self.ys[0] <= y < self.ys[-1]

    def right_edges(self) -> dict[int, float]:
        """The right edge of each cell."""
        edges: dict[int, float] = {}
        for row in self.cells:
            for cell, right in zip(row, self.xs[1:], strict=True):
                edges[cell] = max(right, edges.get(cell, right))
        return edges

    def down(self) -> dict[int, int]:
        """The place of each cell in the order of reading down the columns."""
        order: dict[int, int] = {}
        for column in zip(*self.cells, strict=True):
            for cell in column:
                order.setdefault(cell, len(order))
        return order

    def has_entries_as_columns(self, said: Mapping[int, str]) -> bool:
        """Whether each column is an entry, such as a job, and the first one says what a row holds.

        Then one row holds a year in each column, and no column holds one in each row.

        Args:
            said: What each cell holds.
        """
        dated = [[bool(_YEAR.search(said.get(cell, ""))) for cell in row] for row in self.cells]
        entries = [row[1:] for row in dated]
        if len(entries[0]) < _LEAST_ENTRIES:
            return False
        columns = list(zip(*dated[1:], strict=True))
        return any(map(all, entries)) and not any(map(all, columns))


def tables_of(rules: Sequence[Rule]) -> list[Table]:
    """Tables of two rows and two columns at least, from the top."""
    level = [rule for rule in rules if rule.is_thin and rule.is_level]
    upright = [rule for rule in rules if rule.is_thin and not rule.is_level]
    if len(level) * len(upright) > _MOST_PAIRS:
        return []
    found = (_table(*group) for group in _groups(level, upright))
    return sorted((table for table in found if table), key=lambda table: table.ys[0])


def _groups(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or by others."""
    roots = list(range(len(level) + len(upright)))
    for i, along in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if _meet(along, down):
                roots[_root(roots, i)] = _root(roots, j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, rule in enumerate([*level, *upright]):
        group = groups.setdefault(_root(roots, number), ([], []))
        group[number >= len(level)].append(rule)
    return list(groups.values())


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _meet(along: Rule, down: Rule) -> bool:
    return (
        along.x0 - _TOUCH <= down.x1
        and down.x0 <= along.x1 + _TOUCH
        and down.y0 - _TOUCH <= along.y1
        and along.y0 <= down.y1 + _TOUCH
    )


def _table(level: Sequence[Rule], upright: Sequence[Rule]) -> Table | None:
    xs = _places([(rule.x0 + rule.x1) / 2 for rule in upright])
    ys = _places([(rule.y0 + rule.y1) / 2 for rule in level])
    rows, columns = len(ys) - 1, len(xs) - 1
    if min(len(xs), len(ys)) < _LEAST_EDGES or rows * columns > _MOST_CELLS:
        return None
    roots = list(range(rows * columns))
    for i in range(rows):
        for j in range(columns):
            middle = (xs[j] + xs[j + 1]) / 2, (ys[i] + ys[i + 1]) / 2
            if j + 1 < columns and not any(_parts(r, xs[j + 1], middle[1]) for r in upright):
                roots[_root(roots, i * columns + j + 1)] = _root(roots, i * columns + j)
            if i + 1 < rows and not any(_parts(r, middle[0], ys[i + 1]) for r in level):
                roots[_root(roots, (i + 1) * columns + j)] = _root(roots, i * columns + j)
    numbers: dict[int, int] = {}
    cells = [[numbers.setdefault(_root(roots, i * columns + j), len(numbers))
              for j in range(columns)] for i in range(rows)]  # fmt: skip
    return Table(tuple(xs), tuple(ys), tuple(map(tuple, cells)))


def _places(middles: Sequence[float]) -> list[float]:
    """Places of lines, those that are nearer than lines can be told apart taken as one."""
    places: list[float] = []
    for middle in sorted(middles):
        if not places or middle - places[-1] > _TOUCH:
            places.append(middle)
    return places


def _parts(rule: Rule, x: float, y: float) -> bool:
    """Whether a line goes through a point."""
    return rule.x0 - _TOUCH <= x <= rule.x1 + _TOUCH and rule.y0 - _TOUCH <= y <= rule.y1 + _TOUCH
