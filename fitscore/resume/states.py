"""How far a degree or a certificate is, by the words beside it."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load

_OF_EDUCATION = frozenset({"incomplete", "expected", "in progress"})


def education_state(text: str) -> str:
    """`completed`, `in progress`, `expected` or `incomplete`."""
    found = (state for state, said in _states() if said.search(text))
    return next((state for state in found if state in _OF_EDUCATION), "completed")


def credential_state(text: str) -> str:
    """`held`, `expected`, `in progress`, `expired`, `lapsed` or `not held`."""
    found = (state for state, said in _states() if said.search(text))
    return next(("in progress" if state == "incomplete" else state for state in found), "held")


@cache
def _states() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = load("resume/vocabulary.toml")["states"]
    return tuple((name, re.compile("|".join(said), re.IGNORECASE)) for name, said in table.items())
