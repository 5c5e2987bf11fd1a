"""What a document is: a résumé, a posting, a letter or something else.

A logistic regression over what the document's words are on average: the pinned base model's
embeddings of their pieces and what the page shows around them. The parameters are in
kinds.safetensors; docs/kinds.md is the card.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from safetensors.numpy import load

from fitscore.errors import WrongKindError
from fitscore.tagging.decoding import log_softmax
from fitscore.tagging.network import Array, tokenize
from fitscore.tagging.weights import piece_embeddings
from fitscore.tagging.words import Words, read_layout
from fitscore.text.list_marks import is_marked
from fitscore.types import Document

KINDS = ("resume", "posting", "letter", "other")
_NAMES = {
    "resume": "a résumé",
    "posting": "a job posting",
    "letter": "a letter",
    "other": "neither a résumé nor a posting",
}
_MOST_CHARACTERS = 30_000  # what a document is shows long before
LEAST_WORDS = 40  # fewer say too little
_LEAST_DIFFERENT = 20  # and so do words that only recur
# Of 1,313 résumés and postings held back from a first training, none was refused.
CERTAIN = 0.99


def check_kind(document: Document, wanted: str) -> None:
    """Refuse what is surely of another kind.

    Args:
        document: As it was read.
        wanted: One of `KINDS`.

    Raises:
        WrongKindError: It is something else.
    """
    chances = kind_chances(document)
    if chances is None or chances[KINDS.index(wanted)] > 1 - CERTAIN:
        return
    found = KINDS[int(chances.argmax())]
    if found == "other" and all(is_marked(document, line) for line in document.lines):
        return  # a list alone, as pasted, has nothing around it that tells what it is of
    remedy = f"give {_NAMES[wanted]} here, or --force if it is one"
    if {found, wanted} == {"resume", "posting"}:
        remedy = f"`fitscore match RESUME POSTING` takes the résumé first; {remedy}"
    problem = f"this reads like {_NAMES[found]}, not {_NAMES[wanted]}"
    if found == "other":
        problem = f"this does not read like {_NAMES[wanted]}"
    raise WrongKindError(document.source, problem, remedy)


def kind_chances(document: Document) -> Array | None:
    """The probability of each of `KINDS`, shape (4,); None where there are too few words."""
    features = kind_features(document)
    if features is None:
        return None
    weight, bias = _parameters()
    chances: Array = np.exp(log_softmax((features @ weight + bias)[None]))[0]
    return chances


def kind_features(document: Document) -> Array | None:
    """The mean of its words, shape (features,); None where there are too few."""
    words = read_layout(document)
    words = words.part(words.within(0, _MOST_CHARACTERS))
    if len(words) < LEAST_WORDS or _different(document, words) < _LEAST_DIFFERENT:
        return None
    return mean_features(document, words)


def _different(document: Document, words: Words) -> int:
    ranges = zip(words.starts, words.ends, strict=True)
    return len({document.text[start:end].lower() for start, end in ranges})


def mean_features(document: Document, words: Words) -> Array:
    """What some words of a document are on average, shape (features,)."""
    pieces = piece_embeddings()[tokenize(document.text, words).ids].mean(axis=0)
    features: Array = np.concatenate([pieces, words.features.mean(axis=0)]).astype(np.float32)
    return features


@cache
def _parameters() -> tuple[Array, Array]:
    """Weights of shape (features, 4) and biases of shape (4,)."""
    found = load(files("fitscore").joinpath("kinds.safetensors").read_bytes())
    return found["weight"], found["bias"]
