"""A network's parameters: those of the pinned base model, and a small file of what was learned.

The base model is installed with fitscore; the file holds additions to it and what stands on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from fitscore.encoding.models import default_model_folder
from fitscore.errors import ReaderFileError
from fitscore.tagging.network import (
    DILATIONS,
    WINDOW,
    Array,
    Convolution,
    Layer,
    Linear,
    Network,
    Norm,
)

_LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
_NORM = {"output_norm": "attention.output.LayerNorm", "outer_norm": "output.LayerNorm"}


def network_from_bytes(
    data: bytes, source: str, features: int, heads: Mapping[str, int], remedy: str
) -> Network:
    """A network from a file of what was learned.

    Args:
        data: The file's bytes.
        source: Its name, for messages.
        features: How many features a word has.
        heads: How many numbers each head gives for a word.
        remedy: What to do about a file that does not fit.

    Raises:
        ReaderFileError: It holds no network, or one of other features or heads.
    """
    try:
        learned = {name: value.astype(np.float32) for name, value in load(data).items()}
        network = _network(learned, base_weights(_count(learned, "layers")))
    except (SafetensorError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ReaderFileError(
            source, f"this is no reader ({type(error).__name__}: {error})", remedy
        ) from error
    if (network.seen.shape[0], network.heads.bias.shape[0]) != (features, sum(heads.values())):
        raise ReaderFileError(source, "it was trained for another version of fitscore", remedy)
    return network


def _base_model() -> Path:
    return default_model_folder() / "model.safetensors"


def _count(learned: Mapping[str, Array], kind: str) -> int:
    """How many layers or convolutions there are."""
    numbers = (int(name.split(".")[1]) for name in learned if name.startswith(f"{kind}."))
    return 1 + max(numbers, default=-1)


@cache
def _embeddings() -> dict[str, Array]:
    """The base model's embeddings, which all networks share."""
    found: dict[str, Array] = {}
    with safe_open(str(_base_model()), framework="numpy") as file:
        found["pieces"] = file.get_tensor("embeddings.word_embeddings.weight")
        segment = file.get_tensor("embeddings.token_type_embeddings.weight")[0]
        # The first place is that of the mark that begins a text, which windows do without.
        places = file.get_slice("embeddings.position_embeddings.weight")[1 : 1 + WINDOW]
        found["positions"] = places + segment
        for part in ("weight", "bias"):
            found[f"norm.{part}"] = file.get_tensor(f"embeddings.LayerNorm.{part}")
    return found


def piece_embeddings() -> Array:
    """The base model's embeddings of word pieces, shape (pieces, 384)."""
    return _embeddings()["pieces"]


def base_weights(layers: int) -> dict[str, Array]:
    """The base model's embeddings and first layers; linear maps as (inputs, outputs)."""
    found = dict(_embeddings())
    with safe_open(str(_base_model()), framework="numpy") as file:
        for number in range(layers):
            for names, transposed in ((_LINEAR, True), (_NORM, False)):
                for name, theirs in names.items():
                    key = f"encoder.layer.{number}.{theirs}"
                    weight = file.get_tensor(f"{key}.weight")
                    ours = f"layers.{number}.{name}"
                    found[f"{ours}.weight"] = (
                        np.ascontiguousarray(weight.T) if transposed else weight
                    )
                    found[f"{ours}.bias"] = file.get_tensor(f"{key}.bias")
    return found


def _network(learned: dict[str, Array], base: dict[str, Array]) -> Network:
    def linear(name: str) -> Linear:
        added = learned[f"{name}.down"] @ learned[f"{name}.up"]
        return Linear(
            base[f"{name}.weight"] + added, base[f"{name}.bias"] + learned[f"{name}.shift"]
        )

    def norm(name: str) -> Norm:
        return Norm(learned[f"{name}.weight"], learned[f"{name}.bias"])

    def layer(prefix: str) -> Layer:
        query, key, value, output, inner, outer = (linear(f"{prefix}{name}") for name in _LINEAR)
        output_norm, outer_norm = (norm(f"{prefix}{name}") for name in _NORM)
        return Layer(query, key, value, output, inner, outer, output_norm, outer_norm)

    layers = tuple(layer(f"layers.{number}.") for number in range(_count(base, "layers")))
    return Network(
        base["pieces"],
        base["positions"],
        Norm(base["norm.weight"], base["norm.bias"]),
        learned["seen"],
        layers,
        Linear(learned["narrow.weight"], learned["narrow.bias"]),
        tuple(
            Convolution(
                learned[f"around.{i}.weight"],
                learned[f"around.{i}.bias"],
                DILATIONS[i % len(DILATIONS)],
            )
            for i in range(_count(learned, "around"))
        ),
        Linear(learned["heads.weight"], learned["heads.bias"]),
    )
