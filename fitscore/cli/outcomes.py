"""What came of each file that was to be kept, told as soon as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fitscore.cli.options import LinesFormat
from fitscore.cli.output import tell, write

if TYPE_CHECKING:
    from fitscore.index import Added


_MOST_NAMES = 5  # of other files in one line


class Outcomes:
    """Counts what came of files, and tells it: notes on stderr, and lines of JSON on stdout."""

    def __init__(self, form: LinesFormat) -> None:
        self._form = form
        self._counts: dict[str, int] = {}

    def add(self, kind: str, added: Added) -> None:
        """Tell of a file.

        Args:
            kind: resume or posting.
            added: What came of it.
        """
        self._counts[added.outcome] = self._counts.get(added.outcome, 0) + 1
        if added.error:
            tell(added.error)
        elif added.forgotten:
            tell(f"{added.name}: it was forgotten on {added.forgotten}; --again keeps it anew")
        if added.same_file:
            tell(f"{added.name}: the same file is kept as {_some(added.same_file)} too")
        if added.same_person:
            tell(f"{added.name}: the same person is kept as {_some(added.same_person)} too")
        if self._form is LinesFormat.JSONL:
            from fitscore.schema import AddedObject, to_json_line

            write(to_json_line(AddedObject.of(kind, added)), None)

    def finish(self) -> int:
        """Tell how many of what there were; the exit code."""
        if self._form is LinesFormat.TEXT:
            told = (f"{count} {outcome}" for outcome, count in sorted(self._counts.items()))
            write(", ".join(told) or "nothing", None)
        if "failed" not in self._counts:
            return 0
        return 1 if len(self._counts) > 1 else 3


def _some(names: Sequence[str]) -> str:
    """Names, the first of many: a placeholder may be the name of thousands."""
    left = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {left} more names" if left > 0 else "")
