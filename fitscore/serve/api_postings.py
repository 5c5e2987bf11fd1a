"""Routes of postings and their versions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from fitscore.posting import lint
from fitscore.schema import LintObject, PostingObject, convert, to_json_line
from fitscore.serve import postings
from fitscore.serve.kept import PostingVersion
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.routes import (
    JSON,
    PAGING,
    Call,
    Parameter,
    Route,
    after_of,
    answered,
    cursor_of,
    file_name,
    matched,
)

_VERSION = Parameter("version", "integer", "Which; the newest unless given.", least=1, most=1 << 31)
_ETAG = ("ETag", "The version, for If-Match.")


class NewPosting(Struct, kw_only=True):
    """A posting that is added: its text, or its requirements as somebody read or edited them."""

    text: Annotated[str, Meta(min_length=1)] | None = None
    posting: PostingObject | None = None
    name: Annotated[str, Meta(max_length=200)] = ""


class PostingEntry(Struct, kw_only=True):
    """A posting that is kept, by its newest version; `created` is when that was saved."""

    id: str
    version: int
    name: str
    author: str
    created: str


class PostingsObject(Struct, kw_only=True):
    """Kept postings, the last added first."""

    postings: tuple[PostingEntry, ...]
    next: str | None


def kept_posting(call: Call, version: int | None = None) -> PostingVersion:
    """The posting that a path names.

    Raises:
        ProblemError: There is none.
    """
    found = call.service.workspace.store.posting(call.path["id"], version)
    if found is None:
        raise unknown("posting" if version is None else "version of a posting")
    return found


def _entry(kept: PostingVersion, status: int = 200) -> Response:
    headers = {"ETag": f'"{kept.version}"', "Location": f"/v1/postings/{kept.id}"}
    return answered(convert(kept, PostingEntry), status, headers)


def _postings(call: Call) -> Response:
    after = after_of(call.query["cursor"], 2)
    found, more = call.service.workspace.store.postings(
        call.query["limit"], (after[0], after[1]) if after else None
    )
    entries = tuple(convert(kept, PostingEntry) for kept in found)
    return answered(PostingsObject(postings=entries, next=cursor_of(more)))


def _add(call: Call) -> Response:
    service, given = call.service, call.body
    if given is None:
        if len(call.files) != 1:
            raise ProblemError(422, "send one file")
        name, (file,) = "", call.files
        posting = service.read_posting(file.data, file.name)
    elif (given.text is None) == (given.posting is None):
        raise ProblemError(422, "the body has text or posting, and not both")
    else:
        name = file_name(given.name) if given.name else ""
        if given.text is not None:
            source = name or postings.PASTED
            posting = service.read_posting(given.text.encode(errors="replace"), source)
        else:
            posting = postings.edited(given.posting, name or postings.PASTED, service.limits)
    kept = postings.add(service.workspace.store, posting, service.user, name)
    service.log("", "add posting", of=kept.id)
    return _entry(kept, 201)


def _posting(call: Call) -> Response:
    kept = kept_posting(call, call.query["version"])
    return Response(
        to_json_line(PostingObject.of(postings.posting_of(kept))),
        headers={"ETag": f'"{kept.version}"'},
        media_type=JSON,
    )


def _change(call: Call) -> Response:
    service, kept = call.service, kept_posting(call)
    posting = postings.edited(call.body, kept.name, service.limits)
    changed = service.workspace.store.change_posting(
        kept.id, postings.body_of(posting), service.user, edited=_edited(call)
    )
    if changed is None:
        raise unknown("posting")
    service.log("", "change posting", of=f"{kept.id} {changed.version}")
    return _entry(changed)


def _edited(call: Call) -> int | None:
    """The version that was edited; of one that never was, 0."""
    tag = matched(call)
    if tag is None:
        return None
    return int(tag) if tag.isdecimal() and len(tag) < 10 else 0


def _delete(call: Call) -> Response:
    call.service.delete_posting(call.path["id"])
    return Response(status_code=204)


def _lint(call: Call) -> Response:
    posting = postings.posting_of(kept_posting(call))
    return answered(LintObject.of(posting, lint(posting)))


ROUTES = (
    Route("GET", "/v1/postings", "Kept postings, the last added first.", _postings, PostingsObject,
          query=PAGING),
    Route("POST", "/v1/postings", "Add a posting: a file, text, or its requirements.", _add,
          PostingEntry, 201, body=NewPosting, files="One file, such as PDF or Word",
          headers=(_ETAG, ("Location", "Of the posting.")), heavy=True),
    Route("GET", "/v1/postings/{id}", "What a posting asks.", _posting, PostingObject,
          query=(_VERSION,), headers=(_ETAG,), errors=(404,)),
    Route("PUT", "/v1/postings/{id}",
          "Save a posting that was edited, as a new version; If-Match says which one was edited.",
          _change, PostingEntry, body=PostingObject, headers=(_ETAG,), errors=(404, 409)),
    Route("DELETE", "/v1/postings/{id}", "Delete a posting, with marks and overrules.", _delete,
          "", 204, errors=(404,)),
    Route("GET", "/v1/postings/{id}/lint", "What is wrong with a posting.", _lint, LintObject,
          errors=(404,)),
)  # fmt: skip
