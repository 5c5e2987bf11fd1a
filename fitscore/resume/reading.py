"""Read a résumé: the steps, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fitscore.documents import DEFAULT_LIMITS, Limits, document_from_bytes, document_from_text
from fitscore.errors import InputError, NoBulletError
from fitscore.kinds import check_kind
from fitscore.resume.credentials import read_credentials
from fitscore.resume.education import read_education
from fitscore.resume.headings import section_named
from fitscore.resume.heads import LETTER, SECTION_OF
from fitscore.resume.identity import hidden_ranges, mask_ranges, read_candidate
from fitscore.resume.lists import read_languages, read_skills
from fitscore.resume.outline import ROLE_SECTIONS, Part, outline
from fitscore.resume.reader import ResumeReader, default_resume_reader
from fitscore.resume.redaction import Redacted, redact
from fitscore.resume.roles import RoleBlock, read_roles
from fitscore.resume.statements import read_statements
from fitscore.resume.units import Unit
from fitscore.text.confusables import find_disguises
from fitscore.text.languages import language_flags
from fitscore.types import (
    Bullet,
    Candidate,
    Credential,
    Document,
    Education,
    Flag,
    Line,
    Mail,
    Resume,
    Role,
    Section,
)

_LONGEST_QUOTE = 120
_MEMBERSHIPS = "memberships"
_OPENING = 1500  # characters, in which nearly every name stands


def resume_from_bytes(
    data: bytes,
    name: str,
    limits: Limits = DEFAULT_LIMITS,
    reader: ResumeReader | None = None,
    mail: Mail | None = None,
) -> Resume:
    """A Resume from the bytes of a file of any kind that is read.

    The bytes are read in this process: `fitscore.read_resume` reads in one of its own.

    Args:
        data: Of the file.
        name: For messages.
        limits: How much it may hold.
        reader: The one that ships unless given.
        mail: What the file was attached to.

    Raises:
        InputError: It cannot be read, or holds no statement.
    """
    document = document_from_bytes(data, name, limits=limits)
    if not limits.any_kind:
        check_kind(document, "resume")
    return resume_from_document(document, reader, mail)


def resume_from_text(text: str, source: str = "text") -> Resume:
    """A Resume from text that is already in memory.

    Raises:
        InputError: There is no statement in it.
    """
    return resume_from_document(document_from_text(text, source))


def resume_from_document(
    document: Document, reader: ResumeReader | None = None, mail: Mail | None = None
) -> Resume:
    """A Resume from a Document.

    The name is found first. Then the document is read again without it: what is decided from it
    is the same whatever the person is called.

    Raises:
        NoBulletError: There is no statement in it.
    """
    reader = reader or default_resume_reader()
    candidate = read_candidate(document, reader.read(_opening(document)))
    redacted, units = _without_person(document, candidate, reader)
    below = read_candidate(document, _restored(redacted, units))  # what stands below the opening
    sender = mail.sender if mail else Candidate()
    known = [candidate, below, sender]
    found = Candidate(
        *(
            next((value for one in known if (value := getattr(one, name))), None)
            for name in ("name", "email", "phone")
        )
    )
    if found.name != candidate.name:
        redacted, units = _without_person(document, found, reader)
    candidate = found
    units = _as_headings_say(redacted.document, _as_the_format_says(redacted.document, units))
    units, others = _of_first_person(redacted.document, units)
    content = _Content(redacted, outline(redacted.document, units))
    if not content:  # what it is, is not known, but it is said
        rest = [replace(u, label="statement", section="other") for u in units if _may_tell(u)]
        content = _Content(redacted, outline(redacted.document, rest))
    if not content:
        raise NoBulletError(
            document.source,
            "no statement of a résumé was found in it",
            "check that this is the résumé and that its text can be selected",
        )
    levels = read_languages(content.bullets)
    return Resume(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        bullets=tuple(content.bullets),
        roles=tuple(content.roles),
        education=tuple(content.education),
        credentials=tuple(content.credentials),
        skills=read_skills(content.bullets),
        languages=tuple(level.name for level in levels),
        language_levels=levels,
        candidate=candidate,
        flags=(
            *_flags(document, redacted, units, others),
            *_flags_of_reading(document, candidate, content.bullets),
            *_flags_of(mail),
        ),
        masks=mask_ranges(document, _restored(redacted, units), candidate, redacted.replacements),
        language=document.language,
        pages=document.pages,
    )


def _may_tell(unit: Unit) -> bool:
    return unit.label not in {"name", "contact", "heading"} and unit.section != LETTER


def unread_resume(error: InputError) -> Resume:
    """What is known of a résumé that could not be read: its source and its status."""
    return Resume(error.source, "", "", (), status=error.status, pages=0)


def _opening(document: Document) -> Document:
    """The beginning, in which nearly every name stands."""
    lines = tuple(line for line in document.lines if line.end <= _OPENING) or document.lines[:1]
    return replace(document, lines=lines, text=document.text[: lines[-1].end if lines else 0])


def _without_person(
    document: Document, candidate: Candidate, reader: ResumeReader
) -> tuple[Redacted, list[Unit]]:
    redacted = redact(document, hidden_ranges(document.text, candidate.name))
    return redacted, reader.read(redacted.document)


def _as_the_format_says(document: Document, units: list[Unit]) -> list[Unit]:
    """The same units; in a JSON Resume with the sections that its keys name."""
    if document.media != "json_resume":
        return units
    headings = {line.start: document.line_text(line) for line in document.lines if line.heading}
    sections, named = [], "header"
    for unit in units:
        named = section_named(headings.get(unit.start, "")) or named
        sections.append(named)
    return [replace(unit, section=name) for unit, name in zip(units, sections, strict=True)]


def _as_headings_say(document: Document, units: list[Unit]) -> list[Unit]:
    """The same units; under a heading that names memberships nothing is a volunteer's job."""
    found, named = [], None
    for unit in units:
        if unit.label == "heading":
            named = section_named(document.text[unit.start : unit.end])
        held = named == _MEMBERSHIPS and unit.section == Section.VOLUNTEER
        found.append(replace(unit, section=_MEMBERSHIPS) if held else unit)
    return found


def _of_first_person(document: Document, units: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """The units of the résumé that comes first, and those of one that follows it.

    A second one begins with a name and contacts of its own once the first has told of work or
    school.
    """
    told = False
    for number, unit in enumerate(units):
        told |= unit.label in {"title", "degree", "statement"} and unit.section != LETTER
        if not told or unit.label != "name" or unit.section != "header":
            continue
        near = units[number : number + 8]
        own = document.text[unit.start : unit.end].strip() != "Person"
        if own and any(other.label == "contact" for other in near):
            return units[:number], units[number:]
    return units, []


def _restored(redacted: Redacted, units: Sequence[Unit]) -> list[Unit]:
    """The same units where they stand in the original."""
    places = (redacted.original(unit.start, unit.end) for unit in units)
    return [replace(u, start=a, end=b) for u, (a, b) in zip(units, places, strict=True)]


class _Content:
    """What the parts of a résumé say, with offsets of its own text.

    Attributes:
        bullets: In order.
        roles: In order, numbered.
        education: In order.
        credentials: In order.
    """

    def __init__(self, redacted: Redacted, parts: Sequence[Part]) -> None:
        self._redacted = redacted
        self._document = redacted.document
        self.bullets: list[Bullet] = []
        self.roles: list[Role] = []
        self.education: list[Education] = []
        for part in parts:
            self._add_part(part)
        self.credentials: list[Credential] = [
            replace(item, start=start, end=end)
            for item in read_credentials(self._document, parts)
            for start, end in [redacted.original(item.start, item.end)]
        ]

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.bullets or self.roles or self.education or self.credentials)

    def _add_part(self, part: Part) -> None:
        section = SECTION_OF[part.section]
        if part.section in ROLE_SECTIONS:
            for block in read_roles(self._document, part.entries):
                if isinstance(block, RoleBlock):
                    self._add_statements(block.lines, section, self._add_role(block, section))
                else:
                    self._add_statements(block, section)
            return
        if part.section == "education":
            for item in read_education(self._document, part.entries):
                start, end = self._redacted.original(item.start, item.end)
                self.education.append(replace(item, start=start, end=end))
        # Prose among the contacts is a summary without a heading.
        section = Section.SUMMARY if section is Section.HEADER else section
        self._add_statements(part.lines, section)

    def _add_role(self, block: RoleBlock, section: Section) -> str:
        start, end = self._redacted.original(block.start, block.end)
        title, employer = block.title, block.employer
        if section is Section.PROJECTS and not title:
            title, employer = employer or "", None  # a project is called by a name, not a title
        role = Role(
            id=f"j{len(self.roles) + 1}",
            title=title,
            employer=employer and self._as_printed(employer, block.start),
            from_=block.dates.from_ if block.dates else None,
            to=block.dates.to if block.dates else None,
            start=start,
            end=end,
            page=self._document.page_at(block.start),
            section=section,
            type="volunteer" if section is Section.VOLUNTEER else block.type,
        )
        self.roles.append(role)
        return role.id

    def _as_printed(self, name: str, near: int) -> str:
        """An employer whose name holds the person's: `Lorne Bakes`. Nothing is decided by it."""
        text = self._document.text
        at = text.find(name, near)
        at = at if at >= 0 else text.find(name)
        if at < 0:
            return name
        start, end = self._redacted.original(at, at + len(name))
        return " ".join(self._redacted.text[start:end].split())

    def _add_statements(
        self, lines: Sequence[Line], section: Section, role: str | None = None
    ) -> None:
        for statement in read_statements(self._document, lines):
            start, end = self._redacted.original(statement.start, statement.end)
            text = " ".join(self._redacted.text[start:end].split())
            number = len(self.bullets) + 1
            self.bullets.append(
                Bullet(f"b{number}", text, start, end, statement.page, section, role)
            )


def _flags_of(mail: Mail | None) -> tuple[Flag, ...]:
    if mail is None or not mail.letter:
        return ()
    quote = " ".join(mail.letter.split())[:_LONGEST_QUOTE]
    return (Flag("letter", 1, quote, "the mail that it came with; what it says proves nothing"),)


def _flags(
    document: Document,
    redacted: Redacted,
    units: Sequence[Unit],
    others: Sequence[Unit],
) -> tuple[Flag, ...]:
    flags = list(document.flags)

    def flag(kind: str, start: int, end: int, explanation: str) -> None:
        line = document.line_at(start) or document.lines[-1]
        quote = " ".join(document.text[max(line.start, start) : end].split())[:_LONGEST_QUOTE]
        flags.append(Flag(kind, line.page, quote, explanation))

    for kind, start, end, explanation in find_disguises(document.text):
        flag(kind, start - 40, end + 40, explanation)
    letter = [unit for unit in units if unit.section == LETTER]
    if letter:
        flag(
            "letter",
            *redacted.original(letter[0].start, letter[0].end),
            "a letter or an e-mail stands in the file; what it says proves nothing",
        )
    if others:
        flag(
            "two_people",
            *redacted.original(others[0].start, others[0].end),
            "another person's résumé begins here; only the first was read",
        )
    return tuple(flags)


def _flags_of_reading(
    document: Document, candidate: Candidate, bullets: Sequence[Bullet]
) -> Iterator[Flag]:
    """What the statements say of the file: a language other than English, nobody's name."""
    texts = [bullet.text for bullet in bullets]
    yield from language_flags("the résumé", document.language, texts)
    if candidate.name is None:
        yield Flag("no_name", 1, "", "no name was found in it")
