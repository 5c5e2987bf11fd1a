"""A served folder as tests call it: in this process, with a scorer without a model."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvicorn
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.scoring.recalibration import (
    Basis,
    Comparison,
    Evidence,
    Recalibration,
    Shares,
    TunedDecision,
)
from fitscore.serve.access import Access
from fitscore.serve.app import application
from fitscore.serve.protocol import Protocol
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_POSTING, SAMPLE_RESUME, HashingEncoder, first_look


def without_model() -> Scorer:
    """A scorer without a model, as processes of a server make one."""
    return Scorer(encoder=HashingEncoder(), decision=first_look())


SHIELD = {"X-Fitscore": "1"}
HTML = {"Accept": "text/html"}
URL = "http://127.0.0.1:8765"
CANARY = "Zephyrine Quockerwodger"
OTHER_RESUME = f"""\
{CANARY}
zephyrine.q@example.net

Experience
Gardener, Tolland Gardens, Mar 2016 - Nov 2021
- Five years of experience in park work with native trees
- Held a first aid certificate
"""
# What the two are kept under.
KEY, OTHER = (sha256(text.encode()).hexdigest() for text in (SAMPLE_RESUME, OTHER_RESUME))


@contextmanager
def served(
    folder: Path,
    scorer: Scorer,
    access: Access | None = None,
    *,
    isolated: bool = False,
    webhook_hosts: Sequence[str] = (),
    any_kind: bool = False,
) -> Iterator[TestClient]:
    """A client of a server that runs, `client.service` is what it works with.

    Args:
        folder: What is served.
        scorer: What decides.
        access: Who may come in.
        isolated: Read files in processes of their own, as outside of tests: to start one takes
            longer than to read a text of ours.
        webhook_hosts: Who may be called.
        any_kind: Read also what does not look like a résumé or a posting.
    """
    limits = Limits(isolated=isolated, any_kind=any_kind)
    service = Service(
        Workspace(folder), lambda: scorer, access or Access(), limits, webhook_hosts=webhook_hosts
    )
    with TestClient(application(service), base_url=URL, follow_redirects=False) as client:
        client.service = service  # type: ignore[attr-defined]
        yield client


@contextmanager
def listening(folder: Path, scorer: Scorer) -> Iterator[tuple[str, TestClient]]:
    """The address of a server of this process that other programs can ask, and a client of it."""
    limits = Limits(isolated=False)
    app = application(Service(Workspace(folder), lambda: scorer, Access(), limits))
    settings = uvicorn.Config(
        app, port=0, log_config=None, access_log=False, ws="none", http=Protocol,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        # Its lifespan has begun: this client, which is not entered, begins no other.
        yield f"http://127.0.0.1:{port}", TestClient(app, "http://127.0.0.1")
    finally:
        server.should_exit = True
        thread.join()


def imported(client: TestClient, *files: tuple[str, bytes], again: bool = False) -> dict[str, Any]:
    """The job of some files, once it has ended."""
    parts = [("files", file) for file in files]
    query = {"again": "true"} if again else {}
    answer = client.post("/v1/resumes", files=parts, headers=SHIELD, params=query)
    assert answer.status_code == 202, answer.text
    return ended(client, answer.json()["id"])


def ended(client: TestClient, job: str) -> dict[str, Any]:
    """A job once it has ended."""
    for _ in range(600):
        found: dict[str, Any] = client.get(f"/v1/jobs/{job}").json()
        if found["state"] not in {"queued", "running"}:
            return found
        time.sleep(0.05)
    raise AssertionError(f"the job goes on and on: {found}")


def posted(client: TestClient, text: str = SAMPLE_POSTING) -> str:
    """The id of a posting."""
    answer = client.post("/v1/postings", json={"text": text, "name": "keeper.txt"})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def resume_files() -> list[tuple[str, bytes]]:
    """Two résumés of two people."""
    return [("ann.txt", SAMPLE_RESUME.encode()), ("other.txt", OTHER_RESUME.encode())]


def seen(client: TestClient, path: str, status: int = 200) -> BeautifulSoup:
    """A page that was loaded."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return BeautifulSoup(answer.text, "lxml")


def form_of(page: BeautifulSoup, action: str) -> dict[str, str]:
    """The fields of a form as a browser would send them untouched."""
    form = page.find("form", action=action, method="post")
    assert form is not None, [one.get("action") for one in page.find_all("form")]
    fields = {}
    for item in form.find_all(["input", "textarea", "select"]):
        off = item.get("type") == "checkbox" and not item.has_attr("checked")
        if off or item.get("type") == "file" or not item.get("name"):
            continue
        if item.name == "select":
            chosen = item.find("option", selected=True) or item.find("option")
            value = chosen.get("value", chosen.get_text())
        else:
            value = item.get_text() if item.name == "textarea" else item.get("value", "")
        fields[item["name"]] = value
    return fields


def sent(client: TestClient, page: BeautifulSoup, action: str, **fields: str) -> str:
    """Where a form leads when it is sent with some fields changed."""
    answer = client.post(action, data={**form_of(page, action), **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def tuned_decision() -> TunedDecision:
    """A tuned decision that is stricter than the one that ships."""
    own, half = first_look().identity, Shares(missing=0.25, partial=0.25, met=0.5)
    return TunedDecision(
        decision=Basis(own.name, own.sha256),
        recalibration=Recalibration(scale=1.0, missing=2.0, partial=1.0, met=-3.0),
        evidence=Evidence(
            verdicts=60, requirements=60, candidates=12, overruled=30, confirmed=30,
            log_loss=Comparison(before=0.9, after=0.7), chance=0.8,
            agreement=Comparison(before=0.6, after=0.7), said=half, before=half, after=half,
        ),
    )  # fmt: skip


def switched(client: TestClient, number: int | None, status: int = 200) -> dict[str, Any]:
    """What is told of tuning once a tuned decision was switched on, or off."""
    answer = client.put("/v1/tuning", json={"number": number})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found
