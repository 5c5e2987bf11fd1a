"""Requirement × Resume to signals: each a value and the spans that prove it."""

from fitscore.evidence.asked import Asked
from fitscore.evidence.comparison import FEATURES, Comparison
from fitscore.evidence.copied import (
    NOTHING_COPIED,
    Copied,
    PostingWords,
    find_copied,
    flags_of,
    without_copied,
)
from fitscore.evidence.degrees import described
from fitscore.evidence.many import ManySignals, signals_of_many
from fitscore.evidence.passages import Passages, passages_of
from fitscore.evidence.quotes import quote_of
from fitscore.evidence.relevance import NUMBERS, Relevance
from fitscore.evidence.scale import in_short
from fitscore.evidence.shown import Shown, Source
from fitscore.evidence.signals import (
    SIGNALS,
    Counting,
    Scale,
    Signals,
    read_signals,
    vouched_values,
)
from fitscore.evidence.wording import speaks_of_leading, speaks_of_money

__all__ = [
    "FEATURES",
    "NOTHING_COPIED",
    "NUMBERS",
    "SIGNALS",
    "Asked",
    "Comparison",
    "Copied",
    "Counting",
    "ManySignals",
    "Passages",
    "PostingWords",
    "Relevance",
    "Scale",
    "Shown",
    "Signals",
    "Source",
    "described",
    "find_copied",
    "flags_of",
    "in_short",
    "passages_of",
    "quote_of",
    "read_signals",
    "signals_of_many",
    "speaks_of_leading",
    "speaks_of_money",
    "vouched_values",
    "without_copied",
]
