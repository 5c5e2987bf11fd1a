"""Routes that tell of the service itself."""

from __future__ import annotations

import time

from msgspec import Struct
from starlette.responses import Response

from fitscore.serve.kept import AuditEntry
from fitscore.serve.problems import ProblemError
from fitscore.serve.routes import PAGING, Call, Route, after_of, answered, cursor_of, no_cursor
from fitscore.version import __version__

_MOST_DIGITS = 18  # of a number of the database


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


class AuditObject(Struct, kw_only=True):
    """Who did what, the newest first; a person is named by a hash of the file's hash alone."""

    entries: tuple[AuditEntry, ...]
    next: str | None


class BlindObject(Struct):
    """Whether names, contacts, schools and ages are hidden in all that is answered."""

    blind: bool


def _blind(call: Call) -> Response:
    return answered(BlindObject(call.service.sight.is_blind))


def _set_blind(call: Call) -> Response:
    call.service.set_blind(blind=call.body.blind)
    return _blind(call)


def _health(_call: Call) -> Response:
    return answered(HealthObject("ok"))


def _ready(call: Call) -> Response:
    scorer = call.service.scorer
    if not scorer.is_ready:
        detail = scorer.problem or "the model is being loaded; ask again in some seconds"
        raise ProblemError(503, detail, {"Retry-After": "2"})
    found = call.service.tuner.deciding()
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


def _audit(call: Call) -> Response:
    after, limit = after_of(call.query["cursor"], 1), call.query["limit"]
    if after and not (after[0].isdecimal() and len(after[0]) < _MOST_DIGITS):
        raise no_cursor()
    found = call.service.workspace.store.audit(limit + 1, int(after[0]) if after else None)
    more = (str(found[limit - 1].number),) if len(found) > limit else None
    return answered(AuditObject(entries=tuple(found[:limit]), next=cursor_of(more)))


ROUTES = (
    Route("GET", "/v1/health", "Whether the process runs.", _health, HealthObject,
          at_once=True),
    Route("GET", "/v1/ready", "Whether it can score.", _ready, ReadyObject, errors=(503,)),
    Route("GET", "/v1/version", "Which fitscore this is.", _version, VersionObject),
    Route("GET", "/v1/blind", "Whether persons are hidden.", _blind, BlindObject),
    Route("PUT", "/v1/blind", "Hide persons from everybody, or show them; on record.", _set_blind,
          BlindObject, body=BlindObject, role="admin"),
    Route("GET", "/v1/audit", "Who read, changed and saved what, the newest first.", _audit,
          AuditObject, query=PAGING, role="admin"),
    Route("GET", "/metrics", "Counts for Prometheus, without personal data.", _metrics,
          "text/plain"),
)  # fmt: skip
