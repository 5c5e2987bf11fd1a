"""A decision: all that was learned, from its file: relevance, the regressions, the second look."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from fitscore.documents.plain import load_json
from fitscore.errors import DecisionFileError
from fitscore.files import read_file
from fitscore.scoring.features import FEATURES
from fitscore.scoring.recalibration import SCHEMA as TUNED
from fitscore.scoring.recalibration import Recalibration, TunedDecision
from fitscore.scoring.regression import Regression
from fitscore.scoring.relevance import NUMBERS, Relevance
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.second_look import SECOND_SIGNALS, SecondLook
from fitscore.scoring.signals import SIGNALS, Signals
from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import Verdicts, capped, decide
from fitscore.text.near_names import remedy_for
from fitscore.types import Identity

SCHEMA = "fitscore.decision/4"
_REMEDY = "give a file written by `python -m fitscore.training`"
_ANEW = "give a file that `fitscore tune show -o` wrote, or learn anew with `fitscore tune`"
_LARGEST = 64 << 20  # bytes of a decision's file


@dataclass(frozen=True, slots=True)
class Decision:
    """What was learned.

    Attributes:
        identity: Name and hash of the file's bytes, which hold the hashes of the files beside it.
        regression: From the signals of the first look to verdicts.
        relevance: Scores passages; some of the signals are made of its scores.
        second_look: A cross-encoder and what joins it to the first look; None without one.
        recalibration: Of the probabilities of the last look, before facts bind; None without one.
    """

    identity: Identity
    regression: Regression
    relevance: Relevance
    second_look: SecondLook | None = None
    recalibration: Recalibration | None = None

    def tuned(self, tuned: TunedDecision) -> Decision:
        """The same, recalibrated, under the name and the hash of its own.

        Raises:
            ValueError: It was learned for another decision.
        """
        learned_for, own = tuned.decision, self.identity
        if not tuned.is_for(own):
            raise ValueError(
                f"it was learned for the decision {learned_for.name} ({learned_for.sha256[:12]}), "
                f"and this fitscore decides by {own.name} ({own.sha256[:12]})"
            )
        return replace(self, identity=tuned.identity, recalibration=tuned.recalibration)

    def probabilities(self, values: Array) -> Array:
        """P(missing), P(partial), P(met) by the first look, shape (..., 3), of `SIGNALS`."""
        return self.regression.probabilities(values, SIGNALS)

    def verdicts(self, requirements: RequirementArrays, signals: Signals) -> Verdicts:
        """What follows from the signals of some résumés, by the first look."""
        uncapped, corroborated = map(self.probabilities, (signals.values, signals.corroborated))
        if self.recalibration is not None and self.second_look is None:
            uncapped, corroborated = map(self.recalibration.probabilities, (uncapped, corroborated))
        return decide(
            requirements,
            uncapped,
            capped(uncapped, corroborated),
            falls_short=signals.amounts < requirements.amounts,
            named=signals.any_named,
        )


@cache
def default_decision() -> Decision:
    """The decision that ships with fitscore."""
    path = Path(str(files("fitscore.scoring").joinpath("decision.json")))
    return _decision(path.read_bytes(), "decision.json", path.parent)


def load_decision(path: str | Path) -> Decision:
    """A decision from a file; of a tuned one, the shipped decision as it was tuned.

    Raises:
        DecisionFileError: There is no such file, it is no decision, it reads signals that do not
            exist, or it is the tuning of another decision than the shipped one.
    """
    try:
        data = read_file(path, _LARGEST)
    except OSError as error:
        raise DecisionFileError(
            str(path), f"it cannot be read ({error.strerror})", remedy_for(path)
        ) from error
    return _decision(data, str(path), Path(path).parent)


def _decision(data: bytes, source: str, folder: Path) -> Decision:
    try:
        value: dict[str, Any] = load_json(data)
        if value["schema"] == TUNED:
            return _tuned(data, source)
        if value["schema"] != SCHEMA:
            raise DecisionFileError(
                source, f"the schema is {value['schema']!r}, not {SCHEMA!r}", _REMEDY
            )
        regression = Regression.of(value, SIGNALS)
        relevance = relevance_of(value["relevance"])
        identity = Identity(str(value["name"]), hashlib.sha256(data).hexdigest())
        second = value.get("second_look")
        second_look = second and SecondLook(
            folder / Path(second["file"]).name,
            str(second["sha256"]),
            Regression.of(second, SECOND_SIGNALS),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DecisionFileError(
            source, f"this is no decision ({type(error).__name__}: {error})", _REMEDY
        ) from error
    if not relevance.fits():
        raise DecisionFileError(source, "its arrays do not fit its signals", _REMEDY)
    return Decision(identity, regression, relevance, second_look)


def _tuned(data: bytes, source: str) -> Decision:
    try:
        return default_decision().tuned(TunedDecision.from_json(data))
    except msgspec.DecodeError as error:
        raise DecisionFileError(source, f"this is no tuned decision ({error})", _ANEW) from error
    except ValueError as error:
        raise DecisionFileError(source, str(error), _ANEW) from error


def relevance_of(value: dict[str, Any]) -> Relevance:
    """A Relevance from the object that a decision's file holds.

    Raises:
        ValueError, KeyError, TypeError: It is none.
    """
    if value["features"] != list(FEATURES):
        raise ValueError("its features are not those that are read")
    numbers = {name: np.array(value[name], dtype=np.float64) for name in NUMBERS}
    return Relevance(
        requirement_projection=_unpacked(value["requirement_projection"], value["rank"]),
        passage_projection=_unpacked(value["passage_projection"], value["rank"]),
        encoder=str(value["encoder"]),
        **numbers,
    )


def relevance_to_dict(relevance: Relevance) -> dict[str, Any]:
    """The same object: the two large matrices as base64 of little-endian float16."""
    numbers = {name: np.round(getattr(relevance, name), 6).tolist() for name in NUMBERS}
    return {
        "features": list(FEATURES),
        "encoder": relevance.encoder,
        "rank": len(relevance.requirement_projection),
        **numbers,
        "requirement_projection": _packed(relevance.requirement_projection),
        "passage_projection": _packed(relevance.passage_projection),
    }


def _packed(rows: NDArray[np.float32]) -> str:
    return base64.b64encode(rows.astype("<f2").tobytes()).decode("ascii")


def _unpacked(text: str, rank: int) -> NDArray[np.float32]:
    flat = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f2")
    return flat.astype(np.float32).reshape(rank, -1)
