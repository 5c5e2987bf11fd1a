"""What of a résumé can be evidence: its bullets, and the roles it names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fitscore.evidence.copied import NOTHING_COPIED, Copied
from fitscore.evidence.wording import lists_keywords, tells_of_work
from fitscore.resume import encodable_text, undisguised
from fitscore.types import Resume, Section


@dataclass(frozen=True, slots=True)
class Passage:
    """A range that may be quoted, and what an encoder sees of it."""

    start: int
    end: int
    page: int
    section: Section
    role: str | None
    encodable: str
    title: bool = False  # the header of a role
    also: tuple[str, ...] = ()  # further roles under which the same is said
    copied: bool = False  # some of it stands word for word in the posting

    def stands_under(self, role: str) -> bool:
        """Whether it is said of a role."""
        return role == self.role or role in self.also

    @property
    def is_list(self) -> bool:
        """Whether it lists keywords and tells of no work."""
        if self.title or tells_of_work(self.encodable):
            return False
        return self.section is Section.SKILLS or lists_keywords(self.encodable)


@dataclass(frozen=True)
class Passages:
    """The passages of one résumé, in order."""

    items: tuple[Passage, ...]

    @property
    def texts(self) -> list[str]:
        """What an encoder sees, one text a passage."""
        return [item.encodable for item in self.items]


def passages_of(resume: Resume, copied: Copied = NOTHING_COPIED) -> Passages:
    """Bullets and role headers whose text is left when the person is masked.

    A statement that is repeated, under another role or not, is one passage.

    Args:
        resume: Without the statements that are nothing but copied (`without_copied`).
        copied: What it holds of the posting's own words.
    """
    found = [
        Passage(
            bullet.start,
            bullet.end,
            bullet.page,
            bullet.section,
            bullet.role,
            encodable_text(resume, bullet.start, bullet.end),
            copied=copied.touches(bullet.start, bullet.end),
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
            copied=copied.touches(role.start, role.end),
        )
        for role in resume.roles
        if role.title
    ]
    once: dict[tuple[str, str | None], Passage] = {}
    for item in found:
        if not any(c.isalpha() for c in item.encodable):
            continue
        # Two jobs with one title are two.
        said = item.encodable.casefold().rstrip(".;, "), item.role if item.title else None
        first = once.setdefault(said, item)
        if item.role is not None and not first.stands_under(item.role):
            once[said] = replace(first, also=(*first.also, item.role))
    return Passages(tuple(once.values()))
