"""Whom to call when a job has ended."""

from __future__ import annotations

from fitscore.serve.kept import Callback
from fitscore.serve.store.database import Database, now


class Callbacks(Database):
    """The calls that are still to be made."""

    def due_callback(self) -> Callback | None:
        """The call that has waited longest, of a job that has ended; None where none is due."""
        rows = self.rows(
            "SELECT c.job, c.url, j.state, c.tries FROM callbacks AS c JOIN jobs AS j "
            "ON j.id = c.job WHERE j.state NOT IN ('queued', 'running') AND c.due <= ? "
            "ORDER BY c.due LIMIT 1",
            (now(),),
        )
        if not rows:
            return None
        job, url, state, tries = rows[0]
        return Callback(job=job, url=url, state=state, tries=tries)

    def defer_callback(self, job: str, seconds: float) -> None:
        """Count a try, and make the next not before so many seconds."""
        with self.writing() as db:
            db.execute(
                "UPDATE callbacks SET tries = tries + 1, due = ? WHERE job = ?", (now(seconds), job)
            )

    def drop_callback(self, job: str) -> None:
        """Make it no more."""
        with self.writing() as db:
            db.execute("DELETE FROM callbacks WHERE job = ?", (job,))
