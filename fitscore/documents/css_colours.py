"""Colours of CSS: every notation, sums and mixtures, old attributes, stops of gradients.

Specifications: CSS Color 4 and 5, CSS Images 3, HTML (rules for parsing a legacy colour value).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tinycss2.color5 import parse_color

from fitscore.documents.contrast import RGB
from fitscore.documents.css_values import (
    CACHED,
    DEEPEST,
    ROOT_SIZE,
    amount,
    by_comma,
    meant,
    tokens,
    written,
)
from fitscore.documents.picture_colours import colours_of

_SYSTEM = {
    "canvas": "white", "canvastext": "black", "field": "white", "fieldtext": "black",
    "linktext": "#00e", "visitedtext": "#551a8b", "graytext": "gray", "buttontext": "black",
    "buttonface": "#efefef", "mark": "yellow", "marktext": "black", "highlighttext": "black",
}  # fmt: skip
_PICTURES = {
    "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade", "element",
    "-moz-element", "paint", "src",
}  # fmt: skip
_ALPHA_UNKNOWN = -1.0
_RELATIVE = re.compile(
    r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(\s*from\s|var\(", re.IGNORECASE
)
Colour = tuple[float, float, float, float]  # red, green, blue from 0 to 255, alpha from 0 to 1
UNKNOWN: Colour = (0.0, 0.0, 0.0, _ALPHA_UNKNOWN)  # a colour, but which one is not known


@lru_cache(maxsize=CACHED)
def colour(value: str) -> Colour | str | None:
    """A colour, the word `currentcolor`, or None where it is none."""
    found = tokens(value)
    return colour_of(found[0]) if len(found) == 1 else None


def colour_of(token: Any, depth: int = 0) -> Colour | str | None:
    """The same of a component value; UNKNOWN is one that is reckoned from others."""
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return colour(_SYSTEM[token.lower_value])
    if token.type not in {"ident", "hash", "function"}:
        return None
    if token.type == "function" and token.lower_name == "color-mix":
        return _mixed(token, depth)
    try:
        found = parse_color(token)
    except (ValueError, TypeError, IndexError, AttributeError, ZeroDivisionError):
        found = None  # the parser stumbles over some wrong arguments
    if found is None and token.type == "function" and depth < DEEPEST:
        return _reckoned(token, depth)
    if found is None or isinstance(found, str):
        return found
    alpha = 1.0 if found.alpha is None else float(found.alpha)
    red, green, blue = (255 * min(1.0, max(0.0, part)) for part in _srgb(found))
    return (red, green, blue, min(1.0, max(0.0, alpha)))


# Linear sRGB from XYZ, and XYZ for D65 from that for D50: CSS Color 4, section 19.
_FROM_XYZ = (
    (3.2409699, -1.5373832, -0.4986108),
    (-0.9692436, 1.8759675, 0.0415551),
    (0.0556301, -0.2039770, 1.0569715),
)
_TO_D65 = (
    (0.9554734, -0.0230985, 0.0632593),
    (-0.0283697, 1.0099955, 0.0210414),
    (0.0123140, -0.0205077, 1.3303659),
)


def _srgb(found: Any) -> tuple[float, float, float]:
    """Channels from 0 to 1; those of other RGB spaces as they are, which is near enough."""
    space = found.space
    parts = [float(part or 0.0) for part in found.coordinates]
    if space == "device-cmyk":
        c, m, y, k = parts[:4]
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    if space in {"hsl", "hwb"}:
        red, green, blue = (float(part) for part in found.to("srgb").coordinates)
        return red, green, blue
    if space in {"lab", "lch", "xyz-d50"}:
        xyz = found.to("xyz-d50").coordinates if space != "xyz-d50" else parts
        return _from_xyz(_times(_TO_D65, xyz))
    if space in {"oklab", "oklch", "xyz", "xyz-d65"}:
        return _from_xyz(found.to("xyz-d65").coordinates if "xyz" not in space else parts)
    red, green, blue = parts[:3]
    return _gamma((red, green, blue)) if space == "srgb-linear" else (red, green, blue)


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _from_xyz(xyz: Sequence[float]) -> tuple[float, float, float]:
    red, green, blue = _times(_FROM_XYZ, xyz)
    return _gamma((red, green, blue))


def _gamma(linear: tuple[float, float, float]) -> tuple[float, float, float]:
    parts = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]
    return parts[0], parts[1], parts[2]


def _reckoned(token: Any, depth: int) -> Colour | str | None:
    """A colour with sums in it, or one made from another one."""
    arguments = [t for t in token.arguments if t.type not in {"whitespace", "comment"}]
    if _RELATIVE.match(written([token])) and len(arguments) > 2:
        kept = all(t.type == "ident" for t in arguments[2:5])  # its channels as they are
        found = colour_of(arguments[1], depth + 1) if kept else UNKNOWN
        if found is None or isinstance(found, str) or found == UNKNOWN:
            return UNKNOWN if isinstance(found, str) else found
        given = amount(arguments[6], ROOT_SIZE, 1.0) if len(arguments) == 7 else found[3]
        return UNKNOWN if given is None else (*found[:3], min(1.0, max(0.0, given)))
    parts = []
    for part in arguments:
        if part.type == "function":
            value = amount(part, ROOT_SIZE, 100.0)
            if value is None:
                return None
            parts.append(f"{value:f}{'%' if '%' in written([part]) else ''}")
        else:
            parts.append(written([part]))
    sums = any(part.type == "function" for part in arguments)
    return colour(f"{token.lower_name}({' '.join(parts)})") if sums else None


def _mixed(token: Any, depth: int) -> Colour | None:
    """Of `color-mix`; in sRGB whatever the space, which is near enough."""
    parts = by_comma(token.arguments)
    if len(parts) != 3 or depth > DEEPEST:
        return None
    shares: list[float | None] = []
    colours: list[Colour] = []
    for part in parts[1:]:
        percent = [t.value / 100 for t in meant(part) if t.type == "percentage"]
        named = [colour_of(t, depth + 1) for t in meant(part) if t.type != "percentage"]
        if len(named) != 1 or named[0] is None:
            return None
        if isinstance(named[0], str) or named[0] == UNKNOWN:
            return UNKNOWN
        shares.append(percent[0] if percent else None)
        colours.append(named[0])
    one, other = shares
    if one is None:
        one = 0.5 if other is None else 1 - other
    share = one / ((one + (1 - one if other is None else other)) or 1.0)
    mixed = [share * a + (1 - share) * b for a, b in zip(*colours, strict=True)]
    return (mixed[0], mixed[1], mixed[2], mixed[3])


def legacy_colour(value: str) -> str:
    """The value of `bgcolor`, `text` or `color` as CSS (HTML, rules for legacy colour values)."""
    value = value.strip().lower()
    if value in {"", "transparent"} or colour(value) is not None:
        return value
    digits = re.sub(r"[^0-9a-f]", "0", value.removeprefix("#")[:128]) or "0"
    digits += "0" * (-len(digits) % 3)
    third = len(digits) // 3
    parts = [digits[i * third : (i + 1) * third] for i in range(3)]
    keep = min(third, 2)
    return "#" + "".join(part[-8:][:keep].rjust(2, "0") for part in parts)


def over(top: Colour | RGB, below: RGB) -> RGB:
    """A colour painted on another one."""
    alpha = top[3] if len(top) == 4 else 1.0
    a, b, c = (alpha * x + (1 - alpha) * y for x, y in zip(top[:3], below, strict=True))
    return (a, b, c)


@lru_cache(maxsize=CACHED)
def painted(value: str, now: Colour = UNKNOWN) -> tuple[Colour, ...] | None:
    """Colours of the gradients in a `background-image`; UNKNOWN for pictures, None for nothing.

    Args:
        value: As it stands in a declaration.
        now: What `currentcolor` is.
    """
    found: list[Colour] = []
    for layer in by_comma(tokens(value)):  # the topmost first
        stops = _stops(layer, now)
        if UNKNOWN in stops:
            return (UNKNOWN,)
        found += stops
        if stops and all(stop[3] == 1 for stop in stops):
            break
    return tuple(dict.fromkeys(found)) or None


def _stops(layer: Sequence[Any], now: Colour) -> list[Colour]:
    """Colours in one layer."""
    found: list[Colour] = []
    stack = [(token, 0) for token in reversed(layer)]
    while stack:
        token, depth = stack.pop()
        if token.type == "url" or (token.type == "function" and token.lower_name == "url"):
            named = token.value if token.type == "url" else written(token.arguments).strip("'\"")
            inks = [colour(ink) for ink in colours_of(named.strip()) or ()]
            known = [ink for ink in inks if ink is not None and not isinstance(ink, str)]
            if known and len(known) == len(inks):
                return known
            return [UNKNOWN] if named.strip() else []
        if token.type == "function" and "gradient" not in token.lower_name and not depth:
            return [UNKNOWN] if token.lower_name in _PICTURES else []
        one = colour_of(token) if depth else None
        if isinstance(one, str):
            one = now
        if one == UNKNOWN:
            return [UNKNOWN]
        if one is not None:
            found.append(one)
        elif token.type == "function" and depth < DEEPEST:
            stack.extend((inner, depth + 1) for inner in reversed(meant(token.arguments)))
    return found
