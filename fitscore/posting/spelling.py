"""Words that are spelt wrongly, told from the words that a dictionary happens not to have.

Postings are full of names, tools and words of trades that no dictionary knows. So a word counts as
a slip only where it is unknown and a common English word stands behind it that people write so:
with other vowels or with a letter doubled or not (`seperate`, `occured`), or with one letter left
out, put in or exchanged with its neighbour (`managment`, `recieve`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from spellchecker import SpellChecker

from fitscore.text.vocabulary import load

# Occurrences in the subtitles of films from which the dictionary was counted. The letters of a slip
# may be a word of a trade; the words that people misspell in postings are common.
_COMMON = 400
_LEAST = 5  # letters of a slip
_LONGEST = 30
_LEAST_NAME = 8  # of one with a capital, which is a name more often
_LEAST_EDITED = 7  # of one whose consonants differ from the right word's
_LEAST_FAR = 8  # of one that two letters part from the right word
_LEAST_STEM = 4
_LEAST_PART = 3  # of a compound
_MOST_SHOWN = 2
_WORD_PAIR = 6  # letters of each of two words that are glued: shorter ones make compounds
_LONG_PAIR = 14  # letters of both
# The dictionary is American: how the British write, as the Americans do.
_AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(?<=[a-z]{2})is(?=e[drs]?$|es$|ing$|ations?$|ational$|ers?$|able$)", "iz"),
        (r"lys(?=e[drs]?$|es$|ing$|ers?$)", "lyz"),
        (r"our", "or"),
        (r"tre(?=s?$|d$)", "ter"),
        (r"ll(?=ed$|ing$|ers?$|or|ery$|ous)", "l"),
        (r"l(?=ments?$|s?$|ful)", "ll"),
        (r"ogue", "og"),
        (r"mme(?=s?$)", "m"),
        (r"[ao]e", "e"),
        (r"ence(?=s?$)", "ense"),
        (r"ality$", "alty"),
    )
)


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Whether a dictionary has a word, in lower case, or what it is formed from."""
    return _is_listed(word) or any(map(_is_listed, _stems_of(word)))


def _is_listed(word: str) -> bool:
    return any(form in _english() for form in _forms(word))


def _forms(word: str) -> set[str]:
    forms = {word}
    for british, american in _AMERICAN:
        forms |= {british.sub(american, form) for form in forms}
    return forms


def _stems_of(word: str) -> Iterator[str]:
    parts = _parts()
    for before, behind in product(("", *parts["before"]), ("", *parts["behind"])):
        stem = word.removeprefix(before).removesuffix(behind)
        if len(stem) < _LEAST_STEM or f"{before}{stem}{behind}" != word or stem == word:
            continue
        if not (behind == "ing" and stem.endswith("e")):  # `makeing`
            yield stem
        if behind[:1] in ("a", "e", "i"):
            yield f"{stem}e"
    if word.endswith("ies"):
        yield f"{word.removesuffix('ies')}y"


@lru_cache(maxsize=20_000)
def meant_by(word: str) -> tuple[str, ...]:
    """The common words that somebody meant who wrote a word as it stands; none where it is right.

    Args:
        word: As written; one with a capital is taken for a name, unless it is long.
    """
    lower = word.lower()
    least = _LEAST if word == lower else _LEAST_NAME
    if not least <= len(lower) <= _LONGEST or _is_listed(lower):
        return ()
    near = _checker().edit_distance_1(lower)
    likely = [*_sounding_like(lower), *_edited_from(lower, near)]
    if is_known(lower) or _is_compound(lower):
        # Formed from known words: wrong only where a letter is not doubled (`prefered`), or
        # where two have changed places (`inventroy`).
        likely = [
            each
            for each in likely
            if _undoubled(each) == _undoubled(lower) or sorted(each) == sorted(lower)
        ]
    elif len(lower) < _LEAST_FAR:
        likely = [each for each in likely if each in near]
    ranked = sorted(set(likely), key=lambda each: (each not in near, -_english()[each]))
    return tuple(ranked[:_MOST_SHOWN])


def _sounding_like(word: str) -> list[str]:
    """Common words with the same consonants: the vowels differ, or what is doubled."""
    found = _by_consonants().get(_consonants(word), ())
    return [each for each in found if each[0] == word[0] and abs(len(each) - len(word)) <= 2]


def _edited_from(word: str, near: set[str]) -> list[str]:
    """Common words of which a letter is left out or put in, or of which two changed places."""
    if len(word) < _LEAST_EDITED:
        return []
    return [
        each
        for each in near
        if each[0] == word[0]
        and (len(each) != len(word) or sorted(each) == sorted(word))
        and _is_common(each)
    ]


def _is_compound(word: str) -> bool:
    cuts = range(_LEAST_PART, len(word) - _LEAST_PART + 1)
    return any(
        word[at:] not in _parts()["behind"] and _is_common(word[:at]) and _is_common(word[at:])
        for at in cuts
    )


def parted(word: str) -> tuple[str, str] | None:
    """The two words that an unknown word, in lower case, is glued from; else None."""
    if len(word) > _LONGEST or is_known(word):
        return None
    parts = _parts()
    for at in range(2, len(word) - 1):
        one, other = word[:at], word[at:]
        small = one in parts["glued_before"] or other in parts["glued_behind"]
        least = min(len(one), len(other))
        long = least >= _WORD_PAIR or (least >= _LEAST_STEM and len(word) >= _LONG_PAIR)
        if small and _is_listed(one) and _is_listed(other):
            return one, other
        if long and _is_common(one) and _is_common(other):
            return one, other
    return None


def joined(one: str, other: str) -> str | None:
    """The common word that two neighbours make of which one is none (`coord`, `ination`)."""
    word = f"{one}{other}".lower()
    if len(word) < _LEAST_NAME or all(map(is_known, (one.lower(), other.lower()))):
        return None
    return word if _is_common(word) else None


def _is_common(word: str) -> bool:
    return _english().get(word, 0) >= _COMMON


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _consonants(word: str) -> str:
    """A word with one sign for any vowels in a row, and nothing doubled."""
    return _undoubled(re.sub(r"[aeiouy]+", "a", word.removesuffix("e")))


@cache
def _by_consonants() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, count in _english().items():
        if count >= _COMMON and len(word) >= _LEAST - 1:
            found[_consonants(word)].append(word)
    return found


def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = load("posting/mistakes.toml")["parts"]
    return parts


@cache
def _checker() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


def _english() -> dict[str, int]:
    return _checker().word_frequency.dictionary
