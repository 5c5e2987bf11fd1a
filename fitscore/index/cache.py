"""What search and ranking read first: a cache, made of the database and never trusted over it.

Two files a generation: all passages' vectors as a FAISS index, which is mapped and not loaded, and
the facts of each résumé that can be filtered by. Both have their checksums in the database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import xxhash
from numpy.typing import NDArray

from fitscore.encoding.protocol import Vectors
from fitscore.errors import IndexStoreError
from fitscore.index.store import Store, StoredDocument, sync_folder

FOLDER = "cache"
_VECTORS, _FACTS = "faiss", "facts"
_BATCH = 1 << 13  # rows in one product: enough for its speed, little enough to stay small


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What a résumé can be filtered by.

    Attributes:
        name: What it is known by in the index.
        sections: Of each of its passages, in order.
        credentials: Known ones that it names.
        roles: Begin and end of each, as in `types.Role`.
    """

    name: str
    sections: tuple[str, ...]
    credentials: tuple[str, ...]
    roles: tuple[tuple[str | None, str | None], ...]


@dataclass(frozen=True)
class PassageCache:
    """All passages of one generation, résumé by résumé.

    Attributes:
        facts: Of each résumé, by name.
        offsets: Its first row, and behind the last résumé the number of rows.
        flat: A FAISS IndexFlatIP with these rows; None where there are none.
    """

    facts: tuple[Facts, ...]
    offsets: NDArray[np.int64]
    flat: Any

    @property
    def rows(self) -> Vectors:
        """All rows, shape (passages, dimensions), mapped and not copied; unaligned."""
        import faiss

        flat: Vectors = faiss.rev_swig_ptr(self.flat.get_xb(), self.flat.ntotal * self.flat.d)
        return flat.reshape(self.flat.ntotal, self.flat.d)

    def row(self, index: int) -> Vectors:
        """One row, shape (dimensions,), aligned."""
        row: Vectors = self.rows[index].copy()
        return row

    def place(self, row: int) -> tuple[str, int]:
        """The résumé's name and the passage's position in it."""
        index = int(np.searchsorted(self.offsets, row, side="right")) - 1
        return self.facts[index].name, row - int(self.offsets[index])

    def nearest(self, query: Vectors, count: int, rows: NDArray[np.int64] | None) -> list[int]:
        """The rows of highest inner product, among some rows or all."""
        import faiss

        if self.flat is None or (rows is not None and not len(rows)):
            return []
        parameters: Any = None
        if rows is not None:
            selection: Any = faiss.SearchParameters
            parameters = selection(sel=faiss.IDSelectorBatch(rows))
        count = min(count, self.flat.ntotal if rows is None else len(rows))
        _, found = self.flat.search(query[None], count, params=parameters)
        return [int(row) for row in found[0] if row >= 0]

    def nearness(self, queries: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How near each résumé comes to some queries.

        Args:
            queries: Shape (queries, dimensions).

        Returns:
            The highest product of each query with a passage of each résumé (MaxSim), shape
            (queries, résumés), and the mean over all queries and passages, shape (résumés,);
            -1 where a résumé has no passage.
        """
        best = np.full((len(queries), len(self.facts)), -1.0, dtype=np.float32)
        mean = np.full(len(self.facts), -1.0, dtype=np.float32)
        if self.flat is None:
            return best, mean
        mapped, counts = self.rows.view(np.uint8), np.diff(self.offsets)
        for first, stop in self._batches():
            start = self.offsets[first]
            # In the file the rows begin at an odd byte: a BLAS wants them aligned.
            rows = mapped[start : self.offsets[stop]].copy().view(np.float32)
            products = queries @ rows.T
            filled = np.flatnonzero(counts[first:stop]) + first
            begins = self.offsets[filled] - start
            best[:, filled] = np.maximum.reduceat(products, begins, axis=1)
            mean[filled] = np.add.reduceat(products.mean(axis=0), begins) / counts[filled]
        return best, mean

    def _batches(self) -> Iterator[tuple[int, int]]:
        """First résumé and the one behind the last, of batches with some rows."""
        first = 0
        while first < len(self.facts):
            limit = self.offsets[first] + _BATCH
            stop = int(np.searchsorted(self.offsets, limit, side="right")) - 1
            stop = max(first + 1, stop)
            if self.offsets[stop] > self.offsets[first]:
                yield first, stop
            first = stop


def load_cache(store: Store) -> PassageCache:
    """The cache of the present generation: its files where they fit, else made anew.

    Raises:
        IndexDamagedError: The database is not what was written.
    """
    with store.reading():
        generation = store.generation
        fits = store.get("cache_generation") == str(generation)
        checksums = [store.get(f"cache_{part}") for part in (_VECTORS, _FACTS)]
    paths = [_path(store.folder, generation, part) for part in (_VECTORS, _FACTS)]
    if fits and [_checksum(path) for path in paths] == checksums:
        import faiss

        facts = msgspec.json.decode(paths[1].read_bytes(), type=tuple[Facts, ...])
        # Mapped: what is not looked at takes no memory, and two processes share what is.
        flat: Any = faiss.read_index(str(paths[0]), faiss.IO_FLAG_MMAP_IFC)
        return _cache(facts, flat)
    return build_cache(store)


def build_cache(store: Store, *, keep: bool = True) -> PassageCache:
    """Make the cache from the database, every document checked.

    Args:
        store: Not within a transaction, if it is to be kept.
        keep: Write its files, where that can be.
    """
    import faiss

    facts: list[Facts] = []
    flat: Any = None
    with store.reading():
        generation = store.generation
        for document in store.documents("resume"):
            rows = [item.vector for item in document.texts if item.kind == "passage"]
            facts.append(_facts(document))
            if rows and flat is None:
                flat = faiss.IndexFlatIP(len(rows[0]))
            if rows:
                flat.add(np.stack(rows).astype(np.float32))
    if keep and flat is not None:
        _keep(store, generation, flat, facts)
    return _cache(facts, flat)


def drop_cache(folder: Path, but: int | None = None) -> None:
    """Delete the files of all generations, or of all but one."""
    kept = [] if but is None else [_path(folder, but, part) for part in (_VECTORS, _FACTS)]
    for path in (folder / FOLDER).glob("passages-*"):
        if path not in kept:
            path.unlink(missing_ok=True)


def _cache(facts: Sequence[Facts], flat: Any) -> PassageCache:
    counts = [len(item.sections) for item in facts]
    offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
    return PassageCache(tuple(facts), offsets, flat)


def _facts(document: StoredDocument) -> Facts:
    return Facts(
        document.name,
        tuple(item.section or "" for item in document.texts if item.kind == "passage"),
        document.credentials,
        tuple((begun, ended) for _, _, begun, ended in document.roles),
    )


def _keep(store: Store, generation: int, flat: Any, facts: Sequence[Facts]) -> None:
    """Write the files, whole or not at all, then their checksums; a read-only folder keeps none."""
    import faiss

    scratches = []
    try:
        (store.folder / FOLDER).mkdir(exist_ok=True)
        for part in (_VECTORS, _FACTS):
            path = _path(store.folder, generation, part)
            scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
            scratches.append((scratch, path))
            with scratch.open("wb") as file:
                if part == _VECTORS:
                    writer: Any = faiss
                    faiss.write_index(flat, writer.PyCallbackIOWriter(file.write))
                else:
                    file.write(msgspec.json.encode(facts))
                file.flush()
                os.fsync(file.fileno())
        checksums = [_checksum(scratch) for scratch, _ in scratches]
        for scratch, path in scratches:
            scratch.replace(path)
        sync_folder(store.folder / FOLDER)
        with store.writing():
            if store.generation == generation:
                store.set("cache_generation", str(generation))
                for part, checksum in zip((_VECTORS, _FACTS), checksums, strict=True):
                    store.set(f"cache_{part}", checksum or "")
        drop_cache(store.folder, but=generation)
    except (OSError, RuntimeError, IndexStoreError):
        # The search goes on without files; the next one makes them again.
        return
    finally:
        for scratch, _ in scratches:
            if os.access(scratch.parent, os.W_OK):
                scratch.unlink(missing_ok=True)


def _path(folder: Path, generation: int, part: str) -> Path:
    return folder / FOLDER / f"passages-{generation}.{part}"


def _checksum(path: Path) -> str | None:
    """XXH3 of a file: it is against damage, and SHA-256 would take most of a search's time."""
    digest = xxhash.xxh3_128()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
