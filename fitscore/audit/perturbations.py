"""One résumé many times over, changed in what should not matter."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from fitscore.audit.names import name_groups
from fitscore.errors import ExtraError
from fitscore.resume import name_ranges
from fitscore.text.vocabulary import load
from fitscore.types import Bullet, Resume

_TYPED = re.compile(r"[-*•·●▪◦‣–]\s*$")


@dataclass(frozen=True, slots=True)
class Variant:
    """A résumé changed in one way.

    Attributes:
        kind: names, pronouns, order, unrelated, wording or format.
        label: Which of its kind (`Hispanic women`, `DOCX`).
        data: A file, to be read as any other.
    """

    kind: str
    label: str
    data: bytes


def variants(resume: Resume, seed: int) -> Iterator[Variant]:
    """All of them, the unchanged text first (kind `text`): what the others are compared with.

    Args:
        resume: As it was read.
        seed: Chooses among the names of a group, and an order.

    Raises:
        ExtraError: What writes PDF is not installed.
    """
    text = resume.text
    yield _text("text", "unchanged", text)
    for group in name_groups():
        name = group.names[seed % len(group.names)]
        yield _text("names", group.label, _with_name(resume, name))
    for pronoun, forms in _changes()["pronouns"].items():
        yield _text("pronouns", pronoun, _with_pronouns(text, pronoun, forms))
    yield _text("order", "statements shuffled within each job", _shuffled(resume, seed))
    added = "\n\nInterests\n" + "".join(f"- {line}\n" for line in _changes()["unrelated"])
    yield _text("unrelated", "five unrelated statements added", text + added)
    yield _text("wording", "harmless wording (control)", _reworded(resume))
    yield Variant("format", "DOCX", _docx(resume))
    yield Variant("format", "PDF", _pdf(resume))


def _changes() -> dict[str, Any]:
    return load("audit/perturbations.toml")


def _text(kind: str, label: str, text: str) -> Variant:
    return Variant(kind, label, text.encode())


def _with_name(resume: Resume, name: str) -> str:
    """Another name wherever the candidate's stands, in header and body; on top where none is known.

    The e-mail address and the address of a profile change with it.
    """
    person = resume.candidate
    if person is None or not person.name:
        return f"{name}\n{resume.text}"
    pieces, at = [], 0
    for start, end in name_ranges(resume.text, person.name):
        pieces += [resume.text[at:start], _renamed(resume.text[start:end], person.name, name)]
        at = end
    text = "".join([*pieces, resume.text[at:]])
    old = person.name.split()
    first, *_, last = name.split()
    if person.email:
        text = text.replace(person.email, f"{first}.{last}@example.com".lower())
    joined = rf"{re.escape(old[0])}[-._]?{re.escape(old[-1])}"  # as in the address of a profile
    return re.sub(joined, f"{first}-{last}".lower(), text, flags=re.IGNORECASE)


def _renamed(said: str, old: str, name: str) -> str:
    """Another name in the form in which one stands: whole, or its first or last part alone."""
    first, *_, last = name.split()
    words = old.casefold().split()
    parts = re.finditer(r"[^\W\d_][\w'’-]*", said)
    named = [found for found in parts if found.group().casefold() in words]
    if not named:
        return name
    alone = last if named[0].group().casefold() == words[-1] else first
    new = name if len(named) > 1 else alone
    title = said[: named[0].start()] if len(named) == 1 else ""
    return title + (new.upper() if said.isupper() else new)


def _with_pronouns(text: str, pronoun: str, forms: dict[str, str]) -> str:
    """Pronouns of one gender in the text, and said below the first line, as people do."""
    pattern = re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)
    swapped = pattern.sub(lambda found: _cased(found.group(), forms[found.group().lower()]), text)
    first, _, rest = swapped.partition("\n")
    said = "(she/her)" if pronoun == "she" else "(he/him)"
    return f"{first} {said}\n{rest}"


def _cased(old: str, new: str) -> str:
    return new.capitalize() if old[0].isupper() else new


def _shuffled(resume: Resume, seed: int) -> str:
    """The statements of each job in another order, each in the place of another."""
    chance = random.Random(seed)  # noqa: S311
    roles: dict[str, list[Bullet]] = {}
    for bullet in resume.bullets:
        if bullet.role is not None:
            roles.setdefault(bullet.role, []).append(bullet)
    instead: dict[int, str] = {}
    for own in roles.values():
        texts = [bullet.text for bullet in own]
        chance.shuffle(texts)
        instead.update(zip((bullet.start for bullet in own), texts, strict=True))
    return _replaced(resume, instead)


def _reworded(resume: Resume) -> str:
    instead = {}
    for bullet in resume.bullets:
        text = bullet.text.rstrip(".")
        for old, new in _changes()["same_meaning"]:
            text = re.sub(
                rf"(?<!\w){old}(?!\w)" if old.strip() == old else old,
                lambda found, new=new: _cased(found.group(), new),
                text,
                flags=re.IGNORECASE,
            )
        instead[bullet.start] = text
    return _replaced(resume, instead)


def _replaced(resume: Resume, instead: dict[int, str]) -> str:
    """The text with other words for the statements that begin at some places."""
    pieces, at = [], 0
    for bullet in sorted(resume.bullets, key=lambda bullet: bullet.start):
        if bullet.start in instead and bullet.start >= at:
            pieces += [resume.text[at : bullet.start], instead[bullet.start]]
            at = bullet.end
    return "".join([*pieces, resume.text[at:]])


def _paragraphs(resume: Resume) -> Iterator[tuple[str, bool]]:
    """The text by paragraphs, and whether each is a list item: lines of one statement joined."""
    at = 0
    for bullet in sorted(resume.bullets, key=lambda bullet: bullet.start):
        if bullet.start < at:
            continue
        before = resume.text[at : bullet.start]
        listed = bool(_TYPED.search(before)) or bullet.role is not None
        for line in _TYPED.sub("", before).split("\n"):
            if line.strip():
                yield line.strip(), False
        yield bullet.text, listed
        at = bullet.end
    for line in resume.text[at:].split("\n"):
        if line.strip():
            yield line.strip(), False


def _docx(resume: Resume) -> bytes:
    from docx import Document

    document = Document()
    for text, listed in _paragraphs(resume):
        clean = "".join(c for c in text if c.isprintable())
        document.add_paragraph(clean, style="List Bullet" if listed else None)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pdf(resume: Resume) -> bytes:
    """A page of one column; what its font lacks is written as a question mark."""
    try:
        from reportlab.lib.pagesizes import LETTER
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate
    except ImportError as error:
        raise ExtraError("writing PDF variants", "audit") from error
    plain = ParagraphStyle("plain", fontSize=10, leading=13)
    item = ParagraphStyle("item", parent=plain, leftIndent=14, bulletIndent=4)
    story: list[Any] = []
    for text, listed in _paragraphs(resume):
        escaped = escape(text.encode("cp1252", "replace").decode("cp1252"))
        bullet = "•" if listed else None
        story.append(Paragraph(escaped, item if listed else plain, bulletText=bullet))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=LETTER, invariant=1).build(story)
    return buffer.getvalue()
