"""Labelled requirement-résumé pairs on disk, and their signals.

A data folder holds any number of match folders, at any depth. A match folder holds
REQUIREMENTS.json (a list of objects with id, text, priority, kind, years_min, degree,
or_equivalent, names), the résumés ID.pdf, and labels/ID.json:

    {"resume": ID, "as_of": "YYYY-MM", "overall": 0 to 100,
     "labels": [{"id": requirement id, "verdict": "met" | "partial" | "missing", ...}, ...]}
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import Encoder
from fitscore.evidence import passages_of, read_signals
from fitscore.isolation import read_resume
from fitscore.scoring.decision import CLASSES
from fitscore.types import Degree, Kind, Priority, Requirement, Verdict


@dataclass(frozen=True, slots=True)
class Pairs:
    """Signals and labels, one row a pair.

    Attributes:
        values: Shape (pairs, signals).
        labels: Index into `CLASSES`, shape (pairs,).
        folders: The match folder of each pair, shape (pairs,).
    """

    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    folders: NDArray[np.str_]

    @property
    def trades(self) -> NDArray[np.str_]:
        """The trade of each pair: folders come in pairs of one, NAME_1 and NAME_2."""
        return np.array([re.sub(r"_\d+$", "", name) for name in self.folders])


def match_folders(data: Path) -> list[Path]:
    """All match folders below a data folder."""
    return sorted(path.parent for path in data.rglob("REQUIREMENTS.json"))


def read_requirements(folder: Path) -> list[Requirement]:
    """The labelled requirements of a match folder."""
    entries = json.loads((folder / "REQUIREMENTS.json").read_text(encoding="utf-8"))
    return [
        Requirement(
            id=entry["id"],
            text=" ".join(entry["text"].split()),
            start=0,
            end=0,
            priority=Priority(entry["priority"]),
            kind=Kind(entry["kind"]),
            years_min=entry["years_min"],
            degree=Degree(entry["degree"]) if entry["degree"] else None,
            or_equivalent=bool(entry["or_equivalent"]),
            names=tuple(entry["names"]),
        )
        for entry in entries
    ]


def read_pairs(data: Path, encoder: Encoder) -> Pairs:
    """Signals and labels of every pair below a data folder."""
    values: list[NDArray[np.float64]] = []
    labels: list[int] = []
    folders: list[str] = []
    for folder in match_folders(data):
        requirements = read_requirements(folder)
        vectors = encoder.encode([item.text for item in requirements])
        place = {item.id: index for index, item in enumerate(requirements)}
        for label_file in sorted((folder / "labels").glob("[0-9]*.json")):
            label = json.loads(label_file.read_text(encoding="utf-8"))
            resume = read_resume(folder / f"{label['resume']}.pdf")
            passages = passages_of(resume)
            signals = read_signals(
                requirements,
                vectors,
                resume,
                passages,
                encoder.encode(passages.texts),
                f"{label['as_of']}-28",
            )
            for entry in label["labels"]:
                values.append(signals.values[place[entry["id"]]])
                labels.append(CLASSES.index(Verdict(entry["verdict"])))
                folders.append(folder.name)
    return Pairs(np.array(values), np.array(labels), np.array(folders))
