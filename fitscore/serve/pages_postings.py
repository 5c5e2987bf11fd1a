"""Pages of postings: the start, a posting as a form beside its text, and the API's description."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from fitscore.posting import lint
from fitscore.serve import editing, postings
from fitscore.serve.api_postings import kept_posting
from fitscore.serve.pages import Page, field_of, see, shown
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.routes import Call, after_of, cursor_of

_LISTED = 50


def _start(call: Call) -> Response:
    store = call.service.workspace.store
    after = after_of(call.query.get("cursor"), 2)
    found, more = store.postings(_LISTED, (after[0], after[1]) if after else None)
    resumes = len(call.service.workspace.catalogue().resumes)
    return shown(call, "start.html.j2", postings=found, next=cursor_of(more), resumes=resumes)


def _add(call: Call) -> Response:
    service, text = call.service, field_of(call, "text")
    if call.files:
        (file, *rest) = call.files
        if rest:
            raise ProblemError(422, "drop one posting at a time")
        posting = service.read_posting(file.data, file.name)
    elif text.strip():
        data = text.encode(errors="replace")
        posting = service.read_posting(data, postings.PASTED)
    else:
        raise ProblemError(422, "choose a file or paste a text")
    kept = postings.add(service.workspace.store, posting, service.user)
    service.log("", "add posting", of=kept.id)
    return see(f"/postings/{kept.id}")


def _posting(call: Call) -> Response:
    kept = kept_posting(call)
    posting = postings.posting_of(kept)
    pieces = editing.pieces_of(posting)
    advice, rest = editing.advice_on(posting, lint(posting))
    return shown(
        call,
        "posting.html.j2",
        kept=kept,
        posting=posting,
        pieces=pieces,
        advice=advice,
        rest=rest,
        placed={id_ for _, id_, _ in pieces},
    )


def _save(call: Call) -> Response:
    service, kept = call.service, kept_posting(call)
    version = field_of(call, "version")
    if not version.isdecimal() or len(version) > 9:
        raise ProblemError(422, "the form says no version")
    posting = editing.posting_of_form(dict(call.fields), postings.posting_of(kept))
    changed = service.workspace.store.change_posting(
        kept.id,
        postings.body_of(posting),
        field_of(call, "who").strip()[:200] or service.user,
        edited=int(version),
    )
    if changed is None:
        raise unknown("posting")
    service.log(field_of(call, "who")[:200], "change posting", of=f"{kept.id} {changed.version}")
    return see(f"/postings/{kept.id}")


def _deletion(call: Call) -> Response:
    return shown(call, "delete_posting.html.j2", kept=kept_posting(call))


def _delete(call: Call) -> Response:
    call.service.delete_posting(call.path["id"])
    return see("/")


PAGES: Sequence[Page] = (
    Page("GET", "/", _start),
    Page("POST", "/postings", _add, heavy=True),
    Page("GET", "/postings/{id}", _posting),
    Page("POST", "/postings/{id}", _save),
    Page("GET", "/postings/{id}/delete", _deletion),
    Page("POST", "/postings/{id}/delete", _delete, role="admin"),
)
