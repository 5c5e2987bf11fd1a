"""Train what tells a résumé from a posting, a letter and anything else.

    python -m fitscore.training.kinds --data DIR [--held DIR] [--start FILE] [--out FILE]

DIR holds folders named resume, posting, letter and other, each with files of any format that is
read. --held names another such folder, of other sources, on which figures are printed: what would
be refused there. A multinomial logistic regression; each kind weighs the same. Of each document
some excerpts are learned from too, for short documents show less of what they are. --start goes on
from earlier parameters and stays near them: what they were learned from need not be there.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from fitscore.documents import document_from_bytes
from fitscore.errors import ExtraError, InputError
from fitscore.kinds import CERTAIN, KINDS, LEAST_WORDS, kind_features, mean_features
from fitscore.tagging.decoding import log_softmax
from fitscore.tagging.network import Array
from fitscore.tagging.words import read_layout
from fitscore.types import Document

try:
    from scipy import special
    from scipy.optimize import minimize
    from sklearn.linear_model import LogisticRegression
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error

_EXCERPTS, _LONGEST_EXCERPT = 3, 200  # of a document; words
_SEED = 1
_REGULARISATION = 0.3  # inverse strength, on standardised features
_STAY = 2e-6  # weight of the squared distance from the parameters of before


def read_kinds(data: Path, excerpts: int = 0) -> tuple[list[Path], Array, Array]:
    """The files of a folder that are read, their features, and the index of each one's kind.

    Args:
        data: The folder.
        excerpts: How many of each document follow it, as rows of their own.
    """
    paths, rows, labels = [], [], []
    generator = np.random.default_rng(_SEED)
    for path, kind in _files(data):
        try:
            document = document_from_bytes(
                path.read_bytes(), str(path), job=KINDS[kind] == "posting"
            )
        except InputError:
            continue  # what cannot be read tells nothing of its kind
        whole = kind_features(document)
        if whole is not None:
            found = [whole, *_excerpts(document, excerpts, generator)]
            rows += found
            paths += [path] * len(found)
            labels += [kind] * len(found)
    return paths, np.array(rows, np.float32), np.array(labels)


def _excerpts(document: Document, count: int, generator: np.random.Generator) -> Iterator[Array]:
    words = read_layout(document)
    for _ in range(count):
        length = int(generator.integers(LEAST_WORDS, _LONGEST_EXCERPT))
        first = int(generator.integers(max(1, len(words) - length)))
        yield mean_features(document, words.part(slice(first, first + length)))


def _files(data: Path) -> Iterator[tuple[Path, int]]:
    for number, kind in enumerate(KINDS):
        for path in sorted((data / kind).glob("*")):
            yield path, number


def train(features: Array, labels: Array) -> tuple[Array, Array]:
    """Weights of shape (features, kinds) and biases of shape (kinds,)."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=_REGULARISATION, max_iter=5_000, class_weight="balanced")
    model.fit((features - mean) / spread, labels)
    weight = (model.coef_ / spread).T
    bias = model.intercept_ - mean @ weight
    return weight.astype(np.float32), bias.astype(np.float32)


def adapt(features: Array, labels: Array, weight: Array, bias: Array) -> tuple[Array, Array]:
    """Parameters near those of before.

    Cross-entropy, each kind weighing the same, plus `_STAY` times the squared distance from them.

    Args:
        features: Shape (documents, features).
        labels: Index of each one's kind.
        weight: Of before, shape (features, kinds).
        bias: The same, shape (kinds,).
    """
    before = np.vstack([weight, bias]).astype(np.float64)
    rows = np.hstack([features, np.ones((len(features), 1))]).astype(np.float64)
    wanted = np.eye(len(bias))[labels]
    share = (1 / wanted.sum(axis=0))[labels] / len(bias)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = flat.reshape(before.shape)
        logs = special.log_softmax(rows @ values, axis=1)
        moved = values - before
        missed = -(share * logs[np.arange(len(labels)), labels]).sum()
        slope = rows.T @ (share[:, None] * (np.exp(logs) - wanted))
        return missed + _STAY * (moved**2).sum(), (slope + 2 * _STAY * moved).ravel()

    found = minimize(loss, before.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 2_000})
    values = found.x.reshape(before.shape).astype(np.float32)
    return values[:-1], values[-1]


def report(paths: list[Path], chances: Array, labels: Array) -> str:
    """How many of each kind are told right, and which résumés and postings would be refused."""
    lines = ["| kind | files | told right | refused as another |", "|---|---|---|---|"]
    refused = []
    for number, kind in enumerate(KINDS):
        rows = np.flatnonzero(labels == number)
        if not len(rows):
            continue
        right = (chances[rows].argmax(axis=1) == number).mean()
        lost = [row for row in rows if chances[row, number] <= 1 - CERTAIN]
        refused += [
            f"{paths[row]}: {np.round(chances[row], 3)}" for row in lost if number < len(KINDS) - 2
        ]
        lines.append(f"| {kind} | {len(rows)} | {right:.3f} | {len(lost)} |")
    for wanted in ("resume", "posting"):
        others = np.flatnonzero(labels != KINDS.index(wanted))
        caught = Counter(
            KINDS[int(labels[row])]
            for row in others
            if chances[row, KINDS.index(wanted)] <= 1 - CERTAIN
        )
        counts = ", ".join(f"{kind} {caught[kind]}" for kind in KINDS if kind != wanted)
        lines.append(f"\nGiven as a {wanted}, refused: {counts}")
    return "\n".join([*lines, *refused[:40]])


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    _, features, labels = read_kinds(options.data, _EXCERPTS)
    if len(set(labels.tolist())) < len(KINDS):
        raise SystemExit(f"fitscore: {options.data}: a folder for each of {', '.join(KINDS)}")
    if options.start:
        before = load_file(options.start)
        weight, bias = adapt(features, labels, before["weight"], before["bias"])
    else:
        weight, bias = train(features, labels)
    if options.held:
        paths, held, truth = read_kinds(options.held)
        print(report(paths, np.exp(log_softmax(held @ weight + bias)), truth))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        save_file({"weight": weight, "bias": bias}, options.out)


if __name__ == "__main__":
    main()
