"""The process that reads: one file after the other, under limits, until its input ends.

It is started by `fitscore.isolation.pool`. Where the system has them, limits of the kernel hold
memory, written files and wall time, so that they hold in the middle of a library's C code too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import IO

from fitscore.documents import Limits, document_from_bytes
from fitscore.documents.recognition import is_installed, page_listener
from fitscore.errors import InputError, LimitError
from fitscore.isolation.messages import Answer, Packed, Request, problem_of, receive, send
from fitscore.types import Document, Pages

_RECOGNITION = 1024  # MiB of address space beside the limit, where text is recognised
_LARGEST_FILE = 256 << 20  # the language tables are unpacked to a temporary file
_GRACE = 2  # seconds that the parent's own clock is given before the kernel's


def main() -> None:
    """Serve requests from standard input on what was standard output."""
    # Whatever a library prints must not run into the answers.
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    if not os.environ.get("FITSCORE_DEBUG"):
        os.dup2(null, 2)
    sys.setrecursionlimit(1_000)
    requests = sys.stdin.buffer
    confined = False
    send(answers, Answer())  # the parent's clock runs from here: starting is not reading
    while (request := receive(requests, Request)) is not None:
        data = requests.read(request.size)
        if not confined:
            _confine(request.limits)
            confined = True
        page_listener.set(partial(_tell_page, answers, request.limits))
        with _deadline(request.limits.seconds):
            answer, following = _answer(request, data)
        send(answers, answer, following)
        if answer.problem is not None and answer.problem.kind == LimitError.__name__:
            return  # memory that ran out once is not trusted again


def _tell_page(answers: IO[bytes], limits: Limits, page: int, pages: int) -> None:
    """Say that a page is recognised next: it has its own time, and more memory from here on."""
    send(answers, Answer(page=(page, pages)))
    alarm = getattr(signal, "alarm", None)
    if alarm is not None:
        alarm(limits.seconds + _GRACE)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(request: Request, data: bytes) -> tuple[Answer, bytes]:
    try:
        if request.task == "unpack":
            return _unpacked(request, data)
        if request.task == "table":
            from fitscore.documents.tables import read_table

            return Answer(table=tuple(map(tuple, read_table(data, request.name)))), b""
        return read(request, data), b""
    except InputError as error:
        return Answer(problem=problem_of(error)), b""
    except MemoryError:
        return _failed(
            request.name,
            f"reading it needs more than {request.limits.memory} MiB of memory",
            "print it to a new PDF, or allow more with --limit memory=MIB",
        )
    except RecursionError:  # in what is told apart before it is read
        return _failed(request.name, "it is nested too deeply", "print it to a new PDF")


def _failed(source: str, problem: str, remedy: str) -> tuple[Answer, bytes]:
    return Answer(problem=problem_of(LimitError(source, problem, remedy))), b""


def read(request: Request, data: bytes) -> Answer:
    """A résumé or a posting, in this process.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return _read(request, data)
    except RecursionError:
        raise LimitError(request.name, "it is nested too deeply", "print it to a new PDF") from None


def _read(request: Request, data: bytes) -> Answer:
    # Imported for the task: a worker that reads postings loads no PDF library.
    if request.task == "resume":
        from fitscore.kinds import check_kind
        from fitscore.resume import load_resume_reader, resume_from_document

        trained = load_resume_reader(request.reader) if request.reader else None
        document = _document(data, request.name, request.limits)
        if not request.limits.any_kind:
            check_kind(document, "resume")
        return Answer(resume=resume_from_document(document, trained, request.mail))
    if request.task == "pages":
        from fitscore.documents.page_images import page_images

        document = _document(data, request.name, request.limits)
        images = page_images(data, document)
        return Answer(pages=Pages(document.sha256, document.text, images))
    from fitscore.posting import load_reader, posting_from_bytes

    reader = load_reader(request.reader) if request.reader else None
    return Answer(posting=posting_from_bytes(data, request.name, request.limits, reader))


@lru_cache(1)  # whoever asks for the pages of a file has just had it read, scans for seconds
def _document(data: bytes, name: str, limits: Limits) -> Document:
    return document_from_bytes(data, name, limits=limits)


def _unpacked(request: Request, data: bytes) -> tuple[Answer, bytes]:
    from fitscore.documents.containers import unpack

    packed, following = [], []
    for item in unpack(data, request.name, request.limits):
        if isinstance(item, InputError):
            packed.append(Packed(item.source, problem=problem_of(item)))
        else:
            packed.append(Packed(item.name, len(item.data), item.mail))
            following.append(item.data)
    return Answer(packed=tuple(packed)), b"".join(following)


def _confine(limits: Limits) -> None:
    """Hold this process to its limits for good, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    memory = limits.memory << 20
    further = _RECOGNITION << 20 if is_installed() else 0
    bounds = {
        "RLIMIT_AS": (memory, memory + further),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_FSIZE": (_LARGEST_FILE, _LARGEST_FILE),
        "RLIMIT_NPROC": (0, 0),  # nor another process; the superuser is not held by this
        "RLIMIT_NOFILE": (64, 64),
    }
    for name, bound in bounds.items():
        # A system may lack a limit, or hold a lower one already.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), bound)


@contextlib.contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """Let the kernel end this process when its parent, which is to do so, does not."""
    alarm = getattr(signal, "alarm", None)
    if alarm is not None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        alarm(seconds + _GRACE)
    try:
        yield
    finally:
        if alarm is not None:
            alarm(0)


if __name__ == "__main__":
    main()
