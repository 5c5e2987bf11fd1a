"""Words that a requirement and a passage share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.semantic import Array

Counts = NDArray[np.float32]

_WORD = re.compile(r"[a-z][a-z0-9+#&.'/-]*[a-z0-9+#]|[a-z]")
_TOKEN = re.compile(r"\w+")
_NOT_SPELLING = re.compile(r"[^a-z0-9+#]+")
_LETTERS = bytes.maketrans(b" abcdefghijklmnopqrstuvwxyz0123456789+#", bytes(range(39)))
_ALPHABET, _GRAM = 39, 4
GRAMS = _ALPHABET**_GRAM
# Words that say how something is asked, not what; and the small words of the language.
_STOP = frozenset(
    """a an and any are as at be been being by can could did do does each either etc for from had
    has have having he her his how i in including into is it its like may might must my nor not of
    on or other our own she should some such than that the their them then there these they this
    those through to under up upon us use used using very was we well were what when where which
    while who whom why will with within would you your ability able about above across also among
    applicable appropriate asset background based basic bonus both candidate capable capacity
    commitment comparable competence considered current demonstrable demonstrate demonstrated
    desirable desired effective effectively equivalent excellent exceptional expert experience
    experienced expertise extensive familiarity field good great hands-on high highly ideal
    ideally include includes join knowledge least level looking minimum months more must need new
    one outstanding plus position possess possession preferably preferred previous prior
    proficiency proficient proven range record related relevant required requirement
    requirements role similar skill skilled skills solid sound strong strongly success successful
    successfully superior thorough track two understanding valid various willing willingness work
    working year years years'""".split()  # noqa: SIM905
)
_SUFFIXES = ("ements", "ement", "ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "ies",
             "ied", "ed", "es", "s", "al", "ly", "ment", "ments", "y", "e")  # fmt: skip


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that say what is asked."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return frozenset(_stem(word) for word in words if word not in _STOP)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """A crude stem: enough that `managing`, `management` and `manager` meet."""
    word = word.removesuffix("'s").strip(".'/-")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def spelling(text: str) -> bytes:
    """The letters, digits, + and # of a text as numbers from 1; 0 between them and at both ends."""
    plain = _NOT_SPELLING.sub(" ", text.lower()).strip()
    return f" {plain} ".encode("ascii").translate(_LETTERS)


def ngrams(letters: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Each run of four letters of a spelling as one number below `GRAMS`, word ends included."""
    if len(letters) < _GRAM:
        return np.zeros(0, np.int32)
    pairs = letters[:-1].astype(np.uint16)
    pairs *= _ALPHABET
    pairs += letters[1:]
    codes = pairs[:-2].astype(np.int32)
    codes *= _ALPHABET * _ALPHABET
    codes += pairs[2:]
    return codes


def coverage(asked: frozenset[str], shown: Iterable[str]) -> float:
    """Share of the words asked that are shown, 0 to 1; 0 when nothing is asked."""
    if not asked:
        return 0.0
    return len(asked & frozenset(shown)) / len(asked)


def tokens_of(text: str) -> frozenset[str]:
    """All words of a text, in lower case, whatever they say."""
    return frozenset(_TOKEN.findall(text.lower()))


def hash_of(word: str) -> int:
    """CRC-32: of a posting's 200 words and 100,000 others some pair shares it once in 200 times."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def hashes_of(words: Iterable[str]) -> NDArray[np.uint32]:
    """Hashes of some words, each once, in order."""
    return np.array(sorted({hash_of(word) for word in words}), np.uint32)


def find(
    known: NDArray[np.int64], terms: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of some terms are known.

    Args:
        known: Hashes, in order.
        terms: Hashes, of which most are not known.

    Returns:
        The indices of those that are, and their places among the known.
    """
    # A small table of the lower halves says of most that they are not.
    lower = np.zeros(1 << 16, np.bool_)
    lower[known & 0xFFFF] = True
    hits = np.flatnonzero(lower.take(terms.astype(np.uint16)))
    places = np.searchsorted(known, terms[hits])
    same = np.append(known, -1)[places] == terms[hits]
    return hits[same], places[same]


@dataclass(frozen=True)
class Terms:
    """The terms of some requirements, each a number: to count those that passages share with them.

    Attributes:
        known: All of them, in order, shape (terms,).
        holders: 1 where a requirement holds one, shape (terms, requirements).
        sizes: How many each requirement holds, shape (requirements,).
    """

    known: NDArray[np.int64]
    holders: Counts
    sizes: Array

    @classmethod
    def of(cls, sets: Sequence[NDArray[Any]]) -> Self:
        """Those of requirements, each a set of terms."""
        known = np.unique(np.concatenate([np.zeros(0, np.int64), *sets])).astype(np.int64)
        holders = np.zeros((len(known), len(sets)), np.float32)
        for column, each in enumerate(sets):
            holders[:, column] = np.isin(known, each)
        return cls(known, holders, holders.sum(axis=0, dtype=np.float64))

    @classmethod
    def words_of(cls, texts: Iterable[str]) -> Self:
        """Content words of texts."""
        return cls.of([hashes_of(content_words(text)) for text in texts])

    @classmethod
    def grams_of(cls, texts: Iterable[str]) -> Self:
        """The spelling of these words."""
        plain = [" ".join(sorted(content_words(text))) for text in texts]
        letters = [np.frombuffer(spelling(text), np.uint8) for text in plain]
        return cls.of([np.unique(ngrams(each)) for each in letters])

    @cached_property
    def columns(self) -> NDArray[np.int16] | NDArray[np.int32]:
        """Of runs of letters: the place of each among those known, -1 for others; (GRAMS,)."""
        columns = np.full(GRAMS, -1, np.int16 if len(self.known) < 1 << 15 else np.int32)
        columns[self.known] = np.arange(len(self.known))
        return columns

    @cached_property
    def held(self) -> tuple[NDArray[np.int64], ...]:
        """The places of the terms of each requirement among those known."""
        return tuple(np.flatnonzero(column) for column in self.holders.T)

    def shared(self, terms: NDArray[np.uint32], counts: NDArray[Any]) -> Counts:
        """How many terms each requirement shares with each passage.

        Args:
            terms: Of the passages, one behind the other, each once a passage.
            counts: How many each passage has, shape (passages,).

        Returns:
            Shape (requirements, passages).
        """
        total = np.zeros((len(counts), len(self.sizes)), np.float32)
        hits, places = find(self.known, terms)
        owners = np.repeat(np.arange(len(counts)), counts)[hits]
        if len(owners):
            firsts = np.flatnonzero(np.diff(owners, prepend=-1))
            # Whole numbers: exact in whatever order they are added.
            total[owners[firsts]] = np.add.reduceat(self.holders[places], firsts, axis=0)
        return np.ascontiguousarray(total.T)
