"""Glyphs on a page to segments of text in reading order.

A segment is a run of glyphs on one baseline without a wide gap. Rows that share an empty
vertical strip are columns, unless one side is a margin of dates and places that belongs to the
lines beside it.

One file: rows, columns and margins are told from the same glyphs, each by the others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from fitscore.documents.ruled import Rule, Table, tables_of
from fitscore.text.dates import mentions_date
from fitscore.text.list_marks import BULLETS, MARK
from fitscore.text.places import looks_like_place

# In units of the type's size. Word spaces are 0.25 on average and 0.6 in loosely justified
# lines; gutters of columns are above 1.
_SPACE_GAP = 0.18
_SEGMENT_GAP = 1.0
# In tightly justified rows word spaces may be narrower: what stands out from the gaps of letters.
_LEAST_SPACE, _MOST_LETTER_GAP = 0.09, 0.06
_MOST_SPACES = 0.35  # share of a row's gaps; letters set apart have more
_LEAST_BLANK = 0.05  # of the type's size
_LIGATURE_APART = 4  # glyphs
_LIGATED = "ft"  # letters that are ligated with themselves
_DRAWN_AGAIN = 0.12  # a glyph this near to the same glyph looks bold, or casts a shadow
_BASELINE_TOLERANCE = 0.3
_LEAST_GUTTER = 6.0  # points
_LEAST_LEADING = 0.85
_DOT_REACH = 26.0  # points from a drawn bullet to its text
_CELL_MARGIN = 4.0  # points between a cell's text and its edge
_CELL_LEADING = 1.8  # of its size, between two lines of a cell that are one
_MARGIN_SHARE = 0.3
_MARGIN_LENGTH = 34
_LONG_SHARE = 0.15
_FARTHEST_TITLE = 4  # rows
# Headings in a column of their own: at most so many beside the lines of text, and so many of them
# beside the first line of theirs.
_LABEL_SHARE, _BESIDE_SHARE = 0.6, 0.8
_LABEL_LINES, _LEADING = 1.6, 1.35  # lines of a label on average; of its size, between two of them
_MARGIN_LINES = 4  # of a label of dates, place and employer, on average

_LONE_MARK = re.compile(rf"^(?:[{re.escape(BULLETS)}]|o|\(?\d{{1,2}}[.)]|\(?[a-z][.)])$")


class Glyph(NamedTuple):
    """One character: its pen position, right edge, baseline from the page's top, and type."""

    char: str
    x: float
    right: float
    y: float
    size: float
    bold: bool


class Dot(NamedTuple):
    """A small drawn shape: its edges and its centre's distance from the page's top."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text on one baseline; lengths in points."""

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    item: bool = False


def page_segments(
    glyphs: Sequence[Glyph],
    spaces: Sequence[tuple[float, float]],
    dots: Sequence[Dot],
    page: int,
    rules: Sequence[Rule] = (),
) -> list[Segment]:
    """Segments of one page in reading order.

    A table whose cells are ruled is read cell by cell, unless text stands beside it: row by row, or
    down its columns where these are the entries.

    Args:
        glyphs: The characters of the page, in any order.
        spaces: Places (x, y) of blanks that stand among the page's objects only.
        dots: Small drawn shapes.
        page: The page's number, for the segments.
        rules: Lines that are drawn on the page.
    """
    marks: dict[int, list[float]] = {}
    for x, y in sorted(spaces):
        marks.setdefault(round(10 * y), []).append(x)

    def ordered(part: Sequence[Glyph]) -> list[Segment]:
        rows = [_row_segments(row, marks, page) for row in _rows(part)]
        rows = [[_with_dot(segment, dots) for segment in _join_marks(row)] for row in rows if row]
        return _reading_order(rows)

    tables = [table for table in tables_of(rules) if not _has_text_beside(table, glyphs)]
    if not tables:
        return ordered(glyphs)
    # Between tables, and in each cell of them.
    parts: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = _middle(glyph)
        above = sum(table.ys[-1] <= y for table in tables)
        inside = above < len(tables) and tables[above].is_level_with(y)
        cell = tables[above].cell_at(x, y) if inside else None
        parts.setdefault((2 * above + inside, cell or 0), []).append(glyph)
    down = {
        number: table.down()
        for number, table in enumerate(tables)
        if table.has_entries_as_columns(_said(number, parts))
    }

    def order(place: int, cell: int) -> tuple[int, int]:
        return place, down[place // 2][cell] if place % 2 and place // 2 in down else cell

    edges = [table.right_edges() for table in tables]
    segments: list[Segment] = []
    for (place, cell), part in sorted(parts.items(), key=lambda item: order(*item[0])):
        found = ordered(part)
        segments += _unwrapped(found, edges[place // 2][cell]) if place % 2 else found
    return segments


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x + glyph.right) / 2, glyph.y - 0.3 * glyph.size


def _said(number: int, parts: Mapping[tuple[int, int], Sequence[Glyph]]) -> dict[int, str]:
    """What each cell of a table holds."""
    return {
        cell: "".join(glyph.char for glyph in part)
        for (place, cell), part in parts.items()
        if place == 2 * number + 1
    }


def _has_text_beside(table: Table, glyphs: Sequence[Glyph]) -> bool:
    places = (_middle(glyph) for glyph in glyphs if not glyph.char.isspace())
    return any(table.is_level_with(y) and table.cell_at(x, y) is None for x, y in places)


def _unwrapped(segments: Sequence[Segment], edge: float) -> list[Segment]:
    """The lines of a cell, those joined that its right edge broke."""
    joined: list[Segment] = []
    for above, segment in zip([None, *segments], segments, strict=False):
        if above is not None and _wraps(above, segment, edge):
            text = f"{joined[-1].text} {segment.text}"
            joined[-1] = replace(joined[-1], text=text, x1=max(joined[-1].x1, segment.x1))
        else:
            joined.append(segment)
    return joined


def _wraps(above: Segment, below: Segment, edge: float) -> bool:
    """Whether the first word of a line had no room in the line above, and no hyphen parts them."""
    word = (below.x1 - below.x0) * len(below.text.split()[0]) / len(below.text)
    return (
        not (below.item or MARK.match(below.text))
        and above.bold == below.bold
        and 0 < below.y - above.y <= _CELL_LEADING * below.size
        and above.x1 + _SPACE_GAP * below.size + word > edge - _CELL_MARGIN
        and not above.text.endswith(("-", "\u00ad", "\x02"))
    )


def drawn_once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Each glyph once: one that is drawn again almost in its place makes the first one bold.

    Of a ligature, the two letters of which stand in one place, both are kept.
    """
    kept: dict[int, Glyph] = {}
    cells: dict[tuple[str, int, int], int] = {}
    dropped = -_LIGATURE_APART
    for number, glyph in enumerate(glyphs):
        kept[number] = glyph
        if glyph.char.isspace():
            continue
        step = _DRAWN_AGAIN * glyph.size
        column, row = int(glyph.x // step), int(glyph.y // step)
        near = (
            cells.get((glyph.char, column + dx, row + dy)) for dx in (0, -1, 1) for dy in (0, -1, 1)
        )
        first = next(
            (
                other
                for other in near
                if other is not None
                and abs(kept[other].x - glyph.x) < step
                and abs(kept[other].y - glyph.y) < step
            ),
            None,
        )
        # Among letters that are all drawn twice, two in one place are no ligature.
        ligature = (
            first == number - 1
            and kept[first].x == glyph.x
            and glyph.char in _LIGATED
            and number - dropped >= _LIGATURE_APART
        )
        if first is None or ligature:
            cells[glyph.char, column, row] = number
        else:
            kept[first] = kept[first]._replace(bold=True)
            del kept[number]
            dropped = number
    return list(kept.values())


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs by baseline, top to bottom, each row from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        # The smaller type decides: a watermark's letters reach over many lines.
        near = rows and glyph.y - rows[-1][0].y <= _BASELINE_TOLERANCE * min(
            glyph.size, rows[-1][0].size
        )
        if near:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda g: g.x) for row in rows]


def _row_segments(row: list[Glyph], marks: dict[int, list[float]], page: int) -> list[Segment]:
    segments: list[Segment] = []
    run: list[Glyph] = []
    space = _space_of(row)
    for glyph in row:
        if glyph.char.isspace() or glyph.char in "\x00\ufffe":
            if run and not run[-1].char.isspace():
                run.append(glyph._replace(char=" "))
            continue
        inked = next((g for g in reversed(run) if g.char != " "), None)
        if inked is not None:
            gap = glyph.x - inked.right
            if gap > _SEGMENT_GAP * max(glyph.size, inked.size):
                segments.append(_segment(run, page))
                run = []
            elif run[-1].char != " " and (gap > space * glyph.size or _marked(marks, inked, glyph)):
                run.append(glyph._replace(char=" ", right=glyph.x))
        run.append(glyph)
    if any(g.char != " " for g in run):
        segments.append(_segment(run, page))
    return segments


def _space_of(row: list[Glyph]) -> float:
    """From which gap on two glyphs of a row belong to two words, in units of the type's size."""
    if any(glyph.char.isspace() for glyph in row):
        return _SPACE_GAP
    # Of a ligature's letters, which stand in one place, the right edge is not known.
    gaps = [
        (b.x - a.right) / b.size
        for before, (a, b) in zip([None, *row], pairwise(row), strict=False)
        if before is None or before.x != a.x
    ]
    wide = [gap for gap in gaps if gap >= _LEAST_SPACE]
    tight = bool(wide) and median(wide) < _SPACE_GAP and len(wide) <= _MOST_SPACES * len(gaps)
    apart = all(gap <= _MOST_LETTER_GAP or gap >= _LEAST_SPACE for gap in gaps)
    return _LEAST_SPACE if tight and apart else _SPACE_GAP


def _marked(marks: dict[int, list[float]], before: Glyph, after: Glyph) -> bool:
    """Whether a blank was drawn between two glyphs of one row, to a tenth of a point."""
    y = round(10 * after.y)
    for near in (y, y - 1, y + 1):
        places = marks.get(near)
        if places:
            index = bisect_right(places, before.x)
            if index < len(places) and places[index] <= after.x + 0.01:
                # A soft hyphen is as empty as a blank, and takes no room.
                return after.x - places[index] > _LEAST_BLANK * after.size
    return False


def _segment(run: list[Glyph], page: int) -> Segment:
    run = _close_letterspacing(run)
    inked = [g for g in run if g.char != " "]
    text = "".join(g.char for g in run).strip()
    bold = sum(g.bold for g in inked) > len(inked) / 2
    size = max(g.size for g in inked)
    return Segment(text, page, inked[0].x, max(g.right for g in inked), inked[0].y, size, bold)


def _close_letterspacing(run: list[Glyph]) -> list[Glyph]:
    """`E D U C A T I O N` set with wide letters becomes a word; wider gaps stay spaces."""
    words = "".join(g.char for g in run).split()
    if len(words) < 4 or sum(len(word) == 1 for word in words) < 0.8 * len(words):
        return run
    inked = [g for g in run if g.char != " "]
    gaps = [b.x - a.right for a, b in pairwise(inked)]
    usual = median(gaps)
    out = [inked[0]]
    for glyph, gap in zip(inked[1:], gaps, strict=True):
        if gap > 1.6 * usual + 0.1 * glyph.size:
            out.append(glyph._replace(char=" "))
        out.append(glyph)
    return out


def _join_marks(row: list[Segment]) -> list[Segment]:
    """A bullet or number set apart from its text belongs to that text."""
    joined: list[Segment] = []
    for segment in row:
        if joined and _LONE_MARK.match(joined[-1].text) and segment.x0 - joined[-1].x1 < 40:
            mark = joined.pop()
            text = f"{mark.text} {segment.text}"
            joined.append(replace(segment, text=text, x0=mark.x0, item=True))
        else:
            joined.append(segment)
    return joined


def _with_dot(segment: Segment, dots: Sequence[Dot]) -> Segment:
    """Mark a segment that a drawn bullet stands before."""
    middle = segment.y - 0.3 * segment.size
    for dot in dots:
        near = -1.0 <= segment.x0 - dot.x1 <= _DOT_REACH
        if near and abs(dot.y - middle) <= 0.4 * segment.size:
            return replace(segment, item=True)
    return segment


def _reading_order(rows: list[list[Segment]]) -> list[Segment]:
    """Rows top to bottom, but columns one after the other."""
    ordered: list[Segment] = []
    waiting: list[list[Segment]] = []  # rows above, which may yet turn out to head a column
    index = 0
    while index < len(rows):
        stop, gutter = _shared_gutter(rows, index)
        run = rows[index:stop]
        if gutter is not None:
            run = _without_outdented_tail(run, gutter, followed=stop < len(rows))
            labelled = _beside_labels(run, gutter)
            if labelled:
                ordered += [segment for row in waiting for segment in row] + labelled
                waiting = []
                index += len(run)
                continue
        above = None if gutter is None else _columns_from(waiting, run, gutter)
        if gutter is None or above is None:
            waiting.append(_settled(rows[index], waiting))
            index += 1
            continue
        index += len(run)
        run = [*waiting[above:], *run]
        del waiting[above:]
        ordered += [segment for row in waiting for segment in row]
        waiting = []
        left = [[s for s in row if s.x1 <= gutter] for row in run]
        right = [[s for s in row if s.x1 > gutter] for row in run]
        ordered += _reading_order([row for row in left if row])
        ordered += _reading_order([row for row in right if row])
    return ordered + [segment for row in waiting for segment in row]


def _columns_from(
    above: list[list[Segment]], run: list[list[Segment]], gutter: float
) -> int | None:
    """From which row above a run on it is columns, or None where it is none."""
    if not _is_columns(run, gutter):
        return None
    first = len(above)
    while first and all(s.x1 <= gutter or s.x0 >= gutter for s in above[first - 1]):
        first -= 1
    # What ends like columns may have begun as dates or headings beside the text.
    return first if _is_columns([*above[first:], *run], gutter) else None


def _settled(row: list[Segment], above: list[list[Segment]]) -> list[Segment]:
    """The row without a note in the margin that belongs to the title a few rows above it.

    Where place, dates and duration stand below each other at the right edge, only the first is
    beside the title; the others would cut the bullets that they happen to stand beside.
    """
    first, rest = row[0], row[1:]
    for title in reversed(above[-_FARTHEST_TITLE:]):
        beneath = title[-2:][0]  # the text that the note is beside; a heading may stand before it
        if title[0].item or beneath.x0 > first.x0 - 3.0:
            continue
        beside = [s for s in rest if len(title) > 1 and abs(s.x1 - title[-1].x1) < 2.0]
        if beside and all(len(s.text) <= _MARGIN_LENGTH for s in beside):
            title += beside
            return [s for s in row if s not in beside]
        break
    return row


def _shared_gutter(rows: list[list[Segment]], start: int) -> tuple[int, float | None]:
    """How far down from a row the same empty strip reaches, and its middle.

    Rows that stand wholly on one side of the strip are part of the run; a row that crosses it
    ends the run. Of the gaps of the first row, the one that reaches farthest is taken.
    """
    best_stop, best_gutter = start + 1, None
    first = rows[start]
    if start + 1 < len(rows) and _overlap(first, rows[start + 1]):
        # Columns whose lines do not share baselines begin with a line each.
        first = sorted([*first, *rows[start + 1]], key=lambda segment: segment.x0)
    for left, right in pairwise(first):
        low, high = left.x1, right.x0
        stop = start + 1
        while stop < len(rows):
            narrowed = _narrow(rows[stop], low, high)
            if narrowed is None:
                break
            low, high = narrowed
            stop += 1
        if stop > best_stop:
            best_stop, best_gutter = stop, (low + high) / 2
    return best_stop, best_gutter


def _overlap(row: list[Segment], below: list[Segment]) -> bool:
    """Whether two rows are too near for lines of one column, and stand side by side."""
    near = below[0].y - row[0].y < _LEAST_LEADING * max(row[0].size, below[0].size)
    return near and all(a.x1 <= b.x0 or b.x1 <= a.x0 for a in row for b in below)


def _without_outdented_tail(
    run: list[list[Segment]], gutter: float, *, followed: bool
) -> list[list[Segment]]:
    """The run up to where one-sided rows begin that stand left of the column above them.

    A grid of skills ends where the next heading, set further left or larger, begins.

    Args:
        run: Rows that leave the gutter free.
        gutter: Its middle.
        followed: A row that crosses the gutter stands below them.
    """
    sides = [{segment.x1 <= gutter for segment in row} for row in run]
    for index in range(2, len(run)):
        left = min((s.x0 for row in run[:index] for s in row if s.x1 <= gutter), default=0.0)
        if sides[index] == {True} and run[index][0].x0 < left - 2.0 and _heads(run, index):
            return run[:index]
    paired = [
        i
        for i, side in enumerate(sides)
        if len(side) == 2 or (i and side != sides[i - 1] and _overlap(run[i - 1], run[i]))
    ]
    last_pair = max(paired, default=len(run) - 1)
    edge = {
        left: min(
            (s.x0 for row in run[: last_pair + 1] for s in row if (s.x1 <= gutter) is left),
            default=0.0,
        )
        for left in (True, False)
    }
    for index in range(last_pair + 1, len(run)):
        if any(s.x0 < edge[s.x1 <= gutter] - 2.0 for s in run[index]):
            return run[:index]
        if followed and sides[index] == {True} and _heads(run, index):
            return run[:index]
    return run


def _heads(run: list[list[Segment]], index: int) -> bool:
    """Whether a row is set larger than the rows above it, with white space between."""
    segment, above = run[index][0], run[index - 1]
    usual = median(s.size for row in run[:index] for s in row)
    return segment.size > 1.08 * usual and segment.y - above[0].y > 1.8 * segment.size


def _narrow(row: list[Segment], low: float, high: float) -> tuple[float, float] | None:
    """The part of the strip that this row leaves empty, or None where it crosses."""
    for segment in row:
        if segment.x1 <= (low + high) / 2:
            low = max(low, segment.x1)
        elif segment.x0 >= (low + high) / 2:
            high = min(high, segment.x0)
        elif segment.x1 < high - _LEAST_GUTTER:
            low = max(low, segment.x1)
        elif segment.x0 > low + _LEAST_GUTTER:
            high = min(high, segment.x0)
        else:
            return None
        if high - low < _LEAST_GUTTER:
            return None
    return low, high


def _is_columns(run: list[list[Segment]], gutter: float) -> bool:
    left = [s for row in run for s in row if s.x1 <= gutter]
    right = [s for row in run for s in row if s.x1 > gutter]
    if len(left) < 2 or len(right) < 2 or len(run) < 3:
        return False
    if sum(s.item for s in left) >= 2 and sum(s.item for s in right) >= 2:
        return True
    return not (_is_margin(left) or _is_margin(right))


def _beside_labels(run: list[list[Segment]], gutter: float) -> list[Segment]:
    """Headings or dates in a column of their own, each before its text; else nothing.

    Each label stands beside the first line of its text, or alone in its row: over the labels below
    it. Lines that are set solid are one label; a side bar has paragraphs and lists. A margin of
    dates and places is read row by row, but where a label of it takes several lines.
    """
    left = [s for row in run for s in row if s.x1 <= gutter]
    right = [[s for s in row if s.x1 > gutter] for row in run]
    right = [row for row in right if row]
    if len(left) < 2 or len(right) < 2 or _is_margin([s for row in right for s in row]):
        return []
    margin = _is_margin(left)
    labels = _labels(left, dated_once=margin)
    if margin:
        dated = [label for label in labels if any(mentions_date(s.text) for s in label)]
        several = sum(len(label) > 1 for label in dated)
        if 2 * several <= len(dated) or len(left) > _MARGIN_LINES * len(labels):
            return []
    elif len(labels) > _LABEL_SHARE * len(right) or len(left) > _LABEL_LINES * len(labels):
        return []
    starts = [label[0].y - _BASELINE_TOLERANCE * label[0].size for label in labels]
    texts: list[list[list[Segment]]] = [[] for _ in range(len(labels) + 1)]
    for row in right:
        texts[bisect_right(starts, row[0].y)].append(row)
    beside = sum(
        not text or text[0][0].y <= label[0].y + _BASELINE_TOLERANCE * label[0].size
        for label, text in zip(labels, texts[1:], strict=True)
    )
    if beside < _BESIDE_SHARE * len(labels):
        return []
    ordered = _reading_order(texts[0])
    for label, text in zip(labels, texts[1:], strict=True):
        ordered += [*label, *_reading_order(text)]
    return ordered


def _labels(column: list[Segment], *, dated_once: bool) -> list[list[Segment]]:
    """Lines that are set solid taken together.

    Args:
        column: Segments that stand below each other.
        dated_once: A second date begins another label.
    """
    labels = [[column[0]]]
    for above, below in pairwise(column):
        solid = 0 <= below.y - above.y < _LEADING * below.size and below.page == above.page
        dated = mentions_date(below.text) and any(mentions_date(s.text) for s in labels[-1])
        if solid and not (dated_once and dated):
            labels[-1].append(below)
        else:
            labels.append([below])
    return labels


def _is_margin(side: list[Segment]) -> bool:
    """A strip of dates, places and levels that belongs to the lines beside it."""
    texts = [segment.text for segment in side]
    if sum(len(text) > _MARGIN_LENGTH for text in texts) > _LONG_SHARE * len(texts):
        return False
    return sum(map(_is_marginal, texts)) > _MARGIN_SHARE * len(texts)


def _is_marginal(text: str) -> bool:
    """A date, a place, or a level without letters: `90%`, `★★★`, `3/5`."""
    return mentions_date(text) or looks_like_place(text) or not any(map(str.isalpha, text))
