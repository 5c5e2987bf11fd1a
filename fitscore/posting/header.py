"""Title, employer, location and salary: where they stand, or None rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fitscore.types import Document

_MARKS = " \t\n|,;:*#•·–—-_"
_LEAD = re.compile(r"^[^\w(\[\"'“«#@$€£]+")  # a mark, an emoji
_LONGEST_TITLE = 100  # characters of a line that may be a title as a whole
_MOSTLY = 0.5  # share of such a line
_APART = re.compile(r"\s[|•–—-]\s|[:|@]")  # what parts a title from what else its line says


@dataclass(frozen=True, slots=True)
class Header:
    """What a posting says of itself."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None


def header_of(document: Document, fields: dict[str, tuple[int, int]]) -> Header:
    """The header fields of a posting, as they are written in it."""
    fields = {**fields}
    if "title" in fields:
        fields["title"] = _whole_line(document, *fields["title"])
    texts = {
        name: _LEAD.sub("", " ".join(document.text[start:end].split()).strip(_MARKS))
        for name, (start, end) in fields.items()
    }
    return Header(
        **{name: text if any(map(str.isalnum, text)) else None for name, text in texts.items()}
    )


def _whole_line(document: Document, start: int, end: int) -> tuple[int, int]:
    """A title that is most of its line is all of it: `Registered Nurse (4 West)`."""
    for line in document.lines:
        if line.start <= start and end <= line.end <= line.start + _LONGEST_TITLE:
            rest = document.text[line.start : start], document.text[end : line.end]
            most = end - start > _MOSTLY * (line.end - line.start)
            if most and not any(map(_APART.search, rest)):
                return line.start, line.end
    return start, end
