"""Rules that may make text unseen and are not worked out here: such text is read and told.

What is looked for are properties that decide whether text is seen, with values whose meaning lies
elsewhere (the filter of a drawing), or is computed by functions that are not evaluated (CSS Values
5: `random`, `progress`; CSS Color 5: colours made from others), and ways of setting text that are
not reckoned with: on a path, or in a box that is turned in space with others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_DRAWN = re.compile(r"\b(?:url|element)\(", re.IGNORECASE)
_ON_PATH = re.compile(
    r"\b(?:ray|url|shape|circle|ellipse|polygon|inset|rect|xywh)\(", re.IGNORECASE
)
# Decided by a number or a colour.
_DECISIVE = frozenset({
    "color", "-webkit-text-fill-color", "opacity", "font-size", "visibility", "display",
    "transform", "scale", "translate", "rotate", "zoom", "letter-spacing", "text-indent",
    "width", "height", "max-width", "max-height", "margin-left", "margin-top", "left", "top",
})  # fmt: skip
_COMPUTED = re.compile(
    r"\b(?:attr|if|random|progress|env|anchor|anchor-size|calc-size|sibling-index"
    r"|sibling-count)\(|\(\s*from\s",
    re.IGNORECASE,
)
_IN_SPACE = re.compile(r"\brotate[xy]\(", re.IGNORECASE)
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
    if _DRAWN.search(values.get("filter", "")) or _ON_PATH.search(values.get("offset-path", "")):
        return True
    if _UNJUDGED in values or any(_is_computed(name, value) for name, value in values.items()):
        return True
    if values.get("transform-style", "").lower() == "preserve-3d":
        return any("3d" in value or _IN_SPACE.search(value) for value in values.values())
    return _is_struck_out(values)


def _is_struck_out(values: Mapping[str, str]) -> bool:
    """Whether a line as thick as letters may be drawn through text."""
    decoration = " ".join(value for name, value in values.items() if "text-decoration" in name)
    return bool(_LINE.search(decoration)) and any(
        float(number) > _THICKEST[unit.lower()] for number, unit in _THICK.findall(decoration)
    )
