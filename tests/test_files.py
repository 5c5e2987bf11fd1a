"""Files that are read and written: names of any bytes, pipes, links, modes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, ROOT, Run

from fitscore import Limits, Scorer, read_posting, read_resume
from fitscore.documents.containers import digest
from fitscore.errors import FitscoreError, InputError, LimitError, RecordError, UnreadableError
from fitscore.files import append_file, read_file, write_file
from fitscore.records import append_records, record_of
from fitscore.scoring.classifier import load_decision
from fitscore.scoring.weights import load_weights

POSTING = EXAMPLES / "postings" / "program_manager.txt"
RESUME = EXAMPLES / "resumes" / "maria_okafor.txt"
PLAIN = "Ann Lee\n\nExperience\n- Managed the records of the town\n"
Cli = Callable[..., Run]
BASH = shutil.which("bash")
posix = pytest.mark.skipif(os.name != "posix", reason="as POSIX systems have it")


def odd_file(folder: Path, name: bytes = b"r\xe9sum\xe9 \xff.txt", text: str = PLAIN) -> Path:
    """A file whose name is no UTF-8."""
    path = os.fsencode(folder) + b"/" + name
    try:
        with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(text.encode())
    except OSError:
        pytest.skip("the file system takes names of text alone")
    return Path(os.fsdecode(path))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("form", ["text", "json", "html", "csv", "md"])
def test_a_name_that_is_no_text_is_ranked_and_printed(cli: Cli, tmp_path: Path, form: str):
    """Its bytes are escaped in every format, and the file after it is ranked too."""
    odd_file(tmp_path)
    odd_file(tmp_path, b"broken\xff.pdf", "%PDF-1.7 cut off")
    (tmp_path / "zoe.txt").write_text(PLAIN.replace("Ann Lee", "Zoe Lee"), "utf-8")
    record = tmp_path / "record.jsonl"
    done = cli("rank", POSTING, tmp_path, "-f", form, "--as-of", AS_OF, "--record", record)
    assert done.code == 1
    shown = "".join(done.out.replace("\\\\", "\\").split())  # a long path is broken in a column
    assert "\\xff.txt" in shown
    assert "zoe.txt" in shown
    assert "broken\\xff.pdf: the PDF is damaged" in done.err
    sources = [json.loads(line)["resume"]["source"] for line in record.read_text().splitlines()]
    assert str(tmp_path / r"r\xe9sum\xe9 \xff.txt") in sources


@posix
def test_a_name_that_is_no_text_is_kept_and_listed(cli: Cli, tmp_path: Path):
    """An index knows it by its escaped name, finds it unchanged, and forgets it by that name."""
    path, index = odd_file(tmp_path), tmp_path / "index"
    name = str(tmp_path / r"r\xe9sum\xe9 \xff.txt")
    assert cli("index", "add", path, "--index", index).out == "1 added\n"
    assert cli("index", "add", path, "--index", index).out == "1 unchanged\n"
    entries = json.loads(cli("index", "list", "--index", index, "-f", "json").out)["entries"]
    assert [entry["id"] for entry in entries] == [name]
    assert cli("index", "forget", name, "--index", index).code == 0


@posix
def test_names_that_are_no_text_in_errors(cli: Cli, tmp_path: Path):
    """A missing résumé, record, weights file or place to write to: one line, escaped."""
    lost = os.fsdecode(os.fsencode(tmp_path) + b"/lost\xff")
    for arguments in (
        ("match", lost, POSTING),
        ("match", RESUME, lost),
        ("match", RESUME, POSTING, "--weights", lost),
        ("match", RESUME, POSTING, "--decision", lost),
        ("replay", lost),
        ("parse", "resume", RESUME, "-o", f"{lost}/x.txt"),
    ):
        done = cli(*arguments)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), arguments
        assert "lost\\xff" in done.err


@posix
def test_a_name_on_a_terminal_turns_nothing_round(cli: Cli, tmp_path: Path):
    """Control and bidi characters of a file's name reach neither stdout nor stderr."""
    path = tmp_path / "a\x1b[2J\u202e.pdf"
    path.write_bytes(b"%PDF-1.7 cut off")
    done = cli("rank", POSTING, path)
    assert done.code == 3
    assert not {"\x1b", "\u202e"} & {*done.out, *done.err}


@posix
def test_what_is_no_file_is_no_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Pipes that nobody writes to, devices and sockets: an error at once, wherever they are named.

    None is opened: opening a pipe would wait for ever.
    """
    pipe, other = tmp_path / "pipe.txt", tmp_path / "socket.txt"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)  # the path of a socket is short
        listening.bind("socket.txt")
        for path in (pipe, other, Path("/dev/zero")):
            with pytest.raises(UnreadableError, match="a device or a pipe"):
                read_resume(path)
            with pytest.raises(UnreadableError, match="a device or a pipe"):
                read_posting(path)
            for load in (load_weights, load_decision):
                with pytest.raises(FitscoreError, match="a device or a pipe"):
                    load(path)
            with pytest.raises(OSError, match="a device or a pipe"):
                digest(path)


@posix
@pytest.mark.usefixtures("encoder")
def test_pipes_and_giants_do_not_hold_up_an_index_or_a_replay(cli: Cli, tmp_path: Path):
    """Each is one line; the rest is kept."""
    pipe, giant, good = (tmp_path / f"{name}.txt" for name in ("pipe", "giant", "zoe"))
    os.mkfifo(pipe)
    with giant.open("wb") as file:
        file.truncate(1 << 40)  # a TiB of nothing
    good.write_text(PLAIN, "utf-8")
    done = cli("index", "add", pipe, giant, good, "--index", tmp_path / "index")
    assert done.out == "1 added, 2 failed\n"
    assert "pipe.txt: it cannot be read (it is a device or a pipe)" in done.err
    assert "giant.txt: it cannot be read (it is larger than 300 MiB)" in done.err
    names = tmp_path / "names.csv"
    os.mkfifo(names)
    done = cli("index", "add", good, "--id", names, "--index", tmp_path / "index")
    assert (done.code, done.err.count("\n")) == (3, 1)
    record = tmp_path / "record.jsonl"
    assert cli("match", good, POSTING, "--record", record).code == 0
    assert cli("replay", record, pipe, giant).code == 0


def test_a_sparse_giant_is_refused_by_its_size(tmp_path: Path):
    """Nothing of it is read."""
    giant = tmp_path / "giant.pdf"
    with giant.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(LimitError, match="larger than 25 MiB"):
        read_resume(giant)
    with pytest.raises(LimitError, match="larger than 2 MiB"):
        read_posting(giant, limits=Limits(size=2))
    for load in (load_weights, load_decision):
        with pytest.raises(FitscoreError, match="it is larger than"):
            load(giant)


@pytest.mark.skipif(BASH is None, reason="needs bash")
def test_a_posting_from_a_command():
    """`<(…)` of a shell, which is a pipe that this process was handed, is read like `-`."""
    script = f"{sys.executable} -m fitscore parse posting <(cat {POSTING}) -f json"
    done = subprocess.run(
        [str(BASH), "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "Program Manager, Community Services"


def test_a_new_report_is_its_owner_s(cli: Cli, tmp_path: Path):
    """Mode 0600 whatever the umask; one that is replaced keeps the mode that it had."""
    path = tmp_path / "report.txt"
    before = os.umask(0)
    try:
        assert cli("parse", "resume", RESUME, "-o", path).code == 0
    finally:
        os.umask(before)
    assert [item.name for item in tmp_path.iterdir()] == ["report.txt"]
    if os.name == "posix":
        assert mode_of(path) == 0o600
        path.chmod(0o640)
        assert cli("parse", "resume", RESUME, "-o", path).code == 0
        assert mode_of(path) == 0o640


@posix
def test_a_new_record_is_its_owner_s(scorer: Scorer, tmp_path: Path):
    """And so is the lock beside it; one that is there keeps its mode."""
    path = tmp_path / "record.jsonl"
    record = record_of(scorer.match(RESUME, POSTING, as_of=AS_OF), scorer.weights)
    append_records(path, [record])
    assert {mode_of(item) for item in tmp_path.iterdir()} == {0o600}
    path.chmod(0o644)
    append_records(path, [record])
    assert mode_of(path) == 0o644
    assert len(path.read_bytes().splitlines()) == 2


@posix
def test_nothing_is_written_through_a_link(cli: Cli, tmp_path: Path, scorer: Scorer):
    """A report or a record at a link, dangling or not, is one line; its target stays as it was."""
    target, link, dangling = (tmp_path / name for name in ("target", "link", "dangling"))
    target.write_text("mine", "utf-8")
    link.symlink_to(target)
    dangling.symlink_to(tmp_path / "made")
    record = record_of(scorer.match(RESUME, POSTING, as_of=AS_OF), scorer.weights)
    for place in (link, dangling):
        done = cli("parse", "resume", RESUME, "-o", place)
        assert (done.code, done.err.count("\n")) == (3, 1)
        assert "it is a link to another place" in done.err
        with pytest.raises(RecordError, match="it is a link"):
            append_records(place, [record])
        for writing in (write_file, append_file):
            with pytest.raises(OSError, match="it is a link"):
                writing(place, b"x")
    assert target.read_text("utf-8") == "mine"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["dangling", "link", "target"]


@posix
def test_the_scratch_file_cannot_be_foretold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A link where it used to be made leads nothing there, and a failed write leaves nothing."""
    target = tmp_path / "target"
    (tmp_path / f".report.txt.{os.getpid()}.part").symlink_to(target)
    write_file(tmp_path / "report.txt", b"whole")
    assert not target.exists()
    assert (tmp_path / "report.txt").read_bytes() == b"whole"
    before = sorted(tmp_path.iterdir())

    def fails(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "report.txt", b"half")
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "report.txt").read_bytes() == b"whole"


@posix
def test_devices_and_pipes_are_written_into(tmp_path: Path, scorer: Scorer):
    """They stay what they are: a report, and a record without a lock beside it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    record = record_of(scorer.match(RESUME, POSTING, as_of=AS_OF), scorer.weights)
    for writing in (lambda: write_file(pipe, b"said"), lambda: append_records(pipe, [record])):
        reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
        reader.start()
        writing()
        reader.join()
    assert heard[0] == b"said"
    assert json.loads(heard[1])["schema"] == "fitscore.record/1"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write_file(Path("/dev/null"), b"x")
    append_records("/dev/null", [record])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert not Path("/dev/null.lock").exists()
    assert [item.name for item in tmp_path.iterdir()] == ["pipe"]


@posix
def test_a_report_to_standard_output_by_its_name(tmp_path: Path):
    """`-o /dev/stdout` writes behind what stands in a file that a shell opened."""
    out = tmp_path / "out.txt"
    out.write_text("before\n", "utf-8")
    with out.open("ab") as file:
        code = [sys.executable, "-m", "fitscore", "parse", "resume", str(RESUME)]
        done = subprocess.run([*code, "-o", "/dev/stdout"], stdout=file, check=False, cwd=ROOT)
    assert done.returncode == 0
    text = out.read_text("utf-8")
    assert text.startswith("before\n")
    assert "Maria Okafor" in text


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.html", "<!doctype html>"), ("x.json", "{"), ("x.csv", '\ufeff"rank"'), ("x.md", "# ")],
)
@pytest.mark.usefixtures("encoder")
def test_the_ending_says_the_format(cli: Cli, tmp_path: Path, name: str, begins: str):
    """`-o x.html` is HTML; -f says otherwise."""
    path = tmp_path / name
    assert cli("rank", POSTING, RESUME, "-o", path, "--as-of", AS_OF).code == 0
    assert path.read_text("utf-8").startswith(begins)
    assert cli("rank", POSTING, RESUME, "-o", path, "-f", "json", "--as-of", AS_OF).code == 0
    assert path.read_text("utf-8").startswith("{")


def test_places_that_are_none(cli: Cli, tmp_path: Path):
    """An empty name, a folder, a folder that is not there, a format that is not written: a line."""
    parse = ("parse", "resume", RESUME, "-o")
    empty = cli(*parse, "")
    assert empty.code == 2
    assert "give the name of a file" in " ".join(empty.err.split())
    assert "it is a folder" in cli(*parse, tmp_path).err
    assert "there is no such folder" in cli(*parse, tmp_path / "no" / "x.txt").err
    other = cli(*parse, tmp_path / "x.html")
    assert other.code == 2
    assert "say which with -f" in " ".join(other.err.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_grows_is_read_to_its_limit(tmp_path: Path):
    """The size is no promise; what is behind the limit is an error."""
    path = tmp_path / "x"
    path.write_bytes(b"x" * 10)
    assert read_file(path, 10) == b"x" * 10
    with pytest.raises(OSError, match="larger than"):
        read_file(path, 9)
    with pytest.raises(InputError):
        read_resume("a\0b")


def test_the_ending_says_the_format_or_nothing_is_done(cli: Callable[..., Run], tmp_path: Path):
    """An ending that says none is a wrong option; a workbook needs a file."""
    posting = POSTINGS[0]
    assert cli("lint", posting, "-o", tmp_path / "x.doc").code == 2
    assert cli("lint", posting, "-o", tmp_path / "notes").code == 0
    assert cli("rank", posting, RESUMES[0], "-f", "xlsx").code == 2
    book = tmp_path / "x.xlsx"
    assert cli("rank", posting, RESUMES[0], "-o", book).code == 0
    assert book.read_bytes().startswith(b"PK")
