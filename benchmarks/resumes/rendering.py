"""Labelled résumés from people and designs: what a template writes, it labels.

A folder holds `people/NAME.json`, `designs/NAME.KIND.j2` (Jinja) and `typed/NAME.txt`. Each design
is filled with each person. A template writes every piece that a reader sees by `p`, in reading
order: `p.block("experience", "work")` begins a block and prints nothing, `p.title(job.title)`
prints a text, escaped for the kind of file, and labels it. In typed texts `⟦@experience work⟧`
begins a block and `⟦title|Baker⟧` is a piece. Labels and sections are those of docs/training.md.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import jinja2

from fitscore.resume.heads import CLASSES, SECTIONS

CHROMIUM = "/usr/bin/chromium"
_MARK = re.compile(r"⟦(@)?([^⟧|]*)(?:\|([^⟧]*))?⟧")
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {sign: f"\\{sign}" for sign in "&%$#_{}"}
)
_OFFICE = 20  # files that are converted in one go


def _plain(text: str) -> str:
    return text


def _typst(text: str) -> str:
    return re.sub(r"([\\#*_$@<>`\[\]~/=+-])", r"\\\1", text)


def _tex(text: str) -> str:
    return text.translate(_TEX)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of design is made into a file.

    Attributes:
        source: Ending of what the template writes.
        file: Ending of what comes of it.
        escape: What a text is in it.
        angled: Whether its templates write `<< >>`, since braces mean something there.
    """

    source: str
    file: str
    escape: Callable[[str], str]
    angled: bool = False


KINDS = {
    "html": Kind(".html", ".pdf", escape),
    "docx.html": Kind(".html", ".docx", escape),
    "fodt": Kind(".fodt", ".docx", escape),
    "typ": Kind(".typ", ".pdf", _typst, angled=True),
    "tex": Kind(".tex", ".pdf", _tex, angled=True),
    "txt": Kind(".txt", ".txt", _plain),
    "md": Kind(".md", ".md", _plain),
}


@dataclass
class Pieces:
    """What a template writes, in order: `p.LABEL(text)`."""

    escape: Callable[[str], str]
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def block(self, section: str, kind: str | None = None) -> str:
        """Begin a block; nothing is printed."""
        if section not in {*SECTIONS, "second"}:
            raise ValueError(f"{section} is no section")
        self.blocks.append({"section": section, "type": kind, "pieces": []})
        return ""

    def add(self, label: str, text: object) -> str:
        """Print a piece."""
        words = " ".join(str(text).split())
        if not words:
            return ""
        if not self.blocks:
            self.block("header")
        self.blocks[-1]["pieces"].append([label, words])
        return self.escape(words)

    def __getattr__(self, label: str) -> Callable[[object], str]:
        """One label's method."""
        if label not in CLASSES:
            raise AttributeError(label)
        return lambda text="": self.add(label, text)


def render(folder: Path, out: Path) -> int:
    """Write every design of every person, and the typed texts, each beside its labels.

    Designs whose program is not on this machine are left out, which is said.

    Returns:
        How many files were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    people = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((folder / "people").glob("*.json"))
    }
    made: dict[str, list[Path]] = {}
    for template in sorted((folder / "designs").glob("*.j2")):
        design, _, kind = template.name.removesuffix(".j2").partition(".")
        text = _environment(kind).from_string(template.read_text("utf-8"))
        for who, person in people.items():
            name = f"{design}__{who}"
            pieces = Pieces(KINDS[kind].escape)
            source = out / f"{name}{KINDS[kind].source}"
            source.write_text(text.render(p=pieces, **person), "utf-8")
            labels = (person["name"], f"{folder.name} {design}", pieces.blocks)
            _write_labels(out, name, KINDS[kind].file, *labels)
            made.setdefault(kind, []).append(source)
    for kind, sources in made.items():
        _MADE_BY.get(kind, _as_it_is)(sources)
    for path in sorted((folder / "typed").glob("*.txt")):
        _typed(path, out, f"{folder.name} typed")
    for labels_file in out.glob("*.labels.json"):  # of what no program was there for
        if not (out / json.loads(labels_file.read_text("utf-8"))["file"]).exists():
            labels_file.unlink()
    return len(list(out.glob("*.labels.json")))


def _environment(kind: str) -> jinja2.Environment:
    signs: dict[str, Any] = {"undefined": jinja2.StrictUndefined}
    if KINDS[kind].angled:
        signs |= {"variable_start_string": "<<", "variable_end_string": ">>"}
        signs |= {"block_start_string": "<%", "block_end_string": "%>"}
    found = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, **signs)  # noqa: S701 - p escapes
    found.filters |= {"date": _date, "e": KINDS[kind].escape}
    return found


def _date(value: str | None, form: str = "%b %Y", present: str = "Present") -> str:
    """`2019-03` and `2019` in a form; None is the present."""
    if not value:
        return present
    year, _, month = value.partition("-")
    if not month:
        return year if "%Y" in form else year[2:]
    return date(int(year), int(month[:2]), 1).strftime(form)


def _write_labels(
    out: Path, name: str, ending: str, person: str | None, source: str, blocks: list[dict[str, Any]]
) -> None:
    value = {
        "file": name + ending,
        "name": person,
        "source": source,
        "blocks": [block for block in blocks if block["pieces"]],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1)
    (out / f"{name}.labels.json").write_text(text, "utf-8")


def _typed(path: Path, out: Path, source: str) -> None:
    pieces, plain, at = Pieces(_plain), [], 0
    raw = path.read_text("utf-8")
    for mark in _MARK.finditer(raw):
        plain.append(raw[at : mark.start()])
        at = mark.end()
        if mark[1]:
            pieces.block(*mark[2].split()[:2])
        else:
            pieces.add(mark[2], mark[3])
            plain.append(mark[3])
    (out / path.name).write_text("".join([*plain, raw[at:]]), "utf-8")
    names = [text for block in pieces.blocks for label, text in block["pieces"] if label == "name"]
    _write_labels(out, path.stem, ".txt", names[0] if names else None, source, pieces.blocks)


def _as_it_is(_sources: list[Path]) -> None:
    """The text is the file."""


def _in_chromium(sources: list[Path]) -> None:
    if not Path(CHROMIUM).exists():
        _left_out(sources, "Chromium")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for source in sources:
            page.goto(source.resolve().as_uri())
            pdf = str(source.with_suffix(".pdf"))
            page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
            source.unlink()
        browser.close()


def _in_office(sources: list[Path]) -> None:
    if shutil.which("soffice") is None:
        _left_out(sources, "LibreOffice")
        return
    for first in range(0, len(sources), _OFFICE):
        some = sources[first : first + _OFFICE]
        command = ["soffice", "--headless", "--convert-to", "docx:MS Word 2007 XML"]
        command += ["--outdir", str(some[0].parent), *map(str, some)]
        subprocess.run(command, capture_output=True, check=True)
        for source in some:
            source.unlink()


def _in_typst(sources: list[Path]) -> None:
    try:
        import typst
    except ImportError:
        _left_out(sources, "the package typst")
        return
    for source in sources:
        typst.compile(str(source), output=str(source.with_suffix(".pdf")))
        source.unlink()


def _in_tex(sources: list[Path]) -> None:
    if shutil.which("pdflatex") is None:
        _left_out(sources, "pdflatex")
        return
    for source in sources:
        command = ["pdflatex", "-interaction=nonstopmode", source.name]
        subprocess.run(command, capture_output=True, check=False, cwd=source.parent)
        for ending in (".tex", ".aux", ".log", ".out"):
            source.with_suffix(ending).unlink(missing_ok=True)


def _left_out(sources: list[Path], program: str) -> None:
    print(f"{len(sources)} résumés left out: {program} is not here", file=sys.stderr)
    for source in sources:
        source.unlink()


_MADE_BY = {
    "html": _in_chromium,
    "docx.html": _in_office,
    "fodt": _in_office,
    "typ": _in_typst,
    "tex": _in_tex,
}
