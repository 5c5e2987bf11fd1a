"""What reading a PDF costs, and what it finds, beside the bare libraries.

    python -m benchmarks.reading
    python -m benchmarks.reading --folder DIR

Each reader goes through the same files in a process of its own: pages per second and the peak of
its memory. What it finds is the share of the examples' statements (the `highlights` of their JSON
Resume sources) that come out whole, as one item: a line of text for the bare libraries, a bullet
for fitscore. With ``--folder`` other PDFs are read, and nothing is said of what was found.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESUMES = ROOT / "examples" / "resumes"
ROUNDS = 10

# A reader gives the number of pages and the items of text that it finds.
Found = tuple[int, list[str]]


def by_pypdf(path: Path) -> Found:
    """Text of each page, as pypdf extracts it."""
    import pypdf

    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return len(pages), [line for page in pages for line in page.splitlines()]


def by_pdfium(path: Path) -> Found:
    """Text of each page, as pdfium extracts it."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return len(pages), [line for page in pages for line in page.splitlines()]


def by_fitscore(path: Path) -> Found:
    """Statements of a résumé: layout, sections, roles, bullets, identity."""
    from fitscore import read_resume

    resume = read_resume(path)
    return resume.pages, [bullet.text for bullet in resume.bullets]


READERS: dict[str, Callable[[Path], Found]] = {
    "pypdf": by_pypdf,
    "pypdfium2": by_pdfium,
    "fitscore": by_fitscore,
}


def measure(reader: str, paths: list[Path]) -> dict[str, float]:
    """Pages per second and peak memory in MiB of one reader in this process; found, wanted."""
    read = READERS[reader]
    read(paths[0])  # imports are not reading
    pages = 0
    started = time.perf_counter()
    for _ in range(ROUNDS):
        for path in paths:
            pages += read(path)[0]
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = wanted = 0
    for path in paths:
        source = path.parent / "sources" / f"{path.stem}.json"
        if source.exists():
            items = {_bare(item) for item in read(path)[1]}
            highlights = _highlights(source)
            wanted += len(highlights)
            found += sum(_bare(text) in items for text in highlights)
    return {"rate": pages / seconds, "peak": peak, "found": found, "wanted": wanted}


def _highlights(source: Path) -> list[str]:
    value = json.loads(source.read_text(encoding="utf-8"))
    entries = value.get("work", []) + value.get("volunteer", [])
    return [text for entry in entries for text in entry.get("highlights", [])]


def _bare(text: str) -> str:
    """Letters and digits only: a bullet's mark and a line's spaces are no difference."""
    return "".join(c for c in text if c.isalnum())


def main() -> None:
    """Measure each reader in its own process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=RESUMES, help="PDFs to read")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.pdf"))
    if not paths:
        parser.error(f"{arguments.folder}: no PDF in it; give a folder with some")
    if arguments.reader:
        print(json.dumps(measure(arguments.reader, paths)))
        return
    print("| reader | pages per second | peak memory | statements found whole |\n|---|---|---|---|")
    for reader in READERS:
        command = [sys.executable, "-m", "benchmarks.reading", "--reader", reader]
        command += ["--folder", str(arguments.folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        got = json.loads(done.stdout)
        share = f"{got['found']} of {got['wanted']}" if got["wanted"] else "–"
        print(f"| {reader} | {got['rate']:.0f} | {got['peak']:.0f} MiB | {share} |")


if __name__ == "__main__":
    main()
