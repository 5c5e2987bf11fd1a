"""A served folder as tests call it: in this process, with a scorer without a model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.serve.access import Access
from fitscore.serve.app import application
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_POSTING, SAMPLE_RESUME, HashingEncoder, first_look


def without_model() -> Scorer:
    """A scorer without a model, as processes of a server make one."""
    return Scorer(encoder=HashingEncoder(), decision=first_look())


SHIELD = {"X-Fitscore": "1"}
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


@contextmanager
def served(
    folder: Path,
    scorer: Scorer,
    access: Access | None = None,
    *,
    isolated: bool = False,
    webhook_hosts: Sequence[str] = (),
) -> Iterator[TestClient]:
    """A client of a server that runs, `client.service` is what it works with.

    Args:
        folder: What is served.
        scorer: What decides.
        access: Who may come in.
        isolated: Read files in processes of their own, as outside of tests: to start one takes
            longer than to read a text of ours.
        webhook_hosts: Who may be called.
    """
    limits = Limits(isolated=isolated)
    service = Service(
        Workspace(folder), lambda: scorer, access or Access(), limits, webhook_hosts=webhook_hosts
    )
    with TestClient(application(service), base_url=URL, follow_redirects=False) as client:
        client.service = service  # type: ignore[attr-defined]
        yield client


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
