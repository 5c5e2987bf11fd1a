"""Words of the posting copied into the résumé: they show that it was read, not what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from textwrap import shorten
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.lexical import Terms, content_words, hashes_of
from fitscore.resume import undisguised
from fitscore.types import (
    Bullet,
    Education,
    Flag,
    Posting,
    Resume,
    Role,
    Section,
)

# Words in a row from which they were copied. Honest résumés and postings share shorter ones:
# "ability to work independently and as part of a team" is nobody's.
COPIED_FROM = 12
# A shorter requirement that is repeated whole is copied when this many of them are.
_WHOLE_FROM, _WHOLE_WORDS = 3, 4
# A statement echoes a requirement when it holds this share of its content words. Résumés that were
# not written for a posting echo 38% of its requirements at most (375 of them, wherever the
# statements stand); to be left out, those outside any job must echo more than that.
_ECHOED, _LEAST_ECHOED, _SHARE_ECHOED = 0.6, 3, 0.4
_WORK = {Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER}
_MOST_LEFT = 1  # content words beside what was copied that do not make a statement of one's own
_LONGEST_QUOTE = 200  # characters of a flag
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a résumé holds of a posting's own words.

    Attributes:
        ranges: Word for word: of the résumé's text, in order, apart from each other.
        echoes: Whole statements that say the requirements again, in order.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    echoes: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.ranges or self.echoes)

    def touches(self, start: int, end: int) -> bool:
        """Whether some of a range was copied."""
        return any(a < end and start < b for a, b in self.ranges)

    def makes_up(self, text: str, start: int, end: int) -> bool:
        """Whether a range says nothing that was not copied."""
        if (start, end) in self.echoes:
            return True
        if not self.touches(start, end):
            return False
        left, at = [], start
        for a, b in self.ranges:
            left.append(text[at : max(at, min(a, end))])
            at = max(at, min(b, end))
        left.append(text[at:end])
        return len(content_words(undisguised(" ".join(left)))) <= _MOST_LEFT


NOTHING_COPIED = Copied()


@dataclass(frozen=True)
class PostingWords:
    """The words of a posting, as they may be copied from it; made once for many résumés.

    Attributes:
        runs: Every twelve of its words in a row.
        whole: The words of its shorter requirements, by their first four.
        known: All words that stand in one of these.
        asked: What of each requirement says what is asked.
    """

    runs: frozenset[tuple[str, ...]]
    whole: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
    known: frozenset[str]
    asked: Terms

    @classmethod
    def of(cls, posting: Posting) -> Self:
        """Those of a posting."""
        requirements = [tuple(_words(item.text)) for item in posting.requirements]
        # A fitscore.posting/1 file may hold requirements that were written by hand.
        sources = [_words(posting.text), *requirements]
        runs = frozenset(run for source in sources for run in _runs(source, COPIED_FROM))
        whole: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for words in dict.fromkeys(requirements):
            if _WHOLE_WORDS <= len(words) < COPIED_FROM:
                begins = words[:_WHOLE_WORDS]
                whole[begins] = (*whole.get(begins, ()), words)
        shorter = (words for each in whole.values() for words in each)
        known = frozenset(chain.from_iterable(chain(runs, shorter)))
        texts = [item.text for item in posting.requirements if len(content_words(item.text)) > 1]
        return cls(runs, whole, known, Terms.words_of(texts))


def find_copied(resume: Resume, posting: PostingWords) -> Copied:
    """Spans of the résumé that stand word for word in the posting.

    Twelve words in a row or more; shorter requirements repeated whole, where there are three of
    them; and statements outside any job that say most of the requirements again.
    """
    words = _placed_words(resume.text)
    marked = _marked([word for word, _, _ in words], posting)
    ranges = []
    for is_marked, group in groupby(zip(marked, words, strict=True), key=lambda pair: pair[0]):
        if is_marked:
            found = [word for _, word in group]
            ranges.append(_widened(resume.text, found[0][1], found[-1][2]))
    return Copied(tuple(ranges), _echoes(resume, posting.asked))


def _marked(plain: Sequence[str], posting: PostingWords) -> NDArray[np.bool_]:
    """Which words were copied."""
    marked: NDArray[np.bool_] = np.zeros(len(plain), dtype=np.bool_)
    whole: list[tuple[int, tuple[str, ...]]] = []
    for first, stop in _stretches(plain, posting.known):
        stretch = plain[first:stop]
        for index, run in enumerate(_runs(stretch, COPIED_FROM), first):
            if run in posting.runs:
                marked[index : index + COPIED_FROM] = True
        whole += [
            (index, each)
            for index, begins in enumerate(_runs(stretch, _WHOLE_WORDS), first)
            for each in posting.whole.get(begins, ())
            if tuple(plain[index : index + len(each)]) == each
        ]
    if len({each for _, each in whole}) >= _WHOLE_FROM:
        for index, each in whole:
            marked[index : index + len(each)] = True
    return marked


def _placed_words(text: str) -> list[tuple[str, int, int]]:
    """Each word, undisguised and in lower case, and the range that it or its token has."""
    lower = text.lower()
    if len(lower) == len(text) and undisguised(text) == text:
        return [(found.group(), *found.span()) for found in _WORD.finditer(lower)]
    return [
        (word, *token.span()) for token in _TOKEN.finditer(text) for word in _words(token.group())
    ]


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The range to the next white space on both sides."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _stretches(plain: Sequence[str], known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Runs of known words that are long enough to be copied: first and behind the last."""
    first = 0
    for is_known, group in groupby(plain, key=known.__contains__):
        stop = first + sum(1 for _ in group)
        if is_known and stop - first >= _WHOLE_WORDS:
            yield first, stop
        first = stop


def _echoes(resume: Resume, asked: Terms) -> tuple[tuple[int, int], ...]:
    """Statements outside any job that hold the words of requirements, where they do of many."""
    claims = [bullet for bullet in resume.bullets if bullet.section not in _WORK or not bullet.role]
    said = [hashes_of(content_words(undisguised(bullet.text))) for bullet in claims]
    words = np.concatenate([np.zeros(0, np.uint32), *said])
    shared = asked.shared(words, np.array([len(each) for each in said], np.int64))
    hits = shared >= _ECHOED * asked.sizes[:, None]
    echoed = int(hits.any(axis=1).sum())
    if echoed < _LEAST_ECHOED or echoed < _SHARE_ECHOED * len(asked.sizes):
        return ()
    echoes = np.flatnonzero(hits.any(axis=0))
    return tuple((claims[place].start, claims[place].end) for place in echoes)


def without_copied(resume: Resume, copied: Copied) -> Resume:
    """The résumé without the statements, degrees and titles that say nothing else."""
    if not copied:
        return resume

    def own(start: int, end: int) -> bool:
        return not copied.makes_up(resume.text, start, end)

    def own_entry(entry: Education) -> bool:
        return not copied.touches(entry.start, entry.end)

    return replace(
        resume,
        bullets=tuple(bullet for bullet in resume.bullets if own(bullet.start, bullet.end)),
        roles=tuple(role for role in resume.roles if own(role.start, role.end)),
        education=tuple(entry for entry in resume.education if own_entry(entry)),
    )


def flags_of(resume: Resume, copied: Copied) -> tuple[Flag, ...]:
    """One flag for each copied span and each statement that echoes."""
    return tuple(
        Flag(
            "copied",
            _page(resume, start),
            shorten(" ".join(resume.text[start:end].split()), _LONGEST_QUOTE, placeholder=""),
            f"{len(_words(resume.text[start:end]))} words in a row that stand in the posting, "
            "which prove nothing by themselves",
        )
        for start, end in copied.ranges
    ) + tuple(
        Flag(
            "echoed",
            _page(resume, start),
            shorten(" ".join(resume.text[start:end].split()), _LONGEST_QUOTE, placeholder=""),
            "it stands under no job and says requirements of the posting again; it counts nothing",
        )
        for start, end in copied.echoes
    )


def _page(resume: Resume, at: int) -> int:
    parts: list[Bullet | Role | Education] = [*resume.bullets, *resume.roles, *resume.education]
    return next((part.page for part in parts if part.start <= at < part.end), 1)


def _words(text: str) -> list[str]:
    return _WORD.findall(undisguised(text).lower())


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]
