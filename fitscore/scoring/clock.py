"""How long scoring one résumé may take: looked at between its steps."""

from __future__ import annotations

import time

from fitscore.errors import LimitError

# Seconds of each of the two looks; a usual résumé takes a third of one. Counts are bounded before
# (`Limits.statements`, `Limits.requirements`), so that only text made for it comes near.
MOST_SECONDS = 60.0


class Clock:
    """Runs from its making.

    A look runs in this process and cannot be ended from outside, so what takes long asks the clock
    at each step; no step takes more than a few seconds.
    """

    def __init__(self, source: str, seconds: float = MOST_SECONDS) -> None:
        """Begin.

        Args:
            source: Of the résumé, for the message.
            seconds: How long it may run.
        """
        self._source = source
        self._seconds = seconds
        self._begun = time.monotonic()

    def check(self) -> None:
        """Go on, if there is time left.

        Raises:
            LimitError: There is none.
        """
        if time.monotonic() - self._begun > self._seconds:
            raise LimitError(
                self._source,
                f"it took longer than {self._seconds:g} seconds to score",
                "cut it to what is a résumé",
            )
