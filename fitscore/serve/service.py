"""What the routes work with: one folder, one scorer, one thread of imports."""

from __future__ import annotations

import getpass
import logging
import threading
import time
from collections.abc import Callable, Mapping

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.errors import FitscoreError
from fitscore.index.adding import tombstone
from fitscore.scoring import Scorer
from fitscore.serve.access import Access
from fitscore.serve.jobs import Jobs
from fitscore.serve.workspace import Forgotten, Workspace

_LOG = logging.getLogger(__name__)


class Scoring:
    """The scorer, made when it is needed first; whoever comes meanwhile waits for it."""

    def __init__(self, make: Callable[[], Scorer]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Scorer | None = None
        self.problem = ""

    @property
    def is_ready(self) -> bool:
        """Whether it is made."""
        return self._made is not None

    def __call__(self) -> Scorer:
        """The scorer.

        Raises:
            FitscoreError: It cannot be made.
        """
        with self._lock:
            if self._made is None:
                try:
                    self._made = self._make()
                except FitscoreError as error:
                    self.problem = str(error)
                    raise
                self.problem = ""
            return self._made

    def warm(self) -> None:
        """Make it, and leave it to the next who needs it to be told why it cannot be."""
        try:
            self()
        except FitscoreError as error:
            _LOG.warning("the scorer cannot be made: %s", error)


class Service:
    """What one server is made of.

    Attributes:
        user: Who does what is done without a name: the user of this machine where nobody else can
            come in, else who has the token.
        limits: How much reading a file may take.
        answers: How many answers there were of each status.
    """

    def __init__(
        self,
        workspace: Workspace,
        make: Callable[[], Scorer],
        access: Access,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.workspace = workspace
        self.scorer = Scoring(make)
        self.access = access
        self.user = _user() if access.is_local else "who has the token"
        self.limits = limits
        self.jobs = Jobs(workspace, self.scorer, limits)
        self.begun = time.time()
        self.answers: Callable[[], Mapping[int, int]] = dict

    def start(self) -> None:
        """Begin what goes on in the background."""
        threading.Thread(target=self.scorer.warm, daemon=True).start()
        self.jobs.start()

    def stop(self) -> None:
        """End it, and let the folder go."""
        self.jobs.stop()
        self.workspace.close()

    def forget(self, key: str, who: str = "") -> Forgotten:
        """Leave no byte of a résumé in the folder or in memory, but for the hash of a hash.

        Raises:
            IndexStoreError: Another program reads the index (`Workspace.forget`).
        """
        self.log(who, "forget", resume=key)
        return self.workspace.forget(key)

    def log(self, who: str, what: str, *, resume: str | None = None, of: str = "") -> None:
        """Add to the audit; a résumé is named by a tombstone's hash."""
        object_ = " ".join(filter(None, (of, resume and tombstone(resume))))
        self.workspace.store.log(who or self.user, what, object_)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "this machine"
