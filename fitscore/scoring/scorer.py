"""Match a résumé with a posting: the steps, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import DEFAULT_MODEL, Encoder, load_encoder
from fitscore.errors import LimitError, NoRequirementError, WeightsFileError
from fitscore.isolation import read_posting, read_resume
from fitscore.scoring.assessment import Assessment
from fitscore.scoring.classifier import Decision, default_decision, load_decision
from fitscore.scoring.explain import explain
from fitscore.scoring.fit import band_of, fit_of, fits_of, interval_of
from fitscore.scoring.masks import Masks, PostingShingles, copied_flags, find_copied
from fitscore.scoring.passages import EncodedResume, degree_texts, nothing_left, passages_of
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays
from fitscore.scoring.signals import SIGNALS, Signals, compute_signals
from fitscore.scoring.vectors import EXACT, FAST, Array, Kernel
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL, UNKNOWN, Verdicts, capped, decide
from fitscore.scoring.weights import DEFAULT_WEIGHTS, Weights, load_weights
from fitscore.text.dates import today
from fitscore.types import Kind, Match, Posting, Priority, Resume, Verdict
from fitscore.version import __version__

ResumeLike = Resume | str | Path | bytes | IO[bytes]
PostingLike = Posting | str | Path | bytes | IO[bytes]

_MOST_PAIRS = 500_000  # of requirements and passages; one takes about 1.4 kB


@dataclass(frozen=True, slots=True)
class Prepared:
    """A posting as scoring needs it: made once for many résumés.

    Attributes:
        posting: As it was read.
        requirements: What it asks, encoded.
        shingles: Its words, as they may be copied from it.
    """

    posting: Posting
    requirements: RequirementArrays
    shingles: PostingShingles


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
        requirements = RequirementArrays.of(posting.requirements, encoder or self._encoder)
        return Prepared(posting, requirements, PostingShingles.of(posting))

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
        encoded = encode(resume, encoder or self._encoder, len(prepared.requirements))
        masks = find_copied(
            prepared.shingles, prepared.requirements, arrays := ResumeArrays.pack([encoded])
        )
        counting, copied = masks.applied(arrays)
        if not len(counting.passages):
            raise nothing_left(resume)
        signals, verdicts = self._decide(prepared, [counting], [copied], day, EXACT)
        return self._explained(prepared, encoded, masks, signals, verdicts, day)

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
            masks = find_copied(prepared.shingles, prepared.requirements, part)
            kept, marked = masks.applied(part)
            counting.append(kept)
            copied.append(marked)
        counts = np.concatenate([part.resumes["passages"] for part in counting]).astype(np.int64)
        # The others cannot be scored: `match_prepared` says why.
        able = (counts > 0) & (counts * len(prepared.requirements) <= _MOST_PAIRS)
        if not able.any():
            return Ratings.none(len(counts))
        if not able.all():
            whole = ResumeArrays.concatenate(counting)
            which = np.flatnonzero(able)
            copied = [np.concatenate(copied)[whole.rows_of(which)]]
            counting = [whole.take(which)]
        signals, verdicts = self._decide(prepared, counting, copied, as_of, kernel)
        return self._ratings(prepared, signals, verdicts, able)

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
        probabilities, corroborated = (
            decision.probabilities(values, SIGNALS)
            for values in (signals.values, signals.corroborated)
        )
        verdicts = decide(
            requirements,
            probabilities,
            capped(probabilities, corroborated),
            falls_short=signals.amounts < requirements.amounts,
            named=signals.any_named,
        )
        return signals, verdicts

    def _explained(
        self,
        prepared: Prepared,
        encoded: EncodedResume,
        masks: Masks,
        signals: Signals,
        verdicts: Verdicts,
        as_of: str,
    ) -> Match:
        """The match of one résumé, with its proof."""
        resume, posting = encoded.resume, prepared.posting
        verdicts = verdicts.of(0)
        found = Assessment.of(encoded, masks, prepared.requirements, signals, verdicts, as_of)
        results = tuple(
            explain(index, found, self._weights) for index in range(len(posting.requirements))
        )
        shares = verdicts.probabilities
        scored = (
            self._known_weights(posting, verdicts).tolist(),
            shares[:, MET].tolist(),
            shares[:, PARTIAL].tolist(),
        )
        fit = fit_of(*scored)
        flags = copied_flags(resume, encoded.passages, masks)
        return Match(
            posting=posting,
            resume=replace(resume, flags=(*resume.flags, *flags)),
            model=self._encoder.identity,
            decision=self._decision.identity,
            version=__version__,
            as_of=as_of,
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

    def _ratings(
        self, prepared: Prepared, signals: Signals, verdicts: Verdicts, able: Booleans
    ) -> Ratings:
        """The fits and gates of many résumés.

        Args:
            prepared: The posting.
            signals: Of those that can be scored; so are the verdicts.
            verdicts: On them.
            able: Which of all they are.
        """
        requirements = prepared.posting.requirements
        ratings = Ratings.none(len(able))
        shares = verdicts.probabilities
        weights = self._known_weights(prepared.posting, verdicts)
        ratings.fit[able] = fits_of(weights, shares[..., MET], shares[..., PARTIAL])
        required = [item.priority is Priority.REQUIRED for item in requirements]
        ratings.required_met[able] = ((verdicts.verdicts == MET) & required).sum(axis=-1)
        gates = [self._weights.knocks_out(item) for item in requirements]
        ratings.knocked_out[able] = ((verdicts.verdicts == MISSING) & gates).any(axis=-1)
        # Where another class comes within the margin, rounding may decide.
        best = np.sort(shares, axis=-1)
        close = (best[..., -1] - best[..., -2] < _NEAR_VERDICT) & gates
        ratings.near_tie[able] = signals.near_tie | close.any(axis=-1)
        return ratings

    def retrieval_weights(self, posting: Posting) -> Array:
        """Of each requirement of a posting, 0 where no résumé could show it."""
        weights = [
            0.0 if item.kind is Kind.LOGISTICS else self._weights.weight_of(item)
            for item in posting.requirements
        ]
        return np.array(weights)

    def _known_weights(self, posting: Posting, verdicts: Verdicts) -> Array:
        """Of each requirement, 0 where no résumé could show it; shape (..., requirements)."""
        weights = np.array([self._weights.weight_of(item) for item in posting.requirements])
        known: Array = np.where(verdicts.verdicts == UNKNOWN, 0.0, weights)
        return known


_NEAR_VERDICT = 1e-3  # of a probability


@dataclass(frozen=True, slots=True)
class Ratings:
    """What ranks in a ranking depend on, each of shape (résumés,).

    Attributes:
        fit: 0 to 100; not a number where it cannot be told.
        knocked_out: Whether a knock-out is missing.
        required_met: How many required requirements are met.
        near_tie: Whether rounding may move it by more than itself (`Signals.near_tie`).
    """

    fit: Array
    knocked_out: Booleans
    required_met: NDArray[np.int64]
    near_tie: Booleans

    @classmethod
    def none(cls, count: int) -> Self:
        """Of so many résumés of which nothing is known yet."""
        return cls(
            np.full(count, np.nan),
            np.zeros(count, np.bool_),
            np.zeros(count, np.int64),
            np.zeros(count, np.bool_),
        )


def match(resume: ResumeLike, posting: PostingLike, *, as_of: str | None = None) -> Match:
    """How a résumé fits a posting, by a Scorer with the default model.

    Raises:
        InputError: One of them is missing or cannot be read.
        ModelError: The default model cannot be had.
    """
    return Scorer().match(resume, posting, as_of=as_of)


def encode(resume: Resume, encoder: Encoder, asked: int = 1) -> EncodedResume:
    """A résumé with the rows of its passages and of its education.

    Args:
        resume: The résumé.
        encoder: What encodes the requirements too.
        asked: With how many requirements it is to be compared.

    Raises:
        NoBulletError: No statement is left of it when the person is masked.
        LimitError: It holds far more statements than a résumé does.
    """
    passages = passages_of(resume)
    if not passages:
        raise nothing_left(resume)
    if len(passages) * asked > _MOST_PAIRS:
        raise LimitError(
            resume.source,
            f"it holds {len(passages)} statements, too many to compare",
            "cut it to what is a résumé",
        )
    texts = [*(item.text for item in passages), *degree_texts(resume.education)]
    rows = encoder.encode(texts)
    return EncodedResume(resume, passages, rows[: len(passages)], rows[len(passages) :])
