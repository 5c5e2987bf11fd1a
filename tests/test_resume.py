"""Résumés to bullets, roles, education and identity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, RESUMES, squash

from fitscore import Resume, read_resume
from fitscore.errors import NoBulletError
from fitscore.resume import Tenure, encodable_text, in_words, tenure
from fitscore.resume.timeline import find_ranges
from fitscore.types import Degree, Role, Section

RESUME = EXAMPLES / "resumes"


def experience(resume: Resume) -> list[str]:
    return [b.text for b in resume.bullets if b.section is Section.EXPERIENCE]


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_every_bullet_is_verbatim(path: Path):
    """text[start:end], white space collapsed, is the bullet."""
    resume = read_resume(path)
    for bullet in resume.bullets:
        assert squash(resume.text[bullet.start : bullet.end]) == bullet.text


def test_pdf_docx_txt_and_json_resume_give_the_same_bullets():
    """The format of a résumé does not change what it says."""
    names = (
        "maria_okafor.pdf",
        "maria_okafor.docx",
        "maria_okafor.txt",
        "sources/maria_okafor.json",
    )
    pdf, docx, txt, json_resume = (read_resume(RESUME / name) for name in names)
    assert experience(pdf) == experience(docx) == experience(txt) == experience(json_resume)
    assert len(experience(pdf)) == 13
    dated = [[(role.title, role.from_, role.to) for role in r.roles] for r in (pdf, json_resume)]
    assert dated[0] == dated[1]


def test_every_json_resume_is_read():
    """Name, roles and bullets of each source are found, and each bullet is a verbatim span."""
    for path in sorted((RESUME / "sources").glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        resume = read_resume(path)
        assert resume.candidate.name == value["basics"]["name"]
        titles = [role.title for role in resume.roles if role.section is Section.EXPERIENCE]
        assert titles == [work["position"] for work in value["work"]]
        wanted = [squash(text) for work in value["work"] for text in work.get("highlights", [])]
        assert set(wanted) <= set(experience(resume))
        for bullet in resume.bullets:
            assert squash(resume.text[bullet.start : bullet.end]) == bullet.text


def test_roles_of_a_pdf():
    """Titles, dates and the bullets below each."""
    resume = read_resume(RESUME / "maria_okafor.pdf")
    assert [(role.title, role.from_, role.to) for role in resume.roles] == [
        ("Program Supervisor, Community Services", "2020-03", None),
        ("Program Coordinator, Family Services", "2016-05", "2020-02"),
        ("Community Support Worker", "2014-06", "2016-04"),
        ("Board Treasurer", "2019-01", None),
    ]
    assert sum(bullet.role == "j1" for bullet in resume.bullets) == 6
    assert resume.roles[0].employer == "City of Port Ellery"


def test_side_bar_is_kept_apart():
    """In a two-column résumé the work history holds no skills and the name is found."""
    resume = read_resume(RESUME / "devon_grant.pdf")
    assert resume.candidate.name == "Devon Grant"
    assert resume.candidate.phone == "555-0117"
    assert len(experience(resume)) == 12
    assert "Microsoft Excel" in resume.skills
    assert resume.roles[0].employer == "Cedar Street Youth Society"


def test_education():
    """Level, institution and year."""
    entry = read_resume(RESUME / "maria_okafor.pdf").education[0]
    assert (entry.degree, entry.institution, entry.year) == (
        Degree.BACHELOR,
        "Ellery Valley University",
        2014,
    )


def test_credentials_by_any_name():
    """PMP is found under its long name too."""
    resume = Resume.from_text(
        "Ann Lee\n\nCertifications\nProject Management Professional, 2020\n\nSkills\nPlanning\n"
    )
    assert [item.name for item in resume.credentials] == ["PMP"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Nov 2013 to Current", "2013-11", None),
        ("2011–14", "2011", "2014"),
        ("03/2009 - present", "2009-03", None),
        ("since 2018", "2018", None),
        ("Summer 2012 - Fall 2013", "2012-06", "2013-11"),
        ("Sept. 2001 – 12/2004", "2001-09", "2004-12"),
        ("2015-03 until 2016-11", "2015-03", "2016-11"),
    ],
)
def test_date_ranges(text: str, first: str, last: str | None):
    """Dates in the forms that people write."""
    (found,) = find_ranges(text)
    assert (found.from_, found.to) == (first, last)


def test_a_range_of_numbers_is_no_date():
    """Amounts and phone numbers are not years."""
    assert find_ranges("Managed budgets of $2000 - $2400 and rang 555-2010-2014") == []


def dated(*periods: tuple[str, str | None]) -> list[Role]:
    return [Role(f"j{n}", "Clerk", None, a, b, 0, 0) for n, (a, b) in enumerate(periods)]


def test_overlapping_months_count_once():
    """Jan 2010 to Dec 2011 and Jul 2011 to Jun 2012 are 30 months."""
    roles = dated(("2010-01", "2011-12"), ("2011-07", "2012-06"))
    assert tenure(roles, "2020-01") == Tenure(30, 30)


def test_a_role_that_runs_ends_at_the_day_given():
    """Nov 2013 to the present, as of a day in Jan 2015, is 15 months; the future counts nothing."""
    assert tenure(dated(("2013-11", None)), "2015-01-31") == Tenure(15, 15)
    assert tenure(dated(("2013-11", "2019-01")), "2015-01-31") == Tenure(15, 15)
    assert tenure(dated(("2016-02", None)), "2015-01-31") == Tenure(0, 0)


def test_years_without_months_give_bounds():
    """2011 to 2014 is Dec 2011 to Jan 2014 at least and four whole years at most."""
    found = tenure(dated(("2011", "2014")), "2020-01")
    assert found == Tenure(26, 48)
    assert str(found) == "2 y 2 m to 4 y"


def test_months_in_words():
    """55 months are 4 y 7 m."""
    assert [in_words(n) for n in (55, 7, 36, 0)] == ["4 y 7 m", "7 m", "3 y", "0 m"]


def test_header_and_name_never_reach_the_encoder():
    """Name, mail and phone are masked in the header and wherever the full name stands."""
    resume = Resume.from_text(
        "Joy Price\njoy@example.com | 604-555-0100\n\nSummary\nJoy Price plans parks. Ms. Price "
        "keeps price lists; she reads them.\n\nSkills\nParks\n"
    )
    whole = encodable_text(resume, 0, len(resume.text))
    assert "Joy" not in whole
    assert "joy@" not in whole
    assert "555" not in whole
    assert "price lists" in whole
    assert "they reads" in whole


def test_two_names_give_the_same_texts():
    """Résumés that differ in the name alone are the same to an encoder."""

    def encodable(name: str) -> list[str]:
        resume = Resume.from_text(
            f"{name}\nVictoria, BC\n\nExperience\nClerk, Town of X, 2010 - 2012\n"
            f"- Filed papers. {name} was praised by the mayor.\n"
        )
        return [encodable_text(resume, b.start, b.end) for b in resume.bullets]

    assert encodable("Emily Walsh") == encodable("Lakisha Washington-Okonkwo")


def test_a_resume_without_statements():
    """A name and a phone number are no résumé."""
    with pytest.raises(NoBulletError, match="no statement of a résumé"):
        Resume.from_text("Ann Lee\nann@example.com\n")
