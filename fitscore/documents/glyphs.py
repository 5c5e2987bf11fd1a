"""The glyphs of a PDF's page: what pdfium says of each, and what the file says in their place."""

from __future__ import annotations

import ctypes
import math
import re
import sys
from dataclasses import replace
from typing import Any, NamedTuple

from fitscore.documents.boxes import CAPITAL, Placed
from fitscore.documents.claims import letters_of, told_apart
from fitscore.documents.layout import Glyph
from fitscore.documents.rendering import Objects, address_of, objects_of

_SURROGATES = 0xD800, 0xDFFF  # halves of characters, which no text can hold
_UNNAMED_FONT = re.compile(r"(?:[a-z]{6}\+)?(?:cidfont\+?)?[a-z]{0,3}\d*")
_STRAIGHT = 0.1  # of a quarter turn
# Where TeX's fonts have them, which a PDF without a table of characters gives as its codes: the
# Cork encoding (T1) and the first one (OT1), both at "Encodings of TeX fonts", tug.org/fontname.
_TEX = {
    0x0B: "ﬀ", 0x0C: "ﬁ", 0x0D: "ﬂ", 0x0E: "ﬃ", 0x0F: "ﬄ", 0x10: "“", 0x11: "”", 0x15: "–",
    0x16: "—", 0x19: "ı", 0x1B: "ﬀ", 0x1C: "ﬁ", 0x1D: "ﬂ", 0x1E: "ﬃ", 0x1F: "ﬄ",
}  # fmt: skip


class Texts(NamedTuple):
    """The text of a page.

    Attributes:
        glyphs: Index, whether turned aside, owner, and place, y from the top.
        placed: The same without blanks, as the check of what is seen takes them.
        replaced: Replacement text that says other than the glyphs, which are read in its place.
    """

    glyphs: list[tuple[int, bool, int, Glyph]]
    placed: list[Placed]
    replaced: str = ""


def texts_of_page(pdf: Any, page: Any, number: int, objects: Objects) -> Texts:
    """The glyphs of a page.

    pdfium gives replacement text (ActualText) in place of the text of glyphs. It is taken where
    they have none; else they are read, and a replacement that says other than they is told.
    """
    height = page.get_height()
    text_page = page.get_textpage()
    glyphs, placed = _glyphs(text_page, height)
    text_page.close()
    said = _replacements(objects)
    if not said:
        return Texts(glyphs, placed)
    bare = pdf[number - 1]
    try:
        _drop_replacements(bare)
        text_page = bare.get_textpage()
        own_glyphs, own_placed = _glyphs(text_page, height)
        text_page.close()
        # The glyphs of the copy, under the addresses of the page's own objects.
        at = objects_of(bare.raw).places
        addresses = {place: address for address, place in objects.places.items()}
    finally:
        bare.close()
    owners = {owner: addresses.get(place, 0) for owner, place in at.items()}
    own_glyphs = [(i, aside, owners.get(owner, 0), g) for i, aside, owner, g in own_glyphs]
    own: dict[int, str] = {}
    for _, _, owner, glyph in own_glyphs:
        own[owner] = own.get(owner, "") + glyph.char
    pairs = [
        (
            text,
            {addresses.get(p, 0) for p in places},
            "".join(own.get(addresses.get(p, 0), "") for p in places),
        )
        for text, places in said
    ]
    silent = {a for text, parts, other in pairs if not letters_of(other) for a in parts}
    shift = 1 + max((index for index, *_ in glyphs), default=0)
    return Texts(
        [item for item in glyphs if item[2] in silent]
        + [(i + shift, aside, a, g) for i, aside, a, g in own_glyphs if a not in silent],
        [replace(glyph, said=True) for glyph in placed if glyph.owner in silent]
        + [
            replace(glyph, index=glyph.index + shift, word=glyph.word + shift, owner=owner)
            for glyph in own_placed
            if (owner := owners.get(glyph.owner, 0)) not in silent
        ],
        told_apart([(text, other) for text, _, other in pairs]),
    )


def _replacements(objects: Objects) -> list[tuple[str, list[int]]]:
    """Replacement texts (ActualText) of a page, and the places of the text objects of each."""
    found: list[tuple[str, list[int]]] = []
    before = 0
    for place, item in enumerate(objects.texts):
        mark, text = _replacement(item)
        if not mark:
            before = 0
        elif mark == before and found and found[-1][0] == text:
            found[-1][1].append(place)
        else:
            found.append((text, [place]))
        before = mark
    return found


def _replacement(item: Any) -> tuple[int, str]:
    """The mark of a text object that replaces its text, and with what."""
    from pypdfium2 import raw

    length = ctypes.c_ulong()
    for number in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, number)
        if raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length):
            buffer = (raw.FPDF_WCHAR * (length.value // 2 + 1))()
            raw.FPDFPageObjMark_GetParamStringValue(
                mark, b"ActualText", buffer, length.value, length
            )
            return address_of(mark), bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    return 0, ""


def _drop_replacements(page: Any) -> None:
    from pypdfium2 import raw

    for item in objects_of(page.raw).texts:
        for number in reversed(range(raw.FPDFPageObj_CountMarks(item))):
            raw.FPDFPageObj_RemoveMark(item, raw.FPDFPageObj_GetMark(item, number))


def _glyphs(
    text_page: Any, height: float
) -> tuple[list[tuple[int, bool, int, Glyph]], list[Placed]]:
    """The glyphs of a page: index, whether turned aside, owner, and place, y from the top.

    The second list has the same glyphs without blanks, as the check of what is seen takes them.
    """
    from pypdfium2 import raw

    handle = text_page.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    fonts: dict[int, _Font] = {}
    looks: dict[int, _Look] = {}
    glyphs: list[tuple[int, bool, int, Glyph]] = []
    placed: list[Placed] = []
    tallest: dict[int, float] = {}
    word = 0
    for index in range(text_page.count_chars()):
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            word += 1
            continue
        code = raw.FPDFText_GetUnicode(handle, index)
        char = character(code)
        if code in _TEX and raw.FPDFText_HasUnicodeMapError(handle, index) == 1:
            char = _TEX[code]
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        owner = raw.FPDFText_GetTextObject(handle, index)
        address = address_of(owner)
        look = looks.get(address)
        if look is None:
            # A text object sets all of its glyphs alike.
            raw.FPDFText_GetMatrix(handle, index, matrix)
            points = raw.FPDFText_GetFontSize(handle, index)
            look = _look_of(matrix, points, _font_of(raw, owner, fonts))
            if owner:
                looks[address] = look
        font, size, aside = look.font, look.size, look.aside
        if aside:
            glyph = Glyph(char, y.value, box.top, x.value, size or 1.0, font.bold)
        else:
            glyph = Glyph(char, x.value, box.right, height - y.value, size or 1.0, font.bold)
        glyphs.append((index, aside, address, glyph))
        if char.isspace():
            word += 1
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        ink = left.value, bottom.value, right.value, top.value
        if font.drawn:
            reach = ink[2] - ink[0] if aside else ink[3] - ink[1]
            tallest[address] = max(reach / CAPITAL, tallest.get(address, 0.0))
        placed.append(
            Placed(
                index, char, ink, size, word, address, font.address, look.turn, look.shear,
                font.drawn,
            )
        )  # fmt: skip
    if tallest:
        # The unit of a font of drawings is what its maker chose: glyphs tell the size of the type.
        placed = [replace(p, size=tallest.get(p.owner, p.size)) for p in placed]
        glyphs = [
            (index, aside, owner, glyph._replace(size=tallest[owner]))
            if 2 * glyph.size < tallest.get(owner, 0.0)
            else (index, aside, owner, glyph)
            for index, aside, owner, glyph in glyphs
        ]
    return glyphs, placed


class _Look(NamedTuple):
    """How a text object sets its glyphs; the fields are those of `Placed`."""

    font: _Font
    size: float
    aside: bool
    turn: int | None
    shear: float


def _look_of(matrix: Any, points: float, font: _Font) -> _Look:
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    along = math.hypot(a, b)
    # The height across the line, whatever turns, shears or mirrors do.
    tall = abs(a * d - b * c) / along if along else 0.0
    shear = (a * c + b * d) / (along * tall) if along * tall else 0.0
    return _Look(font, abs(points) * tall, abs(b) > abs(a), _turn(a, b, c, d, points), shear)


def _turn(a: float, b: float, c: float, d: float, points: float) -> int | None:
    """Quarters by which a matrix turns type against the clock, if it is that and no mirror."""
    if a * d - b * c <= 0:
        return None
    quarters = math.atan2(math.copysign(b, b * points), math.copysign(a, a * points)) / (
        math.pi / 2
    )
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < _STRAIGHT else None


def character(code: int) -> str:
    """A character by its number; pdfium gives what a file says, be it none."""
    nocharacter = _SURROGATES[0] <= code <= _SURROGATES[1] or not 0 < code <= sys.maxunicode
    return "\ufffd" if nocharacter else chr(code)


class _Font(NamedTuple):
    address: int
    bold: bool
    drawn: bool  # of drawings (Type 3), which has no name


def _font_of(raw: Any, text_object: Any, known: dict[int, _Font]) -> _Font:
    font = raw.FPDFTextObj_GetFont(text_object) if text_object else None
    if not font:
        return _Font(0, bold=False, drawn=False)
    address = address_of(font)
    if address not in known:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
        name = buffer.value.decode("utf-8", "replace").lower()
        heavy = any(word in name for word in ("bold", "black", "heavy", "-semi", "demi"))
        # The weight is a guess from the width of stems, right for sans-serif upright type only:
        # it counts where the name of the font says nothing.
        unnamed = _UNNAMED_FONT.fullmatch(name) is not None
        bold = heavy or (unnamed and raw.FPDFFont_GetWeight(font) >= 700)
        known[address] = _Font(address, bold, drawn=not name)
    return known[address]
