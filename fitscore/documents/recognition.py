"""Text recognised in pictures of pages, as segments in reading order.

RapidOCR finds lines and reads them; what stands beside what is decided by the layout of this
package, as for any page.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fitscore.documents.layout import Glyph, Segment, page_segments
from fitscore.documents.limits import Limits
from fitscore.errors import LimitError, NoTextError, UnreadableError
from fitscore.types import Flag

Picture = NDArray[np.uint8]  # height, width, and blue, green, red

DOTS_PER_INCH = 200
_LONGEST_SIDE = 2400  # pixels: of a page; what is larger is read at a lower resolution
_DETECTED_SIDE = 1120  # pixels to which a page is made smaller for its lines to be found
_LETTER_HEIGHT = 11.0  # inches: what a picture tells of its resolution is often wrong
_TYPE_SIZE = 0.78  # of the height of a line's box, measured on rendered pages
_SAME_SIZE = 0.2  # a share by which boxes of the same type differ in height
_MIDDLE = 0.32  # of the type's size, from the middle of a line up to its baseline
_BLANK = 0.28  # of the type's size
_LONG_BOX = 5.0  # widths to a height, of which the slope of a page is measured
_BOLD = 1.3  # times the usual thickness of a page's strokes
_UNSURE = 0.6  # probability
_LEAST_WORDS = 20  # of which a text layer is judged
_GOOD_LAYER = 0.75  # share of a layer's characters that stand in words as people write them
# A word, a number, an address: what a page is made of, and what a poor text layer seldom hits.
_PLAIN = re.compile(
    r"\W*(?:[^\W\d_]?[^\W\d_A-Z]+|[A-Z]{2,}|[AaI]|[A-Z][a-z]+[A-Z][a-z]+|[$€£#+]?\d[\d.,/:%–-]*[a-zA-Z+]{0,2}"
    r"|\S+@\S+|(?:\w+[-'’./&])+\w+)?\W*"
)
INSTALL = "install text recognition (pip install 'fitscore[ocr]'), or ask for the original file"

# Told of each page before it is recognised: its number, and how many there are.
page_listener: ContextVar[Callable[[int, int], None] | None] = ContextVar("page", default=None)


class Recognized(NamedTuple):
    """What was read on a picture of a page.

    Attributes:
        segments: In reading order.
        confidence: Mean over characters.
        unsure: Words that are likely misread.
    """

    segments: list[Segment]
    confidence: float
    unsure: frozenset[str]


class _Word(NamedTuple):
    """A word in pixels: its left and right edge, the middle and the height of its line."""

    text: str
    confidence: float
    left: float
    right: float
    middle: float
    height: float
    thickness: float
    blank_before: bool


def is_installed() -> bool:
    """Whether the packages are there."""
    return find_spec("rapidocr") is not None


def recognize(picture: Picture, dpi: float, page: int, pages: int) -> Recognized:
    """Read a picture of a page.

    Args:
        picture: Of one page.
        dpi: Pixels to an inch.
        page: Its number.
        pages: How many there are.
    """
    listener = page_listener.get()
    if listener is not None:
        listener(page, pages)
    lines = list(_lines(picture))
    words = [word for line in lines for word in line]
    if not words:
        return Recognized([], 0.0, frozenset())
    usual = median(word.height for word in words)
    strokes = median(word.thickness for word in words)
    glyphs: list[Glyph] = []
    for line in lines:
        for word in line:
            glyphs += _glyphs(word, usual, strokes, 72 / dpi)
    weights = [len(word.text) for word in words]
    confidence = float(np.average([word.confidence for word in words], weights=weights))
    doubtful = (word.text for word in words if word.confidence < _UNSURE)
    unsure = frozenset(part for text in doubtful for part in re.findall(r"\w+", text))
    return Recognized(page_segments(glyphs, [], [], page), confidence, unsure)


def is_poor(text: str) -> bool:
    """Whether the text layer of a scan is so bad that recognising it anew is worth the time."""
    words = text.split()
    if len(words) < _LEAST_WORDS:
        return False
    return plain_share(text) < _GOOD_LAYER


def plain_share(text: str) -> float:
    """The share of a text's characters that stand in words as people write them."""
    words = text.split()
    plain = sum(len(word) for word in words if _PLAIN.fullmatch(word))
    return plain / max(1, sum(map(len, words)))


def recognized_flag(found: Recognized, page: int) -> Flag:
    """What the reader of a report is to know of a page that was recognised."""
    return Flag(
        "recognized",
        page,
        "",
        "the page is a picture; its text was recognised with a mean confidence of "
        f"{100 * found.confidence:.0f}%, and letters may be wrong",
    )


def pictures_of(data: bytes, source: str, limits: Limits) -> Iterator[tuple[Picture, float]]:
    """The pages of an image file, and the pixels to an inch of each.

    Raises:
        LimitError: It has more pages or pixels than the limits allow.
        NoTextError: The packages that read pictures are not there.
        UnreadableError: It is damaged.
    """
    if not is_installed():
        raise NoTextError(source, "this is a picture (a scan?)", INSTALL)
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if number > limits.pages:
                    raise LimitError(
                        source,
                        f"it has more than {limits.pages} pages",
                        "give the pages that matter, or allow more with --limit pages=N",
                    )
                if number > 1 and image.format != "TIFF":
                    break  # a camera's second picture of the same page
                upright = _on_white(ImageOps.exif_transpose(frame))
                longest = max(upright.size)
                dpi = longest / _LETTER_HEIGHT
                if longest > _LONGEST_SIDE:
                    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
                    dpi *= _LONGEST_SIDE / longest
                yield np.asarray(upright)[:, :, ::-1], dpi
    except Image.DecompressionBombError:
        raise LimitError(
            source, "it has more pixels than a page needs", "scan it at 200 to 300 dots per inch"
        ) from None
    except (
        UnidentifiedImageError, ArithmeticError, EOFError, LookupError, OSError, SyntaxError,
        TypeError, ValueError,
    ) as error:  # fmt: skip
        raise UnreadableError(
            source, f"the picture is damaged ({error})", "save or scan it again"
        ) from error


def _on_white(image: Any) -> Any:
    """A picture of any kind as one of colours on white paper."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):  # 16 bits, or numbers
        values = np.asarray(image, np.float64)
        spread = max(1e-9, float(values.max() - values.min()))
        image = Image.fromarray(((values - values.min()) * 255 / spread).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        image = Image.alpha_composite(paper, seen)
    return image.convert("RGB")


def scale_of(width: float, height: float) -> float:
    """Pixels to a point at which a page of so many points is drawn to be read."""
    return min(DOTS_PER_INCH / 72, _LONGEST_SIDE / max(width, height, 1.0))


@cache
def _engine() -> Any:
    """The models, which come with the package: nothing is fetched."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # pages stand upright; turning lines over finds faults
            "Global.max_side_len": _LONGEST_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_SIDE,
            "Rec.rec_batch_num": 1,  # memory: a batch is as wide as its longest line
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _lines(picture: Picture) -> Iterator[list[_Word]]:
    """Lines of words, the slope of the page taken out."""
    found = _engine()(picture, return_word_box=True)
    if found.boxes is None or not found.txts:
        return
    slope = _slope(np.asarray(found.boxes, np.float64))
    ink = _ink(picture)
    for text, box, words in zip(found.txts, found.boxes, found.word_results, strict=True):
        _, middle, height = _straight(box, slope)
        line = []
        at = 0
        for word, confidence, corners in words:
            if not word.strip():
                continue
            place = text.find(word, at)
            blank = (place > at or text[at : at + 1].isspace()) and word[0] != "@"
            at = max(at, place + len(word)) if place >= 0 else at
            (left, right), _, _ = _straight(corners, slope)
            thickness = _thickness(ink, np.asarray(corners))
            line.append(
                _Word(word, float(confidence), left, right, middle, height, thickness, blank)
            )
        yield line


def _slope(boxes: NDArray[np.float64]) -> float:
    """The angle in radians by which lines rise or fall: the median of long ones."""
    across = boxes[:, 1] - boxes[:, 0]
    down = boxes[:, 3] - boxes[:, 0]
    long = np.hypot(*across.T) > _LONG_BOX * np.hypot(*down.T)
    if not long.any():
        return 0.0
    return float(np.median(np.arctan2(across[long, 1], across[long, 0])))


def _straight(box: Any, slope: float) -> tuple[tuple[float, float], float, float]:
    """Left and right edge, middle and height of a box, turned back by a slope."""
    x, y = np.asarray(box, np.float64).T
    turned_x = x * math.cos(slope) + y * math.sin(slope)
    turned_y = y * math.cos(slope) - x * math.sin(slope)
    middle = float(turned_y.mean())
    height = float(abs(turned_y[2:].mean() - turned_y[:2].mean()))
    return (float(turned_x.min()), float(turned_x.max())), middle, height


def _ink(picture: Picture) -> NDArray[np.bool_]:
    """What is dark on light, or light on dark in a band of its own: by a local threshold."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2GRAY)
    around = cv2.boxFilter(grey, -1, (31, 31))
    return np.asarray(np.abs(grey.astype(np.int16) - around) > 40, np.bool_)


def _thickness(ink: NDArray[np.bool_], corners: NDArray[Any]) -> float:
    """How thick the strokes of a word are beside its height: twice their area by their edge."""
    (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    word = ink[max(0, top) : bottom, max(0, left) : right]
    if word.size == 0:
        return 0.0
    edge = (word[1:] != word[:-1]).sum() + (word[:, 1:] != word[:, :-1]).sum()
    return float(2 * word.sum() / max(1, edge) / max(1, bottom - top))


def _glyphs(word: _Word, usual: float, strokes: float, scale: float) -> Iterator[Glyph]:
    """The characters of a word, each as wide as the others, with the blank before it."""
    same = abs(word.height - usual) < _SAME_SIZE * usual
    size = _TYPE_SIZE * scale * (usual if same else word.height)
    baseline = word.middle * scale + _MIDDLE * size
    bold = word.thickness > _BOLD * strokes
    step = (word.right - word.left) * scale / len(word.text)
    left = word.left * scale
    if word.blank_before:
        yield Glyph(" ", left - _BLANK * size, left, baseline, size, bold)
    for number, char in enumerate(word.text):
        begin = left + number * step
        yield Glyph(char, begin, begin + step, baseline, size, bold)
