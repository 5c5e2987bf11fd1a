"""Measure fitscore against the script that people write today; print the table, write one JSON.

    python -m benchmarks.run [--files 500]

Every figure is from this one run on this one machine: read the ratios. The JSON goes to
benchmarks/results/COMMIT.json.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from fitscore import read_posting, read_resume
from fitscore.encoding import Encoder, SentenceTransformerEncoder, load_encoder
from fitscore.encoding.models import DEFAULT_MODEL, find_model

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
RESUME = EXAMPLES / "resumes" / "maria_okafor.pdf"
POSTING = EXAMPLES / "postings" / "program_manager.txt"
COLD_RUNS = 5
ROUNDS = 9
PRODUCT = 1536  # rows and columns


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


def seconds_of(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def encoding() -> dict[str, float]:
    """Rates of the library, the compiled encoder and a large product of float32, in turn.

    Each the median of several rounds: a shared machine's speed changes from one to the next.
    """
    texts = sample_texts()
    library = SentenceTransformerEncoder.load(find_model(DEFAULT_MODEL))
    compiled: Encoder = load_encoder()
    square = np.random.default_rng(0).random((PRODUCT, PRODUCT), dtype=np.float32)

    def by_library() -> object:
        return library._model.encode(  # noqa: SLF001 - the library's own batches, at its best
            texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )

    wanted = np.asarray(by_library())
    cosine = float(np.sum(wanted * compiled.encode(texts), axis=1).min())
    ways = (by_library, lambda: compiled.encode(texts), lambda: square @ square)
    rounds = np.array([[seconds_of(way) for way in ways] for _ in range(ROUNDS)])
    slow, fast, product = np.median(rounds, axis=0).tolist()
    useful = useful_flops(texts)
    return {
        "texts": len(texts),
        "sentence_transformers_per_second": len(texts) / slow,
        "compiled_per_second": len(texts) / fast,
        "ratio": float(np.median(rounds[:, 0] / rounds[:, 1])),
        "least_cosine": cosine,
        "useful_flops_per_second": useful / fast,
        "sgemm_flops_per_second": 2 * PRODUCT**3 / product,
        "share_of_sgemm": useful / 2 / PRODUCT**3 * float(np.median(rounds[:, 2] / rounds[:, 1])),
    }


def operations() -> dict[str, float]:
    """Where the compiled encoder's time goes: shares of its operations, the greatest first."""
    import onnxruntime

    texts = sample_texts()
    encoder = load_encoder()
    session = encoder._session  # type: ignore[union-attr] # noqa: SLF001
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_profiling = True
        options.profile_file_prefix = f"{folder}/operations"
        watched = onnxruntime.InferenceSession(
            session._model_path,  # noqa: SLF001
            options,
            providers=["CPUExecutionProvider"],
        )
        encoder._session = watched  # type: ignore[union-attr] # noqa: SLF001
        encoder.encode(texts)
        encoder._session = session  # type: ignore[union-attr] # noqa: SLF001
        events = json.loads(Path(watched.end_profiling()).read_text(encoding="utf-8"))
    spent: Counter[str] = Counter()
    for event in events:
        if event["name"].endswith("_kernel_time"):
            spent[event["args"]["op_name"]] += event["dur"]
    return {name: took / spent.total() for name, took in spent.most_common(8)}


def commit() -> str:
    """The short name of the commit that is measured."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def in_a_process(code: str) -> dict[str, float]:
    """What a few lines print as JSON in a fresh interpreter, with the process's wall time."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return {**json.loads(done.stdout), "wall": time.perf_counter() - started}


_PEAK = (
    "import json; told['peak'] = int(next(line.split()[1] for line in open('/proc/self/status')"
    " if line.startswith('VmHWM'))) / 1024; print(json.dumps(told))"
)
_BARE = f"""
import time; begun = time.perf_counter()
import numpy, onnxruntime
from fitscore.encoding import load_encoder
encoder = load_encoder()
loaded = time.perf_counter()
from fitscore.isolation import ReaderPool
with ReaderPool() as pool:
    ready = time.perf_counter()
    posting, resume = pool.read_posting({str(POSTING)!r}), pool.read_resume({str(RESUME)!r})
read = time.perf_counter()
from fitscore.scoring.passages import passages_of
texts = [item.text for item in posting.requirements] + [item.text for item in passages_of(resume)]
begun_encoding = time.perf_counter(); encoder.encode(texts)
told = dict(load=loaded - begun, read=read - ready, encode=time.perf_counter() - begun_encoding)
{_PEAK}
"""


def parts() -> dict[str, float]:
    """Seconds of the parts of a cold match, measured bare, each the median of several processes."""
    runs = [in_a_process(_BARE) for _ in range(COLD_RUNS)]
    found = {name: median(run[name] for run in runs) for name in ("load", "read", "encode", "peak")}
    starting = median(wall_seconds([sys.executable, "-c", "pass"]) for _ in range(COLD_RUNS))
    total = starting + found["load"] + found["read"] + found["encode"]
    return {**found, "start": starting, "sum": total}


def useful_flops(texts: list[str]) -> float:
    """Multiplications and additions that the default model's vectors need, by texts' lengths.

    21.2 million a token in the layers' products, and 9,216 a token for each token it attends to.
    """
    encoder = load_encoder()
    lengths = [len(found.ids) for found in encoder._tokenizer.encode_batch(texts)]  # type: ignore[union-attr] # noqa: SLF001
    return float(sum(n * (21.2e6 + 9216 * n) for n in lengths))


_NAIVE_BATCH = """
import json, resource, sys, time
sys.path.insert(0, "benchmarks")
import naive
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(naive.MODEL, device="cpu")
posting = model.encode(naive.read({posting!r}), normalize_embeddings=True)
begun = time.perf_counter()
for path in {paths!r}:
    rows = model.encode(naive.read(path), normalize_embeddings=True)
    (posting @ rows.T).max(axis=1).mean()
told = dict(each=(time.perf_counter() - begun) / len({paths!r}))
"""
_OUR_BATCH = """
import time, resource
from fitscore import Scorer, rank, read_posting
scorer, posting = Scorer(), read_posting({posting!r})
def cpu():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
used = cpu(); begun = time.perf_counter()
rank(posting, {paths!r}, scorer=scorer)
told = dict(each=(time.perf_counter() - begun) / len({paths!r}), cpu=cpu() - used)
"""
_BARE_BATCH = """
import time, resource
from fitscore import ReaderPool
from fitscore.encoding import load_encoder
from fitscore.scoring.passages import passages_of
encoder = load_encoder()
def cpu():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
used = cpu()
with ReaderPool.for_batch() as pool:
    resumes = list(pool.read_resumes({paths!r}))
reading = cpu() - used; used = cpu()
for resume in resumes:
    encoder.encode([item.text for item in passages_of(resume)])
told = dict(reading=reading, encoding=cpu() - used)
"""


def batch(files: int) -> dict[str, float]:
    """Ranking many files: wall time each beside the naive loop, CPU time beside its bare parts."""
    pdfs = sorted((EXAMPLES / "resumes").glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(files):
            paths.append(f"{folder}/{number:04}.pdf")
            shutil.copyfile(pdfs[number % len(pdfs)], paths[-1])
        told = {"posting": str(POSTING), "paths": paths}
        naive = in_a_process(_NAIVE_BATCH.format(**told) + _PEAK)
        ours = in_a_process(_OUR_BATCH.format(**told) + _PEAK)
        few = in_a_process(
            _OUR_BATCH.format(posting=str(POSTING), paths=paths[: files // 4]) + _PEAK
        )
        bare = in_a_process(_BARE_BATCH.format(**told) + _PEAK)
    return {
        "files": files,
        "naive_each": naive["each"],
        "each": ours["each"],
        "cpu": ours["cpu"],
        "bare_reading_cpu": bare["reading"],
        "bare_encoding_cpu": bare["encoding"],
        "naive_peak": naive["peak"],
        "peak": ours["peak"],
        "peak_of_a_quarter": few["peak"],
    }


def profile() -> list[str]:
    """Where a cold match spends its time: the costliest calls by cumulative time."""
    with tempfile.TemporaryDirectory() as folder:
        kept = f"{folder}/profile"
        match = ["-m", "fitscore", "match", str(RESUME), str(POSTING), "--quiet"]
        subprocess.run(
            [sys.executable, "-m", "cProfile", "-o", kept, *match],
            check=True, capture_output=True, cwd=ROOT,
        )  # fmt: skip
        told = io.StringIO()
        pstats.Stats(kept, stream=told).sort_stats("cumulative").print_stats("fitscore", 12)
    lines = told.getvalue().splitlines()
    return [line.replace(f"{ROOT}/", "").rstrip() for line in lines if "fitscore/" in line]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=500, help="in the batch")
    args = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    match, bare, encode, many = cold(), parts(), encoding(), batch(args.files)
    calls, shares = profile(), operations()
    results = {
        "commit": commit(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "cold_match": match,
        "parts": bare,
        "encoding": encode,
        "operations": shares,
        "batch": many,
        "profile": calls,
    }
    bare_cpu = many["bare_reading_cpu"] + many["bare_encoding_cpu"]
    rows = [
        (
            "cold `match`, one résumé, wall",
            f"naive {match['naive_seconds']:.2f} s",
            f"{match['fitscore_seconds']:.2f} s",
            f"{match['ratio']:.2f} × the time",
        ),
        (
            "the same beside its parts (Python, imports and model, reading, encoding)",
            f"bare {bare['sum']:.2f} s",
            f"{match['fitscore_seconds']:.2f} s",
            f"{match['fitscore_seconds'] / bare['sum']:.2f} × the time",
        ),
        (
            f"encoding, {encode['texts']} texts",
            f"sentence-transformers {encode['sentence_transformers_per_second']:.0f} texts/s",
            f"{encode['compiled_per_second']:.0f} texts/s",
            f"{encode['ratio']:.2f} × the rate",
        ),
        (
            "the same in useful operations",
            f"sgemm {encode['sgemm_flops_per_second'] / 1e9:.0f} GFLOP/s",
            f"{encode['useful_flops_per_second'] / 1e9:.0f} GFLOP/s",
            f"{encode['share_of_sgemm']:.2f} of the rate",
        ),
        (
            f"`rank`, {args.files} PDFs, wall for each",
            f"naive script for each {match['naive_seconds']:.2f} s",
            f"{1000 * many['each']:.0f} ms",
            f"{match['naive_seconds'] / many['each']:.0f} × the rate",
        ),
        (
            "the same beside the naive script's steps in one process",
            f"naive loop {1000 * many['naive_each']:.0f} ms",
            f"{1000 * many['each']:.0f} ms",
            f"{many['naive_each'] / many['each']:.2f} × the rate",
        ),
        (
            "the same, processor time beside reading and encoding",
            f"bare {bare_cpu:.1f} s",
            f"{many['cpu']:.1f} s",
            f"{many['cpu'] / bare_cpu:.2f} × the time",
        ),
        (
            f"the same, peak memory ({args.files // 4} files: {many['peak_of_a_quarter']:.0f} MiB)",
            f"naive {many['naive_peak']:.0f} MiB",
            f"{many['peak']:.0f} MiB",
            f"{many['peak'] / many['naive_peak']:.2f} × the memory",
        ),
    ]
    print("| what | beside | fitscore | ratio |\n|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(f"\nLeast cosine between the two encoders' vectors: {encode['least_cosine']:.6f}")
    told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
    print(f"\nWhere the encoder spends its time: {told}")
    print("\nWhere a cold match spends its time (calls, own seconds, seconds in all):")
    print("\n".join(calls))
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{results['commit']}.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"written to {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
