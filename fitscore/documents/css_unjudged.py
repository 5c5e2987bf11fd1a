"""Rules that may make text unseen and are not worked out here: such text is read and told.

What is looked for are properties that decide whether text is seen, with values whose meaning lies
elsewhere (a path, a mask or a filter of a drawing) or is computed by functions that are not
evaluated (CSS Values 5: `attr`, `if`, trigonometry; CSS Color 5: colours made from others).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Cut or painted out by something that is drawn elsewhere.
_BY_DRAWING = ("clip-path", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "filter")
_DRAWN = re.compile(r"\b(?:url|path|shape|circle|ellipse|xywh|element)\(", re.IGNORECASE)
# Decided by a number or a colour.
_DECISIVE = frozenset({
    "color", "-webkit-text-fill-color", "opacity", "font-size", "visibility", "display",
    "transform", "scale", "translate", "rotate", "zoom", "letter-spacing", "text-indent",
    "width", "height", "max-width", "max-height", "margin-left", "margin-top", "left", "top",
})  # fmt: skip
_COMPUTED = re.compile(
    r"\b(?:attr|if|sin|cos|tan|asin|acos|atan2?|pow|sqrt|hypot|log|exp|abs|sign|mod|rem|round"
    r"|random|sibling-index|sibling-count|progress|env|perspective)\(|\(\s*from\s",
    re.IGNORECASE,
)
_LINE = re.compile(r"line-through", re.IGNORECASE)
_THICK = re.compile(r"(?<![\w.])(\d*\.?\d+)(em|rem|px|%)", re.IGNORECASE)
_THICKEST = {"em": 0.4, "rem": 0.4, "px": 6.0, "%": 40.0}  # of a line through words that are read
# Stands among an element's values where one that decides is not worked out.
_UNJUDGED = "(unjudged)"


def unjudged(name: str, value: str) -> dict[str, str]:
    """What stands for a value that could not be read, if it decides whether text is seen."""
    return {_UNJUDGED: value} if _is_computed(name, value) else {}


def _is_computed(name: str, value: str) -> bool:
    return name in _DECISIVE and _COMPUTED.search(value) is not None


def is_unjudged(values: Mapping[str, str]) -> bool:
    """Whether an element's own rules may hide its text in a way that is not worked out."""
    if any(_DRAWN.search(values[name]) for name in _BY_DRAWING if name in values):
        return True
    if _UNJUDGED in values or any(_is_computed(name, value) for name, value in values.items()):
        return True
    if "perspective" in values and values["perspective"].lower() != "none":
        return True
    decoration = " ".join(value for name, value in values.items() if "text-decoration" in name)
    return bool(_LINE.search(decoration)) and any(
        float(number) > _THICKEST[unit.lower()] for number, unit in _THICK.findall(decoration)
    )
