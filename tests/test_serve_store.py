"""What a served folder keeps, and what is left of it when somebody is forgotten."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import in_child

from fitscore import Limits, Scorer
from fitscore.documents import Member
from fitscore.errors import FitscoreError
from fitscore.index import ResumeIndex
from fitscore.serve.kept import Mark
from fitscore.serve.store import FILE, StaleVersionError
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_RESUME
from fitscore.types import Verdict

CANARY = "Zephyrine Quockerwodger"
KEY = "ab" * 32
NOTED = ("mark", "note", "tags")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "data")
    yield made
    made.close()


def kept_resume(workspace: Workspace, scorer: Scorer, text: str, name: str = "cv.txt") -> str:
    """A résumé that came by a job; its key."""
    key = workspace.put_file(text.encode())
    job = workspace.store.add_job("import", [(name, key)], again=False)
    with workspace.open_index(scorer) as index:
        member = Member(name, text.encode())
        list(index.add([member], names={name: key}, limits=Limits(isolated=False)))
    assert workspace.store.finish_file(job.id, 1, key, "kept")
    workspace.store.set_job(job.id, "done")
    return key


def test_a_posting_has_versions_and_the_newest_is_what_is_edited(workspace: Workspace):
    """Who edited an older one is told so, and nothing is written."""
    store = workspace.store
    first = store.add_posting("Park Keeper", b"1", "ann")
    second = store.change_posting(first.id, b"2", "bob", edited=1)
    assert second is not None
    assert (second.version, second.name, second.author) == (2, "Park Keeper", "bob")
    with pytest.raises(StaleVersionError):
        store.change_posting(first.id, b"3", "cat", edited=1)
    newest = store.posting(first.id)
    assert newest is not None
    assert newest.body == b"2"
    assert store.posting(first.id, 1) == first
    assert store.change_posting("nothing", b"", "ann") is None


def test_lists_go_on_where_they_stopped(workspace: Workspace):
    """Every posting and every job comes once, whatever the size of a page."""
    store = workspace.store
    for number in range(7):
        store.add_posting(f"posting {number}", b"", "ann")
        store.add_job("import", [], again=False)
    for read in (store.postings, store.jobs):
        found, after = [], None
        while True:
            page, after = read(3, after)
            found += [item.id for item in page]
            if after is None:
                break
        assert len(found) == len(set(found)) == 7


def test_deleting_a_posting_takes_what_was_said_for_it(workspace: Workspace):
    """Versions, marks and overrules go with it."""
    store = workspace.store
    posting = store.add_posting("Park Keeper", b"", "ann")
    mark = Mark(resume=KEY, mark="hold", note="call her", tags=("a", "b"))
    store.change_mark(posting.id, mark, NOTED)
    store.add_overrule(posting, "r1", "asked", KEY, Verdict.MET, "she told me", "ann")
    assert store.marks(posting.id)[KEY].tags == ("a", "b")
    assert store.overrules(posting.id)[0].verdict is Verdict.MET
    assert store.delete_posting(posting.id)
    assert not store.delete_posting(posting.id)
    assert not store.marks(posting.id)
    assert not store.overrules(posting.id)


def test_a_job_that_ends_leaves_nothing_waiting(workspace: Workspace):
    """What was done stays done; what came too late for it is told."""
    store = workspace.store
    job = store.add_job("import", [("a", KEY), ("b", "cd" * 32)], again=False)
    assert store.finish_file(job.id, 1, KEY, "kept")
    store.set_job(job.id, "cancelled")
    assert not store.finish_file(job.id, 2, KEY, "kept")
    assert [file.state for file in store.job_files(job.id)] == ["kept", "cancelled"]
    store.set_job(job.id, "done")
    ended = store.job(job.id)
    assert ended is not None
    assert (ended.state, ended.is_active, ended.total) == ("cancelled", False, 2)


def test_what_was_written_survives_a_kill(tmp_path: Path):
    """A process that is killed after the answer loses nothing of it."""
    folder = tmp_path / "data"

    def work() -> None:
        workspace = Workspace(folder)
        key = workspace.put_file(b"the bytes")
        workspace.store.add_job("import", [("a.txt", key)], again=False)
        import os

        os.kill(os.getpid(), 9)

    assert in_child(work) == 9
    workspace = Workspace(folder)
    job = workspace.store.next_job()
    assert job is not None
    (waiting,) = workspace.store.waiting(job.id)
    assert workspace.read_file(waiting.sha256, 100) == b"the bytes"
    workspace.close()


def test_one_process_serves_a_folder(workspace: Workspace):
    """The second is told so in a line."""
    with pytest.raises(FitscoreError, match="another process"):
        Workspace(workspace.folder)


def test_files_are_their_owners_alone(workspace: Workspace):
    """Tables and files can be read by nobody else, and no link is followed."""
    key = workspace.put_file(b"private")
    for path in (workspace.folder / FILE, workspace.folder / "files" / key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((workspace.folder / "files").stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="no hash"):
        workspace.read_file("../serve.sqlite3", 100)


def test_tables_that_are_a_link_are_refused(tmp_path: Path):
    """SQLite would write where it leads."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FitscoreError, match="it is a link"):
        Workspace(folder)
    assert not (tmp_path / "elsewhere").exists()


def test_left_over_files_go_and_needed_ones_stay(tmp_path: Path, scorer: Scorer):
    """Of a kill between two steps no bytes stay that nobody would ever forget."""
    workspace = Workspace(tmp_path / "data")
    kept = kept_resume(workspace, scorer, SAMPLE_RESUME)
    left = workspace.put_file(b"nobody's")
    waits = workspace.put_file(b"somebody waits for it")
    workspace.store.add_job("import", [("b.txt", waits)], again=False)
    workspace.close()
    again = Workspace(tmp_path / "data")
    assert again.read_file(left, 100) is None
    assert again.read_file(waits, 100) is not None
    assert again.read_file(kept, 10_000) == SAMPLE_RESUME.encode()
    again.close()


def test_forgetting_leaves_no_byte_of_a_person(workspace: Workspace, scorer: Scorer):
    """Name, statements, notes, reasons and file names: none of them in any file of the folder."""
    store = workspace.store
    other = kept_resume(workspace, scorer, SAMPLE_RESUME)
    text = SAMPLE_RESUME.replace("Ann Lee", CANARY).replace("ann.lee", "zephyrine.q")
    key = kept_resume(workspace, scorer, text, f"{CANARY}.txt")
    posting = store.add_posting("Park Keeper", b"", "ann")
    store.change_mark(posting.id, Mark(resume=key, mark="hold", note=f"call {CANARY}"), NOTED)
    store.add_overrule(posting, "r1", "asked", key, Verdict.MET, f"{CANARY} told me", "ann")
    store.add_job("import", [(f"{CANARY} again.txt", key)], again=False)
    assert workspace.catalogue().by_key[key].candidate == CANARY
    forgotten = workspace.forget(key)
    assert forgotten.was_kept
    assert [kept.key for kept in workspace.catalogue().resumes] == [other]
    for path in workspace.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes().lower()
            for part in (*CANARY.lower().split(), key):
                assert part.encode() not in data, path
    assert not workspace.forget(key).was_kept


def test_a_forgetting_that_is_killed_leaves_nothing_out_of_reach(tmp_path: Path, scorer: Scorer):
    """Neither notes without the résumé to which they belong, nor what a log still holds."""
    folder = tmp_path / "data"
    text = SAMPLE_RESUME.replace("Ann Lee", CANARY).replace("ann.lee", "zephyrine.q")

    def work() -> None:
        workspace = Workspace(folder)
        key = kept_resume(workspace, scorer, text, f"{CANARY}.txt")
        posting = workspace.store.add_posting("Park Keeper", b"", "ann")
        mark = Mark(resume=key, note=f"call {CANARY}")
        workspace.store.change_mark(posting.id, mark, NOTED)
        forget = ResumeIndex.forget

        def killed(index: ResumeIndex, names: Iterable[str]) -> None:
            forget(index, names)
            os.kill(os.getpid(), 9)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ResumeIndex, "forget", killed)
            workspace.forget(key)

    assert in_child(work) == 9
    workspace = Workspace(folder)
    assert not workspace.catalogue().resumes
    for path in folder.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path
    workspace.close()


def test_files_of_one_person_are_told(workspace: Workspace, scorer: Scorer):
    """Two résumés with one address are of one person; forgetting one leaves the other."""
    first = kept_resume(workspace, scorer, SAMPLE_RESUME, "old.txt")
    later = kept_resume(workspace, scorer, f"{SAMPLE_RESUME}\nSkills\nPruning\n", "new.txt")
    assert workspace.same_person(first) == (later,)
    assert workspace.forget(first).same_person == (later,)
    resume = workspace.resume(later)
    assert resume is not None
    assert resume.source == "new.txt"
    assert workspace.resume(first) is None


def _read(workspace: Workspace, scorer: Scorer) -> Iterator[str]:
    while not workspace._gate._closed:  # somebody is being forgotten
        pass
    with workspace.undisturbed(), workspace.open_index(scorer) as index:
        yield from (entry.name for entry in index.entries())


def test_forgetting_waits_for_readers_and_keeps_new_ones_out(workspace: Workspace, scorer: Scorer):
    """Else their view of the index would keep its bytes."""
    key = kept_resume(workspace, scorer, SAMPLE_RESUME)
    with ThreadPoolExecutor(2) as threads:
        with workspace.undisturbed(), workspace.open_index(scorer) as index:
            going = threads.submit(workspace.forget, key)
            assert len(index) == 1
            assert not going.done()
            assert len(workspace.catalogue().resumes) == 1
            later = threads.submit(lambda: [*_read(workspace, scorer)])
        assert going.result(30).was_kept
        assert later.result(30) == []
    assert not workspace.catalogue().resumes
