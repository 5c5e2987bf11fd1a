"""What an element's declarations come to: values that win, variables put in, what is inherited.

Specifications: CSS Cascading and Inheritance 5, CSS Custom Properties 1, CSS Fonts 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from bs4.element import Tag

from fitscore.documents.css import Declaration, Sheets, declarations
from fitscore.documents.css_colours import UNKNOWN, Colour, colour
from fitscore.documents.css_functions import HELD, put_in
from fitscore.documents.css_hints import hints
from fitscore.documents.css_media import contained
from fitscore.documents.css_properties import FONT_SIZES, WIDE, is_valid, longhands
from fitscore.documents.css_unjudged import unjudged
from fitscore.documents.css_values import SCREEN, by_comma, length, tokens, written

_DEEPEST_VARIABLE = 16
_LONGEST_VALUE = 10_000
_TIMES = re.compile(r"(?<![\w.])(\d*\.?\d+)(m?s)\b")
_REM = re.compile(r"(?<![\w.-])(\d*\.?\d+)rem\b", re.IGNORECASE)
_BESIDE = re.compile(r"url\(\s*(?![\"']?\s*(?:data:|https?:|//))", re.IGNORECASE)
_LONGEST_WAIT = 60.0  # seconds
_BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
_ASPECT = 0.5  # of usual fonts: x-height to size
_SMALLER, _LARGER = 1 / 1.2, 1.2
_INHERITED = {
    "color", "-webkit-text-fill-color", "-webkit-text-stroke-width", "-webkit-text-stroke-color",
    "text-shadow", "visibility", "font-size", "line-height", "text-indent", "letter-spacing",
    "word-spacing", "white-space", "text-wrap", "text-wrap-mode", "paint-order",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """What text inherits; lengths in px.

    Attributes:
        colour: Of text, and of what is drawn in the current colour.
        fill: Of letters, where it is not that colour.
        paint: `fill` in drawings.
        stroke: Width and colour of their outlines.
        shadow: `text-shadow` as written.
        visible: False where `visibility` hides.
        size: Of the font.
        line: Height of a line; None where the font says.
        indent: `text-indent` as written.
        letter: Space added to each letter.
        word: Space added between words.
        nowrap: Lines are not broken.
        stroke_first: The outlines lie under the letters (`paint-order`).
        upright: Lines run down the page (`writing-mode`).
        dark: The browser's own colours are those of a dark page (`color-scheme`).
        breaks: Lines end where those of the source do (`white-space`).
        container: Width of the box that `@container` and its units are about.
        variables: Custom properties.
    """

    colour: Colour = _BLACK
    fill: Colour | None = None
    paint: Colour = _BLACK
    stroke: tuple[float, Colour] = (0.0, _BLACK)
    shadow: str = "none"
    visible: bool = True
    size: float = 16.0
    line: float | None = None
    indent: str = "0"
    letter: float = 0.0
    word: float = 0.0
    nowrap: bool = False
    stroke_first: bool = False
    upright: bool = False
    dark: bool = False
    breaks: bool = False
    container: float = SCREEN[0]
    variables: Mapping[str, str] = field(default_factory=dict)


def own_values(
    tag: Tag, held: Sequence[Declaration], sheets: Sheets, above: Style, outer: Mapping[str, str]
) -> tuple[dict[str, str], Mapping[str, str]]:
    """Values of single properties that win for an element, and its custom properties.

    Args:
        tag: The element.
        held: What sheets declare for it, the winners last.
        sheets: The sheets.
        above: Style of the parent.
        outer: Values of the parent, for `inherit`.
    """
    hinted = list(hints(tag))
    style = tag.get("style")
    inline = _inline(str(style)) if style else ()
    held = [d for d in held if not d.asked or _is_asked(d, above)]
    if not (hinted or held or inline):
        return {}, above.variables
    normal = [
        *hinted,
        *(d for d in held if not d.important),
        *(d for d in inline if not d.important),
    ]
    important = [*(d for d in held if d.important), *(d for d in inline if d.important)]
    variables = _variables([*normal, *important], above.variables)
    values: dict[str, str] = {}
    upright = _is_upright([*normal, *important], above)
    if _is_dark([*normal, *important], above.dark) != above.dark:
        above = replace(above, dark=not above.dark)

    def take(declared: Sequence[Declaration]) -> None:
        for each in declared:
            turned = _TURNED.get(each.name) if upright else None
            each = replace(each, name=turned) if turned else each
            if "(" in each.value and each.name != "content" and HELD.search(each.value):
                value = put_in(each.value, tag, above.container, variables)
                each = replace(each, value=value or "")
            _set(values, each, variables, hinted, sheets, above)

    take(normal)
    take(_animated(values, sheets))
    take(important)
    image = values.get("background-image", "")
    if sheets.alone and "url" in image.lower():
        values["background-image"] = _there(image)
    return dict(_settled(values, outer)), variables


def _is_asked(declared: Declaration, above: Style) -> bool:
    """Whether the container is as the rule of a declaration asks."""
    return all(contained(text, above.container, above.variables) for text in declared.asked)


def _is_upright(declared: Sequence[Declaration], above: Style) -> bool:
    """Whether the lines of an element run down the page."""
    modes = [
        d.value.lower() for d in declared if d.name in {"writing-mode", "-webkit-writing-mode"}
    ]
    mode = modes[-1] if modes else "inherit"
    return above.upright if mode in WIDE else mode.startswith(("vertical", "sideways", "tb"))


def _is_dark(declared: Sequence[Declaration], above: bool) -> bool:  # noqa: FBT001
    """Whether `color-scheme` asks for a dark page, and for no light one."""
    schemes = [d.value.lower().split() for d in declared if d.name == "color-scheme"]
    if not schemes or schemes[-1][:1] == ["inherit"]:
        return above
    return "dark" in schemes[-1] and "light" not in schemes[-1]


def is_dark(root: Tag, held: Mapping[int, Sequence[Declaration]], sheets: Sheets) -> bool:
    """Whether a page is dark where it paints nothing."""
    meta = root.find("meta", attrs={"name": re.compile("^color-scheme$", re.IGNORECASE)})
    words = str(meta.get("content") or "").lower().split() if isinstance(meta, Tag) else []
    by_meta = "dark" in words and "light" not in words
    values, _ = own_values(root, held.get(id(root), ()), sheets, Style(), {})
    scheme = values.get("color-scheme", "")
    given = [Declaration("color-scheme", scheme, important=False)] if scheme else []
    return _is_dark(given, by_meta)


# Where lines run down the page: the physical side of each logical size.
_TURNED = {
    f"{prefix}{size}": f"{prefix}{side}"
    for prefix in ("", "min-", "max-")
    for size, side in (("inline-size", "height"), ("block-size", "width"))
}


@lru_cache(maxsize=4096)
def _there(images: str) -> str:
    """Pictures without those that a file would have beside it."""
    layers = [written(layer) for layer in by_comma(tokens(images))]
    return ", ".join(layer for layer in layers if not _BESIDE.match(layer)) or "none"


@lru_cache(maxsize=4096)
def _inline(style: str) -> tuple[Declaration, ...]:
    return declarations(style)


def _variables(held: Sequence[Declaration], above: Mapping[str, str]) -> Mapping[str, str]:
    own = {d.name: d.value for d in held if d.name.startswith("--")}
    if not own:
        return above
    merged = dict(above)
    for name, value in own.items():
        word = value.lower()
        if word == "initial":
            merged.pop(name, None)
        elif word not in WIDE:
            merged[name] = value
    return merged


def _set(
    values: dict[str, str],
    declared: Declaration,
    variables: Mapping[str, str],
    hints: Sequence[Declaration],
    sheets: Sheets,
    above: Style,
) -> None:
    if declared.name.startswith("--"):
        return
    value = declared.value
    if declared.name == "all":
        word = value.lower()
        if word in WIDE:
            values.clear()
            kept = hints if word.startswith("revert") else ()
            values.update({hint.name: hint.value for hint in kept})
            if not kept:
                values["display"] = "inline"
            if word == "initial":
                values.update(dict.fromkeys(_INHERITED, "initial"))
        return
    if "var(" in value.lower():
        text_of = substituted(value, variables, sheets.defaults)
        if text_of is None and sheets.missing:
            if declared.name.startswith("background"):
                values["background-image"] = "url(unknown)"
            return
        # What a variable makes wrong is as if it were not set.
        text = _resolved(text_of or "", sheets, above)
        pairs = longhands(declared.name, text) if text else ()
        values.update(pairs or ((declared.name, "unset"),))
        return
    value = _resolved(value, sheets, above)
    if sheets.quirks:
        value = _as_of_old(declared.name, value)
    values.update(longhands(declared.name, value) or unjudged(declared.name, value))


def _resolved(value: str, sheets: Sheets, above: Style) -> str:
    """Lengths that the root's font or the container give, in px."""
    if "rem" in value and sheets.root != Style.size:
        value = _REM.sub(lambda match: f"{float(match[1]) * sheets.root:f}px", value)
    if "cq" in value and above.container != Style.container:
        part = above.container / 100
        value = _CQ.sub(lambda match: f"{float(match[1]) * part:f}px", value)
    if above.dark and _SCHEMED.search(value):
        value = " ".join(_of_dark(token) for token in tokens(value))
    return value


def _of_dark(token: Any) -> str:
    """A component value where the browser's own colours are dark."""
    if token.type == "function" and token.lower_name == "light-dark":
        return written(by_comma(token.arguments)[-1])
    word = token.lower_value if token.type == "ident" else ""
    return _DARK_COLOURS.get(word) or written([token])


_SCHEMED = re.compile(r"light-dark\(|canvas|field|linktext|buttontext|buttonface", re.IGNORECASE)
_DARK_COLOURS = {
    "canvas": "#121212", "canvastext": "white", "field": "#3b3b3b", "fieldtext": "white",
    "linktext": "#9e9eff", "buttontext": "white", "buttonface": "#6b6b6b",
}  # fmt: skip


def _as_of_old(name: str, value: str) -> str:
    """Colours without their `#` and lengths without a unit (Quirks Mode Standard)."""
    if name in {"color", "background-color"} and _HEX.fullmatch(value):
        return f"#{value}"
    if _QUIRKY.fullmatch(name) and _PLAIN.fullmatch(value):
        return f"{value}px"
    return value


_CQ = re.compile(r"(?<![\w.-])(\d*\.?\d+)cq(?:w|i)\b", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{3}|[0-9a-f]{6}", re.IGNORECASE)
_QUIRKY = re.compile(
    r"font-size|(?:max-|min-)?(?:width|height)|top|right|bottom|left|text-indent"
    r"|(?:letter|word)-spacing|(?:margin|padding)-\w+"
)
_PLAIN = re.compile(r"-?\d*\.?\d+")


def substituted(
    value: str, variables: Mapping[str, str], defaults: Mapping[str, str], depth: int = 0
) -> str | None:
    """A value with its variables put in; None where one is not set, or they never end."""
    if depth > _DEEPEST_VARIABLE:
        return None
    parts: list[str] = []
    for token in tokens(value):
        if token.type == "function" and token.lower_name == "var":
            part = _variable(token, variables, defaults, depth)
        elif token.type == "function" and "var(" in written([token]).lower():
            inner = substituted(written(token.arguments), variables, defaults, depth + 1)
            part = None if inner is None else f"{token.name}({inner})"
        else:
            part = written([token])
        if part is None:
            return None
        parts.append(part)
    text = " ".join(parts)
    return text if len(text) <= _LONGEST_VALUE else None


def _variable(
    token: Any, variables: Mapping[str, str], defaults: Mapping[str, str], depth: int
) -> str | None:
    inner = written(token.arguments)
    name, comma, fallback = inner.partition(",")
    value = variables.get(name.strip(), defaults.get(name.strip()))
    if value is not None:
        return substituted(value, variables, defaults, depth + 1)
    return substituted(fallback, variables, defaults, depth + 1) if comma else None


def _animated(values: Mapping[str, str], sheets: Sheets) -> tuple[Declaration, ...]:
    """Where an animation ends that stays there or goes on for ever, or where it stands still."""
    if not sheets.frames or not {"animation", "animation-name"} & values.keys():
        return ()
    text = " ".join(value for name, value in values.items() if name.startswith("animation")).lower()
    name = next((n for n in sheets.frames if n.lower() in text.replace(",", " ").split()), None)
    if name is None:
        return ()
    begins, ends = sheets.frames[name]
    times = [float(n) * (0.001 if unit == "ms" else 1) for n, unit in _TIMES.findall(text)]
    filled = re.search(r"\b(?:both|backwards)\b", text) is not None
    if times[:1] > [_LONGEST_WAIT] or (filled and times[1:2] > [_LONGEST_WAIT]):
        return begins  # nobody waits for what comes
    if re.search(r"\bpaused\b", text):
        return begins if times[1:2] <= [0.0] or filled else ()
    return ends if re.search(r"\b(?:forwards|both|infinite)\b", text) else ()


def _settled(values: Mapping[str, str], outer: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Values without the words that mean another one."""
    for name, value in values.items():
        word = value.lower()
        if word not in WIDE:
            yield name, value
        elif word == "initial" and name in _INHERITED:
            yield name, _INITIAL[name]
        elif word == "inherit" and name not in _INHERITED and name in outer:
            yield name, outer[name]


_INITIAL = {
    "color": "black", "-webkit-text-fill-color": "currentcolor", "-webkit-text-stroke-width": "0",
    "-webkit-text-stroke-color": "currentcolor", "text-shadow": "none", "visibility": "visible",
    "font-size": "medium", "line-height": "normal", "text-indent": "0", "letter-spacing": "normal",
    "word-spacing": "normal", "white-space": "normal", "text-wrap": "wrap",
    "text-wrap-mode": "wrap", "paint-order": "normal",
}  # fmt: skip


def inherited(above: Style, values: Mapping[str, str], variables: Mapping[str, str]) -> Style:
    """The style of an element's text, from its parent's and its own values."""
    changes: dict[str, Any] = {}
    if variables is not above.variables:
        changes["variables"] = variables
    size = _size(values.get("font-size", ""), above.size)
    if size is not None:
        changes["size"] = size
    em = above.size if size is None else size
    if "font-size-adjust" in values:
        aspect = length(values["font-size-adjust"], em, None)
        if aspect is not None and aspect < _ASPECT / 2:
            changes["size"] = em * aspect / _ASPECT
    ink = _colour(values.get("color", ""), above.colour)
    if ink is not None:
        changes["colour"] = ink
    now = above.colour if ink is None else ink
    changes |= _letters(values, em, now)
    changes |= _modes(values, above)
    changes |= _spacing(values, em)
    return replace(above, **changes) if changes else above


def _modes(values: Mapping[str, str], above: Style) -> dict[str, Any]:
    """Whether text is shown, and how its lines run."""
    changes: dict[str, Any] = {}
    if "visibility" in values:
        changes["visible"] = values["visibility"].lower() == "visible"
    if "text-shadow" in values:
        changes["shadow"] = values["text-shadow"].lower()
    if "color-scheme" in values:
        given = Declaration("color-scheme", values["color-scheme"], important=False)
        changes["dark"] = _is_dark([given], above.dark)
    if "white-space" in values or "white-space-collapse" in values:
        space = values.get("white-space", values.get("white-space-collapse", "")).lower()
        changes["breaks"] = "pre" in space or "break-spaces" in space
    mode = values.get("writing-mode", values.get("-webkit-writing-mode"))
    if mode is not None:
        changes["upright"] = mode.lower().startswith(("vertical", "sideways", "tb"))
    if "text-indent" in values:
        changes["indent"] = values["text-indent"].lower()
    return changes


def _letters(values: Mapping[str, str], em: float, now: Colour) -> dict[str, Any]:
    """How letters are filled and outlined, beside their colour."""
    found: dict[str, Any] = {}
    if "paint-order" in values:
        found["stroke_first"] = values["paint-order"].lower().startswith("stroke")
    if "fill" in values:
        found["paint"] = _paint(values["fill"], now)
    if "-webkit-text-fill-color" in values:
        fill = colour(values["-webkit-text-fill-color"])
        found["fill"] = None if isinstance(fill, str) else fill
    if "-webkit-text-stroke-width" in values or "-webkit-text-stroke-color" in values:
        given = values.get("-webkit-text-stroke-width", "")
        outline = values.get("-webkit-text-stroke-color", "")
        found["stroke"] = _stroke(given, outline, em, now)
    return found


def _paint(text: str, now: Colour) -> Colour:
    """A colour to fill shapes with; UNKNOWN for gradients and patterns."""
    if text.lower() == "none":
        return (0.0, 0.0, 0.0, 0.0)
    found = colour(text)
    return now if isinstance(found, str) else UNKNOWN if found is None else found


def _spacing(values: Mapping[str, str], em: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("white-space", "text-wrap", "text-wrap-mode"):
        if name in values:
            found["nowrap"] = values[name].lower() == "nowrap"
    for name, target in (("letter-spacing", "letter"), ("word-spacing", "word")):
        if name in values:
            found[target] = length(values[name], em, em) or 0.0
    if "line-height" in values:
        text = values["line-height"]
        line = length(text, em, em)
        plain = line is not None and tokens(text)[0].type == "number"
        found["line"] = line * em if plain and line is not None else line
    return found


def _size(text: str, above: float) -> float | None:
    word = text.lower()
    if not word:
        return None
    if word in FONT_SIZES:
        return FONT_SIZES[word]
    if word in {"smaller", "larger"}:
        return above * (_SMALLER if word == "smaller" else _LARGER)
    size = length(text, above, above)
    return None if size is None else max(0.0, size)


def _colour(text: str, above: Colour) -> Colour | None:
    found = colour(text) if text else None
    return above if isinstance(found, str) else found


def _stroke(width: str, ink: str, em: float, now: Colour) -> tuple[float, Colour]:
    """Of the shorthand or of both properties: the first length and the first colour."""
    parts = [written([token]) for token in tokens(f"{width} {ink}")]
    widths = [length(part, em, None) for part in parts if is_valid("padding-top", part)]
    found = [_colour(part, now) for part in parts if colour(part) is not None]
    return (widths[0] if widths and widths[0] else 0.0), (found[0] if found and found[0] else now)
