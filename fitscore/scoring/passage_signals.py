"""The signals that passages give: the nearest, the most relevant, those that name what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.features import PAIR_FEATURES, of_titles, pair_features, shared_terms
from fitscore.scoring.masks import uncorroborated
from fitscore.scoring.relevance import Relevance
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays
from fitscore.scoring.vectors import Array, Kernel, finite_mean, top_k

AMOUNTS_FROM = 5  # passages, the most relevant ones
NEAR_TIE = 2e-4  # of relevance scores, whose single precision errs by 1e-5
_HOLDING = [PAIR_FEATURES.index(name) for name in ("char_ngrams", "names")]
_TOGETHER = 1 << 13  # passages in one step: fewer would leave threads waiting for the interpreter


@dataclass(frozen=True, slots=True)
class PassageFindings:
    """What passages show beside signals, as in `Signals`."""

    relevance: NDArray[Any]
    named: dict[str, Booleans]
    any_named: Booleans
    amounts: Array
    near_tie: Booleans


def passage_signals(
    requirements: RequirementArrays,
    resumes: ResumeArrays,
    relevance: Relevance,
    cosines: NDArray[Any],
    low_rank: NDArray[Any] | None,
    copied: Booleans,
    as_of: str,
    kernel: Kernel,
) -> tuple[dict[str, Array], dict[str, Array], PassageFindings]:
    """The signals that passages give, those of the corroborating ones, and what else they show."""
    passage_features = resumes.features(as_of).astype(kernel.dtype)
    of_requirements = requirements.features.astype(kernel.dtype)
    titles = of_titles(cosines, resumes.headers)
    naming = requirements.names.passages_with(resumes)
    counts = shared_terms(requirements, resumes, naming)
    shape = (len(resumes), len(requirements))
    columns: dict[str, Array] = defaultdict(lambda: np.zeros(shape))
    corroborated: dict[str, Array] = defaultdict(lambda: np.zeros(shape))
    with_amounts = np.flatnonzero(np.isfinite(requirements.amounts))
    named = {name: np.zeros(len(resumes), np.bool_) for name in naming}
    for name, holders in naming.items():
        named[name][resumes.passage_owners[holders]] = True
    found = PassageFindings(
        np.empty(cosines.shape, kernel.dtype),
        named,
        np.zeros(shape, np.bool_),
        np.full(shape, np.nan),
        np.zeros(shape, np.bool_),
    )
    every = np.arange(len(requirements))
    experience = np.flatnonzero(requirements.asks_experience)
    for which, rows, several in _of_equal_size(resumes):
        near, title, *shared = (
            each[:, rows].reshape(-1, *several) for each in (cosines, titles, *counts)
        )
        items = resumes.passages[rows].reshape(several)
        levels = resumes.degree_levels[rows].reshape(several)
        pair = pair_features(requirements, items, levels, near, title, *shared)
        scores = relevance.logits(
            of_requirements,
            pair,
            passage_features[:, rows].reshape(-1, *several),
            None if low_rank is None else low_rank[:, rows].reshape(-1, *several),
            kernel.product,
        )
        found.relevance[:, rows] = scores.reshape(len(scores), -1)
        said = np.stack([near, scores, *pair[_HOLDING]])
        alone = of_passages(said)
        left_out = uncorroborated(requirements, items["keyword_list"])
        some = every if copied[rows].any() else experience
        own = of_passages(said[:, some], (left_out | copied[rows].reshape(several))[some])
        columns["mean_cosine"][which] = near.mean(axis=-1, dtype=np.float64).T
        for name, column in alone.items():
            columns[name][which] = corroborated[name][which] = column.T
            corroborated[name][which, some] = own[name].T
        found.near_tie[which] = alone["relevance_gap"].T < NEAR_TIE
        found.near_tie[which, some] |= own["relevance_gap"].T < NEAR_TIE
        found.any_named[which] = shared[-1].any(axis=-1).T
        for index in with_amounts:
            best = np.argsort(-scores[index], axis=-1, kind="stable")[:, :AMOUNTS_FROM]
            amounts = np.take_along_axis(items["amount"], best, axis=-1)
            found.amounts[which, index] = np.fmax.reduce(amounts, axis=-1)
    for name, each in (
        ("posting_max_cosine", "max_cosine"),
        ("posting_max_relevance", "max_relevance"),
    ):
        columns[name] = columns[each][:, : requirements.count].mean(axis=1, keepdims=True)
    return columns, corroborated, found


def _of_equal_size(resumes: ResumeArrays) -> Iterator[tuple[slice, slice, tuple[int, int]]]:
    """Résumés of equally many passages, which are in order: they, their passages, both counts."""
    counts = resumes.resumes["passages"].astype(np.int64)
    first = 0
    while first < len(counts):
        count = int(counts[first])
        same = int(np.searchsorted(counts, count, side="right"))
        stop = min(same, first + max(1, _TOGETHER // count))
        begin = int(resumes.first_passages[first])
        yield (
            slice(first, stop),
            slice(begin, begin + (stop - first) * count),
            (stop - first, count),
        )
        first = stop


def of_passages(said: NDArray[Any], left_out: Booleans | None = None) -> dict[str, NDArray[Any]]:
    """The signals that passages give, each of shape (requirements, ...).

    Args:
        said: Of requirements and passages their cosine, how relevant they are, and the shares of
            character 4-grams and of names that are held, shape (4, requirements, ..., passages).
        left_out: Which passages do not count; where that is all, the one that says least does.
    """
    if left_out is not None:
        least = said[1].argmin(axis=-1)[..., None] == np.arange(said.shape[-1])
        left_out = np.where(left_out.all(axis=-1, keepdims=True), ~least, left_out)
        nothing = said.dtype.type(-np.inf)
        said = np.where(left_out, nothing, said)
    near, relevance, char_ngrams, names = said
    nearest, most = top_k(near, 3), top_k(relevance, 3)
    next_one = min(1, nearest.shape[-1] - 1)
    second = nearest[..., next_one]
    gap = most[..., 0] - most[..., next_one] if next_one else np.full(second.shape, np.inf)
    most_relevant = relevance.argmax(axis=-1)[..., None]
    return {
        "max_cosine": nearest[..., 0],
        "second_cosine": np.where(np.isfinite(second), second, nearest[..., 0]),
        "mean_top3_cosine": finite_mean(nearest),
        "max_relevance": most[..., 0],
        "mean_top3_relevance": finite_mean(most),
        "relevance_gap": gap,
        "cosine_of_most_relevant": np.take_along_axis(near, most_relevant, axis=-1)[..., 0],
        "char_ngrams": char_ngrams.max(axis=-1),
        "names_found": names.max(axis=-1),
    }
