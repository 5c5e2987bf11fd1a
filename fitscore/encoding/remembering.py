"""An encoder that encodes each text once, for work that repeats most of its texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fitscore.encoding.protocol import Encoder, Vectors
from fitscore.types import Identity


class RememberingEncoder:
    """Gives the vectors of another encoder, which do not depend on what else is encoded.

    What it remembers grows with the texts and goes with it.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def identity(self) -> Identity:
        """Of the encoder that it asks."""
        return self._encoder.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, shape (len(texts), dimensions)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        rows = self._encoder.encode(new)
        if not texts:
            return rows
        self._known.update(zip(new, rows, strict=True))
        return np.stack([self._known[text] for text in texts])
