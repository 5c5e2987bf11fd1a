"""A posting's lines by section, with the headings that name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from fitscore.posting.words import vocabulary
from fitscore.text.list_marks import MARK, is_marked
from fitscore.text.wrapping import Wrapping
from fitscore.types import Document, Line

# Set by hand on the postings that the reader was developed with. Behind each stands how many of
# 199 postings are read otherwise at 0.8 or 1.25 times it, or one more or less.
_MOST_HEADING_WORDS = 9  # 5
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]\s+")
_RUN_IN = re.compile(r"^(?P<head>[^:.!?|\n]{2,60}?)\s*(?P<sign>[:.!?]|\s[–—-])\s+(?=\S)")
_INNER = re.compile(r"[;.]\s+(?P<head>[A-Z][\w ]{2,40}):\s+")
_FIELD_ROW = re.compile(r"^[^|]{2,40}\|[^|]*\|?$")


class Topic(StrEnum):
    """What the lines beneath a heading are about."""

    HEADER = "header"
    REQUIREMENTS = "requirements"
    PREFERRED = "preferred"
    BONUS = "bonus"
    RESPONSIBILITIES = "responsibilities"
    ABOUT = "about"
    CONDITIONS = "conditions"
    BENEFITS = "benefits"
    APPLY = "apply"
    EQUAL = "equal"
    CHROME = "chrome"
    OTHER = "other"

    @property
    def asks(self) -> bool:
        """Whether what stands here is asked of the candidate."""
        return self in {Topic.REQUIREMENTS, Topic.PREFERRED, Topic.BONUS}


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or what is left of it behind a heading that runs into it."""

    line: Line
    start: int
    end: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The pieces under one heading; `heading` is its range in the text, or None at the top."""

    topic: Topic
    heading: tuple[int, int] | None
    pieces: tuple[Piece, ...]


def split_topics(document: Document) -> list[Part]:
    """Lines by topic, in order."""
    wrapping = Wrapping(document)
    parts: list[Part] = []
    topic, heading, pieces = Topic.HEADER, None, list[Piece]()

    def close() -> None:
        if pieces or heading is not None:
            parts.append(Part(topic, heading, tuple(pieces)))

    above: Line | None = None
    lines = document.lines
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        joined = above is not None and wrapping.continues(above, line)
        above = line
        found = None if joined else _heading(document, line, following, topic)
        if found is not None:
            close()
            topic, (heading_end, rest) = found
            heading, pieces = (line.start, heading_end), []
            for start, stop, inner in _inner_topics(document.text, rest, line.end, topic):
                if inner is not topic:
                    close()
                    topic, heading, pieces = inner, (start, start), []
                pieces.append(Piece(line, start, stop, marked=False))
            continue
        pieces.append(Piece(line, line.start, line.end, is_marked(document, line)))
    close()
    return parts


def _heading(
    document: Document, line: Line, following: Line | None, topic: Topic
) -> tuple[Topic, tuple[int, int]] | None:
    """The topic that a line opens, and where the heading ends and the rest of the line begins."""
    text = document.line_text(line)
    whole = (line.end, line.end)
    stands_out = line.heading or line.bold or line.gap >= 1 or text.rstrip().endswith(":")
    if is_marked(document, line) and not (line.heading or _is_capitals(text)):
        return None
    if _could_head(text):
        known = topic_of(text)
        if known is not None and (stands_out or _is_capitals(text) or _is_exact(text)):
            # `Experience:` among the items of a job board's form, or `Special skills:` within a
            # list, is a new heading of the same kind, which does no harm.
            return known, whole
        if known is None and _opens_unknown(document, line, following, text, topic):
            return Topic.OTHER, whole
    found = _RUN_IN.match(text)
    if found and _could_head(found["head"]) and _is_exact(found["head"]):
        known = topic_of(found["head"])
        sentence = found["sign"].strip() in {".", "!", "?"}
        # `Location: Bristol` is a field, not a heading; `Knowledge of X.` is a sentence.
        if (
            known is not None
            and known is not Topic.CONDITIONS
            and (not sentence or len(text) > 2 * len(found["head"]) + 20)
        ):
            return known, (line.start + found.end("head"), line.start + found.end())
    return None


def _inner_topics(text: str, start: int, end: int, topic: Topic) -> list[tuple[int, int, Topic]]:
    """`Required: A, B; Preferred: C` on one line: its ranges, each with its topic."""
    found: list[tuple[int, int, Topic]] = []
    for inner in _INNER.finditer(text, start, end):
        known = topic_of(inner["head"])
        if known is not None and known.asks and _is_exact(inner["head"]):
            found.append((start, inner.start(), topic))
            start, topic = inner.end(), known
    found.append((start, end, topic))
    return [(a, b, kind) for a, b, kind in found if text[a:b].strip()]


def _could_head(text: str) -> bool:
    body = text.strip(" |").rstrip(":").strip()
    words = body.split()
    if not 1 <= len(words) <= _MOST_HEADING_WORDS or len(body) > 70:
        return False
    if body.endswith((".", ",", ";")) or ":" in body or "$" in body or "@" in body or "|" in body:
        return False
    return body[0].isupper() or body[0].isdigit() or body[0] in "…("


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _opens_unknown(
    document: Document, line: Line, following: Line | None, text: str, topic: Topic
) -> bool:
    """Whether a line that holds no known phrase still is the heading of something."""
    if following is None or (topic is Topic.HEADER and not line.heading and line.gap < 1):
        return False
    if line.heading:
        return True
    words = text.split()
    if len(words) > 7 or re.search(r"\d", text):
        return False
    colon = text.rstrip().endswith(":")
    if topic.asks and colon and line.gap < 1:
        return False  # the lead-in of a list
    if _is_capitals(text) and len(words) >= 1:
        return line.gap >= 1 or line.bold
    if line.bold and not document.line_text(following).islower():
        return line.gap > 0.3 or following.gap > 0 or document.media in {"html", "docx"}
    return line.gap >= 1 and (colon or (following.gap >= 1 and len(words) <= 5))


def topic_of(text: str) -> Topic | None:
    """The topic that a heading names, by the longest phrase of the vocabulary in it."""
    words = _words(text)
    if not words:
        return None
    best: tuple[int, int] | None = None
    winner: Topic | None = None
    for name, phrases in _phrases().items():
        topic = Topic(name)
        for phrase in phrases:
            if not _holds(words, phrase):
                continue
            rank = (2 if topic in {Topic.BONUS, Topic.PREFERRED} else 0, sum(map(len, phrase)))
            exact = len(phrase) == len(words)
            if not exact and not _rest_is_neutral(words, phrase):
                continue
            if best is None or rank > best:
                best, winner = rank, topic
    return winner


def _is_exact(text: str) -> bool:
    """Whether a heading is a phrase of the vocabulary and nothing more."""
    words = _words(text)
    return any(words == phrase for phrases in _phrases().values() for phrase in phrases)


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        name: tuple(_words(phrase) for phrase in phrases)
        for name, phrases in vocabulary()["headings"].items()
    }


def _words(text: str) -> tuple[str, ...]:
    text = _NUMBERING.sub("", text.strip())
    text = re.sub(r"\([^)]*\)", " ", text).replace("’", "'")
    return tuple(_WORD.findall(text.lower()))


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(words[i : i + size] == phrase for i in range(len(words) - size + 1))


def _rest_is_neutral(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """At most a few words beside the phrase, most of them without weight."""
    neutral = set(vocabulary()["neutral"]["words"])
    known = {word for phrases in _phrases().values() for entry in phrases for word in entry}
    rest = [word for word in words if word not in phrase]
    strange = [word for word in rest if word not in neutral and word not in known]
    # `About Fieldbridge`, `Why Harrow & Pell`: a name may stand beside the phrase.
    return len(strange) <= (2 if phrase in {("about",), ("about", "us")} else 1)


def without_mark(text: str, start: int, end: int) -> int:
    """Where the text of a list item begins behind its bullet or number."""
    found = MARK.match(text[start:end])
    return start + found.end() if found and found.end() < end - start else start


def is_field_row(text: str) -> bool:
    """`Location | Philadelphia |`: a row of a table of facts."""
    return bool(_FIELD_ROW.match(text.strip()))
