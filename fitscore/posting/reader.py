"""The trained reader: from a document to its units and header fields.

Its parameters are those of the pinned base model, which is installed with fitscore, and a small
file of what was learned on top: `reader.safetensors`, described in docs/reader.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fitscore.errors import ReaderFileError
from fitscore.posting.features import FEATURES, read_words
from fitscore.posting.heads import HEADS
from fitscore.posting.units import Unit, fields_of, units_of
from fitscore.tagging.network import Network, tokenize
from fitscore.tagging.weights import network_from_bytes
from fitscore.types import Document, Identity

_SHIPPED = "reader.safetensors"
_REMEDY = "give a file written by `python -m fitscore.training.reader`"


@dataclass(frozen=True, slots=True)
class Reader:
    """Divides postings into units.

    Attributes:
        identity: Name and hash of the file of what was learned.
    """

    identity: Identity
    network: Network

    def read(self, document: Document) -> tuple[list[Unit], dict[str, tuple[int, int]]]:
        """Units in order, and where title, employer, location and salary stand."""
        words = read_words(document)
        if not len(words):
            return [], {}
        logits = self.network.logits(tokenize(document.text, words), words.features)
        return units_of(words, logits), fields_of(words, logits)


@cache
def default_reader() -> Reader:
    """The reader that ships with fitscore."""
    data = files("fitscore.posting").joinpath(_SHIPPED).read_bytes()
    return _reader(data, _SHIPPED)


@cache
def load_reader(path: str | Path) -> Reader:
    """A reader from a file.

    Raises:
        ReaderFileError: There is no such file, or it holds no reader of this version.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ReaderFileError(
            str(path), f"it cannot be read ({error.strerror})", "check the path"
        ) from error
    return _reader(data, str(path))


def _reader(data: bytes, source: str) -> Reader:
    network = network_from_bytes(data, source, len(FEATURES), HEADS, _REMEDY)
    return Reader(Identity(Path(source).stem, hashlib.sha256(data).hexdigest()), network)
