"""An index of résumés: add once, rank and search later.

One class is the whole face of an index; more than half of its lines are signatures and docstrings,
and what it does stands in the modules beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from fitscore.documents import DEFAULT_LIMITS, Limits, Member
from fitscore.encoding import DEFAULT_MODEL, Encoder, RememberingEncoder, load_encoder
from fitscore.encoding.models import DEFAULT_IDENTITY
from fitscore.errors import (
    ConfigError,
    FitscoreError,
    IndexDamagedError,
    IndexStoreError,
    InputError,
)
from fitscore.index import forgetting
from fitscore.index.adding import Added, Adding, forgotten_on, tombstone
from fitscore.index.cache import Cache, drop_stale, load_cache
from fitscore.index.documents import (
    StoredDocument,
    encoded_resume,
    posting_document,
    resume_document,
)
from fitscore.index.kept_pool import KeptPool
from fitscore.index.people import People
from fitscore.index.searching import Filters, Hit, nearest
from fitscore.index.store import Store
from fitscore.isolation import ReaderPool
from fitscore.ranking import SHORTLIST, Stages, rank_pool, sort_key
from fitscore.scoring.passages import EncodedResume
from fitscore.scoring.scorer import FirstLook, PostingLike, Scorer
from fitscore.text.dates import day_of
from fitscore.types import Identity, Match, Posting, Ranking, Resume
from fitscore.version import READER_VERSION

STAGES = Stages()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is kept.

    Attributes:
        kind: resume or posting.
        name: What it is known by.
        sha256: Of the file.
        added: When, in UTC.
        candidate: The person's name where it is known.
    """

    kind: str
    name: str
    sha256: str
    added: str
    candidate: str | None = None


class ResumeIndex:
    """A folder with résumés, postings and their vectors.

    One object is for one thread; any number of processes and threads may each open the folder:
    writers wait for each other, and readers see the state of one moment.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        create: bool = False,
        encoder: Encoder | None = None,
        scorer: Scorer | None = None,
        notice: Callable[[str], None] | None = None,
        keeps_cache: bool = True,
    ) -> None:
        """Open an index.

        Args:
            folder: Where it is.
            create: Make it where there is none.
            encoder: Of the model that the index was made with; the default one unless given. What
                the index says of its model is compared with it, and never loaded.
            scorer: Decides in `rank` and `suggest`; one with the shipped decision unless given.
            notice: Told in one line when something that takes long begins.
            keeps_cache: Write what of the cache is missing, where that can be.

        Raises:
            IndexStoreError: There is none, it cannot be used, or it was made with another model.
            IndexDamagedError: It is not what was written.
        """
        self._store = Store(Path(folder), create=create)
        self._encoder: Encoder | None = None
        self._scorer = scorer
        self._notice = notice
        self._keeps_cache = keeps_cache
        self._cache: tuple[int, Cache] | None = None
        self._people: tuple[int, People] | None = None
        try:
            self._store.check_account()
            forgetting.finish(self._store)
            given = encoder or (scorer.encoder if scorer is not None else None)
            if given is not None:
                self._use(given)
        except BaseException:
            self._store.close()
            raise

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = False, model: str | None = None) -> Self:
        """An index of a model: the default one unless given.

        Raises:
            ModelError: The model cannot be had.
        """
        encoder = None if model is None else load_encoder(model)
        return cls(folder, create=create, encoder=encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def __len__(self) -> int:
        """How many résumés are kept."""
        return self._store.count("resume")

    @property
    def generation(self) -> int:
        """How often what is kept has changed: what was made of it is stale when this differs."""
        return self._store.generation

    @property
    def _folder(self) -> str:
        return str(self._store.folder)

    @property
    def model(self) -> Identity | None:
        """The model of its vectors; None while nothing is kept."""
        return self._store.model

    def _see_model(self, identity: Identity) -> None:
        kept = self._store.model
        if kept is not None and kept != identity:
            raise IndexStoreError(
                str(self._store.folder),
                f"it was made with {kept.name} ({kept.sha256[:12]}), not with {identity.name} "
                f"({identity.sha256[:12]})",
                "name its model by --model, or encode it anew with `index rebuild --model`",
            )

    def _use(self, encoder: Encoder) -> None:
        """Encode by this from now on."""
        self._see_model(encoder.identity)
        self._store.width = encoder.encode([""]).shape[1]
        self._encoder = encoder

    @property
    def encoder(self) -> Encoder:
        """The encoder that was given, or that of the default model, loaded when it is needed.

        Raises:
            IndexStoreError: The index was made with another model.
            ModelError: The default model cannot be had.
        """
        if self._encoder is not None:
            return self._encoder
        self._see_model(DEFAULT_IDENTITY)  # before it is loaded
        encoder = load_encoder(DEFAULT_MODEL, self._notice)
        self._use(encoder)
        return encoder

    @property
    def scorer(self) -> Scorer:
        """What decides."""
        if self._scorer is None:
            self._scorer = Scorer(encoder=self.encoder)
        return self._scorer

    # Adding and forgetting

    def add(
        self,
        sources: Iterable[str | Path | Member | InputError],
        *,
        names: dict[str, str] | None = None,
        by_name: bool = False,
        again: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Iterator[Added]:
        """Keep résumés, each in a transaction of its own; what was acknowledged stays.

        A file that is kept already is not read again; a changed one replaces its older version.

        Args:
            sources: Files, as `ReaderPool.find` finds them; an error is passed on.
            names: By path, what each is known by; the path itself where it is not in it.
            by_name: Known by the person's name as it was read, where that is known.
            again: Add also what was forgotten.
            limits: How much reading a file may take.
        """
        how = Adding(self._store, self._keep, names or {}, by_name, again)
        yield from how.add(sources, limits)

    def _keep(self, name: str, resume: Resume) -> None:
        self._put(resume_document(name, resume, self.encoder))

    def add_posting(
        self,
        source: PostingLike,
        name: str | None = None,
        *,
        again: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Added:
        """Keep a posting, to be suggested for résumés.

        Args:
            source: A Posting, a path, the bytes of a file, or an open binary file.
            name: What it is known by; its source unless given.
            again: Keep it also where it was forgotten.
            limits: How much reading the file may take.

        Raises:
            InputError: It cannot be read.
        """
        with ReaderPool(limits=limits) as pool:
            posting = source if isinstance(source, Posting) else pool.read_posting(source)
        name = name or posting.source
        before = self._store.known("posting", name)
        if before == (posting.sha256, READER_VERSION):
            return Added(posting.source, name, "unchanged")
        day = "" if again else forgotten_on(self._store, posting.sha256)
        if day:
            return Added(posting.source, name, "forgotten", forgotten=day)
        self._put(posting_document(name, self.scorer.prepare(posting)))
        return Added(posting.source, name, "replaced" if before else "added")

    def _put(self, document: StoredDocument) -> None:
        with self._store.writing():
            self._see_model(self.encoder.identity)  # another process may have been first
            self._store.model = self.encoder.identity
            self._store.put(document)
            self._store.exhume(tombstone(document.sha256))

    def forget(self, names: Iterable[str]) -> list[str]:
        """Take documents out so that no byte of them is left, but for a hash of the file's hash.

        Returns:
            The names that were there.

        Raises:
            IndexStoreError: Another process reads the index: the documents are out, and their
                bytes go with the next `check --compact`.
        """
        self._cache = self._people = None
        return forgetting.forget(self._store, names)

    def copies(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Of documents, by name, under which other names the same file is kept.

        Forgetting one of them leaves the others; those that are named too are left out.
        """
        return forgetting.copies(self._store, names)

    def same_person(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Of résumés, by name, under which other names more of the same person is kept.

        Two are of one person by e-mail address, phone number, or name and two roles. The newest
        comes first; the same file under another name (`copies`), what is named too and what is
        damaged are left out.
        """
        return self._known_people().same_person(names)

    def _known_people(self) -> People:
        generation = self._store.generation
        if self._people is None or self._people[0] != generation:
            self._people = generation, People(self._store)
        return self._people[1]

    def compact(self) -> None:
        """Leave no byte of what was forgotten in any file of the index.

        Raises:
            IndexStoreError: Another process reads it, or the cache's folder is a link.
        """
        forgetting.compact(self._store)

    def prepare(self, progress: Callable[[int], None] | None = None) -> None:
        """Make what of the cache is missing, which the next search or ranking would do.

        Args:
            progress: Told now and then how many résumés are done.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        generation = self._store.generation
        cached = self._cache
        if cached is None or cached[0] != generation or not cached[1].is_unchanged:
            made = load_cache(self._store, self._encoded, keep=self._keeps_cache, progress=progress)
            self._cache = generation, made

    # Reading

    def entries(self, kind: str = "resume", before: Iterable[Entry] = ()) -> Iterator[Entry]:
        """What is kept, by name: unchecked, so that what is damaged can be seen and forgotten.

        Args:
            kind: resume or posting.
            before: Entries of an earlier moment: whose they are is not looked up again.
        """
        known = {(one.name, one.sha256): one.candidate for one in before if one.kind == kind}
        people = self._store.people(known) if kind == "resume" else ()
        found = known | {(name, sha): person and person.name for name, sha, person in people}
        for name, sha256, added in self._store.names(kind):
            yield Entry(kind, name, sha256, added, found.get((name, sha256)) or None)

    def resumes(self) -> Iterator[Resume]:
        """Every résumé that is kept, by name, one at a time."""
        for document in self._store.documents("resume"):
            yield document.decoded(Resume, self._folder)

    def resume(self, name: str) -> Resume | None:
        """The résumé that is kept under a name, or None.

        Raises:
            IndexDamagedError: It is not what was written.
        """
        document = self._store.document("resume", name)
        return None if document is None else document.decoded(Resume, self._folder)

    def rank(
        self,
        posting: PostingLike,
        *,
        top: int | None = None,
        stages: Stages = STAGES,
        exhaustive: bool = False,
        as_of: str | date | None = None,
        anonymize: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Ranking:
        """The kept résumés for a posting, best first: the same numbers as `match`.

        Args:
            posting: A Posting, a path, the bytes of a file, or an open binary file.
            top: How many; all that are scored unless given.
            stages: How many are rated, and scored where `top` is not given.
            exhaustive: Rate all, whatever vectors say, and without `top` score them.
            as_of: YYYY-MM-DD, the day that "present" means; today unless given.
            anonymize: Mask the person in every résumé at equal length; scores stay the same.
            progress: Told now and then how many are done.

        Raises:
            InputError: The posting cannot be read. A résumé that holds nothing to score is listed
                in `failed`.
            IndexDamagedError: A document is not what was written.
        """
        if not isinstance(posting, Posting):
            with ReaderPool() as pool:
                posting = pool.read_posting(posting)
        prepared, day = self.scorer.prepare(posting), day_of(as_of)
        plan = stages.plan(len(self), top, exhaustive=exhaustive)
        every = plan.listed >= plan.kept
        with self._store.reading() if every else self._passages() as cache:
            kept = KeptPool(self._store, cache, self.scorer, day, anonymize=anonymize)
            # Somebody may have written since they were counted.
            plan = stages.plan(len(kept), len(kept) if every else top, exhaustive=exhaustive)
            return rank_pool(kept, prepared, self.scorer, as_of=day, plan=plan, progress=progress)

    def suggest(
        self,
        resume: Resume,
        *,
        top: int | None = None,
        as_of: str | date | None = None,
        failed: Callable[[str, FitscoreError], None] | None = None,
    ) -> list[Match]:
        """The kept postings that a résumé fits best, with the same evidence as `match`.

        Args:
            resume: The résumé.
            top: How many; all unless given.
            as_of: YYYY-MM-DD, the day that "present" means; today unless given.
            failed: Told which posting it cannot be scored for, and why; that one is left out.

        Raises:
            InputError, ConfigError: There are postings, and it can be scored for none.
            IndexDamagedError: A document is not what was written.
        """
        problems: dict[str, FitscoreError] = {}
        each = list(self._look_at_postings(resume, day_of(as_of), problems))
        found = [look for look in each if isinstance(look, Match)]
        looks = [look for look in each if isinstance(look, FirstLook)]
        weights = self.scorer.weights
        looks.sort(key=lambda look: (look.knocked_out(weights), -look.fit))
        for number, look in enumerate(looks):
            try:
                found.append(
                    self.scorer.conclude(
                        look, estimate=self.scorer.looks_twice and number >= SHORTLIST
                    )
                )
            except InputError as error:
                problems[look.prepared.posting.source] = error
        if problems and not found:
            raise next(iter(problems.values()))
        if failed is not None:
            for name, problem in problems.items():
                failed(name, problem)
        found.sort(key=lambda match: (*sort_key(match), match.posting.source))
        return found[:top]

    def _look_at_postings(
        self, resume: Resume, as_of: str, problems: dict[str, FitscoreError]
    ) -> Iterator[FirstLook | Match]:
        """A first look at a résumé for each kept posting, and why there is none for some."""
        encoder = RememberingEncoder(self.encoder)
        for document in self._store.documents("posting"):
            for item in document.texts:
                encoder.remember(item.text, item.vector)
            posting = document.decoded(Posting, self._folder)
            try:
                prepared = self.scorer.prepare(posting, encoder=encoder)
                yield self.scorer.look(resume, prepared, as_of=as_of, encoder=encoder)
            except (InputError, ConfigError) as error:
                problems[document.name] = error

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        section: str | None = None,
        years: float | None = None,
        credential: str | None = None,
        as_of: str | date | None = None,
        anonymize: bool = False,
    ) -> list[Hit]:
        """The statements of all résumés that come nearest to a query.

        Args:
            query: Words, as one would say them.
            top: How many.
            section: Only statements of this section of a résumé.
            years: Only people with so many years in dated roles.
            credential: Only people who name this credential.
            as_of: The day that "present" means, for `years`.
            anonymize: Mask the person in what is quoted, and say no name, neither of the file.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        vector = self.encoder.encode([query])[0]
        filters = Filters(section, years, credential, day_of(as_of))
        with self._passages() as cache:
            by_name = partial(self._store.document, "resume")
            others = None if anonymize else self._known_people().others
            return nearest(cache, vector, top, filters, by_name, self._folder, others)

    def _encoded(self, document: StoredDocument) -> EncodedResume:
        return encoded_resume(document, lambda: self.encoder, self._folder)

    @contextmanager
    def _passages(self) -> Iterator[Cache]:
        """All that is kept as arrays, in a view of one moment."""
        self.prepare()
        with self._store.reading():
            cached = self._cache
            same = cached is not None and self._store.generation == cached[0]
            if cached is None or not same or not cached[1].is_unchanged:
                # Somebody wrote meanwhile.
                yield load_cache(self._store, self._encoded, keep=False)
            else:
                yield cached[1]

    # Keeping it sound

    def outdated(self) -> list[str]:
        """What an older version of fitscore read: `add` reads it anew where the file is there."""
        return self._store.read_before(READER_VERSION)

    def check(self) -> list[str]:
        """What is wrong with the index; nothing where all is as it was written."""
        problems = self._store.problems()
        if self._store.is_unfinished:
            problems.append(forgetting.UNFINISHED)
        try:
            self._store.check_account()
            for kind in forgetting.KINDS:
                for document in self._store.documents(kind):
                    for item in document.texts:
                        length = float(np.linalg.norm(item.vector))
                        if not 0.99 < length < 1.01:
                            problems.append(f"{document.name}: a vector has length {length:.3f}")
            load_cache(self._store, self._encoded)
        except IndexDamagedError as error:
            problems.append(error.problem)
        return problems

    def rebuild(self, model: str | None = None) -> int:
        """Make the cache anew; with a model, encode every text with it, in one transaction.

        Returns:
            How many documents were encoded.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        done = 0
        if model is not None:
            encoder = load_encoder(model, self._notice)
            self._store.width = None
            with self._store.writing():
                for kind in forgetting.KINDS:
                    for name, _, _ in self._store.names(kind):
                        document = self._store.document(kind, name)
                        if document is None:  # pragma: no cover - it was listed in this transaction
                            continue
                        vectors = encoder.encode([item.text for item in document.texts])
                        pairs = zip(document.texts, vectors, strict=True)
                        texts = tuple(replace(item, vector=vector) for item, vector in pairs)
                        self._store.put(replace(document, texts=texts))
                        done += 1
                self._store.model = encoder.identity
            self._scorer, self._cache = None, None
            self._use(encoder)
        drop_stale(self._store, every=True)
        load_cache(self._store, self._encoded)
        return done
