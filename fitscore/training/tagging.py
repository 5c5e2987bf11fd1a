"""The network that tags words, in torch: what is learned of it, and how that is written to a file.

The pinned base model's embeddings and first layers, each linear map with an addition of low rank
that is learned (Hu et al. 2021, LoRA), the features of words added to the embeddings, dilated
convolutions over words, and linear heads. `fitscore.tagging.network` computes the same with numpy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from fitscore.tagging.network import (
    ATTENTION_HEADS,
    DILATIONS,
    EPSILON,
    TAPS,
    WIDTH,
    Array,
    Tokens,
)

_DROPOUT = 0.1


class LowRank(nn.Module):
    """A linear map that stays as it is, with an addition of low rank that is learned."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Array, bias: Array, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", torch.from_numpy(weight), persistent=False)
        self.register_buffer("bias", torch.from_numpy(bias), persistent=False)
        inputs, outputs = weight.shape
        self.down = nn.Parameter(torch.randn(inputs, rank) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(rank, outputs))
        self.shift = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Of each row."""
        added: Tensor = (x @ self.down) @ self.up + self.shift
        return x @ self.weight + self.bias + added


class TorchLayer(nn.Module):
    """`fitscore.tagging.network.Layer`, adapted."""

    def __init__(self, base: Mapping[str, Array], prefix: str, rank: int) -> None:
        super().__init__()

        def linear(name: str) -> LowRank:
            return LowRank(base[f"{prefix}{name}.weight"], base[f"{prefix}{name}.bias"], rank)

        def norm(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(WIDTH, eps=EPSILON)
            made.weight.data = torch.from_numpy(base[f"{prefix}{name}.weight"].copy())
            made.bias.data = torch.from_numpy(base[f"{prefix}{name}.bias"].copy())
            return made

        self.query, self.key, self.value = linear("query"), linear("key"), linear("value")
        self.output, self.inner, self.outer = linear("output"), linear("inner"), linear("outer")
        self.output_norm, self.outer_norm = norm("output_norm"), norm("outer_norm")
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        """Rows of windows, shape (windows, pieces, WIDTH)."""
        shape = (*x.shape[:2], ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        maps = (self.query, self.key, self.value)
        parts = [linear(x).view(shape).transpose(1, 2) for linear in maps]
        attended = functional.scaled_dot_product_attention(*parts).transpose(1, 2).reshape(x.shape)
        x = self.output_norm(x + self.drop(self.output(attended)))
        inner = functional.gelu(self.inner(x), approximate="tanh")
        result: Tensor = self.outer_norm(x + self.drop(self.outer(inner)))
        return result


class TorchNetwork(nn.Module):
    """`fitscore.tagging.network.Network`, to be trained.

    Args:
        base: The base model's weights.
        layers: How many of its layers are adapted; none, and words are read by their embeddings.
        rank: Of what is added to each linear map.
        features: How many a word has.
        heads: How many numbers each head gives for a word.
        channels: Of the convolutions.
        rounds: How often the dilations are gone through.
    """

    pieces: Tensor
    positions: Tensor
    norm_weight: Tensor
    norm_bias: Tensor

    def __init__(
        self,
        base: Mapping[str, Array],
        layers: int,
        rank: int,
        features: int,
        heads: Mapping[str, int],
        channels: int = 128,
        rounds: int = 1,
    ) -> None:
        super().__init__()
        self._widths = dict(heads)
        for name in ("pieces", "positions", "norm.weight", "norm.bias"):
            self.register_buffer(
                name.replace(".", "_"), torch.from_numpy(base[name]), persistent=False
            )
        self.seen = nn.Parameter(torch.zeros(features, WIDTH))
        self.layers = nn.ModuleList(
            TorchLayer(base, f"layers.{number}.", rank) for number in range(layers)
        )
        self.narrow = nn.Linear(WIDTH + features, channels)
        self.around = nn.ModuleList(
            nn.Conv1d(channels, channels, TAPS, padding=dilation * (TAPS // 2), dilation=dilation)
            for dilation in DILATIONS * rounds
        )
        self.heads = nn.Linear(channels, sum(heads.values()))
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, tokens: Tokens, features: Array) -> dict[str, Tensor]:
        """Logits of each head, shape (words, width of the head)."""
        seen = torch.from_numpy(features)
        rows = self._in_context(tokens, seen) if len(self.layers) else self._apart(tokens, seen)
        y = torch.tanh(self.narrow(self.drop(torch.cat([rows, seen], dim=1)))).T[None]
        for convolution in self.around:
            y = y + functional.relu(convolution(y))
        logits = self.heads(self.drop(y[0].T))
        parts = torch.split(logits, list(self._widths.values()), dim=1)
        return dict(zip(self._widths, parts, strict=True))

    def _apart(self, tokens: Tokens, seen: Tensor) -> Tensor:
        x = self.pieces[torch.from_numpy(tokens.ids)]
        x = functional.layer_norm(x, (WIDTH,), self.norm_weight, self.norm_bias, EPSILON)
        words = torch.from_numpy(tokens.words)
        total = torch.zeros(len(tokens.firsts), WIDTH).index_add(0, words, x)
        return total / torch.bincount(words)[:, None] + seen @ self.seen

    def _in_context(self, tokens: Tokens, seen: Tensor) -> Tensor:
        windows, which, place = (torch.from_numpy(part) for part in tokens.windows())
        x = self.pieces[torch.from_numpy(tokens.ids)[windows]] + self.positions[: windows.shape[1]]
        x = functional.layer_norm(x, (WIDTH,), self.norm_weight, self.norm_bias, EPSILON)
        x = x + seen[torch.from_numpy(tokens.words)[windows]] @ self.seen
        for layer in self.layers:
            x = layer(x)
        rows: Tensor = x[which, place]
        return rows


def answer_loss(said: Tensor, right: Tensor) -> Tensor | None:
    """Cross-entropy of one question over the words of which the answer is known.

    Args:
        said: Logits, shape (words, width of the head); of one column, those of yes.
        right: Index of the answer, or 0 and 1 for no and yes; -1 where it is not known.

    Returns:
        None where nothing is known.
    """
    known = right >= 0
    if not known.any():
        return None
    said, right = said[known], right[known]
    if said.shape[1] == 1:
        return functional.binary_cross_entropy_with_logits(said[:, 0], right.float())
    return functional.cross_entropy(said, right)


def divergence(now: Tensor, before: Tensor) -> Tensor:
    """Mean Kullback-Leibler divergence of rows of logits from what they were."""
    said, right = functional.log_softmax(now, dim=1), functional.log_softmax(before, dim=1)
    return functional.kl_div(said, right, reduction="batchmean", log_target=True)


def write(network: TorchNetwork, file: Path) -> None:
    """Write what was learned, in half precision."""
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    save_file(
        {name: _turned(name, value).astype(np.float16) for name, value in state.items()}, file
    )


def read(network: TorchNetwork, file: Path) -> None:
    """Put into a network what `write` wrote of one of its shape.

    Raises:
        RuntimeError: It was another one.
    """
    state = load_file(file)
    network.load_state_dict(
        {name: torch.from_numpy(_turned(name, x).astype(np.float32)) for name, x in state.items()}
    )


def _turned(name: str, value: Array) -> Array:
    """A matrix of torch's as numpy multiplies by it, and back: (outputs, inputs) and taps."""
    linear = name in {"narrow.weight", "heads.weight"}
    turned = linear or (name.startswith("around.") and value.ndim > 1)
    return np.ascontiguousarray(value.T if turned else value)
