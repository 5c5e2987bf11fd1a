"""How well a reader reads labelled postings that it has not seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fitscore.errors import NoRequirementError
from fitscore.posting.reader import Reader, load_reader
from fitscore.posting.reading import posting_from_document
from fitscore.training.reader.labelled import LabelledPosting, Mark

_SAME = 0.6  # overlap of words from which two texts are one requirement
_GOOD = 0.85  # F1


def report(name: str, postings: Sequence[LabelledPosting], file: Path) -> None:
    """Print F1 and how often what is said of a requirement is right."""
    rows = [_judged(posting, load_reader(file)) for posting in postings]
    f1 = np.array([row[0] for row in rows])
    right, known = Counter[str](), Counter[str]()
    for _, rights, labelled in rows:
        right.update(rights)
        known.update(labelled)
    shares = "  ".join(f"{key} {right[key] / known[key]:.3f}" for key in sorted(known))
    figures = f"F1 {f1.mean():.3f}  good {(f1 >= _GOOD).mean():.2f}  {shares}"
    print(f"{name}: {len(rows)} postings  {figures}", flush=True)


def _judged(posting: LabelledPosting, reader: Reader) -> tuple[float, Counter[str], Counter[str]]:
    """F1 of the requirements found, what was right of those paired, and what was labelled."""
    document = posting.document
    title = None
    try:
        read = posting_from_document(document, reader)
        found, title = read.requirements, read.title
    except NoRequirementError:
        found = ()
    texts = [item.text for item in found]
    firm = [span for span in posting.spans if span.mark is Mark.REQUIREMENT]
    free = [
        document.text[span.start : span.end] for span in posting.spans if span.mark is Mark.OPTIONAL
    ]
    wanted = [document.text[span.start : span.end] for span in firm]
    pairs = paired(texts, wanted)
    absorbed = sum(
        i not in dict(pairs) and any(overlap(text, other) >= 0.5 for other in free)
        for i, text in enumerate(texts)
    )
    right, known = Counter[str](), Counter[str]()
    if posting.fields and "title" in posting.fields:
        wanted_title = document.text[slice(*posting.fields["title"])]
        known["title"] += 1
        right["title"] += title == " ".join(wanted_title.split())
    for i, j in pairs:
        for key in ("priority", "kind", "or_equivalent"):
            wanted_value = getattr(firm[j].label, key)
            if wanted_value is not None:
                known[key] += 1
                right[key] += getattr(found[i], key) == wanted_value
    precision = (len(pairs) + absorbed) / len(texts) if texts else float(not wanted)
    recall = len(pairs) / len(wanted) if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, right, known


def paired(found: Sequence[str], wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of the same requirement, the greatest overlap first, each used once."""
    scored = [(overlap(a, b), i, j) for i, a in enumerate(found) for j, b in enumerate(wanted)]
    pairs: list[tuple[int, int]] = []
    used_i, used_j = set[int](), set[int]()
    for score, i, j in sorted(scored, reverse=True):
        if score >= _SAME and i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            pairs.append((i, j))
    return pairs


def overlap(a: str, b: str) -> float:
    """Dice overlap of two bags of words, 0 to 1."""
    x, y = (Counter(re.findall(r"\w+", text.lower())) for text in (a, b))
    return 2 * sum((x & y).values()) / max(1, sum(x.values()) + sum(y.values()))
