"""The roles of a section: title, employer, from and to, and the lines that tell of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fitscore.documents.marks import is_marked
from fitscore.documents.wrapping import Wrapping
from fitscore.resume.timeline import DateRange, find_date, find_ranges
from fitscore.types import Document, Line
from fitscore.vocabulary import load

_LONGEST_HEADER = 110
_MOST_HEADER_LINES = 3
_MOST_TITLE_WORDS = 9
_SEPARATORS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\t|\s{3,}|\s+at\s+|(?<=\w)\s*,\s+")
_STRONG_SEPARATORS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\t|\s{3,}")
_PLACE = re.compile(
    r"^(?:[A-Z][\w.'’ -]*,\s*)?(?:[A-Z]{2}|City|State|[A-Z][a-z]+),?\s*(?:USA|UK|Canada)?$"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’.-]*")


@dataclass(frozen=True, slots=True)
class RoleBlock:
    """The lines that announce a role and those that tell of it."""

    header: tuple[Line, ...]
    body: tuple[Line, ...]
    dates: DateRange | None
    title: str
    employer: str | None


def split_roles(document: Document, lines: Sequence[Line]) -> list[RoleBlock]:
    """Blocks of lines, one for each role; lines before the first role have an empty header."""
    wrapping = Wrapping(document)
    dated = [i for i, line in enumerate(lines) if _is_dated_header(document, line)]
    if not dated:
        dated = [i for i, line in enumerate(lines) if _is_undated_header(document, line)]
    starts = [_first_header_line(document, wrapping, lines, dated, n) for n in range(len(dated))]
    blocks: list[RoleBlock] = []
    if not starts or starts[0] > 0:
        lead = tuple(lines[: starts[0] if starts else len(lines)])
        blocks.append(RoleBlock((), lead, None, "", None))
    for n, (start, anchor) in enumerate(zip(starts, dated, strict=True)):
        stop = starts[n + 1] if n + 1 < len(starts) else len(lines)
        last = _last_header_line(document, wrapping, lines, anchor, stop)
        blocks.append(_block(document, lines[start : last + 1], lines[last + 1 : stop]))
    return [block for block in blocks if block.header or block.body]


def is_title(text: str) -> bool:
    """Whether a text reads as a job title: it has a word that titles end in."""
    return title_score(text) > 0


def title_score(text: str) -> int:
    """How much a text reads as a title (above 0) rather than an employer (below 0)."""
    words = [word.lower().strip(".'’") for word in _WORD.findall(text)]
    titled = any({word, word.removesuffix("s")} & _title_nouns() for word in words)
    employers = sum(word in _employer_words() for word in words)
    return 2 * titled - employers


@cache
def _title_nouns() -> frozenset[str]:
    return frozenset(load("trade.toml")["titles"]["nouns"])


@cache
def _employer_words() -> frozenset[str]:
    return frozenset(load("trade.toml")["employers"]["words"])


def _is_dated_header(document: Document, line: Line) -> bool:
    """A short line with a date range (or a lone date and little else) that is no bullet."""
    text = document.line_text(line)
    if is_marked(document, line) or len(text) > _LONGEST_HEADER:
        return False
    ranges = find_ranges(text)
    if ranges:
        rest = text[: ranges[0].start] + text[ranges[0].end :]
        return not _is_sentence(rest)
    single = find_date(text)
    if single is None:
        return False
    rest = (text[: single.start] + text[single.end :]).strip(" ,()|–-—")
    return len(rest) < 60 and not _is_sentence(rest) and (not rest or is_title(rest))


def _is_undated_header(document: Document, line: Line) -> bool:
    """A line that names a title and little else, where no role of the section has dates."""
    text = document.line_text(line).strip()
    if not _may_head(document, line) or len(text.split()) > _MOST_TITLE_WORDS:
        return False
    return _is_name_like(text.split(",")[-1]) and is_title(text)


def _is_sentence(text: str) -> bool:
    words = text.split()
    lower = sum(word[:1].islower() for word in words)
    return len(words) > 8 and lower > 0.5 * len(words)


def _first_header_line(
    document: Document,
    wrapping: Wrapping,
    lines: Sequence[Line],
    dated: list[int],
    n: int,
) -> int:
    """Titles and employers stand on the lines above the dates, back to the text above them."""
    anchor = dated[n]
    floor = dated[n - 1] + 1 if n else 0
    start = anchor
    while start > floor and _rows_between(lines, start - 1, anchor) <= _MOST_HEADER_LINES:
        line, below = lines[start - 1], lines[start]
        if not _may_head(document, line) or _ends_statement(
            document, wrapping, lines, start - 1, floor
        ):
            break
        apart = below.gap > 0.9 and line.page == below.page and below.y > line.y
        if apart and start < anchor:
            break
        start -= 1
    return start


def _rows_between(lines: Sequence[Line], first: int, last: int) -> int:
    """How many rows of a page a few lines take: a title and its place share one."""
    return len({(line.page, round(line.y)) for line in lines[first : last + 1]})


def _may_head(document: Document, line: Line) -> bool:
    text = document.line_text(line).strip()
    if is_marked(document, line) or len(text) > _LONGEST_HEADER or text.endswith((".", ";", ":")):
        return False
    return not _is_sentence(text) and not text[:1].islower()


def _ends_statement(
    document: Document, wrapping: Wrapping, lines: Sequence[Line], index: int, floor: int
) -> bool:
    """Whether a line is the tail of the bullet or paragraph above it."""
    if index <= floor:
        return False
    above = lines[index - 1]
    line = lines[index]
    if wrapping.continues(above, line):
        return True
    marked_above = is_marked(document, above)
    return marked_above and line.x0 > above.x0 + 1 and line.gap <= 0.25 and not line.bold


def _last_header_line(
    document: Document, wrapping: Wrapping, lines: Sequence[Line], anchor: int, stop: int
) -> int:
    """An employer or a place may follow the dates; a statement may not.

    A line without marks below the dates belongs to the header when it stands on the dates' own
    row, or is set in bold, or is a short name with more lines of text below it.
    """
    last = anchor
    while last + 1 < stop and last - anchor < _MOST_HEADER_LINES - 1:
        line, above = lines[last + 1], lines[last]
        text = document.line_text(line).strip()
        if not _may_head(document, line) or wrapping.continues(above, line):
            break
        same_row = line.page == above.page and abs(line.y - above.y) < 1
        name_like = len(text.split()) <= 8 and _is_name_like(text)
        if not (same_row or (name_like and (line.bold or line.gap < 0.5))):
            break
        last += 1
    return last


def _is_name_like(text: str) -> bool:
    """Most words begin with a capital: a name of an employer, a place or a title."""
    words = [word for word in text.split() if word[:1].isalpha()]
    small = {"of", "and", "the", "for", "de", "at", "in", "&"}
    content = [word for word in words if word.lower() not in small]
    return bool(content) and all(word[0].isupper() for word in content)


def _block(document: Document, header: Sequence[Line], body: Sequence[Line]) -> RoleBlock:
    texts = [document.line_text(line) for line in header]
    dates: DateRange | None = None
    parts: list[str] = []
    for text in texts:
        found = next(iter(find_ranges(text)), None) or find_date(text)
        if found is not None and dates is None:
            dates = found
            text = f"{text[: found.start]} | {text[found.end :]}"
        parts += _STRONG_SEPARATORS.split(text)
    cleaned = [part.strip(" ,;:|–—-•·") for part in parts]
    title, employer = _title_and_employer([part for part in cleaned if _has_letters(part)])
    return RoleBlock(tuple(header), tuple(body), dates, title, employer)


def _has_letters(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 2


def _title_and_employer(parts: list[str]) -> tuple[str, str | None]:
    """The part that reads most like a title, and the first other one that is no place."""
    if not parts:
        return "", None
    # With an employer on a line of its own, what stands behind the title's comma is its field.
    apart = any(title_score(part) <= 0 and not _PLACE.match(part) for part in parts)
    pieces = parts if apart else [piece for part in parts for piece in _split_if_mixed(part)]
    scores = [title_score(piece) for piece in pieces]
    best = max(range(len(pieces)), key=lambda i: (scores[i], -i))
    title = pieces[best] if scores[best] > 0 else pieces[0]
    rest = [piece for piece in pieces if piece != title]
    named = [piece for piece in rest if not _PLACE.match(piece)]
    employer = next(iter(named or rest), None)
    return title, employer


def _split_if_mixed(part: str) -> list[str]:
    """`Nexus AI, Co-Founder & CTO` holds both: split where one side only reads as a title."""
    pieces = [piece.strip(" ,") for piece in _SEPARATORS.split(part)]
    pieces = [piece for piece in pieces if _has_letters(piece)]
    if len(pieces) < 2:
        return [part]
    titled = [title_score(piece) > 0 for piece in pieces]
    if sum(titled) != 1:
        return [part]
    index = titled.index(True)
    if index == 0:
        return [pieces[0], *_regroup(pieces[1:])]
    return [*_regroup(pieces[:index]), pieces[index], *_regroup(pieces[index + 1 :])]


def _regroup(pieces: list[str]) -> list[str]:
    """Employers keep their commas (`Acme, Inc.`); a place behind them is apart."""
    return [", ".join(pieces)] if pieces else []
