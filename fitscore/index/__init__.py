"""Résumés and postings that are kept: SQLite is the truth, FAISS a cache."""

from fitscore.index.resume_index import Added, Entry, Hit, ResumeIndex
from fitscore.index.shortlist import SHORTLIST

__all__ = ["SHORTLIST", "Added", "Entry", "Hit", "ResumeIndex"]
