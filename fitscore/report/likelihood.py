"""Probabilities in words, each with its number."""

from __future__ import annotations

from fitscore.types import RequirementResult, Verdict

# The least whole per cent of each word. Words and limits are those of the IPCC's guidance on
# uncertainty (Mastrandrea et al. 2010, table 1), which readers of reports know; its "about as
# likely as not" is shortened, and its steps beyond 99 and below 1 per cent are left out, since no
# probability here is known so well.
_WORDS = (
    (90, "very likely"),
    (66, "likely"),
    (34, "about even"),
    (11, "unlikely"),
    (0, "very unlikely"),
)


def in_likely_words(probability: float) -> str:
    """`likely, 78 %`. The word is that of the number shown, so that the two never differ."""
    number = round(100 * probability)
    return f"{next(word for least, word in _WORDS if number >= least)}, {number} %"


def likelihood(result: RequirementResult) -> str:
    """How likely a recruiter would tick it, beside its verdict; empty when unknown.

    `likely, 78 %` of what is met, `met: unlikely, 12 %` of what is missing. Where the verdict is
    partial, the half comes first, since the verdict is about it.
    """
    if result.probability is None:
        return ""
    met = in_likely_words(result.probability)
    if result.verdict is Verdict.MET:
        return met
    if result.verdict is Verdict.PARTIAL and result.probability_partial is not None:
        return f"in part: {in_likely_words(result.probability_partial)}; in full: {met}"
    return f"met: {met}"
