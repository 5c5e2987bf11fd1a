"""What every request passes before anything is done for it, and what every answer carries."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fitscore.documents import DEFAULT_LIMITS
from fitscore.documents.containers import most_bytes
from fitscore.serve.access import COOKIE, Access, hash_of
from fitscore.serve.kept import Holder
from fitscore.serve.problems import ProblemError, problem_of, problem_response

MOST_UPLOAD = most_bytes(DEFAULT_LIMITS)  # bytes of one request with files
MOST_BODY = 16 << 20  # bytes of any other
_MOST_OF_ANYBODY = 1 << 16  # bytes of one of somebody who has shown no token
API = "/v1/"
SHIELD = "X-Fitscore"  # a header that no form and no page elsewhere can send unasked
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Without any, a browser would call the origin of our own forms "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING = {"GET", "HEAD", "OPTIONS"}
_ANYBODY = ("/v1/health", "/login", "/static/")


class Guard:
    """An ASGI application around another.

    In the scope's `state` the application finds `session`, the value of the session's cookie (with
    the user whom a proxy names), `holder`, who asks (None of what is for anybody), `client`, by
    which who asks is told from others (a hash of the token, session or user, or the address), and
    `can_leave`, whether they have a session that they can end.

    Attributes:
        answers: How many answers there were of each status.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access
        self.answers: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), str(scope["path"])
        out = _Answer(send, self.answers, by_tls=_is_by_tls(scope, headers))
        try:
            address = str((scope.get("client") or ("",))[0])
            proxy = self._access.proxy
            user = proxy.user(headers.getlist(proxy.header), address) if proxy else ""
            needs_token = self._access.needs_token and not user
            session = _session_of(headers)
            if not needs_token and not session:
                session = out.session = self._access.new_session()
            client = hash_of(_bearer_of(headers) or session) if needs_token else address
            if user:  # a form of one user is none of another's
                session, client = f"{session}\n{user}", hash_of(f"user {user}")
            scope.setdefault("state", {}).update(
                session=session,
                client=client,
                can_leave=needs_token,
                holder=self._check(scope["method"], path, headers, session, user),
            )
            is_stranger = self._access.needs_token and _is_for_anybody(path)
            limited = _Limited(receive, headers, is_stranger=is_stranger)
        except ProblemError as refused:
            await _refusal(refused, headers)(scope, receive, out)
            return
        try:
            await self._app(scope, limited, out)
        except Exception as error:  # noqa: BLE001 - the server's log would tell what it says
            problem = problem_of(error)
            if not out.begun:
                await problem_response(problem)(scope, receive, out)

    def _check(
        self, method: str, path: str, headers: Headers, session: str, user: str
    ) -> Holder | None:
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self._access.knows_host(host):
            raise ProblemError(421, "this server has another name; open it as it was told")
        origin = headers.get("origin")
        if origin is not None and _place_of(origin) != host.strip().lower():
            raise ProblemError(403, "a page of another site asked for this")
        # A token beside a user's name may be one that the proxy sends of itself: it shows nothing.
        bearer = "" if user else _bearer_of(headers)
        holder = None
        if not (self._access.needs_token and _is_for_anybody(path)):
            holder = self._holder(bearer, session, user)
        if path.startswith(API) and method not in _READING and not bearer:
            media = headers.get("content-type", "").partition(";")[0].strip().lower()
            if media != "application/json" and headers.get(SHIELD) != "1":
                raise ProblemError(
                    403, f"send JSON as application/json, and files with the header {SHIELD}: 1"
                )
        return holder

    def _holder(self, bearer: str, session: str, user: str) -> Holder:
        if user:
            holder = self._access.holder_of_user(user)
            if holder is None:
                raise ProblemError(
                    403, "this user is not let in; `fitscore serve token add NAME --by-proxy` does"
                )
            return holder
        shows = self._access.needs_token and bearer
        holder = (
            self._access.holder_of(bearer) if shows else self._access.holder_of_session(session)
        )
        if holder is None:
            raise ProblemError(
                401,
                "give a token of this server, as Authorization: Bearer",
                {"WWW-Authenticate": "Bearer"},
            )
        return holder


class _Answer:
    """Sends an answer with what each carries."""

    def __init__(self, send: Send, answers: Counter[int], *, by_tls: bool) -> None:
        self._send = send
        self._by_tls = by_tls
        self.session = ""  # a new one
        self._answers = answers
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self._answers[message["status"]] += 1
            out = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                out[name] = value
            out.setdefault("Cache-Control", "no-store")
            if self.session and out.get("content-type", "").startswith("text/html"):
                out.append("Set-Cookie", cookie_of(self.session))
            if self._by_tls:
                message["headers"] = [
                    (name, value + b"; Secure" if name == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
        await self._send(message)


class _Limited:
    """Receives a body up to a limit."""

    def __init__(self, receive: Receive, headers: Headers, *, is_stranger: bool) -> None:
        self._receive = receive
        media = headers.get("content-type", "").strip().lower()
        self._most = MOST_UPLOAD if media.startswith("multipart/form-data") else MOST_BODY
        if is_stranger:
            self._most = _MOST_OF_ANYBODY
        self._got = 0
        told = headers.get("content-length", "0")
        if not told.isdecimal():
            raise ProblemError(400, "Content-Length is no number")
        if len(told) > 15 or int(told) > self._most:
            raise self._too_large()

    def _too_large(self) -> ProblemError:
        most = f"{self._most >> 20} MiB" if self._most >> 20 else f"{self._most >> 10} KiB"
        return ProblemError(413, f"the body is larger than {most}; send less")

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._got += len(message.get("body", b""))
            if self._got > self._most:
                raise self._too_large()
        return message


def _is_by_tls(scope: Scope, headers: Headers) -> bool:
    """Whether the browser asked over TLS, as far as is told: by a proxy, or by the page's address.

    Whoever says so untruly has a cookie that their own browser does not send back.
    """
    told = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    origin = headers.get("origin", "").lower()
    return "https" in {scope.get("scheme"), told} or origin.startswith("https://")


def cookie_of(session: str, *, seconds: int | None = None) -> str:
    """The `Set-Cookie` of a session: no script reads it, and no other site's request carries it.

    Of a browser that asks over TLS the guard adds `Secure`.
    """
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict{age}"


def _session_of(headers: Headers) -> str:
    """The session's cookie, whatever stands beside it: on one machine all ports share cookies."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _place_of(origin: str) -> str:
    """Name and port in an `Origin` header; nothing where it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # such as half an address of IPv6
        return ""


def _bearer_of(headers: Headers) -> str:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _is_for_anybody(path: str) -> bool:
    return path in _ANYBODY or path.startswith(_ANYBODY[-1])


def _refusal(problem: ProblemError, headers: Headers) -> Response:
    """Who looks at pages is led to the form that begins a session."""
    if problem.status == 401 and "text/html" in headers.get("accept", ""):
        return RedirectResponse("/login", 303)
    return problem_response(problem)
