"""Files from what a user names: files, folders and patterns."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from fitscore.documents.package import ARCHIVE_DAMAGE, check_package
from fitscore.errors import InputError, NotFoundError

_LARGEST_TABLE = 10 << 20  # bytes
_MOST_ROWS, _MOST_COLUMNS = 20_000, 50
_LONGEST_PATH = 1_000


def expand_sources(paths: Iterable[str | Path]) -> list[Path]:
    """Files from files, folders (with what is in them, hidden files left out) and globs.

    Each file comes once, in the order given; those of a folder or a glob by name.

    Raises:
        NotFoundError: A path or glob names nothing.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p, path)]
        elif path.exists() or not _is_glob(path):
            inside = [path]
        else:
            inside = _glob(path)
        if not inside:
            raise NotFoundError(str(path), "there is no file in it", "check the path")
        found.update(dict.fromkeys(inside))
    return list(found)


def archive_of(source: str | Path) -> Path | None:
    """The archive that a path leads into: `all.zip` of `all.zip/ann.pdf`; None of any other."""
    if str(source) == "-" or Path(source).exists():
        return None
    return next((parent for parent in Path(source).parents if parent.is_file()), None)


def paths_in_table(path: Path) -> list[Path | InputError] | None:
    """The files that a table of candidates (CSV, TSV or XLSX) names; None of any other file.

    The column is the one of which most cells name files, from the folder of the table or this one.
    A file that is missing is an error in its place.
    """
    try:
        rows = _rows(path)
    except (csv.Error, *ARCHIVE_DAMAGE):
        return None  # whatever it is, it is no table
    best: list[tuple[str, Path | None]] = []
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        found = [(cell, _existing(cell, path.parent)) for cell in cells[: len(rows)]]
        if sum(file is not None for _, file in found) > sum(file is not None for _, file in best):
            best = found
    named = sum(file is not None for _, file in best)
    if not named or 2 * named < len(best) - 1:  # a heading names no file
        return None
    head, *rest = best
    kept = [head, *rest] if head[1] is not None else rest
    return [
        file or NotFoundError(f"{path}: {cell}", "there is no such file", "check the path")
        for cell, file in kept
    ]


def _rows(path: Path) -> list[list[str]]:
    kind = path.suffix.lower()
    if kind in {".csv", ".tsv"} and path.is_file() and path.stat().st_size <= _LARGEST_TABLE:
        text = path.read_text(encoding="utf-8-sig")
        dialect = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
        return list(csv.reader(text.splitlines(), dialect))
    if kind == ".xlsx" and path.is_file() and path.stat().st_size <= _LARGEST_TABLE:
        from openpyxl import load_workbook

        check_package(path.read_bytes(), str(path), (".xml", ".rels"))
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    return []


def _existing(cell: str, folder: Path) -> Path | None:
    """The file that a cell names."""
    if len(cell) > _LONGEST_PATH or "\0" in cell:
        return None
    return next((p for p in (folder / cell, Path(cell)) if p.is_file()), None)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_glob(path: Path) -> bool:
    return any(sign in str(path) for sign in "*?[")


def _glob(path: Path) -> list[Path]:
    """Files that a pattern names, for shells that leave patterns to the program."""
    parts = path.parts
    first = next(i for i, part in enumerate(parts) if any(sign in part for sign in "*?["))
    base = Path(*parts[:first]) if first else Path()
    return sorted(p for p in base.glob(str(Path(*parts[first:]))) if p.is_file())
