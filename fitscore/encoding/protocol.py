"""What an encoder is, and a deterministic one for tests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from fitscore.types import Identity

Vectors = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def identity(self) -> Identity:
        """The model's name and the hash of its weights."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows, shape (len(texts), dimensions), in the order of the texts.

        The row of a text does not depend on the other texts, to the last bit.
        """
        ...


class HashingEncoder:
    """A bag of hashed words: no model, vectors that derive from the text.

    For tests of tools built on fitscore: texts that share words are similar, others are not.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def identity(self) -> Identity:
        """Names the dimensions, so that two sizes are two models."""
        name = f"hashing-{self._dimensions}"
        return Identity(name, hashlib.sha256(name.encode()).hexdigest())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows; a text without words is the first axis."""
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(word.encode()).digest()
                sign = 1.0 if digest[4] & 1 else -1.0
                row[int.from_bytes(digest[:4], "big") % self._dimensions] += sign
            if not row.any():
                row[0] = 1.0
            row /= np.linalg.norm(row)
        return rows
