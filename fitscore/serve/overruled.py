"""A match with what persons said otherwise: the machine's fit and the one that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from fitscore.scoring.fit import band_of, fit_of, interval_of
from fitscore.serve.kept import Overrule
from fitscore.types import Match, Priority, Requirement, RequirementResult, Verdict

# P(met) and P(partial) of what a person said: they are certain.
_SHARES: Mapping[Verdict, tuple[float | None, float | None]] = {
    Verdict.MET: (1.0, 0.0),
    Verdict.PARTIAL: (0.0, 1.0),
    Verdict.MISSING: (0.0, 0.0),
    Verdict.UNKNOWN: (None, None),
}


@dataclass(frozen=True, slots=True)
class Overruled:
    """A match as the machine made it and as it is with the verdicts of persons.

    Attributes:
        machine: As it was made.
        match: The same with the persons' verdicts; the machine's where nobody said otherwise.
        overrules: By the id of the requirement, those that count.
        stale: Those that count no longer: the requirement is asked otherwise now, or is gone.
    """

    machine: Match
    match: Match
    overrules: Mapping[str, Overrule]
    stale: tuple[Overrule, ...] = ()


def asked_by(requirement: Requirement) -> str:
    """A hash of what a requirement asks: its place, id, priority and weight are no part of it."""
    plain = replace(requirement, id="", start=0, end=0, priority=Priority.REQUIRED)
    asked = msgspec.to_builtins(plain)
    for part in (asked, *asked["any_of"], *asked["all_of"]):
        del part["weight"], part["knock_out"]
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def overruled(machine: Match, said: Iterable[Overrule]) -> Overruled:
    """A match with what persons said.

    A verdict of a person has probability 1, and the fit is worked out anew by the same formula; of
    what nobody overruled the machine's probabilities stay. Where the machine gives no fit (a
    language that it does not read), there is none with persons' verdicts either: they may be about
    one requirement of many.

    Args:
        machine: The machine's match.
        said: The newest last, about this résumé and this posting.
    """
    newest = {one.requirement: one for one in said}
    asked = {
        item.requirement.id: asked_by(item.requirement)
        for item in machine.requirements
        if item.requirement.id in newest
    }
    counting = {id_: one for id_, one in newest.items() if asked.get(id_) == one.asked}
    stale = tuple(one for id_, one in newest.items() if id_ not in counting)
    if not counting:
        return Overruled(machine, machine, {}, stale)
    results = tuple(
        _said(result, counting[result.requirement.id])
        if result.requirement.id in counting
        else result
        for result in machine.requirements
    )
    known = [result for result in results if result.verdict is not Verdict.UNKNOWN]
    shares = (
        [result.weight for result in known],
        [result.probability or 0.0 for result in known],
        [result.probability_partial or 0.0 for result in known],
    )
    is_scored = machine.fit is not None and any(shares[0])
    fit = fit_of(*shares) if is_scored else None
    match = replace(
        machine,
        requirements=results,
        fit=fit,
        band=None if fit is None else band_of(fit),
        interval=interval_of(*shares) if is_scored else None,
        not_scored=machine.not_scored if machine.fit is None or is_scored else _NOTHING,
        questions=tuple(
            f"Ask about: {result.requirement.text}"
            for result in results
            if result.verdict is Verdict.UNKNOWN
        )
        if machine.fit is not None
        else machine.questions,
    )
    return Overruled(machine, match, counting, stale)


_NOTHING = "a person said of every requirement that it is not known"


def _said(result: RequirementResult, said: Overrule) -> RequirementResult:
    """A result as a person said it; quotes stay where the verdict can have some."""
    met, partial = _SHARES[said.verdict]
    proves = said.verdict in {Verdict.MET, Verdict.PARTIAL}
    nearest = result.nearest or (result.evidence[0] if result.evidence else None)
    return replace(
        result,
        verdict=said.verdict,
        probability=met,
        probability_partial=partial,
        reason=f"{said.who} said so on {said.when[:10]}: {said.reason}",
        evidence=result.evidence if proves else (),
        nearest=nearest if said.verdict is Verdict.MISSING else None,
        advice="" if said.verdict is Verdict.MET else result.advice,
    )
