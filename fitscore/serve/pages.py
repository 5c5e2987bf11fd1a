"""How pages are served: forms with the token of their session, errors as pages, the login."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route as StarletteRoute

from fitscore.serve.access import SESSION_SECONDS
from fitscore.serve.guard import cookie_of
from fitscore.serve.kept import Role
from fitscore.serve.problems import ProblemError, problem_of, unknown
from fitscore.serve.rendering import STATIC, assets, page
from fitscore.serve.routes import Call, form_of, service_for
from fitscore.serve.services import Services

TOKEN = "token"  # noqa: S105 - the name of a form's field
_LONGEST = 1000  # characters of one parameter of an address
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or what a form of one does.

    Attributes:
        open: A form that needs no token: the login, which has none yet.
        heavy: As of `Route`.
        role: What who asks must be; else read for GET, and work for others.
    """

    method: Literal["GET", "POST"]
    path: str
    handle: Callable[[Call], Response]
    open: bool = False
    heavy: bool = False
    role: Role | None = None

    @property
    def needs(self) -> Role:
        """The role that it needs."""
        return self.role or ("read" if self.method == "GET" else "work")


def shown(call: Call, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page with what all of them have."""
    access = call.service.access
    return page(
        template,
        status=status,
        form_token=access.form_token(call.session) if call.session else "",
        user=call.service.user,
        blind=call.service.sight.is_blind,
        can_leave=call.can_leave,
        **context,
    )


def see(path: str) -> Response:
    """On to a page, after a form."""
    return RedirectResponse(path, 303)


def field_of(call: Call, name: str, default: str = "") -> str:
    """A field of a form."""
    return dict(call.fields).get(name, default)


def mounted(item: Page, services: Services) -> StarletteRoute:
    """A page as Starlette serves it."""

    async def endpoint(request: Request) -> Response:
        service, problem = services.home, None
        try:
            service = await service_for(services, request, item.needs)
        except Exception as error:  # noqa: BLE001 - every error is told as a page, and no trace
            problem = problem_of(error)
        call = Call(
            service,
            request.path_params,
            {name: value[:_LONGEST] for name, value in request.query_params.items()},
            request.headers,
            fields=tuple(request.query_params.multi_items()),
            session=request.state.session,
            client=request.state.client,
            can_leave=request.state.can_leave,
        )
        if problem is not None:
            return await anyio.to_thread.run_sync(told, call, problem)
        try:
            with service.load.taken(call.client if item.heavy else ""):
                if item.method == "GET":
                    return await anyio.to_thread.run_sync(item.handle, call)
                async with form_of(request) as (files, fields):
                    call = replace(call, files=files, fields=fields)
                    if not item.open:
                        _check_token(call)
                    return await anyio.to_thread.run_sync(item.handle, call)
        except Exception as error:  # noqa: BLE001 - every error is told as a page, and no trace
            return await anyio.to_thread.run_sync(told, call, problem_of(error))

    return StarletteRoute(item.path, endpoint, methods=[item.method])


def _check_token(call: Call) -> None:
    if not call.service.access.fits(call.session, field_of(call, TOKEN)):
        raise ProblemError(403, _STALE)


_STALE = "the form is of another session; go back, load the page anew and send it again"


def told(call: Call, problem: ProblemError) -> Response:
    """A page that says what went wrong."""
    found = problem.as_object()
    answer = shown(call, "problem.html.j2", status=problem.status, problem=found)
    answer.headers.update(problem.headers)
    return answer


# The login and what belongs to no other part


def _login_form(call: Call) -> Response:
    if not call.can_leave:
        return see("/")
    return shown(call, "login.html.j2", wrong=False)


def _login(call: Call) -> Response:
    access = call.service.access
    token = field_of(call, "key").strip()
    if access.holder_of(token) is None:
        return shown(call, "login.html.j2", status=401, wrong=True)
    answer = see("/")
    answer.headers["Set-Cookie"] = cookie_of(access.new_session(token), seconds=SESSION_SECONDS)
    return answer


def _logout(call: Call) -> Response:
    call.service.access.end_session(call.session)
    answer = see("/login")
    answer.headers["Set-Cookie"] = cookie_of("", seconds=0)
    return answer


def _blind(call: Call) -> Response:
    """Hide persons or show them, and back to the page that asked for it."""
    call.service.set_blind(blind=field_of(call, "blind") == "on")
    asked = urlsplit(call.headers.get("referer", ""))
    # No more than a path of ours: what is asked for may be anywhere.
    path = f"/{asked.path.lstrip('/')}"
    return see(f"{path}?{asked.query}" if asked.query else path)


def _asset(call: Call) -> Response:
    found = assets().get(call.path["name"])
    if found is None:
        raise unknown("file")
    return Response(found[0], headers={**_FOR_EVER, "Content-Type": found[1]})


PAGES: Sequence[Page] = (
    Page("GET", "/login", _login_form),
    Page("POST", "/login", _login, open=True),
    Page("POST", "/logout", _logout, role="read"),
    Page("POST", "/blind", _blind, role="admin"),
    Page("GET", STATIC + "{name}", _asset),
)


def number_of(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A whole number of an address from 0 on; the default where it is none."""
    text = query.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else default
