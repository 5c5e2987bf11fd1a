"""What every format hides and shows, and what it means that hidden text is caught."""

from __future__ import annotations

from fitscore.documents import document_from_bytes
from fitscore.errors import NoTextError
from fitscore.types import Document

CANARY = "Quantum zeppelin mandarin payroll"
SEEN = (
    "Managed the budget of a town of nine thousand people",
    "Trained twelve clerks and wrote their handbook",
    "Kept the records of the council for six years",
    "Moved the archive to a new building in one summer",
)


def read(data: bytes, name: str) -> Document | None:
    """The document, or None where it holds no text that is seen.

    Args:
        data: Of a file.
        name: Of it, whose ending tells the format.
    """
    try:
        return document_from_bytes(data, name)
    except NoTextError:
        return None


def is_caught(document: Document | None) -> bool:
    """None of the canary's words counts, and a flag quotes each."""
    text = document.text if document else ""
    quotes = " ".join(flag.quote for flag in document.flags) if document else CANARY
    words = CANARY.split()
    return not any(word in text for word in words) and all(word in quotes for word in words)


def counts_nothing(document: Document | None) -> bool:
    """None of the canary's words is in the text, whether a flag tells of them or not."""
    return document is None or not any(word in document.text for word in CANARY.split())


def keeps_what_is_seen(document: Document | None) -> bool:
    """The text that everyone sees is all there."""
    return document is not None and all(line in document.text for line in SEEN)


def is_clean(document: Document | None) -> bool:
    """Nothing is flagged, and the words count."""
    return document is not None and not document.flags and CANARY in document.text
