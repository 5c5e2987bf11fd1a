"""`rank --reports`: the reports of a ranking in a folder, and the links of the grid to them."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from conftest import Run, pdf, write

from fitscore import Posting, Resume, Scorer, rank
from fitscore.report import report_names

POSTING = "Groundskeeper\n\nRequirements\n- Kept parks clean\n- Repaired benches and paths\n"
RESUME = "{name}\n{mail}\n\nExperience\n- Kept the parks clean\n- Repaired benches\n"
Cli = Callable[..., Run]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A posting and two résumés, whose names end alike."""
    (tmp_path / "posting.txt").write_text(POSTING, encoding="utf-8")
    for folder, name in (("a b", "Ann Lee"), ("ü#?", "Bo Day")):
        (tmp_path / folder).mkdir()
        text = RESUME.format(name=name, mail=f"{name[:2]}@example.com")
        (tmp_path / folder / f"{name} résumé (1).txt").write_text(text, encoding="utf-8")
    return [tmp_path / "posting.txt", *sorted(tmp_path.glob("*/*.txt"))]


def linked(page: Path) -> set[Path]:
    """The files that a grid links to."""
    soup = BeautifulSoup(page.read_text("utf-8"), "lxml")
    links = {link["href"] for link in soup.find_all("a", target="_blank")}
    assert not [link for link in links if ":" in link or link.startswith("/")]
    return {(page.parent / unquote(link)).resolve() for link in links}


def test_the_grid_links_to_each_report(cli: Cli, files: list[Path], tmp_path: Path):
    """One file for each candidate, readable by its owner alone; what else is there stays."""
    page, folder = tmp_path / "out" / "rank.html", tmp_path / "re ports%20" / "new"
    page.parent.mkdir()
    run = cli("rank", *files, "-o", page, "--reports", folder)
    assert (run.code, run.err) == (0, "")
    reports = sorted(folder.iterdir())
    assert [report.name for report in reports] == [
        "001-ann-lee-resume-1.html",
        "002-bo-day-resume-1.html",
    ]
    assert linked(page) == {report.resolve() for report in reports}
    assert "Ann Lee" in reports[0].read_text("utf-8")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(report.stat().st_mode) for report in reports} == {0o600}
    (folder / "mine.html").write_text("mine", encoding="utf-8")
    assert cli("rank", *files, "-o", page, "--reports", folder).code == 0
    assert (folder / "mine.html").read_text("utf-8") == "mine"
    assert len(list(folder.iterdir())) == 3


def test_reports_show_the_pages_of_files_that_are_still_there(
    cli: Cli, files: list[Path], tmp_path: Path
):
    """Of a kept résumé too; where another file took its place the text is shown, and it is said."""
    page, folder, index = tmp_path / "rank.html", tmp_path / "reports", tmp_path / "index"
    paths = [tmp_path / "ann.pdf", tmp_path / "bo.pdf"]
    for path, name in zip(paths, ("Ann Lee", "Bo Day"), strict=True):
        lines = RESUME.format(name=name, mail=f"{name[:2]}@example.com").split("\n")
        shown = [(750 - 14 * row, line) for row, line in enumerate(lines)]
        path.write_bytes(pdf(lambda canvas, s=shown: [write(canvas, 60, y, t) for y, t in s]))
    assert cli("index", "add", "--index", index, *paths).code == 0
    paths[0].write_bytes(paths[1].read_bytes() + b"%")
    run = cli("rank", files[0], "--index", index, "-o", page, "--reports", folder)
    assert (run.code, "1 of 2 reports show the text" in run.err) == (0, True)
    images = {path.name[4:]: path.read_text("utf-8").count("<img ") for path in folder.iterdir()}
    assert images == {"ann.html": 0, "bo.html": 1}


def test_no_name_of_a_person_in_an_anonymized_file_name(
    cli: Cli, files: list[Path], tmp_path: Path
):
    """With --anonymize neither the grid nor a report or its name says who it is."""
    page, folder = tmp_path / "rank.html", tmp_path / "reports"
    run = cli("rank", *files, "-o", page, "--reports", folder, "--anonymize")
    assert run.code == 0
    written = [page, *folder.iterdir()]
    assert len(written) == 3
    for path in written:
        assert not [word for word in ("ann", "lee", "day") if word in path.name.lower()]
        assert "Ann Lee" not in path.read_text("utf-8")
        assert "Bo Day" not in path.read_text("utf-8")
    assert linked(page) == {path.resolve() for path in folder.iterdir()}


def test_reports_go_with_the_grid_alone(cli: Cli, files: list[Path], tmp_path: Path):
    """Any other format is a wrong option, told in a line before anything is made."""
    run = cli("rank", *files, "-f", "json", "--reports", tmp_path / "reports")
    assert run.code == 2
    assert "--reports" in run.err
    assert not (tmp_path / "reports").exists()


def test_a_report_that_cannot_be_written_is_named(cli: Cli, files: list[Path], tmp_path: Path):
    """A file in the folder's place, or a link in a report's, is refused by its name."""
    page = tmp_path / "rank.html"
    run = cli("rank", *files, "-o", page, "--reports", files[0])
    assert run.code == 3
    assert f"{files[0]}: it cannot be written (it is a file and no folder)" in run.err
    assert not page.exists()
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "002-bo-day-resume-1.html").symlink_to(tmp_path / "elsewhere")
    run = cli("rank", *files, "-o", page, "--reports", folder)
    assert run.code == 3
    assert run.err.count("\n") == 1
    assert "002-bo-day-resume-1.html: it cannot be written" in run.err
    assert "--reports" in run.err
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("../../etc/passwd", "001-passwd.html"),
        ("c:\\cvs\\Zoë O’Neil.PDF", "001-zoe-oneil.html"),
        ("all.zip/ann/cv.docx", "001-cv.html"),
        ("履歴書.pdf", "001-resume.html"),
        (".." + "x" * 300 + "\x00\n.pdf", f"001-{'x' * 48}.html"),
    ],
)
def test_names_of_reports_are_safe(scorer: Scorer, source: str, name: str):
    """Small letters, digits and hyphens, whatever the résumé's file is called."""
    resume = Resume.from_text(RESUME.format(name="Ann Lee", mail="a@example.com"))
    resume = replace(resume, source=source)
    found = rank(Posting.from_text(POSTING), [resume], scorer=scorer)
    assert report_names(found) == [name]
