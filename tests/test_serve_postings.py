"""Postings as an API's user sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import POSTINGS
from serving import SHIELD, posted, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.testing import SAMPLE_POSTING


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        yield found


def test_a_posting_comes_as_text_as_a_file_and_as_requirements(client: TestClient):
    """What was read of each is answered as the command line writes it."""
    id_ = posted(client)
    answer = client.get(f"/v1/postings/{id_}")
    posting = answer.json()
    assert posting["schema"] == "fitscore.posting/1"
    assert posting["text"].strip() == SAMPLE_POSTING.strip()
    assert answer.headers["etag"] == '"1"'
    file = {"file": ("keeper.txt", SAMPLE_POSTING.encode())}
    by_file = client.post("/v1/postings", files=file, headers=SHIELD)
    assert by_file.status_code == 201
    assert by_file.json()["name"] == posting["title"] == "Park Keeper"
    assert client.get(by_file.headers["location"]).json()["requirements"] == posting["requirements"]
    again = client.post("/v1/postings", json={"posting": posting, "name": "again"})
    assert again.json()["name"] == "again"
    assert client.get(again.headers["location"]).json()["requirements"] == posting["requirements"]


def test_an_edited_posting_is_a_new_version(client: TestClient):
    """The older ones can be read; who edited one of them is told so and nothing is written."""
    id_ = posted(client)
    posting = client.get(f"/v1/postings/{id_}").json()
    posting["requirements"][0]["priority"] = "bonus"
    del posting["requirements"][1]
    saved = client.put(f"/v1/postings/{id_}", json=posting, headers={"If-Match": '"1"'})
    assert saved.status_code == 200
    assert saved.headers["etag"] == '"2"'
    stale = client.put(f"/v1/postings/{id_}", json=posting, headers={"If-Match": '"1"'})
    assert stale.status_code == 409
    assert "2 is the newest" in stale.json()["detail"]
    newest = client.get(f"/v1/postings/{id_}").json()
    assert newest["requirements"][0]["priority"] == "bonus"
    first = client.get(f"/v1/postings/{id_}?version=1").json()
    assert len(first["requirements"]) == len(newest["requirements"]) + 1
    assert client.get(f"/v1/postings/{id_}?version=9").status_code == 404
    assert client.put(f"/v1/postings/{id_}", json=posting).json()["version"] == 3
    for tag in ("x", '"-1"', '"99999999999"'):
        answer = client.put(f"/v1/postings/{id_}", json=posting, headers={"If-Match": tag})
        assert answer.status_code == 409


def test_what_does_not_fit_is_told_with_its_path(client: TestClient):
    """In one line, and nothing is kept."""
    id_ = posted(client)
    posting = client.get(f"/v1/postings/{id_}").json()
    broken = {**posting, "requirements": [{**posting["requirements"][0], "end": 10**6}]}
    answer = client.put(f"/v1/postings/{id_}", json=broken)
    assert answer.status_code == 422
    assert "$.requirements[0]" in answer.json()["detail"]
    for body in ({}, {"text": ""}, {"text": 1}, {"text": "a", "posting": posting}, [], "x"):
        assert client.post("/v1/postings", json=body).status_code == 422
    assert client.post("/v1/postings", json={"text": "Nothing is asked."}).status_code == 422
    assert client.post("/v1/postings", content=b"{", headers=_JSON).status_code == 400
    assert client.post("/v1/postings", content=b"\xff", headers=_JSON).status_code == 400
    deep = b'{"posting": ' + b"[" * 100_000
    assert client.post("/v1/postings", content=deep, headers=_JSON).status_code in {400, 422}
    two = [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]
    assert client.post("/v1/postings", files=two, headers=SHIELD).status_code == 422
    assert client.get(f"/v1/postings/{id_}").headers["etag"] == '"1"'


_JSON = {"Content-Type": "application/json"}


def test_an_edited_posting_has_the_limits_of_one_that_is_read(client: TestClient):
    """What it asks is counted: scoring takes as long as it asks much."""
    id_ = posted(client)
    posting = client.get(f"/v1/postings/{id_}").json()
    row = {**posting["requirements"][0], "id": None}
    many = {**posting, "requirements": [row] * 251}
    for answer in (
        client.put(f"/v1/postings/{id_}", json=many),
        client.post("/v1/postings", json={"posting": many}),
    ):
        assert answer.status_code == 422
        assert "251 requirements" in answer.json()["detail"]


def test_postings_are_listed_and_deleted(client: TestClient):
    """Each once, by pages; a deleted one is gone from the folder's files."""
    marker = "Quockerwodgering"
    id_ = posted(client, SAMPLE_POSTING.replace("park work", marker))
    found, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get("/v1/postings", params=query).json()
        found += [item["id"] for item in page["postings"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == len(set(found))
    assert found[0] == id_
    assert client.delete(f"/v1/postings/{id_}", headers=SHIELD).status_code == 204
    assert client.get(f"/v1/postings/{id_}").status_code == 404
    assert client.put(f"/v1/postings/{id_}", json={}).status_code in {404, 422}
    assert client.delete(f"/v1/postings/{id_}", headers=SHIELD).status_code == 404
    for path in client.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        assert not path.is_file() or marker.encode() not in path.read_bytes()


def test_lint_is_that_of_the_command_line(client: TestClient):
    """Findings with their place, as `fitscore.lint/1`."""
    found = client.get(f"/v1/postings/{posted(client)}/lint").json()
    assert found["schema"] == "fitscore.lint/1"
    assert {"condition"} <= {finding["kind"] for finding in found["findings"]}


def test_files_are_read_in_a_process_of_their_own(tmp_path: Path, scorer: Scorer):
    """As they are outside of tests, with limits."""
    file = POSTINGS[0]
    with served(tmp_path, scorer, isolated=True) as client:
        parts = {"file": (file.name, file.read_bytes())}
        assert client.post("/v1/postings", files=parts, headers=SHIELD).status_code == 201
