"""Measure fitscore against the script that people write today; print the table, write one JSON.

    python -m benchmarks.run

Every figure is from this one run on this one machine: read the ratios. The JSON goes to
benchmarks/results/COMMIT.json.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from fitscore import read_posting, read_resume
from fitscore.encoding import Encoder, SentenceTransformerEncoder, load_encoder
from fitscore.encoding.selection import DEFAULT_MODEL, _default_folder

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
RESUME = EXAMPLES / "resumes" / "maria_okafor.pdf"
POSTING = EXAMPLES / "postings" / "program_manager.txt"
COLD_RUNS = 5


def wall_seconds(command: Sequence[str]) -> float:
    """Wall time of a whole process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - started


def cold() -> dict[str, float]:
    """Median wall time of a fresh process: the naive script and `fitscore match`, in turn."""
    naive = [sys.executable, "benchmarks/naive.py", str(RESUME), str(POSTING)]
    ours = [sys.executable, "-m", "fitscore", "match", str(RESUME), str(POSTING), "--quiet"]
    wall_seconds(ours)  # compiles the model where that was not done
    runs = [(wall_seconds(naive), wall_seconds(ours)) for _ in range(COLD_RUNS)]
    return {
        "naive_seconds": median(a for a, _ in runs),
        "fitscore_seconds": median(b for _, b in runs),
        "ratio": median(b / a for a, b in runs),
    }


def sample_texts() -> list[str]:
    """Distinct bullets and requirements of the examples."""
    resumes = [path for path in sorted((EXAMPLES / "resumes").iterdir()) if path.is_file()]
    texts = [bullet.text for path in resumes for bullet in read_resume(path).bullets]
    for path in sorted((EXAMPLES / "postings").iterdir()):
        texts += [item.text for item in read_posting(path).requirements]
    return list(dict.fromkeys(texts))


def rate(encode: Callable[[list[str]], object], texts: list[str]) -> float:
    """Texts per second, the best of three."""
    encode(texts[:32])
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        encode(texts)
        seconds.append(time.perf_counter() - started)
    return len(texts) / min(seconds)


def encoding() -> dict[str, float]:
    """Encoding rates of the library and of the compiled encoder on the same texts."""
    texts = sample_texts()
    library = SentenceTransformerEncoder.load(DEFAULT_MODEL, _default_folder())
    compiled: Encoder = load_encoder()

    def by_library(batch: list[str]) -> object:
        return library._model.encode(  # noqa: SLF001 - the library's own batches, at its best
            batch, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )

    wanted = np.asarray(by_library(texts))
    cosine = float(np.sum(wanted * compiled.encode(texts), axis=1).min())
    slow, fast = rate(by_library, texts), rate(compiled.encode, texts)
    return {
        "texts": len(texts),
        "sentence_transformers_per_second": slow,
        "compiled_per_second": fast,
        "ratio": fast / slow,
        "least_cosine": cosine,
    }


def commit() -> str:
    """The short name of the commit that is measured."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def main() -> None:
    """Measure, print, write."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    results = {"commit": commit(), "machine": platform.machine(), "cores": os.cpu_count()}
    match, encode = cold(), encoding()
    results |= {"cold_match": match, "encoding": encode}
    print(
        "| what | naive / library | fitscore | ratio |\n|---|---|---|---|\n"
        f"| cold `match`, one résumé, wall | {match['naive_seconds']:.2f} s | "
        f"{match['fitscore_seconds']:.2f} s | {match['ratio']:.2f} × the time |\n"
        f"| encoding, {encode['texts']} texts | "
        f"{encode['sentence_transformers_per_second']:.0f} texts/s | "
        f"{encode['compiled_per_second']:.0f} texts/s | {encode['ratio']:.2f} × the rate |\n"
        f"\nLeast cosine between the two encoders' vectors: {encode['least_cosine']:.6f}"
    )
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{results['commit']}.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"written to {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
