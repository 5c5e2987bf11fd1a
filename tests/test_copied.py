"""Words of the posting in a résumé, repeated statements, lists of keywords: what they count."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import AS_OF

from benchmarks.attacks import rises, synthetic_pools
from fitscore import Match, Posting, Resume, Scorer
from fitscore.scoring.masks import PostingShingles, copied_flags, find_copied
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import encode
from fitscore.scoring.requirement_arrays import RequirementArrays
from fitscore.testing import HashingEncoder
from fitscore.types import Evidence, Flag, RequirementResult, Verdict

POSTING = Posting.from_text(
    "Requirements\n"
    "- Five years of experience negotiating supply contracts with hospitals, clinics and "
    "laboratories across several regions of the country\n"
    "- Knowledge of cold-chain storage rules\n"
    "- Experience supervising warehouse staff\n"
    "- Ability to read customs declarations\n"
    "- Experience planning delivery routes\n"
)
PERSON = "Ann Lee\nann.lee@example.org\n\nExperience\n\nBaker, May 2012 - Jun 2020\n- Baked bread\n"
HONEST = f"{PERSON}- Negotiated flour contracts with four mills\n"
LONG = POSTING.requirements[0].text


def matched(text: str, scorer: Scorer) -> Match:
    return scorer.match(Resume.from_text(text), POSTING, as_of=AS_OF)


def credit_of(match: Match) -> list[float]:
    return [result.credit for result in match.requirements]


def _shown(result: RequirementResult) -> list[Evidence]:
    return [*result.evidence, *([result.nearest] if result.nearest else [])]


def flags_of(text: str) -> list[Flag]:
    """What is flagged as copied in a résumé, without a model."""
    encoded = encode(Resume.from_text(text), HashingEncoder())
    asked = RequirementArrays.of(POSTING.requirements, HashingEncoder())
    masks = find_copied(PostingShingles.of(POSTING), asked, pack([encoded]))
    return list(copied_flags(encoded.resume, encoded.passages, masks))


def test_twelve_words_in_a_row_are_copied_and_eleven_are_not():
    """The limit is where it is said to be."""
    words = LONG.split()
    for count, expected in ((11, 0), (12, 1), (14, 1)):
        text = f"{HONEST}- Busy {' '.join(words[:count])} elsewhere\n"
        assert len(flags_of(text)) == expected


def test_a_statement_of_copied_words_counts_nothing_and_is_flagged(real_scorer: Scorer):
    """With the paste and without it, every probability is the same; the flag quotes it."""
    honest = matched(HONEST, real_scorer)
    pasted = matched(f"{HONEST}- {LONG}\n", real_scorer)
    assert credit_of(pasted) == credit_of(honest)
    (flag,) = pasted.resume.flags
    assert flag.kind == "copied"
    assert flag.quote.startswith("Five years of experience negotiating supply contracts")
    assert "posting" in flag.explanation


def test_the_whole_posting_pasted_counts_nothing(real_scorer: Scorer):
    """A résumé and the posting below it are worth the résumé."""
    pasted = matched(f"{HONEST}\nSummary\n{POSTING.text}\n", real_scorer)
    assert credit_of(pasted) == credit_of(matched(HONEST, real_scorer))


def test_no_quote_takes_in_what_was_copied(real_scorer: Scorer):
    """A quote too short to be found is lengthened by bullets that count, whatever is beside it."""
    listed = f"{HONEST}\nSkills\nCold storage\n"
    honest = matched(listed, real_scorer).requirements
    pasted = matched(f"{listed}\nSummary\n- {LONG}\n", real_scorer).requirements
    assert any("Cold storage" in item.quote for result in honest for item in _shown(result))
    assert [_shown(result) for result in pasted] == [_shown(result) for result in honest]


def test_copied_words_in_a_statement_of_ones_own_are_partial_at_most(real_scorer: Scorer):
    """What is said beside them may be true; a recruiter has to ask."""
    own = f"{PERSON}- At Northmed, for the purchasing department of two provinces: {LONG}\n"
    result = matched(own, real_scorer).requirements[0]
    assert result.verdict is not Verdict.MET
    alone = matched(PERSON, real_scorer).requirements[0]
    assert result.probability is not None
    assert alone.probability is not None
    assert result.probability <= max(alone.probability, 0.2)


def test_disguised_characters_do_not_hide_a_copy():
    """Zero-width spaces and look-alike letters are undone before words are compared."""
    disguised = LONG.replace("negotiating", "nego\u200btiating").replace("a", "\u0430")
    assert flags_of(f"{HONEST}- {disguised}\n")


def test_short_requirements_repeated_whole_are_copied_from_three_on():
    """Two phrases are shared by chance; a list of them was pasted."""
    short = [item.text for item in POSTING.requirements[1:]]
    for count, expected in ((2, 0), (3, 3), (4, 4)):
        text = HONEST + "".join(f"- {phrase}, truly mine\n- Sold rye\n" for phrase in short[:count])
        assert len(flags_of(text)) == expected


def test_a_repeated_statement_counts_once(real_scorer: Scorer):
    """Ten times the same bullet gives the same probabilities to the last bit."""
    repeated = HONEST + "- Negotiated flour contracts with four mills\n" * 10
    assert credit_of(matched(repeated, real_scorer)) == credit_of(matched(HONEST, real_scorer))


def test_a_statement_repeated_under_another_job_counts_for_its_years(scorer: Scorer):
    """Two jobs that did the same are two jobs."""
    posting = Posting.from_text("Requirements\n- Five years of park work\n- Care for trees\n")
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nRanger, Jan 2020 - Dec 2022\n- Park work\n"
        "Gardener, Jan 2010 - Dec 2012\n- Park work\n"
    )
    reason = scorer.match(resume, posting, as_of="2024-06-30").requirements[0].reason
    assert "Ranger and Gardener; 2010-01 to 2022-12" in reason
    assert "6 years in them" in reason


STOREKEEPER = (
    "Ann Lee\nann.lee@example.org\n\nExperience\n\nWarehouse Lead, May 2012 - Jun 2020\n"
    "- Read customs declarations and planned delivery routes for six vans\n"
    "- Stored vaccines by the cold-chain rules\n"
)


@pytest.mark.parametrize(
    "listed",
    [
        "Skills\nSupervising warehouse staff, forklift, staff supervision, teams",
        "Summary\nForklift; warehouse staff supervision; teams; night shifts; stock",
    ],
)
def test_a_list_of_keywords_is_partial_at_most_where_experience_is_asked(
    listed: str, real_scorer: Scorer
):
    """Listed where work is asked it is half of it; told as work it is met."""
    asked = 2
    in_list = matched(f"{STOREKEEPER}\n{listed}\n", real_scorer).requirements[asked]
    as_work = matched(
        f"{STOREKEEPER}- Supervised twelve warehouse staff for eight years\n", real_scorer
    ).requirements[asked]
    assert POSTING.requirements[asked].kind == "experience"
    assert in_list.verdict is not Verdict.MET
    assert as_work.verdict is Verdict.MET
    assert as_work.credit > in_list.credit


def test_a_list_of_the_postings_words_counts_nothing_and_is_flagged(real_scorer: Scorer):
    """Keywords of most requirements, or these in synonyms, are the question and no answer."""
    words = ", ".join(w for item in POSTING.requirements for w in item.text.split() if len(w) > 4)
    other = [
        "Background negotiating supply agreements: hospitals, clinics, laboratories, regions",
        "Understanding of cold-chain storage regulations",
        "Background supervising warehouse employees",
    ]
    for section in (f"Skills\n{words}", "Summary\n" + "".join(f"- {text}\n" for text in other)):
        stuffed = matched(f"{HONEST}\n{section}\n", real_scorer)
        assert credit_of(stuffed) == credit_of(matched(HONEST, real_scorer))
        assert "echoed" in {flag.kind for flag in stuffed.resume.flags}


def test_a_few_skills_that_were_asked_count(real_scorer: Scorer):
    """Two of five requirements listed is an honest list."""
    listed = matched(f"{HONEST}\nSkills\nCold-chain storage rules\n", real_scorer)
    assert not listed.resume.flags
    assert credit_of(listed)[1] > credit_of(matched(HONEST, real_scorer))[1]


@pytest.mark.long
def test_no_attack_gains_more_than_two_places(real_scorer: Scorer):
    """Twenty résumés, each attacked in ten ways: no place in the middle case, two at the 95th."""
    (pool,) = synthetic_pools(1)
    found = rises(real_scorer, pool)
    assert len(found) == 10
    for name, rows in found.items():
        places = [row[0] for row in rows]
        assert len(places) == 20
        assert np.median(places) <= 0, name
        assert np.percentile(places, 95) <= 2, name
    assert np.median([row[2] for row in found["paste the posting"]]) > 5  # the usual script's
