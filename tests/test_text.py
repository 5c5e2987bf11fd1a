"""The grammars that postings and résumés share, as properties and by example."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitscore.posting.parts import parts_of
from fitscore.text.dates import covered, find_date, find_ranges, month_of
from fitscore.text.degrees import degree_in_words, degrees_asked, degrees_held
from fitscore.text.information import FUNCTION_WORD, information
from fitscore.text.money import amounts_in, first_pay
from fitscore.text.places import find_town, looks_like_place
from fitscore.text.sentences import sentence_ranges
from fitscore.text.titles import names_employer, names_title
from fitscore.text.words import char_ngrams, character_codes, content_words, tokens_of
from fitscore.training.word_information import information as counted
from fitscore.types import Degree

MONTHS = (
    "Jan",
    "Feb.",
    "March",
    "Apr",
    "May",
    "June",
    "Jul",
    "August",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
)
points = st.tuples(st.integers(1960, 2030), st.integers(1, 12))


@given(points, points, st.sampled_from([" - ", " – ", " to ", "–", " until "]), st.integers(0, 2))
def test_a_range_is_read_as_it_was_written(first, last, dash: str, form: int):
    """In words, as numbers and as ISO; one that ends before it begins is none."""
    (a, m), (b, n) = first, last
    written = [
        f"{MONTHS[m - 1]} {a}{dash}{MONTHS[n - 1]} {b}",
        f"{m:02d}/{a}{dash}{n:02d}/{b}",
        f"{a}-{m:02d}{dash if dash.strip() != dash else ' to '}{b}-{n:02d}",
    ][form]
    found = find_ranges(f"Ranger, {written}, parks")
    if a > b:
        assert found == []
    else:
        assert [(item.from_, item.to) for item in found] == [(f"{a}-{m:02d}", f"{b}-{n:02d}")]
        assert f"Ranger, {written}, parks"[found[0].start : found[0].end] == written


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Jan-20 to Dec-21", "2020-01", "2021-12"),
        ("Apr'13 – Sep'15", "2013-04", "2015-09"),
        ("30.06.2018 - 01.02.2020", "2018-06", "2020-02"),
        ("2018.3-(Current)", "2018-03", None),
        ("2019/09 → 2021/02", "2019-09", "2021-02"),
        ("2019-03-02 -- 2021-05-01", "2019-03", "2021-05"),
        ("Treasurer, 2021–22.", "2021", "2022"),
        ("’20 – ’21", "2020", "2021"),
        ("2020 onwards", "2020", None),
        ("Jan 2020 –", "2020-01", None),
        ("Jan. 2020 Dec. 2021", "2020-01", "2021-12"),
        ("between 2016 and 2018", "2016", "2018"),
        ("Q3 2018 – Q1 2020", "2018-07", "2020-03"),
        ("1st of March 2019 to 3 April 2021", "2019-03", "2021-04"),
        ("May – August 2020", "2020-05", "2020-08"),
        ("Present to April 2017", "2017-04", None),
        ("March 2019 till date", "2019-03", None),
        ("de mars 2019 à juin 2021", "2019-03", "2021-06"),
        ("2017 à ce jour", "2017", None),
        ("01.2016 bis heute", "2016-01", None),
        ("seit 03/2019", "2019-03", None),
        ("Mai 2017 – Dezember 2019", "2017-05", "2019-12"),
        ("enero de 2019 a la fecha", "2019-01", None),
        ("out/2019 - set/2020", "2019-10", "2020-09"),
        ("seit 2021-03", "2021-03", None),
        ("2017/2022", "2017", "2022"),
        ("2018-07/2019-04", "2018-07", "2019-04"),
        ("07.2021 / now", "2021-07", None),
        ("2022-04 .. today", "2022-04", None),
        ("juin 2021 - Actuel", "2021-06", None),
    ],
)
def test_ranges_in_many_notations(text: str, first: str, last: str | None):
    """Dashes, arrows and words between dates of every form, in five languages."""
    (found,) = find_ranges(text)
    assert (found.from_, found.to) == (first, last)


@pytest.mark.parametrize(
    "text", ["CGPA: 8.1/10", "GPA 4.00", "call 555-2019", "set out to win 20", "the 90’s"]
)
def test_other_figures_are_no_dates(text: str):
    """Grades, phone numbers, and words that are months elsewhere."""
    assert find_ranges(text) == []
    assert find_date(text) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), max_size=6))
def test_months_are_counted_once(periods: list[tuple[int, int]]):
    """What several periods cover is the set of their months."""
    spans = [(first, first + length) for first, length in periods]
    months = {month for first, stop in spans for month in range(first, stop)}
    assert covered(spans) == len(months)


@given(points)
def test_a_year_alone_has_its_months(point: tuple[int, int]):
    """Of a month there is one; a year is from its January to its December."""
    year, month = point
    assert month_of(f"{year}-{month:02d}") == month_of(f"{year}-{month:02d}", last=True)
    assert month_of(f"{year}", last=True) - month_of(f"{year}") == 11


@given(st.text(alphabet="abcABC.,;:!? \n\té–•()'\"12", max_size=200))
@settings(max_examples=200)
def test_sentences_are_ranges_in_order(text: str):
    """They do not overlap, have no white space at their ends, and leave out nothing else."""
    ranges = sentence_ranges(text, 0, len(text))
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in ranges)
    ends = [0, *(end for _, end in ranges)]
    assert all(text[end:start].strip() == "" for end, (start, _) in zip(ends, ranges, strict=False))
    assert text[ends[-1] :].strip() == ""


ASKS = (
    "you have run a shop",
    "knowledge of native trees",
    "ability to read maps",
    "five years in parks",
    "a degree in forestry",
    "experience with crews",
    "must hold a licence",
)


@given(st.lists(st.sampled_from(ASKS), min_size=1, max_size=4), st.sampled_from([", and ", "; "]))
def test_asks_that_are_parted_are_spans_of_the_sentence(asks: list[str], join: str):
    """In order, apart from each other, each with its first words, nothing of an ask left out."""
    text = join.join(asks) + "."
    found = parts_of(text, 0, len(text))[1] or [(0, len(text))]
    assert found == sorted(found)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(b <= c for (_, b), (c, _) in pairwise(found))
    words = " ".join(text[a:b] for a, b in found)
    assert set(tokens_of(" ".join(asks))) - set(tokens_of(words)) <= {"and", "you", "have"}


@pytest.mark.parametrize(
    ("text", "held", "asked"),
    [
        ("B.Sc. in Biology", Degree.BACHELOR, Degree.BACHELOR),
        ("Associate, Business", Degree.ASSOCIATE, None),
        ("an associate director", Degree.ASSOCIATE, None),
        ("Master of Arts", Degree.MASTER, Degree.MASTER),
        ("the master plan", Degree.MASTER, None),
        ("Medical qualification (MD)", Degree.DOCTORATE, Degree.DOCTORATE),
        ("GCSEs", Degree.HIGH_SCHOOL, Degree.HIGH_SCHOOL),
        ("a good degree of care", None, None),
        ("Grado en Derecho", Degree.BACHELOR, None),
        ("Técnico de Grado Medio", Degree.HIGH_SCHOOL, None),
        ("Diplom-Studium", Degree.MASTER, None),
        ("Promotion in Chemie", Degree.DOCTORATE, None),
        ("GCE ‘O’ Levels", Degree.HIGH_SCHOOL, None),
        ("OND", Degree.ASSOCIATE, None),
        ("Class XII", Degree.HIGH_SCHOOL, None),
    ],
)
def test_degrees_held_and_asked(text: str, held: Degree | None, asked: Degree | None):
    """One table for both sides; where a list of studies and an ask differ, each has its words."""
    assert (degrees_held(text) or [None])[-1] is held
    assert (degrees_asked(text) or [None])[0] is asked


def test_degrees_in_words():
    """With the article that fits, or another word before them."""
    assert degree_in_words(Degree.ASSOCIATE) == "an associate degree"
    assert degree_in_words(Degree.MASTER, "your") == "your master's degree"


def test_pay_and_places_and_titles():
    """What a posting's header is read by, and a résumé's."""
    assert first_pay("Salary: $80,000 - $95,000 per year plus") == "$80,000 - $95,000 per year"
    assert first_pay("a $5 fare") is None
    assert amounts_in("$80,000 - $95,000") == [80_000, 95_000]
    assert find_town("City hall, Port Ellery, BC and more") == "Port Ellery, BC"
    assert looks_like_place("Port Ellery, Somewhere")
    assert names_title("Redbird Builders LLC")
    assert not names_title("Redbird Builders LLC", plural=False)
    assert names_employer("Redbird Builders LLC")


@given(st.text(max_size=60))
def test_character_runs_have_word_ends(text: str):
    """Each word of a text begins and ends with a gap; no run is longer than four."""
    codes = character_codes(text)
    assert codes[0] == codes[-1] == 0
    import numpy as np

    assert len(char_ngrams(np.frombuffer(codes, np.uint8))) == max(0, len(codes) - 3)


@given(st.text(max_size=80))
def test_words_of_asking_say_nothing(text: str):
    """However it is asked, what is asked stays."""
    asked = content_words(f"Demonstrated experience with {text}")
    assert asked >= content_words(text) - content_words("with")


def test_rare_words_say_more_than_common_ones():
    """`equipment` stands in most postings, `zeppelin` in none, and `with` is no word of content."""
    assert FUNCTION_WORD == information("with") < information("equipment")
    assert information("equipment") < information("payroll") < information("zeppelin")
    assert information("und") == FUNCTION_WORD


def test_the_information_of_a_word_is_the_mean_chance_of_its_sources():
    """In half of one source and in none of the other: a quarter, -log of it in nats."""
    halves = ["plan the routes", "plan the stock", "count the stock", "count the crates"] * 20
    first = [f"{text} {number}" for number, text in enumerate(halves)]
    found = counted([first, [f"drive {number}" for number in range(80)]])
    assert found["plan"] == pytest.approx(1.386, abs=0.125)
    assert found["drive"] < found["plan"]
    assert "the" not in found
