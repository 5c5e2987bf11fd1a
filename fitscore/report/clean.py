"""Text from strangers' files made fit to print: no controls, no bidi tricks."""

from __future__ import annotations

import unicodedata

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def printable(text: str) -> str:
    """The text on one line, without control, format, bidi and private-use characters."""
    if text.isprintable():
        return text
    kept = (" " if c in "\n\t" else c for c in text)
    return "".join(c for c in kept if unicodedata.category(c) not in _UNSAFE)
