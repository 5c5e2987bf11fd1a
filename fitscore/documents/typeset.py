"""Segments of a PDF to one text with lines: hyphens closed, ligatures opened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from fitscore.documents.layout import Segment
from fitscore.types import Line

_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_SOLID_LEADING = 1.3  # baseline distance, in type sizes, of lines set solid
# What a word may end in, and no word is.
_ENDING = re.compile(
    r"(?:ment|tion|sion|ance|ence|ness|ing|er|or|al|able|ible|ity|ive|ous|ly|ed|ship)s?(?:ly)?"
)
_BROKEN = re.compile(r"(?<![A-Za-z])([A-Za-z]+)([-\u00ad\u2010\x02])$")
_LINKED = re.compile(r"(?:to|of|and|in|the|up|on|by|for|or|free|based|wide|term)\b|[a-z]+-[a-z]")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# First parts that keep their hyphen when a line ends behind them.
_COMPOUND_STARTS = frozenset(
    """all anti at award back best build child client co cost cross cutting data day decision
 end ex eye face fast field first follow four full fund go government half hand hands high
 home host in income large lead life long low market mid mission mixed multi near non
 off on one open over part patient peer performance point problem project
 public quasi real record results self senior service short single small so
 solution state step still team third three time top turn two under user value web
 well wide work world year""".split()  # noqa: SIM905 - a word list reads best as words
)


def set_lines(segments: Sequence[Segment]) -> tuple[str, tuple[Line, ...]]:
    """One text and its lines from segments in reading order."""
    bodies = [_open_ligatures(segment.text) for segment in segments]
    words = Counter(word.lower() for body in bodies for word in _WORD.findall(body))
    parts: list[str] = []
    lines: list[Line] = []
    offset = 0
    above: Segment | None = None
    for index, (segment, body) in enumerate(zip(segments, bodies, strict=True)):
        following = bodies[index + 1] if index + 1 < len(bodies) else ""
        kept, closed = _close_hyphen(body, following, words)
        lines.append(_line(segment, offset, len(kept), above))
        parts.append(kept if closed else kept + "\n")
        offset += len(parts[-1])
        above = segment
    return "".join(parts), tuple(line for line in lines if line.end > line.start)


def _open_ligatures(text: str) -> str:
    text = "".join(_LIGATURES.get(c, c) for c in text)
    text = re.sub("[-\x02\u00ad]+\u2010", "-", text)  # some generators write a hyphen twice
    return "".join(c for c in text if c in "\x02\u00ad" or (ord(c) >= 32 and c != "\x7f"))


def _close_hyphen(body: str, following: str, words: Counter[str]) -> tuple[str, bool]:
    """The line without the hyphen that breaks its last word, and whether the next joins on."""
    broken = _BROKEN.search(body)
    if not broken or not following[:1].islower():
        # A soft hyphen that is drawn is a hyphen; a page's text has no others.
        return re.sub("[\u00ad\x02]", "-", body), False
    first = broken[1].lower()
    second = re.match(r"[a-z]+", following)
    if _LINKED.match(following):
        return body[: broken.start(2)] + "-", True  # `signal-to-noise`
    whole = first + second[0] if second else first
    hyphenated = f"{first}-{second[0]}" if second else first
    ending = second is not None and _ENDING.fullmatch(second[0]) is not None
    compound = words[whole] == 0 and first in _COMPOUND_STARTS and not ending
    keep = words[hyphenated] > 0 or compound
    return body[: broken.start(2)] + ("-" if keep else ""), True


def _line(segment: Segment, offset: int, length: int, above: Segment | None) -> Line:
    gap = 0.0
    if above is not None and above.page == segment.page and segment.y > above.y:
        gap = max(0.0, (segment.y - above.y) / segment.size - _SOLID_LEADING)
    elif above is not None and above.page == segment.page and segment.y < above.y:
        gap = 1.0  # the head of a new column
    return Line(
        offset,
        offset + length,
        segment.page,
        segment.x0,
        segment.x1,
        segment.y,
        segment.size,
        segment.bold,
        item=segment.item,
        gap=gap,
    )
