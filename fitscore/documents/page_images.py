"""The pages of a PDF as images, and where the words of its text stand on them."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import numpy as np

from fitscore.documents.annotations import as_shown
from fitscore.documents.glyphs import texts_of_page
from fitscore.documents.limits import MOST_IMAGE_BYTES, MOST_IMAGES
from fitscore.documents.rendering import objects_of, pixel_boxes, rendered
from fitscore.types import Document, Line, PageImage, PlacedWord

# Pixels, and JPEG's quality from 0 to 95: the best of which the pages are small enough. Of A4 the
# first is 1,190 pixels wide: sharp in half of a window on a screen of two pixels to a point.
_GRADES = ((2_000_000, 80), (2_000_000, 60), (1_400_000, 45), (700_000, 35), (230_000, 25))
_OFF_BASELINE = 0.3  # of the type's size: how far a glyph may be off its line's baseline
_ABOVE, _BELOW = 0.85, 0.25  # of the type's size: what of a line's box is over and under it
_LEAST_FOUND = 0.5  # share of a line's letters that glyphs were found for
_WORD = re.compile(r"\S+")


_Box = tuple[float, float, float, float]


class _Mark(NamedTuple):
    """A glyph: the distance of its line from the page's top, its place along it, and its box.

    The box is left, bottom, right, top in points from the page's lower left corner.
    """

    line: float
    along: float
    char: str
    box: _Box


def page_images(data: bytes, document: Document) -> tuple[PageImage, ...]:
    """The first pages of a PDF; none of a file that is no PDF, or that pdfium cannot show.

    Args:
        data: Of the file.
        document: As it was read from it.
    """
    import pypdfium2 as pdfium

    if document.media != "pdf":
        return ()
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:  # a picture, which is a page of a PDF but for its file
        return ()
    try:
        pdf.init_forms()
        count = min(len(pdf), MOST_IMAGES)
        return tuple(
            _page_image(pdf, number, document, MOST_IMAGE_BYTES // count)
            for number in range(1, count + 1)
        )
    except pdfium.PdfiumError:  # damaged from here on
        return ()
    finally:
        pdf.close()


def _page_image(pdf: Any, number: int, document: Document, most: int) -> PageImage:
    page, _ = as_shown(pdf, number - 1)
    marks = _marks(pdf, page, number)
    height = page.get_height()
    words: list[list[tuple[int, int]]] = []
    boxes: list[_Box] = []
    for line in document.lines:
        if line.page == number:
            text = document.text[line.start : line.end]
            spans = [found.span() for found in _WORD.finditer(text)]
            words.append([(line.start + start, line.start + end) for start, end in spans])
            boxes += _word_boxes(line, text, spans, marks, height)
    jpeg, shape = _encoded(page, most)
    placed = _shares(page, boxes, shape)
    lines = tuple(
        tuple(PlacedWord(*span, *next(placed)) for span in spans) for spans in words if spans
    )
    return PageImage(shape[1], shape[0], jpeg, lines)


def _encoded(page: Any, most: int) -> tuple[bytes, tuple[int, ...]]:
    """A page as JPEG, as good as so many bytes allow, and its height and width in pixels."""
    from PIL import Image

    area = max(1.0, page.get_width() * page.get_height())
    for size, quality in _GRADES:
        pixels = rendered(page, (size / area) ** 0.5)
        image = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1]))
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() <= most:
            break
    return buffer.getvalue(), pixels.shape[:2]


def _marks(pdf: Any, page: Any, number: int) -> tuple[list[_Mark], list[_Mark]]:
    """The glyphs of a page by the distance of their line: those upright, those turned aside."""
    texts = texts_of_page(pdf, page, number, objects_of(page.raw))
    height = page.get_height()
    ink = {glyph.index: glyph.box for glyph in texts.placed}
    found: tuple[list[_Mark], list[_Mark]] = ([], [])
    for index, aside, _, glyph in texts.glyphs:
        if index not in ink:
            continue
        y = height - glyph.y
        upright = glyph.x, y - _BELOW * glyph.size, glyph.right, y + _ABOVE * glyph.size
        box = ink[index] if aside else upright
        found[aside].append(_Mark(glyph.y, glyph.x, glyph.char, box))
    for marks in found:
        marks.sort()
    return found


def _word_boxes(
    line: Line,
    text: str,
    words: Sequence[tuple[int, int]],
    marks: tuple[list[_Mark], list[_Mark]],
    height: float,
) -> Iterator[_Box]:
    """The box of each word in points, from the glyphs of its line, else by its share of the line.

    A line was recognised in a picture, put on top of the page, or changed in repairs where it has
    no glyphs.

    Args:
        line: Whose words.
        text: Of the line.
        words: Where each stands in it.
        marks: Glyphs of the page.
        height: Of the page.
    """
    letters = [place for place, char in enumerate(text) if not char.isspace()]
    boxes: dict[int, _Box] = {}
    for side in marks:
        beside = _beside(side, line)
        alike = SequenceMatcher(
            None, [text[place] for place in letters], [mark.char for mark in beside], autojunk=False
        )
        found = {
            letters[block.a + step]: beside[block.b + step].box
            for block in alike.get_matching_blocks()
            for step in range(block.size)
        }
        if len(found) > max(len(boxes), _LEAST_FOUND * len(letters)):
            boxes = found
    width, y = line.x1 - line.x0, height - line.y
    for start, end in words:
        known = [boxes[place] for place in range(start, end) if place in boxes]
        if known:
            lefts, bottoms, rights, tops = zip(*known, strict=True)
            yield min(lefts), min(bottoms), max(rights), max(tops)
        else:
            left, right = (line.x0 + width * at / len(text) for at in (start, end))
            yield left, y - _BELOW * line.size, right, y + _ABOVE * line.size


def _beside(marks: list[_Mark], line: Line) -> list[_Mark]:
    """The glyphs on a line, from left to right."""
    off = _OFF_BASELINE * line.size
    start = bisect_left(marks, line.y - off, key=lambda mark: mark.line)
    stop = bisect_left(marks, line.y + off, key=lambda mark: mark.line)
    near = (m for m in marks[start:stop] if line.x0 - off <= m.along <= line.x1 + off)
    return sorted(near, key=lambda mark: mark.along)


def _shares(page: Any, boxes: Sequence[_Box], shape: tuple[int, ...]) -> Iterator[_Box]:
    """Boxes in points as left, top, right, bottom, each a share of the image's side."""
    pixels = pixel_boxes(page, np.array(boxes, dtype=float).reshape(-1, 4), shape)
    height, width = shape
    shares = np.clip(pixels / (width, height, width, height), 0.0, 1.0).round(4)
    return (tuple(box) for box in shares.tolist())
