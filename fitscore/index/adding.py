"""Add résumés to an index: what is kept already, what was forgotten, what is new."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fitscore.documents import Limits, Member
from fitscore.documents.containers import digest, name_of
from fitscore.errors import InputError
from fitscore.index.store import Store
from fitscore.isolation import ReaderPool
from fitscore.types import Resume
from fitscore.version import READER_VERSION


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a file.

    Attributes:
        name: What it is known by in the index.
        outcome: added, replaced, unchanged, forgotten (and not added again) or failed.
        error: Why, where it failed.
        same_file: Other names under which the same file is kept; known of what is new.
    """

    name: str
    outcome: str
    error: str = ""
    same_file: tuple[str, ...] = ()


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
        waiting: deque[tuple[str, Added | None]] = deque()  # names, and what is known unread
        # Looked up once: there is no index of hashes, and one look goes through all documents.
        kept: dict[str, set[str]] = {}
        for name, sha256, _ in self.store.names("resume"):
            kept.setdefault(sha256, set()).add(name)

        def unread() -> Iterator[str | Path | Member]:
            for source in sources:
                if isinstance(source, InputError):
                    waiting.append((source.source, Added(source.source, "failed", str(source))))
                    continue
                path = name_of(source)
                name = self.names.get(path, path)
                known = self._without_reading(source, name)
                waiting.append((name, known))
                if known is None:
                    yield source

        with ReaderPool.for_batch(limits) as pool:
            # Files are read a few ahead, while this process encodes and writes.
            for found in pool.read_resumes(unread()):
                while (known := waiting[0][1]) is not None:
                    yield known
                    waiting.popleft()
                name, _ = waiting.popleft()
                yield self._add_read(found, name, kept)
            yield from (known for _, known in waiting if known is not None)

    def _without_reading(self, source: str | Path | Member, name: str) -> Added | None:
        """What comes of a file that needs no reading; None of one that does."""
        try:
            sha256 = digest(source)
        except OSError as error:
            problem = f"it cannot be read ({error.strerror})"
            return Added(name, "failed", f"{name_of(source)}: {problem}")
        if not self.by_name and self._is_kept(name, sha256):
            return Added(name, "unchanged")
        if not self.again and self.store.buried(tombstone(sha256)):
            return Added(name, "forgotten")
        return None

    def _add_read(self, found: Resume | InputError, name: str, kept: dict[str, set[str]]) -> Added:
        if isinstance(found, InputError):
            return Added(name, "failed", str(found))
        if self.by_name and found.candidate is not None and found.candidate.name:
            name = found.candidate.name
        before = self.store.known("resume", name)
        if self._is_kept(name, found.sha256):
            return Added(name, "unchanged")
        self.keep(name, found)
        if before:
            kept.get(before[0], set()).discard(name)
        others = kept.setdefault(found.sha256, set())
        same_file = tuple(sorted(others))
        others.add(name)
        return Added(name, "replaced" if before else "added", same_file=same_file)

    def _is_kept(self, name: str, sha256: str) -> bool:
        """Whether the same file is kept as the present reader reads it."""
        return self.store.known("resume", name) == (sha256, READER_VERSION)


def tombstone(sha256: str) -> str:
    """A hash of the file's hash: it finds the same file again and tells nothing of it."""
    return hashlib.sha256(b"fitscore forgot " + sha256.encode()).hexdigest()
