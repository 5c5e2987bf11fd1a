"""Routes of what is learned from persons' verdicts."""

from __future__ import annotations

from msgspec import Struct
from starlette.responses import Response

from fitscore.scoring.recalibration import TunedDecision
from fitscore.serve.kept import Said, Tuning
from fitscore.serve.routes import Call, Route, answered
from fitscore.serve.tuning import read_tuned
from fitscore.tuning import LEAST_CANDIDATES, LEAST_OF_EACH, LEAST_REQUIREMENTS


class LeastObject(Struct, kw_only=True):
    """What there must be, to learn from: verdicts that no fact binds, each requirement once."""

    requirements: int
    overruled: int
    confirmed: int
    candidates: int


class LearnedObject(Struct, kw_only=True):
    """A tuned decision that is kept: by whom and when it was learned, and on what it rests.

    `forgotten` counts the persons that it was learned of who were forgotten since; one that does
    not fit was learned for another decision than there is now, and does not decide.
    """

    number: int
    name: str
    sha256: str
    who: str
    when: str
    forgotten: int
    is_on: bool
    fits: bool
    tuned: TunedDecision


class TuningObject(Struct, kw_only=True):
    """What was learned from persons' verdicts, and how far learning is.

    `refused` says why the last attempt came to nothing, `problem` what went wrong.
    """

    is_on: bool
    is_learning: bool
    done: int
    of: int
    refused: str
    problem: str
    said: Said
    least: LeastObject
    learned: tuple[LearnedObject, ...]


class Switch(Struct, kw_only=True):
    """Which tuned decision decides, by its number; without one, the decision as it is."""

    number: int | None = None


LEAST = LeastObject(
    requirements=LEAST_REQUIREMENTS,
    overruled=LEAST_OF_EACH,
    confirmed=LEAST_OF_EACH,
    candidates=LEAST_CANDIDATES,
)
_HIDDEN = "it failed; switch blind mode off to see why"


def tuning_of(call: Call) -> TuningObject:
    """What there is."""
    service = call.service
    learning = service.tuner.learning
    learned = tuple(_learned(call, one) for one in service.tuner.kept())
    hides = service.sight.is_blind and learning.problem
    return TuningObject(
        is_on=any(one.is_on and one.fits for one in learned),
        is_learning=learning.goes_on,
        done=learning.done,
        of=learning.of,
        refused=learning.refused,
        problem=_HIDDEN if hides else learning.problem,
        said=service.workspace.store.said(),
        least=LEAST,
        learned=learned,
    )


def _learned(call: Call, kept: Tuning) -> LearnedObject:
    tuned = read_tuned(kept.body)
    return LearnedObject(
        number=kept.number,
        name=tuned.identity.name,
        sha256=tuned.identity.sha256,
        who=kept.who,
        when=kept.when,
        forgotten=kept.forgotten,
        is_on=kept.is_on,
        fits=call.service.tuner.fits(kept),
        tuned=tuned,
    )


def _tuning(call: Call) -> Response:
    return answered(tuning_of(call))


def _learn(call: Call) -> Response:
    call.service.learn()
    return answered(tuning_of(call), 202)


def _switch(call: Call) -> Response:
    call.service.switch_tuning(call.body.number)
    return _tuning(call)


_PATH = "/v1/tuning"

ROUTES = (
    Route("GET", _PATH, "What was learned from persons' verdicts, and whether it decides.",
          _tuning, TuningObject),
    Route("POST", _PATH, "Begin to learn from them; what is learned decides nothing yet.",
          _learn, TuningObject, 202, role="admin"),
    Route("PUT", _PATH, "Let what was learned decide, or nothing; on record.",
          _switch, TuningObject, body=Switch, errors=(404, 409), role="admin"),
)  # fmt: skip
