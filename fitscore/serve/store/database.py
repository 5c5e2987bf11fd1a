"""The tables of a served folder: a connection that writes and one that reads, each behind a lock.

Several processes may have them open; whoever writes waits for who writes.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fitscore.errors import FitscoreError

FILE = "serve.sqlite3"
_PATIENCE = 60.0  # seconds to wait for another process that writes
_ID_BYTES = 12  # 96 bits: nobody guesses one
_FIRST = (
    "CREATE TABLE postings (id TEXT PRIMARY KEY, created TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE posting_versions (
        posting TEXT NOT NULL REFERENCES postings (id) ON DELETE CASCADE,
        version INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
        author TEXT NOT NULL, created TEXT NOT NULL,
        PRIMARY KEY (posting, version))""",
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, again INTEGER NOT NULL,
        problem TEXT, created TEXT NOT NULL, ended TEXT)""",
    """CREATE TABLE job_files (
        job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL,
        opened INTEGER NOT NULL DEFAULT 0, mail BLOB, problem TEXT,
        same_person TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (job, number)) WITHOUT ROWID""",
    "CREATE INDEX job_files_by_hash ON job_files (sha256)",
    """CREATE TABLE files (
        sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, added TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE marks (
        posting TEXT NOT NULL REFERENCES postings (id) ON DELETE CASCADE,
        resume TEXT NOT NULL, mark TEXT NOT NULL, note TEXT NOT NULL, tags TEXT NOT NULL,
        who TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (posting, resume)) WITHOUT ROWID""",
    """CREATE TABLE overrules (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        posting TEXT NOT NULL REFERENCES postings (id) ON DELETE CASCADE,
        version INTEGER NOT NULL, requirement TEXT NOT NULL, asked TEXT NOT NULL,
        resume TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL,
        at TEXT NOT NULL)""",
    "CREATE INDEX overrules_by_resume ON overrules (posting, resume)",
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        object TEXT NOT NULL)""",
)
_SECOND = (
    # What several processes know of each other.
    "CREATE TABLE shared (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE replies (
        key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL,
        body BLOB NOT NULL, about TEXT NOT NULL, created TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE callbacks (
        job TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        url TEXT NOT NULL, tries INTEGER NOT NULL, due TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE tokens (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, workspace TEXT NOT NULL,
        created TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) WITHOUT ROWID""",
)
_THIRD = (
    # Its number is never another's, so that nobody switches on what they have not seen.
    """CREATE TABLE tunings (
        number INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL, who TEXT NOT NULL,
        at TEXT NOT NULL, forgotten INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE tuning_people (
        tuning INTEGER NOT NULL REFERENCES tunings (number) ON DELETE CASCADE,
        resume TEXT NOT NULL, PRIMARY KEY (tuning, resume)) WITHOUT ROWID""",
)
_CHANGES = (_FIRST, _SECOND, _THIRD)  # what each version has more than the one before
_VERSION = len(_CHANGES)


class GoneError(FitscoreError):
    """What something belongs to was deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__("what this belongs to was deleted meanwhile")


class StaleError(FitscoreError):
    """Somebody else saved the same meanwhile."""


class Database:
    """A connection to the tables; threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Open them, made where there are none.

        Raises:
            FitscoreError: They cannot be used, or are of a later version.
        """
        self._lock = threading.RLock()
        self._path = folder / FILE
        for suffix in ("", "-wal", "-shm"):
            if self._path.with_name(FILE + suffix).is_symlink():
                raise FitscoreError(f"{self._path}{suffix}: it is a link; delete it")
        try:
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            self._db = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error
        try:
            self._begin()
            # Who reads waits for nobody who writes.
            self._reading_lock = threading.RLock()
            self._reads = self._connect()
            with self._errors():
                for pragma in ("query_only = ON", "trusted_schema = OFF"):
                    self._reads.execute(f"PRAGMA {pragma}")
        except BaseException:
            self._db.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )

    def _begin(self) -> None:
        pragmas = (
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",
        )
        with self._errors():
            for pragma in pragmas:
                self._db.execute(f"PRAGMA {pragma}").fetchall()
            # The log of a process that was killed may hold what it had deleted.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            version = self._version(self._db)
        if version > _VERSION:
            raise FitscoreError(
                f"{self._path}: it is of version {version}; this fitscore reads up to {_VERSION}; "
                "use a newer fitscore"
            )
        if version < _VERSION:
            with self.writing() as db:
                for change in _CHANGES[self._version(db) :]:  # another process may have been first
                    for statement in change:
                        db.execute(statement)
                db.execute(f"PRAGMA user_version = {_VERSION}")

    @staticmethod
    def _version(db: sqlite3.Connection) -> int:
        return int(db.execute("PRAGMA user_version").fetchone()[0])

    def _unusable(self, error: Exception) -> FitscoreError:
        return FitscoreError(
            f"{self._path}: it cannot be used ({error}); see that the disk is not full and the "
            "folder may be written"
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:  # ids are random: only what is referred to can lack
            raise GoneError from error
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or nothing.

        Args:
            lasting: It is on the disk at its end; else what comes next brings it there: it outlives
                a process that is killed, and perhaps not a loss of power.
        """
        with self._lock, self._errors():
            self._db.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self._reading_lock, self._errors():
            return self._reads.execute(statement, values).fetchall()

    def shared(self, name: str) -> str:
        """What is known under a name by all processes; nothing unless it was said."""
        rows = self.rows("SELECT value FROM shared WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def share(self, name: str, value: str) -> None:
        """Let all processes know something."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO shared VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the connections."""
        with self._lock, self._reading_lock:
            self._reads.close()
            self._db.close()

    def compact(self) -> None:
        """Leave no byte of what was deleted in the database or its log.

        Raises:
            FitscoreError: Another process has not let go of it.
        """
        with self._lock, self._errors():
            self._db.execute("VACUUM")
            ((busy, *_),) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if busy:
                raise self._unusable(sqlite3.OperationalError("another process reads it"))


def now(seconds: float = 0.0) -> str:
    """This moment in UTC, as it is kept: fine enough to order what came in one second.

    Args:
        seconds: Another moment, so much later; earlier where it is negative.
    """
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="microseconds")


def random_id() -> str:
    """An id that tells nothing and that nobody guesses."""
    return secrets.token_urlsafe(_ID_BYTES)
