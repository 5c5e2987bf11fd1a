"""Who reads the index and when: a thread for what is quick, a gate for what takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from fitscore.index import ResumeIndex
from fitscore.scoring import Scorer

T = TypeVar("T")


class Gate:
    """Many may read the index at once; who takes bytes out of it does so alone."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._readers = 0
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Beside other readers."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """When the last reader is done, and before the next."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._closed = True
            self._condition.wait_for(lambda: not self._readers)
        try:
            yield
        finally:
            with self._condition:
                self._closed = False
                self._condition.notify_all()


class Reader:
    """One thread with the index open: what is quick to read is asked of it, one after another.

    To open an index takes as long as a hundred such reads, and what is made of one of its
    generations is made once.
    """

    def __init__(self, open_index: Callable[[Scorer | None], ResumeIndex]) -> None:
        self._open = open_index
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._index: ResumeIndex | None = None
        self._scorer: Scorer | None = None

    def ask(self, work: Callable[[ResumeIndex], T], scorer: Scorer | None = None) -> T:
        """What some work finds in the index; not to be called within such work.

        Args:
            work: With the index.
            scorer: Where it needs an encoder.
        """
        return self._thread.submit(self._work, work, scorer).result()

    def _work(self, work: Callable[[ResumeIndex], T], scorer: Scorer | None) -> T:
        if self._index is None or (scorer is not None and scorer is not self._scorer):
            self._close()
            self._index, self._scorer = self._open(scorer), scorer
        return work(self._index)

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def close(self) -> None:
        """Close the index, and end."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()
