"""`fitscore model`: the models that are compiled, and the one command that goes online."""

from __future__ import annotations

from typing import Annotated

import typer

from fitscore.cli.options import DEFAULT_MODEL, QuietOption, examples, model_option
from fitscore.cli.output import notice

app = typer.Typer(
    no_args_is_help=True,
    epilog=examples("fitscore model compile"),
    help="List, compile or fetch models.",
)


@app.command("list", epilog=examples("fitscore model list"))
def model_list() -> None:
    """List the models that are compiled in the cache, and the default."""
    from fitscore.encoding import compiled_models

    compiled = compiled_models()
    for identity, folder in compiled:
        print(f"{identity.name}\t{identity.sha256[:12]}\t{folder}")
    if all(identity.name != DEFAULT_MODEL for identity, _ in compiled):
        print(f"{DEFAULT_MODEL}\t(the default; not compiled yet)")


@app.command("compile", epilog=examples("fitscore model compile"))
def model_compile(
    model: Annotated[
        str, typer.Argument(help="A name or a folder.", callback=model_option)
    ] = DEFAULT_MODEL,
    quiet: QuietOption = False,
) -> None:
    """Compile a model, and the shipped cross-encoder, ahead of their first use."""
    from fitscore.scoring import Scorer

    identity = Scorer(model, notice=notice(quiet)).encoder.identity
    print(f"{identity.name} is ready ({identity.sha256[:12]})")


@app.command("fetch", epilog=examples("fitscore model fetch BAAI/bge-small-en-v1.5"))
def model_fetch(
    name: Annotated[str, typer.Argument(help="A hub name: organization/model.")],
) -> None:
    """Fetch a model from the hub, for --model: weights and settings, no code. It goes online."""
    from fitscore.encoding import fetch_model

    model = fetch_model(name)
    for part in sorted(model.parts):
        print(f"{part}\t{(model.folder / part).stat().st_size:,} bytes")
    print(f"{model.name} is in {model.folder} ({model.identity.sha256[:12]})")
