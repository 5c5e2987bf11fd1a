"""Pages of kept résumés as images: made when somebody looks, the last few kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict

from fitscore.documents import Limits, Member
from fitscore.documents.containers import most_bytes
from fitscore.errors import InputError
from fitscore.isolation import ReaderPool
from fitscore.serve.workspace import Workspace
from fitscore.types import Pages, Resume

_MOST_KEPT = 8  # résumés, each of 8 MiB at most
_BEGINNING = 1024  # bytes, in which a PDF says that it is one


class PageViews:
    """The pages of PDFs whose bytes are kept."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self._workspace = workspace
        self._limits = limits
        self._made: OrderedDict[str, Pages] = OrderedDict()
        self._lock = threading.Lock()
        self._one = threading.Lock()  # to make pages takes a process of its own, and a second

    def of(self, resume: Resume) -> Pages | None:
        """The pages of a résumé; None where its file is no PDF, or cannot be shown as it was read.

        What is shown is what was read: where the two differ, the text alone is.
        """
        with self._one:
            with self._lock:
                pages = self._made.get(resume.sha256)
            if pages is None:
                pages = self._pages(resume)
                self._keep(resume.sha256, pages)
        return pages if pages.show(resume) else None

    def may_show(self, resume: Resume) -> bool:
        """Whether there may be pages: its file says that it is a PDF. Quick, for a link to them."""
        return self._pdf(resume) is not None

    def _pdf(self, resume: Resume) -> bytes | None:
        data = self._workspace.read_file(resume.sha256, most_bytes(self._limits))
        return data if data is not None and b"%PDF-" in data[:_BEGINNING] else None

    def _pages(self, resume: Resume) -> Pages:
        data, none = self._pdf(resume), Pages(resume.sha256, "", ())
        if data is None:
            return none
        try:
            with ReaderPool(limits=self._limits) as pool:
                return pool.read_pages(Member(resume.source, data))
        except InputError:  # it was read once and cannot be shown: the text can
            return none

    def _keep(self, key: str, pages: Pages) -> None:
        with self._lock:
            self._made[key] = pages
            while len(self._made) > _MOST_KEPT:
                self._made.popitem(last=False)
        if key not in self._workspace.catalogue().by_key:
            self.forget(key)  # it was forgotten meanwhile

    def forget(self, key: str) -> None:
        """Keep nothing of a résumé in memory."""
        with self._lock:
            self._made.pop(key, None)
