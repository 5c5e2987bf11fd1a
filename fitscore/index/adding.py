"""Add résumés to an index: what is kept already, what was forgotten, what is new."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fitscore.documents import Limits, Member
from fitscore.documents.containers import digest, name_of
from fitscore.errors import InputError
from fitscore.index.people import People
from fitscore.index.store import Store
from fitscore.isolation import ReaderPool
from fitscore.types import Resume
from fitscore.version import READER_VERSION

_LOG = logging.getLogger(__name__)

_DAY = len("2026-01-31")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a file: it is told when all of it is on the disk.

    Attributes:
        source: The file, as `ReaderPool.find` names it.
        name: What it is known by in the index.
        outcome: added, replaced, unchanged, forgotten (and not added again) or failed.
        error: Why, where it failed.
        forgotten: The day on which it was forgotten, YYYY-MM-DD in UTC, where that is why it is not
            added.
        same_file: Other names under which the same file is kept; told of what is new.
        same_person: Of other files of the same person, the newest first; told of what is new.
    """

    source: str
    name: str
    outcome: str
    error: str = ""
    forgotten: str = ""
    same_file: tuple[str, ...] = ()
    same_person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adding:
    """How files are added.

    Attributes:
        store: The database.
        keep: Keeps a résumé under a name.
        names: By path, what each is known by; the path itself where it is not in it.
        by_name: Known by the person's name as it was read, where that is known.
        again: Add also what was forgotten.
    """

    store: Store
    keep: Callable[[str, Resume], None]
    names: Mapping[str, str]
    by_name: bool
    again: bool

    def add(
        self, sources: Iterable[str | Path | Member | InputError], limits: Limits
    ) -> Iterator[Added]:
        """Keep files, in their order; what is known unread is not read."""
        counts: Counter[str] = Counter()
        try:
            for added in self._add(sources, limits):
                counts[added.outcome] += 1
                yield added
        finally:  # whoever stops in the middle has kept what was told
            told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
            _LOG.info("adding to an index: %s", told or "nothing")

    def _add(
        self, sources: Iterable[str | Path | Member | InputError], limits: Limits
    ) -> Iterator[Added]:
        # Of each file its path and name, and what is known of it unread.
        waiting: deque[tuple[str, str, Added | None]] = deque()
        # Looked up once, when something is new: one look goes through all documents.
        people = cache(lambda: People(self.store))

        def unread() -> Iterator[str | Path | Member]:
            for source in sources:
                path = source.source if isinstance(source, InputError) else name_of(source)
                name = self.names.get(path, path)
                if isinstance(source, InputError):
                    waiting.append((path, name, Added(path, name, "failed", str(source))))
                    continue
                known = self._without_reading(source, name)
                waiting.append((path, name, known))
                if known is None:
                    yield source

        with ReaderPool.for_batch(limits) as pool:
            # Files are read a few ahead, while this process encodes and writes.
            for found in pool.read_resumes(unread()):
                while (known := waiting[0][2]) is not None:
                    yield known
                    waiting.popleft()
                path, name, _ = waiting.popleft()
                yield self._add_read(found, path, name, people)
            yield from (known for _, _, known in waiting if known is not None)

    def _without_reading(self, source: str | Path | Member, name: str) -> Added | None:
        """What comes of a file that needs no reading; None of one that does."""
        path = name_of(source)
        try:
            sha256 = digest(source)
        except OSError as error:
            problem = f"it cannot be read ({error.strerror})"
            return Added(path, name, "failed", f"{path}: {problem}")
        if not self.by_name and self._is_kept(name, sha256):
            return Added(path, name, "unchanged")
        day = "" if self.again else forgotten_on(self.store, sha256)
        return Added(path, name, "forgotten", forgotten=day) if day else None

    def _add_read(
        self, found: Resume | InputError, path: str, name: str, people: Callable[[], People]
    ) -> Added:
        if isinstance(found, InputError):
            return Added(path, name, "failed", str(found))
        if self.by_name and found.candidate is not None and found.candidate.name:
            name = found.candidate.name
        before = self.store.known("resume", name)
        if self._is_kept(name, found.sha256):
            return Added(path, name, "unchanged")
        self.keep(name, found)
        people().add(name, found)
        others = people().others(name, found)
        return Added(
            path,
            name,
            "replaced" if before else "added",
            same_file=others.same_file,
            same_person=others.same_person,
        )

    def _is_kept(self, name: str, sha256: str) -> bool:
        """Whether the same file is kept as the present reader reads it."""
        return self.store.known("resume", name) == (sha256, READER_VERSION)


def forgotten_on(store: Store, sha256: str) -> str:
    """The day on which a file was forgotten; nothing where it was not."""
    return (store.buried(tombstone(sha256)) or "")[:_DAY]


def tombstone(sha256: str) -> str:
    """A hash of the file's hash: it finds the same file again and tells nothing of it."""
    return hashlib.sha256(b"fitscore forgot " + sha256.encode()).hexdigest()
