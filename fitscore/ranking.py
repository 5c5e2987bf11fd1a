"""Rank candidates for one posting: retrieve, shortlist, score, order; of files or kept résumés.

One file: it is the order of the stages.
"""

from __future__ import annotations

import logging
import os
import time
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from fitscore.documents import DEFAULT_LIMITS, Limits, Member
from fitscore.duplicates import same_person
from fitscore.errors import InputError
from fitscore.isolation import ReaderPool
from fitscore.resume import anonymized
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.ratings import Ratings
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.scorer import FirstLook, PostingLike, ResumeLike, Scorer
from fitscore.scoring.vectors import Array
from fitscore.text.dates import day_of
from fitscore.types import Failure, Match, Posting, Ranking, Resume

_LOG = logging.getLogger(__name__)

SortKey = tuple[bool, bool, bool, float, int, str]
LookKey = tuple[bool, float, str]
Bound = tuple[bool, float]
Progress = Callable[[int], None]

# Points of fit that the highest fit of a rating may lie below the match. Of 9,200 ratings of
# résumés, real and made, honest and attacked, the farthest lay 0.10 below
# (`python -m benchmarks.shortlist`), and of made ones with an encoder of hashed words once 0.54: in
# single precision two passages may change their ranks.
MARGIN = 1.0
# Of how many a second look is taken, those that are best by the first.
SHORTLIST = 100
_TOGETHER = 2048  # résumés at most that are rated in one go


@dataclass(frozen=True, slots=True)
class Stages:
    """How many kept candidates each stage of a ranking passes on.

    Attributes:
        retrieved: To be rated: those that vectors put first. With fewer than five for each that is
            scored some of the best are left out (`python -m benchmarks.index`).
        scored: To be listed, where no smaller number is asked for: those that are rated best.
    """

    retrieved: int = 5000
    scored: int = 1000

    def plan(self, kept: int, top: int | None, *, exhaustive: bool) -> Plan:
        """What is done with so many candidates.

        Args:
            kept: How many there are.
            top: How many are to be listed; all that are scored unless given.
            exhaustive: Leave none out.
        """
        scored = kept if exhaustive else self.scored
        listed = min(kept, scored if top is None else top)
        more = max(1.0, listed / self.scored)  # where more are listed than usual
        retrieved = kept if exhaustive else min(kept, round(more * self.retrieved))
        return Plan(kept, retrieved, listed)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many candidates are kept, how many of them are rated, and how many are listed."""

    kept: int
    rated: int
    listed: int


class Pool(Protocol):
    """Kept candidates: their arrays, and each by itself."""

    def __len__(self) -> int:
        """How many."""
        ...

    def retrieve(self, prepared: Prepared, weights: Array) -> Array:
        """What orders them about as their fits do, by vectors alone, shape (candidates,).

        Args:
            prepared: The posting.
            weights: Of its requirements, 0 where no résumé can show one.
        """
        ...

    def take(self, which: NDArray[np.int64]) -> list[ResumeArrays]:
        """The arrays of some, in order."""
        ...

    def look(self, index: int, prepared: Prepared) -> FirstLook | Match | Failure:
        """A first look at one of them."""
        ...


class Candidates:
    """What came of each candidate so far; a ranking of them at the end.

    Where the decision has a second look, the best by the first are a shortlist, of whom it is
    taken; of the others the first look is all, and their matches say so.
    """

    def __init__(self, posting: Posting, scorer: Scorer, as_of: str) -> None:
        self._posting = posting
        self._scorer = scorer
        self._as_of = as_of
        self._shortlist: list[tuple[LookKey, FirstLook]] = []
        self._done: list[tuple[LookKey, Match]] = []
        self._not_scored: list[Match] = []
        self._sources: dict[str, list[str]] = {}
        self._failed: list[Failure] = []
        self._begun = time.monotonic()

    def __len__(self) -> int:
        """How many are done, those that failed among them."""
        again = sum(len(sources) - 1 for sources in self._sources.values())
        scored = len(self._shortlist) + len(self._done)
        return scored + len(self._not_scored) + again + len(self._failed)

    @property
    def shortlisted(self) -> int:
        """Of how many a second look is to be taken."""
        return len(self._shortlist)

    def add(self, found: FirstLook | Match | Failure) -> None:
        """Put one in its place; a match that comes without a look is one that is not scored."""
        if isinstance(found, Failure):
            self._failed.append(found)
            return
        resume = found.resume if isinstance(found, Match) else found.found.resume
        sources = self._sources.setdefault(resume.sha256, [])
        sources.append(resume.source)
        if len(sources) > 1:  # the same bytes: one row, with all names
            return
        if isinstance(found, Match):
            self._not_scored.append(found)
            return
        if not self._scorer.looks_twice:
            self._finish(found, estimate=False)
            return
        insort(self._shortlist, (self._key(found), found), key=itemgetter(0))
        if len(self._shortlist) > SHORTLIST:
            self._finish(self._shortlist.pop()[1], estimate=True)

    def worst_of(self, top: int) -> Bound | None:
        """The bound of the last of so many so far; None where there are fewer."""
        if not 0 < top <= len(self._shortlist) + len(self._done):
            return None
        beyond = top - len(self._shortlist)
        return (self._done[beyond - 1] if beyond > 0 else self._shortlist[top - 1])[0][:2]

    def ranking(self, top: int | None = None, progress: Progress | None = None) -> Ranking:
        """The best, or all; and all that failed.

        Args:
            top: How many of the best; all unless given.
            progress: Told after each second look how many are done.
        """
        matches, failed = [match for _, match in self._done], [*self._failed]
        matches += self._not_scored
        for number, (_, look) in enumerate(self._shortlist, 1):
            match = _concluded(self._scorer, look)
            if isinstance(match, Failure):
                failed.append(match)
            else:
                matches.append(match)
            if progress is not None:
                progress(number)
        _LOG.info(
            "ranked %d candidates: %d not scored, %d failed; %.1f s",
            len(self),
            len(self._not_scored),
            len(failed),
            time.monotonic() - self._begun,
        )
        return Ranking(
            posting=self._posting,
            model=self._scorer.encoder.identity,
            decision=self._scorer.decision.identity,
            as_of=self._as_of,
            matches=tuple(self._with_duplicates(sorted(matches, key=sort_key)[:top])),
            failed=tuple(sorted(failed, key=lambda failure: failure.source)),
        )

    def _with_duplicates(self, matches: Sequence[Match]) -> Iterator[Match]:
        """Matches that say which of them are of one file, or of one person."""
        people = same_person([match.resume for match in matches])
        for match, others in zip(matches, people, strict=True):
            sources = dict.fromkeys(self._sources[match.resume.sha256])
            yield replace(
                match,
                same_file=tuple(source for source in sources if source != match.resume.source),
                same_person=tuple(matches[other].resume.source for other in others),
            )

    def _finish(self, look: FirstLook, *, estimate: bool) -> None:
        match = _concluded(self._scorer, look, estimate=estimate)
        if isinstance(match, Failure):
            self._failed.append(match)
        else:
            key = match.knocked_out, -(match.fit or 0.0), match.resume.source
            insort(self._done, (key, match), key=itemgetter(0))

    def _key(self, look: FirstLook) -> LookKey:
        out = look.knocked_out(self._scorer.weights)
        return out, -look.fit, look.found.resume.source


def sort_key(match: Match) -> SortKey:
    """What candidates are ordered by, the best first; who is not scored stands last."""
    head = match.fit is None, match.estimated, match.knocked_out
    return *head, -(match.fit or 0.0), -match.required_met, match.resume.source


def rank(
    posting: PostingLike,
    resumes: ResumeLike | Iterable[ResumeLike | InputError],
    *,
    scorer: Scorer | None = None,
    as_of: str | date | None = None,
    top: int | None = None,
    anonymize: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Ranking:
    """Candidates for one posting, best first; each is scored as if it were alone.

    Args:
        posting: A Posting, a path, the bytes of a file, or an open binary file.
        resumes: Résumés, the same, and folders, archives, mails and tables of paths; one by itself
            or several. They are read a few ahead, so a generator may make them.
        scorer: One of your own; else one with the default model.
        as_of: The day that "present" means, a date or YYYY-MM-DD; today unless given.
        top: How many of the best are listed; all unless given.
        anonymize: Mask the person in every résumé at equal length; scores stay the same.
        limits: How much reading a file may take.
        progress: Told after each résumé how many are done.

    Raises:
        InputError: The posting is missing or cannot be read. A résumé that cannot be read is
            listed in `failed` and raises nothing.
        ValueError: `as_of` is no day.
        TypeError: An argument is of no kind that is read.
    """
    scorer = scorer or Scorer()
    day = day_of(as_of)
    with ReaderPool.for_batch(limits) as pool:
        read_in = posting if isinstance(posting, Posting) else pool.read_posting(posting)
        candidates = Candidates(read_in, scorer, day)
        every = sources_of(pool, resumes)
        for found in _look_each(pool, read_in, every, scorer, day, anonymize=anonymize):
            candidates.add(found)
            if progress is not None:
                progress(len(candidates))
    return candidates.ranking(top)


def sources_of(
    pool: ReaderPool, resumes: ResumeLike | Iterable[ResumeLike | InputError]
) -> Iterator[ResumeLike | InputError]:
    """Each résumé of what was given, those of folders and archives one by one."""
    one = isinstance(resumes, str | Path | bytes | Resume | Member) or hasattr(resumes, "read")
    each = [resumes] if one else resumes
    for item in each:  # type: ignore[union-attr]
        if isinstance(item, str | Path) and str(item) != "-":
            try:
                yield from pool.find([item])
            except InputError as error:
                yield error
        else:
            yield item  # type: ignore[misc]


def look_each(
    posting: Posting,
    resumes: Iterable[ResumeLike | InputError],
    *,
    scorer: Scorer,
    as_of: str,
    anonymize: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[FirstLook | Match | Failure]:
    """A first look at each, in the order of the résumés: what `Candidates` are made of.

    Args:
        posting: As it was read.
        resumes: As in `rank`.
        scorer: What decides.
        as_of: YYYY-MM-DD, the day that "present" means.
        anonymize: Mask the person in every résumé at equal length; scores stay the same.
        limits: How much reading a file may take.
    """
    with ReaderPool.for_batch(limits) as pool:
        yield from _look_each(pool, posting, resumes, scorer, as_of, anonymize=anonymize)


def _look_each(
    pool: ReaderPool,
    posting: Posting,
    resumes: Iterable[ResumeLike | InputError],
    scorer: Scorer,
    as_of: str,
    *,
    anonymize: bool,
) -> Iterator[FirstLook | Match | Failure]:
    prepared = scorer.prepare(posting)
    for found in pool.read_resumes(resumes):
        if isinstance(found, InputError):
            yield failure_of(found)
            continue
        resume = anonymized(found) if anonymize else found
        try:
            yield scorer.look(resume, prepared, as_of=as_of)
        except InputError as error:
            yield failure_of(error)


def _concluded(scorer: Scorer, look: FirstLook, *, estimate: bool = False) -> Match | Failure:
    try:
        return scorer.conclude(look, estimate=estimate)
    except InputError as error:
        return failure_of(error)


def failure_of(error: InputError) -> Failure:
    """A file that could not be read or scored."""
    return Failure(error.source, error.status, str(error))


def rank_pool(
    pool: Pool,
    prepared: Prepared,
    scorer: Scorer,
    *,
    as_of: str,
    plan: Plan,
    progress: Progress | None = None,
) -> Ranking:
    """Kept candidates for one posting, best first; each is scored as if it were alone.

    Where not all are listed, those that are rated best are looked at until no other can surpass the
    last of the list, or of the shortlist: it is that of all that were rated.

    Args:
        pool: The candidates.
        prepared: The posting, by this Scorer.
        scorer: What decides.
        as_of: YYYY-MM-DD, the day that "present" means.
        plan: How many are rated and listed (`Stages.plan`).
        progress: Told now and then how many are done: rated, or scored where all are listed.
    """
    candidates = Candidates(prepared.posting, scorer, as_of)
    if plan.listed >= plan.kept:
        for index in range(plan.kept):
            candidates.add(pool.look(index, prepared))
            if progress is not None:
                progress(len(candidates))
        return candidates.ranking()
    if prepared.unread:
        for index in range(plan.listed):
            candidates.add(pool.look(index, prepared))
        return candidates.ranking()
    which = np.arange(plan.kept)
    if plan.rated < plan.kept:
        nearness = pool.retrieve(prepared, scorer.retrieval_weights(prepared.posting))
        which = np.sort(np.argsort(-nearness, kind="stable")[: plan.rated])
    bounds = rate_pool(pool, which, prepared, scorer, as_of=as_of, progress=progress)
    rated = sorted(zip(which.tolist(), bounds, strict=True), key=lambda one: (one[1], one[0]))
    wanted = max(plan.listed, SHORTLIST if scorer.looks_twice else 0)
    for index, bound in rated:
        worst = candidates.worst_of(wanted)
        if worst is not None and bound > worst:
            break
        candidates.add(pool.look(index, prepared))
    return candidates.ranking(plan.listed)


def rate_pool(
    pool: Pool,
    which: NDArray[np.int64],
    prepared: Prepared,
    scorer: Scorer,
    *,
    as_of: str,
    progress: Progress | None = None,
) -> list[Bound]:
    """The beginning of a sort key that its match does not surpass, for each of some candidates.

    Args:
        pool: The candidates.
        which: Which of them, in order.
        prepared: The posting, by this Scorer.
        scorer: What rates.
        as_of: YYYY-MM-DD, the day that "present" means.
        progress: Told now and then how many are done.
    """
    processors = os.cpu_count() or 1
    together = max(1, min(_TOGETHER, -(-len(which) // processors)))
    bounds: list[Bound] = []

    def rate(first: int) -> Ratings:
        parts = pool.take(which[first : first + together])
        return scorer.rate(parts, prepared, as_of=as_of)

    # Each of our threads has one of the BLAS: more would wait for each other.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(processors) as threads:
        for ratings in threads.map(rate, range(0, len(which), together)):
            bounds += _bounds(ratings)
            if progress is not None:
                progress(len(bounds))
    return bounds


def _bounds(ratings: Ratings) -> list[Bound]:
    # Who cannot be scored comes first: `match_prepared` says why.
    fits = np.nan_to_num(ratings.highest_fit, nan=np.inf) + MARGIN
    return list(zip(ratings.surely_out.tolist(), (-fits).tolist(), strict=True))
