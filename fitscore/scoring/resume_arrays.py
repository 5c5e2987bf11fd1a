"""What résumés show, as arrays: all that scoring needs of them apart from a posting.

`packing.pack` makes them, once a résumé, for whoever reads it or keeps it; the arrays of many are
those of each, one behind the other, and one résumé is the case N = 1.

One class, all of whose methods keep the same arrays together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.scoring.rows import NONE
from fitscore.scoring.vectors import Array, centroid_norm
from fitscore.text.dates import month_of
from fitscore.types import Section

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
SECTIONS = tuple(Section)


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
        tokens: The hash of each word of the text, in order.
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
    tokens: NDArray[np.uint32]
    token_flags: NDArray[np.uint8]

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
            _segments(self.tokens, self.first_tokens, which),
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
            self.tokens,
            self.token_flags,
        )

    def without_sources(self) -> ResumeArrays:
        """The same where products and what was copied are known: little to move."""
        resumes = self.resumes.copy()
        resumes["tokens"] = 0
        return replace(
            self,
            resumes=resumes,
            vectors=self.vectors[:, :0],
            tokens=self.tokens[:0],
            token_flags=self.token_flags[:0],
        )

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
            self.passages["header"] < 0, NONE, self.passages["header"] + firsts
        )
        return found

    @cached_property
    def degree_levels(self) -> Integers:
        """For each passage, the level of the entry of education it belongs to; -1 for none."""
        entries = self.passages["education"]
        levels = np.full(len(entries), NONE, np.int64)
        inside = np.flatnonzero(entries != NONE)
        firsts = self.first_education[self.passage_owners[inside]]
        levels[inside] = self.education["level"][firsts + entries[inside]]
        return levels

    def in_section(self, section: str) -> Booleans:
        """Which passages stand in a section, shape (passages,)."""
        found: Booleans = self.passages["section"] == SECTIONS.index(Section(section))
        return found

    def features(self, as_of: str) -> Array:
        """Shape (len(PASSAGE_FEATURES), passages).

        Args:
            as_of: YYYY-MM-DD, the day that "present" means.
        """
        items, owners = self.passages, self.passage_owners
        columns: dict[str, NDArray[Any]] = {}
        for code, section in enumerate(SECTIONS):
            columns[f"in_{section.value}"] = items["section"] == code
        for name in ("title", "number", "money", "leading"):
            columns[name] = items[name]
        columns["length"] = np.log(items["characters"] + 1.0)
        columns["degree_level"] = self.degree_levels
        columns["degree_named"] = self.degree_levels >= 0
        position = np.arange(len(items)) - self.first_passages[owners]
        columns["depth"] = position / self.resumes["passages"].astype(np.int64)[owners]
        titles = np.flatnonzero(items["role"] != NONE)
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
        last = np.where(self.roles["last"] == NONE, now, self.roles["last"])
        stop = np.minimum(np.maximum(first, last), now) + 1
        return np.where((first == NONE)[:, None], 0, np.stack([first, stop], axis=1))


def _renumbered(numbers: NDArray[Any], firsts: Integers, out: Booleans) -> NDArray[Any]:
    """Numbers within a résumé as they are when some are left out; -1 of those.

    Args:
        numbers: Counted from the first of the résumé, or -1.
        firsts: For each, the first of its résumé.
        out: Which of all are left out.
    """
    there = numbers != NONE
    whole = np.where(there, numbers + firsts, 0)
    before = np.concatenate([[0], np.cumsum(~out)])
    if not len(out):
        return numbers
    left = there & ~out[whole]
    return np.where(left, before[whole] - before[firsts], NONE)


def _starts(counts: NDArray[Any]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _segments(array: NDArray[Any], starts: Integers, which: Integers) -> NDArray[Any]:
    """What belongs to some owners, owner by owner."""
    # As bytes: NumPy would compare the fields of each part.
    plain = array if array.dtype.names is None else array.view(f"V{array.itemsize}")
    parts = [plain[starts[owner] : starts[owner + 1]] for owner in which.tolist()]
    found: NDArray[Any] = np.concatenate([plain[:0], *parts])
    return found.view(array.dtype)
