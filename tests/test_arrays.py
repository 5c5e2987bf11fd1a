"""Packed résumés: taking, joining and leaving out change nothing that stays."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from conftest import AS_OF
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import Person, resume_text
from fitscore import Posting, Resume, Scorer
from fitscore.scoring.echoes import Sentences
from fitscore.scoring.masks import find_copied
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import EncodedResume, encode
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.tenure import months_worked
from fitscore.scoring.vectors import ranks
from fitscore.testing import HashingEncoder, sample_posting
from fitscore.text.dates import tenure

ENCODER = HashingEncoder()
ENCODED = [
    encode(Resume.from_text(resume_text(seed, Person(f"Ann Number{seed}"))), ENCODER)
    for seed in range(8)
]
indices = st.lists(st.integers(0, len(ENCODED) - 1), min_size=1, max_size=6)


def assert_same(one: ResumeArrays, other: ResumeArrays):
    for field in fields(ResumeArrays):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert a.tobytes() == b.tobytes(), field.name


@given(indices)
@settings(max_examples=30, deadline=None)
def test_taking_is_packing_those(which: list[int]):
    """Some of all, in any order and more than once, are the arrays of those alone."""
    taken = pack(ENCODED).take(np.array(which))
    assert_same(taken, pack([ENCODED[index] for index in which]))


@given(indices, indices)
@settings(max_examples=30, deadline=None)
def test_joining_is_packing_both(first: list[int], second: list[int]):
    """One behind the other."""
    parts = [pack([ENCODED[index] for index in each]) for each in (first, second)]
    whole = pack([ENCODED[index] for index in (*first, *second)])
    assert_same(ResumeArrays.concatenate(parts), whole)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_leaving_out_passages_is_not_having_them(data: st.DataObject):
    """What is left is as if the résumé had never said it, centroids and titles too."""
    chosen = [ENCODED[index] for index in data.draw(indices)]
    arrays = pack(chosen)
    titles = arrays.passages["title"]
    out = np.array([data.draw(st.booleans()) for _ in range(len(arrays.passages))], np.bool_)
    out &= ~titles  # a title goes with its role, which the next test leaves out
    nothing = np.zeros(len(arrays.roles), np.bool_), np.zeros(len(arrays.education), np.bool_)
    left = arrays.without(out, *nothing)
    kept = []
    for encoded, first in zip(chosen, arrays.first_passages, strict=False):
        stays = [i for i in range(len(encoded.passages)) if not out[first + i]]
        passages = tuple(encoded.passages[i] for i in stays)
        vectors = encoded.vectors[stays]
        kept.append(EncodedResume(encoded.resume, passages, vectors, encoded.education_vectors))
    assert_same(left, pack(kept))


def test_leaving_out_roles_and_education():
    """Their passages stay and belong to nothing; their months and levels are gone."""
    arrays = pack(ENCODED[:3])
    roles = np.ones(len(arrays.roles), np.bool_)
    roles[0] = False
    education = np.ones(len(arrays.education), np.bool_)
    left = arrays.without(arrays.passages["title"], roles, education)
    assert (left.passages["header"] == -1).all()
    assert (left.degree_levels == -1).all()
    assert len(left.roles) == 1
    assert left.roles["passages"][0] == arrays.roles["passages"][0] - 1
    assert left.resumes["roles"].tolist() == [1, 0, 0]
    assert not left.resumes["education"].any()


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=6))
@settings(max_examples=50, deadline=None)
def test_months_in_arrays_are_months_in_words(periods: list[tuple[int, int]]):
    """The array of periods gives what the grammar of dates gives, overlaps counted once."""
    lines = [
        f"Job {number}, {_month(first)} - {_month(first + length)}\n- Did work number {number}\n"
        for number, (first, length) in enumerate(periods)
    ]
    resume = Resume.from_text("Ann Lee\n\nExperience\n- Worked\n" + "".join(lines))
    arrays = pack([encode(resume, ENCODER)])
    months = months_worked(arrays, arrays.roles["work"], AS_OF)
    assert months.tolist() == [tenure(resume.roles, AS_OF).most]


def _month(number: int) -> str:
    return f"{1 + number % 12:02d}/{1985 + number // 12}"


@given(st.integers(0, 7), st.integers(0, 7))
@settings(max_examples=20, deadline=None)
def test_masks_of_many_are_those_of_each(first: int, second: int):
    """What is copied in one résumé does not depend on who else is looked at."""
    posting = sample_posting()
    pasted = [
        encode(Resume.from_text(f"{ENCODED[n].resume.text}\n\nSummary\n{posting.text}"), ENCODER)
        for n in (first, second)
    ]
    sentences = Sentences.of(posting)
    chosen = [pasted[0], ENCODED[first], pasted[1], ENCODED[second]]
    together = find_copied(sentences, pack(chosen))
    alone = [find_copied(sentences, pack([one])) for one in chosen]
    for name in ("copied_tokens", "passages", "roles", "education", "copied"):
        parts = [getattr(masks, name) for masks in alone]
        assert np.array_equal(getattr(together, name), np.concatenate(parts)), name


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=12))
def test_ranks_count_who_is_ahead(values: list[int]):
    """The earlier one first among equals, in both precisions."""
    for dtype in (np.float32, np.float64):
        row = np.array([values], dtype)
        expected = [
            sum(other > value or (other == value and j < i) for j, other in enumerate(values))
            for i, value in enumerate(values)
        ]
        assert ranks(row).tolist() == [expected]


@pytest.mark.parametrize("name", ["Jo", "Maria de la Cruz"])
def test_a_name_beside_copied_words_moves_nothing(name: str, scorer: Scorer):
    """How many words a name has does not decide whether a statement is one's own."""
    posting = Posting.from_text(
        "Requirements\n- Five years of experience negotiating supply contracts with hospitals, "
        "clinics and laboratories across several regions\n- Tact\n- Care for trees\n"
    )
    copied = posting.requirements[0].text

    def credited(person: str) -> list[float]:
        job = f"Ranger, 2019\n- Kept parks\n- {person} {copied}\n"
        text = f"{person}\nann@x.org\n\nExperience\n{job}"
        match = scorer.match(Resume.from_text(text), posting, as_of=AS_OF)
        return [result.credit for result in match.requirements]

    assert credited(f"{name} Lee") == credited("Ann Lee")
