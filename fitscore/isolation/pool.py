"""Workers that read files, kept and used again; a bad file ends one worker and nothing else.

One file: a pool is its workers, their limits and what ends them.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Self, TypeVar

import msgspec

import fitscore.errors
from fitscore.documents import DEFAULT_LIMITS, Limits, Member, Source, read_bytes
from fitscore.documents.containers import digest, may_be_container, most_bytes, name_of, unpack
from fitscore.documents.media import OLE_MAGIC, older_office
from fitscore.documents.sources import archive_of, expand_sources, is_file
from fitscore.documents.tables import ENDINGS, files_named, read_table
from fitscore.errors import InputError, LimitError, NotFoundError, UnreadableError
from fitscore.files import open_file
from fitscore.isolation.checking import is_answer, is_page, requirements_in, statements_in
from fitscore.isolation.messages import Answer, Request, error_of, receive, send
from fitscore.isolation.office import modern
from fitscore.isolation.worker import read
from fitscore.text.clean import shown_name
from fitscore.text.near_names import nearest
from fitscore.types import Pages, Posting, Resume

_LOG = logging.getLogger(__name__)

WORKER = "fitscore.isolation.worker"
_FILES_PER_WORKER = 200  # what a library leaks is given back now and then
_MOST_WORKERS = 8
_STARTING = 60.0  # seconds that a process is given to start, on a slow disk too
_LAST_WORDS = 1.0  # seconds that a process that closed its pipe is given to exit
# Who is no superuser may start no thread there: libraries that want to are told to do without.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_NAMED = 3  # files of an archive that a message names
_HEAD = 20_000  # bytes
PageListener = Callable[[str, int, int], None]
S = TypeVar("S")
T = TypeVar("T")
_LOOKAHEAD = 2  # files per worker that are read before they are asked for


class ReaderPool:
    """Reads résumés and postings in worker processes.

    Threads may share a pool: each file takes one worker. A worker is started when it is first
    needed and ends with the pool, or with this process.
    """

    def __init__(
        self,
        workers: int = 1,
        limits: Limits = DEFAULT_LIMITS,
        told: PageListener | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            workers: How many files may be read at once.
            limits: How much each may take.
            told: Hears of each page whose text is recognised: the file, the page, of how many.
        """
        self._told = told
        self._limits = limits
        self._size = max(1, workers)
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(self._size):
            self._idle.put(None)
        self._closed = False

    @classmethod
    def for_batch(cls, limits: Limits = DEFAULT_LIMITS, told: PageListener | None = None) -> Self:
        """A pool with a worker for each processor, eight at most."""
        return cls(min(_MOST_WORKERS, os.cpu_count() or 1), limits, told)

    def read_resume(self, source: Source, reader: Path | None = None) -> Resume:
        """Read a résumé; of an archive or a mail the one that is in it.

        Args:
            source: What to read.
            reader: File of a trained reader; the one that ships unless given.

        Raises:
            InputError: It is missing, cannot be read, holds no statement or far too many, or holds
                several files.
            ReaderFileError: The reader is none.
        """
        if reader is not None:
            from fitscore.resume import load_resume_reader

            # Here too where the worker will: what is wrong with it is no fault of the résumé.
            load_resume_reader(reader)
        name, answer = self._read("resume", source, reader)
        if answer.resume is None:
            raise _crashed(name)
        _check_count(name, statements_in(answer.resume), "statements", self._limits.statements)
        return answer.resume

    def read_posting(self, source: Source, reader: Path | None = None) -> Posting:
        """Read a posting; of an archive or a mail the one that is in it.

        Args:
            source: What to read.
            reader: File of a trained reader; the one that ships unless given.

        Raises:
            InputError: It is missing, cannot be read, holds several files, or no requirement was
                found in it, or far too many.
            ReaderFileError: The reader is none.
        """
        if reader is not None:
            from fitscore.posting import load_reader

            # Here too where the worker will: what is wrong with it is no fault of the posting.
            load_reader(reader)
        name, answer = self._read("posting", source, reader)
        if answer.posting is None:
            raise _crashed(name)
        count = requirements_in(answer.posting)
        _check_count(name, count, "requirements", self._limits.requirements)
        return answer.posting

    def read_resumes(
        self, sources: Iterable[Source | Resume | InputError]
    ) -> Iterator[Resume | InputError]:
        """Résumés in the order of their sources, some read ahead; an error takes a file's place."""
        return self._each(self._attempt, sources)

    def _each(self, read_one: Callable[[S], T], sources: Iterable[S]) -> Iterator[T]:
        with ThreadPoolExecutor(self._size) as threads:
            ahead: deque[Future[T]] = deque()
            try:
                for source in sources:
                    ahead.append(threads.submit(read_one, source))
                    if len(ahead) > _LOOKAHEAD * self._size:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def read_pages(self, source: Source) -> Pages:
        """The pages of a résumé as images, with the places of its words.

        Quick where the same file was read just before.

        Args:
            source: What to read; of a file that is no PDF there are no images.

        Raises:
            InputError: It is missing, or cannot be read or shown.
        """
        member = self.open(source)
        if older_office(member.data) is not None:
            return Pages(digest(member), "", ())
        name, answer = self._read("pages", member, None)
        if answer.pages is None:
            raise _crashed(name)
        return answer.pages

    def read_pages_of(self, sources: Iterable[Source]) -> Iterator[Pages | InputError]:
        """The same of many files in their order, some read ahead; an error takes a file's place."""

        def attempt(source: Source) -> Pages | InputError:
            try:
                return self.read_pages(source)
            except InputError as error:
                return error

        return self._each(attempt, sources)

    def _attempt(self, source: Source | Resume | InputError) -> Resume | InputError:
        try:
            return source if isinstance(source, Resume | InputError) else self.read_resume(source)
        except InputError as error:
            return error

    def find(self, paths: Iterable[str | Path]) -> list[Path | Member | InputError]:
        """All files that paths, folders, globs, archives, mails and tables of candidates name.

        Args:
            paths: As a user gives them.

        Raises:
            NotFoundError: A path or glob names nothing.
        """
        found: list[Path | Member | InputError] = []
        for given in map(Path, paths):
            if given.suffix.lower() in ENDINGS and is_file(given):
                found += self._listed(given)
                continue
            for path in expand_sources([given]):
                found += self._files_of(path)
        return list({name_of(item): item for item in found}.values())

    def _listed(self, path: Path) -> list[Path | InputError]:
        """The files that a table names."""
        try:
            data, name = read_bytes(path, self._limits)
            if self._limits.isolated:
                answer, _ = self._ask(Request("table", name, len(data), self._limits), data)
                rows = [list(row) for row in answer.table or ()]
            else:
                rows = read_table(data, name)
            return files_named(rows, path)
        except InputError as error:
            return [error]

    def _files_of(self, path: Path) -> list[Path | Member | InputError]:
        """The file itself, or what is in it; an error in its place where that is not found."""
        try:
            if not is_file(path) or not may_be_container(_head(path, most_bytes(self._limits))):
                return [path]
            data, name = read_bytes(path, self._limits)
            inside = self.unpack(data, name)
        except InputError as error:
            return [error]
        alone = len(inside) == 1 and isinstance(inside[0], Member) and inside[0].data == data
        return [path] if alone else list(inside)

    def unpack(self, data: bytes, name: str) -> list[Member | InputError]:
        """The files in an archive or a mail; the file itself where it is none.

        Args:
            data: Of the file.
            name: Its name.

        Raises:
            InputError: It is damaged, unpacks to far too much, or holds nothing.
        """
        if not self._limits.isolated:
            return unpack(data, name, self._limits)
        answer, following = self._ask(Request("unpack", name, len(data), self._limits), data)
        # A worker is not trusted: it may name nothing but what is in this file.
        named = [
            item.name == name or item.name.startswith(f"{name}/") for item in answer.packed or ()
        ]
        if not named or not all(named):
            raise _crashed(name)
        members: list[Member | InputError] = []
        at = 0
        for item in answer.packed or ():
            if item.problem is not None:
                members.append(error_of(item.problem, item.name))
                continue
            inner = following[at : at + item.size]
            members.append(Member(item.name, inner, item.mail))
            at += item.size
        return members

    def _read(self, task: str, source: Source, reader: Path | None) -> tuple[str, Answer]:
        member = self.open(source)
        data = modern(member.data, member.name, self._limits)
        trained = str(reader) if reader else None
        request = Request(task, member.name, len(data), self._limits, trained, member.mail)
        begun = time.monotonic()
        answer = self._ask(request, data)[0] if self._limits.isolated else read(request, data)
        took = time.monotonic() - begun
        _LOG.debug("read a file of %d bytes (%s) in %.3f s", len(data), task, took)
        if data is not member.data:  # the file is known by what it is, not by what was made of it
            sha256 = digest(member)
            if answer.resume is not None:
                answer = replace(answer, resume=replace(answer.resume, sha256=sha256))
            if answer.posting is not None:
                answer = replace(answer, posting=replace(answer.posting, sha256=sha256))
        return member.name, answer

    def open(self, source: Source) -> Member:
        """A file with its name; that in an archive or a mail where there is no choice.

        Args:
            source: A path may lead into an archive: `all.zip/ann.pdf`.

        Raises:
            InputError: It is missing, cannot be read, or holds several files.
        """
        if isinstance(source, Member):
            return source
        archive = archive_of(source) if isinstance(source, str | Path) else None
        data, name = read_bytes(archive or source, self._limits)
        if archive is None and not may_be_container(data):
            return Member(name, data)
        inside = self.unpack(data, name)
        if archive is not None:
            wanted = Path(shown_name(str(source))).relative_to(name).parts
            start = len(name) + 1
            names = [name_of(item) for item in inside]
            inside = [i for i in inside if PurePosixPath(name_of(i)[start:]).parts == wanted]
            if not inside:
                near = nearest(shown_name(str(source)), names)
                raise NotFoundError(
                    shown_name(str(source)),
                    "there is no such file in it",
                    f"did you mean {near}?" if near else "check the path",
                )
        if len(inside) > 1:
            files = ", ".join(map(name_of, inside[:_NAMED]))
            raise UnreadableError(
                name,
                f"this archive or mail holds {len(inside)} files ({files} …)",
                f"rank them all (fitscore rank POSTING {name}), or give one by such a name",
            )
        if isinstance(inside[0], InputError):
            raise inside[0]
        return inside[0]

    def _ask(self, request: Request, data: bytes) -> tuple[Answer, bytes]:
        worker = self._idle.get()
        try:
            used = worker is not None and worker.is_fit()
            worker = _renewed(worker)
            try:
                answer, following = worker.ask(request, data, self._told)
            except UnreadableError:
                if not used:
                    raise
                # An earlier file may have left the worker ill; this one gets a fresh one.
                worker = _renewed(worker)
                answer, following = worker.ask(request, data, self._told)
        except BaseException:
            if worker is not None:
                worker.end()
                worker = None
            raise
        finally:
            self._idle.put(worker)
        if answer.problem is not None:
            raise error_of(answer.problem, request.name)
        return answer, following

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
            env={**os.environ, "PYTHONPATH": path, **_ONE_THREAD},
            start_new_session=True,  # so that all it may start can be ended with it
        )
        self._files = 0

    def is_fit(self) -> bool:
        """Whether it runs and has not read too many files."""
        return self._process.poll() is None and self._files < _FILES_PER_WORKER

    def ask(self, request: Request, data: bytes, told: PageListener | None) -> tuple[Answer, bytes]:
        """What came of a file, and the bytes of files that were in it.

        Args:
            request: What to do.
            data: The file's bytes.
            told: Hears of each page that is recognised.

        Raises:
            LimitError: It took too long.
            UnreadableError: The process died of it.
        """
        late = threading.Event()
        if not self._files:
            with closing(_Clock(_STARTING, partial(self._expire, late))):
                self._heard(request, None)
        self._files += 1
        with closing(_Clock(request.limits.seconds, partial(self._expire, late))) as clock:
            answer = self._exchange(request, data, clock, told)
        if answer is not None:
            return answer
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)  # its own exit code says more than our signal
        self.end()
        what = "took too long" if late.is_set() else f"ended ({self._process.returncode})"
        _LOG.warning("a worker %s on a file of %d bytes (%s)", what, len(data), request.task)
        if late.is_set():
            raise LimitError(
                request.name,
                f"it took longer than {request.limits.seconds} seconds to read",
                "print it to a new PDF, or allow more with --limit seconds=N",
            )
        raise _crashed(request.name, self._process.returncode)

    def _exchange(
        self, request: Request, data: bytes, clock: _Clock, told: PageListener | None
    ) -> tuple[Answer, bytes] | None:
        """What the process says; None where it died, babbles or is ended for lateness."""

        def page(number: int, pages: int) -> None:
            clock.restart()
            if told is not None:
                told(request.name, number, pages)

        try:
            send(_pipe(self._process.stdin), request, data)
        except OSError:
            return None
        found = self._heard(request, page)
        return found if found is not None and is_answer(found[0], request, data) else None

    def _heard(
        self, request: Request, page: Callable[[int, int], None] | None
    ) -> tuple[Answer, bytes] | None:
        """The next that it says; None where that is nothing, or is no message."""
        try:
            return self._receive(request, page)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def _receive(
        self, request: Request, page: Callable[[int, int], None] | None
    ) -> tuple[Answer, bytes] | None:
        stream = _pipe(self._process.stdout)
        recognised = 0
        while (answer := receive(stream, Answer)) is not None and answer.page is not None:
            recognised += 1
            known = recognised <= request.limits.pages and is_page(answer.page, request.limits)
            if page is None or not known:
                return None
            page(*answer.page)
        if answer is None:
            return None
        size = sum(item.size for item in answer.packed or ())
        most = most_bytes(request.limits) if request.task == "unpack" else 0
        if not 0 <= size <= most or any(item.size < 0 for item in answer.packed or ()):
            return None
        following = stream.read(size)
        return (answer, following) if len(following) == size else None

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


class _Clock:
    """Calls something when a time is over; it runs from its making, and may be set back before."""

    def __init__(self, seconds: float, expire: Callable[[], None]) -> None:
        self._seconds = seconds
        self._expire = expire
        self._start()

    def _start(self) -> None:
        self._timer = threading.Timer(self._seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def restart(self) -> None:
        """Begin the time anew."""
        self.close()
        self._start()

    def close(self) -> None:
        """Stop."""
        self._timer.cancel()


def _renewed(worker: _Worker | None) -> _Worker:
    """The worker, or a new one in its place where it is none or unfit."""
    if worker is not None and worker.is_fit():
        return worker
    if worker is not None:
        worker.end()
    _LOG.debug("starting a worker")
    return _Worker()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _crashed(name: str, code: int | None = None) -> UnreadableError:
    problem = "the reader failed on it"  # an error of ours in its process
    if code is not None and code < 0:
        problem = f"the reader crashed on it ({signal.Signals(-code).name})"
    return UnreadableError(name, problem, "print it to a new PDF and try that")


def _check_count(name: str, count: int, what: str, most: int) -> None:
    if count > most:
        raise LimitError(
            name,
            f"it holds {count:,} {what}, and the limit is {most:,}",
            f"check that it is the right file, or allow more with --limit {what}=N",
        )


def _head(path: Path, most: int) -> bytes:
    """Enough of a file to tell whether others may be in it."""
    try:
        with open_file(path, most) as file:
            head = file.read(_HEAD)
            # The directory of an OLE file stands anywhere in it.
            return head + file.read(most) if head.startswith(OLE_MAGIC) else head
    except OSError:
        return b""  # why is said when it is read


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


def read_pages(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Pages:
    """The pages of a résumé as images for `Match.to_html`, made in a process of its own.

    Args:
        source: As of `read_resume`; of a file that is no PDF there are no images.
        limits: How much it may take.

    Raises:
        InputError: It is missing, or cannot be read or shown.
    """
    return _shared(limits).read_pages(source)
