"""Document to Resume: sections, roles, bullets, education, credentials, identity."""

from fitscore.resume.identity import anonymized, encodable_text
from fitscore.resume.reading import read_resume, resume_from_text, unread_resume
from fitscore.resume.timeline import months_between, union_months

__all__ = [
    "anonymized",
    "encodable_text",
    "months_between",
    "read_resume",
    "resume_from_text",
    "union_months",
    "unread_resume",
]
