"""Train the second look and print how it does on sources that it did not see.

    python -m fitscore.training.second_look --data DIR --first FOLDS --decision FILE --work DIR
        [--out FILE] [--name NAME] [--contrast FILE ...] [--graded FILE ...] [--families FILE]
        [--folds N] [--held N] [--teachers N] [--epochs SHARE]
        [--start FILE] [--write-folds DIR] [--device cpu|cuda]

FOLDS holds a decision for each match folder that has not seen its trade (`python -m
fitscore.training --folds`), FILE the decision trained on all. Sources are dealt into N folds; the
first N `--held` of them are held back in turn, and the regression that joins both looks is
learned from what was held back. What `--start` names was taught before, by whatever data: it
teaches the decision of --out alone. DIR keeps what is trained, so that a run that was broken off
goes on: take another one for other data.
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
    folder_of,
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

FOLDS = 5
TEACHERS = 2
ALONE_EPOCHS = 4  # of a model without teachers
LATER_EPOCHS, LATER_RATE = 4, 1.5e-4  # of a teacher that was taught before
PLAIN = 1500  # statements, and asks made of them, among the pairs
REHEARSED, LAST_RATE, LAST_BATCH = 5500, 6e-5, 32  # of the last epoch
LOOSER = 0.1  # inverse regularisation of the regression that joins: few signals


def main() -> None:
    """Train, print, write."""
    args = _arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    families: dict[str, str] = json.loads(args.families.read_text()) if args.families else {}
    pairs, unlabelled = _pairs(args)
    graded = read_graded(args.graded, families)
    family = [families.get(pair.source, pair.source) for pair in pairs]
    fold_of = _folds(family, args.folds)
    print(
        f"{len(pairs)} pairs, {sum(len(entries) for _, entries in graded)} graded requirements",
        flush=True,
    )
    held: list[Pair] = []
    judged: list[Judgement] = []
    for fold in range(args.held):
        seen = [pair for pair, own in zip(pairs, family, strict=True) if fold_of[own] != fold]
        unseen = [pair for pair, own in zip(pairs, family, strict=True) if fold_of[own] == fold]
        others = [
            (own, [_without(entry, families, fold_of, fold) for entry in entries])
            for own, entries in graded
            if fold_of.get(own, -1) != fold
        ]
        unlabelled_seen = [
            pair
            for pair in unlabelled
            if all(fold_of[families.get(own, own)] != fold for own in pair.sources)
        ]
        held += unseen
        judged += _judged(args, f"fold{fold}", seen, others, unlabelled_seen, unseen)
    values = np.array(
        [
            second_signals(p.requirement, p.first, j, p.reading.total)
            for p, j in zip(held, judged, strict=True)
        ]
    )
    held_families = [families.get(pair.source, pair.source) for pair in held]
    _report(held, judged, values, held_families)
    if args.out:
        weights = args.work / "second_look.safetensors"
        _judged(args, "second_look", pairs, graded, unlabelled, [], args.start)
        regression = fit(values, labels_of(held), LOOSER)
        _write(args.decision, args.out, args.name, weights, regression)
    if args.write_folds:
        first = {pair.source: args.first / f"{pair.source}.json" for pair in held}
        of = np.array(held_families)
        for source, path in first.items():
            if path.exists():
                own = families.get(source, source)
                weights = args.work / f"fold{fold_of[own]}.safetensors"
                regression = fit(values[of != own], labels_of(held)[of != own], LOOSER)
                out = args.write_folds / f"{source}.json"
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
    parser.add_argument("--held", type=int, default=FOLDS)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--write-folds", type=Path)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    parser.add_argument(
        "--start", type=Path, help="a cross-encoder of before that one more teacher goes on from"
    )
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
        return load_decision(args.first / f"{folder}.json")

    pairs = [pair for sample in samples for pair in pairs_of(sample, first_of(sample.folder))]
    pairs += read_contrasts(args.contrast, encoder, load_decision(args.decision))
    chance = random.Random(0)  # noqa: S311 - no secret
    unlabelled = unlabelled_pairs(samples, first_of, chance)
    kept.write_bytes(pickle.dumps((pairs, unlabelled)))
    return pairs, unlabelled


def _folds(family: Sequence[str], folds: int) -> dict[str, int]:
    names = np.array(family)
    dealt: dict[str, int] = {}
    for fold, (_, test) in enumerate(GroupKFold(folds).split(names, groups=names)):
        dealt |= dict.fromkeys(names[test].tolist(), fold)
    return dealt


def _judged(
    args: argparse.Namespace,
    name: str,
    seen: Sequence[Pair],
    graded: Sequence[tuple[str, Sequence[Graded]]],
    others: Sequence[Pair],
    unseen: Sequence[Pair],
    start: Path | None = None,
) -> list[Judgement]:
    """What a model that is trained without some pairs says of them; kept for another run.

    Several teachers learn the labels, every second of them to say the same whatever is dropped
    out. The model learns the labels and what the teachers say on average, also of pairs that have
    no label, which it sees half as often. Without teachers it learns the labels alone. A last epoch
    is of plain statements, among pairs that were seen before: without it a model that saw many
    tricky cases distrusts who says in few words what is asked.
    """
    kept, weights = args.work / f"{name}.pickle", args.work / f"{name}.safetensors"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - our own
    chance = random.Random(0)  # noqa: S311 - no secret
    examples = list(seen)
    for family, entries in graded:
        examples += graded_pairs(family, entries, chance)
    examples += plain_pairs(seen, PLAIN, chance)
    print(f"{name}: {len(examples)} examples, {len(others)} without labels", flush=True)
    learn = partial(train, device=args.device, say=partial(print, flush=True))
    if args.teachers:
        model = _taught(args, learn, examples, others, start)
    else:
        model = learn(examples, epochs=ALONE_EPOCHS * args.epochs, consistency=1.0)
    model = learn(
        plain_pairs(seen, PLAIN, chance) + chance.sample(list(seen), min(len(seen), REHEARSED)),
        start=model,
        epochs=1,
        rate=LAST_RATE,
        batch=LAST_BATCH,
    )
    model.save(weights)
    found = judge(model, unseen, args.device)
    kept.write_bytes(pickle.dumps(found))
    return found


def _taught(
    args: argparse.Namespace,
    learn: Callable[..., FineTuned],
    examples: Sequence[Pair],
    others: Sequence[Pair],
    start: Path | None,
) -> FineTuned:
    """A model that learned labels, and what teachers say of pairs with and without them."""
    every = [*examples, *others]
    taught = []
    for number in range(args.teachers):
        epochs = TEACHER_EPOCHS * args.epochs
        teacher = learn(examples, epochs=epochs, consistency=float(number % 2), seed=number)
        taught.append(judge(teacher, every, args.device))
    if start is not None:
        before = FineTuned.load(start)
        epochs = LATER_EPOCHS * args.epochs
        teacher = learn(examples, start=before, epochs=epochs, rate=LATER_RATE)
        taught.append(judge(teacher, every, args.device))
    targets = Targets.of_teachers(taught).with_again(len(examples))
    return learn([*examples, *every], targets, epochs=EPOCHS * args.epochs, seed=args.teachers)


def _without(entry: Graded, families: dict[str, str], fold_of: dict[str, int], fold: int) -> Graded:
    """A graded requirement without the lines of résumés of the sources that are held back."""
    folders = {line.resume: folder_of(line.resume.split("/")[0]) for line in entry.lines}
    lines = tuple(
        line
        for line in entry.lines
        if fold_of.get(families.get(folders[line.resume], folders[line.resume])) != fold
    )
    return Graded(entry.folder, entry.text, entry.kind, lines)


def _report(
    pairs: Sequence[Pair], judged: Sequence[Judgement], values: Array, families: Sequence[str]
) -> None:
    """Print how each look does on what was held back, and both joined by what others taught."""
    labels = labels_of(pairs)
    joined = np.zeros((len(pairs), 3))
    several = min(FOLDS, len(set(families)))
    if several == 1:
        print("one family is held back: hold back more folds to see figures")
        return
    for train_on, test in GroupKFold(several).split(values, groups=families):
        regression = fit(values[train_on], labels[train_on], LOOSER)
        joined[test] = probabilities(regression, values[test])
    looks = {
        "first look": np.array([pair.first for pair in pairs]),
        "cross-encoder": np.exp(log_softmax(np.array([each.logits for each in judged]))),
        "joined": joined,
    }
    groups = np.array([pair.group for pair in pairs])
    print(f"{len(pairs)} pairs held back\n")
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
