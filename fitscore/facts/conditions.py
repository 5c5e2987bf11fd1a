"""Conditions: shifts, travel, a licence, a start: whether a résumé speaks of one at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fitscore.text.vocabulary import load
from fitscore.text.words import content_words
from fitscore.types import Kind, Requirement

_STEM = 5  # letters of a word that are compared: `licence`, `licensed`


def is_condition(requirement: Requirement) -> bool:
    """Whether it asks for what a résumé need not say: a shift, travel, an ordinary licence."""
    if requirement.kind is Kind.LOGISTICS:
        return True
    also = load("facts/conditions.toml")["also"]
    return re.search("|".join(also), requirement.text, re.IGNORECASE) is not None


def share_stated(requirement: Requirement, passages: Sequence[str]) -> float:
    """How much of a condition's words stand in the one of some passages that has most of them."""
    common = load("facts/conditions.toml")["common"]
    wanted = _stems(content_words(requirement.text)) - _stems(common)
    found = (wanted & _stems(content_words(passage)) for passage in passages)
    return max(map(len, found), default=0) / max(1, len(wanted))


def _stems(words: Iterable[str]) -> set[str]:
    return {word[:_STEM] for word in words if len(word) >= _STEM - 1}
