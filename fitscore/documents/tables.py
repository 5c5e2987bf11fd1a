"""Tables of candidates: the cells of a CSV, TSV or XLSX file, and the files that they name."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from fitscore.documents.package import ARCHIVE_DAMAGE, check_package
from fitscore.documents.plain import decode
from fitscore.errors import InputError, NotFoundError, TableError, UnreadableError

ENDINGS = (".csv", ".tsv", ".xlsx")
_MOST_ROWS, _MOST_COLUMNS = 20_000, 50
_LONGEST_PATH = 1_000
_DELIMITERS = ",;\t|"


def read_table(data: bytes, name: str) -> list[list[str]]:
    """The cells of a table, row by row, the first columns and rows of a very large one.

    Raises:
        UnreadableError: It is damaged.
    """
    try:
        if data.startswith(b"PK"):
            return _sheet(data, name)
        text = decode(data, name)
        counts = {sign: text.count(sign) for sign in _DELIMITERS}
        delimiter = max(counts, key=lambda sign: counts[sign])
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row[:_MOST_COLUMNS] for row in islice(rows, _MOST_ROWS)]
    except (csv.Error, SyntaxError, TypeError, AttributeError, *ARCHIVE_DAMAGE) as e:
        raise UnreadableError(
            name, f"the table is damaged ({e})", "save it again, or as CSV in UTF-8"
        ) from e


def _sheet(data: bytes, name: str) -> list[list[str]]:
    from openpyxl import load_workbook

    check_package(data, name, (".xml", ".rels"))
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(
            max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True
        )
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    finally:
        book.close()


def files_named(rows: Sequence[Sequence[str]], path: Path) -> list[Path | InputError]:
    """The files in the column of which most cells name one, in or below the table's folder.

    A cell that names none is an error in its place.

    Args:
        rows: Of the table.
        path: Of the table.

    Raises:
        TableError: No column names files.
    """
    known: dict[str, Path | None] = {}
    hits: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            if cell not in known:
                known[cell] = _file(cell.strip(), path.parent)
            hits[column] = hits.get(column, 0) + (known[cell] is not None)
    best = max(hits, key=lambda column: hits[column], default=0)
    cells = [row[best] for row in rows if best < len(row) and row[best].strip()]
    if not hits.get(best) or 2 * hits[best] < len(cells) - 1:  # a heading names no file
        raise TableError(
            str(path),
            "no column of it names files in its folder",
            "name the résumés in a column, relative to the table",
        )
    kept = cells if known[cells[0]] is not None else cells[1:]
    return [
        known[cell]
        or NotFoundError(f"{path}: {cell.strip()}", "there is no such file", "check the path")
        for cell in kept
    ]


def _file(cell: str, folder: Path) -> Path | None:
    """The file that a cell names, if it is in or below a folder: a table may be a stranger's."""
    if not cell or len(cell) > _LONGEST_PATH or cell.startswith(("\\\\", "//")):
        return None
    try:
        file = folder / cell
        inside = file.resolve().is_relative_to(folder.resolve())
        return file if inside and file.is_file() else None
    except (OSError, ValueError):
        return None
