"""Routes of résumés and the jobs that import them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import anyio.to_thread
from msgspec import Struct
from starlette.responses import Response, StreamingResponse

from fitscore.schema import ResumeObject, convert, to_json_line
from fitscore.serve.guard import SHIELD
from fitscore.serve.kept import Job, JobFile
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.routes import (
    EVENTS,
    PAGING,
    Call,
    Parameter,
    Route,
    after_of,
    answered,
    cursor_of,
)
from fitscore.serve.service import Service
from fitscore.serve.workspace import Kept

_LOOK = 0.5  # seconds between two looks at a job that is followed
_SILENCE = 15.0  # seconds


class KeptObject(Struct, kw_only=True):
    """A résumé that is kept; `candidate` is the person's name where it is known."""

    key: str
    file: str
    candidate: str | None
    added: str

    @classmethod
    def of(cls, kept: Kept) -> KeptObject:
        """That of a kept résumé."""
        return convert(kept, cls)


class ResumesObject(Struct, kw_only=True):
    """Kept résumés, the newest first; `total` counts all."""

    resumes: tuple[KeptObject, ...]
    total: int
    next: str | None


class ForgottenObject(Struct, kw_only=True):
    """A résumé that was forgotten; `same_person` are keys of files of the person that stay."""

    key: str
    same_person: tuple[str, ...]


class JobObject(Struct, kw_only=True):
    """A job: queued, running, done, cancelled or failed; `counts` are of files by state."""

    id: str
    kind: str
    state: str
    counts: dict[str, int]
    total: int
    problem: str | None
    created: str
    ended: str | None

    @classmethod
    def of(cls, job: Job) -> JobObject:
        """That of a job."""
        return convert(job, cls)


class JobFilesObject(JobObject, kw_only=True):
    """A job with what came of each of its files.

    A file is waiting, kept, unchanged (kept from before), duplicate (the same bytes came earlier in
    the job), failed or cancelled. `same_person` are keys of kept résumés of the same person.
    """

    files: tuple[JobFile, ...]


class JobsObject(Struct, kw_only=True):
    """Jobs, the newest first."""

    jobs: tuple[JobObject, ...]
    next: str | None


def _resumes(call: Call) -> Response:
    resumes = call.service.sight.catalogue().resumes
    after = after_of(call.query["cursor"], 2)
    rest = [kept for kept in resumes if after is None or (kept.added, kept.key) < after]
    shown = rest[: call.query["limit"]]
    more = (shown[-1].added, shown[-1].key) if len(rest) > len(shown) else None
    call.service.log("", "list résumés")
    return answered(
        ResumesObject(
            resumes=tuple(map(KeptObject.of, shown)), total=len(resumes), next=cursor_of(more)
        )
    )


def _import(call: Call) -> Response:
    if not call.files:
        raise ProblemError(422, "there is no file in the request")
    job = call.service.import_(call.files, again=call.query["again"], webhook=call.query["webhook"])
    return answered(JobObject.of(job), 202, {"Location": f"/v1/jobs/{job.id}"})


def _resume(call: Call) -> Response:
    key = call.path["key"]
    resume = call.service.sight.resume(key)
    if resume is None:
        raise unknown("résumé")
    call.service.log("", "read résumé", resume=key)
    return answered(ResumeObject.of(resume))


def _forget(call: Call) -> Response:
    key = call.service.kept(call.path["key"]).key
    forgotten = call.service.forget(key)
    return answered(ForgottenObject(key=key, same_person=forgotten.same_person))


def _jobs(call: Call) -> Response:
    after = after_of(call.query["cursor"], 2)
    jobs, more = call.service.workspace.store.jobs(
        call.query["limit"], (after[0], after[1]) if after else None
    )
    return answered(
        JobsObject(
            jobs=tuple(JobObject.of(call.service.sight.job(job)) for job in jobs),
            next=cursor_of(more),
        )
    )


def _job(call: Call) -> Response:
    job = call.service.job(call.path["id"])
    files = call.service.sight.files(job.id)
    return answered(convert(job, JobFilesObject, files=tuple(files)))


def _events(call: Call) -> Response:
    service, id_ = call.service, call.path["id"]
    if service.workspace.store.job(id_) is None:
        raise unknown("job")
    service.load.check_followed(call.client)
    return StreamingResponse(_followed(service, id_, call.client), media_type=EVENTS)


async def _followed(service: Service, id_: str, client: str) -> AsyncIterator[bytes]:
    """A job whenever it has changed, until it has ended or is deleted."""
    with service.load.followed(client):
        told, silent = b"", 0.0
        while True:
            job = await anyio.to_thread.run_sync(service.workspace.store.job, id_)
            if job is None:
                return
            line = to_json_line(JobObject.of(service.sight.job(job))).strip().encode()
            if line != told:
                yield b"event: job\ndata: %s\n\n" % line
                told, silent = line, 0.0
            elif silent >= _SILENCE:  # else who stands between would take the connection for dead
                yield b": it goes on\n\n"
                silent = 0.0
            if not job.is_active:
                return
            await anyio.sleep(_LOOK)
            silent += _LOOK


def _cancel(call: Call) -> Response:
    return answered(JobObject.of(call.service.cancel(call.path["id"])))


def _delete_job(call: Call) -> Response:
    call.service.delete_job(call.path["id"])
    return Response(status_code=204)


_AGAIN = Parameter("again", "boolean", "Keep also what was forgotten before.", default=False)
_WEBHOOK = Parameter(
    "webhook", "string",
    "Address that is called when the job has ended, of a host of --webhook-host.", default="",
)  # fmt: skip

ROUTES = (
    Route("GET", "/v1/resumes", "Kept résumés, the newest first.", _resumes, ResumesObject,
          query=PAGING),
    Route("POST", "/v1/resumes",
          f"Import résumés, archives and mails, with the header {SHIELD}: 1; a job does it.",
          _import, JobObject, 202, query=(_AGAIN, _WEBHOOK),
          files="Résumés, ZIP archives, mails, mailboxes",
          headers=(("Location", "Of the job."),), heavy=True),
    Route("GET", "/v1/resumes/{key}", "What was read of a résumé.", _resume, ResumeObject,
          errors=(404,)),
    Route("DELETE", "/v1/resumes/{key}", "Forget a résumé: no byte of it stays.", _forget,
          ForgottenObject, errors=(404,)),
    Route("GET", "/v1/jobs", "Jobs, the newest first.", _jobs, JobsObject, query=PAGING),
    Route("GET", "/v1/jobs/{id}", "A job, with its files.", _job, JobFilesObject, errors=(404,)),
    Route("GET", "/v1/jobs/{id}/events",
          "A job whenever it changes, until it has ended: server-sent events named job.", _events,
          EVENTS, errors=(404, 429)),
    Route("POST", "/v1/jobs/{id}/cancel", "Cancel what waits of a job.", _cancel, JobObject,
          errors=(404,)),
    Route("DELETE", "/v1/jobs/{id}", "Delete a job that has ended, with the names of its files.",
          _delete_job, "", 204, errors=(404, 409)),
)  # fmt: skip
