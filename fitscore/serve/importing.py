"""Imports: the jobs of the store, one after another.

A job lives in the store alone. Each file's outcome is written when all of it is on the disk, so
that a process that is killed goes on at its next start with what was not done.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence

import msgspec

from fitscore.documents import DEFAULT_LIMITS, Limits, Member
from fitscore.documents.containers import may_be_container, most_bytes
from fitscore.errors import FitscoreError, InputError
from fitscore.isolation import ReaderPool
from fitscore.scoring import Scorer
from fitscore.serve.kept import FileState, Job, Waiting
from fitscore.serve.problems import problem_of
from fitscore.serve.workspace import Workspace
from fitscore.types import Mail

_LOG = logging.getLogger(__name__)
_OUTCOMES: dict[str, FileState] = {"added": "kept", "replaced": "kept", "unchanged": "unchanged"}


class Importer:
    """Does the jobs of a folder, in the thread that calls `work`."""

    def __init__(
        self, workspace: Workspace, scorer: Callable[[], Scorer], limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._scorer = scorer
        self._limits = limits
        self._woken = threading.Event()
        self._ends = threading.Event()

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """End after the file that is being read; what waits goes on at the next start."""
        self._ends.set()
        self._woken.set()

    def work(self) -> None:
        """Do what there is, and what comes, until it is stopped."""
        while not self._ends.is_set():
            self._woken.clear()
            job = self._next()
            if job is None:
                self._woken.wait()
                continue
            try:
                self._run(job)
            except Exception as error:  # noqa: BLE001 - told in the job; the thread goes on
                self._fail(job, problem_of(error).as_object().detail)
            finally:
                self._let_go()

    def _next(self) -> Job | None:
        try:
            return self._store.next_job()
        except FitscoreError as error:  # the disk may be full for a while
            _LOG.warning("no job can be begun: %s", error)
            self._ends.wait(1.0)
            return None

    def _let_go(self) -> None:
        try:
            self._store.at = ""
        except FitscoreError as error:
            _LOG.warning("that a job has ended cannot be told: %s", error)

    def _fail(self, job: Job, problem: str) -> None:
        try:
            hashes = [file.sha256 for file in self._store.waiting(job.id)]
            self._store.set_job(job.id, "failed", problem)
            self._workspace.drop_files(hashes)
        except FitscoreError as error:
            _LOG.warning("a job that failed cannot be ended: %s", error)
            self._ends.wait(1.0)

    def _run(self, job: Job) -> None:
        self._store.at = job.id
        self._store.set_job(job.id, "running")
        with ReaderPool(limits=self._limits) as pool:
            for file in self._store.waiting(job.id):
                if not file.opened and not self._is_over(job):
                    self._open(job, file, pool)
        inside = self._store.waiting(job.id)
        if inside and not self._is_over(job):
            self._import(job, inside)
        if not self._ends.is_set():
            self._store.set_job(job.id, "done")
            # Of what was cancelled meanwhile no bytes stay.
            files = self._store.job_files(job.id)
            self._workspace.drop_files(file.sha256 for file in files if file.sha256)

    def _is_over(self, job: Job) -> bool:
        if self._ends.is_set():
            return True
        found = self._store.job(job.id)
        return found is None or not found.is_active

    def _open(self, job: Job, file: Waiting, pool: ReaderPool) -> None:
        """Put what is in an archive or a mail in its place."""
        data = self._workspace.read_file(file.sha256, most_bytes(self._limits))
        if data is None or not may_be_container(data):
            self._store.open_file(job.id, file.number, ())
            return
        try:
            inside = pool.unpack(data, file.name)
        except InputError as error:
            self._finish(job, file, "failed", str(error))
            return
        if len(inside) == 1 and isinstance(inside[0], Member) and inside[0].data == data:
            self._store.open_file(job.id, file.number, ())
            return
        with self._workspace.putting():
            names = names_apart([item.source if isinstance(item, InputError) else item.name
                            for item in inside])  # fmt: skip
            rows: list[tuple[str, str, bytes | None, str | None]] = []
            for name, item in zip(names, inside, strict=True):
                if isinstance(item, InputError):
                    rows.append((name, "", None, str(item)))
                else:
                    mail = msgspec.json.encode(item.mail) if item.mail is not None else None
                    rows.append((name, self._workspace.put_file(item.data), mail, None))
            self._store.open_file(job.id, file.number, rows)
        self._workspace.drop_files(
            [file.sha256, *(sha256 for _, sha256, _, problem in rows if not problem)]
        )

    def _import(self, job: Job, waiting: Sequence[Waiting]) -> None:
        by_name = {file.name: file for file in waiting}
        first = {file.sha256: file.number for file in reversed(waiting)}

        def members() -> Iterator[Member | InputError]:
            for file in waiting:
                if self._is_over(job):
                    return
                data = self._workspace.read_file(file.sha256, most_bytes(self._limits))
                if data is None:  # forgotten, or cancelled, while it waited
                    continue
                mail = msgspec.json.decode(file.mail, type=Mail) if file.mail else None
                yield Member(file.name, data, mail)

        names = {file.name: file.sha256 for file in waiting}
        forgotten = False
        with self._workspace.open_index(self._scorer()) as index:
            for added in index.add(members(), names=names, again=job.again, limits=self._limits):
                file = by_name[added.source]
                if added.forgotten:
                    self._finish_forgotten(job, file, added.forgotten)
                    forgotten = True
                    continue
                state = _OUTCOMES.get(added.outcome, "failed")
                if state == "unchanged" and first[file.sha256] < file.number:
                    state = "duplicate"
                self._finish(job, file, state, added.error or None, added.same_person)
            index.prepare()
        if forgotten:
            self._store.compact()

    def _finish(
        self,
        job: Job,
        file: Waiting,
        state: FileState,
        problem: str | None = None,
        same_person: Sequence[str] = (),
    ) -> None:
        told = self._store.finish_file(
            job.id, file.number, file.sha256, state, problem=problem, same_person=same_person
        )
        if same_person:  # of whom some may have been forgotten meanwhile
            by_key = self._workspace.catalogue().by_key
            for key in (one for one in same_person if one not in by_key):
                self._store.unrelate(key)
        if state == "failed":
            self._workspace.drop_files([file.sha256])
        elif state == "kept" and not told:  # it was forgotten while it was being read
            self._workspace.forget(file.sha256)

    def _finish_forgotten(self, job: Job, file: Waiting, day: str) -> None:
        """Say that a file was forgotten; its name and its hash stay so, in every job."""
        self._store.forget(file.sha256)
        self._workspace.drop_files([file.sha256])
        problem = (
            f"a file of this import was forgotten on {day}, and its name is not kept; import it "
            "again and say that forgotten files are meant too"
        )
        self._store.finish_file(job.id, file.number, "", "failed", problem=problem)


def names_apart(names: Sequence[str]) -> list[str]:
    """Names of which no two are the same: `cv.pdf`, `cv (2).pdf`."""
    found: dict[str, None] = {}
    for name in names:
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, f".{ending}") if dot and stem else (name, "")
        number, unique = 1, name
        while unique in found:
            number += 1
            unique = f"{stem} ({number}){ending}"
        found[unique] = None
    return list(found)
