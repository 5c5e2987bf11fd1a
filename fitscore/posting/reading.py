"""Read a posting: the steps, in order.

One file: what is taken and what is left out are one decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from fitscore.documents import DEFAULT_LIMITS, Limits, document_from_bytes, document_from_text
from fitscore.errors import NoRequirementError
from fitscore.posting.attributes import (
    SCHOOLED,
    allows_equivalent,
    degree_of,
    kind_of,
    names_in,
    part_of,
    priority_of,
    years_min,
)
from fitscore.posting.edited import is_posting_file, posting_from_json
from fitscore.posting.header import read_header
from fitscore.posting.sections import Part, Topic, is_field_row, split_topics
from fitscore.posting.units import Unit, joined_alternatives, read_units, split_asks
from fitscore.posting.words import ask_head, patterns, vocabulary
from fitscore.text.sentences import sentence_ranges
from fitscore.types import Document, Kind, Passage, Posting, Requirement, Span

_OR = re.compile(r"[\s,;]+or[\s:,]*", re.IGNORECASE)
_NEVER_ASK = {Topic.BENEFITS, Topic.EQUAL, Topic.CHROME, Topic.APPLY}
# Sections whose heading does not say what they hold.
_OPEN = {Topic.OTHER, Topic.HEADER, Topic.ABOUT}
# Set by hand on the postings that the reader was developed with. Behind each stands how many of
# 199 postings are read otherwise at 0.8 or 1.25 times it, or one more or less.
_FEW = 3  # 1; requirements
_MOSTLY = 0.6  # 2; share of the lines
_LEAST_WORDS = 2  # 0
_LEAST_DEMAND_WORDS = 4  # 1


def posting_from_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Posting:
    """A Posting from the bytes of a file, a `fitscore.posting/1` file included.

    The bytes are read in this process: `fitscore.read_posting` reads in one of its own.

    Raises:
        InputError: It cannot be read, or no requirement was found in it.
    """
    if is_posting_file(data):
        return posting_from_json(data, name)
    return posting_from_document(document_from_bytes(data, name, job=True, limits=limits))


def posting_from_text(text: str, source: str = "text") -> Posting:
    """A Posting from text that is already in memory.

    Raises:
        InputError: No requirement was found in it.
    """
    return posting_from_document(document_from_text(text, source))


def posting_from_document(document: Document) -> Posting:
    """A Posting from a Document.

    Raises:
        NoRequirementError: No requirement was found in it.
    """
    header = read_header(document)
    parts = split_topics(document)
    reader = _read_parts(document, parts, liberal=False)
    if reader.from_sections < _FEW:
        # No section of requirements: what the prose asks for counts then.
        reader = _read_parts(document, parts, liberal=True)
    requirements = reader.finished()
    if not requirements:
        raise NoRequirementError(
            document.source,
            f"no requirement was found in it (read as: {reader.found_instead()})",
            "check that this is the posting, or write the requirements as a list under a "
            "heading such as Qualifications",
        )
    return Posting(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        requirements=requirements,
        responsibilities=tuple(reader.responsibilities),
        language=document.language,
        title=header.title,
        employer=header.employer,
        location=header.location,
        salary=header.salary,
        passages=tuple(reader.passages),
    )


def _read_parts(document: Document, parts: list[Part], *, liberal: bool) -> _Reader:
    reader = _Reader(document, liberal=liberal)
    for part in parts:
        reader.read(part)
    return reader


class _Reader:
    """Goes through the sections once, and remembers what each passage was taken for.

    A liberal reader also takes the sentences of plain prose that read like an ask.
    """

    def __init__(self, document: Document, *, liberal: bool) -> None:
        self.document = document
        self._liberal = liberal
        self.requirements: list[Requirement] = []
        self.responsibilities: list[Span] = []
        self.passages: list[Passage] = []
        self.from_sections = 0
        self._modified = False

    def read(self, part: Part) -> None:
        """Take the requirements of one section."""
        if part.heading is not None:
            self._note(*part.heading, part.topic, "heading")
        units = read_units(self.document, part.pieces, asks=part.topic.asks)
        topic = part.topic
        if topic in _OPEN and self._is_list_of_asks(units):
            topic = Topic.REQUIREMENTS
        units = joined_alternatives(self.document.text, units) if topic.asks else units
        for unit in units if topic.asks else self._sentences(units):
            text = self._text(unit.start, unit.end)
            context = self._text(*unit.context)
            reason = self._left_out(text, context, topic)
            if reason is None:
                self._take(unit, context, topic)
                continue
            if reason == "a duty":
                self.responsibilities.append(Span(text, unit.start, unit.end))
            self._note(unit.start, unit.end, topic, reason)

    def _sentences(self, units: list[Unit]) -> Iterator[Unit]:
        """Items that tell of other things may hold a demand in one of their sentences."""
        text = self.document.text
        for unit in units:
            ranges = sentence_ranges(text, unit.start, unit.end)
            demands = [patterns("cues", "demands").search(text, *span) for span in ranges]
            if not unit.marked or len(ranges) < 2 or not any(demands):
                yield unit
                continue
            for demanded, run in groupby(
                zip(ranges, demands, strict=True), key=lambda x: bool(x[1])
            ):
                spans = [span for span, _ in run]
                whole = (spans[0][0], spans[-1][1])
                for span in [whole] if demanded else spans:
                    yield replace(unit, start=span[0], end=span[1], context=span)

    def _is_list_of_asks(self, units: list[Unit]) -> bool:
        """A list under a heading of no known kind whose items mostly begin like asks."""
        items = [self._text(unit.start, unit.end) for unit in units if unit.marked]
        asks = sum(
            ask_head().match(item) is not None or years_min(item) is not None for item in items
        )
        return len(items) >= _FEW and asks > _MOSTLY * len(items)

    def finished(self) -> tuple[Requirement, ...]:
        """All requirements, in order; a clause that allows equivalents is applied to them."""
        if not self._modified:
            return tuple(self.requirements)
        return tuple(_with_equivalent(requirement) for requirement in self.requirements)

    def found_instead(self) -> str:
        """A short account of the passages, for the message when nothing was asked for."""
        counts: dict[str, int] = {}
        for passage in self.passages:
            counts[passage.section] = counts.get(passage.section, 0) + 1
        return ", ".join(f"{count} of {name}" for name, count in counts.items()) or "nothing"

    def _left_out(self, text: str, context: str, topic: Topic) -> str | None:
        """Why a unit is no requirement, or None when it is one."""
        if _only_modifies(text):
            self._modified = True
            return "allows an equivalent"
        if patterns("cues", "dismissals").search(context):
            return "a notice"
        if not topic.asks and patterns("cues", "procedures").search(context):
            return "a notice"
        if _is_fact(text):
            return "a fact of the job"
        if patterns("facts", "tags").search(text):
            return None
        if text.endswith("?"):
            return "a question"
        if topic.asks:
            lead_in = text.endswith(":") or patterns("facts", "lead_ins").search(text)
            return "a lead-in" if lead_in else None
        if topic in _NEVER_ASK:
            return f"about {topic.value}"
        prose = self._liberal and patterns("cues", "prose").search(text)
        if (prose or patterns("cues", "demands").search(text)) and len(
            text.split()
        ) >= _LEAST_DEMAND_WORDS:
            return None
        return "a duty" if topic is Topic.RESPONSIBILITIES else "tells of the job"

    def _take(self, unit: Unit, context: str, topic: Topic) -> None:
        ranges = [(unit.start, unit.end)]
        if not topic.asks and not unit.marked:
            ranges = split_asks(self.document.text, unit.start, unit.end)
        for start, end in ranges:
            start, end = _trimmed(self.document.text, start, end)
            part = self._text(start, end)
            if len(part.split()) < _LEAST_WORDS and not names_in(part) and not topic.asks:
                continue
            number = len(self.requirements) + 1
            piece = replace(unit, start=start, end=end)
            requirement = _requirement(f"r{number}", self.document.text, piece, context, topic)
            self.requirements.append(requirement)
            self.from_sections += topic.asks
            self._note(start, end, topic, "a requirement", requirement.id)

    def _note(
        self, start: int, end: int, topic: Topic, reason: str, requirement: str | None = None
    ) -> None:
        self.passages.append(Passage(start, end, topic.value, requirement, reason))

    def _text(self, start: int, end: int) -> str:
        return " ".join(self.document.text[start:end].split())


def _only_modifies(text: str) -> bool:
    """A clause that allows an equivalent of what other clauses ask, and asks nothing itself."""
    found = patterns("cues", "modifiers").search(text)
    return found is not None and degree_of(text[: found.start()]) is None


def _is_fact(text: str) -> bool:
    """A label with its value, a row of a table of facts, or working days."""
    label = text.partition(":")[0].strip().lower() if ":" in text else ""
    if label and label in vocabulary()["facts"]["labels"]:
        return True
    return is_field_row(text) or patterns("facts", "schedules").search(text) is not None


def _spans(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    trimmed = [_trimmed(text, a, b) for a, b in ranges]
    return tuple(Span(" ".join(text[a:b].split()), a, b) for a, b in trimmed)


def _joined_asks(text: str, unit: Unit) -> list[tuple[int, int]]:
    """Asks that one list item joins: it stays one requirement, shown by each of them."""
    asks = split_asks(text, unit.start, unit.end)
    return asks if len(asks) > 1 else []


def _are_alternatives(text: str, asks: list[tuple[int, int]]) -> bool:
    """Whether an `or` stands between any two asks and the next."""
    joins = [text[end:start] for (_, end), (start, _) in pairwise(asks)]
    return bool(joins) and all(_OR.fullmatch(join) for join in joins)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n,;":
        start += 1
    while end > start and text[end - 1] in " \t\n,;":
        end -= 1
    return start, end


def _requirement(
    identifier: str, whole: str, unit: Unit, context: str, topic: Topic
) -> Requirement:
    start, end = unit.start, unit.end
    text = " ".join(whole[start:end].split())
    joined = [] if unit.any_of else _joined_asks(whole, unit)
    either = list(unit.any_of) or (joined if _are_alternatives(whole, joined) else [])
    # Of alternatives, the first says what is asked; the others are ways around it.
    asked = " ".join(whole[slice(*either[0])].split()) if either else text
    kind = kind_of(asked)
    degree = degree_of(asked) if kind in SCHOOLED else None
    # A priority stated for a whole sentence holds for each of its asks, but for one that is a
    # sentence of its own (`You have A, and B would be an asset`).
    alone = text.lower().startswith("you ")
    wording = context if len(context) < 3 * len(text) and not alone else text
    requirement = Requirement(
        id=identifier,
        text=text,
        start=start,
        end=end,
        priority=priority_of(wording, topic),
        kind=kind,
        years_min=years_min(asked),
        degree=degree,
        or_equivalent=bool(either) or allows_equivalent(text),
        names=names_in(text),
    )
    any_of = _parts(requirement, whole, either)
    all_of = () if either else _parts(requirement, whole, joined)
    return replace(requirement, any_of=any_of, all_of=all_of)


def _parts(
    requirement: Requirement, whole: str, ranges: Iterable[tuple[int, int]]
) -> tuple[Requirement, ...]:
    """The alternatives of a requirement, or what it joins, each as one of its own."""
    spans = _spans(whole, ranges)
    return tuple(part_of(requirement, number, span) for number, span in enumerate(spans, 1))


def _with_equivalent(requirement: Requirement) -> Requirement:
    schooling = requirement.degree is not None or requirement.kind is Kind.EDUCATION
    years = requirement.kind is Kind.EXPERIENCE and requirement.years_min is not None
    if not (schooling or years):
        return requirement
    any_of, all_of = (
        tuple(replace(part, or_equivalent=True) for part in parts)
        for parts in (requirement.any_of, requirement.all_of)
    )
    return replace(requirement, or_equivalent=True, any_of=any_of, all_of=all_of)
