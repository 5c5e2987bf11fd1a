"""Who the résumé is from: recognised, kept for display, withheld from encoding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fitscore.resume.roles import is_title
from fitscore.types import Candidate, Document, Line, Resume

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/])\+?\(?\d[\d\s().–-]{7,17}\d(?![\w/])")
_LOCAL_PHONE = re.compile(r"(?<![\w/-])\d{3}[-. ]\d{4}(?![\w/-])")  # only among contacts
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|io|dev|me|ca|co\.uk|edu)\b(?:/\S*)?",
    re.IGNORECASE,
)
_NAME_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.À-ÿ-]*"
_NAME = re.compile(rf"^{_NAME_WORD}(?:\s+(?:{_NAME_WORD}|de|da|van|von|der|bin|al|la|del)){{1,4}}$")
_NOT_NAMES = frozenset(
    """resume résumé curriculum vitae summary profile city state contact street avenue road
    professional experience objective skills education""".split()  # noqa: SIM905
)
_HONORIFICS = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)\.?"
_CREDENTIALS_BEHIND = re.compile(r"\s*,\s*[A-Z][\w.,\s&+-]*$")
_LONGEST_HEADER_LINE = 90
_MASK = "█"

# Pronouns say what is nobody's business; each form becomes its neutral twin.
_PRONOUNS = {
    "he": "they", "she": "they", "him": "them", "his": "their", "hers": "theirs",
    "himself": "themselves", "herself": "themselves", "her": "their",
}  # fmt: skip
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_PRONOUNS)})\b", re.IGNORECASE)


def read_candidate(document: Document, header: Sequence[Line]) -> Candidate:
    """Name, e-mail and phone from the lines above the first heading, else from the text."""
    block = "\n".join(document.line_text(line) for line in header)
    email = _EMAIL.search(block) or _EMAIL.search(document.text)
    phone = _PHONE.search(block) or _LOCAL_PHONE.search(block)
    # The name is set largest, or stands first.
    by_size = sorted(header, key=lambda line: -line.size)
    texts = (document.line_text(line).strip() for line in by_size[:12])
    name = next((name for text in texts if (name := _name(text))), None)
    return Candidate(
        name, email.group() if email else None, phone.group().strip() if phone else None
    )


def _name(text: str) -> str | None:
    text = _CREDENTIALS_BEHIND.sub("", text).strip(" ,|")
    words = text.split()
    if not _NAME.match(text) or is_title(text):
        return None
    if any(word.lower().strip(".") in _NOT_NAMES for word in words) or re.search(r"\d", text):
        return None
    return text


def header_length(document: Document, header: Sequence[Line]) -> int:
    """How many of the lines above the first heading are name, contact and label.

    The first line of prose ends the header: what stands there is a summary without a heading.
    """
    for index, line in enumerate(header):
        text = document.line_text(line)
        contact = _EMAIL.search(text) or _PHONE.search(text) or _LINK.search(text)
        long = line.end - line.start > _LONGEST_HEADER_LINE
        if not contact and (long or line.item):
            return index
    return len(header)


def mask_ranges(
    document: Document, header: Sequence[Line], candidate: Candidate
) -> tuple[tuple[int, int], ...]:
    """Ranges of the text that identify the person: the header, and the name wherever it stands.

    A surname alone is masked only behind an honorific: Grant writes grants.
    """
    ranges = [(line.start, line.end) for line in header]
    text = document.text
    ranges += [found.span() for found in _EMAIL.finditer(text)]
    ranges += [found.span() for found in _PHONE.finditer(text) if _is_phone(found.group())]
    if candidate.name:
        words = candidate.name.split()
        full = r"[\s,]+".join(re.escape(word) for word in words)
        reverse = rf"{re.escape(words[-1])},\s+{re.escape(words[0])}"
        titled = rf"{_HONORIFICS}\s+(?:{full}|{re.escape(words[-1])})"
        pattern = re.compile(
            rf"(?<!\w)(?:{titled}|{full}|{reverse})(?:['’]s)?(?!\w)", re.IGNORECASE
        )
        ranges += [found.span() for found in pattern.finditer(text)]
    return _merged(ranges)


def _is_phone(text: str) -> bool:
    return 10 <= sum(c.isdigit() for c in text) <= 13


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def encodable_text(resume: Resume, start: int, end: int) -> str:
    """A passage as an encoder may see it: without the person's name, contact and gender.

    Two résumés that differ only in the name give the same string, so no score can move.
    """
    pieces: list[str] = []
    at = start
    for mask_start, mask_end in resume.masks:
        if mask_end <= start or mask_start >= end:
            continue
        pieces.append(resume.text[at : max(at, mask_start)])
        at = max(at, min(mask_end, end))
    pieces.append(resume.text[at:end])
    text = " ".join(" ".join(pieces).split())
    text = re.sub(r"\s+([,.;:)])", r"\1", text)
    return _PRONOUN.sub(lambda found: _PRONOUNS[found.group().lower()], text)


def anonymized(resume: Resume) -> Resume:
    """The résumé with the person masked at equal length, so that every offset stays.

    The file's name, which often is the person's, becomes the beginning of its hash.
    """
    text = list(resume.text)
    for start, end in resume.masks:
        text[start:end] = [c if c.isspace() else _MASK for c in text[start:end]]
    masked = "".join(text)

    def covered(start: int, end: int) -> str:
        return " ".join(masked[start:end].split())

    return replace(
        resume,
        source=f"résumé {resume.sha256[:12]}",
        text=masked,
        candidate=None,
        bullets=tuple(replace(b, text=covered(b.start, b.end)) for b in resume.bullets),
    )
