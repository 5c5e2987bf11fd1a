"""Matches and rankings for a terminal: readable at 80 columns and when piped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fitscore.report.badges import HEADINGS, badges_of, band_in_words, fit_in_words, others_of
from fitscore.report.console import (
    bulleted,
    indented,
    new_console,
    output_of,
    print_failed,
    print_flags,
    wrapped_name,
)
from fitscore.text.clean import printable
from fitscore.types import (
    Evidence,
    Match,
    Priority,
    Ranking,
    RequirementResult,
    Resume,
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
_WIDEST_NAME = 24  # columns for a person's name in a ranking


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
            console.print(Text(f"\n{HEADINGS[priority]} ({met} of {known} met)", "bold"))
            for result in results:
                _requirement(console, result)
    if match.questions:
        console.print(Text("\nTo ask, since the résumé does not say", "bold"))
        for question in match.questions:
            bulleted(console, question.removeprefix("Ask about: "))
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
        bulleted(console, line)
    indented(
        console, Text("Anything missing? `fitscore parse resume FILE` shows it all.", "dim"), 2
    )
    for verdict, heading in FOR_CANDIDATE.items():
        results = [r for r in match.requirements if r.verdict is verdict]
        if results:
            console.print(Text(f"\n{heading} ({len(results)})", "bold"))
            for result in results:
                _for_candidate(console, result)
    print_flags(console, match.flags)
    console.print(
        Text(
            f"\nAs of {match.as_of}, fitscore {match.version}, decision {match.decision.name}. A "
            "program read this and may be wrong; a person decides. Say only what is so.",
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
    bulleted(console, result.requirement.text)
    for quote in result.evidence[:1]:
        indented(console, _quote(quote), 4)
    if result.advice:
        indented(console, Text(printable(result.advice)), 4)


def _headline(console: Console, match: Match) -> None:
    console.print(Text(printable(match.resume.display_name), "bold"))
    console.print(Text(f"for {printable(match.posting.title or match.posting.source)}"))
    if match.fit is None or match.band is None or match.interval is None:
        console.print(Text(f"\nNot scored: {match.not_scored}", "bold"))
    else:
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
            note = f"Knock-out {result.verdict.value}: {result.requirement.text}"
            console.print(Text(printable(note), _STYLES[result.verdict]))


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
    indented(console, Text(printable(result.reason), "dim"), 11)
    for quote in result.evidence:
        indented(console, _quote(quote), 11)
    if result.nearest is not None:
        indented(console, Text("nearest: ", "dim") + _quote(result.nearest), 11)


def _quote(quote: Evidence) -> Text:
    return Text(f"“{printable(quote.quote)}” (p. {quote.page})", "italic")


def _footer(console: Console, match: Match) -> None:
    print_flags(console, match.flags)
    console.print(
        Text(
            f"\nModel {match.model.name}, decision {match.decision.name}, as of {match.as_of}, "
            f"fitscore {match.version}",
            "dim",
        )
    )


# What a ranking says where some fits come from the first look alone.
ESTIMATED = (
    "Estimated: not among the best by a first look, and not read a second time; "
    "`fitscore match` reads each in full."
)


def ranking_to_text(ranking: Ranking, *, width: int = 80, color: bool = False) -> str:
    """A table of candidates, best first, and what could not be read."""
    console = new_console(width, color=color)
    title = printable(ranking.posting.title or ranking.posting.source)
    matches = ranking.matches
    console.print(Text(f"Candidates for {title}\n", "bold"))
    print_flags(console, ranking.posting.flags)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    table.add_column("Fit", justify="right")
    table.add_column("Band")
    table.add_column("Required", justify="right")
    table.add_column("Candidate")
    table.add_column("File, notes")
    people = [match.resume.name for match in matches]
    # What the other columns take, with two blanks between each.
    wide = len(str(len(matches))) + sum(map(len, ("Fit", "partial", "Required"))) + 5 * 2
    person = min(_WIDEST_NAME, max([len("Candidate"), *map(len, people)]))
    for rank, (match, name) in enumerate(zip(matches, people, strict=True), 1):
        notes = "".join(f"\n{printable(note)}" for note in (*badges_of(match), *others_of(match)))
        file = Text(wrapped_name(printable(match.resume.source), width - wide - person))
        table.add_row(
            str(rank),
            fit_in_words(match),
            band_in_words(match),
            f"{match.required_met} of {match.required_total}",
            Text(wrapped_name(printable(name), person)),
            file.append(notes, "yellow"),
        )
    console.print(table)
    if any(match.estimated for match in ranking.matches):
        console.print(Text(f"\n{ESTIMATED}"))
    print_failed(console, ranking.failed)
    made = f"Model {ranking.model.name}, decision {ranking.decision.name}, as of {ranking.as_of}"
    console.print(Text(f"\n{made}", "dim"))
    return output_of(console)


def replay_to_text(replayed: Sequence[Replayed], *, width: int = 80) -> str:
    """What came of deciding again: a line each, and below it what differs."""
    console = new_console(width)
    for one in replayed:
        console.print(Text(printable(f"{one.number}  {one.resume}: {one.outcome}")))
        for difference in one.differences:
            bulleted(console, difference)
    same = sum(one.outcome == "same" for one in replayed)
    console.print(Text(f"{same} of {len(replayed)} the same"))
    return output_of(console)
