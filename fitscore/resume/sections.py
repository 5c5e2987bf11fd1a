"""A résumé's lines by section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fitscore.text.dates import find_ranges
from fitscore.text.titles import title_score
from fitscore.text.vocabulary import load
from fitscore.types import Document, Line, Section

# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_MOST_WORDS = 6  # 1
_LONGEST = 60  # 0; characters
_LEAST_ALIKE = 2  # 26; headings of one look
_SOME_GAP = 0.2  # 0; line heights
_HEADING_ROWS = 1.6  # 1; line heights
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
_UNPAID = ("volun", "extracurr", "extra-curr", "communit")
_FURNITURE = re.compile(
    r"^(?:page\s+\d+(?:\s*(?:of|/)\s*\d+)?|\d{1,2}|.{0,40}\s[-–|]\s*(?:page\s*)?\d{1,2}\s*(?:/|of)"
    r"\s*\d{1,2}|(?:curriculum vitae|r[ée]sum[ée])(?:\s*[-–|]?\s*page\s*\d+)?|last updated .{4,20}"
    r"|\(?continued\)?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines under one heading."""

    section: Section
    heading: Line | None
    lines: tuple[Line, ...]


def split_sections(document: Document) -> list[Part]:
    """Lines by section; those above the first heading of a page's column are the header."""
    headings = _Headings(document)
    parts: list[Part] = []
    section, heading, lines = Section.HEADER, None, list[Line]()
    above: Line | None = None
    for line in document.lines:
        if _FURNITURE.match(document.line_text(line).strip()):
            continue
        found = headings.section(line)
        escaped = above is not None and _begins_other_column(heading, above, line)
        above = line
        if found is None and not escaped:
            lines.append(line)
            continue
        parts.append(Part(section, heading, tuple(lines)))
        if found is None:
            section, heading, lines = Section.HEADER, None, [line]
        else:
            section, heading, lines = found, line, []
    parts.append(Part(section, heading, tuple(lines)))
    return [part for part in parts if part.lines or part.heading]


def _begins_other_column(heading: Line | None, above: Line, line: Line) -> bool:
    """Whether a line heads a column that the current heading does not stand over.

    The columns of a grid of skills stand below their heading; a page's second column begins
    above the headings of its first.
    """
    new_column = line.page == above.page and line.y < above.y - 2.0
    # A heading in two lines stands beside the first row of its grid.
    beside = _HEADING_ROWS * line.size
    return new_column and heading != line and (heading is None or line.y < heading.y - beside)


class _Headings:
    """Tells the headings of a document, by their words and by how its headings look."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._left_edge = min(line.x0 for line in document.lines)
        sizes: Counter[float] = Counter()
        for line in document.lines:
            sizes[round(line.size, 1)] += line.end - line.start
        self._usual_size = max(sizes, key=lambda size: sizes[size])
        worded = [(line, self._worded(line)) for line in document.lines]
        known = [line for line, section in worded if section is not None and self._is_set_off(line)]
        self._strong = len(known)
        looks = Counter(self._look(line) for line in document.lines)
        headed = Counter(self._look(line) for line in known)
        # How headings look here, where little else looks so.
        self._looks = {
            look for look, n in headed.items() if n >= _LEAST_ALIKE and looks[look] <= 2 * n
        }

    def section(self, line: Line) -> Section | None:
        """The section that a line is the heading of, or None for any other line."""
        section = self._worded(line)
        if section is not None and self._stands_out(line):
            return section
        if self._look(line) in self._looks and self._may_be_unknown(line):
            return self._qualified(line) or Section.OTHER
        return self._qualified(line) if self._is_set_off(line) else None

    def _text(self, line: Line) -> str:
        return self._document.line_text(line).strip()

    def _worded(self, line: Line) -> Section | None:
        words = self._words(line)
        return _section_of(words) if words else None

    def _words(self, line: Line) -> tuple[str, ...]:
        """The words of a line that is short and bare enough for a heading, else none."""
        text = self._text(line)
        if line.item or len(text) > _LONGEST or text.endswith((".", ",", ";")):
            return ()
        if "," in text or "@" in text or re.search(r"\d", text) or find_ranges(text):
            return ()
        if ":" in text.rstrip(":") or text[:1].islower():
            return ()
        words = _WORD.findall(text.lower())
        return tuple(words) if 1 <= len(words) <= _MOST_WORDS else ()

    def _qualified(self, line: Line) -> Section | None:
        """`Customer Service Experience` and the like: what kind of experience it is goes before."""
        words = self._words(line)
        if words[-1:] in (("experience",), ("employment",)) and "volunteer" not in words:
            return Section.EXPERIENCE
        return None

    def _may_be_unknown(self, line: Line) -> bool:
        """A line that looks like a heading and holds neither a title nor a name of an employer."""
        text = self._text(line)
        return bool(self._words(line)) and line.gap > _SOME_GAP and title_score(text) == 0

    def _look(self, line: Line) -> tuple[float, bool, bool, bool, float]:
        upper = self._text(line).isupper()
        return round(line.size, 0), line.bold, upper, line.heading, round(line.x0, -1)

    def _is_set_off(self, line: Line) -> bool:
        """Whether the type of a line alone says that it is no text like the rest."""
        text = self._text(line)
        if line.heading or line.bold or text.isupper() or text.endswith(":"):
            return True
        return bool(self._usual_size) and line.size > self._usual_size * 1.08

    def _stands_out(self, line: Line) -> bool:
        """Whether it is no word of a list of skills, which may look like a heading's."""
        if self._is_set_off(line):
            return True
        if self._document.media == "pdf":
            if self._strong >= _LEAST_ALIKE:
                return False  # the headings of this document are set off
            # Set flush left of what follows or with white space above.
            return line.gap > _SOME_GAP or line.x0 <= self._left_edge + 2
        return line.gap >= 1 or line.x0 == 0


def is_heading(words: Sequence[str]) -> bool:
    """Whether words in lower case are those of a heading, the neutral ones included."""
    neutral = load("resume/vocabulary.toml")["headings"]["neutral"]
    return _section_of(tuple(words)) is not None or all(word in neutral for word in words)


@cache
def _section_of(words: tuple[str, ...]) -> Section | None:
    headings = load("resume/vocabulary.toml")["headings"]
    neutral = set(headings["neutral"])
    lists: dict[str, list[str]] = headings["sections"]
    phrase = " ".join(words)
    # `work history`, `professional background`: whole phrases come before single words.
    for name, entries in lists.items():
        if phrase in entries:
            return Section(name)
    owners = {word: name for name, entries in reversed(lists.items()) for word in entries}
    known = [owners[word] for word in words if word in owners]
    if not known or any(word not in owners and word not in neutral for word in words):
        return None
    if "experience" in known and not any(word.startswith(_UNPAID) for word in words):
        return Section.EXPERIENCE
    if "work" in words and "history" in words:
        return Section.EXPERIENCE
    for name in lists:
        if name in known and name != "experience":
            return Section(name)
    return Section(known[0])
