"""Make the pictures of reports that the README and these pages show, from the examples.

    python docs/make_pictures.py [--output FOLDER]

Needed: Chromium. With the same version of it and the same fonts, running the script again gives the
same bytes.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
POSTING = "examples/postings/program_manager.txt"
PEOPLE = (
    "devon_grant.pdf",
    "joanna_reyes.pdf",
    "maria_okafor.pdf",
    "marcus_delorme.pdf",
    "priya_raghunathan.pdf",
    "tyler_brandt.docx",
    "chloe_marchetti.txt",
)
COLOURS = 256  # of a picture: nobody tells them from all, and the files are a third as large
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

# Of each picture: what `fitscore` is told, what is clicked on in its page, and width and height.
PICTURES = {
    "match": (["match", "examples/resumes/devon_grant.pdf", POSTING], "", (1280, 1060)),
    "grid": (
        ["rank", POSTING, *(f"examples/resumes/{name}" for name in PEOPLE)],
        """[...document.querySelectorAll("tbody tr")]
          .find((row) => row.textContent.includes("Devon Grant"))
          .querySelector("a[href$='-4']").click();""",
        (1440, 800),
    ),
}


def main() -> None:
    """Write each picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "pictures")
    folder = parser.parse_args().output
    if CHROMIUM is None:
        raise SystemExit("there is no Chromium on this machine; install it and run this again")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (arguments, script, size) in PICTURES.items():
        with TemporaryDirectory() as work:
            page = Path(work) / f"{name}.html"
            command = [sys.executable, "-m", "fitscore", *arguments, "--quiet"]
            subprocess.run([*command, "--as-of", "2026-01-31", "-o", page], cwd=ROOT, check=True)
            page.write_text(with_script(page.read_text("utf-8"), script), encoding="utf-8")
            picture = taken(page, size).quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1)
            picture.save(folder / f"{name}.png", optimize=True)
        print(folder / f"{name}.png")


def with_script(page: str, script: str) -> str:
    """A page that runs one more script, which its content policy is told of."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    return page.replace("</body>", f"<script>{script}</script></body>")


def taken(page: Path, size: tuple[int, int]) -> Image.Image:
    """How a page looks in a window of that size in pixels, scripts done."""
    picture = page.with_suffix(".png")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={page.parent / 'profile'}", f"--window-size={size[0]},{size[1]}"]
    command += ["--virtual-time-budget=5000", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with Image.open(picture) as image:
        return image.convert("RGB")


if __name__ == "__main__":
    main()
