"""Skills and human languages, from the lists that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fitscore.text.languages import language_names, level_of
from fitscore.types import Bullet, LanguageLevel, Section

_LIST_BREAK = re.compile(r"(?:[,;|•·▪*]|\s[–-]\s|\n)\s*")
# Set by hand on the résumés that the reader was developed with: at 0.8 or 1.25 times it 117 of 742
# are read otherwise.
_LONGEST_SKILL = 60  # characters
_LONGEST_LEVEL = 60
_NO_SKILL = re.compile(r"^(?:personal\s+)?(?:interests?|hobbies)\b[^:]{0,20}:", re.IGNORECASE)


def read_skills(bullets: Sequence[Bullet]) -> tuple[str, ...]:
    """Items of the skills section, each once, in order."""
    items: dict[str, None] = {}
    for bullet in bullets:
        if bullet.section is not Section.SKILLS or _NO_SKILL.match(bullet.text):
            continue
        body = re.sub(r"^[\w &/]{2,40}:\s+", "", bullet.text)
        for piece in _items(body):
            item = re.sub(r"^(?:and|or)\s+(?=\S)", "", piece.strip(" .:"))
            if _is_skill(item):
                items.setdefault(item)
    return tuple(items)


def _items(text: str) -> Iterator[str]:
    """What stands between the signs of a list; one in brackets parts nothing.

    Brackets are looked for once, from each sign on: a list of 50,000 signs is read in one go.
    """
    begin = opens = closes = 0
    for found in _LIST_BREAK.finditer(text):
        at = found.end()
        opens = _next(text, "(", at, opens)
        closes = _next(text, ")", at, closes)
        if closes >= opens:  # the next bracket opens one
            yield text[begin : found.start()].rstrip()
            begin = at
    yield text[begin:]


def _next(text: str, sign: str, start: int, known: int) -> int:
    """Where a sign next stands, from a place on; behind the end where it does not."""
    if known >= start and (known >= len(text) or text[known] == sign):
        return known
    found = text.find(sign, start)
    return found if found >= 0 else len(text)


def _is_skill(item: str) -> bool:
    return (
        any(c.isalpha() for c in item)
        and len(item) <= _LONGEST_SKILL
        and item.lower() not in {"and", "or", "etc", "other"}
    )


def read_languages(bullets: Sequence[Bullet]) -> tuple[LanguageLevel, ...]:
    """Human languages named in the languages and skills sections, with what is said of each."""
    items: dict[str, LanguageLevel] = {}
    for bullet in bullets:
        if bullet.section not in {Section.LANGUAGES, Section.SKILLS}:
            continue
        named = list(language_names().finditer(bullet.text))
        ends = [*(found.start() for found in named[1:]), len(bullet.text)]
        for found, end in zip(named, ends[: len(named)], strict=True):
            name = found.group().title()
            said = bullet.text[found.end() : min(end, found.end() + _LONGEST_LEVEL)]
            before = bullet.text[: found.start()] if found is named[0] else ""
            items.setdefault(name, LanguageLevel(name, level_of(said) or level_of(before)))
    return tuple(items.values())
