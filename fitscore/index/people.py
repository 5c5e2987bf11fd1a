"""Which kept résumés are the same file, or of one person (`fitscore.duplicates`)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fitscore.duplicates import keys_of, may_agree, of_one_person
from fitscore.errors import IndexDamagedError
from fitscore.index.store import Store
from fitscore.types import Candidate, Resume

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Others:
    """Under which other names more is kept.

    Attributes:
        same_file: Of the same bytes.
        same_person: Of the same person, from another file, the newest first.
    """

    same_file: tuple[str, ...] = ()
    same_person: tuple[str, ...] = ()


class People:
    """Who the kept résumés are from, by address, phone number and name.

    It is a sieve: it is made of what is unchecked and may be a little older than the index. What
    falls through is read as it is kept, checked, before it is said to be of the same person.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files: dict[str, str] = {}
        self._candidates: dict[str, Candidate | None] = {}
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        for name, sha256, candidate in store.people():
            self._put(name, sha256, candidate)

    def add(self, name: str, resume: Resume) -> None:
        """Let a résumé be found, which is kept under a name from now on."""
        for key in (self._files.get(name, ""), *keys_of(self._candidates.get(name))):
            self._names[key].discard(name)
        self._put(name, resume.sha256, resume.candidate)

    def others(self, name: str, resume: Resume) -> Others:
        """Where more of the same file or person is kept; what is damaged is left out.

        Args:
            name: Under which this one is kept.
            resume: With its contacts.
        """
        same_file = self._names.get(resume.sha256, set()) - {name}
        near = {
            other
            for key in keys_of(resume.candidate)
            for other in self._names.get(key, ())
            if may_agree(resume.candidate, self._candidates[other])
        }
        kept = dict(self._read(sorted(near - same_file - {name})))
        names = tuple(kept)
        found = of_one_person(resume, tuple(kept.values()))
        return Others(tuple(sorted(same_file)), tuple(names[index] for index in found))

    def same_person(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Of kept résumés, by name, where more of the same person is kept, but for these names."""
        asked = list(dict.fromkeys(names))
        every = ((name, self.others(name, resume)) for name, resume in self._read(asked))
        left = {name: [x for x in others.same_person if x not in asked] for name, others in every}
        return {name: others for name, others in left.items() if others}

    def _put(self, name: str, sha256: str, candidate: Candidate | None) -> None:
        self._files[name], self._candidates[name] = sha256, candidate
        for key in (sha256, *keys_of(candidate)):
            self._names[key].add(name)

    def _read(self, names: list[str]) -> Iterator[tuple[str, Resume]]:
        for name in names:
            try:
                document = self._store.document("resume", name)
                if document is None:  # forgotten by now
                    continue
                resume = document.decoded(Resume, str(self._store.folder))
            except IndexDamagedError:
                # `check` and whoever reads it tell of it; nobody else's file need wait for that.
                _LOG.warning("a damaged document of an index is compared with no other")
                continue
            yield name, resume
