"""How much is done at once, so that one who asks much leaves something for others."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from fitscore.serve.problems import ProblemError

MOST_FOLLOWED = 32  # streams of events of one client, which take no thread
MOST_OF_ONE = 24  # heavy requests of one client at once; there are 40 threads
_PATIENCE = 30.0  # seconds to wait until a posting may be read


class Load:
    """What is being done."""

    def __init__(self) -> None:
        self._clients: Counter[str] = Counter()
        self._followers: Counter[str] = Counter()
        # Each reads in a process of its own.
        self._readers = threading.BoundedSemaphore(os.cpu_count() or 1)

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """While a heavy request of a client is answered; nobody is asked for a light one.

        Called by the one thread that takes requests.

        Args:
            client: Who asks; nothing where the request is light.

        Raises:
            ProblemError: The client has too many already.
        """
        if client and self._clients[client] >= MOST_OF_ONE:
            raise ProblemError(
                429, f"{MOST_OF_ONE} requests of yours are being answered; ask again when one is",
                {"Retry-After": "1"},
            )  # fmt: skip
        with _counted(self._clients, client):
            yield

    def check_followed(self, client: str) -> None:
        """See that a client may follow one thing more.

        Raises:
            ProblemError: It follows too many.
        """
        if self._followers[client] >= MOST_FOLLOWED:
            raise ProblemError(429, f"{MOST_FOLLOWED} jobs are followed already; end one",
                               {"Retry-After": "5"})  # fmt: skip

    @contextmanager
    def followed(self, client: str) -> Iterator[None]:
        """While a client follows something."""
        with _counted(self._followers, client):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While a posting is read: as many at once as there are processors.

        Raises:
            ProblemError: Others have not ended in half a minute.
        """
        if not self._readers.acquire(timeout=_PATIENCE):
            raise ProblemError(503, "too many postings are being read; send it again",
                               {"Retry-After": "5"})  # fmt: skip
        try:
            yield
        finally:
            self._readers.release()


@contextmanager
def _counted(counts: Counter[str], client: str) -> Iterator[None]:
    """One more of a client's, for a while."""
    counts[client] += 1
    try:
        yield
    finally:
        counts[client] -= 1
        if not counts[client]:
            del counts[client]
