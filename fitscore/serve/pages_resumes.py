"""Pages of résumés: the list, jobs, one as it was read, search, and forgetting."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from fitscore.serve.pages import Page, field_of, number_of, see, shown
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.routes import Call
from fitscore.serve.workspace import Kept

_LISTED = 100
_JOBS = 5
_HITS = 20
_SUGGESTED = 10


def _resumes(call: Call) -> Response:
    workspace = call.service.workspace
    words = call.query.get("q", "").casefold().split()
    every = call.service.sight.catalogue().resumes
    found = [kept for kept in every if all(word in _words(kept) for word in words)]
    first = number_of(call.query, "from", 0, len(found))
    jobs, _ = workspace.store.jobs(_JOBS)
    call.service.log("", "list résumés")
    return shown(
        call,
        "resumes.html.j2",
        resumes=found[first : first + _LISTED],
        first=first,
        listed=_LISTED,
        found=len(found),
        total=len(every),
        query=call.query.get("q", ""),
        jobs=list(map(call.service.sight.job, jobs)),
        active=next((job for job in jobs if job.is_active), None),
    )


def _words(kept: Kept) -> str:
    return f"{kept.candidate or ''} {kept.file}".casefold()


def _import(call: Call) -> Response:
    if not call.files:
        raise ProblemError(422, "choose files first")
    job = call.service.import_(call.files, again=bool(field_of(call, "again")))
    return see(f"/jobs/{job.id}")


def _job(call: Call) -> Response:
    job = call.service.job(call.path["id"])
    return shown(
        call,
        "job.html.j2",
        job=job,
        files=call.service.sight.files(job.id),
        by_key=call.service.sight.catalogue().by_key,
    )


def _cancel(call: Call) -> Response:
    return see(f"/jobs/{call.service.cancel(call.path['id']).id}")


def _resume(call: Call) -> Response:
    kept = call.service.sight.kept(call.path["key"])
    resume = call.service.sight.resume(kept.key)
    if resume is None:
        raise unknown("résumé")
    call.service.log("", "read résumé", resume=kept.key)
    same = call.service.workspace.same_person(kept.key)
    by_key = call.service.sight.catalogue().by_key
    return shown(
        call,
        "resume.html.j2",
        kept=kept,
        resume=resume,
        others=[by_key[key] for key in same if key in by_key],
    )


def _suggestions(call: Call) -> Response:
    kept = call.service.sight.kept(call.path["key"])
    found = call.service.sight.suggestions(kept.key, _SUGGESTED)
    if found is None:
        raise unknown("résumé")
    call.service.log("", "read suggestions", resume=kept.key)
    return shown(call, "suggestions.html.j2", kept=kept, found=found)


def _forgetting(call: Call) -> Response:
    kept = call.service.sight.kept(call.path["key"])
    by_key = call.service.sight.catalogue().by_key
    same = call.service.workspace.same_person(kept.key)
    others = [by_key[key] for key in same if key in by_key]
    call.service.log("", "ask before forgetting", resume=kept.key)
    return shown(call, "forget.html.j2", kept=kept, others=others)


def _forget(call: Call) -> Response:
    kept, service = call.service.sight.kept(call.path["key"]), call.service
    also = [value for name, value in call.fields if name == "also"]
    gone = service.forget_all([kept.key, *also])
    return shown(call, "forgotten.html.j2", count=gone)


def _delete_job(call: Call) -> Response:
    call.service.delete_job(call.path["id"])
    return see("/resumes")


def _search(call: Call) -> Response:
    query = call.query.get("q", "").strip()
    hits = call.service.sight.search(query, _HITS) if query else []
    if query:
        call.service.log("", "search")
    return shown(call, "search.html.j2", query=query, hits=hits)


PAGES: Sequence[Page] = (
    Page("GET", "/resumes", _resumes),
    Page("POST", "/resumes", _import, heavy=True),
    Page("GET", "/jobs/{id}", _job),
    Page("POST", "/jobs/{id}/cancel", _cancel),
    Page("POST", "/jobs/{id}/delete", _delete_job, role="admin"),
    Page("GET", "/resumes/{key}", _resume),
    Page("GET", "/resumes/{key}/suggestions", _suggestions, heavy=True),
    Page("GET", "/resumes/{key}/forget", _forgetting),
    Page("POST", "/resumes/{key}/forget", _forget, role="admin"),
    Page("GET", "/search", _search, heavy=True),
)
