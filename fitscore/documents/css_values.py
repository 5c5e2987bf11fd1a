"""Values of CSS: lengths and sums of them, colours, shorthands, and which values are none.

Specifications: CSS Values and Units 4, CSS Color 5, CSS Backgrounds 3.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import tinycss2
from tinycss2.color5 import parse_color

from fitscore.documents.contrast import RGB

SCREEN = (1200.0, 900.0)  # px, for which a page is judged
SIDES = ("top", "right", "bottom", "left")
WIDE = {"inherit", "initial", "unset", "revert", "revert-layer"}
_CACHED = 4096  # values of each kind
_DEEPEST = 24  # nested functions
_ROOT_SIZE = 16.0
_LARGEST = 1e7
_UNITS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54, "rem": _ROOT_SIZE, "rlh": 1.2 * _ROOT_SIZE,
}  # fmt: skip
_OF_EM = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0, "lh": 1.2}
_ANGLES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
_SYSTEM = {
    "canvas": "white", "canvastext": "black", "field": "white", "fieldtext": "black",
    "linktext": "#00e", "visitedtext": "#551a8b", "graytext": "gray", "buttontext": "black",
    "buttonface": "#efefef", "mark": "yellow", "marktext": "black", "highlighttext": "black",
}  # fmt: skip
_ALPHA_UNKNOWN = -1.0
_RELATIVE = re.compile(
    r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(\s*from\s|var\(", re.IGNORECASE
)
Colour = tuple[float, float, float, float]  # red, green, blue from 0 to 255, alpha from 0 to 1
UNKNOWN: Colour = (0.0, 0.0, 0.0, _ALPHA_UNKNOWN)  # a colour, but which one is not known


@lru_cache(maxsize=_CACHED)
def tokens(value: str) -> tuple[Any, ...]:
    """Component values without white space and comments."""
    found = tinycss2.parse_component_value_list(value, skip_comments=True)
    return tuple(token for token in found if token.type != "whitespace")


def written(values: Sequence[Any]) -> str:
    """Component values as text; nothing where they are nested too deep to be meant."""
    try:
        return str(tinycss2.serialize(list(values))).strip()
    except RecursionError:
        return ""


def functions(value: str) -> list[tuple[str, list[Any]]]:
    """The functions of a list such as a transform, with what stands in their brackets."""
    return [
        (token.lower_name, meant(token.arguments))
        for token in tokens(value)
        if token.type == "function"
    ]


def meant(values: Sequence[Any]) -> list[Any]:
    """Component values without white space, comments and commas."""
    return [v for v in values if v.type not in {"whitespace", "comment"} and v != ","]


@lru_cache(maxsize=_CACHED)
def length(value: str, em: float, whole: float | None) -> float | None:
    """A length in px; None where it is none, `auto`, or a share of what is not known.

    Args:
        value: As it stands in a declaration.
        em: The font size in px.
        whole: What a percentage is of, in px.
    """
    found = tokens(value)
    return amount(found[0], em, whole) if len(found) == 1 else None


def amount(token: Any, em: float, whole: float | None, depth: int = 0) -> float | None:
    """The same of a component value; a plain number is itself, an angle in degrees."""
    value = _amount(token, em, whole, depth)
    # Endless ones and such as no page has are taken for the largest that is reckoned with.
    return None if value is None or math.isnan(value) else max(-_LARGEST, min(_LARGEST, value))


def _amount(token: Any, em: float, whole: float | None, depth: int) -> float | None:
    kind = token.type
    if kind == "number":
        return float(token.value)
    if kind == "percentage":
        return None if whole is None else token.value / 100 * whole
    if kind == "dimension":
        return _dimension(token, em)
    if kind == "() block" or (kind == "function" and token.lower_name in {"calc", "-webkit-calc"}):
        inner = token.content if kind == "() block" else token.arguments
        return None if depth > _DEEPEST else _sum(inner, em, whole, depth)
    if kind == "function" and token.lower_name in {"min", "max", "clamp"} and depth < _DEEPEST:
        parts = [_sum(part, em, whole, depth) for part in by_comma(token.arguments)]
        if None in parts or not parts:
            return None
        known = cast("list[float]", parts)
        if token.lower_name == "clamp":
            return max(known[0], min(known[1], known[2])) if len(known) == 3 else None
        return min(known) if token.lower_name == "min" else max(known)
    return None


def _dimension(token: Any, em: float) -> float | None:
    unit, value = token.lower_unit, float(token.value)
    width, height = SCREEN
    view = {"w": width, "i": width, "h": height, "b": height}
    if unit in _OF_EM:
        return value * em * _OF_EM[unit]
    if unit in _UNITS or unit in _ANGLES:
        return value * (_UNITS.get(unit) or _ANGLES[unit])
    screen = re.fullmatch(r"[sld]?v(w|h|i|b|min|max)|cq(w|h|i|b|min|max)", unit)
    if screen:
        of = screen[1] or screen[2]
        return value / 100 * (view.get(of) or {"min": min(SCREEN), "max": max(SCREEN)}[of])
    return None


def by_comma(values: Sequence[Any]) -> list[list[Any]]:
    """Component values between commas."""
    parts: list[list[Any]] = [[]]
    for value in values:
        if value == ",":
            parts.append([])
        else:
            parts[-1].append(value)
    return parts


def _sum(values: Sequence[Any], em: float, whole: float | None, depth: int) -> float | None:
    total, product, sign, operator = 0.0, None, 1.0, "*"
    for token in meant(values):
        if token.type == "literal" and token.value in {"+", "-"} and product is not None:
            total += sign * product
            product, sign, operator = None, (-1.0 if token.value == "-" else 1.0), "*"
        elif token.type == "literal" and token.value in {"*", "/"}:
            operator = token.value
        else:
            value = amount(token, em, whole, depth + 1)
            if value is None or (operator == "/" and not value):
                return None
            if product is None:
                product = value
            else:
                product = product * value if operator == "*" else product / value
    return None if product is None else total + sign * product


@lru_cache(maxsize=_CACHED)
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
    if found is None and token.type == "function" and depth < _DEEPEST:
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
        return colour_of(arguments[1], depth + 1) if kept else UNKNOWN
    parts = []
    for part in arguments:
        if part.type == "function":
            value = amount(part, _ROOT_SIZE, 100.0)
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
    if len(parts) != 3 or depth > _DEEPEST:
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


@lru_cache(maxsize=_CACHED)
def painted(value: str) -> tuple[Colour, ...] | None:
    """Colours of the gradients in a `background-image`; UNKNOWN for pictures, None for nothing."""
    found: list[Colour] = []
    for layer in by_comma(tokens(value)):  # the topmost first
        stops = _stops(layer)
        if UNKNOWN in stops:
            return (UNKNOWN,)
        found += stops
        if stops and all(stop[3] == 1 for stop in stops):
            break
    return tuple(dict.fromkeys(found)) or None


def _stops(layer: Sequence[Any]) -> list[Colour]:
    """Colours in one layer."""
    found: list[Colour] = []
    stack = [(token, 0) for token in reversed(layer)]
    while stack:
        token, depth = stack.pop()
        if token.type == "url" or (token.type == "function" and token.lower_name == "url"):
            named = token.value if token.type == "url" else written(token.arguments).strip("'\"")
            return [UNKNOWN] if named.strip() else []
        if token.type == "function" and "gradient" not in token.lower_name and not depth:
            return [UNKNOWN]
        one = colour_of(token) if depth else None
        if isinstance(one, str):
            return [UNKNOWN]
        if one is not None:
            found.append(one)
        elif token.type == "function" and depth < _DEEPEST:
            stack.extend((inner, depth + 1) for inner in reversed(meant(token.arguments)))
    return found


@lru_cache(maxsize=_CACHED)
def longhands(name: str, value: str) -> tuple[tuple[str, str], ...]:
    """A declaration as those of single properties; empty where its value is none of them."""
    name = _ALIASES.get(name, name)
    for prefix, targets in _BOXES.items():
        if name == prefix:
            return tuple(_valid(zip(targets, _four(value, len(targets)), strict=True)))
    if name == "font":
        return tuple(_font(value))
    if name in {"background", "mask"}:
        return tuple(_layers(name, value))
    if name == "-webkit-text-stroke":
        return (("-webkit-text-stroke-width", value), ("-webkit-text-stroke-color", value))
    if name == "animation":
        return (("animation", value),)
    return tuple(_valid([(name, value)]))


def _logical() -> Iterator[tuple[str, str]]:
    """Names of properties that say the same in left-to-right pages."""
    sides = {"inline-start": "left", "inline-end": "right"}
    sides |= {"block-start": "top", "block-end": "bottom"}
    for logical, side in sides.items():
        yield f"inset-{logical}", side
        for box in ("margin", "padding"):
            yield f"{box}-{logical}", f"{box}-{side}"
    for prefix in ("", "min-", "max-"):
        yield f"{prefix}inline-size", f"{prefix}width"
        yield f"{prefix}block-size", f"{prefix}height"
    for name in ("mask", "mask-image", "clip-path", "transform", "filter", "opacity", "animation"):
        yield f"-webkit-{name}", name
    yield "-webkit-background-clip", "background-clip"
    yield "overflow-inline", "overflow-x"
    yield "overflow-block", "overflow-y"


_ALIASES = dict(_logical())
_BOXES = {
    "margin": [f"margin-{side}" for side in SIDES],
    "padding": [f"padding-{side}" for side in SIDES],
    "inset": list(SIDES),
    "margin-inline": ["margin-left", "margin-right"],
    "margin-block": ["margin-top", "margin-bottom"],
    "padding-inline": ["padding-left", "padding-right"],
    "padding-block": ["padding-top", "padding-bottom"],
    "inset-inline": ["left", "right"],
    "inset-block": ["top", "bottom"],
    "overflow": ["overflow-x", "overflow-y"],
}


def _four(value: str, count: int) -> list[str]:
    parts = [written([token]) for token in tokens(value)]
    if not parts or len(parts) > count:
        return [""] * count
    if count == 2:
        return [parts[0], parts[-1]]
    top, right = parts[0], parts[min(1, len(parts) - 1)]
    bottom = parts[2] if len(parts) > 2 else top
    return [top, right, bottom, parts[3] if len(parts) > 3 else right]


def _font(value: str) -> Iterator[tuple[str, str]]:
    found = tokens(value)
    if len(found) == 1 and found[0].type == "ident" and found[0].lower_value in WIDE:
        yield from (("font-size", value), ("line-height", value))
        return
    for i, token in enumerate(found):
        size = written([token])
        sized = token.type != "number" and is_valid("font-size", size)
        if sized and i + 1 < len(found):  # a family follows
            height = i + 2 < len(found) and found[i + 1] == "/"
            yield "font-size", size
            yield "line-height", written([found[i + 2]]) if height else "normal"
            return


def _layers(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Of `background` and `mask`: the pictures of all layers, the colour of the last one."""
    found = tokens(value)
    if len(found) == 1 and found[0].type == "ident" and found[0].lower_value in WIDE:
        yield from ((f"{name}-{part}", value) for part in ("image", "color", "clip", "size"))
        return
    images: list[str] = []
    ground, clip, size = "transparent", "border-box", "auto"
    for i, token in enumerate(found):
        if token.type == "url" or (token.type == "function" and colour_of(token) is None):
            images.append(written([token]))
        elif token.type == "ident" and token.lower_value == "text":
            clip = "text"
        elif "/" == token:  # noqa: SIM300 - a component value equals what it is written as
            size = " ".join(written([part]) for part in found[i + 1 : i + 3])
        elif colour_of(token) is not None:
            ground = written([token])
        elif token.type == "ident" and name == "background" and token.lower_value not in _IN_GROUND:
            return
    yield f"{name}-image", ", ".join(images) or "none"
    yield f"{name}-color", ground
    yield f"{name}-clip", clip
    yield f"{name}-size", size


_IN_GROUND = {
    "none", "repeat", "no-repeat", "repeat-x", "repeat-y", "space", "round", "fixed", "scroll",
    "local", "top", "bottom", "left", "right", "center", "border-box", "padding-box", "content-box",
    "auto", "cover", "contain", "text", "border-area",
}  # fmt: skip
_DISPLAYS = {
    "none", "block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid",
    "table", "inline-table", "table-row", "table-cell", "table-row-group", "table-header-group",
    "table-footer-group", "table-column", "table-column-group", "table-caption", "list-item",
    "contents", "flow-root", "flow", "run-in", "ruby", "ruby-text", "ruby-base", "math",
    "-webkit-box", "-webkit-flex", "-webkit-inline-box", "-webkit-inline-flex",
}  # fmt: skip
_WORDS = {
    "display": _DISPLAYS,
    "visibility": {"visible", "hidden", "collapse"},
    "content-visibility": {"visible", "hidden", "auto"},
    "position": {"static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"},
    "overflow-x": {"visible", "hidden", "clip", "scroll", "auto", "overlay"},
    "overflow-y": {"visible", "hidden", "clip", "scroll", "auto", "overlay"},
    "float": {"none", "left", "right", "inline-start", "inline-end"},
}
FONT_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0,
    "x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
_FUNCTIONS = {
    "transform": {
        "matrix", "matrix3d", "translate", "translatex", "translatey", "translatez", "translate3d",
        "scale", "scalex", "scaley", "scalez", "scale3d", "rotate", "rotatex", "rotatey", "rotatez",
        "rotate3d", "skew", "skewx", "skewy", "perspective",
    },
    "filter": {
        "blur", "brightness", "contrast", "drop-shadow", "grayscale", "hue-rotate", "invert",
        "opacity", "saturate", "sepia", "url",
    },
    "clip-path": {"inset", "circle", "ellipse", "polygon", "path", "rect", "xywh", "shape", "url"},
}  # fmt: skip
_LENGTHS = re.compile(
    r"(?:margin|padding)-(?:top|right|bottom|left)|top|right|bottom|left|text-indent"
    r"|(?:min-|max-)?(?:width|height)|(?:letter|word)-spacing"
)
_NO_NEGATIVES = re.compile(r"padding-\w+|(?:min-|max-)?(?:width|height)|font-size")
_LENGTH_WORDS = {
    "auto", "none", "normal", "min-content", "max-content", "fit-content", "stretch",
    "-webkit-fill-available", "-moz-available", "each-line", "hanging",
}  # fmt: skip


def _valid(pairs: Any) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in pairs if is_valid(name, value))


@lru_cache(maxsize=_CACHED)
def is_valid(name: str, value: str) -> bool:
    """Whether a value is one of a property's; a browser leaves out a declaration that is none."""
    found = tokens(value)
    if not found:
        return False
    first = found[0]
    word = first.lower_value if first.type == "ident" else ""
    if len(found) == 1 and word in WIDE:
        return True
    if name in _WORDS:
        return all(t.type == "ident" and t.lower_value in _WORDS[name] for t in found)
    if name in _FUNCTIONS:
        return all(_is_called(token, name) for token in found)
    if name == "z-index":
        return word == "auto" or (first.type == "number" and first.is_integer)
    if name == "opacity":
        return len(found) == 1 and amount(first, _ROOT_SIZE, 1.0) is not None
    if name in {"color", "background-color", "-webkit-text-fill-color"}:
        return len(found) == 1 and colour_of(first) is not None
    if name == "font-size" and (word in FONT_SIZES or word in {"smaller", "larger", "math"}):
        return len(found) == 1
    if name == "font-size" or _LENGTHS.fullmatch(name):
        return (word in _LENGTH_WORDS and name != "font-size") or _is_length(first, name)
    return True


def _is_called(token: Any, name: str) -> bool:
    """Whether a component value may stand in a list of functions."""
    if token.type == "function":
        return token.lower_name in _FUNCTIONS[name]
    return token.type != "ident" or name == "clip-path" or token.lower_value == "none"


def _is_length(token: Any, name: str) -> bool:
    number = amount(token, _ROOT_SIZE, 100.0)
    if number is None or (token.type == "number" and number != 0):
        return False
    return number >= 0 or token.type == "function" or not _NO_NEGATIVES.fullmatch(name)
