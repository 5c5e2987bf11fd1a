"""Values of CSS: component values, lengths and sums of them (CSS Values and Units 4)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import tinycss2

SCREEN = (1200.0, 900.0)  # px, for which a page is judged
CACHED = 4096  # values of each kind
DEEPEST = 24  # nested functions
ROOT_SIZE = 16.0
_LARGEST = 1e7
_UNITS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54, "rem": ROOT_SIZE, "rlh": 1.2 * ROOT_SIZE,
}  # fmt: skip
_OF_EM = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0, "lh": 1.2}
_ANGLES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}


@lru_cache(maxsize=CACHED)
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


@lru_cache(maxsize=CACHED)
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
        return None if depth > DEEPEST else _sum(inner, em, whole, depth)
    if kind == "function" and token.lower_name in _MATH and depth < DEEPEST:
        return _reckoned(token, em, whole, depth)
    return None


def _reckoned(token: Any, em: float, whole: float | None, depth: int) -> float | None:
    """One of the functions of mathematics (CSS Values 4)."""
    arguments = by_comma(token.arguments)
    strategy = "nearest"
    words = meant(arguments[0])
    if token.lower_name == "round" and words and words[0].type == "ident":
        strategy = words[0].lower_value
        arguments = arguments[1:]
    parts = [_sum(part, em, whole, depth) for part in arguments]
    if None in parts or not parts:
        return None
    n = cast("list[float]", parts)
    if token.lower_name in _TRIGONOMETRIC and _ANGLE.search(written(token.arguments)):
        n = [math.radians(n[0])]
    try:
        if token.lower_name == "round":
            step = n[1] if len(n) > 1 else 1.0
            return _ROUNDED[strategy](n[0] / step) * step
        return float(_MATH[token.lower_name](*n))
    except (ValueError, ZeroDivisionError, OverflowError, TypeError, KeyError):
        return None  # outside of where the function has a value, or with wrong arguments


_ANGLE = re.compile(r"\d(?:deg|grad|rad|turn)\b", re.IGNORECASE)
_TRIGONOMETRIC = {"sin", "cos", "tan"}
_ROUNDED: dict[str, Callable[[float], float]] = {
    "nearest": lambda x: math.floor(x + 0.5), "up": math.ceil, "down": math.floor,
    "to-zero": math.trunc,
}  # fmt: skip
_MATH: dict[str, Callable[..., float]] = {
    "min": lambda *n: min(n), "max": lambda *n: max(n),
    "clamp": lambda low, x, high: max(low, min(x, high)),
    "round": round,  # see `_ROUNDED`
    "mod": lambda a, b: a - b * math.floor(a / b), "rem": math.fmod,
    "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "asin": lambda x: math.degrees(math.asin(x)), "acos": lambda x: math.degrees(math.acos(x)),
    "atan": lambda x: math.degrees(math.atan(x)),
    "atan2": lambda y, x: math.degrees(math.atan2(y, x)),
    "pow": math.pow, "sqrt": math.sqrt, "hypot": math.hypot, "exp": math.exp, "log": math.log,
    "abs": abs, "sign": lambda x: math.copysign(1.0, x) if x else 0.0,
}  # fmt: skip


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
