"""What is chosen for a folder as a whole."""

from __future__ import annotations

from fitscore.serve.store.database import Database


class Settings(Database):
    """Settings by name."""

    def setting(self, name: str) -> str | None:
        """What is set; None where nothing is."""
        rows = self.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Set something."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
