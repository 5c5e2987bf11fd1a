"""A posting as it was read, and what is wrong with it, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

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
from fitscore.text.clean import printable
from fitscore.types import Finding, Posting, Requirement

_LINTS = {
    "unprovable": "No résumé can show it",
    "condition": "To be asked on a form",
    "vague": "How much, nobody can say",
    "several": "Several asks in one",
    "mistake": "Slips of language",
    "duplicate": "Asked twice",
    "contradiction": "Contradicts itself",
    "years": "Years beyond the level",
    "adjectives": "Praise in place of an ask",
    "proxy": "Shuts people out",
}


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
    print_facts(
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
        details = _details(item)
        if details:
            text.append(f" [{printable('; '.join(details))}]", "dim")
        table.add_row(str(number), item.priority.value, item.kind.value, text)
    console.print(table)
    left_out: dict[str, int] = {}
    for passage in posting.passages:
        if passage.requirement is None and passage.reason != "heading":
            left_out[passage.reason] = left_out.get(passage.reason, 0) + 1
    if left_out:
        counted = ", ".join(f"{count} × {reason}" for reason, count in left_out.items())
        console.print(Text(f"\nLeft out: {counted}", "dim"))
    print_flags(console, posting.flags)
    if explain:
        _passages(console, posting)
    return output_of(console)


def _details(item: Requirement) -> list[str]:
    """What a requirement asks beside its words, and how it counts where somebody said so."""
    details = ["knock-out"] if item.knock_out else []
    if item.weight is not None:
        details.append(f"weight {item.weight:g}")
    if item.years_min is not None:
        details.append(f"{item.years_min:g} years")
    if item.degree is not None:
        details.append(item.degree.value)
    if item.or_equivalent:
        details.append("or equivalent")
    return [*details, *item.names]


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
                bulleted(console, f"“{item.text}” (line {line})")
                indented(console, Text(printable(item.suggestion)), 4)
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
