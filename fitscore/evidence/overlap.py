"""What of the spelling and the names that are asked each passage holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.lexical import Counts, Terms, ngrams
from fitscore.evidence.names import Names
from fitscore.evidence.shown import Shown

Rows = NDArray[np.int64]
_BLOCK = 1 << 7  # passages at a time


def spelling_shared(asked: Terms, shown: Shown) -> Counts:
    """How many runs of four letters each requirement shares with each passage, once each.

    Returns:
        Shape (passages, requirements).
    """
    counts = shown.passages["spelling"].astype(np.int64)
    shared = np.zeros((len(counts), asked.holders.shape[1]), np.float32)
    starts = np.concatenate([[0], np.cumsum(counts)])
    for first in range(0, len(counts), _BLOCK):
        stop = min(first + _BLOCK, len(counts))
        # No run from one passage into the next is asked: two word ends stand between them.
        found = asked.columns[ngrams(shown.spelling[starts[first] : starts[stop]])]
        hits = np.flatnonzero(found >= 0)
        owners = np.repeat(np.arange(stop - first), counts[first:stop])[hits]
        held = np.zeros((stop - first, len(asked.known)), np.float32)
        held[owners, found[hits]] = 1.0
        # Whole numbers: exact in whatever order a BLAS adds them.
        shared[first:stop] = held @ asked.holders
    return shared


def rows_naming(names: Names, shown: Shown) -> dict[str, Rows]:
    """The passages that hold each name that is asked, in order."""
    held = _rows_with(names.anchors, shown)
    return {name: _naming(name, names, held, shown) for name in names.phrases}


def _naming(name: str, names: Names, held: Sequence[Rows], shown: Shown) -> Rows:
    """Those that hold it, looked for in those that hold the rarest word of a phrase of it."""
    found = []
    for anchors in names.phrases[name]:
        if not anchors:  # signs alone
            found = [np.arange(len(shown.passages))]
            break
        rarest = min((held[anchor] for anchor in anchors), key=len)
        if len(rarest):
            found.append(rarest)
    if not found:
        return np.zeros(0, np.int64)
    rows = np.unique(np.concatenate(found))
    search = names.patterns[name].search
    return rows[[search(shown.text_of(row)) is not None for row in rows.tolist()]]


def _rows_with(words: NDArray[np.int64], shown: Shown) -> list[Rows]:
    """The passages that hold each of some words."""
    if not len(words):
        return []
    places = np.searchsorted(words, shown.tokens).clip(max=len(words) - 1)
    hits = np.flatnonzero(words[places] == shown.tokens)
    owners = np.repeat(np.arange(len(shown.passages)), shown.passages["tokens"])[hits]
    order = np.argsort(places[hits], kind="stable")
    ends = np.cumsum(np.bincount(places[hits], minlength=len(words)))
    return np.split(owners[order], ends[:-1])
