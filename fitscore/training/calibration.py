"""Recalibrate both looks together on sources that nothing of a decision has learned from.

    python -m fitscore.training.calibration --decision FILE [--data DIR ...] [--contrast FILE ...]
        [--out FILE] [--name NAME]

The regression that joins both looks learns from teachers who had not seen what they judge; the
model that is kept has learned from all of them and is better: what it says may be taken for surer.
A scale and a bias of each verdict are learned on labels of other writers (`fitscore.tuning`) and
become part of that regression: its weights are multiplied and its intercepts moved. Each DIR of
match folders and each FILE of contrast sets is a source and counts as much as another; it is
printed how each is judged before, and after what the others teach. FILE of --out is written beside
the cross-encoder that it names.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import load_encoder
from fitscore.encoding.cross_encoder import load_cross_encoder
from fitscore.errors import ConfigError, ExtraError
from fitscore.scoring.classifier import load_decision
from fitscore.scoring.recalibration import Recalibration
from fitscore.scoring.second_look import second_signals
from fitscore.scoring.vectors import Array
from fitscore.scoring.verdicts import MET
from fitscore.training.labelled import read_labelled
from fitscore.training.pairs import Pair, labels_of, pairs_of, read_contrasts
from fitscore.tuning import fitted

try:
    from sklearn.metrics import accuracy_score, cohen_kappa_score
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error

_BINS = 10  # of the calibration error
_WEIGHT = 1000.0  # of a source: labels as many as a source usually has, beside the ridge
_TOGETHER = 64  # questions that are asked in one go


@dataclass(frozen=True, slots=True)
class Judged:
    """The pairs of one source, judged by a decision.

    Attributes:
        shares: P(missing), P(partial), P(met), shape (pairs, 3).
        labels: Indices into `fitscore.scoring.regression.CLASSES`, shape (pairs,).
    """

    shares: Array
    labels: NDArray[np.int64]

    def row(self, name: str, when: str, recalibration: Recalibration | None = None) -> str:
        """Figures in a row of the table."""
        shares = recalibration.probabilities(self.shares) if recalibration else self.shares
        said, met = shares.argmax(axis=1), self.labels == MET
        chosen = shares[np.arange(len(said)), self.labels]
        bins = np.minimum((shares[:, MET] * _BINS).astype(int), _BINS - 1)
        gaps = [abs(shares[bins == b, MET].sum() - met[bins == b].sum()) for b in range(_BINS)]
        figures = (
            accuracy_score(self.labels, said),
            cohen_kappa_score(self.labels, said, weights="quadratic"),
            float(-np.log(chosen).mean()),
            sum(gaps) / len(said),
            float(np.mean(said[~met] == MET)),
        )
        cells = " | ".join(f"{figure:.3f}" for figure in figures)
        return f"| {name}, {when} | {len(said)} | {cells} |"


def recalibration_of(sources: Sequence[Judged]) -> Recalibration:
    """What is learned of some sources, each of which counts as much as another."""
    weights = [np.full(len(one.labels), _WEIGHT / len(one.labels)) for one in sources]
    numbers = fitted(
        np.concatenate([one.shares for one in sources]),
        np.concatenate([one.labels for one in sources]),
        np.concatenate(weights),
    )
    scale, missing, partial, met = numbers.round(3).tolist()
    return Recalibration(scale=scale, missing=missing, partial=partial, met=met)


def judged(decision: Path, pairs: Sequence[Pair]) -> Judged:
    """Pairs as a decision judges them, before rules.

    Raises:
        ConfigError: It has no second look.
    """
    second = load_decision(decision).second_look
    if second is None:
        raise ConfigError(str(decision), "it has no second look", "name one that has")
    model = load_cross_encoder(second.file, second.sha256, print)
    values = []
    for start in range(0, len(pairs), _TOGETHER):
        some = pairs[start : start + _TOGETHER]
        found = model.read([pair.reading.question for pair in some])
        values += [
            second_signals(pair.requirement, pair.first, judgement, pair.reading.total)
            for pair, judgement in zip(some, found, strict=True)
        ]
    return Judged(second.probabilities(np.array(values)), labels_of(pairs))


def write(decision: Path, out: Path, name: str, learned: Recalibration) -> None:
    """A decision whose regression that joins both looks is recalibrated."""
    value = json.loads(decision.read_text(encoding="utf-8"))
    joins = value["second_look"]
    scaled = learned.scale * np.array(joins["coefficients"])
    moved = learned.scale * np.array(joins["intercept"]) + np.array(learned.biases)
    joins |= {"coefficients": scaled.tolist(), "intercept": moved.tolist()}
    value["name"] = name
    out.write_text(json.dumps(value) + "\n", encoding="utf-8")


def _print(sources: Mapping[str, Judged]) -> None:
    print("| | pairs | accuracy | kappa | log loss | ECE | met though not |")
    print("|---|---|---|---|---|---|---|")
    for name, own in sources.items():
        print(own.row(name, "before"))
        others = [each for other, each in sources.items() if other != name]
        if others:
            print(own.row(name, "by the others", recalibration_of(others)))


def main() -> None:
    """Print the table, write the decision."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decision", type=Path, required=True)
    parser.add_argument("--data", type=Path, nargs="*", default=[])
    parser.add_argument("--contrast", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--name", default="recalibrated")
    args = parser.parse_args()
    encoder, decision = load_encoder(notice=print), load_decision(args.decision)
    sources = {
        path.name: [
            pair for sample in read_labelled(path, encoder) for pair in pairs_of(sample, decision)
        ]
        for path in args.data
    }
    sources |= {path.stem: read_contrasts([path], encoder, decision) for path in args.contrast}
    if not all(sources.values()):
        empty = ", ".join(name for name, pairs in sources.items() if not pairs)
        parser.error(f"nothing is labelled in {empty or 'nothing: give --data or --contrast'}")
    found = {name: judged(args.decision, pairs) for name, pairs in sources.items()}
    _print(found)
    learned = recalibration_of(list(found.values()))
    print(f"\nof all: {learned}")
    if args.out:
        write(args.decision, args.out, args.name, learned)


if __name__ == "__main__":
    main()
