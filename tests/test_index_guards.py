"""An index is data: whatever is in its folder, nothing of it is run, loaded, followed or lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest
from conftest import ROOT, Run, in_child

from benchmarks.synthetic import Person, resume_text
from fitscore import Limits, Resume, Scorer
from fitscore.encoding import selection
from fitscore.errors import IndexDamagedError, IndexStoreError
from fitscore.index import ResumeIndex, database, resume_index
from fitscore.index.cache import FOLDER
from fitscore.testing import HashingEncoder, first_look

HERE = Limits(isolated=False)  # texts of our own: no worker is needed
SCORER = Scorer(encoder=HashingEncoder(), decision=first_look())
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def opened(folder: Path, *, create: bool = False) -> ResumeIndex:
    return ResumeIndex(folder, create=create, scorer=SCORER)


def written(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{seed}.txt" for seed in range(count)]
    for seed, path in enumerate(paths):
        path.write_text(resume_text(seed, Person(f"Ann Lee{chr(97 + seed)}")), encoding="utf-8")
    return paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of three résumés with a cache, closed."""
    with opened(tmp_path / "index", create=True) as index:
        list(index.add(written(tmp_path / "files", 3), limits=HERE))
        index.search("budget")
    return tmp_path / "index"


def changed(folder: Path, *statements: str, values: tuple[str, ...] = ()) -> None:
    """Change a database as somebody else would."""
    connection = sqlite3.connect(folder / database.FILE)
    for statement in statements:
        connection.execute(statement, values)
    connection.commit()
    connection.close()


# The model


@pytest.mark.parametrize("name", ["../evil", "somebody/model", "all-MiniLM-L6-v2", "x\u001b[2J"])
def test_the_model_that_an_index_names_is_compared_and_never_loaded(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """A path or a hub name in it is refused with both names, and nothing is looked for."""
    changed(folder, "UPDATE meta SET value = ? WHERE key = 'model_name'", values=(name,))

    def fail(*_: object) -> None:
        raise AssertionError("something was loaded")

    monkeypatch.setattr(resume_index, "load_encoder", fail)
    monkeypatch.setattr(selection, "find_model", fail)
    with ResumeIndex(folder) as index, pytest.raises(IndexStoreError) as refused:
        index.search("budget")
    assert f"it was made with {name} (" in str(refused.value)
    assert "not with all-MiniLM-L6-v2 (53aa51172d14)" in str(refused.value)
    with pytest.raises(IndexStoreError, match="not with hashing-256"):
        opened(folder)


def test_the_model_is_named_by_the_user(folder: Path, cli: Callable[..., Run]):
    """Every command that encodes refuses in one line; those that don't need no model."""
    for command in (("search", "budget"), ("update",), ("add", folder.parent / "files")):
        run = cli("index", *command, "--index", folder)
        if command[0] == "search":
            assert run.code == 3
            assert "name its model by --model" in run.err
        assert "Traceback" not in run.err
    assert cli("index", "list", "--index", folder).code == 0
    assert cli("index", "check", "--index", folder).code == 0


# The database


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (x)",
        "CREATE VIEW more AS SELECT 1",
        "CREATE INDEX more ON documents (sha256)",
        "CREATE TRIGGER more AFTER INSERT ON meta BEGIN DELETE FROM documents; END",
        "ALTER TABLE documents ADD COLUMN more TEXT",
        "DROP TABLE tombstones",
        "PRAGMA user_version = -3",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 1",
    ],
)
def test_a_database_of_other_tables_is_refused(statement: str, folder: Path):
    """One more, one less, one that was altered, and a version that they are not of."""
    changed(folder, statement)
    with pytest.raises(IndexStoreError, match="has not the tables of an index"):
        opened(folder)


def test_views_that_never_end_are_not_asked(folder: Path):
    """A view in place of a table would be run by the first question."""
    changed(
        folder,
        "DROP TABLE meta",
        "CREATE VIEW meta AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT 'digest' AS key, i AS value FROM n WHERE i < 0",
    )
    with pytest.raises(IndexStoreError, match="has not the tables of an index"):
        opened(folder)


def test_a_database_of_something_else_is_not_made_an_index(tmp_path: Path):
    """What other programs keep in a file of this name stays as it is."""
    changed(tmp_path, "CREATE TABLE bookmarks (url)")
    before = (tmp_path / database.FILE).read_bytes()
    with pytest.raises(IndexStoreError, match="has not the tables of an index"):
        opened(tmp_path)
    assert (tmp_path / database.FILE).read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET body = zeroblob(100000)",
        "UPDATE texts SET vector = zeroblob(7)",
        "UPDATE texts SET text = zeroblob(100000)",
        "UPDATE documents SET added = x'ff'",
        "UPDATE documents SET checksum = 3",
        "UPDATE meta SET value = 'x' WHERE key = 'digest'",
        "UPDATE meta SET value = 'x' WHERE key = 'generation'",
    ],
)
def test_values_that_are_too_large_or_of_another_type_are_one_line(
    statement: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """They are damage, told as such."""
    monkeypatch.setattr(database, "_LARGEST", 50_000)
    changed(folder, statement)
    shutil.rmtree(folder / FOLDER)
    with pytest.raises(IndexDamagedError), opened(folder) as index:
        index.search("budget")


@pytest.mark.parametrize("change", [lambda v: v[:-1], lambda v: v * np.nan])
def test_vectors_that_do_not_fit_are_damage(change: Callable[..., np.ndarray], folder: Path):
    """Whoever writes an index makes its checksums fit too: lengths and numbers are looked at."""
    with opened(folder) as index, index._store.writing():
        document = next(index._store.documents("resume"))
        texts = tuple(replace(text, vector=change(text.vector)) for text in document.texts)
        index._store.put(replace(document, texts=texts))
    with opened(folder) as index, pytest.raises(IndexDamagedError, match="has vectors"):
        index.search("budget")


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_links_in_place_of_the_files_are_not_followed(suffix: str, folder: Path):
    """SQLite would write into what they lead to."""
    other = folder.parent / "other"
    other.write_bytes(b"somebody's")
    link = folder / f"{database.FILE}{suffix}"
    link.unlink(missing_ok=True)
    link.symlink_to(other)
    with pytest.raises(IndexStoreError, match="is a link or no file"):
        opened(folder)
    assert other.read_bytes() == b"somebody's"


# The cache and forgetting


def test_what_the_cache_did_not_make_is_left_alone(folder: Path):
    """Files and folders of others in it neither go nor stop a forgetting; what a kill left goes."""
    cache = folder / FOLDER
    (own,) = cache.iterdir()
    left = cache / f"{own.name}.abcd1234.part"
    left.write_text("half")
    (cache / "photos").mkdir()
    (cache / "photos" / "cat.jpg").write_text("cat")
    (cache / f"7-{'0' * 16}").mkdir()
    (cache / "notes.txt").write_text("note")
    with opened(folder) as index:
        name = next(iter(index.entries())).name
        assert index.forget([name]) == [name]
        assert not own.exists()
        assert not left.exists()
        index.rebuild()
        index.compact()
        assert index.check() == []
    assert (cache / "photos" / "cat.jpg").read_text() == "cat"
    assert (cache / "notes.txt").read_text() == "note"


def test_a_cache_that_is_a_link_is_refused(folder: Path):
    """Neither written nor deleted through, and nothing is forgotten by halves."""
    (shard,) = (folder / FOLDER).iterdir()
    other = folder.parent / "other"
    (folder / FOLDER).rename(other)
    (folder / FOLDER).symlink_to(other, target_is_directory=True)
    with opened(folder) as index:
        name = next(iter(index.entries())).name
        for work in (
            partial(index.forget, [name]),
            index.rebuild,
            index.compact,
            partial(index.search, "budget"),
        ):
            with pytest.raises(IndexStoreError, match="cache is a link or no folder in it"):
                work()
        assert len(index) == 3
    assert [path.name for path in other.iterdir()] == [shard.name]


def forget_and_be_killed(folder: Path, name: str, step: str) -> None:
    def fail(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    with opened(folder) as index:
        database.failpoint = fail
        index.forget([name])


@needs_fork
@pytest.mark.parametrize("step", ["after commit", "dropped the cache", "vacuumed"])
def test_a_forgetting_that_was_killed_is_finished(step: str, folder: Path):
    """Until it can be, `check` says so; the next one that opens the index does it."""
    with opened(folder) as index:
        name = next(iter(index.entries())).name
        document = index._store.document("resume", name)
        assert document is not None
        canary = document.sha256.encode()
    assert in_child(partial(forget_and_be_killed, folder, name, step)) == signal.SIGKILL
    reader = sqlite3.connect(folder / database.FILE, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT COUNT(*) FROM documents").fetchone() == (2,)
    with opened(folder) as index:
        assert any("a forgetting was not finished" in problem for problem in index.check())
    reader.close()
    with opened(folder) as index:
        assert index.check() == []
        kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert canary not in kept


def test_the_same_file_under_another_name_is_told(folder: Path, cli: Callable[..., Run]):
    """Who forgets one name hears of the other."""
    path = min((folder.parent / "files").iterdir())
    copy = path.with_name("again.txt")
    shutil.copy(path, copy)
    with opened(folder) as index:
        list(index.add([copy], limits=HERE))
        assert index.copies([str(path)]) == {str(path): [str(copy)]}
        assert index.copies([str(path), str(copy)]) == {}
    run = cli("index", "forget", path, "--index", folder)
    assert run.code == 0
    assert f"{path}: the same file is kept as {copy} too; forget it under every name" in run.err


# Where it lies


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_files_are_their_owners_alone(tmp_path: Path):
    """Database, log, shards and folders, whatever the umask allows."""
    before = os.umask(0)
    try:
        with opened(tmp_path / "index", create=True) as index:
            list(index.add(written(tmp_path / "files", 2), limits=HERE))
            index.search("budget")
            found = {
                path.name: stat.S_IMODE(path.stat().st_mode)
                for path in (tmp_path / "index", *(tmp_path / "index").rglob("*"))
            }
    finally:
        os.umask(before)
    assert {"index", FOLDER, database.FILE, f"{database.FILE}-wal"} < set(found)
    for name, mode in found.items():
        assert mode == (0o700 if name in {"index", FOLDER} else 0o600), name


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that other users may look into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in (Path(name), *Path(name).rglob("*")):
            path.chmod(0o700)


def without_rights(work: Callable[[], object]) -> None:
    """Do something as nobody, where this is root, whom no mode stops."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    work()


def read_only(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


@needs_fork
@pytest.mark.parametrize("cached", [True, False])
def test_an_index_that_cannot_be_written_can_be_read(folder: Path, public: Path, *, cached: bool):
    """With its cache or without, as it is; writing is one line."""
    copy = public / "index"
    shutil.copytree(folder, copy)
    if not cached:
        shutil.rmtree(copy / FOLDER)
    for left in copy.glob("*-*"):
        left.unlink()
    with opened(folder) as index:
        expected = [(hit.name, hit.similarity) for hit in index.search("budget", top=3)]
    read_only(copy)
    names = sorted(path.name for path in copy.rglob("*"))

    def read() -> None:
        with opened(copy) as index:
            found = [(hit.name, hit.similarity) for hit in index.search("budget", top=3)]
            assert found == expected
            assert index.check() == []
            with pytest.raises(IndexStoreError, match="readonly"):
                index.forget([expected[0][0]])

    assert in_child(partial(without_rights, read)) == 0
    assert sorted(path.name for path in copy.rglob("*")) == names


@needs_fork
def test_an_older_index_that_cannot_be_written_can_be_read(public: Path):
    """It is brought to the present version in memory, and stays what it is."""
    copy = public / "index"
    copy.mkdir()
    shutil.copy(ROOT / "tests" / "data" / "index_v1.sqlite3", copy / database.FILE)
    before = (copy / database.FILE).read_bytes()
    read_only(copy)

    def read() -> None:
        with ResumeIndex(copy) as index:
            assert len(list(index.resumes())) == 3
            with pytest.raises(IndexStoreError, match="readonly"):
                index.forget([next(iter(index.entries())).name])

    assert in_child(partial(without_rights, read)) == 0
    assert (copy / database.FILE).read_bytes() == before


@needs_fork
def test_a_shard_that_is_cut_off_while_it_is_mapped_kills_nobody(folder: Path):
    """Reading behind the end of a mapped file is SIGBUS: it is looked at before, and made anew."""

    def search() -> None:
        with opened(folder) as index:
            expected = [(hit.name, hit.similarity) for hit in index.search("budget", top=3)]
            (shard,) = (folder / FOLDER).iterdir()
            os.truncate(shard, 100)
            found = [(hit.name, hit.similarity) for hit in index.search("budget", top=3)]
            assert found == expected
            assert shard.stat().st_size > 100

    assert in_child(search) == 0


def test_a_document_whose_parts_do_not_fit_its_text_is_damage(folder: Path):
    """With checksums that are right: a statement beyond the end of the text is one line."""
    with opened(folder) as index:
        name = next(entry.name for entry in index.entries())
        document = index._store.document("resume", name)
        assert document is not None
        resume = document.decoded(Resume, str(folder))
        beyond = replace(resume.bullets[0], end=len(resume.text) + 9)
        forged = replace(resume, bullets=(beyond, *resume.bullets[1:]))
        with index._store.writing():
            index._store.put(replace(document, body=msgspec.json.encode(forged)))
        with pytest.raises(IndexDamagedError, match="do not fit its text"):
            list(index.resumes())
