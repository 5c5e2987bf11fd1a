"""The graphs that are written without torch compute what torch's export of the models computes."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import POSTINGS, RESUMES, needs, run_python
from numpy.typing import NDArray
from safetensors.numpy import load_file

from fitscore import read_posting, read_resume
from fitscore.encoding import CompiledEncoder, compiled, cross_encoder, find_model
from fitscore.encoding.compiled import open_session, open_tokenizer, with_plain_attention
from fitscore.encoding.cross_encoder import HEADS, CrossEncoder, Question, fine_tuned
from fitscore.encoding.graph import load_weights, write_cross_encoder
from fitscore.encoding.models import default_model_folder
from fitscore.encoding.sentence_transformer import load_sentence_transformer
from fitscore.errors import DecisionFileError
from fitscore.scoring.classifier import default_decision

LEAST_COSINE, MOST_APART = 0.999999, 1e-5
STRANGE = ["", "x", "C++ / C#", "naïve café — “quoted”", "履歴書 ☃ 🎓", "a" * 3000, "word " * 600]


def texts() -> list[str]:
    """Two hundred of many lengths, from the examples, and strange ones."""
    found = [bullet.text for path in RESUMES for bullet in read_resume(path).bullets]
    found += [item.text for path in POSTINGS for item in read_posting(path).requirements]
    joined = [f"{one} {other}" for one, other in pairwise(found[:90])]
    return [*STRANGE, *dict.fromkeys([*joined, *found])][:200]


def export(module: Any, path: Path, outputs: list[str], axes: dict[str, dict[int, str]]) -> None:
    """A module of torch as a graph, written by torch."""
    import torch

    example = torch.ones((1, 16), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            (example, example),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=18,
            dynamo=False,
        )


needs_models = needs("the extra models", present=find_spec("sentence_transformers") is not None)


@needs_models
@pytest.mark.long
def test_vectors_are_those_of_torchs_export(encoder: CompiledEncoder, tmp_path: Path):
    """On two hundred texts of many lengths and alphabets."""
    library = load_sentence_transformer(find_model("all-MiniLM-L6-v2"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled._export_graph(library, tmp_path / "model.onnx")
    tokenizer = open_tokenizer(default_model_folder() / "tokenizer.json")
    tokenizer.enable_truncation(max_length=library.max_seq_length)
    meta = {
        "name": "exported",
        "sha256": "",
        "dimensions": library.get_embedding_dimension(),
        "max_length": library.max_seq_length,
    }
    exported = CompiledEncoder(open_session(tmp_path / "model.onnx"), tokenizer, meta)
    ours, theirs = encoder.encode(texts()), exported.encode(texts())
    assert len(ours) == 200
    assert np.sum(ours * theirs, axis=1).min() >= LEAST_COSINE
    assert np.abs(ours - theirs).max() <= MOST_APART


def of_torch() -> Any:
    """The cross-encoder that ships as a module of torch."""
    import torch

    from fitscore.training.cross_encoder import FineTuned, _pooled_state

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.learned = with_plain_attention(FineTuned.load(shipped()))

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.learned.encoder(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=torch.zeros_like(input_ids),
            ).last_hidden_state
            pooled = _pooled_state(hidden, attention_mask)
            return tuple(
                self.learned.heads[head](hidden if head == "passage" else pooled) for head in HEADS
            )

    return Module()


def shipped() -> Path:
    second = default_decision().second_look
    assert second is not None
    return second.file


@needs_models
def test_the_cross_encoder_is_what_torch_computes(tmp_path: Path):
    """Before its products are made of eight bits; what fills a row up counts for nothing."""
    import torch

    weights = load_weights(default_model_folder())
    weights |= fine_tuned(weights, load_file(shipped()))
    write_cross_encoder(default_model_folder(), weights, HEADS, tmp_path / "model.onnx")
    session = open_session(tmp_path / "model.onnx")
    module = of_torch().eval()
    random = np.random.default_rng(3)
    for count in (1, 7, 64, 192):
        ids, there = random.integers(1000, 30000, (1, count)), np.ones((1, count), np.int64)
        there[0, 1 + count // 2 :] = 0
        with torch.no_grad():
            wanted = module(torch.from_numpy(ids), torch.from_numpy(there))
        found = session.run(None, {"input_ids": ids, "attention_mask": there})
        for ours, theirs in zip(found, wanted, strict=True):
            assert ours.shape == tuple(theirs.shape)
            np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-4, atol=1e-4)


@needs_models
@pytest.mark.long
def test_judgements_are_those_of_torchs_export(tmp_path: Path):
    """With products of eight bits, on two hundred questions."""
    some = texts()
    questions = [
        Question(f"skill: {text}", "years in all jobs enough" if number % 3 else "", some[:number])
        for number, text in enumerate(reversed(some))
    ]
    questions = [each._replace(passages=each.passages[-5:]) for each in questions]
    axes = {name: {1: "tokens"} for name in ("input_ids", "attention_mask", "passage")}
    export(of_torch(), tmp_path / "whole.onnx", list(HEADS), axes)
    cross_encoder._quantize(tmp_path / "whole.onnx", tmp_path / "model.onnx")
    tokenizer = open_tokenizer(default_model_folder() / "tokenizer.json")
    exported = CrossEncoder(open_session(tmp_path / "model.onnx"), tokenizer)
    ours = cross_encoder.load_cross_encoder(shipped(), default_decision().second_look.sha256)
    apart = [
        numbers_of(one) - numbers_of(other)
        for one, other in zip(ours.read(questions), exported.read(questions), strict=True)
    ]
    assert len(apart) == 200
    assert np.abs(np.concatenate(apart)).max() <= MOST_APART


def numbers_of(judgement: cross_encoder.Judgement) -> NDArray[np.float64]:
    return np.concatenate([judgement.logits, judgement.scores, [judgement.none]])


@pytest.mark.parametrize("name", ["layer.0.output.dense.weight", "verdict.bias", "none.weight"])
def test_weights_of_another_shape_are_no_cross_encoder(name: str, tmp_path: Path):
    """Numbers that would be spread over a whole row are refused by name."""
    from safetensors.numpy import save

    arrays = load_file(shipped())
    data = save({**arrays, name: arrays[name].reshape(-1)[:1]})
    with pytest.raises(DecisionFileError, match=f"{name} has the shape"):
        cross_encoder._export("own", data, default_identity(), tmp_path)


def default_identity() -> Any:
    return find_model("all-MiniLM-L6-v2").identity


@pytest.mark.long
def test_the_first_use_needs_no_torch(tmp_path: Path):
    """With an empty cache and torch and all that stands on it out of reach, a match is the same."""
    code = (
        "import sys\n"
        "for name in ('torch', 'transformers', 'sentence_transformers'): sys.modules[name] = None\n"
        "from fitscore.cli import main\n"
        "main(['match', 'examples/resumes/devon_grant.pdf',"
        " 'examples/postings/program_manager.txt', '-f', 'json', '--as-of', '2026-01-31'])"
    )
    bare = run_python(code, FITSCORE_CACHE_DIR=str(tmp_path))
    assert "compiling all-MiniLM-L6-v2" in bare.stderr
    assert bare.stdout == run_python(code).stdout != ""
