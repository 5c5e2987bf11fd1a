"""Document to Resume: sections, roles, bullets, education, credentials, identity."""

from fitscore.resume.identity import anonymized, encodable_text, name_ranges
from fitscore.resume.reader import load_resume_reader
from fitscore.resume.reading import (
    resume_from_bytes,
    resume_from_document,
    resume_from_text,
    unread_resume,
)

__all__ = [
    "anonymized",
    "encodable_text",
    "load_resume_reader",
    "name_ranges",
    "resume_from_bytes",
    "resume_from_document",
    "resume_from_text",
    "unread_resume",
]
