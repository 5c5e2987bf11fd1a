"""The one table of routes.

Each says what it takes and answers; the server and its description (`fitscore.serve.openapi`) are
made of it.
"""

from __future__ import annotations

import hashlib
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args

import anyio.to_thread
import msgspec
from msgspec import Struct, structs
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from fitscore.schema import to_json_line
from fitscore.serve.kept import Holder, Role
from fitscore.serve.problems import ProblemError, problem_of, problem_response
from fitscore.serve.repeating import HEADER
from fitscore.text.clean import printable, shown_name

if TYPE_CHECKING:
    from fitscore.serve.service import Service
    from fitscore.serve.services import Services

WHO: ContextVar[str] = ContextVar("who")  # in whose name something is done

MOST_FILES = 1000  # of one request
MOST_FIELD = 4 << 20  # bytes of one field of a form
_LONGEST_NAME = 200  # characters of a file's name
LONGEST_QUERY = 1000  # characters of one parameter
# What neither Python's `strip` takes away nor ECMA-262, by which patterns are described, calls
# white space.
WORDS = r"[^\x00-\x20\x85\ufeff\s]"
# Python knows charsets that make halves of characters, or errors, of what they read.
_CHARSETS = frozenset({b"utf-8", b"utf8", b"us-ascii"})
JSON = "application/json"
EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query.

    Attributes:
        least: Of a number, like `most`.
        words: Whether a string holds more than white space.
    """

    name: str
    kind: Literal["string", "integer", "number", "boolean"]
    summary: str
    default: Any = None
    required: bool = False
    least: int = 0
    most: int = 1000
    words: bool = False

    def read(self, text: str | None) -> Any:
        """Its value.

        Raises:
            ProblemError: It is none.
        """
        if text is None:
            if self.required:
                raise ProblemError(422, f"the parameter {self.name} is missing")
            return self.default
        if self.kind == "string":
            if len(text) > LONGEST_QUERY:
                raise ProblemError(422, f"{self.name} is longer than {LONGEST_QUERY} characters")
            if self.words and not re.search(WORDS, text):
                raise ProblemError(422, f"the parameter {self.name} holds no words")
            return text
        if self.kind == "boolean":
            if text not in {"true", "false"}:
                raise ProblemError(422, f"{self.name} is true or false")
            return text == "true"
        try:
            value = int(text) if self.kind == "integer" else float(text)
        except ValueError:
            value = self.least - 1
        if not self.least <= value <= self.most:
            raise ProblemError(422, f"{self.name} is a number from {self.least} to {self.most}")
        return value


PAGING = (
    Parameter("limit", "integer", "How many of the list.", 50, least=1, most=500),
    Parameter("cursor", "string", "Where to go on: `next` of the answer before."),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a request, read when it is needed: many may be too much for memory."""

    name: str
    file: BinaryIO

    @property
    def data(self) -> bytes:
        """Its bytes."""
        self.file.seek(0)
        return self.file.read()


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it.

    Attributes:
        path: The parameters of the path.
        query: Those of the query, read.
        body: The decoded body, where the route has one and it was sent.
        files: Those that were sent.
        fields: Other fields of a form; of a page that is looked at, those of its address.
        session: The value of the session's cookie.
        client: Who asks, as the guard tells them apart.
        can_leave: Whether they have a session that they can end.
    """

    service: Service
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any = None
    files: tuple[Upload, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    session: str = ""
    client: str = ""
    can_leave: bool = False


Handler = Callable[[Call], Response]
Form = tuple[tuple[Upload, ...], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the API.

    Attributes:
        answer: What it answers: an object, or a media type.
        body: The object that it takes as JSON.
        files: Whether it takes files too, as multipart/form-data, and what for.
        errors: Statuses beside those that any route may answer.
        heavy: Whether it takes long: who asks has no more than a number of these at once.
        role: What who asks must be; else read for GET, admin for DELETE, and work for others.
        at_once: Whether it waits for nothing: it is answered also while all threads are busy.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    summary: str
    handle: Handler
    answer: type[Struct] | str
    status: int = 200
    query: tuple[Parameter, ...] = ()
    body: type[Struct] | None = None
    files: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    errors: tuple[int, ...] = ()
    heavy: bool = False
    role: Role | None = None
    at_once: bool = False

    @property
    def needs(self) -> Role:
        """The role that it needs."""
        own: dict[str, Role] = {"GET": "read", "DELETE": "admin"}
        return self.role or own.get(self.method, "work")


def answered(
    value: Struct, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An object as JSON."""
    return Response(to_json_line(value), status, headers, JSON)


def cursor_of(parts: tuple[str, ...] | None) -> str | None:
    """Where a list goes on, as one word."""
    if parts is None:
        return None
    return urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def after_of(cursor: str | None, count: int) -> tuple[str, ...] | None:
    """What a cursor says.

    Args:
        cursor: As it was answered.
        count: Of how many parts it is made.

    Raises:
        ProblemError: It is none: nothing can go on there.
    """
    if cursor is None:
        return None
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        parts = msgspec.json.decode(data, type=tuple[str, ...])
    except (ValueError, msgspec.DecodeError):
        parts = ()
    if len(parts) != count:
        raise no_cursor()
    return parts


def matched(call: Call) -> str | None:
    """The ETag in an `If-Match`, without its quotes; None where anything is meant."""
    given = call.headers.get("if-match", "*").strip()
    return None if given == "*" else given.removeprefix("W/").strip('"')


def no_cursor() -> ProblemError:
    """The list cannot go on where a cursor says."""
    return ProblemError(410, "the list cannot go on at this cursor; begin anew without one")


def mounted(route: Route, services: Services) -> StarletteRoute:
    """A route as Starlette serves it."""

    async def endpoint(request: Request) -> Response:
        try:
            service = await service_for(services, request, route.needs)
            return await _answer(route, service, request)
        except Exception as error:  # noqa: BLE001 - every error is told as a problem, and no trace
            return problem_response(problem_of(error))

    return StarletteRoute(route.path, endpoint, methods=[route.method])


async def service_for(services: Services, request: Request, needs: Role) -> Service:
    """The workspace of who asks, in whose name all is done from here on.

    Raises:
        ProblemError: They may not do what needs that role.
    """
    holder: Holder | None = request.state.holder
    if holder is None:  # what is for anybody
        return services.home
    if not holder.may(needs):
        raise ProblemError(403, f"this token is for the role {holder.role}; that needs {needs}")
    WHO.set(holder.name)
    if not holder.workspace:
        return services.home
    return await anyio.to_thread.run_sync(services.of, holder.workspace)


async def _answer(route: Route, service: Service, request: Request) -> Response:
    with service.load.taken(request.state.client if route.heavy else ""):
        return await _answered(route, service, request)


async def _answered(route: Route, service: Service, request: Request) -> Response:
    known = {item.name for item in route.query}
    if strange := sorted(set(request.query_params) - known):
        raise ProblemError(422, f"there is no parameter {strange[0][:40]}")
    query = {item.name: item.read(request.query_params.get(item.name)) for item in route.query}
    call = Call(
        service,
        request.path_params,
        query,
        request.headers,
        session=request.state.session,
        client=request.state.client,
        can_leave=request.state.can_leave,
    )
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if route.files and media == "multipart/form-data":
        async with form_of(request) as (files, fields):
            call = replace(call, files=files, fields=fields)
            return await anyio.to_thread.run_sync(_handle, route, call)
    if route.body is not None:
        if media != JSON:
            raise ProblemError(415, "send the body as application/json")
        data = await body_of(request)
        call = replace(call, body=await anyio.to_thread.run_sync(_decoded, data, route.body))
    elif route.files:
        raise ProblemError(415, "send the files as multipart/form-data")
    if route.at_once:
        return route.handle(call)
    return await anyio.to_thread.run_sync(_handle, route, call)


def _handle(route: Route, call: Call) -> Response:
    """Do what is asked, once where it came with a key."""
    key = call.headers.get(HEADER) if route.method == "POST" else None
    if key is None:
        return route.handle(call)
    files = [(one.name, hashlib.sha256(one.data).hexdigest()) for one in call.files]
    asked = [route.method, route.path, call.path, call.query, call.body, files, call.fields]
    about = tuple(call.path.values())
    return call.service.repeats.once(call.client, key, asked, about, partial(route.handle, call))


def _decoded(data: bytes, kind: type[Struct]) -> Struct:
    """An object of JSON as the description has it.

    There 3.0 is a whole number, and an object that says of what kind it is must do so.

    Raises:
        msgspec.DecodeError: It is no JSON.
        msgspec.ValidationError: It does not fit.
    """
    value = _READER.decode(data)
    found = msgspec.convert(value, kind)
    _check_kinds(value, kind)
    return found


def _check_kinds(value: Any, kind: type[Struct]) -> None:
    name = kind.__struct_config__.tag_field
    if name is not None and name not in value:
        raise msgspec.ValidationError(f"Object missing required field `{name}`")
    for field in structs.fields(kind):
        for one in get_args(field.type) or (field.type,):
            inner = value.get(field.encode_name)
            if isinstance(one, type) and issubclass(one, Struct) and isinstance(inner, dict):
                _check_kinds(inner, one)


def _number(text: str) -> int | float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is out of range")
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


_EXACT = 1 << 53  # above it a float may stand for another whole number
_READER = msgspec.json.Decoder(float_hook=_number)


async def body_of(request: Request) -> bytes:
    """The body of a request.

    Raises:
        ProblemError: It did not come whole.
    """
    try:
        return await request.body()
    except ClientDisconnect as error:
        raise ProblemError(400, "the body broke off") from error


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[Form]:
    """The files and the other fields of a form, as long as they are needed.

    Raises:
        ProblemError: It is none, holds too much, broke off, or is not in UTF-8.
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() not in _CHARSETS:
        raise ProblemError(415, "send the form in UTF-8")
    try:
        form = await request.form(
            max_files=MOST_FILES, max_fields=MOST_FILES * 10, max_part_size=MOST_FIELD
        )
    except ClientDisconnect as error:
        raise ProblemError(400, "the body broke off") from error
    try:
        yield _parts(form)
    finally:
        await form.close()


def _parts(form: FormData) -> Form:
    files, fields = [], []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields.append((name, value))
        elif value.filename or value.size:  # a field into which no file was put has neither
            files.append(Upload(file_name(value.filename or ""), value.file))
    return tuple(files), tuple(fields)


def file_name(given: str) -> str:
    """The name of a file as it is kept: its last part, fit to print."""
    name = printable(shown_name(given.replace("\\", "/").rpartition("/")[2])).strip()
    if len(name) > _LONGEST_NAME:  # its end says what it is
        name = f"{name[: _LONGEST_NAME - 21]}…{name[-20:]}"
    return name or "file without a name"
