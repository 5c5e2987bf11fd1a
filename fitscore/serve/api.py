"""All routes of the API, in the order in which its description has them."""

from __future__ import annotations

from fitscore.serve import api_matches, api_postings, api_resumes, api_service
from fitscore.serve.routes import Route

ROUTES: tuple[Route, ...] = (
    *api_service.ROUTES,
    *api_postings.ROUTES,
    *api_resumes.ROUTES,
    *api_matches.ROUTES,
)
