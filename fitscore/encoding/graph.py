"""The default model and the cross-encoder as ONNX graphs, written from their weights without torch.

The operations are those that torch's exporter writes of the library's model, each in the same
order, so that vectors and judgements are the same to the last bit; what it adds to find out
shapes, and a mask a pair of tokens, is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

Weights = Mapping[str, NDArray[np.float32]]

INPUTS = ("input_ids", "attention_mask")
_WEIGHTS, _CONFIG = "model.safetensors", "config.json"
_OPSET, _IR_VERSION = 18, 8
_LAYER = "encoder.layer.{}."
_LEAST_TOKENS, _LEAST_NORM = 1e-9, 1e-12  # what pooling and normalising divide by at least


def load_weights(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a BERT encoder, by the names that the library gives them."""
    return dict(load_file(folder / _WEIGHTS))


def write_encoder(folder: Path, path: Path) -> int:
    """Write the graph of a BERT encoder whose vectors are the mean of its tokens' states.

    Inputs are `input_ids` and `attention_mask`, int64 of shape (texts, tokens); the output is
    `vectors`, unit float32 rows of shape (texts, dimensions).

    Args:
        folder: Of the model: its weights and its configuration.
        path: Of the file to write.

    Returns:
        The dimensions of a vector.
    """
    weights = load_weights(folder)
    graph = _Graph(weights, _config(folder))
    # Sums over a batch of one are taken in another order: one more is always with it.
    mask = graph.with_one_more("attention_mask")
    hidden = graph.with_one_more(graph.hidden())
    there = graph.tokens_there(mask)
    count = graph.add("Clip", graph.sum_of_tokens(there), graph.number(_LEAST_TOKENS))
    total = graph.sum_of_tokens(graph.add("Mul", hidden, there))
    vectors = graph.unit(graph.add("Div", total, count))
    vectors = graph.slice(vectors, 0, -1)
    # Once more, as the model's own module and the export both did: a last bit depends on it.
    graph.unit(vectors, output="vectors")
    dimensions = len(weights["embeddings.LayerNorm.weight"])
    graph.save(path, "texts", {"vectors": ["texts", dimensions]})
    return dimensions


def write_cross_encoder(
    folder: Path, weights: Weights, heads: Mapping[str, int], path: Path
) -> None:
    """Write the graph of a BERT encoder with heads, of one sequence at a time.

    Inputs are `input_ids` and `attention_mask`, int64 of shape (1, tokens). Outputs are `verdict`
    and `none`, of the whole sequence, and `passage`, of each token: float32 of shapes (1, width)
    and (1, tokens, width).

    Args:
        folder: Of the model: its configuration.
        weights: Its weights and, as `verdict.weight` and `verdict.bias`, those of the heads.
        heads: Their widths.
        path: Of the file to write.
    """
    graph = _Graph(weights, _config(folder))
    hidden = graph.hidden()
    there = graph.tokens_there("attention_mask")
    total = graph.sum_of_tokens(graph.add("Mul", hidden, there))
    mean = graph.add("Div", total, graph.sum_of_tokens(there))
    first = graph.add("Gather", hidden, graph.constant(np.array(0)), axis=1)
    pooled = graph.add("Add", first, mean)
    for head in ("verdict", "none"):
        parts = (graph.weight(f"{head}.{part}") for part in ("weight", "bias"))
        graph.add("Gemm", pooled, *parts, transB=1, output=head)
    graph.linear(hidden, "passage", output="passage")
    shapes: dict[str, list[str | int]] = {
        "verdict": [1, heads["verdict"]],
        "passage": [1, "tokens", heads["passage"]],
        "none": [1, heads["none"]],
    }
    graph.save(path, 1, shapes)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
    return config


class _Graph:
    """A graph that grows node by node; each method gives the name of what it computes."""

    def __init__(self, weights: Weights, config: Mapping[str, Any]) -> None:
        self._weights = weights
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def add(self, operation: str, *inputs: str, output: str | None = None, **settings: Any) -> str:
        """One operation."""
        from onnx import helper

        name = output or f"{operation}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, [name], name=name, **settings))
        return name

    def constant(self, value: NDArray[Any], name: str | None = None) -> str:
        """Numbers that are written into the graph, once each."""
        from onnx import numpy_helper

        name = name or f"{value.dtype}{list(value.shape)}_{value.tolist()}"
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def number(self, value: float) -> str:
        """A float32."""
        return self.constant(np.array(value, np.float32))

    def integers(self, *values: int) -> str:
        """A list of int64."""
        return self.constant(np.array(values, np.int64))

    def weight(self, name: str) -> str:
        """One of the weights, as it is kept."""
        return self.constant(self._weights[name], name)

    def slice(self, of: str, start: int, end: int) -> str:
        """Rows from one to before another."""
        return self.add("Slice", of, self.integers(start), self.integers(end), self.integers(0))

    def with_one_more(self, of: str) -> str:
        """All rows, and the first again."""
        return self.add("Concat", of, self.slice(of, 0, 1), axis=0)

    def linear(self, of: str, name: str, output: str | None = None) -> str:
        """A linear map: kept as (outputs, inputs), multiplied as (inputs, outputs)."""
        weight = self.constant(self._weights[f"{name}.weight"].T, f"{name}.weight")
        product = self.add("MatMul", of, weight)
        return self.add("Add", self.weight(f"{name}.bias"), product, output=output)

    def norm(self, of: str, name: str) -> str:
        """Layer normalisation."""
        parts = (self.weight(f"{name}.{part}") for part in ("weight", "bias"))
        return self.add("LayerNormalization", of, *parts, axis=-1, epsilon=self._epsilon)

    def hidden(self) -> str:
        """The states of all tokens after the last layer, shape (texts, tokens, dimensions)."""
        state = self._embedded()
        mask = self._mask()
        for number in range(self._layers):
            state = self._layer(state, mask, _LAYER.format(number))
        return state

    def tokens_there(self, mask: str) -> str:
        """1 for tokens and 0 for what fills a row up, shape (texts, tokens, 1)."""
        from onnx import TensorProto

        return self.add(
            "Cast", self.add("Unsqueeze", mask, self.integers(-1)), to=TensorProto.FLOAT
        )

    def sum_of_tokens(self, of: str) -> str:
        """Sums over the tokens of each text."""
        return self.add("ReduceSum", of, self.integers(1), keepdims=0)

    def unit(self, of: str, output: str | None = None) -> str:
        """Rows of length one."""
        length = self.add("ReduceL2", of, self.integers(1), keepdims=1)
        return self.add(
            "Div", of, self.add("Clip", length, self.number(_LEAST_NORM)), output=output
        )

    def _embedded(self) -> str:
        """Word pieces, segment (all is of the first) and places."""
        pieces = self.add("Gather", self.weight("embeddings.word_embeddings.weight"), INPUTS[0])
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        known = self.add("Add", pieces, self.constant(segment, "embeddings.segment"))
        count = self.add("Shape", INPUTS[0], start=1, end=2)
        table = self.weight("embeddings.position_embeddings.weight")
        places = self.add("Slice", table, self.integers(0), count, self.integers(0))
        return self.norm(self.add("Add", known, places), "embeddings.LayerNorm")

    def _mask(self) -> str:
        """What is added to the attention for each token, shape (texts, 1, 1, tokens)."""
        from onnx import TensorProto

        there = self.add("Cast", INPUTS[1], to=TensorProto.BOOL)
        there = self.add("Unsqueeze", there, self.integers(1, 2))
        least = self.number(float(np.finfo(np.float32).min))
        return self.add("Where", there, self.number(0.0), least)

    def _layer(self, state: str, mask: str, name: str) -> str:
        attended = self._attention(state, mask, f"{name}attention.self.")
        attended = self.linear(attended, f"{name}attention.output.dense")
        state = self.norm(self.add("Add", attended, state), f"{name}attention.output.LayerNorm")
        inner = self._gelu(self.linear(state, f"{name}intermediate.dense"))
        outer = self.linear(inner, f"{name}output.dense")
        return self.norm(self.add("Add", outer, state), f"{name}output.LayerNorm")

    def _attention(self, state: str, mask: str, name: str) -> str:
        """Softmax of query by key over the square root of their length, by value."""
        size = self._weights[f"{name}query.weight"].shape[0] // self._heads
        shape = self.integers(0, 0, self._heads, size)

        def apart(part: str, order: list[int]) -> str:
            own = self.add("Reshape", self.linear(state, f"{name}{part}"), shape)
            return self.add("Transpose", own, perm=order)

        query, value = apart("query", [0, 2, 1, 3]), apart("value", [0, 2, 1, 3])
        products = self.add("MatMul", query, apart("key", [0, 2, 3, 1]))
        scores = self.add("Mul", products, self.number(size**-0.5))
        shares = self.add("Softmax", self.add("Add", scores, mask), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", shares, value), perm=[0, 2, 1, 3])
        # Their count is left to be found (-1): where it is known, onnxruntime fuses adding with the
        # normalisation, which takes an eighth longer in eight bits and gives other last bits.
        return self.add("Reshape", mixed, self.integers(0, -1, self._heads * size))

    def _gelu(self, of: str) -> str:
        """Half of x (1 + erf(x / √2)); onnxruntime knows this form and fuses it with the bias."""
        bent = self.add("Erf", self.add("Div", of, self.number(2**0.5)))
        bent = self.add("Mul", of, self.add("Add", bent, self.number(1.0)))
        return self.add("Mul", bent, self.number(0.5))

    def save(self, path: Path, texts: str | int, outputs: Mapping[str, list[str | int]]) -> None:
        """Write all to a file: the same bytes wherever it is done."""
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self._nodes,
            "fitscore",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, [texts, "tokens"])
                for name in INPUTS
            ],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                for name, shape in outputs.items()
            ],
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph,
            producer_name="fitscore",
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=_IR_VERSION,
        )
        path.write_bytes(model.SerializeToString(deterministic=True))
