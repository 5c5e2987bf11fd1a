"""The roles of a section: title, employer, from and to, and the lines that tell of each.

One file: where a role begins and what stands in its header are one question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitscore.text.dates import DateRange, find_date, find_ranges, find_unsaid, without_dates
from fitscore.text.list_marks import is_marked
from fitscore.text.places import is_place, without_place
from fitscore.text.titles import is_title, names_title, title_score
from fitscore.text.wrapping import Wrapping
from fitscore.types import Document, Line

# Set by hand on the résumés that the reader was developed with. Behind each stands how many of
# 742 résumés are read otherwise at 0.8 or 1.25 times it, or one more or less.
_LONGEST_HEADER = 110  # 22; characters
_BROKEN = re.compile(r"\d\s?[-–—]\s*\Z")
_UNTIL = re.compile(r"to|until|[-–—]", re.IGNORECASE)
_LONGEST_DATED = 150  # 18; title, employer, place and dates on one line
_MOST_HEADER_LINES = 3  # 24
_MOST_TITLE_WORDS = 9  # 3
_MOST_NAME_WORDS = 8  # 2
_SOME_GAP = 0.4  # 1; line heights
_SEPARATORS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\t|\s{3,}|\s+at\s+|(?<=\w)\s*,\s+")
_STRONG_SEPARATORS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\t|\s{3,}")
# What stands beside a title and is neither an employer nor a place.
_ASIDE = (
    r"(?:full[- ]?time|part[- ]?time|contract|seasonal|temporary|freelance|internship|permanent|"
    r"self-employed|links?|github|gitlab|(?:live )?demo|web ?site|source(?: code)?|"
    r"(?:\d+\s*(?:years?|yrs?|y|months?|mos?|m)\.?[\s,]*)+)"
)
_BESIDE_TITLE = re.compile(rf"^\(?{_ASIDE}\)?$", re.IGNORECASE)
# What anonymised résumés and templates print in place of an employer and a place.
_UNNAMED = re.compile(
    r"\bcompany name\b|\bname of (?:company|employer)\b|\bcity\s*,\s*state\b", re.IGNORECASE
)
_KINDS_OF_PLACE = re.compile(r"\b(?:city|state|town|village|county|province)\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:Co|Inc|Ltd|Corp|Bros|Dept|Univ|Assn|Jr|Sr|[A-Z])\.$")
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
    lines = _with_stacked_dates(document, lines)
    wrapping = Wrapping(document)
    dated = [i for i, line in enumerate(lines) if _is_dated_header(document, line)]
    if dated:
        dated = sorted(dated + _undated_between(document, wrapping, lines, dated))
    else:
        dated = [i for i, line in enumerate(lines) if _is_undated_header(document, line)]
    dates_first = any(_dates_come_first(document, lines, anchor) for anchor in dated)
    starts: list[int] = []
    lasts: list[int] = []  # the least that the header reaches down to
    for n, anchor in enumerate(dated):
        floor = lasts[-1] + 1 if lasts else 0
        bare = _is_dates_only(document, lines[anchor])
        if bare and dates_first:
            start = anchor
        else:
            start = _first_header_line(document, wrapping, lines, floor, anchor)
        # Dates with no title above have it below.
        below = anchor + 1
        free = below < len(lines) and (n + 1 == len(dated) or below < dated[n + 1])
        taken = bare and start == anchor and free and _may_head(document, lines[below])
        starts.append(start)
        lasts.append(below if taken else anchor)
    blocks: list[RoleBlock] = []
    banner: RoleBlock | None = None  # the last role that names its employer itself
    if not starts or starts[0] > 0:
        lead = tuple(lines[: starts[0] if starts else len(lines)])
        blocks.append(RoleBlock((), lead, None, "", None))
    for n, (start, anchor) in enumerate(zip(starts, dated, strict=True)):
        stop = starts[n + 1] if n + 1 < len(starts) else len(lines)
        last = _last_header_line(document, wrapping, lines, anchor, lasts[n], stop)
        header, body = lines[start : last + 1], lines[last + 1 : stop]
        if banner is not None and _shares_employer(document, header, banner):
            block = _block(document, header, body, banner.employer)
        else:
            block = banner = _block(document, header, body)
        blocks.append(block)
    return [block for block in blocks if block.header or block.body]


def _with_stacked_dates(document: Document, lines: Sequence[Line]) -> Sequence[Line]:
    """The same lines, with `October 2005`, `to` and `May 2009` below each other made one.

    So are two of which the first breaks off behind a dash.
    """
    joined: list[Line] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        if len(rest) > 1 and _UNTIL.fullmatch(document.line_text(rest[0])):
            whole = replace(line, end=rest[1].end)
            found = find_ranges(document.text[whole.start : whole.end])
            if found and found[0].start == 0 and found[0].end == whole.end - whole.start:
                line, rest = whole, rest[2:]
        elif rest and _BROKEN.search(document.line_text(line)):
            line, rest[:1] = _mended(document, line, rest[0])
        joined.append(line)
    return joined


def _mended(document: Document, line: Line, below: Line) -> tuple[Line, list[Line]]:
    """A line that breaks off behind a dash with the date that ends it, and what is left below."""
    length = line.end - line.start
    for found in find_ranges(document.text[line.start : below.end]):
        if found.start < length < found.end:
            end = line.start + found.end
            end += document.text[end : end + 1] in {")", "]"}
            left = replace(below, start=end) if document.text[end : below.end].strip() else None
            return replace(line, end=end), [left] if left else []
    return line, [below]


def names_dated_titles(document: Document, lines: Sequence[Line]) -> bool:
    """Whether a section of another name holds roles: a title stands beside or next to dates."""
    return any(
        _is_dated_header(document, line)
        and any(is_title(document.line_text(near)) for near in lines[max(0, i - 2) : i + 2])
        for i, line in enumerate(lines)
        if find_ranges(document.line_text(line))
    )


def _is_dated_header(document: Document, line: Line) -> bool:
    """A short line with a date range (or a lone date and little else) that is no bullet."""
    text = document.line_text(line)
    if is_marked(document, line) or len(text) > _LONGEST_DATED:
        return False
    if text[:1].islower() and text.endswith("."):  # the end of a sentence that tells of years
        return False
    ranges = [(found.start, found.end) for found in find_ranges(text)]
    unsaid = find_unsaid(text)
    if ranges or unsaid:
        start, end = ranges[0] if ranges else unsaid or (0, 0)
        return not _is_sentence(text[:start] + text[end:])
    single = find_date(text)
    if single is None:
        return False
    rest = without_dates(text).strip(" ,()|–-—&")
    return len(rest) < 60 and not _is_sentence(rest) and (not rest or is_title(rest))


def _is_undated_header(document: Document, line: Line) -> bool:
    """A line that names a title and little else, where no role of the section has dates."""
    text = without_place(_UNNAMED.sub("", document.line_text(line))).strip(" ,–-")
    if not _may_head(document, line) or len(text.split()) > _MOST_TITLE_WORDS:
        return False
    return _is_name_like(text.split(",")[-1]) and is_title(text)


def _undated_between(
    document: Document, wrapping: Wrapping, lines: Sequence[Line], dated: list[int]
) -> list[int]:
    """Titles without dates among roles that have them: set off from the list items around them."""
    found = []
    for i in range(len(lines) - 1):
        near = any(
            abs(i - anchor) < _MOST_HEADER_LINES
            and not any(
                is_marked(document, line) for line in lines[min(i, anchor) : max(i, anchor)]
            )
            for anchor in dated
        )
        begins_list = is_marked(document, lines[i + 1]) and not is_marked(document, lines[i])
        if near or not begins_list or not _is_undated_header(document, lines[i]):
            continue
        apart = lines[i].gap > _SOME_GAP and lines[i].x0 < lines[i + 1].x0
        if i == 0 or (apart and not _ends_statement(document, wrapping, lines, i, 0)):
            found.append(i)
    return found


def _is_sentence(text: str) -> bool:
    words = text.split()
    lower = sum(word[:1].islower() for word in words)
    return len(words) > 8 and lower > 0.5 * len(words)


def _first_header_line(
    document: Document,
    wrapping: Wrapping,
    lines: Sequence[Line],
    floor: int,
    anchor: int,
) -> int:
    """Titles and employers stand on the lines above the dates, back to the text above them."""
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


def _dates_come_first(document: Document, lines: Sequence[Line], anchor: int) -> bool:
    """Whether dates stand on a line of their own, apart from what is above, over a title."""
    if not _is_dates_only(document, lines[anchor]):
        return False
    if anchor + 1 == len(lines) or (anchor and lines[anchor].gap <= _SOME_GAP):
        return False
    below = lines[anchor + 1]
    titled = _may_head(document, below) and names_title(document.line_text(below))
    return titled and below.gap < lines[anchor].gap + (anchor == 0)


def _is_dates_only(document: Document, line: Line) -> bool:
    text = document.line_text(line)
    found = find_ranges(text)
    return bool(found) and not _has_letters(text[: found[0].start] + text[found[0].end :])


def _rows_between(lines: Sequence[Line], first: int, last: int) -> int:
    """How many rows of a page a few lines take: a title and its place share one."""
    return len({(line.page, round(line.y)) for line in lines[first : last + 1]})


def _may_head(document: Document, line: Line) -> bool:
    text = document.line_text(line).strip()
    if is_marked(document, line) or len(text) > _LONGEST_HEADER:
        return False
    if text.endswith((".", ";", ":")) and not _ABBREVIATED.search(text):
        return False
    # Projects are often called by a name in small letters, in bold.
    return not _is_sentence(text) and (line.bold or not text[:1].islower())


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
    document: Document,
    wrapping: Wrapping,
    lines: Sequence[Line],
    anchor: int,
    least: int,
    stop: int,
) -> int:
    """An employer or a place may follow the dates; a statement may not.

    A line without marks below the dates belongs to the header when it stands on the dates' own
    row, or is set in bold, or is a short name with more lines of text below it.
    """
    last = min(least, stop - 1)
    while last + 1 < stop and last - anchor < _MOST_HEADER_LINES - 1:
        line, above = lines[last + 1], lines[last]
        text = document.line_text(line).strip()
        if not _may_head(document, line) or wrapping.continues(above, line):
            break
        same_row = line.page == above.page and abs(line.y - above.y) < 1
        name = without_place(_UNNAMED.sub("", text))
        name_like = len(_WORD.findall(name)) <= _MOST_NAME_WORDS and _is_name_like(text)
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


def _block(
    document: Document, header: Sequence[Line], body: Sequence[Line], employer: str | None = None
) -> RoleBlock:
    texts = [document.line_text(line) for line in header]
    dates: DateRange | None = None
    parts: list[str] = []
    for text in texts:
        found = next(iter(find_ranges(text)), None) or find_date(text)
        unsaid = find_unsaid(text)
        if found is not None and dates is None:
            dates = found
            text = f"{text[: found.start]} | {text[found.end :]}"
        elif unsaid is not None:
            text = f"{text[: unsaid[0]]} | {text[unsaid[1] :]}"
        parts += _STRONG_SEPARATORS.split(_UNNAMED.sub(r" | \g<0> | ", text))
    cleaned = [_bare(part) for part in parts]
    cleaned = [part for part in cleaned if _has_letters(part) and not _BESIDE_TITLE.match(part)]
    if employer is not None and cleaned:
        title = without_place(cleaned[0])
    else:
        title, employer = _title_and_employer(cleaned)
    return RoleBlock(tuple(header), tuple(body), dates, title, employer)


def _shares_employer(document: Document, header: Sequence[Line], above: RoleBlock) -> bool:
    """Whether a role stands under the employer of the role above, named once for both.

    The role above has a line of its own for the employer, this one has only a line like that of
    the other's title.
    """
    if above.employer is None or _rows_between(header, 0, len(header) - 1) > 1:
        return False
    texts = [document.line_text(line) for line in above.header]
    own = [line for line, text in zip(above.header, texts, strict=True) if above.employer in text]
    titled = [line for line, text in zip(above.header, texts, strict=True) if above.title in text]
    if not own or not titled or own[0].y == titled[0].y or own[0].start > titled[0].start:
        return False
    like = titled[0]
    alike = header[0].bold == like.bold and abs(header[0].size - like.size) < 0.3
    apart = like.bold != own[0].bold or abs(own[0].size - like.size) >= 0.3
    return alike and apart and title_score(document.line_text(header[0])) > 0


def _bare(part: str) -> str:
    """A part of a header without the marks around it; of a lone bracket only the bracket goes."""
    part = part.strip(" ,;:|–—-•·")
    if part.count("(") != part.count(")") or (part[:1] == "(" and part[-1:] == ")"):
        part = part.strip("() ")
    return part


def _has_letters(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 2


def _title_and_employer(parts: list[str]) -> tuple[str, str | None]:
    """The part that reads most like a title, and the first other one that is no place."""
    named = [part for part in parts if not _is_place(part)] or parts
    if not named:
        return "", None
    # With an employer on a line of its own, what stands behind the title's comma is its field.
    apart = any(title_score(part) < 0 or not names_title(part) for part in named)
    pieces = named if apart else [piece for part in named for piece in _split_if_mixed(part)]
    scores = [title_score(piece) for piece in pieces]
    best = max(range(len(pieces)), key=lambda i: (scores[i], -i))
    # Where the first reads like an employer, what reads like neither is the title.
    beside = scores[best] == 0 and scores[0] < 0
    title = pieces[best] if scores[best] > 0 or beside else pieces[0]
    if len(pieces) == 1 and scores[0] < 0:
        return "", without_place(pieces[0])
    rest = [piece for piece in pieces if piece != title and not _is_place(piece)]
    rest.sort(key=lambda piece: title_score(piece) >= 0)  # what reads like an employer first
    return without_place(title), without_place(rest[0]) if rest else None


def _is_place(text: str) -> bool:
    # `Northwind Bank, India` is an employer, `Kansas City, MO` is none.
    return is_place(text) and title_score(_KINDS_OF_PLACE.sub("", text)) >= 0


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
