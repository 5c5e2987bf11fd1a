"""Where labelled pieces stand in a document's text, whatever order its layout was read in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fitscore.training.resumes.labelled import Block

_WORD = re.compile(r"\w+")
_FARTHEST = 400  # words between a piece and the others of its block
_LONGEST_BREAK = 40  # words of another column between two halves of a piece


@dataclass(frozen=True, slots=True)
class Found:
    """A range of the text that is a piece, or the later part of one that a column cut in two."""

    start: int
    end: int
    label: str
    block: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    label: str
    words: list[str]


class _Text:
    """The words of a text, where each stands, and which are explained."""

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        self.spans = [match.span() for match in found]
        self.words = [match.group().lower() for match in found]
        self.taken = [False] * len(found)
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            self._places[word].append(number)

    def places(self, words: Sequence[str]) -> list[int]:
        """Where words stand in a row, and are not explained yet."""
        count = len(words)
        return [
            at
            for at in self._places.get(words[0], ())
            if self.words[at : at + count] == words and not any(self.taken[at : at + count])
        ]

    def take(self, at: int, count: int, label: str, block: int, *, whole: bool = True) -> Found:
        """Words as part of a piece."""
        self.taken[at : at + count] = [True] * count
        return Found(self.spans[at][0], self.spans[at + count - 1][1], label, block, whole)


def align(text: str, blocks: Sequence[Block]) -> tuple[list[Found], float]:
    """Where the pieces stand, in order of the text, and the share of their words that was found."""
    words = _Text(text)
    found: list[Found] = []
    total = last = 0
    for number, block in enumerate(blocks):
        split = (_Piece(label, _WORD.findall(said.lower())) for label, said in block.pieces)
        pieces = [piece for piece in split if piece.words]
        total += sum(len(piece.words) for piece in pieces)
        places = _place_block(words, pieces, number, last, found)
        last = max(places.values(), default=last)
    explained = sum(words.taken)
    return sorted(found, key=lambda item: item.start), explained / max(1, total)


def _place_block(
    words: _Text, pieces: Sequence[_Piece], block: int, last: int, found: list[Found]
) -> dict[int, int]:
    """Find the pieces of a block near the one that is easiest to tell: long, and seldom."""
    candidates = [words.places(piece.words) for piece in pieces]
    order = sorted(
        range(len(pieces)),
        key=lambda k: -len(pieces[k].words) / (1 + len(candidates[k])) if candidates[k] else 1.0,
    )
    anchor: int | None = None
    places: dict[int, int] = {}
    for k in order:
        piece = pieces[k]
        free = words.places(piece.words)
        if anchor is None and free:
            anchor = min(free, key=lambda at: abs(at - last))
        if not free:
            at = _place_cut(words, piece, block, last if anchor is None else anchor, found)
            if at is not None:
                places[k] = at
            continue
        near = [places[other] for other in (k - 1, k + 1) if other in places]
        expected = near[0] if near else anchor or 0
        at = min(free, key=lambda place: abs(place - expected))
        if abs(at - (anchor or 0)) > _FARTHEST and len(free) > 1:
            continue
        places[k] = at
        found.append(words.take(at, len(piece.words), piece.label, block))
    return places


def _place_cut(
    words: _Text, piece: _Piece, block: int, anchor: int, found: list[Found]
) -> int | None:
    """Find a piece that a column or a page cut in two: its longest beginning, then the rest."""
    count = len(piece.words)
    for cut in range(count - 1, 0, -1):
        heads = words.places(piece.words[:cut])
        if not heads:
            continue
        at = min(heads, key=lambda place: abs(place - anchor))
        if abs(at - anchor) > _FARTHEST:
            return None
        rest = piece.words[cut:]
        tails = [t for t in words.places(rest) if 0 <= t - at - cut < _LONGEST_BREAK]
        if not tails and cut < max(2, 0.6 * count):
            return None
        found.append(words.take(at, cut, piece.label, block))
        if tails:
            found.append(words.take(tails[0], len(rest), piece.label, block, whole=False))
        return at
    return None
