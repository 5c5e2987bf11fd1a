"""Every error of the API as one object: problem details (RFC 9457).

A detail is one line, made fit to print, and never quotes what a person's file says.
"""

from __future__ import annotations

import http
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fitscore.errors import FitscoreError
from fitscore.serve.store import GoneError, StaleError
from fitscore.text.clean import printable, shown_name

_LOG = logging.getLogger(__name__)
MEDIA = "application/problem+json"
_LONGEST = 1000  # characters of a detail: it may quote what was sent


class ProblemObject(Struct, kw_only=True):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ProblemError(Exception):
    """A request that cannot be answered as it was meant.

    Attributes:
        status: Of HTTP.
        detail: What is wrong and what to do, in a line.
        headers: That go with the answer.
    """

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}

    def as_object(self) -> ProblemObject:
        """The object that is answered."""
        detail = " ".join(printable(shown_name(self.detail)).split())
        if len(detail) > _LONGEST:
            detail = f"{detail[: _LONGEST - 1]}…"
        title = http.HTTPStatus(self.status).phrase
        return ProblemObject(title=title, status=self.status, detail=detail)


def unknown(what: str) -> ProblemError:
    """There is no such thing."""
    return ProblemError(404, f"there is no such {what}")


def problem_of(error: Exception) -> ProblemError:
    """What any error means to who asked; of one that nobody foresaw they learn nothing."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, HTTPException):
        return ProblemError(error.status_code, error.detail, error.headers)
    if isinstance(error, StaleError):
        return ProblemError(409, str(error))
    if isinstance(error, GoneError):
        return ProblemError(404, str(error))
    if isinstance(error, FitscoreError):
        return ProblemError(422, str(error))
    if isinstance(error, msgspec.ValidationError):
        return ProblemError(422, f"the body does not fit: {error}")
    if isinstance(error, msgspec.DecodeError | UnicodeDecodeError | RecursionError):
        return ProblemError(400, "the body is no JSON")
    # What an error says may hold a person's text: its kind and its place are enough to mend it.
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:]]
    _LOG.error("an unforeseen %s at %s", type(error).__name__, ", ".join(places))
    return ProblemError(500, "something unforeseen went wrong; the log names the place")


def problem_response(problem: ProblemError) -> Response:
    """The answer that tells of it."""
    body = msgspec.json.encode(problem.as_object())
    headers: dict[str, Any] = dict(problem.headers)
    return Response(body, problem.status, headers, MEDIA)
