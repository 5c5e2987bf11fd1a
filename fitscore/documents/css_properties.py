"""Declarations of CSS as those of single properties, and which values are none.

Specifications: CSS Cascading and Inheritance 5 (shorthands), CSS Logical Properties 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fitscore.documents.css_colours import colour_of
from fitscore.documents.css_values import CACHED, ROOT_SIZE, amount, tokens, written

SIDES = ("top", "right", "bottom", "left")
WIDE = {"inherit", "initial", "unset", "revert", "revert-layer"}


@lru_cache(maxsize=CACHED)
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
        # A number is a weight, but for 0, which is none.
        sized = (token.type != "number" or token.value == 0) and is_valid("font-size", size)
        if sized and i + 1 < len(found):  # a family follows
            height = i + 2 < len(found) and found[i + 1] == "/"
            yield "font-size", size
            yield "line-height", written([found[i + 2]]) if height else "normal"
            return


def _layers(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Of `background` and `mask`: the pictures of all layers, the colour of the last one."""
    found = tokens(value)
    if len(found) == 1 and found[0].type == "ident" and found[0].lower_value in WIDE:
        yield from ((f"{name}-{part}", value) for part in _PARTS)
        return
    images: list[str] = []
    ground, clip, size, repeat, place = "transparent", "border-box", "auto", "repeat", ""
    for i, token in enumerate(found):
        if token.type == "url" or (token.type == "function" and colour_of(token) is None):
            images.append(written([token]))
        elif token.type == "ident" and token.lower_value == "text":
            clip = "text"
        elif token.type == "ident" and token.lower_value == "no-repeat":
            repeat = "no-repeat"
        elif token.type in {"dimension", "percentage"} and "/" not in found[:i]:
            place += f"{written([token])} "
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
    yield f"{name}-repeat", repeat
    yield f"{name}-position", place.strip()


_PARTS = ("image", "color", "clip", "size", "repeat", "position")
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


@lru_cache(maxsize=CACHED)
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
        return len(found) == 1 and amount(first, ROOT_SIZE, 1.0) is not None
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
    number = amount(token, ROOT_SIZE, 100.0)
    if number is None or (token.type == "number" and number != 0):
        return False
    return number >= 0 or token.type == "function" or not _NO_NEGATIVES.fullmatch(name)
