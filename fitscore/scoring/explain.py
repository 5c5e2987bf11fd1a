"""Verdicts with what proves them: quotes, reasons and advice, from indices into the arrays."""

from __future__ import annotations

from fitscore.facts import personal_statement
from fitscore.scoring.advice import advice_for
from fitscore.scoring.assessment import Assessment
from fitscore.scoring.masks import page_of
from fitscore.scoring.quotes import quote_of
from fitscore.scoring.reasons import reason_for
from fitscore.scoring.verdicts import MET, PARTIAL, VERDICTS
from fitscore.scoring.weights import Weights
from fitscore.types import Evidence, RequirementResult, Verdict

_MOST_QUOTES = 3
# Score of a passage beside 0, that of "none", from which it is shown as the nearest thing found.
_NEAR_FROM = -4.0
_QUOTE_MARGIN = 2.0  # score below the best quote's at which a further one is left out


def explain(index: int, found: Assessment, weights: Weights) -> RequirementResult:
    """The verdict on one requirement of a posting, with its proof.

    Args:
        index: Which.
        found: What the verdicts rest on.
        weights: What it weighs, and whether it gates.
    """
    requirement = found.requirements.requirements[index]
    row = int(found.verdicts.rows[index])
    verdict = VERDICTS[found.verdicts.verdicts[index]]
    shares = found.verdicts.probabilities[index]
    unknown = verdict is Verdict.UNKNOWN
    quotes = _quotes(row, found)
    return RequirementResult(
        requirement=requirement,
        weight=weights.weight_of(requirement),
        verdict=verdict,
        probability=None if unknown else float(shares[MET]),
        probability_partial=None if unknown else float(shares[PARTIAL]),
        reason=reason_for(row, verdict, found, capped=bool(found.verdicts.capped[index])),
        evidence=tuple(quotes) if verdict in {Verdict.MET, Verdict.PARTIAL} else (),
        nearest=quotes[0] if verdict is Verdict.MISSING and _is_near(row, found) else None,
        knock_out=weights.knocks_out(requirement),
        advice=advice_for(row, verdict, found),
        bound=bool(found.bound) and found.bound[index],
    )


def _is_near(row: int, found: Assessment) -> bool:
    """Whether the best passage is near enough to be worth a look."""
    return bool(found.order[row].max() > _NEAR_FROM)


def _quotes(row: int, found: Assessment) -> list[Evidence]:
    """Quotes that prove it, the most relevant first."""
    stated = personal_statement(
        found.requirements.requirements[row], found.resume.text, found.as_of
    )
    if stated is not None:
        said, page = (
            found.resume.text[stated.start : stated.end],
            page_of(found.resume, stated.start),
        )
        return [Evidence(" ".join(said.split()), stated.start, stated.end, page, 0.0)]
    scores, cosines = found.order[row], found.signals.cosines[row]
    asked = found.requirements.requirements[row].text
    order = found.by_relevance(row)
    quotes: list[Evidence] = []
    for index in order:
        if len(quotes) == _MOST_QUOTES or scores[index] < scores[order[0]] - _QUOTE_MARGIN:
            break
        passage, cosine = found.passages[index], float(cosines[index])
        quote = quote_of(found.resume, found.left_out, passage, cosine, asked)
        if not any(quote.quote in other.quote or other.quote in quote.quote for other in quotes):
            quotes.append(quote)
    return quotes
