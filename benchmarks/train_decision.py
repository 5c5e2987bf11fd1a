"""Train the decision on labelled pairs and print how it does on trades it did not see.

    python -m benchmarks.train_decision --data DIR [--out FILE] [--folds DIR]

DIR is described in `benchmarks.labelled`. --out writes the decision trained on everything;
--folds writes one decision for each match folder, FOLDS/NAME.json, trained without the trade
that the folder belongs to, so that a whole run of the command line can be judged fairly.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from benchmarks.labelled import Pairs, read_pairs
from fitscore.encoding import load_encoder
from fitscore.evidence import SIGNALS
from fitscore.scoring.decision import SCHEMA

FOLDS = 10
INVERSE_REGULARISATION = 0.1


def fit(values: NDArray[np.float64], labels: NDArray[np.int64], name: str) -> dict[str, Any]:
    """A decision as the object that is written to its file."""
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=2000)
    model.fit(scaler.transform(values), labels)
    numbers = {
        "mean": scaler.mean_,
        "scale": scaler.scale_,
        "coefficients": model.coef_,
        "intercept": model.intercept_,
    }
    rounded = {key: np.round(value, 6).tolist() for key, value in numbers.items()}
    return {"schema": SCHEMA, "name": name, "signals": list(SIGNALS), **rounded}


def probabilities(decision: dict[str, Any], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(missing), P(partial), P(met) of each row."""
    scaled = (values - np.array(decision["mean"])) / np.array(decision["scale"])
    logits = scaled @ np.array(decision["coefficients"]).T + np.array(decision["intercept"])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return shares


def cross_validated(pairs: Pairs) -> tuple[NDArray[np.float64], dict[str, dict[str, Any]]]:
    """Probabilities of each pair by a decision that did not see its trade, and those decisions."""
    predicted = np.zeros((len(pairs.labels), 3))
    decisions: dict[str, dict[str, Any]] = {}
    for train, test in GroupKFold(FOLDS).split(pairs.values, groups=pairs.trades):
        decision = fit(pairs.values[train], pairs.labels[train], "cross-validation")
        predicted[test] = probabilities(decision, pairs.values[test])
        decisions.update(dict.fromkeys(pairs.folders[test].tolist(), decision))
    return predicted, decisions


def report(name: str, labels: NDArray[np.int64], predicted: NDArray[np.float64]) -> None:
    """One line of figures."""
    verdicts = predicted.argmax(axis=1)
    brier = float(np.mean((predicted[:, 2] - (labels == 2)) ** 2))
    print(
        f"{name:24} pairs {len(labels)}  accuracy {accuracy_score(labels, verdicts):.3f}  "
        f"macro F1 {f1_score(labels, verdicts, average='macro'):.3f}  kappa "
        f"{cohen_kappa_score(labels, verdicts, weights='quadratic'):.3f}  Brier {brier:.3f}"
    )


def best_cosine(pairs: Pairs) -> NDArray[np.float64]:
    """The baseline: only the nearest passage's cosine, cross-validated the same way."""
    column = [SIGNALS.index("nearest")]
    alone = Pairs(pairs.values[:, column], pairs.labels, pairs.folders)
    return cross_validated(alone)[0]


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=Path)
    args = parser.parse_args()
    pairs = read_pairs(args.data, load_encoder(notice=print))
    report("best cosine", pairs.labels, best_cosine(pairs))
    predicted, decisions = cross_validated(pairs)
    report("logistic, all signals", pairs.labels, predicted)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for folder, decision in decisions.items():
            (args.folds / f"{folder}.json").write_text(json.dumps(decision), encoding="utf-8")
    if args.out:
        decision = fit(pairs.values, pairs.labels, "logistic-1")
        args.out.write_text(json.dumps(decision, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
