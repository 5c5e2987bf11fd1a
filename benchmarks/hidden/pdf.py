"""Ways of hiding text in a PDF, on ten layouts, and look-alikes that a reader sees well."""

from __future__ import annotations

from benchmarks.hidden.pdf_fonts import CLAIMS, FONTS
from benchmarks.hidden.pdf_paint import PAINT
from benchmarks.hidden.pdf_place import AWAY, SET, UNDER
from benchmarks.hidden.pdf_seen import SEEN_WELL
from benchmarks.hidden.pdf_sheet import LAYOUTS, Draw, Layout, Sheet, Way, draw_layout
from benchmarks.hidden.shared import CANARY, is_caught, is_clean
from fitscore.documents.recognition import is_installed
from fitscore.types import Document

__all__ = ["LAYOUTS", "LOOK_ALIKES", "WAYS", "Layout", "Way", "catches", "page", "shows"]
WAYS: list[Way] = [
    *PAINT.ways, *SET.ways, *AWAY.ways, *UNDER.ways, *FONTS.ways, *CLAIMS.ways,
]  # fmt: skip
LOOK_ALIKES: list[Way] = SEEN_WELL.ways


def page(layout: Layout, way: Draw) -> bytes:
    """A PDF of one page: the layout with one way of writing the canary."""
    sheet = Sheet()
    if not (isinstance(way, Way) and way.whole):
        draw_layout(sheet, layout)
    way(sheet, layout)
    return sheet.data()


def catches(way: Way, document: Document | None) -> bool:
    """Whether the canary counts nothing and is told, as far as this way can be told.

    What nothing but recognition can tell may count where the extra is not installed, if a flag
    quotes it.
    """
    if way.told_by == "nothing":
        return document is None or not any(word in document.text for word in CANARY.split())
    if way.told_by == "recognition" and not is_installed():
        return is_caught(document) or _is_told(document)
    return is_caught(document)


def shows(way: Way, document: Document | None) -> bool:
    """Whether a look-alike counts, with no flag but that recognition is missing."""
    if way.told_by == "recognition" and not is_installed():
        return (
            document is not None and CANARY in document.text and _kinds(document) == {"unchecked"}
        )
    return is_clean(document)


def _kinds(document: Document) -> set[str]:
    return {flag.kind for flag in document.flags}


def _is_told(document: Document | None) -> bool:
    """Each word of the canary stands in a flag."""
    quotes = " ".join(flag.quote for flag in document.flags) if document else ""
    return all(word in quotes for word in CANARY.split())
