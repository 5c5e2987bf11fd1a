"""What README and docs show is what the commands print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run

from fitscore.documents.sources import expand_sources

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LEFT_OUT = "[…]"
BLOCKS = [
    (page.name, language, body)
    for page in PAGES
    for language, body in re.findall(
        r"^```(\w*)\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
]


def command_of(block: str) -> tuple[list[str], str]:
    """The arguments of the command that a block begins with, patterns expanded, and its output."""
    command, _, output = block.replace("\\\n", " ").partition("\n")
    words = shlex.split(command.removeprefix("$ fitscore "))
    arguments: list[str] = []
    for word in words:
        found = expand_sources([word]) if "*" in word else [Path(word)]
        arguments += [str(path) if "*" in word else word for path in found]
    return arguments, output


@pytest.mark.parametrize(
    "block", [body for _, language, body in BLOCKS if language == "console"], ids=lambda b: b[:60]
)
@pytest.mark.usefixtures("encoder")
def test_shown_output_is_what_the_command_prints(
    block: str, cli: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """To the letter, but for what is left out."""
    import shutil

    for folder in ("examples", "index"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    arguments, output = command_of(block)
    run = cli(*arguments)
    assert run.code == 0, run.err
    at = 0
    for part in output.strip().split(LEFT_OUT):
        found = run.out.find(part.strip("\n"), at)
        assert found >= 0, f"not printed: {part}\n--- printed:\n{run.out[at:]}"
        at = found + len(part)


@pytest.mark.parametrize(
    "block",
    [body for _, language, body in BLOCKS if language == "python" and "fitscore.testing" in body],
    ids=lambda b: b[:40],
)
def test_python_that_needs_no_file_runs(block: str):
    """An example of the library that stands by itself."""
    exec(block, {})  # noqa: S102 - the project's own page


RECIPES = [body for page, language, body in BLOCKS if (page, language) == ("recipes.md", "python")]


@pytest.mark.parametrize(
    "block", RECIPES[1:], ids=lambda block: block.strip().splitlines()[-1][:40]
)
@pytest.mark.usefixtures("encoder")
def test_recipes_print_what_they_say(
    block: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """Each by itself behind the first, which writes the files."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(RECIPES[0], names)  # noqa: S102 - the project's own page
    exec(block, names)  # noqa: S102
    told = [line.removeprefix("#> ") for line in block.splitlines() if line.startswith("#> ")]
    assert told
    assert capsys.readouterr().out.splitlines() == told


def test_every_block_says_what_it_is():
    """A block of output that names no command could not be checked."""
    known = {"console", "python", "toml", "json", "yaml"}
    assert [(page, language) for page, language, _ in BLOCKS if language not in known] == []
