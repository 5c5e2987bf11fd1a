"""What a reader of a Word file would not see counts nothing and is told."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor

from benchmarks.hidden.docx import KEPT, LAYOUTS, LOOK_ALIKES, WAYS, Layout, Way, page
from benchmarks.hidden.docx_drawings import anchor, graphic, shape, solid
from benchmarks.hidden.docx_page import NAMESPACES, Word, par, row, run, style, table
from benchmarks.hidden.docx_places import code, field_char
from benchmarks.hidden.shared import (
    CANARY,
    counts_nothing,
    is_caught,
    is_clean,
    keeps_what_is_seen,
    read,
)
from fitscore import read_resume

PLAIN = LAYOUTS[0]
EVERY = [layout for layout in LAYOUTS if layout is not PLAIN]
WHITE_INK = '<w:color w:val="FFFFFF"/>'
WHITE = RGBColor(0xFF, 0xFF, 0xFF)


def named(way: Way) -> str:
    return way.__name__


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_hidden_text_is_caught(way: Way):
    """None of its words counts, a flag quotes them, and all that is seen stays."""
    document = read(page(PLAIN, way), "page.docx")
    assert is_caught(document)
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize("way", KEPT, ids=named)
def test_what_is_no_part_of_the_page_counts_nothing(way: Way):
    """Deletions, comments, codes of fields and the like count nothing; nothing is flagged."""
    document = read(page(PLAIN, way), "page.docx")
    assert counts_nothing(document)
    assert keeps_what_is_seen(document)
    assert document is not None
    assert document.flags == ()


@pytest.mark.parametrize("way", LOOK_ALIKES, ids=named)
def test_what_is_seen_is_not_taken_for_hidden(way: Way):
    """White on something dark, toggles that cancel, small print and the like count, once."""
    document = read(page(PLAIN, way), "page.docx")
    assert is_clean(document)
    assert document is not None
    assert document.text.count(CANARY) == 1


@pytest.mark.long
@pytest.mark.parametrize("layout", EVERY, ids=lambda layout: layout.name)
@pytest.mark.parametrize("way", WAYS, ids=named)
def test_hidden_text_is_caught_on_every_layout(way: Way, layout: Layout):
    """The same on ten layouts: tints, bands, side bars, dark paper."""
    document = read(page(layout, way), "page.docx")
    assert is_caught(document)
    assert keeps_what_is_seen(document)


@pytest.mark.long
@pytest.mark.parametrize("layout", EVERY, ids=lambda layout: layout.name)
@pytest.mark.parametrize("way", LOOK_ALIKES, ids=named)
def test_what_is_seen_stays_on_every_layout(way: Way, layout: Layout):
    """Look-alikes on ten layouts."""
    assert is_clean(read(page(layout, way), "page.docx"))


def made(*blocks: str) -> bytes:
    """The plain layout with further blocks."""

    def way(word: Word, _: Layout) -> None:
        for block in blocks:
            word.add(block)

    return page(PLAIN, way)


def strict(data: bytes, encoding: str = "utf-8") -> bytes:
    """A file with the names of ISO/IEC 29500-1 for those of 29500-4."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as made:
        for name in old.namelist():
            text = re.sub(
                r"http://schemas\.openxmlformats\.org/(\w+)/2006/(?!content|markup|relationships\")",
                r"http://purl.oclc.org/ooxml/\1/",
                old.read(name).decode(),
            ).replace(
                "http://purl.oclc.org/ooxml/package/",
                "http://schemas.openxmlformats.org/package/2006/",
            )
            made.writestr(name, text.encode(encoding if "document.xml" in name else "utf-8"))
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_strict_file_says_what_a_usual_one_says(encoding: str):
    """The same text and the same flags."""
    usual = made(par(run(WHITE_INK, "Not seen")), par(run("", "Kept the minutes")))
    document = read(strict(usual, encoding), "page.docx")
    assert document is not None
    assert "Kept the minutes" in document.text
    same = read(usual, "page.docx")
    assert same is not None
    assert (document.text, document.lines, document.flags) == (same.text, same.lines, same.flags)


def test_shares_of_strict_files():
    """Colours made lighter by percent are those made lighter by thousandths of one."""
    tone = '<a:srgbClr val="404040"><a:lumMod val="{}"/><a:lumOff val="{}"/></a:srgbClr>'
    boxes = [
        par(f"<w:r>{anchor(graphic(shape(par(run(WHITE_INK)), fill)))}</w:r>")
        for fill in (
            f"<a:solidFill>{tone.format('100%', '75%')}</a:solidFill>",
            f"<a:solidFill>{tone.format('100000', '75000')}</a:solidFill>",
        )
    ]
    assert [is_caught(read(made(box), "page.docx")) for box in boxes] == [True, True]


def test_notes_stand_below_the_text():
    """In the order of their marks, each once, behind the body and before the footers."""
    notes = "".join(
        f'<w:footnote w:id="{n}">{par(run("", f"Said by {n}"))}</w:footnote>' for n in (3, 4)
    )

    def way(word: Word, _: Layout) -> None:
        word.part("footnotes.xml", "footnotes", f"<w:footnotes {NAMESPACES}>{notes}</w:footnotes>")
        word.section.append(word.margin_part("footer", "default", "Page of the town"))
        for n in (4, 3, 4):
            mark = f'<w:r><w:footnoteReference w:id="{n}"/></w:r>'
            word.add(par(run("", f"Held an office {n}") + mark))

    document = read(page(PLAIN, way), "page.docx")
    assert document is not None
    assert document.text.splitlines()[-7:] == [
        "Held an office 4", "Held an office 3", "Held an office 4", "", "Said by 4", "Said by 3",
        "Page of the town",
    ]  # fmt: skip


def test_a_library_s_own_file():
    """Hidden, white and highlighted runs of a file of python-docx, with its default styles."""
    document = docx.Document()
    document.add_heading("Experience", 1)
    paragraph = document.add_paragraph("Kept the records of the town. ")
    paragraph.add_run("gone ").font.hidden = True
    paragraph.add_run("white ").font.color.rgb = WHITE
    marked = paragraph.add_run("marked").font
    marked.color.rgb = WHITE
    marked.highlight_color = WD_COLOR_INDEX.DARK_BLUE
    stream = io.BytesIO()
    document.save(stream)
    resume = read_resume(stream.getvalue())
    assert "Kept the records of the town. marked" in resume.text
    told = [(flag.kind, flag.quote) for flag in resume.flags if flag.kind != "no_name"]
    assert told == [("hidden_text", "gone white")]


def test_a_field_that_never_ends_hides_nothing():
    """A mark without its partner is none: what follows it is seen."""
    text = field_char("begin") + code(" DATE ") + run("", "Kept the minutes")
    document = read(made(par(text), par(run("", "and the ledger"))), "page.docx")
    assert document is not None
    assert "Kept the minutes" in document.text
    assert "and the ledger" in document.text
    assert document.flags == ()


def test_a_header_that_is_not_in_use_and_says_what_the_page_says_is_no_trick():
    """The name in a left-over header of first pages is told by nobody where the body has it too."""

    def way(word: Word, _: Layout) -> None:
        word.add(par(run("", "Ann Lee")))
        word.section.append(word.margin_part("header", "first", "Ann Lee"))

    document = read(page(PLAIN, way), "page.docx")
    assert document is not None
    assert document.text.count("Ann Lee") == 1
    assert document.flags == ()


def test_a_small_dark_shape_makes_no_white_text_seen():
    """White text counts on a shape that may lie behind all of it, not on one by its side."""
    white = '<w:color w:val="FFFFFF"/>'
    small = anchor(graphic(shape("", solid("000000"))), x=300, width=40, height=9, behind=True)
    document = read(made(par(f"<w:r>{small}</w:r>" + run(white))), "page.docx")
    assert is_caught(document)


def test_unknown_marks_of_a_symbol_are_left_out():
    """A number that is no character ends nothing."""
    signs = "".join(
        f'<w:sym w:font="Arial" w:char="{each}"/>' for each in ("FFFFFFFF", "D800", "?")
    )
    document = read(made(par(f"<w:r>{signs}<w:t>Kept</w:t></w:r>")), "page.docx")
    assert document is not None
    assert document.text.endswith("Kept")


@pytest.mark.parametrize(
    "markup",
    [
        '<w:spacing w:line="x" w:lineRule="exact"/>',
        '<w:ind w:left="9e999" w:right="nan"/>',
        '<w:framePr w:w="" w:h="-1" w:hRule="exact" w:x="?"/>',
        '<w:numPr><w:ilvl w:val="q"/><w:numId w:val="77"/></w:numPr>',
        '<w:shd w:val="pct999" w:fill="zzzzzz" w:themeFill="nobody"/>',
        '<w:outlineLvl w:val="many"/>',
    ],
)
def test_properties_that_say_nothing_sensible_end_nothing(markup: str):
    """The rest of the file is read."""
    document = read(made(par(run("", "Kept"), markup)), "page.docx")
    assert keeps_what_is_seen(document)


FRAME = '<w:framePr w:hAnchor="page" w:vAnchor="page" {}/>'
FULL = {"width": 612, "height": 792, "across": "page", "down": "page", "behind": True}


@pytest.mark.parametrize(
    "props",
    [
        '<w:bidi/><w:ind w:left="-30000" w:right="14000"/>',
        FRAME.format('w:w="1" w:x="100" w:y="10"'),
        FRAME.format('w:w="900" w:x="100" w:y="40000"'),
    ],
)
def test_a_paragraph_off_the_page(props: str):
    """Indents of paragraphs that run from right to left, frames without width or below the page."""
    assert is_caught(read(made(par(run("", CANARY), props)), "page.docx"))


@pytest.mark.parametrize(
    "props",
    [
        FRAME.format('w:x="-100" w:y="-10"'),
        FRAME.format('w:w="3000" w:x="-9000" w:xAlign="center" w:y="900"'),
        '<w:ind w:left="2160" w:hanging="2160"/>',
        '<w:bidi/><w:ind w:left="400"/>',
    ],
)
def test_a_paragraph_on_the_page(props: str):
    """Frames that are as wide as their text or aligned by name, hanging indents."""
    assert is_clean(read(made(par(run("", CANARY), props)), "page.docx"))


@pytest.mark.parametrize(("top", "seen"), [(0, True), (600, False)])
def test_white_text_counts_where_a_dark_shape_may_lie_behind_it(top: int, seen: bool):  # noqa: FBT001
    """Not where the shape is at the foot of the page and the text at its head."""
    place = {**FULL, "height": 792 - top, "y": top}
    dark = anchor(graphic(shape("", solid("1F3A5F"))), **place)  # type: ignore[arg-type]
    white = run('<w:color w:val="FFFFFF"/>')
    document = read(made(par(f"<w:r>{dark}</w:r>"), par(white)), "page.docx")
    assert is_clean(document) if seen else is_caught(document)


@pytest.mark.parametrize(("height", "seen"), [(700, True), (30, False)])
def test_a_dark_shape_in_the_header_lies_behind_what_it_reaches(height: int, seen: bool):  # noqa: FBT001
    """A band across the head of the page makes white text in the middle of it no more seen."""

    def way(word: Word, _: Layout) -> None:
        band = anchor(graphic(shape("", solid("1F3A5F"))), width=600, height=height, order=3)
        reference = word.margin_part("header", "default", "Ann Lee")
        kind, type_, content = word.parts["headerdefault0.xml"]
        made = content.replace(b"</w:p>", f"<w:r>{band}</w:r></w:p>".encode())
        word.parts["headerdefault0.xml"] = (kind, type_, made)
        word.section.append(reference)
        for n in range(12):
            word.add(par(run("", f"Line {n}")))
        word.add(par(run('<w:color w:val="FFFFFF"/>')))

    document = read(page(PLAIN, way), "page.docx")
    assert is_clean(document) if seen else is_caught(document)


@pytest.mark.parametrize(
    ("props", "seen"),
    [
        ('<w:spacing w:val="4000"/>', False),
        ('<w:spacing w:val="120"/>', True),
        ('<w:sz w:val="3000"/>', False),
        ('<w:sz w:val="144"/>', True),
    ],
)
def test_letters_far_apart_and_larger_than_the_page(props: str, seen: bool):  # noqa: FBT001
    """Words end where letters stand pages apart; a heading set apart is a heading."""
    document = read(made(par(run(props, CANARY))), "page.docx")
    assert is_clean(document) if seen else is_caught(document)


@pytest.mark.parametrize(
    ("size", "height"),
    [('w:w="2500" w:type="pct"', ""), ('w:w="0" w:type="auto"', '<w:trHeight w:hRule="exact"/>')],
)
def test_a_table_whose_grid_says_nothing(size: str, height: str):
    """Widths in per cent or left to Word, and a row's height of nothing, hide no cell."""
    content = f"<w:tc><w:tcPr><w:tcW {size}/></w:tcPr>{par(run('', CANARY))}</w:tc>"
    assert is_clean(read(made(table(row(content, props=height), grid=(0,))), "page.docx"))


def test_a_run_s_style_of_another_kind_says_nothing():
    """Word takes no paragraph style for a run."""

    def way(word: Word, _: Layout) -> None:
        for name, color in (("Dark", "000000"), ("Pale", "FFFFFF")):
            inner = f'<w:rPr><w:color w:val="{color}"/></w:rPr>'
            word.styles.append(style("paragraph", name, inner))
        word.add(par(run('<w:rStyle w:val="Dark"/>'), '<w:pStyle w:val="Pale"/>'))

    assert is_caught(read(page(PLAIN, way), "page.docx"))
