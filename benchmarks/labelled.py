"""Labelled requirement-résumé pairs on disk, as comparisons with their labels.

A data folder holds any number of match folders, at any depth. A match folder holds
REQUIREMENTS.json (a list of objects with id, text, priority, kind, years_min, degree,
or_equivalent, names), the résumés ID.pdf, and labels/ID.json:

    {"resume": ID, "as_of": "YYYY-MM", "overall": 0 to 100,
     "labels": [{"id": requirement id, "verdict": "met" | "partial" | "missing",
                 "evidence": [quote, ...], ...}, ...]}

Folders come in groups of one trade, NAME_1 and NAME_2: what was trained on one says nothing about
the other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import Encoder
from fitscore.evidence import Asked, Comparison
from fitscore.isolation import ReaderPool
from fitscore.matching import compare
from fitscore.scoring.decision import CLASSES
from fitscore.types import Degree, Kind, Priority, Requirement, Verdict

_WORD = re.compile(r"\w+")
_SAME = 0.5  # F1 of words from which two quotes are the same
_WITHIN = 0.8  # share of one's words in the other from which it holds it


@dataclass(frozen=True)
class Labelled:
    """One résumé beside one posting, with its labels.

    Attributes:
        folder: Name of the match folder.
        comparison: Of the requirements that have a label.
        labels: Index into `CLASSES` of each requirement.
        quoted: Whether a passage is one that the annotator quoted, shape of the cosines.
        has_evidence: Whether the annotator quoted anything, for each requirement.
        overall: The annotator's view of the whole, 0 to 100.
    """

    folder: str
    comparison: Comparison
    labels: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    has_evidence: NDArray[np.bool_]
    overall: float

    @property
    def trade(self) -> str:
        """The folder's name without its number."""
        return re.sub(r"_\d+$", "", self.folder)


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


def read_labelled(data: Path, encoder: Encoder) -> list[Labelled]:
    """Every labelled résumé below a data folder."""
    found = []
    with ReaderPool.for_batch() as pool:
        for folder in match_folders(data):
            requirements = {item.id: item for item in read_requirements(folder)}
            files = sorted((folder / "labels").glob("[0-9]*.json"))
            labels = [json.loads(path.read_text(encoding="utf-8")) for path in files]
            resumes = pool.read_resumes(folder / f"{label['resume']}.pdf" for label in labels)
            for label, resume in zip(labels, resumes, strict=True):
                if isinstance(resume, Exception):
                    raise resume
                entries = label["labels"]
                asked = tuple(requirements[entry["id"]] for entry in entries)
                vectors = encoder.encode([item.text for item in asked])
                wanted = Asked(asked, vectors, len(asked))
                comparison = compare(encoder, wanted, resume, f"{label['as_of']}-28")
                found.append(
                    Labelled(
                        folder.name,
                        comparison,
                        np.array([CLASSES.index(Verdict(e["verdict"])) for e in entries]),
                        _quoted(comparison, [entry["evidence"] for entry in entries]),
                        np.array([bool(entry["evidence"]) for entry in entries]),
                        float(label["overall"]),
                    )
                )
    return found


def _quoted(comparison: Comparison, evidence: list[list[str]]) -> NDArray[np.bool_]:
    text = comparison.resume.text
    shown = [Counter(words_of(text[item.start : item.end])) for item in comparison.passages.items]
    quotes = [[Counter(words_of(quote)) for quote in each] for each in evidence]
    return np.array([[any(says_the_same(s, q) for q in each) for s in shown] for each in quotes])


def words_of(text: str) -> list[str]:
    """Words in lower case, without what stands between them."""
    return _WORD.findall(text.lower())


def says_the_same(shown: Counter[str], quote: Counter[str]) -> bool:
    """Whether two texts are the same, or one holds most of the other."""
    shared, ours, theirs = (shown & quote).total(), shown.total(), quote.total()
    if not shared:
        return False
    return 2 * shared / (ours + theirs) >= _SAME or shared >= _WITHIN * min(ours, theirs)
