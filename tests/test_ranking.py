"""A ranking by stages: what each leaves out, and that the head of the list stays the head."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import AS_OF, POSTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pools import MemoryPool, attacked, honest, pasters
from fitscore import Failure, Match, Posting, Ranking, Scorer, read_posting
from fitscore.encoding import CompiledEncoder, RememberingEncoder
from fitscore.ranking import MARGIN, Plan, Stages, rank_pool
from fitscore.scoring import Weights
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.vectors import EXACT, FAST
from fitscore.testing import HashingEncoder, first_look

POSTING = read_posting(POSTINGS[1])
SHIFTS = Posting.from_text(
    "Requirements\n- Five years of community programs\n- Managed budgets of $500,000 or more\n"
    "- A bachelor's degree in social work; or a diploma with ten years of service\n"
    "- Excel\n- Willingness to work evenings\n\nPreferred\n- French\n- A driver's licence\n"
)


def ranked(pool: MemoryPool, prepared: Prepared, scorer: Scorer, plan: Plan) -> Ranking:
    return rank_pool(pool, prepared, scorer, as_of=AS_OF, plan=plan)


def estimate(pool: MemoryPool, index: int, prepared: Prepared, scorer: Scorer) -> Match | Failure:
    look = pool.look(index, prepared)
    return look if isinstance(look, Failure) else scorer.conclude(look, estimate=True)


def everyone(pool: MemoryPool) -> Plan:
    return Plan(len(pool), len(pool), len(pool))


def test_the_plan_of_a_ranking():
    """All are scored where few are kept; else those retrieved are rated and the best are listed."""
    stages = Stages(retrieved=100, scored=20)
    assert stages.plan(15, None, exhaustive=False) == Plan(15, 15, 15)
    assert stages.plan(200, None, exhaustive=False) == Plan(200, 100, 20)
    assert stages.plan(200, 5, exhaustive=False) == Plan(200, 100, 5)
    assert stages.plan(200, 30, exhaustive=False) == Plan(200, 150, 30)
    assert stages.plan(200, 5, exhaustive=True) == Plan(200, 200, 5)
    assert stages.plan(200, None, exhaustive=True) == Plan(200, 200, 200)


@pytest.mark.long
@given(st.integers(0, 10_000), st.sampled_from([(POSTING, ()), (SHIFTS, ("Excel",))]))
@settings(max_examples=5, deadline=None)
def test_a_rating_is_the_match_but_for_its_margin(seed: int, asked: tuple[Posting, tuple[str]]):
    """Of honest and attacked résumés, whatever they are: in single precision and in double."""
    posting, gates = asked
    weights = Weights(knock_out=gates)
    scorer = Scorer(
        encoder=RememberingEncoder(HashingEncoder()), decision=first_look(), weights=weights
    )
    seeds = range(seed, seed + 12)
    resumes = [*honest(seeds), *attacked(seeds, posting), *pasters(seeds[:3], posting)]
    pool, prepared = MemoryPool(resumes, scorer, AS_OF), scorer.prepare(posting)
    matches = [estimate(pool, index, prepared, scorer) for index in range(len(pool))]
    for kernel, margin in ((FAST, MARGIN), (EXACT, 1e-9)):
        arrays = pool.take(np.arange(len(pool)))
        ratings = scorer.rate(arrays, prepared, as_of=AS_OF, kernel=kernel)
        for index, match in enumerate(matches):
            assert np.isnan(ratings.fit[index]) == isinstance(match, Failure)
            if isinstance(match, Match):
                assert match.fit <= ratings.highest_fit[index] + margin
                assert kernel is FAST or match.fit == pytest.approx(ratings.fit[index], abs=margin)
                assert match.knocked_out >= ratings.surely_out[index]


@pytest.mark.long
def test_pasters_do_not_push_out_the_best(scorer: Scorer):
    """More pasters than a stage holds: the best honest candidate is first all the same."""
    resumes = [*honest(range(30)), *pasters(range(100, 170), POSTING)]
    pool, prepared = MemoryPool(resumes, scorer, AS_OF), scorer.prepare(POSTING)
    whole = ranked(pool, prepared, scorer, everyone(pool))
    plan = Stages(retrieved=40, scored=10).plan(len(pool), None, exhaustive=False)
    found = ranked(pool, prepared, scorer, plan)
    assert found.matches[0].resume.source == whole.matches[0].resume.source
    assert len(found.matches) == 10


def test_a_pasted_posting_rates_as_it_scores(scorer: Scorer):
    """A rating of 92 beside a fit of 5 was once how the best dropped out."""
    pool = MemoryPool(pasters(range(5), POSTING), scorer, AS_OF)
    prepared = scorer.prepare(POSTING)
    ratings = scorer.rate(pool.take(np.arange(5)), prepared, as_of=AS_OF)
    matches = [estimate(pool, index, prepared, scorer) for index in range(5)]
    fits = [match.fit for match in matches if isinstance(match, Match)]
    assert ratings.fit == pytest.approx(fits, abs=MARGIN)


@pytest.mark.long
def test_a_shortlist_is_the_head_of_the_whole_ranking(encoder: CompiledEncoder):
    """Of two hundred, half of them attackers, rating drops nine of ten and none too many."""
    gate = Weights(knock_out=("Excel",))
    scorer = Scorer(encoder=RememberingEncoder(encoder), weights=gate)
    resumes = [*honest(range(100)), *attacked(range(60), SHIFTS), *pasters(range(40), SHIFTS)]
    pool, prepared = MemoryPool(resumes, scorer, AS_OF), scorer.prepare(SHIFTS)
    whole = ranked(pool, prepared, scorer, everyone(pool))
    assert {match.knocked_out for match in whole.matches} == {True, False}
    for top in (1, 20):
        found = ranked(pool, prepared, scorer, Plan(len(pool), len(pool), top))
        assert [m.to_dict() for m in found.matches] == [m.to_dict() for m in whole.matches[:top]]


@pytest.mark.long
def test_retrieval_finds_the_best_twenty(encoder: CompiledEncoder):
    """Retrieval drops a quarter of 200 candidates, 80 of them pasters: 98 of 100 are found."""
    scorer = Scorer(encoder=RememberingEncoder(encoder))
    found = 0
    for path in POSTINGS:
        posting = read_posting(path)
        resumes = [*honest(range(80)), *attacked(range(80, 120), posting)]
        resumes += pasters(range(200, 280), posting)
        pool, prepared = MemoryPool(resumes, scorer, AS_OF), scorer.prepare(posting)
        whole = ranked(pool, prepared, scorer, everyone(pool))
        plan = Stages(retrieved=150, scored=20).plan(len(pool), None, exhaustive=False)
        listed = ranked(pool, prepared, scorer, plan)
        best = {match.resume.source for match in whole.matches[:20]}
        found += len(best & {match.resume.source for match in listed.matches})
    assert found >= 98
