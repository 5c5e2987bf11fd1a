"""How a reader's words compare with the labels of résumés."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from fitscore.training.resumes.learning import Sample
from fitscore.training.tagging import TorchNetwork


def report(name: str, samples: Sequence[Sequence[Sample]], network: TorchNetwork) -> None:
    """Print the share of words that are right, and F1 where a question is yes or no."""
    right: dict[str, int] = {}
    known: dict[str, int] = {}
    counts: dict[str, list[int]] = {}
    for variants in samples:
        for sample in variants:
            with torch.no_grad():
                logits = network(sample.tokens, sample.features.astype(np.float32))
            for head, target in sample.targets.items():
                said = logits[head].numpy()
                rows = target >= 0
                if said.shape[1] == 1:
                    yes, gold = said[rows, 0] > 0, target[rows] == 1
                    found = counts.setdefault(head, [0, 0, 0])
                    found[0] += int((yes & gold).sum())
                    found[1] += int(yes.sum())
                    found[2] += int(gold.sum())
                else:
                    hits = int((said[rows].argmax(1) == target[rows]).sum())
                    right[head] = right.get(head, 0) + hits
                    known[head] = known.get(head, 0) + int(rows.sum())
    shares = [f"{head} {right[head] / max(1, known[head]):.3f}" for head in right]
    shares += [f"{head} F1 {2 * a / max(1, b + c):.3f}" for head, (a, b, c) in counts.items()]
    print(f"{name}: {len(samples)} résumés, {', '.join(shares)}", flush=True)
