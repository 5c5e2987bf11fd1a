"""Résumés and postings as an index keeps them: what was read, and the vectors of its texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import numpy as np

from fitscore.encoding import Encoder
from fitscore.encoding.protocol import Vectors
from fitscore.errors import IndexDamagedError
from fitscore.isolation.checking import holds_posting, holds_resume
from fitscore.scoring.passages import EncodedResume, degree_texts, passages_of
from fitscore.scoring.prepared import Prepared
from fitscore.text.credentials import credentials
from fitscore.types import Candidate, Posting, Resume
from fitscore.version import READER_VERSION

T = TypeVar("T", Resume, Posting)
FIRST_READER = 1  # the only one that was not told in a document's checksum


class _Known(msgspec.Struct):
    """Of a Resume, as it is kept, what is read of it here."""

    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text that was encoded, and where it stands."""

    kind: str
    text: str
    vector: Vectors
    section: str | None = None
    role: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A résumé or a posting as it is kept.

    Attributes:
        kind: resume or posting.
        name: What it is known by: one document of a kind has it.
        sha256: Of the file's bytes.
        added: When, in UTC.
        body: The Resume or Posting, as JSON.
        reader: The version of the reader that made it (`READER_VERSION`).
    """

    kind: str
    name: str
    sha256: str
    added: str
    body: bytes
    texts: tuple[StoredText, ...]
    credentials: tuple[str, ...] = ()
    roles: tuple[tuple[str, str | None, str | None, str | None], ...] = ()
    reader: int = READER_VERSION

    @property
    def checksum(self) -> bytes:
        """Over everything that is kept of it."""
        texts = [
            (item.kind, item.text, item.section, item.role, item.start, item.end, item.page)
            for item in self.texts
        ]
        reader = [] if self.reader == FIRST_READER else [self.reader]
        facts = [
            (self.kind, self.name, self.sha256, self.added, *reader),
            texts,
            sorted(self.credentials),
            sorted(self.roles, key=lambda role: role[0]),
        ]
        encoded = msgspec.json.encode(facts)
        vectors = [np.asarray(item.vector, dtype="<f4").tobytes() for item in self.texts]
        # Lengths first: nothing can move from one part into the next.
        lengths = [len(data).to_bytes(8, "little") for data in (encoded, self.body, *vectors)]
        return hashlib.sha256(b"".join([*lengths, encoded, self.body, *vectors])).digest()

    @property
    def is_outdated(self) -> bool:
        """Whether an older reader made it."""
        return self.reader < READER_VERSION

    def decoded(self, of: type[T], folder: str) -> T:
        """What was read.

        Raises:
            IndexDamagedError: It is none, or its parts do not fit its text: the checksum says that
                of no index that we wrote.
        """
        try:
            found = msgspec.json.decode(self.body, type=of)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise IndexDamagedError(folder, f"{self.name} is not what was written") from error
        holds = holds_resume(found) if isinstance(found, Resume) else holds_posting(found)
        if not holds:
            raise IndexDamagedError(folder, f"the parts of {self.name} do not fit its text")
        return found


def candidate_of(body: bytes) -> Candidate | None:
    """Who a kept résumé is from; None where that is not known or cannot be read.

    The body is not compared with its checksum, which covers every vector too and takes ten times as
    long: for what is listed, and to find what is then read as a whole.
    """
    try:
        return msgspec.json.decode(body, type=_Known).candidate
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # nested as deep as one likes
        return None


def resume_document(name: str, resume: Resume, encoder: Encoder) -> StoredDocument:
    """A résumé to be kept, its texts encoded."""
    items, degrees = passages_of(resume), degree_texts(resume.education)
    vectors = encoder.encode([*(item.text for item in items), *degrees])
    texts = [
        StoredText(
            "passage",
            item.text,
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
        now(),
        msgspec.json.encode(resume),
        tuple(texts),
        tuple(sorted(_credential_names(resume))),
        tuple(sorted((r.id, r.title, r.from_, r.to) for r in resume.roles)),
    )


def _credential_names(resume: Resume) -> set[str]:
    """Names of certificates as they are written, and the short names of known ones in them."""
    written = {item.name for item in resume.credentials}
    known = {name for name, pattern in credentials() if any(map(pattern.search, written))}
    return written | known


def posting_document(name: str, prepared: Prepared) -> StoredDocument:
    """A posting to be kept."""
    posting, rows = prepared.posting, prepared.requirements
    texts = tuple(
        StoredText("requirement" if index < rows.count else "part", item.text, vector)
        for index, (item, vector) in enumerate(zip(rows.requirements, rows.vectors, strict=True))
    )
    body = msgspec.json.encode(posting)
    return StoredDocument("posting", name, posting.sha256, now(), body, texts)


def encoded_resume(
    document: StoredDocument, encoder: Callable[[], Encoder], folder: str
) -> EncodedResume:
    """A kept résumé with the vectors that are kept.

    Args:
        document: As it is kept.
        encoder: Gives the index's encoder, where a text of it must be encoded.
        folder: Of the index, for messages.

    Raises:
        IndexDamagedError: It is not what was written.
    """
    resume = document.decoded(Resume, folder)
    passages = passages_of(resume)
    texts = [*(item.text for item in passages), *degree_texts(resume.education)]
    known = {item.text: item.vector for item in document.texts}
    # Another version may have read other passages of it: those are encoded now.
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(zip(new, encoder().encode(new), strict=True))
    rows = np.stack([known[text] for text in texts]) if texts else np.zeros((0, 0), np.float32)
    count = len(passages)
    return EncodedResume(resume, passages, rows[:count], rows[count:])


def now() -> str:
    """This moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="seconds")
