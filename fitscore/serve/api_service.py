"""Routes that tell of the service itself."""

from __future__ import annotations

import time

from msgspec import Struct
from starlette.responses import Response

from fitscore.serve.problems import ProblemError
from fitscore.serve.routes import Call, Route, answered
from fitscore.version import __version__


class HealthObject(Struct):
    """The process runs."""

    status: str


class ReadyObject(Struct):
    """What decides, once it is loaded."""

    status: str
    model: str
    decision: str


class VersionObject(Struct):
    """Which fitscore this is."""

    version: str


def _health(_call: Call) -> Response:
    return answered(HealthObject("ok"))


def _ready(call: Call) -> Response:
    scorer = call.service.scorer
    if not scorer.is_ready:
        detail = scorer.problem or "the model is being loaded; ask again in some seconds"
        raise ProblemError(503, detail, {"Retry-After": "2"})
    found = scorer()
    names = found.encoder.identity.name, found.decision.identity.name
    return answered(ReadyObject("ready", *names))


def _version(_call: Call) -> Response:
    return answered(VersionObject(__version__))


def _metrics(call: Call) -> Response:
    service = call.service
    resumes = len(service.workspace.catalogue().resumes)
    lines = [
        "# HELP fitscore_up_seconds Since the start.",
        "# TYPE fitscore_up_seconds gauge",
        f"fitscore_up_seconds {time.time() - service.begun:.0f}",
        "# HELP fitscore_resumes Kept now.",
        "# TYPE fitscore_resumes gauge",
        f"fitscore_resumes {resumes}",
    ]
    for name, counts in service.workspace.store.totals().items():
        label = "state"
        lines += [f"# HELP fitscore_{name} By state.", f"# TYPE fitscore_{name} gauge"]
        lines += [
            f'fitscore_{name}{{{label}="{state}"}} {count}' for state, count in counts.items()
        ]
    lines += [
        "# HELP fitscore_answers_total Answers by status.",
        "# TYPE fitscore_answers_total counter",
        *(
            f'fitscore_answers_total{{status="{status}"}} {count}'
            for status, count in sorted(service.answers().items())
        ),
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


ROUTES = (
    Route("GET", "/v1/health", "Whether the process runs.", _health, HealthObject),
    Route("GET", "/v1/ready", "Whether it can score.", _ready, ReadyObject, errors=(503,)),
    Route("GET", "/v1/version", "Which fitscore this is.", _version, VersionObject),
    Route("GET", "/metrics", "Counts for Prometheus, without personal data.", _metrics,
          "text/plain"),
)  # fmt: skip
