"""Postings to requirements."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import EXAMPLES, POSTINGS, squash
from hypothesis import given, settings
from hypothesis import strategies as st

from fitscore import Limits, Posting, read_posting
from fitscore.errors import InputError, NoRequirementError, PostingFileError, WrongKindError
from fitscore.posting.attributes import (
    allows_equivalent,
    degree_of,
    names_alternatives,
    stated_priority,
    years_min,
    years_within,
)
from fitscore.posting.parts import parts_of, priorities_apart
from fitscore.types import Degree, Kind, Priority

GOLD = json.loads((Path(__file__).parent / "data" / "gold_requirements.json").read_text("utf-8"))
PARTS = ("any_of", "all_of")


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
        "strategic_initiatives_prose.txt",
        "waste_operations_supervisor.html",
    ],
)
def test_requirements_of_the_examples(name: str):
    """What a person marked by hand is found, and little else; of ten priorities nine are right."""
    posting = read_posting(EXAMPLES / "postings" / name)
    wanted = {squash(item["text"]): item["priority"] for item in GOLD[name]["requirements"]}
    found = {item.text: item.priority.value for item in posting.requirements}
    overlap = {_nearest(text, wanted): priority for text, priority in found.items()}
    both = overlap.keys() & wanted.keys()
    assert len(both) >= 0.85 * max(len(overlap), len(wanted))
    assert sum(overlap[text] == wanted[text] for text in both) >= 0.9 * len(both)


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


def test_a_label_says_what_its_line_is():
    """Where the network sees no employer, `Company:` names it; where nothing does, it is null."""
    asked = "\n\nRequirements\n- Knowledge of trees\n- A valid driver's licence\n"
    posting = Posting.from_text(f"Gardener\nCompany: Corvus{asked}")
    assert posting.employer == "Corvus"
    assert Posting.from_text(f"Gardener{asked}").employer is None


def test_bullets_under_a_requirements_heading():
    """Bullets under Qualifications are requirements; duties and benefits are not."""
    posting = Posting.from_text(
        "Clerk\n\nDuties\n- File papers and answer letters\n\nQualifications\n"
        "- Two years of office work\n- Knowledge of Excel\n\nBenefits\n- Dental plan\n"
    )
    assert texts(posting) == ["Two years of office work", "Knowledge of Excel"]
    assert [span.text for span in posting.responsibilities] == ["File papers and answer letters"]


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
        ("A decade of experience in sales", 10),
        ("thirty years at sea", 30),
        ("five (5) years' experience", 5),
        ("no less than four years", 4),
        ("Between 3 and 5 years of nursing", 3),
        ("4 y. experience in Java", 4),
        ("up to 3 years of experience", None),
        ("must be 18 years or older", None),
        ("a 2 year contract", None),
        ("worked as a nurse in the last 5 years", None),
        ("2 years of driving in the last 5 years", 2),
        ("One yearMedical-Surgical experience", 1),
        ("between 18 and 35 years", None),
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
        ("Degree or diploma in visual arts", Degree.ASSOCIATE),
        ("A degree in agriculture", Degree.BACHELOR),
        ("PhD preferred", Degree.DOCTORATE),
        ("Master's Certificate in Project Management", None),
        ("Strong writing", None),
        ("Any graduate", Degree.BACHELOR),
        ("Completed secondary education", Degree.HIGH_SCHOOL),
        ("HND or degree in building services", Degree.ASSOCIATE),
        ("Currently enrolled in a bachelor's program", None),
        ("Experience as a scrum master", None),
        ("Knowledge of MS Project", None),
        ("GCSE English and maths at grade C", Degree.HIGH_SCHOOL),
        ("Leaving Certificate with honours maths or A levels", Degree.HIGH_SCHOOL),
        ("An A-level in a science", Degree.HIGH_SCHOOL),
        ("A tertiary qualification in statistics", Degree.BACHELOR),
        ("Uni grad, engineering", Degree.BACHELOR),
        ("An honours degree or Master's degree in geography", Degree.BACHELOR),
        ("A degree or postgraduate qualification in archives", Degree.BACHELOR),
        ("A qualification at Level 8 on the National Framework", Degree.BACHELOR),
        ("Advanced university degree (master or equivalent) in law", Degree.MASTER),
        ("Postgraduate qualification in planning", Degree.MASTER),
        ("Postgraduate certificate in teaching", None),
        ("six years of post-graduate work", None),
        ("four years' post-degree experience", None),
        ("Testing to AS 1851 and BS EN 1838", None),
        ("Preparing for WCAG 2.2 AA", None),
        ("A master's ticket", None),
        ("a master thatcher's hand", None),
    ],
)
def test_degree(text: str, degree: Degree | None):
    """The lowest level that satisfies."""
    assert degree_of(text) == degree


@pytest.mark.parametrize(
    ("language", "text", "years", "degree"),
    [
        ("fr", "5 ans d'expérience minimum", 5, None),
        ("fr", "Diplôme Bac+3 en comptabilité", None, Degree.BACHELOR),
        ("fr", "Conception des outils, mais aussi le but et le cap", None, None),
        ("de", "Mindestens drei Jahre Berufserfahrung", 3, None),
        ("de", "Abgeschlossene kaufmännische Ausbildung", None, Degree.ASSOCIATE),
        ("es", "De 2 a 3 años de experiencia", 2, None),
        ("es", "Licenciatura en derecho", None, Degree.BACHELOR),
        ("pt", "Mínimo de três anos de experiência", 3, None),
        ("pt", "Ensino médio completo", None, Degree.HIGH_SCHOOL),
    ],
)
def test_years_and_degrees_in_another_language(
    language: str, text: str, years: float | None, degree: Degree | None
):
    """Each language has its file."""
    assert years_min(text, language) == years
    assert degree_of(text, language) == degree


def test_the_length_of_a_course_is_no_experience():
    """`A three-year qualification` says how long one learned; behind one, years are worked."""
    assert years_min("A three-year qualification in forestry") is None
    assert years_min("An appropriate 3-year B-Degree") is None
    assert years_min("4 year post qualification experience") == 4


def test_a_window_of_time_is_no_experience():
    """`in the last 5 years` says when, not how long."""
    assert years_within("Experience of audits in the last 5 years") == 5
    assert years_within("5 years of audits") is None


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("French would be an asset", Priority.PREFERRED),
        ("Docker is a plus", Priority.BONUS),
        ("Driver's licence (required)", Priority.REQUIRED),
        ("Knowledge of trees", None),
        ("A second language would be to your advantage", Priority.PREFERRED),
        ("Grade 12 (a trade advantageous)", None),
    ],
)
def test_the_priority_that_words_state(text: str, priority: Priority | None):
    """Where an ask says its own priority its heading does not count."""
    assert stated_priority(text) is priority


@pytest.mark.parametrize(
    "text", ["Active RN/LPN license", "B.Tech / M.Sc in agriculture", "HNC or apprenticeship"]
)
def test_alternatives_are_joined_by_or_or_a_slash(text: str):
    """A slash between two degrees or certificates is an `or`."""
    assert names_alternatives(text)


@pytest.mark.parametrize(
    "text", ["Degree in TCP/IP networking", "Two years or more", "Licence of code B (or higher)"]
)
def test_other_slashes_are_no_alternatives(text: str):
    """Nor is `or more`, nor `or higher`."""
    assert not names_alternatives(text)


def test_equivalents():
    """Another route is allowed by `or an equivalent combination`, not by `equivalent standards`."""
    assert allows_equivalent("A degree, or an equivalent combination of training and experience")
    assert not allows_equivalent("Records kept to FAA or equivalent standards")


def test_joined_asks_are_parts_and_objects_are_not():
    """Two asks in one sentence are two; the objects of one ask stay together."""
    two = "You have run a shop, and you have trained new staff."
    either, both = parts_of(two, 0, len(two))
    assert either == []
    assert [two[a:b] for a, b in both] == ["You have run a shop", "you have trained new staff."]
    one = "Proficiency in MS Word, MS Excel, and MS Outlook"
    assert parts_of(one, 0, len(one)) == ([], [])


def test_names_of_a_list_with_etc_are_alternatives():
    """Any of them will do."""
    text = "A professional designation (PMP, P.Eng, CPA, MBA, etc.) is an asset"
    either, both = parts_of(text, 0, len(text))
    assert [text[a:b] for a, b in either] == ["PMP", "P.Eng", "CPA", "MBA"]
    assert both == []


def test_posting_file_round_trip():
    """`parse posting -f json` handed back gives the same requirements."""
    posting = read_posting(EXAMPLES / "postings" / "program_manager.txt")
    again = read_posting(json.dumps(posting.to_dict()).encode())
    assert again.requirements == posting.requirements
    assert again.title == posting.title


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"priority": "vital"}, "Invalid enum value 'vital' - at `$.requirements[1].priority`"),
        ({"end": 10**9}, "is no range of 4231 characters - at `$.requirements[1]`"),
        ({"kind": None}, "Expected `str`, got `null` - at `$.requirements[1].kind`"),
        ({"years_min": "five"}, "got `str` - at `$.requirements[1].years_min`"),
        ({"years_min": 90}, "Expected `float` <= 80.0 - at `$.requirements[1].years_min`"),
        ({"text": ""}, "of length >= 1 - at `$.requirements[1].text`"),
        ({"text": "  "}, "there are no words in its text - at `$.requirements[1]`"),
        ({"names": ["•"]}, "has no letter and no digit - at `$.requirements[1]`"),
        ({"id": "r1"}, "'r1' is the id of two - at `$.requirements[1].id`"),
        (
            {"any_of": [{"text": "Work"}], "all_of": [{"text": "Work"}]},
            "both any_of and all_of - at `$.requirements[1]`",
        ),
        ({"any_of": [{"text": "a", "end": -1}]}, ">= 0 - at `$.requirements[1].any_of[0].end`"),
    ],
)
def test_wrong_edits_are_named(edit: dict[str, object], message: str):
    """A wrong edit gets one line that names the path of the entry."""
    value = read_posting(EXAMPLES / "postings" / "program_manager.txt").to_dict()
    value["requirements"][1].update(edit)
    with pytest.raises(PostingFileError, match=re.escape(message)) as caught:
        read_posting(json.dumps(value).encode())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("join", "which"), [("; or ", 0), ("; and ", 1), ("; ", 1)], ids=["or", "and", "neither"]
)
def test_an_or_between_two_asks_makes_them_alternatives(join: str, which: int):
    """In one item of a list; anything else between them joins asks that are all needed."""
    asks = ["Experience with forklifts", "experience with cranes"]
    text = join.join(asks)
    parts = [[text[a:b] for a, b in ranges] for ranges in parts_of(text, 0, len(text))]
    assert parts[which] == asks
    assert parts[1 - which] == []


def test_two_priorities_in_one_line_are_two_requirements():
    """Each clause has the priority that it states; behind a semicolon one may leave it out."""
    for text, wanted in (
        (
            "Bachelor's degree required, PhD preferred",
            ["Bachelor's degree required", "PhD preferred"],
        ),
        ("BCLS; ACLS preferred", ["BCLS", "ACLS preferred"]),
        ("Experience in shops, preferably of books", ["Experience in shops, preferably of books"]),
    ):
        assert [text[a:b] for a, b in priorities_apart(text, 0, len(text))] == wanted


def test_a_requirement_that_is_added_has_an_id_of_its_own():
    """Wherever it is put in; the others keep theirs."""
    value = read_posting(EXAMPLES / "postings" / "program_manager.txt").to_dict()
    ids = [entry["id"] for entry in value["requirements"]]
    value["requirements"].insert(0, {"text": "Tact", "priority": "required", "kind": "trait"})
    again = [item.id for item in read_posting(json.dumps(value).encode()).requirements]
    assert again == [f"r{len(ids) + 1}", *ids]


def test_a_part_of_a_requirement_is_a_requirement_of_its_own():
    """Its words say its kind, years and names; a file that gives its words alone is read so too."""
    text = "Requirements\n1. Two years of welding; or\n2. A diploma in welding.\n3. Tact\n"
    posting = Posting.from_text(text)
    first, second = posting.requirements[0].any_of
    assert (first.id, first.kind, first.years_min) == ("r1.1", Kind.EXPERIENCE, 2)
    assert (second.id, second.kind, second.degree) == ("r1.2", Kind.EDUCATION, Degree.ASSOCIATE)
    value = posting.to_dict()
    value["requirements"][0]["any_of"] = [{"text": part.text} for part in (first, second)]
    again = read_posting(json.dumps(value).encode())
    assert again.requirements == posting.requirements


def test_a_requirement_can_be_added_by_hand():
    """A new requirement that the posting does not hold keeps its words."""
    value = read_posting(EXAMPLES / "postings" / "program_manager.txt").to_dict()
    value["requirements"] = [{"text": "Juggling", "priority": "bonus", "kind": "skill"}]
    assert texts(read_posting(json.dumps(value).encode())) == ["Juggling"]


def test_prose_without_a_section_of_requirements():
    """Where nothing is headed Requirements, what the prose asks for counts; duties do not."""
    posting = Posting.from_text(
        "Parks Manager\n\nIn this role you will open the parks each morning and hire the crew.\n\n"
        "We are looking for a leader who is adept at planning work, comfortable with crews and "
        "skilled at budgets. You have five years of experience in parks, and you hold a degree in "
        "forestry. First aid training is considered an asset.\n\nWe thank all who apply.\n"
    )
    wanted = (
        "adept at planning work",
        "comfortable with crews",
        "five years of experience in parks",
        "a degree in forestry",
        "First aid training",
    )
    for phrase in wanted:
        assert sum(phrase in text for text in texts(posting)) == 1
    assert not any("open the parks" in text or "thank" in text for text in texts(posting))
    assert posting.requirements[-1].priority is Priority.PREFERRED


def test_items_joined_by_or_are_one_requirement():
    """`1. ...; or 2. ...` is one requirement with its alternatives as spans."""
    posting = Posting.from_text(
        "REQUIREMENTS\n\n1. Two years of work as a gardener; or\n2. A diploma in horticulture.\n"
        "3. A valid driver's licence.\n"
    )
    first, second = posting.requirements
    assert first.text == "Two years of work as a gardener; or 2. A diploma in horticulture."
    assert [span.text for span in first.any_of] == [
        "Two years of work as a gardener",
        "A diploma in horticulture.",
    ]
    assert first.or_equivalent
    assert second.text == "A valid driver's licence."


def test_asks_joined_in_one_item_are_its_parts():
    """A bullet stays one requirement, and its asks are `all_of` spans."""
    posting = Posting.from_text(
        "Qualifications\n- You have run a depot, and you have trained drivers\n- Tact\n- Patience\n"
    )
    assert [span.text for span in posting.requirements[0].all_of] == [
        "You have run a depot",
        "you have trained drivers",
    ]


def test_a_demand_outside_the_requirements_is_found():
    """Office days and a licence stated elsewhere count; notices about applying do not."""
    posting = Posting.from_text(
        "Requirements\n- Knowledge of trees\n\nNotes\n"
        "1. A valid driver's license is required. Applicants who fail to submit the form will be "
        "disqualified.\n2. Applications must be complete at the time of filing.\n"
    )
    assert texts(posting) == ["Knowledge of trees", "A valid driver's license is required."]


def test_job_posting_in_json_ld_comes_before_the_page():
    """The data that a page carries for search engines is read, and its chrome is not."""
    data = {
        "@type": "JobPosting",
        "title": "Park Keeper",
        "hiringOrganization": {"name": "Town of Ash"},
        "description": "<p>Care for the parks.</p>",
        "qualifications": ["Knowledge of trees", "First aid certificate"],
        "experienceRequirements": {"monthsOfExperience": 24},
    }
    page = (
        f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head>'
        "<body><ul><li>Must sign in</li></ul></body></html>"
    )
    posting = read_posting(page.encode())
    assert (posting.title, posting.employer) == ("Park Keeper", "Town of Ash")
    assert texts(posting) == [
        "Knowledge of trees",
        "First aid certificate",
        "2 years of experience",
    ]
    assert posting.requirements[2].years_min == 2


def test_mojibake_is_repaired():
    """Text that was decoded wrongly before it was saved is put right."""
    posting = read_posting("Requirements\n- Bachelorâ€™s degree in cafÃ© management\n".encode())
    assert texts(posting) == ["Bachelor’s degree in café management"]


def test_references_to_characters_are_the_characters():
    """What was saved from a web page as text is read as the page showed it."""
    posting = read_posting(b"Requirements\n- Bachelor&#x27;s degree &fnord; in R&amp;D\n- Tact\n")
    assert texts(posting)[0] == "Bachelor's degree &fnord; in R&D"


def test_explain_says_of_each_passage_what_it_is():
    """Passages cover the posting's sections, with a reason each."""
    posting = read_posting(EXAMPLES / "postings" / "program_manager.txt")
    by_reason = {passage.reason for passage in posting.passages}
    assert {"heading", "a requirement", "a duty", "about benefits"} <= by_reason
    taken = [passage.requirement for passage in posting.passages if passage.requirement]
    assert taken == [requirement.id for requirement in posting.requirements]


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str):
    """Whatever the characters, the answer is a posting of verbatim spans or an input error."""
    try:
        posting = Posting.from_text(f"Requirements\n- {text}\n{text}")
    except InputError:
        return
    for item in posting.requirements:
        assert squash(posting.text[item.start : item.end]) == item.text


@pytest.mark.parametrize(
    "text",
    [
        "Requirements\n" + "- knowledge of trees and parks\n" * 2000,
        "Requirements: " + "knowledge of trees and you have a plan " * 3000,
        "<div>" * 3000 + "Requirements<ul><li>Knowledge of trees</ul>",
        "<h2>Requirements</h2>" + "<ul><li>" * 400 + "knowledge of trees" + "</li></ul>" * 400,
        "דרישות\n- ניסיון של חמש שנים\nRequirements\n- \u202eknowledge\u202c of trees\n",
        "Requirements\n- knowledge\x00 of\x07 trees\x1b[31m\n",
    ],
    ids=["many bullets", "no line breaks", "deep boxes", "nested lists", "hebrew", "controls"],
)
def test_odd_shapes_are_read(text: str):
    """Long, deep and strange postings are read to their end."""
    limits = Limits(any_kind=True, requirements=10_000, seconds=60)  # on a slow machine too
    posting = read_posting(text.encode(), limits=limits)
    assert any("knowledge" in item.text.lower() for item in posting.requirements)


@pytest.mark.long
def test_a_book_without_structure():
    """A long posting in one paragraph is read, in units that a person could tick."""
    posting = Posting.from_text(
        "You have a plan for the budget of the city and its parks. " * 35000
    )
    assert len(posting.requirements) > 100
    assert max(len(item.text) for item in posting.requirements) <= 1200


LOST = {
    "inline bullets": (
        "Plumber at Harbour Mechanical in Hull. Duties: • Fit pipes in new homes • Find leaks "
        "Requirements: • Five years of experience as a plumber • A valid driver's licence "
        "• Ability to read drawings Benefits: • Dental plan • Four weeks of holiday"
    ),
    "glued headings": (
        "Plumber at Harbour Mechanical in Hull.DutiesFit pipes in new homesFind leaks"
        "RequirementsFive years of experience as a plumberA valid driver's licence"
        "Ability to read drawingsBenefitsDental planFour weeks of holiday"
    ),
    "inline numbers": (
        "Plumber at Harbour Mechanical in Hull. Duties: 1. Fit pipes in new homes 2. Find leaks "
        "Requirements: 1. Five years of experience as a plumber 2. A valid driver's licence "
        "3. Ability to read drawings Benefits: 1. Dental plan 2. Four weeks of holiday"
    ),
    "marks nobody lists": (
        "Plumber at Harbour Mechanical in Hull.\nDuties\n¤ Fit pipes in new homes\n¤ Find leaks\n"
        "Requirements\n¤ Five years of experience as a plumber\n¤ A valid driver's licence\n"
        "¤ Ability to read drawings\nBenefits\n¤ Dental plan\n¤ Four weeks of holiday\n"
    ),
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_a_posting_that_lost_its_layout_is_taken_apart(text: str):
    """Without line breaks, with any mark or none, each ask is a requirement of its own."""
    assert texts(Posting.from_text(text)) == [
        "Five years of experience as a plumber",
        "A valid driver's licence",
        "Ability to read drawings",
    ]


OTHERS = {
    "de": (
        (
            "Bäcker (m/w/d)\nBackhaus Nord, Kiel\n\nIhre Aufgaben\n- Brot backen\n\n"
            "Ihr Profil\n- Abgeschlossene Ausbildung als Bäcker\n- Mindestens 2 Jahre Erfahrung\n\n"
            "Wir bieten\n- 30 Tage Urlaub\n- Ein nettes Team in einer modernen Backstube\n"
        ),
        ["Abgeschlossene Ausbildung als Bäcker", "Mindestens 2 Jahre Erfahrung"],
    ),
    "fr": (
        (
            "Boulanger H/F\nMaison Durand, Lyon\n\nVos missions\n- Préparer et cuire le pain\n\n"
            "Profil recherché\n- CAP boulangerie\n- Deux ans d'expérience sur un poste égal\n\n"
            "Nous offrons\n- Une mutuelle et des tickets restaurant\n- Un logement de fonction\n"
        ),
        ["CAP boulangerie", "Deux ans d'expérience sur un poste égal"],
    ),
    "es": (
        (
            "Panadero\nHorno del Puerto, Cádiz\n\nFunciones\n- Preparar y hornear el pan\n"
            "- Atender a los clientes\n\nRequisitos\n- Título de técnico en panadería\n"
            "- Dos años de experiencia como panadero\n- Carné de manipulador de alimentos\n\n"
            "Ofrecemos\n- Contrato indefinido y buen ambiente\n- Dos días libres por semana\n"
        ),
        ["Título de técnico en panadería", "Dos años de experiencia como panadero"],
    ),
    "pt": (
        (
            "Padeiro\nPadaria do Porto, Aveiro\n\nFunções\n- Preparar e cozer o pão\n"
            "- Atender os clientes\n\nRequisitos\n- Curso técnico de padaria\n"
            "- Dois anos de experiência como padeiro\n- Carta de condução\n\n"
            "Oferecemos\n- Contrato sem termo e bom ambiente\n- Dois dias livres por semana\n"
        ),
        ["Curso técnico de padaria", "Dois anos de experiência como padeiro"],
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_postings_in_other_languages(language: str):
    """French, German, Spanish and Portuguese are read by the same network."""
    text, wanted = OTHERS[language]
    posting = Posting.from_text(text)
    assert posting.language == language
    assert set(wanted) <= set(texts(posting))
    assert not {span.text for span in posting.responsibilities} & set(texts(posting))


@pytest.mark.parametrize(
    ("work", "items"),
    [
        (
            (
                "Warehouse hand\nOur agency in Leeds is hiring.\n\nYour tasks:\n"
                "- small assembly work\n- work in a production hall\n\nYour profile:\n"
            ),
            ["punctual", "rigorous", "dynamic"],
        ),
        (
            (
                "OPERATEURS DE PRODUCTION (H/F)\nNotre agence de Rumilly recrute des talents.\n"
                "Vos missions :\n- petit montage mécanique\n- travail en atelier de production\n"
                "Votre profil :\n"
            ),
            ["ponctuel", "rigoureux", "dynamique"],
        ),
    ],
)
def test_a_list_of_single_words_is_read(work: str, items: list[str]):
    """Under a heading that asks, each is a requirement."""
    posting = Posting.from_text(work + "".join(f"- {item}\n" for item in items))
    assert texts(posting) == items


def test_a_label_before_a_colon_is_no_requirement():
    """`Competencies:` only names what is asked behind it."""
    posting = Posting.from_text(
        "AGRICULTURAL ADVISOR REF NO. 30\nSALARY : R376 413 per annum\nREQUIREMENTS : An "
        "appropriate 4-year qualification in Agriculture; A valid driving licence. Competencies: "
        "Knowledge of the following: Production of crops; Practical research; Good understanding "
        "of land reform.\nDUTIES : Write reports; "
        "Assist with research.\nENQUIRIES : Mr Lamberts\n"
    )
    assert "Production of crops" in texts(posting)
    assert not [text for text in texts(posting) if "following" in text]


def test_a_resume_is_no_posting():
    """Given in place of a posting it is refused, with what it is."""
    text = (EXAMPLES / "resumes" / "maria_okafor.pdf").read_bytes()
    with pytest.raises(WrongKindError, match="this reads like a résumé"):
        read_posting(text)


def test_several_jobs_in_one_file_are_said():
    """Their requirements are read as one list, and the report says so."""
    job = "{}\n\nDuties\n- {}\n\nRequirements\n- {}\n- A valid driver's licence\n\n"
    text = job.format("Gardener", "Plant trees in the parks", "Two years of experience in parks")
    text += job.format("Plumber", "Fit pipes in new homes", "Five years of experience with pipes")
    posting = Posting.from_text(text)
    assert [flag.kind for flag in posting.flags] == ["several_jobs"]
    assert posting.flags[0].quote == "requirements"
