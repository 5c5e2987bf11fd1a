"""Which kind of file this is, by its content and never by its name."""

from __future__ import annotations

import io
import struct
import zipfile

from fitscore.documents.package import ARCHIVE_DAMAGE
from fitscore.errors import EmptyError, LockedError, UnreadableError

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")  # PNG, JPEG, TIFF
_REMEDY = "give a PDF, Word, OpenDocument, RTF, HTML or text file"
_MOST_ZEROS = 0.03
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<?xml")
_OLE_HEADER, _OLE_ENTRIES = 512, 4096  # bytes of it, and of the first entries of its directory
_LARGEST_PREVIEW = 100 << 20
_FEW_TAGS = 4
_HTML_TAGS = ("<p>", "<p ", "<div", "<ul", "<li", "<br", "<h1", "<h2", "<h3", "<table")

# What people send by mistake, by its first bytes, with the name they know it by.
_OTHER_KINDS = (
    (OLE_MAGIC, "an Office file without text"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)


def sniff(data: bytes, source: str) -> str:
    """Name the kind of a file: `pdf`, `docx`, `odt`, `pages`, `picture`, `rtf`, `html` or `text`.

    Markdown and JSON are text.

    Raises:
        EmptyError: There is nothing but white space.
        UnreadableError: It is of a kind that is not read.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise EmptyError(source, "the file is empty", "check that the right file was saved")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if data.startswith(ZIP_MAGIC) and older_office(data) is None:
        return _sniff_zip(data, source)
    if data.startswith(_PICTURES):
        return "picture"
    _refuse_others(data, source)
    if _is_utf16(data):
        return "text"
    # A stray zero byte in a text is dropped later; a file full of them is no text.
    if data[:4096].count(0) > _MOST_ZEROS * len(data[:4096]):
        raise UnreadableError(source, "this is no document that is read", _REMEDY)
    return "html" if _looks_like_html(data) else "text"


def _refuse_others(data: bytes, source: str) -> None:
    """Say what a file is that is not read."""
    if data.startswith(OLE_MAGIC) and ole_holds(data, "EncryptedPackage"):
        raise LockedError(
            source, "the file is protected by a password", "save a copy without a password"
        )
    if (older := older_office(data)) is not None:
        raise UnreadableError(source, f"this is {older}", "save it as .docx or PDF")
    for magic, name in _OTHER_KINDS:
        if data.startswith(magic):
            raise UnreadableError(source, f"this is {name}, not a document", _REMEDY)


def older_office(data: bytes) -> str | None:
    """What a file of an older word processor is, which LibreOffice can turn into DOCX."""
    if data.startswith(OLE_MAGIC) and ole_holds(data, "WordDocument"):
        return "an old Word document (.doc)"
    if data.startswith(b"\xffWPC"):
        return "a WordPerfect document"
    if data.startswith(ZIP_MAGIC) and b"application/vnd.sun.xml.writer" in data[:200]:
        return "an OpenOffice 1 document (.sxw)"
    if data.lstrip().startswith(b"<?xml") and b"<office:document " in data[:2000]:
        return "a flat OpenDocument text (.fodt)"
    return None


def ole_holds(data: bytes, name: str) -> bool:
    """Whether the directory of an OLE file begins with entries of which one has a name.

    Files within it (a .doc that a mail carries) have directories of their own.
    """
    if len(data) < _OLE_HEADER:
        return False
    (power,) = struct.unpack_from("<H", data, 30)
    (sector,) = struct.unpack_from("<I", data, 48)
    start = (sector + 1) << min(power, 12)
    directory = data[start : start + _OLE_ENTRIES]
    return name.encode("utf-16-le") in (directory or data)


def zip_holds_document(data: bytes) -> bool:
    """Whether the files in a ZIP archive are the parts of one document, or cannot be listed."""
    names = _names_in(data)
    return names is None or _document_of(names) is not None


def _sniff_zip(data: bytes, source: str) -> str:
    names = _names_in(data)
    if names is None:
        raise UnreadableError(
            source, "the file is damaged or cut off", "open it where it was made and save it"
        )
    kind = _document_of(names)
    if kind is None:
        raise UnreadableError(
            source, "this is a ZIP archive, not a document", "give a file that is in it, unpacked"
        )
    if kind not in {"docx", "odt", "pages"}:
        raise UnreadableError(source, f"this is {kind}", "export it as PDF or Word")
    return kind


def _names_in(data: bytes) -> list[str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except ARCHIVE_DAMAGE:
        return None


def _document_of(names: list[str]) -> str | None:
    """The kind of document that an archive with such parts is."""
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    if "QuickLook/Preview.pdf" in names:
        return "pages"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "a Pages document without a preview"
    if "[Content_Types].xml" in names:
        return "a spreadsheet, slides or another Office file"
    return None


def preview_of_pages(data: bytes, source: str) -> bytes:
    """The PDF that a Pages document carries for those who have no Pages.

    Raises:
        UnreadableError: It is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo("QuickLook/Preview.pdf")
            if entry.file_size > _LARGEST_PREVIEW:
                raise ValueError("its preview is too large")
            return archive.read(entry)
    except ARCHIVE_DAMAGE as error:
        raise UnreadableError(
            source, f"the Pages document is damaged ({error})", "export it as PDF or Word"
        ) from error


def _is_utf16(data: bytes) -> bool:
    """A byte order mark, or zero bytes in every other place as Latin text in UTF-16 has."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:512]
    odd, even = head[1::2], head[::2]
    return bool(head) and max(odd.count(0), even.count(0)) > 0.8 * len(odd) > 0


def _looks_like_html(data: bytes) -> bool:
    head = data[:200_000].decode("latin-1").lower()
    start = head.lstrip("\ufeffï»¿ \t\r\n")
    if start.startswith(_HTML_STARTS):
        return "<" in start[5:]
    tags = sum(head.count(tag) for tag in _HTML_TAGS)
    if start.startswith("<"):
        return tags >= _FEW_TAGS
    # A field of a web page that begins with words; Markdown with some tags in it has more lines.
    lines = sum(bool(line.strip()) for line in head.splitlines())
    return tags >= 2 * _FEW_TAGS and 2 * tags >= lines
