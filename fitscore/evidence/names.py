"""Named tools, certificates and languages, looked up under all the names they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from fitscore.evidence.passages import Passages
from fitscore.vocabulary import any_word, credentials


def naming(patterns: Mapping[str, re.Pattern[str]], passages: Passages) -> list[float]:
    """Share of the names that each passage names; 0 where none is asked."""
    found = [pattern for pattern in patterns.values() if passages.may_hold(pattern)]
    if not found:
        return [0.0] * len(passages.items)
    return [
        sum(bool(pattern.search(item.encodable)) for pattern in found) / len(patterns)
        for item in passages.items
    ]


def find_names(
    patterns: Mapping[str, re.Pattern[str]], passages: Passages
) -> dict[str, int | None]:
    """For each name, the first passage that names it, or None where nowhere is."""
    return {
        name: next(
            (
                index
                for index, item in enumerate(passages.items if passages.may_hold(pattern) else ())
                if pattern.search(item.encodable)
            ),
            None,
        )
        for name, pattern in patterns.items()
    }


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """A name, its aliases, and a maker's name that may be left out (`MS Excel`, `Excel`)."""
    for _, pattern in credentials():
        if pattern.fullmatch(name):
            return pattern
    short = re.sub(r"^(?:Microsoft|MS|Adobe|Google|CompTIA)\s+", "", name)
    options = {name, short}
    if short in {"Office", "Project", "Access", "Teams", "Word", "Ads", "Analytics"}:
        options = {name, f"Microsoft {short}", f"MS {short}"}
    return any_word(tuple(sorted(options)))
