"""What the command line says of itself, and of what was mistyped."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from conftest import Run
from typer.core import TyperCommand

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
    assert len(COMMANDS) > 20
    for name, command in COMMANDS.items():
        head, *lines = (command.epilog or "").splitlines()
        assert head.startswith("Example"), name
        for line in map(str.strip, lines):
            assert len(line) < PAGE - 4
            COMMANDS["fitscore"].main(shlex.split(line)[1:], "fitscore", standalone_mode=False)
            assert ran.pop().startswith(name)
    assert cli("index", "forget", "--help").out.rstrip().endswith("ann_lee.pdf --index kept")
