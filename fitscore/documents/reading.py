"""Read any input that fitscore takes into a Document."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import IO

from fitscore.documents.containers import Member, may_be_container, most_bytes, too_large
from fitscore.documents.json_resume import parse_json_resume, read_json_resume
from fitscore.documents.limits import DEFAULT_LIMITS, Limits
from fitscore.documents.media import OLE_MAGIC, preview_of_pages, sniff
from fitscore.documents.plain import decode, lines_of, normalise, repaired, without_references
from fitscore.errors import EmptyError, LimitError, NotFoundError, UnreadableError
from fitscore.files import NotRegularError, TooLargeError, open_file
from fitscore.text.clean import shown_name
from fitscore.text.languages import detect_language
from fitscore.text.near_names import remedy_for
from fitscore.types import Document, Flag

_MIB = 1 << 20
_URL = re.compile(r"(?:https?|ftp):/", re.IGNORECASE)  # a Path has one slash left

# A path, the bytes of a file, an open binary file, or a file that was in another one.
Source = str | Path | bytes | IO[bytes] | Member


def read_document(
    source: Source, *, job: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """Read a file of any kind that is read.

    Args:
        source: A path (`-` for standard input), the bytes of a file, or an open binary file,
            which is left open.
        job: It is a job posting: a web page is read for the posting in it.
        limits: How large it may be.

    Raises:
        InputError: It is missing, or cannot be read.
    """
    data, name = read_bytes(source, limits)
    return document_from_bytes(data, name, job=job, limits=limits)


def document_from_text(text: str, source: str = "text") -> Document:
    """A Document from text that is already in memory.

    Raises:
        EmptyError: There is nothing but white space.
    """
    return _from_text(text, source, hashlib.sha256(text.encode()).hexdigest())


def read_bytes(source: Source, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, str]:
    """The bytes of an input, and its name for messages.

    Raises:
        NotFoundError: There is no such file, or it is a folder.
        LimitError: It is larger than the limit.
        UnreadableError: The system refuses to read it, or it is a device or a pipe.
    """
    most, larger = limits.size * _MIB, most_bytes(limits)
    if isinstance(source, Member):
        data, name = source.data, source.name
    elif isinstance(source, bytes):
        data, name = source, "bytes"
    elif not isinstance(source, str | Path) and not hasattr(source, "read"):
        kinds = "a path, bytes, or an open binary file"
        raise TypeError(f"{kinds} can be read, and not {type(source).__name__}")
    elif not isinstance(source, str | Path):
        data, name = source.read(larger + 1), str(getattr(source, "name", "file"))
    elif _URL.match(name := shown_name(source)):
        raise NotFoundError(
            name,
            "this is an address, and nothing is fetched from the network",
            "open it in a browser, save the page and give the file",
        )
    elif str(source) == "-":
        data, name = sys.stdin.buffer.read(larger + 1), "standard input"
    else:
        data = _read_path(Path(source), name, most, larger)
    if len(data) > most:
        # An archive may be as large as all that may be in it.
        most = larger if may_be_container(data) else most
        if len(data) > most:
            raise too_large(name, most)
    return data, name


def _read_path(path: Path, name: str, most: int, larger: int) -> bytes:
    """The bytes of a file, of one larger than `most` as far as it takes to tell what it is."""
    try:
        with open_file(path, larger) as file:
            head = file.read(most + 1)
            # The directory of an OLE file stands anywhere in it.
            whole = head.startswith(OLE_MAGIC) or may_be_container(head)
            return head + file.read(larger + 1 - len(head)) if whole else head
    except FileNotFoundError:
        raise NotFoundError(name, "there is no such file", remedy_for(path)) from None
    except IsADirectoryError:
        raise NotFoundError(name, "this is a folder", "give a file in it") from None
    except NotRegularError:
        raise UnreadableError(
            name, "this is a device or a pipe", "give a file, or - for stdin"
        ) from None
    except TooLargeError:
        raise too_large(name, most) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableError(
            name, f"it cannot be read ({reason})", "check the path and the permissions"
        ) from error


def document_from_bytes(
    data: bytes, name: str, *, job: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """A Document from the bytes of a file; `name` is for messages.

    Raises:
        InputError: It cannot be read, or holds more than the limits allow.
    """
    media = sniff(data, name)
    digest = hashlib.sha256(data).hexdigest()
    pages = 1
    flags: tuple[Flag, ...] = ()
    unsure: frozenset[str] = frozenset()
    if media == "pages":
        data, media = preview_of_pages(data, name), "pdf"
    if media == "pdf":
        from fitscore.documents.pdf import read_pdf

        text, lines, pages, flags, unsure = read_pdf(data, name, limits)
    elif media == "picture":
        from fitscore.documents.pdf import read_pictures

        text, lines, pages, flags, unsure = read_pictures(data, name, limits)
        media = "pdf"  # the same of a page, but for what it is kept in
    elif media == "docx":
        from fitscore.documents.docx import read_docx

        text, lines, flags = read_docx(data, name)
    elif media == "odt":
        from fitscore.documents.odt import read_odt

        text, lines, flags = read_odt(data, name)
    elif media == "rtf":
        from fitscore.documents.rtf import read_rtf

        text, lines, flags = read_rtf(data, name)
    else:
        text = decode(data, name)
        _check_length(text, name, limits)
        text = repaired(text)
        if media == "text":
            return _from_text(text, name, digest, job=job)
        from fitscore.documents.html import read_html

        text, lines, flags = read_html(normalise(text), job=job)
    _check_length(text, name, limits)
    if not lines:
        raise EmptyError(name, "there is no text in it", "check that the right file was saved")
    language = detect_language(text)
    return Document(name, digest, media, text, lines, pages, language, flags, unsure)


def _check_length(text: str, name: str, limits: Limits) -> None:
    if len(text) > limits.characters:
        raise LimitError(
            name,
            f"it holds more than {limits.characters:,} characters of text",
            "check that it is the right file, or allow more with --limit characters=N",
        )


def _from_text(text: str, name: str, digest: str, *, job: bool = False) -> Document:
    value = None if job else parse_json_resume(text)
    if value is not None:
        text, lines = read_json_resume(value)
        media = "json_resume"
    else:
        text = normalise(without_references(text))
        lines = lines_of(text)
        media = "markdown" if any(line.heading for line in lines) else "text"
    if not lines:
        raise EmptyError(name, "there is no text in it", "check that the right file was saved")
    return Document(name, digest, media, text, lines, 1, detect_language(text))
