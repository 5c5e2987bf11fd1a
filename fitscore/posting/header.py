"""Title, employer, location and salary, from wherever they stand; None rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fitscore.posting.sections import topic_of
from fitscore.posting.words import vocabulary
from fitscore.text.list_marks import is_marked
from fitscore.text.money import first_pay
from fitscore.text.places import find_town
from fitscore.text.titles import names_employer, names_title
from fitscore.types import Document, Line

# Set by hand on the postings that the reader was developed with. Behind each stands how many of
# 199 postings are read otherwise at 0.8 or 1.25 times it, or one more or less.
_TOP_LINES = 8  # 0
_LONGEST_TITLE, _MOST_TITLE_WORDS = 90, 14  # characters, words
_SEEKING = re.compile(
    r"\b(?:seeking|seeks|looking for|hiring|recruiting|invites applications for)\s+"
    r"(?:an?|the|its next)\s+(?P<title>[A-Z][\w&/'’,()-]*"
    r"(?:\s+(?:[A-Z&(][\w&/'’,()-]*|of|for|and|the|in|-|–))*)"
)
_POSITION_AT = re.compile(r"\bposition at (?P<employer>[A-Z][^?.!\n]{2,60})")
_CITY_SEEKS = re.compile(
    r"\b[Tt]he (?P<employer>(?:City|Town|County|Region|Municipality|University|Government|State|"
    r"Province) of [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)"
)
_MOST_EMPLOYER_WORDS = 8  # 9


@dataclass(frozen=True, slots=True)
class Header:
    """What a posting says of itself."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None


def read_header(document: Document) -> Header:
    """The header fields of a posting."""
    salary = _field(document, "salary") or first_pay(document.text)
    location = _field(document, "location") or _place(document)
    return Header(_title(document), _employer(document), location, salary)


def _field(document: Document, name: str) -> str | None:
    """The value behind a label (`Location: Bristol`, `Location | Bristol |`) or below it."""
    labels: list[str] = vocabulary()["fields"][name]
    options = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    pattern = re.compile(rf"^(?:{options})\s*(?:[:|]|\s[–—-]\s)\s*(?P<value>.*)$", re.IGNORECASE)
    lines = document.lines
    for index, line in enumerate(lines):
        text = _MARKLESS.sub("", document.line_text(line))
        found = pattern.match(text)
        if found is None:
            continue
        value = found["value"].strip(" |")
        if not value and index + 1 < len(lines) and text.rstrip().endswith(":"):
            value = document.line_text(lines[index + 1]).strip()
        if value and len(value) <= 120 and "not provided" not in value.lower():
            return value
    return None


_MARKLESS = re.compile(r"^[-•*▪·]\s+")


def _title(document: Document) -> str | None:
    labelled = _field(document, "title")
    if labelled and len(labelled) <= _LONGEST_TITLE and not labelled.endswith("."):
        return labelled
    headings = [line for line in document.lines[:60] if line.heading]
    for line in [*headings[:3], *document.lines[:_TOP_LINES]]:
        if _reads_as_title(document, line):
            return _without_place(document.line_text(line).strip())
    first = next((line for line in headings[:1] if line in document.lines[:3]), None)
    if first is not None and topic_of(document.line_text(first)) is None:
        return document.line_text(first).strip()
    found = _SEEKING.search(document.text)
    if found:
        return re.sub(r"\s+(?:of|for|and|the|in|-|–)$", "", found["title"]).strip(" ,.")
    return None


def _reads_as_title(document: Document, line: Line) -> bool:
    text = document.line_text(line).strip()
    if (
        len(text) > _LONGEST_TITLE
        or text.endswith((".", "!", "?", ":"))
        or is_marked(document, line)
    ):
        return False
    if re.match(r"^[\w ]{2,30}:\s", text) or (topic_of(text) is not None and len(text.split()) < 3):
        return False
    return names_title(text) and len(re.split(r"[\s/&–-]+", text)) <= _MOST_TITLE_WORDS


def _without_place(text: str) -> str:
    return text.split(" | ", maxsplit=1)[0].strip()


def _employer(document: Document) -> str | None:
    labelled = _field(document, "employer")
    if labelled:
        return labelled
    for pattern in (_POSITION_AT, _CITY_SEEKS):
        found = pattern.search(document.text)
        if found:
            return found["employer"].strip()
    for line in document.lines[:5]:
        for piece in re.split(r"\s+[|–—]\s+|,\s+", document.line_text(line)):
            named = piece[:1].isupper() and ":" not in piece
            named &= len(piece.split()) <= _MOST_EMPLOYER_WORDS
            if named and names_employer(piece) and not names_title(piece, plural=False):
                return piece.strip()
    return None


def _place(document: Document) -> str | None:
    """A town and its state, province or country, named near the top."""
    for line in document.lines[:_TOP_LINES]:
        found = find_town(document.line_text(line))
        if found is not None and not names_title(found, plural=False):
            return found
    return None
