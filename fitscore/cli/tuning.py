"""`fitscore tune`: learn from what persons said of verdicts in `fitscore serve`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitscore.cli.options import OutputOption, QuietOption, examples
from fitscore.cli.output import Progress, notice, tell, write
from fitscore.cli.serving import data_folder
from fitscore.errors import ExtraError, FitscoreError

if TYPE_CHECKING:
    from fitscore.scoring.recalibration import TunedDecision
    from fitscore.serve.kept import Tuning
    from fitscore.serve.workspace import Workspace

_LOCK = "tune.lock"
_DATA = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The folder of `fitscore serve`.")
]
_WORKSPACE = Annotated[
    str, typer.Option("--workspace", help="One of its workspaces; else the one without a name.")
]

app = typer.Typer(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback()
def tune(
    context: typer.Context,
    data: _DATA = None,
    workspace: _WORKSPACE = "",
    quiet: QuietOption = False,
) -> None:
    """Learn from verdicts that persons overruled and confirmed; nothing of it decides yet."""
    if context.invoked_subcommand is not None:
        return
    with _opened(data, workspace) as kept:
        from fitscore.scoring import Scorer
        from fitscore.serve.access import machine_user
        from fitscore.serve.tuning import learn_from

        scorer = Scorer(notice=notice(quiet))
        of = len({(one.posting, one.resume) for one in kept.store.all_overrules()})
        who = machine_user()
        kept.store.log(who, "tune learn", "")
        with Progress("matching again", of, quiet=quiet) as progress:
            lesson = learn_from(kept, scorer, who, lambda done, _of: progress.advance_to(done))
    counts = lesson.counts
    write(
        f"{counts.verdicts} verdicts of persons that no fact binds, on {counts.requirements} "
        f"requirements ({counts.overruled} overruled, {counts.confirmed} confirmed) and "
        f"{counts.candidates} candidates",
        None,
    )
    if lesson.tuned is None:
        tell(f"nothing was learned: {lesson.refused}")
        raise typer.Exit(1)
    write(_told(lesson.tuned), None)
    tell("`fitscore tune on` lets it decide")


@app.command("show", epilog=examples("fitscore tune show", "fitscore tune show -o tuned.json"))
def show(
    data: _DATA = None,
    workspace: _WORKSPACE = "",
    output: OutputOption = None,
) -> None:
    """Show what was learned, and whether it decides; -o writes the newest as a --decision."""
    with _opened(data, workspace) as kept:
        tunings = kept.store.tunings()
    if output is not None:
        write(_newest(tunings).body.decode(), output)
        return
    for one in tunings:
        state = "decides" if one.is_on else "does not decide"
        forgotten = f"; {one.forgotten} candidates were forgotten since" if one.forgotten else ""
        line = f"{_read(one).identity.name} {state}: learned by {one.who}, {one.when[:10]}"
        write(f"{line}{forgotten}\n{_told(_read(one))}", None)
    if not any(one.is_on for one in tunings):
        write("nothing that was learned decides", None)


@app.command("on", epilog=examples("fitscore tune on"))
def on(data: _DATA = None, workspace: _WORKSPACE = "") -> None:
    """Let what was learned last decide, in a running server too, from the next match on."""
    with _opened(data, workspace) as kept:
        from fitscore.scoring import default_decision
        from fitscore.serve.access import machine_user

        newest = _newest(kept.store.tunings())
        name = _read(newest).identity.name
        try:
            default_decision().tuned(_read(newest))
        except ValueError as error:
            raise FitscoreError(f"{name}: {error}; learn again with `fitscore tune`") from error
        kept.store.switch_tuning(newest.number)
        kept.store.log(machine_user(), "tune on", name)
    write(f"{name} decides", None)


@app.command("off", epilog=examples("fitscore tune off"))
def off(data: _DATA = None, workspace: _WORKSPACE = "") -> None:
    """Let nothing that was learned decide: all is as it was, to the last byte."""
    with _opened(data, workspace) as kept:
        from fitscore.serve.access import machine_user

        kept.store.switch_tuning(None)
        kept.store.log(machine_user(), "tune off", "")
    write("nothing that was learned decides", None)


def _newest(tunings: list[Tuning]) -> Tuning:
    if not tunings:
        raise FitscoreError("nothing was learned yet; learn with `fitscore tune`")
    return tunings[0]


def _read(one: Tuning) -> TunedDecision:
    from fitscore.serve.tuning import read_tuned

    return read_tuned(one.body)


def _told(tuned: TunedDecision) -> str:
    """What was learned and what it changes, before and after."""
    found, numbers = tuned.evidence, tuned.recalibration
    loss, agreement = found.log_loss, found.agreement
    heads = f"{'as it is':>10}{'tuned':>10}{'by chance':>12}{'persons':>10}"
    lines = [
        f"  {'of what was held out':22}{heads}",
        f"  {'log loss':22}{loss.before:10.3f}{loss.after:10.3f}{found.chance:12.3f}",
        f"  {'as persons said':22}{agreement.before:10.0%}{agreement.after:10.0%}",
    ]
    for name in ("met", "partial", "missing"):
        before, after, said = (
            getattr(shares, name) for shares in (found.before, found.after, found.said)
        )
        lines.append(f"  {name:22}{before:10.0%}{after:10.0%}{'':12}{said:10.0%}")
    lines.append(
        f"  learned: scale {numbers.scale:.2f}, met {numbers.met:+.2f}, "
        f"partial {numbers.partial:+.2f}, missing {numbers.missing:+.2f}"
    )
    return "\n".join(lines)


@contextmanager
def _opened(data: Path | None, name: str) -> Iterator[Workspace]:
    """A workspace of a folder, which may be served meanwhile; one such command at a time.

    Raises:
        FitscoreError: There is none.
    """
    if not find_spec("starlette"):
        raise ExtraError("`fitscore tune`", "serve")
    from fitscore.serve.service import WORKSPACES
    from fitscore.serve.store import FILE
    from fitscore.serve.workspace import Workspace

    folder = data if data is not None else data_folder()
    if name:
        if not re.fullmatch(r"[a-z0-9-]+", name):
            raise FitscoreError(f"--workspace {name}: there is no such workspace")
        folder = folder / WORKSPACES / name
    if not (folder / FILE).exists():
        raise FitscoreError(
            f"{folder}: `fitscore serve` keeps nothing there; name its folder with --data"
        )
    workspace = Workspace(folder, lock=_LOCK, timeout=-1)
    try:
        yield workspace
    finally:
        workspace.close()
