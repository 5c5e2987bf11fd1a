"""The description of the API (OpenAPI 3.1), made of the table of routes that serves it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from fitscore.serve.access import COOKIE
from fitscore.serve.guard import SHIELD
from fitscore.serve.problems import MEDIA, ProblemObject
from fitscore.serve.repeating import HEADER, KEY
from fitscore.serve.routes import EVENTS, JSON, LONGEST_QUERY, PAGING, WORDS, Parameter, Route
from fitscore.version import __version__

_REF = "#/components/schemas/{name}"
_EVERYWHERE = {
    400: "The request is damaged",
    401: "A token is missing or wrong",
    403: "A page of another site asked, or the request lacks what shows that it does not",
    413: "The body is too large",
    415: "The body is of another type",
    421: "The server has another name",
    422: "Something in it does not fit; the detail says what",
}
_SAID = {
    404: "There is no such thing",
    409: "It is otherwise by now",
    410: "It is gone",
    429: "Too much is asked at once",
    503: "Not yet",
}
_PLACES = {"id": "Of the posting or job.", "key": "SHA-256 of the résumé's file.",
           "overrule": "Of the overrule."}  # fmt: skip
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "string"}


def description(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI object of some routes."""
    types: list[type[Struct]] = [ProblemObject]
    for route in routes:
        types += [kind for kind in (route.answer, route.body) if isinstance(kind, type)]
    _, components = msgspec.json.schema_components(dict.fromkeys(types), ref_template=_REF)
    _without_false(components)
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fitscore",
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "What a résumé shows of a posting, with its proof. Objects are those of "
            f"the command line. What changes something is sent as {JSON}, or with the header "
            f"{SHIELD}: 1.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
    }


def _without_false(schema: Any) -> None:
    """Say of a tuple that nothing follows its items by `maxItems` alone.

    `"items": false` says it once more, and generators of clients do not read it.
    """
    if isinstance(schema, dict):
        if schema.get("items") is False and "maxItems" in schema:
            del schema["items"]
        for value in schema.values():
            _without_false(value)
    elif isinstance(schema, list):
        for value in schema:
            _without_false(value)


def _operation(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": route.summary,
        "tags": [_tag(route)],
        "parameters": [
            *(
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "description": _PLACES[name],
                    "schema": {"type": "string"},
                }
                for name in re.findall(r"{(\w+)}", route.path)
            ),
            *map(_parameter, route.query),
            *_headers(route),
        ],
        "responses": _responses(route),
    }
    content: dict[str, Any] = {}
    if route.body is not None:
        content[JSON] = {"schema": _ref(route.body)}
    if route.files:
        file = {"type": "string", "format": "binary", "description": route.files}
        content["multipart/form-data"] = {
            "schema": {
                "type": "object",
                "properties": {"files": {"type": "array", "items": file, "minItems": 1}},
                "required": ["files"],
            }
        }
    if content:
        found["requestBody"] = {"required": True, "content": content}
    return found


def operation_id(route: Route) -> str:
    """A name of a route for programs: `get_postings_id_ranking`."""
    words = re.findall(r"\w+", route.path.removeprefix("/v1"))
    return "_".join([route.method.lower(), *words])


def _tag(route: Route) -> str:
    words = re.findall(r"\w+", route.path.removeprefix("/v1"))
    return words[0] if words[0] in {"postings", "resumes", "jobs"} else "service"


def _parameter(item: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[item.kind]}
    if item.kind in {"integer", "number"}:
        schema |= {"minimum": item.least, "maximum": item.most}
    elif item.kind == "string":
        schema["maxLength"] = LONGEST_QUERY
    if item.words:
        schema["pattern"] = WORDS
    if item.default is not None:
        schema["default"] = item.default
    return {
        "name": item.name,
        "in": "query",
        "required": item.required,
        "description": item.summary,
        "schema": schema,
    }


def _headers(route: Route) -> list[dict[str, Any]]:
    """Headers of a request."""
    found: list[tuple[str, str, dict[str, Any], bool]] = []
    if route.method == "PUT" and ("ETag" in dict(route.headers)):
        found.append(("If-Match", "The ETag of what was read; any unless given.", {}, False))
    if route.method == "POST":
        told = "With the same one, what was answered is answered, and nothing done; for 24 hours."
        found.append((HEADER, told, {"pattern": f"^{KEY}$"}, False))
    if route.method != "GET" and (route.body is None or route.files):
        told = "Shows that no page of another site asks; what is sent as JSON shows it already."
        found.append((SHIELD, told, {"enum": ["1"]}, route.body is None))
    return [
        {
            "name": name,
            "in": "header",
            "required": required,
            "description": told,
            "schema": {"type": "string", **more},
        }
        for name, told, more, required in found
    ]


def _responses(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {"description": route.summary}
    if isinstance(route.answer, type):
        found["content"] = {JSON: {"schema": _ref(route.answer)}}
    elif route.answer == EVENTS:  # a stream, which OpenAPI 3.1 has no schema for
        found["content"] = {EVENTS: {}}
    elif route.answer:
        found["content"] = {route.answer: {"schema": {"type": "string"}}}
    if route.headers:
        found["headers"] = {
            name: {"description": told, "schema": {"type": "string"}}
            for name, told in route.headers
        }
    problem = {"content": {MEDIA: {"schema": _ref(ProblemObject)}}}
    statuses = {*route.errors}
    if route.method == "POST":
        statuses.add(409)
    if route.heavy:
        statuses |= {429, 503}
    if PAGING[-1] in route.query:
        statuses.add(410)
    told = {**_EVERYWHERE, **{status: _SAID[status] for status in statuses}}
    return {
        str(route.status): found,
        **{str(status): {"description": told[status], **problem} for status in sorted(told)},
    }


def _ref(kind: type[Struct]) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}
