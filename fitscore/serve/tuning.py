"""What persons said in one folder, as examples to learn from; and what was learned, which decides.

Nothing decides before somebody switches it on, and nothing is learned unasked.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from fitscore.errors import FitscoreError, IndexStoreError
from fitscore.scoring import Prepared, Scorer
from fitscore.scoring.recalibration import TunedDecision
from fitscore.serve.kept import Overrule, Tuning
from fitscore.serve.overruled import asked_by
from fitscore.serve.postings import posting_of
from fitscore.serve.problems import problem_of
from fitscore.serve.workspace import Workspace
from fitscore.tuning import Example, Lesson, learn
from fitscore.types import Match, Verdict

_LOG = logging.getLogger(__name__)
_ENDING = 20.0  # seconds that the match which is being made is given at the end
Progress = Callable[[int, int], None]
_Pair = tuple[str, str, str]  # a posting's id, a résumé's key, and the day on which it was judged


@lru_cache(maxsize=8)
def read_tuned(body: bytes) -> TunedDecision:
    """What stands in a tuning that is kept."""
    return TunedDecision.from_json(body)


def learn_from(
    workspace: Workspace, scorer: Scorer, who: str, progress: Progress = lambda _done, _of: None
) -> Lesson:
    """Learn from all verdicts of persons that count, and keep what was learned: it decides nothing.

    Each candidate who was judged is matched again, as of the day on which that was, by the decision
    as it is: so it does not matter what decided then.

    Args:
        workspace: The folder.
        scorer: With the decision as it is.
        who: Who has it learned.
        progress: Told how many candidates are matched, and of how many.

    Raises:
        FitscoreError: The index is damaged, or somebody was forgotten meanwhile.
    """
    examples = list(_examples(workspace, scorer, progress))
    lesson = learn(examples, scorer.decision.identity)
    if lesson.tuned is not None:
        people = {one.candidate for one in examples}
        workspace.store.add_tuning(lesson.tuned.to_json(), who, people)
    return lesson


def _examples(workspace: Workspace, scorer: Scorer, progress: Progress) -> Iterator[Example]:
    pairs = _judged(workspace)
    prepared: dict[str, Prepared] = {}
    left_out = 0
    for number, ((posting, key, day), said) in enumerate(pairs.items()):
        progress(number, len(pairs))
        kept, resume = workspace.store.posting(posting), workspace.resume(key)
        if kept is None or resume is None:  # it is gone since
            continue
        try:
            if posting not in prepared:
                prepared[posting] = scorer.prepare(posting_of(kept))
            match = scorer.match_prepared(resume, prepared[posting], as_of=day)
        except IndexStoreError:
            raise
        except FitscoreError:
            left_out += 1
            continue
        yield from _examples_of(match, said, key)
    progress(len(pairs), len(pairs))
    if left_out:
        _LOG.warning("%d candidates that persons judged cannot be scored any more", left_out)


def _judged(workspace: Workspace) -> dict[_Pair, dict[str, Overrule]]:
    """The newest verdicts of persons, by whom and when they judged, and by the requirement's id."""
    newest = {
        (one.posting, one.resume, one.requirement): one for one in workspace.store.all_overrules()
    }
    pairs: dict[_Pair, dict[str, Overrule]] = {}
    for (posting, resume, requirement), one in newest.items():
        pairs.setdefault((posting, resume, one.when[:10]), {})[requirement] = one
    return pairs


def _examples_of(match: Match, said: dict[str, Overrule], key: str) -> Iterator[Example]:
    """What can be learned from: verdicts that count and that no fact binds, known to both sides."""
    for result in match.requirements:
        one = said.get(result.requirement.id)
        if one is None or one.asked != asked_by(result.requirement) or result.bound:
            continue
        if result.probability is None or one.verdict is Verdict.UNKNOWN:
            continue
        met, partial = result.probability, result.probability_partial or 0.0
        shares = max(0.0, 1.0 - met - partial), partial, met
        yield Example(shares, one.verdict, one.asked, key)


@dataclass(frozen=True, slots=True)
class Learning:
    """How far learning is.

    Attributes:
        goes_on: Whether it does.
        done: Candidates that are matched again.
        of: How many there are.
        refused: Why nothing was learned the last time.
        problem: What went wrong the last time; it may name a file.
    """

    goes_on: bool = False
    done: int = 0
    of: int = 0
    refused: str = ""
    problem: str = ""


class _EndedError(Exception):
    """The server ends."""


class Tuner:
    """Learns in the background where it is asked to; says what decides now."""

    def __init__(self, workspace: Workspace, scorer: Callable[[], Scorer]) -> None:
        """For a folder.

        Args:
            workspace: The folder.
            scorer: With the decision as it is.
        """
        self._workspace = workspace
        self._store = workspace.store
        self._scorer = scorer
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None
        self.learning = Learning()

    def tuned(self) -> TunedDecision | None:
        """What is switched on, in this process or another; None where nothing is."""
        found = self._store.tuning()
        return None if found is None else read_tuned(found.body)

    def deciding(self) -> Scorer:
        """What decides now: what was learned for another decision does not.

        Raises:
            FitscoreError: The scorer cannot be made.
        """
        return self._scorer().tuned(self.tuned())

    def kept(self) -> list[Tuning]:
        """What was learned: what decides, and the last that was learned."""
        return self._store.tunings()

    def fits(self, tuning: Tuning) -> bool:
        """Whether something was learned for the decision that there is, and not for an older one.

        Raises:
            FitscoreError: The scorer cannot be made.
        """
        return read_tuned(tuning.body).is_for(self._scorer().decision.identity)

    def learn(self, who: str) -> bool:
        """Begin to learn; whether it was not being done already."""
        with self._lock:
            if self.learning.goes_on or self._ends.is_set():
                return False
            self.learning = Learning(goes_on=True)
            self._thread = threading.Thread(target=self._learn, args=(who,), name="tuning")
            self._thread.daemon = True
            self._thread.start()
        return True

    def _learn(self, who: str) -> None:
        try:
            lesson = learn_from(self._workspace, self._scorer(), who, self._told)
            self.learning = Learning(refused=lesson.refused)
        except _EndedError:
            return
        except Exception as error:  # noqa: BLE001 - told on the page
            self.learning = Learning(problem=problem_of(error).as_object().detail)

    def _told(self, done: int, of: int) -> None:
        if self._ends.is_set():
            raise _EndedError
        self.learning = Learning(goes_on=True, done=done, of=of)

    def stop(self) -> None:
        """End, whatever is being learned."""
        with self._lock:
            self._ends.set()
        if self._thread is not None:
            self._thread.join(_ENDING)
