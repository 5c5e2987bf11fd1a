"""What of a résumé can be evidence: its bullets, and the roles it names."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of one résumé, in order."""

    items: tuple[Passage, ...]

    @property
    def texts(self) -> list[str]:
        """What an encoder sees, one text a passage."""
        return [item.encodable for item in self.items]


def passages_of(resume: Resume) -> Passages:
    """Bullets and role headers whose text is left when the person is masked."""
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
    return Passages(tuple(item for item in found if any(c.isalpha() for c in item.encodable)))
