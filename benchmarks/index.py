"""What a kept index costs: adding, searching, ranking, size and memory, beside plainer stores.

    python -m benchmarks.index [--sizes 1000 5000 25000]

Large indexes are made in bulk: some hundred résumés put together from the examples, each kept many
times under other names with its vectors moved a little by a seeded generator. Every figure is from
this one run on this one machine: read the ratios. LanceDB is measured where it is installed (the
extra `stores`). All candidates are rated, too, to see what the shortlist misses.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import msgspec
import numpy as np

from benchmarks.synthetic import Person, resume_text
from fitscore import ReaderPool, Resume, Scorer, read_posting
from fitscore.encoding import RememberingEncoder, load_encoder
from fitscore.index import ResumeIndex
from fitscore.index.documents import StoredDocument, resume_document
from fitscore.index.kept_pool import KeptPool
from fitscore.ranking import rate_pool
from fitscore.scoring.passages import passages_of

ROOT = Path(__file__).resolve().parent.parent
POSTINGS = sorted((ROOT / "examples" / "postings").iterdir())
BASE, MOVED = 300, 0.02  # résumés that are copied; standard deviation of each vector's moves
FILES = 60
QUERIES = (
    "contract negotiation",
    "wound care",
    "grant reporting",
    "route planning",
    "hiring staff",
)
TOP = 20
AS_OF = "2026-01-31"
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Wall seconds of some work, and what it gave."""
    started = time.perf_counter()
    given = work()
    return time.perf_counter() - started, given


def alone(work: Callable[..., T], *arguments: object) -> tuple[float, T]:
    """What some work gives in a fresh process, and that process's peak of memory in MiB."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_with_peak, work, *arguments).result()


def _with_peak(work: Callable[..., T], *arguments: object) -> tuple[float, T]:
    given = work(*arguments)
    return peak_so_far(), given


def peak_so_far() -> float:
    """This process's peak of memory in MiB; not ru_maxrss, which it inherits from its parent."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) / 1024


def adding(folder: Path) -> None:
    """Print the rate of `index add` beside bare reading and bare encoding."""
    paths = []
    for seed in range(FILES):
        path = folder / f"{seed:03}.txt"
        path.write_text(resume_text(seed, Person(f"Ann Number{seed}"), jobs_beside=6), "utf-8")
        paths.append(path)
    encoder = load_encoder()
    encoder.encode(["warm"])

    def read() -> list[Resume]:
        with ReaderPool.for_batch() as pool:
            return [found for found in pool.read_resumes(paths) if isinstance(found, Resume)]

    reading, resumes = timed(read)
    files = [[item.text for item in passages_of(resume)] for resume in resumes]
    encoding, _ = timed(lambda: [encoder.encode(texts) for texts in files])
    texts = [text for each in files for text in each]
    with ResumeIndex(folder / "index", create=True, encoder=encoder) as index:
        whole, _ = timed(lambda: list(index.add(paths)))
    print("| adding | seconds | files a second | bullets a second |\n|---|---|---|---|")
    for name, seconds in (
        ("bare reading", reading),
        ("bare encoding, file by file", encoding),
        ("`index add`", whole),
    ):
        print(f"| {name} | {seconds:.1f} | {FILES / seconds:.1f} | {len(texts) / seconds:.0f} |")
    print(f"\n`index add` takes {whole / (reading + encoding):.2f} × reading and encoding.\n")


def base_documents(index: ResumeIndex) -> list[StoredDocument]:
    """Documents as `index add` would keep them, of texts that were put together by seeds."""
    encoder = RememberingEncoder(index.encoder)
    found = []
    for seed in range(BASE):
        text = resume_text(seed, Person(), name_in_body=False, jobs_beside=10)
        found.append(resume_document(str(seed), Resume.from_text(text), encoder))
    return found


def copies(base: list[StoredDocument], first: int, stop: int) -> Iterator[StoredDocument]:
    """As many documents as are wanted, each with vectors of its own."""
    for number in range(first, stop):
        generator = np.random.default_rng(number)
        document = base[number % len(base)]
        rows = np.stack([item.vector for item in document.texts])
        rows = rows + generator.normal(0.0, MOVED, rows.shape)
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        resume = msgspec.json.decode(document.body, type=Resume)
        name = f"candidates/{number:06}.txt"
        texts = tuple(
            replace(item, vector=row) for item, row in zip(document.texts, rows, strict=True)
        )
        body = msgspec.json.encode(replace(resume, source=name, sha256=f"{number:064x}"))
        yield replace(document, name=name, sha256=f"{number:064x}", body=body, texts=texts)


def grow(folder: Path, base: list[StoredDocument], first: int, stop: int) -> float:
    """Put copies into an index; seconds."""
    started = time.perf_counter()
    with ResumeIndex(folder, create=True) as index:
        store = index._store  # noqa: SLF001 - made in bulk, not from files
        for start in range(first, stop, 500):
            with store.writing():
                store.model = load_encoder().identity
                for document in copies(base, start, min(stop, start + 500)):
                    store.put(document)
        index.rebuild()
    return time.perf_counter() - started


def ours(folder: Path) -> dict[str, float]:
    """Opening with the first search, and further searches, in seconds."""
    encoder = RememberingEncoder(load_encoder())
    encoder.encode(list(QUERIES))

    def first() -> ResumeIndex:
        index = ResumeIndex(folder, encoder=encoder)
        index.search(QUERIES[0])
        return index

    opening, index = timed(first)
    with index:
        further = [timed(lambda q=q: index.search(q))[0] for q in QUERIES]  # type: ignore[misc]
    return {"first": opening, "further": median(further)}


def matrix(path: Path) -> dict[str, float]:
    """The same by a product with a matrix that is kept in a file."""
    queries = load_encoder().encode(list(QUERIES))

    def first() -> Any:
        rows = np.load(path)
        nearest(rows, queries[0])
        return rows

    def nearest(rows: Any, query: Any) -> object:
        found = rows @ query
        best = np.argpartition(-found, 10)[:10]
        return best[np.argsort(-found[best])]

    opening, rows = timed(first)
    further = [timed(lambda q=q: nearest(rows, q))[0] for q in queries]  # type: ignore[misc]
    return {"first": opening, "further": median(further)}


def lance(folder: Path, path: Path) -> dict[str, float]:
    """The same by LanceDB without an index of its own, which is exact too."""
    import lancedb
    import pyarrow as pa

    queries = load_encoder().encode(list(QUERIES))
    if not folder.exists():
        rows = np.load(path, mmap_mode="r")
        table = None
        for start in range(0, len(rows), 50_000):
            part = np.ascontiguousarray(rows[start : start + 50_000])
            vectors = pa.FixedSizeListArray.from_arrays(part.reshape(-1), part.shape[1])
            numbers = pa.array(range(start, start + len(part)))
            batch = pa.table({"vector": vectors, "row": numbers})
            if table is None:
                table = lancedb.connect(folder).create_table("passages", batch)
            else:
                table.add(batch)
        return {}

    def search(table: Any, query: Any) -> object:
        return table.search(query).distance_type("dot").limit(10).to_arrow()

    def first() -> Any:
        table = lancedb.connect(folder).open_table("passages")
        search(table, queries[0])
        return table

    opening, table = timed(first)
    further = [timed(lambda q=q: search(table, q))[0] for q in queries]  # type: ignore[misc]
    return {"first": opening, "further": median(further)}


def ranking(folder: Path) -> dict[str, float]:
    """Of a ranking of the best twenty: seconds, opening included, and what its stages take."""
    scorer = Scorer()
    posting = read_posting(POSTINGS[1])
    prepared = scorer.prepare(posting)

    def whole() -> None:
        with ResumeIndex(folder, scorer=scorer) as index:
            index.rank(posting, top=TOP, as_of=AS_OF)

    seconds, _ = timed(whole)
    peak = peak_so_far()
    queries = prepared.requirements.vectors
    with ResumeIndex(folder, scorer=scorer) as index, index._passages() as cache:  # noqa: SLF001
        rows = np.concatenate([shard.arrays.vectors for shard in cache.shards])
        product = min(timed(lambda: _in_batches(queries, rows))[0] for _ in range(3))
        best = min(timed(lambda: cache.nearness(queries))[0] for _ in range(3))
    return {"whole": seconds, "product": product, "maxsim": best, "peak": peak}


def _in_batches(queries: Any, rows: Any) -> None:
    for start in range(0, len(rows), 1 << 12):
        _ = rows[start : start + (1 << 12)] @ queries.T


def exhaustive(folder: Path) -> dict[str, float]:
    """Of the best twenty of all, the share that the shortlist holds; what rating all takes."""
    scorer = Scorer()
    shares, rated = [], []
    with ResumeIndex(folder, scorer=scorer) as index:
        count = sum(1 for _ in index.entries())
        for path in POSTINGS:
            posting = read_posting(path)
            every = index.rank(posting, top=TOP, as_of=AS_OF, exhaustive=True)
            some = index.rank(posting, top=TOP, as_of=AS_OF)
            best = {match.resume.source for match in every.matches}
            shares.append(len(best & {m.resume.source for m in some.matches}) / len(best))
            prepared = scorer.prepare(posting)
            with index._passages() as cache:  # noqa: SLF001
                pool = KeptPool(index._store, cache, scorer, AS_OF, anonymize=False)  # noqa: SLF001
                which = np.arange(len(pool))
                taken, _ = timed(
                    lambda w=which, p=pool, q=prepared: rate_pool(p, w, q, scorer, as_of=AS_OF)  # type: ignore[misc]
                )
            rated.append(taken / count / len(posting.requirements))
    return {"recall": float(np.mean(shares)), "each": median(rated)}


def alone_with_match(folder: Path) -> float:
    """Seconds that `match` takes for each candidate and requirement, for some candidates."""
    scorer, some = Scorer(), 50
    prepared = scorer.prepare(read_posting(POSTINGS[1]))
    with ResumeIndex(folder, scorer=scorer) as index:
        pool = KeptPool(index._store, None, scorer, AS_OF, anonymize=False)  # noqa: SLF001
        some = min(some, len(pool))

        def each() -> None:
            for number in range(some):
                pool.look(number, prepared)

        return timed(each)[0] / some / len(prepared.posting.requirements)


def bytes_in(folder: Path) -> int:
    """Of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def vectors_of(folder: Path, path: Path) -> None:
    """All passages' vectors as one matrix in a file."""
    with ResumeIndex(folder) as index, index._passages() as cache:  # noqa: SLF001
        np.save(path, np.concatenate([shard.arrays.vectors for shard in cache.shards]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 25_000])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        adding(folder)
        with ResumeIndex(folder / "base", create=True, encoder=load_encoder()) as index:
            base = base_documents(index)
        print(
            "| résumés | bullets | made, s | store | MiB on disk | first search, s | further, ms "
            "| peak MiB |\n|---|---|---|---|---|---|---|---|"
        )
        ranked, absent = [], ""
        kept, rows = folder / "kept", folder / "rows.npy"
        for before, size in zip([0, *args.sizes], args.sizes, strict=False):
            made = grow(kept, base, before, size)
            alone(vectors_of, kept, rows)
            bullets = len(np.load(rows, mmap_mode="r"))
            stores: list[tuple[str, Path, Callable[..., dict[str, float]], tuple[Path, ...]]] = [
                ("ours", kept, ours, ()),
                ("numpy matrix", rows, matrix, ()),
            ]
            try:
                lance(folder / f"lance{size}", rows)
                stores.append(("LanceDB", folder / f"lance{size}", lance, (rows,)))
            except ImportError:
                absent = " (LanceDB is not installed.)"
            for name, where, work, more in stores:
                peak, told = alone(work, where, *more)
                disk = bytes_in(where) if where.is_dir() else where.stat().st_size
                seconds = f"{made:.0f}" if name == "ours" else ""
                print(
                    f"| {size} | {bullets} | {seconds} | {name} | {disk / 2**20:.0f} "
                    f"| {told['first']:.2f} | {1000 * told['further']:.0f} | {peak:.0f} |"
                )
            ranked.append((size, alone(ranking, kept)[1] | alone(exhaustive, kept)[1]))
        each = alone(alone_with_match, kept)[1]
        print(
            f"\n| résumés | `rank --index --top {TOP}`, s | MaxSim, ms | bare product, ms | ratio "
            f"| peak MiB | best {TOP} in the shortlist "
            "| rating all: µs a candidate and requirement |\n|---|---|---|---|---|---|---|---|"
        )
        for size, told in ranked:
            print(
                f"| {size} | {told['whole']:.1f} | {1000 * told['maxsim']:.0f} "
                f"| {1000 * told['product']:.0f} | {told['maxsim'] / told['product']:.2f} "
                f"| {told['peak']:.0f} | {told['recall']:.3f} | {1e6 * told['each']:.1f} |"
            )
        told = f"`match` with its evidence takes {1e6 * each:.0f} µs a candidate and requirement."
        print(f"\n{told}{absent}")


if __name__ == "__main__":
    main()
