"""What an index holds and finds, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fitscore.report.badges import fit_in_words, others_of
from fitscore.report.console import new_console, output_of, wrapped_name
from fitscore.text.clean import printable
from fitscore.types import Match

if TYPE_CHECKING:
    from fitscore.index import Entry, Hit


_OTHER_COLUMNS = len("2026-01-31  0123456789ab") + 2
_WIDEST_NAME = 24  # columns of a person's name


def entries_to_text(entries: Sequence[Entry], *, width: int = 80) -> str:
    """Id, person, day and beginning of the hash of each document; no person where none is known."""
    console = new_console(width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    names = [printable(entry.candidate or "") for entry in entries]
    longest = min(_WIDEST_NAME, max(map(cell_len, names), default=0))
    table.add_column("Id", overflow="fold")
    if longest:
        table.add_column("Name", overflow="fold")
    table.add_column("Added", no_wrap=True)
    table.add_column("Hash", no_wrap=True)
    left = width - _OTHER_COLUMNS - (longest and max(longest, len("Name")) + 2)
    for entry, name in zip(entries, names, strict=True):
        person = [Text(wrapped_name(name, longest))] if longest else []
        row = Text(wrapped_name(printable(entry.name), left)), *person
        table.add_row(*row, entry.added[:10], entry.sha256[:12])
    console.print(table)
    console.print(Text(f"{len(entries)} kept"))
    return output_of(console)


def hits_to_text(hits: Sequence[Hit], *, width: int = 80) -> str:
    """Each statement with who said it and where."""
    console = new_console(width)
    for hit in hits:
        who = f"{hit.candidate}, {hit.name}" if hit.candidate else hit.name
        source = f"{hit.similarity:.2f}  {who} ({hit.section}, p. {hit.page})"
        console.print(Text(printable(source), "bold"))
        for other in others_of(hit):
            console.print(Padding(Text(printable(other)), (0, 0, 0, 6)))
        console.print(Padding(Text(f"“{printable(hit.quote)}”"), (0, 0, 0, 6)))
    if not hits:
        console.print(Text("nothing found"))
    return output_of(console)


def suggestions_to_text(matches: Sequence[Match], *, width: int = 80) -> str:
    """A table of postings, the best fit first."""
    console = new_console(width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("#", "Fit", "Required"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Posting", overflow="fold")
    table.add_column("File", overflow="fold")
    for rank, match in enumerate(matches, 1):
        table.add_row(
            str(rank),
            fit_in_words(match),
            f"{match.required_met} of {match.required_total}",
            Text(printable(match.posting.title or "")),
            Text(printable(match.posting.source)),
        )
    console.print(table)
    return output_of(console)
