"""The pages of a served folder as a recruiter uses them, without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from serving import (
    CANARY,
    HTML,
    KEY,
    ended,
    form_of,
    imported,
    posted,
    resume_files,
    seen,
    sent,
    served,
)
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.errors import IndexStoreError
from fitscore.serve import editing
from fitscore.serve.access import Access, new_token
from fitscore.serve.api import ROUTES
from fitscore.serve.app import PAGES
from fitscore.testing import SAMPLE_POSTING, SAMPLE_RESUME

TOKEN = new_token()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        imported(found, *resume_files())
        yield found


@pytest.fixture
def posting(client: TestClient) -> str:
    return posted(client)


def test_a_posting_is_pasted_or_dropped_and_shown_beside_its_text(client: TestClient):
    """Each requirement's words are marked in the text, and lint's advice stands beside it."""
    page = seen(client, "/")
    path = sent(client, page, "/postings", text=SAMPLE_POSTING)
    posting = seen(client, path)
    marks = {mark.get_text() for mark in posting.find_all("mark")}
    texts = [area.get_text().strip() for area in posting.find_all("textarea")]
    assert {"First aid certificate", "French"} <= marks & set(texts)
    assert texts[-1] == ""
    advice = posting.find("textarea", string=re.compile("evenings")).find_parent("fieldset")
    assert "application form" in advice.get_text()
    file = {"file": ("keeper.txt", SAMPLE_POSTING.encode())}
    answer = client.post("/postings", data=form_of(page, "/postings"), files=file)
    assert answer.status_code == 303
    assert "Park Keeper" in seen(client, "/").get_text()


def test_requirements_are_edited_in_place(client: TestClient, posting: str):
    """Priority, kind, years and words; deleted, added and split; saved as a version by a name."""
    path = f"/postings/{posting}"
    page = seen(client, path)
    fields = form_of(page, path)
    assert fields["text-0"] == "Five years of experience in park work"
    fields |= {
        "priority-0": "preferred",
        "years-0": "3",
        "kind-1": "experience",
        "delete-2": "1",
        "text-3": "Evening work\nA driver's licence",
        "text-5": "Two years of pruning trees",
        "who": "Bo",
    }
    assert client.post(path, data=fields).status_code == 303
    found = client.get(f"/v1/postings/{posting}").json()["requirements"]
    told = [(item["text"], item["priority"], item["kind"], item["years_min"]) for item in found]
    assert told[:2] == [
        ("Five years of experience in park work", "preferred", "experience", 3),
        ("Knowledge of native trees", "required", "experience", None),
    ]
    assert [item["text"] for item in found[2:]] == [
        "Evening work", "A driver's licence", "French", "Two years of pruning trees",
    ]  # fmt: skip
    assert (found[-1]["kind"], found[-1]["years_min"]) == ("experience", 2)
    assert "by Bo" in seen(client, path).get_text()
    assert client.get(f"/v1/postings/{posting}").headers["etag"] == '"2"'


def test_a_form_that_was_not_changed_changes_nothing(client: TestClient, posting: str):
    """All that is read of a requirement stays as it was, parts and names too."""
    text = SAMPLE_POSTING.replace(
        "- First aid certificate",
        "- Degree in biology, or five years of work in parks\n- PMP; and a driver's licence",
    )
    for id_ in (posting, posted(client, text)):
        before = client.get(f"/v1/postings/{id_}").json()
        sent(client, seen(client, f"/postings/{id_}"), f"/postings/{id_}")
        after = client.get(f"/v1/postings/{id_}").json()
        assert after["requirements"] == before["requirements"]


def test_two_who_edit_at_once_are_told(client: TestClient, posting: str):
    """The second one's form is of an older version."""
    path = f"/postings/{posting}"
    page = seen(client, path)
    sent(client, page, path)
    answer = client.post(path, data=form_of(page, path))
    assert answer.status_code == 409
    assert "2 is the newest" in answer.text


def test_what_does_not_fit_is_a_page_with_a_line(client: TestClient, posting: str):
    """And nothing is saved."""
    path = f"/postings/{posting}"
    fields = form_of(seen(client, path), path)
    for wrong in (
        {"years-0": "many"},
        {"years-0": "99"},
        {"priority-0": "urgent"},
        {"kind-0": "magic"},
        {"version": "x"},
        {"text-0": "x" * 5000},
        {f"delete-{number}": "1" for number in range(6)},
    ):
        answer = client.post(path, data={**fields, **wrong})
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html")
    assert client.get(f"/v1/postings/{posting}").headers["etag"] == '"1"'
    page = seen(client, "/")
    for text in ("", "Nothing is asked here."):
        data = {**form_of(page, "/postings"), "text": text}
        assert client.post("/postings", data=data).status_code == 422


def test_dropped_files_are_a_job_that_is_followed(client: TestClient):
    """Its page loads itself anew without a script, and lists failures with their reason."""
    page = seen(client, "/resumes")
    files = [("files", ("again.txt", SAMPLE_RESUME.encode())), ("files", ("bad.pdf", b"%PDF-"))]
    answer = client.post("/resumes", data=form_of(page, "/resumes"), files=files)
    path = answer.headers["location"]
    ended(client, path.rpartition("/")[2])
    text = seen(client, path).get_text()
    assert "1 failed" in text
    assert "bad.pdf: " in text
    assert "unchanged" in text
    listed = seen(client, "/resumes")
    assert listed.find("a", href=f"/resumes/{KEY}").get_text() == "Ann Lee"
    assert CANARY not in seen(client, "/resumes?q=ann").find("tbody").get_text()
    assert client.post("/resumes", data=form_of(page, "/resumes")).status_code == 422


def test_a_running_job_reloads_itself_and_can_be_cancelled(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """Also without a script."""
    monkeypatch.setattr("fitscore.serve.importing.Importer._next", lambda _: None)
    store = client.service.workspace.store  # type: ignore[attr-defined]
    job = store.add_job("import", [("a.txt", "0" * 64)], again=False)
    page = seen(client, f"/jobs/{job.id}")
    assert page.find("noscript").find("meta", {"http-equiv": "refresh"})
    assert page.find("progress")["max"] == "1"
    assert sent(client, page, f"/jobs/{job.id}/cancel") == f"/jobs/{job.id}"
    assert "cancelled" in seen(client, f"/jobs/{job.id}").get_text()


def test_the_ranking_is_a_table_that_sorts_and_filters(client: TestClient, posting: str):
    """By an address: name, mark, a requirement's verdict."""
    path = f"/postings/{posting}/ranking"
    page = seen(client, path)

    def names(query: str) -> list[str]:
        found = seen(client, f"{path}?{query}").select("tbody .who > a")
        return [one.get_text() for one in found]

    rows = client.get(f"/v1/postings/{posting}/ranking").json()["ranking"]["candidates"]
    assert names("") == [row["candidate"]["name"] for row in rows]
    assert len(page.select("tbody tr .cell")) == 2 * len(rows[0]["requirements"])
    assert names("sort=name") == ["Ann Lee", CANARY]
    assert names("q=zephyrine") == [CANARY]
    assert names("mark=hold") == []
    met = {row["candidate"]["name"] for row in rows if row["requirements"][2]["verdict"] == "met"}
    assert set(names("asked=r3&verdict=met")) == met
    assert names("sort=nonsense&from=-1&from=x&other=1") == names("")
    assert names("from=1") == names("")[1:]


def test_marks_are_set_in_the_table_and_notes_beside_the_candidate(
    client: TestClient, posting: str
):
    """What one form does not have stays as it was."""
    path = f"/postings/{posting}/matches/{KEY}"
    ranking = seen(client, f"/postings/{posting}/ranking")
    assert sent(client, seen(client, path), f"{path}/mark", note="call her", tags="a, b, a") == path
    where = sent(client, ranking, f"{path}/mark", mark="shortlist")
    assert where == f"/postings/{posting}/ranking#c-{KEY}"
    page = seen(client, path)
    assert page.find("textarea", id="note").get_text() == "call her"
    assert page.find("input", {"name": "tags"})["value"] == "a, b"
    found = client.get(f"/v1{path}").json()["mark"]
    assert (found["mark"], found["note"], found["tags"]) == ("shortlist", "call her", ["a", "b"])
    row = seen(client, f"/postings/{posting}/ranking?q=call").find("tr", id=f"c-{KEY}")
    assert "call her" in row.get_text()


def test_of_two_who_note_at_once_the_second_is_told(client: TestClient, posting: str):
    """Nobody's note is lost; who marks in the table changes the mark alone."""
    path = f"/postings/{posting}/matches/{KEY}"
    first = second = form_of(seen(client, path), f"{path}/mark")
    assert client.post(f"{path}/mark", data={**first, "note": "call her"}).status_code == 303
    answer = client.post(f"{path}/mark", data={**second, "note": "do not"}, headers=HTML)
    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    in_table = {"token": first["token"], "mark": "hold", "back": "ranking"}
    assert client.post(f"{path}/mark", data=in_table).status_code == 303
    mark = client.get(f"/v1{path}").json()["mark"]
    assert (mark["note"], mark["mark"]) == ("call her", "hold")


def test_a_verdict_is_overruled_and_both_fits_are_shown(client: TestClient, posting: str):
    """With who said so and why; and taken back."""
    path = f"/postings/{posting}/matches/{KEY}"
    page = seen(client, path)
    assert len(page.select(".scores .fit")) == 1
    quotes = page.select("li.requirement blockquote a")
    assert quotes
    for quote in quotes:
        assert page.find(id=quote["href"][1:]).name == "mark"
    form = {"requirement": "r3", "verdict": "met", "reason": "I saw the paper", "who": "Bo"}
    sent(client, page, f"{path}/overrules", **form)
    page = seen(client, path)
    assert len(page.select(".scores .fit")) == 2
    said = page.find(id="q-r3").get_text()
    assert "Bo said so on" in said
    assert "I saw the paper" in said
    assert "the machine's: " in said
    cell = seen(client, f"/postings/{posting}/ranking").select_one(f"#c-{KEY} .cell.said")
    assert "by a person" in cell.get_text()
    (overrule,) = client.get(f"/v1{path}").json()["overrules"]
    sent(client, page, f"{path}/overrules/{overrule['id']}/delete")
    assert len(seen(client, path).select(".scores .fit")) == 1
    for wrong in ({"reason": " "}, {"verdict": "perhaps"}, {"requirement": "r99"}):
        data = {**form_of(page, f"{path}/overrules"), **form, **wrong}
        assert client.post(f"{path}/overrules", data=data).status_code == 422


def test_exports_are_those_of_the_command_line(client: TestClient, posting: str):
    """Files to save, each on record."""
    path = f"/postings/{posting}/ranking"
    for ending in ("csv", "xlsx", "json", "html"):
        answer = client.get(f"{path}.{ending}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="ranking.{ending}"'
        if ending == "xlsx":
            assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.max_row > 2
        else:
            assert "Ann Lee" in unescape(answer.text)
    assert client.get(f"{path}.json").json()["schema"] == "fitscore.ranking/2"
    assert client.get(f"{path}.exe").status_code == 404
    match = f"/postings/{posting}/matches/{KEY}"
    assert "Ann Lee" in client.get(f"{match}/report.html").text
    own = client.get(f"{match}/candidate.html")
    assert own.headers["content-disposition"].startswith("attachment")
    assert "of 100" not in own.text
    assert client.get(f"{match}/other.html").status_code == 404
    audit = client.service.workspace.store.audit(9)  # type: ignore[attr-defined]
    assert {"export csv", "export xlsx", "export report"} <= {entry.what for entry in audit}


def test_search_and_suggestions(client: TestClient, posting: str):
    """Statements with whose they are; postings with the fit."""
    assert "Search all résumés" in seen(client, "/search").get_text()
    page = seen(client, "/search?q=native+trees")
    assert page.find("a", href=f"/resumes/{KEY}")
    page = seen(client, f"/resumes/{KEY}/suggestions")
    assert page.find("a", href=f"/postings/{posting}/matches/{KEY}")
    resume = seen(client, f"/resumes/{KEY}").get_text()
    assert "Ranger" in resume
    assert "ann.lee@example.org" in resume


def test_forgetting_says_what_it_does_and_takes_the_persons_other_files(
    tmp_path: Path, scorer: Scorer
):
    """Where they are named on the page; nothing of them is on any page afterwards."""
    with served(tmp_path, scorer) as client:
        newer = f"{SAMPLE_RESUME}\nSkills\nPruning\n".encode()
        imported(client, *resume_files(), ("newer.txt", newer))
        path = f"/resumes/{KEY}/forget"
        page = seen(client, path)
        assert "for good" in page.get_text()
        also = page.find("input", {"name": "also"})["value"]
        answer = client.post(path, data={**form_of(page, path), "also": also})
        assert "2 files were forgotten" in answer.text
        assert len(client.get("/v1/resumes").json()["resumes"]) == 1
        for address in ("/resumes", "/search?q=trees"):
            assert "Ann Lee" not in seen(client, address).get_text()
        assert client.get(f"/resumes/{KEY}", headers=HTML).status_code == 404


def test_forgetting_goes_on_where_bytes_of_one_are_left(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """Another program reads the index: that is told, and the person's other files go too."""
    with served(tmp_path, scorer) as client:
        newer = f"{SAMPLE_RESUME}\nSkills\nPruning\n".encode()
        imported(client, *resume_files(), ("newer.txt", newer))
        service = client.service  # type: ignore[attr-defined]
        forget, asked = service.workspace.forget, []

        def fails_once(key: str) -> object:
            asked.append(key)
            found = forget(key)
            if len(asked) == 1:
                raise IndexStoreError("index", "another process reads it", "try again")
            return found

        monkeypatch.setattr(service.workspace, "forget", fails_once)
        path = f"/resumes/{KEY}/forget"
        page = seen(client, path)
        also = page.find("input", {"name": "also"})["value"]
        answer = client.post(path, data={**form_of(page, path), "also": also})
        assert answer.status_code == 422
        assert "another process reads it" in answer.text
        assert asked == [KEY, also]
        assert client.get("/v1/resumes").json()["total"] == 1


def test_an_imports_list_is_deleted_on_its_page(tmp_path: Path, scorer: Scorer):
    """With the names of what failed; the résumés stay."""
    with served(tmp_path, scorer) as client:
        job = imported(client, *resume_files(), ("Bad Name.pdf", b"%PDF-"))["id"]
        assert "Bad Name" in seen(client, f"/jobs/{job}").get_text()
        client.service.runner.stop()  # type: ignore[attr-defined]
        path = f"/jobs/{job}/delete"
        answer = client.post(path, data=form_of(seen(client, f"/jobs/{job}"), path))
        assert answer.headers["location"] == "/resumes"
        assert client.get(f"/v1/jobs/{job}").status_code == 404
        assert client.get("/v1/resumes").json()["total"] == 2
        assert "Bad Name" not in seen(client, "/resumes").get_text()


def test_a_form_that_asks_without_end_is_stopped(
    client: TestClient, posting: str, monkeypatch: pytest.MonkeyPatch
):
    """Each line is a requirement that is read; a megabyte of them would take minutes."""
    looked: list[str] = []
    part_of = editing.part_of
    monkeypatch.setattr(editing, "part_of", lambda *a: (looked.append("one"), part_of(*a))[1])
    path = f"/postings/{posting}"
    form = {**form_of(seen(client, path), path), "text-0": "Python\n" * 2000}
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "more than 500" in answer.text
    assert len(looked) <= 501


def test_deleting_a_posting_asks_first(client: TestClient, posting: str):
    """And says what goes with it."""
    page = seen(client, f"/postings/{posting}/delete")
    assert "The résumés stay" in page.get_text()
    assert sent(client, page, f"/postings/{posting}/delete") == "/"
    seen(client, f"/postings/{posting}", 404)


def test_a_ranking_that_takes_long_is_waited_for(
    client: TestClient, posting: str, monkeypatch: pytest.MonkeyPatch
):
    """The page says so and loads itself anew."""
    monkeypatch.setattr("fitscore.serve.pages_candidates._PATIENCE", 0.0)
    rank = "fitscore.index.ResumeIndex.rank"
    from threading import Event

    from fitscore.index import ResumeIndex

    go_on, real = Event(), ResumeIndex.rank
    monkeypatch.setattr(rank, lambda *a, **n: (go_on.wait(30), real(*a, **n))[1])
    page = seen(client, f"/postings/{posting}/ranking")
    assert page.find("meta", {"http-equiv": "refresh"})
    go_on.set()
    while seen(client, f"/postings/{posting}/ranking").find("meta", {"http-equiv": "refresh"}):
        pass


def test_while_a_newer_ranking_is_made_the_last_one_is_shown(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """And said to be older; else nobody could look while hundreds of files come in."""
    from threading import Event

    from fitscore.index import ResumeIndex

    go_on, real = Event(), ResumeIndex.rank
    with served(tmp_path, scorer) as client:
        imported(client, resume_files()[0])
        path = f"/postings/{posted(client)}/ranking"
        assert len(seen(client, path).select("tbody tr")) == 1
        monkeypatch.setattr("fitscore.serve.pages_candidates._PATIENCE", 0.0)
        monkeypatch.setattr(ResumeIndex, "rank", lambda *a, **n: (go_on.wait(30), real(*a, **n))[1])
        imported(client, resume_files()[1])
        older = seen(client, path)
        assert len(older.select("tbody tr")) == 1
        assert "is being made anew" in older.get_text()
        go_on.set()
        assert client.get(f"/v1{path}").json()["total"] == 2
        newest = seen(client, path)
        assert len(newest.select("tbody tr")) == 2
        assert "is being made anew" not in newest.get_text()


def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(client: TestClient, posting: str):
    """As the policy demands; style and script are known by their hash and kept for ever."""
    paths = ["/", "/resumes", "/search?q=trees", f"/postings/{posting}", "/v1/docs",
             f"/postings/{posting}/ranking", f"/postings/{posting}/matches/{KEY}",
             f"/resumes/{KEY}", f"/resumes/{KEY}/forget", "/nothing"]  # fmt: skip
    for path in paths:
        page = seen(client, path, 404 if path == "/nothing" else 200)
        for item in page.select("*"):
            assert "style" not in item.attrs
            assert not [name for name in item.attrs if name.startswith("on")]
            for name in ("src", "href", "action"):
                value = str(item.get(name, "/"))
                assert re.fullmatch(r"#.*|/(?!/).*|data:,", value), value
        assert not [one for one in page.find_all("script") if one.get_text().strip()]
        for field in page.find_all(["input", "select", "textarea"]):
            if field.get("type") == "hidden":
                continue
            labelled = field.find_parent("label") or page.find("label", {"for": field.get("id")})
            assert labelled or field.get("aria-label"), field
    page = seen(client, "/")
    for address in (page.find("link", rel="stylesheet")["href"], page.find("script")["src"]):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/serve.css").status_code == 404


def test_what_files_say_is_escaped(tmp_path: Path, scorer: Scorer):
    """In every page: names, statements, file names, notes."""
    bad = "<script>alert(1)</script>"
    text = SAMPLE_RESUME.replace("twelve", f"twelve {bad}")
    with served(tmp_path, scorer) as client:
        imported(client, (f"{bad.replace('/', '')}.txt", text.encode()))
        key = client.get("/v1/resumes").json()["resumes"][0]["key"]
        id_ = posted(client, SAMPLE_POSTING.replace("native trees", f"native trees {bad}"))
        url = f"/postings/{id_}/matches/{key}"
        client.put(f"/v1{url}/mark", json={"note": bad, "tags": [bad], "who": bad})
        body = {"requirement": "r1", "verdict": "met", "reason": bad, "who": bad}
        client.post(f"/v1{url}/overrules", json=body)
        for path in (f"/postings/{id_}", f"/postings/{id_}/ranking", url, f"/resumes/{key}",
                     "/resumes", "/search?q=twelve", f"/search?q={bad}", f"/resumes/{key}/forget",
                     f"/resumes?q={bad}", f"/postings/{id_}/ranking?q={bad}"):  # fmt: skip
            assert bad not in client.get(path, headers=HTML).text, path


def test_whatever_names_a_person_is_on_record(tmp_path: Path, scorer: Scorer):
    """The list is the table of pages and that of routes: none is forgotten."""
    with served(tmp_path, scorer) as client:
        job, posting, named = imported(client, *resume_files())["id"], posted(client), 0
        store = client.service.workspace.store  # type: ignore[attr-defined]
        for item in (one for one in (*PAGES, *ROUTES) if one.method == "GET"):
            id_ = job if "/jobs/" in item.path else posting
            path = item.path.format(id=id_, key=KEY, ending="csv", who="report", name="x")
            before = len(store.audit(500))
            query = {"q": "trees"} if path.endswith("search") else {}
            text = client.get(path, params=query, headers=HTML).text
            if any(name in text for name in ("Ann Lee", CANARY, "ann.txt", "other.txt")):
                assert len(store.audit(500)) > before, path
                named += 1
        assert named > 12


def test_every_form_wants_the_token_of_its_session(client: TestClient, posting: str):
    """The list is the table of pages: none is forgotten, whatever the token."""
    seen(client, "/")
    places = {"id": posting, "key": KEY, "overrule": "x", "name": "x", "ending": "csv", "who": "x"}
    forms = [item for item in PAGES if item.method == "POST" and not item.open]
    assert len(forms) > 8
    before = client.get("/v1/resumes").json()["total"]
    for item in forms:
        for token in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "ü"}):
            answer = client.post(item.path.format(**places), data=token)
            assert answer.status_code == 403, item.path
    assert client.get("/v1/resumes").json()["total"] == before
    assert client.get(f"/v1/postings/{posting}").status_code == 200


def test_beyond_this_machine_pages_begin_with_the_login(tmp_path: Path, scorer: Scorer):
    """Every page leads there; the session's cookie is of no other site and of no script."""
    with served(tmp_path, scorer, Access("0.0.0.0", TOKEN)) as client:  # noqa: S104
        for item in PAGES:
            path = re.sub(r"{\w+}", "x", item.path)
            answer = client.request(item.method, path, headers=HTML)
            if path == "/login":
                assert answer.status_code == (200 if item.method == "GET" else 401)
            elif path.startswith("/static/"):
                assert answer.status_code == 404
            else:
                assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
        assert client.post("/login", data={"key": "wrong"}).status_code == 401
        answer = client.post("/login", data={"key": TOKEN})
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        page = seen(client, "/")
        assert client.get("/v1/postings").status_code == 200
        assert sent(client, page, "/logout") == "/login"
        assert client.get("/", headers=HTML).status_code == 303
