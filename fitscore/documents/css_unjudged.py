"""Rules that may make text unseen and are not worked out here: such text is read and told.

What is looked for are properties that decide whether text is seen, with values whose meaning lies
elsewhere (the filter of a drawing), or is computed by functions that are not evaluated (CSS Values
5: `random`, `progress`; CSS Color 5: colours made from others), and ways of setting text that are
not reckoned with: on a path, or in a box that is turned in space with others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fitscore.documents.css_colours import UNKNOWN, colour
from fitscore.documents.css_values import amount, tokens

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
_IN_SPACE = re.compile(r"\b(?:rotate(?:[xy]|3d)\(|[xy]\s+[-\d])", re.IGNORECASE)
_LINE = re.compile(r"line-through", re.IGNORECASE)
_THICKEST = 0.4  # of the font size: a line through words that are read
_COVERING = 1.0  # the same: one that leaves nothing of them
# Stands among an element's values where one that decides is not worked out.
_UNJUDGED = "(unjudged)"


def unjudged(name: str, value: str) -> dict[str, str]:
    """What stands for a value that could not be read, if it decides whether text is seen."""
    return {_UNJUDGED: value} if _is_computed(name, value) else {}


def _is_computed(name: str, value: str) -> bool:
    if name not in _DECISIVE or _COMPUTED.search(value) is None:
        return False
    return "color" not in name or colour(value) in {None, UNKNOWN}


def is_unjudged(values: Mapping[str, str]) -> bool:
    """Whether an element's own rules may hide its text in a way that is not worked out."""
    if _DRAWN.search(values.get("filter", "")) or _ON_PATH.search(values.get("offset-path", "")):
        return True
    if _UNJUDGED in values or any(_is_computed(name, value) for name, value in values.items()):
        return True
    if values.get("transform-style", "").lower() == "preserve-3d":
        turned = " ".join(values.get(name, "") for name in ("transform", "rotate"))
        return _IN_SPACE.search(turned) is not None
    return _thickness(values, 16.0) > _THICKEST * 16


def is_struck_out(values: Mapping[str, str], em: float) -> bool:
    """Whether a line as thick as letters are high is drawn through text."""
    return _thickness(values, em) > _COVERING * em


def _thickness(values: Mapping[str, str], em: float) -> float:
    """How thick a line is that is drawn through text, in px."""
    if not any(name.startswith("text-decoration") for name in values):
        return 0.0
    decoration = " ".join(value for name, value in values.items() if "text-decoration" in name)
    if not _LINE.search(decoration):
        return 0.0
    return max((amount(token, em, em) or 0.0 for token in tokens(decoration)), default=0.0)
