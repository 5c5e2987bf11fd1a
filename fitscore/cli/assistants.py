"""`fitscore mcp`: tools for assistants, over standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fitscore.cli.options import (
    DEFAULT_MODEL,
    DecisionOption,
    LimitOption,
    ModelOption,
    WeightsOption,
)
from fitscore.cli.output import limits_of


def mcp(
    allow: Annotated[
        list[Path],
        typer.Option(
            "--allow", metavar="DIR", help="A folder under which files may be read; repeatable."
        ),
    ],
    index: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="An index that may be searched.")
    ] = None,
    show_names: Annotated[
        bool, typer.Option("--show-names", help="Answer with names and contacts; else masked.")
    ] = False,
    model: ModelOption = DEFAULT_MODEL,
    decision: DecisionOption = None,
    weights: WeightsOption = None,
    limit: LimitOption = None,
) -> None:
    """Offer match, rank, parse and search to an assistant (Model Context Protocol)."""
    from fitscore.assistants import Tools, server
    from fitscore.scoring import Scorer

    tools = Tools(
        allow,
        index=index,
        show_names=show_names,
        scorer=lambda: Scorer(model, decision=decision, weights=weights),
        limits=limits_of(limit or (), force=False),
    )
    server(tools).run()
