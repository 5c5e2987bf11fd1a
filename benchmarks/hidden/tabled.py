"""Ways that are kept as markup in a table beside the module of their format."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hidden.shared import CANARY


@dataclass(frozen=True)
class Way:
    """A way of writing the canary: parts of a file by name."""

    name: str
    parts: dict[str, str]

    @property
    def __name__(self) -> str:
        """As of a function, which ways in other formats are."""
        return self.name

    def part(self, name: str) -> str:
        """Markup with the canary in it."""
        found = self.parts.get(name, "")
        return found.replace("CANARY", CANARY).replace("REST", CANARY[1:])


def ways(form: str, kind: str) -> list[Way]:
    """Ways of a kind in a format."""
    with Path(__file__).with_name(f"{form}.toml").open("rb") as file:
        return [Way(name, parts) for name, parts in tomllib.load(file)[kind].items()]
