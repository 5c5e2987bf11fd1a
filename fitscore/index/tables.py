"""The tables of an index and how older versions become the present one.

What a reader must know of them stands in index/README.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from fitscore.index.documents import StoredDocument
from fitscore.posting.attributes import part_of
from fitscore.types import Degree, Kind, Priority, Requirement, Span

SCHEMA_VERSION = 2

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('resume', 'posting')),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        added TEXT NOT NULL,
        checksum BLOB NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (kind, name)
    )""",
    """CREATE TABLE texts (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('passage', 'education', 'requirement', 'part')),
        text TEXT NOT NULL,
        section TEXT,
        role TEXT,
        start INTEGER,
        end INTEGER,
        page INTEGER,
        vector BLOB NOT NULL,
        PRIMARY KEY (document, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE credentials (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        PRIMARY KEY (document, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE roles (
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        title TEXT,
        begun TEXT,
        ended TEXT,
        PRIMARY KEY (document, id)
    ) WITHOUT ROWID""",
    "CREATE TABLE tombstones (hash TEXT PRIMARY KEY, forgotten TEXT NOT NULL) WITHOUT ROWID",
)
# Which version of the reader made a document; the first told none.
_READER = ("ALTER TABLE documents ADD COLUMN reader INTEGER NOT NULL DEFAULT 1",)
_MIGRATIONS = (_TABLES, _READER)
_MOST_ENTRIES = 1000  # of a schema: more than any version has


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 where there are none."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_of_version(connection: sqlite3.Connection, version: int) -> bool:
    """Whether the tables are those of a version and nothing else: no view, trigger or index more.

    SQLite runs what a schema says: a view in place of a table answers what it likes, for ever.
    """
    known = sqlite3.connect(":memory:")
    try:
        for statements in _MIGRATIONS[:version]:
            for statement in statements:
                known.execute(statement)
        wanted = _schema(known, _MOST_ENTRIES)
    finally:
        known.close()
    return _schema(connection, len(wanted) + 1) == wanted


def _schema(connection: sqlite3.Connection, most: int) -> list[tuple[str, ...]]:
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT ?", (most,)
    ).fetchall()
    return sorted(tuple(" ".join(str(value).split()) for value in row) for row in rows)


def migrate(
    connection: sqlite3.Connection,
    postings: Callable[[], list[StoredDocument]],
    put: Callable[[StoredDocument], None],
) -> None:
    """Bring the tables to the present version, inside a transaction of the caller's.

    Args:
        connection: To the database.
        postings: The postings that are kept, once the tables are there.
        put: Keeps a document in place of the one of its name.
    """
    before = version_of(connection)
    for version in range(before, SCHEMA_VERSION):
        for statement in _MIGRATIONS[version]:
            connection.execute(statement)
    if before == 1:
        for document in postings():
            put(replace(document, body=_with_whole_parts(document.body)))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _with_whole_parts(body: bytes) -> bytes:
    """A posting of version 1, in which the parts of a requirement were passages of text alone."""
    value: dict[str, Any] = msgspec.json.decode(body)
    for entry in value["requirements"]:
        whole = Requirement(
            id=entry["id"],
            text=entry["text"],
            start=entry["start"],
            end=entry["end"],
            priority=Priority(entry["priority"]),
            kind=Kind(entry["kind"]),
            degree=Degree(entry["degree"]) if entry["degree"] else None,
            or_equivalent=entry["or_equivalent"],
        )
        for key in ("any_of", "all_of"):
            parts = [Span(part["text"], part["start"], part["end"]) for part in entry[key]]
            entry[key] = [part_of(whole, number, span) for number, span in enumerate(parts, 1)]
    return msgspec.json.encode(value)
