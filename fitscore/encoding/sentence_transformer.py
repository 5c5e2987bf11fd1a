"""Any sentence-transformers model, run by that library."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fitscore.errors import ModelError
from fitscore.types import Identity

if TYPE_CHECKING:
    from fitscore.encoding.protocol import Vectors

_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class SentenceTransformerEncoder:
    """Runs a model by sentence-transformers; slow to import, takes every model."""

    def __init__(self, model: Any, identity: Identity) -> None:
        self._model = model
        self._identity = identity

    @classmethod
    def load(cls, name: str, folder: Path | None = None) -> SentenceTransformerEncoder:
        """Load a model by hub name, or from a folder under a given name.

        Raises:
            ModelError: It cannot be had.
        """
        model = load_sentence_transformer(str(folder) if folder else name)
        return cls(
            model, Identity(name, weights_sha256(folder) if folder else _state_sha256(model))
        )

    @property
    def identity(self) -> Identity:
        """The model's name and the hash of its weights."""
        return self._identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows, one text at a time so that none depends on its neighbours."""
        # The library answers no texts with an array of no width; one text gives the width.
        rows = self._model.encode(
            list(texts) or [""], batch_size=1, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)[: len(texts)]


def load_sentence_transformer(name_or_folder: str) -> Any:
    """The library's model object, on the CPU.

    Raises:
        ModelError: There is no such model, here or on the hub.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _quiet():
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(name_or_folder, device="cpu")
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            reason = str(error).strip().splitlines()[0][:160] if str(error).strip() else "unknown"
            raise ModelError(
                f"model {name_or_folder}: it cannot be loaded ({reason}); give the name of a "
                "sentence-transformers model that is on this machine, or its folder"
            ) from error


def weights_sha256(folder: Path) -> str:
    """The hash of a model folder's weights.

    Raises:
        ModelError: There are no weights in it.
    """
    for name in _WEIGHTS:
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    raise ModelError(
        f"model {folder}: there is no {' or '.join(_WEIGHTS)} in this folder; give the folder of a "
        "sentence-transformers model"
    )


def _state_sha256(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensor.float().numpy()).tobytes())
    return digest.hexdigest()


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and advice from the libraries on our user's screen."""
    keys = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "TRANSFORMERS_VERBOSITY": "error"}
    before = {key: os.environ.get(key) for key in keys}
    os.environ.update(keys)
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
