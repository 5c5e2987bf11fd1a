"""Train the cross-encoder: the default model's layers, fine-tuned on verdicts and quotes.

What is learned: the verdict, by cross-entropy; which passage shows it, by a softmax over the
passages and "none"; and what teachers say, where there are some. The embeddings stay as they are.

Tried and left out, as they changed nothing on unseen sources: 256 or 384 tokens in place of 192,
other rates and batches, tasks of occupations with their work activities first, three drawings of
the graded lines in place of one, noise on the embeddings against the loss (it learned nothing);
and the mean of the weights of four models ("model soups", arXiv:2203.05482), which is worse. The
mean of the verdicts of several models is better by 0.01 to 0.03, and takes as many times as long:
the model learns it instead.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from scipy.special import softmax
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from fitscore.encoding.compiled import open_tokenizer
from fitscore.encoding.cross_encoder import (
    HEADS,
    Arranged,
    Judgement,
    arrange,
    fine_tuned,
)
from fitscore.encoding.graph import load_weights
from fitscore.encoding.models import default_model_folder
from fitscore.scoring.vectors import Array

if TYPE_CHECKING:
    from fitscore.training.pairs import Pair

TEACHER_EPOCHS, CONSISTENT_EPOCHS, EPOCHS, RATE, BATCH = 6, 4, 3, 3e-4, 128
_LARGEST = 127  # of eight bits
_LEAST = 1e-6  # share
_LABELS = 0.3  # share of the labels beside what teachers say
_WARM, _DROPOUT, _SMOOTHING, _QUOTES = 0.1, 0.1, 0.03, 0.5
_SORTED = 16  # batches whose sequences are sorted by length together
_MULTIPLE = 8  # of the tokens of a batch


@dataclass(frozen=True)
class Targets:
    """What teachers say of some pairs: soft targets (Hinton et al., 2015, arXiv:1503.02531).

    Attributes:
        verdicts: Shares of missing, partial and met, shape (pairs, 3).
        passages: Of each pair those of the passages that are shown, and of none.
    """

    verdicts: Array
    passages: Sequence[Array]

    @classmethod
    def of_teachers(cls, judged: Sequence[Sequence[Judgement]]) -> Targets:
        """The mean of what each of several says of the same pairs."""
        return cls(
            np.mean([softmax([each.logits for each in own], axis=1) for own in judged], axis=0),
            [
                np.mean([softmax(np.append(each.scores, each.none)) for each in same], axis=0)
                for same in zip(*judged, strict=True)
            ],
        )

    def with_again(self, count: int) -> Targets:
        """The same with the first so many pairs once more, before all."""
        return Targets(
            np.concatenate([self.verdicts[:count], self.verdicts]),
            [*self.passages[:count], *self.passages],
        )

    @classmethod
    def joined(cls, several: Sequence[Targets]) -> Targets:
        """Those of several lists of pairs, one behind the other."""
        return cls(
            np.concatenate([each.verdicts for each in several]),
            [passages for each in several for passages in each.passages],
        )

    def in_order(self, order: Sequence[int] | NDArray[np.int64]) -> Targets:
        """Those of the same pairs in another order."""
        return Targets(self.verdicts[order], [self.passages[index] for index in order])

    def judgements(self) -> list[Judgement]:
        """The same as a cross-encoder would say it: logarithms of the shares."""
        return [
            Judgement(logits, scores[:-1], float(scores[-1]))
            for logits, scores in zip(
                np.log(self.verdicts + _LEAST),
                (np.log(passages + _LEAST) for passages in self.passages),
                strict=True,
            )
        ]

    def of(self, some: Sequence[int], width: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Of some pairs, shapes (pairs, 3) and (pairs, width): none stands last."""
        passages = np.zeros((len(some), width), np.float32)
        for row, index in enumerate(some):
            own = self.passages[index]
            passages[row, : len(own) - 1] = own[:-1]
            passages[row, -1] = own[-1]
        verdicts = torch.from_numpy(self.verdicts[some].astype(np.float32))
        return verdicts, torch.from_numpy(passages)


class FineTuned(nn.Module):
    """The default model, its layers to be fine-tuned, and its heads; the embeddings stay."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(default_model_folder()))
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.base = {
            name: value.detach().clone() for name, value in self.encoder.encoder.named_parameters()
        }
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(_DROPOUT)
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in HEADS.items()})

    def forward(
        self, ids: torch.Tensor, there: torch.Tensor, marks: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the verdicts, and scores of passages and none.

        Args:
            ids: Tokens, shape (pairs, tokens).
            there: 1 for tokens, 0 for what fills a row up.
            marks: Where each passage begins, -1 for none, shape (pairs, passages).

        Returns:
            Shapes (pairs, 3) and (pairs, passages + 1).
        """
        hidden = self.encoder(input_ids=ids, attention_mask=there).last_hidden_state.float()
        pooled = self.drop(_pooled_state(hidden, there))
        at = marks.clamp(min=0)[..., None].expand(-1, -1, hidden.shape[-1])
        passages = self.heads["passage"](self.drop(torch.gather(hidden, 1, at))).squeeze(-1)
        passages = passages.masked_fill(marks < 0, -1e4)
        return self.heads["verdict"](pooled), torch.cat([passages, self.heads["none"](pooled)], 1)

    @classmethod
    def load(cls, path: Path) -> FineTuned:
        """The model whose moves a file holds that `save` wrote."""
        model = cls()
        learned = fine_tuned(load_weights(default_model_folder()), load_file(path))
        model.load_state_dict(
            {
                ("encoder." if name.startswith("encoder.") else "heads.") + name: torch.from_numpy(
                    value
                )
                for name, value in learned.items()
            },
            strict=False,
        )
        return model.eval()

    def save(self, path: Path) -> None:
        """Write what was learned: how far each weight moved, as eight bits and a scale a row."""
        arrays: dict[str, np.ndarray[Any, Any]] = {}
        for name, value in self.encoder.encoder.named_parameters():
            moved = (value.detach() - self.base[name]).numpy()
            if moved.ndim == 1:
                arrays[name] = moved.astype(np.float16)
                continue
            scale = np.maximum(np.abs(moved).max(axis=1, keepdims=True), 1e-12) / _LARGEST
            arrays[name] = np.rint(moved / scale).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        for head, linear in self.heads.items():
            for part, value in linear.named_parameters():
                arrays[f"{head}.{part}"] = value.detach().numpy().astype(np.float32)
        save_file({name: np.ascontiguousarray(values) for name, values in arrays.items()}, path)


def _pooled_state(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The state of a sequence, as the graph has it: its first token's and the mean of all."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return hidden[:, 0] + (hidden * weights).sum(1) / weights.sum(1)


def tokenizer() -> Any:
    """The default model's."""
    return open_tokenizer(default_model_folder() / "tokenizer.json")


def train(
    pairs: Sequence[Pair],
    targets: Targets | None = None,
    *,
    start: FineTuned | None = None,
    epochs: float = EPOCHS,
    rate: float = RATE,
    batch: int = BATCH,
    consistency: float = 0.0,
    seed: int = 0,
    device: str = "cpu",
    say: Any = print,
) -> FineTuned:
    """A model learned from pairs: real and written résumés weigh the same in all, others as many.

    Args:
        pairs: To learn from.
        targets: What teachers say of each pair, which is learned beside the labels.
        start: What to go on from; the default model unless given.
        epochs: How often each pair is seen.
        rate: The highest learning rate.
        batch: Pairs a step.
        consistency: Weight of saying the same whatever is dropped out (R-Drop, arXiv:2106.14448).
        seed: Of the order and of what is dropped out.
        device: Where to compute, as torch names it; the model comes back to the CPU.
        say: Told how it goes.
    """
    torch.manual_seed(seed)
    model = (start or FineTuned()).to(device)
    chance = random.Random(seed)  # noqa: S311 - no secret
    sequences = arrange(tokenizer(), [pair.reading.question for pair in pairs])
    weights = _weights(pairs)
    model.drop.train()
    model.encoder.encoder.train()
    learned = [value for value in model.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01)
    steps = max(1, int(epochs * len(pairs) / batch))
    total = steps + 1
    warm = max(_WARM, 1.5 / total)  # of ten steps a tenth would be no step, and a division by it
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total, pct_start=warm)
    losses: list[torch.Tensor] = []
    for step, some in zip(range(steps), _batches(sequences, chance, batch), strict=False):
        sequences_of = [sequences[i] for i in some]
        tensors = _tensors(sequences_of, device)
        width = tensors[2].shape[1] + 1
        wanted = _wanted([pairs[i] for i in some], sequences_of, width)
        own = [part.to(device) for part in (*wanted, weights[some])]
        said = None if targets is None else [part.to(device) for part in targets.of(some, width)]
        found = []
        for _ in range(2 if consistency else 1):
            with torch.autocast(device, dtype=torch.bfloat16):
                verdicts, scores = model(*tensors)
            found.append((verdicts.float(), scores.float()))
        loss = torch.stack([_learned(each, own, said) for each in found]).mean()
        if consistency:
            loss = loss + consistency * _apart(found[0][0], found[1][0])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.detach())
        if step % 100 == 0:
            mean = torch.stack(losses[-100:]).mean().item()
            say(f"step {step} of {steps}: loss {mean:.3f}")
    return model.cpu().eval()


def judge(model: FineTuned, pairs: Sequence[Pair], device: str = "cpu") -> list[Judgement]:
    """What a model says of pairs."""
    sequences = arrange(tokenizer(), [pair.reading.question for pair in pairs])
    order = sorted(range(len(pairs)), key=lambda i: len(sequences[i].ids))
    found: dict[int, Judgement] = {}
    model.to(device)
    with torch.no_grad():
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            verdicts, scores = model(*_tensors([sequences[i] for i in some], device))
            rows = zip(some, verdicts.cpu().numpy(), scores.cpu().numpy(), strict=True)
            for i, logits, row in rows:
                count = len(sequences[i].marks)
                found[i] = Judgement(
                    logits.astype(np.float64), row[:count].astype(np.float64), float(row[-1])
                )
    model.cpu()
    return [found[i] for i in range(len(pairs))]


def _weights(pairs: Sequence[Pair]) -> torch.Tensor:
    """Of each pair's verdict: written résumés together as much as real ones together."""
    counts = Counter(pair.group for pair in pairs)
    both = (counts["real"] + counts["written"]) / 2
    of = {"graded": 1.0, "contrast": 1.0, "plain": 1.0}
    of |= {name: both / max(1, counts[name]) for name in ("real", "written")}
    return torch.tensor([of[pair.group] if pair.label >= 0 else 0.0 for pair in pairs])


def _batches(
    sequences: Sequence[Arranged], chance: random.Random, size: int
) -> Iterator[list[int]]:
    """Without end; sequences of about one length together."""
    while True:
        order = list(range(len(sequences)))
        chance.shuffle(order)
        for first in range(0, len(order), size * _SORTED):
            chunk = sorted(
                order[first : first + size * _SORTED], key=lambda i: len(sequences[i].ids)
            )
            batches = [chunk[k : k + size] for k in range(0, len(chunk), size)]
            chance.shuffle(batches)
            yield from batches


def _tensors(
    sequences: Sequence[Arranged], device: str
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    width = max(len(sequence.ids) for sequence in sequences)
    width = -(-width // _MULTIPLE) * _MULTIPLE
    ids = np.zeros((len(sequences), width), np.int64)
    there = np.zeros_like(ids)
    most = max(1, *(len(sequence.marks) for sequence in sequences))
    marks = np.full((len(sequences), most), -1, np.int64)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence.ids)] = sequence.ids
        there[row, : len(sequence.ids)] = 1
        marks[row, : len(sequence.marks)] = sequence.marks
    ours, is_there, places = (torch.from_numpy(part).to(device) for part in (ids, there, marks))
    return ours, is_there, places


def _wanted(
    pairs: Sequence[Pair], sequences: Sequence[Arranged], width: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Labels, and of each passage and of none the gain, shapes (pairs,) and (pairs, width)."""
    wanted = np.zeros((len(pairs), width), np.float32)
    for row, (pair, sequence) in enumerate(zip(pairs, sequences, strict=True)):
        count = len(sequence.marks)
        wanted[row, :count] = pair.gains[:count]
        wanted[row, -1] = pair.gains[-1]
    labels = np.array([max(0, pair.label) for pair in pairs], np.int64)
    return torch.from_numpy(labels), torch.from_numpy(wanted)


def _learned(
    found: tuple[torch.Tensor, torch.Tensor],
    own: Sequence[torch.Tensor],
    said: Sequence[torch.Tensor] | None,
) -> torch.Tensor:
    """The loss by the labels and by what teachers say."""
    loss = _loss(*found, *own)
    if said is None:
        return loss
    of_verdicts, of_passages = (
        functional.cross_entropy(ours, theirs) for ours, theirs in zip(found, said, strict=True)
    )
    return _LABELS * loss + (1 - _LABELS) * (of_verdicts + _QUOTES * of_passages)


def _apart(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Symmetric Kullback-Leibler divergence of two drawings."""
    logs = torch.log_softmax(one, 1), torch.log_softmax(other, 1)
    return ((logs[0].exp() - logs[1].exp()) * (logs[0] - logs[1])).sum(1).mean()


def _loss(
    verdicts: torch.Tensor,
    scores: torch.Tensor,
    labels: torch.Tensor,
    wanted: torch.Tensor,
    weights: torch.Tensor,
) -> torch.Tensor:
    each = functional.cross_entropy(verdicts, labels, reduction="none", label_smoothing=_SMOOTHING)
    loss = (each * weights).sum() / weights.sum().clamp(min=1.0)
    total = wanted.sum(1)
    shares = wanted / total.clamp(min=1e-6)[:, None]
    missed = -(shares * torch.log_softmax(scores, 1)).sum(1) * (total > 0)
    return loss + _QUOTES * missed.sum() / (total > 0).sum().clamp(min=1)
