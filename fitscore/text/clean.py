"""Text from strangers' files and their names made fit to print: no controls, no bidi tricks."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import PurePath

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNUSUAL = re.compile(r"[^\x00-\x7e]")


def printable(text: str) -> str:
    """The text on one line, without control, format, bidi and private-use characters."""
    if text.isprintable():
        return text
    kept = (" " if c in "\n\t\u2028\u2029" else c for c in text)
    return "".join(c for c in kept if unicodedata.category(c) not in _UNSAFE)


def shown_name(name: str | PurePath) -> str:
    r"""The name of a file as text: bytes in it that are none are escaped (`r\xe9sum\xe9.pdf`).

    Systems keep names as bytes; Python gives those that are no UTF-8 as halves of characters, which
    no JSON, page or database can hold.
    """
    text = str(name)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("utf-8", "backslashreplace")
    return text


def escaped_json(text: str) -> str:
    r"""JSON in which what `printable` leaves out is escaped (`\u202e`): its values are the same."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "\n".join(
        line if line.isprintable() else _UNUSUAL.sub(_escaped, line) for line in text.split("\n")
    )


def _escaped(found: re.Match[str]) -> str:
    """The character as JSON escapes it, where it is one that is not to be printed."""
    c = found.group()
    return json.dumps(c)[1:-1] if unicodedata.category(c) in _UNSAFE else c
