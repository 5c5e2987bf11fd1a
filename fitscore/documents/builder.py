"""A document put together line by line, for formats that carry structure."""

from __future__ import annotations

import re
from dataclasses import replace

from fitscore.types import Line

_SPACES = re.compile(r"[ \t\u00a0]+")


class TextBuilder:
    """Collects lines and keeps each one's offsets in the text that grows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines: list[Line] = []
        self._length = 0

    def add(self, text: str, line: Line | None = None, *, row: float | None = None) -> bool:
        """Append one line unless it is blank, and say whether it was appended.

        A `line` gives its looks; its offsets are set here, and its row too: the next one unless
        one is given.
        """
        body = _SPACES.sub(" ", text).strip()
        if not body:
            return False
        look = line or Line(0, 0)
        blank = 1 if look.gap >= 1 and self._parts else 0
        start = self._length + blank
        self._parts.append("\n" * blank + body)
        self._length = start + len(body) + 1
        y = float(len(self._lines)) if row is None else row
        self._lines.append(replace(look, start=start, end=start + len(body), y=y))
        return True

    def is_empty(self) -> bool:
        """Whether nothing was appended yet."""
        return not self._lines

    def text(self) -> str:
        """Everything so far, lines joined by a line break, a blank line where there was a gap."""
        return "\n".join(self._parts)

    def lines(self) -> tuple[Line, ...]:
        """The lines so far."""
        return tuple(self._lines)
