"""Read a posting: the trained reader's units, as requirements and what else they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import takewhile, zip_longest

from fitscore.documents import DEFAULT_LIMITS, Limits, document_from_bytes, document_from_text
from fitscore.kinds import check_kind
from fitscore.posting.attributes import (
    allows_equivalent,
    degree_of,
    is_not_asked,
    names_alternatives,
    names_in,
    only_modifies,
    part_of,
    priority_below,
    shuts_out,
    stated_priority,
    years_min,
    years_within,
)
from fitscore.posting.edited import is_posting_file, posting_from_json
from fitscore.posting.header import header_of
from fitscore.posting.lexicon import joining_words, known
from fitscore.posting.parts import ends_in_or, parts_of, priorities_apart
from fitscore.posting.reader import Reader, default_reader
from fitscore.posting.refusals import no_requirement, several_jobs
from fitscore.posting.units import Unit
from fitscore.text.languages import language_flags
from fitscore.text.list_marks import MARK
from fitscore.text.words import is_content_word, tokens_of
from fitscore.types import Document, Kind, Passage, Posting, Priority, Requirement, Span

_LONGEST_UNIT = 1200  # characters: more than anybody would tick as one
_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]?")  # the number of an item, alone
_NEXT_ITEM = re.compile(
    r"(?:\n|(?<=[;.,])\s|(?<=\bor)\s|\s(?=[-–—o]\s*\Z))\s*"
    r"(?:[-–—o]|\(?(?:\d{1,2}|[a-z])[.)])\s*\Z"
)
_LONGEST_MARK = 20  # characters
# What a requirement may begin and end with beside letters and digits.
_OPENING, _CLOSING = "([{\"'‘“«„$€£.#+<@", ".!?)]}\"'’”»“%+#*€$£®™…>"
# Kinds of which a degree that is named is asked.
_SCHOOLED = frozenset({Kind.EDUCATION, Kind.CERTIFICATION, Kind.EXPERIENCE})
_NAMED_LEVELS = frozenset({Kind.EDUCATION, Kind.CERTIFICATION})
_LIKELY = 0.5  # probability
_REASONS = {
    "duty": "a duty",
    "heading": "heading",
    "about": "tells of the job",
    "benefits": "about benefits",
    "apply": "about applying",
    "notice": "a notice",
    "field": "a fact of the job",
}


def posting_from_bytes(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, reader: Reader | None = None
) -> Posting:
    """A Posting from the bytes of a file, a `fitscore.posting/1` file included.

    The bytes are read in this process: `fitscore.read_posting` reads in one of its own.

    Raises:
        InputError: It cannot be read, or no requirement was found in it.
    """
    if is_posting_file(data):
        return posting_from_json(data, name)
    document = document_from_bytes(data, name, job=True, limits=limits)
    if not limits.any_kind:
        check_kind(document, "posting")
    return posting_from_document(document, reader)


def posting_from_text(text: str, source: str = "text") -> Posting:
    """A Posting from text that is already in memory.

    Raises:
        InputError: No requirement was found in it.
    """
    return posting_from_document(document_from_text(text, source))


def posting_from_document(document: Document, reader: Reader | None = None) -> Posting:
    """A Posting from a Document.

    Raises:
        NoRequirementError: No requirement was found in it.
    """
    units, fields = (reader or default_reader()).read(document)
    requirements: list[Requirement] = []
    passages: list[Passage] = []
    duties: list[Span] = []
    modified, heading = False, ""
    language = document.language
    for unit in _pieces(document, units):
        start, end = _trimmed(document, unit.start, unit.end)
        text = _collapsed(document, start, end)
        identifier = None
        if unit.label == "heading":
            heading = text
        reason = _REASONS.get(unit.label, "a requirement")
        if unit.label == "duty":
            duties.append(Span(text, start, end))
        elif only_modifies(text, language):
            modified, reason = True, "allows an equivalent"
        elif unit.label == "requirement" and not _says_something(text, language):
            reason = "a lead-in"
        elif unit.label == "requirement" and is_not_asked(text, language):
            reason = "not asked"
        elif unit.label == "requirement":
            identifier = f"r{len(requirements) + 1}"
            below = priority_below(heading, language)
            requirements.append(_requirement(identifier, document, unit, start, end, below))
        passages.append(Passage(start, end, unit.label, identifier, reason))
    if not requirements:
        raise no_requirement(document, passages)
    header = header_of(document, fields)
    return Posting(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        requirements=tuple(map(_with_equivalent, requirements) if modified else requirements),
        responsibilities=tuple(duties),
        language=document.language,
        title=header.title,
        employer=header.employer,
        location=header.location,
        salary=header.salary,
        passages=tuple(passages),
        flags=(
            *several_jobs(document, passages),
            *language_flags("the posting", language, [item.text for item in requirements]),
        ),
    )


def _pieces(document: Document, units: list[Unit]) -> Iterator[Unit]:
    """Units: one where `or` joins two, two where two priorities are stated in one line."""
    bounded = [unit for unit in _bounded(document.text, units) if _has_words(document, unit)]
    for unit in _joined(document, _without_labels(document, bounded)):
        if unit.label != "requirement":
            yield unit
            continue
        for start, end in priorities_apart(document.text, unit.start, unit.end, document.language):
            yield replace(unit, start=start, end=end)


def _without_labels(document: Document, units: list[Unit]) -> Iterator[Unit]:
    """Units, with what only names the asks behind its colon (`Competencies:`) as a heading."""
    for unit, behind in zip_longest(units, units[1:]):
        both = behind is not None and unit.label == behind.label == "requirement"
        label = both and _ends_in_colon(document.text[unit.start : behind.start])
        yield replace(unit, label="heading") if label else unit


def _ends_in_colon(text: str) -> bool:
    """Whether a colon stands behind its last word, and no blank line behind that."""
    signs = list(takewhile(lambda sign: not sign.isalnum(), reversed(text)))
    return ":" in signs and signs.count("\n") <= 1


def _has_words(document: Document, unit: Unit) -> bool:
    """Whether it is more than marks, the number of an item, or a word that joins two asks."""
    text = _text_of(document, unit)
    return any(c.isalnum() for c in text) and not _ITEM.fullmatch(text)


def _joined(document: Document, units: Iterable[Unit]) -> list[Unit]:
    """Requirements of which one breaks off (`degree or`, `a leader who is`) are one with the next.

    What follows an `or` is an alternative.
    """
    joined: list[Unit] = []
    for unit in units:
        above = joined[-1] if joined else None
        both = above is not None and above.label == unit.label == "requirement"
        if above and both and _breaks_off(document, above, unit):
            joined[-1] = replace(above, end=unit.end)
        else:
            joined.append(unit)
    return joined


def _breaks_off(document: Document, above: Unit, unit: Unit) -> bool:
    """Whether a unit ends in `or`, or in a `who` with the next one right behind it."""
    text = _text_of(document, above)
    between = document.text[above.end : unit.start]
    leads = not between.strip(" ") and _begun_clause(known(document.language)).search(text)
    return bool(leads) or ends_in_or(text, document.language)


@cache
def _begun_clause(language: str) -> re.Pattern[str]:
    """A relative clause that has only begun."""
    return re.compile(rf"\s(?:{joining_words(language, 'who')})\Z", re.IGNORECASE)


def _text_of(document: Document, unit: Unit) -> str:
    return document.text[slice(*_trimmed(document, unit.start, unit.end))]


def _collapsed(document: Document, start: int, end: int) -> str:
    return " ".join(document.text[start:end].split())


def _bounded(text: str, units: list[Unit]) -> list[Unit]:
    """Units, cut at white space where one is longer than any ask."""
    pieces = []
    for unit in units:
        start = unit.start
        while unit.end - start > _LONGEST_UNIT:
            cut = max(text.rfind(sign, start, start + _LONGEST_UNIT) for sign in " \n")
            stop = cut if cut > start else start + _LONGEST_UNIT
            pieces.append(replace(unit, start=start, end=stop))
            start = stop
        pieces.append(replace(unit, start=start))
    return pieces


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    """A range without marks, joining words and white space at its ends."""
    text = document.text
    found = MARK.match(text[start:end])
    if found and found.end() < end - start:
        start += found.end()
    lead = _leads(known(document.language))
    before = None
    while start < end and start != before:
        before = start
        found = lead.match(text, start, end)
        start = found.end() if found else start
        start += not (text[start].isalnum() or text[start] in _OPENING)
    # Of the next item, where a line break was lost before it.
    trail = _NEXT_ITEM.search(text, max(start, end - _LONGEST_MARK), end)
    end = trail.start() if trail else end
    joint = _trails(known(document.language)).search(text, start, end)
    end = joint.start() if joint else end
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    return start, end


@cache
def _leads(language: str) -> re.Pattern[str]:
    """What joins a clause to the one before it."""
    return re.compile(rf"(?:{joining_words(language, 'or', 'and')})\s+", re.IGNORECASE)


@cache
def _trails(language: str) -> re.Pattern[str]:
    """What joins a clause to the one behind it, at the end; an `or` says that it goes on."""
    return re.compile(rf"[\s,;]+(?:{joining_words(language, 'and')})\s*\Z", re.IGNORECASE)


def _says_something(text: str, language: str | None) -> bool:
    """Whether a word of it has content; `You must have` only leads to what is asked."""
    if any(map(is_content_word, tokens_of(text))) or not text.isascii():
        return True
    return years_min(text, language) is not None


def _requirement(
    identifier: str,
    document: Document,
    unit: Unit,
    start: int,
    end: int,
    below: Priority | None,
) -> Requirement:
    """A requirement with all that is asked in it; `below` is the priority its heading gives."""
    text, language = _collapsed(document, start, end), document.language
    any_of, all_of = parts_of(document.text, start, end, language)
    # Of alternatives, the first says what is asked; the others are ways around it.
    asked = _collapsed(document, start, any_of[0][1]) if any_of else text
    kind = Kind.LOGISTICS if shuts_out(text, language) else unit.kind
    requirement = Requirement(
        id=identifier,
        text=text,
        start=start,
        end=end,
        priority=stated_priority(text, language) or below or unit.priority,
        kind=kind,
        years_min=None if kind is Kind.LOGISTICS else years_min(asked, language),
        years_within=years_within(asked, language),
        degree=degree_of(asked, language) if unit.kind in _SCHOOLED else None,
        # Names in brackets are examples of what is asked, and no other way to it.
        or_equivalent=(bool(any_of) and any_of[0][0] == start)
        or _has_another_way(text, unit, language),
        names=names_in(text),
    )
    either, both = (
        tuple(
            part_of(requirement, number, Span(_collapsed(document, *part), *part), language)
            for number, part in enumerate(ranges, 1)
        )
        for ranges in (any_of, all_of)
    )
    return replace(requirement, any_of=either, all_of=both)


def _has_another_way(text: str, unit: Unit, language: str | None) -> bool:
    """Whether it may be satisfied in another way: by its words, or as the network takes them."""
    if allows_equivalent(text, language) or unit.equivalent > _LIKELY:
        return True
    schooled = unit.kind in _NAMED_LEVELS or degree_of(text, language) is not None
    return schooled and names_alternatives(text, language)


def _with_equivalent(requirement: Requirement) -> Requirement:
    """A requirement of schooling or of years, to which a clause elsewhere allows another way."""
    schooling = requirement.degree is not None or requirement.kind is Kind.EDUCATION
    years = requirement.kind is Kind.EXPERIENCE and requirement.years_min is not None
    if not (schooling or years):
        return requirement
    any_of, all_of = (
        tuple(replace(part, or_equivalent=True) for part in parts)
        for parts in (requirement.any_of, requirement.all_of)
    )
    return replace(requirement, or_equivalent=True, any_of=any_of, all_of=all_of)
