"""What a posting asks, as arrays: all that scoring needs of it, made once for many résumés."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding.protocol import Encoder
from fitscore.scoring.names import Names
from fitscore.scoring.terms import Terms
from fitscore.scoring.vectors import Array, centroid
from fitscore.text.money import amounts_in
from fitscore.text.wording import names_field, speaks_of_leading, speaks_of_money
from fitscore.types import Kind, Requirement

# What the features of a pair say of the requirement alone.
REQUIREMENT_FEATURES = (
    "asks_names",
    *(f"asks_{kind.value}" for kind in Kind),
    "asks_years",  # how many
    "asks_level",  # -1 for none
    "asks_leading",
    "asks_money",
    "asked_length",  # characters
)
_UNREACHED = 99  # a level of education above all


@dataclass(frozen=True)
class RequirementArrays:
    """The requirements of one posting, encoded.

    Attributes:
        requirements: Of the posting, and behind them the parts of those that have parts.
        parents: For each of these, the index of the requirement that it is or is part of.
        vectors: Unit rows, shape (requirements, dimensions).
    """

    requirements: tuple[Requirement, ...]
    parents: tuple[int, ...]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, requirements: tuple[Requirement, ...], encoder: Encoder) -> Self:
        """Those of a posting, each part of a requirement as one of its own."""
        rows, parents = list(requirements), list(range(len(requirements)))
        for index, requirement in enumerate(requirements):
            parts = requirement.any_of or requirement.all_of
            rows += parts
            parents += [index] * len(parts)
        return cls(tuple(rows), tuple(parents), encoder.encode([item.text for item in rows]))

    def __len__(self) -> int:
        """How many rows, parts among them."""
        return len(self.requirements)

    @property
    def count(self) -> int:
        """How many rows are the posting's own: the first ones. What follows is parts of them."""
        return sum(parent == index for index, parent in enumerate(self.parents))

    def parts_of(self, index: int) -> list[int]:
        """The rows of the parts of a requirement."""
        return [row for row, parent in enumerate(self.parents) if parent == index != row]

    @cached_property
    def content_words(self) -> Terms:
        """The words that say what is asked."""
        return Terms.words_of(item.text for item in self.requirements)

    @cached_property
    def char_ngrams(self) -> Terms:
        """The character 4-grams of these words."""
        return Terms.char_ngrams_of(item.text for item in self.requirements)

    @cached_property
    def names(self) -> Names:
        """What finds the names that are asked."""
        return Names.of(dict.fromkeys(name for item in self.requirements for name in item.names))

    @cached_property
    def name_counts(self) -> Array:
        """How many names each asks, each once; 1 for none."""
        counts = [max(1, len(set(item.names))) for item in self.requirements]
        return np.array(counts, dtype=np.float64)

    @cached_property
    def features(self) -> Array:
        """Shape (len(REQUIREMENT_FEATURES), requirements)."""
        return np.array([_features(item) for item in self.requirements], dtype=np.float64).T

    @cached_property
    def years(self) -> Array:
        """How many years each asks, 0 for none, shape (requirements,)."""
        return np.array([item.years_min or 0.0 for item in self.requirements])

    @cached_property
    def degree_levels(self) -> NDArray[np.int64]:
        """The level of education that each asks; one that nobody reaches where it asks none."""
        levels = [item.degree.level if item.degree else _UNREACHED for item in self.requirements]
        return np.array(levels, dtype=np.int64)

    @cached_property
    def asks_degree(self) -> NDArray[np.bool_]:
        """Whether each asks a level of education."""
        return np.array([item.degree is not None for item in self.requirements], np.bool_)

    @cached_property
    def asks_field(self) -> NDArray[np.bool_]:
        """Whether each asks for a degree in a field."""
        asked = [item.degree is not None and names_field(item.text) for item in self.requirements]
        return np.array(asked, np.bool_)

    @cached_property
    def asks_experience(self) -> NDArray[np.bool_]:
        """Whether each asks for work that was done."""
        return np.array([item.kind is Kind.EXPERIENCE for item in self.requirements], np.bool_)

    @cached_property
    def amounts(self) -> Array:
        """The least amount of money that each names; not a number where it names none."""
        least = [min(amounts_in(item.text), default=np.nan) for item in self.requirements]
        return np.array(least, dtype=np.float64)

    @cached_property
    def centroid(self) -> NDArray[np.float32]:
        """The direction of the posting's requirements together, shape (dimensions,)."""
        return centroid(self.vectors[: self.count])


def _features(requirement: Requirement) -> list[float]:
    return [
        float(bool(requirement.names)),
        *(float(requirement.kind is kind) for kind in Kind),
        requirement.years_min or 0.0,
        float(requirement.degree.level if requirement.degree else -1),
        float(speaks_of_leading(requirement.text)),
        float(speaks_of_money(requirement.text)),
        float(len(requirement.text)),
    ]
