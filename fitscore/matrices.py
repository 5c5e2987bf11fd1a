"""Who fits which: many candidates for several postings, each résumé read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.encoding import RememberingEncoder
from fitscore.errors import InputError
from fitscore.isolation import ReaderPool
from fitscore.ranking import Candidates, Progress, failure_of, sources_of
from fitscore.resume import anonymized
from fitscore.scoring.scorer import PostingLike, ResumeLike, Scorer
from fitscore.text.dates import day_of
from fitscore.types import Matrix, Posting


def matrix(
    postings: Iterable[PostingLike],
    resumes: ResumeLike | Iterable[ResumeLike | InputError],
    *,
    scorer: Scorer | None = None,
    as_of: str | date | None = None,
    anonymize: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Matrix:
    """A ranking of the same candidates for each of several postings, with the fits of `rank`.

    Args:
        postings: Postings, paths, bytes or open binary files.
        resumes: As in `rank`.
        scorer: One of your own; else one with the default model.
        as_of: The day that "present" means, a date or YYYY-MM-DD; today unless given.
        anonymize: Mask the person in every résumé at equal length; scores stay the same.
        limits: How much reading a file may take.
        progress: Told after each résumé how many are done.

    Raises:
        InputError: A posting is missing or cannot be read. A résumé that cannot be read is listed
            in `failed` and raises nothing.
        ValueError: `as_of` is no day, or no posting is given.
        TypeError: An argument is of no kind that is read.
    """
    scorer, day = scorer or Scorer(), day_of(as_of)
    with ReaderPool.for_batch(limits) as pool:
        read_in = [p if isinstance(p, Posting) else pool.read_posting(p) for p in postings]
        if not read_in:
            raise ValueError("give one posting at least")
        prepared = [scorer.prepare(posting) for posting in read_in]
        rankings = [Candidates(posting, scorer, day) for posting in read_in]
        for done, found in enumerate(pool.read_resumes(sources_of(pool, resumes)), 1):
            # What a résumé says is encoded once, for the first posting.
            encoder = RememberingEncoder(scorer.encoder)
            for posting, candidates in zip(prepared, rankings, strict=True):
                if isinstance(found, InputError):
                    candidates.add(failure_of(found))
                    continue
                resume = anonymized(found) if anonymize else found
                try:
                    look = scorer.look(resume, posting, as_of=day, encoder=encoder)
                except InputError as error:
                    candidates.add(failure_of(error))
                else:
                    candidates.add(look)
            if progress is not None:
                progress(done)
    return Matrix(tuple(candidates.ranking() for candidates in rankings))
