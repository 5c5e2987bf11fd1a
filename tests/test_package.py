"""The package as others meet it: names, weight, layers, the wheel."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, ROOT, run_python

import fitscore
from fitscore.encoding import models

RESUME = EXAMPLES / "resumes" / "marcus_delorme.pdf"

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
    {"training", "testing", "tuning"},
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
def test_wheel_holds_one_package(wheels: list[Path]):
    """The wheel's only top-level package is fitscore, with its word lists and its template."""
    (wheel,) = (path for path in wheels if path.name.startswith("fitscore-"))
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


@pytest.mark.long
def test_the_models_wheel_holds_files_and_no_code(wheels: list[Path]):
    """Those that fitscore knows by their hashes; nothing that it depends on, and 100 MB at most."""
    (wheel,) = (path for path in wheels if path.name.startswith("fitscore_model-"))
    archive = zipfile.ZipFile(wheel)
    parts = {
        name.removeprefix("fitscore_model/model/"): hashlib.sha256(archive.read(name)).hexdigest()
        for name in archive.namelist()
        if name.startswith("fitscore_model/model/")
    }
    assert parts == models._DEFAULT_PARTS
    code = [name for name in archive.namelist() if name.endswith(".py")]
    assert code == ["fitscore_model/__init__.py"]
    assert "Requires-Dist" not in archive.read("fitscore_model-1.0.dist-info/METADATA").decode()
    assert wheel.stat().st_size < 100_000_000


OFFLINE = """
import socket, sys
from importlib.util import find_spec
def refuse(*arguments, **_):
    raise AssertionError("a request")
socket.getaddrinfo = socket.socket.connect = refuse
heavy = [name for name in ("torch", "transformers", "sentence_transformers") if find_spec(name)]
assert not heavy, heavy
from fitscore.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.long
def test_the_wheels_are_all_that_a_match_needs(wheels: list[Path], tmp_path: Path):
    """In a bare environment without torch, offline, with an empty home: the match is the same."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python, home = tmp_path / "venv" / "bin" / "python", tmp_path / "home"
    home.mkdir()
    install = [str(python), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt")]
    subprocess.run([*install, *map(str, wheels)], check=True, capture_output=True)
    files = [RESUME, EXAMPLES / "postings" / "waste_operations_supervisor.html"]
    arguments = ["match", *map(str, files), "-f", "json", "--as-of", AS_OF]
    bare = subprocess.run(
        [str(python), "-I", "-c", OFFLINE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        cwd=tmp_path,
    )
    assert bare.returncode == 0, bare.stderr
    assert "compiling all-MiniLM-L6-v2" in bare.stderr
    assert [path.name for path in (home / ".cache").iterdir()] == ["fitscore"]
    assert bare.stdout == run_python(f"from fitscore.cli import main; main({arguments})").stdout


def test_import_is_light():
    """`import fitscore` touches few modules beside `logging`, so that it takes milliseconds."""
    code = (
        "import sys, logging; before = len(sys.modules); import fitscore;"
        "print(len(sys.modules) - before)"
    )
    assert int(run_python(code).stdout) < 20


def test_onnxruntime_reports_nothing(tmp_path: Path):
    """Its telemetry, which begins by writing down a number for the machine, is never set up."""
    done = subprocess.run(
        [sys.executable, "-c", "import fitscore, onnxruntime"],
        check=True,
        capture_output=True,
        # Where it finds a CI it says nothing of its own accord: here it finds none.
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        cwd=ROOT,
    )
    assert done.stderr == b""
    assert list(tmp_path.rglob("*")) == []


def test_model_named_in_help_is_the_default():
    """The command line's default model is the encoder's; it is written twice to stay light."""
    from fitscore.cli import options
    from fitscore.encoding import DEFAULT_MODEL

    assert options.DEFAULT_MODEL == DEFAULT_MODEL
