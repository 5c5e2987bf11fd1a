"""The second look: a cross-encoder reads each requirement with the passages that may show it.

The first look (signals and a regression over them) says which passages these are and how likely
each verdict is; facts say what arithmetic and names say; the cross-encoder reads the facts and the
passages. A multinomial logistic regression joins both looks, and then the facts bind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding.cross_encoder import CrossEncoder, Judgement, Question
from fitscore.facts import (
    AGE,
    OTHERS_LISTED,
    RIGHT_TO_WORK,
    Candidate,
    Fact,
    Outcome,
    facts_of,
    in_words,
    is_condition,
    is_personal,
    months_of,
    reached,
    share_stated,
    with_lengths,
    with_shares,
)
from fitscore.resume import encodable_text
from fitscore.scoring.assessment import Assessment
from fitscore.scoring.binding import at_most, binds, make_certain, most_allowed, settle
from fitscore.scoring.clock import Clock
from fitscore.scoring.passages import Passage
from fitscore.scoring.recalibration import Recalibration
from fitscore.scoring.regression import Regression
from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL, UNKNOWN
from fitscore.text.confusables import undisguised
from fitscore.text.dates import dates_in, month_of, periods_in, tenure
from fitscore.text.languages import code_of
from fitscore.types import Kind, Requirement, Role, Section

MOST_PASSAGES = 12  # of a requirement, that are offered to the cross-encoder
_TOGETHER = 64  # questions that it is asked in one go: more than any posting has
_MOST_NAMES = 6  # whose facts it is told
_LONGEST = 500  # characters of a text that it is given
_MOST_LOG_ODDS = 8.0
_HEADER = "job"  # what stands before the header of one
_SAID = 0.5  # share of the words of a condition: fewer may speak of something else
_BEHIND = 10.0  # scores by which what was not read stands behind what was
_ODDS = (
    "first_met",  # log odds of met beside missing, by the first look
    "first_partial",  # of partial beside missing
    "read_met",  # the same by the cross-encoder
    "read_partial",
)
# What the regression reads, in the order of its weights. The first look has seen the whole résumé,
# the cross-encoder what had room: the more of it that is, the more its word counts.
SECOND_SIGNALS = (
    *_ODDS,
    "share_read",  # of the passages
    *(f"share_read · {name}" for name in _ODDS),
    *(f"kind_{kind.value}" for kind in Kind),
)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What was learned of it.

    Attributes:
        file: Of the cross-encoder.
        sha256: What its bytes hash to.
        regression: From `SECOND_SIGNALS` to verdicts.
    """

    file: Path
    sha256: str
    regression: Regression

    def probabilities(self, values: Array) -> Array:
        """P(missing), P(partial), P(met), shape (rows, 3), of rows of `SECOND_SIGNALS`."""
        return self.regression.probabilities(values, SECOND_SIGNALS)


@dataclass(frozen=True, slots=True)
class Reading:
    """One requirement as the cross-encoder is shown it.

    Attributes:
        question: What it reads.
        passages: The indices of the passages in it, in order.
        facts: What arithmetic and names say.
        total: How many passages the résumé has.
    """

    question: Question
    passages: tuple[int, ...]
    facts: tuple[Fact, ...]
    total: int


def facts_by_row(
    found: Assessment, clock: Clock | None = None
) -> list[tuple[list[int], tuple[Fact, ...]]]:
    """Of each requirement of a posting its passages, the most relevant first, and its facts.

    What was copied from the posting proves nothing: it is neither shown nor told of.
    """
    own = np.flatnonzero(~found.copied).tolist()
    place = {index: number for number, index in enumerate(own)}
    statements = [found.passages[index].text[:_LONGEST] for index in own]
    statements += [text[:_LONGEST] for text in found.disclaimed]
    text = found.resume.text
    candidate = Candidate(statements, found.work, found.education, text, found.as_of)
    rows = []
    clock = clock or Clock(found.resume.source)
    for row in range(found.requirements.count):
        clock.check()
        scores = found.signals.relevance[[row, *found.requirements.parts_of(row)]].max(axis=0)
        order = [int(i) for i in np.argsort(-scores, kind="stable") if not found.copied[i]]
        facts = facts_of(
            found.requirements.requirements[row],
            candidate,
            patterns=found.requirements.names.patterns,
            nearest=[place[index] for index in order if not _schooling(found.passages[index])],
            relevant=found.relevant_roles(row),
        )
        rows.append((order, facts))
    return rows


def readings_of(found: Assessment, clock: Clock | None = None) -> list[Reading]:
    """What the cross-encoder is shown of each requirement of a posting."""
    readings = []
    for row, (order, facts) in enumerate(facts_by_row(found, clock)):
        requirement = found.requirements.requirements[row]
        shown = order[:MOST_PASSAGES]
        question = Question(
            f"{requirement.kind.value}: {requirement.text[:_LONGEST]}",
            in_words(_told(facts, requirement)),
            [_rendered(found.passages[index], found, requirement) for index in shown],
        )
        readings.append(Reading(question, tuple(shown), facts, len(found.passages)))
    return readings


def _schooling(passage: Passage) -> bool:
    return passage.section in {Section.EDUCATION, Section.CERTIFICATIONS}


def _rendered(passage: Passage, found: Assessment, requirement: Requirement) -> str:
    """A passage with the title of its job and how long it was held, or with its section.

    The header of a job stands there whole, with the employer and whatever else it says. Where years
    are asked, each time that is told says how far it reaches.
    """
    role = next((role for role in found.roles if role.id == passage.role), None)
    where, text = passage.section.value, passage.text
    if role is not None:
        title = _HEADER if passage.title else undisguised(role.title) or where
        where = f"{title}, {_held(role, found, requirement)}" if role.from_ else title
        if passage.title:
            text = encodable_text(found.resume, role.start, role.end)
    text = with_shares(text[:_LONGEST], requirement)
    if role is None or not passage.title or len(periods_in(text)) > 1:
        text = with_lengths(text, requirement, found.as_of)
    return f"{where}: {_with_future(text, found.as_of)}"


def _held(role: Role, found: Assessment, requirement: Requirement) -> str:
    """How long a job was held: `2 years 10 months until now, enough`."""
    until = "" if role.to else " until now"
    words = f"{tenure((role,), found.as_of)}{until}"
    if not requirement.years_min or not role.is_work:
        return words
    return f"{words}, {reached(months_of([role], requirement, found.as_of), requirement)}"


def _with_future(text: str, as_of: str) -> str:
    """A text with a word behind each date that is still to come: the model knows no day."""
    today = month_of(as_of)
    for date in reversed(dates_in(text)):
        if month_of(date.from_) > today:
            text = f"{text[: date.end]} (future){text[date.end :]}"
    return text


def _told(facts: Sequence[Fact], requirement: Requirement) -> list[Fact]:
    """The facts without most of the names, where many are asked: those that are had come first."""
    facts = [fact for fact in facts if fact.about not in _UNTOLD]
    names = [fact for fact in facts if fact.about in requirement.names]
    names.sort(key=lambda fact: fact.outcome is Outcome.NONE)
    return [fact for fact in facts if fact not in names] + names[:_MOST_NAMES]


def bind(found: Assessment, clock: Clock | None = None) -> Assessment:
    """The same with the facts, which bind: a verdict is the best that they allow, at most.

    They only lower: `ratings` say no less than this.
    """
    facts = tuple(own for _, own in facts_by_row(found, clock))
    shares, first = found.verdicts.probabilities.copy(), found.verdicts
    asked = found.requirements.requirements[: len(facts)]
    bound = []
    for row, (requirement, own) in enumerate(zip(asked, facts, strict=True)):
        most = most_allowed(requirement, own)
        at_most(most, shares[row])
        # Parts are decided each by itself, and what is corroborated by nothing is capped before.
        corroborated = found.signals.values[:, row] == found.signals.corroborated[:, row]
        bound.append(
            most != MET
            or bool(found.requirements.parts_of(row))
            or not corroborated.all()
            or found.amounts(row) is not None
        )
    best = np.where(first.verdicts == UNKNOWN, UNKNOWN, shares.argmax(axis=-1))
    verdicts = replace(first, probabilities=shares, verdicts=best)
    return replace(found, verdicts=verdicts, facts=facts, bound=tuple(bound))


def _goes_without_saying(requirement: Requirement, found: Assessment) -> bool:
    """Whether the language is asked that the résumé is written in, and nothing is said of it."""
    if requirement.kind is not Kind.LANGUAGE or not requirement.names:
        return False
    own = code_of(requirement.names[0]) if len(requirement.names) == 1 else None
    named = found.signals.named[requirement.names[0]][0]
    return own is not None and own == found.resume.language and not named


def _is_unsaid(requirement: Requirement, reading: Reading, found: Assessment, verdict: int) -> bool:
    """Whether it asks a condition of which the résumé says nothing: none is missing for that."""
    if not is_condition(requirement):
        return False
    if is_personal(requirement):
        return not any(fact.about in {AGE, RIGHT_TO_WORK} for fact in reading.facts)
    said = [*found.disclaimed, *_shown(reading, found)]
    return verdict == MISSING and not share_stated(requirement, said)


def _shown(reading: Reading, found: Assessment) -> list[str]:
    return [found.passages[index].text for index in reading.passages]


def look_again(
    found: Assessment,
    second_look: SecondLook,
    model: CrossEncoder,
    clock: Clock,
    recalibration: Recalibration | None = None,
) -> Assessment:
    """The same with the verdicts, the order of the passages and the facts of a second look.

    What is recalibrated are its probabilities before rules and facts bind.
    """
    readings = readings_of(found, clock)
    judgements: list[Judgement] = []
    for first_read in range(0, len(readings), _TOGETHER):
        clock.check()
        some = readings[first_read : first_read + _TOGETHER]
        judgements += model.read([reading.question for reading in some])
    asked = found.requirements.requirements[: len(readings)]
    first = found.verdicts
    values = np.array(
        [
            second_signals(requirement, row, judgement, reading.total)
            for requirement, row, judgement, reading in zip(
                asked, first.probabilities, judgements, readings, strict=True
            )
        ]
    )
    shares = second_look.probabilities(values)
    if recalibration is not None:
        shares = recalibration.probabilities(shares)
    bound: list[bool] = []
    order = found.order.astype(np.float64)
    capped = first.capped[: len(readings)].copy()
    for row, (requirement, reading, judgement) in enumerate(
        zip(asked, readings, judgements, strict=True)
    ):
        # A score is a logit beside 0, which stands for "no passage shows it"; both looks add up.
        read = list(reading.passages[: len(judgement.scores)])
        scores = order[row, read] + judgement.scores - judgement.none
        order[row] -= order[row].max() - scores.min(initial=0.0) + _BEHIND
        order[row, read] = scores
        shown = found.passages[read[int(scores.argmax())]] if scores.size else None
        lists = shown is None or shown.is_keyword_list
        # What was copied is not read: what shows it here stands in the résumé's own words.
        capped[row] &= lists
        partial_at_most = (
            capped[row]
            or (lists and requirement.kind is Kind.EXPERIENCE)
            or found.amounts(int(first.rows[row])) is not None
            or _another_field(requirement, reading.facts, first.probabilities[row])
        )
        states = is_condition(requirement) and (
            share_stated(requirement, _shown(reading, found)) >= _SAID
        )
        rules = partial(
            _bind, requirement, reading.facts, partial_at_most=bool(partial_at_most), states=states
        )
        bound.append(is_condition(requirement) or binds(rules))
        rules(shares[row])
    best = shares.argmax(axis=-1)
    unsaid = np.array(
        [
            _goes_without_saying(requirement, found)
            or (not named and _is_unsaid(requirement, reading, found, int(verdict)))
            for requirement, named, reading, verdict in zip(
                asked, found.signals.any_named[0], readings, best, strict=False
            )
        ]
    )
    verdicts = replace(
        first,
        probabilities=shares,
        rows=np.arange(len(readings)),
        capped=capped,
        verdicts=np.where(unsaid, UNKNOWN, best),
    )
    facts = tuple(reading.facts for reading in readings)
    return replace(found, verdicts=verdicts, order=order, facts=facts, bound=tuple(bound))


def _bind(
    requirement: Requirement,
    facts: Sequence[Fact],
    shares: Array,
    *,
    partial_at_most: bool,
    states: bool,
) -> None:
    """Let rules and facts bind the probabilities of a verdict.

    Args:
        requirement: What is asked.
        facts: What arithmetic and names say of it.
        shares: P(missing), P(partial), P(met); they are changed.
        partial_at_most: Nothing corroborates more.
        states: It is a condition, of which what was read says at least half.
    """
    if partial_at_most:
        at_most(PARTIAL, shares)
    settle(requirement, facts, shares)
    # Whoever says nothing of a condition is asked: who says that it is met is no worse off.
    if states and int(shares.argmax()) == MET:
        make_certain(MET, shares)


def _another_field(requirement: Requirement, facts: Sequence[Fact], first: Array) -> bool:
    """Whether a degree is high enough, and the first look, which compares fields, doubts it.

    The cross-encoder believes what facts say of the level. On real résumés of unseen trades, of 33
    such degrees that it called met 8 were, and accuracy on degrees rises from 0.68 to 0.76.
    """
    enough = Fact("degree", Outcome.ENOUGH) in facts
    return requirement.kind is Kind.EDUCATION and enough and int(first.argmax()) != MET


def second_signals(
    requirement: Requirement, first: Array, judgement: Judgement, total: int
) -> NDArray[np.float64]:
    """`SECOND_SIGNALS` of one requirement.

    Args:
        requirement: What is asked.
        first: P(missing), P(partial), P(met) by the first look.
        judgement: What the cross-encoder says.
        total: How many passages the résumé has.
    """
    logs = np.log(np.maximum(first, 1e-9))
    each = (
        logs[MET] - logs[MISSING],
        logs[PARTIAL] - logs[MISSING],
        judgement.logits[MET] - judgement.logits[MISSING],
        judgement.logits[PARTIAL] - judgement.logits[MISSING],
    )
    odds = np.clip(each, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)
    share = len(judgement.scores) / max(1, total)
    kinds = [float(requirement.kind is kind) for kind in Kind]
    return np.array([*odds, share, *(share * odds), *kinds])


# They bind; the cross-encoder has not learned of them.
_UNTOLD = {OTHERS_LISTED, "grade", AGE, RIGHT_TO_WORK}
