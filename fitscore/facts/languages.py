"""Languages: the level that is asked, beside the one that is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fitscore.facts.fact import Fact, Outcome
from fitscore.posting.attributes import names_alternatives
from fitscore.text.languages import language_names, level_of
from fitscore.types import Kind, Requirement

_SCALE = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
_SHORT = 2  # levels that are less for certain: people and certificates differ by one
_NEAR = 60  # characters behind a name that may say its level
OTHERS_LISTED = "other languages"
_LIST = 2  # languages that are named where somebody lists those that they speak
_BREAK = re.compile(r"[;\n•|]|[.](?:\s|$)")


def language_facts(
    requirement: Requirement, patterns: Mapping[str, re.Pattern[str]], statements: Sequence[str]
) -> Iterator[Fact]:
    """Whether a stated level reaches the one that is asked, where both are said.

    Where the one language that is asked is not named, whether others are listed.

    Args:
        requirement: What is asked.
        patterns: What finds each of its names.
        statements: All of the résumé.
    """
    if requirement.kind is not Kind.LANGUAGE or not requirement.names:
        return
    ours = [patterns[name] for name in requirement.names]
    if not any(pattern.search(text) for text in statements for pattern in ours):
        spoken = {found.lower() for text in statements for found in language_names().findall(text)}
        # Of several names each may be an example.
        alone = len(ours) == 1 and not names_alternatives(requirement.text)
        if alone and len(spoken) >= _LIST:
            yield Fact(OTHERS_LISTED, Outcome.NAMED)
        return
    asked = level_of(requirement.text)
    if asked is None:
        return
    for name in dict.fromkeys(requirement.names):
        stated = [
            _SCALE.index(level)
            for text in statements
            for match in patterns[name].finditer(text)
            if (level := _level_at(text, *match.span())) is not None
        ]
        if stated:
            short = _SCALE.index(asked) - max(stated)
            if short <= 0 or short >= _SHORT:
                reached = Outcome.ENOUGH if short <= 0 else Outcome.LOWER
                yield Fact(f"{name} level", reached)


def _level_at(text: str, start: int, end: int) -> str | None:
    """What a statement says behind a name, or else before it, up to the next language."""
    behind = _clause(text[end : end + _NEAR])
    before = _clause(text[max(0, start - _NEAR) : start], last=True)
    return level_of(behind) or level_of(before)


def _clause(text: str, *, last: bool = False) -> str:
    for pattern in (_BREAK, language_names()):
        parts = pattern.split(text)
        text = parts[-1] if last else parts[0]
    return text
