"""Models: found on this machine alone, known by all that they are made of, and never code."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, ROOT, Run, run_python

from fitscore import Scorer
from fitscore.encoding import CompiledEncoder, compiled_models, find_model, kept, load_encoder
from fitscore.encoding.kept import (
    SHIPPED,
    checked_meta,
    digest_of,
    digest_of_meta,
    file_digest,
    folder_of,
    write_meta,
)
from fitscore.encoding.models import DEFAULT_IDENTITY, default_model_folder
from fitscore.encoding.sentence_transformer import load_sentence_transformer
from fitscore.errors import ModelError
from fitscore.records import append_records, read_records, record_of, replay
from fitscore.scoring.classifier import default_decision
from fitscore.types import Identity

CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8")
RESUME = EXAMPLES / "resumes" / "devon_grant.pdf"
POSTING = EXAMPLES / "postings" / "program_manager.txt"
WEIGHTS = "model.safetensors"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the default model, whose weights are a link."""
    folder = tmp_path / "model"
    shutil.copytree(default_model_folder(), folder, ignore=shutil.ignore_patterns(WEIGHTS))
    (folder / WEIGHTS).symlink_to(default_model_folder() / WEIGHTS)
    return folder


def rewrite(path: Path, **values: object) -> None:
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**known, **values}), encoding="utf-8")


# What a model is


def test_a_copy_of_the_default_model_is_the_default_model(model: Path):
    """It is known as what it is, wherever it lies."""
    assert find_model(str(model)).identity == DEFAULT_IDENTITY


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("tokenizer.json", {"normalizer": None}),
        ("tokenizer_config.json", {"do_lower_case": False}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False}),
        ("sentence_bert_config.json", {"max_seq_length": 16}),
        ("config.json", {"num_hidden_layers": 3}),
        ("config_sentence_transformers.json", {"prompts": {"query": "ask: "}}),
    ],
)
def test_a_model_of_other_parts_is_another(part: str, values: dict[str, object], model: Path):
    """Tokenizer, pooling, length and settings: with the same weights and the same folder's name."""
    rewrite(model / part, **values)
    found = find_model(str(model)).identity
    assert found.name == "model"
    assert found.sha256 != DEFAULT_IDENTITY.sha256
    assert folder_of(found) != folder_of(replace(found, sha256=DEFAULT_IDENTITY.sha256))
    rewrite(model / part, more=1)
    assert find_model(str(model)).identity != found


def test_layers_that_are_left_out_are_another_model(model: Path):
    """The module that normalises, and the one that pools, say what a vector is."""
    modules = json.loads((model / "modules.json").read_text("utf-8"))
    (model / "modules.json").write_text(json.dumps(modules[:2]), encoding="utf-8")
    assert find_model(str(model)).identity != DEFAULT_IDENTITY


# Nothing of it is run


def test_code_in_a_model_is_not_run(model: Path, monkeypatch: pytest.MonkeyPatch):
    """A module that the folder, or any package, brings along is refused before it is imported."""
    marker = model / "was run"
    (model / "own.py").write_text(f"open({str(marker)!r}, 'w')\nclass Own: ...\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(model))
    monkeypatch.chdir(model)
    modules = json.loads((model / "modules.json").read_text("utf-8"))
    for kind in ("own.Own", "os.system", "sentence_transformers.util.misc.os"):
        changed = [*modules[:2], {**modules[2], "type": kind}]
        (model / "modules.json").write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(ModelError, match=f"names the module {kind}"):
            load_encoder(str(model))
    assert not marker.exists()


@pytest.mark.parametrize(
    ("part", "values", "told"),
    [
        ("config.json", {"auto_map": {"AutoModel": "own.Own"}}, "names code of its own"),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["own.Own", None]}}, "names code"),
        ("adapter_config.json", {"base_model_name_or_path": "/elsewhere"}, "of another model"),
        (
            "sentence_bert_config.json",
            {"model_args": {"use_safetensors": False}},
            "sets use_safetensors for the library",
        ),
        ("sentence_bert_config.json", {"tokenizer_args": 3}, "sets tokenizer_args"),
    ],
)
def test_settings_that_lead_to_code_or_elsewhere_are_refused(
    part: str, values: dict[str, object], told: str, model: Path
):
    """In one line that names the file."""
    rewrite(model / part, **values)
    with pytest.raises(ModelError, match=told) as refused:
        load_encoder(str(model))
    assert part in str(refused.value)


def test_pickled_weights_are_refused(model: Path):
    """A pickle can run code: the line says what to do."""
    (model / WEIGHTS).unlink()
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(ModelError, match=r"there is no model\.safetensors"):
        load_encoder(str(model))
    (model / WEIGHTS).symlink_to(default_model_folder() / WEIGHTS)
    (model / "1_Pooling" / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(ModelError, match="is a pickle, which can run code"):
        load_encoder(str(model))


@pytest.mark.parametrize(
    "modules",
    [
        '[{"name": "0", "path": "../other", "type": "sentence_transformers.models.Dense"}]',
        '[{"name": "0", "path": "/", "type": "sentence_transformers.models.Dense"}]',
        "[" * 100_000,
        "[3]",
        '{"a": 1}',
        "3",
    ],
)
def test_a_list_of_modules_that_is_none_is_one_line(modules: str, model: Path):
    """Paths that lead out of the folder, nesting without end, values of another kind."""
    (model / "modules.json").write_text(modules, encoding="utf-8")
    with pytest.raises(ModelError, match=r"modules\.json"):
        load_encoder(str(model))


def test_the_library_may_not_load_pickles(model: Path):
    """Were the check to miss one, the library refuses it too."""
    found = find_model(str(model))
    (model / WEIGHTS).unlink()
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(ModelError, match="it cannot be loaded"):
        load_sentence_transformer(found)


# What loads other models is installed on request


@pytest.mark.parametrize(
    "command",
    [
        ["match", str(RESUME), str(POSTING), "--model"],
        ["rank", str(POSTING), str(RESUME), "--model"],
        ["model", "compile"],
    ],
)
def test_another_model_without_its_library_is_one_line(
    command: list[str],
    cli: Callable[..., Run],
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """It says which extra to install; that a model is called like the default one is no matter."""
    rewrite(model / "sentence_bert_config.json", max_seq_length=128)
    monkeypatch.setenv("FITSCORE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    run = cli(*command, model)
    assert (run.code, run.out) == (3, "")
    *_, last = run.err.splitlines()
    assert last == (
        "fitscore: model model: any but the default one needs more packages; "
        "pip install 'fitscore[models]'"
    )
    assert "Traceback" not in run.err


def test_a_copy_of_the_default_model_needs_no_library(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It is compiled like the default one."""
    monkeypatch.setenv("FITSCORE_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("torch", "transformers", "sentence_transformers"):
        monkeypatch.setitem(sys.modules, name, None)
    encoder = load_encoder(str(model))
    assert encoder.identity == DEFAULT_IDENTITY
    assert encoder.encode(["a plan"]).shape == (1, 384)


@pytest.mark.parametrize("module", ["", ".second_look"])
def test_training_without_torch_is_one_line(module: str):
    """It says which extra to install."""
    code = (
        "import sys, runpy\n"
        "class NoTorch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'torch': raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, NoTorch())\n"
        "sys.argv[1:] = ['--help']\n"
        f"runpy.run_module('fitscore.training{module}', run_name='__main__')"
    )
    done = run_python(code)
    assert done.returncode == 1
    assert done.stderr == "training needs more packages; pip install 'fitscore[train]'\n"


# Nothing is fetched


NO_NETWORK = """
import socket, sys
def refuse(*arguments, **_):
    raise AssertionError("a request")
socket.getaddrinfo = socket.socket.connect = refuse
from fitscore.cli import main
"""


@pytest.mark.parametrize("command", ["match", "rank", "audit resumes", "index search", "replay"])
def test_a_mistyped_model_fails_at_once(command: str, tmp_path: Path):
    """Without a request, before a file is read, and before torch is imported."""
    missing = str(tmp_path / "missing.pdf")
    arguments = [*command.split(), missing, missing, "--model", "all-MiniLM-L6-v3"]
    arguments = arguments[:-3] + arguments[-2:] if command == "index search" else arguments
    done = run_python(
        f"{NO_NETWORK}\ncode = main({arguments!r})\n"
        "print(code, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)",
        HF_HUB_OFFLINE="0",
        HF_HUB_CACHE=str(tmp_path),
    )
    assert done.stdout == "3 False False\n", done.stderr
    assert done.stderr.startswith("fitscore: model all-MiniLM-L6-v3: it cannot be loaded")
    assert done.stderr.count("\n") == 1


def test_a_hub_name_is_a_folder_of_the_cache(model: Path, tmp_path: Path):
    """What was fetched once is found by its name, with and without the organization."""
    rewrite(model / "sentence_bert_config.json", max_seq_length=128)
    hub = tmp_path / "hub" / "models--sentence-transformers--small"
    (hub / "refs").mkdir(parents=True)
    (hub / "refs" / "main").write_text("a" * 40)
    (hub / "snapshots").mkdir()
    model.rename(hub / "snapshots" / ("a" * 40))
    done = run_python(
        f"{NO_NETWORK}\nfrom fitscore.encoding import find_model\n"
        "for name in ('small', 'sentence-transformers/small'):\n"
        "    print(find_model(name).identity.name)",
        HF_HUB_OFFLINE="0",
        HF_HUB_CACHE=str(tmp_path / "hub"),
    )
    assert done.stdout == "sentence-transformers/small\n" * 2, done.stderr


def test_fetching_is_refused_where_it_is_forbidden(cli: Callable[..., Run]):
    """The one command that goes online does not with HF_HUB_OFFLINE."""
    run = cli("model", "fetch", "no/model")
    assert (run.code, run.out) == (3, "")
    assert "HF_HUB_OFFLINE forbids to fetch it" in run.err


def test_fetching_without_a_network_is_one_line(tmp_path: Path):
    """And so is a name that is none."""
    for name in ("somebody/model", "no name at all"):
        done = run_python(
            NO_NETWORK.replace("AssertionError", "OSError") + f"main(['model', 'fetch', {name!r}])",
            HF_HUB_OFFLINE="0",
            HF_HUB_CACHE=str(tmp_path),
        )
        assert done.stderr.startswith(f"fitscore: model {name}: "), done.stderr
        assert done.stderr.count("\n") == 1


def test_a_record_names_a_model_and_does_not_choose_it(scorer: Scorer, tmp_path: Path):
    """Replaying refuses with both names; the one that is named by the user decides."""
    match = scorer.match(RESUME, POSTING, as_of=AS_OF)
    record = record_of(match, scorer.weights)
    evil = replace(match.model, name=str(tmp_path / "evil"))
    append_records(
        tmp_path / "record.jsonl", [record_of(replace(match, model=evil), scorer.weights)]
    )
    append_records(tmp_path / "record.jsonl", [record])
    for found in replay(read_records(tmp_path / "record.jsonl")):
        assert found.outcome == "failed"
        assert f"({match.model.sha256[:12]}), not by all-MiniLM-L6-v2" in found.differences[0]
    assert evil.name in next(replay(read_records(tmp_path / "record.jsonl"))).differences[0]


# What is compiled


@pytest.fixture
def compiled(encoder: CompiledEncoder, tmp_path: Path) -> Path:
    """A copy of the default model's folder in the cache."""
    folder = next(path for identity, path in compiled_models() if identity == encoder.identity)
    return Path(shutil.copytree(folder, tmp_path / "compiled"))


def test_a_graph_that_was_changed_with_its_checksum_is_not_opened(compiled: Path):
    """What a folder says of itself is sealed with a key that is not in it."""
    data = bytearray((compiled / "model.onnx").read_bytes())
    data[50_000_000] ^= 1
    (compiled / "model.onnx").write_bytes(data)
    meta = json.loads((compiled / "meta.json").read_text("utf-8"))
    meta["files"]["model.onnx"] = file_digest(compiled / "model.onnx")
    (compiled / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(compiled)


@pytest.mark.parametrize(
    "values",
    [
        {"max_length": 3},
        {"name": "other"},
        {"files": {}},
        {"kind": "cross-encoder"},
        {"format": 4},
    ],
)
def test_what_a_folder_says_of_itself_cannot_be_changed(values: dict[str, object], compiled: Path):
    """Length, name, files, kind, format."""
    rewrite(compiled / "meta.json", **values)
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(compiled)


def test_a_folder_of_another_model_is_not_opened(encoder: CompiledEncoder, compiled: Path):
    """A sealed folder under another model's name, and an encoder in place of a cross-encoder."""
    assert CompiledEncoder.open(compiled, encoder.identity).identity == encoder.identity
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(compiled, Identity(encoder.identity.name, "0" * 64))
    with pytest.raises(ModelError, match="not those that were written"):
        checked_meta(compiled, "cross-encoder", None)


@pytest.mark.skipif(
    any(
        f"{name}=={version(name).partition('+')[0]}\n" not in CONSTRAINTS
        for name in ("onnx", "onnxruntime")
    ),
    reason="needs the versions of constraints.txt",
)
@pytest.mark.usefixtures("real_scorer")
def test_what_is_made_of_the_shipped_models_is_known():
    """By its hash, so that no key is needed, and none helps, to put something in their place."""
    cross = default_decision().second_look
    assert cross is not None
    identity = Identity("cross", digest_of([DEFAULT_IDENTITY.sha256, cross.sha256]))
    for each in (DEFAULT_IDENTITY, identity):
        meta = json.loads((folder_of(each) / "meta.json").read_text("utf-8"))
        meta.pop("seal", None)
        assert digest_of_meta(meta) in SHIPPED, f"put {digest_of_meta(meta)} into SHIPPED"


def test_without_a_key_the_shipped_models_run(compiled: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the user's settings cannot be written; all else is one line that says what to set."""
    monkeypatch.setenv("FITSCORE_CONFIG_DIR", os.devnull)
    assert CompiledEncoder.open(compiled).identity == DEFAULT_IDENTITY
    rewrite(compiled / "meta.json", max_length=3)
    with pytest.raises(ModelError, match="set FITSCORE_CONFIG_DIR to a folder"):
        CompiledEncoder.open(compiled)


def test_a_seal_is_of_one_key(compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What is not known by its hash opens with the key that sealed it, its owner's alone."""
    monkeypatch.setattr(kept, "SHIPPED", set())
    monkeypatch.setenv("FITSCORE_CONFIG_DIR", str(tmp_path / "config"))
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(compiled)
    write_meta(compiled, "encoder", DEFAULT_IDENTITY, max_length=256, dimensions=384)
    assert CompiledEncoder.open(compiled).identity == DEFAULT_IDENTITY
    key = tmp_path / "config" / "cache.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["cache.key"]
    key.write_bytes(b"k" * 32)
    with pytest.raises(ModelError, match="not those that were written"):
        CompiledEncoder.open(compiled)
    key.write_bytes(b"short")
    with pytest.raises(ModelError, match="this is no key of 32 bytes; delete it"):
        CompiledEncoder.open(compiled)
