"""A worker that misbehaves as the first word of its file says, to test what its parent does."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import time
from pathlib import Path

import msgspec

from fitscore.isolation import worker
from fitscore.isolation.messages import Answer, Packed, Request
from fitscore.types import Bullet, Resume, Section

ANSWERS = (b"babble", b"deep", b"forge")


def misbehave(request: Request, data: bytes) -> Answer:
    """Do what the file asks for; anything else is read."""
    order, _, rest = data.partition(b" ")
    if order == b"segfault":
        ctypes.string_at(0)
    elif order == b"hang":
        while True:
            pass
    elif order == b"sleep":
        time.sleep(600)
    elif order == b"allocate":
        flood = [bytearray(64 << 20) for _ in range(64)]
        data = data[: len(flood)]
    elif order == b"fork":
        child = os.fork()
        if child:
            Path(rest.decode()).write_text(str(child))
        time.sleep(600)
    elif order == b"exit":
        os._exit(3)
    elif order in ANSWERS:
        os.write(answers, forged(request, data, order))
        time.sleep(600)
    return read(request, data)


def forged(request: Request, data: bytes, order: bytes) -> bytes:
    """No message; one nested without end; a résumé of which a statement lies beyond its text."""
    if order == b"babble":
        return b"\x00" * 7 + b"\x05hello"
    if order == b"deep":
        body = b'{"posting":' + b'{"any_of":[' * 100_000
        return len(body).to_bytes(8, "big") + body
    text = "Filed the papers."
    bullet = Bullet("b1", text, 0, 99 * len(text), 1, Section.EXPERIENCE)
    sha256 = hashlib.sha256(data).hexdigest()
    return framed(Answer(resume=Resume(request.name, sha256, text, (bullet,))))


def unpack(_: Request, data: bytes) -> tuple[Answer, bytes]:
    """Claim what is not so of the files in a file."""
    order = data.partition(b" ")[0]
    while order == b"endless":
        os.write(answers, framed(Answer(page=(1, 2))))
    names = ["somebody/else.pdf"] if order == b"another" else []
    return Answer(packed=tuple(Packed(name, 3) for name in names)), b"abc"


def framed(answer: Answer) -> bytes:
    body = msgspec.json.encode(answer)
    return len(body).to_bytes(8, "big") + body


read = worker.read
worker.read = misbehave
worker._unpacked = unpack
answers = os.dup(1)
if __name__ == "__main__":
    sys.exit(worker.main())
