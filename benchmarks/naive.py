"""The script that people write today: split lines, embed, mean of the best cosines.

    python benchmarks/naive.py RESUME.pdf POSTING.txt

The baseline that fitscore's figures are compared with; no more and no less than the usual recipe.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from pypdf import PdfReader
from sentence_transformers import SentenceTransformer

MODEL = str(files("fitscore_model") / "model")


def read(path: str) -> list[str]:
    """The lines of a file that are long enough to say something."""
    if path.endswith(".pdf"):
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    else:
        text = Path(path).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if is_long_enough(line)]


def is_long_enough(line: str) -> bool:
    """Whether a line says something."""
    return len(line.strip()) > 20


def main() -> None:
    """Print the mean over the posting's lines of the best cosine with a résumé's line."""
    model = SentenceTransformer(MODEL, device="cpu")
    resume, posting = read(sys.argv[1]), read(sys.argv[2])
    resume_vectors = model.encode(resume, normalize_embeddings=True)
    posting_vectors = model.encode(posting, normalize_embeddings=True)
    similarity = posting_vectors @ resume_vectors.T
    for line, row in zip(posting, similarity, strict=True):
        print(f"{row.max():.2f}  {line[:60]}  <-  {resume[int(np.argmax(row))][:60]}")
    print(f"score {100 * similarity.max(axis=1).mean():.1f}")


if __name__ == "__main__":
    main()
