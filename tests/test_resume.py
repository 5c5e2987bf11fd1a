"""Résumés to bullets, roles, education and identity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, RESUMES, pdf, squash, write
from reportlab.pdfgen.canvas import Canvas

from fitscore import Resume, read_resume
from fitscore.errors import NoBulletError
from fitscore.resume import anonymized, encodable_text
from fitscore.text.dates import Tenure, find_ranges, in_short, in_words, tenure
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


@pytest.mark.parametrize("line", ["12", "45, 46", ",", "Dr.", "|", "(she/her)"])
def test_a_first_line_that_names_nobody(line: str):
    """Ages, titles and marks alone are no name, and no end of the reading either."""
    resume = Resume.from_text(f"{line}\nBaker, Town Bakery, 2012 - 2020\n- Baked bread for 300\n")
    assert resume.candidate is None or resume.candidate.name is None
    assert resume.roles


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
    assert str(found) == "2 years 2 months to 4 years"


def test_months_in_words():
    """55 months are 4 years 7 months, in a table 4 y 7 m."""
    words = ["4 years 7 months", "1 month", "3 years", "0 months"]
    assert [in_words(n) for n in (55, 1, 36, 0)] == words
    assert [in_short(n) for n in (55, 7, 36, 0)] == ["4 y 7 m", "7 m", "3 y", "0 m"]


HEADER = "Ann Lee\nann.lee@example.com\n\n"


def roles(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    found = Resume.from_text(HEADER + text).roles
    return [(role.title, role.employer, role.from_, role.to) for role in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clerk, Acme Co.  Jan 2010 - Feb 2012", ("Clerk", "Acme Co.", "2010-01", "2012-02")),
        ("Clerk | Acme Inc. | Austin, TX | 2010 - 2012", ("Clerk", "Acme Inc.", "2010", "2012")),
        ("Acme Inc., Pune, India\nClerk\n2010 - 2012", ("Clerk", "Acme Inc.", "2010", "2012")),
        ("2010 - 2012\nClerk, Town of Bath", ("Clerk", "Town of Bath", "2010", "2012")),
        ("Clerk | Part-time\nAcme, Summer 2012", ("Clerk", "Acme", "2012-06", "2012-08")),
        ("Clerk, Acme Co.\nMarch 20XX – May 20XX", ("Clerk", "Acme Co.", None, None)),
    ],
)
def test_title_and_employer(text: str, expected: tuple[str, str | None, str | None, str | None]):
    """What is the title, the employer and neither, in the orders that people write them."""
    assert roles(f"Experience\n{text}\n- Filed papers of the town.\n") == [expected]


def test_roles_under_one_employer():
    """An employer that stands once over two roles belongs to both."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 40, 760, "Ann Lee", 16, "Helvetica-Bold")
        write(canvas, 40, 740, "ann@example.com")
        write(canvas, 40, 710, "EXPERIENCE", 12, "Helvetica-Bold")
        write(canvas, 40, 690, "Acme Corporation", 11, "Helvetica-Bold")
        write(canvas, 40, 675, "Senior Clerk, Payments  Jan 2012 - May 2015")
        write(canvas, 50, 660, "• Settled the invoices of four towns.")
        write(canvas, 40, 640, "Clerk, Records  Jan 2010 - Dec 2011")
        write(canvas, 50, 625, "• Filed the papers of two towns.")

    found = [(role.title, role.employer) for role in read_resume(pdf(draw)).roles]
    assert found == [
        ("Senior Clerk, Payments", "Acme Corporation"),
        ("Clerk, Records", "Acme Corporation"),
    ]


def test_a_role_without_dates_among_dated_ones():
    """Its bullets are its own and not those of the role above."""
    resume = Resume.from_text(
        HEADER + "Experience\n\nClerk, Acme Co., 2010 - 2012\n  - Filed papers.\n\n"
        "Volunteer Coordinator\n  - Trained the helpers.\n"
    )
    assert [role.title for role in resume.roles] == ["Clerk", "Volunteer Coordinator"]
    assert [bullet.role for bullet in resume.bullets] == ["j1", "j2"]


def test_headings_of_any_wording():
    """A line set like the known headings is one too, and one that says what experience it is."""
    parts = {
        "EXPERIENCE": ["Clerk, Acme Co., 2010 - 2012", "• Filed papers."],
        "NIGHT SKY": ["• Built a telescope of two mirrors."],
        "KITCHEN EXPERIENCE": ["Cook, Inn Ltd., 2008 - 2009", "• Cooked for forty guests."],
        "SKILLS": ["• Soups"],
    }

    def draw(canvas: Canvas) -> None:
        y = 760
        for heading, texts in parts.items():
            write(canvas, 40, y, heading, 12, "Helvetica-Bold")
            for n, text in enumerate(texts):
                write(canvas, 40, y - 18 - 14 * n, text)
            y -= 80

    resume = read_resume(pdf(draw))
    titles = {role.id: role.title for role in resume.roles}
    assert [(titles.get(bullet.role or ""), bullet.text) for bullet in resume.bullets] == [
        ("Clerk", "Filed papers."),
        (None, "Built a telescope of two mirrors."),
        ("Cook", "Cooked for forty guests."),
        (None, "Soups"),
    ]


def test_columns_whose_lines_are_not_level():
    """Two lists side by side are read one after the other though no two lines share a height."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 40, 760, "SKILLS", 12, "Helvetica-Bold")
        for n, text in enumerate(["Soups", "Sauces", "Stocks"]):
            write(canvas, 50, 740 - 12 * n, f"• {text}")
        for n, text in enumerate(["Budgets", "Rosters", "Menus"]):
            write(canvas, 250, 734 - 12 * n, f"• {text}")

    expected = ("Soups", "Sauces", "Stocks", "Budgets", "Rosters", "Menus")
    assert read_resume(pdf(draw)).skills == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "B.S. in Computer Science\nState University, 2015",
            (Degree.BACHELOR, "Computer Science", "State University", 2015),
        ),
        (
            "MS Data Science\nLakeside Institute of Technology   2021 – 2023\nGPA: 3.5",
            (Degree.MASTER, "Data Science", "Lakeside Institute of Technology", 2023),
        ),
        (
            "University of Bath, Bath, UK\nMaster of Public Administration, Sep. 2014",
            (Degree.MASTER, "Public Administration", "University of Bath", 2014),
        ),
        (
            "Diploma : 1999 East Side High School",
            (Degree.HIGH_SCHOOL, None, "East Side High School", 1999),
        ),
        (
            "Bachelor of Arts : Music December 2011\nUniversity of Bath",
            (Degree.BACHELOR, "Music", "University of Bath", 2011),
        ),
        (
            "Lakeside Institute\n2012 - 2015\nBSc - Adult Nursing",
            (Degree.BACHELOR, "Adult Nursing", "Lakeside Institute", 2015),
        ),
        (
            "Lakeside Institute\nChemistry, BSc\n2012 - 2015",
            (Degree.BACHELOR, "Chemistry", "Lakeside Institute", 2015),
        ),
        (
            "Bootcamp in Web Development\nMeridian Coding Academy, 2020",
            (None, "Web Development", "Meridian Coding Academy", 2020),
        ),
    ],
)
def test_an_education_entry(
    text: str, expected: tuple[Degree | None, str | None, str | None, int | None]
):
    """Level, field, institution and year, however they are set."""
    (entry,) = Resume.from_text(f"{HEADER}Education\n{text}\n").education
    assert (entry.degree, entry.field, entry.institution, entry.year) == expected


def test_years_that_stand_above_their_entries():
    """A date on its own line goes with the degree below it."""
    text = "Education\n1999\nBA, Music\nSterling College\n1989\nMA, Law\nLee University\n"
    entries = Resume.from_text(HEADER + text).education
    assert [(entry.field, entry.year) for entry in entries] == [("Music", 1999), ("Law", 1989)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karen Mason\nExecutive Chef\nkaren.mason@example.com", "Karen Mason"),
        ("Executive Chef\nKaren Church\nkaren.church@example.com", "Karen Church"),
        ("JORDAN\nREYES\njr@example.com", "JORDAN REYES"),
        ("EXECUTIVE CHEF", None),
        ("Additional Information", None),
        ("Devon Grant", "Devon Grant"),
        ("Ines Varga", "Ines Varga"),
        ("Karen Mason, Executive Chef\nkaren.mason@example.com", "Karen Mason"),
        ("KAREN MASON RESUME\nkaren.mason@example.com", "KAREN MASON"),
        ("Karen van\nVries\nkvries@example.com", "Karen van Vries"),
        ("Karen Puig i Casals\nCook", "Karen Puig i Casals"),
        ("Karen Adeyemi-\nBrook\nkaren.adeyemi-brook@example.com", "Karen Adeyemi-Brook"),
    ],
)
def test_the_name(text: str, name: str | None):
    """People may be called Mason; a title or a heading above an unnamed résumé is no name."""
    resume = Resume.from_text(f"{text}\n\nExperience\n- Cooked for forty guests.\n")
    assert resume.candidate.name == name


def test_a_period_in_days_is_no_telephone_number():
    """`01.04.2013 - 30.09.2018` stays in the text that is read."""
    text = "Experience\n01.04.2013 - 30.09.2018 Cook, The Copper Pan\n- Cooked for forty guests.\n"
    resume = Resume.from_text(HEADER + text)
    start = resume.text.index("01.04.2013")
    assert all(b <= start or start + 23 <= a for a, b in resume.masks)


def test_personal_details_are_withheld():
    """Birth date, gender, marital status, nationality and links reach no encoder, wherever set."""
    resume = Resume.from_text(
        HEADER + "Summary\n- Gardener. Date of birth: 1 June 1991 Gender: Female\n"
        "- Marital status: Single; prunes trees\n"
        "- Ties ropes for climbers. Nationality: Zimbabwean | US citizen\n"
        "- Praised by A. Lee's neighbours for every garden; see linkedin.com/in/annlee\n"
    )
    seen = " ".join(encodable_text(resume, b.start, b.end) for b in resume.bullets)
    for word in ("1991", "Female", "Single", "Zimbabwean", "citizen", "annlee", "Lee"):
        assert word not in seen
    for word in ("Gardener", "prunes trees", "ropes", "neighbours"):
        assert word in seen


def test_years_are_no_phone_number():
    """`2011 - 2012 2014` stays readable."""
    resume = Resume.from_text(HEADER + "Experience\n- Won the cup 2011 - 2012 2014 with the team\n")
    assert "2011 - 2012 2014" in encodable_text(resume, 0, len(resume.text))


def test_a_label_in_the_header_is_not_the_person():
    """What one is stays readable, who one is does not; a motto is a statement."""
    resume = Resume.from_text(
        "Ann Lee\nSoftware Engineer\nBuilds small tools that people like to use\n"
        "ann@example.com\n\nSkills\n- Python\n"
    )
    assert "Software Engineer" in encodable_text(resume, 0, len(resume.text))
    assert resume.bullets[0].text == "Builds small tools that people like to use"


def test_short_names_of_skills():
    """`C++` and `R` are skills; labels, interests and connecting words are none."""
    text = "Skills\n- C++\n- R\n- Tools: Excel, and Word\n- Interests: Chess\n"
    assert Resume.from_text(HEADER + text).skills == ("C++", "R", "Excel", "Word")


def test_another_language_is_flagged():
    """A French résumé is read, and its reader is told."""
    resume = Resume.from_text(
        "Anne Lebrun\nanne@example.fr\n\nExpérience\n"
        "- Responsable de la gestion des ressources humaines et de la paie pour une mairie.\n"
        "- Formation des nouveaux employés et suivi des dossiers avec les services de la ville.\n"
    )
    assert [flag.kind for flag in resume.flags] == ["language"]
    assert "French" in resume.flags[0].explanation


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


def test_a_membership_is_no_job():
    """What is dated under affiliations is a statement: no role, no months worked."""
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nClerk, City of Wexmoor, 2010 - 2015\n- Filed permits\n\n"
        "Professional Affiliations\nMember, Small Business Association (2008 - present)\n"
    )
    assert [role.title for role in resume.roles] == ["Clerk"]
    assert "Member, Small Business Association (2008 - present)" in [
        bullet.text for bullet in resume.bullets
    ]


def test_headers_that_a_place_a_sentence_or_three_lines_hide():
    """The employer first and the title last; years told in a bullet; dates below each other."""
    resume = Resume.from_text(
        "Ann Lee\nann@x.org\n\nExperience\nThe Grand Inn, Wexmoor\nConcierge\n02/2016 to Current\n"
        "- Greeted guests and led all public relations and communications\n"
        "strategy for North America from fiscal 2009 to 2012.\n"
        "\nOctober 2005\nto\nNovember 2009\nConsultant, Copper Hotels\n- Advised on towels\n"
    )
    assert [(role.title, role.from_, role.to) for role in resume.roles] == [
        ("Concierge", "2016-02", None),
        ("Consultant", "2005-10", "2009-11"),
    ]
    assert "fiscal 2009 to 2012." in resume.bullets[0].text


def test_a_period_that_breaks_off_behind_its_dash_goes_on_below():
    """`Oct 2005 –` and `May 2009` under it are one period; alone at its end a dash is until now."""
    text = "Ann Lee\nann@x.org\n\nExperience\nClerk, Acme Ltd\n{}\n- Filed papers\n"
    periods = {"Oct 2005 –\nMay 2009": "2009-05", "(Oct 2005 –\n2009) part time": "2009"}
    for dates, period in (*periods.items(), ("Oct 2005 –", None)):
        (role,) = Resume.from_text(text.format(dates)).roles
        assert (role.from_, role.to) == ("2005-10", period)


def test_an_employer_that_is_called_as_the_person_keeps_its_name():
    """It is shown as it is printed, and masked with the person; the title tells no name."""
    resume = Resume.from_text(
        "Delphine Lorne\ndelphine@example.com\n\nExperience\n"
        "Baker, Lorne Bakes, 2019 - 2022\n- Baked rye bread for the market of Tolland\n"
        "Baker, Tolland Mill, 2015 - 2019\n- Baked white bread for three shops\n"
    )
    assert [role.employer for role in resume.roles] == ["Lorne Bakes", "Tolland Mill"]
    hidden = anonymized(resume)
    assert [role.employer for role in hidden.roles] == ["█████ Bakes", "Tolland Mill"]
    assert "Lorne" not in " ".join(role.title for role in resume.roles)
