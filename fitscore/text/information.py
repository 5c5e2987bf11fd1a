"""How much a word says where jobs are described: the information of hearing it, in nats.

Shannon's measure: -log of the chance that a line of a posting or a task of a job holds the word.
"""

from __future__ import annotations

from functools import cache, lru_cache

from fitscore.text.vocabulary import load
from fitscore.text.words import is_content_word

FUNCTION_WORD = 1.0  # nats: `with`, `and`; they tell the order of a sentence, not its content
_SHORT = 3  # letters: in other languages the small words have as few


@lru_cache(maxsize=50_000)
def information(token: str) -> float:
    """The nats of one of `words.tokens_of`; unknown words are as rare as the rarest that is."""
    known = _table().get(token)
    if known is not None:
        return known
    if not is_content_word(token) or len(token) <= _SHORT:
        return FUNCTION_WORD
    return _rarest()


@cache
def _table() -> dict[str, float]:
    nats: dict[str, str] = load("text/information.toml")["nats"]
    return {word: float(value) for value, words in nats.items() for word in words.split()}


@cache
def _rarest() -> float:
    return max(_table().values())
