"""Files from what a user names: files, folders and patterns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fitscore.errors import NotFoundError


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
