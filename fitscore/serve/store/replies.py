"""What was answered to requests that may come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from fitscore.serve.kept import Reply
from fitscore.serve.store.database import Database, now

_KEPT_HOURS = 24


class Replies(Database):
    """The answers by the key that came with each request."""

    def reply(self, key: str) -> Reply | None:
        """The answer that was given under a key, or None."""
        rows = self.rows(
            "SELECT key, asked, status, headers, body, about FROM replies "
            "WHERE key = ? AND created >= ?",
            (key, _oldest()),
        )
        if not rows:
            return None
        key, asked, status, headers, body, about = rows[0]
        return Reply(
            key=key,
            asked=asked,
            status=status,
            headers=msgspec.json.decode(headers, type=dict[str, str]),
            body=bytes(body),
            about=msgspec.json.decode(about, type=tuple[str, ...]),
        )

    def keep_reply(self, reply: Reply) -> None:
        """Keep an answer, and those no longer that are too old."""
        headers, about = (
            msgspec.json.encode(value).decode() for value in (reply.headers, reply.about)
        )
        row = (reply.key, reply.asked, reply.status, headers, reply.body, about, now())
        with self.writing() as db:
            db.execute("DELETE FROM replies WHERE created < ?", (_oldest(),))
            db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def drop_all_replies(self) -> None:
        """Keep none: they may show what is to be hidden from now on."""
        with self.writing() as db:
            db.execute("DELETE FROM replies")


def drop_replies(db: sqlite3.Connection, about: Sequence[str]) -> None:
    """Take out the answers that were about something."""
    for one in about:
        db.execute("DELETE FROM replies WHERE INSTR(about, ?) > 0", (one,))


def _oldest() -> str:
    return now(-3600.0 * _KEPT_HOURS)
