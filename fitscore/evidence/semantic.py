"""How near the passages of a résumé come to each requirement, by embedding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def cosines(requirements: NDArray[np.float32], passages: NDArray[np.float32]) -> Array:
    """Cosine of each requirement with each passage, shape (requirements, passages).

    Each is summed by itself: its bits do not depend on what else is in the product, as they do
    where a BLAS cuts it into blocks. One résumé is too small to gain from one.

    Args:
        requirements: Unit rows, shape (requirements, dimensions).
        passages: Unit rows, shape (passages, dimensions).
    """
    products: Array = np.einsum("rd,pd->rp", requirements, passages).astype(np.float64)
    return products


def greatest(values: Array, k: int) -> Array:
    """The k greatest of each row, the greatest first; all where there are fewer."""
    found: Array = np.sort(values, axis=-1)[..., : -k - 1 : -1]
    return found


def finite_mean(values: Array) -> Array:
    """Mean of each row without what is -inf, of which there is less than a row."""
    there = np.isfinite(values)
    means: Array = np.where(there, values, 0.0).sum(axis=-1) / there.sum(axis=-1)
    return means


def centre(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The direction of the mean of some unit rows, itself of length 1 (or 0)."""
    mean = rows.mean(axis=0)
    length = centre_length(rows)
    unit: NDArray[np.float32] = mean / length if length else mean
    return unit


def centre_length(rows: NDArray[np.float32]) -> float:
    """The length of the mean of some rows: how much they point one way; 0 of none."""
    if not len(rows):
        return 0.0
    mean = rows.mean(axis=0)
    return float(np.sqrt(np.einsum("d,d->", mean, mean)))


def ranks(values: Array) -> Array:
    """Place of each value in its row, 0 for the greatest; the earlier one first among equals."""
    count = values.shape[-1]
    if values.dtype == np.float32:
        # Sorting integers that hold value and place takes half as long as a stable sort.
        bits = (-values).view(np.int32)
        bits ^= (bits >> 31) & np.int32(0x7FFFFFFF)  # as integers they are in the same order
        keys = bits.astype(np.int64)
        keys <<= 32
        keys |= np.arange(count)
        keys.sort(axis=-1)
        order = keys & 0xFFFFFFFF
    else:
        order = np.argsort(-values, axis=-1, kind="stable")
    order = order.reshape(-1, count)
    order += np.arange(len(order))[:, None] * count
    places = np.empty(order.size, values.dtype)
    places[order.ravel()] = np.tile(np.arange(count, dtype=values.dtype), len(order))
    return places.reshape(values.shape)
