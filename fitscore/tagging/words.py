"""A document's words as a reader sees them: what each is, and what the page shows around it.

Nothing is decided here. Line breaks, marks and capitals are told as features, so that a document
whose layout is lost on the way is read by the same parameters as one that kept it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fitscore.text.list_marks import MARK, is_marked
from fitscore.types import Document, Line

# What the layout shows at a word, and what the word is made of.
LAYOUT = (
    "line_start", "blank_line_above", "heading", "bold", "item", "indented", "short_line",
    "line_ends_with_colon", "capital_line", "repeated_line", "long_lines", "very_long_lines",
    "glued", "no_blank_before", "blanks_before", "break_before", "lower", "title", "upper",
    "number", "punctuation", "symbol", "recurring_mark", "often_recurring_mark", "enumerator",
    "after_stop", "after_colon", "after_semicolon", "after_comma", "after_bracket", "after_word",
)  # fmt: skip
_COLUMN = {name: i for i, name in enumerate(LAYOUT)}

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]|_+")
# Words that lost the break between them (`RequirementsHigh`), and names (`JavaScript`): which of
# the two it is, is for the reader to decide.
_INNER_CAPITAL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_ENUMERATOR = re.compile(r"(?<!\w)\(?(?P<number>\d{1,2}|[a-z])[.)]")
_AFTER = {".": "after_stop", "!": "after_stop", "?": "after_stop", ":": "after_colon"}
_AFTER |= {";": "after_semicolon", ",": "after_comma", ")": "after_bracket", "]": "after_bracket"}
_SHORT_LINE = 9  # words
_LONG, _VERY_LONG = 90, 200  # characters of a document's lines, on average
_LONGEST_ITEM = 300  # characters
_RECURS, _OFTEN = 3, 6  # times


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document in order, n of them.

    Attributes:
        starts: Offset of each in the document's text, shape (n,).
        ends: Offset behind each, shape (n,).
        features: Shape (n, features), 0 or 1; the first are those of `LAYOUT`.
        items: Of lines that a mark makes items: 1 for the first word behind the mark, 2 for the
            others, 0 for all words elsewhere; shape (n,).
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    features: NDArray[np.float32]
    items: NDArray[np.int8]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)

    def part(self, rows: slice) -> Words:
        """Some of them."""
        return Words(self.starts[rows], self.ends[rows], self.features[rows], self.items[rows])

    def with_features(self, more: NDArray[np.float32]) -> Words:
        """The same words with more features, shape (n, more), behind those they have."""
        return replace(self, features=np.concatenate([self.features, more], axis=1))

    def within(self, start: int, end: int) -> slice:
        """Which of them begin in a range of the text."""
        first, behind = np.searchsorted(self.starts, [start, end])
        return slice(int(first), int(behind))


def read_layout(document: Document) -> Words:
    """The words of a document with the features of `LAYOUT`; linear in the length of its text."""
    text = document.text
    ranges, inner = _ranges(text)
    starts = np.array([start for start, _ in ranges], dtype=np.int64)
    ends = np.array([end for _, end in ranges], dtype=np.int64)
    features = np.zeros((len(ranges), len(LAYOUT)), dtype=np.float32)
    if ranges:
        features[inner, _COLUMN["glued"]] = 1
        _see_lines(document, starts, features)
        _see_characters(text, ranges, features)
        _see_enumerators(text, starts, features)
    return Words(starts, ends, features, _items(document, starts))


def _ranges(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Words, cut at inner capitals, and the indices of those that begin at such a cut."""
    ranges: list[tuple[int, int]] = []
    inner: list[int] = []
    for found in _WORD.finditer(text):
        start, end = found.span()
        cuts = [start]
        if text[start].isalpha():
            cuts += [start + cut.start() for cut in _INNER_CAPITAL.finditer(found.group())]
        inner += range(len(ranges) + 1, len(ranges) + len(cuts))
        ranges += zip(cuts, [*cuts[1:], end], strict=True)
    return ranges, inner


def _see_lines(
    document: Document, starts: NDArray[np.int64], features: NDArray[np.float32]
) -> None:
    lines = document.lines
    seen = Counter(_without_digits(document, line) for line in lines)
    average = len(document.text) / max(1, len(lines))
    features[:, _COLUMN["long_lines"]] = _LONG < average <= _VERY_LONG
    features[:, _COLUMN["very_long_lines"]] = average > _VERY_LONG
    firsts = np.searchsorted(starts, [line.start for line in lines])
    behind = np.searchsorted(starts, [line.end for line in lines])
    for line, first, end in zip(lines, firsts, behind, strict=True):
        if first >= end:
            continue
        body = document.line_text(line)
        at_start = {
            "line_start": True,
            "blank_line_above": line.gap >= 1,
            "item": line.item,
            "indented": line.x0 > 0,
        }
        throughout = {
            "heading": line.heading,
            "bold": line.bold,
            "short_line": end - first <= _SHORT_LINE,
            "line_ends_with_colon": body.endswith(":"),
            "capital_line": body.isupper(),
            "repeated_line": seen[_without_digits(document, line)] > 1,
        }
        for name, value in at_start.items():
            features[first, _COLUMN[name]] = value
        for name, value in throughout.items():
            features[first:end, _COLUMN[name]] = value


def _items(document: Document, starts: NDArray[np.int64]) -> NDArray[np.int8]:
    items = np.zeros(len(starts), dtype=np.int8)
    for line in document.lines:
        # A long one may be a whole posting behind its first mark; a bold one may be a heading.
        if line.end - line.start > _LONGEST_ITEM or not is_marked(document, line):
            continue
        text = document.line_text(line)
        if line.bold or line.heading or text.rstrip().endswith(":"):
            continue
        mark = MARK.match(text)
        first, behind = np.searchsorted(
            starts, [line.start + (mark.end() if mark else 0), line.end]
        )
        items[first:behind] = 2
        items[first : min(behind, first + 1)] = 1
    return items


def _without_digits(document: Document, line: Line) -> str:
    """A line by which a page's header is known again on the next page."""
    return re.sub(r"\d+", "0", document.line_text(line))


def _see_characters(
    text: str, ranges: list[tuple[int, int]], features: NDArray[np.float32]
) -> None:
    marks = Counter(text[a:b] for a, b in ranges if b == a + 1 and not text[a].isdigit())
    before = -1  # the last character that is no white space
    for row, (start, end) in zip(features, ranges, strict=True):
        word = text[start:end]
        gap = text[before + 1 : start]
        names = [_shape(word)]
        if end == start + 1 and marks[word] >= _RECURS and word not in ".,:;()aAI'’\"":
            names.append("recurring_mark")
            if marks[word] >= _OFTEN:
                names.append("often_recurring_mark")
        if "\n" in gap:
            names.append("break_before")
        elif len(gap) > 1:
            names.append("blanks_before")
        elif not gap and before >= 0:
            names.append("no_blank_before")
        if not word[0].isalnum() and (ord(word[0]) > 127 or word in "*+~>#|"):
            names.append("symbol")
        if before >= 0:
            names += _behind(text[before])
        row[[_COLUMN[name] for name in names]] = 1
        before = end - 1


def _behind(last: str) -> list[str]:
    """What it says of a word that this character stands before it, white space aside."""
    if last.isalnum():
        return ["after_word"]
    return [_AFTER[last]] if last in _AFTER else []


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "number"
    if not word[0].isalpha():
        return "punctuation"
    if word.islower():
        return "lower"
    return "upper" if word.isupper() and len(word) > 1 else "title"


def _see_enumerators(text: str, starts: NDArray[np.int64], features: NDArray[np.float32]) -> None:
    """Numbers and letters that count on from one before them, and the first of such a run."""
    column = _COLUMN["enumerator"]
    last: dict[bool, tuple[int, int]] = {}  # by digits or letters: how far, and which word
    for found in _ENUMERATOR.finditer(text):
        sign = found["number"]
        digits = sign.isdigit()
        count = int(sign) if digits else ord(sign) - ord("a") + 1
        word = int(np.searchsorted(starts, found.start("number")))
        if digits in last and last[digits][0] + 1 == count:
            features[[last[digits][1], word], column] = 1
            last[digits] = (count, word)
        elif count == 1:
            last[digits] = (count, word)
