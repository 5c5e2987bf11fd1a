"""The page of what is learned from persons' verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from fitscore.serve.api_tuning import tuning_of
from fitscore.serve.pages import Page, field_of, see, shown
from fitscore.serve.problems import unknown
from fitscore.serve.routes import Call

_PATH = "/tuning"


def _tuning(call: Call) -> Response:
    decision = call.service.tuner.deciding().decision.identity
    return shown(call, "tuning.html.j2", found=tuning_of(call), decision=decision)


def _learn(call: Call) -> Response:
    call.service.learn()
    return see(_PATH)


def _switch(call: Call) -> Response:
    number = field_of(call, "number")
    if number and not (number.isdecimal() and len(number) < 10):
        raise unknown("tuned decision")
    call.service.switch_tuning(int(number) if number else None)
    return see(_PATH)


PAGES: Sequence[Page] = (
    Page("GET", _PATH, _tuning),
    Page("POST", f"{_PATH}/learn", _learn, role="admin"),
    Page("POST", f"{_PATH}/switch", _switch, role="admin"),
)
