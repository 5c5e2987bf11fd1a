"""Train the posting reader and print how it reads postings of sources that it did not see.

    python -m fitscore.training.reader --data DIR[=SHARE] [--data ...] [--start FILE] [--out FILE]
        [--folds DIR] [--judge FILE]

DIR is described in `fitscore.training.reader.labelled`. --folds judges: the sources are dealt into
groups, each is read by a reader trained without it, and DIR gets those readers, one file a group,
with SOURCES.json, which says for each posting which reader has not seen its source. --out writes
the reader trained on everything. A SHARE says how often a posting of that folder is drawn rather
than one of another. --start goes on from a reader that is there, instead of from the base model.
--judge prints how a reader reads what is labelled.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from fitscore.errors import ExtraError, FitscoreError
from fitscore.training.reader.labelled import LabelledPosting, read_labelled_postings

try:
    from fitscore.training.reader.evaluation import report
    from fitscore.training.reader.learning import EPOCHS, train
    from fitscore.training.tagging import TorchNetwork, write
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error

GROUPS = 4
_LEAST_SOURCES = 8


def _read(folders: Sequence[str]) -> tuple[list[LabelledPosting], dict[str, float]]:
    """All that is labelled, and the share of each file's posting; or the end with one line."""
    postings: list[LabelledPosting] = []
    shares: dict[str, float] = {}
    for given in folders:
        folder, _, share = given.partition("=")
        try:
            found = read_labelled_postings(Path(folder))
            each = float(share) / len(found) if share else 1.0
        except (FitscoreError, ValueError) as error:
            raise SystemExit(f"fitscore: {error}") from error
        postings += found
        shares |= {posting.file: each for posting in found}
    sources = len({posting.source for posting in postings})
    if sources < _LEAST_SOURCES:
        raise SystemExit(
            f"fitscore: {sources} sources are labelled in {', '.join(map(str, folders))}; label "
            f"{_LEAST_SOURCES} at least: each is judged by a reader that did not see it"
        )
    return postings, shares


def _group(posting: LabelledPosting, groups: int) -> int:
    """The same for all postings of a source, and whatever else is labelled."""
    return int(hashlib.sha256(posting.source.encode()).hexdigest(), 16) % groups


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", action="append", required=True, metavar="DIR[=SHARE]")
    parser.add_argument("--start", type=Path, help="a reader to go on from")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--judge", type=Path, help="a reader that has not seen the data")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--groups", type=int, default=GROUPS, help="of sources, with --folds")
    args = parser.parse_args()
    if args.start and args.folds:
        parser.error("a reader to go on from may have seen the sources that --folds judges")
    postings, shares = _read(args.data)
    drawn = any("=" in given for given in args.data)

    def learned(some: Sequence[LabelledPosting]) -> TorchNetwork:
        weights = [shares[posting.file] for posting in some] if drawn else None
        return train(some, args.epochs, shares=weights, start=args.start, told=True)

    sources = len({posting.source for posting in postings})
    print(f"{len(postings)} postings of {sources} sources")
    if args.judge:
        report(args.judge.name, postings, args.judge)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        unseen: dict[str, str] = {}
        for group in range(args.groups):
            held = [posting for posting in postings if _group(posting, args.groups) == group]
            rest = [posting for posting in postings if _group(posting, args.groups) != group]
            file = args.folds / f"{group}.safetensors"
            write(learned(rest), file)
            report(f"group {group}", held, file)
            unseen |= {posting.file: file.name for posting in held}
            (args.folds / "SOURCES.json").write_text(json.dumps(unseen, indent=1), "utf-8")
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        write(learned(postings), args.out)


if __name__ == "__main__":
    main()
