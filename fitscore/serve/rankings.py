"""Rankings of kept résumés for kept postings, with what persons said, and searches."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from fitscore.errors import FitscoreError, IndexStoreError
from fitscore.index import Hit
from fitscore.ranking import sort_key
from fitscore.scoring import Scorer
from fitscore.scoring.recalibration import TunedDecision
from fitscore.scoring.scorer import FirstLook
from fitscore.serve.kept import Mark, Overrule, PostingVersion
from fitscore.serve.overruled import Overruled, overruled
from fitscore.serve.postings import posting_of
from fitscore.serve.ranking import MOST_KEPT, Key, Ranker
from fitscore.serve.tuning import Tuner
from fitscore.serve.workspace import Workspace
from fitscore.text.dates import today
from fitscore.types import Match, Posting, Ranking, Resume

_MOMENT = 0.02  # seconds
_PAGE = 500  # postings that are read at once


@dataclass(frozen=True)
class Ranked:
    """A ranking with what persons said.

    Attributes:
        kept: The posting.
        machine: As the machine made it.
        people: The candidates with persons' verdicts, best first by the fit that follows.
        marks: By the résumé's key.
        is_newest: Whether it is of all that is kept; else a newer one is being made.
    """

    kept: PostingVersion
    machine: Ranking
    people: tuple[Overruled, ...]
    marks: Mapping[str, Mark]
    is_newest: bool

    @cached_property
    def by_key(self) -> Mapping[str, Overruled]:
        """Each candidate by the résumé's key."""
        return {one.match.resume.sha256: one for one in self.people}

    @cached_property
    def machine_ranks(self) -> Mapping[str, int]:
        """By key, the place in the machine's ranking, from 1."""
        return {match.resume.sha256: rank for rank, match in enumerate(self.machine, 1)}

    @property
    def ranking(self) -> Ranking:
        """The ranking with persons' verdicts, as reports take it."""
        return replace(self.machine, matches=tuple(one.match for one in self.people))


@dataclass(frozen=True)
class _Made:
    """A ranking of one generation of the index.

    Attributes:
        rested: When the next may be begun for who is content with this one (`time.monotonic`): as
            long after its end as it took, so that an import goes on beside those who look.
    """

    generation: int
    ranking: Ranking
    rested: float

    def without(self, key: str) -> _Made | None:
        """The same without a résumé, until it is made anew; None where it is not ranked."""
        gone = [match.resume.source for match in self.ranking if match.resume.sha256 == key]
        if not gone:  # it may be named among those that failed
            return None
        left = tuple(
            replace(
                match,
                same_file=tuple(name for name in match.same_file if name not in gone),
                same_person=tuple(name for name in match.same_person if name not in gone),
            )
            for match in self.ranking
            if match.resume.sha256 != key
        )
        return replace(self, ranking=replace(self.ranking, matches=left), rested=0.0)


@dataclass
class _Entry:
    """Of one posting's version on one day: the last ranking, and the one that is being made."""

    made: _Made | None = None
    going: Future[_Made] | None = None


def _key_of(kept: PostingVersion, tuned: TunedDecision | None) -> Key:
    """Where the ranking for a posting is kept, by what decides today."""
    return kept.id, kept.version, tuned.identity.sha256 if tuned is not None else "", today()


class Rankings:
    """Makes rankings and keeps the last ones; one is made at a time."""

    def __init__(self, workspace: Workspace, tuner: Tuner, ranker: Ranker) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._scorer = tuner.deciding
        self._tuned = tuner.tuned
        self._ranker = ranker
        self._lock = threading.Lock()
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        # Single matches beside a ranking: more at once would wait for each other.
        self._singly = threading.Semaphore(os.cpu_count() or 1)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rankings")

    def stop(self) -> None:
        """End, with what ranks."""
        self._ranker.stop()
        self._thread.shutdown(cancel_futures=True)

    def forget(self, key: str) -> None:
        """Keep nothing of a résumé in memory."""
        with self._lock:
            for name, entry in list(self._entries.items()):
                # Another entry: what is being made for this one reaches nobody who comes later.
                self._entries[name] = _Entry(entry.made and entry.made.without(key))
        with suppress(RuntimeError):  # it has ended
            self._thread.submit(self._ranker.forget, key)

    def of(self, kept: PostingVersion, patience: float | None = None) -> Ranked | None:
        """The ranking for a posting, of what is kept now.

        Args:
            kept: The posting.
            patience: Seconds to wait for it, a moment where there is an older one; None to wait
                until it is made.

        Returns:
            Where it is not made in that time, the last one that was, which is of fewer résumés;
            None where there is none. It goes on being made.

        Raises:
            FitscoreError: The posting cannot be scored, or the index is damaged.
        """
        now = self._workspace.generation
        tuned = self._tuned()
        key = _key_of(kept, tuned)
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > MOST_KEPT:
                self._entries.popitem(last=False)
        if patience is not None and entry.made is not None:
            patience = min(patience, _MOMENT)
            if time.monotonic() < entry.made.rested:
                return self._ranked(kept, entry.made, now)
        until = None if patience is None else time.monotonic() + patience
        while entry.made is None or entry.made.generation < now:
            going = self._going(entry, kept, key, tuned)
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                made = going.result(left)
            except NotYetError:
                break
            finally:
                with self._lock:
                    if going.done() and entry.going is going:
                        entry.going = None
            with self._lock:
                if entry.made is None or entry.made.generation < made.generation:
                    entry.made = made
        return self._ranked(kept, entry.made, now) if entry.made is not None else None

    def _going(
        self, entry: _Entry, kept: PostingVersion, key: Key, tuned: TunedDecision | None
    ) -> Future[_Made]:
        """The ranking that is being made, begun where none is."""
        with self._lock:
            if entry.going is None:
                entry.going = self._thread.submit(self._make, key, posting_of(kept), tuned)
            return entry.going

    def _make(self, key: Key, posting: Posting, tuned: TunedDecision | None) -> _Made:
        begun = time.monotonic()
        with self._workspace.undisturbed():
            generation, ranking = self._ranker.rank(key, posting, tuned)
        ended = time.monotonic()
        return _Made(generation, ranking, ended + (ended - begun))

    def _ranked(self, kept: PostingVersion, made: _Made, now: int) -> Ranked:
        machine = made.ranking
        said: dict[str, list[Overrule]] = {}
        for one in self._store.overrules(kept.id):
            said.setdefault(one.resume, []).append(one)
        people = [overruled(match, said.get(match.resume.sha256, ())) for match in machine]
        if said:
            people.sort(key=lambda one: sort_key(one.match))
        marks = self._store.marks(kept.id)
        return Ranked(kept, machine, tuple(people), marks, is_newest=made.generation >= now)

    def match(self, kept: PostingVersion, key: str) -> Overruled | None:
        """A candidate for a posting, in the ranking or not; None where the résumé is not kept.

        Raises:
            FitscoreError: The résumé or the posting cannot be scored.
        """
        resume = self._workspace.resume(key)
        if resume is None:
            return None
        found = self._in_memory(kept, resume)
        if found is None:
            with self._singly:
                found = self._scorer().match(resume, posting_of(kept), as_of=today())
        return overruled(found, self._store.overrules(kept.id, key))

    def _in_memory(self, kept: PostingVersion, resume: Resume) -> Match | None:
        """The match of a ranking that is made already: with its duplicates, and at once.

        The ranking may be older than what is kept now: a match says the same as long as the résumé
        is the same.
        """
        key = _key_of(kept, self._tuned())
        with self._lock:
            entry = self._entries.get(key)
            made = entry.made if entry is not None else None
        matches = made.ranking if made is not None else ()
        found = (one for one in matches if one.resume.sha256 == resume.sha256)
        return next((one for one in found if not one.estimated and one.resume == resume), None)

    def search(self, query: str, limit: int) -> list[tuple[Hit, str]]:
        """As `Workspace.search`."""
        return self._workspace.search(query, limit, self._scorer())

    def suggestions(self, key: str, limit: int) -> list[tuple[PostingVersion, Match]] | None:
        """The kept postings that a résumé fits best; None where it is not kept.

        Raises:
            FitscoreError: There are postings, and it can be scored for none.
        """
        resume = self._workspace.resume(key)
        if resume is None:
            return None
        with self._singly:
            return self._suggested(resume, self._scorer(), limit)

    def _suggested(
        self, resume: Resume, scorer: Scorer, limit: int
    ) -> list[tuple[PostingVersion, Match]]:
        day = today()
        looks: list[tuple[PostingVersion, FirstLook]] = []
        found: list[tuple[PostingVersion, Match]] = []
        problems: list[FitscoreError] = []
        for kept in self._postings():
            try:
                look = scorer.look(resume, scorer.prepare(posting_of(kept)), as_of=day)
            except IndexStoreError:
                raise
            except FitscoreError as error:
                problems.append(error)
                continue
            if isinstance(look, Match):
                found.append((kept, look))
            else:
                looks.append((kept, look))
        looks.sort(key=lambda one: (one[1].knocked_out(scorer.weights), -one[1].fit))
        for kept, look in looks[:limit]:
            with suppress(FitscoreError):
                found.append((kept, scorer.conclude(look)))
        if problems and not found:
            raise problems[0]
        found.sort(key=lambda one: (*sort_key(one[1]), one[0].id))
        return found[:limit]

    def _postings(self) -> Sequence[PostingVersion]:
        found, after = self._store.postings(_PAGE)
        while after is not None:
            more, after = self._store.postings(_PAGE, after)
            found += more
        return found
