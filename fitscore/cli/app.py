"""The commands."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fitscore.cli.output import (
    Progress,
    as_of_option,
    dump_json,
    limits_of,
    notice,
    run,
    terminal_width,
    write,
)
from fitscore.version import __version__

app = typer.Typer(
    help="Reads a job posting and a résumé, decides requirement by requirement whether the "
    "résumé shows it, and proves each decision with a quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
parse_app = typer.Typer(no_args_is_help=True, help="Show what was read of a file, and where.")
model_app = typer.Typer(no_args_is_help=True, help="List or compile models.")
app.add_typer(parse_app, name="parse")
app.add_typer(model_app, name="model")


class Format(StrEnum):
    """Formats of a report on one match."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class TableFormat(StrEnum):
    """Formats of everything else."""

    TEXT = "text"
    JSON = "json"


class RankFormat(StrEnum):
    """Formats of a ranking."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
RankOption = Annotated[RankFormat, typer.Option("--format", "-f", help="How to write the result.")]
TableOption = Annotated[
    TableFormat, typer.Option("--format", "-f", help="How to write the result.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help="The day that 'present' means; today unless given.",
        callback=as_of_option,
    ),
]
ModelOption = Annotated[
    str,
    typer.Option("--model", metavar="NAME|FOLDER", help="A sentence-transformers model."),
]
DecisionOption = Annotated[
    Path | None,
    typer.Option("--decision", metavar="FILE", help="A trained decision other than the shipped."),
]
WeightsOption = Annotated[
    Path | None,
    typer.Option("--weights", metavar="FILE", help="Weights and knock-outs, a TOML file."),
]
AnonymizeOption = Annotated[
    bool, typer.Option("--anonymize", help="Mask name and contact in the output, at equal length.")
]
LimitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="What reading a file may take: seconds=20, memory=1024 and size=25 (MiB), pages=50, "
        "characters=1000000.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr but errors.")]
DEFAULT_MODEL = "all-MiniLM-L6-v2"


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
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    quiet: QuietOption = False,
) -> None:
    """Report how one résumé fits one posting."""
    from concurrent.futures import ThreadPoolExecutor

    from fitscore.isolation import ReaderPool

    with ReaderPool(limits=limits_of(limit or ())) as pool, ThreadPoolExecutor(1) as thread:
        # A worker reads while this process loads the model.
        reading = thread.submit(lambda: (pool.read_posting(posting), pool.read_resume(resume)))
        from fitscore.matching import Scorer

        show = notice(quiet)

        def tell(message: str) -> None:
            reading.result()  # nobody waits for a model only to hear that a file is missing
            if show is not None:
                show(message)

        scorer = Scorer(model, decision=decision, weights=weights, notice=tell)
        read_in, read_from = reading.result()
    if anonymize:
        from fitscore.resume import anonymized

        read_from = anonymized(read_from)
    result = scorer.match(read_from, read_in, as_of=as_of)
    if form is Format.JSON:
        write(dump_json(result.to_dict()), output)
    elif form is Format.HTML:
        write(result.to_html(), output)
    else:
        from fitscore.report import match_to_text

        color = output is None and sys.stdout.isatty()
        write(match_to_text(result, width=terminal_width(output), color=color), output)


@app.command()
def rank(
    posting: Annotated[
        str, typer.Argument(help="PDF, DOCX, HTML, text or a fitscore.posting/1 JSON.")
    ],
    resumes: Annotated[list[str], typer.Argument(help="Files, folders and globs.")],
    form: RankOption = RankFormat.TEXT,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    quiet: QuietOption = False,
) -> None:
    """Rank many résumés for one posting; what cannot be read is listed."""
    from fitscore.isolation import read_posting
    from fitscore.ranking import expand_sources

    limits = limits_of(limit or ())
    read_in = read_posting(posting, limits=limits)
    sources = expand_sources(resumes)
    from fitscore.matching import Scorer
    from fitscore.ranking import rank as rank_all

    scorer = Scorer(model, decision=decision, weights=weights, notice=notice(quiet))
    with Progress("ranking", len(sources), quiet=quiet) as progress:
        ranking = rank_all(
            read_in,
            sources,
            scorer=scorer,
            as_of=as_of,
            anonymize=anonymize,
            limits=limits,
            progress=progress.advance_to,
        )
    if form is RankFormat.JSON:
        write(dump_json(ranking.to_dict()), output)
    elif form is RankFormat.CSV:
        from fitscore.report import ranking_to_csv

        write(ranking_to_csv(ranking), output)
    else:
        from fitscore.report import ranking_to_text

        color = output is None and sys.stdout.isatty()
        write(ranking_to_text(ranking, width=terminal_width(output), color=color), output)
    for failure in ranking.failed:
        print(f"fitscore: {failure.error}", file=sys.stderr)
    if ranking.failed:
        raise typer.Exit(1 if ranking.matches else 3)


@parse_app.command("posting")
def parse_posting(
    file: Annotated[str, typer.Argument(help="PDF, DOCX, HTML or text; - is stdin.")],
    form: TableOption = TableFormat.TEXT,
    output: OutputOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each passage what it was taken for.")
    ] = False,
    limit: LimitOption = None,
) -> None:
    """Show the requirements of a posting; the JSON can be edited and used as a posting."""
    from fitscore.isolation import read_posting

    posting = read_posting(file, limits=limits_of(limit or ()))
    if form is TableFormat.JSON:
        write(dump_json(posting.to_dict()), output)
    else:
        from fitscore.report import posting_to_text

        color = output is None and sys.stdout.isatty()
        width = terminal_width(output)
        write(posting_to_text(posting, width=width, color=color, explain=explain), output)


@parse_app.command("resume")
def parse_resume(
    file: Annotated[str, typer.Argument(help="PDF, DOCX, HTML or text; - is stdin.")],
    form: TableOption = TableFormat.TEXT,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
) -> None:
    """Show the roles, bullets and credentials of a résumé."""
    from fitscore.errors import InputError
    from fitscore.isolation import read_resume
    from fitscore.report import resume_to_text
    from fitscore.resume import anonymized, today, unread_resume

    limits = limits_of(limit or ())
    try:
        resume = read_resume(file, limits=limits)
        resume = anonymized(resume) if anonymize else resume
    except InputError as error:
        if form is TableFormat.JSON:
            write(dump_json(unread_resume(error).to_dict()), output)
        raise
    if form is TableFormat.JSON:
        write(dump_json(resume.to_dict()), output)
    else:
        color = output is None and sys.stdout.isatty()
        width = terminal_width(output)
        day = as_of or today()
        write(resume_to_text(resume, as_of=day, width=width, color=color), output)


@model_app.command("list")
def model_list() -> None:
    """List the models that are compiled in the cache, and the default."""
    from fitscore.encoding import compiled_models

    compiled = compiled_models()
    for identity, folder in compiled:
        print(f"{identity.name}\t{identity.sha256[:12]}\t{folder}")
    if all(identity.name != DEFAULT_MODEL for identity, _ in compiled):
        print(f"{DEFAULT_MODEL}\t(the default; not compiled yet)")


@model_app.command("compile")
def model_compile(
    model: Annotated[str, typer.Argument(help="A name or a folder.")] = DEFAULT_MODEL,
    quiet: QuietOption = False,
) -> None:
    """Compile a model ahead of its first use."""
    from fitscore.encoding import load_encoder

    identity = load_encoder(model, notice(quiet)).identity
    print(f"{identity.name} is ready ({identity.sha256[:12]})")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(app, arguments)
