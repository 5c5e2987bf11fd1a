"""`fitscore audit`: how scores behave. It reports figures; what they mean is for people to say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fitscore.cli.options import (
    DEFAULT_MODEL,
    AsOfOption,
    DecisionOption,
    ForceOption,
    Format,
    FormatOption,
    LimitOption,
    ModelOption,
    OutputOption,
    QuietOption,
    WeightsOption,
    examples,
)
from fitscore.cli.output import Progress, form_of, limits_of, notice, terminal_width, write

app = typer.Typer(
    no_args_is_help=True,
    epilog=examples("fitscore audit resumes posting.txt applicants/"),
    help="Look into how scores behave: figures, no verdict.",
)


@app.command("resumes", epilog=examples("fitscore audit resumes posting.txt applicants/"))
def audit_resumes(
    posting: Annotated[
        str, typer.Argument(help="PDF, Word, HTML, text and so on, or fitscore.posting/1 JSON.")
    ],
    resumes: Annotated[list[str], typer.Argument(help="Files, folders and globs.")],
    form: FormatOption = None,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    limit: LimitOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Change names, pronouns, format, order and wording; say what moves fit and place."""
    form = form_of(form, output, Format)
    from fitscore.audit import measure_robustness
    from fitscore.encoding import RememberingEncoder, load_encoder
    from fitscore.errors import InputError
    from fitscore.isolation import ReaderPool
    from fitscore.report import robustness_to_html, robustness_to_text
    from fitscore.schema import RobustnessObject, to_json
    from fitscore.scoring import Scorer
    from fitscore.text.dates import today
    from fitscore.types import Failure, Resume

    limits = limits_of(limit or (), force=force)
    with ReaderPool.for_batch(limits) as pool:
        read_in = pool.read_posting(posting)
        read = list(pool.read_resumes(pool.find(resumes)))
    failed = [
        Failure(one.source, one.status, one.problem) for one in read if isinstance(one, InputError)
    ]
    whole = [one for one in read if isinstance(one, Resume)]
    encoder = RememberingEncoder(load_encoder(model, notice(quiet)))
    scorer = Scorer(encoder=encoder, decision=decision, weights=weights)
    with Progress("auditing", len(whole), quiet=quiet) as progress:
        found = measure_robustness(
            read_in,
            whole,
            scorer,
            as_of=as_of or today(),
            failed=failed,
            limits=limits,
            progress=progress.advance_to,
        )
    if form is Format.JSON:
        write(to_json(RobustnessObject.of(found)), output)
    elif form is Format.HTML:
        write(robustness_to_html(found), output)
    else:
        write(robustness_to_text(found, width=terminal_width(output)), output)
    if found.failed:
        raise typer.Exit(1 if found.movements else 3)


@app.command("scores", epilog=examples("fitscore audit scores scores.csv --group sex --top 10"))
def audit_scores(
    table: Annotated[Path, typer.Argument(help="A CSV file, one row a person.")],
    group: Annotated[
        list[str], typer.Option("--group", "-g", help="A column of groups; may be repeated.")
    ],
    score: Annotated[str, typer.Option("--score", help="The column of scores.")] = "fit",
    selected: Annotated[
        str | None, typer.Option("--selected", help="A column that says yes or no.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="Or: selected is who has this or more.")
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Or: selected are the so many highest.")
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Selection and scoring rates by group, impact ratios, and what chance alone would do."""
    form = form_of(form, output, Format)
    from fitscore.audit import rates_of
    from fitscore.report import rates_to_html, rates_to_text
    from fitscore.schema import RatesObject, to_json

    if sum(option is not None for option in (selected, threshold, top)) > 1:
        raise typer.BadParameter("give one of --selected, --threshold and --top")
    found = rates_of(table, group, score=score, selected=selected, threshold=threshold, top=top)
    if form is Format.JSON:
        write(to_json(RatesObject.of(found)), output)
    elif form is Format.HTML:
        write(rates_to_html(found), output)
    else:
        write(rates_to_text(found, width=terminal_width(output)), output)
