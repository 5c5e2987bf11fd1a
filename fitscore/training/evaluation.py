"""How a decision does on trades that it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold

from fitscore.scoring.fit import fit_of
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.vectors import Array
from fitscore.scoring.weights import DEFAULT_WEIGHTS
from fitscore.training.labelled import Labelled
from fitscore.training.regression import fit, probabilities
from fitscore.types import Kind

GROUPS = {
    "cosines": ("max_cosine", "second_cosine", "mean_top3_cosine", "cosine_of_most_relevant"),
    "the whole": (
        "centroid_cosine", "domain_cosine", "posting_max_cosine", "posting_max_relevance",
    ),
    "relevance": (
        "max_relevance", "mean_top3_relevance", "posting_max_relevance", "cosine_of_most_relevant",
    ),
    "character 4-grams": ("char_ngrams",),
    "names": ("names_asked", "names_found"),
    "years": ("years_asked", "years_ratio", "relevant_years_ratio"),
    "relevant roles": ("relevant_years_ratio",),
    "degrees": (
        "degree_asked", "degree_held", "degree_level", "or_equivalent", "degree_cosine",
        "degree_field_asked",
    ),
    "field of the degree": ("degree_cosine", "degree_field_asked"),
    "kind": tuple(f"kind_{kind.value}" for kind in Kind),
}  # fmt: skip


def split(
    samples: Sequence[Labelled], indices: NDArray[np.int64], folds: int
) -> list[tuple[Any, Any]]:
    """Training and test indices, no trade in both."""
    trades = [samples[i].trade for i in indices]
    return [(indices[a], indices[b]) for a, b in GroupKFold(folds).split(indices, groups=trades)]


def report(name: str, samples: Sequence[Labelled], predicted: Sequence[Array]) -> None:
    """Print one line of figures."""
    gold = np.concatenate([sample.labels for sample in samples])
    shares = np.concatenate(predicted)
    verdicts = shares.argmax(axis=1)
    brier = float(np.mean((shares[:, 2] - (gold == 2)) ** 2))
    fits = [_fit(sample, rows) for sample, rows in zip(samples, predicted, strict=True)]
    overall = [sample.overall for sample in samples]
    taus = []
    for folder in sorted({sample.folder for sample in samples}):
        own = [i for i, sample in enumerate(samples) if sample.folder == folder]
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
    asked = sample.requirements.requirements
    known = [i for i, item in enumerate(asked) if item.kind is not Kind.LOGISTICS]
    weights = [DEFAULT_WEIGHTS.weight_of(asked[i]) for i in known]
    return fit_of(weights, [rows[i, 2] for i in known], [rows[i, 1] for i in known])


def cross_validated(
    samples: Sequence[Labelled],
    folds: Sequence[tuple[Any, Any]],
    training: Sequence[Sequence[Array]],
    testing: Sequence[Sequence[Array]],
    columns: Sequence[int],
    most_folders: int | None = None,
) -> tuple[list[Array], list[dict[str, Any]]]:
    """Probabilities of each sample by a regression that did not see its trade, and those."""
    predicted: list[Array] = [np.empty((0, 3))] * len(samples)
    regressions = []
    for (train, test), seen, unseen in zip(folds, training, testing, strict=True):
        chosen = list(range(len(train)))
        if most_folders is not None:
            names = sorted({samples[i].folder for i in train})
            kept = set(np.random.default_rng(0).permutation(names)[:most_folders].tolist())
            chosen = [k for k, i in enumerate(train) if samples[i].folder in kept]
        values = np.concatenate([seen[k] for k in chosen])[:, columns]
        labels = np.concatenate([samples[train[k]].labels for k in chosen])
        regression = fit(values, labels)
        regressions.append(regression)
        for i, rows in zip(test, unseen, strict=True):
            predicted[i] = probabilities(regression, rows[:, columns])
    return predicted, regressions


def tfidf_signals(samples: Sequence[Labelled]) -> list[Array]:
    """The baseline of words: TF-IDF cosine of the requirement's nearest passage."""
    texts = [[item.text for item in sample.encoded.passages] for sample in samples]
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    vectorizer.fit([text for each in texts for text in each])
    rows = []
    for sample, each in zip(samples, texts, strict=True):
        asked = [item.text for item in sample.requirements.requirements]
        cosines = vectorizer.transform(asked) @ vectorizer.transform(each).T
        rows.append(cosines.toarray().max(axis=1)[:, None])
    return rows


def baselines(samples: Sequence[Labelled], folds: Sequence[tuple[Any, Any]]) -> None:
    """Print what one number a requirement gives: the best cosine, the best TF-IDF cosine."""
    cosine = [sample.cosines.max(axis=1)[:, None] for sample in samples]
    for name, rows in (("best cosine", cosine), ("best TF-IDF cosine", tfidf_signals(samples))):
        training = [[rows[i] for i in train] for train, _ in folds]
        testing = [[rows[i] for i in test] for _, test in folds]
        report(name, samples, cross_validated(samples, folds, training, testing, [0])[0])


def first_quotes(
    samples: Sequence[Labelled], folds: Sequence[tuple[Any, Any]], outermost: Sequence[Relevance]
) -> None:
    """Print how often the first passage is one that was quoted, where any was."""
    hits = [
        _first_is_quoted(samples[i], samples[i].signals(relevance).relevance)
        for (_, test), relevance in zip(folds, outermost, strict=True)
        for i in test
    ]
    nearest = [_first_is_quoted(sample, sample.cosines) for sample in samples]
    print(
        f"\nThe first passage is one that was quoted, where any was: by relevance "
        f"{np.concatenate(hits).mean():.3f}, by cosine {np.concatenate(nearest).mean():.3f}"
    )


def _first_is_quoted(sample: Labelled, scores: Array) -> NDArray[np.bool_]:
    first = sample.quoted[np.arange(len(scores)), scores.argmax(axis=1)]
    found: NDArray[np.bool_] = first[sample.has_evidence]
    return found
