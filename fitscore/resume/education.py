"""Entries of education to degrees, with field, institution, year, state and grade."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitscore.resume.outline import Entry
from fitscore.resume.roles import bare, dates_of
from fitscore.resume.states import education_state
from fitscore.resume.units import Unit
from fitscore.text.dates import find_date, find_ranges
from fitscore.text.degrees import degrees_held, held_patterns
from fitscore.types import Degree, Document, Education

# A diploma of one of these is no college diploma.
_HIGH_SCHOOL = re.compile(r"\b(?:high|secondary)\s?-?school\b|\bged\b", re.IGNORECASE)
_GRADE = re.compile(
    r"\b(?:c?\s?\.?gpa|grade|average|note|nota|moyenne)\b[\s:]*(?P<named>\d[\d.,]*(?:\s*/\s*\d[\d.,]*)?)"
    r"|(?<![\d/])(?P<share>\d{1,2}[.,]\d+\s*/\s*\d+(?:[.,]\d+)?|\d{1,2}\s*/\s*(?:10|20|4|5)(?![\d/]))"
    r"|(?P<percent>\b\d{2}(?:[.,]\d+)?\s?%)"
    r"|\b(?P<class>first[- ]class(?: hono?u?rs)?|(?:upper|lower) second(?:[- ]class)?|2[:.][12]"
    r"|distinction|(?:summa |magna )?cum laude)\b",
    re.IGNORECASE,
)
# Between a degree and its field: `of Science in`, `(Hons)`, `degree:`.
_JOINT = re.compile(
    r"^(?:\W|(?:of|in|degree|diploma|certificate|hons|honou?rs|the|sciences?|arts|applied|with|a"
    r"|en|de|em|im|major(?:ing)?)\b)+",
    re.IGNORECASE,
)
_LONGEST_FIELD = 9  # words


def degree_of(text: str) -> Degree | None:
    """The highest level of education named in a text."""
    named = degrees_held(text)
    if not named:
        return None
    lower = named[-1] is Degree.ASSOCIATE and _HIGH_SCHOOL.search(text)
    return Degree.HIGH_SCHOOL if lower else named[-1]


def read_education(document: Document, entries: Sequence[Entry]) -> list[Education]:
    """Entries that name a degree or an institution."""
    joined: list[Entry] = []
    for entry in entries:
        if joined and _completes(joined[-1], entry):
            joined[-1] = Entry(units=[*joined[-1].units, *entry.units])
        else:
            joined.append(entry)
    return [read for entry in joined if (read := _education(document, entry)) is not None]


def _completes(above: Entry, entry: Entry) -> bool:
    """Whether two are the halves of one: a degree and the institution below it, or above it.

    Dates alone are those of what stands above them without.
    """
    first, second = ({unit.label for unit in each.units} for each in (above, entry))
    if second == {"dates"}:
        return "dates" not in first and not first.isdisjoint({"degree", "institution"})
    halves = ({"degree", "institution"} & labels for labels in (first, second))
    return (
        sorted(map(sorted, halves)) == [["degree"], ["institution"]]
        and "statement" not in first
        and not ("dates" in first and "dates" in second)
    )


def _education(document: Document, entry: Entry) -> Education | None:
    units = [unit for unit in entry.units if unit.label != "statement"] or entry.units
    if not units:
        return None

    def of(*labels: str) -> list[str]:
        return _texts(document, units, *labels)

    named = " ".join(_degrees(document, units))
    whole = document.text[units[0].start : units[-1].end]
    institution = next(iter(of("institution") or of("employer")), None)
    degree = degree_of(named) if named else None
    if degree is Degree.ASSOCIATE and _HIGH_SCHOOL.search(institution or ""):
        degree = Degree.HIGH_SCHOOL
    if degree is None and (named or institution):
        degree = degree_of(" ".join(of("degree", "field", "title", "detail", "institution")))
    field = _field(_joined(document, units, "field") or _apart(of("degree")), named)
    if degree is None and institution is None and field is None:
        return None
    grade = _GRADE.search(" ; ".join(of("detail", "degree", "statement")))
    return Education(
        degree=degree,
        field=field,
        institution=institution,
        year=_year(dates_of(document, units) or [_told(document, units)]),
        start=units[0].start,
        end=units[-1].end,
        page=document.page_at(units[0].start),
        state=education_state(whole),
        gpa=next(filter(None, grade.groups()), None) if grade else None,
    )


def _texts(document: Document, units: Sequence[Unit], *labels: str) -> list[str]:
    texts = (bare(document.text[unit.start : unit.end]) for unit in units if unit.label in labels)
    return [text for text in texts if text]


def _degrees(document: Document, units: Sequence[Unit]) -> list[str]:
    """The names of degrees, with the word that leads to the field: `Grado en`, `Promotion in`."""
    texts = []
    for unit, following in zip(units, [*units[1:], None], strict=True):
        if unit.label == "degree":
            end = unit.end
            if following is not None and following.label in {"field", "joint"}:
                end = following.start if following.label == "field" else following.end
            led = document.text[unit.start : end]
            texts.append(bare(led if "\n" not in led else document.text[unit.start : unit.end]))
    return [text for text in texts if text]


def _told(document: Document, units: Sequence[Unit]) -> str:
    return " ; ".join(_texts(document, units, *(unit.label for unit in units)))


def _joined(document: Document, units: Sequence[Unit], label: str) -> str:
    """The first units of a label, those that follow each other taken together."""
    first = next((n for n, unit in enumerate(units) if unit.label == label), None)
    if first is None:
        return ""
    last = first
    while last + 1 < len(units) and units[last + 1].label == label:
        last += 1
    return bare(document.text[units[first].start : units[last].end])


def _apart(degrees: Sequence[str]) -> str:
    """What is set apart from the level of a degree and names none: `Chemistry, BSc`."""
    levels = [degree_of(text) for text in degrees]
    named = len(degrees) > 1 and any(level is not None for level in levels)
    return next((t for t, level in zip(degrees, levels, strict=True) if named and not level), "")


def _field(named: str, degree: str) -> str | None:
    """What was studied: as it is told apart, else what stands behind the degree's name."""
    if named:
        return bare(_JOINT.sub("", named)) or named
    for _, pattern in held_patterns():
        found = pattern.search(degree)
        if found:
            rest = bare(_JOINT.sub("", degree[found.end() :]))
            return rest if rest[:1].isupper() and len(rest.split()) <= _LONGEST_FIELD else None
    return None


def _year(dates: Sequence[str]) -> int | None:
    """The year an entry ended or is to end; None while it goes on."""
    for text in dates:
        ranges = find_ranges(text)
        if ranges:
            last = ranges[-1].to
            return int(last[:4]) if last else None
    singles = [found for text in dates if (found := find_date(text)) is not None]
    return max((int((found.to or found.from_)[:4]) for found in singles), default=None)
