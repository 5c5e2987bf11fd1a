"""What an item of a list is, told from the other items and from the heading above the list.

A word or two (`punctual`, `PHP`) say too little to be told a requirement from a duty or a benefit.
The items of one list are mostly of one class, and a heading that says what stands beneath it is
known from the language's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from fitscore.posting.heads import CLASSES
from fitscore.posting.lexicon import DEFAULT, known, languages
from fitscore.tagging.decoding import log_softmax
from fitscore.tagging.network import Array
from fitscore.tagging.words import Words
from fitscore.types import Document

# What the other items of a list say of one, and its heading: a share of their mean log
# probability, and log odds; set on postings of sources that the network had not seen.
_OTHERS, _HEADED = 0.5, 4.0
_STANDS_BENEATH = {
    "requirement": "requirement",
    "preferred": "requirement",
    "bonus": "requirement",
    "duty": "duty",
}
_SENTENCE = re.compile(r"[.!?]\s")  # an item of several sentences may hold other things too


@dataclass(frozen=True, slots=True)
class _List:
    """Lines in a row that marks make items, as (first word, the word behind), and its heading."""

    items: list[tuple[int, int]]
    heading: str


def with_lists(document: Document, words: Words, classes: Array) -> Array:
    """Logits of the classes of words, those of each list's items weighed with what is around them.

    Args:
        document: The posting.
        words: Its words.
        classes: Shape (words, classes).
    """
    weighed = classes.copy()
    chances = log_softmax(classes)
    language = known(document.language)
    for each in _lists(document, words):
        means = np.array([chances[first:behind].mean(axis=0) for first, behind in each.items])
        total = means.sum(axis=0)
        beneath = _headings(language).get(_plain(each.heading))
        for (first, behind), mean in zip(each.items, means, strict=True):
            others = (total - mean) / max(1, len(means) - 1)
            weighed[first:behind] = chances[first:behind] + _OTHERS * others
            if beneath is not None:
                weighed[first:behind, CLASSES.index(beneath)] += _HEADED
    return weighed


def _lists(document: Document, words: Words) -> Iterator[_List]:
    current = _List([], "")
    for line in document.lines:
        rows = words.within(line.start, line.end)
        marked = np.flatnonzero(words.items[rows] == 1)
        if not len(marked):
            if current.items:
                yield current
            current = _List([], document.line_text(line))
            continue
        first = rows.start + int(marked[0])
        if not _SENTENCE.search(document.text, int(words.starts[first]), line.end):
            current.items.append((first, rows.stop))
    if current.items:
        yield current


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", text.replace("’", "'").lower()))


@cache
def _headings(language: str) -> dict[str, str]:
    """The class of what stands beneath a heading, by its words, in a language and in English."""
    tables = [languages()[code]["headings"] for code in dict.fromkeys((DEFAULT, language))]
    return {
        _plain(phrase): beneath
        for name, beneath in _STANDS_BENEATH.items()
        for table in tables
        for phrase in table[name]
    }
