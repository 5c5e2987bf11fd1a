"""Which kind of file this is, by its content and never by its name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from fitscore.errors import EmptyError, UnreadableError

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ZEROS = 0.03
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<?xml")
_FEW_TAGS = 4
_HTML_TAGS = ("<p>", "<p ", "<div", "<ul", "<li", "<br", "<h1", "<h2", "<h3", "<table")

# What the library raises on archives that are damaged, or made by none that is known.
ARCHIVE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)

# What people send by mistake, by its first bytes, with the name they know it by.
_OTHER_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)


def sniff(data: bytes, source: str) -> str:
    """Name the kind of a file: `pdf`, `docx`, `html` or `text` (Markdown and JSON are text).

    Raises:
        EmptyError: There is nothing but white space.
        UnreadableError: It is of a kind that is not read.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise EmptyError(source, "the file is empty", "check that the right file was saved")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data, source)
    if data.startswith(_OLE_MAGIC):
        problem = "this is an old Word file (.doc) or a password-protected Office file"
        raise UnreadableError(source, problem, "save it as .docx or PDF without a password")
    for magic, name in _OTHER_KINDS:
        if data.startswith(magic):
            raise UnreadableError(
                source, f"this is {name}, not a document", "give a PDF, DOCX, HTML or text file"
            )
    if _is_utf16(data):
        return "text"
    # A stray zero byte in a text is dropped later; a file full of them is no text.
    if data[:4096].count(0) > _MOST_ZEROS * len(data[:4096]):
        raise UnreadableError(
            source, "this is no document that is read", "give a PDF, DOCX, HTML or text file"
        )
    return "html" if _looks_like_html(data) else "text"


def _sniff_zip(data: bytes, source: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except ARCHIVE_DAMAGE:
        raise UnreadableError(
            source, "the Word file is damaged or cut off", "open it in a word processor and save it"
        ) from None
    if "word/document.xml" in names:
        return "docx"
    raise UnreadableError(
        source, "this is a ZIP file but not a Word document", "give a PDF, DOCX, HTML or text file"
    )


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
