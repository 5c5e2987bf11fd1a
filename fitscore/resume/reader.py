"""The trained reader: from a document to what its words are.

Its parameters are the pinned base model's embeddings of word pieces, which are installed with
fitscore, and a small file of what was learned on top: `reader.safetensors`, described in
docs/resume-reader.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fitscore.resume.features import FEATURES, read_words
from fitscore.resume.heads import HEADS
from fitscore.resume.units import Unit, units_of
from fitscore.tagging.files import Task
from fitscore.tagging.network import Network, tokenize
from fitscore.types import Document, Identity

_TASK = Task("fitscore.resume", len(FEATURES), HEADS, "fitscore.training.resumes")


@dataclass(frozen=True, slots=True)
class ResumeReader:
    """Divides résumés into units.

    Attributes:
        identity: Name and hash of the file of what was learned.
    """

    identity: Identity
    network: Network

    def read(self, document: Document) -> list[Unit]:
        """Units in order."""
        words = read_words(document)
        if not len(words):
            return []
        logits = self.network.logits(tokenize(document.text, words), words.features)
        return units_of(words, logits)


@cache
def default_resume_reader() -> ResumeReader:
    """The reader that ships with fitscore."""
    return ResumeReader(*_TASK.shipped())


@cache
def load_resume_reader(path: str | Path) -> ResumeReader:
    """A reader from a file.

    Raises:
        ReaderFileError: There is no such file, or it holds no reader of this version.
    """
    return ResumeReader(*_TASK.load(path))
