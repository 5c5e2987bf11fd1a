"""Names of different origins, to be put in the place of a candidate's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fitscore.text.vocabulary import load


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Full names that are read as coming from one origin and one gender."""

    origin: str
    gender: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """`Hispanic women`."""
        return f"{self.origin} {self.gender}"


@cache
def name_groups() -> tuple[NameGroup, ...]:
    """The groups that ship with fitscore: ten origins, women and men, ten names each."""
    groups = load("audit/names.toml")["groups"]
    return tuple(
        NameGroup(origin, gender, tuple(names))
        for origin, genders in groups.items()
        for gender, names in genders.items()
    )
