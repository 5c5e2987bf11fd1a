"""Any sentence-transformers model, run by that library."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from fitscore.encoding.models import LocalModel
from fitscore.errors import ExtraError, ModelError
from fitscore.types import Identity

if TYPE_CHECKING:
    from fitscore.encoding.protocol import Vectors


class SentenceTransformerEncoder:
    """Runs a model by sentence-transformers; slow to import, takes also what cannot be compiled."""

    def __init__(self, model: Any, identity: Identity) -> None:
        self._model = model
        self._identity = identity

    @classmethod
    def load(cls, model: LocalModel) -> SentenceTransformerEncoder:
        """Load a model of this machine.

        Raises:
            ExtraError: The library is not installed.
            ModelError: It cannot be loaded.
        """
        return cls(load_sentence_transformer(model), model.identity)

    @property
    def identity(self) -> Identity:
        """The model's name and the hash of all that it is made of."""
        return self._identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows, one text at a time so that none depends on its neighbours."""
        # The library answers no texts with an array of no width; one text gives the width.
        rows = self._model.encode(
            list(texts) or [""], batch_size=1, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)[: len(texts)]


def load_sentence_transformer(found: LocalModel) -> Any:
    """The library's model object, on the CPU: from files of this machine, whose code is not run.

    Raises:
        ExtraError: The library is not installed.
        ModelError: The library cannot load it.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _quiet():
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            raise ExtraError(f"model {found.name}: any but the default one", "models") from error
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(found.folder.absolute()),  # a relative one may read as a hub name
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (
            OSError, ValueError, RuntimeError, KeyError, ImportError, TypeError, AttributeError
        ) as error:  # fmt: skip
            reason = str(error).strip().splitlines()[0][:160] if str(error).strip() else "unknown"
            raise ModelError(
                f"model {found.name}: it cannot be loaded ({reason}); give the name of a "
                "sentence-transformers model that is on this machine, or its folder"
            ) from error


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
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
