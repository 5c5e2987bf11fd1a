"""The application: all routes, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from fitscore.serve.api import ROUTES
from fitscore.serve.guard import Guard
from fitscore.serve.problems import problem_of, problem_response
from fitscore.serve.routes import mounted
from fitscore.serve.service import Service


def application(service: Service) -> Guard:
    """An ASGI application that serves one folder; it starts and stops the service."""

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        service.start()
        try:
            yield
        finally:
            service.stop()

    async def unanswered(_request: Request, error: Exception) -> Response:
        return problem_response(problem_of(error))

    app = Starlette(
        routes=[mounted(route, service) for route in ROUTES],
        lifespan=running,
        exception_handlers={HTTPException: unanswered},
    )
    app.router.redirect_slashes = False
    guard = Guard(app, service.access)
    service.answers = lambda: guard.answers
    return guard
