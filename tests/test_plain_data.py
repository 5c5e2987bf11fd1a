"""JSON, TOML and CSV from strangers and for them: numbers beyond measure, depth, signs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES

from fitscore import Limits, Posting, Resume, Scorer, rank
from fitscore.documents.plain import load_json
from fitscore.errors import DecisionFileError, FitscoreError, InputError, RecordError
from fitscore.isolation import ReaderPool
from fitscore.records import append_records, read_records, record_of
from fitscore.report import ranking_to_csv
from fitscore.report.as_csv import cell
from fitscore.schema import MatchObject, PostingObject, ResumeObject, to_dict, to_json
from fitscore.scoring.classifier import load_decision
from fitscore.scoring.weights import load_weights
from fitscore.types import Failure, Status

DIGITS = "9" * 6_000
DEEP = 20_000
NUMBERS = {
    "digits": DIGITS,
    "minus": f"-{DIGITS}",
    "infinite": "1e999",
    "nan": "NaN",
    "infinity": "-Infinity",
    "lists": "[" * DEEP + "]" * DEEP,
    "objects": '{"a":' * DEEP + "1" + "}" * DEEP,
}
UNSEEN = "a\u202eb\u2066c\u0085d\u009be\u200bf\x7fg\u2028h\U000e0041"


@pytest.fixture(scope="module")
def pool() -> ReaderPool:
    """Reads in this process: what is raised here would end a worker."""
    return ReaderPool(limits=Limits(isolated=False))


def fault_of(read: Callable[[bytes], object], data: bytes) -> str:
    """What is wrong with a file; nothing where it is read."""
    try:
        read(data)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_numbers_beyond_measure(number: str, pool: ReaderPool, tmp_path: Path):
    """In a JSON Resume, a page's JSON-LD, an edited posting, a decision, weights, a record.

    Each is read without the value or refused in one line, whatever reads it.
    """
    resume = (EXAMPLES / "resumes" / "sources" / "maria_okafor.json").read_text("utf-8")
    odd = resume.replace("{", '{"basics2": ' + number + ",", 1)
    page = (
        '<html><head><script type="application/ld+json">{"@type": "JobPosting", "description": '
        f'"Requirements: filed papers", "baseSalary": {number}}}</script></head><body><h1>Clerk'
        "</h1><h2>Requirements</h2><ul><li>Filed papers</li></ul></body></html>"
    )
    posting = to_json(PostingObject.of(Posting.from_text("Requirements\n- Filed papers")))
    edited = posting.replace('"requirements"', f'"more": {number}, "requirements"', 1)
    asked = posting.replace('"years_min": null', f'"years_min": {number}', 1)
    for read, text in (
        (pool.read_resume, odd),
        (pool.read_posting, page),
        (pool.read_posting, edited),
        (pool.read_posting, asked),
    ):
        assert "\n" not in fault_of(read, text.encode())
    path = tmp_path / "file"
    for load, kind, text in (
        (load_decision, DecisionFileError, f'{{"schema": "fitscore.decision/4", "x": {number}}}'),
        (load_decision, DecisionFileError, number),
        (load_weights, FitscoreError, f"[priority]\nrequired = {number}\n"),
        (load_weights, FitscoreError, "[priority]\nrequired = nan\n"),
        (read_records, RecordError, f'{{"schema": "fitscore.record/1", "fit": {number}}}\n'),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(kind) as caught:
            load(path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", [DIGITS, "NaN", "1e999", "-Infinity"])
def test_a_json_resume_with_an_odd_number_is_still_one(number: str, pool: ReaderPool):
    """A grade that is NaN costs the grade, and not the résumé's structure."""
    text = (EXAMPLES / "resumes" / "sources" / "maria_okafor.json").read_text("utf-8")
    odd = text.replace("{", '{"score": ' + number + ",", 1)
    assert len(pool.read_resume(odd.encode()).roles) == len(pool.read_resume(text.encode()).roles)
    assert load_json(f'{{"a": {number}, "b": 7}}') == {"a": None, "b": 7}


def test_json_shows_what_is_unseen(scorer: Scorer, tmp_path: Path):
    """Bidi, C1 and other unseen characters are escaped wherever JSON is written; values stay."""
    resume = Resume.from_text(f"Ann Lee\n\nExperience\n- Filed the papers of {UNSEEN}\n- Led men\n")
    resume = replace(resume, source=UNSEEN)
    match = scorer.match(resume, Posting.from_text("Requirements\n- Filed papers"), as_of=AS_OF)
    for value in (MatchObject.of(match), ResumeObject.of(resume)):
        text = to_json(value)
        assert all(c.isprintable() or c == "\n" for c in text)
        assert json.loads(text) == to_dict(value)
    assert (
        "é\u202e" in json.loads(to_json(ResumeObject.of(replace(resume, text="é\u202e"))))["text"]
    )
    path = tmp_path / "record.jsonl"
    append_records(path, [record_of(match, scorer.weights)])
    assert all(c.isprintable() or c == "\n" for c in path.read_text("utf-8"))
    assert read_records(path)[0].resume.source == UNSEEN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'@SUM(A1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; \t-2;+3", "a;  '-2;'+3"),
        ('a;"=1', "a;\"'=1"),
        ("a,b; c - d", "a,b; c - d"),
        ("C++; a-b", "C++; a-b"),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str):
    """Neither where cells are parted by a comma nor where a semicolon parts them."""
    assert cell(text) == shown


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_table_that_a_spreadsheet_parts_its_own_way(scorer: Scorer, delimiter: str):
    """No cell begins a formula in either; where a comma parts them each is as it was written."""
    attack = 'x;=HYPERLINK("http://e.example";"a")'
    posting = Posting.from_text("Requirements\n- Filed papers\n- Led people")
    first, *others = posting.requirements
    found = rank(
        replace(posting, requirements=(replace(first, text=attack), *others)),
        [Resume.from_text("Ann Lee\n\nExperience\n- Filed papers\n")],
        scorer=scorer,
    )
    failed = Failure(attack, Status.EMPTY, f"{attack}: it is empty")
    text = ranking_to_csv(replace(found, failed=(failed,))).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    begins = [field.lstrip("\"' ")[:1] for row in rows for field in row if field[:1] != "'"]
    assert not {"=", "@", "+", "-"} & set(begins)
    if delimiter == ",":
        assert {len(row) for row in rows} == {len(rows[0])}
        assert rows[2][rows[0].index("source")] == attack.replace("=", "'=")
