"""Renderings of a PDF's page: as it is, without some of its texts, and with nothing but them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

SCALE = 1.5  # pixels per point: small print is seven pixels tall
_MOST_PIXELS = 6_000_000
_MAX_DEPTH = 4  # of forms in forms
_IMAGE_SHARE = 0.3  # of a page that its pictures cover, where it may be a scan
_FINEST_LINE = 0.05  # points: thinner strokes are "nearly invisible" (ISO 32000-2, 8.4.3.2)

Pixels = NDArray[np.uint8]
Ink = NDArray[np.uint8]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Objects:
    """What is drawn on a page, that in forms too.

    Attributes:
        texts: Text objects in the order in which they are drawn.
        places: Their addresses, each with its place in `texts`.
        turns: Of each, how many other objects were drawn before.
        others: Paths, pictures, shadings.
        images: Places of pictures in points, as left, bottom, right, top.
    """

    texts: list[Any]
    places: dict[int, int]
    turns: list[int]
    others: list[Any]
    images: list[Box]


def objects_of(page: Any) -> Objects:
    """What is drawn on a page.

    Args:
        page: pdfium's handle of it.
    """
    found = Objects([], {}, [], [], [])
    edges = [ctypes.c_float() for _ in range(4)]
    pending = [
        (raw.FPDFPage_GetObject(page, i), 0)
        for i in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    while pending:
        item, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = raw.FPDFFormObj_CountObjects(item)
            pending += [
                (raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in reversed(range(count))
            ]
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            found.places[address_of(item)] = len(found.texts)
            found.texts.append(item)
            found.turns.append(len(found.others))
        else:
            found.others.append(item)
            if kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(item, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                found.images.append((left, bottom, right, top))
    return found


def address_of(item: Any) -> int:
    """What tells an object of pdfium from others; 0 for none."""
    return ctypes.addressof(item.contents) if item else 0


def covers_much(images: Iterable[Box], page: Any) -> bool:
    """Whether pictures, those in strips together, cover much of a page."""
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    sizes = [(min(c - a, width), min(d - b, height)) for a, b, c, d in images]
    covered = sum(max(0.0, w) * max(0.0, h) for w, h in sizes)
    return bool(0 < _IMAGE_SHARE * width * height <= covered)


def has_picture(page: Any) -> bool:
    """Whether pictures cover much of a page."""
    return covers_much(objects_of(page.raw).images, page.raw)


def rendered(
    page: Any, scale: float = SCALE, *, annotations: bool = True, grey: bool = False
) -> Pixels:
    """A page as blue, green, red and a byte unused, shape (height, width, 4); grey has no depth."""
    width, height = page.get_size()
    scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    pixels: Pixels = page.render(
        scale=scale,
        grayscale=grey,
        prefer_bgrx=not grey,
        may_draw_forms=annotations,
        draw_annots=annotations,
    ).to_numpy()
    return pixels


def rendered_without(page: Any, items: Sequence[Any]) -> Pixels:
    """The page as it would be without some of its objects."""
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, 0)
    try:
        return rendered(page)
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, 1)


class Inked:
    """A second copy of a page with its texts alone, all in black on white.

    It tells where the ink of a glyph belongs, whatever colours, covers and render modes do to it.
    Clips, masks and layers stay as they are.
    """

    def __init__(self, page: Any) -> None:
        """Take a page and change it for good."""
        self._page = page
        objects = objects_of(page.raw)
        self._texts = objects.texts
        for item in objects.others:
            raw.FPDFPageObj_SetIsActive(item, 0)
        for item in objects.texts:
            mode = raw.FPDFTextObj_GetTextRenderMode(item)
            if mode not in {0, 1, 2}:
                raw.FPDFTextObj_SetTextRenderMode(item, 0 if mode in {3, 7} else mode - 4)
            raw.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
            if mode not in {0, 3, 7}:
                raw.FPDFPageObj_SetStrokeColor(item, 0, 0, 0, 255)
                raw.FPDFPageObj_SetDashArray(item, None, 0, 0.0)
            if raw.FPDFPageObj_HasTransparency(item):
                raw.FPDFPageObj_SetBlendMode(item, b"Normal")
        self._on = [True] * len(self._texts)

    def of(self, chosen: set[int] | None = None) -> Ink:
        """How much of each pixel is ink, from 0 to 255.

        Args:
            chosen: Places of the text objects to draw; all if None.
        """
        self._draw(chosen)
        pixels = rendered(self._page, annotations=False)
        blue, green, red = (pixels[..., k] for k in range(3))
        return 255 - np.minimum(np.minimum(blue, green), red)

    def in_grey(self, scale: float) -> Ink:
        """The same of all texts, quicker: what a type of its own colours draws is fainter.

        Args:
            scale: Pixels to a point.
        """
        self._draw(None)
        return 255 - rendered(self._page, scale, annotations=False, grey=True)

    def _draw(self, chosen: set[int] | None) -> None:
        for place, item in enumerate(self._texts):
            wanted = chosen is None or place in chosen
            if wanted != self._on[place]:
                raw.FPDFPageObj_SetIsActive(item, int(wanted))
                self._on[place] = wanted

    def fill_outlines(self) -> bool:
        """Fill letters that are but stroked, to be compared with others; whether there are any."""
        outlined = [item for item in self._texts if mode_of(item) == 1]
        for item in outlined:
            raw.FPDFTextObj_SetTextRenderMode(item, 2)
        return bool(outlined)

    def close(self) -> None:
        """Let go of the copy."""
        self._page.close()


def mode_of(item: Any) -> int:
    """How a text object is painted (ISO 32000-2, 9.3.6)."""
    return int(raw.FPDFTextObj_GetTextRenderMode(item))


def is_unpainted(item: Any) -> bool:
    """Whether a text object paints nothing by its render mode (ISO 32000-2, 9.3.6)."""
    return raw.FPDFTextObj_GetTextRenderMode(item) in {3, 7}


def is_thin(item: Any) -> bool:
    """Whether a text object is but stroked, with lines of no width."""
    width = ctypes.c_float()
    return (
        raw.FPDFTextObj_GetTextRenderMode(item) in {1, 5}
        and bool(raw.FPDFPageObj_GetStrokeWidth(item, width))
        and width.value < _FINEST_LINE
    )


def is_clip(item: Any) -> bool:
    """Whether a text object cuts out what is painted behind it."""
    return bool(raw.FPDFTextObj_GetTextRenderMode(item) >= 4)


def pixel_boxes(
    page: Any, boxes: NDArray[np.float64], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """Boxes in points as left, top, right, bottom in pixels of a rendering."""
    height, width = shape[:2]
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> NDArray[np.float64]:
        raw.FPDF_PageToDevice(page.raw, 0, 0, width * 16, height * 16, 0, px, py, x, y)
        return np.array([x.value / 16, y.value / 16])

    # The page may be cropped and turned: the map is read off three points.
    zero, right, up = (device(*point) for point in ((0, 0), (100, 0), (0, 100)))
    ends = [
        zero
        + np.outer(boxes[:, k], right - zero) / 100
        + np.outer(boxes[:, k + 1], up - zero) / 100
        for k in (0, 2)
    ]
    return np.hstack([np.minimum(*ends), np.maximum(*ends)])
