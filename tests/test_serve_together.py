"""Many do many things at once: nothing fails, and nobody who was forgotten comes back."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from anyio import to_thread
from serving import OTHER_RESUME, SHIELD, imported, posted, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.index import ResumeIndex
from fitscore.serve.load import MOST_OF_ONE
from fitscore.testing import SAMPLE_RESUME
from fitscore.types import Ranking

_TEXTS = [SAMPLE_RESUME.replace("Ann Lee", f"Ann Lee{chr(97 + n)}") for n in range(12)]
_FORGOTTEN = [sha256(text.encode()).hexdigest() for text in _TEXTS[:4]]


def test_a_sign_of_life_waits_for_nobody(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """Also while more want a ranking than may wait for it; they are told when to come again."""
    go_on, waited, real = Event(), Event(), ResumeIndex.rank

    def rank(index: ResumeIndex, *arguments: Any, **named: Any) -> Ranking:
        if not go_on.wait(5):
            waited.set()
        return real(index, *arguments, **named)

    monkeypatch.setattr(ResumeIndex, "rank", rank)
    with served(tmp_path, scorer) as client, ThreadPoolExecutor(60) as pool:
        imported(client, ("other.txt", OTHER_RESUME.encode()))
        url = f"/v1/postings/{posted(client)}/ranking"
        asked = [pool.submit(client.get, url) for _ in range(60)]
        threads = client.portal.call(to_thread.current_default_thread_limiter)  # type: ignore[union-attr]
        full = threads.total_tokens - MOST_OF_ONE
        while threads.available_tokens > full and not waited.is_set():
            pass
        assert client.get("/v1/health").status_code == 200
        assert not waited.is_set()
        go_on.set()
        answers = [one.result() for one in asked]
        assert {answer.status_code for answer in answers} == {200, 429}
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(refused) == 60 - MOST_OF_ONE
        assert {answer.headers["retry-after"] for answer in refused} == {"1"}


def _look(client: TestClient, posting: str, seed: int) -> set[int]:
    """The statuses of what somebody who looks around gets."""
    chance, statuses = random.Random(seed), set()
    key = sha256(OTHER_RESUME.encode()).hexdigest()
    paths = [
        f"/v1/postings/{posting}/ranking", f"/postings/{posting}/ranking", "/resumes", "/v1/jobs",
        f"/postings/{posting}/matches/{key}", "/v1/search?q=trees",
        f"/v1/resumes/{key}/suggestions",
        "/metrics", f"/resumes/{key}", "/v1/audit",
    ]  # fmt: skip
    for path in chance.choices(paths, k=25):
        statuses.add(client.get(path).status_code)
        mark = {"mark": chance.choice(["hold", "shortlist"]), "note": str(seed)}
        url = f"/v1/postings/{posting}/matches/{key}/mark"
        statuses.add(client.put(url, json=mark).status_code)
    return statuses


def test_reading_importing_marking_and_forgetting_at_once(tmp_path: Path, scorer: Scorer):
    """All answers are what was asked for, also while bytes are taken out of every file."""
    with served(tmp_path / "data", scorer) as client, ThreadPoolExecutor(6) as threads:
        imported(client, ("other.txt", OTHER_RESUME.encode()))
        imported(client, *((f"{n}.txt", text.encode()) for n, text in enumerate(_TEXTS[:4])))
        posting = posted(client)
        looking = [threads.submit(_look, client, posting, seed) for seed in range(4)]
        adding = threads.submit(
            imported, client, *((f"{n}.txt", text.encode()) for n, text in enumerate(_TEXTS[4:], 4))
        )
        for key in _FORGOTTEN:
            assert client.delete(f"/v1/resumes/{key}", headers=SHIELD).status_code == 200
        assert {status for one in looking for status in one.result()} == {200}
        assert adding.result()["counts"] == {"kept": 8}
        listed = client.get("/v1/resumes").json()
        assert listed["total"] == 9
        assert not {item["key"] for item in listed["resumes"]} & set(_FORGOTTEN)
        assert client.get(f"/v1/postings/{posting}/ranking").json()["total"] == 9
        folder = client.service.workspace.folder  # type: ignore[attr-defined]
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            assert not [key for key in _FORGOTTEN if key.encode() in data], path
