"""Document to Resume: sections, roles, bullets, education, credentials, identity."""

from fitscore.resume.identity import anonymized, encodable_text
from fitscore.resume.reading import resume_from_bytes, resume_from_text, unread_resume

__all__ = [
    "anonymized",
    "encodable_text",
    "resume_from_bytes",
    "resume_from_text",
    "unread_resume",
]
