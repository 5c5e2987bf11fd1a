"""Files from what a user names: files, folders and patterns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fitscore.errors import NotFoundError
from fitscore.text.clean import shown_name
from fitscore.text.near_names import remedy_for


def expand_sources(paths: Iterable[str | Path]) -> list[Path]:
    """Files from files, folders (with what is in them, hidden files left out) and globs.

    Each file comes once, in the order given; those of a folder or a glob by name.

    Raises:
        NotFoundError: A path or glob names nothing.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if _is_dir(path):
            inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p, path)]
        elif _is_glob(path) and not is_file(path):
            inside = _glob(path)
        else:
            inside = [path]
        if not inside:
            raise NotFoundError(shown_name(path), "there is no file in it", _remedy(path))
        found.update(dict.fromkeys(inside))
    return list(found)


def archive_of(source: str | Path) -> Path | None:
    """The archive that a path leads into: `all.zip` of `all.zip/ann.pdf`; None of any other."""
    path = Path(source)
    if str(source) == "-" or is_file(path):
        return None
    return next((parent for parent in path.parents if is_file(parent)), None)


def is_file(path: Path) -> bool:
    """False also where the system refuses to say, as of a name that is too long."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_glob(path: Path) -> bool:
    return any(sign in str(path) for sign in "*?[")


def _remedy(path: Path) -> str:
    """Of a pattern that names no file: its folder may be mistyped."""
    return remedy_for(_parts(path)[0] if _is_glob(path) else path)


def _glob(path: Path) -> list[Path]:
    """Files that a pattern names, for shells that leave patterns to the program."""
    base, pattern = _parts(path)
    return sorted(p for p in base.glob(pattern) if p.is_file())


def _parts(path: Path) -> tuple[Path, str]:
    """The folder of a pattern, and the pattern in it."""
    parts = path.parts
    first = next(i for i, part in enumerate(parts) if any(sign in part for sign in "*?["))
    return Path(*parts[:first]), str(Path(*parts[first:]))
