"""Named tools, certificates and languages, looked up under all the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.terms import find
from fitscore.text.credentials import credential_phrases
from fitscore.text.vocabulary import any_phrase, any_word, load
from fitscore.text.words import hash_of, tokens_of

Rows = NDArray[np.int64]
_COMMON = re.compile(r"[a-z]+(?:[ -][a-z]+)+")  # a name in common words
_IN_LISTS = (", ", " and ", " & ", "/", " / ", "; ", " | ", " or ")
_SHORT = 2  # letters of a name that stands in other names too


@dataclass(frozen=True)
class Names:
    """The names that a posting asks for, and what finds them.

    Attributes:
        patterns: What finds each.
        anchors: Hashes of the words in all that they go by, in order.
        phrases: For each name, of each phrase that it goes by, the indices of its words there.
    """

    patterns: dict[str, re.Pattern[str]]
    anchors: NDArray[np.int64]
    phrases: dict[str, tuple[tuple[int, ...], ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Some names."""
        words = {
            name: [
                [hash_of(word) for word in set(tokens_of(phrase))] for phrase in aliases_of(name)
            ]
            for name in names
        }
        anchors = np.unique([word for each in words.values() for phrase in each for word in phrase])
        indices = {int(anchor): index for index, anchor in enumerate(anchors)}
        phrases = {
            name: tuple(tuple(indices[word] for word in phrase) for phrase in each)
            for name, each in words.items()
        }
        patterns = {name: _pattern_of(name) for name in words}
        return cls(patterns, anchors.astype(np.int64), phrases)

    def passages_with(self, resumes: ResumeArrays) -> dict[str, Rows]:
        """The passages that hold each name that is asked, in order."""
        held = _rows_with(self.anchors, resumes)
        return {name: self._holding(name, held, resumes) for name in self.phrases}

    def _holding(self, name: str, held: Sequence[Rows], resumes: ResumeArrays) -> Rows:
        """Those that hold it, looked for in those that hold the rarest word of a phrase of it."""
        found = []
        for anchors in self.phrases[name]:
            if not anchors:  # signs alone
                found = [np.arange(len(resumes.passages))]
                break
            rarest = min((held[anchor] for anchor in anchors), key=len)
            if len(rarest):
                found.append(rarest)
        if not found:
            return np.zeros(0, np.int64)
        rows = np.unique(np.concatenate(found))
        search = self.patterns[name].search
        return rows[[search(resumes.text_of(row)) is not None for row in rows.tolist()]]


def _rows_with(words: NDArray[np.int64], resumes: ResumeArrays) -> list[Rows]:
    """The passages that hold each of some words."""
    hits, indices = find(words, resumes.words)
    owners = np.repeat(np.arange(len(resumes.passages)), resumes.passages["words"])[hits]
    order = np.argsort(indices, kind="stable")
    ends = np.cumsum(np.bincount(indices, minlength=len(words)))
    return np.split(owners[order], ends[:-1])


@cache
def aliases_of(name: str) -> tuple[str, ...]:
    """What a name goes by: its aliases, what shows it, and its maker's name left out or put in."""
    options = {name, *_without_maker(name), *_known_names(name)}
    for phrases, pattern in credential_phrases():
        if pattern.fullmatch(name):
            options |= set(phrases)
    return tuple(sorted(options))


@cache
def is_proper(name: str) -> bool:
    """Whether it names one thing, all of whose names are known: `SAP`, and no kind, as `CRM` does.

    A kind has common words for one of its names, `customer relationship management`; another thing
    of the kind may be called anything.
    """
    bare = _bare(name)
    shown_by = load("text/aliases.toml")["shown_by"]
    same = _same(bare)
    known = bool(same) or bare.casefold() in {shown.casefold() for shown in shown_by}
    return known and not any(map(_COMMON.fullmatch, same))


@cache
def _pattern_of(name: str) -> re.Pattern[str]:
    """What finds it. Another name of one word stands in only as it is written: `Word`, `Helm`."""
    phrases = aliases_of(name)
    exact = {phrase for phrase in _known_names(name) if phrase.isalnum() and phrase != name}
    anyhow = any_word(tuple(phrase for phrase in phrases if phrase not in exact)).pattern
    if len(name) <= _SHORT:  # `R` is neither the `R` of `R&D` nor an initial
        anyhow = rf"(?<![&.'’-])(?:{anyhow})(?![&'’-]\w|\.\w)"
    options = [anyhow]
    short = {phrase for phrase in exact if len(phrase) <= _SHORT}
    if exact - short:
        options.append(rf"(?<!\w)(?:{any_phrase(exact - short)})(?!\w)")
    if short:  # `TS` is not the `TS` of `TS/SCI`
        options.append(rf"(?<![\w&/.'’-])(?:{any_phrase(short)})(?!\w|[&/'’-]\w|\.\w)")
    return re.compile("|".join(options))


def _without_maker(name: str) -> set[str]:
    """`MS Excel` is `Excel`; `Microsoft Word` is not any word, but `Word, Excel` has it."""
    short, makers = _bare(name), load("text/trade.toml")["makers"]
    if short not in makers["plain_words"]:
        return {short}
    others = set(makers["suite"]) - {short} if short in makers["suite"] else set()
    pairs = [pair for other in others for pair in ((short, other), (other, short))]
    return {f"Microsoft {short}", f"MS {short}", *(m.join(p) for p in pairs for m in _IN_LISTS)}


def _bare(name: str) -> str:
    """A name without its maker's."""
    prefix = "|".join(map(re.escape, load("text/trade.toml")["makers"]["names"]))
    return re.sub(rf"^(?:{prefix})\s+", "", name)


def _known_names(name: str) -> set[str]:
    """Those of the vocabulary of aliases: of the same thing, and of what shows it.

    With the maker's name and without.
    """
    found: set[str] = set()
    for each in {name, _bare(name)}:
        found |= _same(each)
    same = {each.casefold() for each in (*found, name, _bare(name))}
    for shown, by in load("text/aliases.toml")["shown_by"].items():
        if shown.casefold() in same:
            found |= set(by)
    return found


def _same(name: str) -> set[str]:
    """The names of the vocabulary that are of the same thing, in whatever case it is written."""
    wanted = name.casefold()
    groups = load("text/aliases.toml")["same"]
    return {each for group in groups if wanted in map(str.casefold, group) for each in group}
