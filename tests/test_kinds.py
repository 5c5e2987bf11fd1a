"""What was given in the place of a résumé or a posting is told, and never scored silently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES, POSTINGS, RESUMES, Run
from test_containers import Cli

from fitscore import Limits, read_posting, read_resume
from fitscore.documents import document_from_bytes, document_from_text
from fitscore.errors import WrongKindError
from fitscore.kinds import KINDS, kind_chances
from fitscore.training.kinds import adapt, read_kinds, train

RESUME = EXAMPLES / "resumes" / "maria_okafor.pdf"
REFERENCE = (
    "To whom it may concern\n\nI have known Dana Whitfield for six years, first as her manager "
    "and later as a colleague. She ran our stores with great care, and I never had to ask twice. "
    "When the flood came she was the first to arrive and the last to leave. I recommend her "
    "without reservation for any post of trust, and would gladly answer your questions.\n\n"
    "Yours faithfully,\nPeter Lindqvist\nHead of Operations\n"
)
INVOICE = (
    "INVOICE No. 20417\nDate: 3 March 2026\nBill to: Harrow Dental Practice\n\n"
    "Description  Qty  Unit price  Amount\nReplacement filter  4  18.50  74.00\n"
    "Call-out charge  1  60.00  60.00\nSubtotal 134.00\nVAT 20% 26.80\nTotal due 160.80\n\n"
    "Payment within 30 days to account 00417722, sort code 20-11-43. Late payment costs 4%.\n"
)


@pytest.mark.parametrize(
    ("text", "told"), [(REFERENCE, "reads like a letter"), (INVOICE, "does not read like a résumé")]
)
def test_a_letter_and_an_invoice_are_no_resume(cli: Cli, tmp_path: Path, text: str, told: str):
    """One line and exit 3; --force reads it all the same."""
    path = tmp_path / "given.txt"
    path.write_text(text, encoding="utf-8")
    done: Run = cli("match", path, POSTINGS[0], "--quiet")
    assert (done.code, done.out) == (3, "")
    assert told in done.err
    assert done.err.count("\n") == 1
    assert cli("parse", "resume", path, "--force").code == 0


def test_swapped_arguments_are_told(cli: Cli):
    """Each names what it is, and which comes first."""
    done: Run = cli("match", POSTINGS[1], RESUME, "--quiet")
    assert done.code == 3
    assert "this reads like " in done.err
    assert "`fitscore match RESUME POSTING` takes the résumé first" in done.err
    with pytest.raises(WrongKindError, match="a job posting, not a résumé"):
        read_resume(POSTINGS[1])
    with pytest.raises(WrongKindError, match="a résumé, not a job posting"):
        read_posting(RESUME)
    assert read_resume(POSTINGS[1], limits=Limits(any_kind=True)).bullets


def test_in_a_ranking_it_is_one_failed_line(cli: Cli, tmp_path: Path):
    """And the others are ranked."""
    path = tmp_path / "invoice.txt"
    path.write_text(INVOICE, encoding="utf-8")
    done: Run = cli("rank", POSTINGS[1], RESUME, path, "--quiet")
    assert done.code == 1
    assert "Maria Okafor" in done.out
    assert f"{path}: this does not read like a résumé" in done.err


@pytest.mark.parametrize(
    "asks",
    [
        ["Forklift licence", "Own car"] * 12,
        [
            f"Knowledge of {name}"
            for name in (
                "Excel",
                "Word",
                "SAP",
                "payroll",
                "tax",
                "audits",
                "budgets",
                "invoices",
                "ledgers",
                "VAT",
                "banking",
                "law",
                "contracts",
                "stock",
                "transport",
                "customs",
                "pensions",
                "wages",
                "leave",
                "travel",
                "safety",
                "archives",
            )
        ],
    ],
)
def test_a_list_of_short_asks_alone_is_a_posting(asks: list[str]):
    """What recurs, and a list without a word around it, tells nothing of what it is."""
    posting = read_posting("".join(f"- {ask}\n" for ask in asks).encode())
    assert posting.requirements


@pytest.mark.parametrize("path", [*RESUMES, *POSTINGS], ids=lambda path: path.name)
def test_the_examples_are_what_they_are(path: Path):
    """Each of its own kind, by far."""
    wanted = "posting" if path in POSTINGS else "resume"
    document = document_from_bytes(path.read_bytes(), path.name, job=wanted == "posting")
    chances = kind_chances(document)
    assert chances is not None
    assert chances[KINDS.index(wanted)] > 0.8


def test_a_few_words_are_of_no_kind():
    """Too little is not judged, and so not refused."""
    assert kind_chances(document_from_text("Line cook, The Copper Pan, 2019 - 2022")) is None


def test_training_learns_the_kinds(tmp_path: Path):
    """From folders of files; what it learned tells them apart."""
    letter = REFERENCE.replace("six", "nine")
    for kind, texts in (
        ("letter", [REFERENCE, letter]),
        ("other", [INVOICE, INVOICE.replace("filter", "valve")]),
    ):
        (tmp_path / kind).mkdir()
        for number, text in enumerate(texts):
            (tmp_path / kind / f"{number}.txt").write_text(text, encoding="utf-8")
    for kind, paths in (("resume", RESUMES), ("posting", POSTINGS)):
        (tmp_path / kind).mkdir()
        for path in paths:
            (tmp_path / kind / path.name).write_bytes(path.read_bytes())
    paths, features, labels = read_kinds(tmp_path)
    assert len(paths) == len(RESUMES) + len(POSTINGS) + 4
    weight, bias = train(features, labels)
    assert ((features @ weight + bias).argmax(axis=1) == labels).all()


def test_parameters_are_adapted_near_to_those_of_before():
    """A kind that was told wrongly is told right; what new data says nothing of stays as it was."""
    weight = np.zeros((3, 4), np.float32)
    weight[2] = [1, 2, 3, 4]
    features = np.array([[1, 0, 0]] * 4 + [[0, 1, 0]] * 4, np.float32)
    labels = np.array([0, 1, 2, 3] * 2)
    labels[:4] = 0  # the first feature is that of a résumé
    adapted, bias = adapt(features, labels, weight, np.zeros(4, np.float32))
    assert (features[0] @ adapted + bias).argmax() == 0
    assert np.allclose(adapted[2], weight[2], atol=1e-3)
