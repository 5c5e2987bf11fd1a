"""What search and ranking read first: a cache, made of the database and never trusted over it.

One file for each shard, the résumés of 256 numbers in a row in the database: their arrays, which
are mapped and not loaded. A change of a résumé makes its own shard anew and no other.
The checksum of each file is in the database.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from fitscore.encoding.protocol import Vectors
from fitscore.errors import IndexStoreError
from fitscore.index.documents import StoredDocument
from fitscore.index.shards import FILE_NAME, Facts, Shard, open_shard, write_shard
from fitscore.index.store import Store
from fitscore.scoring.masks import find_copied
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import EncodedResume
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.resume_arrays import Booleans, ResumeArrays
from fitscore.scoring.vectors import Array

_LOG = logging.getLogger(__name__)

FOLDER = "cache"
SHARD = 256  # numbers in the database that one file is of
_FORMAT = 4  # of the files, and of what `ResumeArrays` means

Encoded = Callable[[StoredDocument], EncodedResume]


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

    @property
    def is_unchanged(self) -> bool:
        """Whether the files that it is mapped from are what they were."""
        return all(shard.source is None or shard.source.is_unchanged for shard in self.shards)

    def nearness(
        self, queries: Vectors, left_out: Sequence[Booleans | None] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """As `Shard.nearness`, of all, in the order of `names`."""
        masks = left_out or [None] * len(self.shards)
        parts = [
            shard.nearness(queries, mask) for shard, mask in zip(self.shards, masks, strict=True)
        ]
        best = [np.zeros((0, len(queries)), np.float32), *(part[0] for part in parts)]
        mean = [np.zeros(0, np.float32), *(part[1] for part in parts)]
        return np.concatenate(best), np.concatenate(mean)

    def retrieve(self, prepared: Prepared, weights: Array) -> Array:
        """What orders the résumés about as their fits do, shape (résumés,), as `names`.

        The cosine of the nearest passage for each requirement (MaxSim), weighted as in the fit, and
        the mean of all cosines, which tells the trade; without what was copied from the posting.
        `python -m benchmarks.index` prints what of the best twenty it leaves out.

        Args:
            prepared: The posting.
            weights: Of its requirements, 0 where no résumé can show one.
        """
        requirements = prepared.requirements

        def left_out(shard: Shard) -> Booleans:
            return find_copied(prepared.sentences, shard.arrays).passages

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            masks = list(threads.map(left_out, self.shards))
        best, mean = self.nearness(requirements.vectors[: requirements.count], masks)
        nearness: Array = best @ weights / max(1e-9, weights.sum()) + mean
        return nearness

    def take(self, which: NDArray[np.int64]) -> list[ResumeArrays]:
        """The arrays of some résumés, shard by shard.

        Args:
            which: Their indices among `names`, in order; one at least.
        """
        parts, first = [], 0
        for shard in self.shards:
            stop = first + len(shard.facts)
            own = which[np.searchsorted(which, first) : np.searchsorted(which, stop)] - first
            if len(own):
                whole = len(own) == len(shard.facts)
                parts.append(shard.arrays if whole else shard.arrays.take(own))
            first = stop
        return parts


def load_cache(
    store: Store,
    encoded: Encoded,
    *,
    keep: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Cache:
    """The cache of the present generation: files that fit; what is missing is made anew.

    Args:
        store: Not within a transaction, if what is made is to be kept.
        encoded: A kept résumé with its vectors.
        keep: Write files of what was made, where that can be; else it stays in memory.
        progress: Told after each shard how many résumés are done.

    Raises:
        IndexDamagedError: The database is not what was written.
        IndexStoreError: The cache's folder is a link, or is none.
    """
    cache_folder(store.folder)
    keep = keep and store.writable
    shards: list[Shard] = []
    made: dict[int, tuple[Path, str]] = {}
    done = fresh = 0
    with store.reading():
        generation = store.generation
        for number, rows in groupby(store.numbers("resume"), lambda row: row[0] // SHARD):
            documents = [(name, checksum) for _, name, checksum in rows]
            digest, known = _digest(documents), store.get(f"cache_{number}") or ""
            path = _path(store.folder, number, digest)
            shard = open_shard(path, known) if known.startswith(digest) else None
            if shard is None:
                fresh += 1
                shard = _made(store, [name for name, _ in documents], encoded)
                checksum = write_shard(path, shard) if keep else None
                if checksum is not None:  # mapped from now on, and no longer in memory
                    made[number] = path, digest + checksum
                    shard = open_shard(path, digest + checksum) or shard
            shards.append(shard)
            done += len(documents)
            if progress is not None:
                progress(done)
    if fresh:
        _LOG.info("made %d of %d shards of an index's cache", fresh, len(shards))
    _tell(store, made, generation)
    return Cache(tuple(shards))


def drop_stale(store: Store, *, every: bool = False) -> None:
    """Delete the files of what has changed since, or all; nothing that the cache did not make.

    Raises:
        IndexStoreError: The cache's folder is a link, or is none.
    """
    folder = cache_folder(store.folder)
    fresh = set()
    for number, rows in groupby(store.numbers("resume"), lambda row: row[0] // SHARD):
        digest = _digest([(name, checksum) for _, name, checksum in rows])
        fresh.add(_path(store.folder, number, digest))
    for path in own_files(folder):
        if every or path not in fresh:
            path.unlink(missing_ok=True)


def cache_folder(index: Path) -> Path:
    """The folder of the cache, which may not be there.

    Raises:
        IndexStoreError: It is a link, which would lead elsewhere what is written and deleted; or
            no folder.
    """
    folder = index / FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise IndexStoreError(str(index), f"{FOLDER} is a link or no folder in it", "delete it")
    return folder


def own_files(folder: Path) -> list[Path]:
    """The files of a folder whose names the cache makes."""
    if not folder.is_dir():
        return []
    return [
        path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name) and not path.is_dir()
    ]


def _path(folder: Path, number: int, digest: str) -> Path:
    return folder / FOLDER / f"{number}-{digest[:16]}"


def _digest(documents: Sequence[tuple[str, bytes]]) -> str:
    described = [_FORMAT, *((name, checksum.hex()) for name, checksum in documents)]
    return hashlib.sha256(msgspec.json.encode(described)).hexdigest()


def _made(store: Store, names: Sequence[str], encoded: Encoded) -> Shard:
    facts, resumes = [], []
    for document in store.documents("resume", names):
        facts.append(Facts(document.name, document.credentials))
        resumes.append(encoded(document))
    arrays = pack(resumes)
    order = arrays.by_size
    return Shard(tuple(facts[index] for index in order), arrays.take(order))


def _tell(store: Store, made: dict[int, tuple[Path, str]], generation: int) -> None:
    """Let the database know the checksums of new files, and delete the older ones."""
    if not made:
        return
    try:
        with store.writing():
            for number, (_, checksums) in made.items():
                store.set(f"cache_{number}", checksums)
            fresh = store.generation == generation
        if not fresh:  # what was made may hold what was forgotten meanwhile
            drop_stale(store)
            return
        for path in own_files(store.folder / FOLDER):
            number = int(path.name.partition("-")[0])
            if number in made and path != made[number][0]:
                path.unlink(missing_ok=True)
    except (OSError, IndexStoreError):
        # Somebody else is writing, or only reading is allowed: the next search makes them again.
        return
