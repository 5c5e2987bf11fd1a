"""A posting's requirements as the fields of a form, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from fitscore.errors import PostingFileError
from fitscore.posting.attributes import allows_equivalent, part_of
from fitscore.posting.parts import parts_of
from fitscore.schema import PartObject, PostingObject, RequirementObject, Weight, Years, convert
from fitscore.serve.postings import edited
from fitscore.types import Finding, Kind, Posting, Priority, Requirement, Span

_MOST_ROWS = 500  # each is read anew; a posting may have half as many
_LONGEST = 4000  # characters of one requirement
_JOINTS = {"all_of": "; ", "any_of": " or "}  # between the words of what is merged


def posting_of_form(fields: Mapping[str, str], before: Posting) -> Posting:
    """The posting that a form makes of another.

    Row `n` has `text-n`, `priority-n`, `kind-n` (empty: as its words say), `years-n`, `weight-n`
    (empty: as its priority and kind weigh), `knock-out-n`, `id-n` (empty in a new row), `merge-n`
    (`all_of` or `any_of`: one requirement with the row above, of which this is a part) and
    `delete-n`. Each line of a text is a requirement of its own. What words say beside that is read
    anew where they were changed, and stays where they were not.

    Raises:
        PostingFileError: A field does not fit, or nothing is left.
    """
    known = {item.id: item for item in before.requirements}
    groups: list[list[tuple[RequirementObject, str]]] = []
    for number in range(_MOST_ROWS):
        if f"text-{number}" not in fields:
            break
        if fields.get(f"delete-{number}"):
            continue
        merge = fields.get(f"merge-{number}", "")
        for place, row in enumerate(_row(fields, number, known, before)):
            if merge and not place and groups:
                groups[-1].append((row, merge))
            else:
                groups.append([(row, "")])
            if len(groups) > _MOST_ROWS:
                raise _wrong(before.source, f"it asks more than {_MOST_ROWS} requirements")
    rows = [_merged(group, before) for group in groups]
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
    years = _number(fields, f"years-{number}", Years, posting.source)
    weight = _number(fields, f"weight-{number}", Weight, posting.source)
    own = {"weight": weight, "knock_out": bool(fields.get(f"knock-out-{number}"))}
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
        yield msgspec.structs.replace(row, **own, **changes)


def _merged(group: Sequence[tuple[RequirementObject, str]], posting: Posting) -> RequirementObject:
    """Rows as one requirement: what the first is beside its words, and all of them as its parts."""
    first, merges = group[0][0], {merge for _, merge in group[1:]}
    if not merges:
        return first
    if len(merges) > 1 or not merges <= set(_JOINTS):
        raise _wrong(
            posting.source, "requirements are merged as all of them, or as any one of them"
        )
    (key,) = merges
    parts: list[PartObject] = []
    for row, _ in group:
        if row.any_of if key == "all_of" else row.all_of:
            what = "alternatives" if row.any_of else "parts that are all asked"
            raise _wrong(
                posting.source,
                f"“{row.text[:60]}” has {what}, so that it can be no part of another requirement",
            )
        parts += getattr(row, key) or (convert(row, PartObject, id=None),)
    text = _JOINTS[key].join(row.text for row, _ in group)
    if len(text) > _LONGEST:
        raise _wrong(posting.source, f"a requirement is longer than {_LONGEST} characters")
    whole = _read(text, first.priority, first.kind, posting)
    same: dict[str, object] = {"any_of": (), "all_of": (), key: tuple(parts)}
    own = {"id": first.id, "weight": first.weight, "knock_out": first.knock_out}
    return _with_priority(msgspec.structs.replace(whole, **same, **own), first.priority)


def _choice(
    fields: Mapping[str, str], number: int, posting: Posting
) -> tuple[Priority, Kind | None]:
    priority, kind = (fields.get(f"{name}-{number}", "") for name in ("priority", "kind"))
    try:
        return Priority(priority or "required"), Kind(kind) if kind else None
    except ValueError as error:
        raise _wrong(posting.source, f"{(kind or priority)[:40]!r} is no choice") from error


def _number(fields: Mapping[str, str], name: str, kind: object, source: str) -> float | None:
    """The number that a field holds, of a type with its bounds; None where it is empty."""
    text = fields.get(name, "")
    if not text.strip():
        return None
    try:
        number = msgspec.convert(text.replace(",", ".").strip(), kind, strict=False)
    except msgspec.ValidationError as error:
        raise _wrong(
            source, f"{text[:20]!r} is no number of {name.partition('-')[0]}: {error}"
        ) from error
    return float(number)


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


def pieces_of(posting: Posting) -> list[tuple[str, str, bool]]:
    """A posting's text cut at its requirements.

    Returns:
        Of each piece its text, the id of the requirement that it is of or nothing, and whether it
        is the first of that. One whose words are not in the text so is marked at its parts.
    """
    spans: list[tuple[int, int, str]] = []
    for item in posting.requirements:
        parts = () if item.start < item.end else (*item.any_of, *item.all_of)
        spans += [(one.start, one.end, item.id) for one in parts or (item,)]
    pieces: list[tuple[str, str, bool]] = []
    at, known = 0, set[str]()
    for start, end, id_ in sorted(spans):
        if at <= start < end:
            pieces += [(posting.text[at:start], "", False),
                       (posting.text[start:end], id_, id_ not in known)]  # fmt: skip
            at, known = end, known | {id_}
    pieces.append((posting.text[at:], "", False))
    return [piece for piece in pieces if piece[0]]


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
