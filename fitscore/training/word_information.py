"""How much each word of postings says: the table that `fitscore.text.information` reads.

    python -m fitscore.training.word_information SOURCE ... [--out FILE]

Each SOURCE is a text file of one sentence a line: tasks of jobs, lines of postings. The information
of a word is -log of the chance that a line holds it (in nats), the mean of the chances in the
sources, so that a long source does not drown a short one.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fitscore.text.information import says
from fitscore.text.words import tokens_of

STEP = 0.25  # nats: what the table is rounded to
LEAST_LINES = 5.0  # of the mean source; rarer words are left out, and count as the rarest


def information(sources: Sequence[Iterable[str]]) -> dict[str, float]:
    """Nats by word, rounded to `STEP`; the rarest are left out.

    Args:
        sources: Lines; each line counts once.
    """
    chances: defaultdict[str, float] = defaultdict(float)
    lines = 0
    for source in sources:
        texts = list(dict.fromkeys(source))
        lines += len(texts)
        counts = Counter(word for text in texts for word in set(tokens_of(text)))
        for word, count in counts.items():
            if says(word):
                chances[word] += count / len(texts) / len(sources)
    least = LEAST_LINES * len(sources) / max(1, lines)
    known = {word: chance for word, chance in chances.items() if chance >= least}
    return {word: round(-math.log(chance) / STEP) * STEP for word, chance in known.items()}


def written(words: Mapping[str, float]) -> str:
    """The table as TOML: of each number of nats the words, in order."""
    by_nats: dict[float, list[str]] = defaultdict(list)
    for word, nats in words.items():
        by_nats[nats].append(word)
    lines = [f'"{nats}" = "{" ".join(sorted(by_nats[nats]))}"' for nats in sorted(by_nats)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("information.toml"))
    args = parser.parse_args()
    words = information([path.read_text(encoding="utf-8").splitlines() for path in args.sources])
    args.out.write_text("[nats]\n" + written(words), encoding="utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
