"""Contrast sets: one requirement, one short résumé, several fillings that differ in one fact.

    python -m benchmarks.contrast [--decision FILE] [-v] [FILE.jsonl ...]

The files are those of this folder that the shipped decision did not learn from, unless others are
given (their format: docs/training.md). Of each file: accuracy and quadratic kappa of the verdicts
(unknown counts as missing), the share of sets with every verdict right, of two fillings with
different verdicts how often the better one gets the better verdict or is likelier to be met, and
how often what is not met is called met.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score

from fitscore import InputError, Posting, Resume, Scorer
from fitscore.schema import RequirementObject, requirement_of

CLASSES = ("missing", "partial", "met")
LEARNED = "_learned"  # how the names of files end that the shipped decision learned from
CLEARLY = 0.02  # of P(met): what two fillings of one verdict must differ by


class Filling(msgspec.Struct):
    """What stands in the gap, and the verdict that follows."""

    x: str
    verdict: str


class ContrastSet(msgspec.Struct):
    """One line of a file."""

    id: str
    as_of: str
    requirement: RequirementObject
    resume: str
    variants: tuple[Filling, ...]


@dataclass
class Figures:
    """Of each filling the right verdict and the one that was given; of sets whether all are."""

    gold: list[int] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    ordered: list[bool] = field(default_factory=list)

    def add(self, gold: list[int], said: list[int], chances: list[float]) -> None:
        """Count one set."""
        self.gold += gold
        self.said += said
        self.whole.append(gold == said)
        self.ordered += [
            said[a] > said[b] or (said[a] == said[b] and chances[a] - chances[b] >= CLEARLY)
            for a in range(len(gold))
            for b in range(len(gold))
            if gold[a] > gold[b]
        ]

    def row(self, name: str) -> str:
        """A row of the table."""
        called = [said == 2 for gold, said in zip(self.gold, self.said, strict=True) if gold < 2]
        figures = (
            accuracy_score(self.gold, self.said),
            cohen_kappa_score(self.gold, self.said, weights="quadratic"),
            np.mean(self.whole),
            np.mean(self.ordered),
            np.mean(called),
        )
        cells = " | ".join(f"{figure:.3f}" for figure in figures)
        return f"| {name} | {len(self.whole)} | {len(self.gold)} | {cells} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--decision", type=Path, help="another than the shipped one")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each wrong verdict")
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    own = sorted(Path(__file__).parent.glob("*.jsonl"))
    files = args.files or [path for path in own if not path.stem.endswith(LEARNED)]
    scorer = Scorer(decision=args.decision) if args.decision else Scorer()
    print("| file | sets | fillings | accuracy | kappa | whole | order | met though not |")
    print("|---|---|---|---|---|---|---|---|")
    every = Figures()
    for path in files:
        found = Figures()
        for line in path.read_bytes().splitlines():
            entry = msgspec.json.decode(line, type=ContrastSet)
            gold = [CLASSES.index(filling.verdict) for filling in entry.variants]
            said, chances = judged(entry, scorer, verbose=args.verbose)
            found.add(gold, said, chances)
            every.add(gold, said, chances)
        print(found.row(path.stem), flush=True)
    print(every.row("all"))


def judged(
    entry: ContrastSet, scorer: Scorer, *, verbose: bool = False
) -> tuple[list[int], list[float]]:
    """The verdict on each filling of a set, and how likely it is met."""
    text = entry.requirement.text
    asked = requirement_of(entry.requirement, "r1", "")
    posting = Posting("posting.txt", "", text, (asked,))
    said, chances = [], []
    for filling in entry.variants:
        try:
            resume = Resume.from_text(entry.resume.replace("{X}", filling.x))
            result = scorer.match(resume, posting, as_of=f"{entry.as_of}-28").requirements[0]
        except InputError:  # nothing of it can be judged
            said.append(0)
            chances.append(0.0)
            continue
        verdict = result.verdict.value
        said.append(CLASSES.index(verdict) if verdict in CLASSES else 0)
        chances.append(result.probability or 0.0)
        if verbose and verdict != filling.verdict:
            print(f"{entry.id} {text} | {filling.x!r}: {filling.verdict}, said {verdict}")
    return said, chances


if __name__ == "__main__":
    main()
