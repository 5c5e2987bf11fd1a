"""Models on this machine: where one is, what it is made of, and that nothing of it is code.

A model is a folder: named by its path, by its hub name where the hub's cache on this machine holds
it, or the default one of an installed package. Nothing here goes online but `fetch_model`.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from fitscore.errors import ModelError
from fitscore.types import Identity

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "fitscore_model"
_WEIGHTS = "model.safetensors"
# Of sentence-transformers/all-MiniLM-L6-v2, revision 1110a243: all that says what it computes.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DEFAULT_PARTS = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": (
        "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
    ),
    "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
    "model.safetensors": _DEFAULT_SHA256,
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
_ORGANIZATION = "sentence-transformers"  # whose models are known without it
# Files that say what a model computes; of all others of a folder none is read.
_PARTS = (".safetensors", ".json", ".txt", ".model")
_FETCHED = ("*.safetensors", "*.json", "*.txt")
_UNFETCHED = ("onnx/*", "openvino/*")  # other forms of the same weights
_ADAPTER = "adapter_config.json"
# What a text model is made of. Other classes read pickles, or import what a file names.
_MODULES = {
    "Transformer", "Pooling", "Normalize", "Dense", "LayerNorm", "WeightedLayerPooling", "Dropout",
}  # fmt: skip
_MODULE_PREFIX = "sentence_transformers."
# Keyword arguments that a model's own settings may pass to the libraries that load it.
_ARGUMENTS = {
    "add_pooling_layer", "attn_implementation", "dtype", "model_max_length", "padding_side",
    "torch_dtype",
}  # fmt: skip
_ARGUMENT_FIELDS = (
    "model_args", "model_kwargs", "tokenizer_args", "processor_kwargs", "config_args",
    "config_kwargs",
)  # fmt: skip


@dataclass(frozen=True)
class LocalModel:
    """A model's folder.

    Attributes:
        name: What it is called: its hub name, or the folder's own.
        folder: With its files, checked: nothing in them is run.
    """

    name: str
    folder: Path

    @cached_property
    def parts(self) -> dict[str, str]:
        """SHA-256 of each file that says what it computes, by its path in the folder."""
        return {
            path.relative_to(self.folder).as_posix(): _sha256(path)
            for folder in _folders(self.name, self.folder)
            for path in sorted(folder.iterdir())
            if path.suffix in _PARTS and path.is_file()
        }

    @cached_property
    def identity(self) -> Identity:
        """Name, and one hash over weights, tokenizer, pooling, lengths and all other settings.

        A copy of the default model is the default model, which is known by its weights' hash:
        decisions and indexes name it so.
        """
        if self.parts == _DEFAULT_PARTS:
            return Identity(DEFAULT_MODEL, _DEFAULT_SHA256)
        lines = "".join(f"{name}\n{digest}\n" for name, digest in sorted(self.parts.items()))
        return Identity(self.name, hashlib.sha256(lines.encode()).hexdigest())


DEFAULT_IDENTITY = Identity(DEFAULT_MODEL, _DEFAULT_SHA256)


def find_model(model: str) -> LocalModel:
    """A model that a user names; no request is made, and nothing heavy is imported.

    Args:
        model: `all-MiniLM-L6-v2`, a hub name that is on this machine, or a folder.

    Raises:
        ModelError: It is not there, or is of a kind that is not run.
    """
    if model == DEFAULT_MODEL:
        return LocalModel(model, default_model_folder())
    try:
        is_folder = bool(model) and Path(model).is_dir()
    except OSError:  # a name that is far too long
        is_folder = False
    if is_folder:
        found = LocalModel(Path(os.path.abspath(model)).name, Path(model))  # noqa: PTH100 - no links
    else:
        found = _on_this_machine(model)
    try:
        _check(found)
    except OSError as error:
        raise ModelError(
            f"model {model}: {error.filename} cannot be read ({error.strerror}); check the folder"
        ) from error
    return found


def _on_this_machine(model: str) -> LocalModel:
    """A model of the hub's cache on this machine."""
    if model.startswith((".", "~", "/", "\\")) or Path(model).is_absolute():
        raise ModelError(f"model {model}: there is no such folder; check the path")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    for name in (model, f"{_ORGANIZATION}/{model}"):
        try:
            return LocalModel(name, Path(snapshot_download(name, local_files_only=True)))
        except HFValidationError:
            continue
        except OSError:  # not there
            continue
    raise ModelError(
        f"model {model}: it cannot be loaded (no folder, and no model of this machine, has this "
        f"name); check it, or fetch it once with `fitscore model fetch {model}`"
    )


def fetch_model(name: str) -> LocalModel:
    """Fetch a model from the hub into its cache on this machine: weights and settings, no code.

    Raises:
        ModelError: It cannot be had, or is of a kind that is not run.
    """
    from huggingface_hub import HfApi, constants, snapshot_download
    from huggingface_hub.errors import HFValidationError

    if constants.HF_HUB_OFFLINE:
        raise ModelError(f"model {name}: HF_HUB_OFFLINE forbids to fetch it; unset it once")
    try:
        # Asked first: without a network the client would give what its cache has.
        HfApi().model_info(name, timeout=30)
        folder = snapshot_download(
            name, allow_patterns=list(_FETCHED), ignore_patterns=list(_UNFETCHED)
        )
    except HFValidationError as error:
        raise ModelError(
            f"model {name}: this is no name of the hub; they look like organization/model"
        ) from error
    except Exception as error:  # the client's own errors are of many libraries
        reason = str(error).strip().partition("\n")[0][:160] or type(error).__name__
        raise ModelError(
            f"model {name}: it cannot be fetched ({reason}); check the name and the network"
        ) from error
    found = LocalModel(name, Path(folder))
    _check(found)
    return found


def default_model_folder() -> Path:
    """The folder of the default model's package, its files checked; its code is not run.

    Raises:
        ModelError: It is not installed, or its files are not those that are known.
    """
    spec = find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"model {DEFAULT_MODEL}: the package that carries it is not installed; "
            "run `pip install fitscore-model`"
        )
    model = LocalModel(DEFAULT_MODEL, Path(spec.origin).parent / "model")
    for name in (_WEIGHTS, *sorted({*_DEFAULT_PARTS, *model.parts})):
        found, wanted = model.parts.get(name), _DEFAULT_PARTS.get(name)
        if found != wanted:
            what = "the weights" if name == _WEIGHTS else name
            raise ModelError(
                f"model {DEFAULT_MODEL}: {what} in {model.folder} have sha256 {found}, expected "
                f"{wanted}; install fitscore-model anew"
            )
    return model.folder


def _check(model: LocalModel) -> None:
    """See that a model is weights and settings, and that none of them names code.

    Raises:
        ModelError: It is not.
    """
    remedy = "give a sentence-transformers model of weights alone"
    folders = _folders(model.name, model.folder)
    if not any(path.suffix == ".safetensors" for folder in folders for path in folder.iterdir()):
        raise ModelError(
            f"model {model.name}: there is no {_WEIGHTS} in {model.folder}; give the folder of a "
            "sentence-transformers model, its weights as safetensors"
        )
    for folder in folders:
        if (folder / "pytorch_model.bin").is_file() and not any(folder.glob("*.safetensors")):
            raise ModelError(
                f"model {model.name}: {folder / 'pytorch_model.bin'} is a pickle, which can run "
                "code; save the model as safetensors"
            )
        if (folder / _ADAPTER).is_file():
            raise ModelError(
                f"model {model.name}: {folder / _ADAPTER} adds to the weights of another model; "
                "merge them and save the whole model"
            )
        for path in sorted(folder.glob("*config.json")):
            settings = _json(model.name, path) if path.is_file() else None
            if not isinstance(settings, dict):  # of a kind that says nothing to the libraries
                continue
            if "auto_map" in settings:
                raise ModelError(
                    f"model {model.name}: {path} names code of its own (auto_map), which is never "
                    f"run; {remedy}"
                )
            for field in _ARGUMENT_FIELDS:
                given = settings.get(field) or {}
                other = sorted(set(given) - _ARGUMENTS) if isinstance(given, dict) else [field]
                if other:
                    raise ModelError(
                        f"model {model.name}: {path} sets {other[0]} for the library that loads "
                        f"it, which is not allowed; {remedy}"
                    )


def _folders(name: str, folder: Path) -> list[Path]:
    """The folder, and those of its modules.

    Raises:
        ModelError: A module is code, or lies elsewhere.
    """
    found, path = {folder: None}, folder / "modules.json"
    modules = _json(name, path) if path.is_file() else []
    try:
        for module in modules:
            kind, place = str(module["type"]), PurePosixPath(module["path"])
            if not kind.startswith(_MODULE_PREFIX) or kind.rpartition(".")[2] not in _MODULES:
                raise ModelError(
                    f"model {name}: {path} names the module {kind}, and only modules of "
                    f"sentence-transformers ({', '.join(sorted(_MODULES))}) are run; give another "
                    "model"
                )
            if place.is_absolute() or ".." in place.parts:
                raise ModelError(f"model {name}: {path} leads out of it; give another model")
            if (folder / place).is_dir():
                found[folder / place] = None
    except (TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"model {name}: {path} lists no modules; give another model") from error
    return list(found)


def _json(name: str, path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"model {name}: {path} cannot be read ({error}); give another") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
