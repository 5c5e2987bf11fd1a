"""How much a file from a stranger may take."""

from __future__ import annotations

from dataclasses import dataclass

MOST_IMAGES = 8  # pages of a file that a report shows
MOST_IMAGE_BYTES = 1_300_000  # of those together, which base64 makes a third larger


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file; each is a whole number above 0.

    What scoring takes grows with statements times requirements and cannot be stopped from outside:
    so both are bounded before it begins. Of 507 real résumés the longest has 125 statements, of
    120 real postings the longest asks 34 things.

    Attributes:
        seconds: Wall time; where pages are pictures, of each page.
        memory: Address space of the process that reads, in MiB, and 1,024 more from the first
            page on that is a picture; held on systems that have `setrlimit` and honour it (Linux
            does, macOS and Windows do not).
        pages: Pages of a PDF.
        characters: Characters of text, after unpacking.
        size: Size of the file, in MiB.
        statements: Statements, jobs and entries of education of a résumé.
        requirements: Requirements of a posting, parts among them.
        any_kind: Read also what surely is no résumé, or no posting.
        isolated: Read in a process of its own. Without it only the limits of pages, characters
            and size hold.
    """

    seconds: int = 20
    memory: int = 1024
    pages: int = 50
    characters: int = 1_000_000
    size: int = 25
    statements: int = 1_000
    requirements: int = 250
    any_kind: bool = False
    isolated: bool = True


DEFAULT_LIMITS = Limits()
