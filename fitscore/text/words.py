"""Words of a text: those that say something, their stems, and runs of characters."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from fitscore.text.vocabulary import load

_WORD = re.compile(r"[a-z][a-z0-9+#&.'/-]*[a-z0-9+#]|[a-z]")
_TOKEN = re.compile(r"\w+")
_LATIN = re.compile(r"[a-z]")
_BETWEEN_RUNS = re.compile(r"[^a-z0-9+#]+")
_CHARACTERS = bytes.maketrans(b" abcdefghijklmnopqrstuvwxyz0123456789+#", bytes(range(39)))
_ALPHABET, _LENGTH = 39, 4
CHAR_NGRAMS = _ALPHABET**_LENGTH  # how many there can be
_LEAST_STEM = 4  # letters that are left


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that say what is asked."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return frozenset(_stem(word) for word in words if word not in _stop_words())


@lru_cache(maxsize=50_000)
def is_content_word(token: str) -> bool:
    """Whether one of `tokens_of` says something: letters, and no stop word."""
    return token not in _stop_words() and _LATIN.search(token) is not None


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("text/words.toml")["stop"]["words"])


@cache
def _suffixes() -> tuple[str, ...]:
    return tuple(load("text/words.toml")["stem"]["suffixes"])


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """A crude stem: enough that `managing`, `management` and `manager` meet."""
    word = word.removesuffix("'s").strip(".'/-")
    for suffix in _suffixes():
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            return word[: -len(suffix)]
    return word


def coverage(asked: frozenset[str], shown: Iterable[str]) -> float:
    """Share of the words asked that are shown, 0 to 1; 0 when nothing is asked."""
    if not asked:
        return 0.0
    return len(asked & frozenset(shown)) / len(asked)


def tokens_of(text: str) -> list[str]:
    """All words of a text, in lower case and in order, whatever they say."""
    return _TOKEN.findall(text.lower())


@lru_cache(maxsize=50_000)
def hash_of(word: str) -> int:
    """CRC-32: of a posting's 200 words and 100,000 others some pair shares it once in 200 times."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def hashes_of(words: Iterable[str]) -> NDArray[np.uint32]:
    """Hashes of some words, each once, in order."""
    return np.array(sorted({hash_of(word) for word in words}), np.uint32)


def hashes_in_order(words: Sequence[str]) -> NDArray[np.uint32]:
    """The hash of each word, shape (words,)."""
    return np.fromiter(map(hash_of, words), np.uint32, len(words))


def character_codes(text: str) -> bytes:
    """The letters, digits, + and # of a text as numbers from 1; 0 between them and at both ends."""
    plain = _BETWEEN_RUNS.sub(" ", text.lower()).strip()
    return f" {plain} ".encode("ascii").translate(_CHARACTERS)


def char_ngrams(codes: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Each run of four characters as one number below `CHAR_NGRAMS`, word ends included.

    Args:
        codes: As `character_codes`.
    """
    if len(codes) < _LENGTH:
        return np.zeros(0, np.int32)
    pairs = codes[:-1].astype(np.uint16)
    pairs *= _ALPHABET
    pairs += codes[1:]
    runs = pairs[:-2].astype(np.int32)
    runs *= _ALPHABET * _ALPHABET
    runs += pairs[2:]
    return runs
