"""Conditions of style sheets: media queries and what a browser supports.

Specifications: Media Queries 5, CSS Conditional Rules 3.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from fitscore.documents.css_properties import is_valid
from fitscore.documents.css_values import SCREEN, amount, by_comma, tokens, written

_DEEPEST = 16  # nested brackets
_EM = 16.0
_SCREEN: dict[str, float | str] = {
    "width": SCREEN[0], "height": SCREEN[1], "device-width": SCREEN[0],
    "device-height": SCREEN[1], "inline-size": SCREEN[0], "block-size": SCREEN[1],
    "aspect-ratio": SCREEN[0] / SCREEN[1], "device-aspect-ratio": SCREEN[0] / SCREEN[1],
    "-webkit-device-pixel-ratio": 1.0, "resolution": 1.0, "color": 8.0, "color-index": 0.0,
    "monochrome": 0.0, "grid": 0.0, "orientation": "landscape", "hover": "hover",
    "any-hover": "hover", "pointer": "fine", "any-pointer": "fine", "update": "fast",
    "scripting": "enabled", "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "prefers-reduced-transparency": "no-preference", "forced-colors": "none",
    "inverted-colors": "none", "overflow-block": "scroll", "overflow-inline": "scroll",
    "color-gamut": "srgb", "dynamic-range": "standard", "display-mode": "browser",
    "scan": "progressive",
}  # fmt: skip
_NOTHING = {"none", "no-preference"}
_RESOLUTIONS = {"dpi": 1 / 96, "dppx": 1.0, "x": 1.0, "dpcm": 2.54 / 96}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip


@lru_cache(maxsize=1024)
def holds(media: str) -> bool:
    """Whether a list of media queries holds for the screen; an empty one does."""
    found = tokens(media)
    return not found or any(_query(query) for query in by_comma(found))


def _query(found: Sequence[Any]) -> bool:
    words = [token.lower_value if token.type == "ident" else "" for token in found]
    typed = 1 if words[:1] in (["not"], ["only"]) else 0  # where the type of medium stands
    if not any(words[typed : typed + 1]):
        return bool(found) and _condition(found, _feature)
    meant = words[typed] in {"all", "screen"}
    rest = found[typed + 1 :]
    if rest and words[typed + 1] != "and":
        return False
    result = meant and (not rest or _condition(rest[1:], _feature))
    return not result if typed and words[0] == "not" else result


Test = Callable[[Any, int], bool]
Screen = Mapping[str, float | str]


def _condition(found: Sequence[Any], test: Test, depth: int = 0) -> bool:
    """Brackets joined by `and` and `or`, each after a `not` perhaps."""
    if depth > _DEEPEST or not found:
        return False
    result: bool | None = None
    negated, joined = False, "and"
    for token in found:
        word = token.lower_value if token.type == "ident" else ""
        if word == "not":
            negated = True
        elif word in {"and", "or"}:
            joined = word
        else:
            value = test(token, depth) != negated
            if result is None:
                result = value
            else:
                result = (result and value) if joined == "and" else (result or value)
            negated = False
    return bool(result)


def _inner(token: Any) -> list[Any]:
    content = token.content if token.type == "() block" else []
    return [part for part in content if part.type not in {"whitespace", "comment"}]


def _feature(token: Any, depth: int, screen: Screen = _SCREEN) -> bool:
    """One pair of brackets of a media query."""
    inner = _inner(token)
    if not inner:
        return False
    if inner[0].type == "() block" or (inner[0].type == "ident" and inner[0].lower_value == "not"):
        return _condition(inner, partial(_feature, screen=screen), depth + 1)
    text = "".join(written([part]) for part in inner).lower()
    if inner[0].type == "ident" and len(inner) == 1:
        value = screen.get(text)
        return bool(value) and value not in _NOTHING
    if len(inner) > 2 and inner[1] == ":" and inner[0].type == "ident":
        return _is(inner[0].lower_value, inner[2:], screen)
    return _in_range(inner, screen)


def _is(name: str, value: Sequence[Any], screen: Screen) -> bool:
    """`width: 600px`, `min-width: 600px`, `orientation: landscape`."""
    bound = next((end for end in ("min-", "max-") if end in name), "")
    here = screen.get(name.replace(bound, "", 1) if bound else name)
    if isinstance(here, str):
        return len(value) == 1 and value[0].type == "ident" and value[0].lower_value == here
    number = _number(value, screen)
    if here is None or number is None:
        return False
    return {"min-": here >= number, "max-": here <= number}.get(bound, here == number)


def _in_range(inner: Sequence[Any], screen: Screen) -> bool:
    """`600px <= width < 900px`."""
    sides: list[list[Any]] = [[]]
    signs: list[str] = []
    for token in inner:
        if token.type == "literal" and token.value in {"<", ">", "=", "<=", ">="}:
            if signs and not sides[-1]:
                signs[-1] += token.value
            else:
                signs.append(token.value)
                sides.append([])
        else:
            sides[-1].append(token)
    numbers = [_number(side, screen) for side in sides]
    if not signs or any(sign not in _COMPARED for sign in signs):
        return False
    pairs = zip(numbers, signs, numbers[1:], strict=False)
    return all(a is not None and b is not None and _COMPARED[sign](a, b) for a, sign, b in pairs)


def _number(value: Sequence[Any], screen: Screen) -> float | None:
    if len(value) == 3 and value[1] == "/":
        over, under = _number(value[:1], screen), _number(value[2:], screen)
        return over / under if over is not None and under else None
    if len(value) != 1:
        return None
    token = value[0]
    if token.type == "ident":
        here = screen.get(token.lower_value)
        return here if isinstance(here, float) else None
    if token.type == "dimension" and token.lower_unit in _RESOLUTIONS:
        return float(token.value) * _RESOLUTIONS[token.lower_unit]
    return amount(token, _EM, None)


def contained(condition: str, width: float, variables: Mapping[str, str]) -> bool:
    """Whether the condition of a `@container` rule holds (CSS Conditional Rules 5).

    Args:
        condition: With the container's name before it, perhaps; any container is taken for it.
        width: Of the container in px; its height is taken for that of the screen.
        variables: Custom properties there, for `style()`.
    """
    screen = {**_SCREEN, "width": width, "inline-size": width, "aspect-ratio": width / SCREEN[1]}
    screen["orientation"] = "landscape" if width > SCREEN[1] else "portrait"

    def test(token: Any, depth: int) -> bool:
        if token.type != "function":
            return _feature(token, depth, screen)
        if token.lower_name != "style":
            return False
        name, colon, value = written(token.arguments).partition(":")
        given = variables.get(name.strip())
        return given is not None and (not colon or given.strip() == value.strip())

    found = tokens(condition)
    named = found and found[0].type == "ident" and found[0].lower_value != "not"
    return _condition(found[1:] if named else found, test)


def supported(prelude: Sequence[Any]) -> bool:
    """Whether the condition of a `@supports` rule holds in a browser of today.

    A property is held to be supported unless it is of another browser's own kind, with a value
    that is not known to be wrong.
    """
    found = [token for token in prelude if token.type not in {"whitespace", "comment"}]
    return _condition(found, _support)


def _support(token: Any, depth: int) -> bool:
    if token.type == "function":
        return bool(token.lower_name in {"selector", "font-tech", "font-format"})
    inner = _inner(token)
    if len(inner) > 2 and inner[0].type == "ident" and inner[1] == ":":
        name = inner[0].lower_value
        value = written(inner[2:])
        return not name.startswith(("-moz-", "-ms-", "-o-")) and is_valid(name, value)
    return _condition(inner, _support, depth + 1)
