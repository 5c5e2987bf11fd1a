"""Pairs of a requirement and a résumé to train the second look on, from three kinds of data.

Match folders (`fitscore.training.labelled`); contrast sets, one JSON object a line:

    {"id": ..., "as_of": "YYYY-MM", "requirement": an object of REQUIREMENTS.json,
     "resume": a text with {X} in it once,
     "variants": [{"x": what stands for {X}, "verdict": "met" | "partial" | "missing", ...}, ...]}

and graded lines, one JSON object a line:

    {"folder": ..., "text": the requirement, "kind": ...,
     "lines": [{"resume": ..., "text": ..., "section": ..., "grade": 0 to 3}, ...]}
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import Encoder
from fitscore.encoding.cross_encoder import Question
from fitscore.errors import ConfigError, InputError
from fitscore.isolation import ReaderPool
from fitscore.schema import RequirementObject, requirement_of
from fitscore.scoring.assessment import Assessment
from fitscore.scoring.classifier import Decision
from fitscore.scoring.second_look import Reading, readings_of
from fitscore.scoring.vectors import EXACT, Array
from fitscore.training.labelled import (
    LABELLED,
    LabelFile,
    Labelled,
    VerdictEntry,
    crossed,
    labelled,
)
from fitscore.types import Requirement, Verdict

T = TypeVar("T")

_REMEDY = "see the format in docs/training.md"
WRITTEN = "applicants"  # the pool whose résumés were written for the postings
_YEARS = re.compile(r"\byears?\b|\bmonths?\b", re.IGNORECASE)
_LINES = 7  # of a graded requirement, in one example
_QUOTABLE = 20  # characters of a filling that may be quoted
_GOOD = 2  # of each of the two best grades at most
_NEAREST, _BY_CHANCE = 26, 14  # résumés that are unlabelled beside what each folder asks


@dataclass(frozen=True, slots=True)
class Pair:
    """One requirement and one résumé with what is to be learned of them.

    Attributes:
        source: Match folder or contrast set: what is split by.
        group: real, written (applicants in their own words), contrast, graded, plain or unlabelled:
            what weighs the same in training.
        requirement: What is asked.
        reading: What the cross-encoder is shown.
        first: P(missing), P(partial), P(met) by a first look that has not seen the source.
        label: Index into `CLASSES`; -1 where none is known, and the quote alone is learned.
        gains: How good each passage that is shown is as a quote, beside `none`; shape
            (passages + 1,); all 0 where nothing is known of it.
        beside: Source of the résumé, where it is another one.
    """

    source: str
    group: str
    requirement: Requirement
    reading: Reading
    first: Array
    label: int
    gains: Array
    beside: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """All that it is split by."""
        return (self.source, self.beside) if self.beside else (self.source,)


class _Variant(msgspec.Struct):
    x: str
    verdict: Verdict


class _Contrast(msgspec.Struct):
    id: str
    as_of: str
    requirement: RequirementObject
    resume: str
    variants: tuple[_Variant, ...]


class _Line(msgspec.Struct):
    resume: str
    text: str
    section: str
    grade: int


class Graded(msgspec.Struct):
    """A requirement with lines of résumés, each graded 0 to 3 as a quote for it."""

    folder: str
    text: str
    kind: str
    lines: tuple[_Line, ...]


def assessed(sample: Labelled, decision: Decision) -> Assessment:
    """A labelled résumé as the first look sees it."""
    signals = sample.signals(decision.relevance)
    verdicts = decision.verdicts(sample.requirements, signals)
    encoded = sample.encoded
    return Assessment(
        encoded.resume,
        frozenset(),
        encoded.passages,
        encoded.resume.roles,
        encoded.resume.education,
        np.zeros(len(encoded.passages), np.bool_),
        sample.requirements,
        signals,
        verdicts.of(0),
        sample.as_of,
        (),
        signals.relevance,
    )


def pairs_of(sample: Labelled, decision: Decision) -> list[Pair]:
    """The pairs of one labelled résumé, by a first look that has not seen its source."""
    found = assessed(sample, decision)
    pairs = []
    for row, reading in enumerate(readings_of(found)):
        shown = sample.quoted[row][list(reading.passages)]
        nothing = not sample.has_evidence[row]
        gains = np.array([*shown, nothing], np.float64)
        pairs.append(
            Pair(
                sample.folder,
                "written" if sample.pool == WRITTEN else "real",
                sample.requirements.requirements[row],
                reading,
                found.verdicts.probabilities[row],
                int(sample.labels[row]),
                gains,
            )
        )
    return pairs


def unlabelled_pairs(
    samples: Sequence[Labelled], decision_of: Callable[[str], Decision], chance: random.Random
) -> list[Pair]:
    """Pairs of what a folder asks with résumés of others: the nearest, and some by chance.

    Args:
        samples: What is labelled.
        decision_of: The first look for a folder.
        chance: Draws.
    """
    pairs = []
    for folder, asked in {sample.folder: sample for sample in samples}.items():
        others = [sample for sample in samples if sample.folder != folder]
        vectors = asked.requirements.vectors[: len(asked.labels)]
        near = [
            float(EXACT.cosines(vectors, other.arrays.vectors).max(axis=1).mean())
            for other in others
        ]
        order = np.argsort(-np.array(near), kind="stable").tolist()
        chosen = order[:_NEAREST] + chance.sample(order, min(_BY_CHANCE, len(order)))
        for other in (others[index] for index in dict.fromkeys(chosen)):
            pairs += [
                replace(
                    pair,
                    group="unlabelled",
                    gains=np.zeros_like(pair.gains),
                    beside=other.folder,
                )
                for pair in pairs_of(crossed(asked, other), decision_of(folder))
            ]
    return pairs


def read_contrasts(paths: Iterable[Path], encoder: Encoder, decision: Decision) -> list[Pair]:
    """The variants of contrast sets.

    Raises:
        ConfigError: A line does not fit the format.
    """
    items = [
        (path.stem, entry, variant)
        for path in paths
        for entry in _lines(path, _Contrast)
        for variant in entry.variants
    ]
    pairs = []
    with ReaderPool.for_batch(LABELLED) as pool:
        resumes = pool.read_resumes(
            entry.resume.replace("{X}", variant.x).encode() for _, entry, variant in items
        )
        for (stem, entry, variant), resume in zip(items, resumes, strict=True):
            if isinstance(resume, Exception):
                continue  # nothing can be said of it: it is refused in use too
            try:
                asked = requirement_of(entry.requirement, "r1", "")
                missing = variant.verdict is Verdict.MISSING
                # A short filling, such as a date, is no quote by itself: of it nothing is known.
                quotes = (variant.x,) if not missing and len(variant.x) >= _QUOTABLE else ()
                verdict = VerdictEntry(asked.id, variant.verdict, quotes)
                label = LabelFile("", entry.as_of, 0.0, (verdict,))
                sample = labelled(Path(stem, entry.id), (asked,), resume, label, encoder)
            except InputError:
                continue
            (pair,) = pairs_of(sample, decision)
            gains = pair.gains if quotes or missing else np.zeros_like(pair.gains)
            pairs.append(replace(pair, group="contrast", gains=gains))
    return pairs


def folder_of(name: str) -> str:
    """The match folder that a graded line names, `wild_001` for `wild001`."""
    return name.replace("_", "") if name.startswith("wild_") else name


def read_graded(
    paths: Iterable[Path], families: Mapping[str, str]
) -> list[tuple[str, list[Graded]]]:
    """Graded requirements by family."""
    found: dict[str, list[Graded]] = {}
    for path in paths:
        for entry in _lines(path, Graded):
            folder = folder_of(entry.folder)
            found.setdefault(families.get(folder, folder), []).append(entry)
    return list(found.items())


def graded_pairs(family: str, entries: Sequence[Graded], chance: random.Random) -> list[Pair]:
    """Examples of graded requirements: some good lines among others, and others without.

    The best line says the verdict: 3 shows it, 2 in part, 1 and 0 not. Where years are asked the
    grades do not count them, and the example teaches the quote alone. Every requirement is shown
    with its best lines, half of them without those of grade 3, half with none above 1.
    """
    pairs = []
    for entry in entries:
        for best_shown, share in ((3, 1.0), (2, 0.5), (1, 0.5)):
            lines = [line for line in entry.lines if line.grade <= best_shown]
            if lines and chance.random() < share:
                pairs.append(_graded_pair(family, entry, lines, chance))
    return pairs


def _graded_pair(family: str, entry: Graded, lines: list[_Line], chance: random.Random) -> Pair:
    chance.shuffle(lines)
    chosen = [line for grade in (3, 2) for line in lines if line.grade == grade][: 2 * _GOOD]
    rest = [line for line in lines if line not in chosen]
    rest.sort(key=lambda line: -line.grade * chance.random())
    chosen = (chosen + rest)[:_LINES]
    chance.shuffle(chosen)
    best = max(line.grade for line in chosen)
    gains = [2.0**line.grade - 1 if line.grade > 1 else 0.0 for line in chosen]
    shown = [f"{line.section}: {line.text[:500]}" for line in chosen]
    return Pair(
        family,
        "graded",
        Requirement("r", entry.text, 0, 0),
        Reading(
            Question(f"{entry.kind}: {entry.text}", "", shown),
            tuple(range(len(chosen))),
            (),
            len(chosen),
        ),
        np.zeros(3),
        -1 if _YEARS.search(entry.text) else max(0, best - 1),
        np.array([*gains, float(best <= 1)]),
    )


def _lines(path: Path, kind: type[T]) -> list[T]:
    try:
        lines = path.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=kind) for line in lines if line.strip()]
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(str(path), f"it does not fit ({error})", _REMEDY) from error


def labels_of(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """Their labels."""
    return np.array([pair.label for pair in pairs], np.int64)
