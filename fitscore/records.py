"""Decision records: what was decided on which files and by what, one line of JSON a match.

A record holds hashes, probabilities and verdicts, and no text of the candidate. `replay` decides
again from the files and says what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from filelock import FileLock

from fitscore.documents import DEFAULT_LIMITS, Limits, Member
from fitscore.documents.containers import digest, name_of
from fitscore.encoding import DEFAULT_MODEL
from fitscore.errors import FitscoreError, InputError, NotFoundError, RecordError
from fitscore.files import append_file, is_regular, read_file
from fitscore.isolation import ReaderPool
from fitscore.scoring import Prepared, Scorer, Weights
from fitscore.text.clean import escaped_json
from fitscore.text.near_names import remedy_for
from fitscore.types import Identity, Match, Verdict

_FIT_DIGITS, _PROBABILITY_DIGITS = 1, 4
_LARGEST = 1 << 30  # bytes of a file of records


class Named(msgspec.Struct, frozen=True):
    """Something by its name and hash."""

    name: str
    sha256: str


class Input(msgspec.Struct, frozen=True):
    """A file by its hash, and the path it was read from unless the candidate is anonymous."""

    sha256: str
    source: str | None = None


class RecordedVerdict(msgspec.Struct, frozen=True):
    """What was decided on one requirement."""

    id: str
    verdict: Verdict
    probability: float | None


class Record(msgspec.Struct, frozen=True, tag_field="schema", tag="fitscore.record/1"):
    """One decision, as it stands in a file."""

    posting: Input
    resume: Input
    model: Named
    decision: Named
    weights: Weights
    version: str
    as_of: str
    fit: float | None
    knocked_out: bool
    requirements: tuple[RecordedVerdict, ...]
    written: str


def record_of(match: Match, weights: Weights) -> Record:
    """The record of a match."""
    anonymous = match.resume.candidate is None
    return Record(
        posting=Input(match.posting.sha256, match.posting.source),
        resume=Input(match.resume.sha256, None if anonymous else match.resume.source),
        model=Named(match.model.name, match.model.sha256),
        decision=Named(match.decision.name, match.decision.sha256),
        weights=weights,
        version=match.version,
        as_of=match.as_of,
        fit=None if match.fit is None else round(match.fit, _FIT_DIGITS),
        knocked_out=match.knocked_out,
        requirements=tuple(
            RecordedVerdict(
                result.requirement.id,
                result.verdict,
                None
                if result.probability is None
                else round(result.probability, _PROBABILITY_DIGITS),
            )
            for result in match.requirements
        ),
        written=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def append_records(path: str | Path, records: Iterable[Record]) -> None:
    """Add lines to a file, all of them or none, also while other processes add to it.

    Raises:
        RecordError: The file cannot be written.
    """
    path = Path(path)
    data = "".join(
        escaped_json(msgspec.json.encode(record).decode()) + "\n" for record in records
    ).encode()
    try:
        # The lock is of another file: on some systems a locked one cannot be read.
        regular = is_regular(path)
        with FileLock(f"{path}.lock", mode=0o600) if regular else nullcontext():
            append_file(path, data)
    except OSError as error:
        raise RecordError(
            f"{path}: the record cannot be written ({error.strerror}); give another place with "
            "--record"
        ) from error


def read_records(path: str | Path) -> list[Record]:
    """All records of a file.

    Raises:
        NotFoundError: There is no such file.
        RecordError: A line of it is no record.
    """
    try:
        data = read_file(path, _LARGEST)
    except OSError as error:
        raise NotFoundError(
            str(path), f"it cannot be read ({error.strerror})", remedy_for(path)
        ) from error
    records = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            records.append(msgspec.json.decode(line, type=Record))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RecordError(
                f"{path}, line {number}: this is no record ({error}); take the line out, or give "
                "a file that --record wrote"
            ) from error
    return records


class Replayed(msgspec.Struct, frozen=True):
    """What came of deciding again.

    Attributes:
        number: Of the record in its file, from 1.
        resume: Where the résumé was found, or else what the record says of it.
        outcome: same, differs, or failed where it could not be decided again.
        differences: In words; why, where it failed.
    """

    number: int
    resume: str
    outcome: Literal["same", "differs", "failed"]
    differences: tuple[str, ...] = ()


def replay(
    records: Sequence[Record],
    paths: Iterable[str | Path] = (),
    *,
    decision: str | Path | None = None,
    model: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Replayed]:
    """Decide again on the files that records tell of.

    Args:
        records: As read from a file.
        paths: Where to look for files, by their hashes, before the paths in the records: files,
            folders, globs, archives.
        decision: A decision's file in place of the shipped one.
        model: The one to decide with. Without it the default one decides, and a record of another
            fails: what a record names is compared and never loaded.
        limits: How much reading a file may take.
    """
    scorers: dict[bytes, Scorer] = {}
    prepared: dict[tuple[str, bytes], Prepared] = {}
    with ReaderPool.for_batch(limits) as pool:
        found = pool.find(paths)
        known = dict(_digests(found, limits))
        for number, record in enumerate(records, 1):
            shown = record.resume.source or f"résumé {record.resume.sha256[:12]}"
            try:
                posting = _find(pool, record.posting, known, "posting")
                resume = _find(pool, record.resume, known, "résumé")
                key = msgspec.json.encode(record.weights)
                if key not in scorers:
                    scorers[key] = Scorer(
                        model or DEFAULT_MODEL, decision=decision, weights=record.weights
                    )
                scorer = scorers[key]
                if model is None:
                    _see_model(record.model, scorer.encoder.identity)
                if (record.posting.sha256, key) not in prepared:
                    read_in = scorer.prepare(pool.read_posting(posting))
                    prepared[record.posting.sha256, key] = read_in
                match = scorer.match_prepared(
                    pool.read_resume(resume),
                    prepared[record.posting.sha256, key],
                    as_of=record.as_of,
                )
            except FitscoreError as error:
                yield Replayed(number, shown, "failed", (str(error),))
                continue
            differences = tuple(_differences(record, record_of(match, record.weights)))
            yield Replayed(
                number, name_of(resume), "differs" if differences else "same", differences
            )


def _see_model(recorded: Named, ours: Identity) -> None:
    """See that a record was made by the model that decides.

    Raises:
        RecordError: It was not.
    """
    if (recorded.name, recorded.sha256) != (ours.name, ours.sha256):
        raise RecordError(
            f"decided by the model {recorded.name} ({recorded.sha256[:12]}), not by {ours.name} "
            f"({ours.sha256[:12]}); name the model to decide with by --model"
        )


def _digests(
    found: Iterable[Path | Member | InputError], limits: Limits
) -> Iterator[tuple[str, Path | Member]]:
    """Files by their hashes; what cannot be read is none of those that are looked for."""
    for item in found:
        if not isinstance(item, InputError):
            with suppress(OSError):
                yield digest(item, limits), item


def _find(
    pool: ReaderPool, wanted: Input, known: dict[str, Path | Member], what: str
) -> Path | Member:
    """The file with the hash that a record tells of.

    Raises:
        InputError: There is none, or it is another file now.
    """
    if wanted.sha256 in known:
        return known[wanted.sha256]
    try:
        path = pool.open(wanted.source) if wanted.source is not None else None
    except InputError:
        path = None
    if path is None:
        raise NotFoundError(
            wanted.source or f"{what} {wanted.sha256[:12]}",
            f"the {what} is not there",
            "name the file or its folder behind the record",
        )
    found = digest(path)
    if found != wanted.sha256:
        raise InputError(
            path.name,
            f"it is another file now ({found[:12]}, not {wanted.sha256[:12]})",
            f"name the {what} as it was, or its folder, behind the record",
        )
    return path


def _differences(then: Record, now: Record) -> Iterator[str]:
    for what, one, other in (
        ("model", then.model, now.model),
        ("decision", then.decision, now.decision),
    ):
        if one.sha256 != other.sha256:
            yield f"{what} {one.name} {one.sha256[:12]} → {other.name} {other.sha256[:12]}"
    if then.version != now.version:
        yield f"fitscore {then.version} → {now.version}"
    if then.fit != now.fit:
        yield f"fit {_number(then.fit)} → {_number(now.fit)}"
    if then.knocked_out != now.knocked_out:
        yield "knocked out now" if now.knocked_out else "no longer knocked out"
    before = {item.id: item for item in then.requirements}
    after = {item.id: item for item in now.requirements}
    for id_ in [*before, *(id_ for id_ in after if id_ not in before)]:
        was, is_now = _told(before.get(id_)), _told(after.get(id_))
        if was != is_now:
            yield f"{id_} {was} → {is_now}"


def _number(fit: float | None) -> str:
    return "none" if fit is None else f"{fit:g}"


def _told(item: RecordedVerdict | None) -> str:
    if item is None:
        return "not read"
    return item.verdict.value + ("" if item.probability is None else f" {item.probability:g}")
