"""The language of a text."""

from __future__ import annotations

_LEAST_WORDS = 20
# Words that make up a fifth of English text and next to nothing of any other language. The
# library takes most of a second to load its tables, and nearly all text is English.
_ENGLISH = frozenset(
    ["the", "and", "of", "to", "with", "for", "is", "are", "you", "on", "by", "from"]
)
_ENGLISH_SHARE = 0.08


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None below twenty words."""
    words = text.lower().split()
    if len(words) < _LEAST_WORDS:
        return None
    if sum(word in _ENGLISH for word in words) > _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    code, _ = py3langid.classify(" ".join(words[:600]))
    return str(code)
