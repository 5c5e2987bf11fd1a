"""A résumé's lines by section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fitscore.resume.timeline import find_ranges
from fitscore.types import Document, Line, Section
from fitscore.vocabulary import load

_MOST_WORDS = 6
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
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
    parts: list[Part] = []
    section, heading, lines = Section.HEADER, None, list[Line]()
    above: Line | None = None
    for line in document.lines:
        if _FURNITURE.match(document.line_text(line).strip()):
            continue
        found = heading_section(document, line)
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
    return new_column and (heading is None or line.y < heading.y) and heading != line


def heading_section(document: Document, line: Line) -> Section | None:
    """The section that a line is the heading of, or None for any other line."""
    text = document.line_text(line).strip()
    if line.item or len(text) > 60 or text.endswith((".", ",", ";")) or find_ranges(text):
        return None
    if "," in text or "@" in text or re.search(r"\d", text):
        return None
    if ":" in text.rstrip(":"):
        return None
    words = _WORD.findall(text.lower())
    if not 1 <= len(words) <= _MOST_WORDS or text[:1].islower():
        return None
    section = _section_of(tuple(words))
    if section is None:
        return None
    # One word of a list of skills looks like a heading; what stands out is one.
    return section if _stands_out(document, line, text) else None


def _stands_out(document: Document, line: Line, text: str) -> bool:
    usual = _usual_size(document)
    if line.heading or line.bold or text.isupper() or text.endswith(":"):
        return True
    if usual and line.size > usual * 1.08:
        return True
    if document.media == "pdf":
        # Set flush left of what follows or with white space above.
        return line.gap > 0.2 or line.x0 <= _left_edge(document) + 2
    return line.gap >= 1 or line.x0 == 0


def _usual_size(document: Document) -> float:
    sizes: dict[float, int] = {}
    for line in document.lines:
        sizes[round(line.size, 1)] = sizes.get(round(line.size, 1), 0) + line.end - line.start
    return max(sizes, key=lambda size: sizes[size])


def _left_edge(document: Document) -> float:
    return min(line.x0 for line in document.lines)


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
    if "experience" in known and "volunteer" not in known:
        return Section.EXPERIENCE
    if "work" in words and "history" in words:
        return Section.EXPERIENCE
    for name in lists:
        if name in known and name != "experience":
            return Section(name)
    return Section(known[0])
