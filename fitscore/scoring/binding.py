"""What facts allow: arithmetic and names bind a verdict, whatever was learned says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import numpy as np

from fitscore.facts import AGE, OTHERS_LISTED, RIGHT_TO_WORK, Fact, Outcome
from fitscore.posting.attributes import allows_equivalent, names_alternatives
from fitscore.scoring.names import is_proper
from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL
from fitscore.text.credentials import is_known_credential
from fitscore.text.languages import code_of
from fitscore.text.words import content_words
from fitscore.types import Kind, Requirement

_NOT_HELD = {
    Outcome.PENDING, Outcome.EXPIRED, Outcome.WISHED, Outcome.OTHERS, Outcome.DENIED,
}  # fmt: skip
_HELD_BY_NOBODY = {Outcome.WISHED, Outcome.DENIED}
_PERSONAL = {Outcome.ENOUGH: MET, Outcome.PENDING: PARTIAL}
_SHORT = {Outcome.OVER_HALF, Outcome.UNDER_HALF}
_PROBES = tuple(permutations((0.6, 0.25, 0.15)))  # one for each order of the three verdicts


def settle(requirement: Requirement, facts: Sequence[Fact], shares: Array) -> None:
    """Let facts bind; a grade that is reached is met where nothing else is asked.

    So is one of the known certificates that a list of alternatives names, where it is held.
    An age and the right to work are decided by them alone.
    """
    for fact in facts:
        if fact.about in {AGE, RIGHT_TO_WORK}:
            make_certain(_PERSONAL.get(fact.outcome, MISSING), shares)
            return
    at_most(most_allowed(requirement, facts), shares)
    if _holds_one(requirement, facts):
        at_least_met(shares)
    if list(facts) == [Fact("grade", Outcome.ENOUGH)] and not requirement.any_of:
        make_certain(MET, shares)


def binds(rules: Callable[[Array], None]) -> bool:
    """Whether rules change the probabilities of a verdict, or would if these were others."""
    for probe in _PROBES:
        shares = np.array(probe)
        rules(shares)
        if tuple(shares) != probe:
            return True
    return False


def make_certain(verdict: int, shares: Array) -> None:
    """Leave no doubt of a verdict."""
    shares[:] = 0.0
    shares[verdict] = 1.0


def at_most(verdict: int, shares: Array) -> None:
    """Move what is likelier than a verdict down to it."""
    if verdict == MET:
        return
    met = min(shares[MET], shares[PARTIAL])
    shares[PARTIAL] += shares[MET] - met
    shares[MET] = met
    if verdict == MISSING:
        shown = min(shares[PARTIAL] + shares[MET], shares[MISSING])
        scale = shown / max(shares[PARTIAL] + shares[MET], 1e-12)
        shares[[PARTIAL, MET]] *= scale
        shares[MISSING] = 1.0 - shares[PARTIAL] - shares[MET]


def at_least_met(shares: Array) -> None:
    """Exchange what is likeliest with what is met."""
    best = int(shares.argmax())
    shares[[best, MET]] = shares[[MET, best]]


def most_allowed(requirement: Requirement, facts: Sequence[Fact]) -> int:
    """The best verdict that arithmetic and names allow: missing, partial or met.

    Partial, where the jobs that are near, or all together, are too short for the years that are
    asked, and no longer time is stated; where the degree asked is not reached or not finished;
    where a grade is lower or a language known less well; or where of the certificates asked none is
    held: some are named as not held, or all are known and none is named. Missing, where all jobs
    together are less than half as long as the near ones are to be, all that is said of the names
    that are asked denies them or wishes for them, or other languages are listed and not the one
    that is asked. Where another way satisfies it too, arithmetic alone cannot say.
    """
    outcome = {fact.about: fact.outcome for fact in facts}
    if requirement.or_equivalent:
        pending = outcome.get("degree") is Outcome.PENDING and _is_one_degree(requirement)
        return PARTIAL if pending else MET
    said = {outcome.get(name, Outcome.NONE) for name in requirement.names}
    if said and (said <= _HELD_BY_NOBODY or OTHERS_LISTED in outcome):
        return MISSING
    # `Physics or chemistry` are two fields of one degree; `a degree or five years` two ways.
    if requirement.any_of and (requirement.years_min or requirement.names):
        return MET
    lower = outcome.get("degree") in {Outcome.LOWER, Outcome.PENDING}
    lower |= outcome.get("grade") is Outcome.LOWER
    return min(
        PARTIAL if lower else MET,
        _allowed_by_years(outcome),
        _allowed_by_names(requirement, outcome),
    )


def _allowed_by_years(outcome: Mapping[str, Outcome]) -> int:
    jobs = [outcome.get("years in such jobs"), outcome.get("years in all jobs")]
    if outcome.get("years stated") is Outcome.ENOUGH or not _SHORT & set(jobs):
        return MET
    return MISSING if jobs == [Outcome.UNDER_HALF] * 2 else PARTIAL


def _allowed_by_names(requirement: Requirement, outcome: Mapping[str, Outcome]) -> int:
    levels = [outcome.get(f"{name} level") for name in requirement.names]
    if levels and all(level is Outcome.LOWER for level in levels):
        return PARTIAL
    said = {outcome.get(name, Outcome.NONE) for name in requirement.names}
    if said == {Outcome.NONE} and _asks_names_alone(requirement):
        return MISSING
    if requirement.kind is not Kind.CERTIFICATION or not said <= _NOT_HELD | {Outcome.NONE}:
        return MET
    # Of one that is known all names are: where none of them stands, another is no substitute.
    known = bool(said) and all(map(is_known_credential, requirement.names))
    return PARTIAL if known or said & _NOT_HELD else MET


def _asks_names_alone(requirement: Requirement) -> bool:
    """Whether nothing is asked but tools or languages all of whose names are known.

    Of 50 labels of such asks whose names a résumé does not hold, 45 were missing.
    """
    if requirement.kind not in {Kind.TOOL, Kind.LANGUAGE}:
        return False
    if not all(is_proper(name) or code_of(name) for name in requirement.names):
        return False
    of_names = {word for name in requirement.names for word in content_words(name)}
    return set(content_words(requirement.text)) <= of_names


def _holds_one(requirement: Requirement, facts: Sequence[Fact]) -> bool:
    """Whether one of several known certificates is held, any of which is enough by itself."""
    held = {fact.about for fact in facts if fact.outcome is Outcome.NAMED}
    return not requirement.years_min and any(
        part.text in held and is_known_credential(part.text) for part in requirement.any_of
    )


def _is_one_degree(requirement: Requirement) -> bool:
    """Whether what stands on both sides of its `or` are fields of one degree, no other way."""
    text, other_ways = requirement.text, requirement.years_min or requirement.names
    return not other_ways and names_alternatives(text) and not allows_equivalent(text)
