"""The shipped examples run, and are what their sources make."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, RESUMES

pytestmark = pytest.mark.usefixtures("encoder")


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(EXAMPLES / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_one_match():
    """The first script ends with the verdicts of the posting's requirements."""
    out = run("one_match.py")
    assert out.startswith("fit ")
    assert "Bachelor of Arts, Sociology" in out


def test_many_resumes():
    """The nurse comes first for the nurse's posting."""
    assert "Joanna Reyes" in run("many_resumes.py").splitlines()[0]


def test_in_your_tool():
    """Two guides, and one error that did not stop the others."""
    decoder = json.JSONDecoder()
    out, values = run("in_your_tool.py"), []
    while out.strip():
        value, end = decoder.raw_decode(out.lstrip())
        values.append(value)
        out = out.lstrip()[end:]
    assert [value.get("candidate") for value in values] == ["Marcus Delorme", "Tyler Brandt", None]
    assert "there is no such file" in values[2]["error"]


def test_resumes_are_what_their_sources_make(tmp_path: Path):
    """Building the résumés again gives the committed bytes."""
    run("make_resumes.py", "--output", str(tmp_path))
    for path in RESUMES:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
