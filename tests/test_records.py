"""Decision records: what they hold, that no line is lost, and that replay finds what differs."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, RESUMES, Run

from fitscore import Scorer
from fitscore.errors import NotFoundError, RecordError
from fitscore.records import append_records, read_records, record_of, replay
from fitscore.scoring import Weights

POSTING = EXAMPLES / "postings" / "program_manager.txt"
DEVON = EXAMPLES / "resumes" / "devon_grant.pdf"
MARIA = EXAMPLES / "resumes" / "maria_okafor.pdf"


@pytest.fixture
def recorded(tmp_path: Path, cli: Callable[..., Run]) -> Path:
    """A record of two matches, beside copies of their files."""
    for path in (POSTING, DEVON, MARIA):
        shutil.copy(path, tmp_path)
    record = tmp_path / "record.jsonl"
    names = [tmp_path / path.name for path in (POSTING, DEVON, MARIA)]
    assert cli("match", names[1], names[0], "--as-of", AS_OF, "--record", record).code == 0
    assert cli("rank", names[0], names[2], "--as-of", AS_OF, "--record", record).code == 0
    return record


@pytest.mark.usefixtures("encoder")
def test_a_record_holds_hashes_and_verdicts_and_no_text(recorded: Path):
    """One line a match; the fit and the verdicts of the report; not a word of the résumé."""
    first, second = [json.loads(line) for line in recorded.read_text("utf-8").splitlines()]
    assert first["schema"] == "fitscore.record/1"
    assert Path(first["resume"]["source"]).name == DEVON.name
    assert Path(second["resume"]["source"]).name == MARIA.name
    assert len(first["requirements"]) == len(second["requirements"]) == 18
    assert first["as_of"] == AS_OF
    assert set(first["requirements"][0]) == {"id", "verdict", "probability"}
    assert "Sociology" not in recorded.read_text("utf-8")
    assert "Devon Grant" not in recorded.read_text("utf-8")


@pytest.mark.usefixtures("encoder")
def test_replay_gives_the_same(recorded: Path, cli: Callable[..., Run]):
    """Nothing changed: nothing differs, on another day too."""
    run = cli("replay", recorded)
    assert run.code == 0
    assert run.out.endswith("2 of 2 the same\n")


@pytest.mark.usefixtures("encoder")
def test_replay_finds_moved_files_by_their_hash(recorded: Path, cli: Callable[..., Run]):
    """The path in the record is a hint; the hash is what counts."""
    moved = recorded.parent / "archive"
    moved.mkdir()
    for name in (POSTING.name, DEVON.name, MARIA.name):
        (recorded.parent / name).rename(moved / f"old {name}")
    lost = cli("replay", recorded)
    assert lost.code == 1
    assert "the posting is not there; name the file or its folder" in " ".join(lost.out.split())
    assert cli("replay", recorded, moved).code == 0


@pytest.mark.usefixtures("encoder")
def test_replay_refuses_a_file_that_was_changed(recorded: Path, cli: Callable[..., Run]):
    """Another file under the same name is not what was decided on."""
    posting = recorded.parent / POSTING.name
    posting.write_text(posting.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    value = json.loads(cli("replay", recorded, "-f", "json").out)
    assert {record["outcome"] for record in value["records"]} == {"failed"}
    assert "it is another file now" in value["records"][0]["differences"][0]


def test_replay_says_what_differs(scorer: Scorer, tmp_path: Path):
    """Another model: its hash, the fit and each verdict that moved."""
    match = scorer.match(DEVON, POSTING, as_of=AS_OF)
    record = tmp_path / "record.jsonl"
    append_records(record, [record_of(match, scorer.weights)])
    (found,) = replay(read_records(record), model="all-MiniLM-L6-v2")
    assert found.outcome == "differs"
    assert found.differences[0].startswith(f"model {match.model.name}")
    assert any(text.startswith("fit ") for text in found.differences)
    assert any(text.startswith("r1 ") for text in found.differences)


def test_weights_are_replayed(scorer: Scorer, tmp_path: Path):
    """The record holds the weights themselves, so the file that they came from may go."""
    weighing = Scorer(encoder=scorer.encoder, weights=Weights(requirement={"r2": 9.0}))
    match = weighing.match(DEVON, POSTING, as_of=AS_OF)
    append_records(tmp_path / "record.jsonl", [record_of(match, weighing.weights)])
    (record,) = read_records(tmp_path / "record.jsonl")
    assert record.weights == Weights(requirement={"r2": 9.0})


def test_an_anonymous_record_names_no_file(tmp_path: Path, cli: Callable[..., Run]):
    """A file's name is often the person's."""
    record = tmp_path / "record.jsonl"
    cli("match", MARIA, POSTING, "--anonymize", "--record", record)
    assert "okafor" not in record.read_text("utf-8").lower()


def _append_many(arguments: tuple[str, int]) -> None:
    path, count = arguments
    record = read_records(path)[0]
    for _ in range(count):
        append_records(path, [record, record])


def test_writers_at_once_lose_and_mix_nothing(scorer: Scorer, tmp_path: Path):
    """Four processes, twenty times two lines each: every line is whole."""
    path = tmp_path / "record.jsonl"
    append_records(path, [record_of(scorer.match(DEVON, POSTING, as_of=AS_OF), scorer.weights)])
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_append_many, [(str(path), 20)] * 4))
    assert len(read_records(path)) == 1 + 4 * 20 * 2


def test_a_record_that_cannot_be_written_is_an_error_and_no_report(
    tmp_path: Path, cli: Callable[..., Run]
):
    """What is not on record is not shown."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    run = cli("match", MARIA, POSTING, "--record", tmp_path / "file" / "record.jsonl")
    assert run.code == 3
    assert run.out == ""
    assert "the record cannot be written" in run.err.splitlines()[-1]


def test_a_full_disk_leaves_the_file_as_it_was(
    scorer: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Half a line is taken back."""
    path = tmp_path / "record.jsonl"
    record = record_of(scorer.match(DEVON, POSTING, as_of=AS_OF), scorer.weights)
    append_records(path, [record])
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordError, match="No space left"):
        append_records(path, [record])
    assert path.read_bytes() == before


def test_files_that_are_no_record(tmp_path: Path, cli: Callable[..., Run]):
    """Missing, and with a line that is something else: which line, and what to do."""
    with pytest.raises(NotFoundError):
        read_records(tmp_path / "none.jsonl")
    path = tmp_path / "record.jsonl"
    path.write_text('\n{"schema": "fitscore.match/1"}\n', encoding="utf-8")
    run = cli("replay", path)
    assert run.code == 3
    assert f"{path}, line 2: this is no record" in run.err


def test_the_same_resume_in_each_format_has_its_own_hash(scorer: Scorer):
    """A record tells the PDF from the DOCX of one person."""
    own = [path for path in RESUMES if path.stem == "maria_okafor"]
    records = [record_of(scorer.match(p, POSTING, as_of=AS_OF), scorer.weights) for p in own]
    assert len({record.resume.sha256 for record in records}) == len(own) == 3
