"""Facts: years, degrees, names and numbers that are asked, beside what is stated."""

from __future__ import annotations

import pytest

from fitscore.facts import (
    Candidate,
    Fact,
    Outcome,
    Scope,
    facts_of,
    in_words,
    is_condition,
    scope_at,
    share_stated,
    with_lengths,
    with_shares,
)
from fitscore.facts.quantities import quantities_in
from fitscore.scoring.names import Names
from fitscore.types import Degree, Education, Kind, Requirement, Role


def outcomes(requirement: Requirement, **candidate: object) -> dict[str, str]:
    """What each fact says, by what it is about."""
    parts = {
        "statements": [],
        "roles": [],
        "education": [],
        "text": "",
        "as_of": "2026-01-31",
        **candidate,
    }
    found = facts_of(
        requirement,
        Candidate(**parts),  # type: ignore[arg-type]
        patterns=Names.of(requirement.names).patterns,
        nearest=range(len(parts["statements"])),  # type: ignore[arg-type]
        relevant=parts["roles"],  # type: ignore[arg-type]
    )
    return {fact.about: fact.outcome.value for fact in found}


def asks(text: str, **more: object) -> Requirement:
    """A requirement of a posting."""
    return Requirement("r1", text, 0, len(text), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "outcome"),
    [
        ("2021-01", "2025-12", "enough"),
        ("2022-06", None, "over half"),
        ("2024-06", None, "under half"),
    ],
)
def test_years_are_counted(first: str, last: str | None, outcome: str):
    """Sixty months are five years; less than half of them are told apart from more."""
    role = Role("j1", "Planner", None, first, last, 0, 1)
    found = outcomes(asks("Five years of planning", years_min=5.0), roles=[role])
    assert found == {"years in such jobs": outcome, "years in all jobs": outcome}


def test_only_the_last_years_count_where_that_is_asked():
    """Ten years that ended long ago are none of the last five."""
    role = Role("j1", "Planner", None, "2005-01", "2015-01", 0, 1)
    requirement = asks("Three years of planning within the last five years", years_min=3.0)
    assert outcomes(requirement, roles=[role])["years in all jobs"] == "none"


@pytest.mark.parametrize("said", ["over nine years in kitchens", "in kitchens since 2016"])
def test_a_stated_total_counts(said: str):
    """A summary may say how long, or since when."""
    found = outcomes(asks("Eight years in kitchens", years_min=8.0), statements=[said])
    assert found["years stated"] == "enough"


@pytest.mark.parametrize(
    ("degree", "state", "outcome"),
    [
        (Degree.MASTER, "completed", "enough"),
        (Degree.BACHELOR, "expected", "not finished"),
        (Degree.ASSOCIATE, "completed", "lower"),
        (None, "completed", "none"),
    ],
)
def test_a_degree_counts_when_it_is_finished(degree: Degree | None, state: str, outcome: str):
    """A higher one is enough; one that is expected is not held."""
    entry = Education(degree, None, None, None, 0, 1, state=state)
    found = outcomes(asks("Bachelor's degree", degree=Degree.BACHELOR), education=[entry])
    assert found == {"degree": outcome}


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("PMP, PMI, 2021", Scope.HELD),
        ("PMP exam booked for March", Scope.PENDING),
        ("PMP (expired 2019)", Scope.EXPIRED),
        ("no PMP yet", Scope.DENIED),
        ("would like to take the PMP", Scope.WISHED),
        ("my manager is a PMP", Scope.OTHERS),
        ("not only PMP but CAPM", Scope.HELD),
        ("No driving licence. PMP since 2020", Scope.HELD),
        ("PMP, never suspended or revoked", Scope.HELD),
        ("RN License No 556677, PMP", Scope.HELD),
        ("Delivered training for the PMP of 2019", Scope.HELD),
        ("machine learning, PMP", Scope.HELD),
        ("PMP certified staff, led as manager", Scope.HELD),
        ("Open to relocation, PMP", Scope.HELD),
        ("Worked without supervision, PMP", Scope.HELD),
        ("does not hold the PMP", Scope.DENIED),
        ("studying for the PMP", Scope.PENDING),
    ],
)
def test_what_is_said_of_a_name(said: str, scope: Scope):
    """The words of the same clause say whether it is held."""
    start = said.index("PMP")
    assert scope_at(said, start, start + 3) is scope


def test_initials_are_found_spelt_out():
    """CISSP is Certified Information Systems Security Professional."""
    requirement = asks("CISSP", kind=Kind.CERTIFICATION, names=("CISSP",))
    said = ["Certified Information Systems Security Professional, since 2020"]
    assert outcomes(requirement, statements=said) == {"CISSP": "named"}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("carried 45 families", "enough"),
        ("about 27 families", "over half"),
        ("nine families", "under half"),
    ],
)
def test_numbers_of_the_same_thing_are_compared(said: str, outcome: str):
    """In figures or in words; numbers of other things count nothing."""
    found = outcomes(asks("A caseload of 40 or more families"), statements=[said, "900 forms"])
    assert found == {"number": outcome}


def test_years_and_dates_are_no_quantities():
    """`2019` and `five years` count no thing."""
    assert [q for q in quantities_in("Since 2019, five years of it") if q.things] == []


def test_facts_in_words():
    """What a reader of pairs is told."""
    facts = [Fact("degree", Outcome.ENOUGH), Fact("PMP", Outcome.PENDING)]
    assert in_words(facts) == "degree enough; PMP not finished"


@pytest.mark.parametrize(
    ("asked", "said", "outcome"),
    [
        ("Kubernetes", "runs eleven k8s clusters", "named"),
        ("PostgreSQL", "moved it to Postgres", "named"),
        ("SQL", "wrote T-SQL procedures", "named"),
        ("Microsoft Office", "daily reports in Excel", "named"),
        ("Microsoft Office", "word of it went round the office; outlook grim", "none"),
        ("Java", "JavaScript and TypeScript", "none"),
        ("German", "fluent Spanish", "none"),
        ("PostgreSQL", "wrote SQL", "none"),
        ("SAP", "SAP Consultant for the CFO", "named"),
        ("TypeScript", "TS/SCI clearance", "none"),
        ("React", "React.js and Redux", "named"),
    ],
)
def test_a_name_is_known_by_its_other_names(asked: str, said: str, outcome: str):
    """Another name of it, or what shows it; never another thing."""
    requirement = asks(asked, kind=Kind.TOOL, names=(asked,))
    assert outcomes(requirement, statements=[said]) == {asked: outcome}


def test_initials_of_a_tool_are_not_spelt_out():
    """A job title may have the same ones."""
    requirement = asks("SAP", kind=Kind.TOOL, names=("SAP",))
    said = ["Senior Accounts Payable Specialist"]
    assert outcomes(requirement, statements=said) == {"SAP": "none"}


def test_a_long_line_of_dashes_is_read_in_no_time():
    """What finds initials does not try all ways to divide them."""
    requirement = asks("CPA", kind=Kind.CERTIFICATION, names=("CPA",))
    assert outcomes(requirement, statements=["Certified " + "- " * 20_000]) == {"CPA": "none"}


def test_a_degree_of_a_year_to_come_is_not_held():
    """Whatever the line says."""
    entry = Education(Degree.BACHELOR, None, None, 2027, 0, 1)
    found = outcomes(asks("Bachelor's degree", degree=Degree.BACHELOR), education=[entry])
    assert found == {"degree": "not finished"}


@pytest.mark.parametrize(
    ("asked", "said", "stated"),
    [
        ("Willingness to work evenings", "evenings and weekends, any of them", True),
        ("Willingness to work evenings", "wrote reports at work", False),
        ("Ability to travel up to 25%", "happy to travel", True),
        ("Must be at least 18 years of age", "18 years of service", False),
    ],
)
def test_a_condition_is_told_only_where_it_is_spoken_of(asked: str, said: str, *, stated: bool):
    """By a word of its own, not by those that every condition is said with."""
    assert bool(share_stated(asks(asked, kind=Kind.LOGISTICS), [said])) is stated


def test_a_word_of_a_condition_is_little_of_it():
    """The share of its words: `meet` alone speaks hardly of evening meetings and travel."""
    asked = asks("Occasional evening meetings and travel between islands", kind=Kind.LOGISTICS)
    little = share_stated(asked, ["Meet residents at the curb about missed pickups"])
    much = share_stated(asked, ["Free for meetings in the evening, and glad to travel"])
    assert 0 < little < 0.5 <= much


def test_an_ordinary_driving_licence_is_a_condition():
    """A commercial one is a certificate."""
    assert is_condition(asks("Valid driver's licence", kind=Kind.CERTIFICATION))
    assert not is_condition(asks("Driver's license, class A CDL", kind=Kind.CERTIFICATION))


@pytest.mark.parametrize(
    ("said", "name", "scope"),
    [
        ("No experience with Kubernetes or Docker yet, keen to learn", "Docker", Scope.DENIED),
        ("Never used Terraform.", "Terraform", Scope.DENIED),
        ("I have never used PHP, Java or C++", "C++", Scope.DENIED),
        ("Java, not JavaScript", "JavaScript", Scope.DENIED),
        ("Moved 40 tables to MySQL with no loss of data.", "MySQL", Scope.HELD),
        ("not only Excel but also Word", "Excel", Scope.HELD),
        ("Would like to learn Go", "Go", Scope.WISHED),
        ("Looking for a post where I can gain experience with Jira", "Jira", Scope.WISHED),
        ("Seeking a role to use my SAP skills and gain more", "SAP", Scope.HELD),
        ("Currently learning Spanish", "Spanish", Scope.PENDING),
        ("deep learning TensorFlow", "TensorFlow", Scope.HELD),
        ("works without direct supervision, Excel, Word", "Word", Scope.HELD),
        ("no data loss, MySQL", "MySQL", Scope.HELD),
        ("Never missed deadlines, Excel", "Excel", Scope.HELD),
        ("not only Excel, Word", "Word", Scope.HELD),
        ("No Docker or Kubernetes", "Kubernetes", Scope.DENIED),
        ("willing to work weekends, French", "French", Scope.HELD),
        ("Interpreted for patients who do not speak English", "English", Scope.OTHERS),
        ("I haven’t used Docker", "Docker", Scope.DENIED),
        ("Investigated why Kafka consumers failed", "Kafka", Scope.HELD),
        ("Kept the books in QuickBooks", "QuickBooks", Scope.HELD),
    ],
)
def test_a_tool_or_language_may_be_denied(said: str, name: str, scope: Scope):
    """A `no` reaches over a list, and one that belongs to something else denies nothing."""
    start = said.index(name)
    assert scope_at(said, start, start + len(name), certificate=False) is scope


@pytest.mark.parametrize(
    ("asked", "said", "outcome"),
    [
        ("Fluent French", "French - A1", "lower"),
        ("Fluent French", "Basic French, English native", "lower"),
        ("Fluent French", "English native, French C2", "enough"),
        ("Conversational French", "Fluent French", "enough"),
        ("Fluent French", "French: B2", None),
        ("Native or fluent French", "Fluent French", "enough"),
        ("Fluent French", "English (A1), French, Spanish (B1)", None),
        ("Fluent French", "Taught French at a primary school", None),
        ("Fluent French", "French, basic computer skills", None),
        ("Fluent French", "French (native)", "enough"),
        ("Fluent French", "non-native French", None),
        ("French", "French: A1", None),
    ],
)
def test_levels_of_languages_are_compared(asked: str, said: str, outcome: str | None):
    """Two levels below is less for certain; where one of them is not said, nothing follows."""
    requirement = asks(asked, kind=Kind.LANGUAGE, names=("French",))
    assert outcomes(requirement, statements=[said]).get("French level") == outcome


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Analysed data in R.", True),
        ("R, Python", True),
        ("R&D reports", False),
        ("J.R. Lee", False),
    ],
)
def test_a_short_name_stands_alone(said: str, *, named: bool):
    """The language R is neither in R&D nor an initial."""
    assert (Names.of(["R"]).patterns["R"].search(said) is not None) is named


@pytest.mark.parametrize(
    ("asked", "names", "listed"),
    [
        ("Japanese is a must", ("Japanese",), True),
        ("A second language such as Japanese or Korean", ("Japanese", "Korean"), False),
        ("Japanese or another language", ("Japanese",), False),
        ("Mandarin", ("Mandarin",), False),
    ],
)
def test_a_list_of_other_languages_tells(asked: str, names: tuple[str, ...], *, listed: bool):
    """Who lists the languages that they speak would list the one that is asked."""
    requirement = asks(asked, kind=Kind.LANGUAGE, names=names)
    found = outcomes(requirement, statements=["English - native", "French, German: B2"])
    assert ("other languages" in found) is listed


@pytest.mark.parametrize(
    ("asked", "gpa", "outcome"),
    [
        ("Minimum GPA 3.5/4.0", "3.9/4.0", "enough"),
        ("A GPA of 3.5 or higher", "3.2", "lower"),
        ("Minimum GPA 3.5/4.0", "8.1/10", None),
        ("Minimum GPA 3.5/4.0", "8.1", None),
        ("Minimum GPA 3.5/4.0", "2:1", None),
        ("3.0 GPA and 2 years", "2.5", "lower"),
        ("Within 12 months of graduation, with a good GPA", "3.9", None),
        ("Minimum GPA 3.5/4.0", None, None),
        ("Five courses in accounting", "3.9/4.0", None),
    ],
)
def test_grades_are_compared_on_one_scale(asked: str, gpa: str | None, outcome: str | None):
    """Points of ten are no points of four."""
    entry = Education(Degree.BACHELOR, "Law", "Wexmoor", 2020, 0, 1, gpa=gpa)
    assert outcomes(asks(asked), education=[entry]).get("grade") == outcome


@pytest.mark.parametrize(
    ("asked", "text", "outcome"),
    [
        ("Must be 21 or over", "Born: 14 March 2004", "enough"),
        ("Minimum age 18", "Date of birth 02/05/2008", "not finished"),
        ("At least 18 years of age", "Age: 17", "lower"),
        ("Right to work in the UK", "Irish citizen", "enough"),
        ("Right to work in the UK", "Indefinite leave to remain", "enough"),
        ("Authorized to work in the US", "Leeds. British citizen. I would need a visa", "none"),
        ("Authorized to work in the US", "U.S. citizen", "enough"),
        ("US citizenship", "Right to work in the UK", None),
        ("Eligible to work in Canada", "Work permit applied for", "not finished"),
        ("Evening shifts", "Born 1990, Irish citizen", None),
    ],
)
def test_an_age_and_the_right_to_work_are_told_by_what_is_stated(
    asked: str, text: str, outcome: str | None
):
    """A birth date or a citizenship decides them, of the place that is asked; nothing else does."""
    found = outcomes(asks(asked, kind=Kind.LOGISTICS), text=text)
    assert list(found.values()) == ([] if outcome is None else [outcome])


def test_an_age_decides_no_other_requirement():
    """A requirement that asks work is told nothing of the person."""
    text = "Born: 14 March 1960. U.S. citizen. Right to work in the UK"
    assert outcomes(asks("Worked with citizens over 60 years of age"), text=text) == {}


def test_each_time_that_is_told_says_how_far_it_reaches():
    """The arithmetic is done beside the words, for whoever reads what the time was spent on."""
    requirement = asks("Five years as a manager", years_min=5.0)
    said = with_lengths("Clerk 2012 to 2019, manager since 2024-02", requirement, "2026-01-31")
    assert said == (
        "Clerk 2012 to 2019 (7 years 1 month, enough), manager since 2024-02 (2 years, under half)"
    )
    assert with_lengths("two years there", requirement, "2026-01-31").endswith(
        "two years (under half) there"
    )
    assert with_lengths("since 2024", asks("Managed people"), "2026-01-31") == "since 2024"


def test_each_number_says_how_far_it_reaches_where_one_is_asked():
    """Of what a number is the reader has to tell; dates and years are no numbers of things."""
    said = with_shares("Led seven agents since 2019, 3 years", asks("Teams of 10 or more"))
    assert said == "Led seven (over half) agents since 2019, 3 years"
    assert with_shares("Level 2", asks("Level 3 award", kind=Kind.CERTIFICATION)) == "Level 2"
