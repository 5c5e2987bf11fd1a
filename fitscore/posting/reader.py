"""The trained reader: from a document to its units and header fields.

Its parameters are those of the pinned base model, which is installed with fitscore, and a small
file of what was learned on top: `reader.safetensors`, described in docs/reader.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fitscore.posting.features import FEATURES, read_words
from fitscore.posting.heads import HEADS
from fitscore.posting.units import Unit, fields_of, units_of
from fitscore.tagging.files import Task
from fitscore.tagging.network import Network, tokenize
from fitscore.types import Document, Identity

_TASK = Task("fitscore.posting", len(FEATURES), HEADS, "fitscore.training.reader")


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
        return units_of(document, words, logits), fields_of(words, logits)


@cache
def default_reader() -> Reader:
    """The reader that ships with fitscore."""
    return Reader(*_TASK.shipped())


@cache
def load_reader(path: str | Path) -> Reader:
    """A reader from a file.

    Raises:
        ReaderFileError: There is no such file, or it holds no reader of this version.
    """
    return Reader(*_TASK.load(path))
