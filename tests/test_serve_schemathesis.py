"""Requests that Schemathesis makes of the API's description, to a server that runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from serving import KEY, imported, listening, posted, resume_files

from fitscore import Scorer

# A request that fits the description may be refused for what no description can say: who asks and
# what there is (403, 404, 409), that a cursor was answered before (410), that too much is asked
# (429, 503); and (422) that an Idempotency-Key came with another request, or that words make a
# posting in which something weighs.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 403, 404, 409, 410, 429, 503]

[[operations]]
include-method = "POST"
checks.positive_data_acceptance.expected-statuses = ["2xx", 403, 404, 409, 422, 429, 503]

[[operations]]
include-name = "PUT /v1/postings/{id}"
checks.positive_data_acceptance.expected-statuses = ["2xx", 403, 404, 409, 422]
"""
THERE = """
[[operations]]
include-path-regex = "^/v1/{kind}/"
parameters = {{ "path.id" = "{id}", "path.key" = "{key}" }}
"""


@pytest.fixture
def server(tmp_path: Path, scorer: Scorer) -> Iterator[SimpleNamespace]:
    """Where a server is, a posting and an import."""
    with listening(tmp_path / "data", scorer) as (address, client):
        job = imported(client, *resume_files())["id"]
        yield SimpleNamespace(address=address, job=job, posting=posted(client))


def tried(address: str, config: str, folder: Path, *arguments: str) -> None:
    """All that Schemathesis thinks of, and that nothing is found."""
    (folder / "schemathesis.toml").write_text(config)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml",
               "run", f"{address}/v1/openapi.json", "--seed", "1", "--max-examples", "30",
               "--generation-database", "none", "--continue-on-failure", *arguments]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout.rpartition("Test cases:")[2]


@pytest.mark.long
def test_schemathesis_finds_no_fault(server: SimpleNamespace, tmp_path: Path):
    """No error of the server, no answer that is not described, nothing wrong that is taken."""
    tried(server.address, CONFIG, tmp_path)


@pytest.mark.long
def test_schemathesis_finds_no_fault_in_what_is_there(server: SimpleNamespace, tmp_path: Path):
    """The same of a posting with two candidates and of their import."""
    there = [
        THERE.format(kind=kind, id=id_, key=KEY)
        for kind, id_ in (("postings", server.posting), ("jobs", server.job), ("resumes", ""))
    ]
    tried(server.address, CONFIG + "".join(there), tmp_path, "--exclude-method", "DELETE")
