"""Certificates and licences: those listed as such, and known ones wherever they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fitscore.resume.outline import Part
from fitscore.resume.redaction import Range
from fitscore.resume.roles import bare
from fitscore.resume.states import credential_state
from fitscore.text.credentials import any_credential, credentials
from fitscore.text.dates import find_date, find_ranges
from fitscore.types import Credential, Document

_LEVEL = re.compile(r"\s[–—-]\s[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,2}(?=\s*(?:[,;(\n]|$))")
_PLAIN = re.compile(
    r"\W|\b(?:certified|certification|certificate|licen[cs]ed?|holder|the|in|of|a)\b", re.IGNORECASE
)


def read_credentials(document: Document, parts: Sequence[Part]) -> list[Credential]:
    """Each once, in order; none of words that were recognised and are likely misread."""
    found: dict[str, Credential] = {}
    taken: list[Range] = []
    for start, end, rest in _listed(document, parts):
        name = _name(document.text[start:end])
        if name:
            taken.append((start, end))
            _add(document, found, name, start, end, rest)
    for start, end in _proving(parts):
        if not any_credential().search(document.text, start, end):
            continue
        for name, pattern in credentials():
            for match in pattern.finditer(document.text, start, end):
                if not any(a <= match.start() < b for a, b in taken):
                    line = document.line_at(match.start())
                    _add(document, found, name, *match.span(), line.end if line else end)
    sure = [
        item
        for item in found.values()
        if not document.is_unsure(document.text[item.start : item.end])
    ]
    return sorted(sure, key=lambda credential: credential.start)


def _listed(document: Document, parts: Sequence[Part]) -> Iterator[tuple[int, int, int]]:
    """Start and end of each that is listed, and where what is said of it ends.

    A level behind a dash (`– Associate`) is part of the name.
    """
    for part in parts:
        for entry in part.entries if part.section == "credentials" else ():
            named = [n for n, unit in enumerate(entry.units) if unit.label == "credential"]
            for n, following in pairwise([*named, len(entry.units)]):
                unit, last = entry.units[n], entry.units[following - 1]
                level = _LEVEL.match(document.text, unit.end, last.end)
                yield unit.start, level.end() if level else unit.end, last.end


def _proving(parts: Sequence[Part]) -> Iterator[Range]:
    """Ranges of the text that stand in a section."""
    for part in parts:
        for entry in part.entries:
            if entry.units:
                yield entry.units[0].start, entry.units[-1].end


def _add(
    document: Document, found: dict[str, Credential], name: str, start: int, end: int, rest: int
) -> None:
    said = document.text[start:rest]
    found.setdefault(
        name.casefold(),
        Credential(
            name,
            start,
            end,
            document.page_at(start),
            state=credential_state(said),
            year=_year(said),
        ),
    )


def _name(text: str) -> str:
    """The short name of a known one that is all there is, else the text."""
    for name, pattern in credentials():
        if pattern.search(text) and not _PLAIN.sub("", pattern.sub("", text)):
            return name
    return bare(text)


def _year(text: str) -> int | None:
    ranges = find_ranges(text)
    if ranges:
        return int(ranges[0].from_[:4])
    single = find_date(text)
    return int(single.from_[:4]) if single else None
