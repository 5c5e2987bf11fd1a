"""What the résumé reader's network is to say of each word, and the training that teaches it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from fitscore.documents import document_from_bytes
from fitscore.errors import InputError
from fitscore.resume.features import FEATURES, read_words
from fitscore.resume.heads import CLASSES, HEADS, SECTIONS, TYPES
from fitscore.resume.identity import hidden_ranges
from fitscore.resume.reading import resume_from_document
from fitscore.resume.redaction import Redacted, redact
from fitscore.tagging.network import Tokens, tokenize
from fitscore.tagging.weights import base_weights
from fitscore.tagging.words import LAYOUT, Words
from fitscore.training.resumes.alignment import Found, align
from fitscore.training.resumes.labelled import LabelledResume, Labels
from fitscore.training.tagging import TorchNetwork, answer_loss, divergence, read
from fitscore.types import Document

# As the reader that ships was trained; other widths and lengths were hardly tried.
CHANNELS, ROUNDS = 160, 2
STEPS, BATCH = 30_000, 4  # documents in all, and in one step
# AdamW's, at the top of one cycle; and where a reader is gone on from.
_RATE, _LATER_RATE = 2e-3, 7e-4
_DECAY = 0.01
_KEPT = 1.0  # how much it weighs to say what the reader said that is gone on from
_MOST_WORDS, _LEAST_WORDS = 1400, 40  # of one résumé in one step
_FRAGMENTS = 0.25  # share of the readings that are of a part
_LEAST_FOUND = 0.85  # share of the labelled words that stand in the text, or it isn't learned from
_UNKNOWN = -1
_WEIGHTS = {"class": 1.0, "begins": 1.0, "section": 0.5, "entry": 1.0, "type": 0.3}
# Pieces that an entry may begin with.
_OPENING = frozenset(
    {"title", "employer", "dates", "degree", "field", "institution", "joint", "place", "detail",
     "credential"}
)  # fmt: skip
_SECOND = "second"  # the section of another person's résumé

Integers = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Sample:
    """A résumé ready to learn from: its words, and what is right of each, -1 where unknown.

    Attributes:
        tokens: Its word pieces.
        features: Shape (words, FEATURES), 0 or 1.
        targets: Of each of `HEADS`, shape (words,).
    """

    tokens: Tokens
    features: NDArray[np.uint8]
    targets: dict[str, Integers]

    def part(self, first: int, behind: int) -> Sample:
        """Some of its words."""
        tokens, count = self.tokens, len(self.features)
        a = tokens.firsts[first]
        b = tokens.firsts[behind] if behind < count else len(tokens.ids)
        rows = slice(first, behind)
        return Sample(
            Tokens(tokens.ids[a:b], tokens.words[a:b] - first, tokens.firsts[rows] - a),
            self.features[rows],
            {name: value[rows] for name, value in self.targets.items()},
        )


def samples_of(resumes: Sequence[LabelledResume]) -> list[list[Sample]]:
    """Of each résumé its samples: as it is, and without the person; none where labels are amiss.

    Raises:
        InputError: A file is missing, or cannot be read.
    """
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        return list(pool.map(_samples_of, resumes, chunksize=8))


def unlabelled_samples_of(files: Sequence[Path]) -> list[list[Sample]]:
    """Of each résumé without labels its samples, by which no answer is known.

    Files that cannot be read, and those that are none, are left out.
    """
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        return [found for found in pool.map(_unlabelled_samples_of, files, chunksize=8) if found]


def _unlabelled_samples_of(file: Path) -> list[Sample]:
    try:
        document = document_from_bytes(file.read_bytes(), str(file))
        candidate = resume_from_document(document).candidate
        name = candidate.name if candidate else None
    except (OSError, InputError):
        return []
    redacted = redact(document, hidden_ranges(document.text, name))
    return [_open_sample(each) for each in (document, redacted.document) if each.text.strip()]


def _open_sample(document: Document) -> Sample:
    words = read_words(document)
    unknown = {name: np.full(len(words), _UNKNOWN, dtype=np.int8) for name in HEADS}
    return Sample(tokenize(document.text, words), words.features.astype(np.uint8), unknown)


def _samples_of(resume: LabelledResume) -> list[Sample]:
    document, labels = resume.document(), resume.labels
    found, share = align(document.text, labels.blocks)
    if share < _LEAST_FOUND:
        return []
    redacted = redact(document, hidden_ranges(document.text, labels.name))
    words = read_words(document)
    hidden = read_words(redacted.document)
    targets = _targets(labels, found, words)
    _see_marks(document.text, words, targets)
    samples = [(document.text, words, targets)]
    if len(words) and len(hidden):
        rows = _rows_of_original(redacted, words, hidden)
        moved = {name: value[rows] for name, value in targets.items()}
        samples.append((redacted.document.text, hidden, moved))
    return [
        Sample(tokenize(text, these), these.features.astype(np.uint8), right)
        for text, these, right in samples
        if len(these)
    ]


def _rows_of_original(redacted: Redacted, words: Words, hidden: Words) -> NDArray[np.int64]:
    """For each word of the redacted text the word of the original that it stands for."""
    ranges = zip(hidden.starts.tolist(), hidden.ends.tolist(), strict=True)
    starts = [redacted.original(*span)[0] for span in ranges]
    rows = np.searchsorted(words.starts, np.array(starts), side="right") - 1
    return np.clip(rows, 0, len(words) - 1)


def _targets(labels: Labels, found: Sequence[Found], words: Words) -> dict[str, Integers]:
    targets = {name: np.full(len(words), _UNKNOWN, dtype=np.int8) for name in HEADS}
    openings: dict[int, int] = {}
    for item in found:
        block = labels.blocks[item.block]
        rows = words.within(item.start, item.end)
        if rows.start >= rows.stop or item.label not in CLASSES:
            continue
        second = block.section == _SECOND
        if second and item.label != "name":
            continue
        section = "header" if second else block.section
        targets["class"][rows] = CLASSES.index(item.label)
        targets["begins"][rows] = 0
        targets["begins"][rows.start] = 1 if item.whole else _UNKNOWN
        targets["section"][rows] = SECTIONS.index(section if section in SECTIONS else "other")
        targets["entry"][rows] = 0
        if block.type is None:
            continue
        if item.label in _OPENING:
            openings[item.block] = min(openings.get(item.block, rows.start), rows.start)
        if block.type in TYPES and section in {"experience", "volunteer", "projects", "other"}:
            targets["type"][rows] = TYPES.index(block.type)
    for first in openings.values():
        targets["entry"][first] = 1
    return targets


def _see_marks(text: str, words: Words, targets: dict[str, Integers]) -> None:
    """Marks belong to the piece that they stand at: behind its last word, or before its first."""
    touches = words.features[:, LAYOUT.index("no_blank_before")] > 0
    marks = [not text[start].isalnum() for start in words.starts]
    classes, sections = targets["class"], targets["section"]

    def follow(row: int, other: int) -> None:
        if classes[row] == _UNKNOWN and classes[other] != _UNKNOWN:
            classes[row], sections[row] = classes[other], sections[other]

    for row in range(1, len(words)):
        if marks[row] and touches[row]:
            follow(row, row - 1)
    for row in range(len(words) - 2, -1, -1):
        if marks[row]:
            follow(row, row + 1)


def train(
    samples: Sequence[Sequence[Sample]],
    steps: int = STEPS,
    seed: int = 0,
    *,
    start: Path | None = None,
    told: bool = False,
) -> TorchNetwork:
    """A network that has seen some documents.

    Args:
        samples: Of each résumé, in its variants.
        steps: How many documents it sees, one variant of each at a time.
        seed: Of all that is drawn at random.
        start: The file of a reader to go on from. What it says is kept where no answer is known:
            learning without forgetting (Li & Hoiem 2016).
        told: Print how far it is.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    network, before = _network(start), _network(start) if start else None
    network.train()
    parameters = [value for value in network.parameters() if value.requires_grad]
    rate, decay = (_LATER_RATE, 0.0) if start else (_RATE, _DECAY)
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
    batches = max(1, steps // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, batches + 1, pct_start=0.15)
    drawn = _drawn([variants for variants in samples if variants], rng)
    total, report = 0.0, max(1, batches // 10)
    for batch in range(1, batches + 1):
        optimizer.zero_grad()
        for _ in range(BATCH):
            sample = _cropped(next(drawn), rng)
            seen = sample.tokens, sample.features.astype(np.float32)
            logits = network(*seen)
            loss = loss_of(logits, sample.targets)
            if before is not None:
                with torch.no_grad():
                    said = before(*seen)
                loss = loss + _KEPT * _kept_loss(logits, said, sample.targets)
            if loss.requires_grad:  # something of it was labelled, or is to be kept
                (loss / BATCH).backward()  # type: ignore[no-untyped-call]
                total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        if told and batch % report == 0:
            print(f"{batch * BATCH} documents: loss {total / report / BATCH:.3f}", flush=True)
            total = 0.0
    network.eval()
    return network


def _network(file: Path | None) -> TorchNetwork:
    network = TorchNetwork(base_weights(0), 0, 0, len(FEATURES), HEADS, CHANNELS, ROUNDS)
    if file is not None:
        read(network, file)
    return network.eval()


def _drawn(samples: Sequence[Sequence[Sample]], rng: random.Random) -> Iterator[Sample]:
    while True:
        for variants in rng.sample(samples, len(samples)):
            yield rng.choice(variants)


def _cropped(sample: Sample, rng: random.Random) -> Sample:
    """A résumé, or a part of it: of a long one always, of others so that fragments are read too."""
    count = len(sample.features)
    length = min(count, _MOST_WORDS)
    if rng.random() < _FRAGMENTS and count > _LEAST_WORDS:
        length = rng.randrange(_LEAST_WORDS, length)
    first = rng.randrange(count - length + 1)
    return sample if length == count else sample.part(first, first + length)


def loss_of(logits: dict[str, Tensor], targets: dict[str, Integers]) -> Tensor:
    """Cross-entropy of each question, over the words of which the answer is known."""
    loss = torch.zeros(())
    for name, weight in _WEIGHTS.items():
        answer = answer_loss(logits[name], torch.from_numpy(targets[name].astype(np.int64)))
        if answer is not None:
            loss = loss + weight * answer
    return loss


def _kept_loss(
    logits: dict[str, Tensor], before: dict[str, Tensor], targets: dict[str, Integers]
) -> Tensor:
    """How far it is from what was said before, of words of which the answer is not known."""
    loss = torch.zeros(())
    for name, weight in _WEIGHTS.items():
        unknown = torch.from_numpy(targets[name]) == _UNKNOWN
        if unknown.any():
            now, said = logits[name][unknown], before[name][unknown]
            if now.shape[1] == 1:  # yes or no: the logit of no is 0
                now, said = (functional.pad(each, (1, 0)) for each in (now, said))
            share = float(unknown.float().mean())
            loss = loss + weight * share * divergence(now, said)
    return loss
