"""One connection to an SQLite file: transactions, and errors as one line each."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fitscore.errors import IndexDamagedError, IndexStoreError

FILE = "index.sqlite3"
_PATIENCE = 60.0  # seconds to wait for another process that writes
_COMPACTING = 5000  # milliseconds to wait for readers, who may stay for long
_PAGE = 16384  # bytes: in smaller pages a vector takes one of its own beside its row

# Called with the name of each step of a write; tests put a kill there.
failpoint: Callable[[str], None] = lambda _step: None  # noqa: E731


class Database:
    """One connection, for one thread."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open it.

        Raises:
            IndexStoreError: There is none, or it cannot be written.
            IndexDamagedError: The file is damaged.
        """
        self.folder = folder
        path = folder / FILE
        if not create and not path.is_file():
            raise IndexStoreError(str(folder), "there is no index", "make one with `index add`")
        with self._errors():
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            for pragma in (
                f"page_size = {_PAGE}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "secure_delete = ON",
                "foreign_keys = ON",
                "trusted_schema = OFF",
                "cell_size_check = ON",
            ):
                self._connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors and the system's as one line each."""
        try:
            yield
        except sqlite3.OperationalError as error:
            message = str(error)
            if "locked" in message or "busy" in message:
                remedy = "another process writes to it; try again"
            else:
                remedy = "see that the disk is not full and the folder may be written"
            raise IndexStoreError(
                str(self.folder), f"it cannot be used ({message})", remedy
            ) from error
        except sqlite3.ProgrammingError as error:
            raise IndexStoreError(
                str(self.folder),
                "it is closed, or was opened by another thread",
                "open one in each thread that uses it",
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(str(self.folder), str(error)) from error
        except OSError as error:
            raise IndexStoreError(
                str(self.folder), f"it cannot be used ({error.strerror})", "check the folder"
            ) from error
        except (ValueError, TypeError, OverflowError) as error:  # a value of another type
            raise IndexDamagedError(str(self.folder), str(error)) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction: all that is done in it, or nothing."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                failpoint("begun")
                yield
                failpoint("before commit")
                self._connection.execute("COMMIT")
                failpoint("after commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A view of one moment, whatever others write meanwhile."""
        with self._errors():
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def get(self, key: str) -> str | None:
        """A value of `meta`."""
        with self._errors():
            row = self._connection.execute(
                "SELECT value FROM meta WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Set a value of `meta`, inside a transaction."""
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def compact(self) -> None:
        """Leave no byte of what was deleted in the database or its log.

        Raises:
            IndexStoreError: Another process reads it; what was deleted may stand in the log yet.
        """
        self._connection.execute(f"PRAGMA busy_timeout = {_COMPACTING}")
        try:
            with self._errors():
                self._connection.execute("VACUUM")
                busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {1000 * _PATIENCE:.0f}")
        if busy:
            raise IndexStoreError(
                str(self.folder),
                "another process reads it, so the log cannot be emptied yet",
                "run `index check --compact` when nobody does",
            )

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file."""
        with self._errors():
            rows = self._connection.execute("PRAGMA integrity_check").fetchall()
            rows += self._connection.execute("PRAGMA foreign_key_check").fetchall()
        return [str(row[0]) for row in rows if row[0] != "ok"]


def sync_folder(folder: Path) -> None:
    """Make a new or renamed file's name last, where the system allows it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
