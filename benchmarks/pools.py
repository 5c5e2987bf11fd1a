"""Candidates in memory for measurements and tests of a ranking: honest people and attackers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.attacks import ATTACKS
from benchmarks.synthetic import Person, resume_text
from fitscore import Failure, InputError, Posting, Resume, Scorer
from fitscore.index.cache import Cache
from fitscore.index.shards import Facts, Shard
from fitscore.ranking import failure_of
from fitscore.resume import resume_from_text
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import encode
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.scorer import FirstLook
from fitscore.scoring.vectors import Array

SHARD = 64


class MemoryPool:
    """Résumés as `fitscore.ranking.Pool`, their vectors made once, in shards as an index has."""

    def __init__(self, resumes: Iterable[Resume], scorer: Scorer, as_of: str) -> None:
        """Encode them by the scorer's encoder, best one that remembers."""
        self._scorer = scorer
        self._as_of = as_of
        encoded = [encode(resume, scorer.encoder) for resume in resumes]
        self.resumes: list[Resume] = []
        shards = []
        for first in range(0, len(encoded), SHARD):
            some = encoded[first : first + SHARD]
            arrays = pack(some)
            order = arrays.by_size
            ordered = [some[index].resume for index in order]
            self.resumes += ordered
            facts = tuple(Facts(resume.source, ()) for resume in ordered)
            shards.append(Shard(facts, arrays.take(order)))
        self.cache = Cache(tuple(shards))

    def __len__(self) -> int:
        """How many."""
        return len(self.resumes)

    def retrieve(self, prepared: Prepared, weights: Array) -> Array:
        """As `Cache.retrieve`."""
        return self.cache.retrieve(prepared, weights)

    def take(self, which: NDArray[np.int64]) -> list[ResumeArrays]:
        """As `Cache.take`."""
        return self.cache.take(which)

    def look(self, index: int, prepared: Prepared) -> FirstLook | Failure:
        """A first look at one of them."""
        try:
            return self._scorer.look(self.resumes[index], prepared, as_of=self._as_of)
        except InputError as error:
            return failure_of(error)


def honest(seeds: Sequence[int]) -> list[Resume]:
    """Résumés put together from the examples, each under a name of its own."""
    return [_read(_text(seed), f"{seed:04}.txt") for seed in seeds]


def attacked(seeds: Sequence[int], posting: Posting) -> list[Resume]:
    """The same with something stuffed into them for a posting, each way in turn."""
    ways = list(ATTACKS.values())
    found = []
    for resume, seed in zip(honest(seeds), seeds, strict=True):
        text = ways[seed % len(ways)](resume, posting)
        found.append(_read(text, f"{seed:04}-attacked.txt"))
    return found


def pasters(seeds: Sequence[int], posting: Posting) -> list[Resume]:
    """Résumés with the whole posting below them."""
    return [
        _read(f"{_text(seed)}\n\nSummary\n{posting.text}\n", f"{seed:04}.txt-pasted")
        for seed in seeds
    ]


def _text(seed: int) -> str:
    return resume_text(seed, Person(f"Ann Number{seed}"), jobs_beside=3)


@lru_cache(maxsize=256)  # a test takes the same ones more than once
def _read(text: str, source: str) -> Resume:
    return resume_from_text(text, source)
