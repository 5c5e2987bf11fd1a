"""Encoders: equal vectors, independent rows, honest failures."""

from __future__ import annotations

import os
import shutil
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from conftest import POSTINGS, RESUMES, run_python

from fitscore import read_posting, read_resume
from fitscore.encoding import CompiledEncoder, Encoder, find_model, load_encoder
from fitscore.encoding.sentence_transformer import SentenceTransformerEncoder
from fitscore.errors import ModelError
from fitscore.testing import HashingEncoder


@pytest.fixture(scope="session")
def sample() -> list[str]:
    """Five hundred distinct texts of many lengths, from the examples."""
    texts = [b.text for path in RESUMES for b in read_resume(path).bullets]
    texts += [item.text for path in POSTINGS for item in read_posting(path).requirements]
    joined = [f"{a} {b}" for a, b in product(texts[:20], texts[20:60])]
    distinct = list(dict.fromkeys([*texts, *joined]))[:500]
    assert len(distinct) == 500
    return distinct


def equals_the_library(encoder: CompiledEncoder, texts: list[str]):
    library = SentenceTransformerEncoder.load(find_model("all-MiniLM-L6-v2"))
    wanted = library._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(encoder.encode(texts) * wanted, axis=1)
    assert cosines.min() >= 0.9999


def test_compiled_vectors_equal_the_librarys(encoder: CompiledEncoder, sample: list[str]):
    """The compiled encoder gives sentence-transformers' vectors, on forty texts."""
    equals_the_library(encoder, sample[::13])


@pytest.mark.long
def test_compiled_vectors_equal_the_librarys_on_many(encoder: CompiledEncoder, sample: list[str]):
    """And on five hundred."""
    equals_the_library(encoder, sample)


def test_rows_do_not_depend_on_their_neighbours(encoder: CompiledEncoder, sample: list[str]):
    """Alone, shuffled or together, a text has the same vector to the last bit."""
    stay_the_same(encoder, sample[::10])


@pytest.mark.long
def test_many_rows_do_not_depend_on_their_neighbours(encoder: CompiledEncoder, sample: list[str]):
    """Five hundred of them."""
    stay_the_same(encoder, sample)


def stay_the_same(encoder: CompiledEncoder, sample: list[str]):
    together = encoder.encode(sample)
    order = np.random.default_rng(7).permutation(len(sample))
    shuffled = encoder.encode([sample[i] for i in order])
    assert np.array_equal(together[order], shuffled)
    alone = np.concatenate([encoder.encode([text]) for text in sample[::5]])
    assert np.array_equal(together[::5], alone)


def test_rows_are_unit_and_in_order(encoder: CompiledEncoder):
    """Repeated texts get the same row at each place."""
    rows = encoder.encode(["Budgeting", "Nursing", "Budgeting"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert not np.array_equal(rows[0], rows[1])
    assert rows.dtype == np.float32


def test_no_texts(encoder: CompiledEncoder):
    """Nothing in, an empty matrix of the right width out."""
    assert encoder.encode([]).shape == (0, 384)


def test_both_are_encoders(encoder: CompiledEncoder):
    """The protocol is met."""
    assert isinstance(encoder, Encoder)
    assert isinstance(HashingEncoder(), Encoder)


def test_hashing_encoder_knows_shared_words():
    """Texts that share words are nearer than those that do not."""
    a, b, c = HashingEncoder().encode(["plan the budget", "budget plan", "nursing care"])
    assert a @ b > 0.5 > abs(a @ c)


def test_a_folder_that_is_not_there():
    """The message names the folder."""
    with pytest.raises(ModelError, match=r"/no/such/folder: there is no such folder"):
        load_encoder("/no/such/folder")


def test_a_folder_without_weights(tmp_path: Path):
    """The message says what is missing."""
    with pytest.raises(ModelError, match=r"there is no model\.safetensors"):
        load_encoder(str(tmp_path))


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A default model whose weights are others is not used."""
    package = tmp_path / "fitscore_model"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_bytes(b"not these")
    monkeypatch.setenv("FITSCORE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, package.name, raising=False)  # another test may have it loaded
    with pytest.raises(ModelError, match=r"have sha256 .* expected 53aa51172d14"):
        load_encoder()


def test_a_damaged_compiled_model_is_not_opened(encoder: CompiledEncoder, tmp_path: Path):
    """One changed byte in the graph is noticed."""
    from fitscore.encoding import compiled_models

    folder = next(path for _, path in compiled_models())
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert np.array_equal(CompiledEncoder.open(copy).encode(["x y"]), encoder.encode(["x y"]))
    with (copy / "model.onnx").open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(copy)


@pytest.mark.usefixtures("encoder")
def test_the_compiled_model_loads_neither_torch_nor_transformers():
    """Later runs pay for onnxruntime only."""
    code = (
        "import sys; from fitscore.encoding import load_encoder; load_encoder().encode(['a b']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = run_python(code)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.long
def test_a_model_is_compiled_once_into_the_cache(tmp_path: Path):
    """The first use compiles and says so, the second does not."""
    code = "from fitscore.encoding import load_encoder; load_encoder(notice=print)"
    first = run_python(code, FITSCORE_CACHE_DIR=str(tmp_path), HOME=os.environ.get("HOME", ""))
    assert "compiling all-MiniLM-L6-v2" in first.stdout, first.stderr
    assert run_python(code, FITSCORE_CACHE_DIR=str(tmp_path)).stdout == ""
