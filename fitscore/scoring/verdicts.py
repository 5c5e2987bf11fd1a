"""Probabilities to verdicts: of one résumé, or of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.decision import CLASSES, Array
from fitscore.scoring.logic import joined
from fitscore.types import Kind, Requirement, Verdict

VERDICTS = (*CLASSES, Verdict.UNKNOWN)
MET, UNKNOWN = VERDICTS.index(Verdict.MET), VERDICTS.index(Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided of each requirement.

    Attributes:
        rows: P(missing), P(partial), P(met), shape (..., requirements, 3).
        places: The row of what is asked whose evidence stands for it, shape (..., requirements).
        verdicts: Places in `VERDICTS`.
        held_back: Whether it would be met by evidence that does not vouch for itself.
    """

    rows: Array
    places: NDArray[np.int64]
    verdicts: NDArray[np.int64]
    held_back: NDArray[np.bool_]


def decide(
    asked: Sequence[Requirement],
    owners: Sequence[int],
    told: Array,
    probabilities: Array,
    *,
    falls_short: NDArray[np.bool_],
    named: NDArray[np.bool_],
) -> Decided:
    """Verdicts on the requirements of a posting.

    Args:
        asked: They, and behind them the parts of those that have parts.
        owners: For each of these, the requirement that it is or belongs to.
        told: P(missing), P(partial), P(met) of each, shape (..., asked, 3).
        probabilities: The same as far as the evidence vouches for itself.
        falls_short: Whether the sums of money named are below the one asked, (..., asked).
        named: Whether one of the names asked is named, (..., asked).
    """
    count = sum(owner == index for index, owner in enumerate(owners))
    rows = probabilities[..., :count, :].copy()
    places = np.broadcast_to(np.arange(count), rows.shape[:-1]).copy()
    for index in range(count):
        parts = [place for place, owner in enumerate(owners) if owner == index != place]
        if parts:
            joint, places[..., index] = joined(asked[index], probabilities, index, parts)
            rows[..., index, :] = joint
    # Vectors cannot tell thousands from millions: the right kind at a smaller scale is partial,
    # whatever they say.
    short = np.take_along_axis(falls_short, places, axis=-1)
    met, partial = rows[..., 2], rows[..., 1]
    rows[..., 2], rows[..., 1] = (
        np.where(short, np.minimum(met, partial), met),
        np.where(short, np.maximum(met, partial), partial),
    )
    # Willingness, shifts, the right to work: not in a résumé, unless it names a licence.
    unsaid = [item.kind is Kind.LOGISTICS for item in asked[:count]] & ~named[..., :count]
    before, after = (
        np.take_along_axis(each.argmax(axis=-1), places, axis=-1) for each in (told, probabilities)
    )
    return Decided(
        rows,
        places,
        np.where(unsaid, UNKNOWN, rows.argmax(axis=-1)),
        (before == MET) & (after != MET),
    )
