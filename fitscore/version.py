"""The version of this package, and of what its readers make of a file."""

__version__ = "0.1.0"
# Grows when a résumé or a posting is read otherwise than before: what an index kept of an older
# reader is told, and read anew by `fitscore index update`.
READER_VERSION = 12
