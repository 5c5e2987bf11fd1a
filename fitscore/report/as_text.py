"""Results for a terminal: readable at 80 columns and when piped."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fitscore.report.clean import printable
from fitscore.types import (
    Evidence,
    Match,
    Posting,
    Priority,
    Ranking,
    RequirementResult,
    Resume,
    Role,
    Verdict,
)

_SIGNS = {Verdict.MET: "✔", Verdict.PARTIAL: "◐", Verdict.MISSING: "✘", Verdict.UNKNOWN: "?"}
_STYLES = {
    Verdict.MET: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.MISSING: "red",
    Verdict.UNKNOWN: "cyan",
}
_HEADINGS = {
    Priority.REQUIRED: "Required",
    Priority.PREFERRED: "Preferred",
    Priority.BONUS: "Bonus",
}
_INDENT = 4


def match_to_text(match: Match, *, width: int = 80, color: bool = False) -> str:
    """A report of one match.

    Args:
        match: What to report.
        width: Columns of the terminal.
        color: Whether to write terminal colours.
    """
    console = _console(width, color=color)
    _headline(console, match)
    for priority in Priority:
        results = [r for r in match.requirements if r.requirement.priority is priority]
        if results:
            met = sum(result.verdict is Verdict.MET for result in results)
            known = sum(result.verdict is not Verdict.UNKNOWN for result in results)
            console.print(Text(f"\n{_HEADINGS[priority]} ({met} of {known} met)", "bold"))
            for result in results:
                _requirement(console, result)
    if match.questions:
        console.print(Text("\nTo ask, since the résumé does not say", "bold"))
        for question in match.questions:
            _indented(console, Text(f"- {printable(question.removeprefix('Ask about: '))}"), 2)
    _footer(console, match)
    return _output(console)


def _headline(console: Console, match: Match) -> None:
    console.print(Text(printable(match.resume.display_name), "bold"))
    console.print(Text(f"for {printable(match.posting.title or match.posting.source)}"))
    low, high = match.interval
    line = Text("\nFit ")
    line.append(f"{match.fit:.0f} of 100", "bold")
    line.append(
        f" ({match.band.value}; likely {low:.0f} to {high:.0f})   "
        f"Required met: {match.required_met} of {match.required_total}"
    )
    console.print(line)


def _requirement(console: Console, result: RequirementResult) -> None:
    verdict = result.verdict
    line = Text(f"{_SIGNS[verdict]} {verdict.value:8}", _STYLES[verdict])
    line.append(printable(result.requirement.text), "default")
    table = Table.grid(padding=0)
    table.add_column(width=11)
    table.add_column()
    table.add_row(
        Text(f"{_SIGNS[verdict]} {verdict.value}", _STYLES[verdict]),
        Text(printable(result.requirement.text)),
    )
    console.print(table)
    _indented(console, Text(printable(result.reason), "dim"), 11)
    for quote in result.evidence:
        _indented(console, _quote(quote), 11)
    if result.nearest is not None:
        _indented(console, Text("nearest: ", "dim") + _quote(result.nearest), 11)


def _quote(quote: Evidence) -> Text:
    return Text(f"“{printable(quote.quote)}” (p. {quote.page})", "italic")


def _footer(console: Console, match: Match) -> None:
    for flag in match.resume.flags:
        console.print(
            Text(f"\nNote, p. {flag.page}: {printable(flag.explanation)} “{printable(flag.quote)}”")
        )
    console.print(
        Text(
            f"\nModel {match.model.name}, decision {match.decision.name}, as of {match.as_of}, "
            f"fitscore {match.version}",
            "dim",
        )
    )


def ranking_to_text(ranking: Ranking, *, width: int = 80, color: bool = False) -> str:
    """A table of candidates, best first, and what could not be read."""
    console = _console(width, color=color)
    title = printable(ranking.posting.title or ranking.posting.source)
    console.print(Text(f"Candidates for {title}\n", "bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    table.add_column("Fit", justify="right")
    table.add_column("Band")
    table.add_column("Required", justify="right")
    table.add_column("Candidate", overflow="fold")
    table.add_column("File", overflow="fold")
    for place, match in enumerate(ranking.matches, 1):
        table.add_row(
            str(place),
            f"{match.fit:.0f}",
            match.band.value,
            f"{match.required_met} of {match.required_total}",
            Text(printable((match.resume.candidate and match.resume.candidate.name) or "")),
            Text(printable(match.resume.source)),
        )
    console.print(table)
    if ranking.failed:
        console.print(Text("\nNot read", "bold"))
        for failure in ranking.failed:
            _indented(console, Text(printable(failure.error), "red"), 2)
    made = f"Model {ranking.model.name}, decision {ranking.decision.name}, as of {ranking.as_of}"
    console.print(Text(f"\n{made}", "dim"))
    return _output(console)


def posting_to_text(
    posting: Posting, *, width: int = 80, color: bool = False, explain: bool = False
) -> str:
    """What was read of a posting: a table to check in a minute, and what was left out.

    Args:
        posting: What to show.
        width: Columns of the terminal.
        color: Whether to write terminal colours.
        explain: Also say of each passage what it was taken for, and why.
    """
    console = _console(width, color=color)
    _facts(
        console,
        [
            ("Title", posting.title),
            ("Employer", posting.employer),
            ("Location", posting.location),
            ("Salary", posting.salary),
            ("Language", posting.language if posting.language != "en" else None),
        ],
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    table.add_column("Priority")
    table.add_column("Kind")
    table.add_column("Requirement", overflow="fold")
    for number, item in enumerate(posting.requirements, 1):
        text = Text(printable(item.text))
        details = []
        if item.years_min is not None:
            details.append(f"{item.years_min:g} years")
        if item.degree is not None:
            details.append(item.degree.value)
        if item.or_equivalent:
            details.append("or equivalent")
        details += list(item.names)
        if details:
            text.append(f" [{printable('; '.join(details))}]", "dim")
        table.add_row(str(number), item.priority.value, item.kind.value, text)
    console.print(table)
    left_out: dict[str, int] = {}
    for passage in posting.passages:
        if passage.requirement is None and passage.reason != "heading":
            left_out[passage.reason] = left_out.get(passage.reason, 0) + 1
    if left_out:
        told = ", ".join(f"{count} × {reason}" for reason, count in left_out.items())
        console.print(Text(f"\nLeft out: {told}", "dim"))
    if explain:
        _passages(console, posting)
    return _output(console)


def _passages(console: Console, posting: Posting) -> None:
    console.print(Text("\nEach passage, in order", "bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Section")
    table.add_column("Taken as")
    table.add_column("Passage", overflow="fold")
    for passage in sorted(posting.passages, key=lambda passage: passage.start):
        taken = passage.requirement or f"– {passage.reason}"
        style = "default" if passage.requirement else "dim"
        text = " ".join(posting.text[passage.start : passage.end].split())
        table.add_row(passage.section, taken, Text(printable(text), style))
    console.print(table)


def resume_to_text(resume: Resume, *, width: int = 80, color: bool = False) -> str:
    """What was read of a résumé: who, roles with their bullets, education, skills."""
    console = _console(width, color=color)
    person = resume.candidate
    if person is not None:
        _facts(console, [("Name", person.name), ("E-mail", person.email), ("Phone", person.phone)])
    for role in resume.roles:
        _role(console, resume, role)
    sections: dict[str, list[str]] = {}
    for bullet in resume.bullets:
        if bullet.role is None:
            sections.setdefault(bullet.section.value, []).append(bullet.text)
    for section, texts in sections.items():
        console.print(Text(f"\n{section.capitalize()}", "bold"))
        for text in texts:
            _indented(console, Text(f"- {printable(text)}"), 2)
    if resume.credentials:
        names = ", ".join(item.name for item in resume.credentials)
        console.print(Text(f"\nCredentials recognised: {printable(names)}"))
    return _output(console)


def _role(console: Console, resume: Resume, role: Role) -> None:
    until = "present" if role.from_ and role.to is None else role.to
    dates = f"{role.from_} to {until}" if role.from_ else "no dates"
    line = Text(f"\n{printable(role.title or 'Untitled role')}", "bold")
    line.append(f"  {dates}", "default")
    console.print(line)
    if role.employer:
        _indented(console, Text(printable(role.employer)), 2)
    for bullet in resume.bullets:
        if bullet.role == role.id:
            _indented(console, Text(f"- {printable(bullet.text)}"), 2)


def _facts(console: Console, facts: Sequence[tuple[str, str | None]]) -> None:
    for label, value in facts:
        if value:
            console.print(Text(f"{label}: ", "bold") + Text(printable(value)))
    console.print()


def _indented(console: Console, text: Text, indent: int) -> None:
    console.print(Padding(text, (0, 0, 0, indent)))


def _console(width: int, *, color: bool) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )


def _output(console: Console) -> str:
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
