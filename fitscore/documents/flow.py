"""Paragraphs of word processors put in lines: whatever the format, the same page gives the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from fitscore.documents.builder import TextBuilder
from fitscore.documents.contrast import is_told
from fitscore.types import Flag, Line

LEAST_SIZE = 2.5  # points: what is smaller is not read on paper
LEAST_SEEN = 0.45  # of the height of type: what shows less of it is not read
FARTHEST = 500.0  # points; what is moved farther is off the page
LETTER = 0.5  # width of a letter to the size of type
_LEAST_ADVANCE = 0.25  # of a letter's width to the next letter
_LONGEST_QUOTE = 300
_USUAL_SIZE = 11.0  # points, where a document names none
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set; lengths in points."""

    before: float = 0.0
    after: float = 0.0
    size: float = 0.0
    bold: bool = False
    item: bool = False
    heading: bool = False
    indent: float = 0.0


class Flow:
    """Collects paragraphs, and counts their rows as on paper.

    The cells of a table's row and the parts between tabs share a row, and a text box begins at the
    row that it stands beside.
    """

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._row = 0.0
        self._blank = 0.0  # points of white space above the next paragraph
        self._boxes: list[tuple[float, Callable[[], None]]] = []
        self._notes: list[Callable[[], None]] = []
        self._bottom = 0.0
        self._unseen: list[str] = []

    def add(self, text: str, look: Look) -> None:
        """A paragraph, with tabs and line breaks as characters."""
        if not text.strip():
            self._blank += look.size or _USUAL_SIZE
            return
        gap = max(look.before, self._blank) / (look.size or _USUAL_SIZE)
        item = look.item and not look.heading  # converters number headings, with nothing to see
        first = True
        for part in text.split("\n"):
            # A tab sets the place or the dates apart from the title: each part is a line.
            for piece in part.split("\t"):
                line = Line(
                    0,
                    0,
                    x0=look.indent,
                    size=look.size,
                    bold=look.bold or look.heading,
                    heading=look.heading,
                    item=item and first,
                    gap=gap if first and not item else 0.0,
                )
                first = not self.builder.add(piece, line, row=self._row) and first
            self._row += 1
        self._bottom = max(self._bottom, self._row)
        self._blank = look.after

    def cells(self, cells: Iterable[T], read: Callable[[T], None]) -> None:
        """A row of a table: each of its cells begins at the same row."""
        top = bottom = self._row
        for cell in cells:
            self._row = top
            self._blank = 0.0
            read(cell)
            bottom = max(bottom, self._row)
        self._row = bottom

    def box(self, read: Callable[[], None]) -> None:
        """A text box anchored here: read now if it is above all text, else behind the body."""
        if self.builder.is_empty():
            # A band or a side bar that is anchored above the text is read before it.
            read()
            self._row = 0.0
        else:
            self._boxes.append((self._row, read))

    def beside(self) -> None:
        """Read the text boxes that stand beside what was read so far."""
        while self._boxes:
            boxes, self._boxes = self._boxes, []
            for row, read in boxes:
                self._row = row
                read()

    def note(self, read: Callable[[], None]) -> None:
        """A note that the text refers to here."""
        self._notes.append(read)

    def foot(self) -> None:
        """Read the notes below all text, as pages have them.

        Between the lines of the body they would part a title from its dates.
        """
        notes, self._notes = self._notes, []
        if notes:
            self._row = self._bottom
            self._blank = 2 * _USUAL_SIZE
        for read in notes:
            read()

    def margin(self) -> None:
        """What follows stands at the edge of each page."""
        self._row = 0.0

    def hide(self, text: str) -> None:
        """Text that a reader would not see."""
        self._unseen.append(text)

    def result(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        """The text, its lines, and a flag where text is hidden."""
        return self.builder.text(), self.builder.lines(), self._flags()

    def _flags(self) -> tuple[Flag, ...]:
        text = " ".join(" ".join(self._unseen).split())
        return (hidden_flag(text, 1),) if any(c.isalpha() for c in text) else ()


def said_once(margins: Iterable[T], text_of: Callable[[T], str]) -> Iterator[T]:
    """Headers or footers of all pages; one that says the same as another, or nothing, is left out.

    Args:
        margins: In any form.
        text_of: What one says.
    """
    seen: set[str] = {""}
    for margin in margins:
        text = " ".join(text_of(margin).split())
        if text not in seen:
            seen.add(text)
            yield margin


def is_stacked(size: float, spread: float) -> bool:
    """Whether letters stand so near to one another that nobody reads them.

    Args:
        size: Of type in points, made narrower where letters are.
        spread: Points that are added between letters.
    """
    letter = LETTER * size
    return letter + spread < _LEAST_ADVANCE * letter


def hidden_flag(text: str, page: int) -> Flag:
    """What the reader of a report is to know of text that is not seen."""
    quote = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return Flag("hidden_text", page, quote, "a reader would not see this text; it counts nothing")


def is_white(red: int, green: int, blue: int) -> bool:
    """Whether a colour (0 to 255 each) cannot be told from white on paper."""
    return not is_told((red, green, blue), (255, 255, 255))
