"""What résumés say again of a posting, in its words and their order: an alignment with gaps.

Both texts are taken as skip-bigrams (pairs of words with at most two between them, as in ROUGE-S;
Lin, 2004), so that a word put in, left out or changed, or a sentence cut over two statements,
leaves most of them. A sentence of the posting is covered where pairs of it stand near each other in
the résumé; how much was said again is the information of the words that are covered.

It is worked out for one résumé or for thousands at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.resume_arrays import Booleans, Integers, ResumeArrays
from fitscore.scoring.terms import find
from fitscore.scoring.vectors import Array
from fitscore.text.confusables import undisguised
from fitscore.text.degrees import degree_words
from fitscore.text.information import FUNCTION_WORD, information, says
from fitscore.text.words import hashes_in_order, tokens_of
from fitscore.types import Posting

REACH = 3  # words from the first of a pair to the second
_NEAR = 12  # words between two pairs of one sentence: farther apart they are two places
_LEAST_WORDS = 2  # of a sentence that can be said again: a heading may be
_LEAST_STRETCH = 4  # words of a stretch that says one again
# A sentence is said again from half of its information on, and wholly from four fifths on: with
# one word in five changed that much is left.
_FROM, _WHOLLY = 0.45, 0.8
# Nats of a sentence that anybody may share: a certificate with a long name, three skills.
_NAMED = 20.0
# Nats beyond them, of all sentences together, from which a résumé repeats the posting. Of 617
# résumés of honest people, 267 of them written for these postings, none reaches 11
# (`benchmarks.echoes` counts).
_REPEATS = 18.0
# Of a sentence in a résumé that repeats the posting: little of it is enough to be marked.
_MARKED_FROM, _LEAST_MARKED = 0.3, 4.0  # its share, and nats
_FACTOR = np.uint32(0x01000193)  # of FNV-1a
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\n+|\s[•·▪‣*]\s")

Tokens = NDArray[np.uint32]


@dataclass(frozen=True)
class Sentences:
    """The sentences of a posting, as they may be said again; made once for many résumés.

    Attributes:
        known: Hashes of their pairs of words, in order.
        firsts: For each of these where its places begin in `places`, and the end of the last.
        places: Where pairs stand: sentence, first and second word, shape (places, 3).
        weights: Of each word of each sentence, one behind the other, in nats; 0 for names.
        starts: The first word of each sentence, and the end of the last.
    """

    known: Integers
    firsts: Integers
    places: Integers
    weights: Array
    starts: Integers

    @classmethod
    def of(cls, posting: Posting) -> Self:
        """Those of a posting: of its text and of its requirements, which may have been edited."""
        texts = [item.text for item in posting.requirements]
        texts += _SENTENCES.split(posting.text)
        distinct = dict.fromkeys(tuple(tokens_of(undisguised(text))) for text in texts)
        sentences = [words for words in distinct if len(words) >= _LEAST_WORDS]
        names = _named(posting)
        weights = [
            0.0 if word in names else information(word) for words in sentences for word in words
        ]
        starts = np.cumsum([0, *map(len, sentences)])
        pairs: dict[int, list[tuple[int, int, int]]] = {}
        for number, words in enumerate(sentences):
            tokens = hashes_in_order(words)
            content = [says(word) for word in words]
            for distance in range(1, REACH + 1):
                keys = pair_hashes(tokens, distance).tolist()
                for first, key in enumerate(keys):
                    second = first + distance
                    if content[first] or content[second]:  # two small words are everybody's
                        at = int(starts[number])
                        pairs.setdefault(key, []).append((number, at + first, at + second))
        known = sorted(pairs)
        places = [place for key in known for place in pairs[key]]
        return cls(
            np.array(known, np.int64),
            np.cumsum([0, *(len(pairs[key]) for key in known)]),
            np.array(places, np.int64).reshape(-1, 3),
            np.array(weights, np.float64),
            starts.astype(np.int64),
        )

    @cached_property
    def totals(self) -> Array:
        """The information of each sentence, in nats, shape (sentences,)."""
        sums = np.concatenate([[0.0], np.cumsum(self.weights)])
        totals: Array = sums[self.starts[1:]] - sums[self.starts[:-1]]
        return totals


def _named(posting: Posting) -> frozenset[str]:
    """Words that everybody must say who has what is asked: names, degrees, the job's title."""
    names = [name for item in posting.requirements for name in item.names]
    return frozenset(tokens_of(" ".join([*names, posting.title or ""]))) | degree_words()


def pair_hashes(tokens: Tokens, distance: int) -> Tokens:
    """One number for each word with the one so far behind it."""
    return tokens[:-distance] * _FACTOR + tokens[distance:]


class Echoes(NamedTuple):
    """Words of résumés that say a posting again: none of a résumé that shares what honest ones do.

    Attributes:
        marked: Those that say enough of a sentence again, shape (tokens,).
        shared: All that stand in pairs of a sentence, shape (tokens,).
    """

    marked: Booleans
    shared: Booleans


def echoes_in(sentences: Sentences, resumes: ResumeArrays) -> Echoes:
    """What some résumés say again of a posting."""
    marked, shared = np.zeros((2, len(resumes.tokens)), np.bool_)
    seeds = _seeds(sentences, resumes)
    if not len(seeds):
        return Echoes(marked, shared)
    # One run for each place of a résumé where pairs of one sentence stand near each other.
    runs = np.cumsum(_begins(seeds)) - 1
    covered = np.unique(
        np.concatenate([runs, runs]) * len(sentences.weights)
        + np.concatenate([seeds[:, 4], seeds[:, 5]])
    )
    owners, numbers = covered // len(sentences.weights), covered % len(sentences.weights)
    count = int(runs[-1]) + 1
    nats = np.bincount(owners, sentences.weights[numbers], minlength=count)
    firsts = np.flatnonzero(np.diff(runs, prepend=-1))
    stops = np.maximum.reduceat(seeds[:, 3], firsts)
    resume, sentence = seeds[firsts, 0], seeds[firsts, 1]
    share = nats / np.maximum(sentences.totals[sentence], FUNCTION_WORD)
    again = np.clip((share - _FROM) / (_WHOLLY - _FROM), 0.0, 1.0)
    strength = np.maximum(0.0, nats - _NAMED) * again
    repeats = _repeats(resume, sentence, seeds[firsts, 2], stops, strength)
    counts = (share > _MARKED_FROM) & (nats >= _LEAST_MARKED) & np.isin(resume, repeats)
    for which, words in ((counts[runs], marked), (np.isin(seeds[:, 0], repeats), shared)):
        for _, _, first, last, _, _ in seeds[which].tolist():
            words[first : last + 1] = True
    # Two words that happen to stand beside what is said again are one's own.
    places = np.flatnonzero(marked)
    owner = _owners(resumes, places)
    stretches = np.cumsum((np.diff(places, prepend=-2) > 1) | (np.diff(owner, prepend=-1) > 0)) - 1
    few = np.bincount(stretches, minlength=1)[stretches] < _LEAST_STRETCH
    marked[places[few]] = False
    return Echoes(marked, shared)


def _seeds(sentences: Sentences, resumes: ResumeArrays) -> Integers:
    """Pairs that a résumé shares with a sentence: résumé, sentence, and both words in each text.

    Shape (pairs, 6), in this order; the words are counted over all résumés, over all sentences.
    """
    tokens, found = resumes.tokens, []
    for distance in range(1, REACH + 1):
        if len(tokens) <= distance:
            continue
        firsts, known = find(sentences.known, pair_hashes(tokens, distance))
        owners = _owners(resumes, firsts)
        same = owners == _owners(resumes, firsts + distance)
        firsts, known, owners = firsts[same], known[same], owners[same]
        counts = np.diff(sentences.firsts)[known]
        ends = np.cumsum(counts)
        within = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
        places = sentences.places[np.repeat(sentences.firsts[known], counts) + within]
        at = np.repeat(firsts, counts)
        found.append(
            np.column_stack(
                [np.repeat(owners, counts), places[:, 0], at, at + distance, places[:, 1:]]
            )
        )
    if not found:
        return np.zeros((0, 6), np.int64)
    seeds = np.concatenate(found)
    order: Integers = seeds[np.lexsort((seeds[:, 3], seeds[:, 2], seeds[:, 1], seeds[:, 0]))]
    return order


def _owners(resumes: ResumeArrays, tokens: Integers) -> Integers:
    """The résumé of each of some words; there are few, and none is looked up for the others."""
    return np.searchsorted(resumes.first_tokens, tokens, side="right") - 1


def _begins(seeds: Integers) -> Booleans:
    """Which pairs begin a run: of another résumé or sentence, or far behind the pair before."""
    before, here = seeds[:-1], seeds[1:]
    same = (before[:, :2] == here[:, :2]).all(axis=1)
    near = here[:, 2] - before[:, 3] <= _NEAR
    return np.concatenate([[True], ~(same & near)])


def _repeats(
    resume: Integers, sentence: Integers, first: Integers, last: Integers, strength: Array
) -> Integers:
    """The résumés that repeat the posting: each sentence counts once, and so does each place.

    Args:
        resume: Of each run.
        sentence: The same.
        first: Its first word.
        last: Its last.
        strength: Nats of it that count.
    """
    total: dict[int, float] = {}
    said: set[tuple[int, int]] = set()
    taken: dict[int, list[tuple[int, int]]] = {}
    strong = np.flatnonzero(strength > 0)
    for index in strong[np.argsort(-strength[strong], kind="stable")].tolist():
        owner, number = int(resume[index]), int(sentence[index])
        start, stop = int(first[index]), int(last[index])
        spans = taken.setdefault(owner, [])
        if (owner, number) in said or any(a <= stop and start <= b for a, b in spans):
            continue
        said.add((owner, number))
        spans.append((start, stop))
        total[owner] = total.get(owner, 0.0) + float(strength[index])
    return np.array([owner for owner, nats in total.items() if nats >= _REPEATS], np.int64)
