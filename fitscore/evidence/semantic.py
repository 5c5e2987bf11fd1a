"""How near the passages of a résumé come to each requirement, by embedding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAREST = 5


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest passages of each requirement, best first.

    Attributes:
        similarity: Cosines, shape (requirements, k), falling along each row.
        passage: Indices of the passages, the same shape.
    """

    similarity: NDArray[np.float32]
    passage: NDArray[np.int64]


def nearest_passages(
    requirements: NDArray[np.float32], passages: NDArray[np.float32], k: int = NEAREST
) -> Neighbours:
    """The k nearest passages of each requirement, searched exactly.

    Args:
        requirements: Unit rows, shape (requirements, dimensions).
        passages: Unit rows, shape (passages, dimensions); at least one.
        k: How many; fewer come back where there are fewer passages.
    """
    # Each cosine is summed by itself: its bits do not depend on what else is in the product, as
    # they do where a BLAS cuts it into blocks. One résumé is too small to gain from one.
    cosines = np.einsum("rd,pd->rp", requirements, passages)
    passage = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return Neighbours(np.take_along_axis(cosines, passage, axis=1), passage)
