"""OpenDocument, RTF and older formats: the same résumé gives the same document."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from conftest import EXAMPLES, RESUMES, needs
from made_files import odt

from fitscore import Resume, read_resume
from fitscore.documents import document_from_bytes
from fitscore.errors import LockedError, UnreadableError
from fitscore.isolation import office
from fitscore.types import Document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_FILES = [path for path in RESUMES if path.suffix == ".docx"]
STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties'
    ' fo:font-weight="bold"/></style:style>'
    '<style:style style:name="W" style:family="text"><style:text-properties'
    ' fo:color="#ffffff"/></style:style>'
    '<style:style style:name="T" style:family="text"><style:text-properties'
    ' fo:font-size="1pt"/></style:style>'
    '<style:style style:name="H" style:family="text"><style:text-properties'
    ' text:display="none"/></style:style>'
)
ODT = odt(
    "<text:h text:outline-level='1'>Work</text:h>"
    "<text:p><text:span text:style-name='B'>Cook</text:span><text:tab/>2019<text:s text:c='2'/>on"
    "<text:line-break/>The Copper Pan</text:p>"
    "<text:list><text:list-item><text:p>Ran the grill</text:p></text:list-item></text:list>"
    "<text:p><text:span text:style-name='W'>white</text:span> seen<text:span"
    " text:style-name='T'>tiny</text:span><text:span text:style-name='H'>gone</text:span></text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>Left</text:p></table:table-cell>"
    "<table:table-cell><text:p>Right</text:p></table:table-cell></table:table-row></table:table>"
    "<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>"
    "</text:p>"
    "<text:tracked-changes><text:p>taken out</text:p></text:tracked-changes>",
    STYLES,
    "<style:header><text:p>Ann Lee</text:p></style:header>",
)
RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0
{\fonttbl{\f0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 A;}}
{\colortbl;\red255\green255\blue255;\red0\green0\blue120;}
{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}{\*\generator Somebody;}{\info{\author Nobody}}
{\header\pard Ann Lee\par}
\pard\s1\b\fs28 Work\par
\pard\plain\fs22{\b Cook}\tab 2019 \endash  2022\line Caf\'e9 \u8220?Zo\u235?\u8221?\par
\pard{\listtext\f1\'b7\tab}\fi-200\li400 Ran the grill \{nightly\}\par
\pard {\cf1 white}{\fs2 tiny}{\v gone} seen {\f2\'cc\'e8\'f0}\par
\trowd\clcbpat2\cellx2000\cellx4000\pard\intbl{\cf1 Left}\cell Right\cell\row
\pard{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt a link}}{\footnote note}
{\pict\bin5 }}}}}}\par
{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard In a box\par}}}}"""


def lines(document: Document) -> list[str]:
    return [document.line_text(line) for line in document.lines]


def told(resume: Resume) -> tuple[list[tuple[object, ...]], list[str]]:
    roles = [(r.title, r.employer, r.from_, r.to) for r in resume.roles]
    return roles, [bullet.text for bullet in resume.bullets]


def test_an_opendocument_text():
    """Header, heading, tab, list, cells of a row and a text box; what is not seen is flagged."""
    document = document_from_bytes(ODT, "cv.odt")
    assert lines(document) == [
        "Ann Lee", "Work", "Cook", "2019 on", "The Copper Pan", "Ran the grill", "seen", "Left",
        "Right", "In a box",
    ]  # fmt: skip
    shown = dict(zip(lines(document), document.lines, strict=True))
    assert shown["Work"].heading
    assert shown["Ran the grill"].item
    assert shown["Left"].y == shown["Right"].y
    assert [flag.quote for flag in document.flags] == ["white tiny gone"]
    assert "taken out" not in document.text


def test_rich_text():
    """The same in RTF, with code pages, Unicode, signs of a symbol font and a picture's bytes."""
    document = document_from_bytes(RTF, "cv.rtf")
    assert lines(document) == [
        "Ann Lee", "Work", "Cook", "2019 – 2022", "Café “Zoë”", "Ran the grill {nightly}",
        "seen Мир", "Left", "Right", "a link", "In a box", "note",
    ]  # fmt: skip
    shown = dict(zip(lines(document), document.lines, strict=True))
    assert (shown["Work"].heading, shown["Work"].size) == (True, 14)
    assert shown["Ran the grill {nightly}"].item
    assert [flag.quote for flag in document.flags] == ["white tiny gone"]


@pytest.mark.parametrize(
    "markup",
    [
        r"{\info{\ud unseen}}seen",
        r"{\*\foo{\ud unseen}}seen",
        r"\trowd\clcbpat2\cellx900\pard\intbl seen\cell\row\pard {\cf1 unseen}",
        r"{\cf1\chcbpat3 unseen}seen",
        r"seen}unseen{",
        r"{\fs3 unseen}seen",
    ],
)
def test_text_that_word_would_not_show(markup: str):
    """In groups to be left out, white on no ground, behind the end, tiny."""
    colors = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;;}"
    document = document_from_bytes(rf"{{\rtf1{colors}{markup}\par}}".encode(), "cv.rtf")
    assert lines(document) == ["seen"]


@pytest.mark.parametrize(
    "markup",
    [
        r"{\cf3 unseen}seen",
        r"{\cf4\chcbpat4 unseen}seen",
        r"\trowd\clcbpat4\cellx900\cellx1800\pard\intbl seen\cell{\cf1 unseen}\cell\row",
        r"\trowd\clcbpat4\cellx900\cellx1800\pard\intbl{\cf4 unseen}\cell seen\cell\row",
        r"{\charscalex5 unseen}seen",
        r"{\expndtw-200 unseen}seen",
        r"{\dn3000 unseen}seen",
        r"{\pard\sl-20 unseen\par}\pard seen",
        r"{\pard\li-20000 unseen\par}\pard seen",
        r"{\header\pard\cf1 unseen\par}seen",
    ],
)
def test_text_of_its_grounds_colour_or_off_the_page(markup: str):
    """Yellow on white, dark on the same dark, beside a dark cell, squeezed, cut off, far away."""
    shades = ((255, 255, 255), (0, 0, 0), (255, 255, 90), (20, 40, 90))
    colors = "".join(rf"\red{r}\green{g}\blue{b};" for r, g, b in shades)
    document = document_from_bytes(
        rf"{{\rtf1{{\colortbl;{colors}}}{markup}\par}}".encode(), "cv.rtf"
    )
    assert lines(document) == ["seen"]
    assert [flag.quote for flag in document.flags] == ["unseen"]


@pytest.mark.parametrize(
    ("properties", "hidden"),
    [
        ("fo:color='#ffff60'", True),
        ("fo:color='#20305a' fo:background-color='#20305a'", True),
        ("fo:color='#ffffff' fo:background-color='#20305a'", False),
        ("fo:color='#ffffff' style:use-window-font-color='true'", False),
        ("style:text-scale='3%'", True),
        ("style:text-scale='80%'", False),
        ("fo:letter-spacing='-8pt'", True),
        ("fo:letter-spacing='-0.5pt'", False),
        ("fo:line-height='1pt'", True),
        ("fo:margin-left='-30in'", True),
        ("fo:color='#999999'", False),
    ],
)
def test_what_is_seen_of_an_opendocument_text(properties: str, hidden: bool):  # noqa: FBT001
    """Colours by their contrast with what lies behind them, squeezed, cut off, far away."""
    style = (
        "<style:style style:name='X' style:family='paragraph'><style:text-properties "
        f"{properties}/></style:style>"
    )
    body = "<text:p text:style-name='X'>Ledger</text:p><text:p>seen</text:p>"
    document = document_from_bytes(odt(body, style), "cv.odt")
    assert lines(document) == (["seen"] if hidden else ["Ledger", "seen"])
    assert [flag.quote for flag in document.flags] == (["Ledger"] if hidden else [])


def test_rich_text_of_other_code_pages():
    """By the usual font's character set, a Mac's, and what replaces a character."""
    fonts = r"{\fonttbl{\f0 A;}{\f1\fcharset204 B;}{\f2\fcharset2 S;}}"
    for markup, text in (
        (rf"\deff1{fonts}\plain\'cc\'e8\'f0", "Мир"),
        (rf"{fonts}{{\f2\'b7}}\plain Caf\'e9 text", "\uf0b7Café text"),
        (r"\mac caf\'8e", "café"),
        (r"\uc-1 a\u233?b", "aé?b"),
        (r"{\header\header x\par}body", "x\nbody"),
    ):
        document = document_from_bytes(rf"{{\rtf1 {markup}\par}}".encode(), "cv.rtf")
        assert "\n".join(lines(document)) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<text:section text:display='none'><text:p>unseen</text:p></text:section>",
        (
            "<table:table><table:table-row table:visibility='collapse'><table:table-cell>"
            "<text:p>unseen</text:p></table:table-cell></table:table-row></table:table>"
        ),
        "<text:p><text:hidden-text text:string-value='unseen'/></text:p>",
        "<text:p><text:span text:style-name='S'>unseen</text:span></text:p>",
    ],
)
def test_text_that_writer_would_not_show(markup: str):
    """A section or a row that is off, hidden text, a size of a twentieth: flagged."""
    style = (
        "<style:default-style style:family='paragraph'><style:text-properties"
        " fo:font-size='12pt'/></style:default-style>"
        "<style:style style:name='S' style:family='text'><style:text-properties"
        " fo:font-size='5%'/></style:style>"
    )
    document = document_from_bytes(odt(f"<text:p>seen</text:p>{markup}", style), "cv.odt")
    assert lines(document) == ["seen"]
    assert [flag.quote for flag in document.flags] == ["unseen"]


def test_rich_text_that_never_ends():
    """Groups within groups are no document."""
    with pytest.raises(UnreadableError, match="RTF file is damaged"):
        document_from_bytes(b"{\\rtf1" + b"{" * 100_000, "cv.rtf")


def test_a_damaged_opendocument_text():
    """A part that is no XML, and one that declares entities."""
    for body in ("<text:p>", "<!DOCTYPE x><text:p>a</text:p>"):
        with pytest.raises(UnreadableError, match=r"cv\.odt: the "):
            document_from_bytes(odt(body), "cv.odt")


def test_a_pages_document_by_its_preview(tmp_path: Path):
    """Pages keeps a PDF for those who have no Pages; without it one line says what to do."""
    path = tmp_path / "cv.pages"
    preview = (EXAMPLES / "resumes" / "maria_okafor.pdf").read_bytes()
    for name, data in (("QuickLook/Preview.pdf", preview), ("Index/Document.iwa", b"x")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, data)
        if "iwa" in name:
            with pytest.raises(UnreadableError, match="Pages document without a preview"):
                read_resume(path)
        else:
            resume = read_resume(path)
            assert resume.candidate is not None
            assert resume.candidate.name == "Maria Okafor"


def test_an_office_file_with_a_password_is_locked():
    """It is an OLE file with an encrypted package in it."""
    data = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(LockedError, match="protected by a password"):
        document_from_bytes(data, "cv.docx")


def test_an_old_word_file_needs_libreoffice(monkeypatch: pytest.MonkeyPatch):
    """Where it is not there, one line says so."""
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    data = OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    with pytest.raises(UnreadableError, match=r"old Word document \(\.doc\).*LibreOffice"):
        read_resume(data)


@cache
def converted(path: Path, form: str) -> bytes:
    """A Word file as LibreOffice saves it in another format."""
    program = office.libreoffice()
    assert program is not None
    folder = mkdtemp()
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", form, "--outdir", folder, str(path)],
        check=True,
        capture_output=True,
    )
    return Path(folder, f"{path.stem}.{form}").read_bytes()


@needs("LibreOffice", present=office.libreoffice() is not None)
@pytest.mark.parametrize("form", ["odt", "rtf", "doc"])
@pytest.mark.parametrize("path", WORD_FILES, ids=lambda path: path.name)
def test_every_format_says_the_same(path: Path, form: str):
    """The same name, jobs and dates, and the same statements but for two of a hundred."""
    data = converted(path, form)
    original, other = read_resume(path), read_resume(data)
    assert other.candidate == original.candidate
    assert told(other)[0] == told(original)[0]
    same = set(told(original)[1]) & set(told(other)[1])
    assert len(same) >= 0.98 * len(set(told(original)[1]))
    assert other.flags == original.flags


@needs("LibreOffice", present=office.libreoffice() is not None)
def test_what_libreoffice_cannot_read_is_one_line(tmp_path: Path):
    """And the file keeps its name and its hash."""
    path = tmp_path / "broken.doc"
    whole = converted(WORD_FILES[0], "doc")
    path.write_bytes(whole[:1024] + b"\xff" * (len(whole) - 3000) + whole[-1976:])
    try:
        resume = read_resume(path)
    except UnreadableError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017
    else:
        assert resume.source == str(path)
    path.write_bytes(whole)
    assert read_resume(path).sha256 == hashlib.sha256(whole).hexdigest()


def test_a_word_file_without_a_name(tmp_path: Path):
    """What a file is, its bytes say."""
    buffer = io.BytesIO(ODT)
    path = tmp_path / "cv"
    path.write_bytes(buffer.getvalue())
    assert "Ran the grill" in read_resume(path).text


@pytest.mark.parametrize(
    "markup",
    [
        r"\paperw0\margl9000\pard\fs0 seen\fs20 seen\par",
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn fillColor}{\sv "
        + "9" * 5000
        + r"}}{\shptxt seen\par}}}seen\par",
        r"{\shp{\*\shpinst{\sp{\sv {\sn fHidden}1}}{\shptxt seen\par}}}seen\par",
        r"\trowd\trrh-0\cellx-5\pard\intbl\cell\row\pard seen\par",
    ],
)
def test_rich_text_of_senseless_measures(markup: str):
    """Papers without width, colours of 5,000 digits and the like end nothing."""
    assert "seen" in document_from_bytes(rb"{\rtf1 " + markup.encode() + b"}", "cv.rtf").text


def test_an_opendocument_text_of_senseless_measures():
    """The same."""
    data = odt("<text:p><draw:frame draw:z-index='x' draw:width='-9cm'/>seen</text:p>")
    assert "seen" in document_from_bytes(data, "cv.odt").text
