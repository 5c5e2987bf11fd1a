"""A small recalibration of a decision, which one installation learned from what its people said.

How it is learned stands in `fitscore.tuning`.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta, Struct

from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL
from fitscore.types import Identity

SCHEMA = "fitscore.tuned-decision/1"
LEAST = 1e-4  # of a probability: what is surer still is taken for this sure
_DIGITS = 8  # of its hash, in the name of a tuned decision
_Scale = Annotated[float, Meta(gt=0, le=10)]
_Bias = Annotated[float, Meta(ge=-10, le=10)]


class Recalibration(Struct, frozen=True, kw_only=True):
    """softmax(scale · log p + bias): temperature and vector scaling (Guo et al. 2017) in one.

    Attributes:
        scale: Below 1 it says less surely what it says, above 1 more surely.
        missing: Bias of the verdict in nats, like the two others; together they are 0.
        partial: The same.
        met: The same.
    """

    scale: _Scale
    missing: _Bias
    partial: _Bias
    met: _Bias

    @property
    def biases(self) -> tuple[float, float, float]:
        """Those of missing, partial and met."""
        return self.missing, self.partial, self.met

    def probabilities(self, shares: Array) -> Array:
        """P(missing), P(partial), P(met) of each row, shape (..., 3), recalibrated."""
        return recalibrated(shares, self.scale, self.biases)


def recalibrated(shares: Array, scale: float, biases: tuple[float, float, float]) -> Array:
    """softmax(scale · log p + bias) of each row, shape (..., 3)."""
    # Verdict by verdict: a sum over an axis may add in another order when there are more rows.
    odds = np.stack(
        [scale * np.log(np.maximum(shares[..., k], LEAST)) + biases[k]
         for k in (MISSING, PARTIAL, MET)]
    )  # fmt: skip
    odds = np.exp(odds - odds.max(axis=0))
    odds /= odds[MISSING] + odds[PARTIAL] + odds[MET]
    return np.moveaxis(odds, 0, -1)


class Basis(Struct, frozen=True):
    """The decision that is recalibrated, by its name and hash."""

    name: str
    sha256: str


class Shares(Struct, frozen=True, kw_only=True):
    """How much of what was said is each verdict; together 1."""

    missing: float
    partial: float
    met: float


class Comparison(Struct, frozen=True, kw_only=True):
    """A figure of the decision as it is (before) and recalibrated (after)."""

    before: float
    after: float


class Evidence(Struct, frozen=True, kw_only=True):
    """On what a recalibration rests; all shares and losses count each requirement once.

    Attributes:
        verdicts: Of persons, that were learned from.
        requirements: On how many, told apart by what they ask.
        candidates: On how many.
        overruled: Requirements of which a verdict was overruled.
        confirmed: Requirements of which one was confirmed.
        log_loss: In nats a verdict, of requirements and candidates that were held out.
        chance: The same, had persons said another verdict at random as often as they did.
        agreement: Share of persons' verdicts that are the likeliest ones, of those held out.
        said: Shares of the verdicts that persons gave.
        before: Shares of the verdicts that the decision gives as it is.
        after: Shares of those that it gives recalibrated, where they were held out.
    """

    verdicts: int
    requirements: int
    candidates: int
    overruled: int
    confirmed: int
    log_loss: Comparison
    chance: float
    agreement: Comparison
    said: Shares
    before: Shares
    after: Shares


class TunedDecision(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """A decision with its recalibration, as it stands in a file."""

    decision: Basis
    recalibration: Recalibration
    evidence: Evidence

    def is_for(self, decision: Identity) -> bool:
        """Whether it was learned for a decision, and not for another or an older one."""
        return self.decision.sha256 == decision.sha256

    @classmethod
    def from_json(cls, data: bytes) -> TunedDecision:
        """That of a file.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError: It is none.
        """
        return msgspec.json.decode(data, type=cls)

    def to_json(self) -> bytes:
        """The bytes of its file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @property
    def identity(self) -> Identity:
        """Its name, and the hash of its file's bytes, which hold that of the decision."""
        sha256 = hashlib.sha256(self.to_json()).hexdigest()
        return Identity(f"{self.decision.name}-tuned-{sha256[:_DIGITS]}", sha256)
