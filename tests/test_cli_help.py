"""What the command line says of itself, and of what was mistyped."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import EXAMPLES, Run
from typer.core import TyperCommand, TyperGroup

from fitscore.cli.app import app

PAGE = 80


def commands(command: Any, name: str = "fitscore") -> Iterator[tuple[str, Any]]:
    """A command and those below it, by the words that call them."""
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{name} {word}")


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_every_help_ends_with_examples_that_parse(
    cli: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
):
    """Each is of that command, is taken as it stands, and fits a line of the page."""
    ran: list[str] = []
    monkeypatch.setattr(TyperCommand, "invoke", lambda _, context: ran.append(context.command_path))
    real = TyperGroup.invoke

    def invoke(group: Any, context: Any) -> Any:
        if context._protected_args or context.args:
            return real(group, context)
        return ran.append(context.command_path)  # one that does something without a command below

    monkeypatch.setattr(TyperGroup, "invoke", invoke)
    assert len(COMMANDS) > 20
    for name, command in COMMANDS.items():
        head, *lines = (command.epilog or "").splitlines()
        assert head.startswith("Example"), name
        for line in map(str.strip, lines):
            assert len(line) < PAGE - 4
            COMMANDS["fitscore"].main(shlex.split(line)[1:], "fitscore", standalone_mode=False)
            assert ran.pop().startswith(name)
    assert cli("index", "forget", "--help").out.rstrip().endswith("ann_lee.pdf --index kept")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["mach", "a", "b"], "'match'"),
        (["index", "lsit"], "'list'"),
        (["match", "--anonymise", "a", "b"], "--anonymize"),
    ],
    ids=["command", "command of a command", "option"],
)
def test_what_was_mistyped_is_told_in_one_line(
    cli: Callable[..., Run], typed: list[str], meant: str
):
    """With what may have been meant, and where the help is."""
    done = cli(*typed)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert f"Did you mean {meant}? See `fitscore" in done.err


@pytest.mark.parametrize(
    "typed", ["resumes/devon_grnt.pdf", "resume/Devon_Grant.pfd", "resumes/devon_grant"]
)
def test_a_path_that_is_not_there_is_told_with_the_nearest_name(
    cli: Callable[..., Run], typed: str
):
    """In the same folder, which may be mistyped too; small and great letters are one."""
    done = cli("parse", "resume", EXAMPLES / typed)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert f"did you mean {EXAMPLES / 'resumes' / 'devon_grant.pdf'}?" in done.err


def test_a_name_that_is_like_none_is_told_as_it_was(cli: Callable[..., Run], tmp_path: Path):
    """Also one that no system could hold, and one beside a link that leads nowhere."""
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "away")
    for name in ("zebra.pdf", "x" * 5000, "gone.pdf"):
        done = cli("parse", "resume", tmp_path / name)
        assert (done.code, done.err.count("\n")) == (3, 1)
        assert "did you mean" not in done.err
