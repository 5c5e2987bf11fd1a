"""Train the decision on labelled pairs and print how it does on trades it did not see.

    python -m benchmarks.train_decision --data DIR [--out FILE] [--folds DIR] [--ablation]

DIR is described in `benchmarks.labelled`. --out writes the decision trained on everything;
--folds writes one decision for each match folder, FOLDS/NAME.json, trained without the trade
that the folder belongs to, so that a whole run of the command line can be judged fairly.
--ablation adds what each group of signals is worth, and verdicts learned from fewer postings (with
relevance learned from all).

Two things are learned. First which passage an annotator quotes (`fitscore.evidence.Relevance`): a
softmax over the passages of a résumé and "none". Then the verdict, by a logistic regression over
signals, some of which are made of the first one's scores. For the second to see scores as they will
be on unseen trades, those it is trained on come from networks that did not see the trade either.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import kendalltau, spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler
from torch import nn

from benchmarks.labelled import Labelled, read_labelled
from fitscore.encoding import load_encoder
from fitscore.evidence import FEATURES, SIGNALS, Comparison, Relevance, read_signals
from fitscore.evidence.relevance import FARTHEST
from fitscore.scoring import DEFAULT_WEIGHTS, fit_of
from fitscore.scoring.decision import SCHEMA, relevance_of, relevance_to_dict
from fitscore.types import Kind

Array = NDArray[np.float64]

FOLDS, INNER_FOLDS = 5, 4
INVERSE_REGULARISATION = 0.03
EPOCHS, RATE, DECAY = 6, 3e-3, 0.05
UNITS, RANK = 32, 64
RESUMES_PER_STEP = 3

GROUPS = {
    "cosines": ("nearest", "second", "top3", "relevant_cosine"),
    "the whole": ("whole", "domain", "posting", "posting_relevance"),
    "relevance": ("relevance", "relevance3", "posting_relevance", "relevant_cosine"),
    "spelling": ("spelling",),
    "names": ("names_asked", "names_found"),
    "years": ("years_asked", "years_share", "years_counting"),
    "roles that count": ("years_counting",),
    "degrees": (
        "degree_asked", "degree_held", "degree_level", "equivalent", "degree_near", "field_asked",
    ),
    "field of the degree": ("degree_near", "field_asked"),
    "kind": tuple(f"kind_{kind.value}" for kind in Kind),
}  # fmt: skip

_samples: list[Labelled] = []  # shared with forked processes, which copy nothing


class _Network(nn.Module):
    """What `Relevance` computes, as torch sees it."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.linear = nn.Linear(len(FEATURES), 1)
        self.hidden = nn.Linear(len(FEATURES), UNITS)
        self.output = nn.Linear(UNITS, 1)
        self.asked = nn.Linear(dimensions, RANK, bias=False)
        self.shown = nn.Linear(dimensions, RANK, bias=False)
        nn.init.normal_(self.asked.weight, std=0.05)
        self.shown.weight.data.copy_(self.asked.weight.data)
        self.scales = nn.Parameter(torch.tensor([3.0, 1.0]))
        self.drop_vectors, self.drop_units = nn.Dropout(0.3), nn.Dropout(0.1)

    def forward(
        self, features: torch.Tensor, asked: torch.Tensor, text: torch.Tensor, title: torch.Tensor
    ) -> torch.Tensor:
        units = self.drop_units(torch.relu(self.hidden(features)))
        scores: torch.Tensor = (self.linear(features) + self.output(units)).squeeze(-1)
        requirement = self.asked(self.drop_vectors(asked))
        for scale, rows in zip(self.scales, (text, title), strict=True):
            scores = scores + scale * requirement @ self.shown(self.drop_vectors(rows)).T
        return scores


def train_relevance(indices: Sequence[int]) -> dict[str, Any]:
    """The relevance learned from some samples, as the object that is written to a file."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    shuffled = np.random.default_rng(0)
    samples = [_samples[index] for index in indices]
    flat = np.concatenate(
        [sample.comparison.features.reshape(-1, len(FEATURES)) for sample in samples]
    )
    mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    network = _Network(samples[0].comparison.passage_vectors.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(samples) // RESUMES_PER_STEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        order = shuffled.permutation(len(samples))
        for step in np.array_split(order, steps // EPOCHS):
            loss = torch.cat([_loss(network, samples[i], mean, spread) for i in step]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return relevance_to_dict(_relevance(network, mean, spread, samples[0].comparison.encoder))


def _title_vectors(comparison: Comparison) -> NDArray[np.float32]:
    """The title of the role of each passage, a row of zeros where it has none."""
    headers = comparison.shown.passages["header"]
    rows = comparison.passage_vectors[headers].copy()
    rows[headers < 0] = 0.0
    return rows


def _loss(network: _Network, sample: Labelled, mean: Array, spread: Array) -> torch.Tensor:
    """Of each requirement whose quote was found in the passages, or that has none."""
    usable = sample.quoted.any(axis=1) | ~sample.has_evidence
    comparison = sample.comparison
    scaled = np.clip((comparison.features[usable] - mean) / spread, -FARTHEST, FARTHEST)
    scores = network(
        torch.tensor(scaled, dtype=torch.float32),
        torch.tensor(comparison.asked.vectors[usable]),
        torch.tensor(comparison.passage_vectors),
        torch.tensor(_title_vectors(comparison)),
    )
    quoted = torch.tensor(sample.quoted[usable])
    none = ~quoted.any(dim=1, keepdim=True)
    wanted = torch.cat([quoted, none], dim=1)
    logs = torch.log_softmax(torch.cat([scores, torch.zeros(len(scores), 1)], dim=1), dim=1)
    return -torch.logsumexp(logs.masked_fill(~wanted, float("-inf")), dim=1)


def _relevance(network: _Network, mean: Array, spread: Array, encoder: str) -> Relevance:
    def array(tensor: torch.Tensor) -> Array:
        values: Array = tensor.detach().numpy().astype(np.float64)
        return values

    return Relevance(
        mean=mean,
        spread=spread,
        linear=array(network.linear.weight)[0],
        hidden=array(network.hidden.weight),
        bias=array(network.hidden.bias),
        output=array(network.output.weight)[0],
        constant=array(network.linear.bias + network.output.bias),
        asked=array(network.asked.weight).astype(np.float32),
        shown=array(network.shown.weight).astype(np.float32),
        scales=array(network.scales),
        encoder=encoder,
    )


def signals_of(samples: Sequence[Labelled], relevances: Sequence[dict[str, Any]]) -> list[Array]:
    """Signals of each sample by the relevance given for it."""
    made = {id(value): relevance_of(value) for value in relevances}
    return [
        read_signals(s.comparison, made[id(value)].scores(s.comparison)).values
        for s, value in zip(samples, relevances, strict=True)
    ]


def fit(values: Array, labels: NDArray[np.int64]) -> dict[str, Any]:
    """The logistic regression as a part of the object that is written to a file."""
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=2000)
    model.fit(scaler.transform(values), labels)
    numbers = {
        "mean": scaler.mean_,
        "scale": scaler.scale_,
        "coefficients": model.coef_,
        "intercept": model.intercept_,
    }
    return {key: np.round(value, 6).tolist() for key, value in numbers.items()}


def probabilities(decision: dict[str, Any], values: Array) -> Array:
    """P(missing), P(partial), P(met) of each row."""
    scaled = (values - np.array(decision["mean"])) / np.array(decision["scale"])
    logits = scaled @ np.array(decision["coefficients"]).T + np.array(decision["intercept"])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = odds / odds.sum(axis=1, keepdims=True)
    return shares


def decision_object(name: str, regression: dict[str, Any], relevance: dict[str, Any]) -> str:
    """A decision's file."""
    value = {"schema": SCHEMA, "name": name, "signals": list(SIGNALS), **regression}
    return json.dumps({**value, "relevance": relevance}) + "\n"


def split(indices: NDArray[np.int64], folds: int) -> list[tuple[Any, Any]]:
    """Training and test indices, no trade in both."""
    trades = [_samples[i].trade for i in indices]
    return [(indices[a], indices[b]) for a, b in GroupKFold(folds).split(indices, groups=trades)]


def report(name: str, labels: Sequence[NDArray[np.int64]], predicted: Sequence[Array]) -> None:
    """One line of figures."""
    gold, shares = np.concatenate(labels), np.concatenate(predicted)
    verdicts = shares.argmax(axis=1)
    brier = float(np.mean((shares[:, 2] - (gold == 2)) ** 2))
    fits = [_fit(sample, rows) for sample, rows in zip(_samples, predicted, strict=True)]
    overall = [sample.overall for sample in _samples]
    taus = []
    for folder in sorted({sample.folder for sample in _samples}):
        own = [i for i, sample in enumerate(_samples) if sample.folder == folder]
        tau = kendalltau([fits[i] for i in own], [overall[i] for i in own]).statistic
        taus.append(0.0 if np.isnan(tau) else tau)
    print(
        f"| {name} | {accuracy_score(gold, verdicts):.3f} "
        f"| {f1_score(gold, verdicts, average='macro'):.3f} "
        f"| {cohen_kappa_score(gold, verdicts, weights='quadratic'):.3f} | {brier:.3f} "
        f"| {np.mean(taus):.3f} | {spearmanr(fits, overall).statistic:.3f} |",
        flush=True,
    )


def _fit(sample: Labelled, rows: Array) -> float:
    asked = sample.comparison.asked.requirements
    known = [i for i, item in enumerate(asked) if item.kind is not Kind.LOGISTICS]
    weights = [DEFAULT_WEIGHTS.weight_of(asked[i]) for i in known]
    return fit_of(weights, [rows[i, 2] for i in known], [rows[i, 1] for i in known])


def cross_validated(
    folds: Sequence[tuple[Any, Any]],
    training: Sequence[Sequence[Array]],
    testing: Sequence[Sequence[Array]],
    columns: Sequence[int],
    most_folders: int | None = None,
) -> tuple[list[Array], list[dict[str, Any]]]:
    """Probabilities of each sample by a regression that did not see its trade, and those."""
    predicted: list[Array] = [np.empty((0, 3))] * len(_samples)
    regressions = []
    for (train, test), seen, unseen in zip(folds, training, testing, strict=True):
        chosen = range(len(train))
        if most_folders is not None:
            names = sorted({_samples[i].folder for i in train})
            kept = set(np.random.default_rng(0).permutation(names)[:most_folders].tolist())
            chosen = [k for k, i in enumerate(train) if _samples[i].folder in kept]
        values = np.concatenate([seen[k] for k in chosen])[:, columns]
        labels = np.concatenate([_samples[train[k]].labels for k in chosen])
        regression = fit(values, labels)
        regressions.append(regression)
        for i, rows in zip(test, unseen, strict=True):
            predicted[i] = probabilities(regression, rows[:, columns])
    return predicted, regressions


def tfidf_signals() -> list[Array]:
    """The baseline of words: TF-IDF cosine of the requirement's nearest passage."""
    texts = [text for sample in _samples for text in sample.comparison.passages.texts]
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(texts)
    rows = []
    for sample in _samples:
        asked = vectorizer.transform([item.text for item in sample.comparison.asked.requirements])
        shown = vectorizer.transform(sample.comparison.passages.texts)
        rows.append((asked @ shown.T).toarray().max(axis=1)[:, None])
    return rows


def baselines(folds: Sequence[tuple[Any, Any]], labels: Sequence[NDArray[np.int64]]) -> None:
    """What one number a requirement gives: the best cosine, the best TF-IDF cosine."""
    cosine = [sample.comparison.cosines.max(axis=1)[:, None] for sample in _samples]
    for name, rows in (("best cosine", cosine), ("best TF-IDF cosine", tfidf_signals())):
        training = [[rows[i] for i in train] for train, _ in folds]
        testing = [[rows[i] for i in test] for _, test in folds]
        report(name, labels, cross_validated(folds, training, testing, [0])[0])


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--ablation", action="store_true")
    args = parser.parse_args()
    _samples.extend(read_labelled(args.data, load_encoder(notice=print)))
    for sample in _samples:
        _ = sample.comparison.features  # before the fork
    labels = [sample.labels for sample in _samples]
    everything = np.arange(len(_samples))
    outer = split(everything, FOLDS)
    inner = [split(train, INNER_FOLDS) for train, _ in outer]
    tasks = [everything, *(train for train, _ in outer)]
    tasks += [train for folds in inner for train, _ in folds]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        learned = list(pool.map(train_relevance, tasks))
    final, outermost, rest = learned[0], learned[1 : 1 + FOLDS], iter(learned[1 + FOLDS :])

    testing = [
        signals_of([_samples[i] for i in test], [value] * len(test))
        for (_, test), value in zip(outer, outermost, strict=True)
    ]
    training = []
    for (train, _), folds in zip(outer, inner, strict=True):
        of = {int(i): value for (_, test), value in zip(folds, rest, strict=False) for i in test}
        training.append(signals_of([_samples[i] for i in train], [of[int(i)] for i in train]))

    print(f"{len(_samples)} résumés, {sum(map(len, labels))} pairs\n")
    print("| | accuracy | macro F1 | quadratic kappa | Brier (met) | Kendall τ | Spearman |")
    print("|---|---|---|---|---|---|---|")
    baselines(outer, labels)
    columns = list(range(len(SIGNALS)))
    predicted, regressions = cross_validated(outer, training, testing, columns)
    report("this decision", labels, predicted)
    if args.ablation:
        for name, group in GROUPS.items():
            left = [i for i, signal in enumerate(SIGNALS) if signal not in group]
            report(f"without {name}", labels, cross_validated(outer, training, testing, left)[0])
        for count in (10, 20, 40):
            shares = cross_validated(outer, training, testing, columns, count)[0]
            report(f"verdicts learned from {count} postings", labels, shares)
    hits = [
        sample.quoted[np.arange(len(scores)), scores.argmax(axis=1)][sample.has_evidence]
        for (_, test), value in zip(outer, outermost, strict=True)
        for sample, scores in (
            (_samples[i], relevance_of(value).scores(_samples[i].comparison)) for i in test
        )
    ]
    nearest = [
        s.quoted[np.arange(len(s.labels)), s.comparison.cosines.argmax(axis=1)][s.has_evidence]
        for s in _samples
    ]
    print(
        f"\nThe first passage is one that was quoted, where any was: by relevance "
        f"{np.concatenate(hits).mean():.3f}, by cosine {np.concatenate(nearest).mean():.3f}"
    )
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for (_, test), value, regression in zip(outer, outermost, regressions, strict=True):
            text = decision_object("cross-validation", regression, value)
            for folder in {_samples[i].folder for i in test}:
                (args.folds / f"{folder}.json").write_text(text, encoding="utf-8")
    if args.out:
        # The scores that it learns from are those of networks that did not see the trade.
        order = [i for _, test in outer for i in test]
        values = np.concatenate([rows for fold in testing for rows in fold])
        regression = fit(values, np.concatenate([labels[i] for i in order]))
        args.out.write_text(decision_object("relevance-1", regression, final), encoding="utf-8")


if __name__ == "__main__":
    main()
