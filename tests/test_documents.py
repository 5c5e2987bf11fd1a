"""Bytes to documents: kinds by content, encodings, layout, and what cannot be read."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pypdf
import pytest
from conftest import pdf, write
from docx.oxml import parse_xml
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.hidden.pdf_sheet import LAYOUTS, Sheet, draw_layout
from fitscore.documents import document_from_bytes, document_from_text, read_document
from fitscore.documents.glyphs import character
from fitscore.documents.layout import Glyph, drawn_once, page_segments
from fitscore.errors import EmptyError, LockedError, NoTextError, NotFoundError, UnreadableError
from fitscore.text.sentences import sentence_ranges
from fitscore.types import Document


def lines(document: Document) -> list[str]:
    return [document.line_text(line) for line in document.lines]


def test_lines_are_spans_of_the_text():
    """Each line is where it says it is."""
    document = document_from_text("First line\n\n  Second line  \n")
    assert [document.text[line.start : line.end] for line in document.lines] == [
        "First line",
        "Second line",
    ]


def test_windows_1252_is_read():
    """A curly quote and an accent saved by an old Word are what they were."""
    data = "Résumé – “Café manager”, 5 years’ experience in hotels".encode("cp1252")
    assert lines(read_document(data)) == ["Résumé – “Café manager”, 5 years’ experience in hotels"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_unicode_encodings_are_read(encoding: str):
    """UTF-8 and UTF-16, with and without a byte order mark."""
    assert lines(read_document("Résumé of Zoë".encode(encoding))) == ["Résumé of Zoë"]


def test_kind_is_decided_by_content(tmp_path: Path):
    """A PDF named .txt is a PDF, and text named .pdf is text."""
    disguised = tmp_path / "resume.txt"
    disguised.write_bytes(pdf(lambda c: write(c, 50, 700, "Managed a budget of $2 million")))
    assert read_document(disguised).media == "pdf"
    text = tmp_path / "posting.pdf"
    text.write_text("Qualifications")
    assert read_document(text).media == "text"


def test_html_keeps_headings_and_items_and_drops_chrome():
    """Navigation, scripts and footers are gone; headings and list items are marked."""
    markup = (
        "<html><body><nav>Home Jobs</nav><h2>What you need</h2><ul><li>Excel</li>"
        "<li>Two <b>years</b> of work</li></ul><script>x()</script><footer>© 2025</footer></body>"
        "</html>"
    )
    document = read_document(markup.encode())
    assert lines(document) == ["What you need", "Excel", "Two years of work"]
    assert [line.heading for line in document.lines] == [True, False, False]
    assert [line.item for line in document.lines] == [False, True, True]


def test_docx_reads_tables_and_lists():
    """Cells come in reading order and list paragraphs are items."""
    document = docx.Document()
    document.add_heading("Skills", 1)
    document.add_paragraph("Budgeting", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Left"
    table.rows[0].cells[1].text = "Right"
    buffer = io.BytesIO()
    document.save(buffer)
    read = read_document(buffer.getvalue())
    assert lines(read) == ["Skills", "Budgeting", "Left", "Right"]
    assert read.lines[0].heading
    assert read.lines[1].item


_TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
    "{content}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    "<w:txbxContent>{content}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def word_markup(*texts: str, inside: str = "") -> str:
    """Paragraphs of Word's markup; `inside` goes into the first."""
    runs = [f"<w:r><w:t>{text}</w:t></w:r>" for text in texts]
    runs[0] = inside + runs[0]
    return "".join(f"<w:p>{run}</w:p>" for run in runs)


def word_file(body: str, *, header: str = "", footer: str = "") -> bytes:
    """A Word document of raw markup."""
    document = docx.Document()
    element = document.element.body
    for child in list(parse_xml(f"<w:body {_NAMESPACES}>{body}</w:body>")):
        element.insert(len(element) - 1, child)
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_reads_headers_first_and_footers_last():
    """Contact data in Word's page header and footer is part of the text."""
    data = word_file(word_markup("Experience"), header="Ann Lee", footer="ann@example.com")
    assert lines(read_document(data)) == ["Ann Lee", "Experience", "ann@example.com"]


def test_docx_reads_each_text_box_once():
    """A box above the text comes first, one beside it last; twins for old programs do not count."""
    band = _TEXT_BOX.format(content=word_markup("Ann Lee", "Gardener"))
    aside = _TEXT_BOX.format(content=word_markup("Skills", "Pruning"))
    body = f"<w:p>{band}</w:p>" + word_markup("Experience", "Planted trees.", inside=aside)
    expected = ["Ann Lee", "Gardener", "Experience", "Planted trees.", "Skills", "Pruning"]
    assert lines(read_document(word_file(body))) == expected


def test_docx_reads_content_controls_and_insertions_but_no_deletions():
    """Word's own templates keep every field in a content control."""
    body = (
        f"<w:sdt><w:sdtContent>{word_markup('Experience')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>Planted </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>ten</w:t></w:r>"
        "</w:sdtContent></w:sdt><w:ins><w:r><w:t> oaks</w:t></w:r></w:ins><w:del><w:r>"
        "<w:delText> elms</w:delText></w:r></w:del></w:p>"
    )
    assert lines(read_document(word_file(body))) == ["Experience", "Planted ten oaks"]


def test_docx_cells_of_a_row_and_parts_between_tabs_share_a_row():
    """What stands side by side on paper is known to: dates beside a title."""
    body = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2010</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
        "<w:t>Clerk</w:t><w:tab/><w:t>Bath</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    read = read_document(word_file(body))
    assert [(read.line_text(line), line.y) for line in read.lines] == [
        ("2010", 0.0),
        ("Clerk", 0.0),
        ("Bath", 0.0),
    ]


def test_two_columns_are_read_one_after_the_other():
    """A side bar does not interleave with the text beside it."""

    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(["Side one", "Side two", "Side three", "Side four"]):
            write(canvas, 40, 700 - 15 * i, text)
        for i, text in enumerate(["Main text begins here and", "goes on to the next line", "End"]):
            write(canvas, 250, 700 - 15 * i, text)

    assert lines(read_document(pdf(draw))) == [
        "Side one",
        "Side two",
        "Side three",
        "Side four",
        "Main text begins here and",
        "goes on to the next line",
        "End",
    ]


def test_dates_in_the_margin_stay_with_their_title():
    """A right-aligned date is read behind the title on its line."""

    def draw(canvas: Canvas) -> None:
        for i, (title, date) in enumerate([("Manager", "2015 - 2019"), ("Clerk", "2011 - 2015")]):
            write(canvas, 40, 700 - 60 * i, title)
            canvas.drawRightString(560, 700 - 60 * i, date)
            write(canvas, 40, 685 - 60 * i, "Did things that took a whole line of the page " * 2)

    read = lines(read_document(pdf(draw)))
    assert read[:2] == ["Manager", "2015 - 2019"]
    assert read[3:5] == ["Clerk", "2011 - 2015"]


def test_several_lines_beside_a_job_are_read_before_it():
    """Employer, place and dates below each other in a left column do not cut the text beside."""

    def draw(canvas: Canvas) -> None:
        for i, (firm, dates) in enumerate([("Acme", "2015 - 2019"), ("Birch", "2011 - 2015")]):
            top = 700 - 80 * i
            for row, text in enumerate((firm, "Leeds", dates)):
                write(canvas, 40, top - 12 * row, text)
            for row, text in enumerate(("Clerk", "Wrote letters all day", "Filed them at night")):
                write(canvas, 200, top - 12 * row, text)

    read = lines(read_document(pdf(draw)))
    job = ["Clerk", "Wrote letters all day", "Filed them at night"]
    assert read == ["Acme", "Leeds", "2015 - 2019", *job, "Birch", "Leeds", "2011 - 2015", *job]


def test_drawn_dots_mark_items():
    """A filled circle before a line makes it a list item; a line without one is none."""

    def draw(canvas: Canvas) -> None:
        canvas.circle(45, 703, 1.5, stroke=0, fill=1)
        write(canvas, 55, 700, "Wrote the annual report")
        write(canvas, 40, 670, "Plain words")

    document = read_document(pdf(draw))
    assert [line.item for line in document.lines] == [True, False]


def test_a_hyphen_at_a_line_end_is_closed():
    """A word broken in two is whole, and a compound keeps its hyphen."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 40, 700, "Responsible for the coordi-")
        write(canvas, 40, 688, "nation of cross-")
        write(canvas, 40, 676, "functional teams")

    assert "coordination of cross-functional teams" in read_document(pdf(draw)).text


def test_letterspaced_heading_is_a_word():
    """A heading set with wide letters reads as a word."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(40, 700)
        text.setFont("Helvetica", 12)
        text.setCharSpace(6)
        text.textOut("EDUCATION")
        canvas.drawText(text)
        write(canvas, 40, 670, "University of the North")

    assert lines(read_document(pdf(draw)))[0] == "EDUCATION"


def test_missing_file(tmp_path: Path):
    """A path that names nothing."""
    with pytest.raises(NotFoundError, match="there is no such file"):
        read_document(tmp_path / "nothing.pdf")


def test_folder(tmp_path: Path):
    """A folder where a file was expected."""
    with pytest.raises(NotFoundError, match="this is a folder"):
        read_document(tmp_path)


@pytest.mark.parametrize("data", [b"", b"  \n\t\n", b"\xef\xbb\xbf"])
def test_empty_file(data: bytes):
    """Nothing but white space."""
    with pytest.raises(EmptyError, match="empty"):
        read_document(data)


def test_picture_named_pdf(tmp_path: Path):
    """A PNG renamed .pdf is read as what it is."""
    path = tmp_path / "resume.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(UnreadableError, match=r"resume\.pdf: the picture is damaged"):
        read_document(path)


def test_locked_pdf():
    """A password is asked for in words."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(lambda c: write(c, 50, 700, "Secret"))))
    writer.encrypt("open sesame", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(LockedError, match="protected by a password"):
        read_document(buffer.getvalue())


def sheet(**entries: str) -> Sheet:
    """A page with text, and further entries of its dictionary."""
    made = Sheet(page=dict(entries))
    draw_layout(made, LAYOUTS[0])
    return made


def test_a_pdf_for_holders_of_certificates_is_locked():
    """It asks for no password, and is not damaged."""
    entry = (
        b"trailer << /Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 "
        b"/Recipients [<3000>] >> /ID [<00><00>] "
    )
    data = sheet().data().replace(b"trailer << ", entry)
    with pytest.raises(LockedError, match="encrypted for the holders of certificates"):
        read_document(data)


@pytest.mark.parametrize("box", ["0 0 0.001 0.001", "1000 1000 1100 1100"])
def test_a_page_without_a_size_shows_nothing(box: str):
    """A crop box that leaves nothing of the page is no error of a reader's."""
    with pytest.raises(NoTextError):
        read_document(sheet(CropBox=f"[{box}]").data())


def test_numbers_that_are_no_characters_are_read_as_unknown():
    """A CMap may name numbers beyond the last character, and halves of one."""
    made = sheet()
    said = "1 beginbfchar <41> <7FFFFFFF> <42> <DBFFDFFF> <43> <D800> endbfchar"
    space = "1 begincodespacerange <00> <FF> endcodespacerange"
    cmap = made.add("", f"begincmap {space} {said} endcmap")
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {cmap} >>"
    made.put(made.text("ABCABC", 60, 400, made.name("Font", font), 11))
    assert "Managed the budget" in read_document(made.data()).text


@pytest.mark.parametrize("code", [-1, 0, 0xD800, 0x110000, 0x7FFFFFFF])
def test_what_is_no_character_is_replaced(code: int):
    """Pdfium gives the number that a file says."""
    assert character(code) == "\ufffd"


@pytest.mark.parametrize("error", [AssertionError, EOFError, OSError, ValueError])
def test_errors_of_the_second_reader_mean_damage(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    """What pypdf raises on a file that neither reader can open is one clear line."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pypdf, "PdfReader", fail)
    with pytest.raises(UnreadableError, match="damaged or cut off"):
        read_document(b"%PDF-1.7\nnothing")


def test_scanned_pdf_has_no_text():
    """A page with a picture only is no weak résumé but an error."""
    from PIL import Image

    picture = ImageReader(Image.new("RGB", (80, 80), "grey"))
    data = pdf(lambda canvas: canvas.drawImage(picture, 50, 50, 400, 400))
    with pytest.raises(NoTextError, match="no text that a reader could see"):
        read_document(data)


def test_truncated_pdf():
    """Half a file is damaged, or what is left of it is read."""
    whole = pdf(lambda canvas: write(canvas, 50, 700, "Managed a team of eight people"))
    with pytest.raises(UnreadableError, match="damaged or cut off"):
        read_document(whole[: len(whole) // 3])


def test_truncated_docx():
    """A cut-off Word file is named damaged."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with pytest.raises(UnreadableError, match="the file is damaged"):
        read_document(buffer.getvalue()[:2000])


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Led e.g. two teams. Built one.", ["Led e.g. two teams.", "Built one."]),
        ("Saved $1.5 million. Hired Dr. Lee.", ["Saved $1.5 million.", "Hired Dr. Lee."]),
        (
            "Closed the books.Prepared reports daily",
            ["Closed the books.", "Prepared reports daily"],
        ),
        ("Used Node.js and React", ["Used Node.js and React"]),
    ],
)
def test_sentences(text: str, sentences: list[str]):
    """Full stops inside abbreviations and numbers end nothing."""
    assert [text[a:b] for a, b in sentence_ranges(text, 0, len(text))] == sentences


def test_language():
    """English and French are told apart; a few words have no language."""
    english = "The manager is responsible for the budget of the department and for its staff. " * 2
    french = "Nous cherchons une personne qui dirige une équipe et gère le budget du service. " * 2
    assert document_from_text(english).language == "en"
    assert document_from_text(french).language == "fr"
    assert document_from_text("Excel").language is None


def glyphs_of(words: str, x: float, gap: float, y: float = 100.0) -> list[Glyph]:
    """Letters half as wide as high, words a gap (in type sizes) apart, without blanks."""
    glyphs = []
    for word in words.split():
        for char in word:
            glyphs.append(Glyph(char, x, x + 5, y, 10.0, bold=False))
            x += 5
        x += 10 * gap
    return glyphs


@pytest.mark.parametrize("gap", [0.12, 0.25])
def test_narrow_gaps_of_a_tight_row_part_words(gap: float):
    """Where letters touch, a gap that a justified row left between words is a space."""
    (segment,) = page_segments(glyphs_of("Ran the night shift", 50, gap), [], [], 1)
    assert segment.text == "Ran the night shift"


def test_letters_set_apart_are_one_word():
    """Gaps between all letters alike are no spaces."""
    glyphs = [
        Glyph(c, 50 + 6.4 * i, 55 + 6.4 * i, 100, 10, bold=False) for i, c in enumerate("bakery")
    ]
    (segment,) = page_segments(glyphs, [], [], 1)
    assert segment.text == "bakery"


def test_narrow_letters_side_by_side_are_two():
    """The two l of a narrow type stand near each other, and are no letter drawn twice."""
    x = (50, 52.2, 54.4)
    glyphs = [Glyph("l", at, at + 2.2, 100, 10, bold=False) for at in x]
    (segment,) = page_segments(drawn_once(glyphs), [], [], 1)
    assert segment.text == "lll"


def test_headings_in_a_column_of_their_own_stand_before_their_text():
    """A label belongs to what stands beside it, not before the whole page."""
    rows = [
        ("Work", "Baker at the mill"),
        ("", "Cooled ovens"),
        ("", "Fed the starter every night"),
    ]
    rows += [("School", "Bakery college of Leeds"), ("", "Two years of rye"), ("", "Top marks")]
    glyphs = []
    for number, (label, text) in enumerate(rows):
        glyphs += glyphs_of(label, 50, 0.3, 100 + 12 * number)
        glyphs += glyphs_of(text, 150, 0.3, 100 + 12 * number)
    texts = [segment.text for segment in page_segments(glyphs, [], [], 1)]
    assert texts == [part for row in rows for part in row if part]


def test_ligatures_that_a_font_of_tex_gives_as_codes():
    """Codes without a table of characters are those of TeX's fonts, and no blanks."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 700, "Dalia Wexford")
        set_text = r"(Scienti\034c o\036cer, \035exible, di\033erent)"
        canvas._code.append(f"BT /F1 10 Tf 1 0 0 1 50 650 Tm {set_text} Tj ET")

    text = document_from_bytes(pdf(draw), "a.pdf").text
    assert text.splitlines()[1] == "Scientific officer, flexible, different"


def test_glyphs_drawn_twice_are_one_and_bold():
    """Poor man's bold and shadows double no letter; a ligature keeps both of its letters."""
    once = glyphs_of("office", 50, 0.3)
    both = once[1]._replace(right=once[2].right)
    ligature = [once[0], both, both, *once[3:]]
    again = [glyph._replace(x=glyph.x + 0.4, right=glyph.right + 0.4) for glyph in ligature]
    (segment,) = page_segments(drawn_once([*ligature, *again]), [], [], 1)
    assert (segment.text, segment.bold) == ("office", True)
