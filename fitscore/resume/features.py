"""A résumé's words with what the page, its headings and its phrases say of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fitscore.resume.contacts import EMAIL, PHONE, link
from fitscore.resume.headings import section_named
from fitscore.resume.heads import SECTIONS
from fitscore.tagging.words import LAYOUT, Words, read_layout
from fitscore.text.credentials import any_credential
from fitscore.text.dates import find_date, find_ranges
from fitscore.text.degrees import held_patterns
from fitscore.text.languages import language_names
from fitscore.text.titles import names_employer, names_title
from fitscore.types import Document, Line

# Where a line stands on its page and how it is set beside the line above and the usual line.
_PLACE = (
    "page_top", "column_jump", "same_row", "smaller", "larger", "much_larger", "gap_some",
    "gap_big", "left_edge", "indented_line", "right_half", "right_edge", "narrow", "size_up",
    "size_down", "bold_on", "first_lines", "text_document", "many_commas",
)  # fmt: skip
# The section that a line names, or what stands in it before a colon.
_NAMED = tuple(f"names_{section}" for section in SECTIONS)
_PHRASES = (
    "date_range", "date", "year", "email", "link", "phone", "title_word", "employer_word",
    "degree", "credential", "language", "label", "now",
)  # fmt: skip
FEATURES = (*LAYOUT, *_PLACE, *_NAMED, *_PHRASES)
_COLUMN = {name: i for i, name in enumerate((*_PLACE, *_NAMED, *_PHRASES))}

_FIRST_LINES = 6
_LONGEST_HEADING = 50  # characters
_LONGEST_LABEL = 40
_MANY_COMMAS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LABEL = re.compile(r"^[^\n:]{2,28}\s?:", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_NOW = re.compile(
    r"\b(?:present|current|now|till date|to date|ongoing|today|heute|aktuell|jetzt|actualidad"
    r"|presente|hoy|atual|présent|aujourd|since|seit|depuis|desde)\b",
    re.IGNORECASE,
)


def read_words(document: Document) -> Words:
    """The words of a résumé with `FEATURES`; linear in the length of its text."""
    words = read_layout(document)
    seen = np.zeros((len(words), len(_COLUMN)), dtype=np.float32)
    if len(words):
        _see_places(document, words, seen)
        _see_phrases(document, words, seen)
    return words.with_features(seen)


def _see_places(document: Document, words: Words, seen: NDArray[np.float32]) -> None:
    page = _Page(document)
    above: Line | None = None
    for number, line in enumerate(document.lines):
        rows = words.within(line.start, line.end)
        text = document.line_text(line)
        names = [*page.place(line, above), *_named(text)]
        if number < _FIRST_LINES:
            names.append("first_lines")
        if document.media in {"text", "markdown"}:
            names.append("text_document")
        if text.count(",") >= _MANY_COMMAS:
            names.append("many_commas")
        seen[rows, [_COLUMN[name] for name in names]] = 1
        label, colon, _ = text[:_LONGEST_LABEL].partition(":")
        if colon and (section := section_named(label)) and f"names_{section}" not in names:
            before = words.within(line.start, line.start + len(label) + 1)
            seen[before, _COLUMN[f"names_{section}"]] = 1
        above = line


class _Page:
    """What is usual in a document, and where its text begins and ends."""

    def __init__(self, document: Document) -> None:
        sizes: Counter[float] = Counter()
        for line in document.lines:
            sizes[round(line.size, 1)] += line.end - line.start
        self._usual = max(sizes, key=lambda size: sizes[size])
        self._left = min(line.x0 for line in document.lines)
        self._right = max(line.x1 for line in document.lines)
        self._width = max(1.0, self._right - self._left)

    def place(self, line: Line, above: Line | None) -> Iterator[str]:
        """Names of the features of where a line stands."""
        ratio = line.size / self._usual if self._usual else 1.0
        inset = line.x0 - self._left
        shown = {
            "smaller": ratio < 0.93,
            "larger": 1.06 < ratio <= 1.4,
            "much_larger": ratio > 1.4,
            "gap_some": 0.3 < line.gap <= 1,
            "gap_big": line.gap > 1,
            "left_edge": inset <= 3,
            "indented_line": 6 < inset < 0.3 * self._width,
            "right_half": inset > 0.5 * self._width,
            "right_edge": line.x1 >= self._right - 4 and inset > 0.3 * self._width,
            "narrow": line.x1 - line.x0 < 0.4 * self._width,
        }
        if above is None or line.page != above.page:
            shown["page_top"] = True
        else:
            shown["column_jump"] = line.y < above.y - 2
            shown["same_row"] = line.size > 0 and abs(line.y - above.y) < max(1, 0.3 * line.size)
        if above is not None:
            shown["size_up"] = line.size > above.size * 1.06
            shown["size_down"] = line.size < above.size * 0.95
            shown["bold_on"] = line.bold and not above.bold
        return (name for name, value in shown.items() if value)


def _named(text: str) -> list[str]:
    section = section_named(text) if len(text) < _LONGEST_HEADING else None
    return [f"names_{section}"] if section else []


def _see_phrases(document: Document, words: Words, seen: NDArray[np.float32]) -> None:
    for name, ranges in _phrases(document):
        column = _COLUMN[name]
        for start, end in ranges:
            seen[words.within(start, end), column] = 1


def _phrases(document: Document) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    text = document.text
    dated = [line for line in document.lines if any(map(str.isdigit, document.line_text(line)))]
    for line in dated:
        body, start = document.line_text(line), line.start
        yield "date_range", ((start + r.start, start + r.end) for r in find_ranges(body))
        single = find_date(body)
        if single is not None:
            yield "date", [(start + single.start, start + single.end)]
    for name, pattern in _patterns():
        yield name, (found.span() for found in pattern.finditer(text))
    by_word = [(found.span(), found.group()) for found in _WORD.finditer(text)]
    yield "title_word", (span for span, word in by_word if names_title(word))
    yield "employer_word", (span for span, word in by_word if names_employer(word))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    degrees = [("degree", pattern) for _, pattern in held_patterns()]
    return (
        ("email", EMAIL), ("link", link()), ("phone", PHONE), ("year", _YEAR), ("now", _NOW),
        ("label", _LABEL), ("credential", any_credential()), ("language", language_names()),
        *degrees,
    )  # fmt: skip
