"""Whether a reader sees type: its size, its shape, and its colour on what lies behind it."""

from __future__ import annotations

import re
from typing import Any

from fitscore.documents.contrast import is_told
from fitscore.documents.docx_colors import Palette
from fitscore.documents.docx_place import line_height
from fitscore.documents.docx_styles import EMU, HALF, TWIP, Properties, W, is_on, number, value
from fitscore.documents.flow import LEAST_SIZE, LETTER, is_stacked
from fitscore.documents.grounds import Fill, Ground, mixed
from fitscore.documents.package import local_name
from fitscore.documents.place import Place

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
USUAL_SIZE = 10.0  # points, where nothing is said (17.3.2.38)
_RAISED = 0.65  # sizes of sub- and superscripts to the type around them
_MOST_SPREAD = 5.0  # sizes of type between letters; headings set apart have one
_LEAST_OPACITY = 0.1  # where colours are not known
# Fonts whose letters are drawn as signs. A word set in one is not read.
_SIGNS = re.compile(
    r"wingdings|webdings|symbol$|marlett|dingbats|bookshelf symbol|ms outlook|mt extra|barcode|"
    r"\b(code|ean) ?(39|128|13|8)\b|redacted|blokk|adobe blank|font ?awesome|material icons",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3}")


class Sight:
    """Judges the type of a document.

    Args:
        palette: Its colours.
        theme: Of the document, or None.
    """

    def __init__(self, palette: Palette, theme: Any) -> None:
        self._palette = palette
        self._fonts = _theme_fonts(theme)

    def is_hidden(self, text: str, run: Properties, paragraph: Properties, place: Place) -> bool:
        """Whether a reader of the page would not see or not read text.

        Args:
            text: Of a run.
            run: Its properties.
            paragraph: Of its paragraph.
            place: Where it stands, and on what.
        """
        if run[f"{W}vanish"]:
            return True
        size = size_of(run)
        return (
            size > place.page.height
            or self._is_small(text, run, size)
            or self._is_signs(text, run)
            or _is_moved_away(run, paragraph, place)
            or self._is_faint(run, self.grounds(run, paragraph, place))
        )

    def grounds(self, run: Properties, paragraph: Properties, place: Place) -> tuple[Ground, ...]:
        """What lies behind a run: its marker, its own ground, the paragraph's, its place's."""
        below = place.grounds
        for properties in (paragraph, run):
            shade = properties.get(f"{W}shd")
            if shade is not None:
                below = self._palette.shading(shade).over(below)
        return self._palette.highlight(value(run, "highlight")).over(below)

    def _is_small(self, text: str, run: Properties, size: float) -> bool:
        """Whether type is tiny or squeezed, its letters are stacked or too far apart for words."""
        scale = number(value(run, "w"), 100) / 100
        if size < LEAST_SIZE or size * scale < LEAST_SIZE:
            return True
        # Only a property of runs has a value; the paragraph's spacing is another one.
        spacing = number(run.get(f"{W}spacing", {}).get(f"{W}val")) * TWIP
        fitted = number(value(run, "fitText")) * TWIP
        if fitted and len(text) > 1:
            spacing = min(spacing, fitted / len(text) - size * scale * LETTER)
        apart = is_stacked(size * scale, spacing) or spacing > _MOST_SPREAD * size
        return apart and len(text.strip()) > 1

    def _is_signs(self, text: str, run: Properties) -> bool:
        """Whether words are set in a font of signs."""
        fonts = run.get(f"{W}rFonts", {})
        theme = fonts.get(f"{W}asciiTheme")
        name = self._fonts.get(theme[:5], "") if theme else fonts.get(f"{W}ascii", "")
        return bool(name and _SIGNS.search(name) and _WORD.search(text))

    def _is_faint(self, run: Properties, grounds: tuple[Ground, ...]) -> bool:
        """Whether no ink of type is told from any of the grounds."""
        return not _any_told(self._inks(run), grounds)

    def _inks(self, run: Properties) -> list[tuple[Ground, float]]:
        """Colours that type is drawn in; None for one that suits its ground."""
        inks: list[tuple[Ground, float]] = []
        outline = run.get(f"{_W14}textOutline")
        if outline is not None and number(outline.get(f"{_W14}w"), 1 / EMU, unit=EMU) * EMU > 0.2:
            inks += _inks_of(self._palette.drawn(outline))
        fill = run.get(f"{_W14}textFill")
        filled = None if fill is None else self._palette.drawn(fill)
        if filled is not None:
            return inks + _inks_of(filled)
        said = run.get(f"{W}color")
        return [*inks, (None if said is None else self._palette.color(said), 1.0)]


def _theme_fonts(theme: Any) -> dict[str, str]:
    """The Latin fonts of a theme: `major` and `minor`."""
    if theme is None:
        return {}
    return {
        local_name(font)[:5]: latin.get("typeface") or ""
        for font in theme.iter("{*}majorFont", "{*}minorFont")
        for latin in font.iterchildren("{*}latin")
    }


def size_of(run: Properties) -> float:
    """The size of type in points."""
    other = any(f"{W}{kind}" in run and is_on(run[f"{W}{kind}"]) for kind in ("rtl", "cs"))
    size = number(value(run, "szCs" if other else "sz"), 2 * USUAL_SIZE, unit=HALF) / 2
    return size * (_RAISED if value(run, "vertAlign") in {"superscript", "subscript"} else 1.0)


def _inks_of(fill: Fill | None) -> list[tuple[Ground, float]]:
    return [] if fill is None else [(ground, fill.opacity) for ground in fill.grounds]


def is_painted(fill: Fill, grounds: tuple[Ground, ...]) -> bool:
    """Whether what is drawn in a fill is told from any of the grounds."""
    return _any_told(_inks_of(fill), grounds)


def _any_told(inks: list[tuple[Ground, float]], grounds: tuple[Ground, ...]) -> bool:
    return any(_is_told(color, opacity, ground) for color, opacity in inks for ground in grounds)


def _is_told(color: Ground, opacity: float, ground: Ground) -> bool:
    if color is None or ground is None:
        return opacity > _LEAST_OPACITY
    return is_told(mixed(color, ground, opacity), ground)


def _is_moved_away(run: Properties, paragraph: Properties, place: Place) -> bool:
    """Whether type is raised or lowered out of its line, or by more than half of a page."""
    moved = abs(number(value(run, "position"), unit=HALF)) / 2
    spacing = paragraph.get(f"{W}spacing", {})
    exact = spacing.get(f"{W}lineRule") == "exact"
    return moved > place.page.height / 2 or (
        exact and moved > max(line_height(paragraph, size_of(run)), 1.0)
    )
