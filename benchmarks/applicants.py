"""Verdicts, fits and who comes first, on match folders of several pools of résumés.

    python -m benchmarks.applicants --data DIR [--decisions FOLDER] [--parsed]

DIR holds pools, each a folder of match folders (docs/training.md); folders of one name are one
posting. Of each pool: agreement of the verdicts, their calibration, how the fit orders the résumés
of a posting, and how often the best one, the first of labels/RANKING.json, comes first. Of
postings that stand in several pools, the same for all their résumés in one ranking; and what the
fit says beside what the readers' own ticks add up to. FOLDER holds a decision for each folder that
has not seen it (`--folds` of the trainings); folders without one are left out. The labelled
requirements are handed over unless --parsed reads them from the posting.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau, spearmanr
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from fitscore import Match, Posting, ReaderPool, Scorer, read_posting
from fitscore.encoding import RememberingEncoder, load_encoder
from fitscore.scoring import load_decision
from fitscore.scoring.fit import fit_of
from fitscore.scoring.regression import CLASSES
from fitscore.scoring.weights import DEFAULT_WEIGHTS
from fitscore.training.labelled import (
    LabelFile,
    match_folders,
    read_labels,
    read_requirements,
    resume_file,
    says_the_same,
    words_of,
)
from fitscore.training.reader.evaluation import paired
from fitscore.types import Kind

BINS = 10
HEAD = (
    "| pool | postings | pairs | accuracy | macro F1 | kappa | ECE | τ | Spearman | first quote "
    "| best first |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Figures:
    """What was found in one pool: of each requirement, and of each résumé by posting."""

    gold: list[int] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    fits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    overall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ticks: list[float] = field(default_factory=list)

    def add(self, folder: str, match: Match, label: LabelFile) -> None:
        """One résumé; nothing where it is not scored, as in a language that is not read."""
        if match.fit is None:
            return
        results = {result.requirement.id: result for result in match.requirements}
        weights, met, partial = [], [], []
        for entry in label.labels:
            result = results.get(entry.id)
            gold = CLASSES.index(entry.verdict)
            known = result is not None and result.verdict in CLASSES
            self.gold.append(gold)
            self.said.append(CLASSES.index(result.verdict) if result and known else 0)
            self.chance.append((result.probability or 0.0) if result else 0.0)
            if entry.evidence:
                first = result.evidence[0].quote if result and result.evidence else ""
                self.quoted.append(any(_same(first, quote) for quote in entry.evidence))
            if result and result.requirement.kind is not Kind.LOGISTICS:
                weights.append(DEFAULT_WEIGHTS.weight_of(result.requirement))
                met.append(float(gold == 2))
                partial.append(float(gold == 1))
        self.fits[folder].append(match.fit)
        self.overall[folder].append(label.overall)
        self.ticks.append(fit_of(weights, met, partial))

    def taus(self) -> float:
        """Kendall's τ of the fit and the readers' view, the mean over postings."""
        found = [kendalltau(self.fits[name], self.overall[name]).statistic for name in self.fits]
        return float(np.mean(np.nan_to_num(found)))

    def best_first(self) -> float:
        """How often the one whom the readers put first has the highest fit."""
        return float(
            np.mean(
                [
                    int(np.argmax(self.fits[name])) == int(np.argmax(self.overall[name]))
                    for name in self.fits
                ]
            )
        )

    def line(self, name: str) -> str:
        """A row of the table."""
        gold, said, chance = map(np.array, (self.gold, self.said, self.chance))
        met = gold == 2
        bins = np.minimum((chance * BINS).astype(int), BINS - 1)
        ece = sum(abs(chance[bins == b].sum() - met[bins == b].sum()) for b in range(BINS)) / len(
            met
        )
        every = (
            np.concatenate(list(self.fits.values())),
            np.concatenate(list(self.overall.values())),
        )
        return (
            f"| {name} | {len(self.fits)} | {len(gold)} | {accuracy_score(gold, said):.3f} "
            f"| {f1_score(gold, said, average='macro'):.3f} "
            f"| {cohen_kappa_score(gold, said, weights='quadratic'):.3f} | {ece:.3f} "
            f"| {self.taus():.3f} | {spearmanr(*every).statistic:.3f} "
            f"| {np.mean(self.quoted):.3f} | {self.best_first():.3f} |"
        )


def _same(shown: str, quote: str) -> bool:
    return says_the_same(Counter(words_of(shown)), Counter(words_of(quote)))


def posting_of(folder: Path, *, parsed: bool) -> Posting:
    """A posting with its labelled requirements, or as it is read.

    A requirement that was read has the id of the labelled one that it is, as far as its words tell.
    """
    read, labelled = read_posting(folder / "POSTING.txt"), read_requirements(folder)
    if not parsed:
        return replace(read, requirements=tuple(labelled))
    texts = [item.text for item in read.requirements]
    same = dict(paired(texts, [item.text for item in labelled]))
    return replace(
        read,
        requirements=tuple(
            replace(item, id=labelled[same[at]].id if at in same else f"read-{at}")
            for at, item in enumerate(read.requirements)
        ),
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--decisions", type=Path)
    parser.add_argument("--parsed", action="store_true")
    args = parser.parse_args()
    figures, several = measured(args.data, args.decisions, parsed=args.parsed)
    print(HEAD)
    for name, found in sorted(figures.items()):
        print(found.line(name))
    whole = figures["all"]
    for table in (whole.fits, whole.overall):
        for name in [name for name in table if name not in several]:
            del table[name]
    if several:
        print(
            f"\nIn one ranking with all pools, {len(several)} postings: the best first "
            f"{whole.best_first():.3f}, τ {whole.taus():.3f}"
        )
    print("\n| fit | résumés | what the readers' ticks add up to, mean |\n|---|---|---|")
    _reliability([found for name, found in figures.items() if name != "all"])


def measured(
    data: Path, decisions: Path | None, *, parsed: bool
) -> tuple[dict[str, Figures], set[str]]:
    """The figures of each pool and of all, and which postings stand in several pools."""
    encoder = RememberingEncoder(load_encoder(notice=print))
    scorers: dict[Path | None, Scorer] = {}
    figures: dict[str, Figures] = defaultdict(Figures)
    pools_of: dict[str, set[str]] = defaultdict(set)
    with ReaderPool.for_batch() as pool:
        for folder in match_folders(data):
            path = decisions / f"{folder.name}.json" if decisions else None
            if path is not None and not path.exists():
                continue
            if path not in scorers:
                decision = load_decision(path) if path else None
                scorers[path] = Scorer(encoder=encoder, decision=decision)
            pools_of[folder.name].add(folder.parent.name)
            for label, match in matches_of(pool, folder, scorers[path], parsed=parsed):
                for name in (folder.parent.name, "all"):
                    figures[name].add(folder.name, match, label)
    return figures, {name for name, pools in pools_of.items() if len(pools) > 1}


def matches_of(
    pool: ReaderPool, folder: Path, scorer: Scorer, *, parsed: bool
) -> Iterator[tuple[LabelFile, Match]]:
    """What a reader and the scorer say of each résumé of a match folder."""
    prepared = scorer.prepare(posting_of(folder, parsed=parsed))
    labels = read_labels(folder)
    resumes = pool.read_resumes(resume_file(folder, label.resume) for label in labels)
    for label, resume in zip(labels, resumes, strict=True):
        if isinstance(resume, Exception):
            raise resume
        yield label, scorer.match_prepared(resume, prepared, as_of=f"{label.as_of}-28")


def _reliability(figures: Sequence[Figures]) -> None:
    fits = np.array([fit for found in figures for each in found.fits.values() for fit in each])
    ticks = np.array([tick for found in figures for tick in found.ticks])
    for low in range(0, 100, 10):
        some = (fits >= low) & (fits < low + 10 + (low == 90))
        if some.any():
            print(f"| {low} to {low + 10} | {some.sum()} | {ticks[some].mean():.0f} |")


if __name__ == "__main__":
    main()
