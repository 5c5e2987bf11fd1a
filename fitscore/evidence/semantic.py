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
    import faiss

    index = faiss.IndexFlatIP(passages.shape[1])
    index.add(np.ascontiguousarray(passages))
    similarity, passage = index.search(
        np.ascontiguousarray(requirements), min(k, passages.shape[0])
    )
    return Neighbours(similarity, passage)
