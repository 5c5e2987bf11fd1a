"""What tests share: the examples, a fast scorer, the real model, and the command line."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
# Two test processes with two threads of the BLAS each wait for one another on two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from fitscore import Scorer
from fitscore.cli import main
from fitscore.documents import Limits
from fitscore.encoding import CompiledEncoder, load_encoder
from fitscore.isolation import ReaderPool
from fitscore.testing import HashingEncoder, first_look

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
POSTINGS = sorted((EXAMPLES / "postings").iterdir())
RESUMES = sorted(path for path in (EXAMPLES / "resumes").iterdir() if path.is_file())
AS_OF = "2026-01-31"


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
# Writes what a visit found into the page, for the test to read.
_TELL = """
const tell = (found) => {
  const told = document.createElement("pre");
  told.id = "found";
  told.textContent = JSON.stringify(found);
  document.body.append(told);
};
"""


def opened(page: str, folder: Path, size: str) -> str:
    """A page's elements after its scripts ran in a browser."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={size}"]
    command += [f"--user-data-dir={folder}", "--virtual-time-budget=5000", "--dump-dom", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def visited(page: str, script: str, folder: Path, size: str) -> dict[str, Any]:
    """What a script tells (`tell(…)`) that runs in a page beside its own."""
    script = _TELL + script
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    page = page.replace("</body>", f"<script>{script}</script></body>")
    told = re.search(r'<pre id="found">(.*?)</pre>', opened(page, folder, size), re.DOTALL)
    assert told
    found: dict[str, Any] = json.loads(unescape(told.group(1)))
    return found


def in_child(work: Callable[[], object]) -> int:
    """The wait status of a forked process that does something."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def needs(program: str, *, present: bool) -> pytest.MarkDecorator:
    """Skips where a program or an extra is missing, never where all are said to be there."""
    wanted = os.environ.get("FITSCORE_TEST_ALL")
    return pytest.mark.skipif(not present and not wanted, reason=f"needs {program}")


def pdf(draw: Callable[[Canvas], object], size: tuple[float, float] = (600, 800)) -> bytes:
    """A one-page PDF drawn by a function of its canvas."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def write(
    canvas: Canvas, x: float, y: float, text: str, size: float = 10, font: str = "Helvetica"
) -> None:
    """A line of text at a place, y from the bottom."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """A scorer without a model: texts that share words are similar."""
    return Scorer(encoder=HashingEncoder(), decision=first_look())


@pytest.fixture(scope="session")
def encoder() -> CompiledEncoder:
    """The default model, compiled on first use into the user's cache."""
    loaded = load_encoder()
    assert isinstance(loaded, CompiledEncoder)
    return loaded


@pytest.fixture(scope="session")
def real_scorer(encoder: CompiledEncoder) -> Scorer:
    """A scorer with the default model."""
    return Scorer(encoder=encoder)


_kept: dict[tuple[Limits, frozenset[tuple[str, str]]], list[Any]] = {}


def _like(pool: ReaderPool) -> list[Any]:
    """The workers that are kept of pools with the same limits, in the same environment."""
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return _kept.setdefault((pool._limits, frozenset(environment.items())), [])


@pytest.fixture(autouse=True)
def kept_workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that read files are kept from test to test: to start one takes longer than a file."""
    if request.node.get_closest_marker("fresh_workers"):
        return
    ask, close = ReaderPool._ask, ReaderPool.close

    def asking(pool: ReaderPool, *arguments: Any) -> Any:
        worker, kept = pool._idle.get(), _like(pool)
        pool._idle.put(kept.pop() if worker is None and kept else worker)
        return ask(pool, *arguments)

    def closing(pool: ReaderPool) -> None:
        if not pool._closed:
            for _ in range(pool._size):
                worker = pool._idle.get()
                if worker is not None and worker.is_fit():
                    _like(pool).append(worker)
                    worker = None
                pool._idle.put(worker)
        close(pool)

    monkeypatch.setattr(ReaderPool, "_ask", asking)
    monkeypatch.setattr(ReaderPool, "close", closing)


@pytest.fixture(scope="session", autouse=True)
def no_worker_stays() -> Iterator[None]:
    """Those that were kept end with the tests."""
    yield
    for workers in _kept.values():
        for worker in workers:
            worker.end()


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Those of fitscore and of its model, as `make wheel` builds them."""
    folder = tmp_path_factory.mktemp("wheels")
    for source in (ROOT, ROOT / "fitscore-model"):
        command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.glob("*.whl"))


class Run:
    """What one run of the command line left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run the command line in this process."""

    def run(*arguments: object) -> Run:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Run(code, captured.out, captured.err)

    return run


def run_python(
    code: str, *, timeout: float | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a fresh interpreter, for some seconds at most."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        cwd=ROOT,
        timeout=timeout,
    )


def squash(text: str) -> str:
    """White space collapsed, as quotes are compared."""
    return " ".join(text.split())
