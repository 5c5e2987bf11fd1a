"""Scans: what is read in pictures of pages, and what is said of it."""

from __future__ import annotations

import io
import socket
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from conftest import EXAMPLES, needs, pdf, write
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.hidden.pdf import LAYOUTS, LOOK_ALIKES
from benchmarks.hidden.pdf import page as page_of_pdf
from benchmarks.hidden.shared import CANARY
from fitscore import Resume, read_resume
from fitscore.documents import document_from_bytes, document_from_text, recognition
from fitscore.errors import NoTextError
from fitscore.isolation import ReaderPool
from fitscore.resume import resume_from_bytes
from fitscore.resume.reading import resume_from_document

pytestmark = needs("fitscore[ocr]", present=recognition.is_installed())
ORIGINAL = EXAMPLES / "resumes" / "maria_okafor.pdf"
TEXT = (EXAMPLES / "resumes" / "maria_okafor.txt").read_text(encoding="utf-8")


def pages(dpi: int = 200) -> list[Image.Image]:
    """Pictures of the pages of an example."""
    with pdfium.PdfDocument(ORIGINAL) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def saved(images: list[Image.Image], form: str) -> bytes:
    buffer = io.BytesIO()
    several = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
    images[0].save(buffer, form, resolution=200, **several)
    return buffer.getvalue()


def degraded(image: Image.Image) -> Image.Image:
    """Turned a little, blurred, noisy, on grey ground."""
    turned = image.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    grey = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.8)).convert("L"), np.float64)
    noise = np.random.default_rng(7).normal(0, 12, grey.shape)
    return Image.fromarray(np.clip(grey * 0.85 + noise, 0, 255).astype(np.uint8)).convert("RGB")


def told(resume: Resume) -> tuple[list[tuple[str, str | None, str | None]], set[str]]:
    return [(r.title, r.from_, r.to) for r in resume.roles], {b.text for b in resume.bullets}


@pytest.mark.parametrize("form", ["PDF", "TIFF"])
def test_a_scan_says_what_the_file_says(form: str):
    """The same name, jobs and dates, nearly all statements, and a flag for each page."""
    scanned, original = read_resume(saved(pages(), form)), read_resume(ORIGINAL)
    roles, statements = told(scanned)
    assert scanned.candidate is not None
    assert scanned.candidate.name == "Maria Okafor"
    assert roles == told(original)[0]
    assert len(statements & told(original)[1]) >= 0.9 * len(original.bullets)
    assert [flag.kind for flag in scanned.flags] == ["recognized"] * original.pages
    assert "mean confidence of 9" in scanned.flags[0].explanation


@pytest.mark.long
def test_a_poor_scan_is_read_too():
    """Turned by 0.6 degrees, blurred, noisy and grey."""
    scanned = read_resume(saved([degraded(page) for page in pages()], "PDF"))
    original = read_resume(ORIGINAL)
    assert [(r.from_, r.to) for r in scanned.roles] == [(r.from_, r.to) for r in original.roles]
    assert len(told(scanned)[1] & told(original)[1]) >= 0.8 * len(original.bullets)


@pytest.mark.long
def test_a_drawing_without_a_ground_is_on_white():
    """Black on nothing, as programs export it; and in 16 bits."""
    page = pages(150)[0]
    grey = np.asarray(page.convert("L"))
    clear = np.dstack([np.zeros((*grey.shape, 3), np.uint8), 255 - grey])
    deep = Image.fromarray(grey.astype(np.uint16) * 200)
    for image in (Image.fromarray(clear, "RGBA"), deep):
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        assert "Maria Okafor" in document_from_bytes(buffer.getvalue(), "page.png").text


def test_a_picture_file_is_a_page():
    """A JPEG of the first page, at another resolution."""
    data = saved(pages(150)[:1], "JPEG")
    assert "Maria Okafor" in document_from_bytes(data, "page.jpg").text


def test_each_page_is_read_the_way_it_needs():
    """One of text and one of a picture: both are there, in order; the first has no flag."""
    second = ImageReader(pages()[1])

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(TEXT.splitlines()[:40]):
            write(canvas, 50, 780 - 14 * number, line[:90])
        canvas.showPage()
        canvas.drawImage(second, 0, 0, 600, 800)

    document = document_from_bytes(pdf(draw), "half.pdf")
    assert [(flag.kind, flag.page) for flag in document.flags] == [("recognized", 2)]
    assert {line.page for line in document.lines} == {1, 2}


def test_a_poor_text_layer_gives_way_and_a_good_one_stays():
    """A layer is taken that says what the picture says, and else the picture."""
    image = ImageReader(pages()[0])

    def scan(layer: str) -> bytes:
        def draw(canvas: Canvas) -> None:
            canvas.drawImage(image, 0, 0, 612, 792)
            text = canvas.beginText(50, 700)
            text.setTextRenderMode(3)
            for number in range(30):
                text.textLine(f"{layer} {number}")
            canvas.drawText(text)

        return pdf(draw, (612, 792))

    poor = document_from_bytes(scan("Nlar1a 0kaf0r c0mMun1tY 5uPerv1s0r |l1e"), "poor.pdf")
    (layer,) = (way for way in LOOK_ALIKES if way.name == "recognized scan")
    false = document_from_bytes(scan("This layer has words that people write"), "false.pdf")
    good = document_from_bytes(page_of_pdf(LAYOUTS[0], layer), "good.pdf")
    assert "Community Program Supervisor" in poor.text
    assert [flag.kind for flag in poor.flags] == ["recognized"]
    assert "Community Program Supervisor" in false.text
    assert [flag.kind for flag in false.flags] == ["recognized", "hidden_text"]
    assert (CANARY in good.text, good.flags) == (True, ())


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch):
    """The models come with the package: it reads without a network, from scratch."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    recognition._engine.cache_clear()
    assert "Okafor" in document_from_bytes(saved(pages()[:1], "PNG"), "page.png").text


def test_without_the_extra_it_is_refused_and_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    """The same error as of any page without text."""
    monkeypatch.setattr(recognition, "find_spec", lambda _: None)
    for form in ("PDF", "PNG"):
        with pytest.raises(NoTextError, match=r"a scan\?.*pip install 'fitscore\[ocr\]'"):
            resume_from_bytes(saved(pages()[:1], form), "scan")


def test_what_is_likely_misread_is_no_name_and_no_credential():
    """A doubtful word stays in the text and is nobody's name."""
    text = (
        "Ann Lee\nann@example.com\n\nEXPERIENCE\n\nClerk\nHarbour Foods | 2015 - 2016\n"
        "- Paid suppliers.\n\nCERTIFICATES\n- PMP, 2020\n- CPA, 2021\n"
    )
    document = document_from_text(text)
    sure = resume_from_document(document)
    unsure = resume_from_document(replace(document, unsure=frozenset({"Lee", "PMP"})))
    assert sure.candidate is not None
    assert unsure.candidate is not None
    assert (sure.candidate.name, unsure.candidate.name) == ("Ann Lee", None)
    assert len(sure.credentials) == 2
    assert [item.name for item in unsure.credentials] == ["CPA"]


@pytest.mark.long
def test_each_page_is_told_before_it_is_read(tmp_path: Path):
    """The file, the page, of how many; its time begins anew with each."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(pages(), "PDF"))
    heard: list[tuple[str, int, int]] = []
    with ReaderPool(told=lambda *page: heard.append(page)) as pool:
        pool.read_resume(path)
    assert heard == [(str(path), 1, 2), (str(path), 2, 2)]
