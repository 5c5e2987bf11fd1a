"""A worker that misbehaves as the first word of its file says, to test what its parent does."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from fitscore.isolation import worker
from fitscore.isolation.messages import Answer, Request


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


read = worker.read
worker.read = misbehave
answers = os.dup(1)
if __name__ == "__main__":
    sys.exit(worker.main())
