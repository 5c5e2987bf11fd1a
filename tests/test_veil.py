"""A résumé read blind: who it is about, where they learned and how old they are is masked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fitscore import Resume
from fitscore.resume.veil import Veil
from fitscore.types import Education

TEXT = """\
Zephyrine Quockerwodger
555-010-4477 | zq1987@quockmail.example
Born on 4 March 1987

Experience
Teacher, Tolland Gardens, Mar 2016 - Nov 2021
- Taught at Blatherwick Grammar School and the Academy of Fine Arts
- Visited three schools each spring for college students

Education
Diploma, Forestry, University of Snodsbury, 2014
"""


@pytest.fixture(scope="module")
def veil() -> Veil:
    return Veil(Resume.from_text(TEXT))


def test_text_keeps_its_length_and_all_that_does_not_tell(veil: Veil):
    """Offsets stay; schools of which no name is told are words like others."""
    text = veil.resume.text
    assert len(text) == len(Resume.from_text(TEXT).text)
    for word in ("Zephyrine", "Quock", "4477", "zq1987", "4 March 1987", "Snodsbury", "Blatherwick",
                 "Fine Arts"):  # fmt: skip
        assert word not in text
    for words in ("Teacher, Tolland Gardens, Mar 2016", "three schools each spring",
                  "college students", "Diploma, Forestry"):  # fmt: skip
        assert words in text


def test_fields_of_a_resume_tell_no_more_than_its_text(veil: Veil):
    """Neither the name of the file, of a school, or in a statement."""
    resume = veil.resume
    assert (resume.candidate, [one.institution for one in resume.education]) == (None, [None])
    assert "Blatherwick" not in repr(resume.bullets)
    assert [role.title for role in resume.roles] == ["Teacher"]


def test_what_is_said_of_the_person_is_masked_too(veil: Veil):
    """In any case and over line breaks; of a school a note may say the town alone."""
    assert veil.hide("Call ZEPHYRINE\nquockerwodger, she is fine") == (
        "Call █████████\n█████████████, she is fine"
    )
    assert veil.hide("lives in Snodsbury") == "lives in Snodsbury"
    assert veil.hide_note("of Snodsbury") == "of █████████"


def test_a_school_is_masked_whole_where_something_else_that_is_known_runs_into_it():
    """As where an entry was read as `at Harford`."""
    resume = Resume.from_text("Ann Lee\n\nEducation\nStudied at Harford Blasto College\n")
    entry = Education(None, None, "at Harford", None, 0, 0)
    text = Veil(replace(resume, education=(entry,))).resume.text
    assert "Studied" in text
    assert not {"Harford", "Blasto"} & set(text.split())
