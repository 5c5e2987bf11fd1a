"""Selectors of style sheets: nested ones written out, and made ready for the matcher.

Specifications: Selectors 4, CSS Nesting 1, HTML (section Pseudo-classes).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2

from fitscore.documents.css_values import by_comma, written

LONGEST_SELECTOR = 4_000
# Of real pages, and not known to the matcher; all others hold for no text.
_TOLD = {  # as a file has them that nobody has touched, in selectors that the matcher knows
    "defined": ":is(*)",
    "dir(ltr)": ":is(:not([dir=rtl i],[dir=rtl i] *),[dir=ltr i],[dir=ltr i] *)",
    "dir(rtl)": ":is([dir=rtl i],[dir=rtl i] *)",
    "open": ":is(details[open],dialog[open])",
    "required": "[required]",
    "optional": ":is(input,select,textarea):not([required])",
    "invalid": "[required]:not([value])",
    "valid": ":is(input,select,textarea,form,fieldset):not([required]:not([value]))",
    "in-range": ":is(input[min],input[max])",
    "placeholder-shown": "[placeholder]:not([value])",
    "default": ":is([checked],[selected],[type=submit i])",
    "indeterminate": "progress:not([value])",
    "read-write": ":is(input,textarea,[contenteditable]):not([readonly],[disabled])",
    "read-only": ":not(:is(input,textarea,[contenteditable]):not([readonly],[disabled]))",
    "-webkit-any-link": ":any-link",
    "heading": ":is(h1,h2,h3,h4,h5,h6)",
}
_STATE = re.compile(
    r"(?<!:):("
    + "|".join(map(re.escape, _TOLD)).replace(r"\(", r"\(\s*").replace(r"\)", r"\s*\)")
    + r")(?![-\w(])",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r":(?:popover-open|modal|fullscreen|out-of-range|blank|autofill|paused|dir|state|host"
    r"|-webkit-[-\w]+|-moz-[-\w]+)\b",
    re.IGNORECASE,
)
_FORGIVING = re.compile(r":(?:is|where)\(", re.IGNORECASE)  # lists with wrong members
_PSEUDO = re.compile(r"(?<!:):[-\w]+(?!\()\b(?!\()")
NAMED = re.compile(r"[.#][\w-]+")
_SCOPE = re.compile(r":scope(?![-\w])", re.IGNORECASE)
_AMPERSAND = re.compile(r"\"[^\"]*\"|'[^']*'|&")
# What the matcher raises for what it cannot compile; it makes Python source of a selector.
_NO_SELECTOR = (
    cssselect2.SelectorError, NotImplementedError, RecursionError, SyntaxError, MemoryError,
    ValueError, TypeError, AttributeError, IndexError,
)  # fmt: skip


class TooMuch(Exception):  # noqa: N818 - no error of the page, but the end of a budget
    """The sheets ask for more work than is done for a page."""


def nested(prelude: Any, parents: str) -> str:
    """A selector with its parents' put in, as CSS Nesting says."""
    selector = written(prelude)
    if parents:
        selector = _SCOPE.sub("&", selector)
    outer = f":is({parents})" if parents else ":root"
    if not parents and "&" not in selector:
        return selector
    found = []
    for part in by_comma(tinycss2.parse_component_value_list(selector)):
        text = written(part)
        put = _AMPERSAND.sub(lambda match: match[0] if match[0] != "&" else outer, text)
        found.append(put if put != text or not parents else f"{outer} {text}")
        if sum(map(len, found)) > LONGEST_SELECTOR:
            raise TooMuch
    return ",".join(found)


@lru_cache(maxsize=1024)
def compiled(selector: str) -> list[Any]:
    """Selectors of a list, compiled; none where one of them is wrong, as browsers do."""
    try:
        return list(cssselect2.compile_selector_list(selector))
    except _NO_SELECTOR:
        pass
    found: list[Any] = []
    for part in by_comma(tinycss2.parse_component_value_list(selector)):
        text = _STATE.sub(lambda match: _TOLD["".join(match[1].lower().split())], written(part))
        if _FORGIVING.search(text):
            text = _PSEUDO.sub(lambda match: match[0] if _is_known(match[0]) else ":not(*)", text)
        try:
            found += cssselect2.compile_selector_list(text)
        except _NO_SELECTOR:
            if not _KNOWN.search(text):
                return []
    return found


def _is_known(pseudo: str) -> bool:
    """Whether the matcher knows a pseudo-class."""
    try:
        cssselect2.compile_selector_list(f"*{pseudo}")
    except _NO_SELECTOR:
        return False
    return True
