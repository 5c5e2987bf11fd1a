"""Training on the labelled examples: what is read, and that it ends in a decision that works."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import AS_OF, EXAMPLES, ROOT

from fitscore import Scorer
from fitscore.encoding import CompiledEncoder
from fitscore.encoding.cross_encoder import Judgement, Question
from fitscore.errors import ConfigError
from fitscore.scoring import load_decision
from fitscore.scoring.classifier import default_decision
from fitscore.scoring.features import FEATURES
from fitscore.scoring.recalibration import Recalibration
from fitscore.scoring.second_look import SECOND_SIGNALS, Reading
from fitscore.testing import HashingEncoder
from fitscore.text.words import content_words
from fitscore.training.calibration import Judged, recalibration_of
from fitscore.training.calibration import write as write_recalibrated
from fitscore.training.cross_encoder import Targets
from fitscore.training.labelled import Labelled, match_folders, read_labelled, read_labels
from fitscore.training.pairs import Pair, read_contrasts
from fitscore.training.plain import plain_pairs
from fitscore.training.regression import fit, probabilities
from fitscore.types import Requirement

LABELLED = EXAMPLES / "labelled"
LABEL = {"resume": "a.pdf", "as_of": "2026-01", "overall": 5}


@pytest.fixture(scope="module")
def samples() -> list[Labelled]:
    """All of them, without a model."""
    return read_labelled(LABELLED, HashingEncoder())


def test_every_label_has_its_requirement_and_its_features(samples: list[Labelled]):
    """Five postings, seven people each; a row per requirement, a column per passage."""
    assert len(match_folders(LABELLED)) == 5
    assert len(samples) == 35
    assert sum(len(sample.labels) for sample in samples) == 532
    for sample in samples:
        shape = len(sample.labels), len(sample.encoded.passages)
        assert sample.features.shape == (*shape, len(FEATURES))
        assert sample.quoted.shape == shape


def test_quotes_are_found_in_passages(samples: list[Labelled]):
    """Nine of ten labels with evidence have a passage that is the quote, or holds most of it."""
    found = np.concatenate([s.quoted.any(axis=1)[s.has_evidence] for s in samples])
    assert found.mean() > 0.9


def test_a_regression_learns_what_a_column_says():
    """The class is the sign of one column: its probabilities say so, and add up to 1."""
    rows = np.random.default_rng(0).normal(size=(300, 2))
    labels = np.where(rows[:, 0] > 0.5, 2, np.where(rows[:, 0] < -0.5, 0, 1))
    shares = probabilities(fit(rows, labels), rows)
    assert shares.sum(axis=1) == pytest.approx(np.ones(300))
    assert (shares.argmax(axis=1) == labels).mean() > 0.8


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("{", "does not fit"),
        ('{"resume": "a.pdf"}', "missing required field `as_of`"),
        (json.dumps(LABEL | {"labels": [{"id": "r9", "verdict": "met"}]}), "'r9' is no requ"),
        (json.dumps(LABEL | {"labels": [{"id": "r1", "verdict": "yes"}]}), "Invalid enum value"),
    ],
)
def test_a_wrong_label_is_one_line(label: str, message: str, tmp_path: Path):
    """It names the file, whatever its name begins with."""
    (tmp_path / "labels").mkdir()
    entry = '[{"id": "r1", "text": "Excel", "priority": "required", "kind": "tool"}]'
    (tmp_path / "REQUIREMENTS.json").write_text(entry, encoding="utf-8")
    (tmp_path / "labels/Rachel.json").write_text(label, encoding="utf-8")
    with pytest.raises(ConfigError, match=f"Rachel.json: .*{message}"):
        read_labels(tmp_path)


@pytest.mark.long
def test_training_ends_in_a_decision(tmp_path: Path, encoder: CompiledEncoder):
    """As in the documentation: figures are printed, and the file decides."""
    out = tmp_path / "decision.json"
    command = [sys.executable, "-m", "fitscore.training", "--data", str(LABELLED)]
    done = subprocess.run(
        [*command, "--out", str(out), "--folds", str(tmp_path / "folds"), "--name", "sample"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "35 résumés, 532 pairs" in done.stdout
    assert "| this decision |" in done.stdout
    assert len(list((tmp_path / "folds").iterdir())) == 5
    decision = load_decision(out)
    assert decision.identity.name == "sample"
    people = [EXAMPLES / "resumes" / name for name in ("joanna_reyes.pdf", "tyler_brandt.docx")]
    scorer = Scorer(encoder=encoder, decision=decision)
    posting = EXAMPLES / "postings" / "registered_nurse.md"
    nurse, other = (scorer.match(path, posting, as_of=AS_OF).fit for path in people)
    assert nurse > other + 30


@pytest.mark.long
def test_a_second_look_is_trained(tmp_path: Path, encoder: CompiledEncoder):
    """As in the documentation: the figures of what was held back, and a decision that works."""
    first, out, data = tmp_path / "folds", tmp_path / "decision.json", tmp_path / "labelled"
    first.mkdir()
    shutil.copytree(LABELLED, data)
    (tmp_path / "resumes").symlink_to(EXAMPLES / "resumes")
    for number, label in enumerate(sorted(data.glob("*/labels/*.json"))):
        if number % 3:  # a third is enough to see that it runs
            label.unlink()
    shipped = json.loads(
        (ROOT / "fitscore" / "scoring" / "decision.json").read_text(encoding="utf-8")
    )
    shipped.pop("second_look", None)
    for name in ("first", *(path.name for path in LABELLED.iterdir() if path.is_dir())):
        (first / f"{name}.json").write_text(json.dumps(shipped), encoding="utf-8")
    contrast = EXAMPLES / "contrast"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "fitscore.training.second_look"),
            *("--data", str(data), "--first", str(first)),
            *("--decision", str(first / "first.json"), "--out", str(out), "--name", "sample"),
            *("--contrast", str(contrast / "sets.jsonl")),
            *("--graded", str(contrast / "lines.jsonl")),
            *("--folds", "2", "--work", str(tmp_path / "work")),
            *("--teachers", "1", "--epochs", "0.05"),
            *("--write-folds", str(tmp_path / "unseen")),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "207 pairs, 2 graded requirements" in done.stdout
    assert "| real, joined |" in done.stdout
    assert len(list((tmp_path / "unseen").glob("*.json"))) == 5
    scorer = Scorer(encoder=encoder, decision=out)
    match = scorer.match(
        EXAMPLES / "resumes" / "joanna_reyes.pdf",
        EXAMPLES / "postings" / "registered_nurse.md",
        as_of=AS_OF,
    )
    assert match.decision.name == "sample"
    assert match.fit > 20


SAID = (
    "Clerk, 5 years: Wrote grant applications for parks",
    "Cook, 2 years: Baked rye bread, every night",
    "Nurse, 3 years: Dressed deep wounds",
    "Foreman, 9 years: Supervised 12 road workers",
    "experience: Assisted the mayor of the town",
    "skills: Excel, Word",
)


def test_plain_statements_become_asks():
    """What somebody did is asked for: met where it stands, missing where no word of it does."""
    made = plain_pairs([_saying(text) for text in SAID * 3], 20, random.Random(1))
    met = {
        pair.requirement.text: pair.reading.question.passages[int(pair.gains.argmax())]
        for pair in made
        if pair.label == 2
    }
    whole = {text.partition(",")[0] for text in SAID[:4]}
    assert {passage.partition(",")[0] for passage in met.values()} == whole
    (grants,) = (asked for asked, passage in met.items() if passage.startswith("Clerk"))
    assert "grant applications" in grants
    assert "parks" not in grants
    missing = [pair for pair in made if pair.label == 0]
    assert missing
    for pair in missing:
        assert pair.gains.argmax() == len(pair.gains) - 1
        told = content_words(" ".join(pair.reading.question.passages))
        assert not told & content_words(met[pair.requirement.text].partition(": ")[2])


def _saying(passage: str) -> Pair:
    reading = Reading(Question("skill: x", "", [passage]), (0,), (), 1)
    asked = Requirement("r1", "x", 0, 1)
    return Pair(passage, "real", asked, reading, np.zeros(3), 0, np.zeros(2))


def test_what_teachers_say_is_averaged():
    """Two of one pair: the mean of their shares, of verdicts and of passages, none last."""
    sure = Judgement(np.array([0.0, 0.0, 50.0]), np.array([50.0]), 0.0)
    against = Judgement(np.array([50.0, 0.0, 0.0]), np.array([0.0]), 50.0)
    targets = Targets.of_teachers([[sure, sure], [against, sure]])
    assert np.allclose(targets.verdicts, [[0.5, 0, 0.5], [0, 0, 1]])
    assert np.allclose(targets.judgements()[1].logits, np.log([1e-6, 1e-6, 1]), atol=1e-5)
    turned = Targets.joined([targets, targets]).in_order([1, 2])
    assert np.allclose(turned.verdicts, [[0, 0, 1], [0.5, 0, 0.5]])
    verdicts, passages = targets.of([0], 3)
    assert np.allclose(verdicts, [[0.5, 0, 0.5]])
    assert np.allclose(passages, [[0.5, 0, 0.5]])
    again = targets.with_again(1)
    assert np.allclose(again.verdicts[:2], [[0.5, 0, 0.5]] * 2)
    assert len(again.passages) == 3


def test_the_filling_of_a_set_is_its_quote(tmp_path: Path, encoder: CompiledEncoder):
    """Where it meets what is asked; where nothing does, none is the quote."""
    entry = {
        "id": "c1",
        "as_of": "2026-01",
        "requirement": {
            "text": "Experience baking bread",
            "priority": "required",
            "kind": "experience",
            "years_min": None,
            "degree": None,
            "or_equivalent": False,
            "names": [],
        },
        "resume": "Experience\nHelper, Elm Bakery, 2015 - 2020\n- {X}\n- Swept the floor\n",
        "variants": [
            {"x": "Made the dough for four hundred loaves", "verdict": "met"},
            {"x": "Carried flour from the van to the store", "verdict": "missing"},
        ],
    }
    path = tmp_path / "sets.jsonl"
    path.write_text(json.dumps(entry), encoding="utf-8")
    met, missing = read_contrasts([path], encoder, default_decision())
    assert "four hundred loaves" in met.reading.question.passages[int(met.gains.argmax())]
    assert missing.gains.argmax() == len(missing.gains) - 1


def test_a_decision_that_is_too_unsure_is_made_surer():
    """Each source counts as much as another, however many labels it has."""
    chance = np.random.default_rng(1)
    logits = chance.normal(size=(4000, 3))
    shares, sharper = softmax(logits), softmax(2.0 * logits)
    labels = np.array([chance.choice(3, p=row) for row in sharper])
    unsure = Judged(shares, labels)
    assert recalibration_of([unsure]).scale == pytest.approx(2.0, abs=0.1)
    right = Judged(sharper[:200], labels[:200])
    both = recalibration_of([unsure, right]).scale
    assert 1.0 < both < 1.9
    assert recalibration_of([unsure, unsure, right]).scale > both


def softmax(logits: np.ndarray) -> np.ndarray:
    """Of each row."""
    odds = np.exp(logits)
    return odds / odds.sum(axis=1, keepdims=True)


def test_what_is_written_says_what_was_learned(tmp_path: Path):
    """The recalibration becomes part of the regression that joins both looks."""
    shipped = ROOT / "fitscore" / "scoring" / "decision.json"
    learned = Recalibration(scale=1.5, missing=0.3, partial=-0.1, met=-0.2)
    shutil.copy(shipped.with_name("second_look.safetensors"), tmp_path)
    write_recalibrated(shipped, tmp_path / "decision.json", "surer", learned)
    before, after = (
        load_decision(path).second_look for path in (shipped, tmp_path / "decision.json")
    )
    assert before
    assert after
    values = np.random.default_rng(1).normal(size=(50, len(SECOND_SIGNALS)))
    wanted = learned.probabilities(before.probabilities(values))
    assert np.allclose(after.probabilities(values), wanted, atol=1e-3)
    assert load_decision(tmp_path / "decision.json").identity.name == "surer"


@pytest.mark.long
def test_a_decision_is_recalibrated(tmp_path: Path):
    """As in the documentation: each source before, and after what the other teaches."""
    shipped = ROOT / "fitscore" / "scoring" / "decision.json"
    shutil.copy(shipped.with_name("second_look.safetensors"), tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copytree(LABELLED / "registered_nurse", tmp_path / "data" / "registered_nurse")
    (tmp_path / "data" / "resumes").symlink_to(EXAMPLES / "resumes")
    (tmp_path / "resumes").symlink_to(EXAMPLES / "resumes")
    out = tmp_path / "recalibrated.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "fitscore.training.calibration", "--decision", str(shipped)),
            *("--data", str(tmp_path / "data"), "--out", str(out)),
            *("--contrast", str(EXAMPLES / "contrast" / "sets.jsonl")),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "| data, by the others | " in done.stdout
    assert "| sets, before | " in done.stdout
    assert load_decision(out).identity.name == "recalibrated"
