"""A résumé beside a posting: what can be said of each requirement and each passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import ASKED_FEATURES, Asked
from fitscore.evidence.lexical import Counts
from fitscore.evidence.overlap import Rows, rows_naming, spelling_shared
from fitscore.evidence.passages import Passages
from fitscore.evidence.semantic import Array, cosines, ranks
from fitscore.evidence.shown import PASSAGE_FEATURES, Shown, Source
from fitscore.evidence.years import closeness, roles_worked
from fitscore.types import Resume, Role

# What the features of a pair say of both.
PAIR_FEATURES = (
    "cosine",  # of requirement and passage
    "title_cosine",  # of the requirement and the title of the passage's role; 0 without one
    "standing",  # the cosine in standard deviations above the mean of this résumé's passages
    "place",  # how many passages come nearer
    "title_place",  # how many passages have a nearer title
    "behind",  # how far the cosine is behind the best
    "words",  # share of the words asked that the passage holds
    "devotion",  # words shared, as a share of the passage's
    "spelling",  # share of the character 4-grams asked that the passage holds
    "named",  # share of the names asked that the passage holds
    "level_enough",  # the entry of education it belongs to has the level asked
)
# The last axis of `Comparison.features`, in order.
FEATURES = (
    *PAIR_FEATURES[:-1],
    ASKED_FEATURES[0],
    *PASSAGE_FEATURES,
    *ASKED_FEATURES[1:],
    PAIR_FEATURES[-1],
)


@dataclass(frozen=True)
class Comparison:
    """One résumé beside the requirements of one posting.

    Attributes:
        asked: The requirements.
        resume: The résumé.
        passages: What of it can be evidence; at least one.
        passage_vectors: Unit rows, shape (passages, dimensions).
        education_vectors: Unit rows of the entries of education, as `degrees.described`.
        as_of: YYYY-MM-DD, the day that "present" means.
        encoder: The hash of the model that made the vectors.
    """

    asked: Asked
    resume: Resume
    passages: Passages
    passage_vectors: NDArray[np.float32]
    education_vectors: NDArray[np.float32]
    as_of: str
    encoder: str

    @cached_property
    def cosines(self) -> Array:
        """Of requirements with passages, shape (requirements, passages)."""
        return cosines(self.asked.vectors, self.passage_vectors)

    @cached_property
    def names(self) -> tuple[dict[str, int | None], ...]:
        """For each requirement, the passage that holds each name asked, or None."""
        first = {name: int(rows[0]) if len(rows) else None for name, rows in self._naming.items()}
        return tuple({name: first[name] for name in item.names} for item in self.asked.requirements)

    @cached_property
    def _naming(self) -> dict[str, Rows]:
        return rows_naming(self.asked.names, self.shown)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles that were work."""
        return roles_worked(self.resume)

    @cached_property
    def closeness(self) -> dict[str, Array]:
        """How near each of these roles comes to each requirement."""
        return closeness(
            self.roles,
            self.passages,
            self.cosines,
            self.asked.vectors,
            self.passage_vectors,
        )

    @cached_property
    def shown(self) -> Shown:
        """The résumé's own side of it."""
        source = Source(self.resume, self.passages, self.passage_vectors, self.education_vectors)
        return Shown.of([source])

    @cached_property
    def pair_features(self) -> Array:
        """Shape (len(PAIR_FEATURES), requirements, passages)."""
        return pair_features(
            self.asked,
            self.shown.passages,
            self.cosines,
            of_headers(self.cosines, self.shown.headers),
            *counts_of(self.asked, self.shown, self._naming),
        )

    @cached_property
    def passage_features(self) -> Array:
        """Shape (len(PASSAGE_FEATURES), passages)."""
        return self.shown.features(self.as_of)

    @cached_property
    def features(self) -> Array:
        """Shape (requirements, passages, len(FEATURES)): all of them, to learn from."""
        shape = self.cosines.shape
        asked, shown = self.asked.features, self.passage_features
        columns = np.concatenate(
            [
                self.pair_features[:-1],
                np.broadcast_to(asked[:1, :, None], (1, *shape)),
                np.broadcast_to(shown[:, None], (len(shown), *shape)),
                np.broadcast_to(asked[1:, :, None], (len(asked) - 1, *shape)),
                self.pair_features[-1:],
            ]
        )
        return np.moveaxis(columns, 0, -1)


def counts_of(
    asked: Asked, shown: Shown, naming: Mapping[str, Rows]
) -> tuple[Counts, Counts, Counts]:
    """What passages hold word for word.

    Args:
        asked: The requirements.
        shown: The résumés.
        naming: The passages that hold each name.

    Returns:
        Words, runs of letters and names shared, each of shape (requirements, passages).
    """
    words = asked.words.shared(shown.words, shown.passages["words"])
    named = np.zeros_like(words)
    for row, item in zip(named, asked.requirements, strict=True):
        for name in set(item.names):
            row[naming[name]] += 1.0
    return words, spelling_shared(asked.grams, shown), named


def pair_features(
    asked: Asked,
    passages: NDArray[np.void],
    cosine: NDArray[Any],
    title: NDArray[Any],
    words: Counts,
    spelled: Counts,
    named: Counts,
) -> NDArray[Any]:
    """What is said of requirements and passages together; of several résumés at once, or of one.

    Args:
        asked: The requirements.
        passages: As `Shown.passages`, shape (..., passages).
        cosine: Shape (requirements, ..., passages); so are the others.
        title: The same of the title of the passage's role (`of_headers`).
        words: How many they share.
        spelled: How many runs of letters they share.
        named: How many of the names asked the passage names.

    Returns:
        Shape (len(PAIR_FEATURES), requirements, ..., passages), of the cosine's type.
    """
    held = np.maximum(passages["words"], 1).astype(cosine.dtype)
    beside = (-1, *(1,) * (cosine.ndim - 1))
    asked_words, asked_grams, names = (
        np.maximum(sizes, 1).astype(cosine.dtype).reshape(beside)
        for sizes in (asked.words.sizes, asked.grams.sizes, asked.name_counts)
    )
    centred = cosine - cosine.mean(axis=-1, keepdims=True)
    variance = np.einsum("...p,...p->...", centred, centred)[..., None] / cosine.shape[-1]
    columns = (
        cosine,
        title,
        centred / (np.sqrt(variance) + 0.02),
        ranks(cosine),
        ranks(title),
        cosine.max(axis=-1, keepdims=True) - cosine,
        words / asked_words,
        words / held,
        spelled / asked_grams,
        named / names,
        passages["level"] >= asked.levels.reshape(beside),
    )
    features = np.empty((len(columns), *cosine.shape), dtype=cosine.dtype)
    for feature, column in zip(features, columns, strict=True):
        feature[...] = column
    return features


def of_headers(rows: NDArray[Any], headers: NDArray[np.int64]) -> NDArray[Any]:
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
