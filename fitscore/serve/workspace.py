"""A served folder: the index, the tables beside it, and the bytes of files."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Self

from filelock import FileLock, Timeout

from fitscore.errors import FitscoreError, IndexStoreError
from fitscore.files import read_file, write_file
from fitscore.index import Entry, Hit, ResumeIndex
from fitscore.index.database import sync_folder
from fitscore.scoring import Scorer
from fitscore.serve.reader import Gate, Reader
from fitscore.serve.store import Store
from fitscore.types import Resume

INDEX, FILES, LOCK, FILES_LOCK = "index", "files", "serve.lock", "files.lock"
IMPORT_LOCK = "imports.lock"
_POLL = 0.01  # seconds between two looks whether another process has let the files go


@dataclass(frozen=True, slots=True)
class Kept:
    """A résumé that is kept.

    Attributes:
        key: SHA-256 of its file, by which everything knows it.
        names: Under which the index has it.
        file: The file's name as it came.
        candidate: The person's name where it is known.
        added: When, in UTC.
    """

    key: str
    names: tuple[str, ...]
    file: str
    candidate: str | None
    added: str


@dataclass(frozen=True)
class Catalogue:
    """The kept résumés of one generation of the index, the newest first.

    Attributes:
        named: How many names of files the store had added by then (`Store.named`): the index has a
            file a moment before its name is known.
        entries: Of the index, as they were then.
    """

    generation: int
    named: int
    resumes: tuple[Kept, ...]
    entries: Sequence[Entry] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Kept]:
        """Each by its key."""
        return {kept.key: kept for kept in self.resumes}

    @cached_property
    def by_name(self) -> Mapping[str, Kept]:
        """Each by the names that the index has for it."""
        return {name: kept for kept in self.resumes for name in kept.names}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What came of forgetting a résumé.

    Attributes:
        was_kept: Whether the index had it.
        same_person: Keys of other files of the same person, which are still there.
    """

    was_kept: bool
    same_person: tuple[str, ...]


class Workspace:
    """One folder, served by one process, with which its helpers join in; threads may share it.

    Attributes:
        folder: Where it is.
        store: Its tables.
    """

    def __init__(self, folder: Path, *, lock: str = LOCK, timeout: float = 0) -> None:
        """Open it, made where there is none.

        Args:
            folder: Where it is.
            lock: Name of a file that one process alone may hold.
            timeout: Seconds to wait for it.

        Raises:
            FitscoreError: It cannot be used, or another process serves it.
        """
        self.folder = folder
        try:
            for path in (folder, folder / FILES):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FileLock(folder / lock, timeout=timeout, mode=0o600, thread_local=False)
            self._lock.acquire()
        except Timeout as error:
            raise FitscoreError(
                f"{folder}: another process serves this folder; end it, or give another --data"
            ) from error
        except OSError as error:
            raise FitscoreError(
                f"{folder}: it cannot be used ({error.strerror}); give another folder with --data"
            ) from error
        self._gate = Gate()
        self._threads_lock = threading.RLock()
        self._files = FileLock(
            folder / FILES_LOCK, mode=0o600, thread_local=False, poll_interval=_POLL
        )
        self._catalogue: Catalogue | None = None
        with ExitStack() as stack:
            stack.callback(self._lock.release)
            self.store = Store(folder)
            stack.callback(self.store.close)
            self.open_index(create=True).close()
            self._reader = Reader(self.open_index)
            stack.callback(self._reader.close)
            if lock == LOCK:
                self._sweep()
            self._ending = stack.pop_all()

    @classmethod
    @contextmanager
    def joined(cls, folder: Path) -> Iterator[Self]:
        """A folder that another process serves, for the one process that imports into it.

        Raises:
            FitscoreError: It cannot be used.
        """
        made = cls(folder, lock=IMPORT_LOCK, timeout=-1)  # an earlier one may be ending
        try:
            yield made
        finally:
            made.close()

    def close(self) -> None:
        """Let another process have it."""
        self._ending.close()

    # The index

    def open_index(self, scorer: Scorer | None = None, *, create: bool = False) -> ResumeIndex:
        """The index, for the thread that asks; who reads for long does so `undisturbed`."""
        return ResumeIndex(self.folder / INDEX, create=create, scorer=scorer)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """While somebody reads the index for long; nobody is forgotten meanwhile."""
        with self._gate.reading():
            yield

    @property
    def generation(self) -> int:
        """Of the index: how often what it keeps has changed."""
        return self._reader.ask(lambda index: index.generation)

    def catalogue(self) -> Catalogue:
        """What is kept now."""
        return self._reader.ask(self._catalogue_of)

    def _catalogue_of(self, index: ResumeIndex) -> Catalogue:
        """What an index keeps; made once for each of its generations and what names there are."""
        generation, named, found = index.generation, self.store.named, self._catalogue
        if found is not None and (found.generation, found.named) == (generation, named):
            return found
        files = self.store.file_names()
        names: dict[str, list[str]] = {}
        entries = {}
        listed = list(index.entries(before=found.entries if found is not None else ()))
        for entry in listed:
            names.setdefault(entry.sha256, []).append(entry.name)
            entries[entry.sha256] = entry
        resumes = [
            Kept(
                key,
                tuple(names[key]),
                files.get(key) or PurePosixPath(entry.name.replace("\\", "/")).name or entry.name,
                entry.candidate,
                entry.added,
            )
            for key, entry in entries.items()
        ]
        resumes.sort(key=lambda kept: (kept.added, kept.key), reverse=True)
        self._catalogue = Catalogue(generation, named, tuple(resumes), listed)
        return self._catalogue

    def resume(self, key: str) -> Resume | None:
        """A kept résumé, or None."""

        def read(index: ResumeIndex) -> Resume | None:
            kept = self._catalogue_of(index).by_key.get(key)
            return None if kept is None else index.resume(kept.names[0])

        return self._reader.ask(read)

    def same_person(self, key: str) -> tuple[str, ...]:
        """Keys of other kept files of the same person, the newest first."""
        return self._reader.ask(lambda index: self._same_person(index, key))

    def _same_person(self, index: ResumeIndex, key: str) -> tuple[str, ...]:
        kept = self._catalogue_of(index).by_key.get(key)
        if kept is None:
            return ()
        others = index.same_person(kept.names).values()
        by_name = self._catalogue_of(index).by_name  # what was added meanwhile is in it too
        keys = (by_name[name].key for names in others for name in names if name in by_name)
        return tuple(dict.fromkeys(other for other in keys if other != key))

    def search(self, query: str, limit: int, scorer: Scorer) -> list[tuple[Hit, str]]:
        """The statements that come nearest to a query, each with the key of its résumé.

        Raises:
            FitscoreError: The index is damaged, or was made with another model.
        """

        def find(index: ResumeIndex) -> list[tuple[Hit, str]]:
            hits = index.search(query, top=limit)
            by_name = self._catalogue_of(index).by_name  # what was added meanwhile is in it too
            return [(hit, by_name[hit.name].key) for hit in hits if hit.name in by_name]

        return self._reader.ask(find, scorer)

    # The bytes of files

    def _path(self, sha256: str) -> Path:
        if not _is_hash(sha256):
            raise ValueError(f"{sha256!r} is no hash")
        return self.folder / FILES / sha256

    @contextmanager
    def putting(self) -> Iterator[None]:
        """While files are put and a job is made of them, none is taken for left over."""
        with self._threads_lock, self._files:
            yield

    def put_file(self, data: bytes) -> str:
        """Keep the bytes of a file, on the disk when this returns.

        Returns:
            Their SHA-256.

        Raises:
            FitscoreError: They cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        with self.putting():
            try:
                if not path.exists():
                    write_file(path, data)
                    descriptor = os.open(path, os.O_RDWR)
                    try:
                        os.fsync(descriptor)
                    finally:
                        os.close(descriptor)
                    sync_folder(path.parent)
            except OSError as error:
                raise FitscoreError(
                    f"{path.parent}: the file cannot be kept ({error.strerror}); see that the disk "
                    "is not full"
                ) from error
        return sha256

    def read_file(self, sha256: str, most: int) -> bytes | None:
        """The bytes of a kept file, so many at most; None where they are not kept."""
        try:
            return read_file(self._path(sha256), most)
        except FileNotFoundError:
            return None

    def drop_files(self, hashes: Iterable[str]) -> None:
        """Delete the bytes of files that nothing needs: no kept résumé, no file that waits."""
        with self.putting():
            needed = self.store.awaited() | set(self.catalogue().by_key)
            for sha256 in set(hashes) - needed:
                self._path(sha256).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Delete what a process that was killed left over."""
        names = [path.name for path in (self.folder / FILES).iterdir()]
        for name in names:
            if name.startswith(".fitscore-"):  # a file that was being written
                (self.folder / FILES / name).unlink(missing_ok=True)
        self.drop_files(name for name in names if _is_hash(name))

    # Forgetting

    def forget(self, key: str) -> Forgotten:
        """Leave no byte of a résumé in the folder, but for the hash of a hash.

        Raises:
            IndexStoreError: Another program reads the index: all else is gone, and its bytes go
                with the next `fitscore index check --compact`.
        """
        with self.putting(), self._gate.alone():
            # First, so that a process that is killed leaves no note without a résumé to forget; and
            # again, for what was noted until the index had it no more.
            self.store.forget(key)
            forgotten, problem = self._reader.ask(lambda index: self._forget_in(index, key))
            self.store.forget(key)
            self._path(key).unlink(missing_ok=True)
            sync_folder(self.folder / FILES)
            self.store.compact()
        if problem is not None:
            raise problem
        return forgotten

    def _forget_in(self, index: ResumeIndex, key: str) -> tuple[Forgotten, IndexStoreError | None]:
        kept = self._catalogue_of(index).by_key.get(key)
        others = self._same_person(index, key)
        self._catalogue = None
        try:
            index.forget(kept.names if kept else ())
        except IndexStoreError as error:
            return Forgotten(kept is not None, others), error
        return Forgotten(kept is not None, others), None


def _is_hash(name: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", name) is not None
