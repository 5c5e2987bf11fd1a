"""What borders, outlines and shadows paint, as far as they are thick enough for text or over it.

Specifications: CSS Backgrounds and Borders 3, CSS Basic User Interface 4 (outlines).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fitscore.documents.css_colours import Colour, colour_of
from fitscore.documents.css_properties import SIDES
from fitscore.documents.css_values import amount, by_comma, tokens

_WORDS = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
_LINED = {"solid", "double", "groove", "ridge", "inset", "outset", "dotted", "dashed"}
THICK = 0.8  # of the font size: letters stand on it, or vanish under it
_FILLING = 100.0  # px: an inner shadow so wide fills any line
Edge = tuple[float, Colour | None]  # width in px, and colour; None for that of the text


def _edge(value: str, em: float) -> Edge:
    """Of `border`, `border-top`, `outline`: width and colour."""
    width, ink, lined = 3.0, None, False
    for token in tokens(value):
        word = token.lower_value if token.type == "ident" else ""
        size = amount(token, em, None)
        if word in _LINED:
            lined = True
        elif word in _WORDS or size is not None:
            width = _WORDS.get(word, 0.0 if size is None else size)
        else:
            found = colour_of(token)
            ink = found if found is not None and not isinstance(found, str) else ink
    return (width if lined else 0.0), ink


def borders(values: Mapping[str, str], em: float) -> dict[str, Edge]:
    """Width and colour of each side's border."""
    if not any(name.startswith("border") for name in values):
        return {}
    found: dict[str, Edge] = {}
    for i, side in enumerate(SIDES):
        width, ink = _edge(values.get(f"border-{side}", values.get("border", "")), em)
        parts = list(tokens(values.get("border-width", "")))
        given = values.get(f"border-{side}-width")
        token = tokens(given)[0] if given else parts[i % len(parts)] if parts else None
        lined = width or any(
            t.type == "ident" and t.lower_value in _LINED
            for t in tokens(values.get(f"border-{side}-style", values.get("border-style", "")))
        )
        if token is not None and lined:
            width = amount(token, em, None) or 0.0
        plain = tokens(values.get(f"border-{side}-color", values.get("border-color", "")))
        if plain:
            named = colour_of(plain[i % len(plain)])
            ink = ink if named is None or isinstance(named, str) else named
        if lined:
            found[side] = (width or 3.0 if token is None else width, ink)
    return found


def widest(edges: Mapping[str, Edge]) -> float:
    """The width of the widest border in px."""
    return max((width for width, _ in edges.values()), default=0.0)


def outline(values: Mapping[str, str], em: float) -> tuple[float, float, Colour | None]:
    """Width, offset and colour of the outline."""
    names = ("outline", "outline-width", "outline-style", "outline-color")
    width, ink = _edge(" ".join(values[name] for name in names if name in values), em)
    offset = [amount(token, em, None) for token in tokens(values.get("outline-offset", "0"))]
    return width, (offset[0] or 0.0 if offset else 0.0), ink


def inner_shadows(values: Mapping[str, str], em: float, ink: Colour) -> list[Colour] | None:
    """Colours that inner shadows fill a box with; None where they fill it in part."""
    found: list[Colour] = []
    for shadow in _shadows(values):
        words = {token.lower_value for token in shadow if token.type == "ident"}
        if "inset" not in words:
            continue
        spread = _reach(shadow, em)
        if spread < THICK * em:
            continue
        if spread < _FILLING:
            return None
        named = [colour_of(t) for t in shadow if t.type in {"ident", "hash", "function"}]
        inks = [one for one in named if one is not None and not isinstance(one, str)]
        found.append(inks[0] if inks else ink)
    return found


def outer_reach(values: Mapping[str, str], em: float) -> tuple[float, Colour | None]:
    """How far a shadow without blur spreads around a box, in px, and its colour."""
    for shadow in _shadows(values):
        words = {token.lower_value for token in shadow if token.type == "ident"}
        inks = [colour_of(t) for t in shadow if t.type in {"ident", "hash", "function"}]
        known = [ink for ink in inks if ink is not None and not isinstance(ink, str)]
        reach = _reach(shadow, em)
        if "inset" not in words and reach >= THICK * em and known:
            return reach, known[0]
    return 0.0, None


def _shadows(values: Mapping[str, str]) -> list[list[Any]]:
    text = values.get("box-shadow", "none")
    return [] if text.lower() == "none" else by_comma(tokens(text))


def _reach(shadow: list[Any], em: float) -> float:
    """How far a shadow covers in full: its spread, or how far it is moved."""
    sizes = [amount(t, em, None) or 0.0 for t in shadow if t.type in {"number", "dimension"}]
    if len(sizes) < 2:
        return 0.0
    blur, spread = ([*sizes[2:], 0.0, 0.0])[:2]
    return max(abs(sizes[0]), abs(sizes[1])) + spread - blur
