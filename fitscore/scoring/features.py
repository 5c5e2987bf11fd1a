"""What is said of a requirement and a passage together: the features that relevance reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.requirement_arrays import REQUIREMENT_FEATURES, RequirementArrays
from fitscore.scoring.resume_arrays import PASSAGE_FEATURES, ResumeArrays
from fitscore.scoring.terms import Counts
from fitscore.scoring.vectors import ranks

PAIR_FEATURES = (
    "cosine",  # of requirement and passage
    "title_cosine",  # of the requirement and the title of the passage's role; 0 without one
    "z_score",  # the cosine in standard deviations above the mean of this résumé's passages
    "rank",  # how many passages come nearer
    "title_rank",  # how many passages have a nearer title
    "gap_to_best",  # how far the cosine is behind the best
    "requirement_overlap",  # share of the words asked that the passage holds
    "passage_overlap",  # words shared, as a share of the passage's
    "char_ngrams",  # share of the character 4-grams asked that the passage holds
    "names",  # share of the names asked that the passage holds
    "degree_sufficient",  # the entry of education it belongs to has the level asked
)
# What `relevance` reads, in the order of its weights.
FEATURES = (
    *PAIR_FEATURES[:-1],
    REQUIREMENT_FEATURES[0],
    *PASSAGE_FEATURES,
    *REQUIREMENT_FEATURES[1:],
    PAIR_FEATURES[-1],
)
_LEAST_DEVIATION = 0.02  # added to the standard deviation of cosines: few passages are alike


def shared_terms(
    requirements: RequirementArrays, resumes: ResumeArrays, naming: Mapping[str, NDArray[np.int64]]
) -> tuple[Counts, Counts, Counts]:
    """What passages hold word for word.

    Args:
        requirements: What is asked.
        resumes: The résumés.
        naming: The passages that hold each name.

    Returns:
        Content words, character 4-grams and names shared, each of shape (requirements, passages).
    """
    items = resumes.passages
    words = requirements.content_words.shared(resumes.content_words, items["content_words"])
    named = np.zeros_like(words)
    for row, item in zip(named, requirements.requirements, strict=True):
        for name in set(item.names):
            row[naming[name]] += 1.0
    grams = requirements.char_ngrams.char_ngrams_shared(resumes.char_codes, items["char_codes"])
    return words, grams, named


def pair_features(
    requirements: RequirementArrays,
    passages: NDArray[np.void],
    degree_levels: NDArray[np.int64],
    cosine: NDArray[Any],
    title_cosine: NDArray[Any],
    words: Counts,
    char_ngrams: Counts,
    names: Counts,
) -> NDArray[Any]:
    """What is said of requirements and passages together; of several résumés at once, or of one.

    Args:
        requirements: What is asked.
        passages: As `ResumeArrays.passages`, shape (..., passages).
        degree_levels: As `ResumeArrays.degree_levels`, of the same shape.
        cosine: Shape (requirements, ..., passages); so are the others.
        title_cosine: The same of the title of the passage's role (`of_titles`).
        words: How many content words they share.
        char_ngrams: How many character 4-grams.
        names: How many of the names asked the passage names.

    Returns:
        Shape (len(PAIR_FEATURES), requirements, ..., passages), of the cosine's type.
    """
    held = np.maximum(passages["content_words"], 1).astype(cosine.dtype)
    beside = (-1, *(1,) * (cosine.ndim - 1))
    asked_words, asked_grams, asked_names = (
        np.maximum(counts, 1).astype(cosine.dtype).reshape(beside)
        for counts in (
            requirements.content_words.counts,
            requirements.char_ngrams.counts,
            requirements.name_counts,
        )
    )
    centred = cosine - cosine.mean(axis=-1, keepdims=True)
    variance = np.einsum("...p,...p->...", centred, centred)[..., None] / cosine.shape[-1]
    columns = (
        cosine,
        title_cosine,
        centred / (np.sqrt(variance) + _LEAST_DEVIATION),
        ranks(cosine),
        ranks(title_cosine),
        cosine.max(axis=-1, keepdims=True) - cosine,
        words / asked_words,
        words / held,
        char_ngrams / asked_grams,
        names / asked_names,
        degree_levels >= requirements.degree_levels.reshape(beside),
    )
    features = np.empty((len(columns), *cosine.shape), dtype=cosine.dtype)
    for feature, column in zip(features, columns, strict=True):
        feature[...] = column
    return features


def of_titles(rows: NDArray[Any], headers: NDArray[np.int64]) -> NDArray[Any]:
    """For each passage what is said of the title of its role.

    Args:
        rows: Of passages, shape (..., passages).
        headers: Which passage is this title, shape (passages,); -1 where there is none.

    Returns:
        The shape of the rows; 0 where a passage has no title.
    """
    taken = rows[..., headers]
    taken[..., headers < 0] = 0
    return taken


def all_features(
    requirements: NDArray[Any], pair: NDArray[Any], passages: NDArray[Any]
) -> NDArray[Any]:
    """`FEATURES` of one résumé's pairs: to learn from.

    Args:
        requirements: As `RequirementArrays.features`.
        pair: As `pair_features`, shape (len(PAIR_FEATURES), requirements, passages).
        passages: As `ResumeArrays.features`.

    Returns:
        Shape (requirements, passages, len(FEATURES)).
    """
    shape = pair.shape[1:]
    columns = np.concatenate(
        [
            pair[:-1],
            np.broadcast_to(requirements[:1, :, None], (1, *shape)),
            np.broadcast_to(passages[:, None], (len(passages), *shape)),
            np.broadcast_to(requirements[1:, :, None], (len(requirements) - 1, *shape)),
            pair[-1:],
        ]
    )
    return np.moveaxis(columns, 0, -1)
