"""What was learned from persons' verdicts: which of it decides, and of whom it was learned."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from fitscore.serve.kept import Said, Tuning
from fitscore.serve.store.database import Database, StaleError, now

_ON = "tuning"  # what the number of the one that decides is called among what is shared
_TUNING = """SELECT number, body, who, at, forgotten,
    number IN (SELECT CAST(value AS INTEGER) FROM shared WHERE name = ?)
    FROM tunings ORDER BY number DESC"""


class Tunings(Database):
    """Tuned decisions: the one that decides, and the last that was learned."""

    def add_tuning(self, body: bytes, who: str, people: Collection[str]) -> Tuning:
        """Keep a tuned decision, in place of others that do not decide; it does not decide yet.

        One that is kept already stays as it is, learned anew: on, where it was on.

        Args:
            body: Its file's bytes.
            who: Who had it learned.
            people: Keys of the résumés that it was learned of.

        Raises:
            StaleError: Of one of them no verdict of a person is kept any more.
        """
        with self.writing() as db:
            known = {key for (key,) in db.execute("SELECT DISTINCT resume FROM overrules")}
            if not set(people) <= known:
                raise StaleError(
                    "somebody was forgotten, or a verdict taken back, meanwhile; learn again"
                )
            db.execute(
                "DELETE FROM tunings WHERE number NOT IN "
                "(SELECT CAST(value AS INTEGER) FROM shared WHERE name = ?)",
                (_ON,),
            )
            number = _put(db, body, who)
            db.executemany(
                "INSERT INTO tuning_people VALUES (?, ?)", [(number, key) for key in set(people)]
            )
        return next(one for one in self.tunings() if one.number == number)

    def tunings(self) -> list[Tuning]:
        """Those that are kept, the newest first."""
        return [_tuning(row) for row in self.rows(_TUNING, (_ON,))]

    def tuning(self) -> Tuning | None:
        """The one that decides, or None."""
        return next((one for one in self.tunings() if one.is_on), None)

    def switch_tuning(self, number: int | None) -> bool:
        """Let one decide, or none; whether there is such a one."""
        with self.writing() as db:
            if number is None:
                db.execute("DELETE FROM shared WHERE name = ?", (_ON,))
                return True
            if db.execute("SELECT 1 FROM tunings WHERE number = ?", (number,)).fetchone() is None:
                return False
            db.execute("INSERT OR REPLACE INTO shared VALUES (?, ?)", (_ON, str(number)))
        return True

    def said(self) -> Said:
        """How much persons said."""
        ((verdicts, requirements, candidates),) = self.rows(
            "SELECT COUNT(DISTINCT posting || ' ' || requirement || ' ' || resume), "
            "COUNT(DISTINCT asked), COUNT(DISTINCT resume) FROM overrules"
        )
        return Said(verdicts=verdicts, requirements=requirements, candidates=candidates)


def _put(db: sqlite3.Connection, body: bytes, who: str) -> int:
    """The number of a tuned decision that is put in place, without those that it was learned of."""
    row = (body, who, now())
    known = db.execute("SELECT number FROM tunings WHERE body = ?", (body,)).fetchone()
    if known is None:
        made = db.execute("INSERT INTO tunings (body, who, at) VALUES (?, ?, ?)", row)
        return int(made.lastrowid or 0)
    db.execute("UPDATE tunings SET who = ?, at = ?, forgotten = 0 WHERE body = ?", (*row[1:], body))
    db.execute("DELETE FROM tuning_people WHERE tuning = ?", known)
    return int(known[0])


def forget_in_tunings(db: sqlite3.Connection, resume: str) -> None:
    """Count a forgotten résumé where something was learned of it, and name it no more."""
    db.execute(
        "UPDATE tunings SET forgotten = forgotten + 1 WHERE number IN "
        "(SELECT tuning FROM tuning_people WHERE resume = ?)",
        (resume,),
    )
    db.execute("DELETE FROM tuning_people WHERE resume = ?", (resume,))


def _tuning(row: Sequence[Any]) -> Tuning:
    number, body, who, at, forgotten, is_on = row
    return Tuning(
        number=number, body=bytes(body), who=who, when=at, forgotten=forgotten, is_on=bool(is_on)
    )
