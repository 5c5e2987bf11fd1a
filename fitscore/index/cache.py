"""The FAISS index of all passages: a cache, made of the database and never trusted over it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fitscore.encoding.protocol import Vectors
from fitscore.errors import IndexStoreError
from fitscore.index.store import Store, sync_folder

FOLDER = "cache"


@dataclass(frozen=True, slots=True)
class PassageCache:
    """All passages of one generation, by name of the résumé and position.

    Attributes:
        keys: Name and position of each row.
        flat: A FAISS IndexFlatIP with these rows; None where there are none.
    """

    keys: tuple[tuple[str, int], ...]
    flat: Any

    def nearest(self, query: Vectors, count: int, rows: list[int] | None) -> list[int]:
        """The rows of highest inner product, among some rows or all."""
        import faiss

        if self.flat is None or (rows is not None and not rows):
            return []
        parameters: Any = None
        if rows is not None:
            chosen = np.array(rows, dtype=np.int64)
            selection: Any = faiss.SearchParameters
            parameters = selection(sel=faiss.IDSelectorBatch(chosen))
        count = min(count, len(self.keys) if rows is None else len(rows))
        _, found = self.flat.search(query[None], count, params=parameters)
        return [int(row) for row in found[0] if row >= 0]


def load_cache(store: Store) -> PassageCache:
    """The cache of the present generation: the file where it fits, else made anew.

    Raises:
        IndexDamagedError: The database is not what was written.
    """
    import faiss

    with store.reading():
        generation = store.generation
        keys = tuple((name, position) for name, position, _ in store.passages())
        fits = store.get("cache_generation") == str(generation)
        checksum = store.get("cache_sha256")
    if not keys:
        return PassageCache((), None)
    path = _path(store.folder, generation)
    data = _bytes(path) if fits else None
    if data is not None and hashlib.sha256(data).hexdigest() == checksum:
        flat = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        if flat.ntotal == len(keys):
            return PassageCache(keys, flat)
    return build_cache(store)


def build_cache(store: Store, *, keep: bool = True) -> PassageCache:
    """Make the cache from the database, every document checked.

    Args:
        store: Not within a transaction, if it is to be kept.
        keep: Write it to its file, where that can be.
    """
    import faiss

    with store.reading():
        generation = store.generation
        keys: list[tuple[str, int]] = []
        rows: list[Vectors] = []
        for document in store.documents("resume"):
            for position, item in enumerate(document.texts):
                if item.kind == "passage":
                    keys.append((document.name, position))
                    rows.append(item.vector)
    if not rows:
        return PassageCache((), None)
    flat = faiss.IndexFlatIP(len(rows[0]))
    flat.add(np.stack(rows).astype(np.float32))
    if keep:
        _keep(store, generation, faiss.serialize_index(flat).tobytes())
    return PassageCache(tuple(keys), flat)


def drop_cache(folder: Path, but: int | None = None) -> None:
    """Delete the files of all generations, or of all but one."""
    for path in (folder / FOLDER).glob("passages-*"):
        if but is None or path != _path(folder, but):
            path.unlink(missing_ok=True)


def _keep(store: Store, generation: int, data: bytes) -> None:
    """Write the file, whole or not at all, then its checksum; a read-only folder keeps none."""
    path = _path(store.folder, generation)
    scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
        sync_folder(path.parent)
        with store.writing():
            if store.generation == generation:
                store.set("cache_generation", str(generation))
                store.set("cache_sha256", hashlib.sha256(data).hexdigest())
        drop_cache(store.folder, but=generation)
    except (OSError, IndexStoreError):
        # The search goes on without a file; the next one makes it again.
        return
    finally:
        if os.access(path.parent, os.W_OK):
            scratch.unlink(missing_ok=True)


def _path(folder: Path, generation: int) -> Path:
    return folder / FOLDER / f"passages-{generation}.faiss"


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
