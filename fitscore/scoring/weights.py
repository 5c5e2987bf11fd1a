"""What each requirement weighs, and which ones no candidate may lack: read from a TOML file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from fitscore.errors import WeightsFileError
from fitscore.files import read_file
from fitscore.scoring.vectors import Array
from fitscore.text.near_names import remedy_for
from fitscore.types import MOST_WEIGHT, Kind, Priority, Requirement

# What a requirement weighs by its priority: a recruiter gives up two preferred ones and more
# for one that is required.
_BY_PRIORITY = {Priority.REQUIRED: 1.0, Priority.PREFERRED: 0.4, Priority.BONUS: 0.15}
_EXAMPLE = 'see "Weights and knock-outs" in docs/score.md'

_LARGEST = 1 << 20  # bytes of a weights file
_ID = re.compile(r"r\d+", re.IGNORECASE)
_Weight = Annotated[float, msgspec.Meta(ge=0, le=MOST_WEIGHT)]


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights by priority, factors by kind, weights of single requirements, and knock-outs.

    A requirement is named by its id (`r3`) or by words of its text, in any case. What is said here
    of a single requirement goes before the weight that the posting gives it, and that before what
    priorities and kinds weigh; it is a knock-out where either says so.

    Attributes:
        priority: In place of the defaults 1, 0.4 and 0.15.
        kind: Factors that multiply the priority's weight; 1 where none is given.
        requirement: The weights of single requirements, in place of all else.
        knock_out: Requirements that gate: they add nothing to the fit, and who lacks one is
            knocked out.
    """

    priority: dict[Priority, _Weight] = {}
    kind: dict[Kind, _Weight] = {}
    requirement: dict[str, _Weight] = {}
    knock_out: tuple[str, ...] = ()

    def weight_of(self, requirement: Requirement) -> float:
        """Its weight in the fit."""
        if self.knocks_out(requirement):
            return 0.0
        for name, weight in self.requirement.items():
            if _names(name, requirement):
                return weight
        if requirement.weight is not None:
            return requirement.weight
        usual = self.priority.get(requirement.priority, _BY_PRIORITY[requirement.priority])
        return usual * self.kind.get(requirement.kind, 1.0)

    def known(self, requirements: Sequence[Requirement], unknown: NDArray[np.bool_]) -> Array:
        """Of each requirement, 0 where no résumé could show it; shape (..., requirements).

        Args:
            requirements: Of a posting.
            unknown: Where the verdict is `unknown`, shape (..., requirements).
        """
        weights = np.array([self.weight_of(item) for item in requirements])
        known: Array = np.where(unknown, 0.0, weights)
        return known

    def knocks_out(self, requirement: Requirement) -> bool:
        """Whether who lacks it is knocked out."""
        return requirement.knock_out or any(_names(name, requirement) for name in self.knock_out)

    def check(self, requirements: Sequence[Requirement], source: str = "weights") -> None:
        """See that each requirement that is named exists: a slip must not be passed over.

        Raises:
            WeightsFileError: One names none of them, or words that stand in several.
        """
        for item in requirements:
            named = [name for name in self.requirement if _names(name, item)]
            if len(named) > 1:
                raise WeightsFileError(
                    source,
                    f"{named[0]!r} and {named[1]!r} name one requirement",
                    "keep one of them",
                )
        for name in (*self.requirement, *self.knock_out):
            found = [item.id for item in requirements if _names(name, item)]
            if len(found) != 1:
                what = f"{len(found)} requirements ({', '.join(found)})" if found else "none"
                raise WeightsFileError(
                    source,
                    f"{name!r} names {what} of this posting's requirements",
                    "use an id of `fitscore parse posting`, or words that only one of them has",
                )


DEFAULT_WEIGHTS = Weights()


def load_weights(path: str | Path) -> Weights:
    """Weights from a TOML file.

    Raises:
        WeightsFileError: There is no such file, it is no TOML, or it holds something that is no
            weight.
    """
    try:
        data = read_file(path, _LARGEST).removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise WeightsFileError(
            str(path), f"it cannot be read ({error.strerror})", remedy_for(path)
        ) from error
    try:
        return msgspec.toml.decode(data, type=Weights)
    except (ValueError, RecursionError) as error:
        raise WeightsFileError(str(path), f"these are no weights ({error})", _EXAMPLE) from error


def _names(name: str, requirement: Requirement) -> bool:
    words = " ".join(name.split())
    if not words or words.lower() == requirement.id.lower():
        return bool(words)
    if _ID.fullmatch(words):
        return False
    whole = rf"(?<!\w){re.escape(words)}(?!\w)"
    return re.search(whole, " ".join(requirement.text.split()), re.IGNORECASE) is not None
