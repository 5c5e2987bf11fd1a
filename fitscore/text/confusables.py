"""Characters that make a text another one to a machine than to a reader, and the text without them.

Scoring sees the plain text; quotes keep the original, and a flag tells of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fitscore.text.vocabulary import load

_TABLE = load("text/confusables.toml")
_LOOK_ALIKES = dict(zip(_TABLE["look_alikes"], _TABLE["latin"], strict=True))
_LOOK_ALIKE = re.compile(f"[{''.join(_LOOK_ALIKES)}]")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = r"[^\W\d_]"
_UNSEEN = "\u200b-\u200d\u2060-\u2064\ufeff\u180e\u034f\u115f\u1160\u3164\uffa0"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_MARKS = "\u200e\u200f\u00ad\ufe00-\ufe0f"  # in honest text too
_REMOVED = re.compile(f"[{_UNSEEN}{_BIDI}{_TAGS}{_MARKS}]")
_PRIVATE_USE = re.compile(f"[{_PRIVATE}]")
_KINDS = (
    ("zero_width", re.compile(f"(?<={_LETTER})[{_UNSEEN}]+(?={_LETTER})"), "unseen characters"),
    ("bidi", re.compile(f"[{_BIDI}]+"), "characters that turn the direction of reading"),
    ("tags", re.compile(f"[{_TAGS}]+"), "tag characters, which no reader sees"),
    (
        "private_use",
        re.compile(f"(?<={_LETTER})[{_PRIVATE}]+(?={_LETTER})"),
        "characters without a meaning of their own",
    ),
)


def undisguised(text: str) -> str:
    """The text as a reader reads it: nothing unseen, no letters of another script in a word."""
    if text.isascii():
        return text
    text = _PRIVATE_USE.sub(" ", _REMOVED.sub("", text))
    text = unicodedata.normalize("NFKC", text)
    if not _LOOK_ALIKE.search(text):
        return text
    return _WORD.sub(lambda found: _latin(found.group()), text)


def _latin(word: str) -> str:
    """A word in Latin letters where it mixes them with look-alikes, or is made of these alone.

    A letter by itself stays: an α of science is no disguise, and one letter proves nothing.
    """
    if len(word) == 1 or not any(c in _LOOK_ALIKES for c in word):
        return word
    plain = "".join(_LOOK_ALIKES.get(c, c) for c in word)
    return plain if all("LATIN" in unicodedata.name(c, "") for c in plain) else word


def _is_mixed(word: str) -> bool:
    scripts = {"LATIN" in unicodedata.name(c, "") for c in word}
    return len(scripts) == 2 and any(c in _LOOK_ALIKES for c in word)


def find_disguises(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Each kind of disguise that is in a text, once: kind, where it first stands, what it is."""
    if text.isascii():
        return
    for kind, pattern, explanation in _KINDS:
        found = list(pattern.finditer(text))
        if found:
            yield kind, *found[0].span(), f"{explanation} in it ({len(found)} ×)"
    mixed = [found for found in _WORD.finditer(text) if _is_mixed(found.group())]
    if mixed:
        explanation = f"letters of another script among Latin ones ({len(mixed)} ×)"
        yield "homoglyphs", *mixed[0].span(), explanation
