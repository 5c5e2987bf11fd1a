"""An index of résumés: add once, rank and search later."""

from __future__ import annotations

import hashlib
import os
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.encoding import DEFAULT_MODEL, Encoder, RememberingEncoder, load_encoder
from fitscore.errors import IndexDamagedError, IndexStoreError, InputError
from fitscore.evidence import Source, described, passages_of
from fitscore.index.cache import Cache, Shard, drop_stale, load_cache
from fitscore.index.shortlist import RATED, SHORTLIST, first_guesses
from fitscore.index.store import Store, StoredDocument, StoredText
from fitscore.isolation import ReaderPool
from fitscore.matching import PostingLike, Prepared, Ratings, Scorer
from fitscore.ranking import place_of, ranking_of
from fitscore.resume import anonymized, covered, today
from fitscore.types import Failure, Identity, Match, Posting, Ranking, Resume, Status

T = TypeVar("T", Resume, Posting)
Rated = tuple[str, tuple[bool, float]]  # a name, and a place that it does not surpass

_MARGIN = 0.01  # points of fit that a rating may be off
_TOGETHER = 2048  # résumés at most that are rated in one go
_SPARE = 64  # rows that are looked at beyond those asked for: FAISS rounds otherwise


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a file.

    Attributes:
        name: What it is known by in the index.
        outcome: added, replaced, unchanged, forgotten (and not added again) or failed.
        error: Why, where it failed.
    """

    name: str
    outcome: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is kept: resume or posting."""

    kind: str
    name: str
    sha256: str
    added: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that comes near a query.

    Attributes:
        name: Of the résumé in the index.
        candidate: The person's name where it is known.
        similarity: Cosine with the query.
    """

    name: str
    candidate: str | None
    quote: str
    start: int
    end: int
    page: int
    section: str
    similarity: float


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
    ) -> None:
        """Open an index.

        Args:
            folder: Where it is.
            create: Make it where there is none.
            encoder: One's own, in place of the model that the index names.
            scorer: Decides in `rank` and `suggest`; one with the shipped decision unless given.
            notice: Told in one line when something that takes long begins.

        Raises:
            IndexStoreError: There is none, it cannot be used, or it was made with another model.
            IndexDamagedError: It is not what was written.
        """
        self._store = Store(Path(folder), create=create)
        self._encoder = encoder or (scorer.encoder if scorer is not None else None)
        self._scorer = scorer
        self._notice = notice
        self._cache: tuple[int, Cache] | None = None
        try:
            self._store.check_account()
            if self._encoder is not None:
                self._see_model(self._encoder.identity)
        except BaseException:
            self._store.close()
            raise

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = False, model: str | None = None) -> Self:
        """An index with the model that it names, or for a new one the default or `model`."""
        index = cls(folder, create=create)
        if model is not None:
            index._encoder = load_encoder(model)
            index._see_model(index._encoder.identity)
        return index

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

    @property
    def model(self) -> Identity | None:
        """The model of its vectors; None while nothing is kept."""
        return self._store.model

    def _see_model(self, identity: Identity) -> None:
        kept = self._store.model
        if kept is not None and kept.sha256 != identity.sha256:
            raise IndexStoreError(
                str(self._store.folder),
                f"it was made with {kept.name} ({kept.sha256[:12]}), not with {identity.name} "
                f"({identity.sha256[:12]})",
                f"use --model {kept.name}, or encode it anew with `index rebuild --model`",
            )

    @property
    def encoder(self) -> Encoder:
        """The encoder of its model, loaded when it is first needed."""
        if self._encoder is None:
            kept = self._store.model
            encoder = load_encoder(kept.name if kept else DEFAULT_MODEL, self._notice)
            self._see_model(encoder.identity)
            self._encoder = encoder
        return self._encoder

    @property
    def scorer(self) -> Scorer:
        """What decides."""
        if self._scorer is None:
            self._scorer = Scorer(encoder=self.encoder)
        return self._scorer

    # Adding and forgetting

    def add(
        self,
        sources: Iterable[str | Path],
        *,
        names: dict[str, str] | None = None,
        by_name: bool = False,
        again: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Iterator[Added]:
        """Keep résumés, each in a transaction of its own; what was acknowledged stays.

        A file that is kept already is not read again; a changed one replaces its older version.

        Args:
            sources: Files.
            names: By path, what each is known by; the path itself where it is not in it.
            by_name: Known by the person's name as it was read, where that is known.
            again: Add also what was forgotten.
            limits: How much reading a file may take.
        """
        waiting: deque[tuple[str, Added | None]] = deque()  # names, and what is known unread

        def unread() -> Iterator[str]:
            for source in sources:
                path = str(source)
                name = (names or {}).get(path, path)
                known = self._without_reading(path, name, by_name=by_name, again=again)
                waiting.append((name, known))
                if known is None:
                    yield path

        with ReaderPool.for_batch(limits) as pool:
            # Files are read a few ahead, while this process encodes and writes.
            for found in pool.read_resumes(unread()):
                while (known := waiting[0][1]) is not None:
                    yield known
                    waiting.popleft()
                name, _ = waiting.popleft()
                yield self._add_read(found, name, by_name=by_name)
            yield from (known for _, known in waiting if known is not None)

    def _without_reading(self, path: str, name: str, *, by_name: bool, again: bool) -> Added | None:
        """What comes of a file that needs no reading; None of one that does."""
        try:
            with Path(path).open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return Added(name, "failed", f"{path}: it cannot be read ({error.strerror})")
        if not by_name and self._store.known("resume", name) == sha256:
            return Added(name, "unchanged")
        if not again and self._store.buried(_tombstone(sha256)):
            return Added(name, "forgotten")
        return None

    def _add_read(self, found: Resume | InputError, name: str, *, by_name: bool) -> Added:
        if isinstance(found, InputError):
            return Added(name, "failed", str(found))
        if by_name and found.candidate is not None and found.candidate.name:
            name = found.candidate.name
        before = self._store.known("resume", name)
        if before == found.sha256:
            return Added(name, "unchanged")
        self._put(self._resume_document(name, found))
        return Added(name, "replaced" if before else "added")

    def add_posting(self, source: PostingLike, name: str | None = None) -> Added:
        """Keep a posting, to be suggested for résumés.

        Raises:
            InputError: It cannot be read.
        """
        with ReaderPool.for_batch() as pool:
            posting = source if isinstance(source, Posting) else pool.read_posting(source)
        name = name or posting.source
        before = self._store.known("posting", name)
        if before == posting.sha256:
            return Added(name, "unchanged")
        prepared = self.scorer.prepare(posting)
        asked = len(posting.requirements)
        texts = tuple(
            StoredText("requirement" if index < asked else "part", item.text, vector)
            for index, (item, vector) in enumerate(
                zip(prepared.asked.requirements, prepared.asked.vectors, strict=True)
            )
        )
        body = msgspec.json.encode(posting)
        self._put(StoredDocument("posting", name, posting.sha256, _now(), body, texts))
        return Added(name, "replaced" if before else "added")

    def _resume_document(self, name: str, resume: Resume) -> StoredDocument:
        items = passages_of(resume).items
        degrees = described(resume.education)
        vectors = self.encoder.encode([*(item.encodable for item in items), *degrees])
        texts = [
            StoredText(
                "passage",
                item.encodable,
                vector,
                item.section.value,
                item.role,
                item.start,
                item.end,
                item.page,
            )
            for item, vector in zip(items, vectors[: len(items)], strict=True)
        ]
        texts += [
            StoredText("education", text, vector)
            for text, vector in zip(degrees, vectors[len(items) :], strict=True)
        ]
        return StoredDocument(
            "resume",
            name,
            resume.sha256,
            _now(),
            msgspec.json.encode(resume),
            tuple(texts),
            tuple(sorted({item.name for item in resume.credentials})),
            tuple(sorted((r.id, r.title, r.from_, r.to) for r in resume.roles)),
        )

    def _put(self, document: StoredDocument) -> None:
        with self._store.writing():
            self._see_model(self.encoder.identity)  # another process may have been first
            self._store.model = self.encoder.identity
            self._store.put(document)
            self._store.exhume(_tombstone(document.sha256))

    def forget(self, names: Iterable[str]) -> list[str]:
        """Take documents out so that no byte of them is left, but for a hash of the file's hash.

        Returns:
            The names that were there.

        Raises:
            IndexStoreError: Another process reads the index: the documents are out, and their
                bytes go with the next `check --compact`.
        """
        found = []
        with self._store.writing():
            for name in names:
                for kind in ("resume", "posting"):
                    sha256 = self._store.known(kind, name)
                    if sha256 is not None and self._store.remove(kind, name):
                        self._store.bury(_tombstone(sha256), _now())
                        found.append(name)
        self._cache = None
        if found:
            self.compact()
        return found

    def compact(self) -> None:
        """Leave no byte of what was forgotten in any file of the index."""
        drop_stale(self._store)
        self._store.compact()

    def prepare(self, progress: Callable[[int], None] | None = None) -> None:
        """Make what of the cache is missing, which the next search or ranking would do.

        Args:
            progress: Told now and then how many résumés are done.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        generation = self._store.generation
        if self._cache is None or self._cache[0] != generation:
            self._cache = generation, load_cache(self._store, self._shows, progress=progress)

    # Reading

    def entries(self, kind: str = "resume") -> Iterator[Entry]:
        """What is kept, by name."""
        for name, sha256, added in self._store.names(kind):
            yield Entry(kind, name, sha256, added)

    def resumes(self) -> Iterator[Resume]:
        """Every résumé that is kept, by name, one at a time."""
        for document in self._store.documents("resume"):
            yield self._decoded(document, Resume)

    def _decoded(self, document: StoredDocument, of: type[T]) -> T:
        try:
            return msgspec.json.decode(document.body, type=of)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            folder = str(self._store.folder)
            raise IndexDamagedError(folder, f"{document.name} is not what was written") from error

    def _remembered(self, document: StoredDocument) -> RememberingEncoder:
        known = {item.text: item.vector for item in document.texts}
        return RememberingEncoder(self.encoder, known)

    def rank(
        self,
        posting: PostingLike,
        *,
        top: int | None = None,
        shortlist: int = SHORTLIST,
        exhaustive: bool = False,
        as_of: str | None = None,
        anonymize: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Ranking:
        """The kept résumés for a posting, best first: the same numbers as `match`.

        Args:
            posting: A Posting, a path, the bytes of a file, or an open binary file.
            top: How many; all that are scored unless given.
            shortlist: How many are scored where more are kept: those that are rated best of five
                times as many, which vectors put first.
            exhaustive: Rate all, whatever vectors say, and without `top` score them.
            as_of: YYYY-MM-DD, the day that "present" means; today unless given.
            anonymize: Mask the person in every résumé at equal length; scores stay the same.
            progress: Told after each résumé how many are done.

        Raises:
            InputError: The posting cannot be read. A résumé that holds nothing to score is listed
                in `failed`.
            IndexDamagedError: A document is not what was written.
        """
        if not isinstance(posting, Posting):
            with ReaderPool() as pool:
                posting = pool.read_posting(posting)
        prepared = self.scorer.prepare(posting)
        day = as_of or today()
        failed: list[Failure] = []
        score = partial(
            self._match, prepared=prepared, as_of=day, failed=failed, anonymize=anonymize
        )
        kept = sum(1 for _ in self._store.names("resume"))
        if top is None and (exhaustive or kept <= shortlist):
            with self._store.reading():
                names = [name for name, _, _ in self._store.names("resume")]
                matches = _scored(names, score, progress)
        else:
            with self._passages() as cache:
                count = max(shortlist, top or 0)
                which = np.arange(len(cache))
                if not exhaustive and len(cache) > RATED * count:
                    guesses = first_guesses(self.scorer, prepared, cache)
                    which = np.sort(np.argsort(-guesses, kind="stable")[: RATED * count])
                told = progress if top is not None else None
                rated = self._rated(cache, which, prepared, day, told)
                if top is None:
                    matches = _scored([name for name, _ in rated[:count]], score, progress)
                else:
                    matches = _best(rated, score, top)
        ranked = sorted(matches, key=place_of)[:top]
        return ranking_of(posting, self.scorer, day, ranked, failed)

    def _match(
        self,
        name: str,
        prepared: Prepared,
        as_of: str,
        failed: list[Failure],
        *,
        anonymize: bool,
    ) -> Match | None:
        """A kept résumé scored in full; None, and one more that failed, where that cannot be."""
        (document,) = self._store.documents("resume", [name])
        resume = self._decoded(document, Resume)
        try:
            return self.scorer.match_prepared(
                anonymized(resume) if anonymize else resume,
                prepared,
                as_of=as_of,
                encoder=self._remembered(document),
            )
        except InputError as error:
            failed.append(Failure(error.source, Status(error.status), str(error)))
            return None

    def _rated(
        self,
        cache: Cache,
        which: NDArray[np.int64],
        prepared: Prepared,
        as_of: str,
        progress: Callable[[int], None] | None,
    ) -> list[Rated]:
        """Names in the order of about their places, and a place that none of them surpasses.

        Args:
            cache: All that is kept.
            which: Which of it, in order.
            prepared: The posting.
            as_of: YYYY-MM-DD, the day that "present" means.
            progress: Told how many are done.
        """
        names = [cache.names[place] for place in which]
        found: list[tuple[bool, float]] = []
        processors = os.cpu_count() or 1
        together = min(_TOGETHER, -(-len(which) // processors))

        def rate(first: int) -> Ratings:
            shown = cache.take(which[first : first + together])
            return self.scorer.rate(shown, prepared, as_of=as_of)

        # Each of our threads has one of the BLAS: more would wait for each other.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(processors) as pool:
            for ratings in pool.map(rate, range(0, len(which), max(1, together))):
                # Who cannot be scored comes first: `match_prepared` says why.
                fits = np.nan_to_num(ratings.fit, nan=np.inf) + _MARGIN
                found += zip(ratings.knocked_out.tolist(), (-fits).tolist(), strict=True)
                if progress is not None:
                    progress(len(found))
        return sorted(zip(names, found, strict=True), key=lambda one: (one[1], one[0]))

    def suggest(
        self, resume: Resume, *, top: int | None = None, as_of: str | None = None
    ) -> list[Match]:
        """The kept postings that a résumé fits best, with the same evidence as `match`.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        day = as_of or today()
        encoder = RememberingEncoder(self.encoder)
        found = []
        for document in self._store.documents("posting"):
            for item in document.texts:
                encoder.remember(item.text, item.vector)
            prepared = self.scorer.prepare(self._decoded(document, Posting), encoder=encoder)
            found.append(self.scorer.match_prepared(resume, prepared, as_of=day, encoder=encoder))
        found.sort(key=lambda match: (match.knocked_out, -match.fit, match.posting.source))
        return found[:top]

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        section: str | None = None,
        years: float | None = None,
        credential: str | None = None,
        as_of: str | None = None,
    ) -> list[Hit]:
        """The statements of all résumés that come nearest to a query.

        Args:
            query: Words, as one would say them.
            top: How many.
            section: Only statements of this section of a résumé.
            years: Only people with so many years in dated roles.
            credential: Only people who name this credential.
            as_of: The day that "present" means, for `years`.

        Raises:
            IndexDamagedError: A document is not what was written.
        """
        vector = self.encoder.encode([query])[0]
        day = as_of or today()
        with self._passages() as cache:
            hits = []
            for shard in cache.shards:
                rows = _rows(shard, section, years, credential, day)
                for index, position in shard.nearest(vector, top + _SPARE, rows):
                    row = shard.shown.vectors[shard.shown.first_passages[index] + position]
                    # One by one, so that a score does not depend on what else is in the index.
                    similarity = float(np.einsum("d,d->", vector, row))
                    hits.append((-similarity, shard.facts[index].name, position))
            hits.sort()
            documents: dict[str, StoredDocument | None] = {}
            found = []
            for minus, name, position in hits[:top]:
                if name not in documents:
                    documents[name] = self._store.document("resume", name)
                kept = documents[name]
                if kept is not None:  # one view holds both
                    found.append(self._hit(kept, position, -minus))
            return found

    @contextmanager
    def _passages(self) -> Iterator[Cache]:
        """All that is kept as arrays, in a view of one moment."""
        self.prepare()
        with self._store.reading():
            if self._cache is None or self._store.generation != self._cache[0]:
                # Somebody wrote meanwhile.
                yield load_cache(self._store, self._shows, keep=False)
            else:
                yield self._cache[1]

    def _shows(self, document: StoredDocument) -> Source:
        """What a kept résumé shows, with the vectors that are kept."""
        resume = self._decoded(document, Resume)
        passages = passages_of(resume)
        texts = [*passages.texts, *described(resume.education)]
        known = {item.text: item.vector for item in document.texts}
        # Another version may have read other passages of it: those are encoded now.
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self.encoder.encode(new), strict=True))
        rows = np.stack([known[text] for text in texts]) if texts else np.zeros((0, 0), np.float32)
        count = len(passages.items)
        return Source(resume, passages, rows[:count], rows[count:])

    def _hit(self, document: StoredDocument, position: int, similarity: float) -> Hit:
        resume = self._decoded(document, Resume)
        item = document.texts[position]
        start, end = item.start or 0, item.end or 0
        return Hit(
            document.name,
            resume.candidate.name if resume.candidate else None,
            " ".join(resume.text[start:end].split()),
            start,
            end,
            item.page or 1,
            item.section or "",
            similarity,
        )

    # Keeping it sound

    def check(self) -> list[str]:
        """What is wrong with the index; nothing where all is as it was written."""
        problems = self._store.problems()
        try:
            self._store.check_account()
            for kind in ("resume", "posting"):
                for document in self._store.documents(kind):
                    for item in document.texts:
                        length = float(np.linalg.norm(item.vector))
                        if not 0.99 < length < 1.01:
                            problems.append(f"{document.name}: a vector has length {length:.3f}")
            load_cache(self._store, self._shows)
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
            with self._store.writing():
                for kind in ("resume", "posting"):
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
            self._encoder, self._scorer, self._cache = encoder, None, None
        drop_stale(self._store, every=True)
        load_cache(self._store, self._shows)
        return done


def _scored(
    names: Iterable[str],
    score: Callable[[str], Match | None],
    progress: Callable[[int], None] | None,
) -> list[Match]:
    """All of these that can be scored."""
    matches = []
    for done, name in enumerate(names, 1):
        match = score(name)
        matches += [match] if match is not None else []
        if progress is not None:
            progress(done)
    return matches


def _best(rated: Sequence[Rated], score: Callable[[str], Match | None], top: int) -> list[Match]:
    """Scored in the order of their ratings, until no other can surpass the best of them."""
    matches: list[Match] = []
    for name, place in rated:
        if len(matches) >= top and place > place_of(matches[top - 1]):
            break
        match = score(name)
        if match is not None:
            insort(matches, match, key=place_of)
    return matches


def _tombstone(sha256: str) -> str:
    """A hash of the file's hash: it finds the same file again and tells nothing of it."""
    return hashlib.sha256(b"fitscore forgot " + sha256.encode()).hexdigest()


def _named(credential: str, names: Iterable[str]) -> bool:
    return any(credential.casefold() == name.casefold() for name in names)


def _rows(
    shard: Shard, section: str | None, years: float | None, credential: str | None, as_of: str
) -> NDArray[np.bool_] | None:
    """The passages that pass the filters; None for all."""
    if section is None and years is None and credential is None:
        return None
    shown = shard.shown
    able: NDArray[np.bool_] = np.ones(len(shown), dtype=np.bool_)
    if credential is not None:
        able &= [_named(credential, facts.credentials) for facts in shard.facts]
    if years is not None:
        months = shown.months(as_of).tolist()
        spans = pairwise(shown.first_roles.tolist())
        able &= [covered(map(tuple, months[a:b])) / 12 >= years for a, b in spans]
    rows = np.repeat(able, shown.resumes["passages"])
    return rows if section is None else rows & shown.in_section(section)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
