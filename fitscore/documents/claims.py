"""What a page claims to say and shows in another way: looked up by text recognition.

That is unpainted text over a picture, and glyphs that do not look like the letters that they are
said to be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import numpy as np

from fitscore.documents.boxes import Placed
from fitscore.documents.layout import Segment
from fitscore.documents.recognition import recognize, scale_of
from fitscore.documents.rendering import pixel_boxes

_MARGIN = 12.0  # points around what is recognised
_SHORT = 3  # letters: a word of so few stands and falls with its line
_LINE_SHARE = 0.6  # of the letters of a line's longer words that are confirmed
_AGREE = 0.7  # share of letters in order, from which on two texts are one, misread here and there
_LEAST_CLAIMED = 8  # letters: a few more are no lie


class _Word(NamedTuple):
    letters: str
    indices: list[int]
    box: tuple[float, float, float, float]  # points, from the upper left corner


def confirmed(page: Any, glyphs: Sequence[Placed], number: int, pages: int) -> set[int]:
    """Indices of the glyphs whose words recognition finds where they stand.

    Args:
        page: A page of pypdfium2.
        glyphs: Of whole words.
        number: Of the page.
        pages: How many there are.
    """
    if not glyphs:
        return set()
    scale = scale_of(page.get_width(), page.get_height())
    picture = page.render(scale=scale).to_numpy()
    height, width = picture.shape[:2]
    boxes = pixel_boxes(page, np.array([glyph.box for glyph in glyphs]), picture.shape)
    low = np.clip(boxes[:, :2].min(axis=0) - _MARGIN * scale, 0, (width, height)).astype(int)
    high = np.clip(boxes[:, 2:].max(axis=0) + _MARGIN * scale, 0, (width, height)).astype(int)
    cut = picture[low[1] : high[1], low[0] : high[0], :3]
    if min(cut.shape) == 0:
        return set()
    found = recognize(np.ascontiguousarray(cut), 72 * scale, number, pages)
    words = _words(glyphs, (boxes - np.tile(low, 2)) / scale)
    return _agreed(words, found.segments)


def _words(glyphs: Sequence[Placed], boxes: np.ndarray[Any, Any]) -> list[_Word]:
    members: dict[int, list[int]] = {}
    for i, glyph in enumerate(glyphs):
        members.setdefault(glyph.word, []).append(i)
    found = []
    for rows in members.values():
        left, top = boxes[rows, :2].min(axis=0).tolist()
        right, bottom = boxes[rows, 2:].max(axis=0).tolist()
        letters = letters_of("".join(glyphs[i].char for i in rows))
        indices = [glyphs[i].index for i in rows]
        found.append(_Word(letters, indices, (left, top, right, bottom)))
    return found


def _agreed(words: Sequence[_Word], segments: Sequence[Segment]) -> set[int]:
    """Indices of words that the segments at their places say too."""
    lines: dict[tuple[int, ...], list[tuple[_Word, bool]]] = {}
    for word in words:
        near = tuple(n for n, segment in enumerate(segments) if _meets(word, segment))
        text = letters_of("".join(segments[n].text for n in near))
        lines.setdefault(near, []).append((word, bool(near) and _says(text, word.letters)))
    found: set[int] = set()
    for near, line in lines.items():
        long = [(len(w.letters), says) for w, says in line if len(w.letters) > _SHORT]
        agreed = sum(n for n, says in long if says) >= _LINE_SHARE * sum(n for n, _ in long)
        for word, says in line:
            short = len(word.letters) <= _SHORT
            if says or (near and short and agreed and long):
                found.update(word.indices)
    return found


def _meets(word: _Word, segment: Segment) -> bool:
    left, top, right, bottom = word.box
    middle = segment.y - 0.35 * segment.size
    reach = 0.5 * max(segment.size, bottom - top)
    across = left < segment.x1 + segment.size and right > segment.x0 - segment.size
    return across and abs((top + bottom) / 2 - middle) <= reach


def _says(text: str, word: str) -> bool:
    """Whether a text holds a word, a third of whose letters may be misread (Sellers, 1980)."""
    if word in text:
        return True
    errors = len(word) // 3
    costs = list(range(len(word) + 1))
    for letter in text:
        before, costs[0] = costs[0], 0
        for i, wanted in enumerate(word, 1):
            before, costs[i] = (
                costs[i],
                min(costs[i] + 1, costs[i - 1] + 1, before + (letter != wanted)),
            )
        if costs[-1] <= errors:
            return True
    return False


def letters_of(text: str) -> str:
    """Letters and digits alone, small, without accents and ligatures."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def told_apart(said: Sequence[tuple[str, str]]) -> str:
    """Replacement texts (ISO 32000-2, 14.9.4) that say other than the glyphs that they replace.

    A few letters are no lie: those of a ligature or a hyphen. Nor can it be told where the glyphs
    have no text of their own.

    Args:
        said: Pairs of a replacement and what the glyphs say.
    """
    found = []
    for replacement, own in said:
        first, second = letters_of(replacement), letters_of(own)
        if second and _share(first, second) < _AGREE:
            found.append(replacement)
    text = " ".join(found)
    return text if len(letters_of(text)) >= _LEAST_CLAIMED else ""


def _share(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
