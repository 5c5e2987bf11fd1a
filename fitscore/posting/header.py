"""Title, employer, location and salary, from wherever they stand; None rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fitscore.posting.sections import topic_of
from fitscore.posting.words import vocabulary
from fitscore.text.list_marks import is_marked
from fitscore.text.vocabulary import load
from fitscore.types import Document, Line

_TOP_LINES = 8
_LONGEST_TITLE = 90
_MONEY = re.compile(
    r"[$£€]\s?\d[\d,.]*(?:k\b)?(?:\s*(?:-|–|—|to)\s*[$£€]?\s?\d[\d,.]*(?:k\b)?)?"
    r"(?:\s*(?:per|an?|/)\s*(?:year|hour|annum|month|week|hr|yr))?",
    re.IGNORECASE,
)
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
_PLACE_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}"


@dataclass(frozen=True, slots=True)
class Header:
    """What a posting says of itself."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None


def read_header(document: Document) -> Header:
    """The header fields of a posting."""
    salary = _field(document, "salary") or _money(document)
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
    nouns = set(load("text/trade.toml")["titles"]["nouns"])
    words = [word.lower().strip(".,()'’") for word in re.split(r"[\s/&–-]+", text)]
    return bool(nouns & {*words, *(word.removesuffix("s") for word in words)}) and len(words) <= 14


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
    words = set(load("text/trade.toml")["employers"]["words"])
    for line in document.lines[:5]:
        for piece in re.split(r"\s+[|–—]\s+|,\s+", document.line_text(line)):
            tokens = {word.lower().strip(".,") for word in piece.split()}
            named = piece[:1].isupper() and len(tokens) <= 8
            if named and tokens & words and not _titled(piece):
                return piece.strip()
    return None


def _titled(text: str) -> bool:
    nouns = set(load("text/trade.toml")["titles"]["nouns"])
    return bool(nouns & {word.lower().strip(".,") for word in text.split()})


def _money(document: Document) -> str | None:
    found = _MONEY.search(document.text)
    return found.group().strip() if found and re.search(r"\d{2}", found.group()) else None


def _place(document: Document) -> str | None:
    """A town and its state, province or country, named near the top."""
    for line in document.lines[:_TOP_LINES]:
        found = _place_pattern().search(document.line_text(line))
        if found and not _titled(found.group()):
            return found.group()
    return None


@cache
def _place_pattern() -> re.Pattern[str]:
    regions = "|".join(map(re.escape, load("text/trade.toml")["places"]["regions"]))
    return re.compile(rf"\b{_PLACE_NAME}, (?:{regions})(?![\w])")
