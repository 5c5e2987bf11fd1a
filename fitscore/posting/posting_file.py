"""The `fitscore.posting/1` file: what a recruiter may correct and hand back."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from fitscore.documents.plain import load_json
from fitscore.errors import PostingFileError
from fitscore.types import Degree, Kind, Posting, Priority, Requirement, Span

SCHEMA = "fitscore.posting/1"
_MOST_YEARS = 80
_REMEDY = "correct the file, or write it anew with `fitscore parse posting FILE -f json`"


def is_posting_file(data: bytes) -> bool:
    """Whether these bytes are a `fitscore.posting/1` file, by a look at their beginning."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b"fitscore.posting/" in data[:65536]


def posting_from_json(data: bytes, source: str) -> Posting:
    """A Posting from a `fitscore.posting/1` file.

    A requirement whose span does not cover its text (a new one, or one whose words were
    changed) keeps its text; its span is then found in the posting, or is empty. Source and hash
    are those of this file: an edited posting is another input than the one it was made of.

    Raises:
        PostingFileError: Something in it does not fit; the message names the entry.
    """
    try:
        value = load_json(data)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise PostingFileError(source, f"this is no valid JSON ({error})", _REMEDY) from error
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        found = value.get("schema") if isinstance(value, dict) else type(value).__name__
        raise PostingFileError(source, f"the schema is {found!r}, not {SCHEMA!r}", _REMEDY)
    text = _string(value, "text", source, "the posting")
    requirements = _list(value, "requirements", source)
    if not requirements:
        raise PostingFileError(source, "it lists no requirement", _REMEDY)
    return Posting(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        requirements=tuple(
            _requirement(entry, text, number, source)
            for number, entry in enumerate(requirements, 1)
        ),
        responsibilities=tuple(
            _span(entry, text, f"responsibility {number}", source)
            for number, entry in enumerate(_list(value, "responsibilities", source), 1)
        ),
        language=_optional(value, "language"),
        title=_optional(value, "title"),
        employer=_optional(value, "employer"),
        location=_optional(value, "location"),
        salary=_optional(value, "salary"),
    )


def _requirement(entry: Any, text: str, number: int, source: str) -> Requirement:
    where = f"requirement {number}"
    if not isinstance(entry, dict):
        raise PostingFileError(source, f"{where} is no object", _REMEDY)
    span = _span(entry, text, where, source)
    years = entry.get("years_min")
    if years is not None and (isinstance(years, bool) or not isinstance(years, int | float)):
        raise PostingFileError(source, f"{where}: years_min {years!r} is no number", _REMEDY)
    if years is not None and not 0 < years <= _MOST_YEARS:
        raise PostingFileError(
            source, f"{where}: years_min is not between 0 and {_MOST_YEARS}", _REMEDY
        )
    names = entry.get("names") or []
    if not isinstance(names, list) or not all(
        isinstance(name, str) and any(c.isalnum() for c in name) for name in names
    ):
        raise PostingFileError(source, f"{where}: names is no list of texts", _REMEDY)
    degree = entry.get("degree")
    return Requirement(
        id=str(entry.get("id") or f"r{number}"),
        text=span.text,
        start=span.start,
        end=span.end,
        priority=Priority(_choice(entry, "priority", list(Priority), where, source)),
        kind=Kind(_choice(entry, "kind", list(Kind), where, source)),
        years_min=None if years is None else float(years),
        degree=None
        if degree is None
        else Degree(_choice(entry, "degree", list(Degree), where, source)),
        or_equivalent=bool(entry.get("or_equivalent")),
        names=tuple(names),
        any_of=_within(span, _parts(entry, "any_of", text, where, source)),
        all_of=_within(span, _parts(entry, "all_of", text, where, source)),
    )


def _within(whole: Span, parts: tuple[Span, ...]) -> tuple[Span, ...]:
    """Parts that are still parts: an edit of the whole may have done away with them."""
    text = " ".join(whole.text.split())
    return parts if all(" ".join(part.text.split()) in text for part in parts) else ()


def _parts(entry: dict[str, Any], key: str, text: str, where: str, source: str) -> tuple[Span, ...]:
    values = entry.get(key) or []
    if not isinstance(values, list):
        raise PostingFileError(source, f"{where}: {key} is no list", _REMEDY)
    return tuple(_span(value, text, f"{where}, {key}", source) for value in values)


def _span(entry: Any, text: str, where: str, source: str) -> Span:
    if not isinstance(entry, dict):
        raise PostingFileError(source, f"{where} is no object", _REMEDY)
    words = " ".join(_string(entry, "text", source, where).split())
    start, end = entry.get("start", 0), entry.get("end", 0)
    for key, value in (("start", start), ("end", end)):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= len(text):
            raise PostingFileError(
                source,
                f"{where}: {key} {value!r} is not within the text (0 to {len(text)})",
                _REMEDY,
            )
    if start > end:
        raise PostingFileError(source, f"{where}: start {start} is behind end {end}", _REMEDY)
    if " ".join(text[start:end].split()) == words:
        return Span(words, start, end)
    at = text.find(words)
    return Span(words, at, at + len(words)) if at >= 0 else Span(words, 0, 0)


def _choice(entry: dict[str, Any], key: str, options: list[Any], where: str, source: str) -> str:
    value = entry.get(key)
    if value not in [str(option) for option in options]:
        known = ", ".join(str(option) for option in options)
        raise PostingFileError(source, f"{where}: {key} {value!r} is none of {known}", _REMEDY)
    return str(value)


def _string(value: dict[str, Any], key: str, source: str, where: str) -> str:
    found = value.get(key)
    if not isinstance(found, str) or not found.strip():
        raise PostingFileError(source, f"{where} has no {key}", _REMEDY)
    return found


def _optional(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found else None


def _list(value: dict[str, Any], key: str, source: str) -> list[Any]:
    found = value.get(key) or []
    if not isinstance(found, list):
        raise PostingFileError(source, f"{key} is no list", _REMEDY)
    return found
