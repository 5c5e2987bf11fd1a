"""Kernels for products of unit vectors, and plain functions on rows of numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Product = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Kernel:
    """How numbers are multiplied, and in what precision.

    Attributes:
        dtype: Of features and scores.
        cosines: Unit rows (queries, dimensions) and (passages, dimensions) to their products,
            shape (queries, passages), of that type.
        product: Matrices (..., units, features) times (..., features, columns).
    """

    dtype: type[np.floating[Any]]
    cosines: Product
    product: Product


def _exact_cosines(queries: NDArray[Any], passages: NDArray[Any]) -> Array:
    # Each is summed by itself: its bits do not depend on what else is in the product, as they do
    # where a BLAS cuts it into blocks.
    products: Array = np.einsum("qd,pd->qp", queries, passages).astype(np.float64)
    return products


def _exact_product(weights: NDArray[Any], columns: NDArray[Any]) -> NDArray[Any]:
    products: NDArray[Any] = np.einsum("...uf,...fc->...uc", weights, columns)
    return products


def _fast_cosines(queries: NDArray[Any], passages: NDArray[Any]) -> NDArray[Any]:
    products: NDArray[Any] = queries @ passages.T
    return products


# The bits of a result are the same alone and in a batch, wherever NumPy is: for reports.
EXACT = Kernel(np.float64, _exact_cosines, _exact_product)
# By a BLAS, in single precision: to say of thousands which are worth a report.
FAST = Kernel(np.float32, _fast_cosines, np.matmul)


def top_k(values: NDArray[Any], k: int) -> NDArray[Any]:
    """The k greatest of each row, the greatest first; all where there are fewer."""
    found: NDArray[Any] = np.sort(values, axis=-1)[..., : -k - 1 : -1]
    return found


def finite_mean(values: NDArray[Any]) -> NDArray[Any]:
    """Mean of each row without what is -inf, of which there is less than a row."""
    there = np.isfinite(values)
    means: NDArray[Any] = np.where(there, values, 0.0).sum(axis=-1) / there.sum(axis=-1)
    return means


def centroid(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The direction of the mean of some unit rows, itself of length 1 (or 0)."""
    mean = rows.mean(axis=0)
    length = centroid_norm(rows)
    unit: NDArray[np.float32] = mean / length if length else mean
    return unit


def centroid_norm(rows: NDArray[np.float32]) -> float:
    """The length of the mean of some rows: how much they point one way; 0 of none."""
    if not len(rows):
        return 0.0
    mean = rows.mean(axis=0)
    return float(np.sqrt(np.einsum("d,d->", mean, mean)))


def ranks(values: NDArray[Any]) -> NDArray[Any]:
    """Rank of each value in its row, 0 for the greatest; the earlier one first among equals."""
    count = values.shape[-1]
    if values.dtype == np.float32:
        # Sorting integers that hold value and index takes half as long as a stable sort.
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
    found = np.empty(order.size, values.dtype)
    found[order.ravel()] = np.tile(np.arange(count, dtype=values.dtype), len(order))
    return found.reshape(values.shape)
