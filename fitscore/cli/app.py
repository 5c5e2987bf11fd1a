"""The commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitscore.cli import audits, indexing, models, parse
from fitscore.cli.options import (
    DEFAULT_MODEL,
    AnonymizeOption,
    AsOfOption,
    Audience,
    AudienceOption,
    DecisionOption,
    Format,
    FormatOption,
    IndexOption,
    LimitOption,
    ModelOption,
    OutputOption,
    QuietOption,
    RankFormat,
    RankOption,
    RecordOption,
    TableFormat,
    TableOption,
    WeightsOption,
)
from fitscore.cli.output import (
    Progress,
    limits_of,
    notice,
    run,
    terminal_width,
    write,
)
from fitscore.version import __version__

if TYPE_CHECKING:
    from fitscore.documents import Limits
    from fitscore.ranking import Candidates
    from fitscore.scoring import Scorer
    from fitscore.types import Match, Posting, Ranking

app = typer.Typer(
    help="Reads a job posting and a résumé, decides requirement by requirement whether the "
    "résumé shows it, and proves each decision with a quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(audits.app, name="audit")
app.add_typer(indexing.app, name="index")
app.add_typer(parse.app, name="parse")
app.add_typer(models.app, name="model")


def _version(value: bool) -> None:
    if value:
        print(f"fitscore {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options before the command."""


@app.command()
def match(
    resume: Annotated[str, typer.Argument(help="PDF, DOCX, HTML or text; - is stdin.")],
    posting: Annotated[
        str, typer.Argument(help="The same, or a fitscore.posting/1 JSON; - is stdin.")
    ],
    form: FormatOption = Format.TEXT,
    audience: AudienceOption = Audience.RECRUITER,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    record: RecordOption = None,
    quiet: QuietOption = False,
) -> None:
    """Report how one résumé fits one posting."""
    from concurrent.futures import ThreadPoolExecutor

    from fitscore.isolation import ReaderPool

    with ReaderPool(limits=limits_of(limit or ())) as pool, ThreadPoolExecutor(1) as thread:
        # A worker reads while this process loads the model.
        reading = thread.submit(lambda: (pool.read_posting(posting), pool.read_resume(resume)))
        from fitscore.scoring import Scorer

        show = notice(quiet)

        def announce(message: str) -> None:
            reading.result()  # nobody waits for a model only to hear that a file is missing
            if show is not None:
                show(message)

        scorer = Scorer(model, decision=decision, weights=weights, notice=announce)
        read_in, read_from = reading.result()
    if anonymize:
        from fitscore.resume import anonymized

        read_from = anonymized(read_from)
    result = scorer.match(read_from, read_in, as_of=as_of)
    _keep(record, [result], scorer)
    if form is Format.JSON:
        from fitscore.schema import MatchObject, to_json

        write(to_json(MatchObject.of(result)), output)
    elif form is Format.HTML:
        write(result.to_html(for_candidate=audience is Audience.CANDIDATE), output)
    else:
        from fitscore.report import match_to_candidate_text, match_to_text

        tell = match_to_candidate_text if audience is Audience.CANDIDATE else match_to_text
        color = output is None and sys.stdout.isatty()
        write(tell(result, width=terminal_width(output), color=color), output)


@app.command()
def rank(
    posting: Annotated[
        str, typer.Argument(help="PDF, DOCX, HTML, text or a fitscore.posting/1 JSON.")
    ],
    resumes: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and globs; none: those that are kept in --index."),
    ] = None,
    index: IndexOption = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show so many of the best.")
    ] = None,
    exhaustive: Annotated[
        bool,
        typer.Option("--exhaustive", help="With --index: all, not the 5,000 nearest by vectors."),
    ] = False,
    form: RankOption = RankFormat.TEXT,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    record: RecordOption = None,
    quiet: QuietOption = False,
) -> None:
    """Rank many résumés for one posting; what cannot be read is listed."""
    from fitscore.isolation import read_posting
    from fitscore.ranking import expand_sources

    if resumes and index is not None:
        raise typer.BadParameter("give résumés or an index, not both")
    limits = limits_of(limit or ())
    read_in = read_posting(posting, limits=limits)
    sources = expand_sources(resumes or ())
    from fitscore.scoring import Scorer
    from fitscore.text.dates import today

    scorer = Scorer(model, decision=decision, weights=weights, notice=notice(quiet))
    day, stopped = as_of or today(), False
    if resumes:
        candidates = _match_files(
            read_in, sources, scorer, day, limits, anonymize=anonymize, quiet=quiet
        )
        stopped = len(candidates) < len(sources)
        ranking = candidates.ranking(top)
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
    _keep(record, ranking.matches, scorer)
    _show(ranking, form, output)
    for failure in ranking.failed:
        print(f"fitscore: {failure.error}", file=sys.stderr)
    if stopped:
        raise typer.Exit(130)
    if ranking.failed:
        raise typer.Exit(1 if ranking.matches else 3)


def _match_files(
    posting: Posting,
    sources: Sequence[Path],
    scorer: Scorer,
    as_of: str,
    limits: Limits,
    *,
    anonymize: bool,
    quiet: bool,
) -> Candidates:
    """What comes of each file; of those that were done, where a person stops it."""
    from fitscore.ranking import Candidates, match_each

    candidates = Candidates(posting, scorer, as_of)
    each = match_each(
        posting, sources, scorer=scorer, as_of=as_of, anonymize=anonymize, limits=limits
    )
    try:
        with Progress("ranking", len(sources), quiet=quiet) as progress:
            for found in each:
                candidates.add(found)
                progress.advance_to(len(candidates))
    except KeyboardInterrupt:
        told = f"stopped; {len(candidates)} of {len(sources)} résumés are ranked"
        print(f"fitscore: {told}", file=sys.stderr)
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
            told = f"rating the {plan.rated} of {plan.kept} candidates that vectors put first"
            print(f"fitscore: {told}; --exhaustive rates all", file=sys.stderr)
        if not quiet and top is None and plan.listed < plan.rated:
            told = f"scoring the {plan.listed} that are rated best"
            print(f"fitscore: {told}; --exhaustive scores all", file=sys.stderr)
        with Progress("ranking", plan.rated, quiet=quiet) as progress:
            return kept.rank(
                posting,
                top=top,
                exhaustive=exhaustive,
                as_of=as_of,
                anonymize=anonymize,
                progress=progress.advance_to,
            )


def _show(ranking: Ranking, form: RankFormat, output: Path | None) -> None:
    if form is RankFormat.JSON:
        from fitscore.schema import RankingObject, to_json

        write(to_json(RankingObject.of(ranking)), output)
    elif form is RankFormat.CSV:
        from fitscore.report import ranking_to_csv

        write(ranking_to_csv(ranking), output)
    elif form is RankFormat.HTML:
        write(ranking.to_html(), output)
    elif form is RankFormat.MD:
        from fitscore.report import ranking_to_markdown

        write(ranking_to_markdown(ranking), output)
    else:
        from fitscore.report import ranking_to_text

        color = output is None and sys.stdout.isatty()
        write(ranking_to_text(ranking, width=terminal_width(output), color=color), output)


def _keep(record: Path | None, matches: Sequence[Match], scorer: Scorer) -> None:
    """Write the record first: a report that is shown is one that is on record."""
    if record is not None:
        from fitscore.records import append_records, record_of

        append_records(record, [record_of(match, scorer.weights) for match in matches])


@app.command()
def suggest(
    resume: Annotated[str, typer.Argument(help="PDF, DOCX, HTML or text; - is stdin.")],
    index: IndexOption = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many.")] = 10,
    form: TableOption = TableFormat.TEXT,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    quiet: QuietOption = False,
) -> None:
    """The kept postings that a résumé fits best."""
    from fitscore.isolation import read_resume
    from fitscore.report import suggestions_to_text
    from fitscore.resume import anonymized
    from fitscore.schema import SuggestionsObject, to_json

    read_from = read_resume(resume, limits=limits_of(limit or ()))
    read_from = anonymized(read_from) if anonymize else read_from
    with indexing.opened(index, quiet=quiet) as kept:
        matches = kept.suggest(read_from, top=top, as_of=as_of)
    if form is TableFormat.JSON:
        write(to_json(SuggestionsObject.of(matches)), output)
    else:
        write(suggestions_to_text(matches, width=terminal_width(output)), output)


@app.command()
def replay(
    record: Annotated[Path, typer.Argument(help="A file that --record wrote.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and globs to look in, by hash, for moved inputs."),
    ] = None,
    form: TableOption = TableFormat.TEXT,
    output: OutputOption = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME|FOLDER", help="Not the recorded model.")
    ] = None,
    decision: DecisionOption = None,
    limit: LimitOption = None,
    quiet: QuietOption = False,
) -> None:
    """Decide again on the files of a record and say what differs."""
    from fitscore.ranking import expand_sources
    from fitscore.records import read_records
    from fitscore.records import replay as decide_again
    from fitscore.report import replay_to_text
    from fitscore.schema import ReplayObject, to_json

    records = read_records(record)
    paths = expand_sources(files or ())
    with Progress("replaying", len(records), quiet=quiet) as progress:
        found = []
        for one in decide_again(
            records, paths, decision=decision, model=model, limits=limits_of(limit or ())
        ):
            found.append(one)
            progress.advance_to(len(found))
    if form is TableFormat.JSON:
        write(to_json(ReplayObject.of(found)), output)
    else:
        write(replay_to_text(found, width=terminal_width(output)), output)
    if any(one.outcome != "same" for one in found):
        raise typer.Exit(1)


@app.command()
def lint(
    posting: Annotated[
        str, typer.Argument(help="PDF, DOCX, HTML, text or a fitscore.posting/1 JSON; - is stdin.")
    ],
    form: TableOption = TableFormat.TEXT,
    output: OutputOption = None,
    limit: LimitOption = None,
) -> None:
    """Say what is wrong with a posting: never part of a score."""
    from fitscore.isolation import read_posting
    from fitscore.posting import lint as find
    from fitscore.report import lint_to_text
    from fitscore.schema import LintObject, to_json

    read_in = read_posting(posting, limits=limits_of(limit or ()))
    findings = find(read_in)
    if form is TableFormat.JSON:
        write(to_json(LintObject.of(read_in, findings)), output)
    else:
        write(lint_to_text(read_in, findings, width=terminal_width(output)), output)


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="match, posting, ranking, resume, ...")],
    output: OutputOption = None,
) -> None:
    """The JSON Schema of what commands write as JSON."""
    import json

    from fitscore.records import Record
    from fitscore.schema import SCHEMAS, json_schema

    known = {**SCHEMAS}
    known["record"] = Record
    if name not in known:
        told = ", ".join(sorted(known))
        raise typer.BadParameter(f"{name!r} is no schema; they are {told}")
    write(json.dumps(json_schema(known[name]), ensure_ascii=False, indent=2), output)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(app, arguments)
