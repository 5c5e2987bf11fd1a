"""A client that is generated of the API's description, in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from serving import KEY, listening, resume_files

from fitscore import Scorer
from fitscore.serve.api import ROUTES
from fitscore.serve.openapi import description
from fitscore.testing import SAMPLE_POSTING

CLIENT = Path(__file__).parent / "client"


def test_the_description_has_nothing_that_generators_do_not_read():
    """No `"items": false`, and a tuple has its length all the same."""
    api = description(ROUTES)
    assert '"items": false' not in json.dumps(api)
    interval = api["components"]["schemas"]["MatchObject"]["properties"]["interval"]
    validator = Draft202012Validator(interval)
    assert [validator.is_valid([1.0] * number) for number in (1, 2, 3)] == [False, True, False]


@pytest.mark.long
def test_a_generated_client_does_what_the_api_does(tmp_path: Path, scorer: Scorer):
    """It is made without a warning, and each answer is of the type that it has for it."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    bin_ = tmp_path / "venv" / "bin"
    requirements = ["-r", str(CLIENT / "requirements.txt")]
    subprocess.run(
        [str(bin_ / "python"), "-m", "pip", "install", "-q", *requirements],
        check=True,
        capture_output=True,
    )
    (tmp_path / "api.json").write_text(json.dumps(description(ROUTES)))
    generate = [str(bin_ / "openapi-python-client"), "generate", "--path", "api.json", "--meta"]
    generate += ["none", "--output-path", "fitscore_client", "--fail-on-warning"]
    environment = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    made = subprocess.run(
        generate, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert made.returncode == 0, made.stdout + made.stderr
    files = [("posting.txt", SAMPLE_POSTING.encode()), *resume_files()]
    for name, data in files:
        (tmp_path / name).write_bytes(data)
    with listening(tmp_path / "data", scorer) as (address, _):
        told = subprocess.run(
            [str(bin_ / "python"), str(CLIENT / "story.py"), address, KEY,
             *(name for name, _ in files)],
            capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
    assert told.stdout == "the story is told\n", told.stdout + told.stderr
