"""Pages of a résumé as images with its quotes marked on them, for a page of HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from fitscore.report.quoted_text import Piece, Quote
from fitscore.types import PageImage, Pages, PlacedWord

# Of a page's width: what a number beside the page takes in height, where pages are shown smallest
# (30rem). It is 1.5rem, 24 pixels: what fingers hit (WCAG 2.2, 2.5.8).
_NUMBER = 0.051


@dataclass(frozen=True, slots=True)
class Spot:
    """A box over words of one line that the same quotes cover, in percent of the image."""

    piece: Piece
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Number:
    """What leads from a quote's end to its requirement; its place in percent of the page."""

    quote: Quote
    top: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown.

    Attributes:
        address: A `data:` URL of its image.
    """

    image: PageImage
    address: str
    spots: list[Spot]
    numbers: list[Number]


def sheets_of(pages: Pages, pieces: Sequence[Piece]) -> list[Sheet]:
    """The pages with what is marked in the text marked on them too.

    Args:
        pages: Of the résumé.
        pieces: Its text, cut at its quotes.
    """
    return [_sheet(image, [piece for piece in pieces if piece.quotes]) for image in pages.images]


def _sheet(image: PageImage, pieces: Sequence[Piece]) -> Sheet:
    spots: list[Spot] = []
    ends: list[tuple[float, Quote]] = []
    for piece in pieces:
        found = [
            _spot(piece, words)
            for line in image.lines
            if (words := [word for word in line if _covers(piece, word)])
        ]
        if found:
            spots += found
            ends += [(found[-1].top, quote) for quote in piece.ends]
    address = "data:image/jpeg;base64," + b64encode(image.jpeg).decode("ascii")
    return Sheet(image, address, spots, _apart(ends, 100 * _NUMBER * image.width / image.height))


def _covers(piece: Piece, word: PlacedWord) -> bool:
    return word.start < piece.start + len(piece.text) and piece.start < word.end


def _spot(piece: Piece, words: Sequence[PlacedWord]) -> Spot:
    left, top = min(word.left for word in words), min(word.top for word in words)
    width = max(word.right for word in words) - left
    height = max(word.bottom for word in words) - top
    return Spot(piece, *(round(100 * part, 2) for part in (left, top, width, height)))


def _apart(ends: Sequence[tuple[float, Quote]], step: float) -> list[Number]:
    """Numbers at the ends of their quotes, moved as far as it takes for none to cover another."""
    ends = sorted(ends, key=lambda end: end[0])
    step = min(step, 100 / max(1, len(ends)))
    tops: list[float] = []
    for top, _ in ends:
        tops.append(max(top, tops[-1] + step) if tops else top)
    last = 100 - step
    for place in reversed(range(len(tops))):  # what the page's end leaves no room for goes up
        tops[place] = min(tops[place], last)
        last = tops[place] - step
    return [
        Number(quote, round(max(0.0, top), 2)) for top, (_, quote) in zip(tops, ends, strict=True)
    ]
