"""Résumés put together from the shipped examples' parts by a seed: as many as a measurement needs.

Roles, statements, degrees and skills come from `examples/resumes/sources`; who holds them is given.
The same seed and person give the same text, and two persons differ in nothing but themselves.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parent.parent / "examples" / "resumes" / "sources"
_PRONOUNS = {"she": ("She", "her"), "he": ("He", "his"), "they": ("They", "their")}


@dataclass(frozen=True)
class Person:
    """Who a résumé is from."""

    name: str = "Alex Morgan"
    honorific: str = "Ms."
    pronoun: str = "they"

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]

    @property
    def email(self) -> str:
        """An address made of the name."""
        return ".".join(self.name.lower().replace("'", "").split()) + "@example.com"


@cache
def _sources() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.glob("*.json"))]


def resume_text(
    seed: int, person: Person, *, name_in_body: bool = True, jobs_beside: int | None = None
) -> str:
    """A résumé as plain text.

    Args:
        seed: Which roles, statements, degrees and skills.
        person: Whose.
        name_in_body: Also write the name where people write it: references, quoted praise, the
            foot of a page, in full and behind an honorific.
        jobs_beside: How many jobs of others are put in; none to two unless given.
    """
    chance = random.Random(seed)  # noqa: S311
    sources = _sources()
    main = chance.choice(sources)
    jobs = chance.sample(main["work"], min(2, len(main["work"])))
    beside = chance.randint(0, 2) if jobs_beside is None else jobs_beside
    jobs += [chance.choice(chance.choice(sources)["work"]) for _ in range(beside)]
    lines = [person.name, f"Wexmoor, BC | 555-0142 | {person.email}", "", "SUMMARY"]
    lines += [str(main["basics"]["summary"]), "", "EXPERIENCE"]
    year = 2025
    for place, job in enumerate(jobs):
        begun = year - chance.randint(1, 5)
        lines += ["", f"{job['position']}", f"{job['name']} | Mar {begun} - Feb {year}"]
        count = min(len(job["highlights"]), chance.randint(2, 5))
        lines += [f"- {text}" for text in chance.sample(job["highlights"], count)]
        if place == 0 and name_in_body:
            subject, owner = _PRONOUNS[person.pronoun]
            lines += [
                (
                    f'- Praised by the director: "{person.honorific} {person.surname} always kept '
                    f'{owner} word."'
                ),
                f"- {subject} trained two colleagues in {owner} first year.",
                f"- {person.name}'s handbook is still in use.",
            ]
        year = begun
    lines += ["", "EDUCATION"]
    for entry in main.get("education", []):
        lines += [f"{entry['studyType']}, {entry['area']}", f"{entry['institution']}", ""]
    skills = [word for item in main.get("skills", []) for word in item["keywords"]]
    lines += ["SKILLS", ", ".join(chance.sample(skills, min(6, len(skills))))]
    if name_in_body:
        lines += ["", "REFERENCES", f"Write to {person.email} for references of {person.name}."]
    return "\n".join(lines) + "\n"
