"""A posting's words with what the page and the phrases of its language say of each."""

from __future__ import annotations

import numpy as np

from fitscore.posting.lexicon import LEXICON, lexicon_of
from fitscore.tagging.words import LAYOUT, Words, read_layout
from fitscore.types import Document

FEATURES = (*LAYOUT, *LEXICON)


def read_words(document: Document) -> Words:
    """The words of a posting with `FEATURES`; linear in the length of its text."""
    words = read_layout(document)
    phrases = np.zeros((len(words), len(LEXICON)), dtype=np.float32)
    for column, pattern in enumerate(lexicon_of(document.language)):
        for found in pattern.finditer(document.text):
            phrases[words.within(*found.span()), column] = 1
    return words.with_features(phrases)
