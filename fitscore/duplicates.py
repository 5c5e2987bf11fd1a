"""Which résumés are of one person.

Two files are where they give the same e-mail address or phone number, or the same name and two of
the same roles. Namesakes who held other jobs are two people, and so are two people whom an agency
sends under its own address: names that share no word part them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from fitscore.types import Candidate, Resume

_LEAST_DIGITS = 7  # of a phone number
_DIGITS = 9  # by which numbers are compared: prefixes of countries and areas are left out by some
_LEAST_ROLES = 2
_PRESENT = "9999"
_NAME = "name "
Roles = tuple[frozenset[tuple[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """What a résumé says of whose it is, and how new it is.

    Attributes:
        keys: What it is looked up by: who shares none of them with another is somebody else.
        words: Of the name.
        roles: Of each role what tells it: the employer with the title, and with the day it began.
        latest: What it says last: the end of its latest role, its beginning, the last degree.
    """

    keys: frozenset[str]
    words: frozenset[str]
    roles: Roles
    latest: tuple[str, str, int]

    @classmethod
    def of(cls, resume: Resume) -> Person:
        """That of a résumé with its contacts: of one that is anonymized nothing is known."""
        person = resume.candidate
        return cls(keys_of(person), words_of(person), _roles(resume), _latest(resume))

    def is_same(self, other: Person) -> bool:
        """Whether two résumés are of one person: a name alone tells too little."""
        shared = self.keys & other.keys
        if any(not key.startswith(_NAME) for key in shared) and may_agree(self.words, other.words):
            return True
        return any(key.startswith(_NAME) for key in shared) and self._shares_roles(other)

    def _shares_roles(self, other: Person) -> bool:
        # Of both: one role that a file tells twice is one.
        pairs = (self.roles, other.roles), (other.roles, self.roles)
        return all(_common(*pair) >= _LEAST_ROLES for pair in pairs)


def same_person(resumes: Sequence[Resume]) -> list[tuple[int, ...]]:
    """Of each résumé the others of the same person, the newest first.

    Args:
        resumes: With their contacts: of those that are anonymized nothing is known.
    """
    people = [Person.of(resume) for resume in resumes]
    found: list[set[int]] = [set() for _ in people]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        for key in person.keys:
            groups[key].append(index)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if other not in found[one] and people[one].is_same(people[other]):
                found[one].add(other)
                found[other].add(one)
    return [newest_first(others, people) for others in found]


def newest_first(which: Iterable[int], people: Sequence[Person]) -> tuple[int, ...]:
    """Some of several people by how new their résumés are, in their own order where that ties."""
    return tuple(sorted(sorted(which), key=lambda index: people[index].latest, reverse=True))


def keys_of(candidate: Candidate | None) -> frozenset[str]:
    """What a person is looked up by: who shares none of it with another is somebody else."""
    if candidate is None:
        return frozenset()
    digits = re.sub(r"\D", "", candidate.phone or "")
    keys = {
        "mail ": (candidate.email or "").casefold(),
        "phone ": digits[-_DIGITS:] if len(digits) >= _LEAST_DIGITS else "",
        _NAME: " ".join(sorted(_words(candidate.name or ""))),  # `Lee, Ann` is `Ann Lee`
    }
    return frozenset(f"{kind}{value}" for kind, value in keys.items() if value)


def words_of(candidate: Candidate | None) -> frozenset[str]:
    """The words of a person's name; none where it is not known."""
    return frozenset(_words((candidate and candidate.name) or ""))


def may_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the words of two names may be of one: they share a word, or one is not known."""
    return not one or not other or not one.isdisjoint(other)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _common(roles: Roles, others: Roles) -> int:
    """How many of some roles are among others."""
    known = frozenset[tuple[str, str]]().union(*others)
    return sum(not known.isdisjoint(role) for role in roles)


def _roles(resume: Resume) -> Roles:
    told = []
    for role in resume.roles:
        employer = " ".join(_words(role.employer or ""))
        keys = {("title", " ".join(_words(role.title))), ("from", role.from_ or "")}
        told.append(frozenset((f"{employer}, {w}", v) for w, v in keys if employer and v))
    return tuple(told)


def _latest(resume: Resume) -> tuple[str, str, int]:
    return (
        max((role.to or _PRESENT for role in resume.roles if role.from_), default=""),
        max((role.from_ or "" for role in resume.roles), default=""),
        max((entry.year or 0 for entry in resume.education), default=0),
    )
