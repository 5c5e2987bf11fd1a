"""Requirement × Resume to signals: each a value and the spans that prove it."""

from fitscore.evidence.passages import Passages, passages_of
from fitscore.evidence.quotes import quote_of
from fitscore.evidence.signals import SIGNALS, Signals, read_signals

__all__ = ["SIGNALS", "Passages", "Signals", "passages_of", "quote_of", "read_signals"]
