"""Strangers' files: one bad file costs one line, and nothing outlives its parent."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import msgspec
import pytest
from conftest import RESUMES, ROOT, pdf, write

from fitscore import Limits, ReaderPool, Resume, Scorer, rank, read_resume
from fitscore.errors import InputError, LimitError, NoTextError, UnreadableError
from fitscore.isolation import pool as pools
from fitscore.isolation.checking import holds_resume, is_answer
from fitscore.isolation.messages import Answer, Request
from fitscore.isolation.worker import read
from fitscore.resume import resume_from_bytes

# What ends a worker, and when, is what is tested.
pytestmark = pytest.mark.fresh_workers

GOOD = b"Ann Lee\n\nExperience\n- Filed the papers of the town.\n"
ROGUE = str(ROOT / "tests" / "rogue")


@pytest.fixture
def rogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    """A pool of one worker that does what its files say, and has four seconds for each."""
    monkeypatch.setattr(pools, "WORKER", "rogue_worker")
    monkeypatch.setenv("PYTHONPATH", ROGUE)
    with ReaderPool(limits=Limits(seconds=4, memory=512)) as pool:
        yield pool


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_a_worker_reads_what_this_process_reads(path: Path):
    """Isolation changes nothing of what is read."""
    assert read_resume(path) == resume_from_bytes(path.read_bytes(), str(path))


@pytest.mark.parametrize(
    ("order", "error", "told"),
    [
        (b"segfault", UnreadableError, "the reader crashed on it (SIGSEGV)"),
        (b"exit", UnreadableError, "the reader failed on it"),
        (b"babble", UnreadableError, "the reader crashed on it"),
        (b"deep", UnreadableError, "the reader crashed on it"),
        (b"forge", UnreadableError, "the reader crashed on it"),
        (b"hang", LimitError, "it took longer than 4 seconds to read"),
        (b"sleep", LimitError, "it took longer than 4 seconds to read"),
        (b"allocate", LimitError, "reading it needs more than 512 MiB of memory"),
    ],
)
def test_a_file_that_breaks_the_reader(
    rogue: ReaderPool, order: bytes, error: type[InputError], told: str
):
    """It is one error in one line, and the file after it is read."""
    with pytest.raises(error) as caught:
        rogue.read_resume(order + b" x")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(rogue.read_resume(GOOD).bullets) == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at /proc")
def test_what_a_worker_starts_ends_with_it(rogue: ReaderPool, tmp_path: Path):
    """A fork of a worker that hangs is ended too; who is no superuser cannot fork at all."""
    told = tmp_path / "child"
    with pytest.raises(InputError):
        rogue.read_resume(b"fork " + str(told).encode())
    assert _ends(int(told.read_text())) if os.geteuid() == 0 else not told.exists()


@pytest.mark.parametrize("order", [b"nothing", b"another", b"endless"])
def test_a_worker_that_lies_about_what_is_in_a_file(rogue: ReaderPool, order: bytes):
    """No files, a file of somebody else, or pages without end: one line."""
    with pytest.raises(UnreadableError, match="the reader"):
        rogue.unpack(order + b" x", "all.zip")


FILES = {
    "resume": (
        b"Ann Lee\nann@example.com\n\nExperience\nClerk, Town of Ames, 2015 - 2020\n"
        b"- Filed the papers of the town.\n- Led a team of six people.\n\n"
        b"Education\nBachelor of Arts, Ames College, 2012\n"
    ),
    "posting": (
        b"Clerk\n\nRequirements\n- Filed papers for three years\n- Bachelor's degree or diploma\n"
    ),
}
FILES["pages"] = pdf(
    lambda canvas: [
        write(canvas, 60, 700 - 14 * row, text)
        for row, text in enumerate(FILES["resume"].decode().split("\n"))
    ]
)
FORGED = {
    "resume": [
        'source|"somebody/else.txt"',
        'sha256|"00"',
        "pages|999",
        'text|""',
        "bullets|0|end|9999",
        "bullets|0|start|-5",
        'bullets|0|text|"Led the whole of it."',
        "bullets|0|page|7",
        'bullets|0|role|"j99"',
        'bullets|1|id|"b1"',
        "roles|0|start|9999",
        'roles|0|from_|"soon"',
        'roles|0|to|"2020-13"',
        "education|0|end|99999999999999999999",
        "masks|[[9,3]]",
        "masks|[[5,9],[1,3]]",
        'flags|[{"kind":"x","page":-1,"quote":"","explanation":""}]',
        'status|"empty"',
    ],
    "pages": [
        'sha256|"00"',
        'text|""',
        "images|0|width|0",
        "images|0|height|9999999",
        'images|0|jpeg|"PHN2Zz4="',
        f'images|0|jpeg|"/9j/{"A" * 2_000_000}"',
        "images|0|lines|0|0|1|9999",
        "images|0|lines|0|0|2|0.9",
        "images|0|lines|0|0|5|1.5",
    ],
    "posting": [
        'source|"somebody/else.txt"',
        "requirements|[]",
        "requirements|0|end|9999",
        'requirements|0|text|"Won the war"',
        'requirements|0|text|" "',
        'requirements|1|id|"r1"',
        "requirements|0|years_min|-3",
        'requirements|0|names|[""]',
        'responsibilities|[{"text":"x","start":5,"end":1}]',
        "passages|0|end|9999",
    ],
}


@pytest.mark.parametrize(
    ("task", "what"), [(task, what) for task, forged in FORGED.items() for what in forged]
)
def test_a_forged_answer(task: str, what: str):
    """One value changed, and it cannot be what came of the file."""
    *keys, last, value = what.split("|")
    honest = decided(task)
    forged = json.loads(msgspec.json.encode(honest))
    at = forged[task]
    for key in keys:
        at = at[int(key) if key.isdigit() else key]
    at[int(last) if last.isdigit() else last] = json.loads(value)
    request = Request(task, "file.txt", len(FILES[task]), Limits())
    assert is_answer(honest, request, FILES[task])
    assert not is_answer(msgspec.convert(forged, Answer), request, FILES[task])


def test_jobs_without_statements_are_a_resume_and_nothing_is_none():
    """A table of jobs says enough; what says nothing at all cannot have come of a file."""
    resume = decided("resume").resume
    assert resume is not None
    jobs = replace(resume, bullets=())
    assert jobs.roles
    assert holds_resume(jobs)
    assert not holds_resume(replace(jobs, roles=(), education=(), credentials=()))


@cache
def decided(task: str) -> Answer:
    return read(Request(task, "file.txt", len(FILES[task]), Limits()), FILES[task])


SETPRIV = shutil.which("setpriv") if hasattr(os, "geteuid") and os.geteuid() == 0 else None


@pytest.mark.skipif(SETPRIV is None, reason="becomes another user, as root may")
def test_who_is_no_superuser_reads_too():
    """The kernel lets a worker of theirs start no thread."""
    posting = ROOT / "examples" / "postings" / "registered_nurse.md"
    rights = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]  # to read our files
    other = [str(SETPRIV), "--reuid", "65534", "--clear-groups", *rights]
    environment = {**os.environ}
    environment.pop("TOKENIZERS_PARALLELISM", None)
    done = subprocess.run(
        [*other, sys.executable, "-P", "-m", "fitscore", "parse", "posting", str(posting)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert "Registered Nurse" in done.stdout


def test_a_crash_after_good_files_does_not_cost_the_next(rogue: ReaderPool):
    """The worker is used again until it breaks, and a fresh one goes on."""
    sources = [GOOD, GOOD, b"segfault x", GOOD, b"exit x", GOOD]
    found = list(rogue.read_resumes(sources))
    assert [isinstance(item, Resume) for item in found] == [True, True, False, True, False, True]


def _processes() -> dict[int, int]:
    """Processes that have not ended: their parents by their own numbers."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state not in "ZX":
            found[int(entry.name)] = int(owner)
    return found


def _ends(process: int) -> bool:
    """Whether a process that was killed is gone; a busy machine takes a moment for it."""
    for _ in range(100):
        if process not in _processes():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at /proc")
def test_workers_end_with_their_parent():
    """A parent that is killed leaves no reader behind."""
    script = (
        "import sys, time; from fitscore import ReaderPool; pool = ReaderPool();"
        f"pool.read_resume({GOOD!r}); print('ready', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline() == b"ready\n"
            (worker,) = (pid for pid, owner in _processes().items() if owner == parent.pid)
        finally:
            os.kill(parent.pid, signal.SIGKILL)
    assert _ends(worker)


def test_a_batch_goes_on(scorer: Scorer, tmp_path: Path):
    """Files that cannot be read are named with their reason, and the rest is ranked."""
    (tmp_path / "a.txt").write_bytes(GOOD)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 cut off")
    (tmp_path / "c.txt").write_bytes(b"")
    found = rank(b"Requirements\n- Filed papers\n", sorted(tmp_path.iterdir()), scorer=scorer)
    assert [Path(match.resume.source).name for match in found.matches] == ["a.txt"]
    assert [(Path(f.source).name, f.status) for f in found.failed] == [
        ("b.pdf", "unreadable"),
        ("c.txt", "empty"),
    ]


def test_too_many_pages():
    """The limit and the way to raise it stand in the line."""

    def draw(canvas) -> None:
        for number in range(4):
            write(canvas, 40, 700, f"Experience of page {number}")
            canvas.showPage()

    with pytest.raises(LimitError, match=r"it has 4 pages, and the limit is 3; .*--limit pages=N"):
        read_resume(pdf(draw), limits=Limits(pages=3))


def test_too_much_text():
    """A million characters are a book."""
    text = b"Experience\n" + b"- Filed the papers of the town.\n" * 100
    with pytest.raises(LimitError, match="more than 1,000 characters"):
        read_resume(text, limits=Limits(characters=1000))


def test_too_large(tmp_path: Path):
    """A large file is refused before it is read whole."""
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(3 << 20)
    with pytest.raises(LimitError, match="larger than 2 MiB"):
        read_resume(path, limits=Limits(size=2))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_no_file(tmp_path: Path):
    """A named pipe that nobody writes to does not hold a batch up."""
    path = tmp_path / "pipe.pdf"
    os.mkfifo(path)
    with pytest.raises(UnreadableError, match="a device or a pipe"):
        read_resume(path)


def word_file(parts: dict[str, bytes]) -> bytes:
    """A Word document with parts put in or replaced."""
    document = docx.Document()
    document.add_paragraph("Experience")
    made, changed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry))
        for name, body in parts.items():
            new.writestr(name, body)
    return changed.getvalue()


def test_a_word_file_that_unpacks_to_a_flood():
    """Its size is refused before it is unpacked."""
    bomb = word_file({"word/media/image1.xml": b" " * (300 << 20)})
    assert len(bomb) < 1 << 20
    with pytest.raises(LimitError, match="unpacks to 300 MiB"):
        read_resume(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_word_file_with_entities(encoding: str):
    """A document type, in any encoding, is refused: no file is read through it."""
    markup = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(UnreadableError, match="declares a document type"):
        read_resume(word_file({"word/document.xml": markup.encode(encoding)}))


def test_a_picture_only_is_no_text():
    """A scan has its own status, and never a low score."""

    def draw(canvas) -> None:
        canvas.rect(100, 100, 300, 300, fill=1)

    with pytest.raises(NoTextError) as caught:
        read_resume(pdf(draw))
    assert caught.value.status == "no_text"


def test_without_a_process_of_its_own():
    """Where no process may be started, reading still works."""
    found = read_resume(GOOD, limits=Limits(isolated=False))
    assert found.bullets[0].text == "Filed the papers of the town."
