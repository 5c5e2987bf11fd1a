"""Trained networks from the files that they are written to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fitscore.errors import ReaderFileError
from fitscore.files import read_file
from fitscore.tagging.network import Network
from fitscore.tagging.weights import network_from_bytes
from fitscore.text.clean import shown_name
from fitscore.text.near_names import remedy_for
from fitscore.types import Identity

_SHIPPED = "reader.safetensors"
_LARGEST = 256 << 20  # bytes of a reader's file


@dataclass(frozen=True, slots=True)
class Task:
    """What a network is trained for.

    Attributes:
        package: Where the file that ships is, `reader.safetensors`.
        features: How many a word has.
        heads: How many numbers each head gives for a word, in order.
        training: The module that writes such a file.
    """

    package: str
    features: int
    heads: Mapping[str, int]
    training: str

    def shipped(self) -> tuple[Identity, Network]:
        """The network that ships with fitscore."""
        return self._read(files(self.package).joinpath(_SHIPPED).read_bytes(), _SHIPPED)

    def load(self, path: str | Path) -> tuple[Identity, Network]:
        """A network from a file, and the file's name and hash.

        Raises:
            ReaderFileError: There is no such file, or it holds no network of this version.
        """
        try:
            data = read_file(path, _LARGEST)
        except OSError as error:
            raise ReaderFileError(
                str(path), f"it cannot be read ({error.strerror})", remedy_for(path)
            ) from error
        return self._read(data, str(path))

    def _read(self, data: bytes, source: str) -> tuple[Identity, Network]:
        remedy = f"give a file written by `python -m {self.training}`"
        network = network_from_bytes(data, source, self.features, self.heads, remedy)
        return Identity(Path(shown_name(source)).stem, hashlib.sha256(data).hexdigest()), network
