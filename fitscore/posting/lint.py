"""What is wrong with a posting: asks that no résumé answers, and words that shut people out.

Findings are for the person who wrote it. None of them is ever part of a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from fitscore.posting.attributes import years_min
from fitscore.posting.mistakes import mistakes_in
from fitscore.posting.several import sentences_of_several
from fitscore.text.vocabulary import any_phrase, any_word, load
from fitscore.types import Finding, Kind, Posting, Priority, Requirement

_STACK = 3  # adjectives
_SAME = 0.8  # share of words from which two requirements are one
_EACH_OTHER = 5  # words of the shorter of two asks of which one may differ
_LEAST_STEMS = 2
_LONGER = 4  # times as much, from which an ask only mentions the other
_STEM = 5  # letters by which words are compared: `managing`, `management`
_HELD = frozenset({Kind.EDUCATION, Kind.CERTIFICATION})
# Single words in a row: `honest, reliable and kind`.
_ROW = re.compile(r"[a-z-]{4,}(?:, [a-z-]{4,})+(?:,? (?:and|&) [a-z-]{4,})", re.IGNORECASE)
_JOINT = re.compile(r"[,;]|\b(?:and|with|plus)\b")
_WORD = re.compile(r"[a-z][a-z'’-]+")


def lint(posting: Posting) -> tuple[Finding, ...]:
    """Findings in the order of the text."""
    found = [
        *_conditions(posting),
        *_unprovable(posting),
        *_vague(posting),
        *_several(posting),
        *_mistakes(posting),
        *_duplicates(posting),
        *_contradictions(posting),
        *_years(posting),
        *_stacks(posting),
        *_proxies(posting),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind)))


@cache
def _vocabulary() -> dict[str, Any]:
    return load("posting/lint.toml")


@cache
def _pattern(options: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(options)})(?![\w])", re.IGNORECASE)


def _of(posting: Posting, kind: str, start: int, end: int, suggestion: str) -> Finding:
    return Finding(kind, " ".join(posting.text[start:end].split()), start, end, suggestion)


def _whole(posting: Posting, kind: str, item: Requirement, suggestion: str) -> Finding:
    return _of(posting, kind, item.start, item.end, suggestion)


def _conditions(posting: Posting) -> Iterator[Finding]:
    for item in posting.requirements:
        if item.kind is Kind.LOGISTICS and not item.names:
            told = "no résumé says this; ask it on the application form"
            yield _whole(posting, "condition", item, told)


def _unprovable(posting: Posting) -> Iterator[Finding]:
    """Words for what anybody may claim; of an ask for a trait in other words, all of it."""
    pattern = _pattern(tuple(_vocabulary()["unprovable"]["patterns"]))
    for item in posting.requirements:
        spans = [found.span() for found in pattern.finditer(posting.text, item.start, item.end)]
        if not spans and item.kind is Kind.TRAIT:
            spans = [(item.start, item.end)]
        for found in _traits().finditer(posting.text, item.start, item.end):
            if not any(a < found.end() and found.start() < b for a, b in spans):
                spans.append(found.span())
        for start, end in spans:
            yield _of(
                posting,
                "unprovable",
                start,
                end,
                "anyone can claim it and no résumé shows it; say what the person would do",
            )


@cache
def _traits() -> re.Pattern[str]:
    """Adjectives of praise that somebody must be, or two and more in a row."""
    table = _vocabulary()
    names = set(table["adjectives"]["names"]) - set(table["unprovable"]["before_nouns"])
    one = any_phrase(names)
    return re.compile(
        rf"\b(?:(?:must|should) be (?:{one})\b|(?:{one})(?:, (?:{one}))*,? (?:and|&) (?:{one})\b)",
        re.IGNORECASE,
    )


def _vague(posting: Posting) -> Iterator[Finding]:
    pattern = _pattern(tuple(_vocabulary()["vague"]["patterns"]))
    claimed = _pattern(tuple(_vocabulary()["unprovable"]["patterns"]))
    for item in posting.requirements:
        if item.kind is Kind.TRAIT:
            continue
        for found in pattern.finditer(posting.text, item.start, item.end):
            clause = _clause(posting.text, item, found)
            if not claimed.search(posting.text, *found.span()) and not years_min(clause):
                yield _of(
                    posting,
                    "vague",
                    *found.span(),
                    "nobody can say how much that is; say how long, or what must have been done",
                )


def _clause(text: str, item: Requirement, found: re.Match[str]) -> str:
    """What stands around some words of an ask up to a comma or a joining word."""
    before = _JOINT.split(text[item.start : found.start()])[-1]
    behind = _JOINT.split(text[found.end() : item.end], maxsplit=1)[0]
    return f"{before}{found.group()}{behind}"


def _several(posting: Posting) -> Iterator[Finding]:
    """Asks of which one may be met and another not."""
    for start, end in sentences_of_several(posting):
        yield _of(
            posting,
            "several",
            start,
            end,
            "it asks several things, of which one may be met and another not; make each a line",
        )


def _mistakes(posting: Posting) -> Iterator[Finding]:
    for found in mistakes_in(posting):
        yield _of(posting, "mistake", *found)


def _duplicates(posting: Posting) -> Iterator[Finding]:
    """Asks of which an earlier one says all that they say, or all of which they say again."""
    told: set[str] = set()
    for first, second in combinations(posting.requirements, 2):
        if second.id not in told and _repeats(first, second):
            told.add(second.id)
            yield _whole(
                posting,
                "duplicate",
                second,
                f"“{_short(first)}” asks the same; keep one, or it counts twice",
            )


def _repeats(first: Requirement, second: Requirement) -> bool:
    if first.years_min and second.years_min and first.years_min != second.years_min:
        return False
    if first.degree is not second.degree or (first.kind in _HELD) is not (second.kind in _HELD):
        return False
    one, other = _stems(first.text), _stems(second.text)
    least, most = sorted((one, other), key=len)
    if len(least) < _LEAST_STEMS:
        return one == other and _words(first.text) == _words(second.text) != frozenset()
    other_words = len(least) // _EACH_OTHER
    return len(most) <= _LONGER * len(least) and len(least - most) <= min(1, other_words)


def _contradictions(posting: Posting) -> Iterator[Finding]:
    for first, second in combinations(posting.requirements, 2):
        if first.years_min and second.years_min and first.years_min != second.years_min:
            if _alike(first, second):
                yield _whole(
                    posting,
                    "contradiction",
                    second,
                    f"{second.years_min:g} years here, {first.years_min:g} in “{_short(first)}”; "
                    "keep the one that the work needs",
                )
        elif _both_required(first, second) and _degrees_differ(first, second):
            yield _whole(
                posting,
                "contradiction",
                second,
                f"“{_short(first)}” asks another level; ask for the lowest that will do",
            )
    asked = next(
        (
            item
            for item in posting.requirements
            if item.degree and item.priority is Priority.REQUIRED and not item.or_equivalent
        ),
        None,
    )
    if asked is not None:
        pattern = _pattern(tuple(_vocabulary()["no_degree"]["patterns"]))
        for found in pattern.finditer(posting.text):
            yield _of(
                posting,
                "contradiction",
                *found.span(),
                f"“{_short(asked)}” asks for one; take one of the two out",
            )


def _both_required(first: Requirement, second: Requirement) -> bool:
    return first.priority is second.priority is Priority.REQUIRED


def _degrees_differ(first: Requirement, second: Requirement) -> bool:
    return bool(first.degree and second.degree and first.degree is not second.degree) and not (
        first.or_equivalent or second.or_equivalent
    )


def _years(posting: Posting) -> Iterator[Finding]:
    levels = _vocabulary()["levels"]
    title = posting.title or ""
    for item in posting.requirements:
        if not item.years_min:
            continue
        for level in levels["most"]:
            word = _pattern(tuple(level["patterns"])).search(title)
            if word and item.years_min > level["years"]:
                yield _whole(
                    posting,
                    "years",
                    item,
                    f"{item.years_min:g} years are more than the title's “{word.group()}” says; "
                    "ask for fewer, or name the level that you mean",
                )
                break
        else:
            if item.years_min > levels["longest"]:
                yield _whole(
                    posting,
                    "years",
                    item,
                    f"{item.years_min:g} years tell little beyond ten and shut out the young; say "
                    "what the person must have done",
                )


def _stacks(posting: Posting) -> Iterator[Finding]:
    """Words of praise: those that are known as such, and those that stand in a row with them."""
    praise = any_word(tuple(_vocabulary()["adjectives"]["names"]))
    for item in posting.requirements:
        words = [found.group().lower() for found in praise.finditer(item.text)]
        for row in _ROW.finditer(item.text) if item.kind is Kind.TRAIT else ():
            if praise.search(row.group()):
                words += re.split(r"(?:,| and | & )+\s*(?:and )?", row.group().lower())
        told = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
        if len(told) >= _STACK:
            yield _whole(
                posting,
                "adjectives",
                item,
                f"{len(told)} words of praise ({', '.join(told)}) ask for "
                "nothing that can be shown; say what the person will do",
            )


def _proxies(posting: Posting) -> Iterator[Finding]:
    for entry in _vocabulary()["proxies"]:
        for found in _pattern(tuple(entry["patterns"])).finditer(posting.text):
            if entry["about"] == "age" and _is_served(posting.text, found.start()):
                continue
            suggestion = f"{entry['about']}: {entry['suggestion']}"
            yield _of(posting, "proxy", *found.span(), suggestion)


def _is_served(text: str, at: int) -> bool:
    """Whether the people named at a place are those whom the work is for."""
    line = text.rfind("\n", 0, at) + 1
    return bool(_pattern(tuple(_vocabulary()["served"]["patterns"])).search(text, line, at))


def _alike(first: Requirement, second: Requirement) -> bool:
    """Whether two requirements ask for the same thing, years apart."""
    one, other = _words(first.text), _words(second.text)
    if not one or not other or first.degree is not second.degree:
        return False
    return len(one & other) / len(one | other) >= _SAME


@lru_cache(maxsize=5_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - frozenset(_vocabulary()["small"]["words"])


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _words(text))


def _short(item: Requirement) -> str:
    return item.text if len(item.text) <= 60 else f"{item.text[:57].rstrip()}..."
