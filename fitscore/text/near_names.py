"""The name that was meant, of one that is not there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from fitscore.text.clean import shown_name

_MOST = 2000  # names of a folder that are looked at
_ALIKE = 0.7  # of difflib: `a.pdf` and `b.pdf` are more than half alike, and are not taken


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that is most like another, which it is not; None where none is like it."""
    known = {_folded(one): one for one in names if one != name}
    found = get_close_matches(_folded(name), known, 1, _ALIKE)
    return known[found[0]] if found else None


def remedy_for(path: str | Path, otherwise: str = "check the path") -> str:
    """What to do about a path at which nothing is: the nearest name in its folder, as a question.

    Args:
        path: As the user gave it.
        otherwise: What to do where something is there, or nothing of a name like it.
    """
    try:
        near = None if Path(path).exists() else _nearest_path(Path(path))
    except OSError:  # a name that is too long, a folder that may be entered and not listed
        near = None
    return f"did you mean {shown_name(near)}?" if near is not None else otherwise


def _nearest_path(path: Path) -> Path | None:
    """The path that is there and most like one that is not; its folder may be mistyped too."""
    folder = path.parent
    if folder == path:
        return None
    if not folder.is_dir():
        near = _nearest_path(folder)
        if near is None or not near.is_dir():
            return None
        folder = near
    if (folder / path.name).exists():
        return folder / path.name
    name = nearest(path.name, (one.name for one in islice(folder.iterdir(), _MOST)))
    return folder / name if name is not None else None


def _folded(name: str) -> str:
    """Small letters in one form: some systems keep `é` as two characters."""
    return unicodedata.normalize("NFC", name).casefold()
