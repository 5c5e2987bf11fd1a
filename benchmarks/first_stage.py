"""What a ranking's first stage could be: the exact product, a quantiser, an inverted file.

    python -m benchmarks.first_stage [--sizes 10000 100000 1000000]

The first stage says which of many candidates are worth rating: by the nearest statement of each
for each requirement. Exactly, that is one product of all vectors with the requirements' (what
fitscore does). FAISS can do with less memory, or look at a part alone: it gives the statements
nearest to each requirement, a fiftieth of them, and a candidate without one counts as the last.
Vectors are those of résumés put together from the examples, each moved a little by a seeded
generator. Every figure is from this one run on this one machine, each way in a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.index import BASE, MOVED, POSTINGS, alone, timed
from benchmarks.synthetic import Person, resume_text
from fitscore import Resume, Scorer, read_posting
from fitscore.encoding import RememberingEncoder
from fitscore.scoring.passages import passages_of

NEAREST = 0.02  # share of the statements that FAISS is asked for, a requirement
SHORT = 0.04  # share of the candidates that is kept: a thousand of 25,000
WAYS = ("product", "SQ8", "IVF", "IVF, SQ8")
Vectors = NDArray[np.float32]


def make(folder: Path, count: int, base: list[Vectors]) -> None:
    """Statements of so many candidates that they are about `count`, and whose each is."""
    rows: list[Vectors] = []
    owners: list[NDArray[np.int64]] = []
    done = 0
    while done < count:
        generator = np.random.default_rng(len(rows))
        own = base[len(rows) % len(base)]
        moved = own + generator.normal(0.0, MOVED, own.shape).astype(np.float32)
        rows.append(moved / np.linalg.norm(moved, axis=1, keepdims=True))
        owners.append(np.full(len(own), len(owners)))
        done += len(own)
    np.save(folder / "rows.npy", np.concatenate(rows).astype(np.float32))
    np.save(folder / "owners.npy", np.concatenate(owners))


def measured(folder: Path, way: str, asked: list[Vectors]) -> dict[str, Any]:
    """What one way takes, and the candidates and statements that it finds."""
    rows, owners = np.load(folder / "rows.npy", mmap_mode="r"), np.load(folder / "owners.npy")
    if way == "product":
        took, whole = timed(lambda: np.array(rows))
        size = whole.nbytes

        def search(queries: Vectors) -> tuple[NDArray[Any], NDArray[Any]]:
            found = whole @ queries.T
            firsts = np.flatnonzero(np.diff(owners, prepend=-1))
            return np.maximum.reduceat(found, firsts, axis=0).mean(axis=1), found.argmax(axis=0)
    else:
        import faiss

        took, index = timed(lambda: _built(way, rows))
        size = len(faiss.serialize_index(index))

        def search(queries: Vectors) -> tuple[NDArray[Any], NDArray[Any]]:
            values, places = index.search(queries, max(1, round(NEAREST * len(rows))))
            values = np.where(places < 0, -1.0, values)
            best = np.full((owners[-1] + 1, len(queries)), -np.inf)
            columns = np.repeat(np.arange(len(queries)), places.shape[1])
            np.maximum.at(best, (owners[places.ravel()], columns), values.ravel())
            return np.maximum(best, values.min(axis=1)).mean(axis=1), places[:, 0]

    each, found = zip(*(timed(lambda q=q: search(q)) for q in asked), strict=True)  # type: ignore[misc]
    short = max(1, round(SHORT * (owners[-1] + 1)))
    return {
        "took": took,
        "size": size / 2**20,
        "each": float(np.median(each)),
        "short": [set(np.argsort(-guess, kind="stable")[:short].tolist()) for guess, _ in found],
        "first": np.concatenate([first for _, first in found]),
    }


def _built(way: str, rows: Vectors) -> Any:
    import faiss

    dimensions, lists = rows.shape[1], round(len(rows) ** 0.5)
    inner, bits = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer.QT_8bit
    coarse = faiss.IndexFlatIP(dimensions)
    made: dict[str, Callable[[], Any]] = {
        "SQ8": lambda: faiss.IndexScalarQuantizer(dimensions, bits, inner),
        "IVF": lambda: faiss.IndexIVFFlat(coarse, dimensions, lists, inner),
        "IVF, SQ8": lambda: faiss.IndexIVFScalarQuantizer(coarse, dimensions, lists, bits, inner),
    }
    index = made[way]()
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // 100_000)]))
    for start in range(0, len(rows), 50_000):
        index.add(np.ascontiguousarray(rows[start : start + 50_000]))
    if way.startswith("IVF"):
        index.nprobe = max(1, lists // 16)
    return index


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    args = parser.parse_args()
    scorer = Scorer()
    encoder = RememberingEncoder(scorer.encoder)
    texts = (
        resume_text(seed, Person(), name_in_body=False, jobs_beside=10) for seed in range(BASE)
    )
    passages = (passages_of(Resume.from_text(text)) for text in texts)
    base = [encoder.encode([item.text for item in items]) for items in passages]
    prepared = [scorer.prepare(read_posting(path)).requirements for path in POSTINGS]
    asked = [each.vectors[: each.count] for each in prepared]
    print(
        "| statements | way | made, s | MiB | peak MiB | a posting, ms | shortlist | nearest |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for count in args.sizes:
            make(Path(scratch), count, base)
            exact: dict[str, Any] = {}
            for way in WAYS:
                peak, told = alone(measured, Path(scratch), way, asked)
                exact = exact or told
                pairs = zip(told["short"], exact["short"], strict=True)
                short = np.mean([len(own & best) / len(best) for own, best in pairs])
                nearest = (told["first"] == exact["first"]).mean()
                print(
                    f"| {count} | {way} | {told['took']:.1f} | {told['size']:.0f} | {peak:.0f} "
                    f"| {1000 * told['each']:.0f} | {short:.3f} | {nearest:.3f} |"
                )
    print(
        "\nshortlist: of the product's best candidates, the share that is found; nearest: the "
        "share of\nrequirements whose nearest statement is."
    )


if __name__ == "__main__":
    main()
