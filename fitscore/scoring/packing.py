"""Résumés to arrays: what scoring needs of them, worked out once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fitscore.facts import is_disclaimed
from fitscore.scoring.passages import WORK, EncodedResume, Passage
from fitscore.scoring.resume_arrays import SECTIONS, Booleans, Integers, ResumeArrays
from fitscore.scoring.rows import (
    BEGINS,
    CONTENT,
    EDUCATION,
    NONE,
    PASSAGE,
    RESUME,
    ROLE,
)
from fitscore.scoring.vectors import centroid_norm
from fitscore.text.confusables import undisguised
from fitscore.text.dates import month_of
from fitscore.text.money import amounts_in
from fitscore.text.wording import has_number, speaks_of_leading, speaks_of_money
from fitscore.text.words import (
    character_codes,
    content_words,
    hashes_in_order,
    hashes_of,
    is_content_word,
    tokens_of,
)
from fitscore.types import Education, Resume, Role

_BETWEEN_SPACES = re.compile(r"\S+")
_WORDS, _SPACE = re.compile(r"(\w+)"), re.compile(r"\s")


def pack(encoded: Sequence[EncodedResume]) -> ResumeArrays:
    """The arrays of some résumés."""
    dimensions = max((each.vectors.shape[1] for each in encoded), default=0)
    parts = [_empty(dimensions), *(_packed(each, dimensions) for each in encoded)]
    return ResumeArrays(*map(np.concatenate, zip(*parts, strict=True)))


class Tokens(NamedTuple):
    """The words of a text as a reader reads them, in lower case.

    Attributes:
        words: In order.
        starts: Where each begins: where characters are disguised, what stands between white space.
        stops: Behind its end, or that of what stands between white space.
        begins: Whether it is the first word behind white space.
    """

    words: list[str]
    starts: Integers
    stops: Integers
    begins: Booleans


def placed_tokens(text: str) -> Tokens:
    """The words of a text and where they stand."""
    lower = text.lower()
    if len(lower) == len(text) and undisguised(text) == text:
        pieces = _WORDS.split(lower)  # what stands between words, and the words
        edges = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
        parted = {gap: _SPACE.search(gap) is not None for gap in set(pieces[::2])}
        begins = np.fromiter(map(parted.__getitem__, pieces[:-1:2]), np.bool_, len(pieces) // 2)
        begins[:1] = True
        return Tokens(pieces[1::2], edges[:-1:2], edges[1::2], begins)
    placed = [
        (word, *found.span(), number == 0)
        for found in _BETWEEN_SPACES.finditer(text)
        for number, word in enumerate(tokens_of(undisguised(found.group())))
    ]
    starts, stops, begins = (np.array([token[field] for token in placed]) for field in (1, 2, 3))
    return Tokens(
        [token[0] for token in placed],
        starts.astype(np.int64),
        stops.astype(np.int64),
        begins.astype(np.bool_),
    )


def _packed(encoded: EncodedResume, dimensions: int) -> tuple[NDArray[Any], ...]:
    """The arrays of one résumé, in the order of the fields."""
    resume, items, vectors, education_vectors = encoded
    headers = {item.role: index for index, item in enumerate(items) if item.title}
    roles = {role.id: index for index, role in enumerate(resume.roles)}
    texts = [item.text.encode("utf-8", "replace") for item in items]
    codes = [character_codes(item.text) for item in items]
    contents = [hashes_of(content_words(item.text)) for item in items]
    words = [hashes_of(tokens_of(item.text)) for item in items]
    tokens = placed_tokens(resume.text)

    parts: list[Passage | Role | Education] = [*items, *resume.roles, *resume.education]
    first = np.searchsorted(tokens.stops, [part.start for part in parts], side="right")
    stop = np.maximum(first, np.searchsorted(tokens.starts, [part.end for part in parts]))
    within = iter(zip(first.tolist(), stop.tolist(), strict=True))  # in the order of the parts

    rows = [
        (
            *_facts(item),
            _entry_of(resume, item),
            len(item.text),
            max(amounts_in(item.text), default=np.nan),
            headers.get(item.role, NONE),
            roles.get(item.role or "", NONE) if item.title else NONE,
            len(texts[index]),
            len(codes[index]),
            len(contents[index]),
            len(words[index]),
            *next(within),
        )
        for index, item in enumerate(items)
    ]
    under = [
        [index for index, item in enumerate(items) if item.stands_under(role.id)]
        for role in resume.roles
    ]
    role_rows = [
        (
            role.section in WORK and role.is_work,
            NONE if role.from_ is None else month_of(role.from_),
            NONE if role.to is None else month_of(role.to, last=True),
            len(own),
            centroid_norm(vectors[own]),
            *next(within),
        )
        for role, own in zip(resume.roles, under, strict=True)
    ]
    entries = [(e.degree.level if e.degree else NONE, *next(within)) for e in resume.education]
    counts = len(items), len(resume.roles), len(entries), len(tokens.words)
    # Who the person is says nothing: a name of four words beside copied ones is no statement.
    named = _inside(tokens.starts, resume.masks)
    says = np.fromiter(map(is_content_word, tokens.words), np.bool_, len(tokens.words))
    flags = CONTENT * (says & ~named) + BEGINS * tokens.begins
    return (
        np.array([(*counts, centroid_norm(vectors))], RESUME),
        np.array(rows, PASSAGE),
        np.array(role_rows, ROLE),
        np.array(entries, EDUCATION),
        vectors.reshape(len(items), dimensions),
        education_vectors.reshape(len(entries), dimensions),
        np.array([index for own in under for index in own], np.uint32),
        np.frombuffer(b"".join(texts), np.uint8),
        np.frombuffer(b"".join(codes), np.uint8),
        np.concatenate([np.zeros(0, np.uint32), *contents]),
        np.concatenate([np.zeros(0, np.uint32), *words]),
        hashes_in_order(tokens.words),
        flags.astype(np.uint8),
    )


def _inside(places: Integers, ranges: Sequence[tuple[int, int]]) -> Booleans:
    """Which places lie in one of some ranges, which are in order and apart."""
    if not ranges:
        return np.zeros(len(places), np.bool_)
    starts, stops = np.array(ranges, np.int64).T
    found = np.searchsorted(starts, places, side="right") - 1
    inside: Booleans = (found >= 0) & (places < stops[found])
    return inside


def _facts(item: Passage) -> tuple[int, bool, bool, bool, bool, bool, bool]:
    return (
        SECTIONS.index(item.section),
        item.title,
        has_number(item.text),
        speaks_of_money(item.text),
        speaks_of_leading(item.text),
        item.is_keyword_list,
        not item.title and is_disclaimed(item.text),
    )


def _entry_of(resume: Resume, item: Passage) -> int:
    """Which entry of education a passage belongs to; -1 for none."""
    entries = enumerate(resume.education)
    inside = (n for n, entry in entries if entry.start <= item.start and item.end <= entry.end)
    return next(inside, NONE)


def _empty(dimensions: int) -> tuple[NDArray[Any], ...]:
    """The arrays of no résumé, in the order of the fields."""
    none = np.zeros((0, dimensions), np.float32)
    rows = [np.zeros(0, dtype) for dtype in (RESUME, PASSAGE, ROLE, EDUCATION)]
    numbers, small = np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    return (*rows, none, none, numbers, small, small, numbers, numbers, numbers, small)
