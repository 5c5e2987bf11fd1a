"""Consoles that write into memory, and what is printed on them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fitscore.text.clean import printable
from fitscore.types import Failure, Flag


def bulleted(console: Console, text: str) -> None:
    """A list item whose lines hang under its first word."""
    table = Table.grid(padding=0)
    table.add_column(width=4)
    table.add_column(overflow="fold")
    table.add_row("  -", Text(printable(text)))
    console.print(table)


def print_facts(console: Console, facts: Sequence[tuple[str, str | None]]) -> None:
    """A line for each label that has a value, and a blank one."""
    for label, value in facts:
        if value:
            console.print(Text(f"{label}: ", "bold") + Text(printable(value)))
    console.print()


def indented(console: Console, text: Text, indent: int) -> None:
    """A text moved in by some columns."""
    console.print(Padding(text, (0, 0, 0, indent)))


def wrapped_name(name: str, width: int) -> str:
    """A name of a file or a person on lines of at most a width, cut behind signs, not in a word.

    Args:
        name: What to wrap.
        width: Columns; a longer word is cut all the same.
    """
    lines = [""]
    for part in re.findall(r"[^\s/\\_,+-]*[\s/\\_,+-]*", name):
        if len(lines[-1]) + len(part.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.rstrip() for line in lines)


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


def print_failed(console: Console, failed: Sequence[Failure]) -> None:
    """Under a heading, a line for each file that could not be read; nothing where there is none."""
    if failed:
        console.print(Text("\nNot read", "bold"))
        for failure in failed:
            indented(console, Text(printable(failure.error), "red"), 2)


def print_flags(console: Console, flags: Iterable[Flag]) -> None:
    """A line for each thing that a reader of the files should know."""
    for flag in flags:
        quoted = f": “{flag.quote}”" if flag.quote else ""
        note = f"Note, p. {flag.page}: {flag.explanation}{quoted}"
        console.print(Text(f"\n{printable(note)}"))
