"""The tables of an index and how older versions become the present one.

What a reader must know of them stands in index/README.md.
"""

from __future__ import annotations

import sqlite3

SCHEMA_VERSION = 1

# One list of statements for each version: they lead to it from the one before.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
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
    ),
)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 where there are none."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the present version, inside a transaction of the caller's."""
    for version in range(version_of(connection), SCHEMA_VERSION):
        for statement in _MIGRATIONS[version]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version + 1}")
