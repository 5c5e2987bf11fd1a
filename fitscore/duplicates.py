"""Which résumés are of one person.

Two files are where they give the same e-mail address or phone number, or the same name and two of
the same roles. Namesakes who held other jobs are two people, and so are two people whom an agency
sends under its own address: names that share no word part them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from fitscore.types import Candidate, Resume

_LEAST_DIGITS = 7  # of a phone number
_DIGITS = 9  # by which numbers are compared: prefixes of countries and areas are left out by some
_LEAST_ROLES = 2
_PRESENT = "9999"
_NAME = "name"


def same_person(resumes: Sequence[Resume]) -> list[tuple[int, ...]]:
    """Of each résumé the others of the same person, the newest first.

    Args:
        resumes: With their contacts: of those that are anonymized nothing is known.
    """
    found: list[set[int]] = [set() for _ in resumes]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, resume in enumerate(resumes):
        for key in keys_of(resume.candidate):
            groups[key].append(index)
    for key, group in groups.items():
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if _is_one(key, resumes[one], resumes[other]):
                    found[one].add(other)
                    found[other].add(one)
    return [_newest_first(others, resumes) for others in found]


def of_one_person(resume: Resume, among: Sequence[Resume]) -> tuple[int, ...]:
    """Which of some others are of the same person as this one, the newest first."""
    keys = keys_of(resume.candidate)
    found = {
        index
        for index, other in enumerate(among)
        for key in set(keys).intersection(keys_of(other.candidate))
        if _is_one(key, resume, other)
    }
    return _newest_first(found, among)


def keys_of(candidate: Candidate | None) -> list[str]:
    """What a person is looked up by: who shares none of it with another is somebody else."""
    if candidate is None:
        return []
    digits = re.sub(r"\D", "", candidate.phone or "")
    keys = {
        "mail": (candidate.email or "").casefold(),
        "phone": digits[-_DIGITS:] if len(digits) >= _LEAST_DIGITS else "",
        _NAME: " ".join(_name(candidate)),
    }
    return [f"{kind} {value}" for kind, value in keys.items() if value]


def may_agree(one: Candidate | None, other: Candidate | None) -> bool:
    """Whether two names may be one: they share a word, or one of them is not known."""
    names = set(_name(one)), set(_name(other))
    return not all(names) or not names[0].isdisjoint(names[1])


def _newest_first(which: Iterable[int], among: Sequence[Resume]) -> tuple[int, ...]:
    return tuple(sorted(sorted(which), key=lambda index: _latest(among[index]), reverse=True))


def _is_one(key: str, one: Resume, other: Resume) -> bool:
    """Whether two résumés that share a key are of one person: a name alone tells too little."""
    if key.startswith(f"{_NAME} "):
        return _share_roles(one, other)
    return may_agree(one.candidate, other.candidate)


def _name(candidate: Candidate | None) -> list[str]:
    """The words of the name, sorted: `Lee, Ann` is `Ann Lee`."""
    return sorted(_words((candidate and candidate.name) or ""))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _share_roles(one: Resume, other: Resume) -> bool:
    known = {key for keys in _roles(other) for key in keys}
    return sum(not known.isdisjoint(keys) for keys in _roles(one)) >= _LEAST_ROLES


def _roles(resume: Resume) -> list[set[tuple[str, str]]]:
    """Of each role what tells it: the employer with the title, and with the day it began."""
    told = []
    for role in resume.roles:
        employer = " ".join(_words(role.employer or ""))
        keys = {("title", " ".join(_words(role.title))), ("from", role.from_ or "")}
        told.append({(f"{employer}, {what}", value) for what, value in keys if employer and value})
    return told


def _latest(resume: Resume) -> tuple[str, str, int]:
    """What a résumé says last: the end of its latest role, its beginning, the last degree."""
    return (
        max((role.to or _PRESENT for role in resume.roles if role.from_), default=""),
        max((role.from_ or "" for role in resume.roles), default=""),
        max((entry.year or 0 for entry in resume.education), default=0),
    )
