"""Match a résumé with a posting: the steps, in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from fitscore.documents import Source
from fitscore.encoding import DEFAULT_MODEL, Encoder, load_encoder
from fitscore.encoding.cross_encoder import CrossEncoder, load_cross_encoder
from fitscore.isolation import read_posting, read_resume
from fitscore.scoring.assessment import Assessment
from fitscore.scoring.classifier import Decision, default_decision, load_decision
from fitscore.scoring.clock import Clock
from fitscore.scoring.explain import explain
from fitscore.scoring.fit import band_of, fit_of, interval_of
from fitscore.scoring.masks import copied_flags, find_copied
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import MOST_PAIRS, encode, nothing_left
from fitscore.scoring.prepared import Prepared, prepare
from fitscore.scoring.ratings import Ratings
from fitscore.scoring.recalibration import TunedDecision
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays
from fitscore.scoring.second_look import bind, look_again
from fitscore.scoring.signals import Signals, compute_signals
from fitscore.scoring.vectors import EXACT, FAST, Array, Kernel
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL, UNKNOWN, Verdicts
from fitscore.scoring.weights import DEFAULT_WEIGHTS, Weights, load_weights
from fitscore.text.dates import day_of
from fitscore.text.languages import unread_language
from fitscore.types import Flag, Kind, Match, Posting, RequirementResult, Resume, Verdict
from fitscore.version import __version__

_LOG = logging.getLogger(__name__)

ResumeLike = Resume | Source
PostingLike = Posting | Source


_CONDITIONS_ALONE = "nothing is said of the conditions, which are all that is asked"


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a first look found of one résumé.

    Attributes:
        prepared: The posting.
        found: What its verdicts rest on.
        flags: Of what it copied from the posting.
        fit: That follows; the second look may say another.
    """

    prepared: Prepared
    found: Assessment
    flags: tuple[Flag, ...]
    fit: float

    def knocked_out(self, weights: Weights) -> bool:
        """Whether a knock-out is missing."""
        verdicts = self.found.verdicts.verdicts
        return any(
            verdict == MISSING and weights.knocks_out(item)
            for verdict, item in zip(verdicts, self.prepared.posting.requirements, strict=True)
        )


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
        self._cross_encoder: CrossEncoder | None = None
        if isinstance(decision, Decision):
            self._decision = decision
        else:
            self._decision = load_decision(decision) if decision else default_decision()
        second = self._decision.second_look
        if second is not None:
            self._cross_encoder = load_cross_encoder(second.file, second.sha256, notice)

    @property
    def encoder(self) -> Encoder:
        """What turns texts into vectors."""
        return self._encoder

    @property
    def decision(self) -> Decision:
        """What turns signals into probabilities."""
        return self._decision

    def tuned(self, tuned: TunedDecision | None) -> Scorer:
        """One with the same models whose decision is recalibrated.

        Args:
            tuned: How; where it is None, or was learned for another decision, this one is meant.
        """
        if tuned is None or not tuned.is_for(self._decision.identity):
            return self
        made = copy(self)
        vars(made).update(_decision=self._decision.tuned(tuned))
        return made

    @property
    def weights(self) -> Weights:
        """What each requirement weighs, and what gates."""
        return self._weights

    def match(
        self, resume: ResumeLike, posting: PostingLike, *, as_of: str | date | None = None
    ) -> Match:
        """How a résumé fits a posting.

        Args:
            resume: A Resume, a path, the bytes of a file, or an open binary file.
            posting: A Posting, or the same.
            as_of: The day that "present" means, a date or YYYY-MM-DD; today unless given.

        Raises:
            InputError: One of them is missing or cannot be read.
            ValueError: `as_of` is no day.
            TypeError: An argument is of no kind that is read.
        """
        as_of = day_of(as_of)
        posting = posting if isinstance(posting, Posting) else read_posting(posting)
        resume = resume if isinstance(resume, Resume) else read_resume(resume)
        begun = time.monotonic()
        found = self.match_prepared(resume, self.prepare(posting), as_of=as_of)
        counts = len(resume.bullets), len(posting.requirements), time.monotonic() - begun
        _LOG.debug("matched %d statements with %d requirements in %.3f s", *counts)
        return found

    async def amatch(
        self, resume: ResumeLike, posting: PostingLike, *, as_of: str | date | None = None
    ) -> Match:
        """As `match`, in a thread of its own: the event loop goes on.

        The arguments and errors are those of `match`.
        """
        return await asyncio.to_thread(self.match, resume, posting, as_of=as_of)

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
        return prepare(
            posting,
            encoder or self._encoder,
            self._weights,
            self._weights_source,
            reads_conditions=self.looks_twice,
        )

    @property
    def looks_twice(self) -> bool:
        """Whether its decision has a second look."""
        return self._cross_encoder is not None

    def match_prepared(
        self,
        resume: Resume,
        prepared: Prepared,
        *,
        as_of: str | date | None,
        encoder: Encoder | None = None,
    ) -> Match:
        """How a résumé fits a posting that is prepared.

        Args:
            resume: The résumé.
            prepared: By this Scorer.
            as_of: YYYY-MM-DD, the day that "present" means.
            encoder: One that gives the same rows as this Scorer's, in its place.

        Raises:
            NoBulletError, LimitError: It has no statement, or far too many, or takes too long.
        """
        found = self.look(resume, prepared, as_of=as_of, encoder=encoder)
        return found if isinstance(found, Match) else self.conclude(found)

    def look(
        self,
        resume: Resume,
        prepared: Prepared,
        *,
        as_of: str | date | None,
        encoder: Encoder | None = None,
    ) -> FirstLook | Match:
        """A first look at a résumé: signals and what follows from them, quick enough for all.

        The arguments and errors are those of `match_prepared`.

        Returns:
            The match itself where one of the two is in a language that the model does not read:
            it says so, and nothing else.
        """
        day = day_of(as_of)
        texts = [bullet.text for bullet in resume.bullets]
        unread = prepared.unread or unread_language(resume.language, texts)
        if unread:
            return self._not_scored(resume, prepared.posting, unread, day)
        encoded = encode(resume, encoder or self._encoder, len(prepared.requirements))
        arrays = pack([encoded])
        masks = find_copied(prepared.sentences, arrays)
        counting, copied = masks.applied(arrays)
        if not len(counting.passages):
            raise nothing_left(resume)
        signals, verdicts = self._decide(prepared, [counting], [copied], day, EXACT)
        weighed = self._weights.known(
            prepared.posting.requirements, verdicts.verdicts[0] == UNKNOWN
        )
        shares = verdicts.probabilities[0]
        return FirstLook(
            prepared,
            Assessment.of(encoded, masks, prepared.requirements, signals, verdicts.of(0), day),
            tuple(copied_flags(resume, masks)),
            fit_of(weighed.tolist(), shares[:, MET].tolist(), shares[:, PARTIAL].tolist()),
        )

    def _not_scored(self, resume: Resume, posting: Posting, language: str, as_of: str) -> Match:
        reason = f"not scored: {language}"
        return Match(
            posting=posting,
            resume=resume,
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=as_of,
            fit=None,
            band=None,
            interval=None,
            requirements=tuple(
                RequirementResult(
                    requirement=item,
                    weight=self._weights.weight_of(item),
                    verdict=Verdict.UNKNOWN,
                    probability=None,
                    probability_partial=None,
                    reason=reason,
                    knock_out=self._weights.knocks_out(item),
                )
                for item in posting.requirements
            ),
            not_scored=language,
        )

    def rate(
        self,
        resumes: Sequence[ResumeArrays],
        prepared: Prepared,
        *,
        as_of: str,
        kernel: Kernel = FAST,
    ) -> Ratings:
        """What `match_prepared` says of many résumés, without its proof: whom to ask it of.

        Args:
            resumes: The résumés, some thousand at most in one or several parts, their texts encoded
                by this Scorer's model.
            prepared: By this Scorer.
            as_of: YYYY-MM-DD, the day that "present" means.
            kernel: `EXACT` gives the same numbers as `match_prepared`, to the last bit or the one
                before; `FAST` to single precision.
        """
        counting, copied = [], []
        for part in resumes:
            masks = find_copied(prepared.sentences, part)
            kept, marked = masks.applied(part)
            counting.append(kept)
            copied.append(marked)
        counts = np.concatenate([part.resumes["passages"] for part in counting]).astype(np.int64)
        # The others cannot be scored: `match_prepared` says why.
        able = (counts > 0) & (counts * len(prepared.requirements) <= MOST_PAIRS)
        if not able.any():
            return Ratings.none(len(counts))
        if not able.all():
            whole = ResumeArrays.concatenate(counting)
            which = np.flatnonzero(able)
            copied = [np.concatenate(copied)[whole.rows_of(which)]]
            counting = [whole.take(which)]
        signals, verdicts = self._decide(prepared, counting, copied, as_of, kernel)
        return Ratings.of(prepared, self._weights, signals, verdicts, able)

    def _decide(
        self,
        prepared: Prepared,
        resumes: Sequence[ResumeArrays],
        copied: Sequence[Booleans],
        as_of: str,
        kernel: Kernel,
    ) -> tuple[Signals, Verdicts]:
        """Signals of some résumés, and the verdicts that follow: of one, or of many at once."""
        requirements, decision = prepared.requirements, self._decision
        signals = compute_signals(
            requirements,
            resumes,
            decision.relevance,
            copied=copied,
            as_of=as_of,
            encoder=self._encoder.identity.sha256,
            kernel=kernel,
        )
        return signals, decision.verdicts(requirements, signals)

    def conclude(self, look: FirstLook, *, estimate: bool = False) -> Match:
        """The match that follows from a first look, with its proof.

        Args:
            look: By this Scorer.
            estimate: By signals alone: facts do not bind, nothing is read again, and the match
                says so.

        Raises:
            LimitError: It takes too long.
        """
        found, prepared, second = look.found, look.prepared, self._decision.second_look
        clock = Clock(found.resume.source)
        if not estimate and second is not None and self._cross_encoder is not None:
            found = look_again(
                found, second, self._cross_encoder, clock, self._decision.recalibration
            )
        elif not estimate:
            found = bind(found, clock)
        resume, posting, verdicts = found.resume, prepared.posting, found.verdicts
        results = tuple(
            explain(index, found, self._weights) for index in range(len(posting.requirements))
        )
        shares = verdicts.probabilities
        scored = (
            self._weights.known(posting.requirements, verdicts.verdicts == UNKNOWN).tolist(),
            shares[:, MET].tolist(),
            shares[:, PARTIAL].tolist(),
        )
        is_scored = any(scored[0])
        fit = fit_of(*scored) if is_scored else None
        return Match(
            posting=posting,
            resume=replace(resume, flags=(*resume.flags, *look.flags)),
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=found.as_of,
            fit=fit,
            band=None if fit is None else band_of(fit),
            interval=interval_of(*scored) if is_scored else None,
            requirements=results,
            questions=tuple(
                f"Ask about: {result.requirement.text}"
                for result in results
                if result.verdict is Verdict.UNKNOWN
            ),
            estimated=estimate,
            not_scored=None if is_scored else _CONDITIONS_ALONE,
        )

    def retrieval_weights(self, posting: Posting) -> Array:
        """Of each requirement of a posting, 0 where no résumé could show it."""
        weights = [
            0.0 if item.kind is Kind.LOGISTICS else self._weights.weight_of(item)
            for item in posting.requirements
        ]
        return np.array(weights)


def match(resume: ResumeLike, posting: PostingLike, *, as_of: str | date | None = None) -> Match:
    """How a résumé fits a posting, by a Scorer with the default model.

    Raises:
        InputError: One of them is missing or cannot be read.
        ModelError: The default model cannot be had.
    """
    return Scorer().match(resume, posting, as_of=as_of)
