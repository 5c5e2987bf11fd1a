"""Render labelled résumés of invented people, and print how a reader reads them.

    python -m benchmarks.resumes [--render DIR] [--judge DIR] [--reader FILE] [--designs]
        [FOLDER ...]

The FOLDERs are those of this folder unless given, each by an author who did not see what the others
wrote: `one` and `two` were learned from, `held` was not. --render writes them to DIR/NAME (some
minutes; Chromium, LibreOffice, pdflatex and `pip install typst` are used where they are there).
--judge reads what was rendered there: of each figure the mean over files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.resumes.judging import report
from benchmarks.resumes.rendering import render

HERE = Path(__file__).parent


def main() -> None:
    """Render, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--render", type=Path, metavar="DIR")
    parser.add_argument("--judge", type=Path, metavar="DIR")
    parser.add_argument("--reader", type=Path, help="another than the shipped one")
    parser.add_argument("--designs", action="store_true", help="figures of each design too")
    args = parser.parse_args()
    folders = args.folders or sorted(path.parent for path in HERE.glob("*/people"))
    if not args.render and not args.judge:
        parser.error("give --render DIR, --judge DIR or both")
    for folder in folders:
        if args.render:
            print(f"{folder.name}: {render(folder, args.render / folder.name)} résumés", flush=True)
        if args.judge:
            report(args.judge / folder.name, args.reader, by_design=args.designs)


if __name__ == "__main__":
    main()
