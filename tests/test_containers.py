"""Many résumés in one file: archives, mails, mailboxes and tables of candidates."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, Run
from made_files import outlook
from openpyxl import Workbook

from fitscore import InputError, Limits, ReaderPool, Resume, read_posting, read_resume
from fitscore.documents import Member
from fitscore.documents.containers import name_of, unpack

Cli = Callable[..., Run]
PDF = EXAMPLES / "resumes" / "maria_okafor.pdf"
WORD = EXAMPLES / "resumes" / "tyler_brandt.docx"
POSTING = POSTINGS[1]
SHORT = (
    b"EXPERIENCE\nCook, The Copper Pan, 2019 - 2022\n"
    b"- Ran the grill on four nights for 200 guests.\n"
)
LETTER = "Dear team,\nplease find my papers attached. I have led Kubernetes migrations.\n"


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def mail(files: dict[str, bytes], body: str = LETTER) -> bytes:
    message = EmailMessage()
    message["From"] = '"Zoë Writer" <zoe.writer@example.com>'
    message["Subject"] = "Bewerbung für die Küche"
    message["Message-ID"] = "<1@example.com>"
    message.set_content(body)
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return bytes(message)


def found(data: bytes, name: str) -> list[str]:
    """Names of what is in a file; an error by its line."""
    return [str(i) if isinstance(i, InputError) else name_of(i) for i in unpack(data, name)]


def test_an_archive_of_resumes_is_ranked_each_by_its_name(cli: Cli, tmp_path: Path):
    """Folders in it, too; what the system put there is no candidate."""
    path = tmp_path / "all.zip"
    path.write_bytes(
        archive({"a/maria.pdf": PDF.read_bytes(), "tyler.docx": WORD.read_bytes(),
                 "__MACOSX/._maria.pdf": b"x", ".DS_Store": b"x"})
    )  # fmt: skip
    done = cli("rank", POSTING, path, "-f", "json", "--as-of", AS_OF, "--quiet")
    assert done.code == 0
    ranking = json.loads(done.out)
    names = [one["source"] for one in ranking["candidates"]]
    assert names == [f"{path}/a/maria.pdf", f"{path}/tyler.docx"]
    alone = cli("match", f"{path}/a/maria.pdf", POSTING, "-f", "json", "--as-of", AS_OF)
    assert json.loads(alone.out)["fit"] == ranking["candidates"][0]["fit"]


def test_match_reads_the_one_resume_of_an_archive_and_points_on_for_more(cli: Cli, tmp_path: Path):
    """Never one of several silently."""
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    one.write_bytes(archive({"maria.pdf": PDF.read_bytes()}))
    two.write_bytes(archive({"maria.pdf": PDF.read_bytes(), "b.txt": SHORT}))
    assert read_resume(one).text == read_resume(PDF).text
    assert read_resume(one).source == f"{one}/maria.pdf"
    done = cli("match", two, POSTING)
    assert (done.code, done.out) == (3, "")
    assert "archive or mail holds 2 files" in done.err
    assert f"fitscore rank POSTING {two}" in done.err
    missing = cli("match", f"{two}/nobody.pdf", POSTING)
    assert "there is no such file in it" in missing.err


def locked() -> bytes:
    """An archive with one entry marked as encrypted."""
    data = bytearray(archive({"a.txt": SHORT}))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + place] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (archive({"../up.txt": SHORT}), "its path leads out of the archive"),
        (archive({"/etc/abs.txt": SHORT}), "its path leads out of the archive"),
        (archive({"c:/abs.txt": SHORT}), "its path leads out of the archive"),
        (archive({"inner.zip": archive({"a.txt": SHORT})}), "within another is not opened"),
        (archive({"bomb.txt": b"a" * (6 << 20)}), "unpacks to far more than it is"),
        (archive({"large.txt": random.Random(1).randbytes(2 << 20)}), "larger than 1 MiB"),
        (locked(), "protected by a password"),
    ],
    ids=["up", "absolute", "drive", "nested", "bomb", "large", "locked"],
)
def test_what_attacks_do_is_one_line_in_its_place(data: bytes, told: str):
    """And the file beside it is read."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as made:
        made.writestr("good.txt", SHORT)
    with ReaderPool(limits=Limits(size=1 if "1 MiB" in told else 25)) as pool:
        first, second = pool.unpack(buffer.getvalue(), "all.zip")
    assert isinstance(first, InputError)
    assert told in str(first)
    assert "\n" not in str(first)
    assert isinstance(second, Member)
    assert second.name == "all.zip/good.txt"


def test_attachments_are_resumes_and_the_mail_is_a_letter(tmp_path: Path):
    """The sender is known where the résumé names nobody; the letter proves nothing."""
    path = tmp_path / "application.eml"
    path.write_bytes(mail({"cv.txt": SHORT, "logo.png": b"\x89PNG\r\n\x1a\n" + b"x" * 900}))
    resume = read_resume(path)
    assert resume.source == f"{path}/cv.txt"
    assert resume.candidate is not None
    assert resume.candidate.name == "Zoë Writer"
    assert resume.candidate.email == "zoe.writer@example.com"
    assert [flag.kind for flag in resume.flags] == ["letter"]
    assert "Kubernetes" in resume.flags[0].quote
    assert not any("Kubernetes" in bullet.text for bullet in resume.bullets)


def test_the_resume_names_its_person_itself(tmp_path: Path):
    """Who sends it may be an agency."""
    path = tmp_path / "agency.eml"
    path.write_bytes(mail({"cv.pdf": PDF.read_bytes()}))
    resume = read_resume(path)
    assert resume.candidate is not None
    assert resume.candidate.name == "Maria Okafor"


def test_a_mail_without_attachments_is_what_it_says(tmp_path: Path):
    """A résumé or a posting in the mail itself."""
    path = tmp_path / "plain.eml"
    path.write_bytes(mail({}, SHORT.decode()))
    assert [role.title for role in read_resume(path).roles] == ["Cook"]
    path.write_bytes(mail({}, POSTING.read_text(encoding="utf-8")))
    assert len(read_posting(path).requirements) == len(read_posting(POSTING).requirements)


def test_a_mail_that_is_damaged_does_not_cost_the_others():
    """In a mailbox it is one line in its place; strange encodings are read as far as they go."""
    strange = mail({}, "x").replace(b'charset="utf-8"', b'charset="idna"')
    broken = mail({}, "x +2AA- y").replace(b'charset="utf-8"', b'charset="utf-7"')
    box = b"".join(
        b"\nFrom someone\n" + one + b"\n" for one in (strange, broken, mail({"b.txt": SHORT}))
    )
    assert found(box, "in.mbox") == ["in.mbox/1", "in.mbox/2", "in.mbox/3/b.txt"]


def test_a_comma_in_the_name_of_a_sender():
    """Encoded, it parts no addresses."""
    data = mail({"cv.txt": SHORT}).replace(
        b"From: =?utf-8?q?Zo=C3=AB?= Writer <", b"From: =?utf-8?q?Lee=2C_Ann?= <"
    )
    (member,) = unpack(data, "a.eml")
    assert isinstance(member, Member)
    assert member.mail is not None
    assert member.mail.sender.email == "zoe.writer@example.com"
    assert member.mail.sender.name == "Lee, Ann"


def test_names_in_archives_however_they_are_written(tmp_path: Path):
    """With a leading `./` too; a path into an archive may be written in any way."""
    path = tmp_path / "all.zip"
    path.write_bytes(archive({"./a.txt": SHORT, "b/./c.txt": SHORT, "..\\d.txt": SHORT}))
    names = found(path.read_bytes(), str(path))
    assert names[:2] == [f"{path}/a.txt", f"{path}/b/c.txt"]
    assert "leads out of the archive" in names[2]
    assert read_resume(f"{tmp_path}//./all.zip//b/c.txt").roles[0].title == "Cook"
    with pytest.raises(InputError, match="cannot be read"):
        read_resume("x" * 300)


def test_a_document_larger_than_the_limit_is_no_archive_either():
    """Whatever part stands first in it."""
    padded = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD.read_bytes())) as old, zipfile.ZipFile(padded, "w") as new:
        new.writestr("customXml/pad.bin", random.Random(2).randbytes(2 << 20))
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with ReaderPool(limits=Limits(size=1)) as pool, pytest.raises(InputError, match="1 MiB"):
        pool.read_resume(padded.getvalue())


def test_an_old_word_file_in_a_mail_is_no_mail_and_the_other_way_round():
    """Which of the two it is, the directory of the outer file says."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    data = outlook("Ann Lee", "ann@example.com", LETTER, {"cv.doc": old + bytes(5000)})
    assert found(data, "mail.msg") == ["mail.msg/cv.doc"]


def test_a_forwarded_mail_and_a_mailbox():
    """Attachments of mails within a mail, and of each mail of a mailbox."""
    outer = EmailMessage()
    outer["From"], outer["Message-ID"] = "hr@example.com", "<2@example.com>"
    outer.set_content("see below")
    inner = EmailMessage()
    inner.set_content("hello")
    inner.add_attachment(SHORT, maintype="text", subtype="plain", filename="cv.txt")
    outer.add_attachment(inner)
    assert found(bytes(outer), "fwd.eml") == ["fwd.eml/cv.txt"]
    box = b"".join(
        b"From someone Thu Jan  1 00:00:00 2026\n" + mail({name: SHORT}) + b"\n"
        for name in ("a.txt", "b.txt")
    )
    assert found(box, "in.mbox") == ["in.mbox/1/a.txt", "in.mbox/2/b.txt"]


def test_a_letter_pasted_into_a_text_is_no_mail(tmp_path: Path):
    """`From:` and `Subject:` above a résumé do not make a mail of it."""
    path = tmp_path / "cv.txt"
    path.write_bytes(b"From: Ann Lee\nSubject: Application\n\n" + SHORT)
    assert read_resume(path).source == str(path)


def test_a_mail_of_outlook():
    """Sender, body and attachments, by the streams that Outlook writes."""
    data = outlook("Ann Lee", "ann@example.com", LETTER, {"cv.pdf": PDF.read_bytes()})
    (member,) = unpack(data, "mail.msg")
    assert isinstance(member, Member)
    assert member.name == "mail.msg/cv.pdf"
    assert member.mail is not None
    assert (member.mail.sender.name, member.mail.sender.email) == ("Ann Lee", "ann@example.com")
    assert member.mail.letter == LETTER.strip()
    with ReaderPool() as pool:
        assert pool.read_resume(member).text == read_resume(PDF).text


def csv_table(path: Path, rows: list[list[str]]) -> None:
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")


def sheet(path: Path, rows: list[list[str]]) -> None:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize(("name", "save"), [("people.csv", csv_table), ("people.xlsx", sheet)])
def test_a_table_of_candidates_names_their_files(
    tmp_path: Path, name: str, save: Callable[[Path, list[list[str]]], None]
):
    """The column of paths is found; a missing file is one line, in its place."""
    (tmp_path / "cv.txt").write_bytes(SHORT)
    (tmp_path / "maria.pdf").write_bytes(PDF.read_bytes())
    rows = [["Name", "Résumé", "Note"], ["A", "cv.txt", "good"], ["B", "gone.pdf", ""]]
    save(tmp_path / name, [*rows, ["C", "maria.pdf", "x"]])
    with ReaderPool() as pool:
        files = pool.find([tmp_path / name])
        read = list(pool.read_resumes(files))
    assert [isinstance(one, Resume) for one in read] == [True, False, True]
    assert name_of(files[0]) == str(tmp_path / "cv.txt")
    assert "gone.pdf: there is no such file" in str(read[1])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"path\ncv.txt\n", None),
        ("Datei;Größe\ncv.txt;groß\n".encode("cp1252"), None),
        (b"name,path\nA,/etc/passwd\nB,../../etc/hostname\n", "no column of it names files"),
        (b"a,b\n" * 4000 + b"x," * 20_000 + b"\n" + b"a,b\n" * 9000, "no column of it names files"),
        (b"PK\x03\x04" + bytes(200), "the table is damaged"),
    ],
    ids=["one column", "windows-1252", "outside", "ragged", "damaged"],
)
def test_tables_as_they_come(tmp_path: Path, data: bytes, told: str | None):
    """A column alone, another encoding; files elsewhere are not opened; one line for the rest."""
    (tmp_path / "cv.txt").write_bytes(SHORT)
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    with ReaderPool() as pool:
        (item,) = pool.find([path])
    if told is None:
        assert name_of(item) == str(tmp_path / "cv.txt")
    else:
        assert isinstance(item, InputError)
        assert told in str(item)


def test_an_index_keeps_the_files_of_an_archive(cli: Cli, tmp_path: Path):
    """Each under its name; the same archive again changes nothing, and an update reads them."""
    path = tmp_path / "all.zip"
    path.write_bytes(archive({"maria.pdf": PDF.read_bytes(), "b.txt": SHORT}))
    folder = tmp_path / "index"
    assert cli("index", "add", path, "--index", folder, "--quiet").out == "2 added\n"
    assert cli("index", "add", path, "--index", folder, "--quiet").out == "2 unchanged\n"
    path.write_bytes(archive({"maria.pdf": PDF.read_bytes(), "b.txt": SHORT + b"- Cleaned.\n"}))
    assert cli("index", "update", "--index", folder, "--quiet").out == "1 replaced, 1 unchanged\n"


@pytest.mark.parametrize("name", ["https://example.com/job", "http://example.com/cv.pdf"])
def test_nothing_is_fetched(cli: Cli, name: str):
    """An address gets one line that says how to save the page."""
    done = cli("match", PDF, name)
    assert (done.code, done.out) == (3, "")
    assert f"{name}: this is an address, and nothing is fetched" in done.err
    assert "save the page" in done.err


def damaged(generator: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(generator.choice([1, 5, 40])):
        changed[generator.randrange(len(changed))] = generator.randrange(256)
    return bytes(changed[: generator.choice([len(changed), generator.randrange(20, len(changed))])])


@pytest.mark.long
def test_hostile_archives_and_mails():
    """Four hundred damaged ones: each file or one line, and no process dies."""
    generator = random.Random(5)
    good = [
        archive({"a.txt": SHORT, "b/c.txt": SHORT, "../d.txt": SHORT}),
        mail({"cv.txt": SHORT, "b.txt": SHORT}),
        outlook("Ann Lee", "ann@example.com", LETTER, {"cv.txt": SHORT}),
        b"From a\n" + mail({"cv.txt": SHORT}) + b"\nFrom b\n" + mail({"cv.txt": SHORT}),
    ]
    with ReaderPool(limits=Limits(seconds=10)) as pool:
        for number in range(400):
            data = damaged(generator, good[number % len(good)])
            try:
                items = pool.unpack(data, "file")
            except InputError as error:
                items = [error]
            for item in items:
                if isinstance(item, InputError):
                    assert "\n" not in str(item)
                    assert "the reader failed on it" not in str(item), data[:200]
                else:
                    assert item.name == "file" or item.name.startswith("file/")
