"""Train the résumé reader and print how it reads résumés of sources that it did not see.

    python -m fitscore.training.resumes --data DIR [--data DIR ...] [--out FILE] [--hold SOURCE ...]
        [--start FILE [--keep DIR ...]]

DIR is described in `fitscore.training.resumes.labelled`. --hold keeps the sources whose names begin
so out of the training and prints how they are read. --out writes the reader. --start goes on from a
reader that is there, instead of from the base model; --keep names folders of résumés without
labels, of which it is to say what it said.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from fitscore.errors import ExtraError, FitscoreError
from fitscore.training.resumes.labelled import LabelledResume, read_labelled_resumes

try:
    from fitscore.training.resumes.evaluation import report
    from fitscore.training.resumes.learning import (
        STEPS,
        Sample,
        samples_of,
        train,
        unlabelled_samples_of,
    )
    from fitscore.training.tagging import write
except ImportError as error:
    raise SystemExit(str(ExtraError("training", "train"))) from error


def _read(folders: Sequence[Path]) -> tuple[list[LabelledResume], list[list[Sample]]]:
    """All that is labelled, with its samples, or the end with one line."""
    try:
        resumes = [resume for folder in folders for resume in read_labelled_resumes(folder)]
        samples = samples_of(resumes)
    except FitscoreError as error:
        raise SystemExit(f"fitscore: {error}") from error
    if not resumes:
        raise SystemExit(f"fitscore: no labelled résumé is in {', '.join(map(str, folders))}")
    return resumes, samples


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--hold", action="append", default=[], metavar="SOURCE")
    parser.add_argument("--start", type=Path, help="a reader to go on from")
    parser.add_argument("--keep", type=Path, action="append", default=[])
    parser.add_argument("--documents", type=int, default=STEPS, help="seen in all")
    args = parser.parse_args()
    if args.keep and not args.start:
        parser.error("--keep needs --start: what no reader said cannot be kept")
    resumes, samples = _read(args.data)
    held = [resume.labels.source.startswith(tuple(args.hold)) for resume in resumes]
    learned = [each for each, out in zip(samples, held, strict=True) if not out]
    unseen = [each for each, out in zip(samples, held, strict=True) if out and each]
    amiss = sum(not each for each in samples)
    sources = len({resume.labels.source for resume in resumes})
    print(f"{len(resumes)} résumés of {sources} sources; labels of {amiss} do not fit", flush=True)
    if args.keep:
        files = [path for folder in args.keep for path in sorted(folder.rglob("*.*"))]
        learned += unlabelled_samples_of([path for path in files if path.suffix != ".json"])
    network = train(learned, args.documents, start=args.start, told=True)
    if unseen:
        report("unseen sources", unseen, network)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        write(network, args.out)


if __name__ == "__main__":
    main()
