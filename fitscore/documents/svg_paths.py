"""Where the path of a drawing goes (SVG 2, path data)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_MOST_NUMBERS = 4_000
_PARTS = re.compile(r"[MmLlHhVvZzCcSsQqTtAa]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COUNTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}


@dataclass(frozen=True, slots=True)
class Corners:
    """Points that a path goes through or is drawn to; `straight` where it has no curves."""

    points: list[tuple[float, float]]
    straight: bool

    @property
    def length(self) -> float:
        """Of the lines from point to point."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(math.dist(one, other) for one, other in pairs)


def corners_of(data: str) -> Corners | None:
    """The corners of a path; with the points that curves are drawn to, which hold them.

    None where the data is wrong, or has more numbers than are looked at.
    """
    parts = _PARTS.findall(data)
    if len(parts) > _MOST_NUMBERS:
        return None
    points: list[tuple[float, float]] = []
    x = y = start_x = start_y = 0.0
    command, straight, at = "", True, 0
    while at < len(parts):
        if parts[at].isalpha():
            command = parts[at]
            at += 1
            if command in "Zz":
                x, y = start_x, start_y
                continue
        kind = command.lower()
        count = _COUNTS.get(kind, 0)
        given = parts[at : at + count]
        if not count or len(given) < count or any(part.isalpha() for part in given):
            return None
        n = [float(part) for part in given]
        at += count
        base = (x, y) if command.islower() else (0.0, 0.0)
        if kind == "h":
            n = [n[0], y - base[1]]
        elif kind == "v":
            n = [x - base[0], n[0]]
        elif kind == "a":  # the ellipse is within so far of both ends
            far = 2 * max(abs(n[0]), abs(n[1]))
            points += [(x - far, y - far), (x + far, y + far)]
            n = n[5:]
        straight = straight and kind in "mlhv"
        points += [(base[0] + a, base[1] + b) for a, b in zip(n[::2], n[1::2], strict=True)]
        x, y = points[-1]
        if kind == "m":
            start_x, start_y = x, y
            command = "l" if command == "m" else "L"
    return Corners(points, straight) if points else None
