"""What the library logs, and that nobody's data is in it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from conftest import AS_OF, run_python

from fitscore import Limits, Posting, ResumeIndex, Scorer, rank
from fitscore.errors import InputError
from fitscore.isolation import ReaderPool

PEOPLE = {
    "ann_lee.txt": ("Ann Lee", "ann@example.com", "503-555-0101"),
    "maria_okafor.txt": ("Maria Okafor", "maria@example.org", "971-555-0102"),
}
BODY = (
    "Experience\nClerk, City of Salem, 01/2018 - 12/2020\n- Kept {name} records of permits.\n"
    "Records clerk, Marion County, 02/2021 - 12/2022\n- Filed deeds.\n"
)
POSTING = Posting.from_text("Requirements\n- Kept records of permits\n- Two years as a clerk\n")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two résumés and a file that holds none."""
    for file, (name, *contact) in PEOPLE.items():
        text = f"{name}\n{' | '.join(contact)}\n\n{BODY.format(name=name)}"
        (tmp_path / file).write_text(text, encoding="utf-8")
    (tmp_path / "none_bo_park.txt").touch()
    return sorted(tmp_path.glob("*.txt"))


def levels(caplog: pytest.LogCaptureFixture) -> set[tuple[str, str]]:
    return {(record.name, record.levelname) for record in caplog.records}


def test_everything_is_logged_and_nobody_is_in_it(
    files: list[Path], scorer: Scorer, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """Reading, ranking, matching, and an index from the first addition to the forgetting."""
    caplog.set_level(logging.DEBUG, logger="fitscore")
    rank(POSTING, files, scorer=scorer, as_of=AS_OF)
    scorer.match(files[0], POSTING, as_of=AS_OF)
    with ResumeIndex(tmp_path / "index", create=True, scorer=scorer) as index:
        list(index.add(files))
        index.search("permits kept by Ann Lee")
        index.rank(POSTING, as_of=AS_OF)
        hashes = [entry.sha256 for entry in index.entries()]
        index.forget([str(files[-1])])
    told = caplog.text
    assert levels(caplog) >= {
        ("fitscore.isolation.pool", "DEBUG"),
        ("fitscore.ranking", "INFO"),
        ("fitscore.index.adding", "INFO"),
        ("fitscore.index.cache", "INFO"),
        ("fitscore.index.forgetting", "INFO"),
    }
    assert "ranked 3 candidates: 0 not scored, 1 failed" in told
    assert "adding to an index: 2 added, 1 failed" in told
    secret = [word for person in PEOPLE.values() for word in " ".join(person).split()]
    secret += [path.name for path in files] + [str(tmp_path), "permits", "deeds", "Salem"]
    assert len(hashes) == len(PEOPLE)
    secret += [sha256[:8] for sha256 in hashes]
    assert [word for word in secret if word in told] == []


def test_a_worker_that_a_file_kept_too_long_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Of what size the file was, and not which."""
    monkeypatch.setattr("fitscore.isolation.pool._STARTING", 0.0)
    path = tmp_path / "ann_lee.txt"
    path.write_text("Ann Lee\n\n" + BODY, encoding="utf-8")
    with ReaderPool(limits=Limits(seconds=1)) as pool, pytest.raises(InputError):
        pool.read_resume(path)
    (record,) = (one for one in caplog.records if one.levelname == "WARNING")
    assert re.fullmatch(r"a worker .* on a file of \d+ bytes \(resume\)", record.getMessage())


def test_nothing_is_shown_unless_one_asks():
    """A warning of the library is seen by nobody who set up no logging."""
    code = "import logging, fitscore; logging.getLogger('fitscore.index').warning('seen')"
    assert run_python(code).stderr == ""
