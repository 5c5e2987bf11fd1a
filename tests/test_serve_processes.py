"""Imports and rankings in processes of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from serving import (
    OTHER_RESUME,
    SHIELD,
    URL,
    imported,
    posted,
    resume_files,
    served,
    switched,
    tuned_decision,
    without_model,
)
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.serve.access import Access
from fitscore.serve.app import application
from fitscore.serve.processes import Setup
from fitscore.serve.ranking import RankerHere
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_RESUME

KEY, OTHER = (sha256(text.encode()).hexdigest() for text in (SAMPLE_RESUME, OTHER_RESUME))


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that works in other processes, as outside of tests."""
    folder = tmp_path_factory.mktemp("data")
    limits = Limits(isolated=False)
    setup = Setup(folder, without_model, limits=limits)
    service = Service(Workspace(folder), without_model, Access(), limits, apart=setup)
    with TestClient(application(service), base_url=URL, follow_redirects=False) as client:
        client.service = service  # type: ignore[attr-defined]
        yield client


def test_processes_do_what_threads_do(apart: TestClient, tmp_path: Path, scorer: Scorer):
    """The same ranking, also once it is made anew; killed processes are started anew."""
    assert imported(apart, resume_files()[0])["counts"] == {"kept": 1}
    url = f"/v1/postings/{posted(apart)}/ranking"
    assert apart.get(url).json()["total"] == 1
    os.kill(apart.service.runner.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    assert imported(apart, *resume_files())["counts"] == {"unchanged": 1, "kept": 1}
    again = apart.get(url).json()
    apart.service.rankings._ranker._process.kill()  # type: ignore[attr-defined]
    apart.service.rankings._entries.clear()  # type: ignore[attr-defined]
    anew = apart.get(url).json()
    with served(tmp_path, scorer) as here:
        imported(here, *resume_files())
        expected = here.get(f"/v1/postings/{posted(here)}/ranking").json()
    for found in (again, anew):
        assert found["ranking"]["candidates"] == expected["ranking"]["candidates"]


def test_the_process_that_ranks_decides_as_it_was_tuned(apart: TestClient):
    """Also where it was killed and is started anew; switched off, all bytes are the old ones."""
    imported(apart, *resume_files())
    url, service = f"/v1/postings/{posted(apart)}/ranking", apart.service  # type: ignore[attr-defined]
    before, tuned = apart.get(url).content, tuned_decision()
    switched(apart, service.workspace.store.add_tuning(tuned.to_json(), "Bo", ()).number)
    assert apart.get(url).json()["ranking"]["decision"]["name"] == tuned.identity.name
    service.rankings._ranker._process.kill()
    service.rankings._entries.clear()
    assert apart.get(url).json()["ranking"]["decision"]["name"] == tuned.identity.name
    switched(apart, None)
    assert apart.get(url).content == before


def test_forgetting_reaches_what_ranks(apart: TestClient):
    """The next ranking is without the person, and so is the folder; a posting's fault is told."""
    imported(apart, *resume_files())
    url = f"/v1/postings/{posted(apart)}/ranking"
    assert {one["key"] for one in apart.get(url).json()["people"]} == {KEY, OTHER}
    assert apart.delete(f"/v1/resumes/{OTHER}", headers=SHIELD).status_code == 200
    assert [one["key"] for one in apart.get(url).json()["people"]] == [KEY]
    for path in apart.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        assert OTHER.encode() not in (path.read_bytes() if path.is_file() else b""), path
    imported(apart, resume_files()[1], again=True)
    assert {one["key"] for one in apart.get(url).json()["people"]} == {KEY, OTHER}


def test_what_many_ask_for_is_made_once(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """Whoever comes while a ranking is being made waits for that one."""
    made, real = [], RankerHere.rank

    def rank(self: RankerHere, *arguments: Any) -> Any:
        made.append(arguments)
        return real(self, *arguments)

    monkeypatch.setattr(RankerHere, "rank", rank)
    with served(tmp_path, scorer) as client, ThreadPoolExecutor(8) as threads:
        imported(client, *resume_files())
        url = f"/v1/postings/{posted(client)}/ranking"
        answers = list(threads.map(lambda _: client.get(url), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(made) == 1


def test_a_candidate_is_shown_while_a_newer_ranking_is_made(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """A match says the same as long as the résumé is the same: it is not reckoned again."""
    with served(tmp_path, scorer) as client:
        imported(client, resume_files()[0])
        posting = posted(client)
        client.get(f"/v1/postings/{posting}/ranking")
        imported(client, resume_files()[1])
        monkeypatch.setattr(Scorer, "match", None)
        answer = client.get(f"/v1/postings/{posting}/matches/{KEY}")
    assert answer.status_code == 200
