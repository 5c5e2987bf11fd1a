"""What of a résumé must not count: words copied from the posting, and lists where work is asked.

Words of the posting in a résumé show that it was read, not what was done. The masks are of arrays:
the same for one résumé and for thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.packing import placed_tokens, shingles_of
from fitscore.scoring.passages import Passage
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, Integers, ResumeArrays
from fitscore.scoring.rows import BEGINS, CONTENT, SHINGLE
from fitscore.scoring.terms import find
from fitscore.types import Bullet, Education, Flag, Posting, Resume, Role

# Words in a row from which they were copied. Honest résumés and postings share shorter ones:
# "ability to work independently and as part of a team" is nobody's.
COPIED_FROM = 12
# A shorter requirement that is repeated whole is copied when this many of them are.
_WHOLE_FROM = 3
# A statement echoes a requirement when it holds this share of its content words. Résumés that were
# not written for a posting echo 38% of its requirements at most (375 of them, wherever the
# statements stand); to be left out, those outside any job must echo more than that.
_ECHOED, _LEAST_ECHOED, _SHARE_ECHOED = 0.6, 3, 0.4
_MOST_LEFT = 1  # content words beside what was copied that do not make a statement of one's own
_LONGEST_QUOTE = 200  # characters of a flag


@dataclass(frozen=True)
class PostingShingles:
    """The words of a posting, as they may be copied from it; made once for many résumés.

    Attributes:
        known: Hashes of every four of its words in a row, in order.
        runs: Of every twelve in a row, the key of its three shingles (`_key`), in order.
        shorter: Of each shorter requirement how many words it has, and which of the known are
            its first, its fifth (or its last) and its last shingle; shape (requirements, 4).
    """

    known: Integers
    runs: Integers
    shorter: Integers

    @classmethod
    def of(cls, posting: Posting) -> Self:
        """Those of a posting."""
        requirements = [_words(item.text) for item in posting.requirements]
        # A fitscore.posting/1 file may hold requirements that were written by hand.
        shingles = [shingles_of(words) for words in (_words(posting.text), *requirements)]
        known = np.unique(np.concatenate(shingles)).astype(np.int64)
        known = known[known > 0]
        runs = [_runs(np.searchsorted(known, each), len(known), each) for each in shingles]
        shorter = {
            (len(words), *_ends(np.searchsorted(known, each), len(words)))
            for words, each in zip(requirements, shingles[1:], strict=True)
            if SHINGLE <= len(words) < COPIED_FROM
        }
        rows = np.array(sorted(shorter), np.int64).reshape(-1, 4)
        return cls(known, np.unique(np.concatenate(runs)), rows)


def _words(text: str) -> list[str]:
    return placed_tokens(text).words


def _ends(indices: Integers, count: int) -> tuple[int, int, int]:
    last = count - SHINGLE
    return int(indices[0]), int(indices[min(SHINGLE, last)]), int(indices[last])


def _key(shingles: Sequence[Integers], count: int) -> Integers:
    """One number for each three of so many shingles."""
    first, middle, last = shingles
    return (first * count + middle) * count + last


def _runs(indices: Integers, count: int, shingles: NDArray[np.uint32]) -> Integers:
    """Keys of every twelve words in a row."""
    whole = max(0, len(indices) - COPIED_FROM + 1)
    there = shingles[2 * SHINGLE : 2 * SHINGLE + whole] > 0
    parts = [indices[start : start + whole] for start in (0, SHINGLE, 2 * SHINGLE)]
    return _key(parts, count)[there]


@dataclass(frozen=True)
class Masks:
    """What of some résumés does not count for one posting.

    Attributes:
        copied_tokens: Words that stand in the posting just so, shape (tokens,).
        echoes: Passages under no job that say requirements again, shape (passages,).
        passages: Which say nothing of their own, shape (passages,): they are left out.
        roles: Which headers do not, shape (roles,).
        education: Which entries were copied in part, shape (entries,).
        copied: Passages of which some was copied: they prove nothing by themselves.
    """

    copied_tokens: Booleans
    echoes: Booleans
    passages: Booleans
    roles: Booleans
    education: Booleans
    copied: Booleans

    @property
    def excludes(self) -> bool:
        """Whether anything is left out."""
        return bool(self.passages.any() or self.roles.any() or self.education.any())

    def applied(self, resumes: ResumeArrays) -> tuple[ResumeArrays, Booleans]:
        """The résumés without what is left out; of the passages that stay, which were copied."""
        if not self.excludes:
            return resumes, self.copied
        kept = resumes.without(self.passages, self.roles, self.education)
        return kept, self.copied[~self.passages]


def find_copied(
    posting: PostingShingles, requirements: RequirementArrays, resumes: ResumeArrays
) -> Masks:
    """What résumés hold of a posting's own words.

    Twelve words in a row or more; shorter requirements repeated whole, where there are three of
    them; and statements outside any job that say most of the requirements again.
    """
    tokens = _copied_tokens(posting, resumes)
    echoes = _echoes(requirements, resumes)
    if not tokens.any():
        none = np.zeros_like(echoes)
        roles, education = (np.zeros(len(x), np.bool_) for x in (resumes.roles, resumes.education))
        return Masks(tokens, echoes, echoes, roles, education, none)
    own = (resumes.token_flags & CONTENT > 0) & ~tokens
    copied, words = (np.concatenate([[0], np.cumsum(each)]) for each in (tokens, own))
    touched, left = [], []
    for rows, owners in (
        (resumes.passages, resumes.passage_owners),
        (resumes.roles, resumes.role_owners),
        (resumes.education, resumes.education_owners),
    ):
        first, stop = (
            rows[name] + resumes.first_tokens[owners] for name in ("first_token", "stop_token")
        )
        touched.append(copied[stop] > copied[first])
        left.append(words[stop] - words[first])
    nothing_left = touched[0] & (left[0] <= _MOST_LEFT)
    return Masks(
        tokens,
        echoes,
        nothing_left | echoes,
        touched[1] & (left[1] <= _MOST_LEFT),
        touched[2],
        touched[0],
    )


def _copied_tokens(posting: PostingShingles, resumes: ResumeArrays) -> Booleans:
    """Which tokens were copied, with all that stands between the same white space."""
    count = len(resumes.shingles)
    copied = np.zeros(count, np.bool_)
    hits, indices = find(posting.known, resumes.shingles)
    if not len(hits):
        return copied
    known = np.full(count + COPIED_FROM, -1, np.int64)
    known[hits] = indices
    owners = np.repeat(np.arange(len(resumes)), resumes.resumes["tokens"])

    def within(begins: Integers, length: int) -> Integers:
        """Those whose words are all of one résumé."""
        begins = begins[begins + length <= count]
        inside: Integers = begins[owners[begins] == owners[begins + length - 1]]
        return inside

    begins = within(hits, COPIED_FROM)
    parts = [known[begins + offset] for offset in (0, SHINGLE, 2 * SHINGLE)]
    there = (parts[1] >= 0) & (parts[2] >= 0)
    found = begins[there][np.isin(_key(parts, len(posting.known))[there], posting.runs)]
    for offset in range(COPIED_FROM):
        copied[found + offset] = True
    whole: list[tuple[Integers, int]] = []
    for length, first, middle, last in posting.shorter.tolist():
        begins = within(hits[indices == first], length)
        stays = known[begins + length - SHINGLE] == last
        stays &= known[begins + min(SHINGLE, length - SHINGLE)] == middle
        whole.append((begins[stays], length))
    repeated = np.zeros(len(resumes), np.int64)  # how many shorter requirements each repeats
    for begins, _ in whole:
        repeated[np.unique(owners[begins])] += 1
    for begins, length in whole:
        begins = begins[repeated[owners[begins]] >= _WHOLE_FROM]
        for offset in range(length):
            copied[begins + offset] = True
    if copied.any():
        groups = np.cumsum(resumes.token_flags & BEGINS > 0)
        copied = np.isin(groups, groups[copied])
    return copied


def _echoes(requirements: RequirementArrays, resumes: ResumeArrays) -> Booleans:
    """Passages outside any job that hold the words of requirements, where they do of many."""
    terms = requirements.content_words
    asked = np.flatnonzero(terms.counts[: requirements.count] > 1)
    passages = resumes.passages
    claims, echoes = passages["claim"], np.zeros(len(passages), np.bool_)
    shared = terms.shared(resumes.content_words, passages["content_words"], claims)
    hits = shared[asked] >= _ECHOED * terms.counts[asked, None]
    hit = np.flatnonzero(hits.any(axis=0))
    if not len(hit):
        return echoes
    rows = np.flatnonzero(claims)[hit]
    owners = resumes.passage_owners[rows]
    by_resume = np.zeros((len(resumes), len(asked)), np.bool_)
    np.logical_or.at(by_resume, owners, hits[:, hit].T)
    echoed = by_resume.sum(axis=1)
    many = (echoed >= _LEAST_ECHOED) & (echoed >= _SHARE_ECHOED * len(asked))
    echoes[rows] = many[owners]
    return echoes


def uncorroborated(requirements: RequirementArrays, keyword_list: Booleans) -> Booleans:
    """Which passages do not corroborate which requirements, as they only list keywords.

    Args:
        requirements: A list shows no experience.
        keyword_list: Which passages are such lists, shape (..., passages).

    Returns:
        Shape (requirements, ..., passages).
    """
    experience = requirements.asks_experience.reshape(-1, *(1,) * keyword_list.ndim)
    found: Booleans = experience & keyword_list
    return found


def copied_flags(resume: Resume, passages: tuple[Passage, ...], masks: Masks) -> Iterator[Flag]:
    """One flag for each copied span and each statement that echoes, of one résumé."""
    for start, end, count in _copied_ranges(resume, masks.copied_tokens):
        explanation = (
            f"{count} words in a row that stand in the posting, which prove nothing by themselves"
        )
        yield Flag("copied", _page(resume, start), _quoted(resume, start, end), explanation)
    for index in np.flatnonzero(masks.echoes):
        item = passages[index]
        explanation = (
            "it stands under no job and says requirements of the posting again; it counts nothing"
        )
        yield Flag("echoed", item.page, _quoted(resume, item.start, item.end), explanation)


def _copied_ranges(resume: Resume, copied: Booleans) -> Iterator[tuple[int, int, int]]:
    """Copied words in a row: their range up to white space on both sides, and how many."""
    if not copied.any():
        return
    tokens = placed_tokens(resume.text)
    edges = np.flatnonzero(np.diff(copied, prepend=False, append=False)).reshape(-1, 2)
    for first, stop in edges.tolist():
        start, end = int(tokens.starts[first]), int(tokens.stops[stop - 1])
        while start and not resume.text[start - 1].isspace():
            start -= 1
        while end < len(resume.text) and not resume.text[end].isspace():
            end += 1
        yield start, end, stop - first


def _quoted(resume: Resume, start: int, end: int) -> str:
    return shorten(" ".join(resume.text[start:end].split()), _LONGEST_QUOTE, placeholder="")


def _page(resume: Resume, at: int) -> int:
    parts: list[Bullet | Role | Education] = [*resume.bullets, *resume.roles, *resume.education]
    return next((part.page for part in parts if part.start <= at < part.end), 1)
