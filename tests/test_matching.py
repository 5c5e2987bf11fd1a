"""Matches: proof, order, repeatability, blindness to names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, run_python, squash

from fitscore import Match, Posting, Resume, Scorer, rank, read_posting, read_resume
from fitscore.documents.sources import expand_sources
from fitscore.errors import NoRequirementError, WeightsFileError
from fitscore.posting import posting_from_json
from fitscore.report import posting_to_text
from fitscore.scoring import Weights
from fitscore.testing import HashingEncoder, first_look
from fitscore.types import Priority, Status, Verdict

POSTING = EXAMPLES / "postings" / "program_manager.txt"
RESUME = EXAMPLES / "resumes"


def weighing(weights: Weights) -> Scorer:
    """A scorer without a model."""
    return Scorer(encoder=HashingEncoder(), decision=first_look(), weights=weights)


def quotes(match: Match) -> list[tuple[str, int, int]]:
    return [
        (quote.quote, quote.start, quote.end)
        for result in match.requirements
        for quote in (*result.evidence, *([result.nearest] if result.nearest else []))
    ]


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.name)
def test_every_quote_is_verbatim(posting: Path, scorer: Scorer):
    """On every example and format, each quote is where it says it is, and not too long."""
    for path in RESUMES:
        match = scorer.match(path, posting, as_of=AS_OF)
        assert quotes(match)
        for quote, start, end in quotes(match):
            assert squash(match.resume.text[start:end]) == quote
            assert 1 < len(quote) <= 300


def test_met_and_partial_have_evidence_and_the_others_none(real_scorer: Scorer):
    """Proof stands exactly where a verdict needs it."""
    match = real_scorer.match(RESUME / "devon_grant.pdf", POSTING, as_of=AS_OF)
    for result in match.requirements:
        shown = result.verdict in {Verdict.MET, Verdict.PARTIAL}
        assert bool(result.evidence) is shown
        assert result.nearest is None or result.verdict is Verdict.MISSING
        assert (result.probability is None) is (result.verdict is Verdict.UNKNOWN)


def test_the_degree_is_proved_by_the_education_entry(real_scorer: Scorer):
    """The quote for a degree is the degree."""
    match = real_scorer.match(RESUME / "maria_okafor.pdf", POSTING, as_of=AS_OF)
    degree = next(r for r in match.requirements if r.requirement.degree is not None)
    assert degree.verdict is Verdict.MET
    assert degree.evidence[0].quote == "Bachelor of Social Work"


def test_the_strong_the_middling_the_weak_and_the_unrelated(real_scorer: Scorer):
    """The order that a recruiter would see for the program manager."""
    people = ["chloe_marchetti.txt", "tyler_brandt.docx", "maria_okafor.pdf", "devon_grant.pdf"]
    ranking = rank(POSTING, [RESUME / name for name in people], scorer=real_scorer, as_of=AS_OF)
    assert [Path(match.resume.source).stem for match in ranking.matches] == [
        "maria_okafor",
        "devon_grant",
        "tyler_brandt",
        "chloe_marchetti",
    ]


def test_the_format_does_not_move_the_fit_far(real_scorer: Scorer):
    """PDF, DOCX and TXT of one résumé fit alike."""
    fits = [
        real_scorer.match(RESUME / f"maria_okafor.{kind}", POSTING, as_of=AS_OF).fit
        for kind in ("pdf", "docx", "txt")
    ]
    assert max(fits) - min(fits) < 3


def test_a_name_moves_nothing(real_scorer: Scorer):
    """Another name in the header and the body gives the same probabilities to the last bit."""
    text = (RESUME / "chloe_marchetti.txt").read_text(encoding="utf-8")
    posting = read_posting(POSTING)

    def probabilities(name: str) -> list[float | None]:
        resume = Resume.from_text(text.replace("Chloé Marchetti", name))
        return [r.probability for r in real_scorer.match(resume, posting, as_of=AS_OF).requirements]

    assert probabilities("Greg Baker") == probabilities("Jamal Washington Adeyemi")


def test_alone_or_in_a_batch(real_scorer: Scorer):
    """A candidate's numbers do not depend on who else applied, or in which order."""
    ranking = rank(POSTING, list(reversed(RESUMES)), scorer=real_scorer, as_of=AS_OF)
    for in_batch in ranking.matches:
        alone = real_scorer.match(in_batch.resume.source, POSTING, as_of=AS_OF)
        assert alone.to_dict() == in_batch.to_dict()


@pytest.mark.usefixtures("encoder")
def test_two_processes_give_the_same_bytes():
    """The same inputs, model and day give the same JSON."""
    code = (
        "from fitscore.cli import main; main(['match', 'examples/resumes/devon_grant.pdf',"
        f"'examples/postings/program_manager.txt', '-f', 'json', '--as-of', '{AS_OF}'])"
    )
    first, second = run_python(code).stdout, run_python(code).stdout
    assert first == second
    assert json.loads(first)["schema"] == "fitscore.match/1"


def test_unknown_requirements_become_questions(scorer: Scorer):
    """What no résumé says is asked and does not count."""
    posting = Posting.from_text(
        "Requirements\n- Knowledge of parks\n- Willingness to work evenings and weekends\n"
    )
    resume = Resume.from_text("Ann Lee\n\nExperience\n- Kept the knowledge of parks alive\n")
    match = scorer.match(resume, posting, as_of=AS_OF)
    assert match.requirements[1].verdict is Verdict.UNKNOWN
    assert match.questions == ("Ask about: Willingness to work evenings and weekends",)
    assert match.required_total == 1


def test_a_posting_of_shifts_alone_is_no_fit_of_zero(scorer: Scorer):
    """Where nothing can be shown there is no score: an error that says what to look at."""
    posting = Posting.from_text("Requirements\n- Willingness to work evenings and weekends\n")
    resume = Resume.from_text("Ann Lee\n\nExperience\n- Kept parks\n")
    with pytest.raises(NoRequirementError, match="can show nothing"):
        scorer.match(resume, posting, as_of=AS_OF)


def test_later_days_lengthen_current_roles(scorer: Scorer):
    """`present` ends on the as-of day, which is in the reason."""
    posting = Posting.from_text("Requirements\n- Five years of park work\n- Care for trees\n")
    resume = Resume.from_text("Ann Lee\n\nExperience\nRanger, Jan 2020 - Present\n- Park work\n")
    reasons = [
        scorer.match(resume, posting, as_of=day).requirements[0].reason
        for day in ("2021-12-31", "2024-06-30")
    ]
    assert "2 years in it" in reasons[0]
    assert "4 years 6 months in" in reasons[1]


def test_only_roles_that_come_near_count(scorer: Scorer):
    """Three years as a ranger count for park work; ten at a till do not."""
    posting = Posting.from_text("Requirements\n- Five years of park work\n- Care for trees\n")
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nRanger, Jan 2020 - Dec 2022\n- Park work\n"
        "Cashier, Jan 2010 - Dec 2019\n- Counted coins at a till\n"
    )
    reason = scorer.match(resume, posting, as_of="2024-06-30").requirements[0].reason
    assert "Ranger" in reason
    assert "2020-01 to 2022-12" in reason
    assert "3 years in" in reason or reason.startswith("3 years as")
    assert "Cashier" not in reason


def test_a_smaller_budget_is_not_met(scorer: Scorer):
    """The right words at a fifth of the scale are partial at most; both sums are said."""
    posting = Posting.from_text("Requirements\n- Managed park budgets of $1 million\n- Tact\n")
    resume = Resume.from_text("Ann Lee\n\nExperience\n- Managed park budgets of $200,000\n")
    result = scorer.match(resume, posting, as_of=AS_OF).requirements[0]
    assert result.verdict is not Verdict.MET
    assert "names 200,000; 1 million is asked" in result.reason


def test_of_alternatives_one_is_enough(scorer: Scorer):
    """The second way in is shown: its evidence stands for the whole."""
    text = "Requirements\n1. Three years of park work; or\n2. Four years of welding ship hulls.\n"
    posting = Posting.from_text(text)
    asked = posting.requirements[0]
    assert len(asked.any_of) == 2
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nWelder, Jan 2010 - Dec 2019\n- Welding ship hulls in a yard\n"
    )
    alone = Posting.from_text("Requirements\n- Four years of welding ship hulls\n")
    both, one = (
        scorer.match(resume, item, as_of=AS_OF).requirements[0] for item in (posting, alone)
    )
    assert both.evidence == one.evidence
    assert "4 years are asked" in both.reason


def test_a_missing_knock_out_gates_and_adds_nothing(tmp_path: Path):
    """Who lacks it comes last whatever the fit; whoever has it gains no points by it."""
    posting = Posting.from_text("Requirements\n- Kept parks clean\n- Speaks Ukrainian\n")
    (tmp_path / "a.txt").write_text("Ann Lee\n\nExperience\n- Kept parks clean and neat\n", "utf-8")
    (tmp_path / "b.txt").write_text("Bo Ray\n\nExperience\n- Sold tea\n\nLanguages\nUkrainian\n")
    gate = weighing(Weights(knock_out=("Ukrainian",)))
    first, second = rank(posting, sorted(tmp_path.iterdir()), scorer=gate, as_of=AS_OF).matches
    assert first.resume.source.endswith("b.txt")
    assert (first.knocked_out, second.knocked_out) == (False, True)
    assert first.fit < second.fit
    assert [result.weight for result in first.requirements] == [1.0, 0.0]
    value = second.to_dict()
    assert value["knockouts"] == [{"id": "r2", "verdict": "missing"}]


def test_unreadable_files_are_listed_and_the_rest_ranked(scorer: Scorer, tmp_path: Path):
    """Nothing is lost: what cannot be read is named, with its status."""
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    ranking = rank(POSTING, [empty, RESUME / "chloe_marchetti.txt"], scorer=scorer, as_of=AS_OF)
    assert len(ranking.matches) == 1
    assert [(item.source, item.status) for item in ranking.failed] == [(str(empty), Status.EMPTY)]


def test_a_resume_of_nothing_but_the_person_is_listed(scorer: Scorer, tmp_path: Path):
    """Where masking leaves no statement, the file is named and the batch goes on."""
    bare = tmp_path / "bare.txt"
    bare.write_text("Ann Lee\n\nExperience\n- Ann Lee\n- ann@x.org\n")
    ranking = rank(POSTING, [bare, RESUME / "chloe_marchetti.txt"], scorer=scorer, as_of=AS_OF)
    assert len(ranking.matches) == 1
    assert "no statement of a résumé" in ranking.failed[0].error


def test_weights_that_leave_nothing_are_refused():
    """Not a fit of 0 for everybody."""
    posting = Posting.from_text("Requirements\n- Kept parks clean\n- Tact\n")
    nothing = weighing(Weights(priority={Priority.REQUIRED: 0}))
    with pytest.raises(WeightsFileError, match="nothing of this posting to score"):
        nothing.prepare(posting)


def test_a_knock_out_beside_what_no_resume_says_leaves_nothing():
    """What is unknown of everybody is no score either."""
    posting = Posting.from_text("Requirements\n- Excel\n- Willingness to work evenings\n")
    gate = weighing(Weights(knock_out=("Excel",)))
    with pytest.raises(WeightsFileError, match="nothing of this posting to score"):
        gate.prepare(posting)


def test_weights_and_knock_outs_of_an_edited_posting_count():
    """As those of a weights file do; where they leave nothing, the posting is named."""
    read = Posting.from_text("Requirements\n- Kept parks clean\n- Speaks Ukrainian\n").to_dict()
    kept, speaks = read["requirements"]
    assert (kept["weight"], speaks["knock_out"]) == (None, False)
    kept["weight"], speaks["knock_out"] = 3, True
    posting = posting_from_json(json.dumps(read).encode(), "edited.json")
    plain = weighing(Weights())
    match = plain.match(Resume.from_text("Ann Lee\n\nExperience\n- Sold tea\n"), posting)
    assert [(one.weight, one.knock_out) for one in match.requirements] == [(3, False), (0, True)]
    assert match.knocked_out
    table = posting_to_text(posting)
    assert "[weight 3]" in table
    assert "[knock-out" in table
    kept["weight"] = 0
    posting = posting_from_json(json.dumps(read).encode(), "edited.json")
    with pytest.raises(WeightsFileError, match=r"edited\.json: its weights leave nothing"):
        plain.prepare(posting)


def test_sources_from_folders_and_globs(tmp_path: Path):
    """Folders by name without hidden files, globs, and each file once."""
    for name in ("b.txt", "a.txt", ".hidden", "c.md"):
        (tmp_path / name).write_text("x")
    found = expand_sources([tmp_path / "*.txt", tmp_path])
    assert [path.name for path in found] == ["a.txt", "b.txt", "c.md"]


def test_read_objects_are_taken_as_they_are(scorer: Scorer):
    """A Resume and a Posting, bytes and open files are all inputs."""
    path = RESUME / "chloe_marchetti.txt"
    by_path = scorer.match(path, POSTING, as_of=AS_OF)
    by_object = scorer.match(read_resume(path), read_posting(POSTING), as_of=AS_OF)
    with path.open("rb") as file:
        by_file = scorer.match(file, POSTING.read_bytes(), as_of=AS_OF)
    assert by_path.fit == by_object.fit == by_file.fit


def test_no_quote_runs_over_a_heading(scorer: Scorer):
    """A short line is shown with its neighbours in a list, and with nothing of another section."""
    text = (
        "Ann Lee\n\nExperience\nClerk, Town of Wexmoor, 2015 - 2020\n- Kept the books\n\n"
        "Certifications\nPMP, 2019\n\nSkills\nExcel, Word\n"
    )
    posting = Posting.from_text("Requirements\n- PMP certification\n- Excel and Word\n")
    found = scorer.match(Resume.from_text(text), posting, as_of=AS_OF)
    quotes = [item.quote for result in found.requirements for item in result.evidence]
    assert any("PMP" in quote for quote in quotes)
    assert not any("Skills" in quote for quote in quotes)


def test_the_last_item_of_a_list_is_no_heading():
    """`Excel, SAP`: what stands behind a comma belongs to the section before."""
    for skills in ("Excel, SAP", "Excel, R", "Excel, AWS"):
        resume = Resume.from_text(
            "Ines Varga\n\nEXPERIENCE\n"
            "Software Developer, Corvus Systems Inc., Jan 2017 - Dec 2024\n"
            "- Wrote the R&D reports of two departments.\n- Kept the servers running.\n\n"
            f"SKILLS\n{skills}\n\nEDUCATION\nBSc Computer Science, Easton University, 2016\n"
        )
        assert skills in [bullet.text for bullet in resume.bullets]


def test_a_job_without_dates_is_not_said_to_have_lasted_no_months(real_scorer: Scorer):
    """Nothing says how long it was: the reason tells that, whatever the verdict."""
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nPayroll clerk, City of Salem\n- Ran the payroll of 300 people\n"
    )
    posting = Posting.from_text("Requirements\n- Three years of payroll experience\n- Tact\n")
    reason = real_scorer.match(resume, posting, as_of=AS_OF).requirements[0].reason
    assert "0 months" not in reason
    assert "no dates say how long as Payroll clerk; 3 years are asked" in reason
