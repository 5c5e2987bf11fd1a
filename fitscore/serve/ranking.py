"""Rankings of an index, made here or in a process of their own."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from fitscore.index import ResumeIndex
from fitscore.scoring import Scorer
from fitscore.scoring.recalibration import TunedDecision
from fitscore.serve.problems import ProblemError, problem_of
from fitscore.serve.processes import Process, Setup, once
from fitscore.serve.remembering import RememberingScorer
from fitscore.types import Match, Posting, Ranking

MOST_KEPT = 8  # rankings in memory
_AT_ONCE = 8  # matches in one message: reading it holds up everybody in this process
Key = tuple[str, int, str, str]
Known = OrderedDict[Key, dict[str, Match]]


class Ranker(Protocol):
    """What ranks; one thread asks it."""

    def rank(
        self, key: Key, posting: Posting, tuned: TunedDecision | None = None
    ) -> tuple[int, Ranking]:
        """The ranking of what is kept now, and of which generation of the index it is.

        Args:
            key: The posting's id, its version, the hash of the tuned decision (or nothing), and the
                day that "present" means.
            posting: That version.
            tuned: What decides, where it is tuned.

        Raises:
            FitscoreError, ProblemError: The posting cannot be scored, or the index is damaged.
        """

    def forget(self, sha256: str) -> None:
        """Keep nothing of a résumé in memory."""

    def stop(self) -> None:
        """End, whatever is being done."""


class RankerHere:
    """Ranks in the thread that asks."""

    def __init__(self, index: Path, scorer: Callable[[], Scorer]) -> None:
        self._index = index
        self._scorer = scorer
        self._scorers: OrderedDict[Key, RememberingScorer] = OrderedDict()

    def rank(
        self, key: Key, posting: Posting, tuned: TunedDecision | None = None
    ) -> tuple[int, Ranking]:
        """As `Ranker.rank`."""
        scorer = self._scorers.pop(key, None) or RememberingScorer(self._scorer().tuned(tuned))
        self._scorers[key] = scorer
        _shrink(self._scorers)
        with ResumeIndex(self._index, scorer=scorer) as index:
            return index.generation, index.rank(posting, as_of=key[-1])

    def forget(self, sha256: str) -> None:
        """As `Ranker.forget`."""
        for key, scorer in self._scorers.items():
            self._scorers[key] = scorer.without(sha256)

    def stop(self) -> None:
        """Nothing is to be ended."""


def _shrink(kept: OrderedDict[Key, RememberingScorer] | Known) -> None:
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


class _Sent:
    """The matches of the last rankings that both ends of a pipe know: only others are sent."""

    def __init__(self) -> None:
        self._known: Known = OrderedDict()

    def of(self, key: Key) -> dict[str, Match]:
        return self._known.get(key, {})

    def keep(self, key: Key, matches: dict[str, Match]) -> None:
        self._known.pop(key, None)
        self._known[key] = matches
        _shrink(self._known)

    def forget(self, sha256: str) -> None:
        for key, matches in self._known.items():
            self._known[key] = {
                source: match for source, match in matches.items() if match.resume.sha256 != sha256
            }


class RankingProcess:
    """Ranks in a process that is started when it is needed, and anew where it was killed."""

    def __init__(self, setup: Setup) -> None:
        self._process = Process(_serve, setup)
        self._sent: _Sent | None = None
        self._ended = False

    def rank(
        self, key: Key, posting: Posting, tuned: TunedDecision | None = None
    ) -> tuple[int, Ranking]:
        """As `Ranker.rank`."""
        try:
            return self._rank(key, posting, tuned)
        except (EOFError, OSError):  # it was killed
            self._sent = None
        try:
            return self._rank(key, posting, tuned)
        except (EOFError, OSError) as error:
            self._sent = None
            problem = "the process that ranks has ended; ask again"
            raise ProblemError(503, problem, {"Retry-After": "2"}) from error

    def _rank(self, key: Key, posting: Posting, tuned: TunedDecision | None) -> tuple[int, Ranking]:
        link, sent = self._connected()
        known, matches = sent.of(key), []
        link.send((key, posting, tuned))
        while isinstance(part := link.recv(), list):
            matches += [known[item] if isinstance(item, str) else item for item in part]
        generation, ranking, problem = part
        if problem is not None:
            raise ProblemError(*problem)
        sent.keep(key, {match.resume.source: match for match in matches})
        # A ranking is half a million objects without a cycle, which die when they are let go of;
        # else each search for cycles goes through all of them, and holds up everybody for it.
        gc.collect()
        gc.freeze()
        return generation, replace(ranking, matches=tuple(matches))

    def _connected(self) -> tuple[Connection, _Sent]:
        if self._ended:
            raise EOFError
        if self._sent is None or self._process.link is None:
            self._process.start()
            self._sent = _Sent()
        if self._process.link is None:
            raise EOFError
        return self._process.link, self._sent

    def forget(self, sha256: str) -> None:
        """As `Ranker.forget`."""
        if self._sent is None or self._process.link is None:
            return
        self._sent.forget(sha256)
        try:
            self._process.link.send(sha256)
        except OSError:
            self._sent = None

    def stop(self) -> None:
        """End it, whatever it does."""
        self._ended = True
        self._process.kill()


def _serve(link: Connection, setup: Setup) -> None:
    from fitscore.serve.workspace import INDEX

    ranker, sent = RankerHere(setup.folder / INDEX, once(setup.make)), _Sent()
    while True:
        asked = link.recv()
        if isinstance(asked, str):
            ranker.forget(asked)
            sent.forget(asked)
            continue
        key, posting, tuned = asked
        try:
            generation, ranking = ranker.rank(key, posting, tuned)
        except Exception as error:  # noqa: BLE001 - told to who asked
            problem = problem_of(error)
            link.send((0, None, (problem.status, problem.detail)))
            continue
        known = sent.of(key)
        items = [
            match.resume.source if known.get(match.resume.source) == match else match
            for match in ranking
        ]
        for first in range(0, len(items), _AT_ONCE):
            link.send(items[first : first + _AT_ONCE])
        sent.keep(key, {match.resume.source: match for match in ranking})
        link.send((generation, replace(ranking, matches=()), None))
