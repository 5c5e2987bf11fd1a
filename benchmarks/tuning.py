"""What `fitscore tune` learns, and what it refuses: of simulated readers, and of labels.

    python -m benchmarks.tuning [--seeds N] [--data DIR ...]

A simulated reader goes through verdicts of made-up probabilities until so many are overruled, and
confirms the others, or so many of them. One has a bent; the others are chance, and nothing is to be
learned of them. Of each it is printed how often something was learned and the log loss that was
held out. DIR holds match folders (docs/training.md) whose labels are taken for persons' verdicts on
those of the shipped decision: what is learned of each, and what it is worth on the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.applicants import matches_of
from fitscore import ReaderPool, Scorer, Verdict
from fitscore.scoring import default_decision
from fitscore.scoring.recalibration import LEAST, Recalibration
from fitscore.scoring.regression import CLASSES
from fitscore.training.labelled import match_folders
from fitscore.tuning import Example, Lesson, learn
from fitscore.types import Identity

BENT = Recalibration(scale=1.0, missing=0.6, partial=0.4, met=-1.0)
Says = Callable[[np.random.Generator, np.ndarray], int]


def strict(chance: np.random.Generator, shares: np.ndarray) -> int:
    """Says met less often than the machine, as a stricter reader would."""
    return int(chance.choice(3, p=BENT.probabilities(shares)))


def as_read(chance: np.random.Generator, shares: np.ndarray) -> int:
    """Says what the machine expects: met of 80 % in 80 of a hundred cases."""
    return int(chance.choice(3, p=shares))


def anything(chance: np.random.Generator, _shares: np.ndarray) -> int:
    """Says any verdict, whatever was read."""
    return int(chance.integers(3))


def other(chance: np.random.Generator, shares: np.ndarray) -> int:
    """Says the machine's verdict or, as often, another at random."""
    own = int(shares.argmax())
    return own if chance.random() < 0.5 else int((own + chance.integers(1, 3)) % 3)


def simulated(
    says: Says, overruled: int = 200, *, confirmed: int | None = None, seed: int = 1
) -> list[Example]:
    """Verdicts of a reader, two on each requirement.

    Args:
        says: What the reader says.
        overruled: How many verdicts of the machine.
        confirmed: How many of the others are confirmed; all of them unless given.
        seed: Of chance.
    """
    chance, found, left = np.random.default_rng(seed), list[Example](), confirmed
    while overruled:
        logits = chance.normal([0.3, 0.0, 0.8], 1.6)
        shares = np.exp(logits) / np.exp(logits).sum()
        verdict = CLASSES[says(chance, shares)]
        names = f"r{len(found) // 2}", f"c{len(found) * 7 % 61}"
        one = Example(tuple(shares.tolist()), verdict, *names)
        if not one.is_confirmed:
            overruled -= 1
        elif left is not None:
            if not left:
                continue
            left -= 1
        found.append(one)
    return found


def _simulations(seeds: int) -> None:
    own = Identity("simulated", "0" * 64)
    print("| reader | overruled | confirmed | learned | log loss before | after | by chance |")
    print("|---|---|---|---|---|---|---|")
    for says, overruled, confirmed in (
        *((strict, count, None) for count in (200, 100, 60, 40)),
        *((says, 200, count) for says in (as_read, anything, other) for count in (None, 40)),
    ):
        lessons = [
            learn(simulated(says, overruled, confirmed=confirmed, seed=seed), own)
            for seed in range(seeds)
        ]
        taken = [one.tuned.evidence for one in lessons if one.tuned is not None]
        losses = [(one.log_loss.before, one.log_loss.after, one.chance) for one in taken]
        means = " | ".join(f"{each:.3f}" for each in np.mean(losses, axis=0)) if taken else " | | "
        told = "all others" if confirmed is None else confirmed
        print(
            f"| {says.__name__} | {overruled} | {told} | {len(taken)} of {seeds} | {means} |",
            flush=True,
        )


def _labelled(data: Path, scorer: Scorer) -> list[Example]:
    found = []
    with ReaderPool.for_batch() as pool:
        for folder in match_folders(data):
            for label, match in matches_of(pool, folder, scorer, parsed=False):
                results = {one.requirement.id: one for one in match.requirements}
                for entry in label.labels:
                    result = results.get(entry.id)
                    if result is None or result.bound or entry.verdict is Verdict.UNKNOWN:
                        continue
                    if result.probability is None or result.probability_partial is None:
                        continue
                    met, partial = result.probability, result.probability_partial
                    shares = max(0.0, 1.0 - met - partial), partial, met
                    asked = f"{folder.name} {entry.id}"
                    found.append(Example(shares, entry.verdict, asked, match.resume.sha256))
    return found


def _loss(examples: Sequence[Example], lesson: Lesson | None = None) -> float:
    shares = np.array([one.probabilities for one in examples])
    if lesson is not None and lesson.tuned is not None:
        shares = lesson.tuned.recalibration.probabilities(shares)
    said = [CLASSES.index(one.verdict) for one in examples]
    chosen = np.maximum(shares[np.arange(len(said)), said], LEAST)
    return float(-np.log(chosen).mean())


def _pools(folders: Sequence[Path]) -> None:
    scorer = Scorer(notice=print)
    pools = {folder.name: _labelled(folder, scorer) for folder in folders}
    for name, examples in pools.items():
        lesson = learn(examples, default_decision().identity)
        counts = lesson.counts
        print(
            f"\n{name}: {counts.verdicts} labels on {counts.requirements} requirements "
            f"({counts.overruled} overruled, {counts.confirmed} confirmed)"
        )
        if lesson.tuned is None:
            print(f"refused: {lesson.refused}")
            continue
        print(lesson.tuned.recalibration, lesson.tuned.evidence, sep="\n")
        for there, others in pools.items():
            if there != name:
                print(
                    f"on {there}: log loss {_loss(others):.3f}, tuned {_loss(others, lesson):.3f}"
                )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--data", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    _simulations(args.seeds)
    _pools(args.data)


if __name__ == "__main__":
    main()
