"""`fitscore parse`: what was read of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from fitscore.cli.options import (
    AnonymizeOption,
    AsOfOption,
    ForceOption,
    LimitOption,
    OutputOption,
    TableFormat,
    TableOption,
    examples,
)
from fitscore.cli.output import form_of, limits_of, page_notice, terminal_width, write

app = typer.Typer(
    no_args_is_help=True,
    epilog=examples("fitscore parse resume resume.pdf"),
    help="Show what was read of a file, and where.",
)


ReaderOption = Annotated[
    Path | None, typer.Option("--reader", help="A trained reader in place of the one that ships.")
]


@app.command(
    "posting",
    epilog=examples(
        "fitscore parse posting posting.txt --explain",
        "fitscore parse posting posting.txt -o posting.json",
    ),
)
def parse_posting(
    file: Annotated[
        str, typer.Argument(help="PDF, Word, OpenDocument, RTF, HTML, text, scan; - is stdin.")
    ],
    form: TableOption = None,
    output: OutputOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each passage what it was taken for.")
    ] = False,
    reader: ReaderOption = None,
    limit: LimitOption = None,
    force: ForceOption = False,
) -> None:
    """Show the requirements of a posting; the JSON can be edited and used as a posting."""
    form = form_of(form, output, TableFormat)
    from fitscore.isolation import read_posting

    posting = read_posting(file, limits=limits_of(limit or (), force=force), reader=reader)
    if form is TableFormat.JSON:
        from fitscore.schema import PostingObject, to_json

        write(to_json(PostingObject.of(posting)), output)
    else:
        from fitscore.report import posting_to_text

        color = output is None and sys.stdout.isatty()
        width = terminal_width(output)
        write(posting_to_text(posting, width=width, color=color, explain=explain), output)


@app.command("resume", epilog=examples("fitscore parse resume resume.pdf"))
def parse_resume(
    file: Annotated[
        str, typer.Argument(help="PDF, Word, OpenDocument, RTF, HTML, text, scan; - is stdin.")
    ],
    form: TableOption = None,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    anonymize: AnonymizeOption = False,
    reader: ReaderOption = None,
    limit: LimitOption = None,
    force: ForceOption = False,
) -> None:
    """Show the roles, bullets and credentials of a résumé."""
    form = form_of(form, output, TableFormat)
    from fitscore.errors import InputError
    from fitscore.isolation import ReaderPool
    from fitscore.report import resume_to_text
    from fitscore.resume import anonymized, unread_resume
    from fitscore.schema import ResumeObject, to_json
    from fitscore.text.dates import today

    limits = limits_of(limit or (), force=force)
    try:
        with ReaderPool(limits=limits, told=page_notice(quiet=False)) as pool:
            resume = pool.read_resume(file, reader)
        resume = anonymized(resume) if anonymize else resume
    except InputError as error:
        if form is TableFormat.JSON:
            write(to_json(ResumeObject.of(unread_resume(error))), output)
        raise
    if form is TableFormat.JSON:
        write(to_json(ResumeObject.of(resume)), output)
    else:
        color = output is None and sys.stdout.isatty()
        width = terminal_width(output)
        day = as_of or today()
        write(resume_to_text(resume, as_of=day, width=width, color=color), output)
