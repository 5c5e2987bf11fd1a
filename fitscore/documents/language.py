"""The language of a text."""

from __future__ import annotations

_LEAST_WORDS = 20


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None below twenty words."""
    words = text.split()
    if len(words) < _LEAST_WORDS:
        return None
    import py3langid

    code, _ = py3langid.classify(" ".join(words[:600]))
    return str(code)
