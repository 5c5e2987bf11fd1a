"""The pages of a résumé in its report: quotes marked where the words are, in a bounded size."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import AS_OF, CHROMIUM, EXAMPLES, pdf, visited, write
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fitscore import Match, Scorer, read_pages, read_resume
from fitscore.resume import anonymized
from fitscore.types import PageImage, Pages

RESUME = EXAMPLES / "resumes" / "marcus_delorme.pdf"
POSTING = EXAMPLES / "postings" / "waste_operations_supervisor.html"
LINES = [
    ("Ann Lee", 60, 740),
    ("Experience", 60, 700),
    ("Clerk, Town of Ames, 2015 - 2020", 60, 680),
    ("Filed the papers of the town office.", 72, 660),
    ("Led a team of six people and two dogs.", 72, 640),
]


def drawn(canvas: Canvas) -> None:
    """A résumé of five lines."""
    for text, x, y in LINES:
        write(canvas, x, y, text)


def laid(turn: int, crop: tuple[float, float, float, float] | None) -> bytes:
    """Its page turned by so many degrees, of which a part is shown."""
    writer = PdfWriter()
    page = writer.add_page(PdfReader(io.BytesIO(pdf(drawn))).pages[0])
    page.rotate(turn)
    if crop:
        page.cropbox = RectangleObject(crop)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def dark(image: PageImage) -> np.ndarray:
    """Where the ink of a page is."""
    return np.asarray(Image.open(io.BytesIO(image.jpeg)).convert("L")) < 100


@pytest.mark.parametrize(
    ("turn", "crop"), [(0, None), (90, None), (270, None), (0, (40, 600, 400, 790))]
)
def test_words_are_where_their_ink_is(turn: int, crop: tuple[float, float, float, float] | None):
    """Each word's box holds ink, and all ink is in boxes, also of pages turned or cropped."""
    pages = read_pages(laid(turn, crop))
    (image,) = pages.images
    ink = dark(image)
    assert ink.shape == (image.height, image.width)
    words = [word for line in image.lines for word in line]
    said = " ".join(text for text, _, _ in LINES).split()
    assert [pages.text[word.start : word.end] for word in words] == said
    for word in words:
        x0, x1 = (round(share * image.width) for share in (word.left, word.right))
        y0, y1 = (round(share * image.height) for share in (word.top, word.bottom))
        assert ink[y0:y1, x0:x1].any()
        ink[y0 - 1 : y1 + 2, x0 - 1 : x1 + 2] = False
    assert not ink.any()


def test_a_word_is_where_it_was_drawn():
    """To half a point, and not by its share of the line: letters differ in width."""
    (image,) = read_pages(pdf(drawn)).images
    text, x, _ = LINES[4]
    (line,) = image.lines[4:]
    for word, before in zip(
        line, ("", *(text[: i + 1] for i, c in enumerate(text) if c == " ")), strict=True
    ):
        assert word.left * 600 == pytest.approx(x + stringWidth(before, "Helvetica", 10), abs=0.5)


@pytest.fixture(scope="module")
def match(scorer: Scorer) -> Match:
    """A résumé of two pages."""
    return scorer.match(read_resume(RESUME), POSTING, as_of=AS_OF)


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Its pages."""
    return read_pages(RESUME)


def test_spots_are_marked_where_the_quotes_stand(match: Match, pages: Pages):
    """What lies under the spots of a quote are its words and no others."""
    page = match.to_html(pages=pages)
    soup = BeautifulSoup(page, "lxml")
    sheets = soup.select(".sheet")
    assert [sheet.img["src"][:23] for sheet in sheets] == ["data:image/jpeg;base64,"] * 2
    assert len(page.encode()) < 2_000_000
    assert "img-src data:" in page
    for link in soup.select("li.requirement blockquote a"):
        under = []
        for sheet, image in zip(sheets, pages.images, strict=True):
            spots = [s for s in sheet.select(".spot") if link["data-key"] in s["data-keys"].split()]
            boxes = [
                [float(p.split(":")[1][:-1]) / 100 for p in s["style"].split(";")] for s in spots
            ]
            under += [
                pages.text[word.start : word.end]
                for line in image.lines
                for word in line
                for x, y, width, height in boxes
                if x < (word.left + word.right) / 2 < x + width
                and y < (word.top + word.bottom) / 2 < y + height
            ]
        assert under == link.text.split()


def test_without_pages_there_is_no_image(match: Match, scorer: Scorer, pages: Pages):
    """Nor a policy that would let one be shown; of an anonymized résumé no page may be given."""
    page = match.to_html()
    assert "<img" not in page
    assert "img-src" not in page
    masked = scorer.match(anonymized(match.resume), POSTING, as_of=AS_OF)
    for other in (masked, scorer.match(EXAMPLES / "resumes" / "devon_grant.pdf", POSTING)):
        with pytest.raises(ValueError, match="pages must be"):
            other.to_html(pages=pages)
    assert read_pages(EXAMPLES / "resumes" / "maria_okafor.docx").images == ()


def test_pages_of_noise_stay_small(scorer: Scorer):
    """Nine pages of noise under their text: the first eight are shown, worse but small enough."""
    noise = np.random.default_rng(1).integers(120, 256, (900, 650, 3), np.uint8)
    picture = ImageReader(Image.fromarray(noise))

    def draw(canvas: Canvas) -> None:
        for number in range(9):
            canvas.drawImage(picture, 0, 0, 600, 800)
            canvas.setFillGray(1)
            canvas.rect(50, 600, 400, 170, stroke=0, fill=1)
            canvas.setFillGray(0)
            drawn(canvas)
            if number < 8:
                canvas.showPage()

    data = pdf(draw)
    resume, pages = read_resume(data), read_pages(data)
    assert len(pages.images) == 8
    page = scorer.match(resume, POSTING, as_of=AS_OF).to_html(pages=pages)
    assert len(page.encode()) < 2_000_000
    assert "the first 8 of 9 pages" in page


VISIT = """
(async () => {
  const $ = (choice) => document.querySelector(choice);
  const wait = () => new Promise((done) => setTimeout(done, 50));
  const found = { wide: document.documentElement.scrollWidth - innerWidth };
  found.first = $("[name=view]:checked").value;
  const quote = $("li.requirement blockquote a");
  const key = quote.dataset.key;
  for (const view of ["page", "text"]) {
    $(`[name=view][value=${view}]`).click();
    quote.click();
    await wait();
    const shown = (place) => getComputedStyle($(place)).display !== "none";
    const focused = document.activeElement;
    found[view] = {
      pages: shown(".pages"),
      text: shown("#resume .text"),
      here: [...document.querySelectorAll(view === "page" ? ".spot.here" : "mark.here")].length,
      focused: focused.matches(`${view === "page" ? ".sheet" : ".text"} .ref[data-key="${key}"]`),
      told: focused.ariaLabel,
    };
    focused.click();
    await wait();
    found[view].back = document.activeElement === quote.closest("li.requirement");
  }
  $("[name=view][value=page]").click();
  $(".spot").click();
  await wait();
  const numbers = $(".spot").dataset.keys.split(" ").map((keys) => "r" + keys.split("-")[0]);
  found.bySpot = numbers.includes($("li.requirement.here").id);
  const tops = [...$(".sheet").querySelectorAll(".ref")].map((ref) => ref.getBoundingClientRect());
  found.apart = tops.every((box, i) => !i || box.top >= tops[i - 1].bottom - 1);
  const edge = $(".pages").getBoundingClientRect().right;
  found.inSight = tops.every((box) => box.right <= edge);
  found.least = Math.min(...tops.map((box) => Math.min(box.width, box.height)));
  tell(found);
})();
"""


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
@pytest.mark.parametrize(("size", "first"), [("1400,900", "page"), ("500,800", "text")])
def test_a_visit_of_the_pages(match: Match, pages: Pages, tmp_path: Path, size: str, first: str):
    """Quotes lead to their spots and back as in the text; a switch shows one or the other."""
    found = visited(match.to_html(pages=pages), VISIT, tmp_path, size)
    assert (found["wide"] <= 0, found["first"]) == (True, first)
    for view in ("page", "text"):
        told = found[view]
        assert (told["pages"], told["text"]) == (view == "page", view == "text")
        assert told["here"] >= 1
        assert told["focused"]
        assert told["back"]
    assert match.requirements[0].evidence[0].quote[:20] in found["page"]["told"]
    assert found["bySpot"]
    assert found["apart"]
    assert found["inSight"]  # where the page is wider than its pane, too
    assert found["least"] >= 24  # pixels: WCAG 2.2, 2.5.8
