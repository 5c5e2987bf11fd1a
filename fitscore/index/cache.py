"""What search and ranking read first: a cache, made of the database and never trusted over it.

One file for each shard, the résumés of 256 numbers in a row in the database: what they show, as
arrays that are mapped and not loaded. A change of a résumé makes its own shard anew and no other.
The checksum of each file is in the database.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import xxhash
from numpy.typing import NDArray

from fitscore.encoding.protocol import Vectors
from fitscore.errors import IndexStoreError
from fitscore.evidence import Shown, Source
from fitscore.index.store import Store, StoredDocument, sync_folder

FOLDER = "cache"
SHARD = 256  # numbers in the database that one file is of
_FORMAT = 1  # of the files, and of what `Shown` means
_ALIGNED = 64  # bytes: what a BLAS reads fast
_BATCH = 1 << 12  # rows in one product: enough for its speed, little enough to stay in a cache

Shows = Callable[[StoredDocument], Source]


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What a résumé is known by and can be filtered by.

    Attributes:
        name: What it is known by in the index.
        credentials: Known ones that it names.
    """

    name: str
    credentials: tuple[str, ...]


@dataclass(frozen=True)
class Shard:
    """Some résumés, by how many passages they have."""

    facts: tuple[Facts, ...]
    shown: Shown

    def nearest(
        self, query: Vectors, count: int, rows: NDArray[np.bool_] | None
    ) -> list[tuple[int, int]]:
        """The résumé and the passage of those of highest inner product.

        Args:
            query: Shape (dimensions,).
            count: How many.
            rows: Which passages are looked at, shape (passages,); all unless given.
        """
        import faiss

        vectors = self.shown.vectors
        numbers = np.arange(len(vectors)) if rows is None else np.flatnonzero(rows)
        if not len(numbers):
            return []
        among = vectors if rows is None else vectors[numbers]
        _, found = faiss.knn(
            query[None], among, min(count, len(numbers)), metric=faiss.METRIC_INNER_PRODUCT
        )
        passages = numbers[found[0]]
        firsts = self.shown.first_passages
        owners = np.searchsorted(firsts, passages, side="right") - 1
        return list(zip(owners.tolist(), (passages - firsts[owners]).tolist(), strict=True))

    def nearness(self, queries: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How near each résumé comes to some queries.

        Args:
            queries: Shape (queries, dimensions).

        Returns:
            The highest product of each query with a passage of each résumé (MaxSim), shape
            (résumés, queries), and the mean over all queries and passages, shape (résumés,);
            -1 where a résumé has no passage.
        """
        shape = len(self.facts), len(queries)
        best, mean = np.full(shape, -1, np.float32), np.full(shape[0], -1, np.float32)
        firsts, turned = self.shown.first_passages, np.ascontiguousarray(queries.T)
        for first, stop in self._batches():
            begins = firsts[first:stop] - firsts[first]
            products = self.shown.vectors[firsts[first] : firsts[stop]] @ turned
            best[first:stop] = np.maximum.reduceat(products, begins, axis=0)
            totals = np.add.reduceat(products @ np.ones(shape[1], np.float32), begins)
            mean[first:stop] = totals / (np.diff(firsts[first : stop + 1]) * shape[1])
        return best, mean

    def _batches(self) -> Iterator[tuple[int, int]]:
        """First résumé and the one behind the last, each with some passage."""
        firsts = self.shown.first_passages
        first = int(np.count_nonzero(self.shown.resumes["passages"] == 0))  # they come first
        while first < len(self.facts):
            stop = int(np.searchsorted(firsts, firsts[first] + _BATCH, side="right")) - 1
            stop = max(first + 1, stop)
            yield first, stop
            first = stop


@dataclass(frozen=True)
class Cache:
    """All résumés of one generation."""

    shards: tuple[Shard, ...]

    def __len__(self) -> int:
        """How many résumés."""
        return sum(len(shard.facts) for shard in self.shards)

    @cached_property
    def names(self) -> list[str]:
        """Of all résumés, shard by shard."""
        return [facts.name for shard in self.shards for facts in shard.facts]

    def nearness(self, queries: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """As `Shard.nearness`, of all, in the order of `names`."""
        parts = [shard.nearness(queries) for shard in self.shards]
        best = [np.zeros((0, len(queries)), np.float32), *(part[0] for part in parts)]
        mean = [np.zeros(0, np.float32), *(part[1] for part in parts)]
        return np.concatenate(best), np.concatenate(mean)

    def take(self, which: NDArray[np.int64]) -> list[Shown]:
        """What some résumés show, shard by shard.

        Args:
            which: Their places among `names`, in order; one at least.
        """
        parts, first = [], 0
        for shard in self.shards:
            stop = first + len(shard.facts)
            own = which[np.searchsorted(which, first) : np.searchsorted(which, stop)] - first
            if len(own):
                whole = len(own) == len(shard.facts)
                parts.append(shard.shown if whole else shard.shown.take(own))
            first = stop
        return parts


def load_cache(
    store: Store,
    shows: Shows,
    *,
    keep: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Cache:
    """The cache of the present generation: files that fit; what is missing is made anew.

    Args:
        store: Not within a transaction, if what is made is to be kept.
        shows: What a résumé shows, with its vectors.
        keep: Write files of what was made, where that can be; else it stays in memory.
        progress: Told after each shard how many résumés are done.

    Raises:
        IndexDamagedError: The database is not what was written.
    """
    shards: list[Shard] = []
    made: dict[int, tuple[Path, str]] = {}
    done = 0
    with store.reading():
        generation = store.generation
        for number, rows in groupby(store.numbers("resume"), lambda row: row[0] // SHARD):
            documents = [(name, checksum) for _, name, checksum in rows]
            digest, known = _digest(documents), store.get(f"cache_{number}") or ""
            path = _path(store.folder, number, digest)
            shard = _opened(path, known) if known.startswith(digest) else None
            if shard is None:
                shard = _made(store, [name for name, _ in documents], shows)
                checksum = _written(path, shard) if keep else None
                if checksum is not None:  # mapped from now on, and no longer in memory
                    made[number] = path, digest + checksum
                    shard = _opened(path, digest + checksum) or shard
            shards.append(shard)
            done += len(documents)
            if progress is not None:
                progress(done)
    _tell(store, made, generation)
    return Cache(tuple(shards))


def drop_stale(store: Store, *, every: bool = False) -> None:
    """Delete the files of what has changed since, or all."""
    fresh = set()
    for number, rows in groupby(store.numbers("resume"), lambda row: row[0] // SHARD):
        digest = _digest([(name, checksum) for _, name, checksum in rows])
        fresh.add(_path(store.folder, number, digest))
    for path in (store.folder / FOLDER).glob("*"):
        if every or path not in fresh:
            path.unlink(missing_ok=True)


def _path(folder: Path, number: int, digest: str) -> Path:
    return folder / FOLDER / f"{number}-{digest[:16]}"


def _digest(documents: Sequence[tuple[str, bytes]]) -> str:
    told = [_FORMAT, *((name, checksum.hex()) for name, checksum in documents)]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _made(store: Store, names: Sequence[str], shows: Shows) -> Shard:
    facts, sources = [], []
    for document in store.documents("resume", names):
        facts.append(Facts(document.name, document.credentials))
        sources.append(shows(document))
    shown = Shown.of(sources)
    return Shard(tuple(facts[place] for place in shown.order), shown.take(shown.order))


def _opened(path: Path, known: str) -> Shard | None:
    """A shard whose file is as it was written; else None."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if not known.endswith(xxhash.xxh3_128_hexdigest(mapped)):
                return None
            facts, *arrays = _read_arrays(file, mapped)
    except (OSError, ValueError):  # not there, or empty
        return None
    return Shard(msgspec.json.decode(facts.tobytes(), type=tuple[Facts, ...]), Shown(*arrays))


def _written(path: Path, shard: Shard) -> str | None:
    """The checksum of a shard's file, written whole or not at all; None where that cannot be."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            with scratch.open("wb") as file:
                facts = np.frombuffer(msgspec.json.encode(shard.facts), np.uint8)
                _write_arrays(file, [facts, *_arrays_of(shard.shown)])
                file.flush()
                os.fsync(file.fileno())
            checksum = xxhash.xxh3_128_hexdigest(scratch.read_bytes())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError:  # a full disk, a folder that may only be read: the search goes on without
        return None
    return checksum


def _tell(store: Store, made: dict[int, tuple[Path, str]], generation: int) -> None:
    """Let the database know the checksums of new files, and delete the older ones."""
    if not made:
        return
    try:
        with store.writing():
            for number, (_, checksums) in made.items():
                store.set(f"cache_{number}", checksums)
            fresh = store.generation == generation
        for number, (path, _) in made.items():
            for older in path.parent.glob(f"{number}-*") if fresh else ():
                if older != path:
                    older.unlink(missing_ok=True)
    except (OSError, IndexStoreError):
        # Somebody else is writing, or only reading is allowed: the next search makes them again.
        return


def _arrays_of(shown: Shown) -> list[NDArray[Any]]:
    return [getattr(shown, field.name) for field in fields(shown)]


def _write_arrays(file: IO[bytes], arrays: Sequence[NDArray[Any]]) -> None:
    """Arrays as NumPy writes them (.npy), one behind the other, each at a multiple of 64 bytes."""
    for array in arrays:
        file.write(bytes(-file.tell() % _ALIGNED))
        np.lib.format.write_array(file, array, version=(1, 0), allow_pickle=False)


def _read_arrays(file: IO[bytes], mapped: mmap.mmap) -> Iterator[NDArray[Any]]:
    """The same, mapped."""
    while file.tell() < len(mapped):
        file.seek(-file.tell() % _ALIGNED, os.SEEK_CUR)
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        count = int(np.prod(shape))
        if count:
            array = np.frombuffer(mapped, dtype, count, file.tell()).reshape(shape)
        else:
            array = np.zeros(shape, dtype)
        file.seek(count * dtype.itemsize, os.SEEK_CUR)
        yield array
