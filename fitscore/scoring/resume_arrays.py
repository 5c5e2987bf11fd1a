"""What résumés show, as arrays: all that scoring needs of them apart from a posting.

Made once a résumé, by whoever reads it or keeps it; the arrays of many are those of each, one
behind the other, and one résumé is the case N = 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.passages import WORK, EncodedResume, Passage
from fitscore.scoring.vectors import Array, centroid_norm
from fitscore.text.confusables import undisguised
from fitscore.text.dates import month_of
from fitscore.text.money import amounts_in
from fitscore.text.wording import has_number, speaks_of_leading, speaks_of_money
from fitscore.text.words import (
    character_codes,
    content_words,
    hash_of,
    hashes_of,
    is_content_word,
    tokens_of,
)
from fitscore.types import Education, Resume, Section

Vectors = NDArray[np.float32]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

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
    "degree_level",  # of the entry of education it belongs to, -1 for none
)
_SECTIONS = tuple(Section)
_NONE = -1

RESUME = np.dtype(
    [
        ("passages", "<u4"),  # how many
        ("roles", "<u4"),
        ("education", "<u4"),
        ("tokens", "<u4"),  # words of its whole text
        ("centroid_norm", "<f4"),  # the length of the mean of its passages' vectors
    ]
)
PASSAGE = np.dtype(
    [
        ("section", "u1"),  # its index among the sections
        ("title", "?"),
        ("number", "?"),
        ("money", "?"),
        ("leading", "?"),
        ("keyword_list", "?"),  # keywords that tell of no work
        ("claim", "?"),  # it stands under no job
        ("education", "<i4"),  # which entry of education it belongs to; -1 for none
        ("characters", "<u4"),
        ("amount", "<f8"),  # the largest that it names; not a number where it names none
        ("header", "<i4"),  # which passage of the résumé is the title of its role; -1 for none
        ("role", "<i4"),  # which role of the résumé a title is of; -1 for other passages
        ("text", "<u4"),  # how many bytes
        ("char_codes", "<u4"),  # how many
        ("content_words", "<u4"),  # how many, each once
        ("words", "<u4"),  # how many, each once
        ("first_token", "<u4"),  # of the résumé's tokens
        ("stop_token", "<u4"),
    ]
)
ROLE = np.dtype(
    [
        ("work", "?"),
        ("first", "<i4"),  # month it may have begun in, -1 where it has no dates
        ("last", "<i4"),  # month it may have ended in, -1 for the present
        ("passages", "<u4"),  # how many stand under it
        ("centroid_norm", "<f4"),  # the length of the mean of their vectors
        ("first_token", "<u4"),
        ("stop_token", "<u4"),
    ]
)
EDUCATION = np.dtype([("level", "i1"), ("first_token", "<u4"), ("stop_token", "<u4")])  # -1: none
# Bits of `token_flags`.
CONTENT, BEGINS = 1, 2  # it says something; it begins what stands between white space
SHINGLE = 4  # tokens


@dataclass(frozen=True)
class ResumeArrays:
    """What some résumés show.

    Attributes:
        resumes: One row a résumé, `RESUME`.
        passages: One row a passage, `PASSAGE`, résumé by résumé like all that follows.
        roles: One row a role, `ROLE`.
        education: One row an entry of education, `EDUCATION`.
        vectors: Unit rows of the passages, shape (passages, dimensions).
        education_vectors: Unit rows of the entries of education.
        role_passages: The passages that stand under each role, counted within the résumé.
        text: What an encoder sees of each passage, in UTF-8.
        char_codes: The same as `words.character_codes`.
        content_words: Hashes of what each passage says.
        words: Hashes of all its words.
        shingles: For each token of the text, the hash of it and the three behind it; 0 at the end.
        token_flags: For each token, `CONTENT` and `BEGINS`.
    """

    resumes: NDArray[np.void]
    passages: NDArray[np.void]
    roles: NDArray[np.void]
    education: NDArray[np.void]
    vectors: Vectors
    education_vectors: Vectors
    role_passages: NDArray[np.uint32]
    text: NDArray[np.uint8]
    char_codes: NDArray[np.uint8]
    content_words: NDArray[np.uint32]
    words: NDArray[np.uint32]
    shingles: NDArray[np.uint32]
    token_flags: NDArray[np.uint8]

    @classmethod
    def pack(cls, encoded: Sequence[EncodedResume]) -> Self:
        """Those of some résumés."""
        dimensions = max((each.vectors.shape[1] for each in encoded), default=0)
        parts = [_empty(dimensions), *(_packed(each, dimensions) for each in encoded)]
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    @classmethod
    def concatenate(cls, parts: Sequence[Self]) -> Self:
        """One behind the other; at least one."""

        def joined(name: str) -> NDArray[Any]:
            arrays = [getattr(part, name) for part in parts]
            if arrays[0].ndim > 1:  # one without rows may be without columns too
                dimensions = max(array.shape[1] for array in arrays)
                arrays = [array.reshape(len(array), dimensions) for array in arrays]
            return np.concatenate(arrays)

        return parts[0] if len(parts) == 1 else cls(*(joined(field.name) for field in fields(cls)))

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
    def first_tokens(self) -> Integers:
        """The same of tokens."""
        return _starts(self.resumes["tokens"])

    @cached_property
    def first_role_passages(self) -> Integers:
        """The same of the passages that stand under each role."""
        return _starts(self.roles["passages"])

    @cached_property
    def passage_owners(self) -> Integers:
        """The résumé of each passage."""
        return np.repeat(np.arange(len(self)), self.resumes["passages"])

    @cached_property
    def role_owners(self) -> Integers:
        """The résumé of each role."""
        return np.repeat(np.arange(len(self)), self.resumes["roles"])

    @cached_property
    def education_owners(self) -> Integers:
        """The résumé of each entry of education."""
        return np.repeat(np.arange(len(self)), self.resumes["education"])

    @cached_property
    def _first_text(self) -> Integers:
        return _starts(self.passages["text"])

    def text_of(self, passage: int) -> str:
        """What an encoder sees of a passage."""
        part = self.text[self._first_text[passage] : self._first_text[passage + 1]]
        return part.tobytes().decode("utf-8")

    def take(self, which: Integers) -> ResumeArrays:
        """Some of the résumés, in the order given."""
        firsts = self.first_passages

        def of_passages(array: NDArray[Any], counts: str) -> NDArray[Any]:
            return _segments(array, _starts(self.passages[counts])[firsts], which)

        return ResumeArrays(
            self.resumes[which],
            _segments(self.passages, firsts, which),
            _segments(self.roles, self.first_roles, which),
            _segments(self.education, self.first_education, which),
            _segments(self.vectors, firsts, which),
            _segments(self.education_vectors, self.first_education, which),
            _segments(self.role_passages, self.first_role_passages[self.first_roles], which),
            of_passages(self.text, "text"),
            of_passages(self.char_codes, "char_codes"),
            of_passages(self.content_words, "content_words"),
            of_passages(self.words, "words"),
            _segments(self.shingles, self.first_tokens, which),
            _segments(self.token_flags, self.first_tokens, which),
        )

    def without(self, passages: Booleans, roles: Booleans, education: Booleans) -> ResumeArrays:
        """The same résumés as if some of what they say were not there.

        Args:
            passages: Which are left out, shape (passages,).
            roles: Which are left out, shape (roles,).
            education: Which are left out, shape (entries,).
        """
        kept = np.flatnonzero(~passages)
        rows = self.passages[kept]
        for field, out, firsts, owners in (
            ("header", passages, self.first_passages, self.passage_owners),
            ("role", roles, self.first_roles, self.passage_owners),
            ("education", education, self.first_education, self.passage_owners),
        ):
            rows[field] = _renumbered(rows[field], firsts[owners[kept]], out)
        resumes = self.resumes.copy()
        for name, out, owners in (
            ("passages", passages, self.passage_owners),
            ("roles", roles, self.role_owners),
            ("education", education, self.education_owners),
        ):
            resumes[name] = np.bincount(owners[~out], minlength=len(self))
        # The passages under each role that is left, as places in the whole array.
        role_of = np.repeat(np.arange(len(self.roles)), self.roles["passages"])
        under = self.role_passages + self.first_passages[self.role_owners[role_of]]
        stays = ~(roles[role_of] | passages[under])
        own = np.bincount(role_of[stays], minlength=len(self.roles))
        role_rows = self.roles.copy()
        role_rows["passages"] = own
        changed = np.flatnonzero(own != self.roles["passages"])
        for role in changed.tolist():
            role_rows["centroid_norm"][role] = centroid_norm(
                self.vectors[under[stays & (role_of == role)]]
            )
        firsts = np.concatenate([[0], np.cumsum(resumes["passages"], dtype=np.int64)])
        for index in np.unique(self.passage_owners[passages]).tolist():
            mine = kept[firsts[index] : firsts[index + 1]]
            resumes["centroid_norm"][index] = centroid_norm(self.vectors[mine])
        which = kept.astype(np.int64)
        new_numbers = np.cumsum(~passages) - 1
        role_passages = new_numbers[under[stays]] - firsts[self.role_owners[role_of[stays]]]
        return ResumeArrays(
            resumes,
            rows,
            role_rows[~roles],
            self.education[~education],
            self.vectors[kept],
            self.education_vectors[~education],
            role_passages.astype(np.uint32),
            _segments(self.text, _starts(self.passages["text"]), which),
            _segments(self.char_codes, _starts(self.passages["char_codes"]), which),
            _segments(self.content_words, _starts(self.passages["content_words"]), which),
            _segments(self.words, _starts(self.passages["words"]), which),
            self.shingles,
            self.token_flags,
        )

    def without_vectors(self) -> ResumeArrays:
        """The same when the products of its passages are known."""
        return replace(self, vectors=self.vectors[:, :0])

    def rows_of(self, which: Integers) -> Integers:
        """The indices of the passages of some résumés, in the order given."""
        return _segments(np.arange(len(self.passages)), self.first_passages, which)

    @property
    def by_size(self) -> Integers:
        """The résumés by how many passages each has."""
        return np.argsort(self.resumes["passages"], kind="stable")

    @cached_property
    def headers(self) -> Integers:
        """For each passage, the passage that is the title of its role; -1 where it has none."""
        firsts = self.first_passages[self.passage_owners]
        found: Integers = np.where(
            self.passages["header"] < 0, _NONE, self.passages["header"] + firsts
        )
        return found

    @cached_property
    def degree_levels(self) -> Integers:
        """For each passage, the level of the entry of education it belongs to; -1 for none."""
        entries = self.passages["education"]
        levels = np.full(len(entries), _NONE, np.int64)
        inside = np.flatnonzero(entries != _NONE)
        firsts = self.first_education[self.passage_owners[inside]]
        levels[inside] = self.education["level"][firsts + entries[inside]]
        return levels

    def in_section(self, section: str) -> Booleans:
        """Which passages stand in a section, shape (passages,)."""
        found: Booleans = self.passages["section"] == _SECTIONS.index(Section(section))
        return found

    def features(self, as_of: str) -> Array:
        """Shape (len(PASSAGE_FEATURES), passages).

        Args:
            as_of: YYYY-MM-DD, the day that "present" means.
        """
        items, owners = self.passages, self.passage_owners
        columns: dict[str, NDArray[Any]] = {}
        for code, section in enumerate(_SECTIONS):
            columns[f"in_{section.value}"] = items["section"] == code
        for name in ("title", "number", "money", "leading"):
            columns[name] = items[name]
        columns["length"] = np.log(items["characters"] + 1.0)
        columns["degree_level"] = self.degree_levels
        columns["degree_named"] = self.degree_levels >= 0
        place = np.arange(len(items)) - self.first_passages[owners]
        columns["depth"] = place / self.resumes["passages"].astype(np.int64)[owners]
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


def placed_tokens(text: str) -> list[tuple[str, int, int, bool]]:
    """The words of a text as a reader reads them.

    Returns:
        Each word in lower case, the range of what stands between white space around it, and
        whether it is the first word of that.
    """
    return [
        (word, *found.span(), number == 0)
        for found in _BETWEEN_SPACES.finditer(text)
        for number, word in enumerate(tokens_of(undisguised(found.group())))
    ]


_BETWEEN_SPACES = re.compile(r"\S+")


def shingles_of(words: Sequence[str]) -> NDArray[np.uint32]:
    """For each word, the hash of it and the three behind it; 0 where fewer are left."""
    hashes = np.fromiter(map(hash_of, words), np.uint32, len(words))
    shingles = np.zeros(len(words), np.uint32)
    whole = len(words) - SHINGLE + 1
    if whole > 0:
        found = np.zeros(whole, np.uint32)
        for offset in range(SHINGLE):
            found = found * np.uint32(0x01000193) + hashes[offset : offset + whole]
        shingles[:whole] = np.maximum(found, 1)
    return shingles


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
    begins, ends = (np.array([token[place] for token in tokens], np.int64) for place in (1, 2))

    def within(part: Passage | Education) -> tuple[int, int]:
        first = int(np.searchsorted(ends, part.start, side="right"))
        return first, max(first, int(np.searchsorted(begins, part.end)))

    rows = [
        (
            *_facts(item),
            _entry_of(resume, item),
            len(item.text),
            max(amounts_in(item.text), default=np.nan),
            headers.get(item.role, _NONE),
            roles.get(item.role or "", _NONE) if item.title else _NONE,
            len(texts[index]),
            len(codes[index]),
            len(contents[index]),
            len(words[index]),
            *within(item),
        )
        for index, item in enumerate(items)
    ]
    under = [
        [index for index, item in enumerate(items) if item.stands_under(role.id)]
        for role in resume.roles
    ]
    role_rows = [
        (
            role.section in WORK,
            _NONE if role.from_ is None else month_of(role.from_),
            _NONE if role.to is None else month_of(role.to, last=True),
            len(own),
            centroid_norm(vectors[own]),
            *within(role),  # type: ignore[arg-type]
        )
        for role, own in zip(resume.roles, under, strict=True)
    ]
    entries = [(e.degree.level if e.degree else _NONE, *within(e)) for e in resume.education]
    counts = len(items), len(resume.roles), len(entries), len(tokens)
    # Who the person is says nothing: a name of four words beside copied ones is no statement.
    named = _inside(begins, resume.masks)
    flags = [
        CONTENT * (is_content_word(word) and not is_named) + BEGINS * first
        for (word, _, _, first), is_named in zip(tokens, named, strict=True)
    ]
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
        shingles_of([word for word, *_ in tokens]),
        np.array(flags, np.uint8),
    )


def _inside(begins: Integers, ranges: Sequence[tuple[int, int]]) -> list[bool]:
    """Which places lie in one of some ranges, which are in order and apart."""
    if not ranges:
        return [False] * len(begins)
    starts, ends = np.array(ranges, np.int64).T
    found = np.searchsorted(starts, begins, side="right") - 1
    inside: list[bool] = ((found >= 0) & (begins < ends[found])).tolist()
    return inside


def _facts(item: Passage) -> tuple[int, bool, bool, bool, bool, bool, bool]:
    return (
        _SECTIONS.index(item.section),
        item.title,
        has_number(item.text),
        speaks_of_money(item.text),
        speaks_of_leading(item.text),
        item.is_keyword_list,
        not item.tells_of_a_job,
    )


def _entry_of(resume: Resume, item: Passage) -> int:
    """Which entry of education a passage belongs to; -1 for none."""
    entries = enumerate(resume.education)
    inside = (n for n, entry in entries if entry.start <= item.start and item.end <= entry.end)
    return next(inside, _NONE)


def _empty(dimensions: int) -> tuple[NDArray[Any], ...]:
    """The arrays of no résumé, in the order of the fields."""
    none = np.zeros((0, dimensions), np.float32)
    rows = [np.zeros(0, dtype) for dtype in (RESUME, PASSAGE, ROLE, EDUCATION)]
    numbers, small = np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    return (*rows, none, none, numbers, small, small, numbers, numbers, numbers, small)


def _renumbered(numbers: NDArray[Any], firsts: Integers, out: Booleans) -> NDArray[Any]:
    """Numbers within a résumé as they are when some are left out; -1 of those.

    Args:
        numbers: Counted from the first of the résumé, or -1.
        firsts: For each, the first of its résumé.
        out: Which of all are left out.
    """
    there = numbers != _NONE
    whole = np.where(there, numbers + firsts, 0)
    before = np.concatenate([[0], np.cumsum(~out)])
    if not len(out):
        return numbers
    left = there & ~out[whole]
    return np.where(left, before[whole] - before[firsts], _NONE)


def _starts(counts: NDArray[Any]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _segments(array: NDArray[Any], starts: Integers, which: Integers) -> NDArray[Any]:
    """What belongs to some owners, owner by owner."""
    # As bytes: NumPy would compare the fields of each part.
    plain = array if array.dtype.names is None else array.view(f"V{array.itemsize}")
    parts = [plain[starts[owner] : starts[owner + 1]] for owner in which.tolist()]
    found: NDArray[Any] = np.concatenate([plain[:0], *parts])
    return found.view(array.dtype)
