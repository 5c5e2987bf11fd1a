"""How much a word says where jobs are described: the information of hearing it, in nats.

Shannon's measure: -log of the chance that a line of a posting or a task of a job holds the word.
"""

from __future__ import annotations

from functools import cache, lru_cache

from fitscore.text.vocabulary import load
from fitscore.text.words import is_content_word

_LEAST_LETTERS = 4
FUNCTION_WORD = 1.0  # nats: `with`, `and`; they tell the order of a sentence, not its content


@lru_cache(maxsize=50_000)
def information(token: str) -> float:
    """The nats of one of `words.tokens_of`; unknown words are as rare as the rarest that is."""
    return _table().get(token, _rarest()) if says(token) else FUNCTION_WORD


def is_counted(word: str) -> bool:
    """Whether it is one of the words of descriptions of jobs, in English."""
    return word in _table()


def says(token: str) -> bool:
    """Whether a word is counted: in every language most words of three letters are small words."""
    return len(token) >= _LEAST_LETTERS and is_content_word(token)


@cache
def _table() -> dict[str, float]:
    nats: dict[str, str] = load("text/information.toml")["nats"]
    return {word: float(value) for value, words in nats.items() for word in words.split()}


@cache
def _rarest() -> float:
    return max(_table().values())
