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

    def __init__(self, encoder: Encoder, known: dict[str, Vectors] | None = None) -> None:
        """Ask `encoder` for what is not in `known`: unit rows that it made before."""
        self._encoder = encoder
        self._known = dict(known or {})

    @property
    def identity(self) -> Identity:
        """Of the encoder that it asks."""
        return self._encoder.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, shape (len(texts), dimensions)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new or not texts:
            rows = self._encoder.encode(new)
            self._known.update(zip(new, rows, strict=True))
        if not texts:
            return rows
        return np.stack([self._known[text] for text in texts])

    def remember(self, text: str, row: Vectors) -> None:
        """Take a unit row, shape (dimensions,), that the same encoder made before."""
        self._known[text] = row
