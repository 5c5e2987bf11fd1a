"""Workers that read files, kept and used again; a bad file ends one worker and nothing else.

One file: a pool is its workers, their limits and what ends them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

import fitscore.errors
from fitscore.documents import DEFAULT_LIMITS, Limits, Source, read_bytes
from fitscore.errors import InputError, LimitError, UnreadableError
from fitscore.isolation.messages import Answer, Problem, Request, receive, send
from fitscore.types import Posting, Resume

WORKER = "fitscore.isolation.worker"
_FILES_PER_WORKER = 200  # what a library leaks is given back now and then
_MOST_WORKERS = 8
_STARTING = 60.0  # seconds that a process is given to start, on a slow disk too
_LAST_WORDS = 1.0  # seconds that a process that closed its pipe is given to exit
_LOOKAHEAD = 2  # files per worker that are read before they are asked for


class ReaderPool:
    """Reads résumés and postings in worker processes.

    Threads may share a pool: each file takes one worker. A worker is started when it is first
    needed and ends with the pool, or with this process.
    """

    def __init__(self, workers: int = 1, limits: Limits = DEFAULT_LIMITS) -> None:
        """Start nothing yet.

        Args:
            workers: How many files may be read at once.
            limits: How much each may take.
        """
        self._limits = limits
        self._size = max(1, workers)
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(self._size):
            self._idle.put(None)
        self._closed = False

    @classmethod
    def for_batch(cls, limits: Limits = DEFAULT_LIMITS) -> Self:
        """A pool with a worker for each processor, eight at most."""
        return cls(min(_MOST_WORKERS, os.cpu_count() or 1), limits)

    def read_resume(self, source: Source, reader: Path | None = None) -> Resume:
        """Read a résumé.

        Args:
            source: What to read.
            reader: File of a trained reader; the one that ships unless given.

        Raises:
            InputError: It is missing, cannot be read, or holds no statement.
            ReaderFileError: The reader is none.
        """
        data, name = read_bytes(source, self._limits)
        trained = None
        if reader is not None or not self._limits.isolated:
            from fitscore.resume import load_resume_reader, resume_from_bytes

            # Here too where the worker will: what is wrong with it is no fault of the résumé.
            trained = load_resume_reader(reader) if reader is not None else None
        if not self._limits.isolated:
            return resume_from_bytes(data, name, self._limits, trained)
        answer = self._ask("resume", name, data, str(reader) if reader else None)
        if answer.resume is None:
            raise _crashed(name)
        return answer.resume

    def read_posting(self, source: Source, reader: Path | None = None) -> Posting:
        """Read a posting.

        Args:
            source: What to read.
            reader: File of a trained reader; the one that ships unless given.

        Raises:
            InputError: It is missing, cannot be read, or no requirement was found in it.
            ReaderFileError: The reader is none.
        """
        data, name = read_bytes(source, self._limits)
        trained = None
        if reader is not None or not self._limits.isolated:
            from fitscore.posting import load_reader, posting_from_bytes

            # Here too where the worker will: what is wrong with it is no fault of the posting.
            trained = load_reader(reader) if reader is not None else None
        if not self._limits.isolated:
            return posting_from_bytes(data, name, self._limits, trained)
        answer = self._ask("posting", name, data, str(reader) if reader else None)
        if answer.posting is None:
            raise _crashed(name)
        return answer.posting

    def read_resumes(self, sources: Iterable[Source | Resume]) -> Iterator[Resume | InputError]:
        """Résumés in the order of their sources, some read ahead; an error takes a file's place."""
        with ThreadPoolExecutor(self._size) as threads:
            ahead: deque[Future[Resume | InputError]] = deque()
            try:
                for source in sources:
                    ahead.append(threads.submit(self._attempt, source))
                    if len(ahead) > _LOOKAHEAD * self._size:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def _attempt(self, source: Source | Resume) -> Resume | InputError:
        try:
            return source if isinstance(source, Resume) else self.read_resume(source)
        except InputError as error:
            return error

    def _ask(self, task: str, name: str, data: bytes, reader: str | None = None) -> Answer:
        request = Request(task, name, len(data), self._limits, reader)
        worker = self._idle.get()
        try:
            used = worker is not None and worker.is_fit()
            worker = _renewed(worker)
            try:
                answer = worker.ask(request, data)
            except UnreadableError:
                if not used:
                    raise
                # An earlier file may have left the worker ill; this one gets a fresh one.
                worker = _renewed(worker)
                answer = worker.ask(request, data)
        except BaseException:
            if worker is not None:
                worker.end()
                worker = None
            raise
        finally:
            self._idle.put(worker)
        if answer.problem is not None:
            raise _error(answer.problem)
        return answer

    def close(self) -> None:
        """End the workers."""
        if not self._closed:
            self._closed = True
            for _ in range(self._size):
                worker = self._idle.get()
                if worker is not None:
                    worker.end()
                self._idle.put(None)

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""
        self.close()


class _Worker:
    """One process, and what is left of it after a file."""

    def __init__(self) -> None:
        package = str(Path(fitscore.errors.__file__).resolve().parent.parent)
        inherited = os.environ.get("PYTHONPATH")
        path = os.pathsep.join(filter(None, (package, inherited)))
        # -P: the folder that the user stands in may hold a stranger's `json.py`.
        self._process = subprocess.Popen(  # noqa: S603 - our own module and nothing of the file's
            [sys.executable, "-P", "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("FITSCORE_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # so that all it may start can be ended with it
        )
        self._files = 0

    def is_fit(self) -> bool:
        """Whether it runs and has not read too many files."""
        return self._process.poll() is None and self._files < _FILES_PER_WORKER

    def ask(self, request: Request, data: bytes) -> Answer:
        """What came of a file.

        Raises:
            LimitError: It took too long.
            UnreadableError: The process died of it.
        """
        late = threading.Event()
        if not self._files:
            self._within(_STARTING, late, lambda: receive(_pipe(self._process.stdout), Answer))
        self._files += 1

        def exchange() -> Answer | None:
            send(_pipe(self._process.stdin), request, data)
            return receive(_pipe(self._process.stdout), Answer)

        answer = self._within(request.limits.seconds, late, exchange)
        if answer is not None:
            return answer
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)  # its own exit code says more than our signal
        self.end()
        if late.is_set():
            raise LimitError(
                request.name,
                f"it took longer than {request.limits.seconds} seconds to read",
                "print it to a new PDF, or allow more with --limit seconds=N",
            )
        raise _crashed(request.name, self._process.returncode)

    def _within(
        self, seconds: float, late: threading.Event, work: Callable[[], Answer | None]
    ) -> Answer | None:
        """What the process says in time; None where it died, babbles or is ended for lateness."""
        clock = threading.Timer(seconds, self._expire, [late])
        clock.daemon = True
        clock.start()
        try:
            return work()
        except (OSError, msgspec.MsgspecError):
            return None
        finally:
            clock.cancel()

    def _expire(self, late: threading.Event) -> None:
        late.set()
        self._kill()

    def end(self) -> None:
        """End it and all that it started."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()


def _renewed(worker: _Worker | None) -> _Worker:
    """The worker, or a new one in its place where it is none or unfit."""
    if worker is not None and worker.is_fit():
        return worker
    if worker is not None:
        worker.end()
    return _Worker()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _crashed(name: str, code: int | None = None) -> UnreadableError:
    problem = "the reader failed on it"  # an error of ours in its process
    if code is not None and code < 0:
        problem = f"the reader crashed on it ({signal.Signals(-code).name})"
    return UnreadableError(name, problem, "print it to a new PDF and try that")


def _error(problem: Problem) -> InputError:
    """The error that a worker tells of; it can name none but those of reading."""
    kind = getattr(fitscore.errors, problem.kind, UnreadableError)
    if not (isinstance(kind, type) and issubclass(kind, InputError)):
        kind = UnreadableError
    return kind(problem.source, problem.problem, problem.remedy)


@cache
def _shared(limits: Limits) -> ReaderPool:
    """The pool of single files in this process."""
    pool = ReaderPool(1, limits)
    atexit.register(pool.close)
    return pool


def read_resume(
    source: Source, *, limits: Limits = DEFAULT_LIMITS, reader: Path | None = None
) -> Resume:
    """Read a résumé, in a process of its own.

    Args:
        source: A path (`-` for standard input), the bytes of a file, or an open binary file.
        limits: How much it may take.
        reader: File of a trained reader; the one that ships unless given.

    Raises:
        InputError: It is missing, cannot be read, or holds no statement.
        ReaderFileError: The reader is none.
    """
    return _shared(limits).read_resume(source, reader)


def read_posting(
    source: Source, *, limits: Limits = DEFAULT_LIMITS, reader: Path | None = None
) -> Posting:
    """Read a posting, in a process of its own.

    Args:
        source: The same, or a `fitscore.posting/1` file.
        limits: How much it may take.
        reader: File of a trained reader; the one that ships unless given.

    Raises:
        InputError: It is missing, cannot be read, or no requirement was found in it.
        ReaderFileError: The reader is none.
    """
    return _shared(limits).read_posting(source, reader)
