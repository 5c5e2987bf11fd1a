"""Ways of hiding text in a Word file on ten layouts, and look-alikes that a reader sees well."""

from __future__ import annotations

from benchmarks.hidden import docx_places, docx_runs
from benchmarks.hidden.docx_kept import KEPT
from benchmarks.hidden.docx_page import LAYOUTS, Layout, Way, page
from benchmarks.hidden.docx_seen import LOOK_ALIKES

WAYS: list[Way] = [*docx_runs.WAYS, *docx_places.WAYS]

__all__ = ["KEPT", "LAYOUTS", "LOOK_ALIKES", "WAYS", "Layout", "Way", "page"]
