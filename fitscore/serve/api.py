"""All routes of the API, in the order in which its description has them, and that description."""

from __future__ import annotations

import json

from starlette.responses import Response

from fitscore.serve import api_matches, api_postings, api_resumes, api_service, api_tuning
from fitscore.serve.openapi import description
from fitscore.serve.pages import shown
from fitscore.serve.routes import JSON, Call, Route


def _openapi(_call: Call) -> Response:
    return Response(json.dumps(description(ROUTES), ensure_ascii=False), media_type=JSON)


def _docs(call: Call) -> Response:
    return shown(call, "docs.html.j2", api=description(ROUTES))


ROUTES: tuple[Route, ...] = (
    *api_service.ROUTES,
    Route("GET", "/v1/openapi.json", "This description (OpenAPI 3.1).", _openapi, JSON),
    Route("GET", "/v1/docs", "This description as a page.", _docs, "text/html"),
    *api_postings.ROUTES,
    *api_resumes.ROUTES,
    *api_matches.ROUTES,
    *api_tuning.ROUTES,
)
