"""Functions of CSS whose value depends on the element or the screen: `attr`, `if`, its place.

Specifications: CSS Values 5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bs4.element import Tag

from fitscore.documents.css_media import contained, holds, supported
from fitscore.documents.css_values import tokens, written

HELD = re.compile(r"\b(?:attr|if|sibling-index|sibling-count)\(", re.IGNORECASE)
_UNITS = re.compile(
    r"%|px|r?em|ex|ch|p[tc]|[cm]m|in|q|v[wh]|vmin|vmax|deg|turn|rad|grad", re.IGNORECASE
)
_DEEPEST = 16
_MOST_SIBLINGS = 200


def put_in(
    value: str, tag: Tag, width: float, variables: Mapping[str, str], depth: int = 0
) -> str | None:
    """A value with what these functions come to; None where that makes it wrong.

    Args:
        value: As it stands in a declaration.
        tag: The element.
        width: Of the container around it, in px.
        variables: Custom properties there.
        depth: How many functions it stands in.
    """
    if depth > _DEEPEST:
        return None
    parts: list[str] = []
    for token in tokens(value):
        if token.type != "function" or not HELD.search(written([token])):
            parts.append(written([token]))
            continue
        part = _of(token, tag, width, variables, depth)
        if part is None:
            return None
        parts.append(part)
    return " ".join(parts)


def _of(token: Any, tag: Tag, width: float, variables: Mapping[str, str], depth: int) -> str | None:
    inner = written(token.arguments)
    if token.lower_name in {"sibling-index", "sibling-count"}:
        before = len(tag.find_previous_siblings(limit=_MOST_SIBLINGS)) + 1
        after = len(tag.find_next_siblings(limit=_MOST_SIBLINGS))
        return str(before + (after if token.lower_name == "sibling-count" else 0))
    if token.lower_name == "attr":
        return _attribute(inner, tag)
    if token.lower_name == "if":
        chosen = _branch(token.arguments, width, variables)
        return None if chosen is None else put_in(chosen, tag, width, variables, depth + 1)
    rest = put_in(inner, tag, width, variables, depth + 1)
    return None if rest is None else f"{token.name}({rest})"


def _attribute(inner: str, tag: Tag) -> str | None:
    """`attr(name)`, with a type or a unit behind the name, and what stands for it if it is not."""
    head, comma, otherwise = inner.partition(",")
    words = head.split(None, 1)
    if not words:
        return None
    value = tag.get(words[0].lower())
    if value is None:
        return otherwise.strip() if comma else None
    kind = words[1].strip() if len(words) > 1 else ""
    unit = kind if _UNITS.fullmatch(kind) else ""
    return f"{value}{unit}" if kind else f'"{value}"'


def _branch(arguments: Sequence[Any], width: float, variables: Mapping[str, str]) -> str | None:
    """The value of the first branch of `if` whose condition holds."""
    for branch in _split(arguments, ";"):
        condition, *value = _split(branch, ":")
        asked = [t for t in condition if t.type not in {"whitespace", "comment"}]
        if value and _asked(asked, width, variables):
            return written([token for part in value for token in part])
    return None


def _asked(asked: Sequence[Any], width: float, variables: Mapping[str, str]) -> bool:
    negated = bool(asked) and asked[0].type == "ident" and asked[0].lower_value == "not"
    rest = asked[1:] if negated else asked
    if len(rest) != 1:
        return False
    only = rest[0]
    if only.type == "ident":
        return bool(only.lower_value == "else")
    if only.type != "function":
        return False
    inner = written(only.arguments)
    bracketed = inner if inner.startswith("(") else f"({inner})"
    if only.lower_name == "media":
        found = holds(inner) if inner.startswith("(") or ":" not in inner else holds(bracketed)
        found = found or holds(bracketed)
    elif only.lower_name == "supports":
        found = supported(tokens(bracketed))
    else:
        found = contained(written([only]), width, variables)
    return found != negated


def _split(values: Sequence[Any], mark: str) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for value in values:
        if value == mark:
            parts.append([])
        else:
            parts[-1].append(value)
    return [part for part in parts if part]
