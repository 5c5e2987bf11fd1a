"""Which glyphs of a PDF's page a reader would not see.

A page is rendered as it is and once more without its text: what changes where a glyph stands is
what a reader sees of it. That catches white text on white, text under a picture, clipped,
transparent, unpainted, off the page, or in a layer that is switched off, whatever made it so. Where
texts lie over each other, the suspicious ones are left out alone in a third rendering.

One file: each test of what is seen takes the same two renderings.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

_SCALE = 1.5  # pixels per point: small print is seven pixels tall
_MOST_PIXELS = 6_000_000
# Steps of 256 in any channel. Light grey small print on white (#CCC) differs by 51.
_LEAST_CONTRAST = 24
_LEAST_SIZE = 2.5  # points
_LEAST_WIDTH = 0.04  # of the type's size, as the mean of a word: thinner is squeezed to a line
_LEAST_ALPHA = 0.3
_IMAGE_SHARE = 0.3  # of the page: a scan under the text that a recognizer laid over it
_MAX_DEPTH = 4  # of forms in forms
_UNPAINTED = (3, 7)  # text render modes: invisible, clip only
_STROKED = (1, 2, 5, 6)
_REACH = 0.35  # of the type's size: glyphs nearer than this may lie on each other
_LEAST_SHARED = 0.5  # of the smaller one's width and height, when they do

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Placed:
    """One glyph as the page's text holds it.

    Attributes:
        index: In the text page.
        char: The character.
        box: Left, bottom, right, top of its ink in points of the page.
        size: Of the type as set, in points.
        word: Number of the run without spaces that it is part of.
        owner: Address of the text object that draws it.
    """

    index: int
    char: str
    box: tuple[float, float, float, float]
    size: float
    word: int
    owner: int


def hidden_glyphs(page: Any, text_page: Any, glyphs: Sequence[Placed]) -> set[int]:
    """Indices of the glyphs that a reader would not see; whole words, by the majority of each.

    Args:
        page: A page of pypdfium2.
        text_page: Its text page.
        glyphs: All inked glyphs of it.
    """
    if not glyphs:
        return set()
    objects = _objects(page.raw)
    shown = _rendered(page)
    bare = _rendered_without(page, [item for item, _ in objects.texts])
    boxes = _pixels(page, glyphs, shown.shape)
    styles = _styles(text_page, glyphs)
    hidden = ~_holds(_differs(shown, bare), boxes)
    scanned = [i for i, style in enumerate(styles) if style.unpainted and objects.scan(glyphs[i])]
    if scanned:
        hidden[scanned] = ~_holds(_edges(shown), boxes[scanned])
    hidden |= np.array([glyph.size < _LEAST_SIZE for glyph in glyphs])
    known = set(scanned)
    suspects = [i for i in _suspects(glyphs, styles, boxes, bare) if i not in known]
    suspects = [i for i in suspects if not hidden[i]]
    if suspects:
        owners = {glyphs[i].owner for i in suspects}
        without = _rendered_without(page, [item for item, at in objects.texts if at in owners])
        hidden[suspects] = ~_holds(_differs(shown, without), boxes[suspects])
        for i in suspects:
            hidden[i] |= _is_lost(styles[i], bare, boxes[i])
    return _by_word(glyphs, hidden)


@dataclass(frozen=True, slots=True)
class _Style:
    fill: tuple[int, int, int] | None  # blue, green, red; None for a pattern
    faint: bool
    unpainted: bool
    stroked: bool


@dataclass(frozen=True, slots=True)
class _Objects:
    texts: list[tuple[Any, int]]  # with their addresses
    scans: list[tuple[float, float, float, float]]  # places of large images

    def scan(self, glyph: Placed) -> bool:
        """Whether a glyph lies on a large image."""
        left, bottom, right, top = glyph.box
        x, y = (left + right) / 2, (bottom + top) / 2
        return any(a <= x <= c and b <= y <= d for a, b, c, d in self.scans)


def has_picture(page: Any) -> bool:
    """Whether a picture covers much of a page."""
    return bool(_objects(page.raw).scans)


def _objects(page: Any) -> _Objects:
    """Text objects of a page, those in forms too, and the places of its large images."""
    texts: list[tuple[Any, int]] = []
    scans: list[tuple[float, float, float, float]] = []
    edges = [ctypes.c_float() for _ in range(4)]
    area = _IMAGE_SHARE * raw.FPDF_GetPageWidthF(page) * raw.FPDF_GetPageHeightF(page)
    pending = [(raw.FPDFPage_GetObject(page, i), 0) for i in range(raw.FPDFPage_CountObjects(page))]
    while pending:
        item, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = raw.FPDFFormObj_CountObjects(item)
            pending += [(raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(count)]
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            texts.append((item, _address(item)))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            if (right - left) * (top - bottom) >= area:
                scans.append((left, bottom, right, top))
    return _Objects(texts, scans)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _rendered(page: Any) -> Pixels:
    """The page as blue, green, red and a byte unused, shape (height, width, 4)."""
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    pixels: Pixels = page.render(scale=scale, prefer_bgrx=True).to_numpy()
    return pixels


def _rendered_without(page: Any, items: Sequence[Any]) -> Pixels:
    """The page as it would be without some of its objects."""
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, 0)
    try:
        return _rendered(page)
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, 1)


def _pixels(page: Any, glyphs: Sequence[Placed], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Boxes of glyphs as left, top, right, bottom pixels, cut at the edges of the page."""
    height, width = shape[:2]
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page.raw, 0, 0, width * 16, height * 16, 0, px, py, x, y)
        return x.value / 16, y.value / 16

    # The page may be cropped and turned: the map is read off three points.
    zero, right, up = (np.array(device(*point)) for point in ((0, 0), (100, 0), (0, 100)))
    corners = np.array([glyph.box for glyph in glyphs], dtype=np.float64)
    first = (
        zero
        + np.outer(corners[:, 0], right - zero) / 100
        + np.outer(corners[:, 1], up - zero) / 100
    )
    second = (
        zero
        + np.outer(corners[:, 2], right - zero) / 100
        + np.outer(corners[:, 3], up - zero) / 100
    )
    low = np.floor(np.minimum(first, second)).astype(np.int64)
    high = np.ceil(np.maximum(first, second)).astype(np.int64)
    high = np.maximum(high, low + 1)
    limit = np.array([width, height])
    return np.hstack([np.clip(low, 0, limit), np.clip(high, 0, limit)])


def _differs(one: Pixels, other: Pixels) -> Mask:
    """Where two renderings differ in any channel by more than can be overlooked."""
    # Most pixels are equal: as one number each says so, and the others are looked at closely.
    first, second = (each.view(np.uint32)[..., 0] for each in (one, other))
    found: Mask = first != second
    places = np.flatnonzero(found)
    a, b = (each.take(places).view(np.uint8).reshape(-1, 4) for each in (first, second))
    far = (np.maximum(a, b) - np.minimum(a, b)) >= _LEAST_CONTRAST
    found.put(places, far[:, 0] | far[:, 1] | far[:, 2])
    return found


def _edges(shown: Pixels) -> Mask:
    """Pixels that differ from the one to their left or above: there is ink of something."""
    edges = np.zeros(shown.shape[:2], dtype=bool)
    edges[:, 1:] |= _differs(shown[:, 1:], shown[:, :-1])
    edges[1:] |= _differs(shown[1:], shown[:-1])
    return edges


def _holds(mask: Mask, boxes: NDArray[np.int64]) -> Mask:
    """Whether a mask holds anywhere in each box; a box off the page holds nothing."""
    places = boxes.tolist()
    return np.array([bool(mask[b:d, a:c].any()) for a, b, c, d in places], dtype=bool)


def _styles(text_page: Any, glyphs: Sequence[Placed]) -> list[_Style]:
    """How each glyph is painted; one text object paints all of its own alike."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known: dict[int, _Style] = {}
    for glyph in glyphs:
        if glyph.owner not in known:
            has_color = raw.FPDFText_GetFillColor(text_page, glyph.index, red, green, blue, alpha)
            item = raw.FPDFText_GetTextObject(text_page, glyph.index)
            mode = raw.FPDFTextObj_GetTextRenderMode(item) if item else 0
            known[glyph.owner] = _Style(
                (blue.value, green.value, red.value) if has_color else None,
                bool(has_color) and alpha.value < 255 * _LEAST_ALPHA,
                mode in _UNPAINTED,
                mode in _STROKED,
            )
    return [known[glyph.owner] for glyph in glyphs]


def _suspects(
    glyphs: Sequence[Placed], styles: Sequence[_Style], boxes: NDArray[np.int64], bare: Pixels
) -> list[int]:
    """Glyphs in whose place something may be seen that is another's ink."""
    fills = np.array([style.fill or (-255, -255, -255) for style in styles], dtype=np.int16)
    x = np.minimum((boxes[:, 0] + boxes[:, 2]) // 2, bare.shape[1] - 1)
    y = np.minimum((boxes[:, 1] + boxes[:, 3]) // 2, bare.shape[0] - 1)
    behind = bare[y, x, :3].astype(np.int16)
    alike = np.abs(behind - fills).max(axis=1) < _LEAST_CONTRAST
    alike |= np.array([style.faint or style.unpainted for style in styles])
    found = {*np.flatnonzero(alike).tolist(), *_beneath(glyphs)}
    words = {glyphs[i].word for i in found}  # a word stands or falls as a whole
    return [i for i, glyph in enumerate(glyphs) if glyph.word in words]


def _is_lost(style: _Style, bare: Pixels, box: NDArray[np.int64]) -> bool:
    """Whether a glyph has the colour of all that lies behind it.

    It can still be seen where it cuts into another's ink, but not be read.
    """
    if style.fill is None or style.stroked:
        return False
    left, top, right, bottom = box.tolist()
    behind = bare[top:bottom, left:right, :3].astype(np.int16)
    fill = np.array(style.fill, dtype=np.int16)
    return bool((np.abs(behind - fill) < _LEAST_CONTRAST).all())


def _beneath(glyphs: Sequence[Placed]) -> set[int]:
    """Glyphs on which another text object drew a different character later.

    They are looked for in four grids of cells, each shifted by half a cell against the others.
    """
    centres = np.array(
        [((g.box[0] + g.box[2]) / 2, (g.box[1] + g.box[3]) / 2) for g in glyphs], dtype=np.float64
    )
    corners = np.array([glyph.box for glyph in glyphs], dtype=np.float64)
    reach = np.maximum(0.5, _REACH * np.array([glyph.size for glyph in glyphs]))
    owners = np.array([glyph.owner for glyph in glyphs])
    chars = np.array([ord(glyph.char) for glyph in glyphs])
    cell = max(1.0, float(np.median(reach)))
    found: set[int] = set()
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        cells = np.floor(centres / cell + np.array(shift)).astype(np.int64)
        order = np.lexsort((np.arange(len(glyphs)), cells[:, 1], cells[:, 0]))
        a, b = order[:-1], order[1:]
        together = (cells[a] == cells[b]).all(axis=1)
        other = (owners[a] != owners[b]) & (chars[a] != chars[b])
        near = (np.abs(centres[a] - centres[b]) < reach[a, None]).all(axis=1)
        near &= _overlap(corners[a], corners[b])
        found.update(np.minimum(a, b)[together & other & near].tolist())
    return found


def _overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> Mask:
    """Whether boxes share a good part of the smaller one; neighbours in a word only touch."""
    shared = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
    smaller = np.minimum(one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2])
    enough: Mask = shared > _LEAST_SHARED * smaller
    return enough[:, 0] & enough[:, 1]


def _by_word(glyphs: Sequence[Placed], hidden: NDArray[np.bool_]) -> set[int]:
    """Glyphs of the words of which most is hidden: a full stop alone proves nothing."""
    words: dict[int, list[int]] = {}
    for i, glyph in enumerate(glyphs):
        words.setdefault(glyph.word, []).append(i)
    found: set[int] = set()
    for members in words.values():
        width = sum(glyphs[i].box[2] - glyphs[i].box[0] for i in members) / len(members)
        squeezed = len(members) > 2 and width < _LEAST_WIDTH * glyphs[members[0]].size
        if squeezed or 2 * sum(bool(hidden[i]) for i in members) > len(members):
            found |= {glyphs[i].index for i in members}
    return found
