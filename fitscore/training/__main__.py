"""Train a decision on labelled pairs and print how it does on trades it did not see.

    python -m fitscore.training --data DIR [--out FILE [--name NAME]] [--folds DIR] [--ablation]

DIR is described in `fitscore.training.labelled`; examples/labelled is a small one. --out writes the
decision trained on everything; --folds writes one decision for each match folder, FOLDS/NAME.json,
trained without the trade that the folder belongs to, so that a whole run of the command line can be
judged fairly. --ablation adds what each group of signals is worth, and verdicts learned from fewer
postings (with relevance learned from all).

Two things are learned. First which passage an annotator quotes (`fitscore.training.network`), then
the verdict, by a logistic regression over signals, some of which are made of the first one's
scores. For the second to see scores as they will be on unseen trades, those it is trained on come
from networks that did not see the trade either.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from fitscore.encoding import load_encoder
from fitscore.errors import ExtraError, FitscoreError
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.signals import SIGNALS
from fitscore.scoring.vectors import Array
from fitscore.training.labelled import Labelled, read_labelled

try:
    from fitscore.training.evaluation import (
        GROUPS,
        baselines,
        cross_validated,
        first_quotes,
        report,
        split,
    )
    from fitscore.training.network import train_relevance
    from fitscore.training.regression import decision_file, fit
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error

FOLDS, INNER_FOLDS = 5, 4
_samples: list[Labelled] = []  # shared with forked processes, which copy nothing


def _learn(indices: Sequence[int]) -> Relevance:
    return train_relevance([_samples[index] for index in indices])


def _signals(indices: Sequence[int], relevances: Sequence[Relevance]) -> list[Array]:
    """Signals of some samples, each by the relevance given for it."""
    pairs = zip(indices, relevances, strict=True)
    return [_samples[index].signals(relevance).values[0] for index, relevance in pairs]


def _read(data: Path) -> list[Labelled]:
    """All that is labelled, or the end with one line."""
    try:
        samples = read_labelled(data, load_encoder(notice=print))
    except FitscoreError as error:
        raise SystemExit(f"fitscore: {error}") from error
    trades = len({sample.trade for sample in samples})
    if trades < FOLDS:
        raise SystemExit(
            f"fitscore: {data}: {trades} trades are labelled in it; "
            f"label {FOLDS} at least: each is judged by a decision that did not see it"
        )
    return samples


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--name", default="trained", help="what reports call the decision")
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--ablation", action="store_true")
    args = parser.parse_args()
    _samples.extend(_read(args.data))
    labels = [sample.labels for sample in _samples]
    everything = np.arange(len(_samples))
    outer = split(_samples, everything, FOLDS)
    inner = [split(_samples, train, INNER_FOLDS) for train, _ in outer]
    tasks = [everything, *(train for train, _ in outer)]
    tasks += [train for folds in inner for train, _ in folds]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        learned = list(pool.map(_learn, tasks))
    final, outermost, rest = learned[0], learned[1 : 1 + FOLDS], iter(learned[1 + FOLDS :])

    testing = [
        _signals(test, [value] * len(test))
        for (_, test), value in zip(outer, outermost, strict=True)
    ]
    training = []
    for (train, _), folds in zip(outer, inner, strict=True):
        of = {int(i): value for (_, test), value in zip(folds, rest, strict=False) for i in test}
        training.append(_signals(train, [of[int(i)] for i in train]))

    print(f"{len(_samples)} résumés, {sum(map(len, labels))} pairs\n")
    print("| | accuracy | macro F1 | quadratic kappa | Brier (met) | Kendall τ | Spearman |")
    print("|---|---|---|---|---|---|---|")
    baselines(_samples, outer)
    columns = list(range(len(SIGNALS)))
    predicted, regressions = cross_validated(_samples, outer, training, testing, columns)
    report("this decision", _samples, predicted)
    pools = sorted({sample.pool for sample in _samples})
    for pool_name in pools if len(pools) > 1 else ():
        own = [i for i, sample in enumerate(_samples) if sample.pool == pool_name]
        report(f"on {pool_name}", [_samples[i] for i in own], [predicted[i] for i in own])
    if args.ablation:
        for name, group in GROUPS.items():
            left = [i for i, signal in enumerate(SIGNALS) if signal not in group]
            shares = cross_validated(_samples, outer, training, testing, left)[0]
            report(f"without {name}", _samples, shares)
        for count in (10, 20, 40):
            shares = cross_validated(_samples, outer, training, testing, columns, count)[0]
            report(f"verdicts learned from {count} postings", _samples, shares)
    first_quotes(_samples, outer, outermost)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for (_, test), value, regression in zip(outer, outermost, regressions, strict=True):
            text = decision_file("cross-validation", regression, value)
            for folder in {_samples[i].folder for i in test}:
                (args.folds / f"{folder}.json").write_text(text, encoding="utf-8")
    if args.out:
        # The scores that it learns from are those of networks that did not see the trade.
        order = [i for _, test in outer for i in test]
        values = np.concatenate([rows for fold in testing for rows in fold])
        regression = fit(values, np.concatenate([labels[i] for i in order]))
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(decision_file(args.name, regression, final), encoding="utf-8")


if __name__ == "__main__":
    main()
