"""Words that a requirement and a passage share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.semantic import Array

_WORD = re.compile(r"[a-z][a-z0-9+#&.'/-]*[a-z0-9+#]|[a-z]")
_NOT_SPELLING = re.compile(r"[^a-z0-9+#]+")
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


def ngrams(text: str, n: int = 4) -> frozenset[str]:
    """Runs of n characters, word ends included: they meet where spellings differ a little."""
    plain = f" {_NOT_SPELLING.sub(' ', text.lower())} "
    return frozenset(map("".join, zip(*(plain[i:] for i in range(n)), strict=False)))


def coverage(asked: frozenset[str], shown: Iterable[str]) -> float:
    """Share of the words asked that are shown, 0 to 1; 0 when nothing is asked."""
    if not asked:
        return 0.0
    return len(asked & frozenset(shown)) / len(asked)


class Terms:
    """The terms of several sets, to count how many of them other sets hold."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        terms = dict.fromkeys(chain.from_iterable(map(sorted, sets)))
        self._columns = {term: column for column, term in enumerate(terms)}
        self._known = frozenset(terms)
        self._rows = self._marked(sets)
        self.sizes = np.array([len(each) for each in sets], dtype=np.float64)

    def shared(self, others: Sequence[frozenset[str]]) -> Array:
        """How many terms each set shares with each other one, shape (sets, others)."""
        # Whole numbers: exact in whatever order a BLAS adds them.
        counts: Array = (self._rows @ self._marked(others).T).astype(np.float64)
        return counts

    def _marked(self, sets: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        rows = np.zeros((len(sets), len(self._columns)), dtype=np.float32)
        for row, terms in zip(rows, sets, strict=True):
            row[[self._columns[term] for term in terms & self._known]] = 1.0
        return rows
