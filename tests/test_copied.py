"""What says the posting again, denies it or tells of others, repeats, lists: what it counts."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import AS_OF

from benchmarks.attacks import ATTACKS, rises, synthetic_pools
from fitscore import Match, Posting, Resume, Scorer
from fitscore.facts import is_disclaimed
from fitscore.scoring.echoes import Sentences
from fitscore.scoring.masks import copied_flags, find_copied
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import encode
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


def flags_of(text: str, posting: Posting = POSTING) -> list[Flag]:
    """What is flagged as copied in a résumé, without a model."""
    encoded = encode(Resume.from_text(text), HashingEncoder())
    masks = find_copied(Sentences.of(posting), pack([encoded]))
    return list(copied_flags(encoded.resume, masks))


REWORDED = (
    "Five years of background negotiating supply contracts using hospitals, clinics and surgeries "
    "across several regions of this country"
)


def test_a_sentence_said_again_is_copied_with_one_word_in_five_changed():
    """Pairs of words at some distance are left of it, whichever words were changed."""
    assert flags_of(f"{HONEST}- {LONG}\n")
    assert flags_of(f"{HONEST}- {REWORDED}\n")


def test_a_sentence_said_again_over_two_statements_is_copied():
    """Cut in the middle, with a word of one's own before the rest."""
    words = LONG.split()
    halves = " ".join(words[:9]), "Also " + " ".join(words[9:])
    flags = flags_of(f"{HONEST}- {halves[0]}\n- {halves[1]}\n")
    assert "negotiating supply contracts" in flags[0].quote
    assert "regions of the country" in flags[-1].quote


def test_what_was_asked_and_done_in_other_words_is_nobodys_copy():
    """The nouns of a posting are shared by all who did the work; its sentences are not."""
    told = (
        "- Negotiated supply contracts worth $3 million with two hospitals and nine clinics\n"
        "- Stored vaccines by the cold-chain rules and read customs declarations\n"
        "- Supervised six warehouse staff; planned the delivery routes of four vans\n"
    )
    assert not flags_of(HONEST + told)


NURSE = Posting.from_text(
    "Registered Nurse\n\nQualifications\n"
    "- Bachelor of Science in Nursing (BSN) from an accredited university\n"
    "- Active RN license in the state\n- BLS certification required\n- ACLS certification\n"
)


def test_credentials_and_degrees_that_are_simply_named_are_no_copy():
    """A nurse names her licence, her certificates and her degree as the posting does."""
    text = (
        "Ann Lee\n\nExperience\nRegistered Nurse, May 2012 - Jun 2020\n- Cared for six patients\n"
        "\nEducation\nBachelor of Science in Nursing, Easton University, 2011\n"
        "\nCertifications\nActive RN license in the state\nBLS certification\nACLS certification\n"
    )
    assert not flags_of(text, NURSE)


def test_one_word_changed_in_another_hides_nothing_of_the_posting_pasted():
    """Duties that are no requirements are sentences of the posting too."""
    duties = (
        "About the work\nYou will reconcile the invoices of forty carriers against the tariff "
        "database each week and settle disputed surcharges with their dispatchers.\n\n"
    )
    posting = Posting.from_text(duties + POSTING.text)
    pasted = (
        "- Reconcile the invoices of forty carriers against our tariff database each week and "
        "settle disputed surcharges with their dispatchers\n"
    )
    (flag,) = flags_of(HONEST + pasted, posting)
    assert flag.quote.startswith("Reconcile the invoices")


def test_the_title_of_a_posting_that_is_pasted_is_no_job():
    """The statements of the posting are copied, and so is the title above them."""
    posting = Posting.from_text(f"Supply Manager\n\n{POSTING.text}")
    text = f"{HONEST}\nSupply Manager\n" + "".join(
        f"- {item.text}\n" for item in posting.requirements
    )
    encoded = encode(Resume.from_text(text), HashingEncoder())
    assert [role.title for role in encoded.resume.roles] == ["Baker", "Supply Manager"]
    masks = find_copied(Sentences.of(posting), pack([encoded]))
    assert masks.roles.tolist() == [False, True]


def test_what_stands_between_copied_statements_is_copied_with_them():
    """Most words of a short sentence are changed; alone it would be one's own."""
    longer = "Four seasons of audits among the harbour depots of the northern coastal districts"
    posting = Posting.from_text(f"{POSTING.text}- {longer}\n")
    changed = "Sound grasp of storage rules for frozen cakes, pastries and cream"
    text = f"{HONEST}- {LONG}\n- {changed}\n- {longer}\n- Sold cakes\n"

    def left(text: str) -> list[str]:
        encoded = encode(Resume.from_text(text), HashingEncoder())
        masks = find_copied(Sentences.of(posting), pack([encoded]))
        out = masks.passages[: len(encoded.resume.bullets)].tolist()
        return [b.text for b, gone in zip(encoded.resume.bullets, out, strict=True) if not gone]

    assert changed not in left(text)
    assert "Sold cakes" in left(text)
    assert changed in left(f"{HONEST}- {changed}\n- {LONG}\n- {longer}\n")


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


@pytest.mark.parametrize(
    "statement",
    [
        "I have no experience with negotiating supply contracts for hospitals and clinics",
        "Sat next to the team that negotiated supply contracts with hospitals and clinics",
        "I would love to learn how to negotiate supply contracts with hospitals and clinics",
        "My manager negotiated the supply contracts with hospitals and clinics",
    ],
)
def test_what_is_denied_wished_for_or_done_by_others_proves_nothing(
    statement: str, real_scorer: Scorer
):
    """With it and without it, every probability is the same."""
    told = matched(f"{HONEST}- {statement}\n", real_scorer)
    assert credit_of(told) == credit_of(matched(HONEST, real_scorer))


def test_a_denial_that_goes_on_counts():
    """What stands behind a `but` is so of the person."""
    assert is_disclaimed("No experience with Docker")
    assert not is_disclaimed("No experience with Docker, but ran Kubernetes for three years")
    assert not is_disclaimed("Never missed a deadline in six years")
    assert not is_disclaimed("Not only managed budgets but audited them")


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
    """Keywords of most requirements in their order are the question and no answer."""
    words = ", ".join(w for item in POSTING.requirements for w in item.text.split() if len(w) > 4)
    stuffed = matched(f"{HONEST}\nSkills\n{words}\n", real_scorer)
    assert credit_of(stuffed) == credit_of(matched(HONEST, real_scorer))
    assert "copied" in {flag.kind for flag in stuffed.resume.flags}


def test_a_few_skills_that_were_asked_count(real_scorer: Scorer):
    """Two of five requirements listed is an honest list."""
    listed = matched(f"{HONEST}\nSkills\nCold-chain storage rules\n", real_scorer)
    assert not listed.resume.flags
    assert credit_of(listed)[1] > credit_of(matched(HONEST, real_scorer))[1]


# Nothing of it is of the posting: what it gains is the model's doing.
ORDERS = "inject orders", "repeat one's own bullets"


@pytest.mark.long
def test_no_attack_gains_more_than_two_places(real_scorer: Scorer):
    """Ten of twenty attack in every way: none gains a place in the middle case, two at the 95th."""
    (pool,) = synthetic_pools(1)
    found = rises(real_scorer, pool, every=2)
    assert len(found) == len(ATTACKS) + 1
    for name, rows in found.items():
        places = [row.places for row in rows]
        assert len(places) == 10
        assert np.median(places) <= 0, name
        assert np.percentile(places, 95) <= 2, name
        assert np.mean([row.points for row in rows]) <= 3, name
        assert name in ORDERS or np.mean([row.flagged for row in rows]) >= 0.95, name
    assert np.median([row.script_places for row in found["paste the posting"]]) > 5
