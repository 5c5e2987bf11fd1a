"""The tables of a served folder: the one place that knows SQL.

Everything goes in and out as the structs of `fitscore.serve.kept`, so that another database can
take this one's place.
"""

from __future__ import annotations

import sqlite3

import msgspec

from fitscore.serve.kept import AuditEntry
from fitscore.serve.store.callbacks import Callbacks
from fitscore.serve.store.database import FILE, GoneError, StaleError, now
from fitscore.serve.store.jobs import Jobs
from fitscore.serve.store.people import People
from fitscore.serve.store.postings import Postings, StaleVersionError
from fitscore.serve.store.replies import Replies, drop_replies
from fitscore.serve.store.tokens import Tokens
from fitscore.serve.store.tunings import Tunings, forget_in_tunings

__all__ = ["FILE", "GoneError", "StaleError", "StaleVersionError", "Store"]


class Store(Postings, Jobs, People, Replies, Callbacks, Tokens, Tunings):
    """All tables, with the audit and the forgetting of a person."""

    def log(self, who: str, what: str, object_: str) -> None:
        """Add to the audit; of a person `object_` is no more than a tombstone's hash.

        Everybody who reads waits for it, so that it does not wait for the disk.
        """
        with self.writing(lasting=False) as db:
            db.execute(
                "INSERT INTO audit (at, who, what, object) VALUES (?, ?, ?, ?)",
                (now(), who, what, object_),
            )

    def audit(self, limit: int, before: int | None = None) -> list[AuditEntry]:
        """The newest entries of the audit, or those before one of them, by its number."""
        rows = self.rows(
            "SELECT number, at, who, what, object FROM audit WHERE ? IS NULL OR number < ? "
            "ORDER BY number DESC LIMIT ?",
            (before, before, limit),
        )
        return [
            AuditEntry(number=number, when=at, who=who, what=what, object=object_)
            for number, at, who, what, object_ in rows
        ]

    def totals(self) -> dict[str, dict[str, int]]:
        """How many postings, jobs and files of jobs there are, by state."""
        found = {"postings": {"kept": int(self.rows("SELECT COUNT(*) FROM postings")[0][0])}}
        for name, statement in (
            ("jobs", "SELECT state, COUNT(*) FROM jobs GROUP BY state"),
            ("job_files", "SELECT state, COUNT(*) FROM job_files GROUP BY state"),
        ):
            found[name] = {str(state): int(count) for state, count in self.rows(statement)}
        return found

    def forget(self, resume: str) -> None:
        """Leave nothing of a résumé in the tables but the hashes of the audit.

        A file of it that waits is cancelled. `compact` then takes the bytes out of the file.
        """
        with self.writing() as db:
            db.execute("DELETE FROM marks WHERE resume = ?", (resume,))
            db.execute("DELETE FROM overrules WHERE resume = ?", (resume,))
            forget_in_tunings(db, resume)
            db.execute("DELETE FROM files WHERE sha256 = ?", (resume,))
            jobs = db.execute("SELECT DISTINCT job FROM job_files WHERE sha256 = ?", (resume,))
            drop_replies(db, [resume, *(job for (job,) in jobs.fetchall())])
            db.execute(
                "UPDATE job_files SET name = '', sha256 = '', mail = NULL, problem = NULL, "
                "same_person = '[]', "
                "state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END "
                "WHERE sha256 = ?",
                (resume,),
            )
            _unrelate(db, resume)

    def unrelate(self, resume: str) -> None:
        """Name a résumé no more among other files of the same person."""
        with self.writing() as db:
            _unrelate(db, resume)


def _unrelate(db: sqlite3.Connection, resume: str) -> None:
    for job, number, same in db.execute(
        "SELECT job, number, same_person FROM job_files WHERE INSTR(same_person, ?) > 0",
        (resume,),
    ).fetchall():
        left = [key for key in msgspec.json.decode(same) if key != resume]
        db.execute(
            "UPDATE job_files SET same_person = ? WHERE job = ? AND number = ?",
            (msgspec.json.encode(left).decode(), job, number),
        )
