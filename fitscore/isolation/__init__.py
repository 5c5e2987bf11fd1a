"""Reading of strangers' files in processes of their own, with limits."""

from fitscore.isolation.pool import ReaderPool, read_pages, read_posting, read_resume

__all__ = ["ReaderPool", "read_pages", "read_posting", "read_resume"]
