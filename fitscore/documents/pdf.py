"""PDF to lines: pdfium reads glyphs with their places, pypdf what pdfium cannot open."""

from __future__ import annotations

import ctypes
import io
import re
import struct
import zlib
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from fitscore.documents.annotations import as_shown
from fitscore.documents.claims import confirmed, letters_of
from fitscore.documents.flow import hidden_flag
from fitscore.documents.glyphs import Texts, texts_of_page
from fitscore.documents.layout import Dot, Glyph, Segment, drawn_once, page_segments
from fitscore.documents.limits import DEFAULT_LIMITS, Limits
from fitscore.documents.plain import lines_of, normalise, repaired
from fitscore.documents.recognition import (
    INSTALL,
    Recognized,
    is_installed,
    is_poor,
    pictures_of,
    plain_share,
    recognize,
    recognized_flag,
    scale_of,
)
from fitscore.documents.rendering import has_picture, objects_of
from fitscore.documents.ruled import Rule
from fitscore.documents.typeset import set_lines
from fitscore.documents.visibility import Budget, unseen_glyphs
from fitscore.errors import LimitError, LockedError, NoTextError, UnreadableError
from fitscore.types import Flag, Line

_PASSWORD_ERROR, _SECURITY_ERROR = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
# Public-key security handlers (ISO 32000-2, 7.6.5); their dictionaries are never compressed.
_FOR_RECIPIENTS = re.compile(
    rb"/Filter\s*/(?:Adobe\.PubSec|Entrust\.PPKEF)|/SubFilter\s*/adbe\.pkcs7\.s[345]\b"
)
_LEAST_HIDDEN = 3  # letters
_REPEATED_SHARE = 0.65
_ROW = 7  # letters
_GAP = 60  # letters of a line that may be seen between two words of it that are not
_MOST = 1000  # places where such a line may begin
_LEAST_LETTERS = 10  # a page number or a stamp on a scan is no text
_DOT_SIZE = (1.2, 8.0)  # points: drawn bullets, neither hairlines nor icons
_MAX_FORM_DEPTH = 4
_MOST_SIDES = 500  # of one path: more are a drawing
_FALSE = 0.3  # share of a layer's letters that the picture does not show
_CHECK = "install text recognition (pip install 'fitscore[ocr]')"
# What pypdf lets through on files that are damaged.
_PYPDF_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PdfText(NamedTuple):
    """What a reader sees of a PDF, in reading order."""

    text: str
    lines: tuple[Line, ...]
    pages: int
    flags: tuple[Flag, ...] = ()
    unsure: frozenset[str] = frozenset()  # words that were recognised and are likely misread


def read_pdf(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> PdfText:
    """Text of a PDF in reading order; what a reader would not see is flagged and left out.

    Raises:
        LimitError: It has more pages than the limit.
        LockedError: It asks for a password.
        NoTextError: Its pages hold no text.
        UnreadableError: No reader can open it.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise _locked(source) from None
        if error.err_code == _SECURITY_ERROR or _FOR_RECIPIENTS.search(data):
            raise LockedError(
                source,
                "the PDF is encrypted for the holders of certificates",
                "open it with yours, and save a copy without protection",
            ) from None
        return _read_with_pypdf(data, source, limits)
    try:
        _check_pages(len(pdf), source, limits)
        segments: list[Segment] = []
        flags: list[Flag] = []
        unsure: set[str] = set()
        budget = Budget()
        pdf.init_forms()
        for number in range(len(pdf)):
            page, on_top = as_shown(pdf, number)
            seen, unseen, false = _segments_of_page(pdf, page, number + 1, on_top, budget)
            read = _recognized(page, seen, number + 1, len(pdf), false=false)
            if read is not None:
                seen = read.segments
                unsure |= read.unsure
                flags.append(recognized_flag(read, number + 1))
            elif not any(map(_has_letters, seen)) and has_picture(page):
                flags.append(_picture(number + 1))
            segments += seen
            flags += unseen
        text, lines = set_lines([replace(s, text=repaired(s.text)) for s in segments])
        pages = len(pdf)
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            source, f"the PDF is damaged ({error})", "print it to a new PDF and try that"
        ) from error
    finally:
        pdf.close()
    flags = [
        flag for flag in flags if flag.kind != "hidden_text" or not _is_repeated(flag.quote, text)
    ]
    return _checked(PdfText(text, lines, pages, tuple(flags), frozenset(unsure)), source)


def read_pictures(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> PdfText:
    """Text of an image file (PNG, JPEG, TIFF) in reading order.

    Raises:
        LimitError: It has more pages or pixels than the limits allow.
        NoTextError: There is no text in it, or none can be recognised here.
        UnreadableError: It is damaged.
    """
    segments: list[Segment] = []
    flags: list[Flag] = []
    unsure: set[str] = set()
    pictures = list(pictures_of(data, source, limits))
    for number, (picture, dpi) in enumerate(pictures, 1):
        found = recognize(picture, dpi, number, len(pictures))
        segments += found.segments
        unsure |= found.unsure
        flags.append(recognized_flag(found, number))
    text, lines = set_lines([replace(s, text=repaired(s.text)) for s in segments])
    found_text = PdfText(text, lines, len(pictures), tuple(flags), frozenset(unsure))
    return _checked(found_text, source)


def _recognized(
    page: Any, seen: Sequence[Segment], number: int, pages: int, *, false: bool
) -> Recognized | None:
    """What a picture of a page says, where it has no text, or a poor or false layer of it."""
    text = " ".join(segment.text for segment in seen)
    lettered = any(map(_has_letters, seen))
    enough = lettered and not is_poor(text) and not false
    if not is_installed() or enough or not has_picture(page):
        return None
    scale = scale_of(page.get_width(), page.get_height())
    found = recognize(page.render(scale=scale).to_numpy(), 72 * scale, number, pages)
    better = plain_share(" ".join(segment.text for segment in found.segments)) > plain_share(text)
    return found if found.segments and (better or false or not lettered) else None


def _has_letters(segment: Segment) -> bool:
    return any(c.isalpha() for c in segment.text)


def _picture(page: int) -> Flag:
    why = "no text was found in it" if is_installed() else f"it was not read; {INSTALL}"
    return Flag("picture", page, "", f"the page is a picture without text; {why}")


def _check_pages(pages: int, source: str, limits: Limits) -> None:
    if pages > limits.pages:
        raise LimitError(
            source,
            f"it has {pages:,} pages, and the limit is {limits.pages}",
            "give the pages that matter, or allow more with --limit pages=N",
        )


def _checked(found: PdfText, source: str) -> PdfText:
    if sum(c.isalpha() for c in found.text) < _LEAST_LETTERS:
        raise NoTextError(
            source,
            "it has no text that a reader could see, only pictures (a scan?)",
            INSTALL if not is_installed() else "scan it again, or ask for the original file",
        )
    return found


def _locked(source: str) -> LockedError:
    return LockedError(
        source, "the PDF is protected by a password", "save a copy without a password"
    )


def _read_with_pypdf(data: bytes, source: str, limits: Limits) -> PdfText:
    """Plain text by pypdf, which repairs some files that pdfium refuses."""
    import logging

    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its repairs are not our user's news
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(source)
        _check_pages(len(reader.pages), source, limits)
        pages = [page.extract_text() for page in reader.pages]
    except DependencyError:
        raise _locked(source) from None
    except (PyPdfError, *_PYPDF_DAMAGE) as error:
        raise UnreadableError(
            source,
            "the PDF is damaged or cut off",
            "download it again, or print it to a new PDF",
        ) from error
    if not pages:
        raise UnreadableError(
            source, "the PDF is damaged or cut off", "download it again, or print it to a new PDF"
        )
    text = normalise("\n".join(pages))
    unchecked = Flag(
        "unchecked",
        1,
        text.strip()[:80],
        "the PDF is damaged: hidden text cannot be told from seen",
    )
    return _checked(PdfText(text, lines_of(text), len(pages), (unchecked,)), source)


def _segments_of_page(
    pdf: Any, page: Any, number: int, on_top: Sequence[Glyph], budget: Budget
) -> tuple[list[Segment], list[Flag], bool]:
    """What is seen of a page in reading order, text on top included, and flags of what is not.

    Last stands whether text that lies unpainted over a picture says much that the picture does not.
    """
    height = page.get_height()
    spaces: list[tuple[float, float]] = []
    dots: list[Dot] = []
    rules: list[Rule] = []
    _collect_marks(page.raw, height, spaces, dots, rules)
    objects = objects_of(page.raw)
    texts = texts_of_page(pdf, page, number, objects)
    unseen = unseen_glyphs(page, pdf[number - 1], objects, texts.placed, budget)
    claimed = unseen.unpainted | unseen.doubtful
    hidden = set(unseen.hidden)
    junk: set[int] = set()
    refused: set[int] = set()
    if claimed and is_installed():
        if is_poor(_quote(texts, unseen.unpainted)):
            # Badly recognised: it gives way to what the picture says, and hides nothing.
            junk, claimed = unseen.unpainted, claimed - unseen.unpainted
        glyphs = [glyph for glyph in texts.placed if glyph.index in claimed]
        refused = claimed - confirmed(page, glyphs, number, len(pdf))
        hidden |= refused
        claimed = set()
    else:
        hidden |= unseen.blank
        claimed -= unseen.blank
    seen: list[tuple[bool, Glyph]] = []
    lost_owners = {glyph.owner for glyph in texts.placed if glyph.index in hidden}
    for index, aside, owner, glyph in texts.glyphs:
        if not (
            index in hidden or index in junk or (glyph.char.isspace() and owner in lost_owners)
        ):
            seen.append((aside, glyph))
    upright = [*(glyph for aside, glyph in seen if not aside), *on_top]
    segments = page_segments(drawn_once(upright), spaces, dots, number, rules)
    turned = page_segments([g for aside, g in seen if aside], [], [], number)
    flags = _flags(" ".join(filter(None, (_quote(texts, hidden), texts.replaced))), number)
    for indices, why in (
        (claimed & unseen.unpainted, f"this text is not checked against the picture; {_CHECK}"),
        (claimed & unseen.doubtful, f"it does not look like what it says, not checked; {_CHECK}"),
        (unseen.unchecked, "so many texts lie on each other that what is seen was not checked"),
    ):
        quote = _quote(texts, indices)
        if sum(map(str.isalpha, quote)) >= _LEAST_HIDDEN:
            flags.append(replace(hidden_flag(quote, number), kind="unchecked", explanation=why))
    false = bool(junk) or len(refused & unseen.unpainted) > _FALSE * len(unseen.unpainted)
    return segments + turned, flags, false


def _is_repeated(quote: str, text: str) -> bool:
    """Whether hidden text stands in full view elsewhere: a line that a page's end cuts in two.

    Some generators draw such a line on both pages. Rows of letters are compared, because the cut
    leaves a word here and there to be seen, and blanks may not be among what is cut. Where few
    words of a line are cut off wholly, they stand near each other in their order.
    """
    letters, seen = letters_of(quote), letters_of(text)
    if len(letters) < _ROW:
        return False
    rows = [letters[i : i + _ROW] for i in range(max(1, len(letters) - _ROW + 1))]
    if sum(row in seen for row in rows) >= _REPEATED_SHARE * len(rows):
        return True
    words = [word for word in map(letters_of, quote.split()) if word]
    begins = (match.start() for match in islice(re.finditer(re.escape(words[0]), seen), _MOST))
    return any(_follow(seen, begin, words) for begin in begins)


def _follow(text: str, at: int, words: Sequence[str]) -> bool:
    """Whether words stand one behind the other from an offset, no farther apart than in a line."""
    for word in words:
        found = text.find(word, at, at + _GAP + len(word))
        if found < 0:
            return False
        at = found + len(word)
    return True


def _quote(texts: Texts, indices: Container[int]) -> str:
    """The words of some glyphs, in the order in which the file holds them."""
    words: dict[int, str] = {}
    for glyph in texts.placed:
        if glyph.index in indices:
            words[glyph.word] = words.get(glyph.word, "") + glyph.char
    return " ".join(words.values())


def _flags(text: str, page: int) -> list[Flag]:
    """One flag for the hidden text of a page; a stray sign is none."""
    if sum(c.isalpha() for c in text) < _LEAST_HIDDEN:
        return []
    return [hidden_flag(text, page)]


def _collect_marks(
    page: Any,
    height: float,
    spaces: list[tuple[float, float]],
    dots: list[Dot],
    rules: list[Rule],
) -> None:
    """Blanks drawn as objects of their own, small drawn shapes that may be bullets, and lines.

    pdfium leaves a text object without ink out of its text page, so the spaces of a generator
    that draws each glyph apart are only found among the page's objects.
    """
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pending = [(raw.FPDFPage_GetObject(page, i), 0) for i in range(raw.FPDFPage_CountObjects(page))]
    while pending:
        item, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            count = raw.FPDFFormObj_CountObjects(item)
            pending += [(raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(count)]
        if kind not in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH):
            continue
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        width, tall = right.value - left.value, top.value - bottom.value
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if width < 0.01:
                spaces.append((left.value, height - bottom.value))
        elif _is_dot(width, tall):
            dots.append(Dot(left.value, right.value, height - (bottom.value + top.value) / 2))
        else:
            drawn = Rule(left.value, height - top.value, right.value, height - bottom.value)
            rules += [drawn] if drawn.is_thin else _sides(item, height)


def _sides(path: Any, height: float) -> list[Rule]:
    """The lines of a path that is stroked, such as the frame of a cell or the grid of a table."""
    from pypdfium2 import raw

    fill, stroke, matrix = ctypes.c_int(), ctypes.c_int(), raw.FS_MATRIX()
    count = raw.FPDFPath_CountSegments(path)
    if not (
        1 < count <= _MOST_SIDES
        and raw.FPDFPath_GetDrawMode(path, fill, stroke)
        and stroke.value
        and raw.FPDFPageObj_GetMatrix(path, matrix)
    ):
        return []
    x, y = ctypes.c_float(), ctypes.c_float()
    sides: list[Rule] = []
    first = last = (0.0, 0.0)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            height - (matrix.b * x.value + matrix.d * y.value + matrix.f),
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        ends = [(last, point)] if kind == raw.FPDF_SEGMENT_LINETO else []
        if raw.FPDFPathSegment_GetClose(segment):
            ends.append((point, first))
        sides += [
            Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for a, b in ends
        ]
        last = point
    return sides


def _is_dot(width: float, tall: float) -> bool:
    small = all(_DOT_SIZE[0] <= side <= _DOT_SIZE[1] for side in (width, tall))
    return small and abs(width - tall) <= 0.35 * max(width, tall)
