"""How much hidden text is caught, and how often text that is seen is taken for hidden.

    python -m benchmarks.hidden [FORMAT ...]
    python -m benchmarks.hidden --folder DIR

Ways of hiding text in a file of each format are set in ten layouts, and so are look-alikes that a
reader can see well. A way is caught in a layout when none of its words is left in the text and a
flag quotes them; what a file keeps beside its pages (comments, deletions, scripts) must count
nothing.
With ``--folder`` the PDFs of a folder are read and those with a flag of hidden text counted.
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
from fitscore.documents import document_from_bytes
from fitscore.errors import InputError

# A module each, with LAYOUTS, WAYS, LOOK_ALIKES and page(layout, way).
FORMATS = ("pdf", "docx", "html")


def main() -> None:
    """Make, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(FORMATS)}")
    parser.add_argument("--folder", type=Path, help="PDFs to look for hidden text in")
    args = parser.parse_args()
    if args.folder:
        _count(args.folder)
        return
    for form in args.formats or FORMATS:
        _measure(form)


def _measure(form: str) -> None:
    """Print how often each way is caught in a format, and each look-alike taken for hidden."""
    made = import_module(f"benchmarks.hidden.{form}")
    count = len(made.LAYOUTS)
    print(f"\n| way, {form} | caught | seen text kept |\n|---|---|---|")
    caught = kept = wrong = 0
    for way in made.WAYS:
        found = [read(made.page(layout, way), f"page.{form}") for layout in made.LAYOUTS]
        a, b = sum(map(is_caught, found)), sum(map(keeps_what_is_seen, found))
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
        flagged = sum(not is_clean(read(page, f"page.{form}")) for page in pages)
        wrong += flagged
        print(f"| {way.__name__.replace('_', ' ')} | {flagged} of {count} |")
    print(f"| all | {wrong} of {len(made.LOOK_ALIKES) * count} |")


def _count(folder: Path) -> None:
    """How many PDFs of a folder carry a flag of hidden text."""
    files = flagged = pages = 0
    started = time.perf_counter()
    for path in sorted(folder.rglob("*.pdf")):
        try:
            document = document_from_bytes(path.read_bytes(), str(path))
        except InputError:
            continue
        files, pages = files + 1, pages + document.pages
        hidden = [flag.quote for flag in document.flags if flag.kind == "hidden_text"]
        flagged += bool(hidden)
        for quote in hidden:
            print(f"{path.name}: {quote[:90]}")
    rate = pages / (time.perf_counter() - started)
    print(f"{flagged} of {files} files flagged; {rate:.1f} pages per second")


if __name__ == "__main__":
    main()
