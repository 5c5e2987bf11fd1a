"""The commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitscore.cli import (
    assistants,
    audits,
    doctor,
    indexing,
    matrix,
    models,
    parse,
    ranking,
    serving,
    tuning,
)
from fitscore.cli.options import (
    DEFAULT_MODEL,
    AnonymizeOption,
    AsOfOption,
    Audience,
    AudienceOption,
    DecisionOption,
    ForceOption,
    Format,
    FormatOption,
    IndexModelOption,
    IndexOption,
    LimitOption,
    ModelOption,
    OutputOption,
    QuietOption,
    RecordOption,
    TableFormat,
    TableOption,
    WeightsOption,
    examples,
    model_option,
)
from fitscore.cli.output import (
    Progress,
    form_of,
    keep,
    limits_of,
    notice,
    page_notice,
    run,
    tell,
    terminal_width,
    write,
)
from fitscore.errors import InputError
from fitscore.version import __version__

if TYPE_CHECKING:
    from fitscore.documents import Member
    from fitscore.isolation import ReaderPool
    from fitscore.types import Pages, Posting, Resume

app = typer.Typer(
    help="Reads a job posting and a résumé, decides requirement by requirement whether the "
    "résumé shows it, and proves each decision with a quote.",
    epilog=examples(
        "fitscore match resume.pdf posting.txt", "fitscore rank posting.txt applicants/"
    ),
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(audits.app, name="audit")
app.add_typer(indexing.app, name="index")
app.add_typer(parse.app, name="parse")
app.add_typer(models.app, name="model")
app.command(
    "rank",
    epilog=examples(
        "fitscore rank posting.txt applicants/",
        "fitscore rank posting.txt applicants/ -o grid.html --reports reports",
    ),
)(ranking.rank)
app.command(
    "matrix", epilog=examples("fitscore matrix --posting postings/ applicants/ -o who.xlsx")
)(matrix.matrix)
app.command("doctor", epilog=examples("fitscore doctor"))(doctor.doctor)
app.command("mcp", epilog=examples("fitscore mcp --allow applicants"))(assistants.mcp)
app.add_typer(
    serving.app,
    name="serve",
    epilog=examples("fitscore serve", "fitscore serve --data hiring --port 9000"),
)
app.add_typer(
    tuning.app, name="tune", epilog=examples("fitscore tune", "fitscore tune --data hiring")
)


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


@app.command(
    epilog=examples(
        "fitscore match resume.pdf posting.txt",
        "fitscore match resume.pdf posting.txt -o report.html",
    )
)
def match(
    resume: Annotated[
        str, typer.Argument(help="PDF, Word, OpenDocument, RTF, HTML, text, scan; - is stdin.")
    ],
    posting: Annotated[
        str, typer.Argument(help="The same, or a fitscore.posting/1 JSON; - is stdin.")
    ],
    form: FormatOption = None,
    audience: AudienceOption = Audience.RECRUITER,
    output: OutputOption = None,
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
    """Report how one résumé fits one posting."""
    form = form_of(form, output, Format)
    from concurrent.futures import ThreadPoolExecutor

    from fitscore.isolation import ReaderPool

    readers = ReaderPool(limits=limits_of(limit or (), force=force), told=page_notice(quiet))
    with readers as pool, ThreadPoolExecutor(1) as thread:
        shows_pages = form is Format.HTML and audience is Audience.RECRUITER and not anonymize

        def read() -> tuple[Posting, Resume, Pages | None]:
            asked, file = pool.read_posting(posting), pool.open(resume)
            said = pool.read_resume(file)
            return asked, said, _pages_of(pool, file, quiet=quiet) if shows_pages else None

        reading = thread.submit(read)  # a worker reads while this process loads the model
        from fitscore.scoring import Scorer

        show = notice(quiet)

        def announce(message: str) -> None:
            reading.result()  # nobody waits for a model only to hear that a file is missing
            if show is not None:
                show(message)

        scorer = Scorer(model, decision=decision, weights=weights, notice=announce)
        read_in, read_from, pages = reading.result()
    if anonymize:
        from fitscore.resume import anonymized

        read_from = anonymized(read_from)
    result = scorer.match(read_from, read_in, as_of=as_of)
    keep(record, [result], scorer)
    if form is Format.JSON:
        from fitscore.schema import MatchObject, to_json

        write(to_json(MatchObject.of(result)), output)
    elif form is Format.HTML:
        candidate = audience is Audience.CANDIDATE
        write(result.to_html(for_candidate=candidate, pages=pages), output)
    else:
        from fitscore.report import match_to_candidate_text, match_to_text

        shown = match_to_candidate_text if audience is Audience.CANDIDATE else match_to_text
        color = output is None and sys.stdout.isatty()
        write(shown(result, width=terminal_width(output), color=color), output)


def _pages_of(pool: ReaderPool, file: Member, *, quiet: bool) -> Pages | None:
    """The pages of a résumé for its report, which shows the text where there are none."""
    try:
        return pool.read_pages(file)
    except InputError as error:
        if not quiet:
            tell(f"{error.source}: the report shows its text without its pages: {error.problem}")
        return None


@app.command(epilog=examples("fitscore suggest resume.pdf --index kept --top 5"))
def suggest(
    resume: Annotated[
        str, typer.Argument(help="PDF, Word, OpenDocument, RTF, HTML, text, scan; - is stdin.")
    ],
    index: IndexOption = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many.")] = 10,
    form: TableOption = None,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: IndexModelOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """The kept postings that a résumé fits best."""
    form = form_of(form, output, TableFormat)
    from fitscore.isolation import read_resume
    from fitscore.report import suggestions_to_text
    from fitscore.resume import anonymized
    from fitscore.schema import SuggestionsObject, to_json

    read_from = read_resume(resume, limits=limits_of(limit or (), force=force))
    read_from = anonymized(read_from) if anonymize else read_from
    with indexing.opened(index, quiet=quiet, model=model) as kept:
        matches = kept.suggest(read_from, top=top, as_of=as_of, failed=_not_scored)
    if form is TableFormat.JSON:
        write(to_json(SuggestionsObject.of(matches)), output)
    else:
        write(suggestions_to_text(matches, width=terminal_width(output)), output)


def _not_scored(posting: str, error: Exception) -> None:
    tell(f"not scored for {posting}: {error}")


@app.command(
    epilog=examples("fitscore replay decisions.jsonl", "fitscore replay decisions.jsonl moved/")
)
def replay(
    record: Annotated[Path, typer.Argument(help="A file that --record wrote.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and globs to look in, by hash, for moved inputs."),
    ] = None,
    form: TableOption = None,
    output: OutputOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|FOLDER",
            help="The model to decide with, where it is not the default.",
            callback=model_option,
        ),
    ] = None,
    decision: DecisionOption = None,
    limit: LimitOption = None,
    quiet: QuietOption = False,
) -> None:
    """Decide again on the files of a record and say what differs."""
    form = form_of(form, output, TableFormat)
    from fitscore.records import read_records
    from fitscore.records import replay as decide_again
    from fitscore.report import replay_to_text
    from fitscore.schema import ReplayObject, to_json

    limits = limits_of(limit or (), force=True)  # it was read before
    records = read_records(record)
    with Progress("replaying", len(records), quiet=quiet) as progress:
        found = []
        for one in decide_again(
            records, files or (), decision=decision, model=model, limits=limits
        ):
            found.append(one)
            progress.advance_to(len(found))
    if form is TableFormat.JSON:
        write(to_json(ReplayObject.of(found)), output)
    else:
        write(replay_to_text(found, width=terminal_width(output)), output)
    if any(one.outcome != "same" for one in found):
        raise typer.Exit(1)


@app.command(epilog=examples("fitscore lint posting.txt"))
def lint(
    posting: Annotated[
        str,
        typer.Argument(
            help="PDF, Word, HTML, text and so on, or fitscore.posting/1 JSON; - is stdin."
        ),
    ],
    form: TableOption = None,
    output: OutputOption = None,
    limit: LimitOption = None,
    force: ForceOption = False,
) -> None:
    """Say what is wrong with a posting: never part of a score."""
    form = form_of(form, output, TableFormat)
    from fitscore.isolation import read_posting
    from fitscore.posting import lint as find
    from fitscore.report import lint_to_text
    from fitscore.schema import LintObject, to_json

    read_in = read_posting(posting, limits=limits_of(limit or (), force=force))
    findings = find(read_in)
    if form is TableFormat.JSON:
        write(to_json(LintObject.of(read_in, findings)), output)
    else:
        write(lint_to_text(read_in, findings, width=terminal_width(output)), output)


@app.command(epilog=examples("fitscore schema match"))
def schema(
    name: Annotated[str, typer.Argument(help="match, posting, ranking, resume, ...")],
    output: OutputOption = None,
) -> None:
    """The JSON Schema of what commands write as JSON."""
    import json

    from fitscore.records import Record
    from fitscore.schema import SCHEMAS, json_schema
    from fitscore.scoring.recalibration import TunedDecision

    known = {**SCHEMAS}
    known["record"] = Record
    known["tuned-decision"] = TunedDecision
    if name not in known:
        names = ", ".join(sorted(known))
        raise typer.BadParameter(f"{name!r} is no schema; they are {names}")
    write(json.dumps(json_schema(known[name]), ensure_ascii=False, indent=2), output)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(app, arguments)
