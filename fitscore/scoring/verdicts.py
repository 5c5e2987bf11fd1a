"""Probabilities to verdicts: of one résumé, or of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.regression import CLASSES
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.vectors import Array
from fitscore.types import Kind, Requirement, Verdict

VERDICTS = (*CLASSES, Verdict.UNKNOWN)
MISSING, PARTIAL, MET, UNKNOWN = range(len(VERDICTS))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is decided of each requirement of a posting, and by which of its parts.

    Attributes:
        probabilities: P(missing), P(partial), P(met), shape (..., requirements, 3).
        rows: The row of what is asked whose evidence stands for it, shape (..., requirements).
        verdicts: Indices into `VERDICTS`, of the same shape.
        capped: Whether it would be met by evidence that nothing corroborates.
    """

    probabilities: Array
    rows: NDArray[np.int64]
    verdicts: NDArray[np.int64]
    capped: NDArray[np.bool_]

    def of(self, index: int) -> Verdicts:
        """Those on one of several résumés."""
        return Verdicts(
            self.probabilities[index], self.rows[index], self.verdicts[index], self.capped[index]
        )


def capped(probabilities: Array, corroborated: Array) -> Array:
    """Rows in which P(met) is no more than what is corroborated; the rest is partial.

    Args:
        probabilities: P(missing), P(partial), P(met) with all evidence, shape (..., 3).
        corroborated: The same with the corroborating evidence alone.
    """
    met = np.minimum(probabilities[..., MET], corroborated[..., MET])
    missing = probabilities[..., MISSING]
    return np.stack([missing, 1.0 - missing - met, met], axis=-1)


def joined(
    requirement: Requirement, probabilities: Array, row: int, parts: Sequence[int]
) -> tuple[Array, NDArray[np.int64]]:
    """P(missing), P(partial), P(met) of a requirement from those of its parts.

    Of alternatives the best counts, the whole text among them. Of parts that are all needed,
    it is met as far as the weakest is met, and shown at all as far as the best is: one of two
    is partial.

    Args:
        requirement: It has alternatives (`any_of`) or parts (`all_of`).
        probabilities: Of everything asked, shape (..., rows, 3).
        row: The row of the requirement as a whole.
        parts: The rows of its parts.

    Returns:
        Its probabilities, shape (..., 3), and the row whose evidence stands for it, shape (...).
    """
    if requirement.any_of:
        options = np.array([row, *parts])
        of_options = probabilities[..., options, :]
        best = (of_options[..., MET] + 0.5 * of_options[..., PARTIAL]).argmax(axis=-1)
        chosen = np.take_along_axis(of_options, best[..., None, None], axis=-2)[..., 0, :]
        return chosen, options[best]
    of_parts = probabilities[..., list(parts), :]
    met = of_parts[..., MET].min(axis=-1)
    shown = (of_parts[..., PARTIAL] + of_parts[..., MET]).max(axis=-1)
    return np.stack([1.0 - shown, shown - met, met], axis=-1), np.full(met.shape, row)


def decide(
    requirements: RequirementArrays,
    uncapped: Array,
    probabilities: Array,
    *,
    falls_short: NDArray[np.bool_],
    named: NDArray[np.bool_],
) -> Verdicts:
    """Verdicts on the requirements of a posting.

    Args:
        requirements: What is asked, parts among it.
        uncapped: P(missing), P(partial), P(met) of each with all evidence, shape (..., rows, 3).
        probabilities: The same as far as the evidence is corroborated.
        falls_short: Whether the amounts of money named are below the one asked, (..., rows).
        named: Whether one of the names asked is named, (..., rows).
    """
    count, asked = requirements.count, requirements.requirements
    decided = probabilities[..., :count, :].copy()
    rows = np.broadcast_to(np.arange(count), decided.shape[:-1]).copy()
    for index in range(count):
        parts = requirements.parts_of(index)
        if parts:
            joint, rows[..., index] = joined(asked[index], probabilities, index, parts)
            decided[..., index, :] = joint
    # Vectors cannot tell thousands from millions: the right kind at a smaller scale is partial,
    # whatever they say.
    short = np.take_along_axis(falls_short, rows, axis=-1)
    met, partial = decided[..., MET], decided[..., PARTIAL]
    decided[..., MET], decided[..., PARTIAL] = (
        np.where(short, np.minimum(met, partial), met),
        np.where(short, np.maximum(met, partial), partial),
    )
    # Willingness, shifts, the right to work: not in a résumé, unless it names a licence.
    unsaid = [item.kind is Kind.LOGISTICS for item in asked[:count]] & ~named[..., :count]
    before, after = (
        np.take_along_axis(each.argmax(axis=-1), rows, axis=-1)
        for each in (uncapped, probabilities)
    )
    return Verdicts(
        decided,
        rows,
        np.where(unsaid, UNKNOWN, decided.argmax(axis=-1)),
        (before == MET) & (after != MET),
    )
