"""One connection to an SQLite file: transactions, and errors as one line each."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fitscore.errors import IndexDamagedError, IndexStoreError
from fitscore.text.near_names import remedy_for

FILE = "index.sqlite3"
_PATIENCE = 60.0  # seconds to wait for another process that writes
COMPACTING = 5000  # milliseconds to wait for readers, who may stay for long
_LARGEST = 1 << 28  # bytes of one value: a damaged or hostile file claims any size
_PAGE = 16384  # bytes: in smaller pages a vector takes one of its own beside its row

# Called with the name of each step of a write; tests put a kill there.
failpoint: Callable[[str], None] = lambda _step: None  # noqa: E731


class Database:
    """One connection, for one thread.

    Attributes:
        folder: Where its file is.
        writable: Whether it may be changed; else it is read where it lies, and no file is made.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open it; nothing is read of what is in it, and nothing changed.

        Raises:
            IndexStoreError: There is none, or it cannot be opened.
            IndexDamagedError: The file is damaged.
        """
        self.folder = folder
        path = folder / FILE
        with self._errors():
            if create:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._see_files()
            if create:
                with suppress(FileExistsError):
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            elif not path.is_file():
                remedy = remedy_for(folder, "make one with `index add`")
                raise IndexStoreError(str(folder), "there is no index", remedy)
            self.writable = os.access(folder, os.W_OK) and os.access(path, os.W_OK)
            self._connection = self._connect(path)
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"):
                self._connection.execute(f"PRAGMA {pragma}")

    def _see_files(self) -> None:
        """See that the files are files: SQLite would follow a link, and write where it leads.

        Raises:
            IndexStoreError: One is something else.
        """
        for suffix in ("", "-wal", "-shm", "-journal"):
            path = self.folder / f"{FILE}{suffix}"
            if path.is_symlink() or (path.exists() and not path.is_file()):
                raise IndexStoreError(
                    str(self.folder), f"{path.name} is a link or no file", "delete it"
                )

    def _connect(self, path: Path) -> sqlite3.Connection:
        if self.writable:
            return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        # A log that holds something is needed, and so is its index; else no file but this one is
        # touched, and none can be made.
        log = path.with_name(f"{FILE}-wal")
        immutable = "" if log.exists() and log.stat().st_size else "&immutable=1"
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro{immutable}",
            uri=True,
            timeout=_PATIENCE,
            isolation_level=None,
        )

    def _prepare_to_write(self) -> None:
        """Set how it is written, once it is known to be ours."""
        for pragma in (
            f"page_size = {_PAGE}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def _copy_to_memory(self) -> None:
        """Go on with a copy of what may not be written."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.backup(copy)
        self._connection.close()
        self._connection = copy

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
            if "Could not decode" in message:
                raise IndexDamagedError(str(self.folder), "a text is no text") from error
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
            finally:  # nothing was written; a commit would tell anew of damage that was passed over
                self._connection.rollback()

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

    def unset(self, key: str) -> None:
        """Take a value of `meta` away, inside a transaction."""
        self._connection.execute("DELETE FROM meta WHERE key = ?", (key,))

    def compact(self, patience: int = COMPACTING) -> None:
        """Leave no byte of what was deleted in the database or its log.

        Args:
            patience: Milliseconds to wait for others.

        Raises:
            IndexStoreError: Another process reads it; what was deleted may stand in the log yet.
        """
        self._connection.execute(f"PRAGMA busy_timeout = {patience}")
        try:
            with self._errors():
                self._connection.execute("VACUUM")
                failpoint("vacuumed")
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
