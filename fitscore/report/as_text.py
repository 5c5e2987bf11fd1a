"""Results for a terminal: readable at 80 columns and when piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fitscore.report.clean import printable
from fitscore.text.dates import in_words, tenure
from fitscore.types import (
    Evidence,
    Finding,
    Match,
    Posting,
    Priority,
    Ranking,
    RequirementResult,
    Resume,
    Role,
    Verdict,
)

if TYPE_CHECKING:
    from fitscore.records import Replayed

SIGNS = {Verdict.MET: "✔", Verdict.PARTIAL: "◐", Verdict.MISSING: "✘", Verdict.UNKNOWN: "?"}
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
_LEAST_BAR, _MOST_BAR = 12, 48  # columns


def match_to_text(match: Match, *, width: int = 80, color: bool = False) -> str:
    """A report of one match.

    Args:
        match: What to report.
        width: Columns of the terminal.
        color: Whether to write terminal colours.
    """
    console = new_console(width, color=color)
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
            _bulleted(console, question.removeprefix("Ask about: "))
    _footer(console, match)
    return output_of(console)


def match_to_candidate_text(match: Match, *, width: int = 80, color: bool = False) -> str:
    """The same match for the person whose résumé it is: what was read, what counts, what to do.

    No score and nobody else: what counts is what stands in the résumé.

    Args:
        match: What to report.
        width: Columns of the terminal.
        color: Whether to write terminal colours.
    """
    console = new_console(width, color=color)
    title = printable(match.posting.title or match.posting.source)
    console.print(Text(f"Your résumé for {title}", "bold"))
    console.print(Text("\nWhat was read of it", "bold"))
    for line in read_in_short(match.resume):
        _bulleted(console, line)
    _indented(
        console, Text("Anything missing? `fitscore parse resume FILE` shows it all.", "dim"), 2
    )
    for verdict, heading in FOR_CANDIDATE.items():
        results = [r for r in match.requirements if r.verdict is verdict]
        if results:
            console.print(Text(f"\n{heading} ({len(results)})", "bold"))
            for result in results:
                _for_candidate(console, result)
    _flags(console, match.resume)
    console.print(
        Text(
            f"\nAs of {match.as_of}, fitscore {match.version}. A program read this and may be "
            "wrong; a person decides. Say only what is so.",
            "dim",
        )
    )
    return output_of(console)


FOR_CANDIDATE = {
    Verdict.MET: "What counts",
    Verdict.PARTIAL: "What counts in part",
    Verdict.MISSING: "What was not found",
    Verdict.UNKNOWN: "What a résumé does not say",
}


def read_in_short(resume: Resume) -> list[str]:
    """What was read of a résumé, in a few lines."""
    roles = [role for role in resume.roles if role.title]
    titles = "; ".join(str(role.title) for role in roles)
    undated = sum(role.from_ is None for role in roles)
    degrees = [entry.degree.value for entry in resume.education if entry.degree]
    lines = [
        f"{len(resume.bullets)} statements",
        f"{len(roles)} jobs: {titles}" if roles else "no job with a title",
        f"{undated} of them without dates, which count no years" if undated else "",
        f"education: {', '.join(degrees)}" if degrees else "no degree",
        f"named: {'; '.join(item.name for item in resume.credentials)}"
        if resume.credentials
        else "",
    ]
    return [line for line in lines if line]


def _for_candidate(console: Console, result: RequirementResult) -> None:
    _bulleted(console, result.requirement.text)
    for quote in result.evidence[:1]:
        _indented(console, _quote(quote), 4)
    if result.advice:
        _indented(console, Text(printable(result.advice)), 4)


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
    for result in match.requirements:
        if result.knock_out:
            told = f"Knock-out {result.verdict.value}: {result.requirement.text}"
            console.print(Text(printable(told), _STYLES[result.verdict]))


def _requirement(console: Console, result: RequirementResult) -> None:
    verdict = result.verdict
    table = Table.grid(padding=0)
    table.add_column(width=11)
    table.add_column()
    table.add_row(
        Text(f"{SIGNS[verdict]} {verdict.value}", _STYLES[verdict]),
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
    _flags(console, match.resume)
    console.print(
        Text(
            f"\nModel {match.model.name}, decision {match.decision.name}, as of {match.as_of}, "
            f"fitscore {match.version}",
            "dim",
        )
    )


def _flags(console: Console, resume: Resume) -> None:
    for flag in resume.flags:
        told = f"Note, p. {flag.page}: {flag.explanation}: “{flag.quote}”"
        console.print(Text(f"\n{printable(told)}"))


def ranking_to_text(ranking: Ranking, *, width: int = 80, color: bool = False) -> str:
    """A table of candidates, best first, and what could not be read."""
    console = new_console(width, color=color)
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
            f"{match.band.value}, knocked out" if match.knocked_out else match.band.value,
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
    return output_of(console)


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
    console = new_console(width, color=color)
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
    return output_of(console)


def replay_to_text(replayed: Sequence[Replayed], *, width: int = 80) -> str:
    """What came of deciding again: a line each, and below it what differs."""
    console = new_console(width)
    for one in replayed:
        console.print(Text(printable(f"{one.number}  {one.resume}: {one.outcome}")))
        for difference in one.differences:
            _bulleted(console, difference)
    same = sum(one.outcome == "same" for one in replayed)
    console.print(Text(f"{same} of {len(replayed)} the same"))
    return output_of(console)


_LINTS = {
    "unprovable": "No résumé can show it",
    "duplicate": "Asked twice",
    "contradiction": "Contradicts itself",
    "years": "Years beyond the level",
    "adjectives": "Praise in place of an ask",
    "proxy": "Shuts people out",
}


def lint_to_text(posting: Posting, findings: Sequence[Finding], *, width: int = 80) -> str:
    """What its author should know of a posting, by kind, each with its words and what to do."""
    console = new_console(width)
    title = printable(posting.title or posting.source)
    if not findings:
        console.print(Text(f"Nothing to say about {title}"))
    for kind, heading in _LINTS.items():
        own = [item for item in findings if item.kind == kind]
        if own:
            console.print(Text(f"{heading} ({len(own)})", "bold"))
            for item in own:
                line = posting.text.count("\n", 0, item.start) + 1
                _bulleted(console, f"“{item.text}” (line {line})")
                _indented(console, Text(printable(item.suggestion)), 4)
            console.print()
    return output_of(console)


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
        _facts(console, [("Name", person.name), ("E-mail", person.email), ("Phone", person.phone)])
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
            _bulleted(console, text)
    recognised = (
        ("Credentials", [item.name for item in resume.credentials]),
        ("Skills", list(resume.skills)),
        ("Languages", list(resume.languages)),
        ("Withheld from scoring", _masked(resume)),
    )
    console.print()
    for label, items in recognised:
        if items:
            console.print(Text(f"{label}: ", "bold") + Text(printable("; ".join(items))))
    _flags(console, resume)
    return output_of(console)


def _education(console: Console, resume: Resume) -> None:
    if resume.education:
        console.print(Text("\nDegrees", "bold"))
    for entry in resume.education:
        level = entry.degree.value if entry.degree else None
        parts = [level, entry.field, entry.institution, str(entry.year or "")]
        _bulleted(console, ", ".join(part for part in parts if part))


def _time_line(console: Console, resume: Resume, as_of: str) -> None:
    """A bar for each dated role, from the first month of all to the last."""
    dated = [role for role in resume.roles if role.from_]
    if not dated:
        return
    first = min(role.from_ or as_of for role in dated)[:4]
    last = max((role.to or as_of)[:4] for role in dated)
    years = range(int(first), int(last) + 1)
    room = max(_LEAST_BAR, min(_MOST_BAR, console.width // 3))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Time line", overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column("Length", no_wrap=True)
    ends = f"{first}{last:>{room - len(first)}}" if first != last else first
    table.add_column(ends, width=room, no_wrap=True)
    for role in dated:
        start = _share(role.from_ or as_of, years)
        stop = _share(role.to or as_of[:7], years, end=True)
        begin = min(int(start * room), room - 1)
        length = max(1, round(stop * room) - begin)
        bar = Text("·" * begin + "█" * length + "·" * (room - begin - length), "cyan")
        table.add_row(Text(printable(role.title or "Untitled role")), _length(role, as_of), bar)
    console.print(table)
    total = tenure(dated, as_of)
    console.print(Text(f"{total} in dated roles, overlaps once, as of {as_of}", "dim"))


def _share(date: str, years: range, *, end: bool = False) -> float:
    """Where a month's beginning (or end) lies between the first year's and the last one's end."""
    month = int(date[5:7]) if len(date) > 4 else (12 if end else 1)
    at = int(date[:4]) - years.start + (month - 1 + end) / 12
    return min(1.0, max(0.0, at / len(years)))


def _length(role: Role, as_of: str) -> str:
    """`4 y 7 m`; where the dates leave bounds, the greater one, marked."""
    found = tenure([role], as_of)
    return str(found) if found.least == found.most else f"≤ {in_words(found.most)}"


def _masked(resume: Resume) -> list[str]:
    passages = (" ".join(resume.text[a:b].split()) for a, b in resume.masks)
    return list(dict.fromkeys(passage for passage in passages if passage))


def _role(console: Console, resume: Resume, role: Role, as_of: str) -> None:
    until = "present" if role.from_ and role.to is None else role.to
    dates = f"{role.from_} to {until} ({tenure([role], as_of)})" if role.from_ else "no dates"
    line = Text(f"\n{printable(role.title or 'Untitled role')}", "bold")
    line.append(f"  {dates}", "default")
    console.print(line)
    if role.employer:
        _indented(console, Text(printable(role.employer)), 2)
    for bullet in resume.bullets:
        if bullet.role == role.id:
            _bulleted(console, bullet.text)


def _bulleted(console: Console, text: str) -> None:
    """A list item whose lines hang under its first word."""
    table = Table.grid(padding=0)
    table.add_column(width=4)
    table.add_column(overflow="fold")
    table.add_row("  -", Text(printable(text)))
    console.print(table)


def _facts(console: Console, facts: Sequence[tuple[str, str | None]]) -> None:
    for label, value in facts:
        if value:
            console.print(Text(f"{label}: ", "bold") + Text(printable(value)))
    console.print()


def _indented(console: Console, text: Text, indent: int) -> None:
    console.print(Padding(text, (0, 0, 0, indent)))


def new_console(width: int, *, color: bool = False) -> Console:
    """A console that writes into memory, plain unless colours are asked for."""
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


def output_of(console: Console) -> str:
    """What was printed there, no line with blanks at its end."""
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
