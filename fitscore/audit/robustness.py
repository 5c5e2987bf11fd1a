"""How far a score and a place move when something changes that should not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fitscore.audit.perturbations import variants
from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.errors import InputError
from fitscore.isolation import ReaderPool
from fitscore.scoring import Scorer
from fitscore.types import Failure, Identity, Match, Posting, Resume


@dataclass(frozen=True, slots=True)
class Movement:
    """What one kind of change moves, over all résumés.

    Attributes:
        kind: names, pronouns, order, unrelated, wording or format.
        label: Which of its kind.
        count: Résumés that were changed and read again.
        largest_fit: The change of fit that is farthest from 0, in points.
        mean_fit: Mean of the changes' sizes.
        largest_rank: The change of place that is farthest from 0; positive is downwards.
        mean_rank: Mean of the changes' sizes.
        largest_probability: The largest change of any P(met).
        source: The résumé of the largest change of fit.
    """

    kind: str
    label: str
    count: int
    largest_fit: float
    mean_fit: float
    largest_rank: int
    mean_rank: float
    largest_probability: float
    source: str


@dataclass(frozen=True, slots=True)
class Robustness:
    """The movements for one posting, and what could not be read.

    Attributes:
        unnamed: Sources in which no name was found: what another one would move is not known there.
    """

    posting: Posting
    model: Identity
    decision: Identity
    as_of: str
    sources: tuple[str, ...]
    unnamed: tuple[str, ...]
    movements: tuple[Movement, ...]
    failed: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    source: str
    fit: float
    rank: int
    probability: float


def measure_robustness(
    posting: Posting,
    resumes: Sequence[Resume],
    scorer: Scorer,
    *,
    as_of: str,
    failed: Sequence[Failure] = (),
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int], None] | None = None,
) -> Robustness:
    """Change each résumé in each way, score it again, and see what moved.

    Each is compared with its own text unchanged; its place is that among the others unchanged.

    Args:
        posting: What they are scored for.
        resumes: As they were read.
        scorer: Best one with a `RememberingEncoder`: most texts are the same each time.
        as_of: YYYY-MM-DD.
        failed: Files that could not be read, to be listed.
        limits: How much reading a variant may take.
        progress: Told after each résumé how many are done.

    Raises:
        ExtraError: What writes PDF is not installed.
    """
    prepared = scorer.prepare(posting)
    changes: dict[tuple[str, str], list[_Change]] = {}
    unread: list[Failure] = [*failed]
    unnamed: list[str] = []
    with ReaderPool.for_batch(limits) as pool:
        plain = {}
        for index, resume in enumerate(resumes):
            try:
                read = pool.read_resume(resume.text.encode())
                match = scorer.match_prepared(read, prepared, as_of=as_of)
                _fit_of(match)
                plain[index] = match
                if read.candidate is None or read.candidate.name is None:
                    unnamed.append(resume.source)
            except InputError as error:
                unread.append(Failure(resume.source, error.status, error.problem))
        for done, (index, before) in enumerate(plain.items(), 1):
            others = [_fit_of(match) for other, match in plain.items() if other != index]
            for variant in variants(resumes[index], index):
                if variant.kind == "text":
                    continue
                source = resumes[index].source
                try:
                    read = pool.read_resume(variant.data)
                    after = scorer.match_prepared(read, prepared, as_of=as_of)
                    _fit_of(after)
                except InputError as error:
                    problem = f"as {variant.kind}, {variant.label}: {error.problem}"
                    unread.append(Failure(source, error.status, problem))
                    continue
                change = _change(source, before, after, others)
                changes.setdefault((variant.kind, variant.label), []).append(change)
            if progress is not None:
                progress(done)
    return Robustness(
        posting=posting,
        model=scorer.encoder.identity,
        decision=scorer.decision.identity,
        as_of=as_of,
        sources=tuple(resumes[index].source for index in plain),
        unnamed=tuple(unnamed),
        movements=tuple(_movement(*key, found) for key, found in changes.items()),
        failed=tuple(unread),
    )


def _fit_of(match: Match) -> float:
    """The fit of a match.

    Raises:
        InputError: It is not scored.
    """
    if match.fit is None:
        problem = f"it is not scored: {match.not_scored}"
        raise InputError(match.resume.source, problem, "give files in English")
    return match.fit


def _change(source: str, before: Match, after: Match, others: Sequence[float]) -> _Change:
    pairs = zip(before.requirements, after.requirements, strict=True)
    then, now = _fit_of(before), _fit_of(after)
    return _Change(
        source,
        now - then,
        sum(fit > now for fit in others) - sum(fit > then for fit in others),
        max(abs((a.probability or 0.0) - (b.probability or 0.0)) for a, b in pairs),
    )


def _movement(kind: str, label: str, changes: Sequence[_Change]) -> Movement:
    farthest = max(changes, key=lambda change: abs(change.fit))
    return Movement(
        kind,
        label,
        len(changes),
        farthest.fit,
        sum(abs(change.fit) for change in changes) / len(changes),
        max((change.rank for change in changes), key=abs),
        sum(abs(change.rank) for change in changes) / len(changes),
        max(change.probability for change in changes),
        farthest.source,
    )
