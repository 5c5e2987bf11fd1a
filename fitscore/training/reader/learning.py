"""What the reader's network is to say of each word, and the training that teaches it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from fitscore.posting.features import FEATURES, read_words
from fitscore.posting.heads import CLASSES, FIELDS, HEADS, KINDS, PRIORITIES
from fitscore.tagging.network import Array, Tokens, tokenize
from fitscore.tagging.weights import base_weights
from fitscore.tagging.words import Words
from fitscore.training.reader.labelled import LabelledPosting, Mark, MarkedSpan
from fitscore.training.reader.variants import variant
from fitscore.training.tagging import TorchNetwork, answer_loss, divergence, read

# Chosen on half of the sources, by F1 on the other half.
LAYERS, RANK = 4, 16
EPOCHS, BATCH = 8, 4  # rounds; postings
# AdamW's, at the top of one cycle; and where a reader is gone on from.
_RATE, _LATER_RATE = 2e-3, 7e-4
_DECAY = 0.01
_AS_IT_IS = 0.5  # share of the postings that are read in their own shape
_MOST_WORDS = 700  # of one posting in one step
_UNKNOWN = -1
# How much each question weighs beside the class.
_WEIGHTS = {"begins": 1.0, "priority": 0.3, "kind": 0.3, "equivalent": 0.2}
_POINTERS = {"field_starts": 0.2, "field_ends": 0.2}
_KEPT = 0.3  # how much it weighs to say what the reader said that is gone on from


@dataclass(frozen=True, slots=True)
class Targets:
    """What is right for each word; -1 where it is not known.

    Attributes:
        classes: Which classes may be right, shape (words, CLASSES).
        begins: Whether the word begins a unit.
        priority: Index in `PRIORITIES`; of the words of requirements only, as the next two.
        kind: Index in `KINDS`.
        equivalent: Whether another way is allowed.
        field_starts: Which words the value of each of `FIELDS` may begin at, shape (words,
            FIELDS); none where it is not named, None where that is not known.
        field_ends: Which words it may end with.
    """

    classes: NDArray[np.bool_]
    begins: NDArray[np.int64]
    priority: NDArray[np.int64]
    kind: NDArray[np.int64]
    equivalent: NDArray[np.int64]
    field_starts: NDArray[np.bool_] | None = None
    field_ends: NDArray[np.bool_] | None = None

    def part(self, rows: slice) -> Targets:
        """Those of some words."""
        values = {name: getattr(self, name) for name in self.__slots__}
        known = {name: value[rows] for name, value in values.items() if value is not None}
        return replace(self, **known)


@dataclass(frozen=True, slots=True)
class Sample:
    """A posting in one shape, ready to learn from."""

    tokens: Tokens
    features: Array
    targets: Targets


def sample_of(posting: LabelledPosting, rng: random.Random) -> Sample:
    """A posting's words and what is right of them; a part of it where it is very long."""
    words = read_words(posting.document)
    targets = _targets(posting, words)
    if len(words) > _MOST_WORDS:
        first = rng.randrange(len(words) - _MOST_WORDS)
        rows = slice(first, first + _MOST_WORDS)
        words = words.part(rows)
        targets = targets.part(rows)
    return Sample(tokenize(posting.document.text, words), words.features, targets)


def _targets(posting: LabelledPosting, words: Words) -> Targets:
    count = len(words)

    def unknown() -> NDArray[np.int64]:
        return np.full(count, _UNKNOWN, dtype=np.int64)

    targets = Targets(
        np.zeros((count, len(CLASSES)), dtype=np.bool_),
        unknown(), unknown(), unknown(), unknown(),
        *_field_targets(posting, words),
    )  # fmt: skip
    # What nothing was marked as is anything but asked, and no duty where duties were marked.
    targets.classes[:, 1 + posting.duties :] = True
    inside = ((span, words.within(span.start, span.end)) for span in posting.spans)
    rows = [(span, part.start, part.stop) for span, part in inside if part.start < part.stop]
    rows.sort(key=lambda row: (row[1], -row[2]))
    firsts = np.array([first for _, first, _ in rows], dtype=np.int64)
    firm = {Mark.REQUIREMENT, Mark.OPTIONAL, Mark.DUTY}
    for span, first, _ in rows:
        if span.mark not in firm:
            later = firsts[firsts > first]
            _mark(targets, span, first, int(later[0]) if len(later) else count)
    for span, first, behind in rows:
        if span.mark in firm:
            _mark(targets, span, first, behind)
            _end(targets, posting.document.text, words, behind)
    return targets


def _mark(targets: Targets, span: MarkedSpan, first: int, behind: int) -> None:
    targets.begins[first + 1 : behind] = 0
    targets.begins[first] = 1
    if span.mark is Mark.OPTIONAL:
        targets.classes[first:behind] = True
        targets.begins[first:behind] = _UNKNOWN
        return
    targets.classes[first:behind] = False
    targets.classes[first:behind, CLASSES.index(span.mark.value)] = True
    label = span.label
    if label is not None and label.priority is not None:
        targets.priority[first:behind] = PRIORITIES.index(label.priority)
    if label is not None and label.kind is not None:
        targets.kind[first:behind] = KINDS.index(label.kind)
    if label is not None and label.or_equivalent is not None:
        targets.equivalent[first:behind] = label.or_equivalent


def _end(targets: Targets, text: str, words: Words, behind: int) -> None:
    """The word behind a unit begins another, but for a sign of punctuation between them."""
    while behind < len(words) and not text[words.starts[behind]].isalnum():
        if targets.begins[behind] != _UNKNOWN:
            return
        behind += 1
    if behind < len(words) and targets.begins[behind] == _UNKNOWN:
        targets.begins[behind] = 1


def _field_targets(
    posting: LabelledPosting, words: Words
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | tuple[None, None]:
    """First and last words of each field's value, wherever it stands; None if not labelled."""
    if posting.fields is None:
        return None, None
    starts, ends = (np.zeros((len(words), len(FIELDS)), dtype=np.bool_) for _ in range(2))
    for name, span in posting.fields.items():
        for place in _repeats(posting.document.text, span):
            inside = words.within(*place)
            if inside.start < inside.stop and words.starts[inside.start] == place[0]:
                starts[inside.start, FIELDS.index(name)] = True
                ends[inside.stop - 1, FIELDS.index(name)] = True
    return starts, ends


def _repeats(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Wherever the text of a span stands."""
    value = text[slice(*span)]
    at = text.find(value) if value else -1
    while at >= 0:
        yield at, at + len(value)
        at = text.find(value, at + len(value))


def train(
    postings: Sequence[LabelledPosting],
    epochs: int = EPOCHS,
    seed: int = 0,
    *,
    shares: Sequence[float] | None = None,
    start: Path | None = None,
    told: bool = False,
) -> TorchNetwork:
    """A network that has seen each posting once an epoch, each time in another shape.

    Args:
        postings: To learn from.
        epochs: How many.
        seed: Of all that is drawn at random.
        shares: How often each posting is drawn beside the others, if they are drawn by chance.
        start: The file of a reader to go on from. What it says is kept where the labels of a
            posting leave it open: learning without forgetting (Li & Hoiem 2016).
        told: Print how far it is.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    network, before = _network(start), _network(start) if start else None
    network.train()
    parameters = [value for value in network.parameters() if value.requires_grad]
    rate, decay = (_LATER_RATE, 0.0) if start else (_RATE, _DECAY)
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
    steps = epochs * -(-len(postings) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps + 1, pct_start=0.15)
    for epoch in range(epochs):
        total = 0.0
        for batch in _batches(postings, shares, rng):
            optimizer.zero_grad()
            for posting in batch:
                shaped = posting if rng.random() < _AS_IT_IS else variant(posting, rng)
                sample = sample_of(shaped, rng)
                if len(sample.features):
                    logits = network(sample.tokens, sample.features)
                    loss = loss_of(logits, sample.targets)
                    total += float(loss.detach())
                    if before is not None:
                        loss = loss + _KEPT * _kept_loss(logits, before, sample)
                    # A long posting says more, though not in proportion.
                    (loss * min(2.0, 0.3 + len(sample.features) / 500) / BATCH).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
        if told:
            print(f"epoch {epoch + 1} of {epochs}: loss {total / len(postings):.3f}", flush=True)
    network.eval()
    return network


def _network(file: Path | None) -> TorchNetwork:
    network = TorchNetwork(base_weights(LAYERS), LAYERS, RANK, len(FEATURES), HEADS)
    if file is not None:
        read(network, file)
    return network.eval()


def _batches(
    postings: Sequence[LabelledPosting], shares: Sequence[float] | None, rng: random.Random
) -> Iterator[Sequence[LabelledPosting]]:
    count = len(postings)
    order = rng.choices(postings, shares, k=count) if shares else rng.sample(postings, count)
    for first in range(0, count, BATCH):
        yield order[first : first + BATCH]


def _kept_loss(logits: dict[str, Tensor], before: TorchNetwork, sample: Sample) -> Tensor:
    """How far it is from what was said before, where nothing was labelled.

    Of a word that is only known not to be asked, the Kullback-Leibler divergence of the other
    classes; of header fields that were not labelled, that of the places.
    """
    with torch.no_grad():
        said = before(sample.tokens, sample.features)
    loss = torch.zeros(())
    # Whether duties were marked or not, all other classes are open.
    open_words = torch.from_numpy(sample.targets.classes.sum(axis=1) >= len(CLASSES) - 2)
    if open_words.any():
        others = [part["class"][open_words][:, 1:] for part in (logits, said)]
        loss = loss + divergence(*others)
    if sample.targets.field_starts is None:
        for name, weight in _POINTERS.items():
            # Each field over the words, and "nowhere" with logit 0.
            places = [functional.pad(part[name], (0, 0, 1, 0)).T for part in (logits, said)]
            loss = loss + weight * len(FIELDS) * divergence(*places)
    return loss


def loss_of(logits: dict[str, Tensor], targets: Targets) -> Tensor:
    """Cross-entropy of each question, over the words of which the answer is known."""
    allowed = torch.from_numpy(targets.classes)
    chances = functional.log_softmax(logits["class"], dim=1)
    loss = -chances.masked_fill(~allowed, -1e9).logsumexp(dim=1).mean()
    for name, weight in _WEIGHTS.items():
        answer = answer_loss(logits[name], torch.from_numpy(getattr(targets, name)))
        if answer is not None:
            loss = loss + weight * answer
    for name, weight in _POINTERS.items():
        right = getattr(targets, name)
        if right is not None:
            loss = loss + weight * _pointer_loss(logits[name], torch.from_numpy(right))
    return loss


def _pointer_loss(said: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy over the words of a document, and "nowhere" with logit 0, of each field."""
    nowhere = torch.zeros(1, said.shape[1])
    chances = functional.log_softmax(torch.cat([nowhere, said]), dim=0)
    allowed = torch.cat([~right.any(dim=0, keepdim=True), right])
    return -chances.masked_fill(~allowed, -1e9).logsumexp(dim=0).mean()
