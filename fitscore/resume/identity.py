"""Who the résumé is from: recognised, kept for display, withheld from encoding.

One file: who is found is who is masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

from fitscore.resume.sections import is_heading
from fitscore.text.confusables import undisguised
from fitscore.text.places import is_place
from fitscore.text.titles import is_title, title_score
from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Candidate, Document, Line, Resume

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/])\+?\(?\d[\d ().–-]{7,17}\d(?![\w/])")
_LOCAL_PHONE = re.compile(r"(?<![\w/-])\d{3}[-. ]\d{4}(?![\w/-])")  # only among contacts
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ ().–-]*)+")
_NAME_WORD = r"[^\W\d_][\w'’.-]*"
_NAME = re.compile(rf"^{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}$")
_CREDENTIALS_BEHIND = re.compile(r"\s*,\s*[A-Z][\w.,\s&+-]*$")
# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LONGEST_HEADER_LINE = 90  # 28; characters
_LEAST_SENTENCE = 7  # 17; words
_LEAST_SURNAME = 3  # 0; letters that are looked for in an e-mail address
_MASK = "█"


def read_candidate(document: Document, header: Sequence[Line]) -> Candidate:
    """Name, e-mail and phone from the lines above the first heading, else from the text."""
    block = "\n".join(document.line_text(line) for line in header)
    email = _EMAIL.search(block) or _EMAIL.search(document.text)
    numbers = (found.group() for found in _PHONE.finditer(block) if _is_phone(found.group()))
    local = _LOCAL_PHONE.search(block)
    phone = next(numbers, None) or (local and local.group())
    return Candidate(
        _name(document, header, email.group() if email else ""),
        email.group() if email else None,
        phone.strip() if phone else None,
    )


def _name(document: Document, header: Sequence[Line], email: str) -> str | None:
    """The line of the header that most looks like the person's name.

    It is set largest, or stands first; an e-mail address often holds it. Words of titles, of
    employers and of headings tell against it, but not alone: there are people called Mason, Page
    and Church.
    """
    contacts = any(_is_contact(document.line_text(line)) for line in header)
    largest = max((line.size for line in header), default=0.0)
    usual = median(line.size for line in document.lines)
    best: tuple[int, int, str] | None = None
    for index, (line, text) in enumerate(_name_lines(document, header)[:16]):
        name = _CREDENTIALS_BEHIND.sub("", text).strip(" ,|")
        words = name.lower().split()
        if not _is_name(name) or not _listed("not_names").isdisjoint(
            word.strip(".") for word in words
        ):
            continue
        if re.search(r"[\d_]", name):
            continue
        score = 2 * (line.size == largest and largest > 1.08 * usual) + contacts + (index == 0)
        score += 4 * any(len(word) > 2 and word in email.lower() for word in words)
        score -= 2 * (title_score(name) != 0 or is_heading(words))
        if score >= 1 and (best is None or score > best[0]):
            best = (score, -index, name)
    return best[2] if best else _name_by_email(document, email)


def _name_by_email(document: Document, email: str) -> str | None:
    """A line below the header that the e-mail address spells: a side bar may come before it."""
    address = _plain(email.partition("@")[0])
    for line in document.lines if address else ():
        name = document.line_text(line).strip()
        words = [_plain(word) for word in name.split()]
        if _is_name(name) and not is_heading(words) and _spells(address, words[0], words[-1]):
            return name
    return None


def _spells(address: str, first: str, last: str) -> bool:
    """Whether an address holds a surname and at least the initial of the other name.

    A short surname is in many an address: then the two names must be all of it, numbers apart.
    """
    rest = address.replace(last, "", 1)
    if rest == address:
        return False
    if len(last) < _LEAST_SURNAME:
        return rest.strip("0123456789") == first
    return first[:1] in rest


def _plain(text: str) -> str:
    """Letters without accents, in lower case: what an e-mail address has of a name."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in apart if c.isalnum())


def _is_name(text: str) -> bool:
    """Two to five words with capitals, particles apart (`Luis de León`)."""
    return bool(_NAME.match(text)) and all(
        not word[0].islower() or (index > 0 and word in _listed("particles"))
        for index, word in enumerate(text.split())
    )


def _name_lines(document: Document, header: Sequence[Line]) -> list[tuple[Line, str]]:
    """Lines of the header, and pairs of short ones set alike: a name in two lines, or spaced."""
    lines = [(line, document.line_text(line).strip()) for line in header]
    pairs = [
        (a, f"{first} {second}")
        for (a, first), (b, second) in pairwise(lines)
        if a.size == b.size and a.bold == b.bold and len(first.split()) == len(second.split()) == 1
    ]
    return pairs + lines


def _is_contact(text: str) -> bool:
    return any(
        pattern.search(text) for pattern in (_EMAIL, _PHONE, _LOCAL_PHONE, _link(), _bare_link())
    )


def split_header(
    document: Document, lines: Sequence[Line]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Lines above the first heading as name, contact and label, and as prose.

    The first line of prose begins a summary without a heading; contacts may stand below it.
    """
    header: list[Line] = []
    prose: list[Line] = []
    rows: set[tuple[int, int]] = set()  # those with a contact
    for line in lines:
        text = document.line_text(line)
        row = line.page, round(line.y)
        long = line.end - line.start > _LONGEST_HEADER_LINE
        if _is_contact(text) and not (prose and long):
            rows.add(row)
            header.append(line)
        elif row in rows or (prose and is_place(text)):
            header.append(line)
        elif prose or long or line.item or _is_told(text):
            prose.append(line)
        else:
            header.append(line)
    return tuple(header), tuple(prose)


def _is_told(text: str) -> bool:
    """Whether a line is part of a sentence: words enough, most of them small."""
    words = text.split()
    return len(words) >= _LEAST_SENTENCE and sum(w[0].islower() for w in words) > len(words) / 2


def mask_ranges(
    document: Document, header: Sequence[Line], candidate: Candidate
) -> tuple[tuple[int, int], ...]:
    """Ranges of the text that identify the person: the header, and the name wherever it stands.

    A surname alone is masked only behind an honorific: Grant writes grants.
    """
    contacts = any(_is_contact(document.line_text(line)) for line in header)
    ranges = [
        (line.start, line.end)
        for line in header
        if not _is_label(document.line_text(line), candidate, contacts=contacts)
    ]
    text = document.text
    for pattern in (_EMAIL, _link(), personal_details()):
        ranges += [found.span() for found in pattern.finditer(text)]
    ranges += [found.span() for found in _PHONE.finditer(text) if _is_phone(found.group())]
    if candidate.name:
        words = candidate.name.split()
        first, last = re.escape(words[0]), re.escape(words[-1])
        full = r"[\s,]+".join(re.escape(word) for word in words)
        middle = rf"(?:\s+[\w.]+)?\s+{last}"
        honorifics = rf"(?:{'|'.join(_identity()['honorifics'])})\.?"
        titled = rf"{honorifics}\s+(?:{full}|{last})"
        pattern = re.compile(
            rf"(?<!\w)(?:{titled}|{full}|{first}{middle}|{last},\s+{first})(?:['’]s)?(?!\w)",
            re.IGNORECASE,
        )
        ranges += [found.span() for found in pattern.finditer(text)]
        initials = re.compile(rf"(?<!\w){re.escape(words[0][0])}\.(?:\s?[A-Z]\.)*\s{last}(?!\w)")
        ranges += [found.span() for found in initials.finditer(text)]
    return _merged(ranges)


def _is_label(text: str, candidate: Candidate, *, contacts: bool) -> bool:
    """Whether a line of the header says what the person is, and nothing of who."""
    if candidate.name is None and contacts:
        return False  # the name is among these lines, and which is not known
    words = set(re.findall(r"\w+", text.lower()))
    named = words & set(re.findall(r"\w+", (candidate.name or "").lower()))
    return is_title(text) and not named and not _is_contact(text) and not re.search(r"\d", text)


@cache
def personal_details() -> re.Pattern[str]:
    """`Date of birth: 1 June 1991`, `Gender: female` and the like, with their labels."""
    known = load("resume/vocabulary.toml")["personal"]["labels"]
    labels = any_phrase(known)
    return re.compile(
        rf"(?<![\w-])(?:{labels})\.?\s*:\s*(?:(?!(?:{labels})\.?\s*:)[^\n|;•]){{1,40}}"
        r"|(?<![\w-])(?:u\.?s\.?|canadian|british|eu|indian) citizen(?!\w)",
        re.IGNORECASE,
    )


def _is_phone(text: str) -> bool:
    return 10 <= sum(c.isdigit() for c in text) <= 13 and not _YEARS.fullmatch(text.strip())


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def encodable_text(resume: Resume, start: int, end: int) -> str:
    """A passage as scoring may see it: without the person's name, contact and gender.

    Characters that disguise a text are undone.

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
    text = " ".join(undisguised(" ".join(pieces)).split())
    text = re.sub(r"\s+([,.;:)])", r"\1", text)
    return _pronoun().sub(lambda found: _identity()["pronouns"][found.group().lower()], text)


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


def _identity() -> dict[str, Any]:
    words: dict[str, Any] = load("resume/vocabulary.toml")["identity"]
    return words


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_identity()[name])


@cache
def _pronoun() -> re.Pattern[str]:
    """Pronouns say what is nobody's business."""
    return re.compile(rf"\b(?:{'|'.join(_identity()['pronouns'])})\b", re.IGNORECASE)


@cache
def _bare_link() -> re.Pattern[str]:
    return re.compile(rf"\b[\w-]+\.(?:{_domains()})\b", re.IGNORECASE)


@cache
def _link() -> re.Pattern[str]:
    """A site of one's own or a profile; the bare name of a company (`Monster.com`) is none."""
    sites = "|".join(_identity()["sites"])
    return re.compile(
        rf"(?:\b[a-z]+:// ?|\bwww\.)\S+|\b(?:{sites})(?:\.com)?/\S+"
        rf"|\b[\w-]+\.(?:{_domains()})/\S*",
        re.IGNORECASE,
    )


def _domains() -> str:
    return "|".join(map(re.escape, _identity()["domains"]))
