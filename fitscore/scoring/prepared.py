"""A posting as scoring needs it: made once for many résumés."""

from __future__ import annotations

from dataclasses import dataclass

from fitscore.encoding import Encoder
from fitscore.errors import NoRequirementError, WeightsFileError
from fitscore.scoring.echoes import Sentences
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.weights import DEFAULT_WEIGHTS, Weights
from fitscore.text.languages import unread_language
from fitscore.types import Kind, Posting


@dataclass(frozen=True, slots=True)
class Prepared:
    """A posting and what is computed of it alone.

    Attributes:
        posting: As it was read.
        requirements: What it asks, encoded.
        sentences: What it says, as it may be said again.
        unread: The language of a posting that no model reads here, or None.
    """

    posting: Posting
    requirements: RequirementArrays
    sentences: Sentences
    unread: str | None = None


def prepare(
    posting: Posting, encoder: Encoder, weights: Weights, source: str, *, reads_conditions: bool
) -> Prepared:
    """A posting prepared for scoring.

    Args:
        posting: As it was read.
        encoder: What encodes the résumés too.
        weights: Of its requirements.
        source: Where the weights come from, for messages.
        reads_conditions: Whether shifts, travel and the like are looked for in a résumé too.

    Raises:
        WeightsFileError: The weights name a requirement that it does not have, or leave nothing
            to score.
        NoRequirementError: It asks for nothing that a résumé could show.
    """
    weights.check(posting.requirements, source)
    shown = [
        item
        for item in posting.requirements
        if reads_conditions or item.kind is not Kind.LOGISTICS or item.names
    ]
    if not shown:
        raise NoRequirementError(
            posting.source,
            "a résumé can show nothing of what was read as asked in it",
            "look at `fitscore parse posting`, and correct its JSON where it was read wrongly",
        )
    if not any(map(weights.weight_of, shown)):
        raise WeightsFileError(
            posting.source if weights == DEFAULT_WEIGHTS else source,
            "its weights leave nothing of this posting to score that a résumé could show",
            "give one such requirement at least a weight, and no knock-out",
        )
    requirements = RequirementArrays.of(posting.requirements, encoder)
    unread = unread_language(posting.language, [item.text for item in posting.requirements])
    return Prepared(posting, requirements, Sentences.of(posting), unread)
