"""Options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fitscore.cli.output import as_of_option, check_output

DEFAULT_MODEL = "all-MiniLM-L6-v2"


def examples(*lines: str) -> str:
    """The end of a command's help: one or two lines as one would type them."""
    return "\n".join(["Example:" if len(lines) == 1 else "Examples:", *(f"  {x}" for x in lines)])


def model_option(value: str | None) -> str | None:
    """See that a model is there before anything else is done.

    Raises:
        ModelError: It is not.
    """
    if value is not None and value != DEFAULT_MODEL:
        from fitscore.encoding import find_model

        find_model(value)
    return value


class Format(StrEnum):
    """Formats of a report on one match."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class Audience(StrEnum):
    """Whom a report is for."""

    RECRUITER = "recruiter"
    CANDIDATE = "candidate"


class TableFormat(StrEnum):
    """Formats of everything else."""

    TEXT = "text"
    JSON = "json"


class LinesFormat(StrEnum):
    """Formats of what is told file by file."""

    TEXT = "text"
    JSONL = "jsonl"


class RankFormat(StrEnum):
    """Formats of a ranking."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"


class MatrixFormat(StrEnum):
    """Formats of a matrix."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"


_FORMAT_HELP = "How to write the result, whatever the ending of -o; else as that says, else text."
FormatOption = Annotated[Format | None, typer.Option("--format", "-f", help=_FORMAT_HELP)]
RankOption = Annotated[RankFormat | None, typer.Option("--format", "-f", help=_FORMAT_HELP)]
MatrixOption = Annotated[MatrixFormat | None, typer.Option("--format", "-f", help=_FORMAT_HELP)]
TableOption = Annotated[TableFormat | None, typer.Option("--format", "-f", help=_FORMAT_HELP)]
LinesOption = Annotated[
    LinesFormat,
    typer.Option(
        "--format",
        "-f",
        help="text: how many of what; jsonl: an object of JSON for each file, a line each, as soon "
        "as it is kept.",
    ),
]
AudienceOption = Annotated[
    Audience, typer.Option("--for", help="Whom the text or the page is for.")
]
IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index", metavar="DIR", help="The index; else $FITSCORE_INDEX, else ./fitscore-index."
    ),
]
ResumesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, folders, globs, archives, mails, tables of paths; none: those of --index."
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write to this file, not to stdout: x.html as HTML, x.json as JSON and so on.",
        callback=check_output,
    ),
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
    typer.Option(
        "--model",
        metavar="NAME|FOLDER",
        help="A sentence-transformers model of this machine.",
        callback=model_option,
    ),
]
IndexModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|FOLDER",
        help="The model that the index was made with, where it is not the default.",
        callback=model_option,
    ),
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
ForceOption = Annotated[
    bool, typer.Option("--force", help="Read also what does not look like a résumé or a posting.")
]
LimitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="What a file may take: seconds=20, memory=1024 and size=25 (MiB), pages=50, "
        "characters=1000000, statements=1000, requirements=250.",
    ),
]
ReportsOption = Annotated[
    Path | None,
    typer.Option(
        "--reports",
        metavar="DIR",
        help="With -f html: write each candidate's report into this folder, linked from the grid.",
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Add what was decided, on which files and by what, to this file (JSON lines).",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr but errors.")]
