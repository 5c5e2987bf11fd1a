"""Bytes to a Document: text in reading order, with lines and where they stand."""

from fitscore.documents.containers import Member
from fitscore.documents.limits import DEFAULT_LIMITS, Limits
from fitscore.documents.reading import (
    Source,
    document_from_bytes,
    document_from_text,
    read_bytes,
    read_document,
)

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Member",
    "Source",
    "document_from_bytes",
    "document_from_text",
    "read_bytes",
    "read_document",
]
