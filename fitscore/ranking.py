"""Rank many candidates for one posting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.errors import InputError, NotFoundError
from fitscore.isolation import ReaderPool
from fitscore.matching import PostingLike, ResumeLike, Scorer
from fitscore.resume import anonymized, today
from fitscore.types import Failure, Match, Posting, Ranking, Status

Place = tuple[bool, float, int, str]


def rank(
    posting: PostingLike,
    resumes: Iterable[ResumeLike],
    *,
    scorer: Scorer | None = None,
    as_of: str | None = None,
    anonymize: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int], None] | None = None,
) -> Ranking:
    """Candidates for one posting, best first; each is scored as if it were alone.

    Args:
        posting: A Posting, a path, the bytes of a file, or an open binary file.
        resumes: Résumés, the same; read a few ahead, so a generator may make them.
        scorer: One of your own; else one with the default model.
        as_of: YYYY-MM-DD, the day that "present" means; today unless given.
        anonymize: Mask the person in every résumé at equal length; scores stay the same.
        limits: How much reading a file may take.
        progress: Told after each résumé how many are done.

    Raises:
        InputError: The posting is missing or cannot be read. A résumé that cannot be read is
            listed in `failed` and raises nothing.
    """
    scorer = scorer or Scorer()
    day = as_of or today()
    matches: list[Match] = []
    failed: list[Failure] = []
    with ReaderPool.for_batch(limits) as pool:
        read_in = posting if isinstance(posting, Posting) else pool.read_posting(posting)
        each = _match_each(pool, read_in, resumes, scorer, day, anonymize=anonymize)
        for done, found in enumerate(each, 1):
            if isinstance(found, Failure):
                failed.append(found)
            else:
                matches.append(found)
            if progress is not None:
                progress(done)
    return ranking_of(read_in, scorer, day, sorted(matches, key=place_of), failed)


def match_each(
    posting: Posting,
    resumes: Iterable[ResumeLike],
    *,
    scorer: Scorer,
    as_of: str,
    anonymize: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Match | Failure]:
    """The same one by one, in the order of the résumés: for more than memory should hold.

    Args:
        posting: As it was read.
        resumes: As in `rank`.
        scorer: What decides.
        as_of: YYYY-MM-DD, the day that "present" means.
        anonymize: Mask the person in every résumé at equal length; scores stay the same.
        limits: How much reading a file may take.
    """
    with ReaderPool.for_batch(limits) as pool:
        yield from _match_each(pool, posting, resumes, scorer, as_of, anonymize=anonymize)


def _match_each(
    pool: ReaderPool,
    posting: Posting,
    resumes: Iterable[ResumeLike],
    scorer: Scorer,
    as_of: str,
    *,
    anonymize: bool,
) -> Iterator[Match | Failure]:
    prepared = scorer.prepare(posting)
    for found in pool.read_resumes(resumes):
        if isinstance(found, InputError):
            yield Failure(found.source, Status(found.status), str(found))
            continue
        resume = anonymized(found) if anonymize else found
        try:
            yield scorer.match_prepared(resume, prepared, as_of=as_of)
        except InputError as error:
            yield Failure(error.source, Status(error.status), str(error))


def place_of(match: Match) -> Place:
    """What candidates are ordered by, the best first."""
    return match.knocked_out, -match.fit, -match.required_met, match.resume.source


def ranking_of(
    posting: Posting,
    scorer: Scorer,
    as_of: str,
    matches: Iterable[Match],
    failed: Iterable[Failure] = (),
) -> Ranking:
    """A ranking of matches that are in order."""
    return Ranking(
        posting=posting,
        model=scorer.encoder.identity,
        decision=scorer.decision.identity,
        as_of=as_of,
        matches=tuple(matches),
        failed=tuple(sorted(failed, key=lambda failure: failure.source)),
    )


def expand_sources(paths: Iterable[str | Path]) -> list[Path]:
    """Files from files, folders (with what is in them, hidden files left out) and globs.

    Each file comes once, in the order given; those of a folder or a glob by name.

    Raises:
        NotFoundError: A path or glob names nothing.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p, path)]
        elif path.exists() or not _is_glob(path):
            inside = [path]
        else:
            inside = _glob(path)
        if not inside:
            raise NotFoundError(str(path), "there is no file in it", "check the path")
        found.update(dict.fromkeys(inside))
    return list(found)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_glob(path: Path) -> bool:
    return any(sign in str(path) for sign in "*?[")


def _glob(path: Path) -> list[Path]:
    """Files that a pattern names, for shells that leave patterns to the program."""
    parts = path.parts
    first = next(i for i, part in enumerate(parts) if any(sign in part for sign in "*?["))
    base = Path(*parts[:first]) if first else Path()
    return sorted(p for p in base.glob(str(Path(*parts[first:]))) if p.is_file())
