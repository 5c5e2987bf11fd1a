"""Title, employer, location and salary: where they stand, or None rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fitscore.posting.lexicon import any_phrase, known, languages
from fitscore.types import Document

_MARKS = " \t\n|,;:*#•·–—-_"
_LEAD = re.compile(r"^[^\w(\[\"'“«#@$€£]+")  # a mark, an emoji
_LONGEST = 100  # characters of a part that may be a title or an employer as a whole
_MOSTLY = 0.5  # share of such a part
# What parts a title, and an employer, from what else its line says.
_APART = {"title": re.compile(r"\s[|•–—-]\s|[:|@]"), "employer": re.compile(r"\s[•–—-]\s|[:|@,.;]")}


@dataclass(frozen=True, slots=True)
class Header:
    """What a posting says of itself."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None


def header_of(document: Document, fields: dict[str, tuple[int, int]]) -> Header:
    """The header fields of a posting, as they are written in it."""
    fields = {**_labelled(document), **fields}
    fields = {
        name: _whole_part(document, *span, _APART[name]) if name in _APART else span
        for name, span in fields.items()
    }
    texts = {
        name: _LEAD.sub("", " ".join(document.text[start:end].split()).strip(_MARKS))
        for name, (start, end) in fields.items()
    }
    return Header(
        **{name: text if any(map(str.isalnum, text)) else None for name, text in texts.items()}
    )


def _labelled(document: Document) -> dict[str, tuple[int, int]]:
    """The values of lines that say what they are: `Company: Corvus`; the first of each."""
    pattern = _labels(known(document.language))
    found: dict[str, tuple[int, int]] = {}
    for line in document.lines:
        value = pattern.fullmatch(document.text, line.start, min(line.end, line.start + _LONGEST))
        if value is not None and line.end - line.start <= _LONGEST:
            name = str(value.lastgroup)
            found.setdefault(name, value.span(name))
    return found


@cache
def _labels(language: str) -> re.Pattern[str]:
    options = (
        rf"(?:{any_phrase(labels)})\s*:\s*(?P<{name}>\S.*)"
        for name, labels in languages()[language]["fields"].items()
    )
    return re.compile("|".join(options), re.IGNORECASE)


def _whole_part(
    document: Document, start: int, end: int, apart: re.Pattern[str]
) -> tuple[int, int]:
    """What is most of its part of a line is all of it: `Registered Nurse (4 West)`."""
    line = next((x for x in document.lines if x.start <= start and end <= x.end), None)
    if line is None:
        return start, end
    cuts = [cut.span() for cut in apart.finditer(document.text, line.start, line.end)]
    edges = [line.start, *(edge for cut in cuts for edge in cut), line.end]
    for first, behind in zip(edges[::2], edges[1::2], strict=True):
        whole = first <= start and end <= behind <= first + _LONGEST
        if whole and end - start >= _MOSTLY * len(document.text[first:behind].strip()):
            return first, behind
    return start, end
