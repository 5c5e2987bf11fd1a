"""`fitscore rank`: many candidates for one posting, from files or from an index."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from fitscore.cli import indexing
from fitscore.cli.options import (
    DEFAULT_MODEL,
    AnonymizeOption,
    AsOfOption,
    DecisionOption,
    ForceOption,
    IndexOption,
    LimitOption,
    ModelOption,
    OutputOption,
    QuietOption,
    RankFormat,
    RankOption,
    RecordOption,
    ReportsOption,
    ResumesArgument,
    WeightsOption,
)
from fitscore.cli.output import (
    Progress,
    form_of,
    keep,
    limits_of,
    make_folder,
    notice,
    tell,
    terminal_width,
    write,
)

if TYPE_CHECKING:
    from fitscore.documents import Limits, Member
    from fitscore.errors import InputError
    from fitscore.ranking import Candidates
    from fitscore.scoring import Scorer
    from fitscore.types import Posting, Ranking


def rank(
    posting: Annotated[
        str, typer.Argument(help="PDF, Word, HTML, text and so on, or fitscore.posting/1 JSON.")
    ],
    resumes: ResumesArgument = None,
    index: IndexOption = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show so many of the best.")
    ] = None,
    exhaustive: Annotated[
        bool,
        typer.Option("--exhaustive", help="With --index: all, not the 5,000 nearest by vectors."),
    ] = False,
    form: RankOption = None,
    output: OutputOption = None,
    reports: ReportsOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    force: ForceOption = False,
    record: RecordOption = None,
    quiet: QuietOption = False,
) -> None:
    """Rank many résumés for one posting; what cannot be read is listed."""
    form = form_of(form, output, RankFormat)
    links = _place_of_reports(reports, form, output)
    from fitscore.isolation import ReaderPool

    if resumes and index is not None:
        raise typer.BadParameter("give résumés or an index, not both")
    limits = limits_of(limit or (), force=force)
    with ReaderPool(limits=limits) as pool:
        read_in = pool.read_posting(posting)
        sources = pool.find(resumes or ())
    from fitscore.scoring import Scorer
    from fitscore.text.dates import today

    scorer = Scorer(model, decision=decision, weights=weights, notice=notice(quiet))
    day, stopped = as_of or today(), False
    if resumes:
        candidates = _match_files(
            read_in, sources, scorer, day, limits, anonymize=anonymize, quiet=quiet
        )
        stopped = len(candidates) < len(sources)
        with Progress("reading again", candidates.shortlisted, quiet=quiet) as progress:
            ranking = candidates.ranking(top, progress.advance_to)
    else:
        folder = indexing.folder_of(index)
        ranking = _rank_kept(
            folder,
            read_in,
            scorer,
            day,
            top,
            exhaustive=exhaustive,
            anonymize=anonymize,
            quiet=quiet,
        )
    keep(record, ranking.matches, scorer)
    _show(ranking, form, output, links)
    if reports is not None:
        _write_reports(ranking, reports, sources, limits, anonymize=anonymize, quiet=quiet)
    for failure in ranking.failed:
        tell(failure.error)
    if stopped:
        raise typer.Exit(130)
    if ranking.failed:
        raise typer.Exit(1 if ranking.matches else 3)


def _place_of_reports(reports: Path | None, form: RankFormat, output: Path | None) -> str | None:
    """The folder of the reports as the grid links to it; it is made before the long work."""
    if reports is None:
        return None
    if form is not RankFormat.HTML:
        raise typer.BadParameter("it goes with -f html", param_hint="--reports")
    try:
        place = os.path.relpath(reports, output.parent if output is not None else Path())
    except ValueError as error:  # another drive of Windows, to which no relative path leads
        raise typer.BadParameter(str(error), param_hint="--reports") from error
    make_folder(reports, "--reports")
    return quote(Path(place).as_posix().encode(errors="surrogateescape"))


def _write_reports(
    ranking: Ranking,
    folder: Path,
    sources: Sequence[Path | Member | InputError],
    limits: Limits,
    *,
    anonymize: bool,
    quiet: bool,
) -> None:
    """A report of each candidate, with the pages of its file where that can still be read."""
    from fitscore.documents.containers import name_of
    from fitscore.errors import InputError
    from fitscore.isolation import ReaderPool
    from fitscore.report import match_to_html, report_names
    from fitscore.types import Pages

    given = {name_of(item): item for item in sources if not isinstance(item, InputError)}
    files = [given.get(match.resume.source, match.resume.source) for match in ranking]
    named, missing = report_names(ranking), 0
    with (
        ReaderPool.for_batch(limits) as pool,
        Progress("writing reports", len(named), quiet=quiet) as progress,
    ):
        found = repeat(None, len(files)) if anonymize else pool.read_pages_of(files)
        for done, (match, name, pages) in enumerate(zip(ranking, named, found, strict=True), 1):
            usable = pages if isinstance(pages, Pages) and pages.show(match.resume) else None
            missing += isinstance(pages, InputError) or bool(pages and pages.images and not usable)
            write(match_to_html(match, pages=usable), folder / name, "--reports")
            progress.advance_to(done)
    if missing and not quiet:
        note = f"{missing} of {len(ranking)} reports show the text without the pages"
        tell(f"{note}: the files are gone, are others now, or cannot be shown")


def _match_files(
    posting: Posting,
    sources: Sequence[Path | Member | InputError],
    scorer: Scorer,
    as_of: str,
    limits: Limits,
    *,
    anonymize: bool,
    quiet: bool,
) -> Candidates:
    """What comes of each file; of those that were done, where a person stops it."""
    from fitscore.ranking import Candidates, look_each

    candidates = Candidates(posting, scorer, as_of)
    each = look_each(
        posting, sources, scorer=scorer, as_of=as_of, anonymize=anonymize, limits=limits
    )
    try:
        with Progress("ranking", len(sources), quiet=quiet) as progress:
            for found in each:
                candidates.add(found)
                progress.advance_to(len(candidates))
    except KeyboardInterrupt:
        note = f"stopped; {len(candidates)} of {len(sources)} résumés are ranked"
        tell(note)
    return candidates


def _rank_kept(
    folder: Path,
    posting: Posting,
    scorer: Scorer,
    as_of: str,
    top: int | None,
    *,
    exhaustive: bool,
    anonymize: bool,
    quiet: bool,
) -> Ranking:
    from fitscore.index import STAGES, ResumeIndex

    with ResumeIndex(folder, scorer=scorer) as kept:
        plan = STAGES.plan(len(kept), top, exhaustive=exhaustive)
        if plan.listed < plan.kept:
            indexing.prepare(kept, quiet=quiet)
        if not quiet and plan.rated < plan.kept:
            note = f"rating the {plan.rated} of {plan.kept} candidates that vectors put first"
            tell(f"{note}; --exhaustive rates all")
        if not quiet and top is None and plan.listed < plan.rated:
            note = f"scoring the {plan.listed} that are rated best"
            tell(f"{note}; --exhaustive scores all")
        with Progress("ranking", plan.rated, quiet=quiet) as progress:
            return kept.rank(
                posting,
                top=top,
                exhaustive=exhaustive,
                as_of=as_of,
                anonymize=anonymize,
                progress=progress.advance_to,
            )


def _show(ranking: Ranking, form: RankFormat, output: Path | None, links: str | None) -> None:
    if form is RankFormat.JSON:
        from fitscore.schema import RankingObject, to_json

        write(to_json(RankingObject.of(ranking)), output)
    elif form is RankFormat.CSV:
        from fitscore.report import ranking_to_csv

        write(ranking_to_csv(ranking), output)
    elif form is RankFormat.XLSX:
        from fitscore.report import ranking_to_xlsx

        write(ranking_to_xlsx(ranking), output)
    elif form is RankFormat.HTML:
        from fitscore.report import ranking_to_html, report_names

        names = report_names(ranking) if links is not None else ()
        write(ranking_to_html(ranking, [f"{links}/{name}" for name in names]), output)
    elif form is RankFormat.MD:
        from fitscore.report import ranking_to_markdown

        write(ranking_to_markdown(ranking), output)
    else:
        from fitscore.report import ranking_to_text

        color = output is None and sys.stdout.isatty()
        write(ranking_to_text(ranking, width=terminal_width(output), color=color), output)
