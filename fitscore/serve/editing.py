"""A posting's requirements as the fields of a form, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec

from fitscore.errors import PostingFileError
from fitscore.posting.attributes import allows_equivalent, part_of
from fitscore.posting.parts import parts_of
from fitscore.schema import PartObject, PostingObject, RequirementObject, convert
from fitscore.serve.postings import edited
from fitscore.types import Finding, Kind, Posting, Priority, Requirement, Span

_MOST_ROWS = 500  # each is read anew; a posting may have half as many
_LONGEST = 4000  # characters of one requirement


def posting_of_form(fields: Mapping[str, str], before: Posting) -> Posting:
    """The posting that a form makes of another.

    Row `n` has `text-n`, `priority-n`, `kind-n` (empty: as its words say), `years-n`, `id-n` (empty
    in a new row) and `delete-n`. Each line of a text is a requirement of its own. What words say
    beside that is read anew where they were changed, and stays where they were not.

    Raises:
        PostingFileError: A field does not fit, or nothing is left.
    """
    known = {item.id: item for item in before.requirements}
    rows: list[RequirementObject] = []
    for number in range(_MOST_ROWS):
        if f"text-{number}" not in fields:
            break
        if fields.get(f"delete-{number}"):
            continue
        for row in _row(fields, number, known, before):
            rows.append(row)
            if len(rows) > _MOST_ROWS:
                raise _wrong(before.source, f"it asks more than {_MOST_ROWS} requirements")
    if not rows:
        raise PostingFileError(
            before.source, "no requirement is left", "keep one, or delete the posting"
        )
    whole = PostingObject.of(before)
    changed = msgspec.structs.replace(whole, requirements=tuple(rows), passages=())
    return edited(changed, before.source)


def _row(
    fields: Mapping[str, str], number: int, known: Mapping[str, Requirement], posting: Posting
) -> Iterator[RequirementObject]:
    """The requirements of a row: as many as its text has lines."""
    lines = [" ".join(line.split()) for line in fields[f"text-{number}"].splitlines()]
    lines = [line for line in lines if line]
    old = known.get(fields.get(f"id-{number}", ""))
    priority, kind = _choice(fields, number, posting)
    years = _years(fields.get(f"years-{number}", ""), posting.source)
    for place, text in enumerate(lines):
        if len(text) > _LONGEST:
            raise _wrong(posting.source, f"a requirement is longer than {_LONGEST} characters")
        if old is not None and text == " ".join(old.text.split()):
            row = _with_priority(convert(old, RequirementObject), priority)
            changes: dict[str, object] = {"kind": kind or old.kind, "years_min": years}
        else:
            row = _read(text, priority, kind, posting)
            changes = {"id": old.id} if old is not None and not place else {}
            if years is not None and (old is None or years != old.years_min):
                changes["years_min"] = years
        yield msgspec.structs.replace(row, **changes)


def _choice(
    fields: Mapping[str, str], number: int, posting: Posting
) -> tuple[Priority, Kind | None]:
    priority, kind = (fields.get(f"{name}-{number}", "") for name in ("priority", "kind"))
    try:
        return Priority(priority or "required"), Kind(kind) if kind else None
    except ValueError as error:
        raise _wrong(posting.source, f"{(kind or priority)[:40]!r} is no choice") from error


def _years(text: str, source: str) -> float | None:
    if not text.strip():
        return None
    try:
        years = float(text.replace(",", "."))
    except ValueError:
        years = 0.0
    if not 0 < years <= 80:
        raise _wrong(source, f"{text[:20]!r} is no number of years from above 0 to 80")
    return years


def _wrong(source: str, problem: str) -> PostingFileError:
    return PostingFileError(source, problem, "go back and correct it")


def _with_priority(row: RequirementObject, priority: Priority) -> RequirementObject:
    """With a priority that its parts share."""
    either, both = (
        tuple(msgspec.structs.replace(part, priority=priority) for part in parts)
        for parts in (row.any_of, row.all_of)
    )
    return msgspec.structs.replace(row, priority=priority, any_of=either, all_of=both)


def _read(text: str, priority: Priority, kind: Kind | None, posting: Posting) -> RequirementObject:
    """A requirement as its words say it."""
    language, span = posting.language, Span(text, 0, len(text))
    whole = Requirement("", text, 0, len(text), priority=priority, kind=kind or Kind.SKILL)
    read = replace(
        part_of(whole, 1, span, language),
        or_equivalent=allows_equivalent(text, language),
    )
    ranges = parts_of(text, 0, len(text), language)
    either, both = (
        tuple(PartObject(text=" ".join(text[start:end].split())) for start, end in found)
        for found in ranges
    )
    row = convert(read, RequirementObject, id=None, any_of=either, all_of=both)
    return msgspec.structs.replace(row, start=0, end=0, kind=kind or read.kind)


def pieces_of(posting: Posting) -> list[tuple[str, str]]:
    """A posting's text cut at its requirements: text, and the id of the one that it is of."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for item in sorted(posting.requirements, key=lambda item: (item.start, item.end)):
        if at <= item.start < item.end:
            pieces += [(posting.text[at : item.start], ""), (posting.text[item.start : item.end],
                                                             item.id)]  # fmt: skip
            at = item.end
    pieces.append((posting.text[at:], ""))
    return [(text, id_) for text, id_ in pieces if text]


def advice_on(
    posting: Posting, findings: tuple[Finding, ...]
) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Findings by the requirement that they are about, and those about none."""
    by_id: dict[str, list[Finding]] = {}
    rest: list[Finding] = []
    for finding in findings:
        about = [
            item.id
            for item in posting.requirements
            if item.start < finding.end and finding.start < item.end
        ]
        for id_ in about[:1]:
            by_id.setdefault(id_, []).append(finding)
        if not about:
            rest.append(finding)
    return by_id, rest
