"""What is written on a PDF page after it was made: fields of forms, and text put on top."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fitscore.documents.flow import LEAST_SIZE, is_white
from fitscore.documents.layout import Glyph

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s+Tf")
_COLOR = re.compile(r"((?:\d*\.?\d+\s+){1,4})(?:rg|g|k)\b")
_USUAL_SIZE = 11.0  # points, where an annotation names none
_LARGEST = 40.0
_LONGEST = 20_000  # characters of one
_ADVANCE, _LEADING = 0.5, 1.2  # of the type's size: a character's width, and from line to line


class Annotated(NamedTuple):
    """A page as it is shown, and the text on top that its generator left for viewers to set."""

    page: Any
    glyphs: list[Glyph]


def as_shown(pdf: Any, number: int) -> Annotated:
    """A page with the fields and comments that a viewer shows as part of it.

    Args:
        pdf: A pypdfium2 document whose forms were initialised.
        number: Of the page, from 0.
    """
    from pypdfium2 import raw

    page = pdf[number]
    kinds = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT}
    if not any(raw.FPDFAnnot_GetSubtype(annotation) in kinds for annotation in _each(page, raw)):
        return Annotated(page, [])
    glyphs = [
        glyph
        for annotation in _each(page, raw)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FREETEXT
        if not _text(raw.FPDFAnnot_GetAP, annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL)
        if not raw.FPDFAnnot_GetFlags(annotation) & _unseen(raw)
        for glyph in _glyphs(annotation, page.get_height(), raw)
    ]
    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page.raw))):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        unseen = bool(annotation) and raw.FPDFAnnot_GetFlags(annotation) & _unseen(raw)
        raw.FPDFPage_CloseAnnot(annotation)
        if unseen:  # flattening would show what no viewer does
            raw.FPDFPage_RemoveAnnot(page.raw, index)
    if raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = pdf[number]
    return Annotated(page, glyphs)


def _unseen(raw: Any) -> int:
    flags = raw.FPDF_ANNOT_FLAG_HIDDEN, raw.FPDF_ANNOT_FLAG_NOVIEW, raw.FPDF_ANNOT_FLAG_INVISIBLE
    return int(flags[0] | flags[1] | flags[2])


def _each(page: Any, raw: Any) -> Iterator[Any]:
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                yield annotation
            finally:
                raw.FPDFPage_CloseAnnot(annotation)


def _glyphs(annotation: Any, height: float, raw: Any) -> Iterator[Glyph]:
    """The characters of a text on top, set from the upper left corner of its box."""
    box = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, box):
        return
    appearance = _text(raw.FPDFAnnot_GetStringValue, annotation, b"DA")
    named = _SIZE.search(appearance)
    size = min(_LARGEST, (float(named[1]) if named else 0.0) or _USUAL_SIZE)
    on_page = abs(box.right - box.left) > size and min(box.top, box.bottom) < height
    if size < LEAST_SIZE or _is_pale(appearance) or not on_page:
        return  # no viewer shows it so that it could be read
    contents = _text(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")[:_LONGEST]
    for row, line in enumerate(re.split(r"\r\n?|\n", contents)):
        baseline = height - max(box.top, box.bottom) + size + row * _LEADING * size
        for place, char in enumerate(line):
            left = min(box.left, box.right) + place * _ADVANCE * size
            yield Glyph(char, left, left + _ADVANCE * size, baseline, size, bold=False)


def _is_pale(appearance: str) -> bool:
    """Whether text is set in white: by grey, three colours or four inks, from 0 to 1."""
    color = _COLOR.search(appearance)
    if color is None:
        return False
    parts = [float(part) for part in color[1].split()]
    if len(parts) == 4:
        return max(parts) < 0.1
    red, green, blue = (parts * 3)[:3] if len(parts) == 1 else (*parts, *parts)[:3]
    return is_white(*(int(255 * part) for part in (red, green, blue)))


def _text(read: Any, annotation: Any, what: Any) -> str:
    """A string of an annotation, in UTF-16, by a function that tells its length first."""
    length = read(annotation, what, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    from pypdfium2 import raw

    read(annotation, what, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
