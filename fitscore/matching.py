"""Match a résumé with a posting: the steps, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.advice import advice_for
from fitscore.encoding import DEFAULT_MODEL, Encoder, load_encoder
from fitscore.errors import LimitError, NoBulletError, NoRequirementError, WeightsFileError
from fitscore.evidence import (
    NOTHING_COPIED,
    SIGNALS,
    Asked,
    Comparison,
    Copied,
    PostingWords,
    Shown,
    Signals,
    described,
    find_copied,
    flags_of,
    passages_of,
    quote_of,
    read_signals,
    signals_of_many,
    vouched_values,
    without_copied,
)
from fitscore.isolation import read_posting, read_resume
from fitscore.reasons import reason_for
from fitscore.resume import today
from fitscore.scoring import (
    DEFAULT_WEIGHTS,
    Decision,
    Weights,
    band_of,
    default_decision,
    fit_of,
    fits_of,
    interval_of,
    load_decision,
    load_weights,
)
from fitscore.scoring.decision import Array
from fitscore.scoring.logic import capped
from fitscore.scoring.verdicts import MET, UNKNOWN, VERDICTS, Decided, decide
from fitscore.types import (
    Evidence,
    Kind,
    Match,
    Posting,
    Priority,
    Requirement,
    RequirementResult,
    Resume,
    Verdict,
)
from fitscore.version import __version__

ResumeLike = Resume | str | Path | bytes | IO[bytes]
PostingLike = Posting | str | Path | bytes | IO[bytes]

_MOST_QUOTES = 3
_MOST_PAIRS = 500_000  # of requirements and passages; one takes about 1.4 kB
_QUOTE_MARGIN = 2.0  # score below the best quote's at which a further one is left out


@dataclass(frozen=True, slots=True)
class Prepared:
    """A posting with its requirements encoded.

    Attributes:
        posting: As it was read.
        words: That may be copied from it.
        asked: Its requirements, and behind them the parts of those that have parts.
        owners: For each of these, the index of the requirement that it is or belongs to.
    """

    posting: Posting
    words: PostingWords
    asked: Asked
    owners: tuple[int, ...]


class Scorer:
    """Holds a model and a decision; make one and use it for many matches.

    Threads may share a Scorer.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        decision: Decision | str | Path | None = None,
        weights: Weights | str | Path | None = None,
        encoder: Encoder | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        """Load what is needed, once.

        Args:
            model: The default model, a hub name or a folder; see `fitscore model list`.
            decision: A decision or its file, other than the shipped one.
            weights: Weights or their TOML file; the defaults unless given.
            encoder: An encoder of one's own, in place of `model`.
            notice: Told in one line when something that takes long begins.

        Raises:
            ModelError: The model cannot be had.
            DecisionFileError: The decision's file is none.
            WeightsFileError: The weights' file is none.
        """
        self._weights_source = str(weights) if isinstance(weights, str | Path) else "weights"
        if isinstance(weights, Weights):
            self._weights = weights
        else:
            self._weights = load_weights(weights) if weights else DEFAULT_WEIGHTS
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

    @property
    def weights(self) -> Weights:
        """What each requirement weighs, and what gates."""
        return self._weights

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
        return self.match_prepared(resume, self.prepare(posting), as_of=as_of)

    def prepare(self, posting: Posting, *, encoder: Encoder | None = None) -> Prepared:
        """What many résumés need of one posting, made once.

        Args:
            posting: As it was read.
            encoder: One that gives the same rows as this Scorer's, in its place.

        Raises:
            WeightsFileError: The weights name a requirement that it does not have, or leave
                nothing to score.
            NoRequirementError: It asks for nothing that a résumé could show.
        """
        self._weights.check(posting.requirements, self._weights_source)
        if not any(self._weights.weight_of(item) for item in posting.requirements):
            raise WeightsFileError(
                self._weights_source,
                "they leave nothing of this posting to score",
                "give one requirement at least a weight, and no knock-out",
            )
        if all(item.kind is Kind.LOGISTICS and not item.names for item in posting.requirements):
            raise NoRequirementError(
                posting.source,
                "a résumé can show nothing of what was read as asked in it",
                "look at `fitscore parse posting`, and correct its JSON where it was read wrongly",
            )
        asked, owners = list(posting.requirements), list(range(len(posting.requirements)))
        for index, requirement in enumerate(posting.requirements):
            if requirement.any_of or requirement.all_of:
                from fitscore.posting import parts_of

                parts = parts_of(requirement)
                asked += parts
                owners += [index] * len(parts)
        vectors = (encoder or self._encoder).encode([item.text for item in asked])
        wanted = Asked(tuple(asked), vectors, len(posting.requirements))
        return Prepared(posting, PostingWords.of(posting), wanted, tuple(owners))

    def match_prepared(
        self,
        resume: Resume,
        prepared: Prepared,
        *,
        as_of: str | None,
        encoder: Encoder | None = None,
    ) -> Match:
        """How a résumé fits a posting that is prepared.

        Args:
            resume: The résumé.
            prepared: By this Scorer.
            as_of: YYYY-MM-DD, the day that "present" means.
            encoder: One that gives the same rows as this Scorer's, in its place.

        Raises:
            NoBulletError, LimitError: It has no statement, or far too many.
        """
        day = as_of or today()
        found = self._assess(resume, prepared, day, encoder)
        decided, requirements = found.decided, prepared.posting.requirements
        scored = (
            self._known_weights(requirements, decided).tolist(),
            decided.rows[:, 2].tolist(),
            decided.rows[:, 1].tolist(),
        )
        fit = fit_of(*scored)
        results = tuple(self._result(index, found) for index in range(len(requirements)))
        return Match(
            posting=prepared.posting,
            resume=replace(resume, flags=(*resume.flags, *flags_of(resume, found.copied))),
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=day,
            fit=fit,
            band=band_of(fit),
            interval=interval_of(*scored),
            requirements=results,
            questions=tuple(
                f"Ask about: {result.requirement.text}"
                for result in results
                if result.verdict is Verdict.UNKNOWN
            ),
        )

    def rate(self, shown: Sequence[Shown], prepared: Prepared, *, as_of: str) -> Ratings:
        """About what `match_prepared` says of many kept résumés: whom it is worth asking of.

        Words that were copied from the posting count here like any others, and the numbers agree
        to single precision alone.

        Args:
            shown: The résumés, some thousand at most in one or several parts, their texts encoded
                by this Scorer's model.
            prepared: By this Scorer.
            as_of: YYYY-MM-DD, the day that "present" means.
        """
        counts = np.concatenate([part.resumes["passages"] for part in shown]).astype(np.int64)
        # The others cannot be scored: `match_prepared` says why.
        able = (counts > 0) & (counts * len(prepared.asked.requirements) <= _MOST_PAIRS)
        ratings = Ratings.none(len(counts))
        if not able.any():
            return ratings
        if not able.all():
            shown = [Shown.together(shown).take(np.flatnonzero(able))]
        asked, decision = prepared.asked, self._decision
        encoder = self._encoder.identity.sha256
        signals = signals_of_many(asked, shown, decision.relevance, as_of=as_of, encoder=encoder)
        told, vouched = (
            decision.probabilities(values, SIGNALS) for values in (signals.values, signals.vouched)
        )
        decided = decide(
            asked.requirements,
            prepared.owners,
            told,
            capped(told, vouched),
            falls_short=signals.falls_short,
            named=signals.named,
        )
        requirements = prepared.posting.requirements
        weights = self._known_weights(requirements, decided)
        ratings.fit[able] = fits_of(weights, decided.rows[..., 2], decided.rows[..., 1])
        required = [item.priority is Priority.REQUIRED for item in requirements]
        ratings.required_met[able] = ((decided.verdicts == MET) & required).sum(axis=-1)
        knocks = [self._weights.knocks_out(item) for item in requirements]
        missing = decided.verdicts == VERDICTS.index(Verdict.MISSING)
        ratings.knocked_out[able] = (missing & knocks).any(axis=-1)
        return ratings

    def _assess(
        self, resume: Resume, prepared: Prepared, day: str, encoder: Encoder | None
    ) -> _Assessment:
        copied = find_copied(resume, prepared.words)
        comparison = compare(encoder or self._encoder, prepared.asked, resume, day, copied=copied)
        signals = read_signals(comparison, self._decision.relevance.scores(comparison))
        told = self._decision.probabilities(signals.values, SIGNALS)
        vouched = self._decision.probabilities(vouched_values(comparison, signals), SIGNALS)
        decided = decide(
            prepared.asked.requirements,
            prepared.owners,
            told,
            capped(told, vouched),
            falls_short=np.array([bool(each and each.falls_short) for each in signals.scale]),
            named=np.array(
                [any(place is not None for place in names.values()) for names in signals.names]
            ),
        )
        return _Assessment(copied, comparison, signals, decided)

    def _known_weights(self, requirements: Sequence[Requirement], decided: Decided) -> Array:
        """Of each requirement, 0 where no résumé could show it; shape (..., requirements)."""
        weights = np.array([self._weights.weight_of(item) for item in requirements])
        known: Array = np.where(decided.verdicts == UNKNOWN, 0.0, weights)
        return known

    def _result(self, index: int, found: _Assessment) -> RequirementResult:
        comparison, signals, decided = found.comparison, found.signals, found.decided
        asked = comparison.asked.requirements
        requirement, place = asked[index], int(decided.places[index])
        verdict, row = VERDICTS[decided.verdicts[index]], decided.rows[index]
        unknown = verdict is Verdict.UNKNOWN
        quotes = _quotes(place, asked[place], comparison, signals)
        shown = verdict in {Verdict.MET, Verdict.PARTIAL}
        return RequirementResult(
            requirement=requirement,
            weight=self._weights.weight_of(requirement),
            verdict=verdict,
            probability=None if unknown else float(row[2]),
            probability_partial=None if unknown else float(row[1]),
            reason=reason_for(
                place,
                asked[place],
                verdict,
                comparison,
                signals,
                held_back=bool(decided.held_back[index]),
            ),
            evidence=tuple(quotes) if shown else (),
            nearest=quotes[0] if verdict is Verdict.MISSING else None,
            knock_out=self._weights.knocks_out(requirement),
            advice=advice_for(place, asked[place], verdict, comparison, signals),
        )


@dataclass(frozen=True, slots=True)
class Ratings:
    """What places in a ranking depend on, each of shape (résumés,).

    Attributes:
        fit: 0 to 100; not a number where it cannot be told.
        knocked_out: Whether a knock-out is missing.
        required_met: How many required requirements are met.
    """

    fit: Array
    knocked_out: NDArray[np.bool_]
    required_met: NDArray[np.int64]

    @classmethod
    def none(cls, count: int) -> Self:
        """Of so many résumés of which nothing is known yet."""
        return cls(
            np.full(count, np.nan), np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.int64)
        )


@dataclass(frozen=True, slots=True)
class _Assessment:
    """A résumé for a posting, in numbers."""

    copied: Copied
    comparison: Comparison
    signals: Signals
    decided: Decided


def match(resume: ResumeLike, posting: PostingLike, *, as_of: str | None = None) -> Match:
    """How a résumé fits a posting, by a Scorer with the default model.

    Raises:
        InputError: One of them is missing or cannot be read.
        ModelError: The default model cannot be had.
    """
    return Scorer().match(resume, posting, as_of=as_of)


def compare(
    encoder: Encoder,
    asked: Asked,
    resume: Resume,
    as_of: str,
    *,
    copied: Copied = NOTHING_COPIED,
) -> Comparison:
    """A résumé beside requirements, its texts encoded.

    Args:
        encoder: What encoded the requirements too.
        asked: The requirements.
        resume: The résumé.
        as_of: YYYY-MM-DD, the day that "present" means.
        copied: What the résumé holds of the posting's own words.

    Raises:
        NoBulletError: No statement is left of it when the person is masked.
        LimitError: It holds far more statements than a résumé does.
    """
    resume = without_copied(resume, copied)
    passages = passages_of(resume, copied)
    if not passages.items:
        raise NoBulletError(
            resume.source,
            "no statement is left in it when the person is masked and what is copied left out",
            "check that this is the résumé and that its text can be selected",
        )
    if len(passages.items) * len(asked.requirements) > _MOST_PAIRS:
        raise LimitError(
            resume.source,
            f"it holds {len(passages.items)} statements, too many to compare",
            "cut it to what is a résumé",
        )
    rows = encoder.encode([*passages.texts, *described(resume.education)])
    count = len(passages.items)
    return Comparison(
        asked,
        resume,
        passages,
        rows[:count],
        rows[count:],
        as_of,
        encoder.identity.sha256,
    )


def _quotes(
    index: int, requirement: Requirement, comparison: Comparison, signals: Signals
) -> list[Evidence]:
    """Quotes that prove it, the most relevant first."""
    scores = signals.relevance[index]
    order = np.argsort(-scores, kind="stable")
    quotes: list[Evidence] = []
    for place in order:
        if len(quotes) == _MOST_QUOTES or scores[place] < scores[order[0]] - _QUOTE_MARGIN:
            break
        item = comparison.passages.items[place]
        cosine = float(signals.cosines[index, place])
        quote = quote_of(
            comparison.resume, item.start, item.end, item.page, cosine, requirement.text
        )
        if not any(quote.quote in other.quote or other.quote in quote.quote for other in quotes):
            quotes.append(quote)
    return quotes
