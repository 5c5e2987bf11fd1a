"""Postings and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fitscore.serve.kept import PostingVersion
from fitscore.serve.store.database import Database, StaleError, now, random_id
from fitscore.serve.store.replies import drop_replies

_NEWEST = (
    "SELECT p.id, v.version, v.name, v.body, v.author, v.created, p.created AS begun "
    "FROM postings AS p JOIN posting_versions AS v ON v.posting = p.id "
)
_IS_NEWEST = "v.version = (SELECT MAX(version) FROM posting_versions WHERE posting = p.id)"


class StaleVersionError(StaleError):
    """A posting was saved by somebody else meanwhile."""

    def __init__(self, given: int, newest: int) -> None:
        super().__init__(
            f"version {given} was edited, and {newest} is the newest; read it and edit that one"
        )


class Postings(Database):
    """The postings."""

    def add_posting(self, name: str, body: bytes, author: str) -> PostingVersion:
        """Keep a posting as its first version."""
        id_, when = random_id(), now()
        with self.writing() as db:
            db.execute("INSERT INTO postings VALUES (?, ?)", (id_, when))
            row = (id_, 1, name, body, author, when)
            db.execute("INSERT INTO posting_versions VALUES (?, ?, ?, ?, ?, ?)", row)
        return _posting(row)

    def change_posting(
        self, id_: str, body: bytes, author: str, *, edited: int | None = None
    ) -> PostingVersion | None:
        """Keep a new version of a posting; None where there is no such posting.

        Args:
            id_: Of the posting.
            body: As `fitscore.posting/1`.
            author: Who edited it.
            edited: Which version was edited; the newest unless given.

        Raises:
            StaleVersionError: That is not the newest.
        """
        with self.writing() as db:
            found = db.execute(f"{_NEWEST} WHERE p.id = ? AND {_IS_NEWEST}", (id_,)).fetchone()
            if found is None:
                return None
            newest = _posting(found)
            if edited is not None and edited != newest.version:
                raise StaleVersionError(edited, newest.version)
            row = (id_, newest.version + 1, newest.name, body, author, now())
            db.execute("INSERT INTO posting_versions VALUES (?, ?, ?, ?, ?, ?)", row)
        return _posting(row)

    def posting(self, id_: str, version: int | None = None) -> PostingVersion | None:
        """A version of a posting, the newest unless one is named; None where there is none."""
        which, values = (
            (_IS_NEWEST, [id_]) if version is None else ("v.version = ?", [id_, version])
        )
        rows = self.rows(f"{_NEWEST} WHERE p.id = ? AND {which}", values)
        return _posting(rows[0]) if rows else None

    def postings(
        self, limit: int, after: tuple[str, str] | None = None
    ) -> tuple[list[PostingVersion], tuple[str, str] | None]:
        """The newest version of each posting, the last added first.

        Args:
            limit: How many.
            after: Where to go on, as it was answered.

        Returns:
            With them, where to go on; None where there are no more.
        """
        rows = self.rows(
            f"{_NEWEST} WHERE {_IS_NEWEST} AND (? IS NULL OR (p.created, p.id) < (?, ?)) "
            "ORDER BY p.created DESC, p.id DESC LIMIT ?",
            (after and after[0], *(after or ("", "")), limit + 1),
        )
        more = (str(rows[limit - 1][6]), str(rows[limit - 1][0])) if len(rows) > limit else None
        return [_posting(row) for row in rows[:limit]], more

    def delete_posting(self, id_: str) -> bool:
        """Take a posting out with its versions, marks and overrules; whether it was there."""
        with self.writing() as db:
            drop_replies(db, [id_])
            return db.execute("DELETE FROM postings WHERE id = ?", (id_,)).rowcount > 0


def _posting(row: Sequence[Any]) -> PostingVersion:
    id_, version, name, body, author, created = row[:6]
    return PostingVersion(
        id=id_, version=version, name=name, body=bytes(body), author=author, created=created
    )
