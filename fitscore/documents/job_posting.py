"""The schema.org JobPosting that a page carries in JSON-LD, as markup to read like any other.

Sites write it for search engines; it holds the posting without the page around it. Properties:
https://schema.org/JobPosting.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from bs4 import BeautifulSoup

from fitscore.documents.plain import load_json

# What is told beside the description, under a heading that the reader of postings knows.
_SECTIONS = (
    ("responsibilities", "Responsibilities"),
    ("qualifications", "Qualifications"),
    ("educationRequirements", "Education"),
    ("experienceRequirements", "Experience"),
    ("skills", "Skills"),
)
_FIELDS = (("Location", "jobLocation"), ("Salary", "baseSalary"))
_MONTHS_IN_YEAR = 12


def job_posting_markup(soup: BeautifulSoup) -> str | None:
    """Markup of the page's JobPosting, or None where it carries none with a description."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            value = load_json(script.get_text())
        except ValueError:
            continue  # a page may carry broken data beside good
        for entry in _entries(value):
            if _text(entry.get("description")):
                return _markup(entry)
    return None


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _entries(item)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield value
        yield from _entries(value.get("@graph"))


def _markup(entry: dict[str, Any]) -> str:
    parts = []
    title = _text(entry.get("title")) or _text(entry.get("name"))
    if title:
        parts.append(f"<h1>{escape(title)}</h1>")
    employer = _text(entry.get("hiringOrganization"))
    facts = [("Company", employer), *((label, _text(entry.get(key))) for label, key in _FIELDS)]
    parts += [f"<p>{label}: {escape(value)}</p>" for label, value in facts if value]
    description = _html(entry["description"])
    parts.append(f"<div>{description}</div>")
    described = _squashed(description)
    for key, heading in _SECTIONS:
        items = [item for item in _items(entry.get(key)) if _squashed(item) not in described]
        if items:
            parts.append(f"<h2>{heading}</h2>")
            parts += [f"<ul><li>{item}</li></ul>" if _is_plain(item) else item for item in items]
    return "\n".join(parts)


def _items(value: Any) -> list[str]:
    """A property as pieces of markup: a text, a list of texts, or an object that is asked for."""
    if isinstance(value, list):
        return [item for entry in value for item in _items(entry)]
    if isinstance(value, dict):
        months = value.get("monthsOfExperience")
        if isinstance(months, int | float) and months > 0:
            years = f"{months / _MONTHS_IN_YEAR:g} years" if months >= _MONTHS_IN_YEAR else None
            return [f"{years or f'{months:g} months'} of experience"]
        text = _text(value.get("credentialCategory")) or _text(value)
        return [escape(text)] if text else []
    if isinstance(value, str) and value.strip():
        markup = _html(value)
        return [markup] if not _is_plain(markup) else _lines(markup)
    return []


def _lines(text: str) -> list[str]:
    return [line.strip(" -•*\t") for line in text.splitlines() if line.strip(" -•*\t")]


def _html(value: Any) -> str:
    """Some sites escape the markup of a description twice."""
    text = str(value)
    if "&lt;" in text and "<" not in text:
        text = BeautifulSoup(text, "lxml").get_text()
    return text if not _is_plain(text) else text.replace("\n", "<br>")


def _is_plain(text: str) -> bool:
    return "<" not in text.replace("<br>", "")


def _squashed(markup: str) -> str:
    return "".join(BeautifulSoup(markup, "lxml").get_text().split()).lower()


def _text(value: Any) -> str | None:
    """A property as words: a text, the name of a thing, an address, an amount of money."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value))) or None
    if not isinstance(value, dict):
        return None
    if "address" in value:
        return _text(value["address"])
    if "addressLocality" in value:
        keys = ("addressLocality", "addressRegion", "addressCountry")
        return ", ".join(filter(None, (_text(value.get(key)) for key in keys))) or None
    if "value" in value and ("currency" in value or value.get("@type") == "MonetaryAmount"):
        return _money(value)
    return _text(value.get("name"))


def _money(value: dict[str, Any]) -> str | None:
    amount, currency = value.get("value"), _text(value.get("currency")) or ""
    if not isinstance(amount, dict):
        return f"{amount} {currency}".strip()
    low, high = amount.get("minValue"), amount.get("maxValue")
    figures = " - ".join(str(limit) for limit in (low, high) if limit is not None)
    figures = figures or str(amount.get("value") or "")
    unit = (_text(amount.get("unitText")) or "").lower()
    return (
        " ".join(part for part in (figures, currency, f"per {unit}" if unit else "") if part)
        or None
    )
