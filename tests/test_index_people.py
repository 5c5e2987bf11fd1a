"""Whose résumés an index keeps: their names, what came of each file, and files of one person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from fitscore import Limits
from fitscore.index import ResumeIndex
from fitscore.testing import HashingEncoder

HERE = Limits(isolated=False)  # texts of our own: no worker is needed
ENCODER = HashingEncoder()
ROLES = (
    "Experience\nClerk, City of Salem, 01/2018 - 12/2020\n- Kept records of permits.\n"
    "Records clerk, Marion County, 02/2021 - {end}\n- Filed deeds.\n"
)


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line without a model."""
    monkeypatch.setattr("fitscore.index.resume_index.load_encoder", lambda *_: ENCODER)
    monkeypatch.setattr("fitscore.index.resume_index.DEFAULT_IDENTITY", ENCODER.identity)


def written(path: Path, name: str, contact: str = "", end: str = "12/2022") -> Path:
    """A résumé as a text file."""
    path.write_text(f"{name}\n{contact}\n\n{ROLES.format(end=end)}", encoding="utf-8")
    return path


def opened(folder: Path) -> ResumeIndex:
    return ResumeIndex(folder, create=True, encoder=ENCODER)


def test_a_list_names_the_people(tmp_path: Path, cli: Callable[..., Run]):
    """Beside the ids, where a name is known; postings have none."""
    files = [written(tmp_path / "1.txt", "Ann Lee"), written(tmp_path / "2.txt", "Maria Okafor")]
    with opened(tmp_path / "index") as index:
        list(index.add(files, limits=HERE))
        assert [entry.candidate for entry in index.entries()] == ["Ann Lee", "Maria Okafor"]
    shown = cli("index", "list", "--index", tmp_path / "index").out
    assert shown.splitlines()[0].split() == ["Id", "Name", "Added", "Hash"]
    assert "Maria Okafor" in shown
    value = json.loads(cli("index", "list", "--index", tmp_path / "index", "-f", "json").out)
    assert [entry["candidate"] for entry in value["entries"]] == ["Ann Lee", "Maria Okafor"]


def test_what_is_damaged_is_listed_without_a_name(tmp_path: Path):
    """Whoever is to forget it must see it."""
    with opened(tmp_path / "index") as index:
        list(index.add([written(tmp_path / "1.txt", "Ann Lee")], limits=HERE))
        index._store._connection.execute("UPDATE documents SET body = X'7B22FF'")
        (entry,) = index.entries()
        assert (entry.name, entry.candidate) == (str(tmp_path / "1.txt"), None)
        assert index.check()
