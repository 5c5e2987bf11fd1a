"""How often a résumé is said to repeat its posting: of honest people, and when it is stuffed.

    python -m benchmarks.echoes --data DIR [--every 4]

DIR holds pools, each a folder of match folders (docs/training.md), with POSTING.txt and résumés
that people sent, or wrote, for it. Each is looked at as it is, and every so many once more in every
way of `benchmarks.attacks`. Nothing is scored, so a run takes a minute or two.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from benchmarks.attacks import ATTACKS
from fitscore import InputError, Posting, ReaderPool, Resume
from fitscore.resume import resume_from_text
from fitscore.scoring.echoes import Sentences, echoes_in
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import encode
from fitscore.testing import HashingEncoder

ENCODER = HashingEncoder()


def repeats(posting: Sentences, resume: Resume) -> bool:
    """Whether something in a résumé is said to be the posting's."""
    return bool(echoes_in(posting, pack([encode(resume, ENCODER)])).marked.any())


def main() -> None:
    """Look and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=4, help="of how many one is stuffed")
    args = parser.parse_args()
    honest: dict[str, list[bool]] = defaultdict(list)
    stuffed: dict[str, list[bool]] = defaultdict(list)
    number = 0
    for posting, pool, resumes in _read(args.data):
        sentences = Sentences.of(posting)
        for resume in resumes:
            honest[pool].append(repeats(sentences, resume))
            number += 1
            for name, attack in ATTACKS.items() if number % args.every == 0 else ():
                text = attack(resume, posting)
                stuffed[name].append(repeats(sentences, resume_from_text(text, resume.source)))
    print("| honest | résumés | said to repeat the posting |\n|---|---|---|")
    for name, found in honest.items():
        print(f"| {name} | {len(found)} | {sum(found)} |")
    print("\n| stuffed | résumés | said to repeat the posting |\n|---|---|---|")
    for name, found in stuffed.items():
        print(f"| {name} | {len(found)} | {sum(found) / len(found):.0%} |")


def _read(data: Path) -> list[tuple[Posting, str, list[Resume]]]:
    """Postings with the pool and the résumés of each; what cannot be read is left out."""
    found = []
    with ReaderPool.for_batch() as readers:
        for path in sorted(data.rglob("POSTING.txt")):
            folder = path.parent
            try:
                posting = readers.read_posting(path)
            except InputError:
                continue
            paths = sorted(folder.glob("*.pdf"))
            resumes = [one for one in readers.read_resumes(paths) if isinstance(one, Resume)]
            found.append((posting, folder.parent.name, resumes))
    return found


if __name__ == "__main__":
    main()
