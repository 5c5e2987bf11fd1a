"""Reading postings against labelled requirements, beside what is usually done.

    python -m benchmarks.postings [--data DIR]

Without --data, on the shipped examples, whose gold a reader wrote without seeing this code. DIR
holds any number of folders, each with POSTING.txt and REQUIREMENTS.json (a list of objects with
text, priority, kind, years_min, degree, or_equivalent).

Predicted and gold requirements are paired one to one, best first, where the Dice overlap of their
words is 0.6 or more.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from typing import Any

from fitscore import InputError, read_posting
from fitscore.documents import read_document
from fitscore.training.reader.evaluation import paired

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "data" / "gold_requirements.json"
_BULLET = re.compile(r"^\s*(?:[-*•▪·]|\d{1,2}[.)])\s+")
_HEADING = re.compile(
    r"requirement|qualification|skills|experience|what you|who you", re.IGNORECASE
)

Item = dict[str, Any]


def by_fitscore(path: Path) -> list[Item]:
    """Requirements as fitscore reads them."""
    try:
        return list(read_posting(path).to_dict()["requirements"])
    except InputError:
        return []


def by_bullets(path: Path) -> list[Item]:
    """The usual way: bullets below a heading that names requirements, all of them required."""
    inside, found = False, []
    document = read_document(path)
    for line in document.lines:
        text = document.line_text(line)
        if _BULLET.match(text) or line.item:
            if inside:
                found.append({"text": _BULLET.sub("", text), "priority": "required"})
        elif len(text) < 60:
            inside = bool(_HEADING.search(text))
    return found


def by_lines(path: Path) -> list[Item]:
    """Each line is a requirement."""
    document = read_document(path)
    return [{"text": document.line_text(line), "priority": "required"} for line in document.lines]


def labelled(data: Path | None) -> Iterable[tuple[Path, list[Item]]]:
    """Postings and their gold."""
    if data is None:
        for name, entry in json.loads(GOLD.read_text(encoding="utf-8")).items():
            yield ROOT / "examples" / "postings" / name, entry["requirements"]
        return
    for file in sorted(data.rglob("REQUIREMENTS.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        yield file.parent / "POSTING.txt", [item for item in gold if not item.get("optional")]


def figures(
    read: Callable[[Path], list[Item]], postings: list[tuple[Path, list[Item]]]
) -> tuple[float, float]:
    """Macro F1 over the postings, and the share of pairs with the right priority."""
    scores, right = [], []
    for path, gold in postings:
        found = read(path)
        pairs = paired([item["text"] for item in found], [item["text"] for item in gold])
        scores.append(2 * len(pairs) / max(1, len(found) + len(gold)))
        right += [found[i]["priority"] == gold[j]["priority"] for i, j in pairs]
    return mean(scores), mean(right) if right else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    postings = list(labelled(parser.parse_args().data))
    print(f"{len(postings)} postings\n\n| way | macro F1 | priority |\n|---|---|---|")
    ways = {
        "every line": by_lines,
        "bullets under a requirements heading": by_bullets,
        "fitscore": by_fitscore,
    }
    for name, read in ways.items():
        score, priority = figures(read, postings)
        print(f"| {name} | {score:.3f} | {priority:.3f} |")


if __name__ == "__main__":
    main()
