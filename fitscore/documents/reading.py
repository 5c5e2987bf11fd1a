"""Read any input that fitscore takes into a Document."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import IO

from fitscore.documents.json_resume import parse_json_resume, read_json_resume
from fitscore.documents.language import detect_language
from fitscore.documents.media import sniff
from fitscore.documents.plain import decode, lines_of, normalise, repaired
from fitscore.errors import EmptyError, NotFoundError, UnreadableError
from fitscore.types import Document

# A path, the bytes of a file, or an open binary file.
Source = str | Path | bytes | IO[bytes]


def read_document(source: Source, *, job: bool = False) -> Document:
    """Read a file of any kind that is read: PDF, DOCX, HTML, Markdown or text.

    Args:
        source: A path (`-` for standard input), the bytes of a file, or an open binary file,
            which is left open.
        job: It is a job posting: a web page is read for the posting in it.

    Raises:
        InputError: It is missing, or cannot be read.
    """
    data, name = read_bytes(source)
    return document_from_bytes(data, name, job=job)


def document_from_text(text: str, source: str = "text") -> Document:
    """A Document from text that is already in memory.

    Raises:
        EmptyError: There is nothing but white space.
    """
    return _from_text(text, source, hashlib.sha256(text.encode()).hexdigest())


def read_bytes(source: Source) -> tuple[bytes, str]:
    """The bytes of an input, and its name for messages.

    Raises:
        NotFoundError: There is no such file, or it is a folder.
        UnreadableError: The system refuses to read it.
    """
    if isinstance(source, bytes):
        return source, "bytes"
    if not isinstance(source, str | Path):
        return source.read(), str(getattr(source, "name", "file"))
    name = str(source)
    if name == "-":
        return sys.stdin.buffer.read(), "standard input"
    path = Path(source)
    if path.is_dir():
        raise NotFoundError(name, "this is a folder", "give a file in it")
    try:
        return path.read_bytes(), name
    except FileNotFoundError:
        raise NotFoundError(name, "there is no such file", "check the path") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableError(
            name, f"it cannot be read ({reason})", "check the permissions"
        ) from error


def document_from_bytes(data: bytes, name: str, *, job: bool = False) -> Document:
    """A Document from the bytes of a file; `name` is for messages.

    Raises:
        InputError: It cannot be read.
    """
    media = sniff(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if media == "text":
        return _from_text(repaired(decode(data, name)), name, digest, job=job)
    pages = 1
    if media == "pdf":
        from fitscore.documents.pdf import read_pdf

        text, lines, pages = read_pdf(data, name)
    elif media == "docx":
        from fitscore.documents.docx import read_docx

        text, lines = read_docx(data, name)
    else:
        from fitscore.documents.html import read_html

        text, lines = read_html(normalise(repaired(decode(data, name))), job=job)
    if not lines:
        raise EmptyError(name, "there is no text in it", "check that the right file was saved")
    return Document(name, digest, media, text, lines, pages, detect_language(text))


def _from_text(text: str, name: str, digest: str, *, job: bool = False) -> Document:
    value = None if job else parse_json_resume(text)
    if value is not None:
        text, lines = read_json_resume(value)
        media = "json_resume"
    else:
        text = normalise(text)
        lines = lines_of(text)
        media = "markdown" if any(line.heading for line in lines) else "text"
    if not lines:
        raise EmptyError(name, "there is no text in it", "check that the right file was saved")
    return Document(name, digest, media, text, lines, 1, detect_language(text))
