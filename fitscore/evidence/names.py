"""Named tools, certificates and languages, looked up under all the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.lexical import hash_of, tokens_of
from fitscore.vocabulary import any_word, credential_phrases


@dataclass(frozen=True)
class Names:
    """The names that a posting asks for, and what finds them.

    Attributes:
        patterns: What finds each.
        anchors: Hashes of the words in all that they go by, in order.
        phrases: For each name, of each phrase that it goes by, the places of its words there.
    """

    patterns: dict[str, re.Pattern[str]]
    anchors: NDArray[np.int64]
    phrases: dict[str, tuple[tuple[int, ...], ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Some names."""
        words = {
            name: [[hash_of(word) for word in tokens_of(phrase)] for phrase in phrases_of(name)]
            for name in names
        }
        anchors = np.unique([word for each in words.values() for phrase in each for word in phrase])
        places = {int(anchor): place for place, anchor in enumerate(anchors)}
        phrases = {
            name: tuple(tuple(places[word] for word in phrase) for phrase in each)
            for name, each in words.items()
        }
        patterns = {name: pattern_of(name) for name in words}
        return cls(patterns, anchors.astype(np.int64), phrases)


@cache
def phrases_of(name: str) -> tuple[str, ...]:
    """What a name goes by: its aliases, and a maker's name left out (`MS Excel`, `Excel`)."""
    for phrases, pattern in credential_phrases():
        if pattern.fullmatch(name):
            return phrases
    short = re.sub(r"^(?:Microsoft|MS|Adobe|Google|CompTIA)\s+", "", name)
    options = {name, short}
    if short in {"Office", "Project", "Access", "Teams", "Word", "Ads", "Analytics"}:
        options = {name, f"Microsoft {short}", f"MS {short}"}
    return tuple(sorted(options))


def pattern_of(name: str) -> re.Pattern[str]:
    """What finds a name under all that it goes by."""
    return any_word(phrases_of(name))
