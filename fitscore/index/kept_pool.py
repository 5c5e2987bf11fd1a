"""Kept résumés as a pool of candidates for a ranking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fitscore.encoding import RememberingEncoder
from fitscore.errors import IndexDamagedError, InputError
from fitscore.index.cache import Cache
from fitscore.index.documents import StoredDocument
from fitscore.index.store import Store
from fitscore.ranking import failure_of
from fitscore.resume import anonymized
from fitscore.scoring.prepared import Prepared
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.scorer import FirstLook, Scorer
from fitscore.scoring.vectors import Array
from fitscore.types import Failure, Flag, Match, Resume

_OLDER = (
    "it was read by an older version of fitscore; `fitscore index update` reads it anew, "
    "or `fitscore index add` under the same id"
)


class KeptPool:
    """The résumés of an index, as `fitscore.ranking.Pool`."""

    def __init__(
        self, store: Store, cache: Cache | None, scorer: Scorer, as_of: str, *, anonymize: bool
    ) -> None:
        """Take what is kept.

        Args:
            store: The database.
            cache: All that is kept as arrays; None where all are scored, which needs none.
            scorer: What decides.
            as_of: YYYY-MM-DD, the day that "present" means.
            anonymize: Mask the person at equal length.
        """
        self._store = store
        self._cache = cache
        self._scorer = scorer
        self._as_of = as_of
        self._anonymize = anonymize
        self._names = cache.names if cache else [name for name, _, _ in store.names("resume")]

    def __len__(self) -> int:
        """How many."""
        return len(self._names)

    def retrieve(self, prepared: Prepared, weights: Array) -> Array:
        """As `Cache.retrieve`."""
        return self._arrays.retrieve(prepared, weights)

    def take(self, which: NDArray[np.int64]) -> list[ResumeArrays]:
        """As `Cache.take`."""
        return self._arrays.take(which)

    @property
    def _arrays(self) -> Cache:
        if self._cache is None:
            raise ValueError("this pool has no arrays: every candidate of it is to be scored")
        return self._cache

    def look(self, index: int, prepared: Prepared) -> FirstLook | Match | Failure:
        """A first look at one of them.

        Raises:
            IndexDamagedError: It is not what was written.
        """
        name, folder = self._names[index], str(self._store.folder)
        document = self._store.document("resume", name)
        if document is None:
            raise IndexDamagedError(folder, f"{name} is listed and not there")
        resume = _flagged(document.decoded(Resume, folder), document)
        known = {item.text: item.vector for item in document.texts}
        try:
            return self._scorer.look(
                anonymized(resume) if self._anonymize else resume,
                prepared,
                as_of=self._as_of,
                encoder=RememberingEncoder(self._scorer.encoder, known),
            )
        except InputError as error:
            return failure_of(error)


def _flagged(resume: Resume, document: StoredDocument) -> Resume:
    """A résumé that an older reader made says so."""
    if not document.is_outdated:
        return resume
    return replace(resume, flags=(*resume.flags, Flag("older_reader", 1, "", _OLDER)))
