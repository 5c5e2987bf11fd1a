"""Candidates by postings: the fits of `rank`, each file read once, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, Run
from openpyxl import load_workbook

from fitscore import Matrix, ReaderPool, Scorer, matrix, rank
from fitscore.report import matrix_to_csv, matrix_to_html, matrix_to_text, matrix_to_xlsx


@pytest.fixture(scope="module")
def found(scorer: Scorer, tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    broken = tmp_path_factory.mktemp("files") / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    return matrix(POSTINGS[:2], [*RESUMES[:3], broken], scorer=scorer, as_of=AS_OF)


def test_the_fits_are_those_of_rank(found: Matrix, scorer: Scorer):
    """For each posting the same matches, to the last bit."""
    for posting, ranking in zip(POSTINGS[:2], found.rankings, strict=True):
        alone = rank(posting, RESUMES[:3], scorer=scorer, as_of=AS_OF)
        assert ranking.matches == alone.matches


def test_who_fits_any_posting_best_stands_first(found: Matrix):
    """Rows are ordered by the highest fit where the candidate is not knocked out."""
    fits = [row.highest_fit for row in found.rows]
    assert len(fits) == 3
    assert fits == sorted(fits, reverse=True)
    assert fits[0] == max(m.fit or 0 for r in found.rankings for m in r if not m.knocked_out)


def test_each_file_is_read_once(scorer: Scorer, monkeypatch: pytest.MonkeyPatch):
    """Also for several postings."""
    read: list[object] = []
    plain = ReaderPool.read_resume

    def counted(self: ReaderPool, source: object, *rest: object, **named: object) -> object:
        read.append(source)
        return plain(self, source, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(ReaderPool, "read_resume", counted)
    matrix(POSTINGS[:3], RESUMES[:2], scorer=scorer, as_of=AS_OF)
    assert len(read) == 2


def test_every_format_says_the_same(found: Matrix):
    """Names and fits by posting; the file that failed is named."""
    row = found.rows[0]
    name = row.resume.display_name
    fits = [match.fit for match in row.matches if match is not None]
    text = matrix_to_text(found)
    assert max(map(len, text.splitlines())) <= 80
    table = list(csv.reader(io.StringIO(matrix_to_csv(found).removeprefix("\ufeff"))))
    assert table[1][0] == name
    assert [float(table[1][at]) for at in (3, 7)] == [round(fit or 0, 1) for fit in fits]
    sheet = load_workbook(io.BytesIO(matrix_to_xlsx(found)))["matrix"]
    assert next(iter(sheet.iter_rows(min_row=2, values_only=True)))[0] == name
    page = BeautifulSoup(matrix_to_html(found), "lxml")
    first = page.find("tbody").find("tr")
    assert [cell.contents[0].strip() for cell in first.find_all("td")] == [
        f"{fit:.0f}" for fit in fits
    ]
    value = json.loads(json.dumps(found.to_dict()))
    assert value["schema"] == "fitscore.matrix/1"
    assert [cell["fit"] for cell in value["candidates"][0]["cells"]] == [
        round(fit or 0, 1) for fit in fits
    ]
    for shown in (text, matrix_to_csv(found), matrix_to_html(found), json.dumps(value)):
        assert "broken.pdf" in shown.replace("\n", "")


def test_the_command_takes_folders_and_an_index(cli: Callable[..., Run], tmp_path: Path):
    """Postings of a folder; kept résumés; a workbook by the ending; wrong options."""
    folder = tmp_path / "postings"
    folder.mkdir()
    for path in POSTINGS[:2]:
        (folder / path.name).write_bytes(path.read_bytes())
    run = cli("matrix", "--posting", folder, RESUMES[0], "--as-of", AS_OF, "-f", "json")
    assert run.code == 0
    assert len(json.loads(run.out)["postings"]) == 2
    assert cli("index", "add", RESUMES[0], "--index", tmp_path / "index").code == 0
    kept = cli(
        "matrix", "--posting", folder, "--index", tmp_path / "index", "--as-of", AS_OF, "-f", "json"
    )
    cells = [json.loads(one.out)["candidates"][0]["cells"] for one in (run, kept)]
    assert cells[0] == cells[1]
    book = tmp_path / "x.xlsx"
    assert cli("matrix", "--posting", POSTINGS[0], RESUMES[0], "-o", book).code == 0
    assert book.read_bytes().startswith(b"PK")
    assert cli("matrix", "--posting", POSTINGS[0], RESUMES[0], "-f", "xlsx").code == 2
    assert cli("matrix", "--posting", EXAMPLES / "nothing.txt", RESUMES[0]).code == 3
