"""Names of people as résumés write them: what is part of one, and what stands about it."""

from __future__ import annotations

import re
from functools import cache

from fitscore.resume.contacts import identity_words
from fitscore.text.credentials import any_credential
from fitscore.text.degrees import degrees_held
from fitscore.text.titles import names_title
from fitscore.text.vocabulary import any_phrase
from fitscore.types import Document

MOST_NAME_WORDS = 6
_LONGEST_LETTERS = 5  # of what is put behind a name
_FORM = 15  # lines at the top, in which a form asks for the name
_NEAR = 3  # lines between a first name and a last name that are told apart
# A name is set off from what stands beside it; a short name in brackets is part of it.
_BESIDE_NAME = re.compile(r"\s[|–—-]\s|[|•·]|[(\[](?![A-Z][a-zà-ÿ]+[)\]])")
_LETTERS = r"[^\W\d_]"
_NAME_WORD = re.compile(rf"{_LETTERS}[\w'’.-]*")
# Whose son it is, which is part of the name though letters behind a comma mostly are not.
GENERATION = re.compile(r"(?:jr|sr|jun|sen|ii|iii|iv)\.?", re.IGNORECASE)
# `d'Ormesson`, `dell'Acqua`: a word of a name that begins in small letters.
_ELIDED = re.compile(r"(?:d|l|dell|dall|nell|degl)['’](?=[A-ZÀ-Þ])")
_AGE = re.compile(r"\d{2}")


def plain_name(text: str) -> str:
    """A name without what is put before and behind it; `LAST, First` as `First LAST`."""
    text = _titles().sub("", _lead().sub("", " ".join(text.split())))
    text = stated_pronouns().sub("", text)
    text = _BESIDE_NAME.split(_trail().sub("", text).strip(" ,;:|–—-"))[0]
    name, *behind = (part.strip() for part in text.split(","))
    behind = [part for part in behind if not _AGE.fullmatch(part)]
    if behind and GENERATION.fullmatch(behind[0]):
        name = f"{name} {behind.pop(0)}"
    if len(name.split()) > 1 and behind and names_title(behind[0]):
        behind = []
    words = name.split()
    while len(words) > 1 and not name.isupper() and _is_credential(words[-1], name):
        words.pop()
    if len(behind) == 1 and behind[0] and not _is_credential(behind[0], name):
        words = [*_titles().sub("", behind[0]).split(), *words]
    return " ".join(words)


@cache
def _lead() -> re.Pattern[str]:
    """`Name:`, `RÉSUMÉ OF` and the like before a name."""
    return re.compile(rf"^\W*(?:{any_phrase(identity_words()['leads'])})(?!\w)\W*", re.IGNORECASE)


@cache
def _trail() -> re.Pattern[str]:
    """`RESUME` and the like behind a name, without a mark between them."""
    return re.compile(rf"(?<=\w)\W+(?:{any_phrase(identity_words()['trails'])})\W*$", re.IGNORECASE)


@cache
def _titles() -> re.Pattern[str]:
    """`Prof. Dr.`, `Dr. rer. nat.`, `Dipl.-Ing.`, `Sgt.` before a name."""
    honorifics = any_phrase(identity_words()["honorifics"])
    ranks = any_phrase(identity_words()["ranks"])
    return re.compile(
        rf"^(?:(?:{honorifics})(?:\.|(?=\s))\s*(?:[a-z]{{1,5}}\.\s?){{0,3}}|(?:{ranks})\.\s*"
        r"|dipl\.-?\s?[a-z]{1,8}\.?(?:\s\(FH\))?\s+|\(ret\.?\)\s*)+(?=\S)",
        re.IGNORECASE,
    )


@cache
def particles() -> frozenset[str]:
    """Words between the names of a person that are none by themselves: `de`, `van`."""
    return frozenset(identity_words()["particles"])


@cache
def stated_pronouns() -> re.Pattern[str]:
    """`(she/her)`, with the blank before it."""
    words = any_phrase({*identity_words()["pronouns"], "they", "them", "theirs"})
    return re.compile(
        rf"(?:(?<![ \t])[ \t]+)?\(?\b(?:{words})(?:\s?/\s?(?:{words}))+\b\)?", re.IGNORECASE
    )


def _is_credential(text: str, name: str) -> bool:
    """Whether letters behind a name are those of a degree or a licence (`RN`, `M.Ed.`)."""
    words = text.split()
    if GENERATION.fullmatch(text):
        return False
    short = all(len(word.replace(".", "")) <= _LONGEST_LETTERS for word in words)
    capitals = all(sum(c.isupper() for c in word) > 1 for word in words)
    known = any_credential().fullmatch(text) is not None or bool(degrees_held(text))
    return known or (short and capitals and not name.isupper())


def are_letters(text: str) -> bool:
    """Whether a text is nothing but what is put behind a name: `RN, BSN`, `BSc (Hons)`."""
    words = text.replace("(Hons)", "").replace(",", " ").replace("|", " ").split()
    return all(
        len(word) <= _LONGEST_LETTERS + word.count(".") + word.count("-")
        and sum(c.isupper() for c in word) > 1
        for word in words
    )


def may_be_name(text: str) -> bool:
    """Whether a text may be a name: few words with capitals, or all of it in small letters."""
    words = name_words(text)
    if any(c.isdigit() or c in "_@:/" for c in text):
        return False
    said = [word for word in text.split() if word[0].isalpha()]
    capitals = all(
        not w[0].islower() or w.rstrip(".") in particles() or _ELIDED.match(w) for w in said
    )
    return 1 <= len(words) <= MOST_NAME_WORDS and (capitals or text.islower())


def name_words(name: str) -> list[str]:
    """The words of a name without honorifics, initials and particles (but for a last one: Le)."""
    found = [word.strip(".-'’") for word in _NAME_WORD.findall(name)]
    honorifics = {word.lower() for word in identity_words()["honorifics"]}
    words = [word for word in found if len(word) > 1 and word.casefold() not in honorifics]
    return [w for w in words[:-1] if w.casefold() not in particles()] + words[-1:]


def named_by_label(document: Document) -> str | None:
    """The name where a form asks for it: `Name: Awa Mbaye`, or `Nom : Mbaye`, `Prénom : Awa`."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(document.lines[:_FORM]):
        text = document.line_text(line)
        for part in ("whole", "first", "last"):
            match = _asked(part).match(text)
            if match and part not in found and may_be_name(name := plain_name(match["name"])):
                found[part] = number, name
    name = ""
    if "first" in found and "last" in found:
        (first_at, first), (last_at, last) = found["first"], found["last"]
        name = f"{first} {last}" if 0 < abs(first_at - last_at) <= _NEAR else ""
    if not name and "whole" in found and len(found["whole"][1].split()) > 1:
        name = found["whole"][1]
    return name if name and not document.is_unsure(name) else None


@cache
def _asked(part: str) -> re.Pattern[str]:
    labels = any_phrase(identity_words()["asked"][part])
    return re.compile(rf"^\W{{0,3}}(?:{labels})\s*:\s*(?P<name>\S.{{0,60}})$", re.IGNORECASE)
