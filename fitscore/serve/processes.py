"""Work in processes of their own, so that who reads pages does not wait for it.

One imports, one ranks. Each ends when the serving process does, however that ends: then its end of
their pipe is closed. One that is killed is started anew.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.scoring import Scorer
from fitscore.serve.importing import Importer
from fitscore.serve.workspace import Workspace

_LOG = logging.getLogger(__name__)
_WAKE, _STOP = "wake", "stop"
_ENDING = 20.0  # seconds that the file which is being read is given at the end
_BRIEFLY = 5.0  # seconds for a process that has been told to end
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before one that was killed is started anew
_NICE = 5  # who reads pages comes first


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process needs, by names that it finds too.

    Attributes:
        folder: What is served.
        make: Makes its scorer: a function of a module.
        begin: Called first, such as to say where its log goes: a function of a module.
        limits: How much reading a file may take.
    """

    folder: Path
    make: Callable[[], Scorer]
    begin: Callable[[], None] | None = None
    limits: Limits = DEFAULT_LIMITS


Body = Callable[[Connection, Setup], None]


class Process:
    """A process and the pipe to it; one thread talks to it at a time."""

    def __init__(self, body: Body, setup: Setup) -> None:
        self._body = body
        self._setup = setup
        self._process: BaseProcess | None = None
        self.link: Connection | None = None

    def start(self) -> None:
        """Start it, anew where it was started before."""
        self.end(0.0)
        context = get_context("spawn")
        self.link, theirs = context.Pipe()
        made = context.Process(target=_run, args=(self._body, theirs, self._setup), daemon=True)
        made.start()
        theirs.close()
        self._process = made

    @property
    def pid(self) -> int | None:
        """Its number, once it is started."""
        return None if self._process is None else self._process.pid

    def wait(self) -> None:
        """Until it has ended."""
        if self._process is not None:
            self._process.join()

    def kill(self) -> None:
        """End it at once; who waits for its answer has none."""
        if self._process is not None:
            self._process.kill()

    def end(self, patience: float = _BRIEFLY) -> None:
        """See that it has ended, after so many seconds at the latest."""
        process, link = self._process, self.link
        if link is not None:
            link.close()
        if process is not None:
            process.join(patience)
            if process.is_alive():
                process.kill()
                process.join()


def _run(body: Body, link: Connection, setup: Setup) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the serving process
    if hasattr(os, "nice"):
        os.nice(_NICE)
    if setup.begin is not None:
        setup.begin()
    with suppress(EOFError, OSError):  # the serving process has ended
        body(link, setup)


class ImportProcess:
    """An importer in a process that is started anew when it ends unasked."""

    def __init__(self, setup: Setup) -> None:
        self._process = Process(_import, setup)
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="imports", daemon=True)

    @property
    def pid(self) -> int | None:
        """Its number, once it is started."""
        return self._process.pid

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        self._process.start()
        self._thread.start()

    def _watch(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            begun = time.monotonic()
            self._process.wait()
            if time.monotonic() - begun > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            if self._ends.wait(pause):
                return
            _LOG.warning("the process that imports has ended unasked; it is started anew")
            pause = min(2 * pause, _LONGEST_PAUSE)
            with self._lock:
                if self._ends.is_set():
                    return
                self._process.start()

    def wake(self) -> None:
        """There is something to do; a process that is just being started finds it itself."""
        self._tell(_WAKE)

    def _tell(self, word: str) -> None:
        with self._lock, suppress(OSError):
            if self._process.link is not None:
                self._process.link.send(word)

    def stop(self) -> None:
        """End after the file that is being read; what waits goes on at the next start."""
        self._ends.set()
        self._tell(_STOP)
        self._thread.join(_ENDING)
        with self._lock:
            self._process.end(0.0)


def _import(link: Connection, setup: Setup) -> None:
    with Workspace.joined(setup.folder) as workspace:
        importer = Importer(workspace, once(setup.make), setup.limits)
        threading.Thread(target=_listen, args=(link, importer), daemon=True).start()
        importer.work()


def _listen(link: Connection, importer: Importer) -> None:
    try:
        while link.recv() != _STOP:
            importer.wake()
    except (EOFError, OSError):
        os._exit(1)  # as if it were killed: nobody is there who could be told
    importer.stop()


def once(make: Callable[[], Scorer]) -> Callable[[], Scorer]:
    """The same scorer whenever it is asked for, made the first time; for one thread."""
    made: list[Scorer] = []

    def scorer() -> Scorer:
        if not made:
            made.append(make())
        return made[0]

    return scorer
