"""A matrix of candidates by postings: text, CSV, a workbook, and a page."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from fitscore.report.as_csv import Value, table_to_csv
from fitscore.report.as_text import ESTIMATED
from fitscore.report.as_xlsx import workbook
from fitscore.report.badges import fit_in_words, flag_words
from fitscore.report.console import (
    new_console,
    output_of,
    print_failed,
    wrapped_name,
)
from fitscore.report.pages import template
from fitscore.text.clean import printable
from fitscore.types import Match, Matrix, Posting

_WIDEST_NAME = 24  # columns
_CELL = 6  # columns of a fit: a sign, three digits, two blanks


def matrix_to_text(matrix: Matrix, *, width: int = 80) -> str:
    """A row a candidate with the fit for each posting, by number; the postings below."""
    console = new_console(width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Candidate")
    table.add_column("File")
    for number in range(1, len(matrix.rankings) + 1):
        table.add_column(str(number), justify="right", no_wrap=True)
    rows = matrix.rows
    people = [row.resume.name for row in rows]
    person = min(_WIDEST_NAME, max([len("Candidate"), *map(len, people)]))
    left = max(12, width - person - 4 - _CELL * len(matrix.rankings))
    for row, name in zip(rows, people, strict=True):
        table.add_row(
            Text(wrapped_name(printable(name), person)),
            Text(wrapped_name(printable(row.resume.source), left)),
            *map(_cell, row.matches),
        )
    console.print(table)
    console.print()
    for number, posting in enumerate(matrix.postings, 1):
        console.print(Text(f"{number}. {printable(_title(posting))}"))
    matches = [match for row in rows for match in row.matches if match is not None]
    if any(match.knocked_out for match in matches):
        console.print(Text("\nx: knocked out there"))
    if any(match.estimated for match in matches):
        console.print(Text(f"\n{ESTIMATED}"))
    print_failed(console, matrix.failed)
    return output_of(console)


def matrix_to_csv(matrix: Matrix) -> str:
    """A row a candidate, with four columns for each posting; then what failed."""
    return table_to_csv(_rows(matrix))


def matrix_to_xlsx(matrix: Matrix) -> bytes:
    """The bytes of a workbook with that table, and one of the postings."""
    postings: list[list[Value]] = [["number", "title", "employer", "source"]]
    postings += [
        [number, posting.title or "", posting.employer or "", posting.source]
        for number, posting in enumerate(matrix.postings, 1)
    ]
    sheets = {"matrix": (_rows(matrix), "C2"), "postings": (iter(postings), "A2")}
    return workbook(sheets, matrix.rankings[0].as_of)


def matrix_to_html(matrix: Matrix) -> str:
    """A self-contained page: candidates by postings."""
    return template("matrix.html.j2").render(matrix=matrix, title=_title, fit=fit_in_words) + "\n"


def _rows(matrix: Matrix) -> Iterator[list[Value]]:
    titles = [_title(posting) for posting in matrix.postings]
    parts = ("fit", "required met", "required", "knocked out")
    yield [
        *("candidate", "source", "flags"),
        *(f"{part}: {title}" for title in titles for part in parts),
        "error",
    ]
    for row in matrix.rows:
        resume = row.resume
        name = resume.name
        cells = [value for match in row.matches for value in _values(match)]
        yield [name, resume.source, "; ".join(flag_words(resume.flags)), *cells, ""]
    for failure in matrix.failed:
        yield ["", failure.source, "", *[""] * len(parts) * len(titles), failure.error]


def _values(match: Match | None) -> list[Value]:
    if match is None:
        return [""] * 4
    fit = "" if match.fit is None else round(match.fit, 1)
    return [fit, match.required_met, match.required_total, "yes" if match.knocked_out else ""]


def _cell(match: Match | None) -> str:
    if match is None:
        return ""
    return f"{'x ' if match.knocked_out else ''}{fit_in_words(match)}"


def _title(posting: Posting) -> str:
    return posting.title or posting.source
