"""What résumés show, as arrays: all that a comparison needs of them apart from a posting.

Made once a résumé, by whoever reads it or keeps it; the arrays of many are those of each, one
behind the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.degrees import entry_of_passages, level_of
from fitscore.evidence.lexical import content_words, hashes_of, spelling, tokens_of
from fitscore.evidence.passages import Passage, Passages
from fitscore.evidence.scale import sums_of
from fitscore.evidence.semantic import Array, centre_length
from fitscore.evidence.wording import has_number, speaks_of_leading, speaks_of_money
from fitscore.evidence.years import is_work
from fitscore.resume import month_of
from fitscore.types import Resume, Section

Vectors = NDArray[np.float32]
Integers = NDArray[np.int64]

# What the features of a pair say of the passage alone.
PASSAGE_FEATURES = (
    *(f"in_{section.value}" for section in Section),
    "title",  # it is the header of a role
    "length",  # log of its characters
    "number",
    "money",
    "leading",
    "depth",  # how far down the résumé, 0 to 1
    "degree_named",  # it belongs to an entry of education with a level
    "years_held",  # of the role whose header it is
    "level",  # of the entry of education it belongs to, -1 for none
)
_SECTIONS = tuple(Section)
_NONE = -1

RESUME = np.dtype(
    [
        ("passages", "<u4"),  # how many
        ("roles", "<u4"),
        ("education", "<u4"),
        ("centre", "<f4"),  # the length of the mean of its passages' vectors
    ]
)
PASSAGE = np.dtype(
    [
        ("section", "u1"),  # its place among the sections
        ("title", "?"),
        ("number", "?"),
        ("money", "?"),
        ("leading", "?"),
        ("list", "?"),  # keywords that tell of no work
        ("level", "i1"),
        ("characters", "<u4"),
        ("sum", "<f8"),  # the largest that it names; not a number where it names none
        ("header", "<i4"),  # which passage of the résumé is the title of its role; -1 for none
        ("role", "<i4"),  # which role of the résumé a title is of; -1 for other passages
        ("text", "<u4"),  # how many bytes
        ("spelling", "<u4"),  # how many letters, as `lexical.spelling`
        ("words", "<u4"),  # how many
        ("tokens", "<u4"),
    ]
)
ROLE = np.dtype(
    [
        ("work", "?"),
        ("first", "<i4"),  # month it may have begun in, -1 where it has no dates
        ("last", "<i4"),  # month it may have ended in, -1 for the present
        ("passages", "<u4"),  # how many stand under it
        ("centre", "<f4"),  # the length of the mean of their vectors
    ]
)


class Source(NamedTuple):
    """A résumé, its passages and the unit rows of these and of its entries of education."""

    resume: Resume
    passages: Passages
    vectors: Vectors
    education_vectors: Vectors


@dataclass(frozen=True)
class Shown:
    """What some résumés show.

    Attributes:
        resumes: One row a résumé, `RESUME`.
        passages: One row a passage, `PASSAGE`, résumé by résumé like all that follows.
        roles: One row a role, `ROLE`.
        levels: Of each entry of education, -1 where none is named.
        vectors: Unit rows of the passages, shape (passages, dimensions).
        education_vectors: Unit rows of the entries of education.
        role_passages: The passages that stand under each role, counted within the résumé.
        text: What an encoder sees of each passage, in UTF-8.
        spelling: The same as letters (`lexical.spelling`).
        words: Hashes of the content words of each passage.
        tokens: Hashes of all its words.
    """

    resumes: NDArray[np.void]
    passages: NDArray[np.void]
    roles: NDArray[np.void]
    levels: NDArray[np.int8]
    vectors: Vectors
    education_vectors: Vectors
    role_passages: NDArray[np.uint32]
    text: NDArray[np.uint8]
    spelling: NDArray[np.uint8]
    words: NDArray[np.uint32]
    tokens: NDArray[np.uint32]

    @classmethod
    def of(cls, sources: Sequence[Source]) -> Self:
        """Those of some résumés, each with its vectors."""
        dimensions = max((source.vectors.shape[1] for source in sources), default=0)
        parts = [_empty(dimensions), *(_one(source, dimensions) for source in sources)]
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """One behind the other; at least one."""

        def joined(name: str) -> NDArray[Any]:
            arrays = [getattr(part, name) for part in parts]
            if arrays[0].ndim > 1:  # one without rows may be without columns too
                dimensions = max(array.shape[1] for array in arrays)
                arrays = [array.reshape(len(array), dimensions) for array in arrays]
            return np.concatenate(arrays)

        return cls(*(joined(field.name) for field in fields(cls)))

    def __len__(self) -> int:
        """How many résumés."""
        return len(self.resumes)

    @cached_property
    def first_passages(self) -> Integers:
        """The first passage of each résumé, and behind them how many there are."""
        return _starts(self.resumes["passages"])

    @cached_property
    def first_roles(self) -> Integers:
        """The same of roles."""
        return _starts(self.resumes["roles"])

    @cached_property
    def first_education(self) -> Integers:
        """The same of entries of education."""
        return _starts(self.resumes["education"])

    @cached_property
    def first_role_passages(self) -> Integers:
        """The same of the passages that stand under each role."""
        return _starts(self.roles["passages"])

    @cached_property
    def _first_text(self) -> Integers:
        return _starts(self.passages["text"])

    def text_of(self, passage: int) -> str:
        """What an encoder sees of a passage."""
        part = self.text[self._first_text[passage] : self._first_text[passage + 1]]
        return part.tobytes().decode("utf-8")

    def take(self, which: Integers) -> Shown:
        """Some of the résumés, in the order given."""
        firsts = self.first_passages

        def of_passages(array: NDArray[Any], counts: str) -> NDArray[Any]:
            return _parts(array, _starts(self.passages[counts])[firsts], which)

        return Shown(
            self.resumes[which],
            _parts(self.passages, firsts, which),
            _parts(self.roles, self.first_roles, which),
            _parts(self.levels, self.first_education, which),
            _parts(self.vectors, firsts, which),
            _parts(self.education_vectors, self.first_education, which),
            _parts(self.role_passages, self.first_role_passages[self.first_roles], which),
            of_passages(self.text, "text"),
            of_passages(self.spelling, "spelling"),
            of_passages(self.words, "words"),
            of_passages(self.tokens, "tokens"),
        )

    def rows_of(self, which: Integers) -> Integers:
        """The places of the passages of some résumés, in the order given."""
        return _parts(np.arange(len(self.passages)), self.first_passages, which)

    @property
    def order(self) -> Integers:
        """The résumés by how many passages each has."""
        return np.argsort(self.resumes["passages"], kind="stable")

    @cached_property
    def headers(self) -> Integers:
        """For each passage, the passage that is the title of its role; -1 where it has none."""
        firsts = np.repeat(self.first_passages[:-1], self.resumes["passages"])
        found: Integers = np.where(
            self.passages["header"] < 0, -1, self.passages["header"] + firsts
        )
        return found

    def in_section(self, section: str) -> NDArray[np.bool_]:
        """Which passages stand in a section, shape (passages,)."""
        found: NDArray[np.bool_] = self.passages["section"] == _SECTIONS.index(Section(section))
        return found

    def features(self, as_of: str) -> Array:
        """Shape (len(PASSAGE_FEATURES), passages).

        Args:
            as_of: YYYY-MM-DD, the day that "present" means.
        """
        items, counts = self.passages, self.resumes["passages"].astype(np.int64)
        columns: dict[str, NDArray[Any]] = {}
        for code, section in enumerate(_SECTIONS):
            columns[f"in_{section.value}"] = items["section"] == code
        for name in ("title", "number", "money", "leading", "level"):
            columns[name] = items[name]
        columns["length"] = np.log(items["characters"] + 1.0)
        columns["degree_named"] = items["level"] >= 0
        owners = np.repeat(np.arange(len(self)), counts)
        columns["depth"] = (np.arange(len(items)) - self.first_passages[owners]) / counts[owners]
        titles = np.flatnonzero(items["role"] != _NONE)
        held = self.months(as_of)[self.first_roles[owners[titles]] + items["role"][titles]]
        columns["years_held"] = np.zeros(len(items))
        columns["years_held"][titles] = (held[:, 1] - held[:, 0]).clip(0) / 12
        return np.stack([columns[name] for name in PASSAGE_FEATURES], dtype=np.float64)

    def months(self, as_of: str) -> Integers:
        """The first month of each role at its longest, and the one behind the last.

        Args:
            as_of: YYYY-MM-DD: a role that runs to the present ends in this month, and none counts
                beyond it.

        Returns:
            Shape (roles, 2); two zeros for a role without dates.
        """
        now = month_of(as_of)
        first = self.roles["first"].astype(np.int64)
        last = np.where(self.roles["last"] == _NONE, now, self.roles["last"])
        stop = np.minimum(np.maximum(first, last), now) + 1
        return np.where((first == _NONE)[:, None], 0, np.stack([first, stop], axis=1))


def _one(source: Source, dimensions: int) -> tuple[NDArray[Any], ...]:
    """The arrays of one résumé, in the order of the fields."""
    resume, passages, vectors, education_vectors = source
    items = passages.items
    headers = {item.role: index for index, item in enumerate(items) if item.title}
    places = {role.id: index for index, role in enumerate(resume.roles)}
    entries = entry_of_passages(resume, passages)
    texts = [item.encodable.encode("utf-8", "replace") for item in items]
    letters = [spelling(item.encodable) for item in items]
    words = [hashes_of(content_words(item.encodable)) for item in items]
    tokens = [hashes_of(tokens_of(item.encodable)) for item in items]
    rows = [
        (
            *_facts(item),
            level_of(entries[index]),
            len(item.encodable),
            max(sums_of([item.encodable]), default=np.nan),
            headers.get(item.role, _NONE),
            places.get(item.role or "", _NONE) if item.title else _NONE,
            len(texts[index]),
            len(letters[index]),
            len(words[index]),
            len(tokens[index]),
        )
        for index, item in enumerate(items)
    ]
    under = [
        [index for index, item in enumerate(items) if item.stands_under(role.id)]
        for role in resume.roles
    ]
    roles = [
        (
            is_work(role),
            _NONE if role.from_ is None else month_of(role.from_),
            _NONE if role.to is None else month_of(role.to, last=True),
            len(own),
            centre_length(vectors[own]),
        )
        for role, own in zip(resume.roles, under, strict=True)
    ]
    whole = (len(items), len(resume.roles), len(resume.education), centre_length(vectors))
    return (
        np.array([whole], RESUME),
        np.array(rows, PASSAGE),
        np.array(roles, ROLE),
        np.array([level_of(entry) for entry in resume.education], np.int8),
        vectors.reshape(len(items), dimensions),
        education_vectors.reshape(len(resume.education), dimensions),
        np.array([index for own in under for index in own], np.uint32),
        np.frombuffer(b"".join(texts), np.uint8),
        np.frombuffer(b"".join(letters), np.uint8),
        np.concatenate([np.zeros(0, np.uint32), *words]),
        np.concatenate([np.zeros(0, np.uint32), *tokens]),
    )


def _facts(item: Passage) -> tuple[int, bool, bool, bool, bool, bool]:
    text = item.encodable
    return (
        _SECTIONS.index(item.section),
        item.title,
        has_number(text),
        speaks_of_money(text),
        speaks_of_leading(text),
        item.is_list,
    )


def _empty(dimensions: int) -> tuple[NDArray[Any], ...]:
    """The arrays of no résumé, in the order of the fields."""
    return (
        np.zeros(0, RESUME),
        np.zeros(0, PASSAGE),
        np.zeros(0, ROLE),
        np.zeros(0, np.int8),
        np.zeros((0, dimensions), np.float32),
        np.zeros((0, dimensions), np.float32),
        np.zeros(0, np.uint32),
        np.zeros(0, np.uint8),
        np.zeros(0, np.uint8),
        np.zeros(0, np.uint32),
        np.zeros(0, np.uint32),
    )


def _starts(counts: NDArray[Any]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _parts(array: NDArray[Any], starts: Integers, which: Integers) -> NDArray[Any]:
    """What belongs to some owners, owner by owner."""
    # As bytes: NumPy would compare the fields of each part.
    plain = array if array.dtype.names is None else array.view(f"V{array.itemsize}")
    parts = [plain[starts[owner] : starts[owner + 1]] for owner in which.tolist()]
    found: NDArray[Any] = np.concatenate([plain[:0], *parts])
    return found.view(array.dtype)
