"""Compiled models that are kept in a cache folder: whole or not at all, and sealed.

What a compiled model's folder says of itself could be written by whoever can write to the cache.
What the tested versions make of the shipped models is known by its hash. All else carries an
authentication code, made with a key that is kept elsewhere, beside the user's settings. Files that
were changed together with what is said of them are not opened.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from filelock import FileLock

from fitscore.errors import ModelError
from fitscore.types import Identity

_LOG = logging.getLogger(__name__)

T = TypeVar("T")
Notice = Callable[[str], None]

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
FORMAT = 5
_META = "meta.json"
_KEY, _KEY_BYTES = "cache.key", 32
# Of what onnx 1.23.2 and onnxruntime 1.32.0 make of the default model and the cross-encoder that
# ships (`digest_of_meta`); a test says so when they make something else.
SHIPPED = {
    "c301e2405cd3e531b909fbf28d11ea7ee21ae3e26235b4701a64bc3d097916e1",
    "9daa220d8322652e980ad661cb4b96f049ccd936ec17b03de329c599b7711190",
}
_DIGITS = 32  # of a hash in a folder's name: nobody finds two models that share them


def cache_folder() -> Path:
    """Where compiled models are kept: $FITSCORE_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("FITSCORE_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("fitscore"))


def folder_of(identity: Identity) -> Path:
    """Where a model's compiled form is kept: by all that it is made of, not by its name alone."""
    name = re.sub(r"[^\w.-]+", "-", identity.name)[:64].strip(".") or "model"
    return cache_folder() / "models" / f"{name}-{identity.sha256[:_DIGITS]}-v{FORMAT}"


def compiled_models() -> list[tuple[Identity, Path]]:
    """Models that are compiled in the cache, by name."""
    found = []
    for meta in sorted((cache_folder() / "models").glob(f"*-v{FORMAT}/{_META}")):
        try:
            value = json.loads(meta.read_text(encoding="utf-8"))
            if value["kind"] == "encoder":
                found.append((Identity(str(value["name"]), str(value["sha256"])), meta.parent))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a torn folder is no compiled model; the next use replaces it
    return found


def open_kept(
    folder: Path, open_: Callable[[Path], T], name: str, notice: Notice | None
) -> T | None:
    """What is compiled in a folder of the cache; None, and a notice, where it must be compiled."""
    if folder.exists():
        try:
            opened = open_(folder)
        except ModelError as error:
            tell(notice, f"{error}; compiling it again")
            _LOG.warning("what is compiled of %s is not sound", name)
        else:
            _LOG.info("opened %s", name)
            return opened
    _LOG.info("compiling %s", name)
    tell(notice, f"compiling {name} (once; takes some seconds)")
    return None


def compile_once(
    folder: Path, what: str, open_: Callable[[Path], T], export: Callable[[Path], None]
) -> T:
    """Open what is compiled in a folder of the cache, or compile it there first.

    Two processes may try at once: one exports, the other waits and opens. The folder appears
    whole or not at all.

    Args:
        folder: Of the cache.
        what: It is, for messages.
        open_: Opens the folder; a ModelError says that it is damaged.
        export: Fills a new folder.

    Raises:
        ModelError: It cannot be exported or kept.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(str(folder) + ".lock"):
            if folder.exists():
                try:
                    return open_(folder)
                except ModelError:
                    shutil.rmtree(folder)
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".compiling-") as scratch:
                work = Path(scratch) / "model"
                work.mkdir(mode=0o700)
                export(work)
                work.rename(folder)
            return open_(folder)
    except OSError as error:
        raise ModelError(
            f"{what}: it cannot be kept in {folder.parent} ({error.strerror}); set "
            "FITSCORE_CACHE_DIR to a folder that can be written"
        ) from error


def write_meta(folder: Path, kind: str, identity: Identity, **more: Any) -> None:
    """Write what a compiled model's folder says of itself, when its files are there.

    Raises:
        ModelError: It must be sealed, and there is no key.
    """
    meta = {
        "format": FORMAT,
        "kind": kind,
        "name": identity.name,
        "sha256": identity.sha256,
        **more,
        "files": {part: file_digest(folder / part) for part in (GRAPH, TOKENIZER)},
    }
    if digest_of_meta(meta) not in SHIPPED:
        meta["seal"] = _seal(meta)
    (folder / _META).write_text(json.dumps(meta, indent=1), encoding="utf-8")


def checked_meta(folder: Path, kind: str, identity: Identity | None) -> dict[str, Any]:
    """What a compiled model's folder says of itself, its seal and its files checked.

    Args:
        folder: Of the cache.
        kind: encoder or cross-encoder.
        identity: Of the model that it should be made of; any unless given.

    Raises:
        ModelError: A file is missing, or is not the one that was written.
    """
    try:
        meta: dict[str, Any] = json.loads((folder / _META).read_text(encoding="utf-8"))
        seal = str(meta.pop("seal", "")).encode()
        fits = (
            (digest_of_meta(meta) in SHIPPED or hmac.compare_digest(seal, _seal(meta).encode()))
            and (meta["format"], meta["kind"]) == (FORMAT, kind)
            and identity in {None, Identity(meta["name"], meta["sha256"])}
            and set(meta["files"]) == {GRAPH, TOKENIZER}
            and all(file_digest(folder / part) == one for part, one in meta["files"].items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"compiled model {folder}: a file of it is missing or damaged; delete the folder"
        ) from error
    if not fits:
        raise ModelError(
            f"compiled model {folder}: its files are not those that were written; delete the folder"
        )
    return meta


def digest_of_meta(meta: dict[str, Any]) -> str:
    """SHA-256 of all that a folder says of itself but its seal, the hashes of its files in it."""
    return hashlib.sha256(_canonical(meta)).hexdigest()


def digest_of(values: Sequence[object]) -> str:
    """One SHA-256 over several values."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """The checksum of a file."""
    # Every start hashes the whole model: BLAKE2b takes half of the time of SHA-256 in software.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def tell(notice: Notice | None, message: str) -> None:
    """Say a line where somebody listens."""
    if notice is not None:
        notice(message)


def _seal(meta: dict[str, Any]) -> str:
    """HMAC-SHA-256 (RFC 2104) of what a folder says of itself."""
    return hmac.new(_key(), _canonical(meta), "sha256").hexdigest()


def _canonical(meta: dict[str, Any]) -> bytes:
    return json.dumps(meta, sort_keys=True).encode()


def _key() -> bytes:
    """The user's own key, made when it is first needed, readable by nobody else.

    Raises:
        ModelError: It cannot be read or made.
    """
    chosen = os.environ.get("FITSCORE_CONFIG_DIR")
    path = Path(chosen or platformdirs.user_config_dir("fitscore")) / _KEY
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, scratch = tempfile.mkstemp(dir=path.parent)  # 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(_KEY_BYTES))
                with suppress(FileExistsError):
                    os.link(scratch, path)  # whole, and the first of two processes wins
            finally:
                Path(scratch).unlink()
        key = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: the key of the compiled models cannot be read or made ({error.strerror}); "
            "set FITSCORE_CONFIG_DIR to a folder that can be written"
        ) from error
    if len(key) != _KEY_BYTES:
        raise ModelError(f"{path}: this is no key of {_KEY_BYTES} bytes; delete it")
    return key
