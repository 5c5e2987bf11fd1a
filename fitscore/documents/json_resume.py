"""JSON Resume to lines, set as its author would set it: https://jsonresume.org/schema (1.0.0)."""

from __future__ import annotations

import re
from typing import Any

from fitscore.documents.builder import TextBuilder
from fitscore.documents.plain import load_json
from fitscore.types import Line

_DAY = re.compile(r"^(\d{4}-\d\d)-\d\d$")
_SECTIONS = {"basics", "work", "volunteer", "education", "skills", "projects", "certificates"}
_HEADING = Line(0, 0, bold=True, heading=True, gap=1.0)
_TITLE = Line(0, 0, bold=True, gap=1.0)
_PLAIN = Line(0, 0)
_ITEM = Line(0, 0, x0=2.0, item=True)


def parse_json_resume(text: str) -> dict[str, Any] | None:
    """The object of a JSON Resume, or None where a text is none."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    try:
        value = load_json(text.lstrip("\ufeff"))
    except ValueError:
        return None
    known = isinstance(value, dict) and len(_SECTIONS & set(value)) >= 2
    return value if known else None


def read_json_resume(value: dict[str, Any]) -> tuple[str, tuple[Line, ...]]:
    """Text and lines of all sections of the schema; values of another kind are left out."""
    builder = TextBuilder()
    _basics(builder, _object(value.get("basics")))
    for key, heading in (
        ("work", "Experience"),
        ("volunteer", "Volunteer"),
        ("projects", "Projects"),
    ):
        _roles(builder, heading, _objects(value.get(key)))
    _education(builder, _objects(value.get("education")))
    _named(builder, "Certificates", _objects(value.get("certificates")), ("name", "issuer", "date"))
    _skills(builder, _objects(value.get("skills")))
    _languages(builder, _objects(value.get("languages")))
    _named(builder, "Awards", _objects(value.get("awards")), ("title", "awarder", "date"))
    publications = _objects(value.get("publications"))
    _named(builder, "Publications", publications, ("name", "publisher", "releaseDate"))
    _named(builder, "Interests", _objects(value.get("interests")), ("name", "keywords"))
    _named(builder, "References", _objects(value.get("references")), ("name", "reference"))
    return builder.text(), builder.lines()


def _basics(builder: TextBuilder, basics: dict[str, Any]) -> None:
    builder.add(_text(basics.get("name")), Line(0, 0, size=20.0, bold=True))
    builder.add(_text(basics.get("label")), _PLAIN)
    place = _object(basics.get("location"))
    keys = ("address", "postalCode", "city", "region", "countryCode")
    where = ", ".join(filter(None, (_text(place.get(key)) for key in keys)))
    contact = [where, *(_text(basics.get(key)) for key in ("phone", "email", "url"))]
    profiles = _objects(basics.get("profiles"))
    contact += [_text(item.get("url")) or _text(item.get("username")) for item in profiles]
    builder.add(" | ".join(filter(None, contact)), _PLAIN)
    summary = _text(basics.get("summary"))
    if summary:
        builder.add("Summary", _HEADING)
        builder.add(summary, _PLAIN)


def _roles(builder: TextBuilder, heading: str, entries: list[dict[str, Any]]) -> None:
    if entries:
        builder.add(heading, _HEADING)
    for entry in entries:
        roles = entry.get("roles")
        title = _text(entry.get("position")) or _text(roles[0] if isinstance(roles, list) else None)
        names = [_text(entry.get(key)) for key in ("name", "organization", "entity")]
        employer = next(filter(None, names), "")
        builder.add(title or employer, _TITLE)
        if title:
            builder.add(", ".join(filter(None, (employer, _text(entry.get("location"))))), _PLAIN)
        builder.add(_dates(entry), _PLAIN)
        for text in dict.fromkeys(_text(entry.get(key)) for key in ("description", "summary")):
            builder.add(text, _PLAIN)
        for highlight in _texts(entry.get("highlights")):
            builder.add(highlight, _ITEM)
        builder.add(", ".join(_texts(entry.get("keywords"))), _ITEM)


def _education(builder: TextBuilder, entries: list[dict[str, Any]]) -> None:
    if entries:
        builder.add("Education", _HEADING)
    for entry in entries:
        study, area = _text(entry.get("studyType")), _text(entry.get("area"))
        named = f"{study} of {area}" if study in {"Bachelor", "Master"} and area else None
        builder.add(named or ", ".join(filter(None, (study, area))), _TITLE)
        line = " | ".join(filter(None, (_text(entry.get("institution")), _dates(entry))))
        builder.add(line, _PLAIN)
        for course in _texts(entry.get("courses")):
            builder.add(course, _ITEM)


def _skills(builder: TextBuilder, entries: list[dict[str, Any]]) -> None:
    if entries:
        builder.add("Skills", _HEADING)
    for entry in entries:
        name, words = _text(entry.get("name")), ", ".join(_texts(entry.get("keywords")))
        level = _text(entry.get("level"))
        name = f"{name} ({level})" if name and level else name
        builder.add(f"{name}: {words}" if name and words else name or words, _ITEM)


def _languages(builder: TextBuilder, entries: list[dict[str, Any]]) -> None:
    if entries:
        builder.add("Languages", _HEADING)
    texts = [
        f"{_text(entry.get('language'))} ({_text(entry.get('fluency'))})"
        if _text(entry.get("fluency"))
        else _text(entry.get("language"))
        for entry in entries
    ]
    builder.add(", ".join(texts), _PLAIN)


def _named(
    builder: TextBuilder, heading: str, entries: list[dict[str, Any]], keys: tuple[str, ...]
) -> None:
    if entries:
        builder.add(heading, _HEADING)
    for entry in entries:
        parts = [", ".join(_texts(entry.get(key))) or _text(entry.get(key)) for key in keys]
        builder.add(", ".join(filter(None, parts)), _ITEM)
        builder.add(_text(entry.get("summary")), _PLAIN)


def _dates(entry: dict[str, Any]) -> str:
    first, last = _text(entry.get("startDate")), _text(entry.get("endDate"))
    if not first:  # a day that stands alone is read as none of a job
        return _DAY.sub(r"\1", last or _text(entry.get("date")))
    return f"{first} - {last or 'Present'}"


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [text for text in map(_text, value) if text] if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
