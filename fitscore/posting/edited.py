"""A `fitscore.posting/1` file, which a recruiter may have edited, as a Posting."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count

import msgspec

from fitscore.documents.plain import decode
from fitscore.errors import PostingFileError
from fitscore.posting.attributes import part_of
from fitscore.schema import (
    PartObject,
    PostingObject,
    RequirementObject,
    SpanObject,
    from_json,
    requirement_of,
    span_of,
)
from fitscore.types import Posting, Requirement

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
        PostingFileError: Something in it does not fit; the message names its path.
    """
    try:
        value = from_json(decode(data, source), PostingObject)
    except (msgspec.DecodeError, RecursionError) as error:
        raise PostingFileError(source, f"it does not fit ({error})", _REMEDY) from error
    text = value.text
    if not text.strip():
        raise PostingFileError(source, "it does not fit (there is no text - at `$.text`)", _REMEDY)
    for path, part in _spans(value):
        problem = _problem(part, len(text))
        if problem is not None:
            raise PostingFileError(source, f"it does not fit ({problem} - at `{path}`)", _REMEDY)
    ids = _ids(value, source)
    return Posting(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        requirements=tuple(
            _requirement(entry, value, id_)
            for entry, id_ in zip(value.requirements, ids, strict=True)
        ),
        responsibilities=tuple(span_of(entry, text) for entry in value.responsibilities),
        language=value.language,
        title=value.title,
        employer=value.employer,
        location=value.location,
        salary=value.salary,
        flags=value.flags,
    )


def _spans(
    value: PostingObject,
) -> list[tuple[str, PartObject | RequirementObject | SpanObject]]:
    """All that stands somewhere in the text, with its path."""
    found: list[tuple[str, PartObject | RequirementObject | SpanObject]] = []
    for number, item in enumerate(value.requirements):
        path = f"$.requirements[{number}]"
        found.append((path, item))
        for key, parts in (("any_of", item.any_of), ("all_of", item.all_of)):
            found += [(f"{path}.{key}[{index}]", part) for index, part in enumerate(parts)]
    duties = enumerate(value.responsibilities)
    return [*found, *((f"$.responsibilities[{number}]", item) for number, item in duties)]


def _problem(part: PartObject | RequirementObject | SpanObject, length: int) -> str | None:
    """What no type says: words that are none, and a range that the text does not have."""
    if not part.text.strip():
        return "there are no words in its text"
    if not part.start <= part.end <= length:
        return f"{part.start} to {part.end} is no range of {length} characters"
    if isinstance(part, RequirementObject) and part.any_of and part.all_of:
        return "it has both any_of and all_of"
    if not isinstance(part, SpanObject) and not all(map(_says_something, part.names)):
        return "one of its names has no letter and no digit"
    return None


def _says_something(name: str) -> bool:
    return any(c.isalnum() for c in name)


def _ids(value: PostingObject, source: str) -> list[str]:
    """The id of each requirement: its own, or the first that none of them has."""
    taken: set[str] = set()
    for number, entry in enumerate(value.requirements):
        if entry.id in taken:
            problem = f"{entry.id!r} is the id of two - at `$.requirements[{number}].id`"
            raise PostingFileError(source, f"it does not fit ({problem})", _REMEDY)
        taken |= {entry.id} if entry.id else set()
    free = (f"r{number}" for number in count(1) if f"r{number}" not in taken)
    return [entry.id or next(free) for entry in value.requirements]


def _requirement(entry: RequirementObject, posting: PostingObject, id_: str) -> Requirement:
    whole = requirement_of(entry, id_, posting.text)
    any_of, all_of = (_parts(whole, parts, posting) for parts in (entry.any_of, entry.all_of))
    return replace(whole, any_of=any_of, all_of=all_of)


def _parts(
    whole: Requirement, parts: tuple[PartObject, ...], posting: PostingObject
) -> tuple[Requirement, ...]:
    """Parts that are still parts: an edit of the whole may have done away with them."""
    spans = [span_of(part, posting.text) for part in parts]
    words = " ".join(whole.text.split())
    if not all(" ".join(span.text.split()) in words for span in spans):
        return ()
    pairs = enumerate(zip(parts, spans, strict=True), 1)
    return tuple(
        _part(part, part_of(whole, number, span, posting.language))
        for number, (part, span) in pairs
    )


def _part(part: PartObject, read: Requirement) -> Requirement:
    """A part as it was given; what was not is read from its words."""
    if part.priority is None or part.kind is None:
        return read  # its words alone were given: they say the rest
    return replace(
        read,
        id=part.id or read.id,
        priority=part.priority,
        kind=part.kind,
        years_min=part.years_min,
        years_within=part.years_within,
        degree=part.degree,
        or_equivalent=part.or_equivalent,
        names=part.names,
    )
