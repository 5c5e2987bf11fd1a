"""Requirement × Resume to signals: each a value and the spans that prove it."""

from fitscore.evidence.comparison import FEATURES, Comparison
from fitscore.evidence.degrees import described
from fitscore.evidence.passages import Passages, passages_of
from fitscore.evidence.quotes import quote_of
from fitscore.evidence.relevance import Relevance
from fitscore.evidence.scale import in_short
from fitscore.evidence.signals import SIGNALS, Counting, Scale, Signals, read_signals

__all__ = [
    "FEATURES",
    "SIGNALS",
    "Comparison",
    "Counting",
    "Passages",
    "Relevance",
    "Scale",
    "Signals",
    "described",
    "in_short",
    "passages_of",
    "quote_of",
    "read_signals",
]
