"""Résumés and postings that are kept: SQLite is the truth, FAISS a cache."""

from fitscore.index.resume_index import Added, Entry, Hit, ResumeIndex

__all__ = ["Added", "Entry", "Hit", "ResumeIndex"]
