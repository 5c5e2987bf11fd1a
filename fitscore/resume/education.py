"""Education entries and credentials."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitscore.resume.timeline import MONTH_NAMES, find_date, find_ranges
from fitscore.types import Credential, Degree, Document, Education, Line
from fitscore.vocabulary import any_word, credentials, degrees, load

_FIELD = re.compile(
    r"^(?:\s*(?i:degree|diploma|certificate|of\s+(?:arts|science|applied\s+science|business\s+"
    r"administration|engineering|education|fine\s+arts|laws|technology|commerce)\b|"
    r"\((?:[A-Z][\w.]*\.?)\)|'s))*\s*(?:[:,–—-]|\bin\b|\bof\b)?\s*(?:\bin\b)?\s*"
    r"(?P<field>[A-Z][^|,;:()\d\n–—]{2,60})"
)


def degree_of(text: str) -> Degree | None:
    """The highest level of education named in a text."""
    for level, pattern in degrees():
        if pattern.search(text):
            return Degree(level)
    return None


def read_education(document: Document, lines: Sequence[Line]) -> list[Education]:
    """Entries of an education section; a line that names a degree begins one."""
    entries: list[Education] = []
    for group in _entry_groups(document, lines):
        start, end = group[0].start, group[-1].end
        text = document.text[start:end]
        degree = degree_of(text)
        institution = _institution(document, group)
        if degree is None and institution is None:
            continue
        entries.append(
            Education(degree, _field(text), institution, _year(text), start, end, group[0].page)
        )
    return entries


def _entry_groups(document: Document, lines: Sequence[Line]) -> list[list[Line]]:
    """Consecutive lines of one entry: a second degree or a second school begins another."""
    groups: list[list[Line]] = []
    seen_degree = seen_school = False
    for line in lines:
        text = document.line_text(line)
        has_degree = degree_of(text) is not None
        has_school = _school_pattern().search(text) is not None and not has_degree
        again = (has_degree and seen_degree) or (has_school and seen_school)
        apart = line.gap >= 1 and (has_degree or has_school) and (seen_degree and seen_school)
        if not groups or again or apart:
            groups.append([])
            seen_degree = seen_school = False
        groups[-1].append(line)
        seen_degree |= has_degree
        seen_school |= has_school or _school_pattern().search(text) is not None
    return groups


def _school_pattern() -> re.Pattern[str]:
    return any_word(tuple(load("trade.toml")["education"]["institutions"]))


def _institution(document: Document, group: Sequence[Line]) -> str | None:
    for line in group:
        for piece in re.split(
            r"\s*[|\t•]\s*|\s+[–—-]\s+|,\s+|\s{3,}|:\s+", document.line_text(line)
        ):
            if _school_pattern().search(piece) and "high school diploma" not in piece.lower():
                return piece.strip(" ,;()")
    return None


def _field(text: str) -> str | None:
    for _, pattern in degrees():
        found = pattern.search(text)
        if found is None:
            continue
        behind = " ".join(text[found.end() :].split("\n")[0:2])
        field = _FIELD.match(behind)
        if field and not _school_pattern().search(field["field"]):
            told = " ".join(field["field"].split())
            return re.sub(rf"\s+(?:{MONTH_NAMES})$", "", told, flags=re.IGNORECASE).strip(" .-")
        return None
    return None


def _year(text: str) -> int | None:
    ranges = find_ranges(text)
    if ranges:
        last = ranges[-1].to
        return int(last[:4]) if last else None
    single = find_date(text)
    return int(single.from_[:4]) if single else None


def read_credentials(document: Document, masks: Sequence[tuple[int, int]]) -> list[Credential]:
    """Known certificates and licences named anywhere in the text, each once."""
    found: list[Credential] = []
    for name, pattern in credentials():
        for match in pattern.finditer(document.text):
            hidden = any(a <= match.start() and match.end() <= b for a, b in masks)
            if not hidden or name not in document.text[: masks[0][1] if masks else 0]:
                found.append(Credential(name, match.start(), match.end(), _page(document, match)))
                break
    return sorted(found, key=lambda credential: credential.start)


def _page(document: Document, match: re.Match[str]) -> int:
    return next((line.page for line in document.lines if line.start <= match.start() < line.end), 1)
