"""Match a résumé with a posting: the steps, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np

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
    Signals,
    described,
    find_copied,
    flags_of,
    passages_of,
    quote_of,
    read_signals,
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
    interval_of,
    load_decision,
    load_weights,
)
from fitscore.scoring.decision import CLASSES, Array
from fitscore.scoring.logic import capped, joined
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
_MET = CLASSES.index(Verdict.MET)
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
        results = tuple(
            self._result(index, found) for index in range(len(prepared.posting.requirements))
        )
        return Match(
            posting=prepared.posting,
            resume=replace(resume, flags=(*resume.flags, *flags_of(resume, found.copied))),
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=day,
            fit=found.fit,
            band=band_of(found.fit),
            interval=interval_of(*found.scored),
            requirements=results,
            questions=tuple(
                f"Ask about: {result.requirement.text}"
                for result in results
                if result.verdict is Verdict.UNKNOWN
            ),
        )

    def rate_prepared(
        self,
        resume: Resume,
        prepared: Prepared,
        *,
        as_of: str | None,
        encoder: Encoder | None = None,
    ) -> Rating:
        """The numbers of `match_prepared` that a ranking goes by, without reasons and quotes."""
        found = self._assess(resume, prepared, as_of or today(), encoder)
        pairs = list(zip(prepared.posting.requirements, found.decided, strict=True))
        return Rating(
            fit=found.fit,
            knocked_out=any(
                decided.verdict is Verdict.MISSING and self._weights.knocks_out(requirement)
                for requirement, decided in pairs
            ),
            required_met=sum(
                decided.verdict is Verdict.MET and requirement.priority is Priority.REQUIRED
                for requirement, decided in pairs
            ),
        )

    def _assess(
        self, resume: Resume, prepared: Prepared, day: str, encoder: Encoder | None
    ) -> _Assessment:
        copied = find_copied(resume, prepared.words)
        comparison = compare(encoder or self._encoder, prepared.asked, resume, day, copied=copied)
        signals = read_signals(comparison, self._decision.relevance.scores(comparison))
        told = self._decision.probabilities(signals.values, SIGNALS)
        vouched = self._decision.probabilities(vouched_values(comparison, signals), SIGNALS)
        rows = capped(told, vouched)
        requirements = prepared.posting.requirements
        decided = tuple(
            _decide(index, prepared, rows, told, signals) for index in range(len(requirements))
        )
        known = [
            (self._weights.weight_of(requirement), float(one.row[2]), float(one.row[1]))
            for requirement, one in zip(requirements, decided, strict=True)
            if one.verdict is not Verdict.UNKNOWN
        ]
        weights, met, partial = ([each[part] for each in known] for part in range(3))
        return _Assessment(
            copied,
            comparison,
            signals,
            decided,
            (weights, met, partial),
            fit_of(weights, met, partial),
        )

    def _result(self, index: int, found: _Assessment) -> RequirementResult:
        comparison, signals, decided = found.comparison, found.signals, found.decided[index]
        asked = comparison.asked.requirements
        requirement, verdict, place = asked[index], decided.verdict, decided.place
        unknown = verdict is Verdict.UNKNOWN
        quotes = _quotes(place, asked[place], comparison, signals)
        shown = verdict in {Verdict.MET, Verdict.PARTIAL}
        return RequirementResult(
            requirement=requirement,
            weight=self._weights.weight_of(requirement),
            verdict=verdict,
            probability=None if unknown else float(decided.row[2]),
            probability_partial=None if unknown else float(decided.row[1]),
            reason=reason_for(
                place,
                asked[place],
                verdict,
                comparison,
                signals,
                held_back=decided.held_back,
            ),
            evidence=tuple(quotes) if shown else (),
            nearest=quotes[0] if verdict is Verdict.MISSING else None,
            knock_out=self._weights.knocks_out(requirement),
            advice=advice_for(place, asked[place], verdict, comparison, signals),
        )


@dataclass(frozen=True, slots=True)
class Rating:
    """What a place in a ranking depends on.

    Attributes:
        fit: 0 to 100.
        knocked_out: Whether a knock-out is missing.
        required_met: How many required requirements are met.
    """

    fit: float
    knocked_out: bool
    required_met: int


@dataclass(frozen=True, slots=True)
class _Decided:
    """One requirement: P(missing), P(partial), P(met), and the row whose evidence stands for it."""

    row: Array
    place: int
    verdict: Verdict
    held_back: bool


@dataclass(frozen=True, slots=True)
class _Assessment:
    """A résumé for a posting, in numbers: `scored` is weights, P(met) and P(partial)."""

    copied: Copied
    comparison: Comparison
    signals: Signals
    decided: tuple[_Decided, ...]
    scored: tuple[list[float], list[float], list[float]]
    fit: float


def _decide(
    index: int, prepared: Prepared, probabilities: Array, told: Array, signals: Signals
) -> _Decided:
    requirement = prepared.asked.requirements[index]
    parts = [
        place for place, owner in enumerate(prepared.owners) if owner == index and place != index
    ]
    row, place = probabilities[index], index
    if parts:
        row, place = joined(requirement, probabilities, index, parts)
    scale = signals.scale[place]
    if scale is not None and scale.falls_short:
        # Vectors cannot tell thousands from millions: the right kind at a smaller scale is
        # partial, whatever they say.
        row = np.array([row[0], max(row[1], row[2]), min(row[1], row[2])])
    verdict = CLASSES[int(np.argmax(row))]
    if _cannot_say(requirement, signals.names[index]):
        verdict = Verdict.UNKNOWN
    held_back = int(told[place].argmax()) == _MET != int(probabilities[place].argmax())
    return _Decided(row, place, verdict, held_back)


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


def _cannot_say(requirement: Requirement, names: dict[str, int | None]) -> bool:
    """Willingness, shifts, the right to work: not in a résumé, unless it names a licence asked."""
    return requirement.kind is Kind.LOGISTICS and not any(
        place is not None for place in names.values()
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
