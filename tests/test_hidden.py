"""What a reader would not see counts nothing and is told."""

from __future__ import annotations

import pytest
from conftest import AS_OF, pdf, write
from reportlab.pdfgen.canvas import Canvas

from benchmarks.hidden.pdf import LAYOUTS, LOOK_ALIKES, WAYS, Layout, Way, catches, page, shows
from benchmarks.hidden.pdf_sheet import Sheet, canary
from benchmarks.hidden.shared import CANARY, keeps_what_is_seen, read
from fitscore import Resume, Scorer
from fitscore.documents import recognition, visibility
from fitscore.resume import encodable_text
from fitscore.text.confusables import undisguised

PLAIN = LAYOUTS[0]
# Each way on three of the layouts, in turn.
EVERY = [(way, LAYOUTS[(3 * n + k) % len(LAYOUTS)]) for n, way in enumerate(WAYS) for k in range(3)]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_hidden_text_is_caught(way: Way):
    """None of its words counts, a flag quotes them, and all that is seen stays."""
    document = read(page(PLAIN, way), "page.pdf")
    assert catches(way, document)
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize("way", LOOK_ALIKES, ids=lambda way: way.__name__)
def test_what_is_seen_is_not_taken_for_hidden(way: Way):
    """Grey text, white on a band, small print, a recognized scan and the like count."""
    assert shows(way, read(page(PLAIN, way), "page.pdf"))


@pytest.mark.long
@pytest.mark.parametrize(("way", "layout"), EVERY)
def test_hidden_text_is_caught_on_every_layout(way: Way, layout: Layout):
    """The same on three of ten layouts each: tints, bands, side bars, dark paper."""
    document = read(page(layout, way), "page.pdf")
    assert catches(way, document)
    assert keeps_what_is_seen(document)


def test_hidden_text_moves_no_score(scorer: Scorer):
    """The requirements of a posting, pasted in white, change nothing but the flags."""
    posting = f"Requirements\n- Experience with {CANARY.lower()}\n- Kept records\n".encode()
    hidden = scorer.match(page(PLAIN, WAYS[0]), posting, as_of=AS_OF)
    honest = scorer.match(page(PLAIN, lambda *_: None), posting, as_of=AS_OF)
    assert hidden.fit == honest.fit
    assert "hidden_text" in [flag.kind for flag in hidden.resume.flags]
    assert hidden.to_dict()["flags"][0]["quote"] == CANARY


def test_a_line_cut_by_the_end_of_a_page_is_no_trick():
    """What some generators draw on both pages, half of it each, is told by nobody."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 40, 700, "Experience of the town and its many records")
        write(canvas, 40, -9, "Kept the minutes of the council for nine years")
        canvas.showPage()
        write(canvas, 40, 700, "Kept the minutes of the council for nine years")

    document = read(pdf(draw), "page.pdf")
    assert document is not None
    assert document.text.count("Kept the minutes") == 1
    assert document.flags == ()


def test_words_of_a_cut_line_stand_on_the_page_before():
    """Some words of it are cut off wholly and others in part: the words between them are seen."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 40, 700, "Kept the minutes of the council for nine years")
        canvas.showPage()
        write(canvas, 40, 700, "Experience of the town and its many records")
        for x, words in ((40, "minutes"), (120, "council"), (200, "years")):
            write(canvas, x, -9, words)

    document = read(pdf(draw), "page.pdf")
    assert document is not None
    assert document.flags == ()


@pytest.mark.parametrize("way", [way for way in WAYS if way.told_by == "recognition"][::3])
def test_what_only_recognition_can_tell_is_flagged_without_it(
    way: Way, monkeypatch: pytest.MonkeyPatch
):
    """A layer over a picture and glyphs that look like other letters are flagged, not checked."""
    monkeypatch.setattr(recognition, "find_spec", lambda _: None)
    document = read(page(PLAIN, way), "page.pdf")
    assert catches(way, document)


def test_texts_on_each_other_that_are_too_many_are_flagged(monkeypatch: pytest.MonkeyPatch):
    """Those that could not be left out alone are read, and said not to be checked."""
    monkeypatch.setattr(visibility, "_MOST_CLASSES", 1)

    def draw(sheet: Sheet, _: Layout) -> None:
        for number, word in enumerate(("Managed", "budgets", "quickly")):
            sheet.put(sheet.text(word, 60 + 3 * number, 400 + 9 * number, "Helvetica", 30))

    document = read(page(PLAIN, draw), "page.pdf")
    assert document is not None
    assert [flag.kind for flag in document.flags] == ["unchecked"]
    assert keeps_what_is_seen(document)


def test_a_short_word_said_in_place_of_a_glyph_is_read_as_it_is_shown():
    """Replacement text of a ligature changes nothing, and no flag is raised."""

    def draw(sheet: Sheet, layout: Layout) -> None:
        said = "/Span << /ActualText (ffi) >> BDC"
        shown = f"(Quantum o) Tj {said} (ffi) Tj EMC (ce) Tj"
        sheet.put(canary(sheet, layout, show=shown))

    document = read(page(PLAIN, draw), "page.pdf")
    assert document is not None
    assert "Quantum office" in document.text
    assert document.flags == ()


@pytest.mark.parametrize(
    ("text", "plain", "kind"),
    [
        ("Pay\u200broll of the town", "Payroll of the town", "zero_width"),
        ("Led \u202ellor\u202c the team", "Led llor the team", "bidi"),
        ("Budgets\U000e0041\U000e0042 kept", "Budgets kept", "tags"),
        ("\u0420r\u043eject budgets", "Project budgets", "homoglyphs"),
        ("Of\ue001ce work", "Of ce work", "private_use"),
    ],
)
def test_tricks_with_characters(text: str, plain: str, kind: str):
    """Scoring sees what a reader sees; the quote keeps the original; a flag tells."""
    resume = Resume.from_text(f"Ann Lee\n\nExperience\n- {text}\n")
    (bullet,) = resume.bullets
    assert bullet.text == text
    assert encodable_text(resume, bullet.start, bullet.end) == plain
    assert kind in [flag.kind for flag in resume.flags]


@pytest.mark.parametrize(
    "text", ["Zoë Müller’s naïve café – 5 µm", "Работал в банке", "α-helix, ΔT", "co\u00adoperate"]
)
def test_honest_letters_stay(text: str):
    """Accents, other scripts and signs of science are no tricks."""
    resume = Resume.from_text(f"Ann Lee\n\nExperience\n- {text} and the records of the town\n")
    assert [flag for flag in resume.flags if flag.kind != "language"] == []
    assert undisguised(text).replace("μ", "µ") == text.replace("\u00ad", "")
