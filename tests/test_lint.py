"""What a posting's author is told: where, what, and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, POSTINGS, Run, squash

from fitscore import Posting, read_posting
from fitscore.posting import lint

NEEDS_MENDING = EXAMPLES / "needs_mending.txt"


def found(kind: str) -> list[str]:
    posting = read_posting(NEEDS_MENDING)
    return [item.text for item in lint(posting) if item.kind == kind]


def test_every_finding_is_verbatim():
    """Each span holds the words it is about."""
    posting = read_posting(NEEDS_MENDING)
    findings = lint(posting)
    assert len(findings) >= 10
    for item in findings:
        assert squash(posting.text[item.start : item.end]) == item.text
        assert item.suggestion


def test_what_no_resume_can_show():
    """A sense of humour is claimed by everyone; shifts are asked on a form."""
    assert found("unprovable") == ["highly motivated", "self-starter", "sense of humour"]
    assert found("condition") == ["Ability to work evenings and weekends"]


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("Excellent written and verbal communication skills", "unprovable", "Excellent written"),
        ("Ability to work independently and in a team", "unprovable", "Ability to work indep"),
        ("High attention to detail", "unprovable", "High attention to detail"),
        ("Extensive experience leading audits", "vague", "Extensive experience"),
        ("Proven track record in sales", "vague", "Proven track record"),
        ("Strong technical skills in wiring", "vague", "Strong technical skills"),
        ("Valid driver's license and auto insurance", "several", "Valid driver's license and"),
        ("Experience with Kubernetes and knowledge of labour law", "several", "Experience with"),
        ("Must be punctual", "unprovable", "Must be punctual"),
        ("A phlebotomy certificate and experience of outreach", "several", "A phlebotomy"),
        ("At least 2 years of field sales and a driving licence", "several", "At least 2"),
        ("English at C1 and Spanish at B1", "several", "English at C1"),
        ("Honest, patient and kind", "adjectives", "Honest, patient and kind"),
        ("Skill in wiring would a great asset", "mistake", "would a"),
        ("Kept the the records of a court", "mistake", "the the"),
        ("Knowledge of hospital billing.would suit a nurse", "mistake", "billing.would"),
    ],
)
def test_what_an_editor_would_mend(text: str, kind: str, told: str):
    """The words that it is about, under the kind of fault that it is."""
    posting = Posting.from_text(f"Requirements\n- {text}\n- Five years in parks\n- Drove a bus\n")
    findings = [item.text for item in lint(posting) if item.kind == kind]
    assert any(item.startswith(told) for item in findings)


@pytest.mark.parametrize(
    "text",
    [
        "Knowledge of and experience with budgets",
        "Experience with SQL or knowledge of Python",
        "Ability to read blueprints",
        "A degree in botany or equivalent experience with plants",
        "Experience with hydraulics, pneumatics and pumps",
        "A degree in nursing, or a diploma with equivalent clinical experience",
        "Three years of extensive experience as a baker",
        "Experience that that team needs",
    ],
)
def test_what_an_editor_would_leave_alone(text: str):
    """Synonyms and alternatives are one ask; a task can be shown; years are a measure."""
    posting = Posting.from_text(f"Requirements\n- {text}\n- Five years in parks\n- A bus licence\n")
    assert [item.kind for item in lint(posting)] == []


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        ("Hands-on experience with Ads, Looker and GA4", "Experience with Looker and Ads", True),
        ("Managing budgets of schools", "Management of school budgets in the country", True),
        ("Two years of knitting machines", "Three years of knitting machines", False),
        ("Knowledge of design-based methods", "Knowledge of data-based methods", False),
        ("A certificate in knitting machines", "Experience with knitting machines", False),
    ],
)
def test_an_ask_in_other_words(first: str, second: str, *, twice: bool):
    """All that the shorter says stands in the longer; years and papers tell them apart."""
    posting = Posting.from_text(f"Requirements\n- {first}\n- Drove a bus\n- {second}\n")
    assert any(item.kind == "duplicate" for item in lint(posting)) is twice


def test_requirements_said_twice_and_against_each_other():
    """The same words in another order, two counts of years, a degree and none."""
    assert found("duplicate") == ["Experience negotiating with stage builders and caterers"]
    assert found("contradiction") == [
        "degree is not required",
        "Four years of experience with permit applications",
    ]


def test_years_beyond_the_level_of_the_title():
    """Five years are not what a junior has."""
    assert found("years") == [
        "At least five years of experience organizing public events",
        "Four years of experience with permit applications",
    ]


def test_a_stack_of_adjectives():
    """Three words of praise in one requirement are one finding."""
    (text,) = found("adjectives")
    assert text.startswith("A dynamic, enthusiastic, highly motivated")


def test_words_that_stand_for_who_somebody_is():
    """Age, gender and origin; young people whom the work serves are left alone."""
    assert found("proxy") == [
        "young and energetic team",
        "Foremen",
        "Native English speaker",
        "Canadian work experience",
    ]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Ideal for recent graduates", "age"),
        ("Aged 25-35", "age"),
        ("No more than three years of experience", "age"),
        ("Perfect eyesight", "disability"),
        ("No family commitments", "family"),
        ("Practising Christian", "religion"),
        ("Attractive appearance", "looks"),
        ("English mother tongue", "origin"),
        ("Waitress or salesman", "gender"),
    ],
)
def test_each_proxy_says_what_it_stands_for(text: str, about: str):
    """The suggestion begins with the characteristic."""
    posting = Posting.from_text(f"Requirements\n- {text}\n- Knowledge of parks\n")
    assert any(item.suggestion.startswith(about) for item in lint(posting) if item.kind == "proxy")


@pytest.mark.parametrize("path", POSTINGS, ids=lambda path: path.name)
def test_the_honest_examples_shut_nobody_out(path: Path):
    """No proxy, duplicate, contradiction or stack in postings written with care."""
    kinds = {item.kind for item in lint(read_posting(path))}
    assert kinds <= {"unprovable", "condition", "vague", "several", "mistake"}


def test_lint_on_the_command_line(cli: Callable[..., Run]):
    """Text has a heading for each kind and the line; JSON is a fitscore.lint/1 object."""
    text = cli("lint", NEEDS_MENDING)
    assert text.code == 0
    assert "Shuts people out (4)" in text.out
    assert "“Native English speaker” (line 14)" in text.out
    assert max(map(len, text.out.splitlines())) <= 80
    value = json.loads(cli("lint", NEEDS_MENDING, "-f", "json").out)
    assert value["schema"] == "fitscore.lint/1"
    assert {"kind", "text", "start", "end", "suggestion"} == set(value["findings"][0])
