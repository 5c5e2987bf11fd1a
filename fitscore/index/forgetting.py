"""Forget documents: out of the tables first, then every byte out of every file.

A mark in the database, set with the deletion, says that bytes may be left: a process that is killed
in between leaves it, and the next one that opens the index goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from fitscore.errors import IndexStoreError
from fitscore.index import database
from fitscore.index.adding import tombstone
from fitscore.index.cache import cache_folder, drop_stale
from fitscore.index.database import COMPACTING
from fitscore.index.documents import now
from fitscore.index.store import Store

_LOG = logging.getLogger(__name__)

KINDS = ("resume", "posting")
_BRIEFLY = 200  # milliseconds that opening waits for others
UNFINISHED = (
    "a forgetting was not finished, and bytes of what was forgotten may be left; run "
    "`index check --compact` where the index may be written and nobody reads it"
)


def forget(store: Store, names: Iterable[str]) -> list[str]:
    """Take documents out of the tables and every file; the names that were there.

    Raises:
        IndexStoreError: Another process reads the index, or the cache's folder is a link.
    """
    cache_folder(store.folder)
    found = []
    with store.writing():
        for name in names:
            for kind in KINDS:
                known = store.known(kind, name)
                if known is not None and store.remove(kind, name):
                    store.bury(tombstone(known[0]), now())
                    found.append(name)
        if found:
            store.is_unfinished = True
    _LOG.info("forgot %d documents of an index", len(found))
    if found:
        compact(store)
    return found


def compact(store: Store, patience: int = COMPACTING) -> None:
    """Leave no byte of what was forgotten in any file of the index.

    Args:
        store: Not within a transaction.
        patience: Milliseconds to wait for other processes.

    Raises:
        IndexStoreError: Another process reads it, or the cache's folder is a link.
    """
    drop_stale(store)
    database.failpoint("dropped the cache")
    store.compact(patience)
    if store.is_unfinished:
        with store.writing():
            store.is_unfinished = False


def finish(store: Store) -> None:
    """Do what a forgetting that was killed has left to do, where nobody else is at it."""
    if store.writable and store.is_unfinished:
        try:
            compact(store, _BRIEFLY)
        except IndexStoreError:  # the mark stays, and `check` tells of it
            _LOG.warning(UNFINISHED)


def copies(store: Store, names: Iterable[str]) -> dict[str, list[str]]:
    """Of documents, by name, under which other names, not among these, the same file is kept."""
    asked = list(dict.fromkeys(names))
    found: dict[str, list[str]] = {}
    for name in asked:
        others = {other for kind in KINDS for other in store.copies(kind, name)}
        if left := sorted(others.difference(asked)):
            found[name] = left
    return found
