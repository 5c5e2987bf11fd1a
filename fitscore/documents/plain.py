"""Plain text and Markdown: which encoding it is in, and its lines."""

from __future__ import annotations

import html
import json
import math
import re
from typing import Any

from charset_normalizer import from_bytes

from fitscore.errors import UnreadableError
from fitscore.types import Line

_MARKDOWN_HEADING = re.compile(r" {0,3}#{1,6}\s+")
_MARKDOWN_BOLD_LINE = re.compile(r"^\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1:?\s*$")
_TAB = 4
_MOST_DIGITS = 300  # of a whole number: a float holds 308
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u2018-\u203a\u20ac\u0192\u0160-\u017e ]|\u00e2\u20ac|\u00e2\u0080"
)
# A full-width dash (EF BC 8D) read as Windows-1252, which has no character for the last byte.
_LOST_DASH = re.compile("\u00ef\u00bc\u008d?(?=[\\s\u00a0]|$)")
# `&amp;`, `&#x27;`: how a web page writes a character, left in what was saved as text.
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")


def decode(data: bytes, source: str) -> str:
    """Text of a file in any encoding: UTF-8, UTF-16, Windows-1252 and what else is found.

    Raises:
        UnreadableError: No encoding fits.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data.startswith(b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Single-byte Western text is read as Windows-1252, which is what Word and browsers save;
    # a detector would hesitate between it and its near twins on a page of text.
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    if western and _is_western(western):
        return western
    best = from_bytes(data).best()
    if best is None:
        raise UnreadableError(
            source, "no known text encoding fits this file", "save it as UTF-8 text"
        )
    return str(best)


def _is_western(text: str) -> bool:
    """Accents are rare and stand inside words; a wrong reading is full of symbols."""
    high = [c for c in text if ord(c) > 127]
    odd = sum(not c.isalpha() and c not in "‘’“”–—•…·€£§°®™©«»½¼¾\u00a0\u00ad" for c in high)
    return "\x00" not in text and odd <= 0.2 * len(high) + 2 and len(high) < 0.2 * len(text)


def repaired(text: str) -> str:
    """Text that was decoded wrongly once before it was saved (`Ã©`, `â€™`), put right."""
    text = _LOST_DASH.sub("–", text)
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def without_references(text: str) -> str:
    """Text in which a web page's references to characters are the characters."""
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), text)


def load_json(text: str | bytes) -> Any:
    """A value from JSON of anybody's.

    A half of a character, escaped alone, becomes a question mark; NaN and numbers that are beyond
    all measure (6,000 digits, 1e999) are None.

    Raises:
        ValueError: It is no JSON, or nested too deeply.
    """
    try:
        value = json.loads(
            text, parse_int=_integer, parse_float=_float, parse_constant=lambda _name: None
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    written = json.dumps(value, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-8", "replace"))
    return value


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def normalise(text: str) -> str:
    """One line break everywhere; no characters that hold no place on paper."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\u00a0", " ")
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160))


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text, blank ones left out, Markdown headings and bold lines marked.

    The text is not changed: Markdown's signs stay where they are and the lines' spans leave
    them out.
    """
    lines: list[Line] = []
    offset = 0
    blank = 0
    for number, raw in enumerate(text.split("\n")):
        body = raw.strip()
        if body:
            lines.append(_line(raw, offset, number, blank))
            blank = 0
        else:
            blank += 1
        offset += len(raw) + 1
    return tuple(lines)


def _line(raw: str, offset: int, number: int, blank: int) -> Line:
    lead = len(raw) - len(raw.lstrip())
    start, end = offset + lead, offset + len(raw.rstrip())
    heading = bold = False
    if found := _MARKDOWN_HEADING.match(raw):
        title = raw[found.end() :].rstrip().rstrip("#").rstrip()
        heading = bool(title)
        if heading:
            start, end = offset + found.end(), offset + found.end() + len(title)
    elif found := _MARKDOWN_BOLD_LINE.match(raw):
        bold = True
        start, end = offset + found.start(2), offset + found.end(2)
    column = float(len(raw[:lead].expandtabs(_TAB)))
    return Line(
        start,
        end,
        x0=column,
        x1=column + end - start,
        y=float(number),
        heading=heading,
        bold=bold,
        gap=float(blank),
    )
