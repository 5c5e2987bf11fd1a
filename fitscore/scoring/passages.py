"""What of a résumé can be evidence: its bullets, and the roles it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding.protocol import Encoder
from fitscore.errors import LimitError, NoBulletError
from fitscore.resume import encodable_text
from fitscore.scoring.clock import Clock
from fitscore.text.confusables import undisguised
from fitscore.text.wording import lists_keywords, tells_of_work
from fitscore.types import Education, Resume, Section

MOST_PAIRS = 500_000  # of requirements and passages; one takes about 1.4 kB
_TOGETHER = 256  # texts: more than any résumé holds
WORK = frozenset({Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER})


@dataclass(frozen=True, slots=True)
class Passage:
    """A range that may be quoted, and what an encoder sees of it.

    Attributes:
        text: The range without the person.
        title: It is the header of a role.
        also: Further roles under which the same is said.
    """

    start: int
    end: int
    page: int
    section: Section
    role: str | None
    text: str
    title: bool = False
    also: tuple[str, ...] = ()

    def stands_under(self, role: str) -> bool:
        """Whether it is said of a role."""
        return role == self.role or role in self.also

    @property
    def is_keyword_list(self) -> bool:
        """Whether it lists keywords and tells of no work."""
        if self.title or tells_of_work(self.text):
            return False
        return self.section is Section.SKILLS or lists_keywords(self.text)


class EncodedResume(NamedTuple):
    """A résumé, its passages and the unit rows of these and of its entries of education."""

    resume: Resume
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]
    education_vectors: NDArray[np.float32]


def passages_of(resume: Resume) -> tuple[Passage, ...]:
    """Bullets and role headers whose text is left when the person is masked, in order.

    A statement that is repeated, under another role or not, is one passage.
    """
    found = [
        Passage(
            bullet.start,
            bullet.end,
            bullet.page,
            bullet.section,
            bullet.role,
            encodable_text(resume, bullet.start, bullet.end),
        )
        for bullet in resume.bullets
    ]
    # A title held is evidence; the employer's name and the dates beside it are not.
    found += [
        Passage(
            role.start,
            role.end,
            role.page,
            role.section,
            role.id,
            undisguised(role.title),
            title=True,
        )
        for role in resume.roles
        if role.title
    ]
    once: dict[tuple[str, str | None], Passage] = {}
    for item in found:
        if not any(c.isalpha() for c in item.text):
            continue
        # Two jobs with one title are two.
        said = item.text.casefold().rstrip(".;, "), item.role if item.title else None
        first = once.setdefault(said, item)
        if item.role is not None and not first.stands_under(item.role):
            once[said] = replace(first, also=(*first.also, item.role))
    return tuple(once.values())


def degree_texts(entries: Sequence[Education]) -> list[str]:
    """Each entry as an encoder is to see it: level and field, no name of a school, no year."""
    return [
        f"{entry.degree.value if entry.degree else ''} degree in "
        f"{entry.field or 'general studies'}".strip()
        for entry in entries
    ]


def nothing_left(resume: Resume) -> NoBulletError:
    """The error of a résumé of which no passage is left."""
    return NoBulletError(
        resume.source,
        "no statement is left in it when the person is masked and what is copied left out",
        "check that this is the résumé and that its text can be selected",
    )


def encode(
    resume: Resume, encoder: Encoder, asked: int = 1, clock: Clock | None = None
) -> EncodedResume:
    """A résumé with the rows of its passages and of its education.

    Args:
        resume: The résumé.
        encoder: What encodes the requirements too.
        asked: With how many requirements it is to be compared.
        clock: Of scoring it; one of its own unless given.

    Raises:
        NoBulletError: No statement is left of it when the person is masked.
        LimitError: It holds far more statements than a résumé does, or they take too long.
    """
    passages = passages_of(resume)
    if not passages:
        raise nothing_left(resume)
    if len(passages) * asked > MOST_PAIRS:
        raise LimitError(
            resume.source,
            f"it holds {len(passages)} statements, too many to compare",
            "cut it to what is a résumé",
        )
    texts = [*(item.text for item in passages), *degree_texts(resume.education)]
    rows = _rows_of(texts, encoder, clock or Clock(resume.source))
    return EncodedResume(resume, passages, rows[: len(passages)], rows[len(passages) :])


def _rows_of(texts: Sequence[str], encoder: Encoder, clock: Clock) -> NDArray[np.float32]:
    """A row for each text; what is longer than any résumé is encoded in parts."""
    parts = []
    for first in range(0, len(texts), _TOGETHER):
        clock.check()
        parts.append(encoder.encode(texts[first : first + _TOGETHER]))
    return np.concatenate(parts)
