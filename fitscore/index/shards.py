"""One file of the cache: the arrays of some kept résumés, mapped and not loaded."""

from __future__ import annotations

import logging
import mmap
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import xxhash
from numpy.typing import NDArray

from fitscore.encoding.protocol import Vectors
from fitscore.index.database import sync_folder
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays

_LOG = logging.getLogger(__name__)

_ALIGNED = 64  # bytes: what a BLAS reads fast
_BLOCK = 1 << 20  # bytes read at once
# What `write_shard` makes: files of the cache, and what a kill left of them.
FILE_NAME = re.compile(r"\d{1,18}-[0-9a-f]{16}(\.[0-9a-zA-Z_]+\.part)?")
_BATCH = 1 << 12  # rows in one product: enough for its speed, little enough to stay in a cache


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What a résumé is known by and can be filtered by.

    Attributes:
        name: What it is known by in the index.
        credentials: Known ones that it names.
    """

    name: str
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What changes when somebody writes into a file or puts another in its place."""

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, file: int | Path) -> _Stamp:
        found = os.stat(file)  # noqa: PTH116 - of a descriptor too
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The file that arrays are mapped from.

    Reading behind the end of a file that was cut off kills a process (SIGBUS), so it is looked at
    before each use. We only ever put new files in place of older ones, which stay mapped whole.
    """

    path: Path
    stamp: _Stamp

    @property
    def is_unchanged(self) -> bool:
        """Whether the file is what it was when its checksum was taken."""
        try:
            return _Stamp.of(self.path) == self.stamp
        except OSError:
            return False


@dataclass(frozen=True)
class Shard:
    """Some résumés, by how many passages they have.

    Attributes:
        facts: Of each.
        arrays: Of all.
        source: The file that the arrays are mapped from; None where they are in memory.
    """

    facts: tuple[Facts, ...]
    arrays: ResumeArrays
    source: Mapped | None = None

    def nearest(self, query: Vectors, count: int, rows: Booleans | None) -> list[tuple[int, int]]:
        """The résumé and the passage of those of highest inner product.

        Args:
            query: Shape (dimensions,).
            count: How many.
            rows: Which passages are looked at, shape (passages,); all unless given.
        """
        import faiss

        vectors = self.arrays.vectors
        numbers = np.arange(len(vectors)) if rows is None else np.flatnonzero(rows)
        if not len(numbers):
            return []
        among = vectors if rows is None else vectors[numbers]
        _, found = faiss.knn(
            query[None], among, min(count, len(numbers)), metric=faiss.METRIC_INNER_PRODUCT
        )
        passages = numbers[found[0]]
        firsts = self.arrays.first_passages
        owners = np.searchsorted(firsts, passages, side="right") - 1
        return list(zip(owners.tolist(), (passages - firsts[owners]).tolist(), strict=True))

    def nearness(
        self, queries: Vectors, left_out: Booleans | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How near each résumé comes to some queries.

        Args:
            queries: Shape (queries, dimensions).
            left_out: Which passages do not count, shape (passages,); none unless given.

        Returns:
            The highest product of each query with a passage of each résumé (MaxSim), shape
            (résumés, queries), and the mean over all queries and passages, shape (résumés,);
            -1 where a résumé has no passage that counts.
        """
        shape = len(self.facts), len(queries)
        best, mean = np.full(shape, -1, np.float32), np.full(shape[0], -1, np.float32)
        firsts, turned = self.arrays.first_passages, np.ascontiguousarray(queries.T)
        for first, stop in self._batches():
            begins = firsts[first:stop] - firsts[first]
            rows = slice(firsts[first], firsts[stop])
            products = self.arrays.vectors[rows] @ turned
            counts = np.diff(firsts[first : stop + 1])
            out = None if left_out is None else left_out[rows]
            if out is not None and out.any():
                counts = np.add.reduceat((~out).astype(np.int64), begins)
                totals = np.add.reduceat(products.sum(axis=1) * ~out, begins)
                products[out] = -1
            else:
                totals = np.add.reduceat(products @ np.ones(shape[1], np.float32), begins)
            best[first:stop] = np.maximum.reduceat(products, begins, axis=0)
            some = counts > 0
            mean[first:stop][some] = totals[some] / (counts[some] * shape[1])
        return best, mean

    def _batches(self) -> Iterator[tuple[int, int]]:
        """First résumé and the one behind the last, each with some passage."""
        firsts = self.arrays.first_passages
        first = int(np.count_nonzero(self.arrays.resumes["passages"] == 0))  # they come first
        while first < len(self.facts):
            stop = int(np.searchsorted(firsts, firsts[first] + _BATCH, side="right")) - 1
            stop = max(first + 1, stop)
            yield first, stop
            first = stop


def open_shard(path: Path, known: str) -> Shard | None:
    """A shard whose file is as it was written; else None."""
    try:
        with path.open("rb") as file:
            before = _Stamp.of(file.fileno())
            # Read, not mapped: a file that somebody cuts off meanwhile ends, and kills nobody.
            checksum = xxhash.xxh3_128()
            while block := file.read(_BLOCK):
                checksum.update(block)
            if not known.endswith(checksum.hexdigest()):
                return None
            mapped = mmap.mmap(file.fileno(), before.size, access=mmap.ACCESS_READ)
            file.seek(0)
            facts, *arrays = _read_arrays(file, mapped)
            source = Mapped(path, before)
            if not source.is_unchanged:
                return None
        shown = msgspec.json.decode(facts.tobytes(), type=tuple[Facts, ...])
        return Shard(shown, ResumeArrays(*arrays), source)
    except (OSError, ValueError):  # not there, empty, or no longer what it was
        return None


def write_shard(path: Path, shard: Shard) -> str | None:
    """The checksum of a shard's file, written whole or not at all; None where that cannot be."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # 0600, and of a name that nobody can foretell.
        descriptor, name = tempfile.mkstemp(".part", f"{path.name}.", path.parent)
        scratch = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                facts = np.frombuffer(msgspec.json.encode(shard.facts), np.uint8)
                _write_arrays(file, [facts, *_arrays_of(shard.arrays)])
                file.flush()
                os.fsync(file.fileno())
            checksum = xxhash.xxh3_128_hexdigest(scratch.read_bytes())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:  # a full disk, a folder that may only be read: it goes on without
        _LOG.warning("the cache of an index cannot be written: %s", error.strerror)
        return None
    return checksum


def _arrays_of(arrays: ResumeArrays) -> list[NDArray[Any]]:
    return [getattr(arrays, field.name) for field in fields(arrays)]


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
