"""`fitscore doctor`: what is there, what is not, and what to do about it."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fitscore.cli import indexing
from fitscore.cli.options import DEFAULT_MODEL, IndexOption, OutputOption, TableFormat, TableOption
from fitscore.cli.output import form_of, write
from fitscore.errors import FitscoreError
from fitscore.text.clean import printable
from fitscore.version import __version__

if TYPE_CHECKING:
    from fitscore.schema import CheckObject

_PACKAGES = ("numpy", "onnx", "onnxruntime", "tokenizers", "pypdfium2")
# What an extra is known by, and what it is for.
_EXTRAS = {
    "models": ("sentence_transformers", "models other than the default one"),
    "ocr": ("rapidocr", "text in pictures of pages"),
    "audit": ("fairlearn", "rates by group"),
    "mcp": ("mcp", "tools for assistants"),
    "serve": ("uvicorn", "a page and an API"),
}
_SIGNS = {"ok": "✔", "missing": "–", "wrong": "✘"}
_MIB = 2**20


def doctor(
    index: IndexOption = None,
    form: TableOption = None,
    output: OutputOption = None,
) -> None:
    """Say which parts are there and whether they are sound; it goes nowhere and loads no model."""
    form = form_of(form, output, TableFormat)
    checks = [*_parts(), *_programs(), *_cache(), *_index(index)]
    if form is TableFormat.JSON:
        from fitscore.schema import DoctorObject, to_json

        write(to_json(DoctorObject(__version__, tuple(checks))), output)
    else:
        lines = [f"{_SIGNS[check.state]} {check.name}: {printable(check.told)}" for check in checks]
        write("\n".join(lines), output)
    if any(check.state == "wrong" for check in checks):
        raise typer.Exit(1)


def _check(name: str, state: str, told: str) -> CheckObject:
    from fitscore.schema import CheckObject

    return CheckObject(name, state, told)  # type: ignore[arg-type]


def _parts() -> Iterator[CheckObject]:
    """Python, the packages that matter, and the default model."""
    yield _check("fitscore", "ok", f"{__version__}, Python {platform.python_version()}")
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield _check(package, "wrong", "not installed; install fitscore again")
    yield _check("packages", "ok", ", ".join(found))
    from fitscore.encoding.models import default_model_folder

    try:
        default_model_folder()
    except FitscoreError as error:
        yield _check("model", "wrong", str(error))
    else:
        yield _check("model", "ok", f"{DEFAULT_MODEL}, its files as they were published")


def _programs() -> Iterator[CheckObject]:
    """What is installed on request."""
    for extra, (package, purpose) in _EXTRAS.items():
        there = find_spec(package) is not None
        told = purpose if there else f"{purpose}; pip install 'fitscore[{extra}]'"
        yield _check(f"fitscore[{extra}]", "ok" if there else "missing", told)
    from fitscore.isolation.office import libreoffice

    program = libreoffice()
    told = program or "older Word files (.doc); install LibreOffice to read them"
    yield _check("LibreOffice", "ok" if program else "missing", told)


def _cache() -> Iterator[CheckObject]:
    """The compiled models."""
    from fitscore.encoding import compiled_models
    from fitscore.encoding.kept import cache_folder

    folder = cache_folder()
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    size = sum(path.stat().st_size for path in files) / _MIB
    yield _check("cache", "ok", f"{folder}, {size:.0f} MiB")
    compiled = any(identity.name == DEFAULT_MODEL for identity, _ in compiled_models())
    told = "yes" if compiled else "no; the first match does it, or `fitscore model compile`"
    yield _check("model compiled", "ok" if compiled else "missing", told)


def _index(index: Path | None) -> Iterator[CheckObject]:
    """The index that is named, or the usual one where there is one."""
    folder = indexing.folder_of(index)
    if index is None and not folder.is_dir():
        yield _check("index", "missing", f"none at {folder}")
        return
    from fitscore.index import ResumeIndex

    try:
        with ResumeIndex(folder, keeps_cache=False) as kept:
            count, outdated = len(kept), len(kept.outdated())
    except FitscoreError as error:
        yield _check("index", "wrong", str(error))
        return
    older = f", {outdated} read by an older version (`index update`)" if outdated else ""
    told = f"{folder}, {count} résumés{older}; `index check` looks at every byte"
    yield _check("index", "ok", told)
