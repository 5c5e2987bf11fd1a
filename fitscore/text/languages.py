"""The language of a text, and the names of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from fitscore.text.information import is_counted
from fitscore.text.vocabulary import any_word, load
from fitscore.types import Flag

_LEAST_WORDS = 20
# A fifth of English words are of those listed, and next to none of any other language.
_ENGLISH_SHARE = 0.08
# Of the words of 195 short résumés in English 26% or more are known, of eleven files in other
# languages 19% or less.
_ENGLISH_KNOWN = 0.23
# Of the lines of 642 English résumés 92 to 99% have so many English words, of postings in French,
# German and Spanish a quarter (names of tools and employers); half of the lines decide.
_ENGLISH_WORDS = 0.2
# Lists of names read as some language too: in no English résumé were so many lines of one.
_LEAST_FOREIGN, _LEAST_FOREIGN_WORDS = 0.25, 40
_WORD = re.compile(r"[^\W\d_]{2,}")


class Spoken(NamedTuple):
    """In which language some texts are, as far as it matters for a model that reads English.

    Attributes:
        other: The English name of another language that a good part of them is in, or None.
        read: At least half of them are in English, or nothing says that they are not.
    """

    other: str | None
    read: bool


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None below twenty words."""
    words = text.lower().split()
    if len(words) < _LEAST_WORDS:
        return None
    # The library takes most of a second to load its tables, and nearly all text is English.
    english = set(load("text/words.toml")["english"]["words"])
    if sum(word in english for word in words) > _ENGLISH_SHARE * len(words):
        return "en"
    # Notes in telegraphic style have next to no small words.
    if _is_english(_WORD.findall(text.lower()), _ENGLISH_KNOWN):
        return "en"
    code, _ = _identifier().classify(" ".join(words[:600]))
    return str(code)


@cache
def _identifier() -> Any:
    """Tells languages that are official somewhere: few words of them read as a smaller one too."""
    from babel import Locale
    from babel.languages import get_official_languages
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    official = {
        code
        for territory in Locale("en").territories
        for code in get_official_languages(str(territory), regional=False, de_facto=True)
    }
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in identifier.labels if code in official])
    return identifier


def spoken_in(language: str | None, texts: Sequence[str]) -> Spoken:
    """Whether statements or requirements are in English, one by one.

    Args:
        language: That of the whole file, ISO 639-1, or None.
        texts: The statements or requirements.
    """
    words = [_WORD.findall(text.lower()) for text in texts]
    foreign = [each for each in words if each and not _is_english(each)]
    share = len(foreign) / max(1, sum(map(bool, words)))
    if language not in {None, "en"}:
        return Spoken(name_of(str(language)), read=share <= 0.5)
    of_them = [word for each in foreign for word in each]
    if share < _LEAST_FOREIGN or len(of_them) < _LEAST_FOREIGN_WORDS:
        return Spoken(None, read=True)
    other = detect_language(" ".join(of_them))
    return Spoken(None if other in {None, "en"} else name_of(str(other)), read=True)


def unread_language(language: str | None, texts: Sequence[str]) -> str | None:
    """The English name of the language that keeps a file from being scored; mostly None at once."""
    if language in {None, "en"}:
        return None
    spoken = spoken_in(language, texts)
    return None if spoken.read else spoken.other


def language_flags(what: str, language: str | None, texts: Sequence[str]) -> Iterator[Flag]:
    """What is to be known of a file that is not, or not all, in English.

    Args:
        what: `the résumé` or `the posting`.
        language: That of the whole file, ISO 639-1, or None.
        texts: Its statements or requirements.
    """
    spoken = spoken_in(language, texts)
    if spoken.other and spoken.read:
        explanation = f"a part of {what} is in {spoken.other}, and verdicts on it are unsure"
        yield Flag("language", 1, "", explanation)
    elif spoken.other:
        explanation = f"{what} is not in English (it reads as {spoken.other}) and is not scored"
        yield Flag("language", 1, "", explanation)


def _is_english(words: Sequence[str], share: float = _ENGLISH_WORDS) -> bool:
    return sum(_is_english_word(word) for word in words) >= share * len(words)


def _is_english_word(word: str) -> bool:
    return word in _small_words() or is_counted(word) or is_counted(word.removesuffix("s"))


@cache
def _small_words() -> frozenset[str]:
    table = load("text/words.toml")
    return frozenset((*table["english"]["words"], *table["stop"]["words"]))


def name_of(code: str) -> str:
    """The English name of a language by its ISO 639-1 code; the code where it has none here."""
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


@cache
def language_names() -> re.Pattern[str]:
    """Names of human languages."""
    return any_word(tuple(load("text/trade.toml")["languages"]["names"]))


def code_of(name: str) -> str | None:
    """ISO 639-1 code of a language by its English name, of those that texts are read in."""
    codes: dict[str, str] = load("text/trade.toml")["languages"]["codes"]
    return codes.get(name.lower())


def level_of(text: str) -> str | None:
    """The level of a language that a text says, the highest: `native` or of the CEFR scale."""
    return next((level for level, pattern in _levels() if pattern.search(text)), None)


@cache
def _levels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = load("text/language_levels.toml")["levels"]
    return tuple((name, re.compile("|".join(said), re.IGNORECASE)) for name, said in table.items())
