"""A résumé's units by section and entry, and the lines that its statements stand on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from fitscore.resume.heads import LETTER
from fitscore.resume.names import are_letters
from fitscore.resume.units import Unit
from fitscore.text.list_marks import is_marked
from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Document, Line

# Sections whose entries are jobs, and those whose entries are anything.
ROLE_SECTIONS = frozenset({"experience", "volunteer", "projects"})
_ENTRY_SECTIONS = ROLE_SECTIONS | {"education", "credentials"}
# What stands in the head of an entry; what is set off from it tells of it.
_HEAD = frozenset(
    {"title", "employer", "dates", "place", "degree", "field", "institution", "detail", "joint",
     "credential", "headline"}
)  # fmt: skip
_APART = frozenset({"heading", "subhead", "furniture"})
_NAMING = frozenset({"title", "employer"})
_ASKED = _NAMING | {"statement", "detail", "subhead", "place"}
_NAMELESS = frozenset({"dates", "place", "joint"})
_TELLING = _NAMING | {"dates"}
_NEAR = 7  # units
_LIKELY, _SURE = 0.5, 0.9  # probabilities
_IDENTITY = frozenset({"name", "headline", "contact"})
_BETWEEN = frozenset({"joint", "subhead"})  # in a header: `Phone:`, `Résumé of`


@dataclass(slots=True)
class Entry:
    """One job, degree or certificate, or what stands in a section outside of any.

    Attributes:
        head: Its units up to the first statement; empty outside of any.
        units: All of them.
        lines: Of a job those of its statements, cut where they share a line with something else.
        head_lines: Of a job those of its head.
    """

    head: list[Unit] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    head_lines: list[Line] = field(default_factory=list)

    @property
    def in_head(self) -> bool:
        """Whether its head has begun, and nothing stands behind it yet."""
        return bool(self.head) and self.units == self.head


@dataclass(slots=True)
class Part:
    """What stands under one heading.

    Attributes:
        lines: Those of its statements, where its entries are no jobs.
    """

    section: str
    entries: list[Entry]
    lines: list[Line] = field(default_factory=list)


def outline(document: Document, units: Sequence[Unit]) -> list[Part]:
    """Sections with their entries, in order; letters, headings and furniture are left out."""
    parts: list[Part] = []
    owners: list[list[Line] | None] = []  # of each unit: whose statements it is part of
    begins = True
    units = _corrected(document, [unit for unit in units if _has_letters(document, unit)])
    items = {line.start for line in document.lines if is_marked(document, line)}
    starts = [line.start for line in document.lines]
    last = -1  # where the line of the unit before begins
    for number, unit in enumerate(units):
        owner = None
        if unit.label == "heading" or unit.section == LETTER:
            begins = True
        elif unit.label != "furniture":
            if begins or unit.section != parts[-1].section:
                parts.append(Part(unit.section, [Entry()]))
            line = document.lines[max(0, bisect_right(starts, unit.start) - 1)]
            in_item = line.start in items and line.start != last
            last = line.start
            following = units[number + 1 : number + 1 + _NEAR]
            letters = unit.label == "detail" and are_letters(document.text[unit.start : unit.end])
            owner = _added(
                parts[-1], unit, following, line.end if in_item else None, letters=letters
            )
            begins = False
        owners.append(owner)
    for line, owner in _cut(document, units, owners):
        owner.append(line)
    return parts


def _corrected(document: Document, units: Sequence[Unit]) -> list[Unit]:
    """The units; what cannot be set apart from the text about it is a statement.

    No heading is an item of a typed list, none goes on in small letters from the line above, and
    none stands behind a comma: that is the last item of a list in the section before. What a form
    asks for (`Company:`) is no part of a job.
    """
    text = document.text
    corrected: list[Unit] = []
    for unit in units:
        begins = text.rfind("\n", 0, unit.start) + 1
        before = text[begins : unit.start].strip()
        if unit.label == "heading" and before.endswith(",") and corrected:
            unit = replace(unit, label="statement", section=corrected[-1].section)
        elif unit.label in _ASKED and _is_field(text, unit):
            unit = replace(unit, label="joint", opens=False)
        elif unit.label in _APART:
            item = unit.label == "heading" and before in {"-", "*", "•", "–"}
            above = text[max(0, begins - 2) : begins - 1] if begins else ""
            goes_on = begins == unit.start and text[begins].islower() and above.isalpha()
            if item or goes_on:
                unit = replace(unit, label="statement")
        corrected.append(unit)
    return corrected


def _is_field(text: str, unit: Unit) -> bool:
    """Whether a unit is the name of a field: `Company:`, or `Puesto` on a line of its own."""
    alone = text[: unit.start].endswith("\n") and text[unit.end :].startswith("\n")
    end = unit.end + (2 if text[unit.end : unit.end + 2].strip() == ":" else alone)
    return field_name().fullmatch(text[unit.start : end].lstrip()) is not None


@cache
def field_name() -> re.Pattern[str]:
    """What a form calls a part of a job, with a colon or the end of the line behind it."""
    words = any_phrase(load("resume/vocabulary.toml")["forms"]["job"])
    return re.compile(rf"(?:{words})\s*(?::|\n)\s*", re.IGNORECASE)


def _added(
    part: Part, unit: Unit, following: Sequence[Unit], item_end: int | None, *, letters: bool
) -> list[Line] | None:
    """The lines of the statements that a unit is part of, once the unit is added to the part.

    Args:
        part: The last one.
        unit: The next one.
        following: What comes behind it.
        item_end: Where the line ends, if the unit begins an item of a list. Such an item is no part
            of a head that has its title, and begins none but with its dates.
        letters: The unit is what is put behind a name.
    """
    headed = part.section in _ENTRY_SECTIONS and unit.label in _HEAD
    begun = _names_nothing(part.entries[-1])
    if item_end is not None and unit.label in _NAMING and not begun:
        headed &= any(other.label == "dates" and other.start < item_end for other in following)
    opens = headed and not begun and (unit.opens or _must_open(part, unit, following))
    if opens:
        part.entries.append(Entry())
    entry = part.entries[-1]
    goes_on = entry.in_head
    if item_end is not None and any(other.label in _NAMING for other in entry.head):
        goes_on = False
    in_head = opens or (goes_on and (headed or unit.label == "subhead"))
    entry.units.append(unit)
    if in_head:
        entry.head.append(unit)
    if part.section == "header" and (unit.label in _IDENTITY | _BETWEEN or letters):
        return None
    if part.section not in ROLE_SECTIONS:
        return part.lines
    return entry.head_lines if in_head else entry.lines


def _names_nothing(entry: Entry) -> bool:
    """Whether an entry has begun, with dates or a place, and lacks what they are of."""
    return entry.in_head and all(unit.label in _NAMELESS for unit in entry.head)


def _must_open(part: Part, unit: Unit, following: Sequence[Unit]) -> bool:
    """Whether a job begins where the network sees no beginning.

    A second title or employer behind the dates of a job is that of another; a title before any
    job begins the first; and behind the statements of one, any part of a head begins another where
    the rest of it follows, or where it is surely a title.
    """
    if part.section == "education":
        return _begins_degree(part.entries[-1], unit)
    if part.section not in ROLE_SECTIONS or unit.label not in _TELLING or unit.chance < _LIKELY:
        return False
    entry = part.entries[-1]
    if entry.in_head:
        labels = {other.label for other in entry.head}
        return unit.label in _NAMING and unit.label in labels and "dates" in labels
    if unit.label == "title" and not any(other.label == "statement" for other in entry.units):
        return True
    ahead = _labels_ahead(following)
    if unit.label == "title" and not ahead:  # its statements follow at once
        return unit.chance >= _SURE and bool(following)
    if unit.label == "dates":
        return ahead >= _NAMING
    return "dates" in ahead and bool(ahead & (_NAMING - {unit.label}))


def _begins_degree(entry: Entry, unit: Unit) -> bool:
    """Whether a degree with its institution is followed by another, or by dates over another."""
    labels = [other.label for other in entry.head]
    if "degree" not in labels or "institution" not in labels:
        return False
    # A degree behind another is the rest of it: `Chemistry, BSc`.
    another = unit.label == "degree" and entry.units[-1].label != "degree"
    return another or (unit.label == "dates" and labels[0] == "dates")


def _labels_ahead(following: Sequence[Unit]) -> set[str]:
    """The labels of what stands before the next statement."""
    labels = [unit.label for unit in following]
    return set(labels[: labels.index("statement")] if "statement" in labels else labels)


def _cut(
    document: Document, units: Sequence[Unit], owners: Sequence[list[Line] | None]
) -> Iterator[tuple[Line, list[Line]]]:
    """Lines cut where the owner changes, with their owners; those of nobody are left out."""
    pairs = list(zip(units, owners, strict=True))
    at = 0
    for line in document.lines:
        while at < len(pairs) and pairs[at][0].end <= line.start:
            at += 1
        # Where each begins, its owner, and whether it is more than a label.
        runs: list[tuple[int, list[Line] | None, bool]] = []
        number = at
        while number < len(pairs) and pairs[number][0].start < line.end:
            unit, owner = pairs[number]
            says = unit.label != "subhead"
            if runs and runs[-1][1] is owner:
                runs[-1] = (runs[-1][0], owner, runs[-1][2] or says)
            else:
                runs.append((max(unit.start, line.start) if runs else line.start, owner, says))
            number += 1
        for index, (start, owner, says) in enumerate(runs):
            end = runs[index + 1][0] if index + 1 < len(runs) else line.end
            end = start + len(document.text[start:end].rstrip())
            if owner is not None and says and start < end:
                yield _piece(line, start, end), owner


def _piece(line: Line, start: int, end: int) -> Line:
    """Part of a line; the later ones are set solid behind the first."""
    if start == line.start:
        return line if end == line.end else replace(line, end=end)
    return replace(line, start=start, end=end, item=False, gap=0.0)


def _has_letters(document: Document, unit: Unit) -> bool:
    return any(c.isalnum() for c in document.text[unit.start : unit.end])
