"""How much hidden text is caught, and how often text that is seen is taken for hidden.

    python -m benchmarks.hidden [FORMAT ...]
    python -m benchmarks.hidden --bare [FORMAT ...]
    python -m benchmarks.hidden --folder DIR

Ways of hiding text in a file of each format are set in ten layouts, and so are look-alikes that a
reader can see well. A way is caught in a layout when none of its words is left in the text and a
flag quotes them; what a file keeps beside its pages (comments, deletions, scripts) must count
nothing; in a PDF, what nothing but text recognition can tell may count without the extra
(``--bare``), if a flag quotes it. With ``--folder`` the PDFs of a folder are read and those with a
flag of hidden text counted.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module
from pathlib import Path

from benchmarks.hidden.shared import (
    counts_nothing,
    is_caught,
    is_clean,
    keeps_what_is_seen,
    read,
)
from fitscore.documents import document_from_bytes, recognition
from fitscore.errors import InputError

# A module each, with LAYOUTS, WAYS, LOOK_ALIKES and page(layout, way).
FORMATS = ("pdf", "docx", "html", "odt", "rtf")


def main() -> None:
    """Make, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(FORMATS)}")
    parser.add_argument("--folder", type=Path, help="PDFs to look for hidden text in")
    parser.add_argument("--bare", action="store_true", help="as without the extra fitscore[ocr]")
    args = parser.parse_args()
    if args.bare:
        recognition.find_spec = lambda _: None
    if args.folder:
        _count(args.folder)
        return
    for form in args.formats or FORMATS:
        _measure(form)


def _measure(form: str) -> None:
    """Print how often each way is caught in a format, and each look-alike taken for hidden."""
    made = import_module(f"benchmarks.hidden.{form}")
    count = len(made.LAYOUTS)
    # A format in which not all can be told by sight has tests of its own.
    catches = getattr(made, "catches", lambda _, document: is_caught(document))
    shows = getattr(made, "shows", lambda _, document: is_clean(document))
    print(f"\n| way, {form} | caught | seen text kept |\n|---|---|---|")
    caught = kept = wrong = 0
    for way in made.WAYS:
        found = [read(made.page(layout, way), f"page.{form}") for layout in made.LAYOUTS]
        a, b = sum(catches(way, each) for each in found), sum(map(keeps_what_is_seen, found))
        caught, kept = caught + a, kept + b
        print(f"| {way.__name__.replace('_', ' ')} | {a} of {count} | {b} of {count} |")
    total = len(made.WAYS) * count
    print(f"| all | {caught} of {total} | {kept} of {total} |")
    for way in getattr(made, "KEPT", ()):
        pages = (made.page(layout, way) for layout in made.LAYOUTS)
        idle = sum(counts_nothing(read(page, f"page.{form}")) for page in pages)
        print(f"| {way.__name__.replace('_', ' ')}, no part of the page | {idle} of {count} | |")
    print(f"\n| look-alike, {form} | taken for hidden |\n|---|---|")
    for way in made.LOOK_ALIKES:
        pages = (made.page(layout, way) for layout in made.LAYOUTS)
        flagged = sum(not shows(way, read(page, f"page.{form}")) for page in pages)
        wrong += flagged
        print(f"| {way.__name__.replace('_', ' ')} | {flagged} of {count} |")
    print(f"| all | {wrong} of {len(made.LOOK_ALIKES) * count} |")


def _count(folder: Path) -> None:
    """How many PDFs of a folder carry a flag of hidden text."""
    files = flagged = unchecked = pages = 0
    started = time.perf_counter()
    for path in sorted(folder.rglob("*.pdf")):
        try:
            document = document_from_bytes(path.read_bytes(), str(path))
        except InputError:
            continue
        files, pages = files + 1, pages + document.pages
        hidden = [flag.quote for flag in document.flags if flag.kind == "hidden_text"]
        flagged += bool(hidden)
        doubtful = [flag.explanation for flag in document.flags if flag.kind == "unchecked"]
        unchecked += bool(doubtful)
        for quote in hidden + doubtful:
            print(f"{path}: {quote[:90]}")
    rate = pages / (time.perf_counter() - started)
    print(f"{flagged} of {files} files flagged, {unchecked} unchecked in part")
    print(f"{rate:.1f} pages per second")


if __name__ == "__main__":
    main()
