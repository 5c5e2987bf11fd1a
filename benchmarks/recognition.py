"""Text recognition on scans made of the example résumés: what is found, and what it costs.

    python -m benchmarks.recognition [--json FILE]

Each PDF example is drawn at 150, 200 and 300 dots per inch, clean, and degraded as cheap scanners
do: turned by 0.6 degrees, blurred, noisy, on grey ground. Words are compared with those of the
PDF's own text; a statement counts where it is read whole. Tesseract, where it is installed, reads
the same pictures. Seconds are of processor time, on one thread; the peak is of the process that
reads.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from fitscore import ReaderPool, Resume
from fitscore.resume import resume_from_bytes

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "resumes").glob("*.pdf"))
RESOLUTIONS = (150, 200, 300)
_TURN, _BLUR, _NOISE, _GREY = 0.6, 0.8, 12.0, 0.85  # degrees, pixels at 200 dpi, levels, share


def pictures(path: Path, dpi: int) -> list[Image.Image]:
    """The pages of a PDF as a scanner would see them."""
    with pdfium.PdfDocument(path) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def degraded(image: Image.Image, dpi: int) -> Image.Image:
    """A page turned a little, blurred, noisy and grey; the same each time."""
    turned = image.rotate(_TURN, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    blurred = turned.filter(ImageFilter.GaussianBlur(_BLUR * dpi / 200)).convert("L")
    noise = np.random.default_rng(1).normal(0, _NOISE, (blurred.height, blurred.width))
    levels = np.clip(np.asarray(blurred, np.float64) * _GREY + noise, 0, 255)
    return Image.fromarray(levels.astype(np.uint8)).convert("RGB")


def as_pdf(images: Sequence[Image.Image], dpi: int) -> bytes:
    """Pictures as the pages of a PDF."""
    buffer = io.BytesIO()
    images[0].save(
        buffer, "PDF", resolution=dpi, save_all=True, append_images=list(images[1:]), quality=90
    )
    return buffer.getvalue()


def words(text: str) -> Counter[str]:
    """Words of a text, bullets left out."""
    return Counter(word for word in text.split() if any(c.isalnum() for c in word))


def shares(found: Counter[str], wanted: Counter[str]) -> tuple[float, float]:
    """Recall and precision."""
    same = sum((found & wanted).values())
    return same / max(1, sum(wanted.values())), same / max(1, sum(found.values()))


def whole(found: Resume, wanted: Resume) -> float:
    """The share of statements that are read to the letter."""
    texts = {bullet.text for bullet in found.bullets}
    return sum(bullet.text in texts for bullet in wanted.bullets) / len(wanted.bullets)


def tesseract(images: Sequence[Image.Image]) -> str | None:
    """What Tesseract reads on the same pictures."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    texts = []
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(images):
            path = Path(folder, f"{number}.png")
            image.save(path)
            done = subprocess.run(
                [program, str(path), "-", "-l", "eng"], capture_output=True, text=True, check=True
            )
            texts.append(done.stdout)
    return "\n".join(texts)


def measure(dpi: int, *, poor: bool) -> dict[str, float]:
    """Means over the examples."""
    rows: list[tuple[float, ...]] = []
    others: list[tuple[float, float]] = []
    seconds, pages = 0.0, 0
    for path in EXAMPLES:
        original = resume_from_bytes(path.read_bytes(), str(path))
        images = pictures(path, dpi)
        images = [degraded(image, dpi) for image in images] if poor else images
        data = as_pdf(images, dpi)
        begun = time.process_time()
        found = resume_from_bytes(data, str(path))
        seconds += time.process_time() - begun
        pages += len(images)
        wanted = words(original.text)
        rows.append((*shares(words(found.text), wanted), whole(found, original)))
        other = tesseract(images)
        if other is not None:
            others.append(shares(words(other), wanted))
    recall, precision, statements = np.mean(rows, axis=0)
    found_all = {
        "recall": recall, "precision": precision, "statements": statements,
        "seconds": seconds / pages,
    }  # fmt: skip
    if others:
        found_all["tesseract recall"], found_all["tesseract precision"] = np.mean(others, axis=0)
    return {name: round(float(value), 3) for name, value in found_all.items()}


def peak_memory() -> int:
    """MiB of a worker that reads the examples as scans at 200 dots per inch."""
    with ReaderPool() as pool:
        for path in EXAMPLES:
            pool.read_resume(as_pdf(pictures(path, 200), 200))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    peak = peak_memory()
    results = {
        f"{dpi} dpi, {'degraded' if poor else 'clean'}": measure(dpi, poor=poor)
        for dpi in RESOLUTIONS
        for poor in (False, True)
    }
    print("| scan | word recall | precision | statements whole | seconds a page | Tesseract |")
    print("|---|---|---|---|---|---|")
    for name, row in results.items():
        other = row.get("tesseract recall")
        told = f"{other:.3f}, {row['tesseract precision']:.3f}" if other is not None else "–"
        print(
            f"| {name} | {row['recall']:.3f} | {row['precision']:.3f} | {row['statements']:.3f} "
            f"| {row['seconds']:.1f} | {told} |"
        )
    print(f"\nPeak memory: {peak} MiB")
    if options.json:
        options.json.write_text(json.dumps({**results, "peak": peak}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
