"""The command line: results on stdout, one line on stderr, exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pypdf
import pytest
from conftest import AS_OF, EXAMPLES, Run, run_python
from PIL import Image

import fitscore
from fitscore import ReaderPool, Resume, read_resume

POSTING = EXAMPLES / "postings" / "program_manager.txt"
RESUME = EXAMPLES / "resumes" / "devon_grant.pdf"

pytestmark = pytest.mark.usefixtures("encoder")
Cli = Callable[..., Run]


def test_version(cli: Cli):
    """`--version` names the version and exits 0."""
    done = cli("--version")
    assert (done.code, done.out) == (0, f"fitscore {fitscore.__version__}\n")


def test_match_as_text_is_readable_at_80_columns(cli: Cli):
    """Each line of a piped report fits 80 columns and holds no colours."""
    done = cli("match", RESUME, POSTING, "--as-of", AS_OF)
    assert done.code == 0
    assert "Devon Grant" in done.out
    assert "Required met:" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\x1b" not in done.out


def test_match_as_json(cli: Cli):
    """The JSON carries its schema, the day, and a quote for what is met."""
    done = cli("match", RESUME, POSTING, "-f", "json", "--as-of", AS_OF)
    value = json.loads(done.out)
    assert value["schema"] == "fitscore.match/1"
    assert value["as_of"] == AS_OF
    assert 0 <= value["fit"] <= 100
    assert all(item["evidence"] for item in value["requirements"] if item["verdict"] == "met")


def test_match_as_html_to_a_file(cli: Cli, tmp_path: Path):
    """`-o` writes the page whole and stdout stays empty."""
    page = tmp_path / "report.html"
    done = cli("match", RESUME, POSTING, "-f", "html", "-o", page, "--as-of", AS_OF)
    assert (done.code, done.out) == (0, "")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_stopped_ranking_shows_what_was_done(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Ctrl-C after two of three: these are ranked, a line says so, and the exit code is 130."""
    texts = [tmp_path / f"{name}.txt" for name in "abc"]
    for path in texts:
        text = f"Ann Lee\n\nExperience\n- Managed the records of the town {path.stem}\n"
        path.write_text(text, "utf-8")

    def two(_pool: ReaderPool, sources: Iterable[str]) -> Iterator[Resume]:
        for source in list(sources)[:2]:
            yield read_resume(source)
        raise KeyboardInterrupt

    monkeypatch.setattr(ReaderPool, "read_resumes", two)
    done = cli("rank", POSTING, *texts, "-f", "json")
    assert done.code == 130
    assert "stopped; 2 of 3 résumés are ranked" in done.err
    assert len(json.loads(done.out)["candidates"]) == 2


def test_rank_lists_what_it_cannot_read(cli: Cli, tmp_path: Path):
    """Exit 1, the rest ranked, the file named on stderr."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    done = cli("rank", POSTING, RESUME, broken, "-f", "json", "--as-of", AS_OF)
    value = json.loads(done.out)
    assert done.code == 1
    assert [item["rank"] for item in value["candidates"]] == [1]
    assert value["failed"][0]["source"] == str(broken)
    assert done.err.count("\n") == 1
    assert "broken.pdf" in done.err


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_anonymized_reports_hold_no_name_and_the_same_fit(cli: Cli, form: str):
    """Name, mail, phone and the file's name are masked in every format; numbers stay."""
    options = ("match", RESUME, POSTING, "-f", form, "--as-of", AS_OF)
    plain, masked = cli(*options).out, cli(*options, "--anonymize").out
    for word in ("Devon", "devon_grant", "devon.grant@", "555-0117", "<img", "img-src"):
        assert word not in masked
    assert "Devon" in plain
    assert ("<img" in plain) == (form == "html")
    if form == "json":
        before, after = json.loads(plain), json.loads(masked)
        assert "candidate" not in after["resume"]
        assert after["fit"] == before["fit"]
        spans = [[(e["start"], e["end"]) for e in r["evidence"]] for r in after["requirements"]]
        assert spans == [
            [(e["start"], e["end"]) for e in r["evidence"]] for r in before["requirements"]
        ]


def test_an_anonymized_resume_keeps_its_offsets(cli: Cli):
    """Each bullet of a masked résumé is where it says it is in the masked text."""
    value = json.loads(cli("parse", "resume", RESUME, "-f", "json", "--anonymize").out)
    assert "Grant" not in value["text"]
    assert "grant writing" in value["text"]
    for bullet in value["bullets"]:
        assert " ".join(value["text"][bullet["start"] : bullet["end"]].split()) == bullet["text"]


def test_an_edited_posting_is_a_posting(cli: Cli, tmp_path: Path):
    """Parse posting, edit the file, match with it."""
    edited = tmp_path / "posting.json"
    assert cli("parse", "posting", POSTING, "-f", "json", "-o", edited).code == 0
    value = json.loads(edited.read_text(encoding="utf-8"))
    value["requirements"] = value["requirements"][:2]
    edited.write_text(json.dumps(value), encoding="utf-8")
    done = cli("match", RESUME, edited, "-f", "json", "--as-of", AS_OF)
    assert len(json.loads(done.out)["requirements"]) == 2


@pytest.mark.parametrize("kind", ["posting", "resume"])
def test_parse_as_text_and_json(cli: Cli, kind: str):
    """Both forms of both commands print something with the schema or the words of the file."""
    file = POSTING if kind == "posting" else RESUME
    assert json.loads(cli("parse", kind, file, "-f", "json").out)["schema"] == f"fitscore.{kind}/1"
    text = cli("parse", kind, file).out
    assert "Program" in text
    assert max(map(len, text.splitlines())) <= 80


def test_unread_resume_as_json_has_its_status(cli: Cli, tmp_path: Path):
    """`parse resume -f json` prints the status and exits 3."""
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    done = cli("parse", "resume", empty, "-f", "json")
    assert done.code == 3
    assert json.loads(done.out)["status"] == "empty"


def test_wrong_options(cli: Cli):
    """An unknown option, a wrong day and a missing argument exit 2."""
    assert cli("match", "--nonsense").code == 2
    assert cli("match", RESUME, POSTING, "--as-of", "yesterday").code == 2
    assert cli("match", RESUME).code == 2


def image_only_pdf() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(buffer, "PDF")
    return buffer.getvalue()


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=RESUME)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


BAD_RESUMES = {
    "empty.pdf": (b"", "is empty"),
    "scan.pdf": (image_only_pdf(), "no text that a reader could see, only pictures"),
    "locked.pdf": (locked_pdf(), "protected by a password"),
    "cut.pdf": (RESUME.read_bytes()[:900], "damaged or cut off"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(50), "the picture is damaged"),
    "nobody.txt": (b"Ann Lee\nann@example.com\n", "no statement"),
}


@pytest.mark.parametrize("name", BAD_RESUMES)
def test_bad_resumes_get_one_line(cli: Cli, tmp_path: Path, name: str):
    """Exit 3, one line that names the file and the fault, nothing on stdout."""
    data, fault = BAD_RESUMES[name]
    path = tmp_path / name
    path.write_bytes(data)
    done = cli("match", path, POSTING)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert name in done.err
    assert fault in done.err


@pytest.mark.parametrize(
    ("resume", "posting", "fault"),
    [
        ("missing.pdf", POSTING, "there is no such file"),
        (EXAMPLES, POSTING, "this is a folder"),
        (RESUME, "missing.txt", "there is no such file"),
    ],
)
def test_missing_inputs_get_one_line(cli: Cli, resume: object, posting: object, fault: str):
    """A path that names no file."""
    done = cli("match", resume, posting)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert fault in done.err


def test_a_posting_that_asks_nothing(cli: Cli, tmp_path: Path):
    """Exit 3, and the line says what to do."""
    path = tmp_path / "posting.txt"
    path.write_text("We sell boats and ropes.\n")
    done = cli("match", RESUME, path)
    assert done.code == 3
    assert "no requirement was found" in done.err
    assert "under a heading such as Qualifications" in done.err


def test_a_model_that_cannot_be_had(cli: Cli):
    """Exit 3, one line, no traceback."""
    done = cli("match", RESUME, POSTING, "--model", "no-such/model", "--quiet")
    assert done.code == 3
    assert "model no-such/model: it cannot be loaded" in done.err
    assert "Traceback" not in done.err


def test_model_list_names_the_default(cli: Cli):
    """The compiled default model is listed with its place."""
    assert "all-MiniLM-L6-v2" in cli("model", "list").out


def test_standard_input():
    """`-` reads the posting from standard input."""
    code = (
        "import io, sys; sys.stdin = io.TextIOWrapper(open('examples/postings/registered_nurse.md',"
        "'rb')); from fitscore.cli import main; sys.exit(main(['parse', 'posting', '-']))"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert "Registered Nurse" in done.stdout


def test_doctor_says_what_is_there(cli: Callable[..., Run], tmp_path: Path):
    """A line for each part; an index that is none is wrong, and the exit code says so."""
    found = cli("doctor", "-f", "json")
    assert found.code == 0, found.out
    checks = {check["name"]: check for check in json.loads(found.out)["checks"]}
    assert checks["model"]["state"] == "ok"
    assert "Python" in checks["fitscore"]["told"]
    assert checks["fitscore[models]"]["state"] == "ok"
    assert {"fitscore[ocr]", "LibreOffice", "cache", "model compiled", "index"} <= set(checks)
    (tmp_path / "index").mkdir()
    wrong = cli("doctor", "--index", tmp_path / "index")
    assert wrong.code == 1
    assert "✘ index:" in wrong.out
    assert max(map(len, wrong.out.splitlines())) < 200
