"""A fact: one thing that is asked, and how far what is stated reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_NEARLY = 0.98  # of what is asked: dates are whole months, and a day short is not short
_HALF = 0.5


class Outcome(StrEnum):
    """How far what is stated reaches; each is a word that a reader of pairs sees."""

    ENOUGH = "enough"
    OVER_HALF = "over half"
    UNDER_HALF = "under half"
    NONE = "none"
    NAMED = "named"
    PENDING = "not finished"
    EXPIRED = "expired"
    LOWER = "lower"
    WISHED = "wished for"
    OTHERS = "somebody else's"
    DENIED = "denied"

    @classmethod
    def of_ratio(cls, stated: float, asked: float) -> Outcome:
        """That of an amount beside the one that is asked."""
        ratio = stated / asked
        if ratio >= _NEARLY:
            return cls.ENOUGH
        if ratio >= _HALF:
            return cls.OVER_HALF
        return cls.UNDER_HALF if ratio > 0 else cls.NONE


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is asked, and how far what is stated reaches.

    Attributes:
        about: What is compared: `years in such jobs`, `degree`, or a name.
        outcome: How far it reaches.
    """

    about: str
    outcome: Outcome


def in_words(facts: Sequence[Fact]) -> str:
    """`years in such jobs enough; PMP expired`."""
    return "; ".join(f"{fact.about} {fact.outcome}" for fact in facts)
