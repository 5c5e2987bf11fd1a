"""Decision and fit, by numbers worked out by hand."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest

from fitscore.errors import DecisionFileError, NotFoundError
from fitscore.evidence import SIGNALS
from fitscore.evidence.lexical import content_words, coverage
from fitscore.evidence.semantic import nearest_passages
from fitscore.scoring import band_of, default_decision, fit_of, interval_of, load_decision
from fitscore.types import Band


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
        "schema": "fitscore.decision/1",
        "name": "tiny",
        "signals": ["nearest"],
        "mean": [0.5],
        "scale": [0.25],
        "coefficients": [[0.0], [0.0], [2.0]],
        "intercept": [0.0, 0.0, 0.0],
    }
    path.write_text(json.dumps({**value, **changes}))
    return path


def test_decision_by_hand(tmp_path: Path):
    """Cosine 0.75 is one deviation above the mean: logits 0, 0, 2."""
    decision = load_decision(decision_file(tmp_path / "d.json"))
    values = np.zeros((1, len(SIGNALS)))
    values[0, SIGNALS.index("nearest")] = 0.75
    total = 2 + exp(2)
    assert decision.probabilities(values, SIGNALS)[0] == pytest.approx(
        [1 / total, 1 / total, exp(2) / total]
    )


def test_probabilities_do_not_depend_on_the_batch():
    """A row alone has the same probabilities to the last bit."""
    values = np.random.default_rng(3).random((50, len(SIGNALS)))
    together = default_decision().probabilities(values, SIGNALS)
    alone = [default_decision().probabilities(row[None], SIGNALS)[0] for row in values]
    assert np.array_equal(together, np.array(alone))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "other"}, "the schema is 'other'"),
        ({"signals": ["luck"]}, r"unknown signals \['luck'\]"),
        ({"intercept": [0.0]}, "do not fit"),
        ({"mean": "x"}, "this is no decision"),
    ],
)
def test_wrong_decision_files(tmp_path: Path, changes: dict[str, object], message: str):
    """A file that is no decision is refused with the reason."""
    with pytest.raises(DecisionFileError, match=message):
        load_decision(decision_file(tmp_path / "d.json", **changes))


def test_missing_decision_file(tmp_path: Path):
    """A path that names nothing."""
    with pytest.raises(NotFoundError, match="cannot be read"):
        load_decision(tmp_path / "none.json")


def test_nearest_passages_are_exact():
    """The search returns the highest inner products in order."""
    rng = np.random.default_rng(1)
    passages = rng.standard_normal((30, 16)).astype(np.float32)
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    found = nearest_passages(passages[:3], passages, k=4)
    assert found.passage[:, 0].tolist() == [0, 1, 2]
    wanted = np.sort(passages[:3] @ passages.T, axis=1)[:, ::-1][:, :4]
    assert found.similarity == pytest.approx(wanted, abs=1e-5)


def test_word_forms_meet():
    """`managing budgets` covers `budget management`; words of asking do not count."""
    asked = content_words("Strong experience in budget management")
    assert coverage(asked, content_words("Managing budgets")) == 1.0
