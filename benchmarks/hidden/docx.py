"""Ways of hiding text in a Word file on ten layouts, and look-alikes that a reader sees well."""

from __future__ import annotations

from benchmarks.hidden import docx_beside, docx_places, docx_runs, docx_seen
from benchmarks.hidden.docx_kept import KEPT
from benchmarks.hidden.docx_page import LAYOUTS, Layout, Way, page

WAYS: list[Way] = [*docx_runs.WAYS, *docx_places.WAYS, *docx_beside.WAYS]
LOOK_ALIKES: list[Way] = [*docx_seen.LOOK_ALIKES, *docx_beside.LOOK_ALIKES]

__all__ = ["KEPT", "LAYOUTS", "LOOK_ALIKES", "WAYS", "Layout", "Way", "page"]
