"""The database of an index: documents with all that was read of them, whole or not at all.

Every document carries a checksum over its row and its texts, and `meta` the exclusive or of all of
them: a bit that flipped on the disk is found when it is read, and a row that went missing when the
index is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

import numpy as np

from fitscore.errors import IndexDamagedError, IndexStoreError
from fitscore.index import database
from fitscore.index.database import Database
from fitscore.index.documents import StoredDocument, StoredText, candidate_of
from fitscore.index.tables import SCHEMA_VERSION, is_of_version, migrate, version_of
from fitscore.types import Candidate, Identity

_NOTHING = bytes(32)
_UNFINISHED = "to_compact"


class Store(Database):
    """The documents of an index; for one thread.

    Attributes:
        width: How many numbers a vector must have; any number, one for a document, while None.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open it, and bring it to the present version.

        Raises:
            IndexStoreError: There is none, it is of a later version, or it cannot be written.
            IndexDamagedError: The file is damaged.
        """
        super().__init__(folder, create=create)
        self.width: int | None = None
        try:
            with self._errors():
                self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        """See that the tables are ours, before anything is asked of them."""
        with self.reading():  # of one moment: another process may be making them
            version = version_of(self._connection)
            known = 0 <= version <= SCHEMA_VERSION and is_of_version(self._connection, version)
        if version > SCHEMA_VERSION:
            raise IndexStoreError(
                str(self.folder),
                f"it is of version {version}; this fitscore reads up to {SCHEMA_VERSION}",
                "use a newer fitscore",
            )
        if not known:
            raise IndexStoreError(
                str(self.folder),
                f"{database.FILE} has not the tables of an index (version {version})",
                "it was not written by fitscore: add the files to a new index",
            )
        if self.writable:
            self._prepare_to_write()
        elif version < SCHEMA_VERSION:
            self._copy_to_memory()
        if version < SCHEMA_VERSION:
            with self.writing():
                migrate(self._connection, lambda: list(self.documents("posting")), self.put)
        if not self.writable:
            self._connection.execute("PRAGMA query_only = ON")

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

    def people(
        self, known: Container[tuple[str, str]] = ()
    ) -> list[tuple[str, str, Candidate | None]]:
        """Of each résumé its name, its hash and who it is from, unchecked (`candidate_of`).

        Args:
            known: Names and hashes of those that are left out.
        """
        with self.reading():
            rows = self._connection.execute(
                "SELECT id, name, sha256 FROM documents WHERE kind = 'resume'"
            ).fetchall()
            return [
                (str(name), str(sha256), self._candidate(key))
                for key, name, sha256 in rows
                if (name, sha256) not in known
            ]

    def _candidate(self, key: int) -> Candidate | None:
        """Who a résumé is from; None where its body cannot be had: one of many may be damaged."""
        try:
            with self._errors():
                (body,) = self._connection.execute(
                    "SELECT CAST(body AS BLOB) FROM documents WHERE id = ?", (key,)
                ).fetchone()
        except IndexDamagedError:
            return None
        return candidate_of(body or b"")

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
        database.failpoint("removed the older")
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
        database.failpoint("wrote the document")
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
        database.failpoint("wrote the texts")
        self._connection.executemany(
            "INSERT INTO credentials VALUES (?, ?)", [(key, name) for name in document.credentials]
        )
        self._connection.executemany(
            "INSERT INTO roles VALUES (?, ?, ?, ?, ?)", [(key, *role) for role in document.roles]
        )
        self._account(document.kind, document.name, checksum)
        database.failpoint("wrote the account")

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
                StoredText(what, text, np.frombuffer(vector, dtype="<f4"), *where)
                for what, text, vector, *where in self._connection.execute(
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
            widths = {len(item.vector) for item in texts}
            if len(widths) > 1 or (self.width is not None and widths - {self.width}):
                raise IndexDamagedError(str(self.folder), f"{name} has vectors of another length")
            if not all(np.isfinite(item.vector).all() for item in texts):
                raise IndexDamagedError(str(self.folder), f"{name} has vectors that are no numbers")
            return found

    def copies(self, kind: str, name: str) -> list[str]:
        """Under which other names of any kind the same file is kept."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT other.name FROM documents AS one JOIN documents AS other "
                "ON one.sha256 = other.sha256 AND one.id <> other.id "
                "WHERE one.kind = ? AND one.name = ? ORDER BY other.name",
                (kind, name),
            ).fetchall()
        return [str(row[0]) for row in rows]

    @property
    def is_unfinished(self) -> bool:
        """Whether bytes of what was forgotten may be left."""
        return self.get(_UNFINISHED) is not None

    @is_unfinished.setter
    def is_unfinished(self, value: bool) -> None:
        if value:
            self.set(_UNFINISHED, "1")
        else:
            self.unset(_UNFINISHED)

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


def _share(kind: str, name: str, checksum: bytes) -> bytes:
    """What a document adds to the account of all."""
    return hashlib.sha256(f"{kind}\n{name}\n".encode() + checksum).digest()


def _either(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
