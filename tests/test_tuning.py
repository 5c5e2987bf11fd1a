"""Learning from what persons said: a consistent bent is learned, and chance is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import AS_OF, EXAMPLES, Run
from msgspec import structs

from benchmarks.tuning import BENT, Says, anything, as_read, other, simulated, strict
from fitscore import Match, Posting, Resume, Scorer
from fitscore.scoring.classifier import default_decision
from fitscore.scoring.recalibration import Recalibration, TunedDecision
from fitscore.tuning import Example, Lesson, learn
from fitscore.types import Identity, Verdict

FACTS_ASKED = """\
Park Keeper

Requirements
- Ten years of experience as a park ranger
- A master's degree in forestry
- Knowledge of native trees
- Experience with playgrounds
"""
FACTS_SAID = """\
Ann Lee
ann.lee@example.org

Experience
Park Ranger, Wexmoor Parks, Jan 2019 - Dec 2020
- Cared for the playgrounds of twelve parks
- Planted and labelled native trees

Education
Diploma, Forestry, Wexmoor College, 2014
"""
DECISION = Identity("relevance-0", "0" * 64)


def refused(lesson: Lesson) -> str:
    assert lesson.tuned is None
    return lesson.refused


def test_a_consistent_bent_improves_what_was_held_out():
    """Of 200 overrules: the log loss falls, persons agree more, and the bent is what is learned."""
    lesson = learn(simulated(strict), DECISION)
    assert lesson.tuned is not None, lesson.refused
    found, made = lesson.tuned.evidence, lesson.tuned.recalibration
    assert found.log_loss.after < found.log_loss.before - 0.05
    assert found.log_loss.after < found.chance - 0.05
    assert found.agreement.after > found.agreement.before + 0.05
    assert found.before.met > found.after.met
    assert abs(found.after.met - found.said.met) < abs(found.before.met - found.said.met)
    assert made.scale == pytest.approx(1.0, abs=0.25)
    assert made.biases == pytest.approx(BENT.biases, abs=0.35)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("says", "confirmed"),
    [(anything, None), (other, None), (other, 40), (as_read, None), (as_read, 40)],
    ids=["anything", "half another", "another, few confirmed", "as read", "as read, few confirmed"],
)
def test_what_is_chance_is_refused(says: Says, confirmed: int | None, seed: int):
    """Verdicts at random, and also that persons overrule mostly where the machine is wrong."""
    lesson = learn(simulated(says, confirmed=confirmed, seed=seed), DECISION)
    assert "no better than chance" in refused(lesson)


def test_one_requirement_overruled_fifty_times_counts_once():
    """Learned is what would be from one of the fifty, and one requirement alone is not enough."""
    once = simulated(strict)
    shares = (0.02, 0.08, 0.9)
    one = Example(shares, Verdict.MISSING, "the same", "c0")
    fifty = [replace(one, candidate=f"c{number}") for number in range(50)]
    few, many = (learn([*once, *more], DECISION) for more in ([one], fifty))
    assert few.tuned is not None
    assert many.tuned is not None
    assert few.tuned.recalibration == many.tuned.recalibration
    assert few.counts.requirements == many.counts.requirements
    assert many.counts.verdicts == few.counts.verdicts + 49
    # Counted fifty times they would have been another lesson.
    apart = [replace(each, requirement=f"own {number}") for number, each in enumerate(fifty)]
    other_lesson = learn([*once, *apart], DECISION)
    assert other_lesson.tuned is not None
    assert other_lesson.tuned.recalibration != few.tuned.recalibration
    assert "1 of 50 requirements" in refused(learn(fifty, DECISION))


def test_too_little_is_told_in_numbers():
    """With what there is and what there must be, of each kind."""
    few = simulated(strict, overruled=10)
    told = refused(learn(few, DECISION))
    assert "of 50 requirements" in told
    assert "8 of 20 of them overruled" in told
    sure = [one for one in simulated(strict) if not one.is_confirmed]
    assert "0 of 20 of them confirmed" in refused(learn(sure, DECISION))
    assert "0 of 10 candidates" in refused(learn([], DECISION))


def test_the_same_examples_give_the_same_bytes():
    """In whatever order they come; others have another hash and another name."""
    once = simulated(strict)
    first, again = learn(once, DECISION).tuned, learn(once[::-1], DECISION).tuned
    assert first is not None
    assert again is not None
    assert first.to_json() == again.to_json()
    assert TunedDecision.from_json(first.to_json()) == first
    more = learn(simulated(strict, seed=2), DECISION).tuned
    assert more is not None
    assert more.identity != first.identity
    assert first.identity.name.startswith("relevance-0-tuned-")


def test_as_it_is_changes_nothing():
    """A scale of 1 without biases gives the probabilities that it was given."""
    shares = np.random.default_rng(0).dirichlet([1, 1, 1], 100)
    same = Recalibration(scale=1.0, missing=0.0, partial=0.0, met=0.0)
    assert same.probabilities(shares) == pytest.approx(shares, abs=5e-4)


# A tuned decision at work


def tuned(decision: Identity, **numbers: float) -> TunedDecision:
    """One that was learned for a decision, with other numbers than were learned."""
    found = learn(simulated(strict), decision).tuned
    assert found is not None
    same = {"scale": 1.0, "missing": 0.0, "partial": 0.0, "met": 0.0}
    return structs.replace(found, recalibration=Recalibration(**{**same, **numbers}))


def verdicts(match: Match) -> dict[str, Verdict]:
    return {one.requirement.text: one.verdict for one in match.requirements}


@pytest.mark.parametrize("looks", ["once", "twice"])
def test_facts_still_bind(looks: str, request: pytest.FixtureRequest):
    """However generous the tuning: too few years and a lower degree are not met, the rest is."""
    scorer = request.getfixturevalue("scorer" if looks == "once" else "real_scorer")
    posting, resume = Posting.from_text(FACTS_ASKED), Resume.from_text(FACTS_SAID)
    before = scorer.match(resume, posting, as_of=AS_OF)
    bound = {one.requirement.text for one in before.requirements if one.bound}
    free = {one.requirement.text for one in before.requirements} - bound
    by_facts = {"Ten years of experience as a park ranger", "A master's degree in forestry"}
    assert by_facts <= bound
    assert free
    lax = tuned(scorer.decision.identity, met=9.0, missing=-9.0)
    after = scorer.tuned(lax).match(resume, posting, as_of=AS_OF)
    assert after.decision == lax.identity
    assert {text for text, verdict in verdicts(after).items() if verdict is Verdict.MET} >= free
    assert Verdict.MET not in {verdicts(after)[text] for text in by_facts}
    assert [one.bound for one in after.requirements] == [one.bound for one in before.requirements]


def test_what_facts_make_certain_stays_certain(real_scorer: Scorer):
    """An age that is stated is met, whatever was learned of other verdicts."""
    asked = FACTS_ASKED.replace("Knowledge", "At least 18 years of age\n- Knowledge")
    said = FACTS_SAID.replace("Ann Lee", "Ann Lee\nDate of birth: 3 May 1990", 1)
    hard = tuned(real_scorer.decision.identity, met=-9.0, missing=9.0)
    for scorer in (real_scorer, real_scorer.tuned(hard)):
        match = scorer.match(Resume.from_text(said), Posting.from_text(asked), as_of=AS_OF)
        (age,) = [one for one in match.requirements if "18" in one.requirement.text]
        assert (age.verdict, age.probability, age.bound) == (Verdict.MET, 1.0, True)


@pytest.mark.usefixtures("encoder")
def test_a_tuned_decision_has_a_name_in_every_report_and_record(
    tmp_path: Path, cli: Callable[..., Run]
):
    """It decides from its file, and replay with it is the same; without it all bytes are old."""
    resume = EXAMPLES / "resumes" / "devon_grant.pdf"
    posting = EXAMPLES / "postings" / "program_manager.txt"
    record, file = tmp_path / "record.jsonl", tmp_path / "tuned.json"
    made = tuned(default_decision().identity, met=-0.8, missing=0.8)
    file.write_bytes(made.to_json())
    name, sha256 = made.identity.name, made.identity.sha256
    common = (resume, posting, "--as-of", AS_OF)
    before = cli("match", *common, "-f", "json").out
    run = cli("match", *common, "-f", "json", "--decision", file, "--record", record)
    match = json.loads(run.out)
    assert match["decision"] == {"name": name, "sha256": sha256}
    assert match["fit"] < json.loads(before)["fit"]
    assert json.loads(record.read_text())["decision"] == match["decision"]
    for form in (("text",), ("html",), ("text", "--for", "candidate")):
        assert name in cli("match", *common, "--decision", file, "-f", *form).out
    ranked = cli("rank", posting, resume, "--as-of", AS_OF, "--decision", file, "-f", "csv").out
    assert name in ranked.splitlines()[1]
    assert cli("replay", record, "--decision", file).code == 0
    told = cli("replay", record)
    assert told.code == 1
    assert name in " ".join(told.out.split())
    assert cli("match", *common, "-f", "json").out == before


def test_a_tuned_decision_of_another_is_refused(tmp_path: Path, cli: Callable[..., Run]):
    """As after an update that decides otherwise, in one line that says what to do."""
    file = tmp_path / "tuned.json"
    file.write_bytes(tuned(DECISION).to_json())
    for data, problem in (
        (file.read_bytes(), "it was learned for the decision relevance-0"),
        (file.read_bytes().replace(b'"scale": 1.0', b'"scale": -1.0'), "no tuned decision"),
    ):
        file.write_bytes(data)
        run = cli("match", EXAMPLES / "resumes" / "devon_grant.pdf",
                  EXAMPLES / "postings" / "program_manager.txt", "--decision", file)  # fmt: skip
        assert (run.code, run.out, run.err.count("\n")) == (3, "", 1)
        assert problem in run.err
        assert "fitscore tune" in run.err
