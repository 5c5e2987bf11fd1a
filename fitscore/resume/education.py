"""Education entries and credentials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from fitscore.text.credentials import credentials
from fitscore.text.dates import MONTH_NAMES, find_date, find_ranges
from fitscore.text.degrees import degrees_held, held_patterns
from fitscore.text.places import without_place
from fitscore.text.vocabulary import any_word, load
from fitscore.types import Credential, Degree, Document, Education, Line

# `of Science` names no field; `of Public Administration` does.
_GENERAL = r"(?:applied\s+)?(?:sciences?|arts)"
_OF = re.compile(
    rf"\s*['’]?s?\s*(?:degree\s+)?of\s+(?:(?P<general>{_GENERAL})\b|(?=[A-Z]))", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?:\s|[:,.–—-]|\([A-Z][\w.]*\)|(?:degree|diploma|certificate|program|course|in|of|the|honou?rs|"
    r"with|a|major(?:ing)?|concentration|specialization|emphasis)\b|['’]s\b)*",
    re.IGNORECASE,
)
_STOP = re.compile(
    rf"[|,;:()\d\n–—·•/]|\s-\s|\b(?:{MONTH_NAMES})\b|"
    r"\b(?:gpa|grad|graduated|graduation|expected|with|from|at|minor|cum laude|summa|magna|"
    r"honou?rs|degree|city(?=\s*,)|completed|candidate|awarded)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"\b(?:certificate|diploma|boot ?camp|nanodegree|apprenticeship|program(?:me)?|course)\b"
    r"(?:\s+program(?:me)?)?\s+(?:in|of)\s+",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\s*[|\t•·]\s*|\s+[–—-]\s+|[,;]\s+|\s{3,}|\s?:\s+|[()]")
_GRADE = re.compile(r"\b(?:c?gpa|grade|average)\b[\s:]*[\d.]+(?:\s*/\s*[\d.]+)?", re.IGNORECASE)
# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LONGEST_ENTRY_LINE = 150  # 108; characters
_MOST_FIELD_WORDS = 7  # 4
_SMALL = frozenset("of the and for at in de la du des del von to".split())  # noqa: SIM905


def degree_of(text: str) -> Degree | None:
    """The highest level of education named in a text."""
    named = degrees_held(text)
    if not named:
        return None
    lower = named[-1] is Degree.ASSOCIATE and _HIGH_SCHOOL.search(text)
    return Degree.HIGH_SCHOOL if lower else named[-1]


# A diploma of one of these is no college diploma.
_HIGH_SCHOOL = re.compile(r"\b(?:high|secondary)\s?-?school\b|\bged\b", re.IGNORECASE)


def read_education(document: Document, lines: Sequence[Line]) -> list[Education]:
    """Entries of an education section; a line that names a degree or a school begins one."""
    entries: list[Education] = []
    for group in _entry_groups(document, lines):
        texts = [document.line_text(line) for line in group]
        degree = degree_of("\n".join(texts))
        field = _field(texts, degree)
        institution = _institution(texts, field)
        if degree is None and institution is None:
            continue
        start, end, page = group[0].start, group[-1].end, group[0].page
        entries.append(Education(degree, field, institution, _year(texts), start, end, page))
    return entries


def _entry_groups(document: Document, lines: Sequence[Line]) -> list[list[Line]]:
    """Consecutive lines of one entry: a second degree or a second school begins another."""
    groups: list[list[Line]] = []
    degree_seen = school_seen = dated = False
    for index, line in enumerate(lines):
        text = document.line_text(line)
        begins = _may_begin(text)
        has_degree = begins and _names_degree(text)
        has_school = begins and _school_pattern().search(text) is not None
        has_date = find_date(text) is not None or bool(find_ranges(text))
        again = (has_degree and degree_seen) or (has_school and school_seen and not has_degree)
        apart = line.gap >= 1 and (has_degree or has_school) and degree_seen and school_seen
        # A date that stands above its entry goes with what is below.
        ahead = (
            has_date
            and not (has_degree or has_school)
            and dated
            and (degree_seen or school_seen)
            and index + 1 < len(lines)
            and _names_degree(document.line_text(lines[index + 1]))
        )
        if not groups or again or apart or ahead:
            groups.append([])
            degree_seen = school_seen = dated = False
        groups[-1].append(line)
        degree_seen |= has_degree
        school_seen |= has_school
        dated |= has_date
    return groups


def _may_begin(text: str) -> bool:
    """Whether a line may name an entry: sentences about one do not."""
    words = [word for word in text.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    return len(text) <= _LONGEST_ENTRY_LINE and (len(words) < 6 or small <= 0.5 * len(words))


def _names_degree(text: str) -> bool:
    return degree_of(text) is not None or _PROGRAM.search(text) is not None


def _school_pattern() -> re.Pattern[str]:
    return any_word(tuple(load("text/trade.toml")["education"]["institutions"]))


def _undated(text: str) -> str:
    """A text with bars where its dates and grades stood."""
    for found in reversed(find_ranges(text)):
        text = f"{text[: found.start]} | {text[found.end :]}"
    while (single := find_date(text)) is not None:
        text = f"{text[: single.start]} | {text[single.end :]}"
    return _GRADE.sub(" | ", text)


def _institution(texts: Sequence[str], field: str | None) -> str | None:
    """The part of an entry with a word that schools are named by, or what a program names."""
    for text in texts:
        for piece in _PIECE.split(_undated(text)):
            if _school_pattern().search(piece) and _is_name(piece) and not _is_level(piece):
                return _school_name(piece, field)
    for above, below in pairwise(texts):
        if _PROGRAM.search(above) and len(below.split()) <= _MOST_FIELD_WORDS:
            return without_place(_PIECE.split(_undated(below).strip(" |"))[0].strip(" ,;|")) or None
    return None


def _is_name(piece: str) -> bool:
    """Whether all words but the small ones of names begin with a capital."""
    return not any(word[0].islower() and word not in _SMALL for word in piece.split())


def _is_level(piece: str) -> bool:
    """`High School Diploma` is no school."""
    return bool(_HIGH_SCHOOL.search(piece)) and "diploma" in piece.lower()


def _school_name(piece: str, field: str | None) -> str:
    """A school's name without the degree and the field that may stand before it."""
    for _, pattern in held_patterns():
        found = pattern.match(piece.strip())
        if found:
            piece = piece.strip()[found.end() :]
            general = _OF.match(piece)
            piece = piece[general.end() :] if general else piece
            break
    name = without_place(piece.strip(" ,;()–—-:|"))
    if field and name.lower().startswith(field.lower() + " "):
        name = name[len(field) :]
    if field and name.lower().endswith(" " + field.lower()):
        name = name[: -len(field)]
    return without_place(name.strip(" ,;:–—-"))


def _field(texts: Sequence[str], degree: Degree | None) -> str | None:
    """What was studied: it stands behind the degree, on its line or the next."""
    pattern = dict(held_patterns()).get(degree) if degree else None
    for index, text in enumerate(texts):
        found = pattern.search(text) if pattern else None
        program = _PROGRAM.search(text)
        end = found.end() if found else program.end() if program else None
        if end is None:
            continue
        field, general = "", _OF.match(text, end)
        if general:
            end = general.end()
            field = "" if general["general"] else _field_at(text, end)
            end += len(field)
        later = _field_at(text, _lead_end(text, end), "\n".join(texts)[end:])
        if not later and not field and not text[end:].strip(" ,.:") and index + 1 < len(texts):
            later = _field_at(texts[index + 1], 0)
        return later or field or None
    return None


def _lead_end(text: str, start: int) -> int:
    lead = _LEAD.match(text, start)
    return lead.end() if lead else start


def _field_at(text: str, start: int, behind: str = "") -> str:
    """The field that begins at a place, or nothing where a school or a sentence does.

    Args:
        text: The line.
        start: Where the field may begin.
        behind: The rest of the entry; it tells a field from the school run on to it where the
            field is named a second time.
    """
    stop = _STOP.search(text, start)
    words = text[start : stop.start() if stop else len(text)].split()
    field = " ".join(words)
    school = _school_pattern().search(field)
    if school:
        before = field[: school.start()].split()
        for count in range(len(before), 0, -1):
            name = " ".join(before[:count])
            if behind.lower().count(name.lower()) > 1:
                return name.strip(" .-'’&")
        return ""
    half = len(words) // 2
    if half and words[:half] == words[half:]:
        field = " ".join(words[:half])
    if not words or not words[0][0].isupper() or len(words) > _MOST_FIELD_WORDS:
        return ""
    return field.strip(" .-'’&")


def _year(texts: Sequence[str]) -> int | None:
    """The year an entry ended: on the line of the degree, else of the school, else on any."""
    ordered = sorted(
        texts,
        key=lambda text: (not _names_degree(text), _school_pattern().search(text) is None),
    )
    for text in ordered:
        ranges = find_ranges(text)
        if ranges:
            last = ranges[-1].to
            return int(last[:4]) if last else None
        single = find_date(text)
        if single:
            return int(single.from_[:4])
    return None


def read_credentials(document: Document, masks: Sequence[tuple[int, int]]) -> list[Credential]:
    """Known certificates and licences named anywhere in the text, each once."""
    found: list[Credential] = []
    for name, pattern in credentials():
        for match in pattern.finditer(document.text):
            hidden = any(a <= match.start() and match.end() <= b for a, b in masks)
            if not hidden or name not in document.text[: masks[0][1] if masks else 0]:
                found.append(Credential(name, match.start(), match.end(), _page(document, match)))
                break
    return sorted(found, key=lambda credential: credential.start)


def _page(document: Document, match: re.Match[str]) -> int:
    return next((line.page for line in document.lines if line.start <= match.start() < line.end), 1)
