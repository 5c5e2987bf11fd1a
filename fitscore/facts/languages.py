"""Languages: the level that is asked, beside the one that is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fitscore.facts.fact import Fact, Outcome
from fitscore.posting.attributes import names_alternatives
from fitscore.text.languages import language_names, level_of
from fitscore.types import Kind, Requirement

OTHERS_LISTED = "other languages"
_LIST = 2  # languages that are named where somebody lists those that they speak
_SCALE = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
_SHORT = 2  # levels that are less for certain: people and certificates differ by one
_WORDS = 3  # of a level at most: `upper intermediate level`
_PART = re.compile(r"[,;:()•|.\n]|\s[–—-]\s|\s(?:and|or|et|und|y)\s")
# Of which another name may be listed, or which are not listed among the spoken.
_OF_SEVERAL_NAMES = re.compile(r"mandarin|cantonese|chinese|sign|asl|bsl|farsi|dari", re.IGNORECASE)


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
        # Of several names each may be an example.
        alone = len(ours) == 1 and not names_alternatives(requirement.text)
        if alone and not _OF_SEVERAL_NAMES.search(requirement.text) and _listed(statements):
            yield Fact(OTHERS_LISTED, Outcome.NAMED)
        return
    for name in dict.fromkeys(requirement.names):
        asked = _levels(requirement.text, patterns[name])
        stated = [level for text in statements for level in _levels(text, patterns[name])]
        if asked and stated:
            # `Native or fluent`: the lower one is enough.
            short = min(asked) - max(stated)
            if short <= 0 or short >= _SHORT:
                reached = Outcome.ENOUGH if short <= 0 else Outcome.LOWER
                yield Fact(f"{name} level", reached)


def _listed(statements: Sequence[str]) -> bool:
    """Whether languages are listed: two in one statement, or each with its level."""
    spoken: set[str] = set()
    for text in statements:
        found = [each for each in language_names().finditer(text) if each.group()[0].isupper()]
        names = {each.group().lower() for each in found}
        leveled = any(_level_beside(text, *each.span()) for each in found)
        if len(names) >= _LIST or leveled:
            spoken |= names
    return len(spoken) >= _LIST


def _levels(text: str, pattern: re.Pattern[str]) -> list[int]:
    """The levels that a text gives a language, as places on the scale."""
    levels = [_level_beside(text, *match.span()) for match in pattern.finditer(text)]
    return [level for each in levels for level in each]


def _level_beside(text: str, start: int, end: int) -> list[int]:
    """The levels in the few words right behind a name, or else right before it."""
    rest = text[end:].lstrip()
    # Behind a comma may stand the next thing: `French, basic computer skills`.
    most = _WORDS - 1 if rest.startswith(",") else _WORDS
    behind = _few(_PART.split(rest.lstrip(" :–—-(,"))[0], most)
    *others, before = _PART.split(text[:start])
    found = [level_of(behind), level_of(_few(before))]
    if re.search(r"\s(?:or|oder|ou|o)\s*$", text[: max(0, start - len(before))]) and others:
        found.append(level_of(_few(others[-1])))
    return [_SCALE.index(level) for level in found if level is not None]


def _few(text: str, most: int = _WORDS) -> str:
    words = language_names().split(text)[0].split()
    return " ".join(words) if len(words) <= most else ""
