"""Sentences of a passage, as ranges."""

from __future__ import annotations

import re
from functools import cache

from fitscore.text.vocabulary import load

_END = re.compile(r"(?<![.!?])[.!?]++[\"'”’)\]]*(?=\s|[A-Z•])")
_LAST_TOKEN = re.compile(r"[\w.]+$")


def sentence_ranges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of the sentences in `text[start:end]`, without the white space around them.

    A full stop ends a sentence when what follows begins like one: a capital, a digit, a quote
    or a bullet. Sentences set without a space between them (`done.Planned`) are told apart too.
    """
    ranges: list[tuple[int, int]] = []
    begin = start
    for found in _END.finditer(text, start, end):
        if _ends_sentence(text, found, end):
            ranges.append((begin, found.end()))
            begin = found.end()
    ranges.append((begin, end))
    trimmed = [_trim(text, a, b) for a, b in ranges]
    return [(a, b) for a, b in trimmed if b > a]


def _ends_sentence(text: str, found: re.Match[str], end: int) -> bool:
    after = text[found.end() : min(end, found.end() + 40)]
    rest = after.lstrip()
    if not rest:
        return False
    if after[0].isspace():
        if rest[0].islower() or rest[0] in ",;:)":
            return False
    else:
        # Without a space, only whole words on both sides make a new sentence: not `Node.js`.
        before_word = re.search(r"[a-z]{3,}[)\"'”’]?$", text[: found.start()][-20:])
        if not before_word or not re.match(r"[A-Z][a-z]+(?:\s|,)", rest):
            return False
    if found.group()[0] != ".":
        return True
    token = _LAST_TOKEN.search(text, max(0, found.start() - 20), found.start())
    last = token.group().lower().strip(".") if token else ""
    return last not in _abbreviations() and not (len(last) == 1 and last.isalpha())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load("text/words.toml")["sentences"]["abbreviations"])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
