"""What the parent and a worker say to each other: typed JSON behind its length.

A worker reads files from strangers and is not trusted: its answers are decoded into the types
below and nothing else.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TypeVar

import msgspec

import fitscore.errors
from fitscore.documents import Limits
from fitscore.errors import InputError, UnreadableError
from fitscore.text.clean import printable
from fitscore.types import Mail, Pages, Posting, Resume

_LENGTH = struct.Struct(">Q")
_LONGEST = 1 << 30
_LONGEST_CLAUSE = 1_000  # characters of what is wrong with a file, which may quote it
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read; its bytes follow the message.

    Attributes:
        task: `resume`, `pages`, `posting`, `unpack` or `table`.
        name: What the file is called in messages.
        size: How many bytes follow.
        limits: How much it may take.
        reader: File of a trained reader, or None for the one that ships.
        mail: What it was attached to.
    """

    task: str
    name: str
    size: int
    limits: Limits
    reader: str | None = None
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """An error of `fitscore.errors`, by the name of its class."""

    kind: str
    source: str
    problem: str
    remedy: str


def problem_of(error: InputError) -> Problem:
    """What is sent of an error."""
    return Problem(type(error).__name__, error.source, error.problem, error.remedy)


def error_of(problem: Problem, name: str) -> InputError:
    """The error that a worker tells of.

    It can name none but those of reading, of this file, in a line.

    Args:
        problem: As it was told.
        name: Of the file.
    """
    kind = getattr(fitscore.errors, problem.kind, UnreadableError)
    if not (isinstance(kind, type) and issubclass(kind, InputError)):
        kind = UnreadableError
    said = (printable(text)[:_LONGEST_CLAUSE] for text in (problem.problem, problem.remedy))
    return kind(name, *said)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was in another one; its bytes follow the message.

    Attributes:
        name: `archive.zip/inner.pdf`.
        size: How many bytes follow for it.
        mail: What it was attached to.
        problem: Why it cannot be taken out.
    """

    name: str
    size: int = 0
    mail: Mail | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a file, or with `page` how far it is: one of the seven.

    Attributes:
        page: Number of the page that is recognised next, and how many there are.
    """

    resume: Resume | None = None
    posting: Posting | None = None
    packed: tuple[Packed, ...] | None = None
    table: tuple[tuple[str, ...], ...] | None = None
    pages: Pages | None = None
    problem: Problem | None = None
    page: tuple[int, int] | None = None


def send(stream: IO[bytes], message: Request | Answer, data: bytes = b"") -> None:
    """Write a message, and the bytes that follow it.

    Raises:
        OSError: The other side is gone.
    """
    body = msgspec.json.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[T]) -> T | None:
    """The next message, or None where the other side is gone.

    Raises:
        msgspec.MsgspecError, ValueError, RecursionError: It is no message of this kind.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        return None
    body = stream.read(length)
    return msgspec.json.decode(body, type=kind) if len(body) == length else None
