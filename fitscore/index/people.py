"""Which kept résumés are the same file, or of one person (`fitscore.duplicates`)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fitscore.duplicates import Person, keys_of, may_agree, newest_first, words_of
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
    falls through is read as it is kept, checked, before it is said to be of the same person; of
    what was read who it is of is remembered, so that many files of one name are read once each.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: dict[str, frozenset[str]] = {}  # by name: the file's hash among them
        self._words: dict[str, frozenset[str]] = {}
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._read: dict[str, tuple[tuple[str, int], Person]] = {}
        for name, sha256, candidate in store.people():
            self._put(name, sha256, candidate)

    def add(self, name: str, resume: Resume) -> None:
        """Let a résumé be found, which is kept under a name from now on."""
        for key in self._keys.get(name, ()):
            self._names[key].discard(name)
        self._put(name, resume.sha256, resume.candidate)

    def others(self, name: str, resume: Resume) -> Others:
        """Where more of the same file or person is kept; what is damaged is left out.

        Args:
            name: Under which this one is kept.
            resume: With its contacts.
        """
        return self._others(name, resume.sha256, Person.of(resume))

    def same_person(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Of kept résumés, by name, where more of the same person is kept, but for these names."""
        asked = list(dict.fromkeys(names))
        found: dict[str, list[str]] = {}
        for name in asked:
            if (kept := self._kept(name)) is not None:
                others = self._others(name, *kept).same_person
                found[name] = [other for other in others if other not in asked]
        return {name: others for name, others in found.items() if others}

    def _others(self, name: str, sha256: str, person: Person) -> Others:
        near = {
            other
            for key in person.keys
            for other in self._names.get(key, ())
            if may_agree(person.words, self._words[other])
        }
        near |= self._names.get(sha256, set())
        kept = {other: known for other in sorted(near - {name}) if (known := self._kept(other))}
        same_file = tuple(other for other, (hash_, _) in kept.items() if hash_ == sha256)
        names = [other for other, (hash_, _) in kept.items() if hash_ != sha256]
        people = [kept[other][1] for other in names]
        same = [index for index, other in enumerate(people) if person.is_same(other)]
        return Others(same_file, tuple(names[index] for index in newest_first(same, people)))

    def _put(self, name: str, sha256: str, candidate: Candidate | None) -> None:
        self._keys[name] = keys_of(candidate) | {sha256}
        self._words[name] = words_of(candidate)
        for key in self._keys[name]:
            self._names[key].add(name)

    def _kept(self, name: str) -> tuple[str, Person] | None:
        """Whose résumé is kept under a name, and its hash; None where none is, or it is damaged."""
        try:
            known = self._store.known("resume", name)
            if known is None:  # forgotten by now
                return None
            if name not in self._read or self._read[name][0] != known:
                document = self._store.document("resume", name)
                if document is None:
                    return None
                resume = document.decoded(Resume, str(self._store.folder))
                self._read[name] = (document.sha256, document.reader), Person.of(resume)
        except IndexDamagedError:
            # `check` and whoever reads it tell of it; nobody else's file need wait for that.
            _LOG.warning("a damaged document of an index is compared with no other")
            return None
        (sha256, _), person = self._read[name]
        return sha256, person
