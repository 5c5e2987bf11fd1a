"""Tools for assistants: what they answer, what they may read, and what they never say."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT

from fitscore import ResumeIndex, Scorer
from fitscore.assistants import MOST_CHARACTERS, Tools, server
from fitscore.documents import Limits
from fitscore.errors import NotFoundError

Call = Callable[..., tuple[bool, Any]]
NAME = "Joanna Reyes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that an assistant may read, beside one that it may not."""
    shared = tmp_path / "shared"
    shutil.copytree(EXAMPLES / "resumes", shared / "resumes")
    shutil.copy(EXAMPLES / "postings" / "registered_nurse.md", shared / "posting.md")
    (tmp_path / "secret.txt").write_text("Ann Lee\n\nExperience\n- Kept secrets of the state\n")
    return shared


def calling(tools: Tools) -> Call:
    """Calls a tool as an assistant does, by the protocol's own client."""
    from mcp import Client

    async def call(name: str, arguments: dict[str, Any]) -> tuple[bool, Any]:
        async with Client(server(tools)) as client:
            result = await client.call_tool(name, arguments)
        text = "".join(getattr(part, "text", "") for part in result.content)
        return bool(result.is_error), text if result.is_error else json.loads(text)

    return lambda name, **arguments: asyncio.run(call(name, arguments))


@pytest.fixture
def call(folder: Path, scorer: Scorer) -> Call:
    return calling(Tools([folder], scorer=lambda: scorer))


def test_a_match_is_told_with_its_quotes_and_without_the_name(call: Call, folder: Path):
    """Fit and verdicts; who it is stays masked, in the quotes and the file's name too."""
    resume = str(folder / "resumes" / "joanna_reyes.pdf")
    wrong, told = call("match", resume=resume, posting=str(folder / "posting.md"))
    assert not wrong
    assert 0 <= told["fit"] <= 100
    assert any(result["evidence"] for result in told["requirements"])
    for word in ("joanna", "reyes", "@example"):
        assert word not in json.dumps(told, ensure_ascii=False).lower()


def test_names_are_told_where_a_person_says_so(folder: Path, scorer: Scorer):
    """The same call of a server that was started with --show-names."""
    tools = Tools([folder], scorer=lambda: scorer, show_names=True)
    resume = str(folder / "resumes" / "joanna_reyes.pdf")
    _, told = calling(tools)("match", resume=resume, posting=str(folder / "posting.md"))
    assert told["name"] == NAME


def test_a_ranking_lists_the_best_and_what_failed(call: Call, folder: Path):
    """As many as are asked for; a file that is none is named, and the rest ranked."""
    (folder / "resumes" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    wrong, told = call(
        "rank", posting=str(folder / "posting.md"), resumes=[str(folder / "resumes")], top=2
    )
    assert not wrong
    fits = [row["fit"] for row in told["candidates"]]
    assert len(fits) == 2
    assert fits == sorted(fits, reverse=True)
    assert "broken.pdf" in told["failed"][0]


def test_a_file_is_parsed(call: Call, folder: Path):
    """Roles and statements of a résumé, requirements of a posting."""
    _, resume = call("parse_resume", path=str(folder / "resumes" / "joanna_reyes.pdf"))
    assert resume["roles"]
    assert resume["statements_in_all"] >= len(resume["statements"]) > 0
    assert "name" not in resume
    _, posting = call("parse_posting", path=str(folder / "posting.md"))
    assert "Registered Nurse" in posting["title"]
    assert posting["requirements"][0]["text"]


def test_kept_resumes_are_searched_and_nothing_is_written(folder: Path, scorer: Scorer):
    """Hits without names; no file of the index is new, and none has changed."""
    with ResumeIndex(folder / "index", create=True, encoder=scorer.encoder) as kept:
        list(kept.add([folder / "resumes" / "joanna_reyes.pdf"]))
    before = {path: path.read_bytes() for path in (folder / "index").rglob("*") if path.is_file()}
    tools = Tools([folder], index=folder / "index", scorer=lambda: scorer)
    wrong, told = calling(tools)("search", query="medication for patients", top=3)
    assert not wrong
    assert len(told["hits"]) == 3
    assert "joanna" not in json.dumps(told).lower()
    after = {path: path.read_bytes() for path in (folder / "index").rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("way", ["absolute", "dots", "link", "folder of links", "table"])
def test_nothing_outside_the_folders_is_read(way: str, call: Call, folder: Path):
    """However a path leads there; and it is not said whether something is there."""
    secret = folder.parent / "secret.txt"
    inside = folder / "more"
    inside.mkdir()
    if way in {"link", "folder of links"}:
        (inside / "link.txt").symlink_to(secret)
    (inside / "table.csv").write_text(f"resume\n{secret}\n")
    given = {
        "absolute": secret,
        "dots": f"{folder}/../secret.txt",
        "link": inside / "link.txt",
        "folder of links": inside,
        "table": inside / "table.csv",
    }[way]
    wrong, told = call("rank", posting=str(folder / "posting.md"), resumes=[str(given)])
    assert "secrets" not in json.dumps(told)
    assert wrong or not told["candidates"]
    if way == "absolute":
        gone = call("parse_resume", path=str(folder.parent / "nothing.txt"))[1]
        there = call("parse_resume", path=str(secret))[1]
        assert there.replace("secret.txt", "nothing.txt") == gone


def test_answers_are_short(call: Call, folder: Path):
    """A statement of thousands of words is cut, and a thousand statements are not all told."""
    lines = "".join(f"- Kept {number} {'records ' * 60}\n" for number in range(150))
    (folder / "long.txt").write_text(f"Ann Lee\n\nExperience\n{lines}")
    wrong, told = call("parse_resume", path=str(folder / "long.txt"))
    assert not wrong, told
    assert len(told["statements"]) == 100
    assert max(len(item["text"]) for item in told["statements"]) == MOST_CHARACTERS
    assert told["statements_in_all"] == 150


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_file_that_never_ends_is_an_error_of_one_line(folder: Path, scorer: Scorer):
    """A pipe that nobody writes to is refused, and a reader that hangs is ended."""
    os.mkfifo(folder / "pipe.txt")
    tools = Tools([folder], scorer=lambda: scorer, limits=Limits(seconds=1))
    wrong, told = calling(tools)("parse_resume", path=str(folder / "pipe.txt"))
    assert wrong
    assert "pipe.txt" in told
    assert "Traceback" not in told


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path):
    """Before an assistant asks anything."""
    with pytest.raises(NotFoundError, match="no such folder"):
        Tools([tmp_path / "nowhere"])


@pytest.mark.usefixtures("encoder")
def test_the_command_speaks_the_protocol(folder: Path):
    """Started as an assistant starts it: five tools that only read, and an answer."""
    from mcp import Client, StdioServerParameters

    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "fitscore", "mcp", "--allow", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    async def ask() -> tuple[list[Any], str]:
        async with Client(parameters) as client:
            tools = (await client.list_tools()).tools
            result = await client.call_tool("parse_posting", {"path": str(folder / "posting.md")})
        return tools, str(getattr(result.content[0], "text", ""))

    tools, text = asyncio.run(ask())
    assert {tool.name for tool in tools} == {
        "match", "rank", "parse_resume", "parse_posting", "search",
    }  # fmt: skip
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert "Registered Nurse" in text
