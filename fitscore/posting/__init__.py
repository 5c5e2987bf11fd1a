"""Document to Posting: words, a trained reader, attributes; and the file a recruiter edits."""

from fitscore.posting.edited import is_posting_file, posting_from_json
from fitscore.posting.lint import lint
from fitscore.posting.reader import load_reader
from fitscore.posting.reading import posting_from_bytes, posting_from_text

__all__ = [
    "is_posting_file",
    "lint",
    "load_reader",
    "posting_from_bytes",
    "posting_from_json",
    "posting_from_text",
]
