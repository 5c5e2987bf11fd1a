"""One person, several files: told, and namesakes are left alone."""

from __future__ import annotations

import pytest
from conftest import AS_OF

from fitscore import Posting, Resume, Scorer, rank
from fitscore.duplicates import same_person
from fitscore.report import ranking_to_text

POSTING = Posting.from_text("Requirements\n- Kept records\n- Two years as a clerk\n")
ROLES = (
    "Experience\nClerk, City of Salem, 01/2018 - 12/2020\n- Kept records of permits.\n"
    "Records clerk, Marion County, 02/2021 - {end}\n- Filed deeds.\n"
)


def resume(name: str, contact: str = "", *, roles: str = ROLES, end: str = "12/2022") -> Resume:
    return Resume.from_text(f"{name}\n{contact}\n\n{roles.format(end=end)}")


def test_the_same_bytes_are_one_row_with_all_names(scorer: Scorer, tmp_path):
    """Three files, two of them alike: two rows, and every file is counted."""
    for name, who in (("a.txt", "Ann Lee"), ("b.txt", "Ann Lee"), ("c.txt", "Bo Park")):
        (tmp_path / name).write_text(f"{who}\n\n{ROLES.format(end='12/2022')}")
    done: list[int] = []
    files = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    ranking = rank(POSTING, files, scorer=scorer, as_of=AS_OF, progress=done.append)
    assert len(ranking.matches) == 2
    assert [match.same_file for match in ranking.matches if match.same_file] == [
        (str(tmp_path / "b.txt"),)
    ]
    assert done[-1] == 3
    told = "".join(ranking_to_text(ranking, width=200).split())
    assert "".join(f"also as {tmp_path / 'b.txt'}".split()) in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann Lee", "ann@example.com"), ("Lee, Ann", "Ann@Example.com")),
        (("Ann Lee", "+1 503-555-0101"), ("Ann M. Lee", "(503) 555-0101")),
        (("Ann Lee",), ("ANN LEE",)),
    ],
    ids=["e-mail", "phone", "name and two roles"],
)
def test_two_files_of_a_person_point_to_each_other(one: tuple[str], other: tuple[str]):
    """Each is told of the other."""
    assert same_person([resume(*one), resume(*other, end="03/2024")]) == [(1,), (0,)]


def test_the_newest_file_is_told_first():
    """Of two others the one whose last role ends later."""
    ends = ("12/2022", "03/2023", "05/2024")
    files = [resume("Ann Lee", "ann@example.com", end=end) for end in ends]
    assert same_person(files)[0] == (2, 1)


def test_namesakes_are_not_joined():
    """The same name, and one employer in common, are no proof."""
    other = ROLES.replace("Marion County", "Linn County").replace("02/2021", "07/2021")
    other = other.replace("Records clerk", "Deputy")
    assert same_person([resume("Ann Lee"), resume("Ann Lee", roles=other)]) == [(), ()]


def test_a_role_that_is_told_twice_is_one():
    """Whichever of the two files comes first."""
    twice = ROLES + "Records clerk, Marion County, 02/2021 - 12/2021\n- Filed permits.\n"
    once = ROLES.replace("City of Salem", "City of Bend").replace("01/2018", "03/2017")
    files = [resume("Ann Lee", roles=twice), resume("Ann Lee", roles=once)]
    assert same_person(files) == same_person(files[::-1]) == [(), ()]


def test_people_whom_an_agency_sends_are_not_joined():
    """Its address stands in all their files, under names that share nothing."""
    files = [resume("Ann Lee", "jobs@agency.example"), resume("Bo Park", "jobs@agency.example")]
    assert same_person(files) == [(), ()]
