"""Terms that requirements and passages share: words and runs of characters, as hashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.vectors import Array
from fitscore.text.words import (
    CHAR_NGRAMS,
    char_ngrams,
    character_codes,
    content_words,
    hashes_of,
)

Counts = NDArray[np.float32]
_BLOCK = 1 << 10  # passages at a time


def find(
    known: NDArray[np.int64], terms: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of some terms are known.

    Args:
        known: Hashes, in order.
        terms: Hashes, of which most are not known.

    Returns:
        The indices of those that are, and the index of each among the known.
    """
    # A small table of the lower halves says of most that they are not.
    lower = np.zeros(1 << 16, np.bool_)
    lower[known & 0xFFFF] = True
    hits = np.flatnonzero(lower.take(terms.astype(np.uint16)))
    indices = np.searchsorted(known, terms[hits])
    same = np.append(known, -1)[indices] == terms[hits]
    return hits[same], indices[same]


@dataclass(frozen=True)
class Terms:
    """The terms of some requirements, each a number: to count those that passages share with them.

    Attributes:
        known: All of them, in order, shape (terms,).
        incidence: 1 where a requirement holds one, shape (terms, requirements).
        counts: How many each requirement holds, shape (requirements,).
    """

    known: NDArray[np.int64]
    incidence: Counts
    counts: Array

    @classmethod
    def of(cls, sets: Sequence[NDArray[Any]]) -> Self:
        """Those of requirements, each a set of terms."""
        known = np.unique(np.concatenate([np.zeros(0, np.int64), *sets])).astype(np.int64)
        incidence = np.zeros((len(known), len(sets)), np.float32)
        for column, each in enumerate(sets):
            incidence[:, column] = np.isin(known, each)
        return cls(known, incidence, incidence.sum(axis=0, dtype=np.float64))

    @classmethod
    def words_of(cls, texts: Iterable[str]) -> Self:
        """Content words of texts."""
        return cls.of([hashes_of(content_words(text)) for text in texts])

    @classmethod
    def char_ngrams_of(cls, texts: Iterable[str]) -> Self:
        """The character 4-grams of these words."""
        plain = [" ".join(sorted(content_words(text))) for text in texts]
        codes = [np.frombuffer(character_codes(text), np.uint8) for text in plain]
        return cls.of([np.unique(char_ngrams(each)) for each in codes])

    def shared(self, terms: NDArray[np.uint32], counts: NDArray[Any]) -> Counts:
        """How many terms each requirement shares with each passage.

        Args:
            terms: Of the passages, one behind the other, each once a passage.
            counts: How many each passage has, shape (passages,).

        Returns:
            Shape (requirements, passages).
        """
        hits, indices = find(self.known, terms)
        owners = np.repeat(np.arange(len(counts)), counts)[hits]
        total = np.zeros((len(counts), len(self.counts)), np.float32)
        if len(owners):
            firsts = np.flatnonzero(np.diff(owners, prepend=-1))
            # Whole numbers: exact in whatever order they are added.
            total[owners[firsts]] = np.add.reduceat(self.incidence[indices], firsts, axis=0)
        return np.ascontiguousarray(total.T)

    def char_ngrams_shared(self, codes: NDArray[np.uint8], counts: NDArray[Any]) -> Counts:
        """How many character 4-grams each requirement shares with each passage, once each.

        Args:
            codes: Of the passages, one behind the other, each as `character_codes`.
            counts: How many each passage has, shape (passages,).

        Returns:
            Shape (requirements, passages).
        """
        counts = counts.astype(np.int64)
        shared = np.zeros((len(self.counts), len(counts)), np.float32)
        starts = np.concatenate([[0], np.cumsum(counts)])
        # The smallest whole numbers that hold the greatest count: most of them in one instruction.
        small = np.min_scalar_type(int(self.counts.max(initial=0)))
        width = min(_BLOCK, len(counts))
        held = np.zeros((len(self.known), width), small)
        flat = held.reshape(-1)
        for first in range(0, len(counts), _BLOCK):
            stop = min(first + _BLOCK, len(counts))
            # No run from one passage into the next is asked: two word ends stand between them.
            runs = char_ngrams(codes[starts[first] : starts[stop]])
            known = self._columns.take(runs)
            hits = np.flatnonzero(known >= 0)
            ends = np.searchsorted(hits, starts[first : stop + 1] - starts[first])
            owners = np.repeat(np.arange(stop - first), np.diff(ends))
            cells = known[hits].astype(np.int64) * width + owners
            flat[cells] = 1
            for row, terms in zip(shared, self._held, strict=True):
                row[first:stop] = held[terms].sum(axis=0, dtype=small)[: stop - first]
            flat[cells] = 0
        return shared

    @cached_property
    def _columns(self) -> NDArray[np.int16] | NDArray[np.int32]:
        """The index of each character 4-gram among those known, -1 for others; (CHAR_NGRAMS,)."""
        columns = np.full(CHAR_NGRAMS, -1, np.int16 if len(self.known) < 1 << 15 else np.int32)
        columns[self.known] = np.arange(len(self.known))
        return columns

    @cached_property
    def _held(self) -> tuple[NDArray[np.int64], ...]:
        """The indices of the terms of each requirement among those known."""
        return tuple(np.flatnonzero(column) for column in self.incidence.T)
