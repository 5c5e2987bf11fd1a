"""The compiled encoder: a model's graph, written once to ONNX and run without torch.

That of the default model is written from its weights; any other is exported by torch. To run it
takes onnxruntime and tokenizers only. Each text is padded to an even number of tokens and runs with
others of that length: its row is then the same to the last bit whatever else it runs with, and
short lists of texts do not fall apart into runs of one.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fitscore.encoding.graph import write_encoder
from fitscore.encoding.kept import (
    GRAPH,
    TOKENIZER,
    checked_meta,
    compile_once,
    folder_of,
    write_meta,
)
from fitscore.encoding.models import DEFAULT_IDENTITY, LocalModel
from fitscore.encoding.sentence_transformer import load_sentence_transformer
from fitscore.errors import ModelError
from fitscore.types import Identity

if TYPE_CHECKING:
    from fitscore.encoding.protocol import Vectors

_KIND = "encoder"
_LENGTHS = "sentence_bert_config.json"
_OPSET = 18
# Tokens in one run, and tokens that a text is padded to a multiple of: enough for the matrix
# product to reach its speed, little enough to stay in a core's cache and to waste little.
_TOKENS_PER_RUN = 512
_UNIT = 2
_LEAST_COSINE = 0.9999
_PROBES = (
    "Managed a team of eight and a budget of $2.4 million.",
    "Bachelor's degree in public administration or a related field",
    "Excel",
)


class CompiledEncoder:
    """Runs a compiled model by onnxruntime on all cores."""

    def __init__(self, session: Any, tokenizer: Any, meta: dict[str, Any]) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._identity = Identity(meta["name"], meta["sha256"])
        self._dimensions: int = meta["dimensions"]
        self._max_length: int = meta["max_length"]

    @classmethod
    def open(cls, folder: Path, identity: Identity | None = None) -> CompiledEncoder:
        """Open a compiled model from its folder in the cache.

        Args:
            folder: Of the cache.
            identity: Of the model that it should be made of; any unless given.

        Raises:
            ModelError: A file is missing, or is not the one that was written.
        """
        meta = checked_meta(folder, _KIND, identity)
        tokenizer = open_tokenizer(folder / TOKENIZER)
        tokenizer.enable_truncation(max_length=meta["max_length"])
        return cls(open_session(folder / GRAPH), tokenizer, meta)

    @property
    def identity(self) -> Identity:
        """The model's name and the hash of all that it is made of."""
        return self._identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows, shape (len(texts), dimensions); each distinct text runs once."""
        distinct = list(dict.fromkeys(texts))
        rows = np.zeros((len(distinct), self._dimensions), dtype=np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(distinct)]
        lengths = [len(each) for each in ids]
        padded = [min(-(-length // _UNIT) * _UNIT, self._max_length) for length in lengths]

        def run(batch: list[int]) -> None:
            there = np.arange(padded[batch[0]]) < np.array([[lengths[i]] for i in batch])
            tokens = np.zeros(there.shape, dtype=np.int64)
            tokens[there] = np.concatenate([ids[i] for i in batch])
            inputs = {"input_ids": tokens, "attention_mask": there.astype(np.int64)}
            rows[batch] = self._session.run(None, inputs)[0]

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            list(pool.map(run, _batches(padded)))
        rows_of = {text: i for i, text in enumerate(distinct)}
        return rows[[rows_of[text] for text in texts]]


def open_session(graph: Path) -> Any:
    """A compiled graph, to be run by one thread a run and several runs side by side."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Bits do not depend on how a product was cut for threads.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def open_tokenizer(path: Path) -> Any:
    """A tokenizer that neither pads nor cuts."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _batches(lengths: list[int]) -> list[list[int]]:
    """Indices grouped by length in tokens, longest first so that no core waits at the end."""
    by_length: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        by_length.setdefault(length, []).append(index)
    batches = []
    for length in sorted(by_length, reverse=True):
        members = by_length[length]
        size = max(1, _TOKENS_PER_RUN // max(1, length))
        batches += [members[i : i + size] for i in range(0, len(members), size)]
    return batches


def compile_model(model: LocalModel) -> CompiledEncoder:
    """Compile a model into its folder of the cache, check it, and open it (`compile_once`).

    Raises:
        ExtraError: It is not the default one, and what loads others is not installed.
        ModelError: It cannot be loaded or exported, or the export computes something else.
    """
    identity = model.identity
    return compile_once(
        folder_of(identity),
        f"model {model.name}",
        lambda folder: CompiledEncoder.open(folder, identity),
        lambda work: (_write if identity == DEFAULT_IDENTITY else _export)(model, work),
    )


def _write(found: LocalModel, work: Path) -> None:
    """The default model, whose graph is known: a test holds that it is what torch exports."""
    settings = json.loads((found.folder / _LENGTHS).read_text(encoding="utf-8"))
    dimensions = write_encoder(found.folder, work / GRAPH)
    shutil.copyfile(found.folder / TOKENIZER, work / TOKENIZER)
    write_meta(
        work,
        _KIND,
        found.identity,
        max_length=settings["max_seq_length"],
        dimensions=dimensions,
    )


def _export(found: LocalModel, work: Path) -> None:
    name = found.name
    model = load_sentence_transformer(found)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _export_graph(model, work / GRAPH)
    except (RuntimeError, TypeError, ValueError, ImportError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(f"model {name}: it cannot be compiled ({reason})") from error
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(
            f"model {name}: its tokenizer has no fast form; use a model that has a tokenizer.json"
        )
    tokenizer.save(str(work / TOKENIZER))
    write_meta(
        work,
        _KIND,
        found.identity,
        max_length=int(model.max_seq_length or 512),
        dimensions=int(np.asarray(model.encode(_PROBES[0])).shape[-1]),
    )
    _check_against(model, CompiledEncoder.open(work, found.identity), name)


def _export_graph(model: Any, path: Path) -> None:
    """The whole model (transformer, pooling, normalising) as one graph of token ids.

    By the TorchScript exporter: the graph it writes of these models runs a third faster in
    onnxruntime than the newer exporter's, which also needs a package more.
    """
    import torch

    def one_more(values: Any) -> Any:
        return torch.cat([values, values[:1]]) if isinstance(values, torch.Tensor) else values

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            transformer, *others = self.model
            features = transformer(
                {
                    "input_ids": input_ids,
                    "attention_mask": attention_mask,
                    "token_type_ids": torch.zeros_like(input_ids),
                }
            )
            # Sums over a batch of one are taken in another order: one more is always with it.
            features = {name: one_more(values) for name, values in features.items()}
            for module in others:
                features = module(features)
            vectors = features["sentence_embedding"][:-1]
            return torch.nn.functional.normalize(vectors, dim=1)

    with_plain_attention(model)
    example = torch.ones((2, 7), dtype=torch.long)
    texts_and_tokens = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        Graph(),
        (example, example),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={
            "input_ids": texts_and_tokens,
            "attention_mask": texts_and_tokens,
            "vectors": {0: "texts"},
        },
        opset_version=_OPSET,
        dynamo=False,
    )


def with_plain_attention(model: Any) -> Any:
    """The model, ready to be traced: the fused kernel of attention is not."""
    for module in model.modules():
        config: Any = getattr(module, "config", None)
        if hasattr(config, "_attn_implementation"):
            config._attn_implementation = "eager"  # noqa: SLF001 - there is no other way
    return model.eval()


def _check_against(model: Any, compiled: CompiledEncoder, name: str) -> None:
    """The export must give the library's own vectors.

    Raises:
        ModelError: It does not.
    """
    wanted = model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(np.asarray(wanted) * compiled.encode(_PROBES), axis=1)
    if cosines.min() < _LEAST_COSINE:
        raise ModelError(
            f"model {name}: the compiled form gives other vectors (cosine {cosines.min():.4f}); "
            "this kind of model cannot be compiled"
        )
