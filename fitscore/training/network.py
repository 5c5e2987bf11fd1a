"""Train relevance: which passage of a résumé an annotator quotes for a requirement.

A softmax over the passages of a résumé and "none", so that the score of "none" is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from fitscore.scoring.features import FEATURES
from fitscore.scoring.relevance import FARTHEST, Relevance
from fitscore.scoring.resume_arrays import ResumeArrays
from fitscore.scoring.vectors import Array
from fitscore.training.labelled import Labelled

EPOCHS, RATE, DECAY = 6, 3e-3, 0.05
UNITS, RANK = 32, 64
RESUMES_PER_STEP = 3


class _Network(nn.Module):
    """What `Relevance` computes, as torch sees it."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.linear = nn.Linear(len(FEATURES), 1)
        self.hidden = nn.Linear(len(FEATURES), UNITS)
        self.output = nn.Linear(UNITS, 1)
        self.requirement_projection = nn.Linear(dimensions, RANK, bias=False)
        self.passage_projection = nn.Linear(dimensions, RANK, bias=False)
        nn.init.normal_(self.requirement_projection.weight, std=0.05)
        self.passage_projection.weight.data.copy_(self.requirement_projection.weight.data)
        self.product_weights = nn.Parameter(torch.tensor([3.0, 1.0]))
        self.drop_vectors, self.drop_units = nn.Dropout(0.3), nn.Dropout(0.1)

    def forward(
        self, features: torch.Tensor, asked: torch.Tensor, text: torch.Tensor, title: torch.Tensor
    ) -> torch.Tensor:
        units = self.drop_units(torch.relu(self.hidden(features)))
        scores: torch.Tensor = (self.linear(features) + self.output(units)).squeeze(-1)
        requirement = self.requirement_projection(self.drop_vectors(asked))
        for weight, rows in zip(self.product_weights, (text, title), strict=True):
            passages = self.passage_projection(self.drop_vectors(rows))
            scores = scores + weight * requirement @ passages.T
        return scores


def train_relevance(samples: Sequence[Labelled]) -> Relevance:
    """The relevance learned from some samples, on one thread: the same each time."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    shuffled = np.random.default_rng(0)
    flat = np.concatenate([sample.features.reshape(-1, len(FEATURES)) for sample in samples])
    mean, deviation = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    network = _Network(samples[0].arrays.vectors.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(samples) // RESUMES_PER_STEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        order = shuffled.permutation(len(samples))
        for step in np.array_split(order, steps // EPOCHS):
            loss = torch.cat([_loss(network, samples[i], mean, deviation) for i in step]).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return _relevance(network, mean, deviation, samples[0].encoder)


def _title_vectors(arrays: ResumeArrays) -> NDArray[np.float32]:
    """The title of the role of each passage, a row of zeros where it has none."""
    headers = arrays.headers
    rows = arrays.vectors[headers].copy()
    rows[headers < 0] = 0.0
    return rows


def _loss(network: _Network, sample: Labelled, mean: Array, deviation: Array) -> torch.Tensor:
    """Of each requirement whose quote was found in the passages, or that has none."""
    usable = sample.quoted.any(axis=1) | ~sample.has_evidence
    scaled = np.clip((sample.features[usable] - mean) / deviation, -FARTHEST, FARTHEST)
    scores = network(
        torch.tensor(scaled, dtype=torch.float32),
        torch.tensor(sample.requirements.vectors[usable]),
        torch.tensor(sample.arrays.vectors),
        torch.tensor(_title_vectors(sample.arrays)),
    )
    quoted = torch.tensor(sample.quoted[usable])
    none = ~quoted.any(dim=1, keepdim=True)
    wanted = torch.cat([quoted, none], dim=1)
    logs = torch.log_softmax(torch.cat([scores, torch.zeros(len(scores), 1)], dim=1), dim=1)
    return -torch.logsumexp(logs.masked_fill(~wanted, float("-inf")), dim=1)


def _relevance(network: _Network, mean: Array, deviation: Array, encoder: str) -> Relevance:
    def array(tensor: torch.Tensor) -> Array:
        values: Array = tensor.detach().numpy().astype(np.float64)
        return values

    return Relevance(
        mean=mean,
        standard_deviation=deviation,
        linear=array(network.linear.weight)[0],
        hidden=array(network.hidden.weight),
        bias=array(network.hidden.bias),
        output=array(network.output.weight)[0],
        constant=array(network.linear.bias + network.output.bias),
        product_weights=array(network.product_weights),
        requirement_projection=array(network.requirement_projection.weight).astype(np.float32),
        passage_projection=array(network.passage_projection.weight).astype(np.float32),
        encoder=encoder,
    )
