"""What of a résumé must not count: what says the posting again, and lists where work is asked.

Words of the posting in a résumé show that it was read, not what was done. The masks are of arrays:
the same for one résumé and for thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.echoes import Sentences, echoes_in
from fitscore.scoring.packing import placed_tokens
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, Integers, ResumeArrays
from fitscore.scoring.rows import BEGINS, CONTENT, NONE
from fitscore.types import Bullet, Education, Flag, Resume, Role

# Content words beside what was copied that do not make a statement of one's own: as many as a
# sentence needs to deny it or to say who did it, for each that was copied.
_LEFT, _LEFT_SHARE = 1, 0.5
_LONGEST_QUOTE = 200  # characters of a flag
_BESIDE = 20  # words between a title and what is copied below or above it
_PARTED = 3  # words from one that was copied to the next, at most, in one flag


@dataclass(frozen=True)
class Masks:
    """What of some résumés does not count for one posting.

    Attributes:
        copied_tokens: Words that say the posting again, shape (tokens,).
        passages: Which prove nothing, shape (passages,), and are left out: they say nothing of
            their own, or are disclaimed.
        roles: Which headers do not, shape (roles,).
        education: Which entries were copied in part, shape (entries,).
        copied: Passages of which some was copied: they prove nothing by themselves.
    """

    copied_tokens: Booleans
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


def find_copied(sentences: Sentences, resumes: ResumeArrays) -> Masks:
    """What résumés say again of a posting (`echoes`), and what they say is not so of them."""
    (tokens, shared), disclaimed = echoes_in(sentences, resumes), resumes.passages["disclaimed"]
    if not tokens.any():
        roles, education, copied = (
            np.zeros(len(x), np.bool_) for x in (resumes.roles, resumes.education, resumes.passages)
        )
        return Masks(tokens, disclaimed, roles, education, copied)
    groups = np.cumsum(resumes.token_flags & BEGINS > 0)  # what stands between white space
    tokens = np.isin(groups, groups[tokens])
    content = resumes.token_flags & CONTENT > 0
    copied, theirs, own = (
        np.concatenate([[0], np.cumsum(each)])
        for each in (tokens, content & tokens, content & ~tokens)
    )
    touched, nothing_left = [], []
    for rows, owners in (
        (resumes.passages, resumes.passage_owners),
        (resumes.roles, resumes.role_owners),
        (resumes.education, resumes.education_owners),
    ):
        first, stop = _token_ranges(rows, owners, resumes)
        touched.append(copied[stop] > copied[first])
        enough = np.maximum(_LEFT, _LEFT_SHARE * (theirs[stop] - theirs[first]))
        nothing_left.append(touched[-1] & (own[stop] - own[first] <= enough))
    left_out = nothing_left[0] | _amid(touched[0], shared, resumes)
    titles, roles = _emptied(left_out, tokens, resumes)
    passages = left_out | titles | disclaimed
    return Masks(tokens, passages, nothing_left[1] | roles, touched[2], touched[0])


def _amid(copied: Booleans, shared: Booleans, resumes: ResumeArrays) -> Booleans:
    """Statements between two that are copied, which share words with the posting themselves.

    What was copied was copied in one piece: a short sentence of it says too little again to be told
    by itself, and of one in which much was changed too much would be left.
    """
    found = np.zeros(len(copied), np.bool_)
    first, stop = _token_ranges(resumes.passages, resumes.passage_owners, resumes)
    counts = np.concatenate([[0], np.cumsum(shared)])
    owners = resumes.passage_owners
    found[1:-1] = copied[:-2] & copied[2:] & (owners[:-2] == owners[2:])
    found &= counts[stop] > counts[first]
    return found


def _emptied(
    left_out: Booleans, copied: Booleans, resumes: ResumeArrays
) -> tuple[Booleans, Booleans]:
    """Roles of which nothing is said but what is copied, and their titles: nobody held them.

    A title without statements and dates is that of the posting where it stands beside its text.

    Args:
        left_out: Statements that say nothing of their own, shape (passages,).
        copied: Words that say the posting again, shape (tokens,).
        resumes: The résumés.

    Returns:
        Titles, shape (passages,), and roles, shape (roles,).
    """
    headers, count = resumes.headers, len(left_out)
    under = (headers != NONE) & (resumes.passages["role"] == NONE)
    every = np.bincount(headers[under], minlength=count)
    out = np.bincount(headers[under], left_out[under], minlength=count)
    is_title = resumes.passages["role"] != NONE
    which = np.flatnonzero(is_title & (out == every))
    owners = resumes.passage_owners[which]
    role = resumes.passages["role"][which] + resumes.first_roles[owners]
    first, stop = _token_ranges(resumes.roles[role], owners, resumes)
    ends = resumes.first_tokens[owners], resumes.first_tokens[owners + 1]
    counts = np.concatenate([[0], np.cumsum(copied)])
    beside = (
        counts[np.minimum(ends[1], stop + _BESIDE)] > counts[np.maximum(ends[0], first - _BESIDE)]
    )
    gone = (every[which] > 0) | ((resumes.roles["first"][role] == NONE) & beside)
    titles, roles = (np.zeros(len(x), np.bool_) for x in (resumes.passages, resumes.roles))
    titles[which[gone]], roles[role[gone]] = True, True
    return titles, roles


def _token_ranges(
    rows: NDArray[np.void], owners: Integers, resumes: ResumeArrays
) -> tuple[Integers, Integers]:
    """Where the words of some rows begin and end, counted over all résumés."""
    first, stop = (
        rows[name] + resumes.first_tokens[owners] for name in ("first_token", "stop_token")
    )
    return first, stop


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


def copied_flags(resume: Resume, masks: Masks) -> Iterator[Flag]:
    """One flag for each copied span of one résumé."""
    for start, end, count in _copied_ranges(resume, masks.copied_tokens):
        explanation = f"{count} words that say the posting again, which proves nothing by itself"
        yield Flag("copied", page_of(resume, start), _quoted(resume, start, end), explanation)


def _copied_ranges(resume: Resume, copied: Booleans) -> Iterator[tuple[int, int, int]]:
    """Copied words in a row: their range up to white space on both sides, and how many.

    A word or two of one's own between them, such as one that was changed, part no range.
    """
    if not copied.any():
        return
    tokens = placed_tokens(resume.text)
    places = np.flatnonzero(copied)
    parted = np.flatnonzero(np.diff(places) > _PARTED) + 1
    for some in np.split(places, parted):
        first, stop = int(some[0]), int(some[-1]) + 1
        start, end = int(tokens.starts[first]), int(tokens.stops[stop - 1])
        while start and not resume.text[start - 1].isspace():
            start -= 1
        while end < len(resume.text) and not resume.text[end].isspace():
            end += 1
        yield start, end, len(some)


def _quoted(resume: Resume, start: int, end: int) -> str:
    return shorten(" ".join(resume.text[start:end].split()), _LONGEST_QUOTE, placeholder="")


def page_of(resume: Resume, at: int) -> int:
    """The page of what stands at a place of the text; the first where no statement stands."""
    parts: list[Bullet | Role | Education] = [*resume.bullets, *resume.roles, *resume.education]
    return next((part.page for part in parts if part.start <= at < part.end), 1)
