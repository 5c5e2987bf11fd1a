"""What a candidate is told: what was read, what counts, and the smallest truthful change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, Run

from fitscore import Match, Posting, Resume, Scorer
from fitscore.types import Verdict

POSTING = EXAMPLES / "postings" / "program_manager.txt"
DEVON = EXAMPLES / "resumes" / "devon_grant.pdf"


@pytest.fixture(scope="module")
def devon(real_scorer: Scorer) -> Match:
    """A match with something of everything."""
    return real_scorer.match(DEVON, POSTING, as_of=AS_OF)


def advice(match: Match, words: str) -> str:
    return next(r.advice for r in match.requirements if words in r.requirement.text)


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.name)
def test_advice_is_always_conditional(posting: object, scorer: Scorer):
    """Nobody is told to write what is not so: each advice but that on unknowns begins with If."""
    for path in RESUMES:
        for result in scorer.match(path, posting, as_of=AS_OF).requirements:
            if result.verdict is Verdict.MET:
                assert result.advice == ""
            elif result.verdict is Verdict.UNKNOWN:
                assert result.advice == "A résumé need not say this; expect to be asked."
            else:
                assert result.advice.startswith("If ")


def test_a_missing_certificate_is_to_be_named(devon: Match):
    """PMP is asked; CAPM is held."""
    assert advice(devon, "PMP").startswith("If you hold Project Management Professional or PMP")


def test_a_smaller_budget_is_to_be_topped_only_if_it_was(devon: Match):
    """Both sums are said."""
    told = advice(devon, "$1 million")
    assert "1 million or more" in told
    assert "180,000" in told


def test_fewer_years_are_said_with_their_count(devon: Match):
    """Four years and five months were found."""
    assert "longer than the 4 years 5 months found" in advice(devon, "5-7 years")


def test_a_degree_and_a_language_have_their_own_words(devon: Match):
    """A line for the degree; a name for the language."""
    assert "If you have a master's degree" in advice(devon, "Master's degree")
    assert advice(devon, "second language").startswith("If you speak Punjabi")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Experience managing a budget of any size", "say its size"),
        ("Experience leading a crew of gardeners", "say how many"),
        ("Experience pruning roses in glasshouses", "for whom, how much"),
    ],
)
def test_what_nothing_shows_is_asked_for_by_what_it_is(asked: str, told: str, real_scorer: Scorer):
    """A budget has a size, a team a number, work a place."""
    posting = Posting.from_text(f"Requirements\n- {asked}\n- Knowledge of Excel\n")
    resume = Resume.from_text("Ann Lee\n\nExperience\nBaker, May 2012 - Jun 2020\n- Baked bread\n")
    assert told in real_scorer.match(resume, posting, as_of=AS_OF).requirements[0].advice


@pytest.mark.usefixtures("encoder")
def test_the_candidates_report(cli: Callable[..., Run]):
    """What was read, what counts, what was not found; no score, nobody else; 80 columns."""
    run = cli("match", DEVON, POSTING, "--for", "candidate", "--as-of", AS_OF)
    assert run.code == 0
    for heading in ("What was read of it", "What counts", "What was not found"):
        assert heading in run.out
    assert "3 jobs: Program Coordinator" in run.out
    assert not re.search(r"of 100|\bfit \d|rank|other candidates", run.out, re.IGNORECASE)
    assert max(map(len, run.out.splitlines())) <= 80


@pytest.mark.usefixtures("encoder")
def test_the_candidates_page_and_json(cli: Callable[..., Run]):
    """The page has no score either; the JSON object has the advice for whoever reads it."""
    options = ("--for", "candidate", "--as-of", AS_OF)
    page = cli("match", DEVON, POSTING, *options, "-f", "html").out
    assert "Content-Security-Policy" in page
    assert "If you hold Project Management Professional" in page
    assert "of 100" not in page
    value = json.loads(cli("match", DEVON, POSTING, *options, "-f", "json").out)
    assert any(item["advice"].startswith("If ") for item in value["requirements"])
