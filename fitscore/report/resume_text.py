"""A résumé as it was read, for a terminal: roles on a time line, and what is withheld."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fitscore.report.console import (
    bulleted,
    indented,
    new_console,
    output_of,
    print_facts,
    print_flags,
)
from fitscore.report.time_line import time_line_of
from fitscore.text.clean import printable
from fitscore.text.dates import tenure
from fitscore.types import Credential, LanguageLevel, Resume, Role

_LEAST_BAR, _MOST_BAR = 12, 48  # columns


def resume_to_text(resume: Resume, *, as_of: str, width: int = 80, color: bool = False) -> str:
    """What was read of a résumé: who, roles on a time line and with their bullets, education.

    Args:
        resume: What to show.
        as_of: YYYY-MM-DD, the day that "present" means.
        width: Columns of the terminal.
        color: Whether to write terminal colours.
    """
    console = new_console(width, color=color)
    person = resume.candidate
    if person is not None:
        name = person.name or "not found; the contact lines are withheld whole"
        print_facts(console, [("Name", name), ("E-mail", person.email), ("Phone", person.phone)])
    _time_line(console, resume, as_of)
    for role in resume.roles:
        _role(console, resume, role, as_of)
    _education(console, resume)
    sections: dict[str, list[str]] = {}
    for bullet in resume.bullets:
        if bullet.role is None:
            sections.setdefault(bullet.section.value, []).append(bullet.text)
    for section, texts in sections.items():
        console.print(Text(f"\n{section.capitalize()}", "bold"))
        for text in texts:
            bulleted(console, text)
    recognised = (
        ("Credentials", [_credential(item) for item in resume.credentials]),
        ("Skills", list(resume.skills)),
        ("Languages", [_language(item) for item in resume.language_levels]),
        ("Withheld from scoring", _masked(resume)),
    )
    console.print()
    for label, items in recognised:
        if items:
            console.print(Text(f"{label}: ", "bold") + Text(printable("; ".join(items))))
    print_flags(console, resume.flags)
    return output_of(console)


def _credential(item: Credential) -> str:
    said = [str(item.year) if item.year else "", "" if item.state == "held" else item.state]
    told = ", ".join(filter(None, said))
    return f"{item.name} ({told})" if told else item.name


def _language(item: LanguageLevel) -> str:
    return f"{item.name} ({item.level})" if item.level else item.name


def _education(console: Console, resume: Resume) -> None:
    if resume.education:
        console.print(Text("\nDegrees", "bold"))
    for entry in resume.education:
        level = entry.degree.value if entry.degree else None
        parts = [level, entry.field, entry.institution, str(entry.year or ""), entry.gpa]
        parts.append(None if entry.state == "completed" else entry.state)
        bulleted(console, ", ".join(part for part in parts if part))


def _time_line(console: Console, resume: Resume, as_of: str) -> None:
    """A bar for each dated role, from the first month of all to the last."""
    line = time_line_of(resume.roles, as_of)
    if line is None:
        return
    room = max(_LEAST_BAR, min(_MOST_BAR, console.width // 3))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Time line", overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column("Length", no_wrap=True)
    ends = f"{line.first}{line.last:>{room - 4}}" if line.first != line.last else f"{line.first}"
    table.add_column(ends, width=room, no_wrap=True)
    for bar in line.bars:
        begin = min(int(bar.start * room), room - 1)
        length = max(1, round(bar.stop * room) - begin)
        drawn = Text("·" * begin + "█" * length + "·" * (room - begin - length), "cyan")
        table.add_row(Text(printable(bar.role.title or "Untitled role")), bar.length, drawn)
    console.print(table)
    total = tenure(resume.roles, as_of)
    console.print(Text(f"{total} in dated roles, overlaps once, as of {as_of}", "dim"))


def _masked(resume: Resume) -> list[str]:
    passages = (" ".join(resume.text[a:b].split()) for a, b in resume.masks)
    return list(dict.fromkeys(passage for passage in passages if passage))


def _role(console: Console, resume: Resume, role: Role, as_of: str) -> None:
    until = "present" if role.from_ and role.to is None else role.to
    length = tenure([role], as_of) if role.is_work else "not counted as work"
    dates = f"{role.from_} to {until} ({length})" if role.from_ else "no dates"
    line = Text(f"\n{printable(role.title or 'Untitled role')}", "bold")
    line.append(f"  {dates}", "default")
    if role.type != "work":
        line.append(f"  {role.type}", "dim")
    console.print(line)
    if role.employer:
        indented(console, Text(printable(role.employer)), 2)
    for bullet in resume.bullets:
        if bullet.role == role.id:
            bulleted(console, bullet.text)
