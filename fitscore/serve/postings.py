"""Postings as they come and as they are edited: files, pasted text, `fitscore.posting/1`."""

from __future__ import annotations

from fitscore.documents import DEFAULT_LIMITS, Limits, Member
from fitscore.documents.containers import may_be_container
from fitscore.errors import InputError, LimitError, PostingFileError, UnreadableError
from fitscore.isolation import ReaderPool
from fitscore.isolation.checking import requirements_in
from fitscore.posting import posting_from_json
from fitscore.schema import PostingObject, to_json
from fitscore.scoring.weights import DEFAULT_WEIGHTS
from fitscore.serve.kept import PostingVersion
from fitscore.serve.store import Store
from fitscore.types import Posting

PASTED = "pasted text"
_LONGEST_NAME = 200  # characters


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Posting:
    """A posting from the bytes of a file; of an archive or a mail the one that is in it.

    Raises:
        InputError: It cannot be read, or holds several files.
    """
    with ReaderPool(limits=limits) as pool:
        inside = pool.unpack(data, name) if may_be_container(data) else [Member(name, data)]
        if len(inside) > 1:
            raise UnreadableError(
                name,
                f"this archive or mail holds {len(inside)} files",
                "give the one that is meant",
            )
        if isinstance(inside[0], InputError):
            raise inside[0]
        return pool.read_posting(inside[0])


def body_of(posting: Posting) -> bytes:
    """A posting as it is kept."""
    return to_json(PostingObject.of(posting)).encode()


def edited(value: PostingObject, name: str, limits: Limits = DEFAULT_LIMITS) -> Posting:
    """A posting as somebody edited it.

    Raises:
        PostingFileError: Something in it does not fit, or nothing weighs.
        LimitError: It is longer, or asks more, than a posting that is read may.
    """
    posting = posting_from_json(to_json(value).encode(), name)
    for what, count, most in (
        ("characters", len(posting.text), limits.characters),
        ("requirements", requirements_in(posting), limits.requirements),
    ):
        if count > most:
            raise LimitError(name, f"it has {count:,} {what}, more than {most:,}", "shorten it")
    if not any(map(DEFAULT_WEIGHTS.weight_of, posting.requirements)):
        raise PostingFileError(
            name,
            "nothing in it weighs in the fit",
            "give one requirement at least a weight, and no knock-out",
        )
    return posting


def posting_of(kept: PostingVersion) -> Posting:
    """The posting of a version."""
    return posting_from_json(kept.body, kept.name)


def add(store: Store, posting: Posting, who: str, name: str = "") -> PostingVersion:
    """Keep a posting, under its title where it is not named."""
    shown = (name or posting.title or posting.source)[:_LONGEST_NAME]
    return store.add_posting(shown, body_of(posting), who)
