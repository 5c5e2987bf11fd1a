"""The package as others meet it: names, weight, layers, the wheel."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, run_python

import fitscore

# From the lowest layer to the highest; a module may import its own layer and those before it.
LAYERS = [
    {"types", "errors", "files", "version"},
    {"text"},
    {"schema"},
    {"documents"},
    {"encoding"},
    {"tagging"},
    {"kinds"},
    {"posting", "resume"},
    {"isolation", "facts"},
    {"scoring"},
    {"training", "testing"},
    {"duplicates"},
    {"ranking"},
    {"matrices"},
    {"audit", "records", "index"},
    {"report"},
    {"assistants"},
    {"serve"},
    {"cli"},
    {"__main__"},
]


def test_public_names_are_those_that_are_documented():
    """Every name in __all__ is there, is known to type checkers, and has its row in the docs."""
    for name in fitscore.__all__:
        assert getattr(fitscore, name) is not None
    tree = ast.parse((ROOT / "fitscore" / "__init__.py").read_text(encoding="utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {alias.asname for node in checked.body for alias in node.names}
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert set(fitscore.__all__) == imported | {"__version__"} == documented


def test_unknown_name_is_an_attribute_error():
    """A name that does not exist says so."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = fitscore.nonsense


def test_import_loads_nothing_heavy():
    """Importing fitscore loads neither torch nor any other heavy library."""
    heavy = ["torch", "sentence_transformers", "onnxruntime", "faiss", "numpy", "pypdf", "rich"]
    code = f"import sys, fitscore; print([m for m in {heavy} if m in sys.modules])"
    assert run_python(code).stdout.strip() == "[]"


def test_parse_and_help_load_no_model():
    """`parse` works without torch, onnxruntime and faiss."""
    code = (
        "import sys; from fitscore.cli import main;"
        "main(['parse', 'posting', 'examples/postings/registered_nurse.md', '-f', 'json']);"
        "bad = [m for m in ('torch', 'onnxruntime', 'faiss') if m in sys.modules];"
        "print(bad, file=sys.stderr)"
    )
    assert run_python(code).stderr.strip() == "[]"


def _layer(module: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if module in names)


def test_lower_layers_never_import_upper_ones():
    """Imports at the top of a module point downwards; postings and résumés do not meet."""
    package = ROOT / "fitscore"
    for path in package.rglob("*.py"):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] == "__init__":
            continue
        own = parts[0]
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fitscore."):
                other = str(node.module).split(".")[1]
                where = f"{path.relative_to(ROOT)} imports {node.module}"
                assert other == own or _layer(other) <= _layer(own), where
                assert {own, other} != {"posting", "resume"}, where


def test_types_import_nothing_of_the_package():
    """The module of nouns is a leaf."""
    tree = ast.parse((ROOT / "fitscore" / "types.py").read_text(encoding="utf-8"))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert not [module for module in imported if str(module).startswith("fitscore")]


@pytest.mark.long
def test_wheel_holds_one_package(tmp_path: Path):
    """The wheel's only top-level package is fitscore, with its word lists and its template."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"fitscore"}
    for name in (
        "py.typed",
        "text/trade.toml",
        "posting/languages/de.toml",
        "posting/reader.safetensors",
        "report/match.html.j2",
        "report/match.js",
        "report/page.css",
        "serve/templates/base.html.j2",
        "serve/static/serve.js",
        "scoring/decision.json",
        "scoring/second_look.safetensors",
        "facts/scope.toml",
        "facts/conditions.toml",
    ):
        assert f"fitscore/{name}" in names


def test_import_is_light():
    """`import fitscore` touches few modules beside `logging`, so that it takes milliseconds."""
    code = (
        "import sys, logging; before = len(sys.modules); import fitscore;"
        "print(len(sys.modules) - before)"
    )
    assert int(run_python(code).stdout) < 20


def test_model_named_in_help_is_the_default():
    """The command line's default model is the encoder's; it is written twice to stay light."""
    from fitscore.cli import options
    from fitscore.encoding import DEFAULT_MODEL

    assert options.DEFAULT_MODEL == DEFAULT_MODEL
