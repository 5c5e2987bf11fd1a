"""What an encoder is."""

from __future__ import annotations

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
