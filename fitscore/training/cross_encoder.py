"""Train the cross-encoder: the default model's layers, fine-tuned on verdicts and quotes.

What is learned: the verdict, by cross-entropy; and which passage shows it, by a softmax over the
passages and "none". The embeddings stay as they are, and the layers drop nothing out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from fitscore.encoding.compiled import open_tokenizer
from fitscore.encoding.cross_encoder import (
    HEADS,
    Arranged,
    Judgement,
    arrange,
    pooled_state,
)
from fitscore.encoding.selection import default_model_folder
from fitscore.training.pairs import Pair

EPOCHS, RATE, BATCH = 3, 1e-4, 16
_LARGEST = 127  # of eight bits
_WARM, _DROPOUT, _SMOOTHING, _QUOTES = 0.1, 0.1, 0.03, 0.5
_SORTED = 16  # batches whose sequences are sorted by length together


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
        pooled = self.drop(pooled_state(hidden, there))
        at = marks.clamp(min=0)[..., None].expand(-1, -1, hidden.shape[-1])
        passages = self.heads["passage"](self.drop(torch.gather(hidden, 1, at))).squeeze(-1)
        passages = passages.masked_fill(marks < 0, -1e4)
        return self.heads["verdict"](pooled), torch.cat([passages, self.heads["none"](pooled)], 1)

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


def tokenizer() -> Any:
    """The default model's."""
    return open_tokenizer(default_model_folder() / "tokenizer.json")


def train(
    pairs: Sequence[Pair],
    *,
    start: FineTuned | None = None,
    epochs: float = EPOCHS,
    rate: float = RATE,
    seed: int = 0,
    say: Any = print,
) -> FineTuned:
    """A model learned from pairs: real and written résumés weigh the same in all, others as many.

    Args:
        pairs: To learn from.
        start: Where to go on from; the default model unless given.
        epochs: How often each pair is seen.
        rate: The highest learning rate.
        seed: Of the order and of what is dropped out.
        say: Told how it goes.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - no secret
    sequences = arrange(tokenizer(), [pair.reading.question for pair in pairs])
    weights = _weights(pairs)
    model = start or FineTuned()
    model.drop.train()
    learned = [value for value in model.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01)
    steps = int(epochs * (len(pairs) // BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps + 1, pct_start=_WARM)
    losses: list[float] = []
    for step, some in zip(range(steps), _batches(sequences, chance), strict=False):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            verdicts, scores = model(*_tensors([sequences[i] for i in some]))
        chosen = [pairs[i] for i in some]
        loss = _loss(
            verdicts.float(), scores.float(), chosen, [sequences[i] for i in some], weights[some]
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 100 == 0:
            say(f"step {step} of {steps}: loss {np.mean(losses[-100:]):.3f}")
    return model.eval()


def judge(model: FineTuned, pairs: Sequence[Pair]) -> list[Judgement]:
    """What a model says of pairs."""
    sequences = arrange(tokenizer(), [pair.reading.question for pair in pairs])
    order = sorted(range(len(pairs)), key=lambda i: len(sequences[i].ids))
    found: dict[int, Judgement] = {}
    with torch.no_grad():
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            verdicts, scores = model(*_tensors([sequences[i] for i in some]))
            for i, logits, row in zip(some, verdicts.numpy(), scores.numpy(), strict=True):
                count = len(sequences[i].marks)
                found[i] = Judgement(
                    logits.astype(np.float64), row[:count].astype(np.float64), float(row[-1])
                )
    return [found[i] for i in range(len(pairs))]


def _weights(pairs: Sequence[Pair]) -> torch.Tensor:
    """Of each pair's verdict: written résumés together as much as real ones together."""
    counts = Counter(pair.group for pair in pairs)
    both = (counts["real"] + counts["written"]) / 2
    of = {"graded": 1.0, "contrast": 1.0}
    of |= {name: both / max(1, counts[name]) for name in ("real", "written")}
    return torch.tensor([of[pair.group] if pair.label >= 0 else 0.0 for pair in pairs])


def _batches(sequences: Sequence[Arranged], chance: random.Random) -> Iterator[list[int]]:
    """Without end; sequences of about one length together."""
    while True:
        order = list(range(len(sequences)))
        chance.shuffle(order)
        for first in range(0, len(order), BATCH * _SORTED):
            chunk = sorted(
                order[first : first + BATCH * _SORTED], key=lambda i: len(sequences[i].ids)
            )
            batches = [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
            chance.shuffle(batches)
            yield from batches


def _tensors(sequences: Sequence[Arranged]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    width = max(len(sequence.ids) for sequence in sequences)
    width = -(-width // 8) * 8
    ids = torch.zeros(len(sequences), width, dtype=torch.long)
    there = torch.zeros_like(ids)
    marks = torch.full((len(sequences), max(1, *(len(s.marks) for s in sequences), 1)), -1)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence.ids)] = torch.tensor(sequence.ids)
        there[row, : len(sequence.ids)] = 1
        marks[row, : len(sequence.marks)] = torch.tensor(sequence.marks, dtype=torch.long)
    return ids, there, marks


def _loss(
    verdicts: torch.Tensor,
    scores: torch.Tensor,
    pairs: Sequence[Pair],
    sequences: Sequence[Arranged],
    weights: torch.Tensor,
) -> torch.Tensor:
    labels = torch.tensor([max(0, pair.label) for pair in pairs])
    each = functional.cross_entropy(verdicts, labels, reduction="none", label_smoothing=_SMOOTHING)
    loss = (each * weights).sum() / weights.sum().clamp(min=1.0)
    wanted = torch.zeros_like(scores)
    for row, (pair, sequence) in enumerate(zip(pairs, sequences, strict=True)):
        count = len(sequence.marks)
        gains = pair.gains
        wanted[row, :count] = torch.from_numpy(gains[:count]).float()
        wanted[row, -1] = float(gains[-1])
    known = wanted.sum(1) > 0
    if known.any():
        shares = wanted[known] / wanted[known].sum(1, keepdim=True)
        logs = torch.log_softmax(scores[known], 1)
        loss = loss + _QUOTES * -(shares * logs).sum(1).mean()
    return loss
