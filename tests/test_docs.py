"""What README and docs show is what the commands print, and all of it is on the site."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ROOT, Run
from markdown_it import MarkdownIt

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


def test_what_the_guide_of_additions_names_is_there():
    """Each file that it names, and in it what is said to be there."""
    guide = (ROOT / "docs" / "extending.md").read_text("utf-8")
    files = set(re.findall(r"`([\w./]+/[\w.]*)`", guide))
    assert files
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []
    named = re.findall(r"`(?:\w+\.)?(\w+)`\s+(?:in\s+|of\s+|\()`([\w/]+\.\w+)`", guide)
    assert len(named) > 10
    known = [
        re.search(rf"^\s*(?:def |class )?{name}\b", (ROOT / file).read_text("utf-8"), re.MULTILINE)
        for name, file in named
    ]
    assert [pair for pair, found in zip(named, known, strict=True) if not found] == []


def pages_of(entries: list[dict[str, object]]) -> list[str]:
    """The files that the site's navigation names."""
    found: list[str] = []
    for entry in entries:
        for value in entry.values():
            found += [value] if isinstance(value, str) else pages_of(value)
    return found


NAVIGATION = pages_of(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made as `make docs` makes it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "zensical.toml", folder)
    shutil.copytree(ROOT / "docs", folder / "build/pages/docs")
    for page in NAVIGATION:
        (folder / "build/pages" / page).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / page, folder / "build/pages" / page)
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "build/site"


def test_every_page_is_on_the_site_once():
    """A page of docs that the navigation forgets could not be found."""
    assert len(NAVIGATION) == len(set(NAVIGATION))
    written = {page.relative_to(ROOT).as_posix() for page in PAGES}
    written |= {page.relative_to(ROOT).as_posix() for page in ROOT.glob("*.md")}
    assert written <= set(NAVIGATION)


def shape(article: BeautifulSoup | Tag) -> list[tuple[str, str]]:
    """What a page says, by kind of element, without what the site adds to headings."""
    for added in article.select("a.headerlink"):
        added.decompose()
    kinds = ["h1", "h2", "h3", "li", "pre", "tr", "blockquote", "a", "img", "strong", "em"]
    return [
        (element.name, element.get("alt") or " ".join(element.get_text().split()))
        for element in article.find_all(kinds)
        if element.name != "a" or element.get("href")
    ]


@pytest.mark.parametrize("page", NAVIGATION)
def test_page_reads_the_same_on_the_site(page: str, site: Path):
    """The site's Markdown is another dialect than GitHub's: what both do not know is not used."""
    there = site / page.replace("README.md", "index.html").replace(".md", "/index.html")
    article = BeautifulSoup(there.read_text("utf-8"), "lxml").article
    assert article
    assert len(article.select("h1")) == 1
    here = MarkdownIt("commonmark").enable("table").render((ROOT / page).read_text("utf-8"))
    assert shape(article) == shape(BeautifulSoup(here, "lxml"))


def test_all_that_the_site_needs_is_on_it(site: Path):
    """Links and pictures lead to files of the site, and nothing is loaded from elsewhere."""
    seen = 0
    for page in site.rglob("index.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "lxml")
        loaded = soup.select("[src], link[href]")
        assert not [tag for tag in loaded if "://" in str(tag.get("src") or tag.get("href"))]
        assert not [image for image in soup.select("img") if not image.get("alt")]
        for tag in soup.select("[src], [href]"):
            address = str(tag.get("src") or tag.get("href")).partition("#")[0]
            if address and "://" not in address:
                goal = page.parent / unquote(address)
                assert (goal / "index.html" if goal.is_dir() else goal).is_file(), (page, address)
                seen += 1
    assert seen
