"""What the résumé reader's network is to say of each word, and the training that teaches it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fitscore.resume.features import FEATURES, read_words
from fitscore.resume.heads import CLASSES, HEADS, SECTIONS, TYPES
from fitscore.resume.identity import hidden_ranges
from fitscore.resume.redaction import Redacted, redact
from fitscore.tagging.network import Tokens, tokenize
from fitscore.tagging.weights import base_weights
from fitscore.tagging.words import LAYOUT, Words
from fitscore.training.resumes.alignment import Found, align
from fitscore.training.resumes.labelled import LabelledResume, Labels
from fitscore.training.tagging import TorchNetwork, answer_loss

# As the reader that ships was trained; other widths and lengths were hardly tried.
CHANNELS, ROUNDS = 160, 2
STEPS, BATCH = 30_000, 4  # documents in all, and in one step
_RATE = 2e-3  # AdamW's, at the top of one cycle
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
    samples: Sequence[Sequence[Sample]], steps: int = STEPS, seed: int = 0, *, told: bool = False
) -> TorchNetwork:
    """A network that has seen some documents.

    Args:
        samples: Of each résumé, in its variants.
        steps: How many documents it sees, one variant of each at a time.
        seed: Of all that is drawn at random.
        told: Print how far it is.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    network = TorchNetwork(base_weights(0), 0, 0, len(FEATURES), HEADS, CHANNELS, ROUNDS)
    network.train()
    parameters = [value for value in network.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=0.01)
    batches = max(1, steps // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, batches + 1, pct_start=0.15)
    drawn = _drawn([variants for variants in samples if variants], rng)
    total, report = 0.0, max(1, batches // 10)
    for batch in range(1, batches + 1):
        optimizer.zero_grad()
        for _ in range(BATCH):
            sample = _cropped(next(drawn), rng)
            loss = loss_of(
                network(sample.tokens, sample.features.astype(np.float32)), sample.targets
            )
            if loss.requires_grad:  # something of it was labelled
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
