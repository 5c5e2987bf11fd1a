"""A posting as scoring needs it: made once for many résumés."""

from __future__ import annotations

from dataclasses import dataclass

from fitscore.encoding import Encoder
from fitscore.errors import NoRequirementError, WeightsFileError
from fitscore.scoring.masks import PostingShingles
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.weights import Weights
from fitscore.types import Kind, Posting


@dataclass(frozen=True, slots=True)
class Prepared:
    """A posting and what is computed of it alone.

    Attributes:
        posting: As it was read.
        requirements: What it asks, encoded.
        shingles: Its words, as they may be copied from it.
    """

    posting: Posting
    requirements: RequirementArrays
    shingles: PostingShingles


def prepare(posting: Posting, encoder: Encoder, weights: Weights, source: str) -> Prepared:
    """A posting prepared for scoring.

    Args:
        posting: As it was read.
        encoder: What encodes the résumés too.
        weights: Of its requirements.
        source: Where the weights come from, for messages.

    Raises:
        WeightsFileError: The weights name a requirement that it does not have, or leave nothing
            to score.
        NoRequirementError: It asks for nothing that a résumé could show.
    """
    weights.check(posting.requirements, source)
    if not any(weights.weight_of(item) for item in posting.requirements):
        raise WeightsFileError(
            source,
            "they leave nothing of this posting to score",
            "give one requirement at least a weight, and no knock-out",
        )
    if all(item.kind is Kind.LOGISTICS and not item.names for item in posting.requirements):
        raise NoRequirementError(
            posting.source,
            "a résumé can show nothing of what was read as asked in it",
            "look at `fitscore parse posting`, and correct its JSON where it was read wrongly",
        )
    requirements = RequirementArrays.of(posting.requirements, encoder)
    return Prepared(posting, requirements, PostingShingles.of(posting))
