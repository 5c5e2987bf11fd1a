"""Colours of a Word file: themes, tints, shading, fills.

WordprocessingML: ECMA-376 (ISO/IEC 29500-1), 17.3.2.6 (color), 17.3.5 (shading), 17.18.97 (theme
colours); DrawingML: 20.1.2.3 (colours) and 20.1.8 (fills).
"""

from __future__ import annotations

import colorsys
import re
from typing import Any

from fitscore.documents.contrast import RGB
from fitscore.documents.docx_styles import W, number
from fitscore.documents.grounds import BLACK, NOTHING, WHITE, Fill, Ground, mixed
from fitscore.documents.package import local_name

_SCHEME = {
    "text1": "dk1", "tx1": "dk1", "dark1": "dk1", "text2": "dk2", "tx2": "dk2", "dark2": "dk2",
    "background1": "lt1", "bg1": "lt1", "light1": "lt1", "background2": "lt2", "bg2": "lt2",
    "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
# What the settings may map: names of colours by the attribute that maps them.
_MAPPED = {
    "t1": ("text1", "tx1"), "t2": ("text2", "tx2"), "bg1": ("background1", "bg1"),
    "bg2": ("background2", "bg2"),
}  # fmt: skip
_OFFICE = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
# Names of HTML that VML and DrawingML are written with; others are not known.
_NAMED = {"black": "000000", "white": "FFFFFF", "red": "FF0000", "blue": "0000FF",
          "green": "008000", "yellow": "FFFF00", "gray": "808080", "silver": "C0C0C0",
          "navy": "000080", "maroon": "800000", "teal": "008080", "lime": "00FF00",
          "aqua": "00FFFF", "fuchsia": "FF00FF", "purple": "800080", "olive": "808000"}  # fmt: skip
_HEX = re.compile("[0-9A-Fa-f]{6}")
_FULL = 100_000  # thousandths of a per cent


class Palette:
    """The colours of a document.

    Args:
        theme: The theme's element, or None.
        settings: The element `w:settings`, or None.
    """

    def __init__(self, theme: Any = None, settings: Any = None) -> None:
        self._colors = {name: rgb(code) for name, code in _OFFICE.items()}
        for scheme in _scheme(theme):
            for each in scheme:
                code = each.get("lastClr") or each.get("val")
                if _HEX.fullmatch(code or ""):
                    self._colors[local_name(scheme)] = rgb(code)
        self._names = dict(_SCHEME)
        mapping = None if settings is None else settings.find(f"{W}clrSchemeMapping")
        said = {} if mapping is None else mapping.attrib
        for key, names in _MAPPED.items():
            mapped = said.get(f"{W}{key}")
            if mapped in _SCHEME:
                self._names |= dict.fromkeys(names, _SCHEME[mapped])

    def of_theme(self, name: str | None) -> RGB | None:
        """A colour of the theme by any of its names."""
        return self._colors.get(self._names.get(name or "", name or ""))

    def color(self, element: Any, code: str = "val", theme: str = "theme{}") -> RGB | None:
        """A colour of type or of a ground; None where it is automatic.

        Args:
            element: That has it.
            code: The attribute with its six digits.
            theme: How the attributes with the theme's name, tint and shade are called.
        """
        name = element.get(W + theme.format("Color" if theme == "theme{}" else ""))
        found = self.of_theme(name) if name else None
        if found is not None:
            tint, shade = (element.get(W + theme.format(kind)) for kind in ("Tint", "Shade"))
            if tint:
                part = _part(tint)
                return _lightness(found, part, 1 - part)
            return _lightness(found, _part(shade), 0.0) if shade else found
        digits = element.get(W + code) or ""
        return rgb(digits) if _HEX.fullmatch(digits) else None

    def shading(self, element: Any) -> Fill:
        """What a `w:shd` draws; a pattern is seen as the mixture of its two colours."""
        pattern = element.get(f"{W}val") or "clear"
        if pattern == "nil":
            return NOTHING
        fill = self.color(element, "fill", "themeFill{}")
        if pattern == "clear":
            return NOTHING if fill is None else Fill((fill,))
        color = self.color(element, "color") or BLACK
        share = {"solid": 1.0}.get(pattern, 0.25 if pattern.startswith("thin") else 0.5)
        if pattern.startswith("pct"):
            share = number(pattern[3:], 50) / 100
        return Fill((mixed(color, fill or WHITE, share),))

    def highlight(self, name: str | None) -> Fill:
        """What a marker draws."""
        code = _HIGHLIGHTS.get(name or "")
        return Fill((rgb(code),)) if code else NOTHING

    def drawn(self, properties: Any) -> Fill | None:
        """What the properties of a shape fill it with; None where they say nothing."""
        for child in properties:
            kind = local_name(child)
            if kind in {"noFill", "grpFill"}:
                return NOTHING
            if kind == "solidFill":
                return self._of_colors(child)
            if kind == "gradFill":
                stops = [e for e in child.iter() if local_name(e) == "gs"]
                fills = [self._of_colors(stop) for stop in stops]
                grounds = tuple(g for fill in fills for g in fill.grounds)
                return Fill(grounds or (None,), max((f.opacity for f in fills), default=1.0))
            if kind in {"blipFill", "pattFill"}:
                return Fill((None,))
        return None

    def _of_colors(self, parent: Any) -> Fill:
        found = next((child for child in parent if local_name(child).endswith("Clr")), None)
        if found is None:
            return Fill((None,))
        color, opacity = self.drawing_color(found)
        return Fill((color,), opacity)

    def drawing_color(self, element: Any) -> tuple[Ground, float]:
        """A colour of DrawingML, and how opaque it is (0 to 1).

        In the namespace of 2010's properties of type, `alpha` is how transparent it is.
        """
        said = _attributes(element)
        name = said.get("lastClr") or said.get("val") or ""
        found = self.of_theme(name)
        if found is None:
            code = _NAMED.get(name, name)
            found = rgb(code) if _HEX.fullmatch(code) else None
        opacity = 1.0
        for change in element:
            amount = min(9.0, max(0.0, _amount(_attributes(change).get("val"))))
            kind = local_name(change)
            if kind == "alpha":
                part = min(1.0, amount)
                opacity = 1 - part if "wordml" in str(change.tag) else part
            elif found is not None:
                found = _changed(found, kind, amount)
        return found, opacity


def _amount(text: str | None) -> float:
    """A share, as `50000` or `50%`."""
    return number(text, _FULL) / (100 if (text or "").endswith("%") else _FULL)


def _attributes(element: Any) -> dict[str, str]:
    return {str(name).rpartition("}")[2]: str(text) for name, text in element.attrib.items()}


def _changed(color: RGB, kind: str, amount: float) -> RGB:
    if kind == "lumMod":
        return _lightness(color, amount, 0.0)
    if kind == "lumOff":
        return _lightness(color, 1.0, amount)
    if kind == "tint":
        return mixed(color, WHITE, amount)
    return mixed(color, BLACK, amount) if kind == "shade" else color


def rgb(code: str) -> RGB:
    """A colour by its six digits."""
    return (int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16))


def older_color(text: str | None) -> RGB | None:
    """A colour of VML: `#1f3a5f [3204]`, `white`; None where it is not known."""
    code = (text or "").split(" ")[0].lower()
    code = _NAMED.get(code, code.lstrip("#"))
    if len(code) == 3:
        code = "".join(2 * digit for digit in code)
    return rgb(code) if _HEX.fullmatch(code) else None


def _part(digits: str) -> float:
    try:
        return int(digits, 16) / 255
    except ValueError:
        return 1.0


def _lightness(color: RGB, factor: float, more: float) -> RGB:
    """A colour whose lightness (of HSL) is multiplied and raised."""
    hue, light, strong = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    light = min(1.0, max(0.0, light * factor + more))
    red, green, blue = (255 * channel for channel in colorsys.hls_to_rgb(hue, light, strong))
    return red, green, blue


def _scheme(theme: Any) -> list[Any]:
    if theme is None:
        return []
    return [each for scheme in theme.iter() if local_name(scheme) == "clrScheme" for each in scheme]
