"""Jobs as who asks for them sees them: files are taken, and somebody else imports them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from fitscore.serve.importing import Importer, names_apart
from fitscore.serve.kept import Job
from fitscore.serve.routes import Upload
from fitscore.serve.workspace import Workspace

IMPORT = "import"
_ENDING = 20.0  # seconds that the file which is being read is given at the end


class Runner(Protocol):
    """What imports."""

    def start(self) -> None:
        """Begin, with what an earlier process left."""

    def wake(self) -> None:
        """There is something to do."""

    def stop(self) -> None:
        """End after the file that is being read; what waits goes on at the next start."""


class InThread:
    """An importer in a thread of this process."""

    def __init__(self, importer: Importer) -> None:
        self.importer = importer
        self._thread = threading.Thread(target=importer.work, name="imports", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self.importer.wake()

    def stop(self) -> None:
        """End after the file that is being read; what waits goes on at the next start."""
        self.importer.stop()
        if self._thread.is_alive():
            self._thread.join(_ENDING)


class Jobs:
    """Takes files, and tells of them."""

    def __init__(self, workspace: Workspace, wake: Callable[[], None]) -> None:
        """Of a folder.

        Args:
            workspace: The folder.
            wake: Told when there is a new job.
        """
        self._workspace = workspace
        self._store = workspace.store
        self._wake = wake

    def add(self, files: Sequence[Upload], *, again: bool, webhook: str = "") -> Job:
        """A job of some files, which are on the disk when this returns.

        Args:
            files: Résumés, archives, mails.
            again: Keep also what was forgotten.
            webhook: As of `Store.add_job`.

        Raises:
            FitscoreError: They cannot be written; none of them is kept.
        """
        with self._workspace.putting():
            kept: list[tuple[str, str]] = []
            try:
                for name, file in zip(names_apart([one.name for one in files]), files, strict=True):
                    kept.append((name, self._workspace.put_file(file.data)))
                job = self._store.add_job(IMPORT, kept, again=again, webhook=webhook)
            except BaseException:
                self._workspace.drop_files(sha256 for _, sha256 in kept)
                raise
        self._wake()
        return job

    def cancel(self, id_: str) -> Job | None:
        """Stop a job after the files that are being read; None where there is none."""
        job = self._store.job(id_)
        if job is None:
            return None
        hashes = [file.sha256 for file in self._store.waiting(id_)]
        self._store.set_job(id_, "cancelled")
        if not self.is_at(id_):
            self._workspace.drop_files(hashes)
        return self._store.job(id_)

    def is_at(self, id_: str) -> bool:
        """Whether a job is being worked at, which it may be for a while after it was cancelled."""
        return self._store.at == id_
