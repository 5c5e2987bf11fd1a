"""For the tests of tools that are built on fitscore: an encoder without a model, tiny samples.

from fitscore import Scorer
from fitscore.testing import HashingEncoder, first_look, sample_posting, sample_resume

scorer = Scorer(encoder=HashingEncoder(), decision=first_look())
match = scorer.match(sample_resume(), sample_posting())
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fitscore.encoding.protocol import Vectors
from fitscore.scoring.classifier import Decision, default_decision
from fitscore.types import Identity, Posting, Resume

__all__ = [
    "SAMPLE_POSTING",
    "SAMPLE_RESUME",
    "HashingEncoder",
    "first_look",
    "sample_posting",
    "sample_resume",
]

SAMPLE_POSTING = """\
Park Keeper

Requirements
- Five years of experience in park work
- Knowledge of native trees
- First aid certificate
- Willingness to work evenings and weekends

Preferred
- French
"""
SAMPLE_RESUME = """\
Ann Lee
ann.lee@example.org

Experience
Ranger, Wexmoor Parks, Jan 2015 - Dec 2020
- Cared for the park work of twelve playgrounds
- Planted and labelled native trees

Education
Diploma, Forestry, Wexmoor College, 2014
"""


def sample_posting() -> Posting:
    """A posting of five requirements, one of which no résumé says."""
    return Posting.from_text(SAMPLE_POSTING)


def sample_resume() -> Resume:
    """A résumé with one job of six years, and no certificate."""
    return Resume.from_text(SAMPLE_RESUME)


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


def first_look() -> Decision:
    """The shipped decision without its second look: no cross-encoder is loaded."""
    return replace(default_decision(), second_look=None)
