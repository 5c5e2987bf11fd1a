"""Whose résumés an index keeps: their names, what came of each file, and files of one person."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from fitscore import Limits
from fitscore.cli.options import LinesFormat
from fitscore.cli.outcomes import Outcomes
from fitscore.cli.output import Progress, write
from fitscore.index import ResumeIndex
from fitscore.index.database import FILE
from fitscore.index.documents import StoredDocument
from fitscore.index.store import Store
from fitscore.testing import HashingEncoder

# Texts of our own: no worker is needed, and some are of nothing but zebras.
HERE = Limits(isolated=False, any_kind=True)
ENCODER = HashingEncoder()
YEARS = ("01/2024", "02/2024", "03/2024")
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


DEEP = b'{"candidate": null, "text": ' + b"[" * 100_000


@pytest.mark.parametrize(
    "body",
    ["X'7B22FF'", "CAST(X'7B22FF' AS TEXT)", "5", f"X'{DEEP.hex()}'"],
    ids=["no UTF-8", "text", "a number", "nested without end"],
)
def test_what_is_damaged_is_listed_without_a_name(tmp_path: Path, body: str):
    """Whoever is to forget it must see it, and other files are kept as ever."""
    files = [written(tmp_path / f"{n[:2]}.txt", "Ann Lee", "ann@example.com", end=n) for n in YEARS]
    with opened(tmp_path / "index") as index:
        list(index.add(files[:2], limits=HERE))
        name = str(files[0])
        index._store._connection.execute(
            f"UPDATE documents SET body = {body} WHERE name = ?",  # noqa: S608 - of our own
            (name,),
        )
        assert [entry.candidate for entry in index.entries()] == [None, "Ann Lee"]
        assert told_of(index, files[2]) == ((), (str(files[1]),))
        assert index.check()
        assert index.forget([name]) == [name]
        assert index.check() == []


def test_a_page_that_is_torn_hides_one_file(tmp_path: Path):
    """The others are listed, compared, searched and added to."""
    files = [written(tmp_path / f"{n[:2]}.txt", "Ann Lee", "ann@example.com", end=n) for n in YEARS]
    with files[0].open("a", encoding="utf-8") as file:
        file.writelines(f"- Counted zebra {number} on the farm.\n" for number in range(400))
    with files[1].open("a", encoding="utf-8") as file:
        file.write("- Surveyed glaciers.\n")
    with opened(tmp_path / "index") as index:
        list(index.add(files[:2], limits=HERE))
        index.prepare()
    database = tmp_path / "index" / FILE
    data = bytearray(database.read_bytes())
    (size,) = struct.unpack_from(">H", data, 16)
    # A page of a long value begins with the number of the next one; pages of rows with their kind.
    torn = next(
        at
        for at in range(size, len(data), size)
        if not data[at] and b"zebra" in data[at : at + size]
    )
    data[torn : torn + 4] = b"\xff" * 4
    database.write_bytes(data)
    with opened(tmp_path / "index") as index:
        assert [entry.candidate for entry in index.entries()] == [None, "Ann Lee"]
        (hit,) = index.search("Surveyed glaciers.", top=1)
        assert (hit.name, hit.same_person) == (str(files[1]), ())
        assert told_of(index, files[2]) == ((), (str(files[1]),))
        assert index.check()


# What came of each file


def test_what_is_told_is_on_the_disk(tmp_path: Path):
    """At each outcome another connection finds the file, and finds it sound."""
    files = [written(tmp_path / f"{n}.txt", f"Ann Lee{n}") for n in "abc"]
    with opened(tmp_path / "index") as index, opened(tmp_path / "index") as other:
        for number, added in enumerate(index.add(files, limits=HERE), 1):
            assert (added.source, added.outcome) == (str(files[number - 1]), "added")
            assert other._store.document("resume", added.name) is not None
            assert len(other) == number


def test_outcomes_as_lines_of_json(tmp_path: Path, cli: Callable[..., Run]):
    """Each file in its order with what came of it and why, and nothing else on stdout."""
    new, copy = written(tmp_path / "new.txt", "Ann Lee"), tmp_path / "copy.txt"
    changed = written(tmp_path / "changed.txt", "Maria Okafor")
    empty = tmp_path / "empty.txt"
    empty.touch()
    posting = tmp_path / "posting.txt"
    posting.write_text("Requirements\n- Kept records\n", encoding="utf-8")
    asked = ("--index", tmp_path / "index", "-f", "jsonl")
    first = cli("index", "add", changed, "--posting", posting, *asked)
    assert [json.loads(line)["kind"] for line in first.out.splitlines()] == ["resume", "posting"]
    written(changed, "Maria Okafor", end="03/2024")
    copy.write_bytes(new.read_bytes())
    run = cli("index", "add", new, copy, empty, changed, tmp_path / "none.txt", *asked)
    told = [json.loads(line) for line in run.out.splitlines()]
    assert run.code == 1
    assert {one["schema"] for one in told} == {"fitscore.added/1"}
    assert [one["outcome"] for one in told] == ["added", "added", "failed", "replaced", "failed"]
    assert [one["source"] for one in told][:2] == [str(new), str(copy)]
    assert told[1]["same_file"] == [str(new)]
    assert str(empty) in told[2]["error"]
    assert told[0]["error"] is None
    again = cli("index", "update", *asked)
    assert {json.loads(line)["outcome"] for line in again.out.splitlines()} == {"unchanged"}
    assert len(again.out.splitlines()) == 4


def test_a_posting_that_cannot_be_read_keeps_no_other_out(tmp_path: Path, cli: Callable[..., Run]):
    """It is told, and the next one is kept."""
    posting = tmp_path / "posting.txt"
    posting.write_text("Requirements\n- Kept records\n", encoding="utf-8")
    given = ("--posting", tmp_path / "none.txt", "--posting", posting)
    run = cli("index", "add", *given, "--index", tmp_path / "index")
    assert (run.code, run.out) == (1, "1 added, 1 failed\n")
    assert "none.txt" in run.err


def test_a_file_whose_name_is_no_text_is_told_as_json(tmp_path: Path, cli: Callable[..., Run]):
    """Its bytes are escaped, as everywhere."""
    posting = os.fsdecode(b"r\xe9sum\xe9.txt")
    index = ("--index", tmp_path / "index")
    run = cli("index", "add", "--posting", posting, *index, "-f", "jsonl")
    assert run.code == 3
    assert json.loads(run.out)["source"] == r"r\xe9sum\xe9.txt"


def test_lines_reach_a_file_while_a_terminal_shows_the_progress(monkeypatch: pytest.MonkeyPatch):
    """The bar is on stderr, and takes nothing of stdout with it."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    monkeypatch.setattr("fitscore.cli.output._PATIENCE", -1.0)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("sys.stdout", file)
    with Progress("adding", 2, quiet=False) as progress:
        progress.advance_to(1)
        write("a line", None)
    assert "adding" in terminal.getvalue()
    assert file.getvalue() == "a line\n"


def test_what_was_forgotten_comes_with_the_day(
    tmp_path: Path, cli: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
):
    """The same file is not kept again, under another name neither, until one says so."""
    file = written(tmp_path / "1.txt", "Ann Lee")
    index = ("--index", tmp_path / "index")
    assert cli("index", "add", file, *index).code == 0
    with monkeypatch.context() as then:
        then.setattr("fitscore.index.forgetting.now", lambda: "2026-03-02T10:11:12+00:00")
        assert cli("index", "forget", file, *index).code == 0
    other = file.rename(tmp_path / "other.txt")
    run = cli("index", "add", other, *index)
    assert (run.code, run.out) == (0, "1 forgotten\n")
    assert f"{other}: it was forgotten on 2026-03-02; --again keeps it anew" in run.err
    told = json.loads(cli("index", "add", other, *index, "-f", "jsonl").out)
    assert (told["outcome"], told["forgotten"]) == ("forgotten", "2026-03-02")
    assert cli("index", "add", other, "--again", *index).out == "1 added\n"


def test_a_posting_that_was_forgotten_comes_with_the_day_too(
    tmp_path: Path, cli: Callable[..., Run]
):
    """Forgetting is one promise, whatever was forgotten."""
    posting = tmp_path / "posting.txt"
    posting.write_text("Requirements\n- Kept records\n", encoding="utf-8")
    asked = ("index", "add", "--posting", posting, "--index", tmp_path / "index")
    assert cli(*asked).out == "1 added\n"
    assert cli("index", "forget", posting, "--index", tmp_path / "index").code == 0
    run = cli(*asked)
    assert (run.code, run.out) == (0, "1 forgotten\n")
    assert "it was forgotten on 20" in run.err
    assert cli(*asked, "--again").out == "1 added\n"


def test_limits_hold_for_postings_too(tmp_path: Path, cli: Callable[..., Run]):
    """What is given with --limit."""
    posting = tmp_path / "posting.txt"
    posting.write_text("Requirements\n- Kept records\n", encoding="utf-8")
    given = ("--posting", posting, "--limit", "characters=10")
    assert cli("index", "add", *given, "--index", tmp_path / "index").out == "1 failed\n"


def test_an_archive_that_holds_nothing_anymore_is_a_failure(
    tmp_path: Path, cli: Callable[..., Run]
):
    """What was kept of it stays, and the exit code says that not all was read."""
    written(tmp_path / "1.txt", "Ann Lee")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.write(tmp_path / "1.txt", "1.txt")
    index = ("--index", tmp_path / "index")
    assert cli("index", "add", archive, *index).out == "1 added\n"
    with zipfile.ZipFile(archive, "w") as emptied:
        emptied.writestr("__MACOSX/1.txt", "")
    run = cli("index", "update", *index, "-f", "jsonl")
    told = json.loads(run.out)
    assert (run.code, told["outcome"], told["source"]) == (3, "failed", str(archive))
    assert f"{archive}/1.txt: no file has this name now" in run.err


# Files of one person


def told_of(index: ResumeIndex, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an addition tells of other files."""
    (added,) = index.add([path], limits=HERE)
    assert added.outcome in {"added", "replaced"}
    return added.same_file, added.same_person


def test_adding_tells_of_the_same_person_the_newest_first(tmp_path: Path):
    """By address or by name and two roles; a namesake, a stranger and the same bytes are not."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    written(old, "Ann Lee", "ann@example.com", end="12/2022")
    written(new, "Ann Lee", "ann@example.com", end="03/2024")
    namesake = tmp_path / "namesake.txt"
    namesake.write_text("Ann Lee\n\nExperience\nBaker, Bread Co, 01/2018 - 12/2020\n- Baked.\n")
    third = written(tmp_path / "third.txt", "Ann Lee", end="12/2019")
    with opened(tmp_path / "index") as index:
        assert told_of(index, old) == ((), ())
        assert told_of(index, namesake) == ((), ())
        assert told_of(index, new) == ((), (str(old),))
        assert told_of(index, third) == ((), (str(new), str(old)))
        copy = tmp_path / "copy.txt"
        copy.write_bytes(third.read_bytes())
        assert told_of(index, copy) == ((str(third),), (str(new), str(old)))


def test_what_is_replaced_or_forgotten_is_told_no_more(tmp_path: Path):
    """In one call and in the next."""
    first = written(tmp_path / "1.txt", "Ann Lee", "ann@example.com")
    second = written(tmp_path / "2.txt", "Ann Lee", "ann@example.com", end="03/2024")
    with opened(tmp_path / "index") as index:
        list(index.add([first, second], limits=HERE))
        assert index.same_person([str(first)]) == {str(first): [str(second)]}
        assert index.same_person([str(first), str(second)]) == {}
        written(second, "Maria Okafor", "maria@example.com")
        again = list(index.add([second, written(first, "Ann Lee", "a@example.com")], limits=HERE))
        assert [(item.outcome, item.same_person) for item in again] == [("replaced", ())] * 2
        third = written(tmp_path / "3.txt", "Ann Lee", "ann@example.com", end="05/2025")
        assert told_of(index, third) == ((), (str(first),))
        index.forget([str(third)])
        assert index.same_person([str(first)]) == {}


def test_what_somebody_else_forgot_meanwhile_is_told_no_more(tmp_path: Path):
    """Neither the same person's file nor the same bytes under another name."""
    files = [written(tmp_path / f"{n[:2]}.txt", "Ann Lee", "ann@example.com", end=n) for n in YEARS]
    copy = tmp_path / "copy.txt"
    copy.write_bytes(files[2].read_bytes())
    with opened(tmp_path / "index") as index, opened(tmp_path / "index") as other:
        list(index.add([files[0], copy], limits=HERE))
        adding = index.add(files[1:], again=True, limits=HERE)
        assert next(adding).same_person == (str(copy), str(files[0]))
        other.forget([str(files[0]), str(copy)])
        last = next(adding)
        assert (last.same_file, last.same_person) == ((), (str(files[1]),))


def test_many_files_of_one_person_are_each_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    """However many of them there are, and named in a short line: it may be a placeholder."""
    read: list[str] = []
    document = Store.document

    def counted(store: Store, kind: str, name: str) -> StoredDocument | None:
        read.append(name)
        return document(store, kind, name)

    files = [
        written(tmp_path / f"{year}.txt", "John Doe", end=f"12/{year}")
        for year in range(2022, 2030)
    ]
    with opened(tmp_path / "index") as index:
        list(index.add(files[:4], limits=HERE))
        monkeypatch.setattr(Store, "document", counted)
        added = list(index.add(files[4:], limits=HERE))
    assert len(added[-1].same_person) == 7
    assert sorted(read) == sorted(map(str, files[:-1]))
    Outcomes(LinesFormat.TEXT).add("resume", added[-1])
    assert capfd.readouterr().err.endswith("2024.txt and 2 more names too\n")


def test_another_who_is_damaged_keeps_nobody_out(tmp_path: Path):
    """The damage is told by a check, and what was not read as it was written is not told of."""
    files = [
        written(tmp_path / f"{n}.txt", "Ann Lee", "ann@example.com", end=f"0{n}/2024")
        for n in (1, 2)
    ]
    with opened(tmp_path / "index") as index:
        list(index.add(files[:1], limits=HERE))
        index._store._connection.execute("UPDATE documents SET sha256 = 'x'")
        assert told_of(index, files[1]) == ((), ())
        assert index.check()
        assert index.forget([str(files[0])]) == [str(files[0])]


def test_the_commands_tell_of_the_same_person(tmp_path: Path, cli: Callable[..., Run]):
    """Add and forget in a line, search beside the statement; not where the person is masked."""
    first = written(tmp_path / "1.txt", "Ann Lee", "ann@example.com")
    second = written(tmp_path / "2.txt", "Ann Lee", "ann@example.com", end="03/2024")
    folder = tmp_path / "index"
    told = cli("index", "add", first, second, "--index", folder)
    assert f"{second}: the same person is kept as {first} too" in told.err
    search = ("index", "search", "deeds", "--top", "1", "--index", folder)
    found = json.loads(cli(*search, "-f", "json").out)["hits"][0]
    assert {found["id"], *found["same_person"]} == {str(first), str(second)}
    assert "".join(f"same person as {found['same_person'][0]}".split()) in "".join(
        cli(*search).out.split()
    )
    with opened(folder) as index:
        (hit,) = index.search("deeds", top=1, anonymize=True)
        assert hit.same_person == ()
    gone = cli("index", "forget", first, "--index", folder)
    assert gone.out == f"{first}: forgotten\n"
    assert f"{first}: the same person is kept as {second} too; forget that as well" in gone.err
