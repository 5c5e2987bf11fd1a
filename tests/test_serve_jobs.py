"""Imports as an API's user sees them."""

from __future__ import annotations

import io
import os
import signal
import threading
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import in_child
from serving import CANARY, KEY, OTHER, OTHER_RESUME, SHIELD, ended, imported, resume_files, served
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.errors import FitscoreError
from fitscore.serve.importing import Importer
from fitscore.serve.jobs import Jobs
from fitscore.serve.routes import Upload
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_RESUME


@pytest.fixture
def client(tmp_path: Path, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path / "data", scorer) as found:
        yield found


def outcomes(job: dict[str, object]) -> list[tuple[str, str]]:
    return [(file["name"], file["state"]) for file in job["files"]]  # type: ignore[union-attr]


def packed(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_files_are_kept_and_can_be_read(client: TestClient):
    """What was read of each is answered by the hash of its file, with the CLI's object."""
    job = imported(client, *resume_files())
    assert (job["state"], job["counts"]) == ("done", {"kept": 2})
    listed = client.get("/v1/resumes").json()
    assert listed["total"] == 2
    assert {(item["key"], item["file"], item["candidate"]) for item in listed["resumes"]} == {
        (KEY, "ann.txt", "Ann Lee"),
        (OTHER, "other.txt", CANARY),
    }
    resume = client.get(f"/v1/resumes/{KEY}").json()
    assert resume["schema"] == "fitscore.resume/1"
    assert resume["candidate"]["name"] == "Ann Lee"
    assert client.get(f"/v1/resumes/{'0' * 64}").status_code == 404


def test_lists_go_on_by_a_cursor(client: TestClient):
    """Each résumé comes once; what is no cursor is refused."""
    imported(client, *resume_files())
    first = client.get("/v1/resumes?limit=1").json()
    second = client.get("/v1/resumes", params={"limit": 1, "cursor": first["next"]}).json()
    keys = {item["key"] for page in (first, second) for item in page["resumes"]}
    assert keys == {KEY, OTHER}
    assert second["next"] is None
    for cursor in ("x", "ü", "W10", "bnVsbA"):
        assert client.get("/v1/resumes", params={"cursor": cursor}).status_code == 410


def test_what_comes_twice_is_told(client: TestClient):
    """In one job, in a later one, and another file of the same person."""
    first = imported(client, ("a.txt", SAMPLE_RESUME.encode()), ("a.txt", SAMPLE_RESUME.encode()))
    assert outcomes(first) == [("a.txt", "kept"), ("a (2).txt", "duplicate")]
    newer = f"{SAMPLE_RESUME}\nSkills\nPruning\n".encode()
    later = imported(client, ("b.txt", SAMPLE_RESUME.encode()), ("newer.txt", newer))
    assert outcomes(later) == [("b.txt", "unchanged"), ("newer.txt", "kept")]
    assert later["files"][1]["same_person"] == [KEY]
    names = {item["file"] for item in client.get("/v1/resumes").json()["resumes"]}
    assert names == {"a.txt", "newer.txt"}


def test_archives_and_mails_are_opened(client: TestClient):
    """Each file in them is a file of the job; the archive itself is not kept."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ann Lee <ann.lee@example.org>", "jobs@example.org"
    mail["Subject"], mail["Message-ID"] = "My application", "<1@example.org>"
    mail.set_content("Please find my résumé attached.")
    mail.add_attachment(OTHER_RESUME.encode(), "text", "plain", filename="cv.txt")
    archive = packed(("in/ann.txt", SAMPLE_RESUME.encode()), ("in/empty.txt", b""))
    job = imported(client, ("all.zip", archive), ("mail.eml", mail.as_bytes()))
    assert sorted(outcomes(job)) == [
        ("all.zip/in/ann.txt", "kept"),
        ("all.zip/in/empty.txt", "failed"),
        ("mail.eml/cv.txt", "kept"),
    ]
    files = client.service.workspace.folder / "files"  # type: ignore[attr-defined]
    assert sorted(path.name for path in files.iterdir()) == sorted([KEY, OTHER])


def test_a_file_that_fails_says_why(client: TestClient):
    """In the line that the command line prints; its bytes are not kept, the others go on."""
    bad = packed(("word/document.xml", b"<"))[:40]
    job = imported(
        client, ("bad.zip", bad), ("no.pdf", b"%PDF-1.4 nothing"), ("ann.txt", b""),
        *resume_files(),
    )  # fmt: skip
    states = dict(outcomes(job))
    assert states["other.txt"] == "kept"
    assert states["ann (2).txt"] == "kept"
    failed = [file for file in job["files"] if file["state"] == "failed"]
    assert len(failed) == 3
    for file in failed:
        assert file["problem"].startswith(f"{file['name']}: ")
        assert "\n" not in file["problem"]
    files = client.service.workspace.folder / "files"  # type: ignore[attr-defined]
    assert sorted(path.name for path in files.iterdir()) == sorted([KEY, OTHER])


def test_a_table_of_paths_reaches_no_file_of_this_machine(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A list that names files elsewhere is a file like any other, whatever is read of its words."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SAMPLE_RESUME)
    monkeypatch.chdir(tmp_path)
    job = imported(client, ("list.csv", b"secret.txt\n"))
    assert outcomes(job) == [("list.csv", "failed")]
    assert client.get("/v1/resumes").json()["total"] == 0
    imported(client, ("list.csv", f"file\n{secret}\n".encode()))
    assert KEY not in {kept["key"] for kept in client.get("/v1/resumes").json()["resumes"]}


def test_forgetting_leaves_no_byte(client: TestClient):
    """In any file of the folder; the file is not kept again unless it is said to be meant."""
    imported(client, (f"{CANARY}.txt", OTHER_RESUME.encode()), ("a.txt", SAMPLE_RESUME.encode()))
    answer = client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD)
    assert answer.json() == {"key": OTHER, "same_person": []}
    assert client.get(f"/v1/resumes/{OTHER}").status_code == 404
    assert client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD).status_code == 404
    for path in client.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        if path.is_file():
            data = path.read_bytes().lower()
            assert not any(word.encode() in data for word in CANARY.lower().split()), path
            assert OTHER.encode() not in data
    again = imported(client, ("b.txt", OTHER_RESUME.encode()))
    assert "was forgotten on" in again["files"][0]["problem"]
    assert (again["files"][0]["name"], again["files"][0]["sha256"]) == ("", "")
    meant = imported(client, ("b.txt", OTHER_RESUME.encode()), again=True)
    assert outcomes(meant) == [("b.txt", "kept")]


def test_what_was_forgotten_leaves_no_name_when_it_comes_again(client: TestClient):
    """Alone, twice, or in an archive: what the import says of it names nobody."""
    imported(client, ("a.txt", OTHER_RESUME.encode()))
    client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD)
    named = f"{CANARY}.txt", OTHER_RESUME.encode()
    archive = "all.zip", packed(named, ("ann.txt", SAMPLE_RESUME.encode()))
    job = imported(client, named, named, archive)
    assert job["counts"]["kept"] == 1
    told = [file["problem"] for file in job["files"] if file["state"] == "failed"]
    assert told
    assert all("was forgotten on" in problem for problem in told)
    for path in client.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        if path.is_file():
            data = path.read_bytes()
            assert CANARY.encode() not in data, path
            assert OTHER.encode() not in data, path


def test_an_upload_that_fails_leaves_no_file(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """Where the disk is full after some of its files, nobody would know of those."""
    workspace = client.service.workspace  # type: ignore[attr-defined]
    real = workspace.put_file

    def fails(data: bytes) -> str:
        if data == OTHER_RESUME.encode():
            raise FitscoreError("the disk is full")
        return str(real(data))

    monkeypatch.setattr(workspace, "put_file", fails)
    parts = [("files", file) for file in resume_files()]
    answer = client.post("/v1/resumes", files=parts, headers=SHIELD)
    assert answer.json()["detail"] == "the disk is full"
    assert not list((workspace.folder / "files").iterdir())


def test_jobs_are_listed_and_deleted(client: TestClient):
    """A job that has ended goes with the names of its files; the résumés stay."""
    job = imported(client, *resume_files())
    assert [item["id"] for item in client.get("/v1/jobs").json()["jobs"]] == [job["id"]]
    for _ in range(100):  # its thread may be at the last step yet
        deleted = client.delete(f"/v1/jobs/{job['id']}", headers=SHIELD).status_code
        if deleted == 204:
            break
    assert deleted == 204
    assert client.get(f"/v1/jobs/{job['id']}").status_code == 404
    assert client.get("/v1/resumes").json()["total"] == 2
    for method in ("get", "delete"):
        answer = getattr(client, method)("/v1/jobs/none", headers=SHIELD)
        assert answer.status_code == 404
    assert client.post("/v1/jobs/none/cancel", headers=SHIELD).status_code == 404


def test_a_job_can_be_cancelled(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """What waits is not read, its bytes go, and what was done stays."""
    begun, go_on = threading.Event(), threading.Event()
    run = Importer._run

    def slowly(self: Importer, job: object) -> None:
        begun.set()
        go_on.wait(30)
        run(self, job)  # type: ignore[arg-type]

    monkeypatch.setattr(Importer, "_run", slowly)
    first = client.post("/v1/resumes", files=[("f", ("a.txt", b"one"))], headers=SHIELD).json()
    begun.wait(30)
    second = client.post("/v1/resumes", files=[("f", ("b.txt", b"two"))], headers=SHIELD).json()
    assert client.delete(f"/v1/jobs/{second['id']}", headers=SHIELD).status_code == 409
    for job in (second, first):
        cancelled = client.post(f"/v1/jobs/{job['id']}/cancel", headers=SHIELD).json()
        assert (cancelled["state"], cancelled["counts"]) == ("cancelled", {"cancelled": 1})
    go_on.set()
    third = imported(client, ("c.txt", SAMPLE_RESUME.encode()))
    assert third["counts"] == {"kept": 1}
    assert client.get("/v1/resumes").json()["total"] == 1
    client.service.runner.stop()  # type: ignore[attr-defined]
    files = client.service.workspace.folder / "files"  # type: ignore[attr-defined]
    assert [path.name for path in files.iterdir()] == [KEY]


def test_a_person_who_is_forgotten_while_a_file_is_read_stays_forgotten(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """The file was in the hands of the import; what it kept goes again."""
    workspace = Workspace(tmp_path / "data")
    importer = Importer(workspace, lambda: scorer, Limits(isolated=False))
    finish = workspace.store.finish_file

    def meanwhile(*arguments: object, **named: object) -> bool:
        workspace.store.forget(KEY)
        return finish(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(workspace.store, "finish_file", meanwhile)
    job = Jobs(workspace, importer.wake).add(
        [Upload("ann.txt", io.BytesIO(SAMPLE_RESUME.encode()))], again=False
    )
    importer._run(job)
    assert not workspace.catalogue().resumes
    assert not list((workspace.folder / "files").iterdir())
    workspace.close()


def test_a_relative_who_is_forgotten_meanwhile_is_not_named(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """Of one person's two files, one is forgotten while what came of the other is written."""
    imported(client, ("ann.txt", SAMPLE_RESUME.encode()))
    workspace = client.service.workspace  # type: ignore[attr-defined]
    finish, same = workspace.store.finish_file, []

    def meanwhile(*arguments: object, **named: object) -> bool:
        same.append(named["same_person"])
        workspace.store.forget(KEY)
        workspace._reader.ask(lambda index: index.forget([KEY]))
        return bool(finish(*arguments, **named))

    monkeypatch.setattr(workspace.store, "finish_file", meanwhile)
    newer = f"{SAMPLE_RESUME}\nSkills\nPruning\n".encode()
    job = imported(client, ("newer.txt", newer))
    assert KEY in same[0]
    assert job["files"][0]["same_person"] == []


def test_who_looks_while_a_file_is_kept_sees_its_name_then(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """The index has the file a moment before its name is known."""
    workspace = client.service.workspace  # type: ignore[attr-defined]
    finish = workspace.store.finish_file
    seen: list[int] = []

    def looked(*arguments: object, **named: object) -> bool:
        seen.append(len(workspace.catalogue().resumes))
        return bool(finish(*arguments, **named))

    monkeypatch.setattr(workspace.store, "finish_file", looked)
    imported(client, ("ann.txt", SAMPLE_RESUME.encode()))
    assert seen == [1]
    assert client.get("/v1/resumes").json()["resumes"][0]["file"] == "ann.txt"


def test_a_killed_import_goes_on_at_the_next_start(tmp_path: Path, scorer: Scorer):
    """Nothing that was acknowledged is lost, and nothing is kept twice."""
    folder = tmp_path / "data"

    def work() -> None:
        workspace = Workspace(folder)
        importer = Importer(workspace, lambda: scorer, Limits(isolated=False))
        finished = workspace.store.finish_file

        def killing(*arguments: object, **named: object) -> bool:
            finished(*arguments, **named)  # type: ignore[arg-type]
            os.kill(os.getpid(), signal.SIGKILL)
            return True

        workspace.store.finish_file = killing  # type: ignore[method-assign, assignment]
        job = Jobs(workspace, importer.wake).add(
            [Upload(name, io.BytesIO(data)) for name, data in resume_files()], again=False
        )
        importer._run(job)

    assert in_child(work) == signal.SIGKILL
    with served(folder, scorer) as client:
        (job,) = client.get("/v1/jobs").json()["jobs"]
        done = ended(client, job["id"])
        assert (done["state"], done["counts"]) == ("done", {"kept": 2})
        assert client.get("/v1/resumes").json()["total"] == 2


def test_a_job_that_cannot_be_done_says_why(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """All its files are told with the one line, and the next job is done."""
    from fitscore.errors import ModelError

    def fails(_self: object) -> None:
        raise ModelError("the model cannot be had; install it")

    with monkeypatch.context() as patched:
        patched.setattr("fitscore.serve.service.Scoring.__call__", fails)
        job = imported(client, *resume_files())
    assert (job["state"], job["problem"]) == ("failed", "the model cannot be had; install it")
    assert {file["problem"] for file in job["files"]} == {job["problem"]}
    assert imported(client, *resume_files())["counts"] == {"kept": 2}


def test_reading_a_person_is_on_record_without_the_person(client: TestClient):
    """Who read what and when: by the hash that a tombstone keeps."""
    imported(client, *resume_files())
    client.get(f"/v1/resumes/{KEY}")
    audit = client.get("/v1/audit").json()["entries"]
    assert [entry["what"] for entry in audit] == ["read résumé", "read import", "import"]
    assert audit[0]["who"]
    assert KEY not in audit[0]["object"]
    assert len(audit[0]["object"]) == 64
    first = client.get("/v1/audit?limit=1").json()
    second = client.get("/v1/audit", params={"limit": 2, "cursor": first["next"]}).json()
    assert [*first["entries"], *second["entries"]] == audit
    assert second["next"] is None
