"""Postings to requirements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, POSTINGS, squash

from fitscore import Posting, read_posting
from fitscore.errors import NoRequirementError, PostingFileError
from fitscore.posting.attributes import allows_equivalent, degree_of, kind_of, years_min
from fitscore.posting.sections import Topic, topic_of
from fitscore.posting.units import split_asks
from fitscore.types import Degree, Kind, Priority

GOLD = json.loads((Path(__file__).parent / "data" / "gold_requirements.json").read_text("utf-8"))


def texts(posting: Posting) -> list[str]:
    return [requirement.text for requirement in posting.requirements]


@pytest.mark.parametrize("path", POSTINGS, ids=lambda path: path.name)
def test_every_requirement_is_verbatim(path: Path):
    """text[start:end], white space collapsed, is the requirement."""
    posting = read_posting(path)
    for item in (*posting.requirements, *posting.responsibilities):
        assert squash(posting.text[item.start : item.end]) == item.text


@pytest.mark.parametrize(
    "name",
    [
        "program_manager.txt",
        "policy_specification.txt",
        "registered_nurse.md",
        "waste_operations_supervisor.html",
    ],
)
def test_requirements_of_the_examples(name: str):
    """What a reader marked by hand is found, with its priority, and nothing else."""
    posting = read_posting(EXAMPLES / "postings" / name)
    wanted = {squash(item["text"]): item["priority"] for item in GOLD[name]["requirements"]}
    found = {item.text: item.priority.value for item in posting.requirements}
    overlap = {_nearest(text, wanted): priority for text, priority in found.items()}
    assert overlap == wanted


def _nearest(text: str, options: dict[str, str]) -> str:
    words = set(text.lower().split())

    def dice(option: str) -> float:
        other = set(option.lower().split())
        return 2 * len(words & other) / (len(words) + len(other))

    best = max(options, key=dice)
    return best if dice(best) >= 0.6 else text


@pytest.mark.parametrize("name", GOLD)
def test_title_of_the_examples(name: str):
    """The title is the posting's own words."""
    assert read_posting(EXAMPLES / "postings" / name).title == GOLD[name]["title"]


def test_bullets_under_a_requirements_heading():
    """Bullets under Qualifications are requirements; duties and benefits are not."""
    posting = Posting.from_text(
        "Clerk\n\nDuties\n- File papers\n\nQualifications\n- Two years of office work\n"
        "- Knowledge of Excel\n\nBenefits\n- Dental plan\n"
    )
    assert texts(posting) == ["Two years of office work", "Knowledge of Excel"]
    assert [span.text for span in posting.responsibilities] == ["File papers"]


def test_wording_overrides_the_heading():
    """`would be an asset` under Requirements is preferred; `(Required)` anywhere is required."""
    posting = Posting.from_text(
        "Requirements\n- A degree in planning\n- French would be an asset\n\n"
        "Preferred qualifications\n- GIS skills\n- Driver's licence (Required)\n"
    )
    assert [item.priority for item in posting.requirements] == [
        Priority.REQUIRED,
        Priority.PREFERRED,
        Priority.PREFERRED,
        Priority.REQUIRED,
    ]


def test_hard_wrapped_bullet_is_one_requirement():
    """Lines broken at a margin are put back together."""
    posting = Posting.from_text(
        "Minimum Qualifications\n\n"
        "* Demonstrated ability to plan, organize and direct the work of staff in several\n"
        "  locations, including seasonal employees and volunteers.\n"
        "* Knowledge of municipal budgeting and of the rules that govern public purchases in\n"
        "  the province.\n"
    )
    assert len(posting.requirements) == 2
    assert posting.requirements[0].text.endswith(
        "locations, including seasonal employees and volunteers."
    )


def test_a_clause_on_equivalents_modifies_the_degree():
    """`Any equivalent combination` is no requirement but lifts the degree's."""
    posting = Posting.from_text(
        "Qualifications\n- Bachelor's degree in planning\n- Three years of experience\n"
        "- Any equivalent combination of education and experience\n"
    )
    assert texts(posting) == ["Bachelor's degree in planning", "Three years of experience"]
    assert posting.requirements[0].or_equivalent


def test_negations_are_no_requirements():
    """What is not asked is not asked."""
    posting = Posting.from_text(
        "Requirements\n- No degree required\n- Ability to lift 20 kg\n- Knowledge of tools\n"
    )
    assert texts(posting) == ["Ability to lift 20 kg", "Knowledge of tools"]


def test_posting_without_requirements():
    """A text that asks for nothing says what was found instead."""
    with pytest.raises(NoRequirementError, match="no requirement was found in it"):
        Posting.from_text("We sell boats.\n\nBenefits\n- Dental plan\n")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5-7 years of experience", 5),
        ("Two years or more of work", 2),
        ("eighteen months in retail", 1.5),
        ("Three (3) years of experience", 3),
        ("8+ yrs leading teams", 8),
        ("at least one year", 1),
        ("must be 18 years of age", None),
        ("a four-year degree", None),
        ("manages a five-year plan", None),
    ],
)
def test_years(text: str, years: float | None):
    """The least number of years, in digits or words, and no other number."""
    assert years_min(text) == years


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Bachelor's degree in Accounting", Degree.BACHELOR),
        ("Master's degree in a relevant discipline", Degree.MASTER),
        ("An associate or bachelor's degree", Degree.ASSOCIATE),
        ("High school diploma or GED", Degree.HIGH_SCHOOL),
        ("Degree or diploma in visual arts", Degree.BACHELOR),
        ("A degree in agriculture", Degree.BACHELOR),
        ("PhD preferred", Degree.DOCTORATE),
        ("Master's Certificate in Project Management", None),
        ("Strong writing", None),
    ],
)
def test_degree(text: str, degree: Degree | None):
    """The lowest level that satisfies."""
    assert degree_of(text) == degree


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bachelor's degree in Accounting", Kind.EDUCATION),
        ("At least 5 years of accounting experience", Kind.EXPERIENCE),
        ("Advanced Microsoft Excel skills", Kind.TOOL),
        ("PMP certification", Kind.CERTIFICATION),
        ("Fluency in Spanish", Kind.LANGUAGE),
        ("Willingness to travel up to 40%", Kind.LOGISTICS),
        ("A self-starter with initiative", Kind.TRAIT),
        ("Knowledge of building codes", Kind.SKILL),
    ],
)
def test_kind(text: str, kind: Kind):
    """What is asked for."""
    assert kind_of(text) is kind


def test_equivalents():
    """Another route is allowed by `or an equivalent combination`, not by `equivalent standards`."""
    assert allows_equivalent("A degree, or an equivalent combination of training and experience")
    assert not allows_equivalent("Records kept to FAA or equivalent standards")


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Minimum Qualifications", Topic.REQUIREMENTS),
        ("Preferred Qualifications:", Topic.PREFERRED),
        ("Bonus points", Topic.BONUS),
        ("WHO YOU ARE", Topic.REQUIREMENTS),
        ("Who we are", Topic.ABOUT),
        ("What you’ll do", Topic.RESPONSIBILITIES),
        ("What we offer", Topic.BENEFITS),
        ("How to Apply", Topic.APPLY),
        ("Similar jobs", Topic.CHROME),
        ("Marlow Falls", None),
    ],
)
def test_headings(heading: str, topic: Topic | None):
    """Headings are known by the trade's words."""
    assert topic_of(heading) is topic


def test_joined_asks_are_split_and_objects_are_not():
    """Two asks in one sentence are two; the objects of one ask stay together."""
    two = "You have run a shop, and you have trained new staff."
    assert [two[a:b] for a, b in split_asks(two, 0, len(two))] == [
        "You have run a shop",
        "you have trained new staff.",
    ]
    one = "Proficiency in MS Word, MS Excel, and MS Outlook"
    assert split_asks(one, 0, len(one)) == [(0, len(one))]


def test_posting_file_round_trip():
    """`parse posting -f json` handed back gives the same requirements."""
    posting = read_posting(EXAMPLES / "postings" / "program_manager.txt")
    again = read_posting(json.dumps(posting.to_dict()).encode())
    assert again.requirements == posting.requirements
    assert again.title == posting.title


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"priority": "vital"}, "requirement 1: priority 'vital' is none of required"),
        ({"end": 10**9}, "requirement 1: end 1000000000 is not within the text"),
        ({"kind": None}, "requirement 1: kind None is none of"),
        ({"years_min": "five"}, "requirement 1: years_min 'five' is no number"),
        ({"text": ""}, "requirement 1 has no text"),
    ],
)
def test_wrong_edits_are_named(edit: dict[str, object], message: str):
    """A wrong edit gets one line that names the entry."""
    value = read_posting(EXAMPLES / "postings" / "program_manager.txt").to_dict()
    value["requirements"][0].update(edit)
    with pytest.raises(PostingFileError, match=message):
        read_posting(json.dumps(value).encode())


def test_a_requirement_can_be_added_by_hand():
    """A new requirement that the posting does not hold keeps its words."""
    value = read_posting(EXAMPLES / "postings" / "program_manager.txt").to_dict()
    value["requirements"] = [{"text": "Juggling", "priority": "bonus", "kind": "skill"}]
    assert texts(read_posting(json.dumps(value).encode())) == ["Juggling"]
