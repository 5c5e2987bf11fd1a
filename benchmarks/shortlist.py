"""How far ratings lie from matches, and what retrieval by vectors leaves out: honest and attacked.

    python -m benchmarks.shortlist [--data DIR [--every 1]] [--count 400]

The highest fit of a rating, what rounding could decide taken as met, may lie below the match by
`fitscore.ranking.MARGIN` at most: then a shortlisted ranking is the head of the exhaustive one.
Without --data the résumés are put together from the examples, a third of them attacked in turn in
every way of `benchmarks.attacks` and a third with the posting pasted; with it they are the PDFs of
a folder as `fitscore.training.labelled` describes it, which also holds POSTING.txt in each match
folder, plain and attacked. For retrieval, half of each pool is passed on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from benchmarks.attacks import ATTACKS
from benchmarks.pools import MemoryPool, attacked, honest, pasters
from fitscore import Failure, InputError, Match, Posting, ReaderPool, Resume, Scorer, read_posting
from fitscore.encoding import RememberingEncoder, load_encoder
from fitscore.ranking import MARGIN, Stages, rank_pool
from fitscore.resume import resume_from_text
from fitscore.training.labelled import match_folders

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-01-31"
TOP = 20


def examples(count: int) -> list[tuple[Posting, list[Resume]]]:
    """A pool for each example posting."""
    found = []
    for path in sorted((ROOT / "examples" / "postings").iterdir()):
        posting, third = read_posting(path), count // 3
        resumes = honest(range(third)) + attacked(range(third, 2 * third), posting)
        found.append((posting, resumes + pasters(range(2 * third, count), posting)))
    return found


def labelled(data: Path, count: int, every: int) -> list[tuple[Posting, list[Resume]]]:
    """A pool for every so many match folders: résumés of all, plain and attacked in turn."""
    folders = match_folders(data)
    generator = np.random.default_rng(0)
    with ReaderPool.for_batch() as pool:
        paths = sorted({path.name: path for f in folders for path in f.glob("*.pdf")}.values())
        read = [one for one in pool.read_resumes(paths) if isinstance(one, Resume)]
        found = []
        for folder in folders[::every]:
            try:
                posting = pool.read_posting(folder / "POSTING.txt")
            except InputError:
                continue
            some = [read[i] for i in generator.permutation(len(read))[:count]]
            ways = list(ATTACKS.values())
            stuffed = [
                resume_from_text(ways[i % len(ways)](resume, posting), resume.source)
                for i, resume in enumerate(some[::3])
            ]
            found.append((posting, some + stuffed))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    scorer = Scorer(encoder=RememberingEncoder(load_encoder(notice=print)))
    pools = labelled(args.data, args.count, args.every) if args.data else examples(args.count)
    above, ties, counts = [], 0, 0
    recalls = []
    for posting, resumes in pools:
        prepared = scorer.prepare(posting)
        pool = MemoryPool(resumes, scorer, AS_OF)
        looks = [pool.look(index, prepared) for index in range(len(pool))]
        found = [
            look if isinstance(look, Failure) else scorer.conclude(look, estimate=True)
            for look in looks
        ]
        ratings = scorer.rate(pool.take(np.arange(len(pool))), prepared, as_of=AS_OF)
        for index, match in enumerate(found):
            if isinstance(match, Match):
                ties += ratings.highest_fit[index] > ratings.fit[index]
                above.append(match.fit - ratings.highest_fit[index])
                counts += match.required_met != ratings.required_met[index]
        plan = Stages(len(pool) // 2, TOP).plan(len(pool), TOP, exhaustive=False)
        ranking = rank_pool(pool, prepared, scorer, as_of=AS_OF, plan=plan)
        whole = (scorer.conclude(look) for look in looks if not isinstance(look, Failure))
        matches = sorted(whole, key=lambda m: -m.fit)
        best = {match.resume.source for match in matches[:TOP]}
        recalls.append(len(best & {m.resume.source for m in ranking.matches}) / len(best))
    values = np.array(above)
    print(
        f"{len(values)} ratings in {len(pools)} pools: the match lies above the highest fit of its "
        f"rating by {values.max():.4f} points at most (margin {MARGIN}), "
        f"{np.percentile(values, 99.9):.4f} at the 99.9th percentile. {ties} have a near tie, "
        f"{counts} another count of required met.\n"
        f"Of the exhaustive best {TOP}, with half of each pool retrieved: "
        f"{np.mean(recalls):.3f} found, {min(recalls):.2f} in the worst pool."
    )


if __name__ == "__main__":
    main()
