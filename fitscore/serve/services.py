"""All workspaces of one server: a folder each, which nobody sees from another."""

from __future__ import annotations

import threading

from fitscore.serve.service import Service


class Services:
    """Opens each workspace when it is needed, and those that have a token at the start."""

    def __init__(self, home: Service) -> None:
        """Beside the workspace without a name.

        Args:
            home: That one; it has the tokens.
        """
        self.home = home
        self._lock = threading.Lock()
        self._others: dict[str, Service] = {}

    def start(self) -> None:
        """Begin what goes on in the background, in all of them."""
        self.home.start()
        for holder in self.home.workspace.store.holders():
            self.of(holder.workspace)

    def of(self, name: str) -> Service:
        """A workspace by its name.

        Raises:
            FitscoreError: Its folder cannot be used.
        """
        if not name:
            return self.home
        with self._lock:
            found = self._others.get(name)
            if found is None:
                found = self.home.beside(name)
                found.start()
                self._others[name] = found
            return found

    def stop(self) -> None:
        """End all."""
        for service in (*self._others.values(), self.home):
            service.stop()
