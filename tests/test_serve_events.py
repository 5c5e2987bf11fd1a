"""Progress of jobs as events."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import SHIELD, ended, imported, resume_files, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.serve import load
from fitscore.serve.importing import Importer


@pytest.fixture
def client(tmp_path: Path, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path / "data", scorer) as found:
        yield found


def jobs_in(text: str) -> list[dict[str, object]]:
    """The jobs that events tell of."""
    parts = [part.split("\n") for part in text.split("\n\n") if part and not part.startswith(":")]
    assert all(name == "event: job" for name, _ in parts)
    return [json.loads(data.removeprefix("data: ")) for _, data in parts]


def test_a_job_is_followed_until_it_has_ended(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """Each change is one event, the last says how it ended; no event names a file."""
    go_on, run = threading.Event(), Importer._run

    def slowly(self: Importer, job: object) -> None:
        assert go_on.wait(30)
        run(self, job)  # type: ignore[arg-type]

    monkeypatch.setattr(Importer, "_run", slowly)
    parts = [("files", file) for file in resume_files()]
    job = client.post("/v1/resumes", files=parts, headers=SHIELD).json()["id"]
    threading.Timer(0.3, go_on.set).start()
    answer = client.get(f"/v1/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = jobs_in(answer.text)
    assert (told[0]["state"], told[-1]["state"]) == ("queued", "done")
    assert told[-1] == {k: v for k, v in ended(client, job).items() if k != "files"}
    assert len({json.dumps(one) for one in told}) == len(told)
    assert "ann.txt" not in answer.text


def test_what_has_ended_is_told_once_and_what_is_not_there_is_unknown(client: TestClient):
    """A follower who comes late misses nothing."""
    job = imported(client, *resume_files())
    assert [one["state"] for one in jobs_in(client.get(f"/v1/jobs/{job['id']}/events").text)] == [
        "done"
    ]
    assert client.get("/v1/jobs/none/events").status_code == 404


def test_one_client_follows_so_many_and_no_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """A connection that is kept open is one that others cannot have."""
    job = imported(client, *resume_files())["id"]
    monkeypatch.setattr(load, "MOST_FOLLOWED", 0)
    refused = client.get(f"/v1/jobs/{job}/events")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
