"""Jobs, their files, and the names of files that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from fitscore.serve.kept import FileState, Job, JobFile, JobState, Waiting
from fitscore.serve.store.database import Database, now, random_id
from fitscore.serve.store.replies import drop_replies

_NAMED, _AT = "named", "at"


class Jobs(Database):
    """The jobs."""

    @property
    def named(self) -> int:
        """How many names of kept files were ever added."""
        return int(self.shared(_NAMED) or 0)

    @property
    def at(self) -> str:
        """The job that is being worked at, also for a while after it was cancelled."""
        return self.shared(_AT)

    @at.setter
    def at(self, job: str) -> None:
        self.share(_AT, job)

    def add_job(
        self, kind: str, files: Sequence[tuple[str, str]], *, again: bool, webhook: str = ""
    ) -> Job:
        """Keep what is to be imported.

        Args:
            kind: What is done with the files.
            files: Name and hash of each.
            again: Keep also what was forgotten.
            webhook: Address that is called when it has ended; nobody unless given.
        """
        id_, when = random_id(), now()
        with self.writing() as db:
            db.execute(
                "INSERT INTO jobs VALUES (?, ?, 'queued', ?, NULL, ?, NULL)",
                (id_, kind, int(again), when),
            )
            db.executemany(
                "INSERT INTO job_files (job, number, name, sha256, state) "
                "VALUES (?, ?, ?, ?, 'waiting')",
                [(id_, number, *file) for number, file in enumerate(files, 1)],
            )
            if webhook:
                db.execute("INSERT INTO callbacks VALUES (?, ?, 0, ?)", (id_, webhook, when))
        return Job(
            id=id_,
            kind=kind,
            state="queued",
            counts={"waiting": len(files)} if files else {},
            again=again,
            problem=None,
            created=when,
            ended=None,
        )

    def job(self, id_: str) -> Job | None:
        """A job, or None."""
        rows = self.rows("SELECT * FROM jobs WHERE id = ?", (id_,))
        return self._job(rows[0]) if rows else None

    def jobs(
        self, limit: int, after: tuple[str, str] | None = None
    ) -> tuple[list[Job], tuple[str, str] | None]:
        """Jobs, the newest first; arguments and answer as of `postings`."""
        rows = self.rows(
            "SELECT * FROM jobs WHERE ? IS NULL OR (created, id) < (?, ?) "
            "ORDER BY created DESC, id DESC LIMIT ?",
            (after and after[0], *(after or ("", "")), limit + 1),
        )
        more = (str(rows[limit - 1][5]), str(rows[limit - 1][0])) if len(rows) > limit else None
        return [self._job(row) for row in rows[:limit]], more

    def next_job(self) -> Job | None:
        """The job to go on with: one that was running when its process ended, else the oldest."""
        rows = self.rows(
            "SELECT * FROM jobs WHERE state IN ('running', 'queued') "
            "ORDER BY state = 'queued', created, id LIMIT 1"
        )
        return self._job(rows[0]) if rows else None

    def _job(self, row: Sequence[Any]) -> Job:
        id_, kind, state, again, problem, created, ended = row
        counts = self.rows(
            "SELECT state, COUNT(*) FROM job_files WHERE job = ? GROUP BY state", (id_,)
        )
        return Job(
            id=id_,
            kind=kind,
            state=state,
            counts={str(name): int(count) for name, count in counts},
            again=bool(again),
            problem=problem,
            created=created,
            ended=ended,
        )

    def job_files(self, job: str) -> list[JobFile]:
        """The files of a job, in order."""
        rows = self.rows(
            "SELECT number, name, sha256, state, problem, same_person FROM job_files "
            "WHERE job = ? ORDER BY number",
            (job,),
        )
        return [
            JobFile(
                number=number,
                name=name,
                sha256=sha256,
                state=state,
                problem=problem,
                same_person=msgspec.json.decode(same, type=tuple[str, ...]),
            )
            for number, name, sha256, state, problem, same in rows
        ]

    def waiting(self, job: str) -> list[Waiting]:
        """The files of a job that are still to be imported, in order."""
        rows = self.rows(
            "SELECT number, name, sha256, opened, mail FROM job_files "
            "WHERE job = ? AND state = 'waiting' ORDER BY number",
            (job,),
        )
        return [
            Waiting(number=number, name=name, sha256=sha256, opened=bool(opened), mail=mail)
            for number, name, sha256, opened, mail in rows
        ]

    def open_file(
        self, job: str, number: int, inside: Sequence[tuple[str, str, bytes | None, str | None]]
    ) -> bool:
        """Put what is in an archive in its place; false where it does not wait any more.

        Args:
            job: The job.
            number: Of the archive.
            inside: Of each file its name and hash, what mail it was attached to, and why it
                cannot be taken out; none where the file is no archive.
        """
        with self.writing() as db:
            if not inside:
                changed = db.execute(
                    "UPDATE job_files SET opened = 1 "
                    "WHERE job = ? AND number = ? AND state = 'waiting'",
                    (job, number),
                )
                return changed.rowcount > 0
            gone = db.execute(
                "DELETE FROM job_files WHERE job = ? AND number = ? AND state = 'waiting'",
                (job, number),
            )
            if not gone.rowcount:
                return False
            (last,) = db.execute(
                "SELECT MAX(number) FROM job_files WHERE job = ?", (job,)
            ).fetchone()
            first = max(number, last or 0) + 1
            db.executemany(
                "INSERT INTO job_files (job, number, name, sha256, state, opened, mail, problem) "
                "VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
                [
                    (job, place, name, sha256, "failed" if problem else "waiting", mail, problem)
                    for place, (name, sha256, mail, problem) in enumerate(inside, first)
                ],
            )
        return True

    def finish_file(
        self,
        job: str,
        number: int,
        sha256: str,
        state: FileState,
        *,
        problem: str | None = None,
        same_person: Sequence[str] = (),
    ) -> bool:
        """Say what came of a file, also where its job was cancelled meanwhile.

        Returns:
            False where it was forgotten meanwhile.
        """
        with self.writing() as db:
            found = db.execute(
                "UPDATE job_files SET state = ?, problem = ?, same_person = ?, mail = NULL "
                "WHERE job = ? AND number = ? AND sha256 = ? AND state IN ('waiting', 'cancelled') "
                "RETURNING name",
                (state, problem, msgspec.json.encode(same_person).decode(), job, number, sha256),
            ).fetchone()
            if found is not None and state in {"kept", "unchanged", "duplicate"}:
                # What was kept before goes by the name that it came with then.
                added = db.execute(
                    "INSERT OR IGNORE INTO files VALUES (?, ?, ?)", (sha256, *found, now())
                )
                if added.rowcount:
                    db.execute(
                        "INSERT INTO shared VALUES (?, '1') "
                        "ON CONFLICT (name) DO UPDATE SET value = value + 1",
                        (_NAMED,),
                    )
        return found is not None

    def set_job(self, job: str, state: JobState, problem: str | None = None) -> None:
        """Say how a job stands, where it has not ended; what still waits of one that ends is so.

        Args:
            job: The job.
            state: Its state from now on.
            problem: Why it failed.
        """
        ends = state in {"done", "cancelled", "failed"}
        with self.writing() as db:
            changed = db.execute(
                "UPDATE jobs SET state = ?, problem = ?, ended = ? "
                "WHERE id = ? AND state IN ('queued', 'running')",
                (state, problem, now() if ends else None, job),
            )
            if ends and changed.rowcount:
                db.execute(
                    "UPDATE job_files SET state = ?, problem = ?, mail = NULL "
                    "WHERE job = ? AND state = 'waiting'",
                    ("failed" if state == "failed" else "cancelled", problem, job),
                )

    def delete_job(self, job: str) -> bool:
        """Take out a job that has ended, with the names of its files; whether it was there."""
        with self.writing() as db:
            drop_replies(db, [job])
            return (
                db.execute(
                    "DELETE FROM jobs WHERE id = ? AND state NOT IN ('queued', 'running')", (job,)
                ).rowcount
                > 0
            )

    def awaited(self) -> set[str]:
        """The hashes of files that some job still needs."""
        rows = self.rows("SELECT DISTINCT sha256 FROM job_files WHERE state = 'waiting'")
        return {str(row[0]) for row in rows}

    def file_names(self) -> dict[str, str]:
        """By hash, the names under which kept files came."""
        return {str(key): str(name) for key, name in self.rows("SELECT sha256, name FROM files")}
