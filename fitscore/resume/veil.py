"""A résumé read blind: without person, schools and age, in whatever is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, cached_property

from fitscore.resume.identity import MASK, anonymized, merged_ranges, telling_words
from fitscore.resume.redaction import Range
from fitscore.text.dates import dates_in
from fitscore.text.vocabulary import load
from fitscore.types import Flag, Resume, Role

_LEAST = 3  # characters of what is known anywhere by itself
_OF_DATE = 30  # characters behind `born` in which the date stands
_LINES = re.compile(r"[\n|;•·]|\s[-–—]\s|,\s")
# What a school is called with, in the languages whose résumés are read or come most beside them.
_SCHOOLS = (
    r"(?:University|College|Institute|Polytechnic|Academy|School|Conservatory|Universit[àäéy]t?\w*"
    r"|Universidad\w*|Universidade|Collège|Lycée|École|Hochschule|Gymnasium|Institut|Instituto)"
)
_NOUN = re.compile(_SCHOOLS, re.IGNORECASE)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.'’&-]*"
_SCHOOL = re.compile(
    rf"(?:{_CAPITAL}[ \t]+){{0,5}}\b{_SCHOOLS}\b"
    rf"(?:[ \t]+(?:of|for|in|at|de|del|do|da|di|für|der)(?:[ \t]+(?:the|la|las|los|and|y|e))?"
    rf"(?:[ \t]+{_CAPITAL})+(?:[ \t]+(?:and|&)[ \t]+{_CAPITAL})*)?(?:,?[ \t]+{_CAPITAL})?"
)


class Veil:
    """What is known of one person, and hides it in any text about them."""

    def __init__(self, resume: Resume) -> None:
        """Of a résumé as it was read."""
        self._resume = resume
        self._schools = tuple(_schools(resume))
        own = [resume.text[start:end] for start, end in (*resume.masks, *_births(resume.text))]
        self._known = _pattern(resume, [*own, *self._schools])

    def hide(self, text: str) -> str:
        """A text with a mask over each character that tells who it is about."""
        return self._known.sub(_masked, text)

    def hide_note(self, text: str) -> str:
        """The same of what somebody wrote, who may say no more than `Snodsbury` of a school.

        In the résumé itself that would take the town out of its jobs too.
        """
        return self.hide(self._short.sub(_masked, text))

    @cached_property
    def _short(self) -> re.Pattern[str]:
        words = (word for school in self._schools for word in telling_words(school))
        return _any_of({word for word in words if not _NOUN.fullmatch(word)})

    @cached_property
    def resume(self) -> Resume:
        """The résumé, masked at equal length: offsets stay, quotes are to be taken anew."""
        text = self._resume.text
        ranges = [*self._resume.masks, *_births(text)]
        ranges += [found.span() for found in self._known.finditer(text)]
        ranges += [found.span() for found in _SCHOOL.finditer(text)]  # whatever runs into one
        masked = anonymized(replace(self._resume, masks=merged_ranges(ranges)))
        return replace(
            masked,
            roles=tuple(map(self._role, masked.roles)),
            education=tuple(
                replace(one, institution=None, field=one.field and self.hide(one.field))
                for one in masked.education
            ),
            credentials=tuple(replace(one, name=self.hide(one.name)) for one in masked.credentials),
            skills=tuple(map(self.hide, masked.skills)),
            flags=tuple(map(self.flag, masked.flags)),
        )

    def _role(self, role: Role) -> Role:
        return replace(
            role,
            title=self.hide(role.title),
            employer=role.employer and self.hide(role.employer),
        )

    def flag(self, flag: Flag) -> Flag:
        """What is to be known of the file, without the person."""
        return replace(flag, quote=self.hide(flag.quote), explanation=self.hide(flag.explanation))

    def quote(self, quote: str, start: int, end: int) -> str:
        """The words of a quote as they are seen, by its place in the text."""
        if not 0 <= start < end <= len(self.resume.text):
            return self.hide(quote)
        return self.hide(" ".join(self.resume.text[start:end].split()))


def _masked(found: re.Match[str]) -> str:
    return "".join(char if char.isspace() else MASK for char in found.group())


def _schools(resume: Resume) -> Iterator[str]:
    """The names of schools, as entries of education and as the text have them."""
    yield from (entry.institution for entry in resume.education if entry.institution)
    yield from (found.group() for found in _SCHOOL.finditer(resume.text))


def _births(text: str) -> Iterator[Range]:
    """Where a birth date or an age is stated."""
    for found in _born().finditer(text):
        dates = dates_in(text[found.end() : found.end() + _OF_DATE])
        if dates:
            yield found.start(), found.end() + dates[0].end
    yield from (found.span() for found in _told().finditer(text))


@cache
def _born() -> re.Pattern[str]:
    return re.compile(load("facts/personal.toml")["age"]["born"], re.IGNORECASE)


@cache
def _told() -> re.Pattern[str]:
    return re.compile(load("facts/personal.toml")["age"]["told"], re.IGNORECASE)


def _pattern(resume: Resume, known: list[str]) -> re.Pattern[str]:
    """What finds any of these, and the person's name, whatever blanks stand in it."""
    person = resume.candidate
    whole = [*known, resume.source]
    if person is not None:
        whole += [item for item in (person.name, person.email, person.phone) if item]
    pieces = {" ".join(piece.split()) for item in whole for piece in (item, *_LINES.split(item))}
    pieces |= set(telling_words(person.name or "")) if person is not None else set()
    return _any_of({piece for piece in pieces if not _NOUN.fullmatch(piece)})


def _any_of(pieces: set[str]) -> re.Pattern[str]:
    wanted = sorted(
        (p for p in pieces if len(p) >= _LEAST and any(map(str.isalnum, p))), key=len, reverse=True
    )
    options = "|".join(r"\s+".join(map(re.escape, piece.split())) for piece in wanted)
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)" if options else r"(?!)", re.IGNORECASE)
