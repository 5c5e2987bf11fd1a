"""Whether glyphs look like the letters that a file says they are.

The ink of each glyph is scaled to a small square and correlated with that of the letters of the
standard fonts (template matching). Of one letter little can be said in an unknown type; of a word,
whether most of its letters are among those that look most alike.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from string import ascii_letters, digits
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

_SIDE = 12  # cells of the square
_FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Italic", "Courier")
_LETTERS = ascii_letters + digits
_SIZE = 48.0  # points at which the standard fonts are drawn
_LEAST_SPREAD = 0.12  # standard deviation: an l or a dash fills its box and tells nothing
_NEAR = 0.12  # of correlation, to that of the letter that is most alike
_ALIKE = 0.86  # a correlation that suffices
_LEAST_PIXELS = 4.5  # height of a glyph that can be judged
# Letters that look alike when they are scaled to a square.
_SAME = ("o0", "s5", "z2", "ilj1", "nhr")


class Judged(NamedTuple):
    """Glyphs that can be judged, and which of them look like what they are said to be."""

    known: NDArray[np.bool_]
    plausible: NDArray[np.bool_]


class _Templates(NamedTuple):
    shapes: NDArray[np.float32]  # (letters x fonts, cells), each of mean 0 and length 1
    letters: dict[str, NDArray[np.int64]]  # rows that count for a letter


def judged(
    chars: Sequence[str],
    boxes: NDArray[np.float64],
    ink: NDArray[np.uint8],
    turns: NDArray[np.int64],
) -> Judged:
    """Compare glyphs with letters of the standard fonts.

    Args:
        chars: What the glyphs are said to be.
        boxes: Their places as left, top, right, bottom pixels.
        ink: How much of each pixel is ink.
        turns: Quarters by which they are turned against the clock.
    """
    templates = _templates()
    known = np.array([char in templates.letters for char in chars], dtype=bool)
    known &= boxes[:, 3] - boxes[:, 1] >= _LEAST_PIXELS
    able = np.flatnonzero(known)
    shapes = _upright(_sampled(boxes[able], ink), turns[able])
    known[able] = shapes.std(axis=1) >= _LEAST_SPREAD
    scores = _normed(shapes) @ templates.shapes.T
    best = scores.max(axis=1, initial=-1.0)
    rows = (templates.letters[chars[i]] for i in able.tolist())
    own = np.array([score[row].max() for score, row in zip(scores, rows, strict=True)])
    plausible = np.zeros(len(chars), dtype=bool)
    plausible[able] = (own >= best - _NEAR) | (own >= _ALIKE)
    return Judged(known, plausible)


def _sampled(boxes: NDArray[np.float64], ink: NDArray[Any]) -> NDArray[np.float32]:
    """Ink at the middles of the cells of each box, between pixels, shape (n, cells)."""
    steps = (np.arange(_SIDE) + 0.5) / _SIDE
    height, width = ink.shape
    x = boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * steps - 0.5
    y = boxes[:, 1:2] + (boxes[:, 3:4] - boxes[:, 1:2]) * steps - 0.5
    left = np.clip(np.floor(x), 0, width - 2).astype(np.int64)
    top = np.clip(np.floor(y), 0, height - 2).astype(np.int64)
    dx = np.clip(x - left, 0, 1).astype(np.float32)[:, None, :]
    dy = np.clip(y - top, 0, 1).astype(np.float32)[:, :, None]
    at = top[:, :, None] * width + left[:, None, :]
    flat = ink.ravel()
    scale = np.float32(1 / 255)
    upper = flat.take(at) * (1 - dx) + flat.take(at + 1) * dx
    lower = flat.take(at + width) * (1 - dx) + flat.take(at + width + 1) * dx
    found: NDArray[np.float32] = ((upper * (1 - dy) + lower * dy) * scale).reshape(
        len(boxes), _SIDE * _SIDE
    )
    return found


def _upright(shapes: NDArray[np.float32], turns: NDArray[np.int64]) -> NDArray[np.float32]:
    squares = shapes.reshape(-1, _SIDE, _SIDE)
    for turn in (1, 2, 3):
        chosen = turns == turn
        squares[chosen] = np.rot90(squares[chosen], -turn, axes=(1, 2))
    return squares.reshape(shapes.shape)


def _normed(shapes: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = shapes - shapes.mean(axis=1, keepdims=True)
    length = np.maximum(1e-6, np.linalg.norm(centred, axis=1, keepdims=True))
    found: NDArray[np.float32] = (centred / length).astype(np.float32)
    return found


@cache
def _templates() -> _Templates:
    """The letters of the standard fonts, drawn by pdfium."""
    import pypdfium2 as pdfium

    step = _SIZE * 1.5
    pdf = pdfium.PdfDocument.new()
    try:
        page = pdf.new_page(step * (len(_LETTERS) + 1), step * (len(_FONTS) + 1))
        boxes = []
        edges = [ctypes.c_float() for _ in range(4)]
        for row, font in enumerate(_FONTS):
            for column, letter in enumerate(_LETTERS):
                item = raw.FPDFPageObj_NewTextObj(pdf.raw, font.encode(), _SIZE)
                text = (letter + "\0").encode("utf-16-le")
                buffer = ctypes.create_string_buffer(text)
                raw.FPDFText_SetText(item, ctypes.cast(buffer, raw.FPDF_WIDESTRING))
                at = step * (column + 0.5), step * (row + 0.5)
                raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, *at)
                raw.FPDFPage_InsertObject(page.raw, item)
                raw.FPDFPageObj_GetBounds(item, *edges)
                boxes.append([edge.value for edge in edges])
        raw.FPDFPage_GenerateContent(page.raw)
        height = page.get_height()
        pixels = page.render(scale=1, prefer_bgrx=True).to_numpy()
        page.close()
    finally:
        pdf.close()
    ink = 255 - pixels[..., 0].astype(np.float32)
    places = np.array(boxes, np.float64)
    places[:, [1, 3]] = height - places[:, [3, 1]]
    rows = np.arange(len(boxes)).reshape(len(_FONTS), -1)
    letters = {
        letter: rows[:, [_LETTERS.index(other) for other in sorted(_alike(letter))]].ravel()
        for letter in _LETTERS
    }
    return _Templates(_normed(_blurred(places, ink)), letters)


def _alike(letter: str) -> set[str]:
    """Letters that a letter may look like: in small capitals, it is a large one."""
    cases = {letter.lower(), letter.upper()}
    return cases.union(*(same for same in _SAME if cases & set(same)))


def _blurred(boxes: NDArray[np.float64], ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """As `_sampled`, but smoothed: small type is."""
    around: NDArray[Any] = ink
    for axis in (0, 1):
        around = np.mean([np.roll(around, k, axis) for k in range(-2, 3)], axis=0)
    return _sampled(boxes, around)
