"""Requirements and résumés as arrays, to probability, verdict, fit and proof."""

from fitscore.scoring.classifier import Decision, default_decision, load_decision
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.ratings import Ratings
from fitscore.scoring.scorer import PostingLike, ResumeLike, Scorer, match
from fitscore.scoring.weights import DEFAULT_WEIGHTS, Weights, load_weights

__all__ = [
    "DEFAULT_WEIGHTS",
    "Decision",
    "PostingLike",
    "Prepared",
    "Ratings",
    "ResumeLike",
    "Scorer",
    "Weights",
    "default_decision",
    "load_decision",
    "load_weights",
    "match",
]
