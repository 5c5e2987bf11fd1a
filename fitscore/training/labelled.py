"""Labelled pairs of requirements and résumés on disk, as arrays with their labels.

A data folder holds any number of match folders, at any depth. A match folder holds
REQUIREMENTS.json (a list of objects with id, text, priority, kind, years_min, degree,
or_equivalent, names) and labels/ID.json, one for each résumé:

    {"resume": a file relative to the match folder, or the name of a PDF in it without ".pdf",
     "as_of": "YYYY-MM", "overall": 0 to 100,
     "labels": [{"id": requirement id, "verdict": "met" | "partial" | "missing",
                 "evidence": [quote, ...], ...}, ...]}

Folders come in groups of one trade, NAME_1 and NAME_2: what was trained on one says nothing about
the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from fitscore.documents.limits import DEFAULT_LIMITS
from fitscore.encoding import Encoder
from fitscore.errors import ConfigError
from fitscore.isolation import ReaderPool
from fitscore.schema import RequirementObject, requirement_of
from fitscore.scoring.features import all_features, of_titles, pair_features, shared_terms
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import EncodedResume, encode
from fitscore.scoring.regression import CLASSES
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.signals import Signals, compute_signals
from fitscore.scoring.vectors import EXACT, Array
from fitscore.types import Requirement, Resume, Verdict

T = TypeVar("T")

# Who labelled a file knows that it is a résumé.
LABELLED = replace(DEFAULT_LIMITS, any_kind=True)
_REMEDY = "see the format in docs/training.md"
_WORD = re.compile(r"\w+")
_SAME = 0.5  # F1 of words from which two quotes are the same
_WITHIN = 0.8  # share of one's words in the other from which it holds it


@dataclass(frozen=True)
class Labelled:
    """One résumé beside one posting, with its labels.

    Attributes:
        folder: Name of the match folder.
        pool: Name of the folder that it is in: where its résumés are from.
        requirements: Those that have a label.
        encoded: The résumé.
        arrays: Of the résumé alone.
        as_of: YYYY-MM-DD.
        encoder: The hash of the model that made the vectors.
        features: Of its pairs, shape (requirements, passages, len(FEATURES)).
        labels: Index into `CLASSES` of each requirement.
        quoted: Whether a passage is one that the annotator quoted, shape (requirements, passages).
        has_evidence: Whether the annotator quoted anything, for each requirement.
        overall: The annotator's view of the whole, 0 to 100.
    """

    folder: str
    pool: str
    requirements: RequirementArrays
    encoded: EncodedResume
    arrays: ResumeArrays
    as_of: str
    encoder: str
    features: Array
    labels: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    has_evidence: NDArray[np.bool_]
    overall: float

    @property
    def trade(self) -> str:
        """The folder's name without its number."""
        return re.sub(r"_\d+$", "", self.folder)

    @property
    def cosines(self) -> Array:
        """Of requirements with passages."""
        cosines: Array = EXACT.cosines(self.requirements.vectors, self.arrays.vectors)
        return cosines

    def signals(self, relevance: Relevance) -> Signals:
        """Its signals by a relevance."""
        return compute_signals(
            self.requirements,
            [self.arrays],
            relevance,
            copied=[np.zeros(len(self.arrays.passages), np.bool_)],
            as_of=self.as_of,
            encoder=self.encoder,
            kernel=EXACT,
        )


def match_folders(data: Path) -> list[Path]:
    """All match folders below a data folder."""
    return sorted(path.parent for path in data.rglob("REQUIREMENTS.json"))


class VerdictEntry(msgspec.Struct):
    """What a reader says of one requirement."""

    id: str
    verdict: Verdict
    evidence: tuple[str, ...] = ()


class LabelFile(msgspec.Struct):
    """What one reader says of one résumé: a file of `labels/`."""

    resume: str
    as_of: str
    overall: float
    labels: tuple[VerdictEntry, ...]


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(str(path), f"it does not fit ({error})", _REMEDY) from error


def read_requirements(folder: Path) -> list[Requirement]:
    """The labelled requirements of a match folder.

    Raises:
        ConfigError: Its file cannot be read, or does not fit.
    """
    entries = _decoded(folder / "REQUIREMENTS.json", tuple[RequirementObject, ...])
    return [requirement_of(entry, f"r{number}", "") for number, entry in enumerate(entries, 1)]


def read_labels(folder: Path) -> list[LabelFile]:
    """The labels of a match folder, by the names of their files.

    Raises:
        ConfigError: One cannot be read, does not fit, or judges what the folder does not ask.
    """
    asked = {item.id for item in read_requirements(folder)}
    found = []
    for path in sorted((folder / "labels").glob("*.json")):
        if path.name == "RANKING.json":
            continue
        label = _decoded(path, LabelFile)
        for entry in label.labels:
            if entry.id not in asked:
                problem = f"{entry.id!r} is no requirement of REQUIREMENTS.json"
                raise ConfigError(str(path), problem, _REMEDY)
        found.append(label)
    return found


def read_labelled(data: Path, encoder: Encoder) -> list[Labelled]:
    """Every labelled résumé below a data folder.

    Raises:
        InputError: A résumé cannot be read.
        ConfigError: A file of requirements or labels does not fit.
    """
    found = []
    with ReaderPool.for_batch(LABELLED) as pool:
        for folder in match_folders(data):
            requirements = {item.id: item for item in read_requirements(folder)}
            labels = read_labels(folder)
            resumes = pool.read_resumes(resume_file(folder, label.resume) for label in labels)
            for label, resume in zip(labels, resumes, strict=True):
                if isinstance(resume, Exception):
                    raise resume
                asked = tuple(requirements[entry.id] for entry in label.labels)
                found.append(labelled(folder, asked, resume, label, encoder))
    return found


def resume_file(folder: Path, resume: str) -> Path:
    """The file of a résumé that a label names."""
    path = folder / resume
    return path if path.suffix else path.with_suffix(".pdf")


def labelled(
    folder: Path,
    asked: tuple[Requirement, ...],
    resume: Resume,
    label: LabelFile,
    encoder: Encoder,
) -> Labelled:
    """A résumé beside what is asked, in the order of its labels.

    Raises:
        InputError: Nothing of the résumé is left to compare.
    """
    requirements = RequirementArrays.of(asked, encoder)
    encoded = encode(resume, encoder)
    arrays, as_of, entries = pack([encoded]), f"{label.as_of}-28", label.labels
    return Labelled(
        folder.name,
        folder.parent.name,
        requirements,
        encoded,
        arrays,
        as_of,
        encoder.identity.sha256,
        features_of(requirements, arrays, as_of),
        np.array([CLASSES.index(entry.verdict) for entry in entries]),
        _quoted(encoded, [entry.evidence for entry in entries]),
        np.array([bool(entry.evidence) for entry in entries]),
        label.overall,
    )


def features_of(requirements: RequirementArrays, resume: ResumeArrays, as_of: str) -> Array:
    """Features of all pairs of one résumé, shape (requirements, passages, len(FEATURES))."""
    cosines = EXACT.cosines(requirements.vectors, resume.vectors)
    naming = requirements.names.passages_with(resume)
    pair = pair_features(
        requirements,
        resume.passages,
        resume.degree_levels,
        cosines,
        of_titles(cosines, resume.headers),
        *shared_terms(requirements, resume, naming),
    )
    return all_features(requirements.features, pair, resume.features(as_of))


def crossed(asked: Labelled, resume: Labelled) -> Labelled:
    """A résumé beside what is asked elsewhere: nothing is known of the verdicts."""
    arrays, count = resume.arrays, len(asked.labels)
    shape = count, len(resume.encoded.passages)
    return replace(
        resume,
        folder=asked.folder,
        requirements=asked.requirements,
        features=features_of(asked.requirements, arrays, resume.as_of),
        labels=np.full(count, -1),
        quoted=np.zeros(shape, np.bool_),
        has_evidence=np.zeros(count, np.bool_),
    )


def _quoted(encoded: EncodedResume, evidence: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    text = encoded.resume.text
    shown = [Counter(words_of(text[item.start : item.end])) for item in encoded.passages]
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
