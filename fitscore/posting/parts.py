"""What one requirement joins: alternatives of which one is enough, or asks that are all needed."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from fitscore.posting.attributes import stated_priority
from fitscore.posting.lexicon import DEFAULT, any_option, joining_words, known, languages
from fitscore.text.list_marks import MARK

Range = tuple[int, int]

_LEAST_WORDS = 2  # of an ask that is one of several
_MOST_NAME_WORDS = 5
# `(PMP, P.Eng, CPA, MBA, etc.)`: any of them will do.
_EXAMPLES = re.compile(
    r"\((?:such as|e\.g\.,?|i\.e\.,?|like)?\s*(?P<list>[^()]{4,300}?)[,;]?\s*etc\.?\)",
    re.IGNORECASE,
)
_BLANKS = r"(?:(?<!\s)\s+)?"  # all of them: not from each of a thousand anew
_MOST_CLAUSES = 60  # of a line, each of which is looked at with all that stands around it
_CLAUSE = re.compile(rf"{_BLANKS}[;,]\s*")
_LIST_SIGN = re.compile(rf"{_BLANKS}(?:[,;/]|\bor\b|\band\b)\s*")


def parts_of(
    text: str, start: int, end: int, language: str | None = DEFAULT
) -> tuple[list[Range], list[Range]]:
    """Alternatives of a requirement, and else what it joins; both empty where it is one ask.

    Asks are told apart at semicolons, at numbers of items, and where a joining word stands before
    what begins like an ask. An `or` at every joint makes them alternatives.

    Args:
        text: The posting.
        start: Where the requirement begins.
        end: Where it ends.
        language: That of the posting.
    """
    joints = list(_joints(known(language)).finditer(text, start, end))
    edges = [start, *(edge for joint in joints for edge in joint.span()), end]
    pieces = [_trimmed(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if joints and all(len(text[a:b].split()) >= _LEAST_WORDS for a, b in pieces):
        either = all(_either(known(language)).search(joint.group()) for joint in joints)
        return (pieces, []) if either else ([], pieces)
    return _examples(text, start, end), []


@cache
def _joints(language: str) -> re.Pattern[str]:
    opener = any_option(languages()[language]["cues"]["opener"])
    join = rf"(?:{joining_words(language, 'or', 'and')})\b"
    item = r"\(?(?:\d{1,2}|[a-z])[.)]\s"
    options = (
        rf"{_BLANKS};\s*(?:{join})?[\s:,]*",
        rf"(?<![\s,])[\s,]+{join}[\s:,]*(?={item})",
        rf",\s+{join}\s+(?={opener})",
    )
    return re.compile("|".join(options), re.IGNORECASE)


@cache
def _either(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{joining_words(language, 'or')})\b", re.IGNORECASE)


def ends_in_or(text: str, language: str | None = DEFAULT) -> bool:
    """Whether a text breaks off at an `or`: what follows it is the other alternative."""
    return _open_end(known(language)).search(text) is not None


@cache
def _open_end(language: str) -> re.Pattern[str]:
    words = joining_words(language, "or")
    return re.compile(rf"(?<![\s,;])[\s,;]+(?:{words})[\s:,]*\Z", re.IGNORECASE)


def priorities_apart(
    text: str, start: int, end: int, language: str | None = DEFAULT
) -> list[Range]:
    """Clauses of a line of which each states a priority of its own, and else the whole.

    `Python required; Go a plus` are two requirements, and so are `BCLS; ACLS preferred`: behind a
    semicolon one of them may leave its priority to the heading. A line of very many clauses is a
    list, of which none states a priority of its own.
    """
    cuts = list(islice(_CLAUSE.finditer(text, start, end), _MOST_CLAUSES + 1))
    if len(cuts) > _MOST_CLAUSES:
        return [(start, end)]
    for cut in cuts:
        before, behind = text[start : cut.start()], text[cut.end() : end]
        stated = stated_priority(before, language), stated_priority(behind, language)
        apart = stated[0] is not stated[1] and stated[1] is not None
        if apart and behind.strip() and (stated[0] is not None or cut.group().strip() == ";"):
            return [(start, cut.start()), *priorities_apart(text, cut.end(), end, language)]
    return [(start, end)]


def _trimmed(text: str, start: int, end: int) -> Range:
    found = MARK.match(text[start:end])
    if found:
        start += found.end()
    while start < end and text[start] in " \t\n,;":
        start += 1
    while end > start and text[end - 1] in " \t\n,;":
        end -= 1
    return start, end


def _examples(text: str, start: int, end: int) -> list[Range]:
    """Where the names of a list that ends in `etc.` stand."""
    found = _EXAMPLES.search(text, start, end)
    if found is None:
        return []
    first, behind = found.span("list")
    signs = [sign.span() for sign in _LIST_SIGN.finditer(text, first, behind)]
    edges = [first, *(edge for sign in signs for edge in sign), behind]
    names = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    short = all(len(text[a:b].split()) <= _MOST_NAME_WORDS for a, b in names)
    return names if short and len(names) > 1 else []
