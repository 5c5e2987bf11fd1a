"""Verdicts by the shipped model and decision, on the examples and their labels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import AS_OF, POSTINGS, RESUMES, run_python

from benchmarks.verdicts import outcomes
from fitscore import Posting, Resume, Scorer, rank, read_resume
from fitscore.scoring.features import FEATURES
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import encode
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.scoring.signals import SIGNALS
from fitscore.training.labelled import features_of
from fitscore.types import Verdict


@pytest.fixture(scope="module")
def by_way(real_scorer: Scorer) -> dict[str, list[tuple[int, int, bool | None]]]:
    return outcomes(real_scorer)


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@pytest.mark.long
def test_verdicts_agree_with_a_reader(by_way: dict[str, list[tuple[int, int, bool | None]]]):
    """Seven of ten labels of the examples, and more than the usual script."""
    right = {way: share([got == gold for got, gold, _ in rows]) for way, rows in by_way.items()}
    assert right["fitscore"] >= 0.7
    assert right["fitscore"] > right["best cosine, two thresholds"]


def test_first_quotes_agree_with_a_reader(by_way: dict[str, list[tuple[int, int, bool | None]]]):
    """Four of ten, those counted that were called missing and so have no quote."""
    rows = by_way["fitscore"]
    assert round(share([agrees for *_, agrees in rows if agrees is not None]), 2) >= 0.4


def one(scorer: Scorer, posting: str, resume: str) -> tuple[Verdict, str, str]:
    asked = Posting.from_text(f"Requirements\n- {posting}\n- Tact\n")
    result = scorer.match(Resume.from_text(resume), asked, as_of=AS_OF).requirements[0]
    quote = (*result.evidence, result.nearest)[0]
    return result.verdict, result.reason, quote.quote if quote else ""


CAREER = (
    "Ann Lee\n\nExperience\n"
    "Project Manager, Wexmoor Transit, Mar 2011 - Oct 2015\n"
    "- Managed the construction project of a bus depot from tender to handover\n"
    "- Reported progress of the projects to Council each month\n"
    "Barista, Corner Cafe, Jan 2000 - Feb 2011\n- Pulled espresso and washed cups\n\n"
    "Education\nBachelor of Science, Civil Engineering, Wexmoor University, 1999\n"
)


def test_years_count_in_the_roles_that_matter(real_scorer: Scorer):
    """Four years and eight months as a project manager, eleven years of coffee left out."""
    _, reason, quote = one(real_scorer, "Five years of project management experience", CAREER)
    told = "4 years 8 months as Project Manager (2011-03 to 2015-10); 5 years are asked"
    assert reason.startswith(told)
    assert "Project Manager" in quote or "project" in quote


def test_a_degree_in_the_field_is_met_and_quoted(real_scorer: Scorer):
    """The entry itself is the proof."""
    verdict, reason, quote = one(
        real_scorer, "Bachelor's degree in civil engineering or a related field", CAREER
    )
    assert verdict is Verdict.MET
    assert reason.startswith("has a bachelor's degree (Civil Engineering); a bachelor's degree is")
    assert "Bachelor of Science, Civil Engineering" in quote


def test_a_certificate_that_is_not_named_is_missing(real_scorer: Scorer):
    """Work that is near to it does not stand for it."""
    verdict, reason, _ = one(real_scorer, "Certified Public Accountant (CPA) designation", CAREER)
    assert verdict is Verdict.MISSING
    assert reason.startswith("does not name")


def test_what_nobody_wrote_is_missing(real_scorer: Scorer):
    """Coffee and construction do not show nursing."""
    verdict, *_ = one(real_scorer, "Experience giving palliative nursing care", CAREER)
    assert verdict is Verdict.MISSING


def test_features_and_signals_have_their_names(real_scorer: Scorer):
    """Each matrix has one column a name, and the columns hold what their names say."""
    resume = Resume.from_text(CAREER)
    posting = Posting.from_text("Requirements\n- Five years of project management\n- Tact\n")
    asked = RequirementArrays.of(posting.requirements, real_scorer.encoder)
    encoded = encode(resume, real_scorer.encoder)
    features = features_of(asked, pack([encoded]), AS_OF)
    assert features.shape == (2, len(encoded.passages), len(FEATURES))
    titles = features[0, :, FEATURES.index("title")]
    held = features[0, :, FEATURES.index("years_held")]
    assert held[titles > 0] == pytest.approx([56 / 12, 134 / 12])
    assert not held[titles == 0].any()
    assert set(features[:, 0, FEATURES.index("asks_years")]) == {5.0, 0.0}
    assert np.isfinite(features).all()
    assert len(set(SIGNALS)) == len(SIGNALS)


@pytest.mark.parametrize(
    "posting",
    [POSTINGS[0], *(pytest.param(path, marks=pytest.mark.long) for path in POSTINGS[1:])],
    ids=lambda path: path.name,
)
def test_every_pair_repeats_to_the_last_byte(posting: Path, real_scorer: Scorer):
    """In another process, in a shuffled batch, and alone, each pair gives the same bytes."""
    code = (
        "import json; from pathlib import Path; from fitscore import rank, Scorer;"
        f"found = rank({str(posting)!r}, {[str(path) for path in RESUMES]!r}, scorer=Scorer(),"
        f" as_of={AS_OF!r});"
        "print(json.dumps({m.resume.source: m.to_dict() for m in found.matches}))"
    )
    elsewhere = json.loads(run_python(code).stdout)
    shuffled = [*RESUMES[1::2], *reversed(RESUMES[::2])]
    together = rank(posting, shuffled, scorer=real_scorer, as_of=AS_OF)
    assert {m.resume.source: m.to_dict() for m in together.matches} == elsewhere
    alone = real_scorer.match(read_resume(shuffled[0]), together.posting, as_of=AS_OF)
    assert alone.to_dict() == elsewhere[str(shuffled[0])]
