"""Named tools, certificates and languages, looked up under all the names they go by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from fitscore.evidence.passages import Passages
from fitscore.vocabulary import any_word, credentials


def naming(names: Sequence[str], passages: Passages) -> list[float]:
    """Share of the names that each passage names; 0 where none is asked."""
    patterns = [_pattern(name) for name in names]
    return [
        sum(bool(pattern.search(item.encodable)) for pattern in patterns) / max(1, len(patterns))
        for item in passages.items
    ]


def find_names(names: Sequence[str], passages: Passages) -> dict[str, int | None]:
    """For each name, the first passage that names it, or None where nowhere is."""
    found: dict[str, int | None] = {}
    for name in names:
        pattern = _pattern(name)
        found[name] = next(
            (index for index, item in enumerate(passages.items) if pattern.search(item.encodable)),
            None,
        )
    return found


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A name, its aliases, and a maker's name that may be left out (`MS Excel`, `Excel`)."""
    for _, pattern in credentials():
        if pattern.fullmatch(name):
            return pattern
    short = re.sub(r"^(?:Microsoft|MS|Adobe|Google|CompTIA)\s+", "", name)
    options = {name, short}
    if short in {"Office", "Project", "Access", "Teams", "Word", "Ads", "Analytics"}:
        options = {name, f"Microsoft {short}", f"MS {short}"}
    return any_word(tuple(sorted(options)))
