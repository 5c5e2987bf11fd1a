"""Texts to unit float32 rows: the Encoder protocol and its implementations."""

from fitscore.encoding.compiled import CompiledEncoder, compile_model
from fitscore.encoding.kept import compiled_models
from fitscore.encoding.models import DEFAULT_MODEL, fetch_model, find_model
from fitscore.encoding.protocol import Encoder
from fitscore.encoding.remembering import RememberingEncoder
from fitscore.encoding.selection import load_encoder
from fitscore.encoding.sentence_transformer import SentenceTransformerEncoder

__all__ = [
    "DEFAULT_MODEL",
    "CompiledEncoder",
    "Encoder",
    "RememberingEncoder",
    "SentenceTransformerEncoder",
    "compile_model",
    "compiled_models",
    "fetch_model",
    "find_model",
    "load_encoder",
]
