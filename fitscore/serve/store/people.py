"""What people say of candidates: marks, notes and verdicts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from fitscore.serve.kept import Mark, Overrule, PostingVersion
from fitscore.serve.store.database import Database, now, random_id
from fitscore.types import Verdict

_OVERRULE = (
    "SELECT id, posting, version, requirement, asked, resume, verdict, reason, who, at "
    "FROM overrules "
)


class People(Database):
    """Marks and overrules."""

    def put_mark(self, posting: str, mark: Mark) -> Mark:
        """Note something of a candidate, in place of what was noted before."""
        kept = msgspec.structs.replace(mark, when=now())
        with self.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    posting,
                    kept.resume,
                    kept.mark,
                    kept.note,
                    msgspec.json.encode(kept.tags).decode(),
                    kept.who,
                    kept.when,
                ),
            )
        return kept

    def marks(self, posting: str) -> dict[str, Mark]:
        """What was noted of the candidates for a posting, by the résumé's key."""
        rows = self.rows(
            "SELECT resume, mark, note, tags, who, at FROM marks WHERE posting = ?", (posting,)
        )
        return {
            resume: Mark(
                resume=resume,
                mark=mark,
                note=note,
                tags=msgspec.json.decode(tags, type=tuple[str, ...]),
                who=who,
                when=at,
            )
            for resume, mark, note, tags, who, at in rows
        }

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
