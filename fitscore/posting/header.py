"""Title, employer, location and salary: where they stand, or None rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fitscore.posting.lexicon import known, languages
from fitscore.text.vocabulary import any_phrase
from fitscore.types import Document

_MARKS = " \t\n|,;:*#•·–—-_"
_LEAD = re.compile(r"^[^\w(\[\"'“«#@$€£]+")  # a mark, an emoji
_LONGEST = 100  # characters of a line that says what it is


@dataclass(frozen=True, slots=True)
class Header:
    """What a posting says of itself."""

    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None


def header_of(document: Document, fields: dict[str, tuple[int, int]]) -> Header:
    """The header fields of a posting, as they are written in it."""
    texts = {
        name: _LEAD.sub("", " ".join(document.text[start:end].split()).strip(_MARKS))
        for name, (start, end) in {**_labelled(document), **fields}.items()
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
