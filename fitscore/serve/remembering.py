"""A scorer that takes its second look at each résumé once: rankings are made anew often."""

from __future__ import annotations

from fitscore.scoring.scorer import FirstLook, Scorer
from fitscore.types import Match, Resume


class RememberingScorer(Scorer):
    """A scorer for one posting on one day.

    A match depends on nothing but the posting, the résumé and the day, and the second look takes
    twenty times as long as the first: where one résumé is added to a hundred, one is taken.
    """

    def __init__(self, scorer: Scorer) -> None:
        """Of another scorer, whose model and decision it shares."""
        self.__dict__.update(scorer.__dict__)
        self._concluded: dict[tuple[str, bool], tuple[Resume, Match]] = {}

    def conclude(self, look: FirstLook, *, estimate: bool = False) -> Match:
        """As `Scorer.conclude`; of a résumé that was concluded before, the same match."""
        resume = look.found.resume
        key = resume.sha256, estimate
        known = self._concluded.get(key)
        if known is not None and known[0] == resume:  # it may have been read anew
            return known[1]
        match = super().conclude(look, estimate=estimate)
        self._concluded[key] = resume, match
        return match

    def without(self, sha256: str) -> RememberingScorer:
        """The same without what it knows of one résumé."""
        made = RememberingScorer(self)
        made._concluded = {
            key: known for key, known in list(self._concluded.items()) if key[0] != sha256
        }
        return made
