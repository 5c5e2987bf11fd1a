"""What safety costs: reading in a process of its own, and looking for hidden text.

    python -m benchmarks.isolation

Each figure is the median of several runs in this one process, on the example PDFs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from fitscore import Limits, ReaderPool
from fitscore.documents import pdf
from fitscore.documents.visibility import Unseen

RESUMES = Path(__file__).resolve().parent.parent / "examples" / "resumes"
FILES = sorted(RESUMES.glob("*.pdf"))
BATCH = 200
RUNS = 5


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median wall time of some work."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def one_file(limits: Limits) -> None:
    """A pool that is made for one file and closed behind it."""
    with ReaderPool(limits=limits) as pool:
        pool.read_resume(FILES[0])


def batch(pool: ReaderPool) -> None:
    """Two hundred files through one pool."""
    for _ in pool.read_resumes(islice(cycle(FILES), BATCH)):
        pass


def pages() -> int:
    """Pages of the example PDFs, read in this process."""
    return sum(pdf.read_pdf(path.read_bytes(), str(path)).pages for path in FILES)


def nothing_unseen(_: object, copy: Any, *__: object) -> Unseen:
    """All of a page is seen."""
    copy.close()
    return Unseen()


def main() -> None:
    """Measure and print the table."""
    inside = Limits(isolated=False)
    pages()  # imports are not reading
    rows = [
        (
            "one file, milliseconds",
            1000 * seconds(lambda: one_file(inside)),
            1000 * seconds(lambda: one_file(Limits())),
        )
    ]
    with ReaderPool(limits=inside) as alone, ReaderPool() as single, ReaderPool.for_batch() as all_:
        none = 1000 * seconds(lambda: batch(alone), 1) / BATCH
        for name, pool in (("one worker", single), ("a worker per processor", all_)):
            pool.read_resume(FILES[0])
            cost = 1000 * seconds(lambda pool=pool: batch(pool), 1) / BATCH  # type: ignore[misc]
            rows.append((f"each of {BATCH} files, {name}, milliseconds", none, cost))
    count = pages()
    with mock.patch.object(pdf, "unseen_glyphs", side_effect=nothing_unseen):
        without = 1000 * seconds(pages) / count
    within = 1000 * seconds(pages) / count
    rows.append(("a page, looking for hidden text, milliseconds", without, within))
    print("| what | without | with | ratio |\n|---|---|---|---|")
    for name, none, cost in rows:
        print(f"| {name} | {none:.0f} | {cost:.0f} | {cost / none:.2f} |")


if __name__ == "__main__":
    main()
