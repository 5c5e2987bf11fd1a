"""What the parent and a worker say to each other: typed JSON behind its length.

A worker reads files from strangers and is not trusted: its answers are decoded into the types
below and nothing else.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TypeVar

import msgspec

from fitscore.documents import Limits
from fitscore.types import Posting, Resume

_LENGTH = struct.Struct(">Q")
_LONGEST = 1 << 30
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read; its bytes follow the message.

    Attributes:
        task: `resume` or `posting`.
        name: What the file is called in messages.
        size: How many bytes follow.
        reader: File of a trained reader, or None for the one that ships.
    """

    task: str
    name: str
    size: int
    limits: Limits
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """An error of `fitscore.errors`, by the name of its class."""

    kind: str
    source: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a file: one of the three."""

    resume: Resume | None = None
    posting: Posting | None = None
    problem: Problem | None = None


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
        msgspec.MsgspecError: It is no message of this kind.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        return None
    body = stream.read(length)
    return msgspec.json.decode(body, type=kind) if len(body) == length else None
