"""Lines to statements: bullets whole, paragraphs in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fitscore.text.list_marks import MARK, is_marked
from fitscore.text.sentences import sentence_ranges
from fitscore.text.wrapping import Wrapping
from fitscore.types import Document, Line

# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LONG = 160  # 122; a paragraph beyond this is told apart into its sentences
_LEAST_LETTERS = 2  # 24
_LONGEST_LABEL = 2  # words


@dataclass(frozen=True, slots=True)
class Statement:
    """A range of text that says one thing, and whether it was set as a list item."""

    start: int
    end: int
    page: int
    marked: bool


def read_statements(document: Document, lines: Sequence[Line]) -> list[Statement]:
    """Statements of consecutive lines of one section.

    A list item runs to the next one, or to a line set apart from it; lines without marks run
    together where the margin broke them, and long paragraphs are told apart into sentences.
    """
    wrapping = Wrapping(document)
    groups: list[list[Line]] = []
    marked: list[bool] = []
    for line in lines:
        begins = is_marked(document, line)
        if groups and not begins and _goes_on(wrapping, groups[-1], line, in_item=marked[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
            marked.append(begins)
    statements: list[Statement] = []
    for group, item in zip(groups, marked, strict=True):
        statements += _statements_of(document, group, item=item)
    return statements


def _goes_on(wrapping: Wrapping, group: list[Line], line: Line, *, in_item: bool) -> bool:
    above = group[-1]
    if wrapping.continues(above, line):
        return True
    if not in_item or line.heading or line.bold != above.bold:
        return False
    # The rest of an item hangs under its text, set solid.
    first = group[0]
    hangs = line.x0 >= first.x0 - 1.0 and line.gap <= 0.25
    return hangs and line.page == above.page and wrapping.is_full(above, "x" * 12)


def _statements_of(document: Document, group: list[Line], *, item: bool) -> list[Statement]:
    start, end = group[0].start, group[-1].end
    found = MARK.match(document.text[start:end])
    if item and found:
        start += found.end()
    ranges = [(start, end)]
    if not item and end - start > _LONG:
        ranges = sentence_ranges(document.text, start, end)
    statements = []
    for a, b in ranges:
        if _says_something(document.text[a:b]):
            statements.append(Statement(a, b, _page_at(group, a), item))
    return statements


def _says_something(text: str) -> bool:
    """Two letters at least, or one of the names that have fewer: `C++`, `C#`, `R`.

    A label alone (`Employer:`) says nothing.
    """
    if text.rstrip().endswith(":") and len(text.split()) <= _LONGEST_LABEL:
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _LEAST_LETTERS or (len(letters) == 1 and letters[0].isupper())


def _page_at(group: list[Line], offset: int) -> int:
    return max((line.page for line in group if line.start <= offset), default=group[0].page)
