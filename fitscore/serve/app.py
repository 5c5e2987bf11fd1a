"""The application: all routes and pages, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from fitscore.serve import (
    pages,
    pages_candidates,
    pages_compare,
    pages_postings,
    pages_resumes,
    pages_tuning,
    routes,
)
from fitscore.serve.api import ROUTES
from fitscore.serve.guard import API, Guard
from fitscore.serve.problems import problem_of, problem_response
from fitscore.serve.routes import Call
from fitscore.serve.service import Service
from fitscore.serve.services import Services

PAGES = (
    *pages.PAGES,
    *pages_postings.PAGES,
    *pages_resumes.PAGES,
    *pages_candidates.PAGES,
    *pages_compare.PAGES,
    *pages_tuning.PAGES,
)


def application(service: Service) -> Guard:
    """An ASGI application that serves one folder; it starts and stops the service.

    Workspaces that tokens name are folders beside it (`Service.beside`).
    """
    services = Services(service)

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        services.start()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(services.stop)

    app = Starlette(
        routes=[
            *(routes.mounted(route, services) for route in ROUTES),
            *(pages.mounted(item, services) for item in PAGES),
        ],
        lifespan=running,
        exception_handlers={HTTPException: partial(_unanswered, service)},
    )
    app.router.redirect_slashes = False
    guard = Guard(app, service.access)
    service.answers = lambda: guard.answers
    return guard


async def _unanswered(service: Service, request: Request, error: Exception) -> Response:
    """What is answered where there is no route, or none of that method."""
    problem = problem_of(error)
    if problem.status == 405:
        problem.headers = {"Allow": ", ".join(_methods(request))}
    if request.url.path.startswith(API):
        return problem_response(problem)
    state = request.state
    call = Call(service, {}, {}, request.headers, session=state.session, can_leave=state.can_leave)
    return await anyio.to_thread.run_sync(pages.told, call, problem)


def _methods(request: Request) -> list[str]:
    """What may be asked of a path: a route knows its own methods alone."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return sorted(found)
