"""What people say of candidates: marks, notes and verdicts of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from fitscore.serve.kept import Mark, Overrule, PostingVersion
from fitscore.serve.store.database import Database, StaleError, now, random_id
from fitscore.types import Verdict

_OVERRULE = (
    "SELECT id, posting, version, requirement, asked, resume, verdict, reason, who, at "
    "FROM overrules "
)
_MARK = "SELECT resume, mark, note, tags, who, at FROM marks"


class People(Database):
    """Marks and overrules."""

    def change_mark(
        self, posting: str, mark: Mark, fields: Iterable[str], *, seen: str | None = None
    ) -> Mark:
        """Note something of a candidate, beside what was noted before.

        Args:
            posting: The posting.
            mark: What is noted, and by whom.
            fields: Of those of a mark the ones that change.
            seen: When what was noted before was noted, where somebody has seen it.

        Raises:
            StaleError: That is not what is noted now.
        """
        with self.writing() as db:
            row = db.execute(f"{_MARK} WHERE posting = ? AND resume = ?", (posting, mark.resume))
            found = row.fetchone()
            before = _mark(found) if found is not None else Mark(resume=mark.resume)
            if seen is not None and seen != before.when:
                raise StaleError(
                    "something else was noted meanwhile; go back, load the page anew and save again"
                )
            changes = {name: getattr(mark, name) for name in (*fields, "who")}
            return _put(db, posting, msgspec.structs.replace(before, **changes))

    def marks(self, posting: str) -> dict[str, Mark]:
        """What was noted of the candidates for a posting, by the résumé's key."""
        rows = self.rows(f"{_MARK} WHERE posting = ?", (posting,))
        return {str(row[0]): _mark(row) for row in rows}

    def add_overrule(
        self,
        posting: PostingVersion,
        requirement: str,
        asked: str,
        resume: str,
        verdict: Verdict,
        reason: str,
        who: str,
    ) -> Overrule:
        """Keep a person's verdict; of several on one requirement the newest counts."""
        id_, when = random_id(), now()
        row = (id_, posting.id, posting.version, requirement, asked, resume, verdict, reason, who)
        with self.writing() as db:
            db.execute(
                "INSERT INTO overrules (id, posting, version, requirement, asked, resume, verdict, "
                "reason, who, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row[:6], verdict.value, *row[7:], when),
            )
        return _overrule((*row, when))

    def overrules(self, posting: str, resume: str | None = None) -> list[Overrule]:
        """What people said otherwise, the oldest first; of one résumé, or of all."""
        rows = self.rows(
            f"{_OVERRULE} WHERE posting = ? AND (? IS NULL OR resume = ?) ORDER BY number",
            (posting, resume, resume),
        )
        return [_overrule(row) for row in rows]

    def all_overrules(self) -> list[Overrule]:
        """What people said of all candidates for all postings, the oldest first."""
        return [_overrule(row) for row in self.rows(f"{_OVERRULE} ORDER BY number")]

    def delete_overrule(self, posting: str, resume: str, id_: str) -> bool:
        """Take a person's verdict back; whether it was there."""
        with self.writing() as db:
            return (
                db.execute(
                    "DELETE FROM overrules WHERE posting = ? AND resume = ? AND id = ?",
                    (posting, resume, id_),
                ).rowcount
                > 0
            )


def _put(db: sqlite3.Connection, posting: str, mark: Mark) -> Mark:
    kept = msgspec.structs.replace(mark, when=now())
    tags = msgspec.json.encode(kept.tags).decode()
    row = (posting, kept.resume, kept.mark, kept.note, tags, kept.who, kept.when)
    db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return kept


def _mark(row: Sequence[Any]) -> Mark:
    resume, mark, note, tags, who, at = row
    read = msgspec.json.decode(tags, type=tuple[str, ...])
    return Mark(resume=resume, mark=mark, note=note, tags=read, who=who, when=at)


def _overrule(row: Sequence[Any]) -> Overrule:
    id_, posting, version, requirement, asked, resume, verdict, reason, who, at = row
    return Overrule(
        id=id_,
        posting=posting,
        version=version,
        requirement=requirement,
        asked=asked,
        resume=resume,
        verdict=Verdict(verdict),
        reason=reason,
        who=who,
        when=at,
    )
