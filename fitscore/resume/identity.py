"""Who the résumé is from: recognised, kept for display, withheld from reading and encoding.

One file: who is found is who is masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, zip_longest

from fitscore.resume.contacts import EMAIL, PHONE, find_phone, identity_words, is_phone, link
from fitscore.resume.headings import is_heading
from fitscore.resume.names import (
    GENERATION,
    MOST_NAME_WORDS,
    may_be_name,
    name_words,
    named_by_label,
    particles,
    plain_name,
    stated_pronouns,
)
from fitscore.resume.redaction import Range
from fitscore.resume.units import Unit
from fitscore.text.confusables import undisguised
from fitscore.text.dates import MONTH_NAMES
from fitscore.text.languages import language_names
from fitscore.text.places import looks_like_place
from fitscore.text.titles import names_employer, names_title
from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Candidate, Document, Flag, Line, Resume

_LEAST_SURNAME = 3  # letters that are looked for in an e-mail address
_MOST_NAME_LINES = 3
_MOST_FIRST_WORDS = 4
_UNTOLD = frozenset({"name", "contact", "furniture"})
_LONGEST_NAME_LINE = 90  # characters
_LIKELY = 0.5  # probability
MASK = "█"
# Kinds of flags that quote what is not the résumé itself: its words are not masked one by one.
_OF_OTHERS = {"letter", "two_people"}
_LETTERS = r"[^\W\d_]"
_NAME_WORD = re.compile(rf"{_LETTERS}[\w'’.-]*")
_PERSON, _MAIL, _SITE, _DETAIL = "Person", "mail@example.com", "www.example.com", "Detail"


def read_candidate(document: Document, units: Sequence[Unit]) -> Candidate:
    """Name, e-mail and phone, from the units of the header, else from the whole text."""
    own = [u for u in units if u.section == "header" or u.label in {"name", "contact"}]
    header = "\n".join(
        document.line_text(line)
        for line in document.lines
        if any(unit.start < line.end and line.start < unit.end for unit in own)
    )
    email = EMAIL.search(header) or EMAIL.search(document.text)
    address = email.group() if email else None
    name = (
        named_by_label(document)
        or _name_by_email(document, address or "")
        or _name(document, units)
    )
    return Candidate(name, address, find_phone(header))


def _name(document: Document, units: Sequence[Unit]) -> str | None:
    """What the network takes for the name with most confidence."""
    likely = [unit for unit in units if unit.label == "name" and unit.chance > _LIKELY]
    named = _over_two_lines(document, likely)
    titles = {
        document.text[unit.start : unit.end].strip().casefold()
        for unit in units
        if unit.label == "title"
    }
    names = [(text, unit.chance) for unit in named for text in _texts_of(document, unit, titles)]
    sure = [pair for pair in names if not document.is_unsure(pair[0])]
    return max(sure, key=lambda pair: pair[1], default=(_first_line(document, units), 0.0))[0]


def _over_two_lines(document: Document, named: Sequence[Unit]) -> list[Unit]:
    """The units of names, those taken together that stand on a line each and are set alike."""
    joined: list[Unit] = []
    for unit in named:
        above = joined[-1] if joined else None
        if above is not None and not document.text[above.end : unit.start].strip(" \n"):
            first, second = (document.line_at(each.start) for each in (above, unit))
            whole = first is not None and (first.start, first.end) == (above.start, above.end)
            if whole and first and second and _set_alike(first, second):
                joined[-1] = replace(above, end=unit.end, chance=max(above.chance, unit.chance))
                continue
        joined.append(unit)
    return joined


def _set_alike(above: Line, below: Line) -> bool:
    """Whether a line stands below another on its page, in the same size and weight."""
    alike = above.bold == below.bold and abs(above.size - below.size) < 1
    return alike and above.start < below.start and above.page == below.page


def _first_line(document: Document, units: Sequence[Unit]) -> str | None:
    """The first line, where it is two to four words with capitals that are nothing else.

    A name without contacts beside it is read as one of these by the network.
    """
    line = next(iter(document.lines), None)
    text = plain_name(document.line_text(line)) if line else ""
    if line is None or not 1 < len(text.split()) <= _MOST_FIRST_WORDS or not may_be_name(text):
        return None
    told = [unit for unit in units if unit.start < line.end and line.start < unit.end]
    other = (
        any(unit.label not in _UNTOLD and unit.chance > _LIKELY for unit in told)
        or not all(word[0].isupper() for word in text.split())
        or names_title(text)
        or names_employer(text)
        or looks_like_place(text)
        or is_heading(text.lower().split())
        or document.is_unsure(text)
    )
    return None if other else text


def _texts_of(document: Document, unit: Unit, titles: Container[str]) -> Iterator[str]:
    """The name that a unit is, or of which it is one word: its line, or lines of a word each.

    Args:
        document: The résumé.
        unit: That is told to be a name.
        titles: Of its jobs, folded: behind a comma such a one is no first name.
    """
    lines = [ln for ln in document.lines if ln.start < unit.end and unit.start < ln.end]
    if not lines:  # what stood there was left out of the reading
        return
    largest = max(line.size for line in lines)
    same = [line for line in lines if line.size >= largest - 1]
    own = document.text[unit.start : unit.end]
    if own.rstrip().endswith("-"):
        below = document.lines[document.lines.index(lines[-1]) + 1 :][:1]
        own = _unbroken(document, lines[-1], *below)
    own = re.sub(r"-\n", "-", own)
    if len(own.split()) > 1:
        texts = [own]
    else:
        line = document.text[same[0].start : same[-1].end]
        texts = [_below_each_other(document, same), line, own]
    for text in texts:
        name, _, behind = text.partition(",")
        name = plain_name(name if behind.strip().casefold() in titles else text)
        if name and may_be_name(name) and (text is own or len(name.split()) > 1):
            yield name
            return


def _below_each_other(document: Document, lines: Sequence[Line]) -> str:
    """First, middle and last name on lines of their own: single words, set alike."""
    at = document.lines.index(lines[0])
    run = [lines[0]]
    for line in document.lines[at + 1 : at + _MOST_NAME_LINES]:
        run += [line] if _alike(document, run[-1], line) else []
    for line in reversed(document.lines[max(0, at - _MOST_NAME_LINES + 1) : at]):
        run = [line, *run] if _alike(document, run[0], line) else run
    return document.text[run[0].start : run[-1].end] if len(run) > 1 else ""


def _alike(document: Document, above: Line, below: Line) -> bool:
    texts = [document.line_text(line).strip() for line in (above, below)]
    return (
        above.page == below.page
        and above.bold == below.bold
        and abs(above.size - below.size) < 1
        and texts[0].isupper() == texts[1].isupper()
        and all(len(text.split()) == 1 and may_be_name(text) for text in texts)
        and not any(is_heading([text.lower()]) for text in texts)
    )


def _name_by_email(document: Document, email: str) -> str | None:
    """A line that the e-mail address spells, or its beginning; else two lines that it spells."""
    address = _plain(email.partition("@")[0])
    lines = document.lines if address else ()
    pairs = list(zip_longest(lines, lines[1:]))
    single = (_unbroken(document, line, below) for line, below in pairs)
    double = (
        f"{document.line_text(line)} {document.line_text(below)}"
        for line, below in pairs
        if below is not None and _set_alike(line, below)
    )
    for text in chain(single, double):
        if len(text) > _LONGEST_NAME_LINE:
            continue
        # What stands behind a comma is the first name, if what stands before it is not all.
        first, whole = plain_name(text.partition(",")[0]), plain_name(text)
        for name in (whole if whole.startswith(first) else first, whole):
            if _is_spelt(name, address) and not document.is_unsure(name):
                return name  # misread, it would be somebody else's
    return None


def _unbroken(document: Document, line: Line, below: Line | None = None) -> str:
    """A line, with the one below it if a name is broken behind its hyphen."""
    text = document.line_text(line).strip()
    if below is None or not text.endswith("-"):
        return text
    same = below.size == line.size and below.bold == line.bold
    return text + document.line_text(below).strip() if same else text


def _is_spelt(name: str, address: str) -> bool:
    """Whether a text may be a name, and an address spells it."""
    words = [_plain(word) for word in name.split() if not GENERATION.fullmatch(word)]
    if not 1 < len(words) < MOST_NAME_WORDS or not may_be_name(name) or is_heading(words):
        return False
    return bool(words[0] and words[-1]) and _spells(address, words[0], words[-1])


def _spells(address: str, first: str, last: str) -> bool:
    """Whether an address holds a surname and at least the initial of the other name.

    A short surname is in many an address: then the two names must be all of it, numbers apart.
    """
    rest = address.replace(last, "", 1)
    if rest == address:
        return False
    if not rest:
        return len(last) > _LEAST_SURNAME
    if len(last) < _LEAST_SURNAME:
        return rest.strip("0123456789") == first
    return first[:1] in rest


def _plain(text: str) -> str:
    """Letters without accents, in lower case: what an e-mail address has of a name."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in apart if c.isalnum())


def hidden_ranges(text: str, name: str | None) -> list[tuple[Range, str]]:
    """Where a text tells of the person, and what a reader of it may see there instead.

    Args:
        text: Of a résumé.
        name: The candidate's, where it is known.
    """
    found: list[tuple[Range, str]] = [
        *((match.span(), _DETAIL) for match in personal_details().finditer(text)),
        *((match.span(), _MAIL) for match in EMAIL.finditer(text)),
        *((match.span(), _SITE) for match in link().finditer(text)),
        *((match.span(), "") for match in stated_pronouns().finditer(text)),
        *((span, _PERSON) for span in name_ranges(text, name)),
        *((match.span(), _neutral(match)) for match in _pronoun().finditer(text)),
    ]
    kept: list[tuple[Range, str]] = []
    for span, words in sorted(found, key=lambda item: (item[0][0], -item[0][1])):
        if not kept or span[0] >= kept[-1][0][1]:
            kept.append((span, words))
    return kept


def name_ranges(text: str, name: str | None) -> list[Range]:
    """Where a name stands: whole or in part, with initials, behind an honorific, by itself.

    A part that is a word of the language too (Grant, Page) is a name only beside another part or
    behind an honorific: Grant writes grants.
    """
    words = name_words(name or "")
    if not words:
        return []
    certain = telling_words(name or "")
    honorific = rf"(?:{any_phrase(identity_words()['honorifics'])})\.?\s+"
    part = rf"(?:{any_phrase({form for word in words for form in _forms(word)})})"
    part = part.replace(r"\-", r"-\n?")  # where the name was broken
    particle = rf"(?:(?i:{any_phrase(identity_words()['particles'])})\s+)"
    initial = rf"(?:{'|'.join(sorted({re.escape(word[0].upper()) for word in words}))})\."
    ours = particles().intersection((name or "").casefold().split())
    own = rf"(?:(?i:{any_phrase(ours)})\s+)*" if ours else ""  # of this name: it begins there
    joined = r"[ \t,(\"“-]{0,3}\n?"
    pattern = re.compile(
        rf"(?<![\w@.])(?P<titled>{honorific})?(?:{initial}\s?){{0,5}}{own}{part}"
        rf"(?:{joined}(?:{particle}*{part}|{initial}|[A-Z]\.)(?![\w@]|\.\w))*(?![\w@]|\.\w)"
    )
    sure = {form for word in certain for form in _forms(word)}
    whole = {" ".join(words).casefold(), " ".join(reversed(words)).casefold()}
    ranges = []
    for match in pattern.finditer(text):
        parts = _NAME_WORD.findall(match.group())
        parts = [word for word in parts if word.casefold() in {w.casefold() for w in words}]
        if match["titled"] or len(parts) > 1 or sure.intersection(parts):
            ranges.append(match.span())
    # As it is written on top, whatever its case.
    for written in whole:
        spelt = r"[ \t,]+".join(map(re.escape, written.split()))
        spelt = rf"(?<![\w@.]){spelt}(?![\w@]|\.\w)"
        ranges += [found.span() for found in re.finditer(spelt, text, re.IGNORECASE)]
    return list(merged_ranges(ranges))


def telling_words(name: str) -> list[str]:
    """The words of a name that are a name also by themselves: no words of the language."""
    return [word for word in name_words(name) if not _is_common(word)]


def _forms(word: str) -> set[str]:
    """A name as it is written, with a capital, and in capitals."""
    capital = word if not (word.isupper() or word.islower()) else word.capitalize()
    return {capital, word.capitalize(), word.upper()}


@cache
def _is_common(word: str) -> bool:
    """Whether a name is a word of the language too."""
    lower = word.lower()
    return (
        lower in _listed("words") | particles()
        or lower in load("text/words.toml")["english"]["words"]
        or names_title(word)
        or names_employer(word)
        or is_heading([lower])
        or re.fullmatch(MONTH_NAMES, lower) is not None
        or language_names().fullmatch(word) is not None
    )


def mask_ranges(
    document: Document,
    units: Sequence[Unit],
    candidate: Candidate,
    hidden: Sequence[tuple[Range, str]],
) -> tuple[Range, ...]:
    """Ranges of the text that identify the person: contacts, and the name wherever it stands.

    Where no name was found, it is somewhere in the header, and all of that is masked.

    Args:
        document: The résumé.
        units: Of this document.
        candidate: Who was found.
        hidden: What `hidden_ranges` found of them.
    """
    text = document.text
    ranges = [span for span, words in hidden if _is_telling(words)]
    ranges += [found.span() for found in PHONE.finditer(text) if is_phone(found.group())]
    labels = {"name", "contact"} | ({"headline"} if candidate.name is None else set())
    ranges += [
        (unit.start, unit.end)
        for unit in units
        if unit.label in labels and unit.section == "header"
    ]
    return merged_ranges(ranges)


def _is_telling(words: str) -> bool:
    return words in {_PERSON, _MAIL, _SITE, _DETAIL, ""}


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


def merged_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in order, those that meet as one."""
    merged: list[Range] = []
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
    return _pronoun().sub(_neutral, text)


def anonymized(resume: Resume) -> Resume:
    """The résumé with the person masked at equal length, so that every offset stays.

    The file's name, which often is the person's, becomes the beginning of its hash.
    """
    text = list(resume.text)
    for start, end in resume.masks:
        text[start:end] = [c if c.isspace() else MASK for c in text[start:end]]
    masked = "".join(text)
    name = resume.candidate.name if resume.candidate else None
    names = _words_of([name or ""])

    def covered(start: int, end: int) -> str:
        return " ".join(masked[start:end].split())

    return replace(
        resume,
        source=f"résumé {resume.sha256[:12]}",
        text=masked,
        candidate=None,
        bullets=tuple(replace(b, text=covered(b.start, b.end)) for b in resume.bullets),
        roles=tuple(
            replace(role, employer=role.employer and _without(names, role.employer))
            for role in resume.roles
        ),
        flags=tuple(_anonymized_flag(flag, _identifying(resume)) for flag in resume.flags),
    )


def _identifying(resume: Resume) -> set[str]:
    """The words of what is masked and of the candidate, whose mail may say more than the file."""
    person = resume.candidate or Candidate()
    known = [resume.text[start:end] for start, end in resume.masks]
    known += [item for item in (person.name, person.email, person.phone) if item]
    return _words_of(known)


def _words_of(texts: Iterable[str]) -> set[str]:
    """In lower case, as `_without` takes them."""
    return {word.lower() for text in texts for word in re.findall(r"\w{2,}", text)}


def _anonymized_flag(flag: Flag, known: set[str]) -> Flag:
    """The flag without words that identify; what others wrote of the person is not quoted."""
    if flag.kind in _OF_OTHERS:
        return replace(flag, quote="")
    return replace(flag, quote=_without(known, flag.quote))


def _without(known: set[str], text: str) -> str:
    """A text whose words that identify, in lower case, are masked in any case."""
    return re.sub(
        r"\w{2,}", lambda word: MASK * len(word[0]) if word[0].lower() in known else word[0], text
    )


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(identity_words()[name])


@cache
def _pronoun() -> re.Pattern[str]:
    """Pronouns say what is nobody's business."""
    return re.compile(rf"\b(?:{'|'.join(identity_words()['pronouns'])})\b", re.IGNORECASE)


def _neutral(found: re.Match[str]) -> str:
    neutral: str = identity_words()["pronouns"][found.group().lower()]
    return neutral.capitalize() if found.group()[0].isupper() else neutral
