"""Résumés and postings that are kept: SQLite is the truth, arrays a cache."""

from fitscore.index.adding import Added
from fitscore.index.resume_index import STAGES, Entry, ResumeIndex
from fitscore.index.searching import Hit

__all__ = ["STAGES", "Added", "Entry", "Hit", "ResumeIndex"]
