"""Verdicts and quotes against the labels of the shipped examples, beside what is usually done.

    python -m benchmarks.verdicts

The labels (examples/labelled) were written by a reader for these examples, of which few fit: they
show that all of it works together. What to expect on other postings and trades is what
`python -m fitscore.training --data DIR` prints.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from fitscore import Match, Scorer, read_posting, read_resume
from fitscore.scoring.passages import passages_of
from fitscore.training.labelled import read_requirements, says_the_same, words_of
from fitscore.types import Posting, Resume, Verdict

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT / "examples" / "labelled"
POSTINGS = {path.stem: path for path in (ROOT / "examples" / "postings").iterdir()}
AS_OF = "2026-01-31"
CLASSES = [Verdict.MISSING, Verdict.PARTIAL, Verdict.MET]
# Where the usual script draws its lines.
NAIVE_MET, NAIVE_PARTIAL = 0.5, 0.35

# Verdict, gold verdict, and whether the first quote is one that the reader gave (None: none given).
Outcome = tuple[int, int, bool | None]


def outcomes(scorer: Scorer) -> dict[str, list[Outcome]]:
    """What each way says of each labelled requirement."""
    found: dict[str, list[Outcome]] = {"best cosine, two thresholds": [], "fitscore": []}
    for folder in sorted(path for path in LABELLED.iterdir() if path.is_dir()):
        (path,) = (path for stem, path in POSTINGS.items() if stem.startswith(folder.name))
        posting = read_posting(path)
        texts = {item.id: item.text for item in read_requirements(folder)}
        for file in sorted((folder / "labels").iterdir()):
            entry = json.loads(file.read_text(encoding="utf-8"))
            resume = read_resume(folder / entry["resume"])
            match = scorer.match(resume, posting, as_of=AS_OF)
            for way, answers in (
                ("best cosine, two thresholds", _naive(scorer, resume, posting)),
                ("fitscore", _ours(match)),
            ):
                found[way] += [
                    _outcome(answers, {**label, "text": texts[label["id"]]})
                    for label in entry["labels"]
                ]
    return found


def _naive(scorer: Scorer, resume: Resume, posting: Posting) -> dict[str, tuple[Verdict, str]]:
    passages = passages_of(resume)
    texts = [" ".join(resume.text[item.start : item.end].split()) for item in passages]
    asked = [item.text for item in posting.requirements]
    cosines = (
        scorer.encoder.encode(asked) @ scorer.encoder.encode([item.text for item in passages]).T
    )
    answers = {}
    for text, row in zip(asked, cosines, strict=True):
        best = float(row.max())
        verdict = Verdict.MET if best >= NAIVE_MET else Verdict.PARTIAL
        verdict = Verdict.MISSING if best < NAIVE_PARTIAL else verdict
        shown = "" if verdict is Verdict.MISSING else texts[int(np.argmax(row))]
        answers[text] = (verdict, shown)
    return answers


def _ours(match: Match) -> dict[str, tuple[Verdict, str]]:
    return {
        result.requirement.text: (
            # The labels know no "unknown": a reader calls it missing.
            Verdict.MISSING if result.verdict is Verdict.UNKNOWN else result.verdict,
            result.evidence[0].quote if result.evidence else "",
        )
        for result in match.requirements
    }


def _outcome(answers: dict[str, tuple[Verdict, str]], label: dict[str, Any]) -> Outcome:
    verdict, quote = answers.get(" ".join(label["text"].split()), (Verdict.MISSING, ""))
    shown = Counter(words_of(quote))
    given = [Counter(words_of(text)) for text in label["evidence"]]
    agrees = any(says_the_same(shown, text) for text in given) if given else None
    return CLASSES.index(verdict), CLASSES.index(Verdict(label["verdict"])), agrees


def main() -> None:
    """Print one line for each way."""
    print("| way | accuracy | macro F1 | quadratic kappa | first quote agrees |")
    print("|---|---|---|---|---|")
    for way, rows in outcomes(Scorer(notice=print)).items():
        got, gold = [row[0] for row in rows], [row[1] for row in rows]
        quotes = [row[2] for row in rows if row[2] is not None]
        print(
            f"| {way} | {accuracy_score(gold, got):.3f} "
            f"| {f1_score(gold, got, average='macro'):.3f} "
            f"| {cohen_kappa_score(gold, got, weights='quadratic'):.3f} "
            f"| {sum(quotes) / len(quotes):.3f} |"
        )


if __name__ == "__main__":
    main()
