"""Decision and fit, by numbers worked out by hand."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from fitscore.errors import DecisionFileError, WeightsFileError
from fitscore.scoring import Weights, default_decision, load_decision, load_weights
from fitscore.scoring.classifier import relevance_to_dict
from fitscore.scoring.fit import band_of, fit_of, interval_of
from fitscore.scoring.signals import SIGNALS
from fitscore.scoring.vectors import EXACT, centroid, finite_mean, ranks, top_k
from fitscore.scoring.verdicts import joined
from fitscore.text.money import amounts_in
from fitscore.text.words import content_words, coverage
from fitscore.types import Band, Kind, Priority, Requirement


def test_fit_by_hand():
    """Weights 1 and 0.4, P(met) 0.5 and 1, P(partial) 0.2 and 0: 100 · (0.6 + 0.4) / 1.4."""
    assert fit_of([1.0, 0.4], [0.5, 1.0], [0.2, 0.0]) == pytest.approx(100 / 1.4)


def test_fit_of_nothing():
    """Where nothing weighs the fit is 0, not an error."""
    assert fit_of([], [], []) == 0.0


def test_interval_by_hand():
    """One requirement, P(met) 0.5: the verdict is worth 0 or 1, one deviation is 50."""
    assert interval_of([1.0], [0.5], [0.0]) == (0.0, 100.0)
    assert interval_of([1.0], [1.0], [0.0]) == (100.0, 100.0)


@pytest.mark.parametrize(
    ("fit", "band"),
    [(75, Band.STRONG), (74.9, Band.GOOD), (55, Band.GOOD), (35, Band.PARTIAL), (0, Band.WEAK)],
)
def test_bands(fit: float, band: Band):
    """A fit in a word."""
    assert band_of(fit) is band


def decision_file(path: Path, **changes: object) -> Path:
    value: dict[str, object] = {
        "schema": "fitscore.decision/4",
        "name": "tiny",
        "signals": ["max_cosine"],
        "mean": [0.5],
        "standard_deviation": [0.25],
        "coefficients": [[0.0], [0.0], [2.0]],
        "intercept": [0.0, 0.0, 0.0],
        "relevance": relevance_to_dict(default_decision().relevance),
    }
    path.write_text(json.dumps({**value, **changes}))
    return path


def test_decision_by_hand(tmp_path: Path):
    """Cosine 0.75 is one deviation above the mean: logits 0, 0, 2."""
    decision = load_decision(decision_file(tmp_path / "d.json"))
    values = np.zeros((1, len(SIGNALS)))
    values[0, SIGNALS.index("max_cosine")] = 0.75
    total = 2 + exp(2)
    assert decision.probabilities(values)[0] == pytest.approx(
        [1 / total, 1 / total, exp(2) / total]
    )


def test_probabilities_do_not_depend_on_the_batch():
    """A row alone has the same probabilities to the last bit."""
    values = np.random.default_rng(3).random((50, len(SIGNALS)))
    together = default_decision().probabilities(values)
    alone = [default_decision().probabilities(row[None])[0] for row in values]
    assert np.array_equal(together, np.array(alone))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "other"}, "the schema is 'other'"),
        ({"signals": ["luck"]}, r"unknown signals \['luck'\]"),
        ({"intercept": [0.0]}, "do not fit"),
        ({"mean": "x"}, "this is no decision"),
        ({"relevance": {"features": ["luck"]}}, "features are not those"),
        ({"relevance": {}}, "this is no decision"),
        ({"standard_deviation": [0.0]}, "a standard deviation is 0"),
        ({"mean": [float("nan")]}, "is none"),
        ({"signals": [["max_cosine"]]}, "this is no decision"),
    ],
)
def test_wrong_decision_files(tmp_path: Path, changes: dict[str, object], message: str):
    """A file that is no decision is refused with the reason."""
    with pytest.raises(DecisionFileError, match=message):
        load_decision(decision_file(tmp_path / "d.json", **changes))


def test_missing_decision_file(tmp_path: Path):
    """A path that names nothing."""
    with pytest.raises(DecisionFileError, match="cannot be read"):
        load_decision(tmp_path / "none.json")


def test_cosines_by_hand():
    """Each requirement with each passage; the greatest, ranks and the mean direction follow."""
    rows = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32)
    found = EXACT.cosines(rows[:1], rows)
    assert found == pytest.approx(np.array([[1.0, 0.6, 0.0]]))
    assert ranks(found).tolist() == [[0, 1, 2]]
    assert finite_mean(top_k(found, 2)) == pytest.approx([0.8])
    assert centroid(rows[[0, 2]]) == pytest.approx([0.5**0.5, 0.5**0.5])


def requirement(text: str, **fields: object) -> Requirement:
    return Requirement(**{"id": "r1", "text": text, "start": 0, "end": len(text), **fields})


PARTS = (requirement("a"), requirement("b"))


def test_of_alternatives_the_best_counts():
    """The second alternative is shown, so its row and its evidence stand for the whole."""
    shares = np.array([[0.8, 0.1, 0.1], [0.9, 0.1, 0.0], [0.1, 0.2, 0.7]])
    row, place = joined(requirement("a or b", any_of=PARTS), shares, 0, [1, 2])
    assert (row.tolist(), place) == ([0.1, 0.2, 0.7], 2)


def test_one_of_two_that_are_both_needed_is_partial():
    """Met as far as the weaker (0.1), shown at all as far as the better (0.9)."""
    shares = np.array([[0.1, 0.1, 0.8], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]])
    row, place = joined(requirement("a and b", all_of=PARTS), shares, 0, [1, 2])
    assert row == pytest.approx([0.1, 0.8, 0.1])
    assert place == 0


def test_weights_by_priority_kind_and_name(tmp_path: Path):
    """A named requirement has its own weight, the others priority times kind; knock-outs none."""
    path = tmp_path / "weights.toml"
    path.write_text(
        'knock_out = ["class 5"]\n[priority]\npreferred = 0.5\n[kind]\ntrait = 0.5\n'
        "[requirement]\nr4 = 3\n"
    )
    weights = load_weights(path)
    asked = [
        requirement("Excel"),
        requirement("Calm", id="r2", kind=Kind.TRAIT, priority=Priority.PREFERRED),
        requirement("A Class 5 licence", id="r3"),
        requirement("Budgets", id="r4", priority=Priority.BONUS),
    ]
    weights.check(asked)
    assert [weights.weight_of(item) for item in asked] == [1.0, 0.25, 0.0, 3.0]
    assert [weights.knocks_out(item) for item in asked] == [False, False, True, False]


def test_a_requirements_own_weight_stands_between_a_name_and_its_priority():
    """A knock-out is one where either the posting or the weights say so."""
    own = requirement("Excel", weight=2.5)
    gate = requirement("A Class 5 licence", id="r2", weight=4.0, knock_out=True)
    by_priority = Weights(priority={Priority.REQUIRED: 0.5})
    by_name = Weights(requirement={"r1": 7.0}, knock_out=("Class 5",))
    assert [weights.weight_of(own) for weights in (Weights(), by_priority, by_name)] == [
        2.5,
        2.5,
        7,
    ]
    assert Weights().knocks_out(gate)
    assert Weights().weight_of(gate) == by_name.weight_of(gate) == 0


@pytest.mark.parametrize("name", ["r9", "piano", "xce", "in"])
def test_weights_that_name_none_or_several_are_refused(name: str):
    """A slip in a knock-out must not pass silently."""
    asked = [requirement("Skill in Excel"), requirement("Reports in English", id="r2")]
    with pytest.raises(WeightsFileError, match=r"none of|2 requirements \(r1, r2\)"):
        Weights(knock_out=(name,)).check(asked)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[priority]\nneeded = 1", "needed"),
        ("[kind]\ntrait = -1", ">= 0"),
        ("[colour]\nred = 1", "colour"),
        ("priority", "these are no weights"),
    ],
)
def test_wrong_weights_files(tmp_path: Path, text: str, message: str):
    """What is wrong is named."""
    path = tmp_path / "weights.toml"
    path.write_text(text)
    with pytest.raises(WeightsFileError, match=message):
        load_weights(path)


def test_word_forms_meet():
    """`managing budgets` covers `budget management`; words of asking do not count."""
    asked = content_words("Strong experience in budget management")
    assert coverage(asked, content_words("Managing budgets")) == 1.0


def test_the_documented_example_adds_up():
    """docs/score.md works through three requirements; its numbers are those of the code."""
    page = (ROOT / "docs" / "score.md").read_text(encoding="utf-8")
    example = page.split("## An example")[1].split("## ")[0]
    rows = [line.strip("| ").split(" | ") for line in example.splitlines() if line[:2] == "| "][1:]
    weights, met, partial = ([float(row[i]) for row in rows] for i in (2, 3, 4))
    for row, weight in zip(rows, weights, strict=True):
        assert Weights().weight_of(requirement(row[0], priority=Priority(row[1]))) == weight
    fit, (low, high) = fit_of(weights, met, partial), interval_of(weights, met, partial)
    assert f"fit {fit:.1f}, {band_of(fit).value}, likely {low:.1f} to {high:.1f}" in example


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("a $180,000 budget, raised to $1.2M", [180_000, 1.2e6]),
        ("£30k", [30_000]),
        ("budgets of $2-3 million or more", [2e6, 3e6]),
        ("a $3 bus fare", [3]),
        ("40 people", []),
    ],
)
def test_sums_of_money(text: str, amounts: list[float]):
    """Signs, separators, units and ranges; a number without a sign is no sum."""
    assert amounts_in(text) == amounts
