"""Match a résumé with a posting: the steps, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from fitscore.encoding import DEFAULT_MODEL, Encoder, load_encoder
from fitscore.encoding.protocol import Vectors
from fitscore.evidence import Passages, Signals, passages_of, quote_of, read_signals
from fitscore.isolation import read_posting, read_resume
from fitscore.reasons import reason_for
from fitscore.resume import today
from fitscore.scoring import (
    Decision,
    band_of,
    default_decision,
    fit_of,
    interval_of,
    load_decision,
    weight_of,
)
from fitscore.scoring.decision import CLASSES
from fitscore.types import (
    Evidence,
    Kind,
    Match,
    Posting,
    Requirement,
    RequirementResult,
    Resume,
    Verdict,
)
from fitscore.version import __version__

ResumeLike = Resume | str | Path | bytes | IO[bytes]
PostingLike = Posting | str | Path | bytes | IO[bytes]

_MOST_QUOTES = 3
_QUOTE_MARGIN = 0.12  # cosine below the best quote at which a further one is left out
_LEAST_QUOTE_COSINE = 0.2


class Scorer:
    """Holds a model and a decision; make one and use it for many matches.

    Threads may share a Scorer.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        decision: Decision | str | Path | None = None,
        encoder: Encoder | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        """Load what is needed, once.

        Args:
            model: The default model, a hub name or a folder; see `fitscore model list`.
            decision: A decision or its file, other than the shipped one.
            encoder: An encoder of one's own, in place of `model`.
            notice: Told in one line when something that takes long begins.

        Raises:
            ModelError: The model cannot be had.
            DecisionFileError: The decision's file is none.
        """
        self._encoder = encoder or load_encoder(model, notice)
        if isinstance(decision, Decision):
            self._decision = decision
        else:
            self._decision = load_decision(decision) if decision else default_decision()

    @property
    def encoder(self) -> Encoder:
        """What turns texts into vectors."""
        return self._encoder

    @property
    def decision(self) -> Decision:
        """What turns signals into probabilities."""
        return self._decision

    def match(self, resume: ResumeLike, posting: PostingLike, *, as_of: str | None = None) -> Match:
        """How a résumé fits a posting.

        Args:
            resume: A Resume, a path, the bytes of a file, or an open binary file.
            posting: A Posting, or the same.
            as_of: YYYY-MM-DD, the day that "present" means; today unless given.

        Raises:
            InputError: One of them is missing or cannot be read.
        """
        posting = posting if isinstance(posting, Posting) else read_posting(posting)
        resume = resume if isinstance(resume, Resume) else read_resume(resume)
        return self.match_vectors(resume, posting, self.encode_requirements(posting), as_of=as_of)

    def encode_requirements(self, posting: Posting) -> Vectors:
        """Unit rows of a posting's requirements: once for many résumés."""
        return self._encoder.encode([requirement.text for requirement in posting.requirements])

    def match_vectors(
        self, resume: Resume, posting: Posting, requirement_vectors: Vectors, *, as_of: str | None
    ) -> Match:
        """How a résumé fits a posting whose requirements are encoded already."""
        day = as_of or today()
        passages = passages_of(resume)
        signals = read_signals(
            posting.requirements,
            requirement_vectors,
            resume,
            passages,
            self._encoder.encode(passages.texts),
            day,
        )
        results = _decide(posting.requirements, resume, passages, signals, self._decision)
        known = [result for result in results if result.verdict is not Verdict.UNKNOWN]
        weights = [result.weight for result in known]
        met = [result.probability or 0.0 for result in known]
        partial = [result.probability_partial or 0.0 for result in known]
        fit = fit_of(weights, met, partial)
        return Match(
            posting=posting,
            resume=resume,
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=day,
            fit=fit,
            band=band_of(fit),
            interval=interval_of(weights, met, partial),
            requirements=tuple(results),
            questions=tuple(
                f"Ask about: {result.requirement.text}"
                for result in results
                if result.verdict is Verdict.UNKNOWN
            ),
        )


def match(resume: ResumeLike, posting: PostingLike, *, as_of: str | None = None) -> Match:
    """How a résumé fits a posting, by a Scorer with the default model.

    Raises:
        InputError: One of them is missing or cannot be read.
        ModelError: The default model cannot be had.
    """
    return Scorer().match(resume, posting, as_of=as_of)


def _decide(
    requirements: Sequence[Requirement],
    resume: Resume,
    passages: Passages,
    signals: Signals,
    decision: Decision,
) -> list[RequirementResult]:
    from fitscore.evidence import SIGNALS

    probabilities = decision.probabilities(signals.values, SIGNALS)
    results = []
    for index, requirement in enumerate(requirements):
        row = probabilities[index]
        verdict = CLASSES[int(np.argmax(row))]
        if _cannot_say(requirement, signals.names[index]):
            verdict = Verdict.UNKNOWN
        results.append(
            _result(index, requirement, verdict, (row[1], row[2]), resume, passages, signals)
        )
    return results


def _cannot_say(requirement: Requirement, names: dict[str, int | None]) -> bool:
    """Willingness, shifts, the right to work: not in a résumé, unless it names a licence asked."""
    return requirement.kind is Kind.LOGISTICS and not any(
        place is not None for place in names.values()
    )


def _result(
    index: int,
    requirement: Requirement,
    verdict: Verdict,
    probability: tuple[float, float],
    resume: Resume,
    passages: Passages,
    signals: Signals,
) -> RequirementResult:
    quotes = _quotes(index, requirement, resume, passages, signals)
    shown = verdict in {Verdict.MET, Verdict.PARTIAL}
    unknown = verdict is Verdict.UNKNOWN
    return RequirementResult(
        requirement=requirement,
        weight=weight_of(requirement.priority),
        verdict=verdict,
        probability=None if unknown else float(probability[1]),
        probability_partial=None if unknown else float(probability[0]),
        reason=reason_for(index, requirement, verdict, resume, passages, signals),
        evidence=tuple(quotes) if shown else (),
        nearest=quotes[0] if verdict is Verdict.MISSING else None,
    )


def _quotes(
    index: int, requirement: Requirement, resume: Resume, passages: Passages, signals: Signals
) -> list[Evidence]:
    """Quotes that prove it, best first: what is named, the degree, then the nearest passages."""
    cosines = {
        int(place): float(cosine)
        for place, cosine in zip(
            signals.neighbours.passage[index], signals.neighbours.similarity[index], strict=True
        )
    }
    floor = max(_LEAST_QUOTE_COSINE, max(cosines.values()) - _QUOTE_MARGIN)
    near = [place for place, cosine in cosines.items() if cosine >= floor]
    named = [place for place in signals.names[index].values() if place is not None]
    degree = _degree_passages(requirement, passages, signals)
    order = list(dict.fromkeys([*degree, *named, *near])) or [next(iter(cosines))]
    quotes: list[Evidence] = []
    for place in order[:_MOST_QUOTES]:
        item = passages.items[place]
        quote = quote_of(
            resume, item.start, item.end, item.page, cosines.get(place, 0.0), requirement.text
        )
        if all(quote.quote not in other.quote for other in quotes):
            quotes.append(quote)
    return quotes


def _degree_passages(requirement: Requirement, passages: Passages, signals: Signals) -> list[int]:
    """The passages of the education entry that answers a degree asked."""
    held = signals.education
    if requirement.degree is None or held is None:
        return []
    return [
        index
        for index, item in enumerate(passages.items)
        if held.start <= item.start and item.end <= held.end
    ][:1]
