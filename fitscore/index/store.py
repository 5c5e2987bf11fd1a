"""The database of an index: documents with all that was read of them, whole or not at all.

Every document carries a checksum over its row and its texts, and `meta` the exclusive or of all of
them: a bit that flipped on the disk is found when it is read, and a row that went missing when the
index is opened.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from fitscore.errors import IndexDamagedError, IndexStoreError
from fitscore.index.documents import StoredDocument, StoredText
from fitscore.index.tables import SCHEMA_VERSION, migrate, version_of
from fitscore.types import Identity

FILE = "index.sqlite3"
_PATIENCE = 60.0  # seconds to wait for another process that writes
_COMPACTING = 5000  # milliseconds to wait for readers, who may stay for long
_NOTHING = bytes(32)
_PAGE = 16384  # bytes: in smaller pages a vector takes one of its own beside its row

# Called with the name of each step of a write; tests put a kill there.
failpoint: Callable[[str], None] = lambda _step: None  # noqa: E731


class Store:
    """One connection to the database of an index; for one thread."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open it.

        Raises:
            IndexStoreError: There is none, it is of a later version, or it cannot be written.
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
            version = version_of(self._connection)
            if version > SCHEMA_VERSION:
                raise IndexStoreError(
                    str(folder),
                    f"it is of version {version}; this fitscore reads up to {SCHEMA_VERSION}",
                    "use a newer fitscore",
                )
            if version < SCHEMA_VERSION:
                with self.writing():
                    migrate(self._connection, lambda: list(self.documents("posting")), self.put)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors and the system's as one line each."""
        try:
            yield
        except sqlite3.OperationalError as error:
            told = str(error)
            if "locked" in told or "busy" in told:
                remedy = "another process writes to it; try again"
            else:
                remedy = "see that the disk is not full and the folder may be written"
            raise IndexStoreError(
                str(self.folder), f"it cannot be used ({told})", remedy
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

    @property
    def model(self) -> Identity | None:
        """The model that made the vectors; None before the first document."""
        name, sha256 = self.get("model_name"), self.get("model_sha256")
        return None if name is None or sha256 is None else Identity(name, sha256)

    @model.setter
    def model(self, identity: Identity) -> None:
        self.set("model_name", identity.name)
        self.set("model_sha256", identity.sha256)

    @property
    def generation(self) -> int:
        """How often the documents have changed."""
        with self._errors():
            return int(self.get("generation") or 0)

    def known(self, kind: str, name: str) -> tuple[str, int] | None:
        """The hash of the file that is kept under a name and the version of its reader, or None."""
        with self._errors():
            row = self._connection.execute(
                "SELECT sha256, reader FROM documents WHERE kind = ? AND name = ?", (kind, name)
            ).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def read_before(self, version: int) -> list[str]:
        """The names of the documents that an older reader made."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT name FROM documents WHERE reader < ? ORDER BY kind, name", (version,)
            ).fetchall()
        return [str(row[0]) for row in rows]

    def names(self, kind: str) -> list[tuple[str, str, str]]:
        """Name, hash and day of all documents of a kind, by name."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT name, sha256, added FROM documents WHERE kind = ? ORDER BY name", (kind,)
            ).fetchall()
        return [(str(a), str(b), str(c)) for a, b, c in rows]

    def count(self, kind: str) -> int:
        """How many documents of a kind are kept."""
        with self._errors():
            row = self._connection.execute(
                "SELECT COUNT(*) FROM documents WHERE kind = ?", (kind,)
            ).fetchone()
        return int(row[0])

    def numbers(self, kind: str) -> list[tuple[int, str, bytes]]:
        """Number, name and checksum of all documents of a kind, by number."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT id, name, checksum FROM documents WHERE kind = ? ORDER BY id", (kind,)
            ).fetchall()
        return [(int(number), str(name), bytes(checksum)) for number, name, checksum in rows]

    def put(self, document: StoredDocument) -> None:
        """Keep a document, in place of the one of its name, inside a transaction."""
        self.remove(document.kind, document.name)
        failpoint("removed the older")
        checksum = document.checksum
        cursor = self._connection.execute(
            "INSERT INTO documents (kind, name, sha256, added, body, checksum, reader) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                document.kind,
                document.name,
                document.sha256,
                document.added,
                document.body,
                checksum,
                document.reader,
            ),
        )
        key = cursor.lastrowid
        failpoint("wrote the document")
        self._connection.executemany(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    key,
                    position,
                    item.kind,
                    item.text,
                    item.section,
                    item.role,
                    item.start,
                    item.end,
                    item.page,
                    np.asarray(item.vector, dtype="<f4").tobytes(),
                )
                for position, item in enumerate(document.texts)
            ],
        )
        failpoint("wrote the texts")
        self._connection.executemany(
            "INSERT INTO credentials VALUES (?, ?)", [(key, name) for name in document.credentials]
        )
        self._connection.executemany(
            "INSERT INTO roles VALUES (?, ?, ?, ?, ?)", [(key, *role) for role in document.roles]
        )
        self._account(document.kind, document.name, checksum)
        failpoint("wrote the account")

    def remove(self, kind: str, name: str) -> bool:
        """Take a document out, inside a transaction; whether there was one."""
        row = self._connection.execute(
            "SELECT id, checksum FROM documents WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        if row is None:
            return False
        self._connection.execute("DELETE FROM documents WHERE id = ?", (row[0],))
        self._account(kind, name, row[1])
        return True

    def _account(self, kind: str, name: str, checksum: bytes) -> None:
        """Count a document in or out, and begin a new generation."""
        before = bytes.fromhex(self.get("digest") or _NOTHING.hex())
        self.set("digest", _either(before, _share(kind, name, checksum)).hex())
        self.set("generation", str(self.generation + 1))

    def check_account(self) -> None:
        """See that all documents are there that should be, and no other.

        Raises:
            IndexDamagedError: They are not.
        """
        with self.reading():
            total, found = _NOTHING, set()
            # The table itself, row by row: its index may be what was damaged.
            for kind, name, checksum in self._connection.execute(
                "SELECT kind, name, checksum FROM documents NOT INDEXED"
            ):
                total = _either(total, _share(kind, name, checksum))
                found.add((kind, name))
            listed = {(kind, row[0]) for kind in ("resume", "posting") for row in self.names(kind)}
            if total.hex() != (self.get("digest") or _NOTHING.hex()) or listed != found:
                raise IndexDamagedError(str(self.folder), "documents are missing or were changed")

    def documents(self, kind: str, names: Iterable[str] | None = None) -> Iterator[StoredDocument]:
        """Documents of a kind, each checked against its checksum.

        Args:
            kind: resume or posting.
            names: Which, in what order; all by name unless given.

        Raises:
            IndexDamagedError: One is not what was written.
        """
        for name in [name for name, _, _ in self.names(kind)] if names is None else names:
            found = self.document(kind, name)
            if found is None:
                raise IndexDamagedError(str(self.folder), f"{name} is listed and not there")
            yield found

    def document(self, kind: str, name: str) -> StoredDocument | None:
        """One document, checked, or None.

        Raises:
            IndexDamagedError: It is not what was written.
        """
        with self.reading():
            row = self._connection.execute(
                "SELECT id, sha256, added, body, checksum, reader FROM documents "
                "WHERE kind = ? AND name = ?",
                (kind, name),
            ).fetchone()
            if row is None:
                return None
            key, sha256, added, body, checksum, reader = row
            texts = tuple(
                StoredText(what, text, np.frombuffer(vector, dtype="<f4"), *place)
                for what, text, vector, *place in self._connection.execute(
                    "SELECT kind, text, vector, section, role, start, end, page FROM texts "
                    "WHERE document = ? ORDER BY position",
                    (key,),
                )
            )
            credentials = tuple(
                name
                for (name,) in self._connection.execute(
                    "SELECT name FROM credentials WHERE document = ?", (key,)
                )
            )
            roles = tuple(
                self._connection.execute(
                    "SELECT id, title, begun, ended FROM roles WHERE document = ?", (key,)
                )
            )
            found = StoredDocument(
                kind, name, sha256, added, body, texts, credentials, roles, reader
            )
            if found.checksum != checksum:
                raise IndexDamagedError(str(self.folder), f"{name} is not what was written")
            return found

    def bury(self, hash_: str, when: str) -> None:
        """Remember by a hash alone that something was forgotten, inside a transaction."""
        self._connection.execute("INSERT OR REPLACE INTO tombstones VALUES (?, ?)", (hash_, when))

    def buried(self, hash_: str) -> str | None:
        """When something with this hash was forgotten, or None."""
        with self._errors():
            row = self._connection.execute(
                "SELECT forgotten FROM tombstones WHERE hash = ?", (hash_,)
            ).fetchone()
        return None if row is None else str(row[0])

    def exhume(self, hash_: str) -> None:
        """Take a tombstone away, inside a transaction."""
        self._connection.execute("DELETE FROM tombstones WHERE hash = ?", (hash_,))

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


def _share(kind: str, name: str, checksum: bytes) -> bytes:
    """What a document adds to the account of all."""
    return hashlib.sha256(f"{kind}\n{name}\n".encode() + checksum).digest()


def _either(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def sync_folder(folder: Path) -> None:
    """Make a new or renamed file's name last, where the system allows it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
