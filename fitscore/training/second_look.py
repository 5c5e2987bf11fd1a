"""Train the second look and print how it does on sources that it did not see.

    python -m fitscore.training.second_look --data DIR --first FOLDS --decision FILE --work DIR
        [--out FILE] [--name NAME] [--contrast FILE ...] [--graded FILE ...] [--families FILE]
        [--folds N] [--teachers N] [--epochs SHARE] [--write-folds DIR] [--device cpu|cuda]

FOLDS holds a decision for each match folder that has not seen its trade (`python -m
fitscore.training --folds`), FILE the decision trained on all, which serves for folders that it has
not seen either. Sources are dealt into N folds, and teachers learn from all but one of them: what
they say of the fold that they did not see is printed, teaches the model that is kept, and the
regression that joins both looks. DIR keeps what is trained, so that a run that was broken off goes
on: take another one for other data.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import load_encoder
from fitscore.encoding.cross_encoder import Judgement
from fitscore.errors import ExtraError
from fitscore.scoring.classifier import Decision, load_decision
from fitscore.scoring.second_look import SECOND_SIGNALS, second_signals
from fitscore.scoring.vectors import Array
from fitscore.tagging.decoding import log_softmax
from fitscore.training.labelled import read_labelled
from fitscore.training.pairs import (
    Graded,
    Pair,
    graded_pairs,
    labels_of,
    pairs_of,
    read_contrasts,
    read_graded,
    unlabelled_pairs,
)
from fitscore.training.plain import plain_pairs

try:
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
    from sklearn.model_selection import GroupKFold

    from fitscore.training.cross_encoder import (
        CONSISTENT_EPOCHS,
        EPOCHS,
        TEACHER_EPOCHS,
        FineTuned,
        Targets,
        judge,
        train,
    )
    from fitscore.training.regression import fit, probabilities
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error

FOLDS = 4
TEACHERS = 2
PLAIN = 1800  # statements, and asks made of them, among the pairs
LOOSER = 0.1  # inverse regularisation of the regression that joins: few signals


def main() -> None:
    """Train, print, write."""
    args = _arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    families: dict[str, str] = json.loads(args.families.read_text()) if args.families else {}
    pairs, unlabelled = _pairs(args)
    graded = read_graded(args.graded, families)
    print(
        f"{len(pairs)} pairs, {sum(len(entries) for _, entries in graded)} graded requirements",
        flush=True,
    )
    examples, fold_of = _examples(args.folds, pairs, graded, families)
    targets = _taught(args, examples, fold_of, unlabelled)
    judged = targets.judgements()[: len(pairs)]
    values = np.array(
        [
            second_signals(p.requirement, p.first, j, p.reading.total)
            for p, j in zip(pairs, judged, strict=True)
        ]
    )
    own_folds = fold_of[: len(pairs)]
    _report(pairs, judged, values, own_folds)
    if args.out:
        weights = args.work / "second_look.safetensors"
        if not weights.exists():
            every = [*examples, *unlabelled]
            _learn(args)(
                [*examples, *every],
                targets.with_again(len(examples)),
                epochs=EPOCHS * args.epochs,
                seed=args.teachers,
            ).save(weights)
        regression = fit(values, labels_of(pairs), LOOSER)
        _write(args.decision, args.out, args.name, weights, regression)
    if args.write_folds:
        for fold in range(args.folds):
            others = own_folds != fold
            regression = fit(values[others], labels_of(pairs)[others], LOOSER)
            held = {pair.source for pair, k in zip(pairs, own_folds, strict=True) if k == fold}
            for path in (args.first / f"{source}.json" for source in sorted(held)):
                if path.exists():
                    weights = _teacher_file(args, fold, 0)
                    out = args.write_folds / path.name
                    _write(path, out, "cross-validation", weights, regression)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--decision", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--name", default="trained")
    parser.add_argument("--contrast", type=Path, nargs="*", default=[])
    parser.add_argument("--graded", type=Path, nargs="*", default=[])
    parser.add_argument("--families", type=Path)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--write-folds", type=Path)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    parser.add_argument("--epochs", type=float, default=1.0, help="times the usual number")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def _pairs(args: argparse.Namespace) -> tuple[list[Pair], list[Pair]]:
    """Those that are labelled, and those that are not."""
    kept = args.work / "pairs.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - our own
    encoder = load_encoder(notice=print)
    samples = read_labelled(args.data, encoder)

    def first_of(folder: str) -> Decision:
        own = args.first / f"{folder}.json"
        return load_decision(own if own.exists() else args.decision)

    pairs = [pair for sample in samples for pair in pairs_of(sample, first_of(sample.folder))]
    pairs += read_contrasts(args.contrast, encoder, load_decision(args.decision))
    chance = random.Random(0)  # noqa: S311 - no secret
    unlabelled = unlabelled_pairs(samples, first_of, chance)
    kept.write_bytes(pickle.dumps((pairs, unlabelled)))
    return pairs, unlabelled


def _examples(
    folds: int,
    pairs: Sequence[Pair],
    graded: Sequence[tuple[str, Sequence[Graded]]],
    families: dict[str, str],
) -> tuple[list[Pair], NDArray[np.int64]]:
    """All that has labels, the pairs first, and the fold of each.

    A graded line may be of a résumé that another fold holds: the line, not what is said of it.
    Asks that are made of statements have those of one fold alone.
    """
    chance = random.Random(0)  # noqa: S311 - no secret
    drawn = [(own, graded_pairs(own, entries, chance)) for own, entries in graded]
    family = [families.get(pair.source, pair.source) for pair in pairs]
    family += [own for own, made in drawn for _ in made]
    examples = [*pairs, *(pair for _, made in drawn for pair in made)]
    fold_of = np.zeros(len(family), np.int64)
    for fold, (_, test) in enumerate(GroupKFold(folds).split(family, groups=family)):
        fold_of[test] = fold
    found = [fold_of]
    for fold in range(folds):
        own_pairs = [pair for pair, k in zip(pairs, fold_of, strict=False) if k == fold]
        made = plain_pairs(own_pairs, PLAIN // folds, chance)
        examples += made
        found.append(np.full(len(made), fold))
    return examples, np.concatenate(found)


def _learn(args: argparse.Namespace) -> Callable[..., FineTuned]:
    return partial(train, device=args.device, say=partial(print, flush=True))


def _teacher_file(args: argparse.Namespace, fold: int, number: int) -> Path:
    path: Path = args.work / f"fold{fold}.{number}.safetensors"
    return path


def _taught(
    args: argparse.Namespace,
    examples: Sequence[Pair],
    fold_of: NDArray[np.int64],
    unlabelled: Sequence[Pair],
) -> Targets:
    """What teachers say of each example that they have not seen, and then of what has no label.

    Every second of them learns to say the same whatever is dropped out.
    """
    away = [np.flatnonzero(fold_of == fold) for fold in range(args.folds)]
    said: list[list[list[Judgement]]] = []
    for fold, own in enumerate(away):
        seen = [pair for pair, k in zip(examples, fold_of, strict=True) if k != fold]
        unseen = [*(examples[i] for i in own.tolist()), *unlabelled]
        said.append([_said(args, fold, n, seen, unseen) for n in range(args.teachers)])
    labelled = [
        Targets.of_teachers([judged[: len(own)] for judged in of_fold])
        for own, of_fold in zip(away, said, strict=True)
    ]
    together = Targets.joined(labelled).in_order(np.argsort(np.concatenate(away)))
    if not unlabelled:
        return together
    others = Targets.of_teachers(
        [judged[len(own) :] for own, of_fold in zip(away, said, strict=True) for judged in of_fold]
    )
    return Targets.joined([together, others])


def _said(
    args: argparse.Namespace,
    fold: int,
    number: int,
    seen: Sequence[Pair],
    unseen: Sequence[Pair],
) -> list[Judgement]:
    """What one teacher says of pairs that it does not learn from; kept for another run."""
    weights = _teacher_file(args, fold, number)
    kept = weights.with_suffix(".pickle")
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - our own
    print(f"fold {fold}, teacher {number}: {len(seen)} examples", flush=True)
    consistency = float(number % 2)
    epochs = CONSISTENT_EPOCHS if consistency else TEACHER_EPOCHS
    model = _learn(args)(
        seen, epochs=epochs * args.epochs, consistency=consistency, seed=10 * number + fold
    )
    model.save(weights)
    found = judge(model, unseen, args.device)
    kept.write_bytes(pickle.dumps(found))
    return found


def _report(
    pairs: Sequence[Pair], judged: Sequence[Judgement], values: Array, fold_of: NDArray[np.int64]
) -> None:
    """Print how each look does on what it did not see, and both joined by what others taught."""
    labels = labels_of(pairs)
    joined = np.zeros((len(pairs), 3))
    for fold in np.unique(fold_of):
        test = fold_of == fold
        joined[test] = probabilities(fit(values[~test], labels[~test], LOOSER), values[test])
    looks = {
        "first look": np.array([pair.first for pair in pairs]),
        "cross-encoder": np.exp(log_softmax(np.array([each.logits for each in judged]))),
        "joined": joined,
    }
    groups = np.array([pair.group for pair in pairs])
    print("| | accuracy | macro F1 | quadratic kappa | Brier (met) |\n|---|---|---|---|---|")
    for group in dict.fromkeys(groups.tolist()):
        some = groups == group
        for name, shares in looks.items():
            gold, said = labels[some], shares[some].argmax(axis=1)
            brier = float(np.mean((shares[some, 2] - (gold == 2)) ** 2))
            print(
                f"| {group}, {name} | {accuracy_score(gold, said):.3f} "
                f"| {f1_score(gold, said, average='macro'):.3f} "
                f"| {cohen_kappa_score(gold, said, weights='quadratic'):.3f} | {brier:.3f} |",
                flush=True,
            )
    hits = [
        pair.gains[int(each.scores.argmax())] > 0
        for pair, each in zip(pairs, judged, strict=True)
        if pair.gains[:-1].any() and len(each.scores)
    ]
    first = [
        pair.gains[0] > 0 for pair in pairs if pair.group != "contrast" and pair.gains[:-1].any()
    ]
    print(
        f"\nThe first passage is one that was quoted, where one that was is shown: by the "
        f"cross-encoder {np.mean(hits):.3f}, by the first look {np.mean(first):.3f}"
    )


def _write(first: Path, out: Path, name: str, weights: Path, regression: dict[str, Any]) -> None:
    """A decision with its cross-encoder beside it, under the name of the latter's file."""
    value = json.loads(first.read_text(encoding="utf-8"))
    data = weights.read_bytes()
    value["name"] = name
    value["second_look"] = {
        "file": weights.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "signals": list(SECOND_SIGNALS),
        **regression,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    (out.parent / weights.name).write_bytes(data)
    out.write_text(json.dumps(value) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
