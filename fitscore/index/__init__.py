"""Résumés and postings that are kept: SQLite is the truth, arrays a cache."""

from fitscore.index.resume_index import Added, Entry, Hit, ResumeIndex
from fitscore.index.shortlist import RATED, SHORTLIST

__all__ = ["RATED", "SHORTLIST", "Added", "Entry", "Hit", "ResumeIndex"]
