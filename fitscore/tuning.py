"""A decision is tuned: a small recalibration is learned from what persons said of its verdicts.

Four numbers are learned, a scale and a bias of each verdict (`fitscore.scoring.recalibration`), by
a ridge that draws them to "as it is". They are taken only where they foretell, beyond chance, what
persons said of requirements and candidates that they were not learned from. Chance is this: a
person says the machine's verdict, or another, or whatever they usually say, at random; a model of
that is learned beside, on the same folds. So verdicts that have nothing to do with what was read
are refused, and so is that persons speak up where the machine is wrong: both are chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from fitscore.scoring.recalibration import (
    LEAST,
    Basis,
    Comparison,
    Evidence,
    Recalibration,
    Shares,
    TunedDecision,
    recalibrated,
)
from fitscore.scoring.regression import CLASSES
from fitscore.scoring.vectors import Array
from fitscore.types import Identity, Verdict

LEAST_REQUIREMENTS = 50
LEAST_OF_EACH = 20  # requirements of which a verdict was overruled, and of which one was confirmed
LEAST_CANDIDATES = 10
# How many standard errors a gain is to be above 0: by chance it is in one of a hundred cases.
LEAST_ERRORS = 2.33
_FOLDS = 5  # of requirements, and of candidates
_RIDGE = 1.0  # a normal prior whose standard deviation is 1: of the scale around 1, of a bias 0
_STEPS = 50
_CLOSE = 1e-9  # of a step after which nothing changes
_ROUNDS = 200  # of expectation and maximisation: mixtures of four parts have long settled
_DIGITS, _FIGURE_DIGITS = 3, 4
_AS_IT_IS = np.array([1.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Example:
    """What a person said of a verdict that no fact and no rule binds.

    Attributes:
        probabilities: P(missing), P(partial), P(met) by the decision as it is.
        verdict: Of the person: missing, partial or met.
        requirement: What is asked, told apart from others: of one, all examples together count as
            one.
        candidate: Who was judged.
    """

    probabilities: tuple[float, float, float]
    verdict: Verdict
    requirement: str
    candidate: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the person said what the decision says."""
        return CLASSES.index(self.verdict) == int(np.argmax(self.probabilities))


class Counts(Struct, frozen=True, kw_only=True):
    """What there is to learn from, as `fitscore.scoring.recalibration.Evidence` counts it."""

    verdicts: int
    requirements: int
    candidates: int
    overruled: int
    confirmed: int

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Counts:
        """Those of some examples."""
        sure = {one.requirement for one in examples if one.is_confirmed}
        return cls(
            verdicts=len(examples),
            requirements=len({one.requirement for one in examples}),
            candidates=len({one.candidate for one in examples}),
            overruled=len({one.requirement for one in examples if not one.is_confirmed}),
            confirmed=len(sure),
        )

    @property
    def lack(self) -> str:
        """What there is too little of, in words; nothing where there is enough."""
        least = (
            (self.requirements, LEAST_REQUIREMENTS, "requirements with a person's verdict"),
            (self.overruled, LEAST_OF_EACH, "of them overruled"),
            (self.confirmed, LEAST_OF_EACH, "of them confirmed"),
            (self.candidates, LEAST_CANDIDATES, "candidates"),
        )
        return ", ".join(f"{there} of {least} {what}" for there, least, what in least
                         if there < least)  # fmt: skip


class Lesson(Struct, frozen=True, kw_only=True):
    """What came of learning.

    Attributes:
        counts: What there was to learn from.
        tuned: What was learned; None where it was refused.
        refused: Why, in words.
    """

    counts: Counts
    tuned: TunedDecision | None = None
    refused: str = ""


def learn(examples: Sequence[Example], decision: Identity) -> Lesson:
    """A recalibration of a decision from what persons said of its verdicts.

    The same examples, in whatever order, give the same.

    Args:
        examples: All verdicts of persons, those that confirm too: who leaves them out teaches that
            the machine is always wrong.
        decision: By which their probabilities are.
    """
    counts = Counts.of(examples)
    if counts.lack:
        return Lesson(counts=counts, refused=f"there is too little to learn from: {counts.lack}")
    data = _Data.of(sorted(examples, key=_order))
    held = _held_out(data)
    loss, tuned, chance = (data.mean(-np.log(data.said(each))) for each in held)
    for what, other, figure in (
        ("as it is", held[0], loss),
        ("if persons said the machine's verdict or another at random", held[2], chance),
    ):
        gain = np.log(data.said(held[1])) - np.log(data.said(other))
        if data.errors(gain) < LEAST_ERRORS:
            refused = (
                "what persons say would be foretold no better than chance: of what was held out "
                f"the log loss is {tuned:.3f} tuned, and {figure:.3f} {what}"
            )
            return Lesson(counts=counts, refused=refused)
    numbers = _numbers_of(data).round(_DIGITS)
    if numbers[0] <= 0:
        refused = "what persons said goes against what was read, and not in one direction"
        return Lesson(counts=counts, refused=refused)
    missing, partial, met = numbers[1:].tolist()
    made = Recalibration(scale=float(numbers[0]), missing=missing, partial=partial, met=met)
    agreement = [data.mean(each.argmax(axis=1) == data.verdicts) for each in held[:2]]
    evidence = Evidence(
        verdicts=counts.verdicts,
        requirements=counts.requirements,
        candidates=counts.candidates,
        overruled=counts.overruled,
        confirmed=counts.confirmed,
        log_loss=Comparison(before=_figure(loss), after=_figure(tuned)),
        chance=_figure(chance),
        agreement=Comparison(before=_figure(agreement[0]), after=_figure(agreement[1])),
        said=data.shares(data.verdicts),
        before=data.shares(held[0].argmax(axis=1)),
        after=data.shares(held[1].argmax(axis=1)),
    )
    basis = Basis(decision.name, decision.sha256)
    tuned_decision = TunedDecision(decision=basis, recalibration=made, evidence=evidence)
    return Lesson(counts=counts, tuned=tuned_decision)


def _order(one: Example) -> tuple[str, str, str, tuple[float, float, float]]:
    return one.requirement, one.candidate, one.verdict.value, one.probabilities


def _figure(value: float) -> float:
    return round(float(value), _FIGURE_DIGITS)


@dataclass(frozen=True, slots=True)
class _Data:
    """Examples as arrays.

    Attributes:
        probabilities: Shape (examples, 3), none of them below `LEAST`.
        verdicts: Indices into `CLASSES`, shape (examples,).
        requirements: The number of each one's requirement; so are `candidates`.
        weights: 1 together for each requirement.
    """

    probabilities: Array
    verdicts: NDArray[np.int64]
    requirements: NDArray[np.int64]
    candidates: NDArray[np.int64]
    weights: Array

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Data:
        shares = np.array([one.probabilities for one in examples], dtype=np.float64)
        shares = np.maximum(shares, LEAST)
        asked = _numbers([one.requirement for one in examples])
        return cls(
            shares / shares.sum(axis=1, keepdims=True),
            np.array([CLASSES.index(one.verdict) for one in examples]),
            asked,
            _numbers([one.candidate for one in examples]),
            1.0 / np.bincount(asked)[asked],
        )

    def take(self, which: NDArray[np.bool_]) -> _Data:
        return _Data(
            self.probabilities[which],
            self.verdicts[which],
            self.requirements[which],
            self.candidates[which],
            self.weights[which],
        )

    def said(self, shares: Array) -> Array:
        """Of each example the probability of what the person said."""
        each: Array = np.take_along_axis(shares, self.verdicts[:, None], axis=1)[:, 0]
        return each

    def mean(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
        return float(np.average(values, weights=self.weights))

    def shares(self, verdicts: NDArray[np.int64]) -> Shares:
        missing, partial, met = (_figure(self.mean(verdicts == index)) for index in range(3))
        return Shares(missing=missing, partial=partial, met=met)

    def errors(self, gains: Array) -> float:
        """How many standard errors a mean is above 0: over requirements or candidates, the lesser.

        What is said of one requirement, or of one candidate, is not independent.
        """
        found = []
        for groups in (self.requirements, self.candidates):
            sums, sizes = (
                np.bincount(groups, self.weights * gains),
                np.bincount(groups, self.weights),
            )
            mean = sums.sum() / sizes.sum()
            count = len(sums)
            spread = sqrt(((sums - mean * sizes) ** 2).sum() * count / (count - 1)) / sizes.sum()
            found.append(mean / max(spread, 1e-12))
        return float(min(found))


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    """The number of each name, which comes from its hash: folds are no matter of an order."""
    known = sorted(set(names), key=lambda name: hashlib.sha256(name.encode()).digest())
    place = {name: number for number, name in enumerate(known)}
    return np.array([place[name] for name in names])


def _held_out(data: _Data) -> tuple[Array, Array, Array]:
    """Probabilities of each example: as it is, tuned, and by chance.

    The last two by what was learned from other requirements and other candidates.
    """
    tuned, chance = np.empty_like(data.probabilities), np.empty_like(data.probabilities)
    asked, candidates = data.requirements % _FOLDS, data.candidates % _FOLDS
    for fold in range(_FOLDS):
        for other in range(_FOLDS):
            held = (asked == fold) & (candidates == other)
            if not held.any():
                continue
            learned = data.take((asked != fold) & (candidates != other))
            numbers, there = _numbers_of(learned), data.probabilities[held]
            tuned[held] = recalibrated(there, numbers[0], tuple(numbers[1:]))
            usual = _usual(learned)
            mixture = _mixture(_parts(learned.probabilities, usual), learned)
            chance[held] = (_parts(there, usual) * mixture[:, None]).sum(axis=1)
    return data.probabilities, tuned, chance


def _numbers_of(data: _Data) -> Array:
    return fitted(data.probabilities, data.verdicts, data.weights)


def fitted(probabilities: Array, verdicts: NDArray[np.int64], weights: Array) -> Array:
    """The scale and the biases that a ridge finds, by Newton's method with halved steps.

    Args:
        probabilities: P(missing), P(partial), P(met), shape (examples, 3).
        verdicts: Indices into `CLASSES`, shape (examples,).
        weights: What each example counts beside the ridge, shape (examples,).

    Returns:
        The scale, and the biases of missing, partial and met, shape (4,).
    """
    probabilities = np.maximum(probabilities, LEAST)
    logs, wanted = np.log(probabilities), np.eye(3)[verdicts]
    # Of the logit of each verdict by the scale and the biases, shape (examples, 3, 4).
    slopes = np.concatenate(
        [logs[:, :, None], np.broadcast_to(np.eye(3), (len(logs), 3, 3))], axis=2
    )

    def cost(numbers: Array) -> float:
        logits = numbers[0] * logs + numbers[1:]
        top = logits.max(axis=1, keepdims=True)
        losses = np.log(np.exp(logits - top).sum(axis=1)) - (wanted * (logits - top)).sum(axis=1)
        ridge = _RIDGE / 2 * ((numbers - _AS_IT_IS) ** 2).sum()
        return float((weights * losses).sum() + ridge)

    numbers, now = _AS_IT_IS.copy(), cost(_AS_IT_IS)
    for _ in range(_STEPS):
        shares = recalibrated(probabilities, numbers[0], tuple(numbers[1:]))
        weighed = weights[:, None] * shares
        excess = weighed - weights[:, None] * wanted
        slope = np.einsum("ni,nik->k", excess, slopes) + _RIDGE * (numbers - _AS_IT_IS)
        means = np.einsum("ni,nik->nk", shares, slopes)
        curve = np.einsum("ni,nik,nil->kl", weighed, slopes, slopes) + _RIDGE * np.eye(4)
        curve -= np.einsum("n,nk,nl->kl", weights, means, means)
        step = np.linalg.solve(curve, slope)
        while cost(numbers - step) > now and np.abs(step).max() > _CLOSE:
            step = step / 2
        numbers = numbers - step
        now = cost(numbers)
        if np.abs(step).max() <= _CLOSE:
            break
    return numbers


def _usual(data: _Data) -> Array:
    """How often persons say each verdict, one more of each."""
    counts = np.bincount(data.verdicts, data.weights, minlength=3) + 1.0
    usual: Array = counts / counts.sum()
    return usual


def _parts(shares: Array, usual: Array) -> Array:
    """What persons may say if it is chance, shape (examples, 4, 3).

    What the machine says, another verdict than its likeliest, any, and what they usually say.
    """
    others = (1.0 - np.eye(3)[shares.argmax(axis=1)]) / 2
    same = np.full_like(shares, 1 / 3), np.broadcast_to(usual, shares.shape)
    return np.stack([shares, others, *same], axis=1)


def _mixture(parts: Array, data: _Data) -> Array:
    """How often each of the parts is said, by expectation and maximisation, shape (4,)."""
    likely = np.take_along_axis(parts, data.verdicts[:, None, None], axis=2)[:, :, 0]
    mixture = np.full(likely.shape[1], 1 / likely.shape[1])
    for _ in range(_ROUNDS):
        owed = likely * mixture
        owed *= (data.weights / owed.sum(axis=1))[:, None]
        mixture = owed.sum(axis=0) / data.weights.sum()
    return mixture
