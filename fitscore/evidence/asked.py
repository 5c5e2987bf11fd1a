"""What a posting asks, with all that a comparison needs of it alone: made once for many résumés."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.lexical import Terms
from fitscore.evidence.names import Names
from fitscore.evidence.scale import sums_of
from fitscore.evidence.semantic import Array, centre
from fitscore.evidence.wording import names_field, speaks_of_leading, speaks_of_money
from fitscore.types import Kind, Requirement

# What the features of a pair say of the requirement alone.
ASKED_FEATURES = (
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
class Asked:
    """The requirements of one posting, encoded.

    Attributes:
        requirements: Of the posting, and behind them the parts of those that have parts.
        vectors: Unit rows, shape (requirements, dimensions).
        whole: How many of the requirements are the posting's; what follows is parts of them.
    """

    requirements: tuple[Requirement, ...]
    vectors: NDArray[np.float32]
    whole: int

    @cached_property
    def words(self) -> Terms:
        """The words that say what is asked."""
        return Terms.words_of(item.text for item in self.requirements)

    @cached_property
    def grams(self) -> Terms:
        """The spelling of these words."""
        return Terms.grams_of(item.text for item in self.requirements)

    @cached_property
    def name_counts(self) -> Array:
        """How many names each asks, each once; 1 for none."""
        counts = [max(1, len(set(item.names))) for item in self.requirements]
        return np.array(counts, dtype=np.float64)

    @cached_property
    def names(self) -> Names:
        """What finds the names that are asked."""
        return Names.of(dict.fromkeys(name for item in self.requirements for name in item.names))

    @cached_property
    def features(self) -> Array:
        """Shape (len(ASKED_FEATURES), requirements)."""
        return np.array([_features(item) for item in self.requirements], dtype=np.float64).T

    @cached_property
    def years(self) -> Array:
        """How many years each asks, 0 for none, shape (requirements,)."""
        return np.array([item.years_min or 0.0 for item in self.requirements])

    @cached_property
    def levels(self) -> NDArray[np.int64]:
        """The level of education that each asks; one that nobody reaches where it asks none."""
        return np.array(
            [item.degree.level if item.degree else _UNREACHED for item in self.requirements],
            dtype=np.int64,
        )

    @cached_property
    def sums(self) -> tuple[float | None, ...]:
        """The least sum of money that each names."""
        return tuple(min(sums_of([item.text]), default=None) for item in self.requirements)

    @cached_property
    def asks_field(self) -> tuple[bool, ...]:
        """Whether each asks for a degree in a field."""
        return tuple(
            item.degree is not None and names_field(item.text) for item in self.requirements
        )

    @cached_property
    def centre(self) -> NDArray[np.float32]:
        """The direction of the posting's requirements together, shape (dimensions,)."""
        return centre(self.vectors[: self.whole])


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
