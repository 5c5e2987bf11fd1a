"""What of the spelling and the names that are asked each passage holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.lexical import Counts, Terms, find, ngrams
from fitscore.evidence.names import Names
from fitscore.evidence.shown import Shown

Rows = NDArray[np.int64]
_BLOCK = 1 << 10  # passages at a time


def spelling_shared(asked: Terms, shown: Shown) -> Counts:
    """How many runs of four letters each requirement shares with each passage, once each.

    Returns:
        Shape (requirements, passages).
    """
    counts = shown.passages["spelling"].astype(np.int64)
    shared = np.zeros((len(asked.sizes), len(counts)), np.float32)
    starts = np.concatenate([[0], np.cumsum(counts)])
    # The smallest whole numbers that hold the greatest count: most of them in one instruction.
    small = np.min_scalar_type(int(asked.sizes.max(initial=0)))
    width = min(_BLOCK, len(counts))
    held = np.zeros((len(asked.known), width), small)
    flat = held.reshape(-1)
    for first in range(0, len(counts), _BLOCK):
        stop = min(first + _BLOCK, len(counts))
        # No run from one passage into the next is asked: two word ends stand between them.
        runs = ngrams(shown.spelling[starts[first] : starts[stop]])
        known = asked.columns.take(runs)
        hits = np.flatnonzero(known >= 0)
        ends = np.searchsorted(hits, starts[first : stop + 1] - starts[first])
        owners = np.repeat(np.arange(stop - first), np.diff(ends))
        cells = known[hits].astype(np.int64) * width + owners
        flat[cells] = 1
        for row, terms in zip(shared, asked.held, strict=True):
            row[first:stop] = held[terms].sum(axis=0, dtype=small)[: stop - first]
        flat[cells] = 0
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
    hits, places = find(words, shown.tokens)
    owners = np.repeat(np.arange(len(shown.passages)), shown.passages["tokens"])[hits]
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=len(words)))
    return np.split(owners[order], ends[:-1])
