"""Tokens by which people and programs come in; of each the hash alone is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fitscore.serve.kept import Holder, Role
from fitscore.serve.store.database import Database, now, random_id

_TOKEN = "SELECT id, name, role, workspace, created, hash FROM tokens"  # noqa: S105 - a statement
_USER = "user "  # no hash begins so


class Tokens(Database):
    """The tokens."""

    def add_token(self, hash_: str, name: str, role: Role, workspace: str) -> Holder:
        """Keep a token by its hash."""
        return self._add(hash_, name, role, workspace)

    def _add(self, hash_: str, name: str, role: Role, workspace: str) -> Holder:
        row = (random_id(), name, role, workspace, now(), hash_)
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?)", row)
        return _holder(row)

    def add_user(self, name: str, role: Role, workspace: str) -> Holder:
        """Keep what a user may do whom a proxy names; in place of what was kept of them."""
        return self._add(_USER + name, name, role, workspace)

    def user(self, name: str) -> Holder | None:
        """What is kept of a user whom a proxy names."""
        return self.holder(_USER + name)

    def holder(self, hash_: str) -> Holder | None:
        """Who has a token, by its hash; None where there is none, or none any more."""
        rows = self.rows(f"{_TOKEN} WHERE hash = ?", (hash_,))
        return _holder(rows[0]) if rows else None

    def holders(self) -> list[Holder]:
        """Who has a token, the oldest first."""
        return [_holder(row) for row in self.rows(f"{_TOKEN} ORDER BY created, id")]

    def revoke_token(self, id_: str) -> bool:
        """Let a token count no more; whether it was there."""
        with self.writing() as db:
            return db.execute("DELETE FROM tokens WHERE id = ?", (id_,)).rowcount > 0


def _holder(row: Sequence[Any]) -> Holder:
    id_, name, role, workspace, created, hash_ = row
    return Holder(
        id=id_, name=name, role=role, workspace=workspace, created=created,
        by_proxy=hash_.startswith(_USER),
    )  # fmt: skip
