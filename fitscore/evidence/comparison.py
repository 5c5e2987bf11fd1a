"""A résumé beside a posting: what can be said of each requirement and each passage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import ASKED_FEATURES, Asked
from fitscore.evidence.degrees import entry_of_passages, level_of
from fitscore.evidence.lexical import content_words, ngrams
from fitscore.evidence.names import find_names, naming
from fitscore.evidence.passages import Passage, Passages
from fitscore.evidence.semantic import Array, cosines, ranks
from fitscore.evidence.wording import has_number, speaks_of_leading, speaks_of_money
from fitscore.evidence.years import closeness, roles_worked, worked
from fitscore.types import Education, Resume, Role, Section

# What the features of a pair say of both, and of the passage alone.
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
PASSAGE_FEATURES = (
    *(f"in_{section.value}" for section in Section),
    "title",  # it is the header of a role
    "length",  # log of its characters
    "number",
    "money",
    "leading",
    "depth",  # how far down the résumé, 0 to 1
    "degree_named",  # it belongs to an entry of education with a level
    "years_held",  # of the role whose header it is
    "level",  # of the entry of education it belongs to, -1 for none
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
        return tuple(find_names(patterns, self.passages) for patterns in self.asked.patterns)

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
    def entries(self) -> list[Education | None]:
        """The entry of education that each passage belongs to."""
        return entry_of_passages(self.resume, self.passages)

    @cached_property
    def titles(self) -> NDArray[np.int64]:
        """For each passage, the passage that is the title of its role; -1 where it has none."""
        headers = {item.role: i for i, item in enumerate(self.passages.items) if item.title}
        return np.array([headers.get(item.role, -1) for item in self.passages.items])

    def of_titles(self, values: Array) -> Array:
        """Values of requirements with passages, of the passage's title in its place.

        Args:
            values: Shape (requirements, passages).

        Returns:
            The same shape; 0 where a passage has no title.
        """
        taken: Array = np.where(self.titles >= 0, values[:, self.titles], 0.0)
        return taken

    @cached_property
    def pair_features(self) -> Array:
        """Shape (requirements, passages, len(PAIR_FEATURES))."""
        cosine = self.cosines
        title = self.of_titles(cosine)
        held = [content_words(text) for text in self.passages.texts]
        shared = self.asked.words.shared(held)
        lengths = np.array([len(words) for words in held], dtype=np.float64)
        spelled = self.asked.grams.shared([ngrams(text) for text in self.passages.texts])
        levels = np.array([level_of(entry) for entry in self.entries])
        spread = cosine.std(axis=1, keepdims=True) + 0.02
        return np.stack(
            [
                cosine,
                title,
                (cosine - cosine.mean(axis=1, keepdims=True)) / spread,
                ranks(cosine),
                ranks(title),
                cosine.max(axis=1, keepdims=True) - cosine,
                shared / np.maximum(self.asked.words.sizes, 1.0)[:, None],
                shared / np.maximum(lengths, 1.0)[None, :],
                spelled / np.maximum(self.asked.grams.sizes, 1.0)[:, None],
                np.array([naming(names, self.passages) for names in self.asked.patterns]),
                levels[None, :] >= self.asked.levels[:, None],
            ],
            axis=2,
            dtype=np.float64,
        )

    @cached_property
    def passage_features(self) -> Array:
        """Shape (passages, len(PASSAGE_FEATURES))."""
        items = enumerate(self.passages.items)
        return np.array([self._shows(i, item) for i, item in items], dtype=np.float64)

    @cached_property
    def features(self) -> Array:
        """Shape (requirements, passages, len(FEATURES)): all of them, to learn from."""
        shape = self.cosines.shape
        asked, shown = self.asked.features, self.passage_features
        return np.concatenate(
            [
                self.pair_features[:, :, :-1],
                np.broadcast_to(asked[:, None, :1], (*shape, 1)),
                np.broadcast_to(shown[None], (*shape, shown.shape[1])),
                np.broadcast_to(asked[:, None, 1:], (*shape, asked.shape[1] - 1)),
                self.pair_features[:, :, -1:],
            ],
            axis=2,
        )

    def _shows(self, index: int, passage: Passage) -> list[float]:
        text = passage.encodable
        entry = self.entries[index]
        own = [r for r in self.resume.roles if passage.title and r.id == passage.role]
        return [
            *(float(passage.section is section) for section in Section),
            float(passage.title),
            float(np.log(len(text) + 1)),
            float(has_number(text)),
            float(speaks_of_money(text)),
            float(speaks_of_leading(text)),
            index / len(self.passages.items),
            float(level_of(entry) >= 0),
            worked(own, self.as_of).most / 12 if own else 0.0,
            float(level_of(entry)),
        ]
