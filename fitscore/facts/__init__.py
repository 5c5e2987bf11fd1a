"""Facts: what a requirement asks in years, levels, names and numbers, beside what a résumé states.

Arithmetic decides these, not likeness: how many of the years that are asked were worked, whether a
degree is finished, whether a certificate is held or its holder is somebody else.
"""

from fitscore.facts.conditions import is_condition, share_stated
from fitscore.facts.fact import Fact, Outcome, in_words
from fitscore.facts.languages import OTHERS_LISTED
from fitscore.facts.personal import AGE, RIGHT_TO_WORK, is_personal, personal_statement
from fitscore.facts.quantities import with_shares
from fitscore.facts.reading import Candidate, facts_of
from fitscore.facts.scope import Scope, is_disclaimed, scope_at
from fitscore.facts.years import months_of, reached, with_lengths

__all__ = [
    "AGE",
    "OTHERS_LISTED",
    "RIGHT_TO_WORK",
    "Candidate",
    "Fact",
    "Outcome",
    "Scope",
    "facts_of",
    "in_words",
    "is_condition",
    "is_disclaimed",
    "is_personal",
    "months_of",
    "personal_statement",
    "reached",
    "scope_at",
    "share_stated",
    "with_lengths",
    "with_shares",
]
