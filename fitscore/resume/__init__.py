"""Document to Resume: sections, roles, bullets, education, credentials, identity."""

from fitscore.resume.disguise import undisguised
from fitscore.resume.identity import anonymized, encodable_text
from fitscore.resume.reading import resume_from_bytes, resume_from_text, unread_resume
from fitscore.resume.timeline import Tenure, covered, in_words, month_of, tenure, today

__all__ = [
    "Tenure",
    "anonymized",
    "covered",
    "encodable_text",
    "in_words",
    "month_of",
    "resume_from_bytes",
    "resume_from_text",
    "tenure",
    "today",
    "undisguised",
    "unread_resume",
]
