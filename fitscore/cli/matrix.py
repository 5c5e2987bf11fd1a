"""`fitscore matrix`: who fits which of several postings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    MatrixFormat,
    MatrixOption,
    ModelOption,
    OutputOption,
    QuietOption,
    ResumesArgument,
    WeightsOption,
)
from fitscore.cli.output import (
    Progress,
    form_of,
    limits_of,
    notice,
    tell,
    terminal_width,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from fitscore.types import Matrix


def matrix(
    posting: Annotated[
        list[str],
        typer.Option("--posting", metavar="P", help="A posting, a folder or a glob; repeatable."),
    ],
    resumes: ResumesArgument = None,
    index: IndexOption = None,
    form: MatrixOption = None,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    anonymize: AnonymizeOption = False,
    limit: LimitOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say of many résumés which of several postings each fits."""
    form = form_of(form, output, MatrixFormat)
    if resumes and index is not None:
        raise typer.BadParameter("give résumés or an index, not both")
    from fitscore.documents.containers import Member
    from fitscore.errors import InputError
    from fitscore.isolation import ReaderPool
    from fitscore.matrices import matrix as cross
    from fitscore.scoring import Scorer
    from fitscore.types import Matrix

    limits = limits_of(limit or (), force=force)
    with ReaderPool(limits=limits) as pool:
        read_in = []
        for source in pool.find(posting):
            if isinstance(source, InputError):
                raise source
            read_in.append(pool.read_posting(source.data if isinstance(source, Member) else source))
        sources = pool.find(resumes or ())
    scorer = Scorer(model, decision=decision, weights=weights, notice=notice(quiet))
    if resumes:
        with Progress("reading and scoring", len(sources), quiet=quiet) as progress:
            found = cross(
                read_in,
                sources,
                scorer=scorer,
                as_of=as_of,
                anonymize=anonymize,
                limits=limits,
                progress=progress.advance_to,
            )
    else:
        from fitscore.index import ResumeIndex

        with ResumeIndex(indexing.folder_of(index), scorer=scorer) as kept:
            rankings = [kept.rank(one, as_of=as_of, anonymize=anonymize) for one in read_in]
        found = Matrix(tuple(rankings))
    _show(found, form, output)
    for failure in found.failed:
        tell(failure.error)
    if found.failed:
        raise typer.Exit(1 if found.rows else 3)


def _show(found: Matrix, form: MatrixFormat, output: Path | None) -> None:
    if form is MatrixFormat.JSON:
        from fitscore.schema import MatrixObject, to_json

        write(to_json(MatrixObject.of(found)), output)
    elif form is MatrixFormat.CSV:
        from fitscore.report import matrix_to_csv

        write(matrix_to_csv(found), output)
    elif form is MatrixFormat.XLSX:
        from fitscore.report import matrix_to_xlsx

        write(matrix_to_xlsx(found), output)
    elif form is MatrixFormat.HTML:
        write(found.to_html(), output)
    else:
        from fitscore.report import matrix_to_text

        write(matrix_to_text(found, width=terminal_width(output)), output)
