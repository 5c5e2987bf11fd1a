"""A candidate's pages as they look, several candidates side by side, and a sheet of questions."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from conftest import pdf, write
from reportlab.pdfgen.canvas import Canvas
from serving import HTML, KEY, OTHER, OTHER_RESUME, imported, posted, resume_files, seen, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.testing import SAMPLE_RESUME


def drawn(canvas: Canvas) -> None:
    """The résumé of `SAMPLE_RESUME` as a page."""
    for place, line in enumerate(SAMPLE_RESUME.splitlines()):
        write(canvas, 60, 760 - 18 * place, line)


PAGE = pdf(drawn)
DRAWN = sha256(PAGE).hexdigest()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        imported(found, *resume_files(), ("ann.pdf", PAGE))
        found.posting = posted(found)  # type: ignore[attr-defined]
        yield found


@pytest.fixture(scope="module")
def path(client: TestClient) -> str:
    return f"/postings/{client.posting}"  # type: ignore[attr-defined]


def test_the_pages_of_a_pdf_are_shown_with_their_quotes(client: TestClient, path: str):
    """Each quote leads to a number beside the page and back; the text is one link away."""
    page = seen(client, f"{path}/matches/{DRAWN}")
    (sheet,) = page.select("svg.sheet")
    assert sheet.find("image")["href"].startswith("data:image/jpeg;base64,")
    links = page.select("li.requirement blockquote a")
    assert links
    assert len(sheet.select("rect.spot")) >= len({link.get_text() for link in links})
    for link in links:
        number = page.find(id=link["href"][1:])
        assert number.name == "a"
        back = page.find(id=number["href"][1:])
        assert link in back.find_all("a")
    assert not page.select(".document .text")
    text = seen(client, f"{path}/matches/{DRAWN}?view=text")
    assert text.find("a", string="Pages")["href"] == f"{path}/matches/{DRAWN}?view=pages"
    assert text.select(".document .text mark")
    assert not text.select("svg.sheet")


def test_of_what_is_no_pdf_the_text_is_shown(client: TestClient, path: str):
    """And no other view is offered."""
    page = seen(client, f"{path}/matches/{KEY}")
    assert page.select(".document .text mark")
    assert not page.find("a", string="Pages")


def test_the_saved_report_has_the_pages_too(client: TestClient, path: str):
    """The candidate's own view has none."""
    report = client.get(f"{path}/matches/{DRAWN}/report.html").text
    assert "data:image/jpeg;base64," in report
    assert "data:image" not in client.get(f"{path}/matches/{DRAWN}/candidate.html").text


def test_pages_are_made_once_and_forgotten_with_the_person(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
):
    """Nothing of them stays in memory."""
    views = client.service.page_views  # type: ignore[attr-defined]
    other = pdf(lambda canvas: [write(canvas, 60, 760 - 18 * n, line)
                                for n, line in enumerate(OTHER_RESUME.splitlines())])  # fmt: skip
    imported(client, ("other.pdf", other))
    key = sha256(other).hexdigest()
    seen(client, f"{path}/matches/{key}")
    assert key in views._made
    monkeypatch.setattr(type(views), "_pages", lambda *_: pytest.fail("made again"))
    assert seen(client, f"{path}/matches/{key}").select("svg.sheet")
    assert client.delete(f"/v1/resumes/{key}", headers={"X-Fitscore": "1"}).status_code == 200
    assert key not in views._made


def test_candidates_are_compared_side_by_side(client: TestClient, path: str):
    """From ticks in the ranking: a column for each, a row for each requirement."""
    ranking = seen(client, f"{path}/ranking")
    ticks = ranking.select('input[type=checkbox][name=key][form="compare"]')
    assert {KEY, OTHER} <= {tick["value"] for tick in ticks}
    action = ranking.find("form", id="compare")["action"]
    client.put(f"/v1{path}/matches/{OTHER}/mark", json={"mark": "hold", "note": "call her"})
    page = seen(client, f"{action}?key={KEY}&key={OTHER}&key={KEY}")
    heads = [head.get_text("|", strip=True) for head in page.select("thead th")]
    assert heads == ["Requirement", "Ann Lee|ann.txt", "Zephyrine Quockerwodger|other.txt"]
    asked = client.get(f"/v1{path}").json()["requirements"]
    assert len(page.select("td .chip")) == 2 * len(asked)
    assert "call her" in page.get_text()
    for key in (KEY, OTHER):
        assert page.find("a", href=f"{path}/matches/{key}")


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_compared(client: TestClient, path: str, count: int):
    """Else the page says so."""
    query = "&".join(f"key={n}" for n in range(count))
    answer = client.get(f"{path}/compare?{query}", headers=HTML)
    assert answer.status_code == 422
    assert f"{count} were ticked" in answer.text
    assert client.get(f"{path}/compare?key={KEY}&key=x", headers=HTML).status_code == 404


def test_questions_are_a_sheet_to_print(client: TestClient, path: str):
    """All that is open, and what was not shown, with room for answers."""
    match = client.get(f"/v1{path}/matches/{OTHER}").json()["match"]
    assert match["questions"]
    page = seen(client, f"{path}/matches/{OTHER}/questions")
    text = page.get_text()
    for question in match["questions"]:
        assert question in text
    open_ = [r for r in match["requirements"] if r["verdict"] in {"missing", "partial"}]
    assert open_
    assert len(page.select("main li")) == len(open_) + len(match["questions"])
    assert len(page.select("main li hr")) == 2 * len(page.select("main li"))
    assert page.find("a", href=f"{path}/matches/{OTHER}")
    link = seen(client, f"{path}/matches/{OTHER}").find("a", string="Sheet of questions")
    assert link["href"] == f"{path}/matches/{OTHER}/questions"
