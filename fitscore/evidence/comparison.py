"""A résumé beside a posting: what can be said of each requirement and each passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.degrees import entry_of_passages, level_of
from fitscore.evidence.lexical import content_words, coverage, ngrams
from fitscore.evidence.names import find_names, naming
from fitscore.evidence.passages import Passage, Passages
from fitscore.evidence.semantic import Array, cosines, ranks
from fitscore.evidence.wording import has_number, speaks_of_leading, speaks_of_money
from fitscore.evidence.years import closeness, roles_worked, worked
from fitscore.types import Education, Kind, Requirement, Resume, Role, Section

# The last axis of `Comparison.features`, in order.
FEATURES = (
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
    "asks_names",
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
    *(f"asks_{kind.value}" for kind in Kind),
    "asks_years",  # how many
    "asks_level",  # -1 for none
    "asks_leading",
    "asks_money",
    "asked_length",  # characters
    "level_enough",
)
_UNREACHED = 99  # a level above all


@dataclass(frozen=True)
class Comparison:
    """One résumé beside the requirements of one posting.

    Attributes:
        requirements: Of the posting.
        requirement_vectors: Unit rows, shape (requirements, dimensions).
        resume: The résumé.
        passages: What of it can be evidence; at least one.
        passage_vectors: Unit rows, shape (passages, dimensions).
        education_vectors: Unit rows of the entries of education, as `degrees.described`.
        as_of: YYYY-MM-DD, the day that "present" means.
        whole: How many of the requirements are the posting's; what follows is parts of them.
        encoder: The hash of the model that made the vectors.
    """

    requirements: Sequence[Requirement]
    requirement_vectors: NDArray[np.float32]
    resume: Resume
    passages: Passages
    passage_vectors: NDArray[np.float32]
    education_vectors: NDArray[np.float32]
    as_of: str
    whole: int
    encoder: str

    @cached_property
    def cosines(self) -> Array:
        """Of requirements with passages, shape (requirements, passages)."""
        return cosines(self.requirement_vectors, self.passage_vectors)

    @cached_property
    def names(self) -> tuple[dict[str, int | None], ...]:
        """For each requirement, the passage that holds each name asked, or None."""
        return tuple(find_names(item.names, self.passages) for item in self.requirements)

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
            self.requirement_vectors,
            self.passage_vectors,
        )

    @cached_property
    def entries(self) -> list[Education | None]:
        """The entry of education that each passage belongs to."""
        return entry_of_passages(self.resume, self.passages)

    @cached_property
    def title_vectors(self) -> NDArray[np.float32]:
        """The title of the role of each passage, a row of zeros where it has none."""
        headers = {item.role: i for i, item in enumerate(self.passages.items) if item.title}
        rows = np.zeros_like(self.passage_vectors)
        for row, item in zip(rows, self.passages.items, strict=True):
            if item.role in headers:
                row[:] = self.passage_vectors[headers[item.role]]
        return rows

    @cached_property
    def features(self) -> Array:
        """Shape (requirements, passages, len(FEATURES))."""
        cosine = self.cosines
        title = cosines(self.requirement_vectors, self.title_vectors)
        held = [content_words(text) for text in self.passages.texts]
        spelled = [ngrams(text) for text in self.passages.texts]
        asked = [content_words(item.text) for item in self.requirements]
        grams = [ngrams(" ".join(sorted(words))) for words in asked]
        shape = (*cosine.shape, 1)
        words = np.array([[coverage(a, h) for h in held] for a in asked])
        devotion = np.array([[coverage(h, a) for h in held] for a in asked])
        spelling = np.array([[coverage(a, s) for s in spelled] for a in grams])
        named = np.array([naming(item.names, self.passages) for item in self.requirements])
        asks = np.array([_asks(item) for item in self.requirements])
        shows = np.array([self._shows(i, item) for i, item in enumerate(self.passages.items)])
        levels = np.array([level_of(entry) for entry in self.entries])
        wanted = [item.degree.level if item.degree else _UNREACHED for item in self.requirements]
        spread = cosine.std(axis=1, keepdims=True) + 0.02
        columns = [
            cosine,
            title,
            (cosine - cosine.mean(axis=1, keepdims=True)) / spread,
            ranks(cosine),
            ranks(title),
            cosine.max(axis=1, keepdims=True) - cosine,
            words,
            devotion,
            spelling,
            named,
        ]
        names = np.array([float(bool(item.names)) for item in self.requirements])
        return np.concatenate(
            [
                *(column[:, :, None] for column in columns),
                np.broadcast_to(names[:, None, None], shape),
                np.broadcast_to(shows[None], (*cosine.shape, shows.shape[1])),
                np.broadcast_to(asks[:, None], (*cosine.shape, asks.shape[1])),
                (levels[None, :] >= np.array(wanted)[:, None])[:, :, None],
            ],
            axis=2,
            dtype=np.float64,
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
            worked(own, self.as_of).most / 12,
            float(level_of(entry)),
        ]


def _asks(requirement: Requirement) -> list[float]:
    return [
        *(float(requirement.kind is kind) for kind in Kind),
        requirement.years_min or 0.0,
        float(requirement.degree.level if requirement.degree else -1),
        float(speaks_of_leading(requirement.text)),
        float(speaks_of_money(requirement.text)),
        float(len(requirement.text)),
    ]
