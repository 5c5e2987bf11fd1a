"""What of a résumé must not count: what says the posting again, and lists where work is asked.

Words of the posting in a résumé show that it was read, not what was done. The masks are of arrays:
the same for one résumé and for thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

import numpy as np

from fitscore.scoring.echoes import Sentences, echoed_tokens
from fitscore.scoring.packing import placed_tokens
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays
from fitscore.scoring.rows import BEGINS, CONTENT
from fitscore.types import Bullet, Education, Flag, Resume, Role

# Content words beside what was copied that do not make a statement of one's own: as many as a
# sentence needs to deny it or to say who did it, for each that was copied.
_LEFT, _LEFT_SHARE = 1, 0.5
_LONGEST_QUOTE = 200  # characters of a flag
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
    tokens, disclaimed = echoed_tokens(sentences, resumes), resumes.passages["disclaimed"]
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
        first, stop = (
            rows[name] + resumes.first_tokens[owners] for name in ("first_token", "stop_token")
        )
        touched.append(copied[stop] > copied[first])
        enough = np.maximum(_LEFT, _LEFT_SHARE * (theirs[stop] - theirs[first]))
        nothing_left.append(touched[-1] & (own[stop] - own[first] <= enough))
    passages = nothing_left[0] | disclaimed
    return Masks(tokens, passages, nothing_left[1], touched[2], touched[0])


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
        yield Flag("copied", _page(resume, start), _quoted(resume, start, end), explanation)


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


def _page(resume: Resume, at: int) -> int:
    parts: list[Bullet | Role | Education] = [*resume.bullets, *resume.roles, *resume.education]
    return next((part.page for part in parts if part.start <= at < part.end), 1)
