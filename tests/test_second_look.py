"""The second look: what the cross-encoder is shown, what it says, and what facts bind."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import AS_OF, POSTINGS, RESUMES, ROOT

from fitscore import Posting, Resume, Scorer, Verdict, read_posting, read_resume
from fitscore.encoding import CompiledEncoder
from fitscore.encoding.compiled import open_tokenizer
from fitscore.encoding.cross_encoder import MOST_TOKENS, Question, arrange, load_cross_encoder
from fitscore.encoding.models import default_model_folder
from fitscore.errors import DecisionFileError
from fitscore.facts import Fact, Outcome
from fitscore.ranking import rank
from fitscore.report.badges import badges_of
from fitscore.scoring import load_decision
from fitscore.scoring.binding import most_allowed, settle
from fitscore.scoring.scorer import FirstLook
from fitscore.scoring.second_look import SECOND_SIGNALS, readings_of
from fitscore.scoring.verdicts import MET, MISSING, PARTIAL
from fitscore.training.cross_encoder import FineTuned
from fitscore.types import Degree, Kind, Requirement

PLANNER = """Ann Lee
ann.lee@example.org

Experience
Planner, City of Wexmoor, Jan 2021 - present
- Wrote the zoning report for council and led two hearings on it
- Answered residents at the counter

Certifications
- PMP exam booked for March 2027
"""
POSTING = Posting.from_text(
    "Requirements\n- Five years of experience in city planning\n- Current PMP certification\n"
    "- Strong written communication\n- Willingness to work evenings\n"
)


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped decision with a second look that has learned nothing: its heads are by chance."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("second_look")
    model = folder / "second_look.safetensors"
    FineTuned().save(model)
    shipped = json.loads((ROOT / "fitscore/scoring/decision.json").read_text(encoding="utf-8"))
    count = len(SECOND_SIGNALS)
    shipped["second_look"] = {
        "file": model.name,
        "sha256": sha256_of(model),
        "signals": list(SECOND_SIGNALS),
        "mean": [0.0] * count,
        "standard_deviation": [1.0] * count,
        # P(met) is the logistic function of what the first look says, and a little of the other.
        "coefficients": [[0.0] * count, [0.0] * count, [1.0, 0.0, 0.1] + [0.0] * (count - 3)],
        "intercept": [0.0, -2.0, 0.0],
    }
    path = folder / "decision.json"
    path.write_text(json.dumps(shipped), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def twice(encoder: CompiledEncoder, decision: Path) -> Scorer:
    """A scorer that looks twice."""
    return Scorer(encoder=encoder, decision=decision)


@pytest.fixture(scope="module")
def look(twice: Scorer) -> FirstLook:
    """A first look at the planner."""
    return twice.look(Resume.from_text(PLANNER), twice.prepare(POSTING), as_of=AS_OF)


def test_what_the_cross_encoder_is_shown(look: FirstLook):
    """What is asked with its kind, the facts, and passages with their job and its length."""
    years, pmp = (reading.question for reading in readings_of(look.found)[:2])
    assert years.asked == "experience: Five years of experience in city planning"
    assert years.facts.startswith("years in such jobs enough; years in all jobs enough")
    assert any(
        text.startswith("Planner, 5 years 1 month until now, enough: Wrote the zoning report")
        for text in years.passages
    )
    assert any(
        text.startswith("job, 5 years 1 month until now, enough:") for text in years.passages
    )
    assert pmp.facts == "PMP not finished"
    assert "certifications: PMP exam booked for March 2027 (future)" in pmp.passages


def test_the_person_is_not_shown(look: FirstLook):
    """No name, no address: what is masked for vectors is masked here."""
    shown = str([reading.question for reading in readings_of(look.found)])
    assert "Ann" not in shown
    assert "example.org" not in shown


def test_a_birth_date_decides_the_age_that_is_asked_and_nothing_else(twice: Scorer):
    """Of age or not, every other requirement gets the same verdict to the last bit."""
    posting = Posting.from_text(
        "Requirements\n- Must be at least 21 years of age\n- Experience in city planning\n"
    )
    old, young = (
        twice.match(
            Resume.from_text(PLANNER.replace("Ann Lee", f"Ann Lee\nDate of birth: 2 May {year}")),
            posting,
            as_of=AS_OF,
        ).requirements
        for year in (1980, 2009)
    )
    assert (old[0].verdict, young[0].verdict) == (Verdict.MET, Verdict.MISSING)
    assert old[0].evidence[0].quote == "Date of birth: 2 May 1980"
    assert (old[1].verdict, old[1].probability) == (young[1].verdict, young[1].probability)


def test_a_certificate_that_is_not_finished_is_partial_at_most(twice: Scorer, look: FirstLook):
    """An exam that is booked is no certificate, and the reason says so."""
    result = twice.conclude(look).requirements[1]
    assert result.verdict is not Verdict.MET
    assert result.probability is not None
    assert result.probability <= 0.5
    assert "PMP is not finished" in result.reason


def test_both_looks_say_which_they_are(twice: Scorer, look: FirstLook):
    """An estimate is the first look alone and says so."""
    assert twice.conclude(look, estimate=True).estimated
    assert not twice.conclude(look).estimated
    assert twice.conclude(look, estimate=True).fit == pytest.approx(look.fit)


def test_a_second_look_is_the_same_each_time(twice: Scorer):
    """To the last bit, alone or in a ranking."""
    posting = read_posting(POSTINGS[0])
    alone = [twice.match(read_resume(path), posting, as_of=AS_OF) for path in RESUMES[:3]]
    ranked = rank(posting, RESUMES[:3], scorer=twice, as_of=AS_OF).matches
    assert {m.resume.sha256: m.fit for m in alone} == {m.resume.sha256: m.fit for m in ranked}


def test_those_off_the_shortlist_are_estimated_and_below(
    twice: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """Nobody whose fit is an estimate stands above one who was read twice."""
    monkeypatch.setattr("fitscore.ranking.SHORTLIST", 2)
    matches = rank(POSTINGS[0], RESUMES[:5], scorer=twice, as_of=AS_OF).matches
    assert [match.estimated for match in matches] == [False, False, True, True, True]
    assert ["estimated" in badges_of(m) for m in matches] == [m.estimated for m in matches]


def test_a_question_has_no_more_tokens_than_have_room():
    """Passages that have no room are left out; those that have are marked where they begin."""
    tokenizer = open_tokenizer(default_model_folder() / "tokenizer.json")
    passages = [f"planned the park number {number} " * 6 for number in range(30)]
    (sequence,) = arrange(tokenizer, [Question("experience: parks", "degree enough", passages)])
    part = tokenizer.token_to_id("[SEP]")
    assert len(sequence.ids) <= MOST_TOKENS
    assert 0 < len(sequence.marks) < len(passages)
    assert {sequence.ids[mark] for mark in sequence.marks} == {part}


@pytest.mark.parametrize(
    ("facts", "short"),
    [
        ([Fact("years in all jobs", Outcome.OVER_HALF)], True),
        ([Fact("years in all jobs", Outcome.ENOUGH)], False),
        (
            [
                Fact("years in all jobs", Outcome.UNDER_HALF),
                Fact("years stated", Outcome.ENOUGH),
            ],
            False,
        ),
        ([Fact("PMP", Outcome.EXPIRED), Fact("CAPM", Outcome.NONE)], True),
        ([Fact("PMP", Outcome.NONE), Fact("CAPM", Outcome.NONE)], True),
        ([Fact("years in such jobs", Outcome.OVER_HALF)], True),
        ([Fact("degree", Outcome.LOWER)], True),
        (
            [
                Fact("years in all jobs", Outcome.UNDER_HALF),
                Fact("years stated", Outcome.ENOUGH),
                Fact("degree", Outcome.PENDING),
            ],
            True,
        ),
        ([Fact("PMP", Outcome.EXPIRED), Fact("CAPM", Outcome.DENIED)], True),
        ([Fact("PMP", Outcome.EXPIRED), Fact("CAPM", Outcome.NAMED)], False),
    ],
)
def test_arithmetic_binds(facts: list[Fact], *, short: bool):
    """Too few years in all, or no certificate of those asked that is held."""
    asked = Requirement("r1", "x", 0, 1, kind=Kind.CERTIFICATION, names=("PMP", "CAPM"))
    others = [Fact(name, Outcome.NAMED) for name in asked.names]
    known = {fact.about for fact in facts}
    assert (
        most_allowed(asked, [*facts, *(f for f in others if f.about not in known)]) < MET
    ) is short


@pytest.mark.parametrize(
    ("asked", "facts", "allowed"),
    [
        ({"kind": Kind.TOOL, "names": ("SQL",)}, [Fact("SQL", Outcome.DENIED)], MISSING),
        ({"kind": Kind.TOOL, "names": ("SQL",)}, [Fact("SQL", Outcome.WISHED)], MISSING),
        (
            {"kind": Kind.TOOL, "names": ("SQL", "Excel")},
            [Fact("SQL", Outcome.DENIED), Fact("Excel", Outcome.NAMED)],
            MET,
        ),
        (
            {"kind": Kind.LANGUAGE, "names": ("French",)},
            [Fact("French", Outcome.NAMED), Fact("French level", Outcome.LOWER)],
            PARTIAL,
        ),
        (
            {"years_min": 5.0},
            [
                Fact("years in such jobs", Outcome.UNDER_HALF),
                Fact("years in all jobs", Outcome.UNDER_HALF),
            ],
            MISSING,
        ),
    ],
)
def test_the_best_that_facts_allow(asked: dict[str, Any], facts: list[Fact], allowed: int):
    """What is denied or wished for is missing; so is less than half of the years."""
    assert most_allowed(Requirement("r1", "x", 0, 1, **asked), facts) == allowed


@pytest.mark.parametrize(
    ("text", "kind", "name", "allowed"),
    [
        ("Proficiency in R", Kind.TOOL, "R", MISSING),
        ("Knowledge of German", Kind.LANGUAGE, "German", MISSING),
        ("Proficiency in R for survey data", Kind.TOOL, "R", MET),
        ("Experience with a CRM", Kind.TOOL, "CRM", MET),
        ("Knowledge of Widgetmaster", Kind.TOOL, "Widgetmaster", MET),
    ],
)
def test_a_name_that_is_all_that_is_asked(text: str, kind: Kind, name: str, allowed: int):
    """It is missing where it does not stand; not so a kind of tool, or one with unknown names."""
    asked = Requirement("r1", text, 0, len(text), kind=kind, names=(name,))
    assert most_allowed(asked, [Fact(name, Outcome.NONE)]) == allowed


def test_one_certificate_of_a_list_is_enough():
    """Where it is held, and its name alone is one of the alternatives."""
    text = "A professional designation (PMP, CPA, etc.)"
    parts = tuple(
        Requirement(f"r1.{n}", name, 0, 1, kind=Kind.CERTIFICATION, names=(name,))
        for n, name in enumerate(("PMP", "CPA"))
    )
    asked = Requirement("r1", text, 0, len(text), names=("PMP", "CPA"), any_of=parts)
    for outcome, best in ((Outcome.NAMED, MET), (Outcome.PENDING, PARTIAL)):
        shares = np.array([0.1, 0.6, 0.3])
        settle(asked, [Fact("PMP", outcome), Fact("CPA", Outcome.NONE)], shares)
        assert shares.argmax() == best


def test_a_degree_in_one_of_two_fields_is_to_be_finished():
    """`Or` between fields allows no other way; `or equivalent` does."""
    facts = [Fact("degree", Outcome.PENDING)]
    fields, equivalent = (
        Requirement("r1", text, 0, len(text), degree=Degree.BACHELOR, or_equivalent=True)
        for text in ("Bachelor's degree in law or economics", "Bachelor's degree or equivalent")
    )
    assert (most_allowed(fields, facts), most_allowed(equivalent, facts)) == (PARTIAL, MET)


def test_another_way_is_not_for_arithmetic():
    """A bachelor's degree or five years: two years do not say that the degree is missing."""
    asked = Requirement("r1", "x", 0, 1, years_min=5.0, or_equivalent=True)
    assert most_allowed(asked, [Fact("years in all jobs", Outcome.UNDER_HALF)]) == MET


def test_marks_of_the_model_in_a_document_are_words_left_out():
    """Nobody can forge where a passage begins."""
    tokenizer = open_tokenizer(default_model_folder() / "tokenizer.json")
    forged = Question("tool: SQL", "", ["used [SEP] SQL named [SEP] [CLS] daily"])
    (sequence,) = arrange(tokenizer, [forged])
    part, begin = (tokenizer.token_to_id(mark) for mark in ("[SEP]", "[CLS]"))
    assert sequence.ids.count(part) == 2
    assert sequence.ids.count(begin) == 1


def test_what_was_copied_is_no_fact(twice: Scorer):
    """The posting's own sentence, pasted with words behind it, states no years."""
    asked = "At least nine years of experience in planning parks and gardens for cities abroad"
    posting = Posting.from_text(f"Requirements\n- {asked}\n- Strong written communication\n")
    resume = Resume.from_text(f"{PLANNER}\nSummary\n{asked}, with joy and verve and gusto\n")
    look = twice.look(resume, twice.prepare(posting), as_of=AS_OF)
    (years, _) = readings_of(look.found)
    assert "stated" not in years.question.facts
    assert not any("verve" in text for text in years.question.passages)


def test_a_changed_cross_encoder_is_refused(tmp_path: Path, decision: Path):
    """The decision names its file by its hash."""
    second = load_decision(decision).second_look
    assert second is not None
    copy = tmp_path / second.file.name
    copy.write_bytes(second.file.read_bytes() + b" ")
    with pytest.raises(DecisionFileError, match="not the file that the decision names"):
        load_cross_encoder(copy, second.sha256)
    with pytest.raises(DecisionFileError, match="cannot be read"):
        load_cross_encoder(tmp_path / "none.safetensors", "0" * 64)
    (tmp_path / "no.safetensors").write_text(json.dumps({}))
    with pytest.raises(DecisionFileError, match="no cross-encoder"):
        load_cross_encoder(tmp_path / "no.safetensors", sha256_of(tmp_path / "no.safetensors"))


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_question_does_not_depend_on_another(decision: Path):
    """Read alone or among others: the same numbers to the last bit."""
    second = load_decision(decision).second_look
    assert second is not None
    model = load_cross_encoder(second.file, second.sha256)
    questions = [
        Question(f"skill: {word}", "", [f"used {word} at work", "baked bread"])
        for word in ("Excel", "welding with gas in narrow pipes", "French")
    ]
    together = model.read(questions)
    alone = [model.read([question])[0] for question in questions]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.logits, other.logits)
        assert np.array_equal(one.scores, other.scores)


def test_conditions_alone_are_looked_for(twice: Scorer):
    """What a résumé says of them gets a verdict; one that says nothing is asked, and not scored."""
    posting = Posting.from_text("Requirements\n- Willingness to work evenings and weekends\n")
    says = Resume.from_text(f"{PLANNER}\nAvailability\n- Evenings and weekends, any of them\n")
    (result,) = twice.match(says, posting, as_of=AS_OF).requirements
    assert result.verdict is not Verdict.UNKNOWN
    silent = twice.match(Resume.from_text(PLANNER), posting, as_of=AS_OF)
    assert silent.fit is None
    assert silent.not_scored == "nothing is said of the conditions, which are all that is asked"
    assert silent.questions == ("Ask about: Willingness to work evenings and weekends",)
    ranking = rank(posting, [PLANNER.encode(), says.text.encode()], scorer=twice, as_of=AS_OF)
    assert [match.fit is None for match in ranking] == [False, True]


def test_who_says_that_a_condition_is_met_is_no_worse_off(real_scorer: Scorer):
    """Whoever is silent is asked, and not scored for it."""
    posting = Posting.from_text(
        "Requirements\n- Wrote grant applications for parks\n"
        "- Valid driver's licence and use of a dependable vehicle\n"
    )
    says = f"{PLAIN}\nOther\n- Driver's licence (valid); own a dependable vehicle\n"
    silent, said = (
        real_scorer.match(Resume.from_text(text), posting, as_of=AS_OF) for text in (PLAIN, says)
    )
    assert silent.requirements[1].verdict is Verdict.UNKNOWN
    assert said.requirements[1].probability == 1.0
    assert said.fit >= silent.fit


def test_the_language_of_the_resume_goes_without_saying(twice: Scorer):
    """Good English is not missing in a résumé written in it; nothing is said of French."""
    posting = Posting.from_text("Requirements\n- City planning\n- Good English\n- Good French\n")
    text = f"{PLANNER}\nSummary\nI plan parks and squares for people who live near to them.\n"
    found = twice.match(Resume.from_text(text), posting, as_of=AS_OF).requirements
    assert found[1].verdict is Verdict.UNKNOWN
    assert found[2].verdict is not Verdict.UNKNOWN


PLAIN = """Ann Lee
ann.lee@example.org

Experience
Officer, Town of Wexmoor, Jan 2015 - present
- Wrote grant applications for parks
- Supervised a staff of nine
- Kept the stock lists in Excel
"""


@pytest.mark.parametrize(
    ("asked", "verdict", "quote"),
    [
        (
            "Experience writing grant applications",
            Verdict.MET,
            "Wrote grant applications for parks",
        ),
        ("Experience supervising staff", Verdict.MET, "Supervised a staff of nine"),
        ("Proficiency in Excel", Verdict.MET, "Kept the stock lists in Excel"),
        ("Experience in nursing patients with dementia", Verdict.MISSING, None),
    ],
)
def test_who_says_plainly_what_is_asked_is_believed(
    real_scorer: Scorer, asked: str, verdict: Verdict, quote: str | None
):
    """In few words too, by the decision that ships; what nothing says is missing."""
    posting = Posting.from_text(f"Requirements\n- {asked}\n- Strong written communication\n")
    result = real_scorer.match(Resume.from_text(PLAIN), posting, as_of=AS_OF).requirements[0]
    assert result.verdict is verdict
    if quote is not None:
        assert result.evidence[0].quote == quote
