"""Plain statements: asks made from what résumés say, which that very line meets.

In contrast sets the words of the ask stand as often where it is not met as where it is, and a model
that learned from them alone comes to distrust who says in few words what is asked. Here a line of a
résumé, `Wrote grant applications for parks`, becomes an ask, `Experience writing grant
applications`: it is met where the line stands, and missing in another résumé that has none of its
words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fitscore.encoding.cross_encoder import Question
from fitscore.scoring.second_look import Reading
from fitscore.text.words import content_words
from fitscore.training.pairs import Pair
from fitscore.types import Requirement

_IRREGULAR = {
    "wrote": "writing", "led": "leading", "built": "building", "ran": "running",
    "kept": "keeping", "made": "making", "taught": "teaching", "sold": "selling",
    "drove": "driving", "held": "holding", "took": "taking", "gave": "giving",
    "set": "setting", "oversaw": "overseeing", "dealt": "dealing", "met": "meeting",
    "grew": "growing", "brought": "bringing", "cut": "cutting", "sent": "sending",
    "found": "finding", "drew": "drawing", "rebuilt": "rebuilding", "bought": "buying",
    "shot": "shooting", "flew": "flying", "fed": "feeding", "rode": "riding",
    "chose": "choosing", "spoke": "speaking", "put": "putting", "won": "winning",
}  # fmt: skip
_STATEMENT = re.compile(r"(?P<verb>[A-Z][a-z]+)(?P<rest>\s[^,;.:()–—]+)")
_CUT = re.compile(r"\s(?:for|with|to|from|at|by|so|that|which|while|and|during|across|using)\s")
_NUMBER = re.compile(
    r"\S*\d\S*|\b(?:a|an|the|our|my|his|her|their|all|up|over|about|around|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|twenty|dozen|several|many)\b",
    re.IGNORECASE,
)
# Whose objects were another's work, or no work.
_NO_WORK = {
    "assisted", "helped", "supported", "participated", "attended", "watched", "observed",
    "shadowed", "reported", "worked", "qualified", "named", "received", "awarded", "served",
    "certified", "registered", "licensed", "advanced", "experienced", "motivated", "dedicated",
    "skilled", "detailed", "talented", "accomplished",
    "used", "learned", "studied", "graduated", "completed", "passed", "promoted", "hired",
}  # fmt: skip
_PARTICLES = {"and", "or", "out", "up", "down", "off", "as", "part", "how", "what"}
_PREPOSITIONS = {"in", "on", "with", "to", "for", "at", "from", "by", "of", "over", "into"}
_DOING = (
    ("experience", "Experience {doing} {what}"),
    ("experience", "Experience in {doing} {what}"),
    ("experience", "Demonstrated experience {doing} {what}"),
    ("skill", "Skilled in {doing} {what}"),
    ("skill", "Ability in {doing} {what}"),
)
_THINGS = (
    ("experience", "Experience with {what}"),
    ("skill", "Knowledge of {what}"),
)
_FEWEST, _MOST = 2, 6  # words of what was done
_OTHERS = 8  # further passages at most
_FIRST = 4  # places among which the line stands
_SHORTENED, _MISSING = 0.5, 0.45  # shares: of lines that say no more than is asked; of asks


@dataclass(frozen=True, slots=True)
class _Statement:
    """A line that says what somebody did.

    Attributes:
        index: Of the passage.
        where: What stands before the line: the title and how long, or the section.
        line: As it stands.
        short: The part of it that the ask is made from.
        doing: Its verb, as a gerund.
        what: What was done.
    """

    index: int
    where: str
    line: str
    short: str
    doing: str
    what: str


def plain_pairs(pairs: Sequence[Pair], count: int, chance: random.Random) -> list[Pair]:
    """Examples of asks that a line of a résumé meets, and of résumés that have no such line.

    Args:
        pairs: Whose passages are used; what they ask plays no part.
        count: Of asks that are met, at most.
        chance: Draws.
    """
    order = list(pairs)
    chance.shuffle(order)
    made: list[Pair] = []
    seen: set[str] = set()
    met = 0
    for pair in order:
        if met >= count:
            break
        found = [item for item in _statements(pair) if item.short.lower() not in seen]
        if not found:
            continue
        said = chance.choice(found)
        seen.add(said.short.lower())
        things = said.what.split()[0].lower() not in _PREPOSITIONS
        kind, form = chance.choice((*_DOING, *_THINGS) if things else _DOING)
        asked = form.format(doing=said.doing, what=said.what)
        made.append(_met(pair, said, kind, asked, chance))
        met += 1
        other = chance.choice(order)
        if chance.random() < _MISSING and other.source != pair.source:
            passages = _unlike(other.reading.question.passages, said.what)
            if passages:
                gains = [*([0.0] * len(passages)), 1.0]
                made.append(_pair(other, kind, asked, passages, gains, 0))
    return made


def _statements(pair: Pair) -> Iterator[_Statement]:
    for index, passage in enumerate(pair.reading.question.passages):
        where, _, line = passage.partition(": ")
        found = _STATEMENT.match(line)
        doing = _gerund(found["verb"].lower()) if found else None
        if found is None or doing is None or found["verb"].lower() in _NO_WORK:
            continue
        what = _CUT.split(found["rest"].strip() + " ")[0]
        short = f"{found['verb']} {what}".strip()
        what = " ".join(_NUMBER.sub(" ", what).split())
        words = what.split()
        if not _FEWEST <= len(words) <= _MOST or words[0].lower() in _PARTICLES:
            continue
        if content_words(what):
            yield _Statement(index, where, line, short, doing, what)


def _gerund(verb: str) -> str | None:
    """`managed` is `managing`; nothing of what is no past tense."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if not verb.endswith("ed") or len(verb) < 5:
        return None
    if verb.endswith("ied"):
        return verb[:-3] + "ying"
    return verb[:-1] + "ing" if verb.endswith("eed") else verb[:-2] + "ing"


def _met(pair: Pair, said: _Statement, kind: str, asked: str, chance: random.Random) -> Pair:
    line = said.short if chance.random() < _SHORTENED else said.line
    others = [p for i, p in enumerate(pair.reading.question.passages) if i != said.index]
    chance.shuffle(others)
    passages = others[: chance.randint(0, _OTHERS)]
    place = chance.randint(0, min(_FIRST - 1, len(passages)))
    passages.insert(place, f"{said.where}: {line}")
    gains = [float(index == place) for index in range(len(passages))]
    return _pair(pair, kind, asked, passages, [*gains, 0.0], 2)


def _unlike(passages: Sequence[str], what: str) -> list[str]:
    """The passages, where none shares a word with what is asked."""
    wanted = content_words(what)
    return [] if any(wanted & content_words(passage) for passage in passages) else list(passages)


def _pair(
    pair: Pair, kind: str, asked: str, passages: Sequence[str], gains: Sequence[float], label: int
) -> Pair:
    reading = Reading(
        Question(f"{kind}: {asked}", "", passages), tuple(range(len(passages))), (), len(passages)
    )
    requirement = Requirement("r", asked, 0, 0)
    return Pair(
        pair.source, "plain", requirement, reading, np.zeros(3), label, np.array(gains, np.float64)
    )
