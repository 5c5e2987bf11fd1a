"""The cross-encoder: one model reads what is asked and what a résumé says of it together.

It is the default model with its layers fine-tuned. A file holds how far each weight moved, in eight
bits, and the heads: for each pair the logits of the verdicts, and of each passage a score of being
the one that shows it. It is added to the model's weights and written as ONNX when first used.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from fitscore.encoding.compiled import open_session, open_tokenizer
from fitscore.encoding.graph import Weights, load_weights, write_cross_encoder
from fitscore.encoding.kept import (
    GRAPH,
    TOKENIZER,
    Notice,
    checked_meta,
    compile_once,
    digest_of,
    folder_of,
    open_kept,
    write_meta,
)
from fitscore.encoding.models import DEFAULT_IDENTITY, default_model_folder
from fitscore.errors import DecisionFileError
from fitscore.types import Identity

MOST_TOKENS = 192  # of a sequence
MOST_ASKED, MOST_FACTS, MOST_PASSAGE = 56, 40, 64  # tokens of each part
HEADS = {"verdict": 3, "passage": 1, "none": 1}  # linear maps of a hidden state, and their widths
_KIND = "cross-encoder"
_LAYERS = "encoder."  # what the names of the layers' weights begin with
_MOST_KNOWN = 2000  # questions that are remembered: a few MB
_LEAST_PADDED = 8  # a sequence is padded to a multiple of it: fewer shapes to plan for
_REMEDY = "give a file written by `python -m fitscore.training.second_look`"


class Question(NamedTuple):
    """What is asked, what facts say of it, and the passages that may show it, best first."""

    asked: str
    facts: str
    passages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Arranged:
    """One pair as the model reads it.

    Attributes:
        ids: `[CLS] asked [SEP] facts [SEP] passage [SEP] passage ... [SEP]`.
        marks: Where the `[SEP]` before each passage stands; fewer than there are passages where
            not all have room.
    """

    ids: list[int]
    marks: list[int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one pair.

    Attributes:
        logits: Of missing, partial and met, shape (3,).
        scores: Of each passage that had room, beside `none`.
        none: The score of no passage showing it.
    """

    logits: NDArray[np.float64]
    scores: NDArray[np.float64]
    none: float


def arrange(tokenizer: Any, questions: Sequence[Question]) -> list[Arranged]:
    """Questions as token ids: what is asked, the facts, then as many passages as have room."""
    texts = list(
        dict.fromkeys(
            text for each in questions for text in (each.asked, each.facts, *each.passages)
        )
    )
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    begin, part = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    # Words of a document that read like the model's own marks are no marks.
    marks_of_model = {begin, part, tokenizer.token_to_id("[MASK]"), tokenizer.token_to_id("[PAD]")}
    ids = {
        text: [number for number in encoding.ids if number not in marks_of_model]
        for text, encoding in zip(texts, encoded, strict=True)
    }
    arranged = []
    for question in questions:
        sequence = [begin, *ids[question.asked][:MOST_ASKED]]
        if question.facts:
            sequence += [part, *ids[question.facts][:MOST_FACTS]]
        marks = []
        for passage in question.passages:
            own = ids[passage][:MOST_PASSAGE]
            if len(sequence) + len(own) + 2 > MOST_TOKENS:
                break
            marks.append(len(sequence))
            sequence += [part, *own]
        arranged.append(Arranged([*sequence, part], marks))
    return arranged


class CrossEncoder:
    """Runs the compiled model by onnxruntime, a pair at a time on each core.

    What was asked lately is remembered: an audit asks the same of two hundred persons.
    """

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._known: dict[Question, Judgement] = {}

    def read(self, questions: Sequence[Question]) -> list[Judgement]:
        """What the model says of each question; none depends on the others, to the last bit."""
        asked = [Question(each.asked, each.facts, tuple(each.passages)) for each in questions]
        known = {each: self._known[each] for each in asked if each in self._known}
        new = [each for each in dict.fromkeys(asked) if each not in known]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            known |= zip(new, pool.map(self._judge, arrange(self._tokenizer, new)), strict=True)
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        self._known |= known
        return [known[each] for each in asked]

    def _judge(self, sequence: Arranged) -> Judgement:
        count = len(sequence.ids)
        width = -(-count // _LEAST_PADDED) * _LEAST_PADDED
        ids, there = np.zeros((1, width), np.int64), np.zeros((1, width), np.int64)
        ids[0, :count], there[0, :count] = sequence.ids, 1
        inputs = {"input_ids": ids, "attention_mask": there}
        verdict, passage, none = self._session.run(None, inputs)
        scores = passage[0, sequence.marks, 0].astype(np.float64)
        return Judgement(verdict[0].astype(np.float64), scores, float(none[0, 0]))


def load_cross_encoder(path: Path, sha256: str, notice: Notice | None = None) -> CrossEncoder:
    """The default model with what a file adds: compiled on first use, from the cache afterwards.

    Args:
        path: The file.
        sha256: What its bytes hash to.
        notice: Told in one line when something that takes long begins.

    Raises:
        DecisionFileError: The file is missing, or is no cross-encoder of the default model.
        ModelError: The default model cannot be had.
    """
    data = _checked(path, sha256)
    if sha256 not in _opened:
        name = "the cross-encoder"
        # What it is made of: the default model, whose hash stands for all its files, and the file.
        identity = Identity("cross", digest_of([DEFAULT_IDENTITY.sha256, sha256]))
        folder = folder_of(identity)

        def open_(folder: Path) -> CrossEncoder:
            checked_meta(folder, _KIND, identity)
            return CrossEncoder(open_session(folder / GRAPH), open_tokenizer(folder / TOKENIZER))

        _opened[sha256] = open_kept(folder, open_, name, notice) or compile_once(
            folder, name, open_, lambda work: _export(str(path), data, identity, work)
        )
    return _opened[sha256]


# One of each in a process: it takes 100 MB.
_opened: dict[str, CrossEncoder] = {}


def _checked(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DecisionFileError(
            str(path), f"it cannot be read ({error.strerror})", "put it beside the decision"
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DecisionFileError(str(path), "it is not the file that the decision names", _REMEDY)
    return data


def _export(source: str, data: bytes, identity: Identity, work: Path) -> None:
    folder = default_model_folder()
    weights = load_weights(folder)
    try:
        weights |= fine_tuned(weights, load(data))
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise DecisionFileError(
            source, f"this is no cross-encoder of the default model ({error})", _REMEDY
        ) from error
    write_cross_encoder(folder, weights, HEADS, work / "whole.onnx")
    _quantize(work / "whole.onnx", work / GRAPH)
    shutil.copyfile(folder / TOKENIZER, work / TOKENIZER)
    write_meta(work, _KIND, identity)


def _quantize(whole: Path, path: Path) -> None:
    """The same graph with products of eight bits: more than twice as fast.

    Weights take seven of them: without, sums overflow on processors that lack VNNI, and the same
    résumé would get another verdict there.

    Of 320 pairs 97% kept their verdict, and as many were right.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # it advises on other kinds of models
    try:
        quantize_dynamic(
            whole, path, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
    finally:
        logging.disable(before)
    whole.unlink()


def fine_tuned(
    weights: Weights, arrays: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[np.float32]]:
    """The layers' weights, moved, and those of the heads.

    Args:
        weights: The default model's.
        arrays: Of a file that training wrote.

    Raises:
        KeyError: A weight is missing.
        ValueError: One has another shape.
    """
    found = {}
    for name, weight in weights.items():
        if name.startswith(_LAYERS):
            own = name.removeprefix(_LAYERS)
            moved = arrays[own].astype(np.float32)
            if f"{own}.scale" in arrays:
                moved = moved * arrays[f"{own}.scale"]
            found[name] = weight + _of_shape(own, moved, weight.shape)
    width = len(weights["embeddings.LayerNorm.weight"])
    for head, count in HEADS.items():
        for name, shape in ((f"{head}.weight", (count, width)), (f"{head}.bias", (count,))):
            found[name] = _of_shape(name, arrays[name].astype(np.float32), shape)
    return found


def _of_shape(
    name: str, values: NDArray[np.float32], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    if values.shape != shape:
        raise ValueError(f"{name} has the shape {values.shape} in place of {shape}")
    return values
