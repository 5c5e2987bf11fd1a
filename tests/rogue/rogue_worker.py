"""A worker that misbehaves as the first word of its file says, to test what its parent does."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

import msgspec

from fitscore.isolation import worker
from fitscore.isolation.messages import Answer, Packed, Request


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
    elif order == b"babble":
        os.write(answers, b"\x00" * 7 + b"\x05hello")
        time.sleep(600)
    return read(request, data)


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
