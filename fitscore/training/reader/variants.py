"""The same posting as it may arrive from elsewhere: breaks, marks and headings lost or changed.

Only white space and marks change: every word stays, so that marked spans go with it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from fitscore.text.list_marks import MARK
from fitscore.training.reader.labelled import LabelledPosting, Mark, MarkedSpan
from fitscore.types import Document, Line

# What marks items in exports; the reader is to learn any mark from how it recurs.
_MARKS = (
    "•", "-", "*", "·", "▪", "◦", "➢", "✓", "–", "o", "~", ">", "\uf0b7", "=>", "--", "+", "»", "♦",
    "✔", "§", "?", "×", "■", "►", "❖", "#", "|", "¨", "ü", "Ø", "v", "1)", "(a)", "Â·", "â€¢", "👉",
    "✅", "→",
)  # fmt: skip
_WIDTHS = (60, 72, 80, 100)  # columns that mail and terminals wrap at
_PARAGRAPH = 60  # characters: longer than a heading
_ENDS = ".:;,!?"
SHAPES = (
    "joined", "bare", "bare", "glued", "glued", "dots", "numbers", "wrapped", "marked", "unmarked",
    "spaced", "cropped", "cropped", "thinned", "thinned", "thinned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Body:
    """A line without its mark."""

    start: int
    end: int
    line: Line
    marked: bool


def variant(
    posting: LabelledPosting, rng: random.Random, shape: str | None = None
) -> LabelledPosting:
    """A posting in another shape, drawn at random unless one of `SHAPES` is given."""
    shape = shape or rng.choice(SHAPES)
    bodies = [_body(posting.document, line) for line in posting.document.lines]
    if shape in {"cropped", "thinned"}:
        bodies = _cropped(bodies, rng) if shape == "cropped" else _thinned(bodies, posting, rng)
        shape = rng.choice(("marked", "unmarked", "joined", "kept", "kept"))
    writer = _Writer(posting.document, rng, shape)
    for body in bodies:
        writer.add(body)
    return writer.finished(posting)


def _body(document: Document, line: Line) -> _Body:
    found = MARK.match(document.line_text(line))
    if found is None or line.start + found.end() >= line.end:
        return _Body(line.start, line.end, line, marked=line.item)
    return _Body(line.start + found.end(), line.end, line, marked=True)


def _cropped(bodies: list[_Body], rng: random.Random) -> list[_Body]:
    """Some lines, from one with space above or looks of its own, as short postings are."""
    starts = [
        i for i, body in enumerate(bodies) if body.line.gap >= 1 or body.line.heading or i == 0
    ]
    if not starts:
        return bodies
    first = rng.choice(starts)
    return bodies[first : first + rng.randint(4, 24)]


def _thinned(bodies: list[_Body], posting: LabelledPosting, rng: random.Random) -> list[_Body]:
    """A short posting of the same build: some items of each list, and few of the paragraphs.

    Only lines that hold a whole label, or none, are left out.
    """
    left_out = rng.uniform(0.3, 0.85)
    kept = []
    for body in bodies:
        here = [s for s in posting.spans if s.start < body.end and s.end > body.start]
        own = [span for span in here if span.label is not None or span.mark is Mark.DUTY]
        whole = all(body.start <= span.start and span.end <= body.end for span in own)
        long = body.end - body.start > _PARAGRAPH
        if not (whole and (own or long) and rng.random() < left_out):
            kept.append(body)
    return kept


class _Writer:
    def __init__(self, document: Document, rng: random.Random, shape: str) -> None:
        self._document = document
        self._rng = rng
        self._shape = shape
        self._mark = rng.choice(_MARKS)
        self._tight = rng.random() < 0.3
        self._parts: list[str] = []
        self._length = 0
        self._moved: list[tuple[int, int, int]] = []  # from, to, and where it stands now
        self._lines: list[Line] = []
        self._item = 0
        self._keeps_looks = rng.random() < 0.6

    def add(self, body: _Body) -> None:
        text = self._document.text[body.start : body.end]
        self._write(self._break(body, text) if self._parts else "")
        start = self._length
        self._item = self._item + 1 if body.marked else 0
        self._write(self._mark_of(body))
        self._moved.append((body.start, body.end, self._length))
        self._write(text)
        line = body.line
        looks = self._keeps_looks
        self._lines.append(
            replace(
                line,
                start=start,
                end=self._length,
                item=line.item and self._shape == "kept",
                bold=line.bold and looks,
                heading=line.heading and looks,
            )
        )

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _break(self, body: _Body, text: str) -> str:
        """What stands between a line and the one above it."""
        goes_on = not body.marked and not body.line.gap and text[:1].islower()
        if self._shape in {"marked", "unmarked", "kept"}:
            return "\n" * (1 + (body.line.gap >= 1))
        if goes_on:
            return " "
        if self._shape == "glued":
            closed = self._parts[-1][-1:] in _ENDS
            return " " if closed and self._rng.random() < 0.8 else ""
        if self._shape == "dots" and body.marked:
            return ""
        return "  " if self._shape == "spaced" else " "

    def _mark_of(self, body: _Body) -> str:
        if not body.marked:
            return ""
        if self._shape in {"joined", "kept"}:
            own = self._document.text[body.line.start : body.start]
            return own or ("" if self._shape == "kept" else f"{self._mark} ")
        if self._shape in {"dots", "marked"}:
            return self._mark + ("" if self._tight else " ")
        return f"{self._item}. " if self._shape == "numbers" else ""

    def finished(self, posting: LabelledPosting) -> LabelledPosting:
        text = "".join(self._parts)
        lines = self._lines
        if self._shape == "wrapped":
            text = _wrapped(text, self._rng.choice(_WIDTHS))
            lines = _lines_of(text)
        elif self._shape not in {"marked", "unmarked", "kept"}:
            lines = [Line(0, len(text))]
        spans = (self._placed(span) for span in posting.spans)
        fields = None
        if posting.fields is not None:
            moved = {name: self._range(*span) for name, span in posting.fields.items()}
            fields = {name: span for name, span in moved.items() if span is not None}
        return replace(
            posting,
            document=replace(posting.document, text=text, lines=tuple(lines)),
            spans=tuple(span for span in spans if span is not None),
            fields=fields,
        )

    def _placed(self, span: MarkedSpan) -> MarkedSpan | None:
        moved = self._range(span.start, span.end)
        return replace(span, start=moved[0], end=moved[1]) if moved else None

    def _range(self, start: int, end: int) -> tuple[int, int] | None:
        inside = [(a, b, at) for a, b, at in self._moved if a < end and b > start]
        if not inside:
            return None
        first, last = inside[0], inside[-1]
        begin = first[2] + max(0, start - first[0])
        return begin, last[2] + min(end, last[1]) - last[0]


def _wrapped(text: str, width: int) -> str:
    """The same text with a line break for a blank wherever a margin falls."""
    characters = list(text)
    column, blank = 0, -1
    for i, c in enumerate(characters):
        column += 1
        if c == " ":
            blank = i
        if column > width and blank >= 0:
            characters[blank] = "\n"
            column, blank = i - blank, -1
    return "".join(characters)


def _lines_of(text: str) -> list[Line]:
    return [
        Line(found.start(), found.end(), x1=float(found.end() - found.start()))
        for found in re.finditer(r"[^\n]+", text)
    ]
