"""Requests that come again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from serving import (
    CANARY,
    OTHER,
    OTHER_RESUME,
    SHIELD,
    ended,
    imported,
    posted,
    resume_files,
    served,
)
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.serve.api import ROUTES
from fitscore.testing import SAMPLE_POSTING

KEYED = {"Idempotency-Key": "one"}


@pytest.fixture
def client(tmp_path: Path, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path / "data", scorer) as found:
        yield found


def test_a_request_that_comes_again_is_done_once(client: TestClient):
    """It is answered as it was, with files too; with another body the key is refused."""
    text = {"text": SAMPLE_POSTING}
    first, again = (client.post("/v1/postings", json=text, headers=KEYED) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.headers["location"] == again.headers["location"]
    assert len(client.get("/v1/postings").json()["postings"]) == 1
    other = client.post("/v1/postings", json={**text, "name": "x"}, headers=KEYED)
    assert other.status_code == 422
    for _ in range(2):
        parts = [("files", file) for file in resume_files()]
        answer = client.post("/v1/resumes", files=parts, headers={**SHIELD, "Idempotency-Key": "2"})
        assert answer.status_code == 202
    assert len(client.get("/v1/jobs").json()["jobs"]) == 1
    parts[1] = ("files", ("other.txt", b"something else"))
    answer = client.post("/v1/resumes", files=parts, headers={**SHIELD, "Idempotency-Key": "2"})
    assert answer.status_code == 422


def test_what_was_refused_may_be_sent_again(client: TestClient):
    """Nothing was done of it; what is no key is refused."""
    assert client.post("/v1/postings", json={"text": " "}, headers=KEYED).status_code == 422
    good = client.post("/v1/postings", json={"text": SAMPLE_POSTING}, headers=KEYED)
    assert good.status_code == 201
    for key in ("", "x" * 201, "a\tb", "a b", "\xe9"):
        headers = {"Idempotency-Key": key.encode()}
        answer = client.post("/v1/postings", json={"text": SAMPLE_POSTING}, headers=headers)
        assert answer.status_code == 422


def test_every_post_of_the_api_takes_a_key(client: TestClient):
    """And its description says so."""
    described = client.get("/v1/openapi.json").json()["paths"]
    posts = [route for route in ROUTES if route.method == "POST"]
    assert posts
    for route in posts:
        names = {item["name"] for item in described[route.path]["post"]["parameters"]}
        assert "Idempotency-Key" in names, route.path


def test_a_request_that_is_being_answered_is_not_begun_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """Whoever sends it meanwhile is told to wait."""
    begun, go_on = Event(), Event()
    service = client.service  # type: ignore[attr-defined]
    real = service.read_posting

    def slowly(data: bytes, name: str) -> object:
        begun.set()
        assert go_on.wait(30)
        return real(data, name)

    monkeypatch.setattr(service, "read_posting", slowly)
    body = {"json": {"text": SAMPLE_POSTING}, "headers": KEYED}
    answers: list[int] = []
    thread = Thread(target=lambda: answers.append(client.post("/v1/postings", **body).status_code))
    thread.start()
    assert begun.wait(30)
    refused = client.post("/v1/postings", **body)
    assert (refused.status_code, refused.headers["retry-after"]) == (409, "1")
    go_on.set()
    thread.join()
    assert answers == [201]


def test_forgetting_and_deleting_reach_kept_answers(client: TestClient):
    """What was answered of a person, of a posting or of a job goes with it."""
    parts = [("files", (f"{CANARY}.txt", OTHER_RESUME.encode()))]
    job = client.post("/v1/resumes", files=parts, headers={**SHIELD, **KEYED}).json()["id"]
    ended(client, job)
    posting = posted(client)
    requirement = client.get(f"/v1/postings/{posting}").json()["requirements"][0]["id"]
    said = {"requirement": requirement, "verdict": "met", "reason": f"{CANARY} told me so"}
    url = f"/v1/postings/{posting}/matches/{OTHER}/overrules"
    headers = {"Idempotency-Key": "two"}
    assert client.post(url, json=said, headers=headers).status_code == 201
    named = {"text": SAMPLE_POSTING, "name": "Peculiarname"}
    second = client.post("/v1/postings", json=named, headers={"Idempotency-Key": "3"}).json()["id"]
    assert client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD).status_code == 200
    assert client.delete(f"/v1/postings/{second}", headers=SHIELD).status_code == 204
    for path in client.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        data = path.read_bytes() if path.is_file() else b""
        for canary in (CANARY, OTHER, "Peculiarname", "told me so"):
            assert canary.encode() not in data, path
    store = client.service.workspace.store  # type: ignore[attr-defined]
    assert store.rows("SELECT COUNT(*) FROM replies") == [(0,)]


def test_after_a_day_a_key_is_new(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """And the old answer is not kept longer."""
    imported(client, *resume_files())
    body = {"json": {"text": SAMPLE_POSTING}, "headers": KEYED}
    first = client.post("/v1/postings", **body).json()["id"]
    monkeypatch.setattr("fitscore.serve.store.replies._KEPT_HOURS", -1)
    assert client.post("/v1/postings", **body).json()["id"] != first
    store = client.service.workspace.store  # type: ignore[attr-defined]
    assert store.rows("SELECT COUNT(*) FROM replies") == [(1,)]
