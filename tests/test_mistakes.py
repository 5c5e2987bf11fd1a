"""Slips of language in a posting: what is wrong, what is right, and what to write instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fitscore import Posting
from fitscore.posting import lint
from fitscore.posting.mistakes import mistakes_in
from fitscore.posting.spelling import is_known, meant_by, parted


def _told(text: str) -> dict[str, str]:
    posting = Posting.from_text(f"Requirements\n- {text}\n- Five years in parks\n- Drove a bus\n")
    return {item.text: item.suggestion for item in lint(posting) if item.kind == "mistake"}


@pytest.mark.parametrize(
    ("text", "wrong", "instead"),
    [
        ("Two years of experiance in a bakery", "experiance", "experience"),
        ("Maintainance of lifts and hoists", "Maintainance", "maintenance"),
        ("A forklift licence is prefered", "prefered", "preferred"),
        ("Inventroy counts in a warehouse", "Inventroy", "inventory"),
        ("The coord ination of branch moves", "coord ination", "coordination"),
        ("Service of food andbeverage in a hotel", "andbeverage", "and beverage"),
        ("Kept the books every single dayWhen the shop was open", "dayWhen", "day When"),
        ("Sales of tools,equipment and paint", "tools,equipment", "blank"),
        ("Repair of pumps ,valves and seals", "pumps ,", "blank"),
        ("Databases of maps (PostGIS, Oracle", "(PostGIS", "closed"),
        ("Worked in an bakery for a year", "an bakery", "a bakery"),
        ("Worked in a FMCG plant for a year", "a FMCG", "an FMCG"),
        ("Must able to weld pipes", "Must able", "be able"),
        ("You must has a licence to drive", "must has", "have"),
        ("The candidate have sold cars", "The candidate have", "has"),
        ("You has welded pipes", "You has", "have"),
        ("Familiarity of local plants", "Familiarity of", "with"),
        ("Experience on Terraform and Ansible", "Experience on", "with"),
        ("Reported stock on weekly basis", "on weekly basis", "on a weekly basis"),
        ("4 years recent kitchen experience", "4 years recent kitchen experience", "years of"),
        ("Bachelors degree in botany", "Bachelors", "Bachelor's"),
        ("Wrote RFP's and tenders", "RFP's", "RFPs"),
        ("Taught patients and there families", "and there", "their"),
        ("Reading blue prints of bridges", "blue prints", "one word"),
    ],
)
def test_a_slip_is_found_and_put_right(text: str, wrong: str, instead: str):
    """The words that are wrong, and what to write in their place."""
    told = _told(text)
    assert any(wrong.strip() in found for found in told), told
    assert instead in " ".join(told.values())


@pytest.mark.parametrize(
    "text",
    [
        "Organised colour printing in a travel centre, and analysed its labour costs",
        "Organized color printing in a travel center, and analyzed its labor costs",
        "Pâte sucrée, choux and kouign-amann under Aoife Ní Dhomhnaill in St Ives",
        "Kubernetes, PostgreSQL, JavaScript and PowerPoint on backend and frontend servers",
        "Immunohistochemistry, transfection and cytometry with piezometers",
        "An hour of an MRI scan, a unit, a university, a one-off, a UK bank, an NHS trust",
        "The NHS's budget, a driver's licence and a master's degree",
        "Knew that that team had had a plan",
        "Does the candidate have to drive; must the applicant work nights",
        "Packing a) boxes, b) crates and 1) pallets",
        "Mail to jobs@example.com or www.example.com/jobs,today.html",
        "Experience on site and on call",
    ],
)
def test_what_is_right_is_left_alone(text: str):
    """Spellings of both sides of the sea, names, words of trades and of other languages."""
    assert _told(text) == {}


def test_what_an_export_glued_is_told_once():
    """The first place, and how many there are."""
    told = _told("Care of food andbeverage stock, costof sales and excellentservice at table")
    assert list(told) == ["andbeverage"]
    assert "2 more places" in told["andbeverage"]


def test_a_posting_in_another_language_is_left_alone():
    """Its words are no slips of English."""
    posting = Posting.from_text(
        "Conseiller clientèle\n\nProfil recherché\n- Deux ans d'expérience en agence bancaire\n"
        "- Connaissance des produits d'épargne et de crédit\n- Certification de banque exigée\n"
    )
    assert [item for item in lint(posting) if item.kind == "mistake"] == []


def test_a_line_in_another_language_is_left_alone():
    """A footer in French below a posting in English."""
    told = _told(
        "Drove buses\n\nVous devez activer votre navigateur pour avoir toutes les fonctions"
    )
    assert told == {}


def test_long_lines_of_signs_and_letters_are_looked_through():
    """Text that somebody made to be slow is read to its end."""
    posting = Posting.from_text("Requirements\n- Five years in parks\n- Drove a bus\n")
    for text in (")" * 50_000, "(" * 50_000, "a." * 50_000, "x" * 50_000, "ab ," * 20_000):
        hostile = replace(posting, text=f"{text} experiance")
        assert any("experience" in found.suggestion for found in mistakes_in(hostile))


def test_words_that_a_dictionary_knows_or_not():
    """Formed words are known, names are no slips, and two words in one are parted."""
    assert is_known("organises")
    assert meant_by("timesheets") == ()
    assert not is_known("viennoiserie")
    assert meant_by("Accion") == ()
    assert meant_by("kegging") == ()
    assert meant_by("seperate") == ("separate",)
    assert parted("excellentservice") == ("excellent", "service")
    assert parted("onboarding") is None
