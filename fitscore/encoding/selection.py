"""Which encoder runs a model: compiled where that can be, else by sentence-transformers."""

from __future__ import annotations

import logging

from fitscore.encoding.compiled import CompiledEncoder, compile_model
from fitscore.encoding.kept import Notice, folder_of, open_kept, tell
from fitscore.encoding.models import (
    DEFAULT_IDENTITY,
    DEFAULT_MODEL,
    LocalModel,
    default_model_folder,
    find_model,
)
from fitscore.encoding.sentence_transformer import SentenceTransformerEncoder
from fitscore.errors import ModelError

_LOG = logging.getLogger(__name__)


def load_encoder(
    model: str = DEFAULT_MODEL, notice: Notice | None = None
) -> CompiledEncoder | SentenceTransformerEncoder:
    """The encoder of a model: compiled on first use, from the cache afterwards. Nothing is fetched.

    Args:
        model: `all-MiniLM-L6-v2` (the default, from an installed package), a hub name of a
            sentence-transformers model that is on this machine, or its folder. It is the user's
            choice, and never what a file names.
        notice: Told in one line when something that takes long begins.

    Raises:
        ExtraError: It is not the default one, and what compiles others is not installed.
        ModelError: The model cannot be had, is of a kind that is not run, or its files are not what
            they should be.
    """
    found = None if model == DEFAULT_MODEL else find_model(model)
    identity = DEFAULT_IDENTITY if found is None else found.identity
    kept = open_kept(
        folder_of(identity),
        lambda folder: CompiledEncoder.open(folder, identity),
        identity.name,
        notice,
    )
    if kept is not None:
        return kept
    if found is None:
        return compile_model(LocalModel(DEFAULT_MODEL, default_model_folder()))
    try:
        return compile_model(found)
    except ModelError as error:
        _LOG.warning("%s cannot be compiled: sentence-transformers runs it", identity.name)
        tell(notice, f"{error}; running it by sentence-transformers")
        return SentenceTransformerEncoder.load(found)
