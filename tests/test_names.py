"""Who somebody is moves nothing: names, e-mail addresses, honorifics and pronouns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import AS_OF, POSTINGS

from benchmarks.synthetic import Person, resume_text
from fitscore import Resume, Scorer, read_posting
from fitscore.audit import name_groups
from fitscore.encoding import Encoder, RememberingEncoder


def persons() -> list[Person]:
    """200 of them, of ten origins."""
    return [
        Person(name, "Ms." if group.gender == "women" else "Mr.", pronoun)
        for group in name_groups()
        for name, pronoun in zip(group.names, ("she", "he", "they", "she", "he") * 2, strict=True)
    ]


def largest_change(
    people: Sequence[Person], seeds: range, postings: Sequence[Path], encoder: Encoder
) -> float:
    """Of any probability, between the persons who hold the same résumé."""
    scorer = Scorer(encoder=RememberingEncoder(encoder))
    prepared = [scorer.prepare(read_posting(path)) for path in postings]
    largest = 0.0
    for seed in seeds:
        first: list[list[float]] | None = None
        for person in people:
            resume = Resume.from_text(resume_text(seed, person))
            matches = [scorer.match_prepared(resume, each, as_of=AS_OF) for each in prepared]
            found = [
                [value or 0.0 for r in m.requirements for value in (r.probability, r.credit)]
                for m in matches
            ]
            if first is None:
                first = found
                assert max(map(max, found)) > min(map(min, found))
            pairs = zip(first, found, strict=True)
            largest = max(largest, *(float(np.abs(np.subtract(a, b)).max()) for a, b in pairs))
    return largest


def test_two_hundred_names_of_ten_origins():
    """The list holds each name once, as many of women as of men."""
    names = [name for group in name_groups() for name in group.names]
    assert len(set(names)) == len(names) == 200
    assert len({group.origin for group in name_groups()}) == 10


def test_names_and_pronouns_change_no_probability(encoder: Encoder):
    """Two hundred persons, one résumé, one posting: not one bit."""
    assert largest_change(persons(), range(1), POSTINGS[:1], encoder) == 0.0


@pytest.mark.long
def test_names_and_pronouns_change_no_probability_in_the_whole_grid(encoder: Encoder):
    """Two hundred persons, eight résumés, five postings: not one bit."""
    assert len(POSTINGS) == 5
    assert largest_change(persons(), range(8), POSTINGS, encoder) == 0.0
