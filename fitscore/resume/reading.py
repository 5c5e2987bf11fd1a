"""Read a résumé: the steps, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitscore.documents import DEFAULT_LIMITS, Limits, document_from_bytes, document_from_text
from fitscore.errors import InputError, NoBulletError
from fitscore.resume.education import read_credentials, read_education
from fitscore.resume.identity import mask_ranges, read_candidate, split_header
from fitscore.resume.roles import RoleBlock, names_dated_titles, split_roles
from fitscore.resume.sections import Part, split_sections
from fitscore.resume.statements import Statement, read_statements
from fitscore.text.confusables import find_disguises
from fitscore.text.vocabulary import any_word, load
from fitscore.types import (
    Bullet,
    Document,
    Education,
    Flag,
    Line,
    Resume,
    Role,
    Section,
)

_ROLE_SECTIONS = {Section.EXPERIENCE, Section.VOLUNTEER, Section.PROJECTS}
_LIST_BREAK = re.compile(r"\s*(?:[,;|•·▪*]|\s[–-]\s|\n)\s*(?![^(]*\))")
# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LONGEST_SKILL = 60  # 117; characters
_NO_WORK = re.compile(
    r"\b(?:affiliations?|memberships?|associations|societies|awards?|honou?rs|publications"
    r"|presentations|conferences|references)\b",
    re.IGNORECASE,
)
_NO_SKILL = re.compile(r"^(?:personal\s+)?(?:interests?|hobbies)\b[^:]{0,20}:", re.IGNORECASE)


def resume_from_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Resume:
    """A Resume from the bytes of a file of any kind that is read.

    The bytes are read in this process: `fitscore.read_resume` reads in one of its own.

    Raises:
        InputError: It cannot be read, or holds no statement.
    """
    return resume_from_document(document_from_bytes(data, name, limits=limits))


def resume_from_text(text: str, source: str = "text") -> Resume:
    """A Resume from text that is already in memory.

    Raises:
        InputError: There is no statement in it.
    """
    return resume_from_document(document_from_text(text, source))


def resume_from_document(document: Document) -> Resume:
    """A Resume from a Document.

    Raises:
        NoBulletError: There is no statement in it.
    """
    parts = split_sections(document)
    header, parts = _split_header(document, parts)
    candidate = read_candidate(document, header)
    masks = mask_ranges(document, header, candidate)
    bullets, roles, education = _read_parts(document, parts)
    if not bullets:
        raise NoBulletError(
            document.source,
            "no statement of a résumé was found in it",
            "check that this is the résumé and that its text can be selected",
        )
    return Resume(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        bullets=tuple(bullets),
        roles=tuple(roles),
        education=tuple(education),
        credentials=tuple(read_credentials(document, masks)),
        skills=_skills(bullets),
        languages=_languages(bullets),
        candidate=candidate,
        flags=_flags(document, bullets[0]),
        masks=masks,
        language=document.language,
        pages=document.pages,
    )


def _flags(document: Document, first: Bullet) -> tuple[Flag, ...]:
    flags = list(document.flags)
    for kind, start, end, explanation in find_disguises(document.text):
        line = next((line for line in document.lines if start < line.end), document.lines[-1])
        quote = " ".join(document.text[max(line.start, start - 40) : end + 40].split())
        flags.append(Flag(kind, line.page, quote, explanation))
    if document.language in {None, "en"}:
        return tuple(flags)
    explanation = (
        f"the résumé is not in English (it reads as “{document.language}”), and verdicts on it are "
        "not to be relied on"
    )
    return (*flags, Flag("language", first.page, first.text[:80], explanation))


def unread_resume(error: InputError) -> Resume:
    """What is known of a résumé that could not be read: its source and its status."""
    return Resume(error.source, "", "", (), status=error.status, pages=0)


def _split_header(document: Document, parts: list[Part]) -> tuple[list[Line], list[Part]]:
    """The contact lines, and the other parts; prose among the contacts becomes a summary."""
    header: list[Line] = []
    others: list[Part] = []
    for part in parts:
        if part.section is not Section.HEADER:
            others.append(part)
            continue
        identity, prose = split_header(document, part.lines)
        header += identity
        if prose:
            others.append(Part(Section.SUMMARY, None, prose))
    return header, others


def _read_parts(
    document: Document, parts: list[Part]
) -> tuple[list[Bullet], list[Role], list[Education]]:
    bullets: list[Bullet] = []
    roles: list[Role] = []
    education: list[Education] = []
    for part in parts:
        if part.section in _ROLE_SECTIONS or (
            part.section is Section.OTHER
            and not _lists_no_work(document, part)
            and names_dated_titles(document, part.lines)
        ):
            for block in split_roles(document, part.lines):
                role = _role(block, part.section, len(roles) + 1)
                if role is not None:
                    roles.append(role)
                statements = read_statements(document, block.body)
                _add(bullets, document, statements, part.section, role.id if role else None)
        else:
            if part.section is Section.EDUCATION:
                education += read_education(document, part.lines)
            _add(bullets, document, read_statements(document, part.lines), part.section, None)
    return bullets, roles, education


def _lists_no_work(document: Document, part: Part) -> bool:
    """Whether a heading says that what is dated under it was no job (`Member, 2008 - present`)."""
    heading = part.heading
    return heading is not None and bool(_NO_WORK.search(document.text[heading.start : heading.end]))


def _role(block: RoleBlock, section: Section, number: int) -> Role | None:
    if not block.header:
        return None
    return Role(
        id=f"j{number}",
        title=block.title,
        employer=block.employer,
        from_=block.dates.from_ if block.dates else None,
        to=block.dates.to if block.dates else None,
        start=block.header[0].start,
        end=block.header[-1].end,
        page=block.header[0].page,
        section=section,
    )


def _add(
    bullets: list[Bullet],
    document: Document,
    statements: list[Statement],
    section: Section,
    role: str | None,
) -> None:
    for statement in statements:
        text = " ".join(document.text[statement.start : statement.end].split())
        number = len(bullets) + 1
        bullets.append(
            Bullet(
                f"b{number}", text, statement.start, statement.end, statement.page, section, role
            )
        )


def _skills(bullets: Sequence[Bullet]) -> tuple[str, ...]:
    """Items of the skills section, each once, in order."""
    items: dict[str, None] = {}
    for bullet in bullets:
        if bullet.section is Section.SKILLS:
            if _NO_SKILL.match(bullet.text):
                continue
            body = re.sub(r"^[\w &/]{2,40}:\s+", "", bullet.text)
            for piece in _LIST_BREAK.split(body):
                item = piece.strip(" .:")
                item = re.sub(r"^(?:and|or)\s+(?=\S)", "", item)
                if _is_skill(item):
                    items.setdefault(item)
    return tuple(items)


def _is_skill(item: str) -> bool:
    return (
        any(c.isalpha() for c in item)
        and len(item) <= _LONGEST_SKILL
        and item.lower() not in {"and", "or", "etc", "other"}
    )


def _languages(bullets: Sequence[Bullet]) -> tuple[str, ...]:
    """Human languages named in the languages and skills sections."""
    known = any_word(tuple(load("text/trade.toml")["languages"]["names"]))
    items: dict[str, None] = {}
    for bullet in bullets:
        if bullet.section in {Section.LANGUAGES, Section.SKILLS}:
            for found in known.finditer(bullet.text):
                items.setdefault(found.group().title())
    return tuple(items)
