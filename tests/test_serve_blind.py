"""Blind mode: nobody who looks learns who a candidate is, until it is switched off."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from conftest import pdf, write
from serving import HTML, SHIELD, form_of, imported, posted, seen, sent, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.serve.api import ROUTES
from fitscore.serve.app import PAGES
from fitscore.testing import SAMPLE_RESUME

RESUME = """\
Zephyrine Quockerwodger
12 Plumtree Lane, Tolland | 555-010-4477 | zq1987@quockmail.example
Date of birth: 4 March 1987

Experience
Gardener, Quockerwodger Gardens, Mar 2016 - Nov 2021
- Five years of experience in park work with native trees
- Zephyrine held a first aid certificate and spoke at Blatherwick College

Education
Diploma, Forestry, University of Snodsbury, 2014
"""
# Patterns: four digits alone stand in times and sizes too, by chance.
TELLING = ("zephyrine", "quock", "plumtree", r"010\D?4477", "zq1987", "march 1987", "snodsbury",
           "blatherwick")  # fmt: skip
KEY = sha256(RESUME.encode()).hexdigest()
DRAWN = pdf(lambda canvas: [write(canvas, 60, 760 - 18 * place, line)
                            for place, line in enumerate(RESUME.splitlines())])  # fmt: skip
DRAWN_KEY = sha256(DRAWN).hexdigest()
PLACES = {"name": "x", "ending": "csv", "who": "report"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder: Path, scorer: Scorer) -> Iterator[TestClient]:
    with served(folder, scorer) as found:
        job = imported(
            found,
            ("zephyrine quockerwodger.txt", RESUME.encode()),
            ("quockerwodger.pdf", DRAWN),
            ("ann.txt", SAMPLE_RESUME.encode()),
            ("quockerwodger, damaged.pdf", b"%PDF-"),
        )
        id_ = posted(found)
        for key in (KEY, DRAWN_KEY):
            url = f"/v1/postings/{id_}/matches/{key}"
            note = {"note": "Call Zephyrine at 555-010-4477", "tags": ["Snodsbury"]}
            found.put(f"{url}/mark", json=note)
            body = {
                "requirement": "r1",
                "verdict": "met",
                "reason": "Zephyrine said so, of Snodsbury",
            }
            assert found.post(f"{url}/overrules", json=body).status_code == 201
        store = found.service.workspace.store  # type: ignore[attr-defined]
        store.set_job(job["id"], "failed", "zephyrine quockerwodger.txt: it is damaged")
        found.places = {**PLACES, "key": KEY}  # type: ignore[attr-defined]
        found.ids = {"jobs": job["id"], "postings": id_}  # type: ignore[attr-defined]
        yield found


@pytest.fixture
def blind(client: TestClient) -> Iterator[TestClient]:
    assert client.put("/v1/blind", json={"blind": True}).json() == {"blind": True}
    yield client
    client.put("/v1/blind", json={"blind": False})


def read(client: TestClient) -> Iterator[tuple[str, str]]:
    """Whatever can be looked at, with what it says."""
    ids = client.ids  # type: ignore[attr-defined]
    for item in (one for one in (*PAGES, *ROUTES) if one.method == "GET"):
        id_ = ids["jobs" if "/jobs/" in item.path else "postings"]
        for key in (KEY, DRAWN_KEY) if "{key}" in item.path else (KEY,):
            for ending, who in (("csv", "report"), ("json", "candidate"), ("html", "report")):
                places = {**PLACES, "id": id_, "key": key, "ending": ending, "who": who}
                query = {}
                if item.path.endswith("search"):
                    query = {"q": "first aid of Zephyrine"}
                if item.path.endswith("compare"):
                    query = {"key": [KEY, DRAWN_KEY]}
                path = item.path.format(**places)
                yield path, client.get(path, params=query, headers=HTML).text
                if "{ending}" not in item.path and "{who}" not in item.path:
                    break


def told(text: str) -> list[str]:
    """What of the person stands in an answer; what was asked by its reader is no answer."""
    plain = unescape(text).casefold().replace("first aid of zephyrine", "")
    return [pattern for pattern in TELLING if re.search(pattern, plain)]


def test_without_it_the_person_is_seen(client: TestClient):
    """Else the tests below could not fail."""
    found = {path: told(text) for path, text in read(client)}
    assert sum(map(bool, found.values())) > 20
    assert {pattern for patterns in found.values() for pattern in patterns} == set(TELLING)


def test_blind_nothing_that_can_be_read_tells_who_it_is(blind: TestClient):
    """The list is the table of pages and that of routes: none is forgotten."""
    for path, text in read(blind):
        assert not told(text), path
        assert "data:image/jpeg" not in text, path


def test_blind_exports_tell_nothing_either(blind: TestClient):
    """Neither in a cell of a workbook."""
    id_ = blind.ids["postings"]  # type: ignore[attr-defined]
    data = blind.get(f"/postings/{id_}/ranking.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
    assert len(cells) > 20
    assert not told(" ".join(cells))


def test_blind_what_is_asked_does_not_find_a_name(blind: TestClient):
    """Nobody learns by filtering who is among them."""
    id_ = blind.ids["postings"]  # type: ignore[attr-defined]
    assert not seen(blind, f"/postings/{id_}/ranking?q=zephyrine").select("tbody tr")
    assert not seen(blind, "/resumes?q=quockerwodger").select("tbody tr")


def test_blind_verdicts_fits_and_quotes_stay(client: TestClient):
    """A quote stands where it stood, with masks where it tells."""
    id_ = client.ids["postings"]  # type: ignore[attr-defined]
    path = f"/v1/postings/{id_}/matches/{KEY}"
    before = client.get(path).json()
    client.put("/v1/blind", json={"blind": True})
    after = client.get(path).json()
    client.put("/v1/blind", json={"blind": False})
    assert client.get(path).json() == before
    for which in ("machine", "match"):
        one, other = before[which], after[which]
        assert (one["fit"], one["interval"]) == (other["fit"], other["interval"])
        for told_before, told_after in zip(one["requirements"], other["requirements"], strict=True):
            assert told_before["verdict"] == told_after["verdict"]
            for quote, masked in zip(told_before["evidence"], told_after["evidence"], strict=True):
                assert (quote["start"], quote["end"]) == (masked["start"], masked["end"])
                same = [a == b for a, b in zip(quote["quote"], masked["quote"], strict=True)]
                assert any(same)
                assert {b for b, is_same in zip(masked["quote"], same, strict=True)
                        if not is_same} <= {"█"}  # fmt: skip


def test_it_is_switched_on_every_page_and_each_time_on_record(client: TestClient):
    """The page that asked is shown again; nowhere else does the form lead."""
    id_ = client.ids["postings"]  # type: ignore[attr-defined]
    path = f"/postings/{id_}/ranking"
    page = seen(client, path)
    form = form_of(page, "/blind")
    for referer, leads in ((path + "?sort=name", path + "?sort=name"), ("//evil.example/x", "/x"),
                           ("https://evil.example//x", "/x"), ("", "/")):  # fmt: skip
        headers = {"Referer": referer} if referer else {}
        answer = client.post("/blind", data=form, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
    page = seen(client, path)
    assert "Blind mode" in page.get_text()
    sent(client, page, "/blind")
    assert "Blind mode" not in seen(client, path).get_text()
    entries = client.get("/v1/audit").json()["entries"]
    assert [entry["what"] for entry in entries if "blind" in entry["what"]][:2] == [
        "blind off", "blind on",
    ]  # fmt: skip


def test_blind_a_note_that_tells_is_not_saved_over(blind: TestClient):
    """Its form has the mark alone, and what was noted stays."""
    id_ = blind.ids["postings"]  # type: ignore[attr-defined]
    path = f"/postings/{id_}/matches/{KEY}"
    page = seen(blind, path)
    assert not page.find("textarea", id="note")
    sent(blind, page, f"{path}/mark", mark="hold")
    blind.put("/v1/blind", json={"blind": False})
    mark = blind.get(f"/v1{path}").json()["mark"]
    assert (mark["mark"], mark["note"]) == ("hold", "Call Zephyrine at 555-010-4477")
    assert mark["tags"] == ["Snodsbury"]


def test_it_stays_on_after_a_restart(tmp_path: Path, scorer: Scorer):
    """Until somebody switches it off."""
    with served(tmp_path, scorer) as client:
        imported(client, ("zephyrine.txt", RESUME.encode()))
        client.put("/v1/blind", json={"blind": True}, headers=SHIELD)
    with served(tmp_path, scorer) as client:
        assert client.get("/v1/blind").json() == {"blind": True}
        assert not told(seen(client, "/resumes").get_text())


def test_blind_nothing_of_who_is_forgotten_stays_in_memory(tmp_path: Path, scorer: Scorer):
    """Neither a match that was hidden, nor what hides it."""
    with served(tmp_path, scorer) as client:
        imported(client, ("zephyrine.txt", RESUME.encode()), ("ann.txt", SAMPLE_RESUME.encode()))
        client.put("/v1/blind", json={"blind": True})
        seen(client, f"/postings/{posted(client)}/ranking")
        sight = client.service.sight  # type: ignore[attr-defined]

        def kept() -> set[str]:
            hidden = {match.resume.sha256 for match, _ in sight._matches._kept.values()}
            assert hidden == {resume.sha256 for resume, _ in sight._veils._kept.values()}
            return hidden

        assert KEY in kept()
        others = kept() - {KEY}
        assert client.delete(f"/v1/resumes/{KEY}", headers=SHIELD).status_code == 200
        assert kept() == others
